//! An answer that is only tried: "so like S3 or something?", "a trie? where you go letter by letter".

use super::asking::is_statement;
use crate::interview::{Move, State};
use crate::language::{Act, Analysis, Stance};
use crate::scenario::Step;

/// A longer sentence with a question mark asks.
const LONGEST: usize = 14;

/// Whether something about the design was asked and not answered yet.
pub(super) fn is_answering(state: &State) -> bool {
    state.focus.as_ref().is_some_and(|focus| {
        !focus.answered
            && !matches!(
                focus.asked,
                Move::Open
                    | Move::InviteQuestions
                    | Move::ClarifyFirst
                    | Move::Assume { .. }
                    | Move::Advance { .. }
            )
            && state.step != Step::Clarify
    })
}

/// What is named with a question mark, and in no form of a question, while a question about the design is open, is
/// proposed.
pub(super) fn take_up(state: &State, text: &str, analysis: &mut Analysis) {
    if !is_answering(state) {
        return;
    }
    for index in 0..analysis.reading.sentences.len() {
        let sentence = &analysis.reading.sentences[index];
        let span = sentence.span;
        let asks = matches!(sentence.act, Act::ClarifyingQuestion | Act::Confirmation);
        let short = span.of(text).split_whitespace().count() <= LONGEST;
        if !asks || !short || !is_statement(analysis, span) {
            continue;
        }
        for token in &mut analysis.tokens {
            let inside = span.start <= token.span.start && token.span.start < span.end;
            if inside && token.stance == Stance::Asked {
                token.stance = Stance::Proposed;
            }
        }
        for mention in &mut analysis.reading.mentions {
            if usize::from(mention.sentence) == index && mention.stance == Stance::Asked {
                mention.stance = Stance::Proposed;
            }
        }
    }
}
