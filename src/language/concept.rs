//! Finding concepts: by their forms, the longest first, and by paraphrase.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::pattern::{Gates, Index, Pattern, Place};
use super::sentence::{Hashed, Words, index};
use super::stem::stem;
use super::token::{Token, Word, tokens};
use super::{Analysis, Clause};

/// A place where a concept is named or paraphrased, before anyone knows how it is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Index of the concept in the lexicon.
    pub concept: u16,
    /// The tokens from the first to the last that name it.
    pub tokens: Range<u16>,
    /// The words themselves, where the concept was paraphrased: others may stand between.
    pub words: Vec<Range<u16>>,
}

/// A word of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    word: Word,
    /// Compared as typed: an acronym has no inflections ("LB" is no "lbed").
    exact: bool,
}

/// A form of a concept.
#[derive(Clone, Debug)]
struct Form {
    keys: Box<[Key]>,
    /// Where the last of them is looked up: most forms whose first word is there end elsewhere.
    last: Place,
    concept: u16,
    company: Company,
}

/// What a form needs beside it in its sentence.
#[derive(Clone, Debug)]
enum Company {
    /// Nothing.
    None,
    /// One of these; each is a set of words that all have to be there.
    Near(Box<[Box<[Word]>]>),
    /// Any concept that needs no company.
    Concept,
}

/// All forms of all concepts, by their first word; longer ones first, and among equals those that need company.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    forms: Vec<Form>,
    by_first: HashMap<Word, Vec<u32>, BuildHasherDefault<Hashed>>,
}

/// Why a form was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    /// It has no word.
    Empty,
    /// This concept has it already.
    Owned(u16),
}

impl Forms {
    /// Adds a form that needs no company.
    pub fn add(&mut self, concept: u16, text: &str, tokens: &[Token]) -> Result<(), FormError> {
        self.insert(concept, text, tokens, Company::None)
    }

    /// Adds a form that needs one of `near` in its sentence; any concept will do where `near` is empty.
    pub fn add_ambiguous<'n>(
        &mut self,
        concept: u16,
        text: &str,
        near: impl IntoIterator<Item = &'n str>,
    ) -> Result<(), FormError> {
        let near: Box<[Box<[Word]>]> = near
            .into_iter()
            .map(|words| {
                words_of(words)
                    .map(|token| token.stem)
                    .collect::<Box<[_]>>()
            })
            .filter(|words| !words.is_empty())
            .collect();
        let company = if near.is_empty() {
            Company::Concept
        } else {
            Company::Near(near)
        };
        self.insert(concept, text, &tokens(text), company)
    }

    fn insert(
        &mut self,
        concept: u16,
        text: &str,
        tokens: &[Token],
        company: Company,
    ) -> Result<(), FormError> {
        let found = tokens.iter().filter(|token| token.is_wordlike());
        let found: Vec<&Token> = found.collect();
        if found.is_empty() {
            return Err(FormError::Empty);
        }
        let typed: Vec<&str> = found.iter().map(|token| token.span.of(text)).collect();
        let keys: Vec<Key> = found
            .iter()
            .zip(&typed)
            .map(|(token, typed)| {
                let exact = is_acronym(typed);
                Key {
                    word: if exact { token.exact } else { token.stem },
                    exact,
                }
            })
            .collect();
        if matches!(company, Company::None)
            && let Some(owner) = self.owner(&keys)
            && owner != concept
        {
            return Err(FormError::Owned(owner));
        }
        self.put(keys.clone(), concept, company.clone());
        if let (Some(last), Some(typed)) = (keys.last(), typed.last())
            && last.exact
        {
            // "CDNs"
            let mut plural = keys.clone();
            let at = plural.len() - 1;
            plural[at].word = Word::of(&format!("{}s", typed.to_lowercase()));
            self.put(plural, concept, company.clone());
        }
        // Neighbours typed without their blank: "loadbalancer".
        for at in 0..keys.len().saturating_sub(1) {
            let run = format!("{}{}", typed[at], typed[at + 1]).to_lowercase();
            if run.chars().count() < 5 {
                continue;
            }
            let mut joined = keys.clone();
            joined[at] = Key {
                word: stem(&run),
                exact: false,
            };
            joined.remove(at + 1);
            if self.owner(&joined).is_none() {
                self.put(joined, concept, company.clone());
            }
        }
        Ok(())
    }

    fn put(&mut self, keys: Vec<Key>, concept: u16, company: Company) {
        let Some(first) = keys.first().copied() else {
            return;
        };
        let at = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        let rank = |form: &Form| {
            (
                usize::MAX - form.keys.len(),
                matches!(form.company, Company::None),
            )
        };
        let form = Form {
            last: Place::of(keys[keys.len() - 1].word),
            keys: keys.into(),
            concept,
            company,
        };
        let of_first = self.by_first.entry(first.word).or_default();
        let place =
            of_first.partition_point(|&other| rank(&self.forms[other as usize]) <= rank(&form));
        of_first.insert(place, at);
        self.forms.push(form);
    }

    /// Gives back the room that was kept for more of them.
    pub fn shrink(&mut self) {
        self.forms.shrink_to_fit();
        self.by_first.values_mut().for_each(Vec::shrink_to_fit);
    }

    /// Who has exactly this form without needing company.
    fn owner(&self, keys: &[Key]) -> Option<u16> {
        self.by_first
            .get(&keys.first()?.word)?
            .iter()
            .find_map(|&at| {
                let form = &self.forms[at as usize];
                (*form.keys == *keys && matches!(form.company, Company::None))
                    .then_some(form.concept)
            })
    }

    /// The forms in a message, in order, without overlap.
    pub fn find(&self, tokens: &[Token], clauses: &[Clause], joins: &Index) -> Vec<Found> {
        let mut found = Vec::new();
        let mut start = 0;
        while start < clauses.len() {
            let sentence = clauses[start].sentence;
            let end = (start..clauses.len())
                .find(|&at| clauses[at].sentence != sentence)
                .unwrap_or(clauses.len());
            let range = clauses[start].tokens.start..clauses[end - 1].tokens.end;
            self.find_in_sentence(tokens, range, joins, &mut found);
            start = end;
        }
        found
    }

    fn find_in_sentence(
        &self,
        tokens: &[Token],
        range: Range<u16>,
        joins: &Index,
        found: &mut Vec<Found>,
    ) {
        let first_found = found.len();
        // Forms to which any concept is company, if they are not alone.
        let mut waiting: Vec<Found> = Vec::new();
        let mut present: Option<Words> = None;
        let mut at = range.start;
        while at < range.end {
            let token = &tokens[usize::from(at)];
            if !token.is_wordlike() {
                at += 1;
                continue;
            }
            let mut keys = [Some(token.stem), Some(token.exact), joins.joined(at)];
            if token.stem == token.exact {
                keys[1] = None;
            }
            let mut taken: Option<(usize, Range<u16>, u16)> = None;
            for of_first in keys
                .into_iter()
                .flatten()
                .filter_map(|key| self.by_first.get(&key))
            {
                for &candidate in of_first {
                    let form = &self.forms[candidate as usize];
                    if !joins.may_have(form.last) {
                        continue;
                    }
                    let Some(end) = matches(form, tokens, at, range.end, joins) else {
                        continue;
                    };
                    let len = usize::from(end - at);
                    if taken.as_ref().is_some_and(|(best, ..)| *best >= len) {
                        continue;
                    }
                    match &form.company {
                        Company::None => {}
                        Company::Near(near) => {
                            let present = present.get_or_insert_with(|| {
                                tokens[usize::from(range.start)..usize::from(range.end)]
                                    .iter()
                                    .map(|token| token.stem)
                                    .collect()
                            });
                            let own = &tokens[usize::from(at)..usize::from(end)];
                            let beside = |word: &Word| {
                                present.contains(word)
                                    && !own.iter().any(|token| token.stem == *word)
                            };
                            if !near.iter().any(|words| words.iter().all(beside)) {
                                continue;
                            }
                        }
                        Company::Concept => {
                            waiting.push(Found {
                                concept: form.concept,
                                tokens: at..end,
                                words: Vec::new(),
                            });
                            continue;
                        }
                    }
                    taken = Some((len, at..end, form.concept));
                }
            }
            match taken {
                Some((_, tokens, concept)) => {
                    at = tokens.end;
                    found.push(Found {
                        concept,
                        tokens,
                        words: Vec::new(),
                    });
                }
                None => at += 1,
            }
        }
        if found.len() > first_found {
            for one in waiting {
                let overlaps = found[first_found..].iter().any(|other| {
                    one.tokens.start < other.tokens.end && other.tokens.start < one.tokens.end
                });
                if !overlaps {
                    found.push(one);
                }
            }
            found[first_found..].sort_by_key(|found| (found.tokens.start, found.tokens.end));
        }
    }
}

/// Where the form ends if it starts at `at`.
fn matches(form: &Form, tokens: &[Token], at: u16, end: u16, joins: &Index) -> Option<u16> {
    let mut here = Some(at);
    let mut last = at;
    for key in form.keys.iter() {
        let position = here?;
        let token = tokens.get(usize::from(position))?;
        if position >= end {
            return None;
        }
        last = position;
        if token.exact == key.word || (!key.exact && token.stem == key.word) {
            here = joins.next(position);
        } else if joins.joined(position) == Some(key.word) && !key.exact {
            last = joins.next(position)?;
            here = joins.next(last);
        } else {
            return None;
        }
    }
    (last < end).then_some(last + 1)
}

/// The paraphrases of all concepts.
#[derive(Clone, Debug, Default)]
pub struct Paraphrases {
    patterns: Vec<(u16, Pattern)>,
    gates: Gates,
}

impl Paraphrases {
    /// Arranges patterns, each with the concept that it paraphrases.
    pub fn of(patterns: Vec<(u16, Pattern)>) -> Paraphrases {
        Paraphrases {
            gates: Gates::of(patterns.iter().map(|(_, pattern)| pattern)),
            patterns,
        }
    }
}

/// Adds the concepts that are paraphrased, unless the clause names them (or a kind of them) anyway.
pub fn paraphrases(
    analysis: &Analysis,
    paraphrases: &Paraphrases,
    is_kind_of: impl Fn(u16, u16) -> bool,
    found: &mut Vec<Found>,
) {
    let named = found.len();
    let known = |at: u32| paraphrases.patterns.get(at as usize);
    let pattern = |at: u32| known(at).map(|(_, pattern)| pattern);
    paraphrases.gates.places(analysis, pattern, |at, words| {
        let (Some(start), Some(end), Some((concept, _))) = (
            words.iter().map(|word| word.start).min(),
            words.iter().map(|word| word.end).max(),
            known(at),
        ) else {
            return;
        };
        let clause = analysis
            .clauses
            .get(usize::from(clause_of(&analysis.clauses, start)));
        let known = found.iter().any(|other| {
            is_kind_of(other.concept, *concept)
                && clause.is_some_and(|clause| clause.tokens.contains(&other.tokens.start))
        });
        if !known {
            found.push(Found {
                concept: *concept,
                tokens: start..end,
                words,
            });
        }
    });
    if found.len() > named {
        found.sort_by_key(|found| (found.tokens.start, found.tokens.end));
    }
}

/// The clause of a token.
pub fn clause_of(clauses: &[Clause], token: u16) -> u16 {
    let at = clauses.partition_point(|clause| clause.tokens.end <= token);
    index(at.min(clauses.len().saturating_sub(1)))
}

fn words_of(text: &str) -> impl Iterator<Item = Token> {
    tokens(text).into_iter().filter(Token::is_wordlike)
}

/// "LB", "CDN", "S3", "MQ": a short form in capitals.
fn is_acronym(typed: &str) -> bool {
    typed.len() <= 5
        && typed.chars().any(|c| c.is_ascii_uppercase())
        && typed
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}
