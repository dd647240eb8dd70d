//! Changes of mind that the candidate doesn't announce.

use super::Reader;
use crate::interview::Move;
use crate::interview::interpretation::{Component, Interpretation, Reversal};
use crate::interview::state::{Placed, Quote};
use crate::language::lexicon::Role;
use crate::language::token::Word;
use crate::language::{Id, Mention, Stance};
use crate::scenario::Step;

/// Words with which a change is announced, or its reason given: then nobody needs to ask for it.
const ANNOUNCES: [&str; 25] = [
    "actually",
    "instead",
    "change",
    "changed",
    "rather",
    "thought",
    "wait",
    "sorry",
    "replace",
    "switch",
    "because",
    "since",
    "cause",
    "cuz",
    "bc",
    "due",
    "otherwise",
    "reconsider",
    "hmm",
    "given",
    "anymore",
    "correction",
    "turns",
    "revise",
    "migrate",
];

/// Words that limit a statement to a case or a time: "no cache at first" rules out nothing for good.
const LIMITS: [&str; 26] = [
    "for",
    "in",
    "into",
    "inside",
    "on",
    "at",
    "from",
    "yet",
    "now",
    "first",
    "initially",
    "start",
    "beginning",
    "until",
    "unless",
    "between",
    "when",
    "if",
    "only",
    "here",
    "to",
    "with",
    "by",
    "per",
    "most",
    "through",
];

/// Words that turn something down as a choice.
const DENIES: [&str; 27] = [
    "no",
    "not",
    "none",
    "nothing",
    "never",
    "without",
    "dont",
    "don",
    "doesnt",
    "doesn",
    "wont",
    "won",
    "wouldnt",
    "wouldn",
    "isnt",
    "isn",
    "arent",
    "aren",
    "skip",
    "avoid",
    "drop",
    "leave",
    "neither",
    "nor",
    "unnecessary",
    "overkill",
    "against",
];

/// Whether the message says itself that something changes, or why.
pub(super) fn announced(reader: &Reader<'_>) -> bool {
    let is = |word: Word| ANNOUNCES.iter().any(|known| word == Word::of(known));
    let tokens = &reader.analysis.tokens;
    tokens.iter().any(|token| is(token.exact))
        // "230k reads a second, so redis in front" gives the reason; "so, redis in front" begins a sentence.
        || tokens
            .iter()
            .filter(|token| token.is_wordlike())
            .skip(2)
            .any(|token| token.exact == Word::of("so"))
        || tokens
            .windows(2)
            .any(|two| two[0].exact == Word::of("no") && two[1].exact == Word::of("longer"))
}

/// Changes of mind about a component. An announced one is a revision; a replacement in the same message explains
/// itself; and what answers the interviewer's own objection was brought about by it.
pub(super) fn find(reader: &Reader<'_>, found: &Interpretation) -> Vec<Reversal> {
    // After a change the design changes, and what is dropped in an emergency isn't given up.
    let changed = reader.state.step == Step::Iterate;
    if changed || announced(reader) || is_brought_about(reader) {
        return Vec::new();
    }
    let mut reversals = Vec::new();
    for component in &found.components {
        reversals.extend(match component.present {
            true => back_in(reader, component).or_else(|| rival(reader, found, component)),
            false => taken_out(found, component),
        });
    }
    reversals
}

/// Whether the interviewer has just given a reason to change something.
fn is_brought_about(reader: &Reader<'_>) -> bool {
    reader.state.focus.as_ref().is_some_and(|focus| {
        !focus.answered
            && matches!(
                focus.asked,
                Move::Challenge { .. }
                    | Move::Curveball { .. }
                    | Move::Pushback { .. }
                    | Move::AskReversal { .. }
                    | Move::AskProbe { .. }
                    | Move::AskTradeoff { .. }
                    | Move::Help { .. }
                    | Move::CurbScale { .. }
                    | Move::Remind { .. }
            )
    })
}

/// What was turned down, itself or as the kind of thing that it is, and is used now.
fn back_in(reader: &Reader<'_>, component: &Component) -> Option<Reversal> {
    let (concept, _) = reader.state.turned_down.iter().find(|(concept, quote)| {
        (*concept == component.concept || component.ancestors.contains(concept))
            && is_general(quote)
    })?;
    Some(Reversal {
        concept: component.concept.clone(),
        now_used: true,
        against: Some(concept.clone()).filter(|concept| *concept != component.concept),
        span: reader.widen(component.span),
    })
}

/// Whether a statement rules something out as a whole, and is more than its name.
fn is_general(quote: &Quote) -> bool {
    let words: Vec<String> = quote
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    // "Autoscaling is too slow" finds fault with it, and rules nothing out.
    let denies = words.iter().any(|word| DENIES.contains(&word.as_str()));
    denies && words.len() >= 2 && !words.iter().any(|word| LIMITS.contains(&word.as_str()))
}

/// Another one of the same kind for the same job: "let's use Postgres", and later "Mongo for everything". Two stores
/// for two kinds of data are no change of mind.
fn rival(reader: &Reader<'_>, found: &Interpretation, component: &Component) -> Option<Reversal> {
    let lexicon = &reader.engine.lexicon;
    if lexicon.role(&component.concept) != Some(Role::Store) || is_cache(component) {
        return None;
    }
    // "A table per question" may be what such a store has; it chooses none.
    let name = component.name.to_lowercase();
    let named = component.concept.split('-').any(|word| {
        name.split(|c: char| !c.is_alphanumeric())
            .any(|own| own.len() > 1 && (word.starts_with(own) || own.starts_with(word)))
    });
    if !named {
        return None;
    }
    let now = reader.widen(component.span);
    let earlier = reader.state.design.iter().find(|placed| {
        let other = &placed.component;
        let related = other.ancestors.contains(&component.concept)
            || component.ancestors.contains(&other.concept);
        let shared = other
            .ancestors
            .iter()
            .any(|kind| component.ancestors.contains(kind));
        let named_now = reader
            .analysis
            .reading
            .mentions
            .iter()
            .any(|mention| speaks_of(mention, &other.concept))
            || found.turned_down.iter().any(|hit| hit.id == other.concept);
        shared
            && !related
            && !named_now
            && !is_cache(other)
            && lexicon.role(&other.concept) == Some(Role::Store)
            && placed.quote.is_some()
            && same_job(placed, component, reader.words(now))
    })?;
    Some(Reversal {
        concept: component.concept.clone(),
        now_used: true,
        against: Some(earlier.component.concept.clone()),
        span: now,
    })
}

fn speaks_of(mention: &Mention, concept: &Id) -> bool {
    mention.concept == *concept && mention.stance != Stance::Asked
}

fn is_cache(component: &Component) -> bool {
    component.ancestors.iter().any(|kind| &**kind == "cache") || &*component.concept == "cache"
}

/// Whether the later statement claims everything, or the very things that the earlier one spoke of.
fn same_job(placed: &Placed, component: &Component, now: &str) -> bool {
    const ALL: [&str; 7] = [
        "everything",
        "all",
        "whole",
        "entire",
        "everywhere",
        "main",
        "only",
    ];
    const SMALL: [&str; 34] = [
        "lets", "let", "use", "used", "using", "the", "a", "an", "we", "i", "id", "would", "will",
        "with", "for", "in", "into", "to", "put", "go", "goes", "store", "stored", "keep", "kept",
        "database", "db", "and", "our", "then", "as", "of", "is", "s",
    ];
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .map(|word| word.to_lowercase())
            .map(|word| word.strip_suffix('s').map(str::to_owned).unwrap_or(word))
            .filter(|word| word.len() > 1 && !SMALL.contains(&word.as_str()))
            .collect()
    };
    let now_words = words(now);
    if ALL.iter().any(|all| {
        now.split_whitespace()
            .any(|word| word.eq_ignore_ascii_case(all))
    }) {
        return true;
    }
    let names = [words(&placed.component.name), words(&component.name)].concat();
    let before = placed
        .quote
        .as_ref()
        .map(|quote| words(&quote.text))
        .unwrap_or_default();
    before
        .iter()
        .any(|word| !names.contains(word) && now_words.contains(word))
}

/// What was part of the design and is dropped without a successor.
fn taken_out(found: &Interpretation, component: &Component) -> Option<Reversal> {
    let replaced = found
        .components
        .iter()
        .any(|other| other.present && other.concept != component.concept);
    (!replaced).then(|| Reversal {
        concept: component.concept.clone(),
        now_used: false,
        against: None,
        span: component.span,
    })
}
