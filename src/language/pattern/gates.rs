//! Many patterns tried at once: a message's words lead to those that may match, and to the clauses where.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::super::repair::is_slip;
use super::super::sentence::Hashed;
use super::super::token::Word;
use super::parse::is_function_word;
use super::{Analysis, Needed, Pattern};

/// What a function word costs in a gate: more than any other, for every message has it.
const FUNCTION_WORD: usize = 1_000;

/// Patterns by a word that each needs.
#[derive(Clone, Debug, Default)]
pub struct Gates {
    by_word: HashMap<Word, Vec<u32>, BuildHasherDefault<Hashed>>,
    /// The words that slips may stand for, by their first letter.
    by_letters: HashMap<u8, Vec<(Box<str>, u32)>>,
    /// Those that need no word of their own.
    open: Vec<u32>,
}

impl Gates {
    /// Arranges patterns; their places are their numbers. The words that fewest of them have are the gates: they are
    /// the rarest in messages, too.
    pub fn of<'p>(patterns: impl Iterator<Item = &'p Pattern> + Clone) -> Gates {
        let mut common: HashMap<Word, usize, BuildHasherDefault<Hashed>> = HashMap::default();
        for pattern in patterns.clone() {
            pattern.visit_words(&mut |word| *common.entry(word).or_default() += 1);
        }
        let cost = |word: Word| {
            let function = if is_function_word(word) {
                FUNCTION_WORD
            } else {
                0
            };
            common.get(&word).copied().unwrap_or(1) + function
        };
        let mut gates = Gates::default();
        for (at, pattern) in (0..).zip(patterns) {
            match pattern.gate(&cost) {
                Some(needed) => needed.into_iter().for_each(|needed| gates.add(at, needed)),
                None => gates.open.push(at),
            }
        }
        gates
    }

    /// Numbers patterns, and arranges them. A message that was asked which of them it allows ([`Gates::turn_away`]) turns
    /// the others away without looking at them.
    pub fn number(patterns: &mut [&mut Pattern]) -> Gates {
        for (at, pattern) in (0..).zip(patterns.iter_mut()) {
            pattern.number = Some(at);
        }
        Gates::of(patterns.iter().map(|pattern| &**pattern))
    }

    /// Has the message turn away those of the numbered patterns that can't match. Mentions that are added later are not
    /// looked at.
    pub fn turn_away(&self, analysis: &mut Analysis) {
        let candidates = self.candidates(analysis);
        let numbers = candidates.iter().map(|(at, _)| *at);
        analysis.index.allow_only(numbers);
    }

    fn add(&mut self, at: u32, needed: Needed<'_>) {
        self.by_word.entry(needed.word).or_default().push(at);
        if let Some(first) = needed.letters.bytes().next() {
            let alike = self.by_letters.entry(first).or_default();
            alike.push((needed.letters.into(), at));
        }
    }

    /// Where each of the patterns that may match does, in the order of their numbers: see [`Pattern::places`].
    /// `pattern` is the one with a number.
    pub(in super::super) fn places<'p>(
        &self,
        analysis: &Analysis,
        pattern: impl Fn(u32) -> Option<&'p Pattern>,
        mut found: impl FnMut(u32, Vec<Range<u16>>),
    ) {
        let candidates = self.candidates(analysis);
        for of_one in candidates.chunk_by(|one, next| one.0 == next.0) {
            let Some(&(at, _)) = of_one.first() else {
                continue;
            };
            let clauses = of_one.iter().map(|(_, clause)| usize::from(*clause));
            let places = pattern(at).map(|known| known.places_in(analysis, clauses));
            for place in places.into_iter().flatten() {
                found(at, place);
            }
        }
    }

    /// The patterns that may match, by their numbers, each with a clause that has what it needs.
    fn candidates(&self, analysis: &Analysis) -> Vec<(u32, u16)> {
        let mut candidates: Vec<(u32, u16)> = Vec::with_capacity(128);
        for &at in &self.open {
            let clauses = 0..super::super::sentence::index(analysis.clauses.len());
            candidates.extend(clauses.map(|clause| (at, clause)));
        }
        for (clause, word) in analysis.index.keys(analysis) {
            if let Some(patterns) = self.by_word.get(&word) {
                candidates.extend(patterns.iter().map(|&at| (at, clause)));
            }
        }
        for (clause, typed) in analysis.index.unknown() {
            // The first letter fits, or is swapped with the second.
            let mut firsts: Vec<u8> = typed.bytes().take(2).collect();
            firsts.dedup();
            for (letters, at) in firsts
                .iter()
                .filter_map(|first| self.by_letters.get(first))
                .flatten()
            {
                if is_slip(typed, letters) {
                    candidates.push((*at, clause));
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}
