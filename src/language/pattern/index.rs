//! What a message contains, arranged so that a pattern that has nothing to do with it is turned away at once.

use std::ops::Range;

use super::super::repair::is_slip;
use super::super::stem::{stem, stem_text};
use super::super::token::{Token, TokenKind, Word};
use super::super::{Mention, Quantity, Unit};
use super::{Figure, Kind, Node, Pattern, PhraseWord};

/// Words of the bit set; 64 bits each.
const BLOCKS: usize = 32;

/// The index of one message. It is built with the analysis and grows with its mentions.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// A bit per stem, exact form, joined pair and concept: no false negatives, few false positives.
    bits: [u64; BLOCKS],
    /// Per token, the word or number right after it.
    next: Vec<Option<u16>>,
    /// Per token, it and the next one run together, as a stem.
    joined: Vec<Option<Word>>,
    /// Unknown words of five letters and more, with their stems' letters: they may be slips for a pattern's words.
    unknown: Vec<(u16, Box<str>)>,
    /// Per figure of the reading, its tokens.
    figures: Vec<Range<u16>>,
    /// A bit per unit, and one for rates.
    units: u16,
    /// Key, mention, and whether the key is the concept's own and not an ancestor's.
    concepts: Vec<(Word, u16, bool)>,
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
    pub fn of(text: &str, tokens: &[Token], quantities: &[Quantity]) -> Index {
        let mut index = Index {
            next: vec![None; tokens.len()],
            joined: vec![None; tokens.len()],
            ..Index::default()
        };
        let mut run = String::with_capacity(32);
        for (at, token) in tokens.iter().enumerate() {
            if !token.is_wordlike() {
                continue;
            }
            index.set(token.stem);
            index.set(token.exact);
            let position = super::super::sentence::index(at);
            let typed = token.span.of(text);
            if !token.known && token.kind == TokenKind::Word && typed.len() >= 5 {
                let lower = typed.to_lowercase();
                if lower.bytes().all(|byte| byte.is_ascii_lowercase()) {
                    index.unknown.push((position, stem_text(&lower).into()));
                }
            }
            let Some(next) = follower(text, tokens, at) else {
                continue;
            };
            index.next[at] = Some(super::super::sentence::index(next));
            let following = tokens[next].span.of(text);
            if typed.len() + following.len() <= 24 {
                run.clear();
                run.extend(
                    typed
                        .chars()
                        .chain(following.chars())
                        .map(|c| c.to_ascii_lowercase()),
                );
                let word = stem(&run);
                index.joined[at] = Some(word);
                index.set(word);
            }
        }
        let mut at = 0;
        for quantity in quantities {
            while at < tokens.len() && tokens[at].span.end <= quantity.span.start {
                at += 1;
            }
            let end = (at..tokens.len())
                .find(|&end| tokens[end].span.start >= quantity.span.end)
                .unwrap_or(tokens.len());
            index
                .figures
                .push(super::super::sentence::index(at)..super::super::sentence::index(end));
            index.units |= unit_bit(quantity.unit);
            if quantity.per.is_some() {
                index.units |= RATE_BIT;
            }
        }
        index
    }

    /// Adds a mention, the `at`th of the reading.
    pub fn add(&mut self, at: usize, mention: &Mention) {
        let at = super::super::sentence::index(at);
        let own = concept_key(&mention.concept);
        self.set(own);
        self.concepts.push((own, at, true));
        for ancestor in &mention.ancestors {
            let key = concept_key(ancestor);
            self.set(key);
            self.concepts.push((key, at, false));
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

    /// The words that gates are made of: stems, exact forms, pairs run together.
    pub fn keys<'a>(&'a self, tokens: &'a [Token]) -> impl Iterator<Item = Word> + 'a {
        let words = tokens.iter().filter(|token| token.is_wordlike());
        let pairs = self.joined.iter().copied().flatten();
        words
            .flat_map(|token| [token.stem, token.exact])
            .chain(pairs)
    }

    /// Whether a word may be a slip for a word that only a pattern has.
    pub fn has_unknown(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// The tokens of the figures, in the order of the reading.
    pub fn figures(&self) -> &[Range<u16>] {
        &self.figures
    }

    /// The mentions of a concept or (unless `itself`) of its kinds, as indexes into the reading.
    pub(super) fn mentions(&self, key: Word, itself: bool) -> impl Iterator<Item = u16> + '_ {
        self.concepts
            .iter()
            .filter(move |(is, _, own)| *is == key && (*own || !itself))
            .map(|(_, at, _)| *at)
    }

    /// Whether the token there is an unknown word that can be a slip for these letters.
    pub(super) fn is_slip_at(&self, at: u16, letters: &str) -> bool {
        !letters.is_empty()
            && self
                .unknown
                .iter()
                .any(|(unknown, typed)| *unknown == at && is_slip(typed, letters))
    }

    fn slips(&self, letters: &str) -> bool {
        !letters.is_empty()
            && self
                .unknown
                .iter()
                .any(|(_, typed)| is_slip(typed, letters))
    }

    fn set(&mut self, word: Word) {
        let bit = (word.0 >> 7) as usize % (BLOCKS * 64);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    fn has(&self, word: Word) -> bool {
        let bit = (word.0 >> 7) as usize % (BLOCKS * 64);
        self.bits[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// Whether the pattern may match at all.
    pub(super) fn allows(&self, pattern: &Pattern) -> bool {
        pattern.sides.iter().all(|side| self.may_have(side))
    }

    /// Whether what the node needs may be there.
    pub(super) fn may_have(&self, node: &Node) -> bool {
        match &node.kind {
            Kind::Word { stem, letters } => self.has(*stem) || self.slips(letters),
            Kind::Exact(word) => self.has(*word),
            Kind::Phrase { words, joined } => {
                let word = |word: &PhraseWord| self.has(word.word) || self.slips(&word.letters);
                self.has(*joined) || words.iter().all(word)
            }
            Kind::Concept { key, .. } => self.has(*key),
            Kind::Figure(figure) => match figure {
                Figure::Any => self.units != 0,
                Figure::Rate => self.units & RATE_BIT != 0,
                Figure::Of(unit) => self.units & unit_bit(*unit) != 0,
            },
            Kind::Either(nodes) => nodes.iter().any(|node| self.may_have(node)),
            Kind::All { parts, .. } => parts.iter().all(|node| self.may_have(node)),
            Kind::Chain(links) => links.iter().all(|(_, node)| self.may_have(node)),
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
