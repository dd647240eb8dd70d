//! How what is said is meant: asserted, proposed, hypothetical, asked, rejected, reported.

use std::ops::Range;

use super::token::Token;
use super::{Clause, Id, Sentence};

/// Sets the stance of every token, and the word that caused it. `mentions` are the concepts found so far, by their
/// tokens: names in a comparison are told apart with them.
pub fn assign(
    _text: &str,
    _tokens: &mut [Token],
    _clauses: &[Clause],
    _sentences: &[Sentence],
    _mentions: &[(Range<u16>, Id)],
) {
}
