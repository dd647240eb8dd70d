//! Which part of an expectation a statement comes near to: its likeness to what is known to say it.
//!
//! Patterns decide what is credited. They know the words that their author thought of; likeness to the scenario's own
//! cases and samples hears what was said in others. Left out one by one, seven in ten of the cases of the fifteen
//! scenarios are likest to a part that they reach (among the first three, at 0.25 or more), and one in eighty of the
//! parts that they don't reach comes as near: enough to take an answer to what was just asked, and to quote it back;
//! not enough to credit what nobody asked for.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::{Case, Expectation, PartRef};
use crate::language::lexicon::Lexicon;
use crate::language::likeness::{Likeness, Samples};
use crate::language::token::Token;
use crate::language::{Analysis, analyse};

/// Less likeness than this is none: nobody asks for less, and most parts of a scenario share some word with any statement.
const FAINT: f64 = 0.15;

/// What is known to say each part. Compiled when it is first needed: a page that lists scenarios doesn't.
#[derive(Clone, Debug, Default)]
pub struct Ideas(Arc<OnceLock<Compiled>>);

#[derive(Debug)]
struct Compiled {
    samples: Samples<(PartRef, Says)>,
    texts: Vec<String>,
}

/// How like a statement is to what is known to say each part.
#[derive(Clone, Debug, Default)]
pub struct Likened {
    /// Those that it shares a telling word with, best first.
    pub parts: Vec<Likeness<PartRef>>,
    /// Those for which a text is nearer that is known not to say it.
    pub denied: BTreeSet<PartRef>,
}

/// What a text is known to do with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    It,
    /// Something near it that must not be taken for it.
    NotIt,
}

impl Ideas {
    /// How like these tokens are to what is known to say each part, best first.
    pub(super) fn liken(
        &self,
        lexicon: &Lexicon,
        expectations: &[Expectation],
        cases: &[Case],
        tokens: &[Token],
    ) -> Likened {
        let compiled = self.compiled(lexicon, expectations, cases);
        let mut likened = Likened::default();
        for likeness in compiled.samples.liken(lexicon, tokens, FAINT) {
            let (part, says) = likeness.target;
            match says {
                Says::NotIt => {
                    let nearer = likened.parts.iter().any(|near| near.target == part);
                    if !nearer {
                        likened.denied.insert(part);
                    }
                }
                Says::It => likened.parts.push(Likeness {
                    target: part,
                    value: likeness.value,
                    support: likeness.support,
                    words: likeness.words,
                    sample: likeness.sample,
                    covered: likeness.covered,
                }),
            }
        }
        likened
    }

    /// The text of a sample.
    pub(super) fn text(&self, sample: usize) -> &str {
        let compiled = self.0.get();
        compiled
            .and_then(|compiled| compiled.texts.get(sample))
            .map_or("", String::as_str)
    }

    fn compiled(
        &self,
        lexicon: &Lexicon,
        expectations: &[Expectation],
        cases: &[Case],
    ) -> &Compiled {
        self.0.get_or_init(|| {
            let known = known(lexicon, expectations, cases);
            let samples = known.iter().map(|(target, text)| (target.clone(), *text));
            Compiled {
                samples: Samples::new(lexicon, samples),
                texts: known.iter().map(|(_, text)| (*text).to_owned()).collect(),
            }
        })
    }
}

/// Every text that is known to say a part, or not to. What asks for it is none: to echo a question is no answer.
fn known<'s>(
    lexicon: &Lexicon,
    expectations: &'s [Expectation],
    cases: &'s [Case],
) -> Vec<((PartRef, Says), &'s str)> {
    let mut known = Vec::new();
    for (index, expectation) in expectations.iter().enumerate() {
        let partial = &expectation.samples.partial;
        let partial: Vec<(&String, Analysis)> = partial
            .iter()
            .map(|text| (text, analyse(lexicon, text)))
            .collect();
        for (at, part) in expectation.parts.iter().enumerate() {
            let own = PartRef {
                expectation: index as u16,
                part: at as u16,
            };
            let full = expectation.samples.full.iter().filter(|_| part.required);
            let said = full.chain(&part.says);
            known.extend(said.map(|text| ((own.clone(), Says::It), text.as_str())));
            let none = expectation.samples.none.iter();
            known.extend(none.map(|text| ((own.clone(), Says::NotIt), text.as_str())));
            // What a partial answer leaves out it must not be taken for.
            for (text, analysis) in &partial {
                let mut patterns = part.patterns.iter().chain(&part.answers);
                if patterns.all(|pattern| pattern.find_anyhow(analysis).is_none()) {
                    known.push(((own.clone(), Says::NotIt), text.as_str()));
                }
            }
            let name = format!("{}/{}", expectation.id, part.id);
            let denies = |case: &&Case| {
                let mut not = case.not.iter();
                not.any(|id| *id == name || **id == *expectation.id)
            };
            let not = cases.iter().filter(denies);
            known.extend(not.map(|case| ((own.clone(), Says::NotIt), case.say.as_str())));
        }
    }
    for case in cases {
        let reached = case.reaches.iter();
        known.extend(reached.map(|part| ((part.clone(), Says::It), case.say.as_str())));
    }
    known
}
