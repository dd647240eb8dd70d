//! Reasons and costs, tied to the choice they belong to.

use super::{Analysis, Link};

/// The links between clauses and inside them, in order of their cue.
pub fn find(_text: &str, _analysis: &Analysis) -> Vec<Link> {
    Vec::new()
}
