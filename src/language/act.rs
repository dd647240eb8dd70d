//! What a sentence, and a whole message, does.

use super::{Act, Analysis};

/// The act of the message, and one for each of its sentences. Everything but acts, topics and links has been found.
pub fn classify(_text: &str, analysis: &Analysis) -> (Act, Vec<Act>) {
    (
        Act::Assertion,
        vec![Act::Assertion; analysis.reading.sentences.len()],
    )
}
