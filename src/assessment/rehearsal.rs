//! A scenario played against its own samples, cases and dialogues, with the engine that candidates meet.
//!
//! The rules say what to look for; only playing them says whether they find it, and whether a good, a middling and a
//! poor answer end up where a careful interviewer would put them.

use std::ops::Range;

use serde_json::Value;

use super::hearing::told;
use super::report;
use super::sitting::Sitting;
use super::workbench::nearest_pattern;
use crate::document::{Problem, Severity};
use crate::interview::interpretation::{Gets, Interpretation, much_like};
use crate::interview::ledger::{is_reached, missing};
use crate::interview::{Button, Engine, Input};
use crate::language::analyse;
use crate::scenario::{Band, Case, Competency, Mode, PartRef, Seniority};

mod dialogue;

pub use dialogue::{Difference, Played};

/// With so many problems nobody reads how near the next case came, and it costs time.
const EXPLAINED: usize = 50;

/// What became of the samples, cases and dialogues.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rehearsal {
    /// Full samples that were credited in full, and how many there are.
    pub samples: (usize, usize),
    /// Cases that held, and how many there are.
    pub cases: (usize, usize),
    /// Dialogues that held, and how many there are.
    pub dialogues: (usize, usize),
    /// How each dialogue went.
    pub played: Vec<Played>,
    /// What did not hold, each at its line of the scenario.
    pub problems: Vec<Problem>,
}

/// Plays all full samples, cases and dialogues of the engine's scenario; `file` is what problems call it.
pub fn rehearse(engine: &Engine, file: &str) -> Rehearsal {
    let scenario = &engine.scenario;
    let mut rehearsal = Rehearsal::default();
    for (index, expectation) in scenario.expectations.iter().enumerate() {
        for sample in &expectation.samples.full {
            let failures = play_full_sample(engine, index, sample);
            rehearsal.samples.0 += usize::from(failures.is_empty());
            rehearsal.samples.1 += 1;
            let place = place_of_sample(&scenario.source, &expectation.id, sample);
            rehearsal.note(file, &scenario.source, place, failures);
        }
    }
    for case in &scenario.cases {
        let explain = rehearsal.problems.len() < EXPLAINED;
        let (_, failures) = hear_case(engine, case, explain);
        rehearsal.cases.0 += usize::from(failures.is_empty());
        rehearsal.cases.1 += 1;
        rehearsal.note(file, &scenario.source, Place::Line(case.line), failures);
    }
    for dialogue in &scenario.dialogues {
        let played = dialogue::play(engine, dialogue);
        rehearsal.dialogues.0 += usize::from(played.holds());
        rehearsal.dialogues.1 += 1;
        for (line, failure) in played.failures() {
            rehearsal.note(file, &scenario.source, Place::Line(line), vec![failure]);
        }
        rehearsal.played.push(played);
    }
    if let Some((line, failure)) = play_model(engine) {
        rehearsal.note(file, &scenario.source, Place::Line(line), vec![failure]);
    }
    rehearsal
}

/// Reads the model answer to the interviewer: it has to end above the bar of a mid-level candidate. It waits while the
/// scenario has nothing that counts for one of the competencies: nobody could end there then.
fn play_model(engine: &Engine) -> Option<(u32, String)> {
    let scenario = &engine.scenario;
    let counts = |competency: &Competency| {
        let mut expectations = scenario.expectations.iter();
        expectations.any(|known| known.competency == *competency)
    };
    let first = scenario.model.first()?;
    if !Competency::ALL.iter().all(counts) {
        return None;
    }
    let minutes = Some(scenario.minutes);
    let mut sitting = Sitting::open(engine, Mode::Coach, Seniority::Mid, minutes);
    for message in &scenario.model {
        sitting.take(&Input::Said(message.clone()));
    }
    if !sitting.state.finished {
        sitting.take(&Input::Pressed(Button::Finish));
    }
    let report = report(engine, &sitting.setup, &sitting.log);
    let line = line_of(&scenario.source, first.lines().next().unwrap_or(first));
    (report.band != Band::Above).then(|| {
        let scores = scores_of(&report);
        let band = word_of(&report.band);
        (
            line,
            format!("the model answer ends {band}, not above: {scores}"),
        )
    })
}

/// The scores of a report, and what held its band down.
fn scores_of(report: &super::Report) -> String {
    let scores: Vec<String> = Competency::ALL
        .iter()
        .filter_map(|competency| {
            let score = report
                .competencies
                .iter()
                .find(|score| score.competency == *competency)?;
            let name = word_of(&score.competency);
            Some(format!("{name} {} of {}", score.score, score.bar))
        })
        .chain(report.caps.iter().cloned())
        .collect();
    scores.join(", ")
}

impl Rehearsal {
    fn note(&mut self, file: &str, source: &str, place: Place, failures: Vec<String>) {
        let span = match place {
            Place::Span(span) => span,
            Place::Line(line) => {
                let mut lines = source.split_inclusive('\n');
                let before = lines.by_ref().take(line.saturating_sub(1) as usize);
                let start: usize = before.map(str::len).sum();
                let own = lines.next().unwrap_or_default();
                start..start + own.trim_end().len()
            }
        };
        for message in failures {
            let (span, severity) = (span.clone(), Severity::Error);
            self.problems
                .push(Problem::at(file, source, span, severity, message, None));
        }
    }
}

/// Where something stands in the scenario's file.
enum Place {
    /// A whole line, counted from 1.
    Line(u32),
    /// Bytes.
    Span(Range<usize>),
}

/// Where a sample of this expectation stands, with its quotes: as it is written, where it needs no escapes.
fn place_of_sample(source: &str, expectation: &str, sample: &str) -> Place {
    let from = source.find(&format!("\"{expectation}\"")).unwrap_or(0);
    let written = [format!("\"{sample}\""), format!("'{sample}'")];
    let found = written.iter().find_map(|written| {
        let start = from + source.get(from..)?.find(written.as_str())?;
        Some(start..start + written.len())
    });
    found.map_or(Place::Line(line_of(source, sample)), Place::Span)
}

/// The line on which a sample stands: as it is written, where it needs no escapes.
fn line_of(source: &str, sample: &str) -> u32 {
    let before = source.find(sample).map_or("", |at| &source[..at]);
    before.matches('\n').count() as u32 + 1
}

/// The parts that a full sample, said unprompted, is not credited with. The linter has held it against the patterns
/// alone; the interviewer also looks at how it is said, and at what this scenario's questions get.
fn play_full_sample(engine: &Engine, index: usize, sample: &str) -> Vec<String> {
    let expectation = &engine.scenario.expectations[index];
    let mut sitting = Sitting::open(engine, Mode::Coach, Seniority::Mid, None);
    sitting.state.step = expectation.step;
    sitting.state.ledger[index].opened = true;
    sitting.take(&Input::Said(sample.to_string()));
    missing(&engine.scenario, &sitting.state, index)
        .into_iter()
        .map(|part| &expectation.parts[part])
        .map(|part| {
            let (expectation, part) = (&expectation.id, &part.id);
            format!("the interviewer doesn't credit this sample with `{expectation}/{part}`")
        })
        .collect()
}

/// What is made of a case's words, and why the case does not hold; `explain` says of the first part that it misses how near
/// it came.
pub(super) fn hear_case(
    engine: &Engine,
    case: &Case,
    mut explain: bool,
) -> (Interpretation, Vec<String>) {
    let mut sitting = Sitting::open(engine, Mode::Coach, Seniority::Mid, None);
    sitting.open_all();
    for message in &case.before {
        sitting.take(&Input::Said(message.clone()));
    }
    if let Some(part) = &case.after {
        sitting.ask(part);
    }
    let entries = sitting.take(&Input::Said(case.say.clone()));
    let found = entries
        .iter()
        .find_map(|entry| entry.record.interpretation.clone())
        .unwrap_or_default();
    let mut failures = Vec::new();
    let mut why = |part: &PartRef| match std::mem::take(&mut explain) {
        true => why_missed(engine, case, part),
        false => String::new(),
    };
    for part in &case.reaches {
        let path = path_of(engine, part);
        if !is_reached(&sitting.state, part) {
            let why = why(part);
            failures.push(format!("this should reach `{path}`, and doesn't{why}"));
        } else if is_like_itself(engine, case, &found, part) {
            let why = why(part);
            failures.push(format!(
                "this reaches `{path}` only because it is a case: give the part a pattern for it, or `says` that are like it{why}"
            ));
        }
    }
    for id in &case.facts {
        if !gets(engine, &found, id) {
            let others = told(&engine.scenario, &found);
            let told = match others.is_empty() {
                true => String::new(),
                false => format!(": it is answered with `{}`", others.join("`, `")),
            };
            failures.push(format!(
                "this should be answered with `{id}`, and isn't{told}"
            ));
        }
    }
    for id in &case.misconceptions {
        if !found.misconceptions.iter().any(|hit| hit.id == *id) {
            failures.push(format!("this should show `{id}`, and doesn't"));
        }
    }
    for id in &case.not {
        if let Some(reason) = against(engine, &found, id) {
            failures.push(format!(
                "this should have nothing to do with `{id}`: {reason}"
            ));
        }
    }
    (found, failures)
}

/// What was absent of the pattern that came nearest; or that one matches, and something else spoke against it.
fn why_missed(engine: &Engine, case: &Case, part: &PartRef) -> String {
    let analysis = analyse(&engine.lexicon, &case.say);
    let wanted = engine.scenario.part(part);
    let mut patterns = wanted.patterns.iter();
    if let Some(pattern) = patterns.find(|pattern| pattern.find(&analysis).is_some()) {
        return format!(
            ": `{}` finds it, but it is a bare name, or nearer to what says other parts (`check FILE --say` tells more)",
            pattern.text
        );
    }
    match nearest_pattern(wanted, &analysis) {
        Some((pattern, miss)) => format!(
            "; nearest is `{}`, absent: {}",
            pattern.text,
            miss.absent.join(", ")
        ),
        None => String::new(),
    }
}

/// Whether nothing but the case's own text makes its words count for a part: it would hold whatever the scenario knew.
fn is_like_itself(engine: &Engine, case: &Case, found: &Interpretation, part: &PartRef) -> bool {
    let own = much_like(&case.say);
    let wanted = engine.scenario.part(part);
    let expectation = &engine.scenario.expectations[usize::from(part.expectation)];
    let known = wanted.says.contains(&case.say) || expectation.samples.full.contains(&case.say);
    let mut credits = found.credits.iter();
    let by_itself = credits.any(|credit| {
        credit.expectation == expectation.id && credit.part == wanted.id && credit.by == own
    });
    by_itself && !known
}

fn path_of(engine: &Engine, part: &PartRef) -> String {
    let expectation = &engine.scenario.expectations[usize::from(part.expectation)];
    let part = &expectation.parts[usize::from(part.part)];
    format!("{}/{}", expectation.id, part.id)
}

/// Whether a question of the message is answered with this fact or open question.
fn gets(engine: &Engine, found: &Interpretation, id: &str) -> bool {
    found.questions.iter().any(|question| match &question.gets {
        Gets::Fact(fact) => **fact == *id,
        Gets::Either(first, second) => **first == *id || **second == *id,
        Gets::Open(open) => **open == *id,
        Gets::Estimate(estimate) => {
            let mut facts = engine.scenario.facts_of(estimate);
            **estimate == *id || facts.any(|fact| *fact.id == *id)
        }
        Gets::NoFact | Gets::Decide | Gets::Outside => false,
    })
}

/// What a message has to do with an id that it should have nothing to do with.
fn against(engine: &Engine, found: &Interpretation, id: &str) -> Option<String> {
    let credit = found
        .credits
        .iter()
        .find(|credit| match id.split_once('/') {
            Some((expectation, part)) => {
                *credit.expectation == *expectation && *credit.part == *part
            }
            None => *credit.expectation == *id,
        });
    if let Some(credit) = credit {
        let (expectation, part) = (&credit.expectation, &credit.part);
        return Some(format!(
            "it reaches `{expectation}/{part}`, by `{}`",
            credit.by
        ));
    }
    if let Some(hit) = found.misconceptions.iter().find(|hit| *hit.id == *id) {
        return Some(format!("it shows it, by `{}`", hit.by));
    }
    gets(engine, found, id).then(|| "it is answered with it".to_string())
}

/// The word that stands for a value in files and records.
fn word_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
