//! Twins that say the same in another order, or on lines of their own.

use super::{Kind, Twin};
use crate::language::token::Word;
use crate::language::{Analysis, Span};

/// A line with a dash for each sentence; and, where there are more of them, for each clause.
pub(super) fn bullets(text: &str, analysis: &Analysis) -> Vec<Twin> {
    let sentences: Vec<Span> = analysis
        .reading
        .sentences
        .iter()
        .map(|sentence| sentence.span)
        .collect();
    let clauses: Vec<Span> = analysis
        .clauses
        .iter()
        .filter_map(|clause| {
            let tokens =
                &analysis.tokens[usize::from(clause.tokens.start)..usize::from(clause.tokens.end)];
            let says_something = tokens.iter().any(|token| token.is_wordlike());
            let whole = tokens.first()?.span.join(tokens.last()?.span);
            says_something.then_some(whole)
        })
        .collect();
    let mut lists = vec![listed(text, &sentences)];
    if clauses.len() > sentences.len() {
        lists.push(listed(text, &clauses));
    }
    lists
        .into_iter()
        .map(|text| Twin {
            kind: Kind::Bullets,
            text,
        })
        .collect()
}

/// These stretches, each on its line; a question keeps its mark.
fn listed(text: &str, spans: &[Span]) -> String {
    let lines: Vec<String> = spans
        .iter()
        .map(|span| {
            let line = span.of(text).trim();
            let line = line.trim_end_matches(['.', ',', ';', ':', ' ']);
            format!(
                "- {}",
                line.trim_start_matches(['-', '*', ',', ';', ':', ' '])
            )
        })
        .collect();
    lines.join("\n")
}

/// The last sentence first; and the reason before what it is a reason for.
pub(super) fn reordered(text: &str, analysis: &Analysis) -> Vec<Twin> {
    [reversed(text, analysis), reason_first(text, analysis)]
        .into_iter()
        .flatten()
        .map(|text| Twin {
            kind: Kind::Reordered,
            text,
        })
        .collect()
}

/// Words by which a sentence leans on the one before it: the other way round it would say something else.
const LEANING: &[&str] = &[
    "it",
    "its",
    "they",
    "them",
    "their",
    "theirs",
    "that",
    "this",
    "these",
    "those",
    "he",
    "she",
    "his",
    "her",
    "then",
    "so",
    "but",
    "otherwise",
    "instead",
    "also",
    "both",
    "one",
    "which",
    "there",
    "meanwhile",
    "afterwards",
    "and",
    "or",
    "either",
    "too",
    "same",
    "another",
    "other",
];

/// The sentences from the last to the first, where none leans on another.
fn reversed(text: &str, analysis: &Analysis) -> Option<String> {
    let sentences = &analysis.reading.sentences;
    let first = sentences.first()?.span;
    let leans = analysis.tokens.iter().any(|token| {
        token.span.start >= first.end && LEANING.iter().any(|word| token.exact == Word::of(word))
    });
    if sentences.len() < 2 || leans {
        return None;
    }
    let turned: Vec<String> = sentences
        .iter()
        .rev()
        .map(|sentence| {
            let said = sentence.span.of(text).trim();
            match said.ends_with(['.', '?', '!']) {
                true => said.to_owned(),
                false => format!("{said}."),
            }
        })
        .collect();
    Some(turned.join(" "))
}

/// "because Y, X" for the only "X because Y" of a sentence.
fn reason_first(text: &str, analysis: &Analysis) -> Option<String> {
    const BECAUSE: &str = " because ";
    let sentence = analysis
        .reading
        .sentences
        .iter()
        .map(|sentence| sentence.span)
        .find(|span| span.of(text).matches(BECAUSE).count() == 1)?;
    let (before, after) = sentence.of(text).split_once(BECAUSE)?;
    let before = before.trim_end_matches([',', ' ']);
    // "that is because", "and that because": what is given the reason stands elsewhere.
    if before.split_whitespace().count() < 3 {
        return None;
    }
    let stop = after.len() - after.trim_end_matches(['.', '!', ' ']).len();
    let (after, stop) = after.split_at(after.len() - stop);
    let turned = format!("because {after}, {before}{stop}");
    let mut typed = text.to_owned();
    typed.replace_range(sentence.start as usize..sentence.end as usize, &turned);
    Some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::analyse;
    use crate::language::lexicon::Lexicon;

    fn read(text: &str) -> Analysis {
        let lexicon = Lexicon::compile(&[], ("questions.toml", ""), "").expect("no concepts");
        analyse(&lexicon, text)
    }

    fn texts(twins: Vec<Twin>) -> Vec<String> {
        twins.into_iter().map(|twin| twin.text).collect()
    }

    #[test]
    fn sentences_and_clauses_become_lines() {
        let text = "Is it big? We use a cache, because reads dominate.";
        assert_eq!(
            texts(bullets(text, &read(text))),
            [
                "- Is it big?\n- We use a cache, because reads dominate",
                "- Is it big?\n- We use a cache\n- because reads dominate"
            ]
        );
    }

    #[test]
    fn sentences_are_turned_round_where_none_leans_on_another() {
        let turned = |text: &str| reversed(text, &read(text));
        assert_eq!(
            turned("Postgres for users. S3 for pictures").as_deref(),
            Some("S3 for pictures. Postgres for users.")
        );
        assert_eq!(turned("We use a cache. It expires"), None);
        assert_eq!(turned("We use a cache"), None);
    }

    #[test]
    fn the_reason_comes_first() {
        let turned = |text: &str| reason_first(text, &read(text));
        assert_eq!(
            turned("Yes. We use a cache, because reads dominate. Fine.").as_deref(),
            Some("Yes. because reads dominate, We use a cache. Fine.")
        );
        assert_eq!(turned("postgres because of joins"), None);
    }
}
