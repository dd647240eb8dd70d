//! What was said in words that no pattern knows, and is much like what is known to say a part.

use std::collections::BTreeMap;

use super::Reader;
use super::naming::Bare;
use crate::interview::interpretation::{Credit, Hit, Interpretation};
use crate::interview::ledger;
use crate::language::token::{Token, tokens};
use crate::language::{Act, Id, Span};
use crate::scenario::PartRef;
use crate::scenario::ideas::Likened;
use crate::scenario::likeness::{Likeness, telling_words};

/// From here on a statement comes near to a part, if no more than two others are as near.
const NEAR: f64 = 0.3;
const AMONG: usize = 3;
/// From here on it is near enough to be quoted before a question that nobody's words led to.
const WORTH_QUOTING: f64 = 0.4;
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

/// Less than this has nothing in common with what is known to say a part.
const APART: f64 = 0.06;
/// A sentence this much nearer to something else is about that.
const NEARER: f64 = 3.0;
const ABOUT: f64 = 0.15;

impl Reader<'_> {
    /// Takes an answer in other words for the part that was asked for; takes back what a pattern found in a sentence about
    /// something else; and notes what came near to a part: the interviewer quotes it back, and doesn't ask as if nothing
    /// had been said.
    pub(super) fn likened(&self, found: &mut Interpretation) {
        let sentences = &self.analysis.reading.sentences;
        let likened: Vec<Likened> = (0..sentences.len()).map(|at| self.liken(at)).collect();
        self.doubt(found, &likened);
        let nearest = self.nearest(&likened);
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
            if near.value >= WORTH_QUOTING && !credited(found, &near.part) {
                let by = format!("{:.0}% like \"{}\"", near.value * 100.0, near.text);
                found.near.push(self.near_hit(&near.part, near.span, by));
            }
        }
    }

    fn near_hit(&self, part: &PartRef, span: Span, by: String) -> Hit {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let part = &expectation.parts[usize::from(part.part)];
        Hit {
            id: Id::from(format!("{}/{}", expectation.id, part.id).as_str()),
            span,
            by,
        }
    }

    /// What a sentence means, likened; the words that are denied, asked or reported are left out.
    fn liken(&self, sentence: usize) -> Likened {
        let Some(sentence) = self.analysis.reading.sentences.get(sentence) else {
            return Likened::default();
        };
        let own = self.tokens(sentence.span).iter();
        let meant: Vec<Token> = own
            .filter(|token| token.stance.is_affirmed())
            .cloned()
            .collect();
        self.scenario.liken(&self.engine.lexicon, &meant)
    }

    /// A pattern that nobody's question led to, in a sentence that has nothing in common with what is known to say the part
    /// and much with what says another: its words happen to fit.
    fn doubt(&self, found: &mut Interpretation, likened: &[Likened]) {
        found.credits.retain(|credit| {
            let part = self.scenario.part_ref(&credit.expectation, &credit.part);
            let place = self.analysis.reading.sentences.iter().position(|sentence| {
                sentence.span.start <= credit.span.start && credit.span.start < sentence.span.end
            });
            let (Some(part), Some(likened)) = (part, place.and_then(|at| likened.get(at))) else {
                return true;
            };
            let expectation = &self.scenario.expectations[usize::from(part.expectation)];
            let wanted = &expectation.parts[usize::from(part.part)];
            let by_pattern = wanted
                .patterns
                .iter()
                .any(|pattern| pattern.text == credit.by);
            let focused = (self.focus.parts.iter()).any(|own| own.expectation == part.expectation);
            let likeness = |near: &Likeness<PartRef>| near.value;
            let own = likened.parts.iter().find(|near| near.target == part);
            let own = own.map_or(0.0, likeness);
            let other = likened
                .parts
                .iter()
                .find(|near| near.target.expectation != part.expectation)
                .map_or(0.0, likeness);
            // What costs a look at texts comes last.
            let doubtful = own < APART
                && other >= ABOUT
                && other >= NEARER * own
                && by_pattern
                && !focused
                && self.scenario.is_exemplified(&part)
                && !self.shares_a_word(credit.span, &part);
            !doubtful
        });
    }

    /// Whether the sentence at `span` shares a telling word with what describes a part.
    fn shares_a_word(&self, span: Span, part: &PartRef) -> bool {
        let lexicon = &self.engine.lexicon;
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let wanted = &expectation.parts[usize::from(part.part)];
        let described: Vec<Token> = [&expectation.title, &wanted.label]
            .into_iter()
            .chain(&wanted.probe)
            .flat_map(|text| tokens(text))
            .collect();
        let described = telling_words(lexicon, &described);
        let sentence =
            self.analysis.reading.sentences.iter().find(|sentence| {
                sentence.span.start <= span.start && span.start < sentence.span.end
            });
        sentence.is_some_and(|sentence| {
            !telling_words(lexicon, self.tokens(sentence.span)).is_disjoint(&described)
        })
    }

    /// Per open part that is not reached, the statement of the message that comes nearest to it.
    fn nearest(&self, likened: &[Likened]) -> Vec<Found> {
        let mut best: BTreeMap<PartRef, Found> = BTreeMap::new();
        let sentences = self.analysis.reading.sentences.iter().zip(likened);
        for (index, (sentence, likened)) in sentences.enumerate() {
            let asks = self.words(sentence.span).trim_end().ends_with('?');
            if asks || !states(sentence.act) || self.bare.get(index) == Some(&Bare::List) {
                continue;
            }
            for likeness in likened.parts.iter().take(AMONG) {
                if !is_near(likeness)
                    || likened.denied.contains(&likeness.target)
                    || self.is_settled(&likeness.target)
                {
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
