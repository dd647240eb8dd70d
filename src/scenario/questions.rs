//! Which of a scenario's facts a question is after: its likeness to the sample questions.

use std::sync::{Arc, OnceLock};

use super::{Fact, OpenQuestion, Scenario};
use crate::language::Id;
use crate::language::lexicon::Lexicon;
use crate::language::likeness::asks::Asks;
use crate::language::likeness::chances::Chances;

/// What a sample question leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The fact with this index.
    Fact(usize),
    /// The open question with this index.
    Open(usize),
    /// Nothing: the lexicon's group with this index of what is asked beside any problem.
    Beside(usize),
    /// Nothing: it asks for no fact.
    Nothing,
}

impl Target {
    /// The id of the fact or the open question.
    pub fn id<'a>(&self, facts: &'a [Fact], opens: &'a [OpenQuestion]) -> Option<&'a Id> {
        match self {
            Target::Fact(index) => Some(&facts.get(*index)?.id),
            Target::Open(index) => Some(&opens.get(*index)?.id),
            Target::Beside(_) | Target::Nothing => None,
        }
    }
}

/// The sample questions, compiled when they are first needed: a page that lists scenarios doesn't.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    chances: Arc<OnceLock<Chances<Target>>>,
    asks: Arc<OnceLock<Asks>>,
}

impl Asked {
    pub(super) fn chances(&self, lexicon: &Lexicon, scenario: &Scenario) -> &Chances<Target> {
        self.chances.get_or_init(|| asked(lexicon, scenario))
    }

    pub(super) fn asks(&self, scenario: &Scenario) -> &Asks {
        self.asks.get_or_init(|| asks(scenario))
    }
}

/// What asks and what says: the questions without those that stand beside a plan, and what says the parts.
fn asks(scenario: &Scenario) -> Asks {
    let facts = scenario.facts.iter().flat_map(|fact| &fact.questions);
    let opens = scenario.opens.iter().flat_map(|open| &open.questions);
    let asking = facts.chain(opens).chain(&scenario.beside);
    let expectations = scenario.expectations.iter();
    let saying = expectations.flat_map(|expectation| {
        let says = expectation.parts.iter().flat_map(|part| &part.says);
        // What asks may be a full sample of who has to ask; what says nothing is rarely put as a question.
        let none = expectation.samples.none.iter();
        says.chain(none.filter(|text| !text.contains('?')))
    });
    let asking = asking.map(|text| (true, text.as_str()));
    Asks::new(asking.chain(saying.map(|text| (false, text.as_str()))))
}

/// The samples of all facts and open questions, and of what asks for none. No cases: one that is its own sample could not
/// fail.
fn asked(lexicon: &Lexicon, scenario: &Scenario) -> Chances<Target> {
    let (facts, opens) = (scenario.facts.iter(), scenario.opens.iter());
    let of_facts = facts.enumerate().flat_map(|(index, fact)| {
        let texts = fact.questions.iter().chain(&fact.checks);
        texts.map(move |text| (Target::Fact(index), text))
    });
    let of_opens = opens.enumerate().flat_map(|(index, open)| {
        let texts = open.questions.iter().chain(&open.checks);
        let texts = texts.chain([&open.about]);
        texts.map(move |text| (Target::Open(index), text))
    });
    let beside = lexicon.beside().iter().enumerate();
    let of_none = beside.flat_map(|(index, group)| {
        let texts = group.iter();
        texts.map(move |text| (Target::Beside(index), text))
    });
    let nothing = lexicon.asks_nothing().iter().chain(&scenario.beside);
    let nothing = nothing.map(|text| (Target::Nothing, text));
    let texts = of_facts.chain(of_opens).chain(of_none).chain(nothing);
    Chances::new(lexicon, texts.map(|(target, text)| (target, text.as_str())))
}
