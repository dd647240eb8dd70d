//! What a message contains, arranged so that a pattern that has nothing to do with it is turned away at once.

use std::ops::Range;

use super::super::repair::is_slip;
use super::super::stem::{stem, stem_text};
use super::super::token::{Token, TokenKind, Word};
use super::super::{Analysis, Clause, Mention, Quantity, Unit};
use super::{Figure, Kind, Letters, Node, Pattern, PhraseWord};

/// The index of one message. It is built with the analysis and grows with its mentions.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// What the message contains.
    whole: Contents<128>,
    /// What each clause contains.
    clauses: Vec<Inside>,
    /// Per token, the word or number right after it.
    next: Vec<Option<u16>>,
    /// Per token, it and the next one run together, as a stem.
    joined: Vec<Option<Word>>,
    /// Unknown words of five letters and more, with their stems' letters: they may be slips for a pattern's words.
    unknown: Vec<(u16, Box<str>)>,
    /// Per figure of the reading, its tokens.
    figures: Vec<Range<u16>>,
    /// A bit per numbered pattern that may match; none where nobody asked.
    allowed: Option<Vec<u64>>,
}

/// What a stretch of text contains, as far as a few bits can tell: no false negatives, few false positives.
#[derive(Clone, Debug)]
struct Contents<const BLOCKS: usize> {
    /// A bit per stem, exact form, joined pair and concept.
    bits: [u64; BLOCKS],
    /// A bit per unit, and one for rates.
    units: u16,
    /// What the words begin with that its unknown ones may be slips for.
    slips: Firsts,
}

/// What a clause contains.
#[derive(Clone, Debug, Default)]
struct Inside {
    contents: Contents<16>,
    /// Its part of the unknown words.
    unknown: Range<usize>,
    /// Its mentions: a key, the mention, and whether the key is the concept's own and not an ancestor's.
    concepts: Vec<(Word, u16, bool)>,
}

/// Where a word stands among the bits of [`Contents`] of any size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place(u16);

impl Place {
    /// The place of a word.
    pub fn of(word: Word) -> Place {
        Place((word.0 >> 7) as u16)
    }
}

/// What words begin with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Firsts(u32);

impl Firsts {
    /// The first letter of a word, or none where there is no word.
    pub(super) fn of(word: &str) -> Firsts {
        let bit = |byte: u8| 1 << (byte % 32);
        Firsts(word.bytes().next().map_or(0, bit))
    }

    pub(super) fn with(self, other: Firsts) -> Firsts {
        Firsts(self.0 | other.0)
    }

    fn meets(self, other: Firsts) -> bool {
        self.0 & other.0 != 0
    }
}

/// The key of a concept in the index.
pub(super) fn concept_key(id: &str) -> Word {
    Word::of("@").then(id.as_bytes())
}

fn unit_bit(unit: Unit) -> u16 {
    1 << match unit {
        Unit::Count => 0,
        Unit::Bytes => 1,
        Unit::Seconds => 2,
        Unit::Percent => 3,
        Unit::Ratio => 4,
        Unit::Money => 5,
        Unit::Metres => 6,
    }
}

const RATE_BIT: u16 = 1 << 7;

impl Index {
    /// Indexes the tokens and the figures of a message.
    pub fn of(text: &str, tokens: &[Token], clauses: &[Clause], quantities: &[Quantity]) -> Index {
        let mut index = Index {
            clauses: vec![Inside::default(); clauses.len()],
            next: vec![None; tokens.len()],
            joined: vec![None; tokens.len()],
            ..Index::default()
        };
        let mut run = String::with_capacity(32);
        for (clause, inside) in clauses.iter().zip(&mut index.clauses) {
            let first_unknown = index.unknown.len();
            for position in clause.tokens.clone() {
                let at = usize::from(position);
                let token = &tokens[at];
                if !token.is_wordlike() {
                    continue;
                }
                let typed = token.span.of(text);
                if !token.known && token.kind == TokenKind::Word && typed.len() >= 5 {
                    let lower = typed.to_lowercase();
                    if lower.bytes().all(|byte| byte.is_ascii_lowercase()) {
                        let letters = stem_text(&lower);
                        index.whole.add_slips(&letters);
                        inside.contents.add_slips(&letters);
                        index.unknown.push((position, letters.into()));
                    }
                }
                let mut set = |word: Word| {
                    index.whole.set(word);
                    inside.contents.set(word);
                };
                set(token.stem);
                set(token.exact);
                let Some(next) = follower(text, tokens, at) else {
                    continue;
                };
                index.next[at] = Some(super::super::sentence::index(next));
                let following = tokens[next].span.of(text);
                if typed.len() + following.len() <= 24 {
                    run.clear();
                    run.push_str(typed);
                    run.push_str(following);
                    run.make_ascii_lowercase();
                    let word = stem(&run);
                    index.joined[at] = Some(word);
                    set(word);
                }
            }
            inside.unknown = first_unknown..index.unknown.len();
        }
        index.add_figures(tokens, clauses, quantities);
        index
    }

    fn add_figures(&mut self, tokens: &[Token], clauses: &[Clause], quantities: &[Quantity]) {
        let mut at = 0;
        let mut clause = 0;
        for quantity in quantities {
            while at < tokens.len() && tokens[at].span.end <= quantity.span.start {
                at += 1;
            }
            let end = (at..tokens.len())
                .find(|&end| tokens[end].span.start >= quantity.span.end)
                .unwrap_or(tokens.len());
            let figure = super::super::sentence::index(at)..super::super::sentence::index(end);
            while clauses
                .get(clause)
                .is_some_and(|clause| clause.tokens.end <= figure.start)
            {
                clause += 1;
            }
            self.whole.measure(quantity);
            if let Some(inside) = self.clauses.get_mut(clause) {
                inside.contents.measure(quantity);
            }
            self.figures.push(figure);
        }
    }

    /// Adds a mention, the `at`th of the reading.
    pub fn add(&mut self, at: usize, mention: &Mention) {
        let at = super::super::sentence::index(at);
        let Some(inside) = self.clauses.get_mut(usize::from(mention.clause)) else {
            return;
        };
        let mut put = |id: &str, own: bool| {
            let key = concept_key(id);
            self.whole.set(key);
            inside.contents.set(key);
            inside.concepts.push((key, at, own));
        };
        put(&mention.concept, true);
        for ancestor in &mention.ancestors {
            put(ancestor, false);
        }
    }

    /// The word or number that follows this token directly.
    pub fn next(&self, at: u16) -> Option<u16> {
        self.next.get(usize::from(at)).copied().flatten()
    }

    /// The stem of this token and the next one run together.
    pub fn joined(&self, at: u16) -> Option<Word> {
        self.joined.get(usize::from(at)).copied().flatten()
    }

    /// The words that gates are made of, each with the clause that it stands in: stems, exact forms, pairs run
    /// together, concepts.
    pub fn keys<'a>(&'a self, analysis: &'a Analysis) -> impl Iterator<Item = (u16, Word)> + 'a {
        let clauses = (0u16..).zip(analysis.clauses.iter().zip(&self.clauses));
        clauses.flat_map(move |(at, (clause, inside))| {
            let words = clause.tokens.clone().flat_map(move |position| {
                let token = analysis.tokens.get(usize::from(position));
                let token = token.filter(|token| token.is_wordlike());
                let exact = token.filter(|token| token.exact != token.stem);
                [
                    token.map(|token| token.stem),
                    exact.map(|token| token.exact),
                    self.joined(position),
                ]
            });
            let concepts = inside.concepts.iter().map(|(key, ..)| *key);
            words.flatten().chain(concepts).map(move |word| (at, word))
        })
    }

    /// The letters of the words that may be slips for words that only patterns have, each with its clause.
    pub fn unknown(&self) -> impl Iterator<Item = (u16, &str)> {
        (0u16..).zip(&self.clauses).flat_map(|(at, inside)| {
            let unknown = self.unknown.get(inside.unknown.clone()).unwrap_or(&[]);
            unknown.iter().map(move |(_, letters)| (at, &**letters))
        })
    }

    /// The tokens of the figures, in the order of the reading.
    pub fn figures(&self) -> &[Range<u16>] {
        &self.figures
    }

    /// The figures that begin in these tokens, by their place in the reading.
    pub(super) fn figures_in(&self, tokens: &Range<u16>) -> Range<usize> {
        let before = |end: u16| self.figures.partition_point(|figure| figure.start < end);
        before(tokens.start)..before(tokens.end)
    }

    /// The mentions of a concept or (unless `itself`) of its kinds in a clause, as indexes into the reading.
    pub(super) fn mentions(
        &self,
        clause: usize,
        key: Word,
        itself: bool,
    ) -> impl Iterator<Item = u16> + '_ {
        self.clauses
            .get(clause)
            .into_iter()
            .flat_map(|inside| &inside.concepts)
            .filter(move |(is, _, own)| *is == key && (*own || !itself))
            .map(|(_, at, _)| *at)
    }

    /// Whether any word is unknown, and so may be a slip.
    pub(super) fn has_unknown(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// Whether the token there is an unknown word that can be a slip for these letters.
    pub(super) fn is_slip_at(&self, at: u16, letters: &Letters) -> bool {
        letters.as_deref().is_some_and(|letters| {
            self.unknown
                .binary_search_by_key(&at, |(unknown, _)| *unknown)
                .is_ok_and(|found| is_slip(&self.unknown[found].1, letters))
        })
    }

    /// Whether the pattern may match at all.
    pub(super) fn allows(&self, pattern: &Pattern) -> bool {
        if let (Some(allowed), Some(number)) = (&self.allowed, pattern.number) {
            let word = allowed.get(number as usize / 64).copied().unwrap_or(0);
            if word & (1 << (number % 64)) == 0 {
                return false;
            }
        }
        pattern
            .sides
            .iter()
            .all(|side| self.whole.may_have(side, &self.unknown))
    }

    /// Turns away all numbered patterns but these.
    pub(super) fn allow_only(&mut self, numbers: impl Iterator<Item = u32>) {
        let mut allowed = Vec::new();
        for number in numbers {
            let at = number as usize / 64;
            if allowed.len() <= at {
                allowed.resize(at + 1, 0u64);
            }
            allowed[at] |= 1 << (number % 64);
        }
        self.allowed = Some(allowed);
    }

    /// Whether a stem, an exact form or a joined pair may be in the message.
    pub fn may_have(&self, word: Place) -> bool {
        self.whole.has_at(word)
    }

    /// Whether one of these words, or a slip for one that begins like these, may be in a clause, or anywhere.
    pub(super) fn may_have_one(
        &self,
        clause: Option<u16>,
        words: &[Place],
        firsts: Firsts,
    ) -> bool {
        match clause {
            None => self.whole.has_one(words, firsts),
            Some(clause) => self
                .clauses
                .get(usize::from(clause))
                .is_some_and(|inside| inside.contents.has_one(words, firsts)),
        }
    }

    /// Whether what the node needs may be in a clause.
    pub(super) fn clause_may_have(&self, clause: usize, node: &Node) -> bool {
        self.clauses.get(clause).is_some_and(|inside| {
            let unknown = self.unknown.get(inside.unknown.clone()).unwrap_or(&[]);
            inside.contents.may_have(node, unknown)
        })
    }
}

impl<const BLOCKS: usize> Default for Contents<BLOCKS> {
    fn default() -> Self {
        Contents {
            bits: [0; BLOCKS],
            units: 0,
            slips: Firsts::default(),
        }
    }
}

impl<const BLOCKS: usize> Contents<BLOCKS> {
    fn set(&mut self, word: Word) {
        let bit = usize::from(Place::of(word).0) % (BLOCKS * 64);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    fn has(&self, word: Word) -> bool {
        self.has_at(Place::of(word))
    }

    fn has_at(&self, place: Place) -> bool {
        let bit = usize::from(place.0) % (BLOCKS * 64);
        self.bits[bit / 64] & (1 << (bit % 64)) != 0
    }

    fn has_one(&self, words: &[Place], firsts: Firsts) -> bool {
        words.iter().any(|word| self.has_at(*word)) || self.slips.meets(firsts)
    }

    /// Adds an unknown word. Its first letter is that of what it is a slip for, or swapped with the second.
    fn add_slips(&mut self, letters: &str) {
        let second = letters.get(1..).unwrap_or_default();
        let firsts = Firsts::of(letters).with(Firsts::of(second));
        self.slips = self.slips.with(firsts);
    }

    fn measure(&mut self, quantity: &Quantity) {
        self.units |= unit_bit(quantity.unit);
        if quantity.per.is_some() {
            self.units |= RATE_BIT;
        }
    }

    /// Whether what the node needs may be there, where `unknown` may be slips for anything.
    fn may_have(&self, node: &Node, unknown: &[(u16, Box<str>)]) -> bool {
        let slips = |letters: &Letters| {
            letters
                .as_deref()
                .is_some_and(|letters| unknown.iter().any(|(_, typed)| is_slip(typed, letters)))
        };
        match &node.kind {
            Kind::Word { stem, letters } => self.has(*stem) || slips(letters),
            Kind::Exact(word) => self.has(*word),
            Kind::Phrase { words, joined } => {
                let word = |word: &PhraseWord| self.has(word.word) || slips(&word.letters);
                self.has(*joined) || words.iter().all(word)
            }
            Kind::Concept { key, .. } => self.has(*key),
            Kind::Figure(figure) => match figure {
                Figure::Any => self.units != 0,
                Figure::Rate => self.units & RATE_BIT != 0,
                Figure::Of(unit) => self.units & unit_bit(*unit) != 0,
            },
            Kind::Either(nodes) => nodes.iter().any(|node| self.may_have(node, unknown)),
            Kind::All(all) => all.parts.iter().all(|node| self.may_have(node, unknown)),
            Kind::Chain(links) => links.iter().all(|(_, node)| self.may_have(node, unknown)),
        }
    }
}

/// The word or number right after a token; a single sign that joins ("read/write", "read:write") may stand between.
fn follower(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let next = tokens.get(at + 1)?;
    if next.is_wordlike() {
        return Some(at + 1);
    }
    let joins = next.kind == TokenKind::Sign
        && matches!(next.span.of(text), "/" | ":" | "\"" | "“" | "”" | "~" | "+");
    (joins && tokens.get(at + 2).is_some_and(Token::is_wordlike)).then_some(at + 2)
}
