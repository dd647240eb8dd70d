//! Which of a scenario's facts a question is after: its likeness to the sample questions.

use std::sync::{Arc, OnceLock};

use super::{Fact, OpenQuestion};
use crate::language::Id;
use crate::language::lexicon::Lexicon;
use crate::language::likeness::Samples;

/// What a sample question leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The fact with this index.
    Fact(usize),
    /// The open question with this index.
    Open(usize),
    /// Nothing: the lexicon's group with this index of what is asked beside any problem.
    Beside(usize),
}

impl Target {
    /// The id of the fact or the open question.
    pub fn id<'a>(&self, facts: &'a [Fact], opens: &'a [OpenQuestion]) -> Option<&'a Id> {
        match self {
            Target::Fact(index) => Some(&facts.get(*index)?.id),
            Target::Open(index) => Some(&opens.get(*index)?.id),
            Target::Beside(_) => None,
        }
    }
}

/// The sample questions, compiled when they are first needed: a page that lists scenarios doesn't.
#[derive(Clone, Debug, Default)]
pub struct Asked(Arc<OnceLock<Samples<Target>>>);

impl Asked {
    pub(super) fn compiled(&self, compile: impl FnOnce() -> Samples<Target>) -> &Samples<Target> {
        self.0.get_or_init(compile)
    }
}

/// The samples of all facts and open questions. No cases: one that is its own sample could not fail.
pub(super) fn asked(lexicon: &Lexicon, facts: &[Fact], opens: &[OpenQuestion]) -> Samples<Target> {
    let of_facts = facts.iter().enumerate().flat_map(|(index, fact)| {
        let texts = fact.questions.iter();
        texts.map(move |text| (Target::Fact(index), text.as_str()))
    });
    let of_opens = opens.iter().enumerate().flat_map(|(index, open)| {
        let texts = open.questions.iter().chain([&open.about]);
        texts.map(move |text| (Target::Open(index), text.as_str()))
    });
    let beside = lexicon.beside().iter().enumerate();
    let of_none = beside.flat_map(|(index, group)| {
        let texts = group.iter();
        texts.map(move |text| (Target::Beside(index), text.as_str()))
    });
    Samples::of_questions(lexicon, of_facts.chain(of_opens).chain(of_none))
}

/// The samples that put a plan beside their question. They are apart: a plan alone asks for nothing.
pub(super) fn checked(
    lexicon: &Lexicon,
    facts: &[Fact],
    opens: &[OpenQuestion],
) -> Samples<Target> {
    let of_facts = facts.iter().enumerate().flat_map(|(index, fact)| {
        let texts = fact.checks.iter();
        texts.map(move |text| (Target::Fact(index), text.as_str()))
    });
    let of_opens = opens.iter().enumerate().flat_map(|(index, open)| {
        let texts = open.checks.iter();
        texts.map(move |text| (Target::Open(index), text.as_str()))
    });
    Samples::of_questions(lexicon, of_facts.chain(of_opens))
}
