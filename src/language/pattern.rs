//! The pattern notation of the lexicon, the questions and the scenarios: parsed, compiled, matched.
//!
//! `docs/scenario-format.md` is the reference for authors; this is its implementation.

use super::{Analysis, Id, Span};

/// A compiled pattern, with its text as the author wrote it.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The author's text, for the trace.
    pub text: String,
}

/// Where and how a pattern was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The smallest span over everything that matched.
    pub span: Span,
    /// The words that matched, in order.
    pub words: Vec<Span>,
}

/// What is wrong with a pattern, and where in its text.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// A sentence: what is wrong and what to write instead.
    pub message: String,
    /// Byte range inside the pattern's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Pattern {
    /// Compiles `text`. Concept ids are not checked here: [`Pattern::concepts`] lists them.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        Ok(Pattern { text: text.into() })
    }

    /// The concepts that the pattern names.
    pub fn concepts(&self) -> Vec<Id> {
        Vec::new()
    }

    /// The first place where the pattern matches *and is meant* (see "Meaning it" in the format's documentation).
    pub fn find(&self, _analysis: &Analysis) -> Option<Match> {
        None
    }

    /// The first place where the pattern matches, however it was meant: for questions and for near misses.
    pub fn find_anyhow(&self, _analysis: &Analysis) -> Option<Match> {
        None
    }
}
