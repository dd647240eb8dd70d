//! What a mention stands for in the light of the whole message.
//!
//! A stance is found clause by clause; three things show only from further away. A choice that was turned down is not
//! taken up again by a remark about it ("I'd drop Elasticsearch. Its main advantage is ingest speed"). Of two rivals the
//! one with the fault loses where the other is called better ("Mongo duplicates everything. A relational database would
//! be better"). And a property that something else improves or worsens in passing ("caching improves the latency") is
//! no requirement that the speaker set.

use std::ops::Range;

use super::cue::{CUES, Passage};
use super::lexicon::{Lexicon, Role};
use super::{Analysis, Id, Mention, Span, Stance};

/// Weakens the stance of those mentions that the rest of the message takes back; never strengthens one.
pub fn settle(lexicon: &Lexicon, analysis: &mut Analysis) {
    if !analysis
        .reading
        .mentions
        .iter()
        .any(|mention| mention.stance.is_affirmed())
    {
        return;
    }
    let named: Vec<(Range<u16>, Id)> = analysis
        .mention_tokens
        .iter()
        .cloned()
        .zip(analysis.reading.mentions.iter().map(|m| m.concept.clone()))
        .collect();
    let passages = Passage::all(
        &CUES,
        &analysis.tokens,
        &analysis.clauses,
        analysis.reading.sentences.len(),
        &named,
    );
    let mut changes = remarks_on_the_rejected(&analysis.reading.mentions, &passages);
    changes.extend(worse_rivals(lexicon, analysis, &passages));
    changes.extend(what_may_happen(lexicon, analysis, &passages));
    changes.extend(properties_in_passing(lexicon, analysis, &passages));
    for change in changes {
        if let Some(mention) = analysis.reading.mentions.get_mut(change.mention) {
            mention.stance = change.stance;
            mention.cause = Some(change.cause);
        }
    }
}

/// A stance that a mention gets, and the words that gave it.
struct Change {
    mention: usize,
    stance: Stance,
    cause: Span,
}

/// Whether somebody who designs acts in the sentence.
fn acts(passage: &Passage) -> bool {
    passage
        .range
        .clone()
        .any(|at| CUES.has("actor", &passage.tokens[at]))
}

/// A remark, in a later sentence in which nobody acts, about what was turned down before.
fn remarks_on_the_rejected(mentions: &[Mention], passages: &[Passage]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, mention) in mentions.iter().enumerate() {
        if !mention.stance.is_affirmed() {
            continue;
        }
        let rejected = mentions[..at]
            .iter()
            .rev()
            .find(|before| before.sentence < mention.sentence && before.concept == mention.concept);
        let Some(rejected) = rejected.filter(|before| before.stance == Stance::Rejected) else {
            continue;
        };
        let remark = passages
            .get(usize::from(mention.sentence))
            .is_some_and(|passage| {
                CUES.is_in("remark", passage) || !acts(passage) && has_verb(passage)
            });
        if remark {
            changes.push(Change {
                mention: at,
                stance: Stance::Reported,
                cause: rejected.cause.unwrap_or(rejected.span),
            });
        }
    }
    changes
}

fn has_verb(passage: &Passage) -> bool {
    passage
        .range
        .clone()
        .any(|at| CUES.has("be", &passage.tokens[at]))
}

/// The subject of a fault, where a rival of the same kind is then called the better one.
fn worse_rivals(lexicon: &Lexicon, analysis: &Analysis, passages: &[Passage]) -> Vec<Change> {
    let mentions = &analysis.reading.mentions;
    let mut changes = Vec::new();
    for (at, passage) in passages.iter().enumerate() {
        let Some(better) = CUES.first("better-one", passage) else {
            continue;
        };
        let here = |mention: &Mention| usize::from(mention.sentence) == at;
        let Some(chosen) = mentions
            .iter()
            .zip(&analysis.mention_tokens)
            .filter(|(mention, tokens)| {
                here(mention)
                    && mention.stance.is_affirmed()
                    && usize::from(tokens.start) <= better.tokens.start
            })
            .map(|(mention, _)| mention)
            .next_back()
        else {
            continue;
        };
        for (worse, (mention, tokens)) in mentions.iter().zip(&analysis.mention_tokens).enumerate()
        {
            let near =
                usize::from(mention.sentence) <= at && usize::from(mention.sentence) + 1 >= at;
            if !near
                || !mention.stance.is_affirmed()
                || mention.span.start >= chosen.span.start
                || !are_rivals(lexicon, mention, chosen)
            {
                continue;
            }
            let fault = passages
                .get(usize::from(mention.sentence))
                .is_some_and(|passage| {
                    CUES.find("fault", passage).iter().any(|hit| {
                        let from = usize::from(tokens.end);
                        (from..from + 3).contains(&hit.tokens.start)
                    })
                });
            if fault && let Some(cause) = span(analysis, &better.tokens) {
                changes.push(Change {
                    mention: worse,
                    stance: Stance::Rejected,
                    cause,
                });
            }
        }
    }
    changes
}

/// Whether two concepts are different kinds of one thing.
fn are_rivals(lexicon: &Lexicon, one: &Mention, other: &Mention) -> bool {
    one.concept != other.concept
        && !lexicon.is_kind_of(&one.concept, &other.concept)
        && !lexicon.is_kind_of(&other.concept, &one.concept)
        && one.ancestors.iter().any(|id| other.ancestors.contains(id))
}

/// What stands in a sentence about what may happen to those who use the system, or when it fails. A property stays what
/// it was: "users might see stale data" speaks of consistency.
fn what_may_happen(lexicon: &Lexicon, analysis: &Analysis, passages: &[Passage]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, passage) in passages.iter().enumerate() {
        let Some(hit) = CUES.first("may-happen", passage) else {
            continue;
        };
        let Some(cause) = span(analysis, &hit.tokens) else {
            continue;
        };
        for (mention, tokens) in analysis
            .reading
            .mentions
            .iter()
            .zip(&analysis.mention_tokens)
            .enumerate()
            .filter_map(|(place, (mention, tokens))| {
                let weakened = usize::from(mention.sentence) == at
                    && mention.stance.is_affirmed()
                    && lexicon.role(&mention.concept) != Some(Role::Property);
                weakened.then_some((place, tokens))
            })
        {
            if usize::from(tokens.start) >= hit.tokens.start {
                changes.push(Change {
                    mention,
                    stance: Stance::Hypothetical,
                    cause,
                });
            }
        }
    }
    changes
}

/// A property that the sentence names only as what something else does to it.
fn properties_in_passing(
    lexicon: &Lexicon,
    analysis: &Analysis,
    passages: &[Passage],
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, (mention, tokens)) in analysis
        .reading
        .mentions
        .iter()
        .zip(&analysis.mention_tokens)
        .enumerate()
    {
        if !mention.stance.is_affirmed() || lexicon.role(&mention.concept) != Some(Role::Property) {
            continue;
        }
        let Some(passage) = passages.get(usize::from(mention.sentence)) else {
            continue;
        };
        let touches = |hit: &super::cue::Hit| {
            hit.tokens.start < usize::from(tokens.end) && usize::from(tokens.start) < hit.tokens.end
        };
        let hit = CUES
            .find("in-passing", passage)
            .into_iter()
            .find(|hit| touches(hit));
        if let Some(cause) = hit.and_then(|hit| span(analysis, &hit.tokens)) {
            changes.push(Change {
                mention: at,
                stance: Stance::Reported,
                cause,
            });
        }
    }
    changes
}

fn span(analysis: &Analysis, tokens: &Range<usize>) -> Option<Span> {
    let first = analysis.tokens.get(tokens.start)?.span;
    let last = analysis.tokens.get(tokens.end.checked_sub(1)?)?.span;
    Some(first.join(last))
}
