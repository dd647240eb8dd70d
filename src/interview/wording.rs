//! The interviewer's wording: `prompts/interviewer.toml`, parsed and checked.

/// The wording of every move.
#[derive(Clone, Debug, Default)]
pub struct Wording {}
