//! Reasons and costs, tied to the choice they belong to.
//!
//! A link needs a cue between two things that were said: what stands on one side, clause by clause, is the choice, what
//! stands on the other is its reason or its price. Nothing is tied across more than one full stop.

use std::ops::Range;

use super::cue::{CUES, Hit, Outline, Passage};
use super::{Act, Analysis, Link, LinkKind, Span, Stance};

/// The links between clauses and inside them, in order of their cue.
pub fn find(analysis: &Analysis, outlines: &[Outline]) -> Vec<Link> {
    let passages: Vec<Passage> = outlines
        .iter()
        .map(|outline| outline.over(&analysis.tokens))
        .collect();
    let mut links: Vec<Link> = Vec::new();
    for (at, passage) in passages.iter().enumerate() {
        // A question ties nothing.
        let asked =
            analysis.reading.sentences.get(at).is_some_and(|sentence| {
                sentence.act.is_question() || sentence.act == Act::HintRequest
            });
        if asked {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| passages.get(at));
        let mut used: Vec<Range<usize>> = Vec::new();
        for (name, kind) in [
            ("cost", LinkKind::Cost),
            ("reason", LinkKind::Reason),
            ("consequence", LinkKind::Consequence),
        ] {
            for hit in CUES.find(name, passage) {
                let overlaps = used
                    .iter()
                    .any(|range| hit.tokens.start < range.end && range.start < hit.tokens.end);
                if overlaps {
                    continue;
                }
                if let Some(link) = tie(analysis, passage, before, &hit, kind) {
                    used.push(hit.tokens.clone());
                    links.push(link);
                }
            }
        }
    }
    links.sort_by_key(|link| (link.cue.start, link.cue.end));
    links
}

/// Ties what stands on either side of a cue.
fn tie(
    analysis: &Analysis,
    passage: &Passage,
    before: Option<&Passage>,
    hit: &Hit,
    kind: LinkKind,
) -> Option<Link> {
    let cue = span(analysis, &hit.tokens)?;
    // "to avoid losing posts" and "so that it scales" are reasons with their own verb.
    let with_verb = kind == LinkKind::Reason && is_infinitive(hit, passage);
    let after_start = if with_verb {
        hit.tokens.start
    } else if kind == LinkKind::Reason && begins_reason(hit, passage) {
        hit.tokens.start + 1
    } else {
        hit.scope
    };
    let after = words(passage, after_start..passage.range.end);
    let mut front = words(passage, passage.range.start..hit.tokens.start);
    // "because reads dominate, we cache them": reason first.
    let opens = front.as_ref().is_none_or(|range| range.len() <= 1);
    if opens && kind == LinkKind::Reason && !with_verb {
        let own = clause_end(analysis, hit.scope);
        let given = words(passage, hit.scope..own);
        let choice = words(passage, own..passage.range.end);
        if let (Some(given), Some(choice)) = (given, choice) {
            return link(analysis, kind, &choice, &given, cue);
        }
    }
    if opens {
        // "…. The downside is …" belongs to the sentence before.
        front = before.and_then(|passage| words(passage, passage.range.clone()));
    }
    let (front, after) = (front?, after?);
    match kind {
        LinkKind::Reason | LinkKind::Cost => {
            let choice = nearest(analysis, &front);
            link(analysis, kind, &choice, &after, cue)
        }
        LinkKind::Consequence => {
            let choice = first_clause(analysis, &after);
            let given = nearest(analysis, &front);
            link(analysis, kind, &choice, &given, cue)
        }
    }
}

/// "cause it's fast", "as reads dominate": the words after the first tell it from "the cause of it", and belong to the reason.
fn begins_reason(hit: &Hit, passage: &Passage) -> bool {
    const TOLD_BY_THE_NEXT: [super::token::Word; 2] = [
        super::token::Word::of("cause"),
        super::token::Word::of("as"),
    ];
    let first = passage.tokens.get(hit.tokens.start);
    first.is_some_and(|token| TOLD_BY_THE_NEXT.contains(&token.exact))
}

fn is_infinitive(hit: &Hit, passage: &Passage) -> bool {
    passage
        .tokens
        .get(hit.tokens.start)
        .is_some_and(|token| token.exact == super::token::Word::of("to"))
}

fn link(
    analysis: &Analysis,
    kind: LinkKind,
    choice: &Range<usize>,
    given: &Range<usize>,
    cue: Span,
) -> Option<Link> {
    // What is turned down or only asked about is no choice that a reason could carry.
    let meant = choice.clone().any(|at| {
        analysis.tokens.get(at).is_some_and(|token| {
            token.is_wordlike() && !matches!(token.stance, Stance::Asked | Stance::Hypothetical)
        })
    });
    let substance = |range: &Range<usize>| {
        range
            .clone()
            .filter_map(|at| analysis.tokens.get(at))
            .filter(|token| token.is_wordlike() && !CUES.has("opener", token))
            .count()
    };
    if !meant || substance(choice) == 0 || substance(given) == 0 {
        return None;
    }
    Some(Link {
        kind,
        choice: span(analysis, choice)?,
        given: span(analysis, given)?,
        cue,
    })
}

/// The last clause of a range that has more than connectives in it.
fn nearest(analysis: &Analysis, range: &Range<usize>) -> Range<usize> {
    let clauses = &analysis.clauses;
    let first = clauses.partition_point(|clause| usize::from(clause.tokens.end) <= range.start);
    let last = clauses.partition_point(|clause| usize::from(clause.tokens.start) < range.end);
    clauses[first..last.max(first)]
        .iter()
        .rev()
        .map(|clause| {
            usize::from(clause.tokens.start).max(range.start)
                ..usize::from(clause.tokens.end).min(range.end)
        })
        .find(|clause| {
            clause.start < clause.end
                && clause
                    .clone()
                    .filter_map(|at| analysis.tokens.get(at))
                    .filter(|token| token.is_wordlike() && !CUES.has("opener", token))
                    .count()
                    >= 1
        })
        .unwrap_or(range.clone())
}

fn first_clause(analysis: &Analysis, range: &Range<usize>) -> Range<usize> {
    range.start..clause_end(analysis, range.start).clamp(range.start + 1, range.end)
}

fn clause_end(analysis: &Analysis, at: usize) -> usize {
    let clauses = &analysis.clauses;
    let own = clauses.partition_point(|clause| usize::from(clause.tokens.end) <= at);
    clauses
        .get(own)
        .map_or(at + 1, |clause| usize::from(clause.tokens.end))
}

/// A range without the signs at its ends; none without a word.
fn words(passage: &Passage, range: Range<usize>) -> Option<Range<usize>> {
    let is_word = |at: &usize| passage.tokens.get(*at).is_some_and(|t| t.is_wordlike());
    let start = range.clone().find(is_word)?;
    let end = range.rev().find(is_word)? + 1;
    Some(start..end)
}

fn span(analysis: &Analysis, range: &Range<usize>) -> Option<Span> {
    let first = analysis.tokens.get(range.start)?.span;
    let last = analysis.tokens.get(range.end.checked_sub(1)?)?.span;
    Some(first.join(last))
}

#[cfg(test)]
mod tests {
    use crate::language::lexicon::Lexicon;
    use crate::language::understand;

    #[test]
    fn reasons_and_costs_are_tied_to_their_choice() {
        let lexicon = Lexicon::default();
        let cases = include_str!("../../tests/language/links.txt");
        let mut wrong = Vec::new();
        for line in cases
            .lines()
            .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
        {
            let (text, expect) = line.split_once("=>").expect("text => links");
            let text = text.trim();
            let got = understand(&lexicon, text)
                .links
                .iter()
                .map(|l| {
                    let kind = format!("{:?}", l.kind).to_lowercase();
                    format!("{kind}: {} <- {}", l.choice.of(text), l.given.of(text))
                })
                .collect::<Vec<_>>()
                .join("; ");
            if got != expect.trim() {
                wrong.push(format!(
                    "{text}\n   expected {}\n   read     {got}",
                    expect.trim()
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
