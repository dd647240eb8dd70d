//! The shared knowledge, compiled: concepts with their forms, question topics, and the words that are known.

use super::Id;
use super::pattern::Pattern;

/// A shared question topic.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Its id.
    pub id: Id,
    /// What it is about, as a noun phrase.
    pub name: String,
    /// Patterns that ask for it; matched with [`Pattern::find_anyhow`].
    pub asks: Vec<Pattern>,
    /// Patterns that count only if nothing else fits.
    pub weak: Vec<Pattern>,
}

/// The compiled knowledge.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    topics: Vec<Topic>,
}

impl Lexicon {
    /// The question topics in the order of their file.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }
}
