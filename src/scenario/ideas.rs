//! Which part of an expectation a statement comes near to: its likeness to what is known to say it.
//!
//! Patterns decide what is credited. They know the words that their author thought of; likeness to the scenario's own
//! cases and samples hears what was said in others. Left out one by one, seven in ten of the cases of the fifteen
//! scenarios are likest to a part that they reach (among the first three, at 0.25 or more), and one in eighty of the
//! parts that they don't reach comes as near: enough to take an answer to what was just asked, and to quote it back;
//! not enough to credit what nobody asked for.

use std::sync::{Arc, OnceLock};

use super::{Case, Expectation, PartRef};
use crate::language::lexicon::Lexicon;
use crate::language::likeness::chances::{Chance, Chances, Nearest, Text};
use crate::language::token::Token;
use crate::language::{Id, Stance, understand};

/// A scenario with fewer samples is held against what people say in other problems too.
const MANY: usize = 500;

/// Less of a chance than this is none.
const UNLIKELY: f64 = 0.005;

/// What is known to say each part. Compiled when it is first needed: a page that lists scenarios doesn't.
#[derive(Clone, Debug, Default)]
pub struct Ideas(Arc<OnceLock<Compiled>>);

#[derive(Debug)]
struct Compiled {
    chances: Chances<Says>,
    /// In the order in which the chances number them.
    texts: Vec<String>,
    /// The concepts that each of them turns down, once that was asked for.
    turned_down: Vec<OnceLock<Vec<Id>>>,
}

/// What a statement is likely to say.
#[derive(Clone, Debug, Default)]
pub struct Likened {
    /// How likely it says each part, the likeliest first: those that are likely at all.
    pub chances: Vec<Chance<PartRef>>,
    text: Text,
}

/// What a text is known to say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    Part(PartRef),
    /// Something near the expectation with this index that must not be taken for it.
    Not(u16),
    /// Something in another problem.
    Elsewhere,
}

impl Likened {
    /// How likely it says a part, 0 to 1.
    pub fn chance(&self, part: &PartRef) -> f64 {
        let mut chances = self.chances.iter();
        let own = chances.find(|chance| chance.target == *part);
        own.map_or(0.0, |chance| chance.value)
    }
}

impl Ideas {
    /// How likely these tokens say each part, the likeliest first.
    pub(super) fn liken(
        &self,
        lexicon: &Lexicon,
        expectations: &[Expectation],
        cases: &[Case],
        tokens: &[Token],
    ) -> Likened {
        let compiled = self.compiled(lexicon, expectations, cases);
        let text = compiled.chances.read(lexicon, tokens);
        let chances = compiled.chances.of(&text, UNLIKELY).into_iter();
        let chances = chances.filter_map(|chance| match chance.target {
            Says::Part(target) => Some(Chance {
                target,
                value: chance.value,
            }),
            Says::Not(_) | Says::Elsewhere => None,
        });
        Likened {
            chances: chances.collect(),
            text,
        }
    }

    /// The text nearest to a statement of those that are known to say a part, and how near it is, 0 to 1.
    pub(super) fn nearest(&self, likened: &Likened, part: &PartRef) -> Option<(f64, &str)> {
        let compiled = self.0.get()?;
        let target = Says::Part(part.clone());
        let Nearest { value, sample } = compiled.chances.nearest(&likened.text, &target)?;
        Some((value, compiled.texts.get(sample)?))
    }

    /// The concepts that a text turns down, of those that [`Ideas::nearest`] gives.
    pub(super) fn turned_down(&self, lexicon: &Lexicon, text: &str) -> &[Id] {
        let known = self.0.get().and_then(|compiled| {
            let at = compiled.texts.iter().position(|known| known == text)?;
            Some(compiled.turned_down[at].get_or_init(|| {
                let mentions = understand(lexicon, text).mentions.into_iter();
                let down = mentions.filter(|mention| mention.stance == Stance::Rejected);
                down.map(|mention| mention.concept).collect()
            }))
        });
        known.map_or(&[], Vec::as_slice)
    }

    /// Whether a text that is known not to say a part is nearer to a statement than `near`, as near as those are that say it.
    pub(super) fn denies(&self, likened: &Likened, part: &PartRef, near: f64) -> bool {
        self.0.get().is_some_and(|compiled| {
            let not = Says::Not(part.expectation);
            let nearest = compiled.chances.nearest(&likened.text, &not);
            nearest.is_some_and(|nearest| near < nearest.value)
        })
    }

    fn compiled(
        &self,
        lexicon: &Lexicon,
        expectations: &[Expectation],
        cases: &[Case],
    ) -> &Compiled {
        self.0.get_or_init(|| {
            let mut known = known(expectations, cases);
            // Of few parts one is always the likeliest: something has to stand for all the rest.
            if known.len() < MANY {
                let elsewhere = lexicon.statements().iter();
                known.extend(elsewhere.map(|text| (Says::Elsewhere, text.as_str())));
            }
            Compiled {
                chances: Chances::new(lexicon, known.iter().cloned()),
                texts: known.iter().map(|(_, text)| (*text).to_owned()).collect(),
                turned_down: vec![OnceLock::new(); known.len()],
            }
        })
    }
}

/// Every text that is known to say a part, and every one that says none of an expectation. What asks for it is none: to
/// echo a question is no answer.
fn known<'s>(expectations: &'s [Expectation], cases: &'s [Case]) -> Vec<(Says, &'s str)> {
    let mut known = Vec::new();
    for (index, expectation) in (0..).zip(expectations) {
        let full = &expectation.samples.full;
        for (at, part) in (0..).zip(&expectation.parts) {
            let own = PartRef {
                expectation: index,
                part: at,
            };
            let said = full.iter().filter(|_| part.required).chain(&part.says);
            known.extend(said.map(|text| (Says::Part(own.clone()), text.as_str())));
        }
        let none = expectation.samples.none.iter();
        known.extend(none.map(|text| (Says::Not(index), text.as_str())));
        let denies = |case: &&Case| {
            let mut not = case.not.iter();
            let mut reached = case.reaches.iter();
            not.any(|id| id.split('/').next() == Some(&*expectation.id))
                && reached.all(|part| part.expectation != index)
        };
        let not = cases.iter().filter(denies);
        known.extend(not.map(|case| (Says::Not(index), case.say.as_str())));
    }
    for case in cases {
        known.extend(
            case.reaches
                .iter()
                .map(|part| (Says::Part(part.clone()), case.say.as_str())),
        );
    }
    known
}
