//! Many patterns tried at once: a message's words lead to those that may match, and to the clauses where.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::Arc;

use super::super::repair::is_slip;
use super::super::sentence::Hashed;
use super::super::token::Word;
use super::index::{Firsts, Place};
use super::parse::is_function_word;
use super::{Analysis, Index, Needed, Pattern};

/// What a function word costs in a gate: more than any other, for every message has it.
const FUNCTION_WORD: usize = 1_000;

/// Patterns by a word that each needs.
#[derive(Clone, Debug, Default)]
pub struct Gates {
    by_word: HashMap<Word, Vec<u32>, BuildHasherDefault<Hashed>>,
    /// The words that slips may stand for, by their first letter.
    by_letters: HashMap<u8, Vec<(Arc<str>, u32)>>,
    /// Those that need no word of their own.
    open: Vec<u32>,
    /// What each needs besides the word that it is found by.
    beside: Beside,
}

/// Per pattern, some more sets of words of each of which it needs one. Most places that have the gate's word lack one of
/// those, and are passed over without a look at the pattern.
#[derive(Clone, Debug, Default)]
struct Beside {
    patterns: Vec<Sets>,
    sets: Vec<Set>,
    words: Vec<Place>,
}

/// The sets of a pattern: up to which one, and whether they may stand anywhere in the message, and not only beside the gate's
/// word in its clause.
#[derive(Clone, Copy, Debug)]
struct Sets {
    end: u32,
    anywhere: bool,
}

/// The words of a set: up to which one, and what those begin with that slips may stand for.
#[derive(Clone, Copy, Debug)]
struct Set {
    end: u32,
    firsts: Firsts,
}

impl Beside {
    /// More sets than this, or more words in a set, turn little more away.
    const MOST_SETS: usize = 3;
    const MOST_WORDS: usize = 16;

    /// Adds the next pattern.
    fn add(&mut self, pattern: &Pattern, gate: &[Needed<'_>], cost: &dyn Fn(Word) -> usize) {
        let mut sets = pattern.needs();
        sets.retain(|set| {
            let is_gate = || {
                let mut both = set.iter().zip(gate);
                set.len() == gate.len() && both.all(|(one, other)| one.word == other.word)
            };
            set.len() <= Beside::MOST_WORDS && !is_gate()
        });
        // The rarest first.
        sets.sort_by_cached_key(|set| -> usize {
            set.iter().map(|needed| cost(needed.word)).sum()
        });
        for set in sets.iter().take(Beside::MOST_SETS) {
            self.words
                .extend(set.iter().map(|needed| Place::of(needed.word)));
            let letters = set.iter().filter_map(|needed| needed.letters.as_deref());
            self.sets.push(Set {
                end: self.words.len() as u32,
                firsts: letters
                    .map(Firsts::of)
                    .fold(Firsts::default(), Firsts::with),
            });
        }
        self.patterns.push(Sets {
            end: self.sets.len() as u32,
            anywhere: pattern.sides.len() > 1,
        });
    }

    /// Whether a pattern may be in a clause that has the gate's word.
    fn may_be_in(&self, pattern: u32, index: &Index, clause: u16) -> bool {
        let at = pattern as usize;
        let Sets { end, anywhere } = self.patterns[at];
        let first = at.checked_sub(1).map_or(0, |at| self.patterns[at].end) as usize;
        let clause = (!anywhere).then_some(clause);
        let before = first.checked_sub(1).map_or(0, |at| self.sets[at].end);
        let mut start = before as usize;
        self.sets[first..end as usize].iter().all(|set| {
            let words = start..set.end as usize;
            start = words.end;
            index.may_have_one(clause, &self.words[words], set.firsts)
        })
    }
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
            let gate = pattern.gate(&cost);
            let own = gate.as_deref().unwrap_or(&[]);
            gates.beside.add(pattern, own, &cost);
            match gate {
                Some(needed) => needed.into_iter().for_each(|needed| gates.add(at, needed)),
                None => gates.open.push(at),
            }
        }
        gates.beside.patterns.shrink_to_fit();
        gates.beside.sets.shrink_to_fit();
        gates.beside.words.shrink_to_fit();
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
        if let Some(letters) = needed.letters
            && let Some(first) = letters.bytes().next()
        {
            let alike = self.by_letters.entry(first).or_default();
            alike.push((Arc::clone(letters), at));
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
        let index = &analysis.index;
        let mut add = |patterns: &[u32], clause: u16| {
            let may_be = |at: &&u32| self.beside.may_be_in(**at, index, clause);
            let patterns = patterns.iter().filter(may_be);
            candidates.extend(patterns.map(|&at| (at, clause)));
        };
        for clause in 0..super::super::sentence::index(analysis.clauses.len()) {
            add(&self.open, clause);
        }
        for (clause, word) in index.keys(analysis) {
            if let Some(patterns) = self.by_word.get(&word) {
                add(patterns, clause);
            }
        }
        for (clause, typed) in index.unknown() {
            // The first letter fits, or is swapped with the second.
            let mut firsts: Vec<u8> = typed.bytes().take(2).collect();
            firsts.dedup();
            for (letters, at) in firsts
                .iter()
                .filter_map(|first| self.by_letters.get(first))
                .flatten()
            {
                if is_slip(typed, letters) {
                    add(&[*at], clause);
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}
