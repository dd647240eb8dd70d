//! What a change to a scenario changes: which of its cases, and which messages of past interviews, are read otherwise.
//!
//! Both texts read the same words at the same point of the same log, so that nothing but the text makes a difference.
//! What the interviewer would have asked next is another matter, and isn't followed.

use std::collections::BTreeMap;

use super::rehearsal::hear_case;
use crate::interview::interpretation::{Gets, Interpretation};
use crate::interview::{self, Author, Engine, Entry, EntryKind, Setup, State};
use crate::language::Span;
use crate::scenario::Case;

/// What a question comes to that nothing answers.
const NO_FACT: &str = "gets no fact";

/// What was found in some words and would not be any more, and the other way round; in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Otherwise {
    /// Found by the older text only.
    pub lost: Vec<String>,
    /// Found by the newer text only.
    pub gained: Vec<String>,
    /// Where it was found.
    pub spans: Vec<Span>,
}

/// A case that comes out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEffect {
    /// Where it stands in the newer text.
    pub line: u32,
    /// What is said.
    pub say: String,
    /// Whether the older text has it too.
    pub known: bool,
    /// What is found in it otherwise.
    pub otherwise: Otherwise,
    /// Whether it held.
    pub held: bool,
    /// Why it doesn't hold now; none where it does.
    pub fails: Option<String>,
}

/// A message that is read otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEffect {
    /// The entry.
    pub seq: u32,
    /// What is found in it otherwise.
    pub otherwise: Otherwise,
}

/// The cases of the newer text that come out otherwise than with the older one, or that it doesn't have.
pub fn cases(older: &Engine, newer: &Engine) -> Vec<CaseEffect> {
    let same = |one: &Case, other: &Case| one.say == other.say && one.before == other.before;
    let effects = newer.scenario.cases.iter().map(|case| {
        let (found, failures) = hear_case(newer, case, false);
        let mut known = older.scenario.cases.iter();
        let known = known.find(|known| same(known, case));
        let before = known.map(|known| hear_case(older, known, false));
        let (was, held) = match &before {
            Some((was, failures)) => (heard(was), failures.is_empty()),
            None => (BTreeMap::new(), true),
        };
        let otherwise = match before.is_some() {
            true => compare(was, heard(&found)),
            false => Otherwise::default(),
        };
        CaseEffect {
            line: case.line,
            say: case.say.clone(),
            known: before.is_some(),
            otherwise,
            held,
            fails: failures.into_iter().next(),
        }
    });
    effects
        .filter(|effect| {
            let same = effect.otherwise == Otherwise::default();
            !effect.known || !same || effect.held == effect.fails.is_some()
        })
        .collect()
}

/// The candidate's messages of a log that are read otherwise by the newer text.
pub fn messages(
    older: &Engine,
    newer: &Engine,
    setup: &Setup,
    log: &[Entry],
) -> Vec<MessageEffect> {
    let mut before = State::new(&older.scenario, setup);
    let mut now = State::new(&newer.scenario, setup);
    let mut effects = Vec::new();
    for entry in log {
        if entry.author == Author::Candidate && entry.kind == EntryKind::Said {
            let was = interview::read(older, &before, &entry.text).1;
            let is = interview::read(newer, &now, &entry.text).1;
            let otherwise = compare(heard(&was), heard(&is));
            if otherwise != Otherwise::default() {
                let seq = entry.seq;
                effects.push(MessageEffect { seq, otherwise });
            }
        }
        interview::fold(&older.scenario, &mut before, entry);
        interview::fold(&newer.scenario, &mut now, entry);
    }
    effects
}

/// What counts of what was found, in words, each with its place.
pub fn heard(found: &Interpretation) -> BTreeMap<String, Span> {
    let mut heard = BTreeMap::new();
    for question in &found.questions {
        let gets = match &question.gets {
            Gets::Fact(id) => format!("is answered with {id}"),
            Gets::Either(one, other) => format!("is answered with {one} and {other}"),
            Gets::Open(id) => format!("is left open as {id}"),
            Gets::Estimate(id) => format!("is left to work out as {id}"),
            Gets::NoFact | Gets::Outside => NO_FACT.to_owned(),
            Gets::Decide => "is left to decide".to_owned(),
        };
        heard.insert(gets, question.span);
    }
    for unanswered in &found.unanswered {
        heard.insert(NO_FACT.to_owned(), unanswered.span);
    }
    for credit in &found.credits {
        let reaches = format!("reaches {}/{}", credit.expectation, credit.part);
        heard.insert(reaches, credit.span);
    }
    for (hits, does) in [
        (&found.misconceptions, "shows"),
        (&found.settled, "settles"),
        (&found.contradictions, "contradicts"),
        (&found.choices, "chooses"),
        (&found.costs, "names the cost of"),
        (&found.lanes, "names the lane"),
    ] {
        for hit in hits {
            heard.insert(format!("{does} {}", hit.id), hit.span);
        }
    }
    for figure in &found.estimates {
        let which = if figure.right { "fits" } else { "misses" };
        heard.insert(
            format!("{which} the estimate {}", figure.estimate),
            figure.span,
        );
    }
    if let Some(answer) = &found.pushback {
        let does = if answer.holds {
            "stands by the design against"
        } else {
            "yields to"
        };
        heard.insert(format!("{does} {}", answer.id), answer.span);
    }
    heard
}

fn compare(was: BTreeMap<String, Span>, is: BTreeMap<String, Span>) -> Otherwise {
    let only =
        |one: &BTreeMap<String, Span>, other: &BTreeMap<String, Span>| -> Vec<(String, Span)> {
            let mine = one.iter().filter(|(what, _)| !other.contains_key(*what));
            mine.map(|(what, span)| (what.clone(), *span)).collect()
        };
    let (mut lost, gained) = (only(&was, &is), only(&is, &was));
    let spans = lost.iter().chain(&gained).map(|(_, span)| *span).collect();
    // That an answer takes the place of none needs no saying.
    if gained.iter().any(|(what, _)| what.starts_with("is ")) {
        lost.retain(|(what, _)| what != NO_FACT);
    }
    Otherwise {
        spans,
        lost: lost.into_iter().map(|(what, _)| what).collect(),
        gained: gained.into_iter().map(|(what, _)| what).collect(),
    }
}
