//! What was said in words that no pattern knows, and is much like what is known to say a part.

use std::collections::BTreeMap;

use super::Reader;
use super::naming::Bare;
use crate::interview::interpretation::{Credit, Hit, Interpretation};
use crate::interview::ledger;
use crate::language::token::Token;
use crate::language::{Act, Id, Span};
use crate::scenario::PartRef;
use crate::scenario::likeness::Likeness;

/// From here on a statement comes near to a part, if no more than two others are as near.
const NEAR: f64 = 0.3;
const AMONG: usize = 3;
/// The telling words that it shares with a known text at least; with so few it has to be closer.
const SHARED: usize = 2;
const CLOSER: f64 = 0.4;
/// A known text is shown in the trace up to here.
const SHOWN: usize = 90;

/// A part, as it was found in one statement.
struct Found {
    part: PartRef,
    span: Span,
    value: f64,
    text: String,
}

impl Reader<'_> {
    /// Takes an answer in other words for the part that was asked for, and notes what came near to the others: the
    /// interviewer quotes it back, and doesn't ask as if nothing had been said.
    pub(super) fn likened(&self, found: &mut Interpretation) {
        let nearest = self.nearest();
        let credited = |found: &Interpretation, id: &PartRef| {
            let expectation = &self.scenario.expectations[usize::from(id.expectation)];
            let part = &expectation.parts[usize::from(id.part)];
            let mut credits = found.credits.iter();
            credits.any(|credit| credit.expectation == expectation.id && credit.part == part.id)
        };
        let asked = self.focus.parts.iter().any(|part| credited(found, part));
        let wrong = !found.misconceptions.is_empty() || !found.contradictions.is_empty();
        if !asked && !wrong {
            let answer = nearest
                .iter()
                .filter(|near| self.focus.parts.contains(&near.part))
                .max_by(|a, b| a.value.total_cmp(&b.value));
            if let Some(answer) = answer {
                let by = format!("much like \"{}\"", answer.text);
                let credit: Credit = self.credit(&answer.part, answer.span, &by, Vec::new());
                found.credits.push(credit);
            }
        }
        for near in nearest {
            if !credited(found, &near.part) {
                let expectation = &self.scenario.expectations[usize::from(near.part.expectation)];
                let part = &expectation.parts[usize::from(near.part.part)];
                found.near.push(Hit {
                    id: Id::from(format!("{}/{}", expectation.id, part.id).as_str()),
                    span: near.span,
                    by: format!("{:.0}% like \"{}\"", near.value * 100.0, near.text),
                });
            }
        }
    }

    /// Per open part that is not reached, the statement of the message that comes nearest to it.
    fn nearest(&self) -> Vec<Found> {
        let mut best: BTreeMap<PartRef, Found> = BTreeMap::new();
        for (index, sentence) in self.analysis.reading.sentences.iter().enumerate() {
            if !states(sentence.act) || self.bare.get(index) == Some(&Bare::List) {
                continue;
            }
            let meant: Vec<Token> = self
                .analysis
                .tokens
                .iter()
                .filter(|token| {
                    sentence.span.start <= token.span.start
                        && token.span.start < sentence.span.end
                        && token.stance.is_affirmed()
                })
                .cloned()
                .collect();
            let likenesses = self.scenario.liken(&self.engine.lexicon, &meant);
            for likeness in likenesses.iter().take(AMONG) {
                if !is_near(likeness) || self.is_settled(&likeness.target) {
                    continue;
                }
                let known = best.get(&likeness.target);
                if known.is_none_or(|known| known.value < likeness.value) {
                    let text = self.scenario.likened_to(likeness);
                    let found = Found {
                        part: likeness.target.clone(),
                        span: self.widen(sentence.span),
                        value: likeness.value,
                        text: text.chars().take(SHOWN).collect(),
                    };
                    best.insert(likeness.target.clone(), found);
                }
            }
        }
        best.into_values().collect()
    }

    /// Whether a part is reached, or not open yet.
    fn is_settled(&self, part: &PartRef) -> bool {
        let index = usize::from(part.expectation);
        ledger::is_reached(self.state, part)
            || ledger::awaits_curveball(self.scenario, self.state, index)
            || self.scenario.expectations[index].closed
    }
}

fn is_near(likeness: &Likeness<PartRef>) -> bool {
    let least = if likeness.words <= SHARED {
        CLOSER
    } else {
        NEAR
    };
    likeness.words >= SHARED && likeness.value >= least
}

/// Whether a sentence says something about the design.
fn states(act: Act) -> bool {
    match act {
        Act::Assertion
        | Act::Proposal
        | Act::Estimate
        | Act::TradeOff
        | Act::Summary
        | Act::OffTopic
        | Act::Social => true,
        Act::ClarifyingQuestion
        | Act::DesignQuestion
        | Act::Confirmation
        | Act::HintRequest
        | Act::Repeat
        | Act::Skip
        | Act::Time
        | Act::StepMove
        | Act::StepBack
        | Act::Finish
        | Act::DontKnow => false,
    }
}
