//! How well a scenario hears sentences that its author didn't write: a measure, for sentences collected from other people.
//!
//! Cases say what must hold, and are written by whoever writes the patterns. What somebody else says who has seen neither is
//! the honest figure.

use serde::{Deserialize, Serialize};

use super::sitting::Sitting;
use crate::interview::interpretation::{Gets, Interpretation};
use crate::interview::{Author, Engine, Entry, Input, Move};
use crate::scenario::{Mode, Scenario, Seniority, Step};

/// What a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It asks for facts: the ids that a careful interviewer would answer with; none where the scenario has no answer.
    Question,
    /// It says parts of expectations.
    Statement,
    /// It says none.
    Nothing,
}

/// A sentence, and what a careful person makes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// What it is.
    pub kind: Kind,
    /// The words.
    pub say: String,
    /// The part that was asked for just before, as `expectation/part`.
    #[serde(default)]
    pub asked: Option<String>,
    /// The step in which it is said; none: that of what was asked, or of what it says.
    #[serde(default)]
    pub step: Option<Step>,
    /// Facts and open questions, or parts as `expectation/part`.
    #[serde(default)]
    pub gold: Vec<String>,
}

/// What the engine made of a sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Heard {
    /// What it should find and found.
    pub right: Vec<String>,
    /// What it should find and didn't.
    pub missed: Vec<String>,
    /// What it found besides.
    pub wrong: Vec<String>,
    /// What was missed, and came near enough to be quoted.
    pub near: Vec<String>,
    /// The reply asks for a part that was said.
    pub asked_again: bool,
    /// The reply.
    pub reply: String,
}

/// What is unknown in a sentence: a part, a fact.
pub fn unknown_ids(engine: &Engine, sentence: &Sentence) -> Vec<String> {
    let scenario = &engine.scenario;
    let is_part = |id: &str| {
        id.split_once('/')
            .is_some_and(|(expectation, part)| scenario.part_index(expectation, part).is_some())
    };
    let is_known = |id: &&String| match sentence.kind {
        Kind::Question => {
            scenario.facts.iter().any(|fact| *fact.id == ***id)
                || scenario.opens.iter().any(|open| *open.id == ***id)
        }
        Kind::Statement | Kind::Nothing => is_part(id),
    };
    let gold = sentence.gold.iter().filter(|id| !is_known(id));
    let asked = sentence.asked.iter().filter(|id| !is_part(id));
    gold.chain(asked).cloned().collect()
}

/// Says a sentence to a fresh interview in coach mode, at the point where it was said.
pub fn hear(engine: &Engine, sentence: &Sentence) -> Heard {
    let scenario = &engine.scenario;
    let mut sitting = Sitting::open(engine, Mode::Coach, Seniority::Mid, None);
    let part_of = |id: &String| {
        let (expectation, part) = id.split_once('/')?;
        scenario.part_ref(expectation, part)
    };
    let asked = sentence.asked.as_ref().and_then(part_of);
    let said = sentence.gold.first().and_then(part_of);
    let about = asked.as_ref().or(said.as_ref());
    sitting.open_around(about);
    if let Some(about) = about {
        sitting.state.step = scenario.expectations[usize::from(about.expectation)].step;
    }
    if let Some(step) = sentence.step {
        sitting.state.step = step;
    }
    if let Some(part) = &asked {
        sitting.ask(part);
    }
    let entries = sitting.take(&Input::Said(sentence.say.clone()));
    let mut interpretations = entries.iter().map(|entry| &entry.record.interpretation);
    let nothing = Interpretation::default();
    let found = interpretations.find_map(Option::as_ref).unwrap_or(&nothing);
    let got = match sentence.kind {
        Kind::Question => told(&engine.scenario, found),
        Kind::Statement | Kind::Nothing => credited(found),
    };
    let (right, missed) = sentence
        .gold
        .iter()
        .cloned()
        .partition(|id| got.contains(id));
    let near = found.near.iter().map(|hit| hit.id.to_string());
    let near = near.filter(|id| sentence.gold.contains(id)).collect();
    let replies = || {
        entries
            .iter()
            .filter(|entry| entry.author == Author::Engine)
    };
    let said: Vec<&str> = replies().map(|entry| entry.text.as_str()).collect();
    Heard {
        right,
        missed,
        wrong: got
            .into_iter()
            .filter(|id| !sentence.gold.contains(id))
            .collect(),
        near,
        asked_again: replies().any(|entry| asks_for(entry, &sentence.gold)),
        reply: said.join("\n"),
    }
}

/// The facts and open questions that a message gets.
pub(super) fn told(scenario: &Scenario, found: &Interpretation) -> Vec<String> {
    let ids = found
        .questions
        .iter()
        .flat_map(|question| match &question.gets {
            Gets::Fact(id) | Gets::Open(id) => vec![id],
            Gets::Either(first, second) => vec![first, second],
            Gets::Estimate(id) => scenario.facts_of(id).map(|fact| &fact.id).collect(),
            Gets::NoFact | Gets::Decide | Gets::Outside => Vec::new(),
        });
    ids.map(ToString::to_string).collect()
}

/// The parts that a message is credited with.
fn credited(found: &Interpretation) -> Vec<String> {
    let mut ids: Vec<String> = found
        .credits
        .iter()
        .map(|credit| format!("{}/{}", credit.expectation, credit.part))
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Whether a reply asks for one of these parts.
fn asks_for(reply: &Entry, parts: &[String]) -> bool {
    reply.record.moves.iter().any(|done| {
        matches!(done, Move::AskPart { expectation, part } if parts.contains(&format!("{expectation}/{part}")))
    })
}
