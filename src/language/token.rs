//! Tokens: the words, numbers and signs of a message, each with its place and its stem.

use super::{Span, Stance};

/// A word after stemming, or exactly as typed in lower case: a 64-bit FNV-1a hash of it. Patterns and text are
/// hashed alike, so no table of words has to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub u64);

/// What kind of characters a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner apostrophes and digits ("don't", "p99", "s3").
    Word,
    /// Part of a figure.
    Number,
    /// A sign inside a sentence: comma, dash, arrow, colon, bracket.
    Sign,
    /// The end of a sentence, a line or a bullet.
    Stop,
}

/// One token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Where it stands in the message.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Its stem (after repair); see [`super::stem::stem`].
    pub stem: Word,
    /// Its exact lower-case form (after repair).
    pub exact: Word,
    /// Whether the shared knowledge or the list of common English words has it.
    pub known: bool,
    /// How the words around it mean it. A pattern's plain words take part only where this is affirmed, unless the
    /// pattern itself contains the word that caused another stance.
    pub stance: Stance,
    /// Index of the first token of the words that caused a stance other than asserted.
    pub cause: Option<u16>,
}
