//! The shared knowledge, compiled once.

/// The compiled shared knowledge.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {}
