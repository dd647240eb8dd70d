//! "No: rows in Redis": a "no" that answers turns down what was asked, and not what the sentence goes on to say.

use crate::language::{Analysis, Span, Stance};

/// Frees what stands behind such a "no" from it: what is said there is meant, unless another word turns it down.
pub(super) fn free_answers(text: &str, analysis: &mut Analysis) {
    let particles: Vec<(u16, Span)> = analysis
        .reading
        .sentences
        .iter()
        .filter_map(|sentence| {
            let first = analysis.tokens.iter().position(|token| {
                sentence.span.start <= token.span.start && token.span.start < sentence.span.end
            })?;
            let token = &analysis.tokens[first];
            let word = token.span.of(text).to_lowercase();
            let after = text.get(token.span.end as usize..)?.trim_start_matches(' ');
            let answers = matches!(word.as_str(), "no" | "nope" | "nah")
                && after.starts_with([':', ',', '.', ';', '-', '–', '—']);
            answers.then_some((u16::try_from(first).ok()?, token.span))
        })
        .collect();
    for (index, span) in particles {
        for token in &mut analysis.tokens {
            if token.cause == Some(index) && token.stance == Stance::Rejected {
                token.stance = Stance::Asserted;
                token.cause = None;
            }
        }
        for mention in &mut analysis.reading.mentions {
            if mention.cause == Some(span) && mention.stance == Stance::Rejected {
                mention.stance = Stance::Asserted;
                mention.cause = None;
            }
        }
    }
}
