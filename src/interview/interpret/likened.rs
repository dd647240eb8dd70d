//! What was said in words that no pattern knows, and is much like what is known to say a part.

use std::collections::BTreeMap;

use super::Reader;
use super::naming::Bare;
use crate::interview::interpretation::{Credit, Hit, Interpretation, much_like};
use crate::interview::ledger;
use crate::language::token::Token;
use crate::language::{Act, Id, Span};
use crate::scenario::PartRef;
use crate::scenario::ideas::Likened;
use crate::scenario::likeness::Likeness;

/// From here on a statement comes near to a part, if no more than two others are as near.
const NEAR: f64 = 0.3;
const AMONG: usize = 3;
/// From here on it is near enough to be quoted before a question that nobody's words led to.
const WORTH_QUOTING: f64 = 0.4;
/// The telling words that it shares with a known text at least; with so few it has to be closer.
const SHARED: usize = 2;
const CLOSER: f64 = 0.4;
/// A part, as it was found in one statement.
struct Found {
    part: PartRef,
    span: Span,
    value: f64,
    text: String,
    /// So near, and so much nearer than to anything else, that nobody needs to have asked.
    alone: bool,
}

/// From so many texts on that say a part, what is nearer to others says them. Measured on 630 sentences of people who knew
/// no pattern: of 457 parts that patterns found there unasked, 182 were right; this leaves 236, of which 172 are.
const ENOUGH: usize = 3;
/// What comes second has to be so near, and what comes later so much.
const SECOND: f64 = 0.22;
const LATER: f64 = 0.35;
/// What is nearly as near as the nearest is as good: several parts are said in one breath.
const CLOSE: f64 = 0.8;
const CLOSE_LEAST: f64 = 0.2;
/// The nearest has to be so near in a sentence, and so in a clause by itself.
const NEARLY: f64 = 0.15;
const SURELY: f64 = 0.25;
/// So near a known text, it says what that says.
const VERBATIM: f64 = 0.7;
/// Nearest of all, as near as this and so far ahead, it counts without a pattern and unasked.
const ALONE: f64 = 0.3;
const AHEAD: f64 = 0.05;

/// Whether words are about a part: it is what they are nearest to, or they are near enough to it.
fn is_confirmed(likened: &Likened, part: &PartRef, least: f64) -> bool {
    let place = likened.parts.iter().position(|near| near.target == *part);
    let Some((place, near)) = place.and_then(|at| Some((at, likened.parts.get(at)?))) else {
        return false;
    };
    let enough = match place {
        0 => least,
        1 => SECOND.max(least),
        _ => LATER,
    };
    let best = likened.parts.first().map_or(0.0, |best| best.support);
    let close = near.support >= CLOSE * best && near.support >= least.max(CLOSE_LEAST);
    !likened.denied.contains(part) && (enough <= near.support || close || VERBATIM <= near.value)
}

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
                let by = much_like(&answer.text);
                let credit: Credit = self.credit(&answer.part, answer.span, &by, Vec::new());
                found.credits.push(credit);
            }
        }
        for near in nearest.iter().filter(|near| near.alone && !wrong) {
            if !credited(found, &near.part) {
                let by = much_like(&near.text);
                let credit = self.credit(&near.part, near.span, &by, Vec::new());
                found.credits.push(credit);
            }
        }
        for near in nearest {
            if near.value >= WORTH_QUOTING && !credited(found, &near.part) {
                let by = format!(
                    "{:.0}% {}",
                    near.value * 100.0,
                    much_like(&near.text).trim_start_matches("much ")
                );
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
        self.liken_tokens(self.tokens(sentence.span))
    }

    fn liken_tokens(&self, tokens: &[Token]) -> Likened {
        let meant = tokens.iter().filter(|token| token.stance.is_affirmed());
        let meant: Vec<Token> = meant.cloned().collect();
        self.scenario.liken(&self.engine.lexicon, &meant)
    }

    /// Takes back what a pattern found in a sentence about something else: nobody asked for it, and what is known to say other
    /// parts is nearer. The words that a pattern wants stand together in many sentences.
    fn doubt(&self, found: &mut Interpretation, likened: &[Likened]) {
        let mut whole: Option<Likened> = None;
        found.credits.retain(|credit| {
            let part = self.scenario.part_ref(&credit.expectation, &credit.part);
            let place = self.analysis.reading.sentences.iter().position(|sentence| {
                sentence.span.start <= credit.span.start && credit.span.start < sentence.span.end
            });
            let (Some(part), Some(likened)) = (part, place.and_then(|at| likened.get(at))) else {
                return true;
            };
            let wanted = self.scenario.part(&part);
            let mut patterns = wanted.patterns.iter().chain(&wanted.answers);
            let by_words = patterns.any(|pattern| pattern.text == credit.by);
            let asked = self.focus.parts.contains(&part);
            let known = wanted.says.len() >= ENOUGH;
            if !by_words || asked || !known {
                return true;
            }
            is_confirmed(likened, &part, NEARLY)
                || is_confirmed(&self.liken_clause(credit.span), &part, SURELY)
                || {
                    let whole = whole.get_or_insert_with(|| {
                        let tokens = &self.analysis.tokens;
                        self.scenario.liken(&self.engine.lexicon, tokens)
                    });
                    let mut parts = whole.parts.iter();
                    parts.any(|near| near.target == part && VERBATIM <= near.value)
                }
        });
    }

    /// What the clause at a place means, likened.
    fn liken_clause(&self, span: Span) -> Likened {
        let clause = self.analysis.clauses.iter().find(|clause| {
            let own = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
            let tokens = self.analysis.tokens.get(own).unwrap_or_default();
            let last = tokens.last().map_or(0, |token| token.span.end);
            tokens
                .first()
                .is_some_and(|token| token.span.start <= span.start)
                && span.start < last
        });
        let Some(clause) = clause else {
            return Likened::default();
        };
        let own = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
        self.liken_tokens(self.analysis.tokens.get(own).unwrap_or_default())
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
            let next = likened.parts.get(1).map_or(0.0, |second| second.support);
            for (place, likeness) in likened.parts.iter().take(AMONG).enumerate() {
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
                        text: text.to_owned(),
                        alone: place == 0
                            && likeness.words > SHARED
                            && likeness.support >= ALONE
                            && likeness.support - next >= AHEAD,
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
