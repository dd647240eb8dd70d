//! The small words that decide how something is meant and what a sentence does: "instead of", "let's move on".
//!
//! They are data (`prompts/cues.toml`), in a notation of their own, because they are about exact forms and order where
//! patterns are about ideas: words as typed after repair, `a|b` for one of two, `word*` for any inflection, `word?`
//! for an optional word, `..3` for up to three words, `@` for a concept, `,` for a comma, `^` for the start of a
//! sentence past its openers ("ok so …"), `$` for its end. Fillers ("just", "really", "uh") are passed over.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::LazyLock;

use super::sentence::{Hashed, Words};
use super::stem::stem;
use super::token::{Token, TokenKind, Word};
use super::{Clause, Id};

/// The built-in cues.
pub static CUES: LazyLock<Cues> =
    LazyLock::new(|| Cues::parse(include_str!("../../prompts/cues.toml")).unwrap_or_default());

/// All cues by their kind, and the word lists.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    kinds: BTreeMap<String, Kind>,
}

/// The cues of one kind, arranged so that a token meets only those that may begin with it.
#[derive(Clone, Debug, Default)]
struct Kind {
    cues: Vec<Cue>,
    /// Cues by the exact form of their first word.
    by_exact: HashMap<Word, Vec<usize>, BuildHasherDefault<Hashed>>,
    /// Cues by the stem of their first word.
    by_stem: HashMap<Word, Vec<usize>, BuildHasherDefault<Hashed>>,
    /// Cues that begin with the start of a sentence.
    at_start: Vec<usize>,
    /// Cues that may begin with anything.
    anywhere: Vec<usize>,
    /// Single words, by exact form and by stem.
    words: Words,
    stems: Words,
}

impl Kind {
    fn of(cues: Vec<Cue>) -> Kind {
        let mut kind = Kind::default();
        for (at, cue) in cues.iter().enumerate() {
            match cue.elements.first() {
                Some(Element::Word {
                    exact,
                    stems,
                    optional: false,
                }) => {
                    for word in exact {
                        kind.by_exact.entry(*word).or_default().push(at);
                    }
                    for word in stems {
                        kind.by_stem.entry(*word).or_default().push(at);
                    }
                }
                Some(Element::Start) => kind.at_start.push(at),
                Some(_) => kind.anywhere.push(at),
                None => {}
            }
            if let [Element::Word { exact, stems, .. }] = cue.elements.as_slice() {
                kind.words.extend(exact);
                kind.stems.extend(stems);
            }
        }
        kind.cues = cues;
        kind
    }

    /// The cues that may begin at a token, in no particular order, each with its place in the file.
    fn candidates<'k>(
        &'k self,
        passage: &Passage,
        at: usize,
    ) -> impl Iterator<Item = (usize, &'k Cue)> {
        let token = passage.tokens.get(at).filter(|token| token.is_wordlike());
        let exact = token.and_then(|token| self.by_exact.get(&token.exact));
        let stem = token.and_then(|token| self.by_stem.get(&token.stem));
        let starts = at == passage.opening || at == passage.range.start;
        let start = starts.then_some(&self.at_start);
        [exact, stem, start, Some(&self.anywhere)]
            .into_iter()
            .flatten()
            .flatten()
            .map(|&cue| (cue, &self.cues[cue]))
    }
}

#[derive(Clone, Debug)]
struct Cue {
    elements: Vec<Element>,
}

#[derive(Clone, Debug)]
enum Element {
    /// One of these words, by exact form or by stem.
    Word {
        exact: Vec<Word>,
        stems: Vec<Word>,
        optional: bool,
    },
    Gap(usize),
    Concept,
    Comma,
    Start,
    End,
}

/// A cue found: its tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The tokens of the cue.
    pub tokens: Range<usize>,
    /// The last of the cue's own words, for those that end in a gap or a concept: where its scope begins.
    pub scope: usize,
}

/// One sentence, ready to look for cues in.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// The tokens of the whole message.
    pub tokens: &'a [Token],
    /// The tokens of this sentence.
    pub range: Range<usize>,
    /// The concepts in it, by their tokens.
    pub concepts: Vec<Range<usize>>,
    /// Where it starts past "ok so", "well,", "and".
    pub opening: usize,
    /// Where its words end, before the signs and stops at its end.
    pub ending: usize,
}

impl<'a> Passage<'a> {
    /// The sentences of a message, as ranges over their clauses.
    pub fn all(
        cues: &Cues,
        tokens: &'a [Token],
        clauses: &[Clause],
        sentences: usize,
        mentions: &[(Range<u16>, Id)],
    ) -> Vec<Passage<'a>> {
        let mut passages = Vec::with_capacity(sentences);
        for sentence in 0..sentences {
            let mut own = clauses
                .iter()
                .filter(|c| usize::from(c.sentence) == sentence);
            let range = own.next().map_or(0..0, |first| {
                let last = own.next_back().unwrap_or(first);
                usize::from(first.tokens.start)..usize::from(last.tokens.end).min(tokens.len())
            });
            let concepts = mentions
                .iter()
                .map(|(at, _)| usize::from(at.start)..usize::from(at.end))
                .filter(|at| range.contains(&at.start))
                .collect();
            let mut opening = range.start;
            while opening < range.end
                && (!tokens[opening].is_wordlike() || cues.has("opener", &tokens[opening]))
            {
                opening += 1;
            }
            if opening == range.end {
                opening = range.start;
            }
            let mut ending = range.end;
            while ending > range.start && !tokens[ending - 1].is_wordlike() {
                ending -= 1;
            }
            passages.push(Passage {
                tokens,
                range,
                concepts,
                opening,
                ending,
            });
        }
        passages
    }

    /// The concept that covers this token.
    pub fn concept_at(&self, at: usize) -> Option<&Range<usize>> {
        self.concepts.iter().find(|concept| concept.contains(&at))
    }

    /// Whether it ends in a question mark.
    pub fn is_marked(&self, text: &str) -> bool {
        self.tokens
            .get(self.range.clone())
            .unwrap_or(&[])
            .iter()
            .any(|token| token.kind == TokenKind::Stop && token.span.of(text).contains('?'))
    }

    /// The number of its words and figures.
    pub fn words(&self) -> usize {
        self.tokens
            .get(self.range.clone())
            .unwrap_or(&[])
            .iter()
            .filter(|token| token.is_wordlike())
            .count()
    }
}

impl Cues {
    /// Reads the tables of `text`; the error is a sentence.
    pub fn parse(text: &str) -> Result<Cues, String> {
        let tables: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let mut kinds = BTreeMap::new();
        for (kind, cues) in tables.into_values().flatten() {
            let cues = cues
                .iter()
                .map(|cue| parse_cue(cue))
                .collect::<Result<Vec<Cue>, String>>()?;
            kinds.insert(kind, Kind::of(cues));
        }
        Ok(Cues { kinds })
    }

    /// Every place of a sentence where a cue of this kind is found; of those that begin together, the longest.
    pub fn find(&self, kind: &str, passage: &Passage) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let Some(cues) = self.kinds.get(kind) else {
            return hits;
        };
        for at in passage.range.clone() {
            let best = cues
                .candidates(passage, at)
                .filter_map(|(place, cue)| Some((place, cue.match_at(self, passage, at)?)))
                .max_by_key(|(place, hit)| (hit.tokens.end, *place));
            hits.extend(best.map(|(_, hit)| hit));
        }
        hits
    }

    /// The first place of a cue of this kind.
    pub fn first(&self, kind: &str, passage: &Passage) -> Option<Hit> {
        self.find(kind, passage).into_iter().next()
    }

    /// Whether a cue of this kind is anywhere in the sentence.
    pub fn is_in(&self, kind: &str, passage: &Passage) -> bool {
        self.kinds.get(kind).is_some_and(|cues| {
            passage.range.clone().any(|at| {
                cues.candidates(passage, at)
                    .any(|(_, cue)| cue.match_at(self, passage, at).is_some())
            })
        })
    }

    /// Whether a token is one of the single words of this kind.
    pub fn has(&self, kind: &str, token: &Token) -> bool {
        token.kind == TokenKind::Word
            && self.kinds.get(kind).is_some_and(|cues| {
                cues.words.contains(&token.exact) || cues.stems.contains(&token.stem)
            })
    }
}

fn parse_cue(text: &str) -> Result<Cue, String> {
    let mut elements = Vec::new();
    for part in text.split_whitespace() {
        elements.push(match part {
            "@" => Element::Concept,
            "," => Element::Comma,
            "^" => Element::Start,
            "$" => Element::End,
            ".." => Element::Gap(3),
            _ => match part.strip_prefix("..") {
                Some(count) => Element::Gap(
                    count
                        .parse()
                        .map_err(|_| format!("\"{text}\": a number belongs after \"..\""))?,
                ),
                None => {
                    let (part, optional) = match part.strip_suffix('?') {
                        Some(part) => (part, true),
                        None => (part, false),
                    };
                    let mut exact = Vec::new();
                    let mut stems = Vec::new();
                    for word in part.split('|') {
                        match word.strip_suffix('*') {
                            Some(word) => stems.push(stem(word)),
                            None => exact.push(Word::of(word)),
                        }
                    }
                    Element::Word {
                        exact,
                        stems,
                        optional,
                    }
                }
            },
        });
    }
    if elements.is_empty() {
        return Err("an empty cue".into());
    }
    Ok(Cue { elements })
}

impl Cue {
    fn match_at(&self, cues: &Cues, passage: &Passage, at: usize) -> Option<Hit> {
        let mut last = at;
        let end = self.step(cues, passage, at, 0, at, &mut last)?;
        (end > at || matches!(self.elements.first(), Some(Element::Start))).then_some(Hit {
            tokens: at..end,
            scope: last,
        })
    }

    /// Matches the elements from `element` on at token `at`; gives the end. `last` is one past the last word matched.
    fn step(
        &self,
        cues: &Cues,
        passage: &Passage,
        at: usize,
        element: usize,
        start: usize,
        last: &mut usize,
    ) -> Option<usize> {
        let Some(current) = self.elements.get(element) else {
            return Some(at);
        };
        let token = passage
            .tokens
            .get(at)
            .filter(|_| passage.range.contains(&at));
        match current {
            Element::Word {
                exact,
                stems,
                optional,
            } => {
                let hit = token.is_some_and(|token| {
                    token.is_wordlike()
                        && (exact.contains(&token.exact) || stems.contains(&token.stem))
                });
                if hit {
                    let before = *last;
                    *last = at + 1;
                    if let Some(end) = self.step(cues, passage, at + 1, element + 1, start, last) {
                        return Some(end);
                    }
                    *last = before;
                }
                if *optional
                    && let Some(end) = self.step(cues, passage, at, element + 1, start, last)
                {
                    return Some(end);
                }
                let filler = at > start
                    && !hit
                    && at - start < 24
                    && token.is_some_and(|token| cues.has("filler", token));
                if filler {
                    return self.step(cues, passage, at + 1, element, start, last);
                }
                None
            }
            Element::Gap(most) => {
                for at in at..=at + *most {
                    if let Some(end) = self.step(cues, passage, at, element + 1, start, last) {
                        return Some(end);
                    }
                    if !passage.range.contains(&at) || !passage.tokens[at].is_wordlike() {
                        return None;
                    }
                }
                None
            }
            Element::Concept => {
                let concept = passage.concepts.iter().find(|c| c.start == at)?;
                self.step(cues, passage, concept.end, element + 1, start, last)
            }
            Element::Comma => {
                let comma = token.is_some_and(|token| {
                    token.kind == TokenKind::Sign && token.exact == Word::of(",")
                });
                comma
                    .then(|| self.step(cues, passage, at + 1, element + 1, start, last))
                    .flatten()
            }
            Element::Start => (at == passage.opening || at == passage.range.start)
                .then(|| self.step(cues, passage, at, element + 1, start, last))
                .flatten(),
            Element::End => (at >= passage.ending)
                .then(|| self.step(cues, passage, at, element + 1, start, last))
                .flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_cues_are_well_formed() {
        let text = include_str!("../../prompts/cues.toml");
        assert_eq!(Cues::parse(text).err(), None);
        assert!(!CUES.kinds.is_empty());
    }

    #[test]
    fn cues_are_found_with_gaps_and_fillers() {
        let cues = Cues::parse(
            "[a]\nfiller = [\"really\"]\nopener = [\"so\"]\nx = [\"^ do not ..2 need*\", \"leave ..2 out $\"]",
        )
        .expect("parses");
        let check = |text: &str, expect: Option<Range<usize>>| {
            let tokens = super::super::token::tokens(text);
            let (sentences, clauses) = super::super::sentence::split(text, &tokens);
            let passages = Passage::all(&cues, &tokens, &clauses, sentences.len(), &[]);
            let hit = passages.first().and_then(|p| cues.first("x", p));
            assert_eq!(hit.map(|h| h.tokens), expect, "{text}");
        };
        check("so don't really need it", Some(1..5));
        check("we do not need it", None);
        check("leave the ads out.", Some(0..4));
        check("leave the ads out there", None);
    }
}
