//! What is quoted of a message: one clause or one bullet, with enough around a hit to show the claim.

use crate::language::token::Token;
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
    let home = stretches(text, analysis, span)
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
    while has_fewer_words(text, wide, least) {
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

/// The lines of the sentences that a span touches.
fn stretches(text: &str, analysis: &Analysis, span: Span) -> impl Iterator<Item = Span> {
    let sentences = analysis.reading.sentences.iter();
    let touched = sentences.filter(move |sentence| overlap(sentence.span, span).is_some());
    touched.flat_map(|sentence| {
        let mut at = sentence.span.start;
        sentence.span.of(text).split('\n').map(move |line| {
            let start = at;
            let end = at + line.len() as u32;
            at = end + 1;
            Span { start, end }
        })
    })
}

/// The clauses inside a stretch, from their first word to their last.
fn pieces(analysis: &Analysis, home: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    for clause in &analysis.clauses {
        let tokens =
            &analysis.tokens[usize::from(clause.tokens.start)..usize::from(clause.tokens.end)];
        let outside = |first: &Token, last: &Token| {
            last.span.end <= home.start || home.end <= first.span.start
        };
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last())
            && outside(first, last)
        {
            continue;
        }
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
    let whole = starts.iter().filter(|word| overlap(**word, hit).is_some());
    let mut wide = whole.fold(hit, |wide, word| wide.join(*word));
    let mut long = length(text, wide);
    loop {
        let before = starts.partition_point(|word| word.end <= wide.start);
        let before = before.checked_sub(1).and_then(|at| starts.get(at));
        let after = starts.get(starts.partition_point(|word| word.start < wide.end));
        let grown = [after, before].into_iter().flatten().find_map(|word| {
            let grown = wide.join(*word);
            let between = |start, end| length(text, Span { start, end });
            let long = between(grown.start, wide.start) + long + between(wide.end, grown.end);
            (long <= LONG).then_some((grown, long))
        });
        match grown {
            Some(grown) => (wide, long) = grown,
            None => return wide,
        }
    }
}

fn close_bracket(text: &str, span: Span) -> Span {
    let after = text.get(span.end as usize..);
    let follows = after.is_some_and(|after| after.starts_with(')'));
    let words = span.of(text);
    match follows && words.matches('(').count() > words.matches(')').count() {
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

fn has_fewer_words(text: &str, span: Span, than: usize) -> bool {
    span.of(text).split_whitespace().take(than).count() < than
}
