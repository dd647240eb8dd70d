//! The author's screen: what each expectation, and each of its patterns, does over all samples of a scenario.
//!
//! The linter judges; this only shows. Expectations are played with the interviewer that candidates meet, patterns are
//! looked at one by one.

use serde::Serialize;

use super::sitting::Sitting;
use crate::interview::ledger::is_reached;
use crate::interview::{Engine, Input};
use crate::language::pattern::{self, Pattern};
use crate::language::{Analysis, Id, analyse};
use crate::scenario::{Mode, Part, PartRef, Seniority};

/// What a sample was written to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shows {
    /// All that is required.
    Full,
    /// Some of it.
    Partial,
    /// None of it.
    None,
}

/// One expectation over all samples.
#[derive(Clone, Debug, Serialize)]
pub struct Yield {
    /// The expectation.
    pub expectation: Id,
    /// Its title.
    pub title: String,
    /// Its own full and partial samples that reach what they should.
    pub hits: usize,
    /// Those that don't.
    pub misses: Vec<String>,
    /// Its own samples of no answer that reach something.
    pub false_hits: Vec<String>,
    /// Samples of other expectations that reach something of this one: often right, sometimes a sign of wide patterns.
    pub elsewhere: Vec<Elsewhere>,
    /// What its full and partial samples leave out, and how near they came.
    pub near_misses: Vec<NearMiss>,
    /// Its parts.
    pub parts: Vec<PartYield>,
}

/// A sample of another expectation.
#[derive(Clone, Debug, Serialize)]
pub struct Elsewhere {
    /// Whose it is.
    pub expectation: Id,
    /// Its words.
    pub sample: String,
    /// The part that it reaches.
    pub part: Id,
}

/// A part that a sample leaves out.
#[derive(Clone, Debug, Serialize)]
pub struct NearMiss {
    /// The sample.
    pub sample: String,
    /// What it shows.
    pub shows: Shows,
    /// The part.
    pub part: Id,
    /// The pattern that came nearest.
    pub pattern: String,
    /// The words that fit.
    pub found: Vec<String>,
    /// What was absent.
    pub absent: Vec<String>,
}

/// One part.
#[derive(Clone, Debug, Serialize)]
pub struct PartYield {
    /// The part.
    pub part: Id,
    /// Its patterns.
    pub patterns: Vec<PatternYield>,
}

/// One pattern.
#[derive(Clone, Debug, Serialize)]
pub struct PatternYield {
    /// As the author wrote it.
    pub pattern: String,
    /// How many of the expectation's full and partial samples, and of the part's `says`, it finds.
    pub finds: usize,
    /// Those of them that no other pattern of the part finds.
    pub only: Vec<String>,
    /// What it finds of the samples of no answer.
    pub wrong: Vec<String>,
    /// How many samples of other expectations it finds.
    pub elsewhere: usize,
    /// What its author may do about it.
    pub verdict: Verdict,
}

/// What a pattern is good for, as far as the samples can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It finds something that no other one finds.
    Needed,
    /// Whatever it finds is found without it.
    Redundant,
    /// No sample and none of the `says` needs it: leave it out, or write the sample that it was written for.
    Idle,
    /// It finds what is no answer.
    Wrong,
}

/// A sample, read.
struct Sample<'s> {
    owner: usize,
    /// Whose of the `says` it is; none for a sample of the whole expectation.
    part: Option<usize>,
    shows: Shows,
    text: &'s str,
    analysis: Analysis,
}

/// Shows the engine's scenario at work.
pub fn workbench(engine: &Engine) -> Vec<Yield> {
    let scenario = &engine.scenario;
    let mut samples = Vec::new();
    for (owner, expectation) in scenario.expectations.iter().enumerate() {
        let of = &expectation.samples;
        for (shows, texts) in [
            (Shows::Full, &of.full),
            (Shows::Partial, &of.partial),
            (Shows::None, &of.none),
        ] {
            samples.extend(texts.iter().map(|text| Sample {
                owner,
                part: None,
                shows,
                text,
                analysis: analyse(&engine.lexicon, text),
            }));
        }
        for (part, known) in expectation.parts.iter().enumerate() {
            samples.extend(known.says.iter().map(|text| Sample {
                owner,
                part: Some(part),
                shows: Shows::Partial,
                text,
                analysis: analyse(&engine.lexicon, text),
            }));
        }
    }
    let mut yields: Vec<Yield> = scenario
        .expectations
        .iter()
        .enumerate()
        .map(|(index, expectation)| Yield {
            expectation: expectation.id.clone(),
            title: expectation.title.clone(),
            hits: 0,
            misses: Vec::new(),
            false_hits: Vec::new(),
            elsewhere: Vec::new(),
            near_misses: Vec::new(),
            parts: expectation
                .parts
                .iter()
                .enumerate()
                .map(|(at, part)| part_yield(part, (index, at), &samples))
                .collect(),
        })
        .collect();
    for sample in samples.iter().filter(|sample| sample.part.is_none()) {
        play(engine, sample, &mut yields);
    }
    yields
}

/// Plays a sample as the expectation's own message would be said, and notes what it reaches.
fn play(engine: &Engine, sample: &Sample<'_>, yields: &mut [Yield]) {
    let scenario = &engine.scenario;
    let owner = &scenario.expectations[sample.owner];
    let mut sitting = Sitting::open(engine, Mode::Coach, Seniority::Mid, None);
    sitting.state.step = owner.step;
    sitting.open_all();
    sitting.take(&Input::Said(sample.text.to_owned()));
    let reached = |expectation: usize, part: usize| {
        let part = PartRef {
            expectation: u16::try_from(expectation).unwrap_or(u16::MAX),
            part: u16::try_from(part).unwrap_or(u16::MAX),
        };
        is_reached(&sitting.state, &part)
    };
    for (index, (expectation, line)) in scenario.expectations.iter().zip(yields).enumerate() {
        let parts = || expectation.parts.iter().enumerate();
        let any = parts().find(|(part, _)| reached(index, *part));
        if index != sample.owner {
            if let Some((_, part)) = any
                && sample.shows != Shows::None
            {
                line.elsewhere.push(Elsewhere {
                    expectation: owner.id.clone(),
                    sample: sample.text.to_owned(),
                    part: part.id.clone(),
                });
            }
            continue;
        }
        let missing = || parts().filter(|(at, part)| part.required && !reached(index, *at));
        let whole = missing().next().is_none();
        let hit = match sample.shows {
            Shows::Full => whole,
            Shows::Partial => any.is_some(),
            Shows::None => {
                if any.is_some() {
                    line.false_hits.push(sample.text.to_owned());
                }
                continue;
            }
        };
        if hit {
            line.hits += 1;
        } else {
            line.misses.push(sample.text.to_owned());
        }
        line.near_misses
            .extend(missing().filter_map(|(_, part)| near(part, sample)));
    }
}

/// How near a sample comes to a part that it leaves out.
fn near(part: &Part, sample: &Sample<'_>) -> Option<NearMiss> {
    let (pattern, miss) = nearest_pattern(part, &sample.analysis)?;
    Some(NearMiss {
        sample: sample.text.to_owned(),
        shows: sample.shows,
        part: part.id.clone(),
        pattern: pattern.text.clone(),
        found: miss
            .matched
            .iter()
            .map(|span| span.of(sample.text).to_owned())
            .collect(),
        absent: miss.absent,
    })
}

/// The pattern of a part that comes nearest to a text that none of them finds.
pub(super) fn nearest_pattern<'p>(
    part: &'p Part,
    analysis: &Analysis,
) -> Option<(&'p Pattern, pattern::NearMiss)> {
    if part
        .patterns
        .iter()
        .any(|pattern| pattern.find(analysis).is_some())
    {
        return None;
    }
    part.patterns
        .iter()
        .filter_map(|pattern| Some((pattern, pattern.explain_miss(analysis)?)))
        .min_by_key(|(_, miss)| (miss.absent.len(), std::cmp::Reverse(miss.matched.len())))
}

fn part_yield(part: &Part, (owner, own_part): (usize, usize), samples: &[Sample<'_>]) -> PartYield {
    let finds = |pattern: &Pattern| -> Vec<usize> {
        let all = samples.iter().enumerate();
        all.filter(|(_, sample)| pattern.find(&sample.analysis).is_some())
            .map(|(at, _)| at)
            .collect()
    };
    let found: Vec<Vec<usize>> = part.patterns.iter().map(finds).collect();
    let patterns = part.patterns.iter().enumerate().map(|(at, pattern)| {
        let own = |shows: &dyn Fn(Shows) -> bool| -> Vec<usize> {
            let mine = found[at].iter().copied();
            mine.filter(|&sample| {
                let sample = &samples[sample];
                let says = sample.part.is_none_or(|part| part == own_part);
                sample.owner == owner && says && shows(sample.shows)
            })
            .collect()
        };
        let right = own(&|shows| shows != Shows::None);
        let wrong = own(&|shows| shows == Shows::None);
        let others = || found.iter().enumerate().filter(|(other, _)| *other != at);
        let only = right
            .iter()
            .filter(|sample| others().all(|(_, found)| !found.contains(sample)));
        let only: Vec<String> = only
            .map(|&sample| samples[sample].text.to_owned())
            .collect();
        let verdict = match (wrong.is_empty(), right.is_empty(), only.is_empty()) {
            (false, ..) => Verdict::Wrong,
            (true, true, _) => Verdict::Idle,
            (true, false, true) => Verdict::Redundant,
            (true, false, false) => Verdict::Needed,
        };
        PatternYield {
            pattern: pattern.text.clone(),
            finds: right.len(),
            only,
            wrong: wrong
                .into_iter()
                .map(|sample| samples[sample].text.to_owned())
                .collect(),
            elsewhere: found[at]
                .iter()
                .filter(|&&sample| {
                    let sample = &samples[sample];
                    sample.owner != owner && sample.part.is_none() && sample.shows != Shows::None
                })
                .count(),
            verdict,
        }
    });
    PartYield {
        part: part.id.clone(),
        patterns: patterns.collect(),
    }
}
