//! As much of a report as the figures of a class are made of.

use super::{How, mean};
use crate::assessment::{Level, Report, ReportLine, StepTime, compose};
use crate::interview::state::Quote;
use crate::language::Id;
use crate::scenario::{Band, Competency, Scenario, Step};

/// As much of a finished session as figures are made of.
#[derive(Clone, Debug)]
pub struct Digest {
    /// Where the candidate stands overall.
    pub band: Band,
    /// The mean of the competencies' scores, 0 to 1000.
    pub score: u32,
    /// The mean of their bars.
    pub bar: u32,
    /// The scores by competency, in the order of [`Competency::ALL`].
    pub scores: Vec<(Competency, u32)>,
    /// Per expectation that was open.
    pub lines: Vec<Reached>,
    /// Facts worth asking for; none where the scenario can't be read any more.
    pub facts: Vec<Asked>,
    /// Misconceptions shown.
    pub misconceptions: Vec<Shown>,
    /// Time per step.
    pub time: Vec<StepTime>,
}

/// An expectation in one session.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "see `ReportLine`")]
pub struct Reached {
    pub expectation: Id,
    pub title: String,
    pub step: Step,
    pub level: Level,
    pub how: How,
    /// Thousandths of the weight.
    pub points: u32,
    /// Why this much, in a sentence or two.
    pub why: String,
    /// The words that reached it; of a miss, the nearest ones.
    pub quotes: Vec<Quote>,
}

/// A fact in one session.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The fact.
    pub fact: Id,
    /// The fact in short.
    pub short: String,
    /// The questions that got it; none: it was never asked for.
    pub quotes: Vec<Quote>,
}

/// A misconception in one session.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "see `MisconceptionLine`")]
pub struct Shown {
    pub title: String,
    pub correction: String,
    pub settled: bool,
    pub quotes: Vec<Quote>,
}

impl Digest {
    /// What a report says, and what its scenario has to be asked for.
    pub fn new(report: &Report, scenario: Option<&Scenario>) -> Digest {
        let scores: Vec<(Competency, u32)> = report
            .competencies
            .iter()
            .map(|line| (line.competency, line.score))
            .collect();
        let facts = scenario.map(compose::worth_asking).unwrap_or_default();
        Digest {
            band: report.band,
            score: mean(scores.iter().map(|(_, score)| *score)),
            bar: mean(report.competencies.iter().map(|line| line.bar)),
            scores,
            lines: report.lines.iter().map(Reached::new).collect(),
            facts: facts
                .iter()
                .map(|fact| Asked {
                    fact: fact.id.clone(),
                    short: fact.short.clone(),
                    quotes: report
                        .asked
                        .iter()
                        .filter(|asked| is_told(&asked.got, &fact.short))
                        .map(|asked| asked.quote.clone())
                        .collect(),
                })
                .collect(),
            misconceptions: report
                .misconceptions
                .iter()
                .map(|line| Shown {
                    title: line.title.clone(),
                    correction: line.correction.clone(),
                    settled: line.settled.is_some(),
                    quotes: std::iter::once(&line.quote)
                        .chain(&line.settled)
                        .cloned()
                        .collect(),
                })
                .collect(),
            time: report.time.clone(),
        }
    }
}

/// Whether what a question got is this fact, alone or beside a second one.
fn is_told(got: &str, short: &str) -> bool {
    got == short
        || got
            .strip_prefix(short)
            .is_some_and(|rest| rest.starts_with("; "))
        || got
            .strip_suffix(short)
            .is_some_and(|rest| rest.ends_with("; "))
}

impl Reached {
    fn new(line: &ReportLine) -> Reached {
        let mut quotes: Vec<Quote> = Vec::new();
        for part in &line.parts {
            let near = part.near_miss.as_ref().map(|near| &near.quote);
            let quote = match line.help {
                Some(_) => part.quote.as_ref().filter(|_| part.help.is_some()),
                None => part.withdrawn.as_ref().or(near),
            };
            if let Some(quote) = quote
                && !quotes.contains(quote)
            {
                quotes.push(quote.clone());
            }
        }
        Reached {
            expectation: line.expectation.clone(),
            title: line.title.clone(),
            step: line.step,
            level: line.level,
            how: How::of(line),
            points: line.points,
            why: line.why.clone(),
            quotes,
        }
    }
}
