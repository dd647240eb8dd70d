//! Many patterns tried at once: a message's words lead to those that may match, and to the clauses where.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::super::sentence::Hashed;
use super::super::token::Word;
use super::{Analysis, Pattern};

/// Patterns by a word that each needs.
#[derive(Clone, Debug, Default)]
pub struct Gates {
    by_word: HashMap<Word, Vec<u32>, BuildHasherDefault<Hashed>>,
    /// Those that need no word of their own.
    open: Vec<u32>,
    /// How many there are.
    len: u32,
}

impl Gates {
    /// Adds a pattern and gives its number: 0 for the first, 1 for the next.
    pub fn add(&mut self, pattern: &Pattern) -> u32 {
        let at = self.len;
        self.len += 1;
        match pattern.gate() {
            Some(words) => {
                for word in words {
                    self.by_word.entry(word).or_default().push(at);
                }
            }
            None => self.open.push(at),
        }
        at
    }

    /// Where each of the patterns that may match does, in the order of their numbers: see [`Pattern::places`].
    /// `pattern` is the one with a number.
    pub(in super::super) fn places<'p>(
        &self,
        analysis: &Analysis,
        pattern: impl Fn(u32) -> Option<&'p Pattern>,
        mut found: impl FnMut(u32, Vec<Range<u16>>),
    ) {
        if analysis.index.has_unknown() {
            // A slip may stand for any word.
            for at in 0..self.len {
                for place in pattern(at).iter().flat_map(|known| known.places(analysis)) {
                    found(at, place);
                }
            }
            return;
        }
        let everywhere = 0..super::super::sentence::index(analysis.clauses.len());
        let mut candidates: Vec<(u32, u16)> = Vec::with_capacity(128);
        for &at in &self.open {
            candidates.extend(everywhere.clone().map(|clause| (at, clause)));
        }
        for (clause, word) in analysis.index.keys(analysis) {
            if let Some(patterns) = self.by_word.get(&word) {
                candidates.extend(patterns.iter().map(|&at| (at, clause)));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        for of_one in candidates.chunk_by(|one, next| one.0 == next.0) {
            let (Some(&(at, _)), Some(known)) = (
                of_one.first(),
                of_one.first().and_then(|(at, _)| pattern(*at)),
            ) else {
                continue;
            };
            let clauses = of_one.iter().map(|(_, clause)| usize::from(*clause));
            for place in known.places_in(analysis, clauses) {
                found(at, place);
            }
        }
    }
}
