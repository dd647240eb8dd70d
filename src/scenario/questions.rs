//! Which of a scenario's facts a question is after: its likeness to the sample questions.

use super::likeness::Samples;
use super::{Case, Fact, OpenQuestion};
use crate::language::Id;
use crate::language::lexicon::Lexicon;

/// What a sample question leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The fact with this index.
    Fact(usize),
    /// The open question with this index.
    Open(usize),
}

impl Target {
    /// The id of the fact or the open question.
    pub fn id<'a>(&self, facts: &'a [Fact], opens: &'a [OpenQuestion]) -> &'a Id {
        match self {
            Target::Fact(index) => &facts[*index].id,
            Target::Open(index) => &opens[*index].id,
        }
    }
}

/// The samples of all facts and open questions, and the cases that ask for one of them.
pub(super) fn samples(
    lexicon: &Lexicon,
    facts: &[Fact],
    opens: &[OpenQuestion],
    cases: &[Case],
) -> Samples<Target> {
    let of_facts = facts.iter().enumerate().flat_map(|(index, fact)| {
        let texts = fact.questions.iter();
        texts.map(move |text| (Target::Fact(index), text.as_str()))
    });
    let of_opens = opens.iter().enumerate().flat_map(|(index, open)| {
        let texts = open.questions.iter().chain([&open.about]);
        texts.map(move |text| (Target::Open(index), text.as_str()))
    });
    // What asks for two things is like neither.
    let of_cases = cases.iter().filter_map(|case| match case.facts.as_slice() {
        [id] => {
            let fact = facts.iter().position(|fact| fact.id == *id);
            let open = || opens.iter().position(|open| open.id == *id);
            let target = fact.map(Target::Fact).or_else(|| open().map(Target::Open));
            target.map(|target| (target, case.say.as_str()))
        }
        _ => None,
    });
    Samples::new(lexicon, of_facts.chain(of_opens).chain(of_cases))
}
