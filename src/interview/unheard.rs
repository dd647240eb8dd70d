//! What was said and came to nothing: questions that got no fact, sentences in which no rule found anything. A
//! scenario's author learns most from these.
//!
//! Only the record is looked at: no text is read again, so that it costs next to nothing and says what happened then.

use serde::{Deserialize, Serialize};

use super::Record;
use super::interpretation::{Answer, Gets, Interpretation};
use crate::language::{Act, Id, Reading, Span};

/// Fewer words than this are a nod, or half a thought.
const WORDS: usize = 4;
/// More characters than this are several thoughts without a full stop between them.
const LONGEST: usize = 600;

/// Whether something asks or states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A question that got no fact.
    Question,
    /// A sentence that no rule understood.
    Statement,
}

/// A sentence that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheard {
    /// Whether it asks or states.
    pub kind: Kind,
    /// The sentence.
    pub span: Span,
    /// The part that it came near to, as `expectation/part`.
    pub near: Option<Id>,
}

/// The sentences of a candidate's message that came to nothing, in their order.
pub fn unheard(text: &str, record: &Record) -> Vec<Unheard> {
    let (Some(reading), Some(found)) = (&record.reading, &record.interpretation) else {
        return Vec::new();
    };
    if let Answer::DontKnow | Answer::Yes | Answer::No = found.answer {
        return Vec::new();
    }
    let sentences = reading.sentences.iter();
    sentences
        .filter(|sentence| {
            let words = sentence.span.of(text);
            words.split_whitespace().count() >= WORDS && words.chars().count() <= LONGEST
        })
        .filter_map(|sentence| {
            let span = sentence.span;
            let meets = |other: Span| other.start < span.end && span.start < other.end;
            if asks_in_vain(found, &meets) {
                let kind = Kind::Question;
                let near = None;
                return Some(Unheard { kind, span, near });
            }
            let near = found.near.iter().find(|hit| meets(hit.span));
            let passes = says_something(sentence.act)
                && (near.is_some() && !found.credits.iter().any(|credit| meets(credit.span))
                    || !is_heard(reading, found, &meets));
            passes.then(|| Unheard {
                kind: Kind::Statement,
                span,
                near: near.map(|hit| hit.id.clone()),
            })
        })
        .collect()
}

/// Whether a question of the sentence got neither a fact nor an assumption to make.
fn asks_in_vain(found: &Interpretation, meets: &dyn Fn(Span) -> bool) -> bool {
    let mut own = found.questions.iter().filter(|one| meets(one.span));
    let in_vain = |gets: &Gets| match gets {
        Gets::NoFact | Gets::Outside => true,
        Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Estimate(_) | Gets::Decide => {
            false
        }
    };
    own.any(|question| in_vain(&question.gets))
        || found.unanswered.iter().any(|one| meets(one.span))
}

/// Whether sentences with this act speak of the problem or the design, as far as can be told.
fn says_something(act: Act) -> bool {
    match act {
        Act::Assertion
        | Act::Proposal
        | Act::Estimate
        | Act::TradeOff
        | Act::Summary
        | Act::OffTopic => true,
        Act::ClarifyingQuestion
        | Act::DesignQuestion
        | Act::Confirmation
        | Act::StepMove
        | Act::StepBack
        | Act::Finish
        | Act::HintRequest
        | Act::Repeat
        | Act::Skip
        | Act::Time
        | Act::DontKnow
        | Act::Social => false,
    }
}

/// Whether anything was found in the sentence.
fn is_heard(reading: &Reading, found: &Interpretation, meets: &dyn Fn(Span) -> bool) -> bool {
    let hits = [
        &found.named,
        &found.turned_down,
        &found.contradictions,
        &found.misconceptions,
        &found.settled,
        &found.touched,
        &found.choices,
        &found.costs,
        &found.lanes,
    ];
    let hits = hits.into_iter().flatten().map(|hit| hit.span);
    let credits = found.credits.iter().map(|credit| credit.span);
    let questions = found.questions.iter().map(|question| question.span);
    let reversals = found.reversals.iter().map(|reversal| reversal.span);
    let estimates = found.estimates.iter().map(|figure| figure.span);
    let figures = found.figures.iter().map(|figure| figure.span);
    let components = found.components.iter().map(|component| component.span);
    let ones = [
        found.over_design.as_ref().map(|one| one.span),
        found.clash.as_ref().map(|one| one.span),
        found.miscounted.as_ref().map(|one| one.span),
        found.recounted.as_ref().map(|one| one.span),
        found.pushback.as_ref().map(|one| one.span),
        found.assumption.as_ref().map(|one| one.span),
    ];
    let mentions = reading.mentions.iter().map(|mention| mention.span);
    let asides = reading.asides.iter().map(|aside| aside.span);
    let mut spans = hits
        .chain(credits)
        .chain(questions)
        .chain(reversals)
        .chain(estimates)
        .chain(figures)
        .chain(components)
        .chain(ones.into_iter().flatten())
        .chain(mentions)
        .chain(asides);
    spans.any(meets)
}
