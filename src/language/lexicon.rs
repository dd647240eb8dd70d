//! The shared knowledge, compiled: concepts with their forms, question topics, and the words that are known.

use super::Id;
use super::pattern::Pattern;
use super::token::Word;

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

/// What part a concept plays in a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Something that runs or serves: a load balancer, a worker.
    Component,
    /// Something that keeps data.
    Store,
    /// A way of doing it: sharding, fan-out.
    Technique,
    /// A quality: latency, availability.
    Property,
    /// A way of working: contracts, deployments.
    Practice,
}

impl Lexicon {
    /// A concept's role.
    pub fn role(&self, _concept: &str) -> Option<Role> {
        None
    }

    /// How the interviewer calls a concept inside a sentence: "a cache".
    pub fn name(&self, _concept: &str) -> Option<&str> {
        None
    }

    /// A concept's study note.
    pub fn note(&self, _concept: &str) -> Option<&str> {
        None
    }

    /// A question topic's name, as a noun phrase.
    pub fn topic_name(&self, topic: &str) -> Option<&str> {
        self.topics
            .iter()
            .find(|known| &*known.id == topic)
            .map(|known| known.name.as_str())
    }

    /// What a concept is a kind of, nearest first.
    pub fn ancestors(&self, _concept: &str) -> &[Id] {
        &[]
    }

    /// The representative of a word's everyday synonyms ("picture" for "photo"), by the groups of `questions.toml`'s
    /// `synonyms = [["picture", "photo", …], …]`; the word itself where it has none.
    pub fn same_as(&self, word: Word) -> Word {
        word
    }
}
