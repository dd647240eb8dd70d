//! What is quoted of a message: one clause or one bullet, with enough around a hit to show the claim.

use crate::language::{Analysis, Span};

/// The longest quote, in characters.
const LONG: usize = 110;
/// Fewer words than this show no claim: then the quote takes in what stands beside it.
const SHORT: usize = 4;
/// As evidence they are given with more, so that they can be judged by themselves.
const FULL: usize = 8;

/// The words around `span` that are worth quoting. Never more than one line and one sentence; where the hit itself
/// reaches over several, the stretch of it that says most.
pub(super) fn around(text: &str, analysis: &Analysis, span: Span) -> Span {
    widened(text, analysis, span, SHORT)
}

/// The same for evidence: "if the requests hurt" alone shows nothing.
pub(super) fn as_evidence(text: &str, analysis: &Analysis, span: Span) -> Span {
    widened(text, analysis, span, FULL)
}

fn widened(text: &str, analysis: &Analysis, span: Span, least: usize) -> Span {
    let home = stretches(text, analysis)
        .into_iter()
        .filter_map(|stretch| overlap(stretch, span).map(|inside| (stretch, inside)))
        // The one with most of the hit; of equals the first.
        .max_by_key(|(stretch, inside)| {
            (inside.end - inside.start, std::cmp::Reverse(stretch.start))
        });
    let Some((home, inside)) = home else {
        return span;
    };
    let clauses = pieces(analysis, home);
    let mut wide = clauses
        .iter()
        .filter(|clause| overlap(**clause, inside).is_some())
        .fold(inside, |wide, clause| wide.join(*clause));
    if length(text, wide) > LONG {
        wide = window(text, wide, inside);
    }
    // A scrap ("team owns") takes in its neighbours, as far as they are short.
    while words(text, wide) < least {
        let next = clauses
            .iter()
            .filter(|clause| overlap(**clause, wide).is_none())
            .map(|clause| wide.join(*clause))
            .filter(|joined| length(text, *joined) <= LONG)
            .min_by_key(|joined| length(text, *joined));
        match next {
            Some(joined) => wide = joined,
            None => break,
        }
    }
    close_bracket(text, wide)
}

/// The lines of each sentence, without what stands around their words.
fn stretches(text: &str, analysis: &Analysis) -> Vec<Span> {
    let mut stretches = Vec::new();
    for sentence in &analysis.reading.sentences {
        let words = sentence.span.of(text);
        let mut at = sentence.span.start;
        for line in words.split('\n') {
            let end = at + line.len() as u32;
            stretches.push(Span { start: at, end });
            at = end + 1;
        }
    }
    stretches
}

/// The clauses inside a stretch, from their first word to their last.
fn pieces(analysis: &Analysis, home: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    for clause in &analysis.clauses {
        let tokens =
            &analysis.tokens[usize::from(clause.tokens.start)..usize::from(clause.tokens.end)];
        let mut piece: Option<Span> = None;
        for token in tokens.iter().filter(|token| token.is_wordlike()) {
            if overlap(token.span, home).is_some() {
                piece = Some(piece.map_or(token.span, |piece| piece.join(token.span)));
            }
        }
        pieces.extend(piece);
    }
    pieces.sort_by_key(|piece| (piece.start, piece.end));
    pieces
}

/// As many whole words of a long clause on both sides of the hit as a quote may hold.
fn window(text: &str, clause: Span, hit: Span) -> Span {
    let starts: Vec<Span> = {
        let words = clause.of(text);
        let mut at = 0;
        words
            .split(' ')
            .map(|word| {
                let start = clause.start + at as u32;
                at += word.len() + 1;
                Span {
                    start,
                    end: start + word.len() as u32,
                }
            })
            .filter(|word| word.end > word.start)
            .collect()
    };
    let mut wide = hit;
    let whole: Vec<&Span> = starts
        .iter()
        .filter(|word| overlap(**word, hit).is_some())
        .collect();
    for word in whole {
        wide = wide.join(*word);
    }
    loop {
        let before = starts.iter().rfind(|word| word.end <= wide.start);
        let after = starts.iter().find(|word| word.start >= wide.end);
        let grown = [after, before]
            .into_iter()
            .flatten()
            .map(|word| wide.join(*word))
            .find(|grown| length(text, *grown) <= LONG);
        match grown {
            Some(grown) => wide = grown,
            None => return wide,
        }
    }
}

fn close_bracket(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let open = words.matches('(').count() > words.matches(')').count();
    let follows = text
        .get(span.end as usize..)
        .is_some_and(|after| after.starts_with(')'));
    match open && follows {
        true => Span {
            start: span.start,
            end: span.end + 1,
        },
        false => span,
    }
}

fn overlap(one: Span, other: Span) -> Option<Span> {
    let (start, end) = (one.start.max(other.start), one.end.min(other.end));
    (start < end).then_some(Span { start, end })
}

fn length(text: &str, span: Span) -> usize {
    span.of(text).chars().count()
}

fn words(text: &str, span: Span) -> usize {
    span.of(text).split_whitespace().count()
}
