//! What was said in words that no pattern knows, and is much like what is known to say a part.

use std::collections::BTreeMap;

use super::Reader;
use super::naming::Bare;
use crate::interview::interpretation::{Credit, Hit, Interpretation, much_like};
use crate::interview::ledger;
use crate::language::likeness::{Likeness, telling_words};
use crate::language::token::{Token, Word};
use crate::language::{Act, Clause, Id, Span};
use crate::scenario::ideas::Likened;
use crate::scenario::{Part, PartRef};

/// From here on a statement comes near to a part, if no more than two others are as near.
const NEAR: f64 = 0.3;
const AMONG: usize = 3;
/// From here on it is near enough to be quoted before a question that nobody's words led to.
const WORTH_QUOTING: f64 = 0.4;
/// The telling words that it shares with a known text at least; with so few it has to be closer.
const SHARED: usize = 2;
const CLOSER: f64 = 0.4;
/// A sentence of fewer words and signs has one thing to say.
const LONG: usize = 16;
/// A thought of fewer words says nothing by itself.
const THOUGHT: usize = 4;
/// Words that say a part so much worse than others of the same message are not quoted for it.
const WORSE: f64 = 0.5;

/// A sentence, or one thought of it, and the parts that it is like.
struct Window {
    sentence: usize,
    /// The clause that it is; none where it is all of the sentence.
    clause: Option<usize>,
    span: Span,
    likened: Likened,
}

impl Window {
    fn is_whole(&self) -> bool {
        self.clause.is_none()
    }
}

/// A part, as it was found in one statement.
struct Found {
    part: PartRef,
    span: Span,
    value: f64,
    text: String,
    /// Whether it is a whole sentence.
    whole: bool,
    /// Its sentence: a single thought of it is no quote.
    sentence: Span,
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
/// One thought of a longer sentence says less: it has to be nearer, and further ahead.
const NEAR_THOUGHT: f64 = 0.5;
const ALONE_THOUGHT: f64 = 0.42;
const AHEAD_THOUGHT: f64 = 0.1;

/// Whether words are about a part: it is what they are nearest to, or they are near enough to it.
fn is_confirmed(likened: &Likened, part: &PartRef, least: f64) -> bool {
    let place = likened.parts.iter().position(|near| near.target == *part);
    let Some((place, near)) = place.and_then(|at| Some((at, likened.parts.get(at)?))) else {
        return false;
    };
    // What comes before as another part of the same expectation is no rival: they are said together.
    let rivals = likened.parts[..place].iter();
    let mut rivals = rivals.filter(|other| other.target.expectation != part.expectation);
    let enough = match (rivals.next(), rivals.next()) {
        (None, _) if place == 0 => least,
        (None, _) | (Some(_), None) => SECOND.max(least),
        (Some(_), Some(_)) => LATER,
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
        let windows = self.windows();
        self.doubt(found, &windows);
        self.requote(found, &windows);
        let nearest = self.nearest(&windows);
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
                .filter(|near| near.whole && self.focus.parts.contains(&near.part))
                .max_by(|a, b| a.value.total_cmp(&b.value));
            if let Some(answer) = answer {
                let by = much_like(&answer.text);
                let credit: Credit = self.credit(&answer.part, answer.span, &by, Vec::new());
                found.credits.push(credit);
            }
        }
        if !wrong && let Some((part, span)) = self.comes_first(found) {
            let credit = self.credit(&part, span, "says what comes first", Vec::new());
            found.credits.push(credit);
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
                found
                    .near
                    .push(self.near_hit(&near.part, near.sentence, by));
            }
        }
    }

    /// Who is asked what breaks first, or what is let go first, and names something with that word, has answered.
    fn comes_first(&self, found: &Interpretation) -> Option<(PartRef, Span)> {
        const FIRST: &str = "first";
        const TELLING: usize = 2;
        let open = |part: &&PartRef| {
            let expectation = &self.scenario.expectations[usize::from(part.expectation)];
            let wanted = self.scenario.part(part);
            let asks = wanted.label.ends_with(FIRST) && !wanted.label.starts_with("why");
            let mut credits = found.credits.iter();
            let reached = credits.any(|c| c.expectation == expectation.id && c.part == wanted.id);
            asks && !reached && !ledger::is_reached(self.state, part)
        };
        let part = self.focus.parts.iter().find(open)?;
        let sentences = self.analysis.reading.sentences.iter().enumerate();
        let mut sentences = sentences.filter(|(index, _)| !self.asks(*index));
        let (_, sentence) = sentences.find(|(_, sentence)| {
            let own = self.tokens(sentence.span);
            let meant = own.iter().filter(|token| token.stance.is_affirmed());
            let first = Word::of(FIRST);
            let says = meant.clone().any(|token| token.exact == first);
            let meant: Vec<Token> = meant
                .filter(|token| token.exact != first)
                .cloned()
                .collect();
            says && telling_words(&self.engine.lexicon, &meant).len() >= TELLING
        })?;
        Some((part.clone(), self.widen(sentence.span)))
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

    /// The sentences, each as a whole and, where it has several thoughts, each of those; likened. The words that are
    /// denied, asked or reported are left out.
    fn windows(&self) -> Vec<Window> {
        let mut windows = Vec::new();
        for (index, sentence) in self.analysis.reading.sentences.iter().enumerate() {
            windows.push(Window {
                sentence: index,
                clause: None,
                span: sentence.span,
                likened: self.liken_tokens(self.tokens(sentence.span)),
            });
            let clauses = self.analysis.clauses.iter().enumerate();
            let own = clauses.filter(|(_, clause)| usize::from(clause.sentence) == index);
            let thoughts = own.map(|(at, clause)| (at, self.clause_tokens(clause)));
            let thoughts: Vec<(usize, &[Token])> = thoughts.collect();
            let many = self.tokens(sentence.span).len() >= LONG;
            if thoughts.len() < 2 || !many {
                continue;
            }
            for (at, tokens) in thoughts {
                let words: Vec<&Token> = tokens.iter().filter(|t| t.is_wordlike()).collect();
                if let ([first, .., last], true) = (words.as_slice(), words.len() >= THOUGHT) {
                    windows.push(Window {
                        sentence: index,
                        clause: Some(at),
                        span: first.span.join(last.span),
                        likened: self.liken_tokens(tokens),
                    });
                }
            }
        }
        windows
    }

    /// Where the words that a pattern found say a part less well than others of the same message, those are quoted.
    fn requote(&self, found: &mut Interpretation, windows: &[Window]) {
        for credit in &mut found.credits {
            let Some(part) = self.scenario.part_ref(&credit.expectation, &credit.part) else {
                continue;
            };
            let wanted = self.scenario.part(&part);
            if wanted.says.len() < ENOUGH || !is_by_words(wanted, credit) {
                continue;
            }
            let support = |window: &Window| {
                let mut parts = window.likened.parts.iter();
                let own = parts.find(|near| near.target == part);
                own.map_or(0.0, |near| near.support)
            };
            let here = windows
                .iter()
                .filter(|window| {
                    window.span.start <= credit.span.start && credit.span.start < window.span.end
                })
                .map(support)
                .fold(0.0, f64::max);
            let best = windows
                .iter()
                .filter(|window| !self.asks(window.sentence))
                .map(|window| (support(window), window.span))
                .reduce(|best, next| if best.0 < next.0 { next } else { best });
            if let Some((value, span)) = best
                && value >= ALONE
                && value * WORSE > here
            {
                credit.span = self.widen(span);
            }
        }
    }

    fn asks(&self, sentence: usize) -> bool {
        let sentence = self.analysis.reading.sentences.get(sentence);
        sentence.is_none_or(|sentence| {
            let marked = self.words(sentence.span).trim_end().ends_with('?');
            marked && sentence.act != Act::Proposal || !states(sentence.act)
        })
    }

    fn liken_tokens(&self, tokens: &[Token]) -> Likened {
        let meant = tokens.iter().filter(|token| token.stance.is_affirmed());
        let meant: Vec<Token> = meant.cloned().collect();
        self.scenario.liken(&self.engine.lexicon, &meant)
    }

    /// Takes back what a pattern found in a sentence about something else: nobody asked for it, and what is known to say other
    /// parts is nearer. The words that a pattern wants stand together in many sentences.
    fn doubt(&self, found: &mut Interpretation, windows: &[Window]) {
        let mut whole: Option<Likened> = None;
        found.credits.retain_mut(|credit| {
            let part = self.scenario.part_ref(&credit.expectation, &credit.part);
            let within = |window: &&Window| {
                window.is_whole()
                    && window.span.start <= credit.span.start
                    && credit.span.start < window.span.end
            };
            let (Some(part), Some(_)) = (part, windows.iter().find(within)) else {
                return true;
            };
            let wanted = self.scenario.part(&part);
            let by_words = is_by_words(wanted, credit);
            let asked = self.focus.parts.contains(&part);
            let known = wanted.says.len() >= ENOUGH;
            if !by_words || asked || !known {
                return true;
            }
            self.is_confirmed_at(credit.span, &part, windows)
                || self.says_elsewhere(credit, &part, windows)
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

    /// Whether the sentence or the clause at a place is about a part.
    fn is_confirmed_at(&self, span: Span, part: &PartRef, windows: &[Window]) -> bool {
        let sentence = windows.iter().find(|window| {
            window.is_whole() && window.span.start <= span.start && span.start < window.span.end
        });
        sentence.is_some_and(|sentence| is_confirmed(&sentence.likened, part, NEARLY))
            || is_confirmed(&self.clause_at(span, windows), part, SURELY)
    }

    /// Where the first words that a pattern found are about something else, later ones may not be: "Postgres would do,
    /// but … no: Postgres, I keep transactions". The credit then rests on those.
    fn says_elsewhere(&self, credit: &mut Credit, part: &PartRef, windows: &[Window]) -> bool {
        for pattern in &self.scenario.part(part).patterns {
            for hit in pattern.find_each(self.analysis) {
                let told = !self.is_bare(pattern, &hit, false) && !self.only_points(&hit);
                if told && self.is_confirmed_at(hit.span, part, windows) {
                    let concepts = self.concepts_in(pattern, hit.span);
                    *credit = self.credit(part, self.widen(hit.span), &pattern.text, concepts);
                    return true;
                }
            }
        }
        false
    }

    /// What the clause at a place means, likened.
    fn clause_at(&self, span: Span, windows: &[Window]) -> Likened {
        let mut clauses = self.analysis.clauses.iter().enumerate();
        let found = clauses.find_map(|(at, clause)| {
            let tokens = self.clause_tokens(clause);
            let (first, last) = (tokens.first()?, tokens.last()?);
            let here = first.span.start <= span.start && span.start < last.span.end;
            here.then_some((at, tokens))
        });
        let Some((at, tokens)) = found else {
            return Likened::default();
        };
        let known = windows.iter().find(|window| window.clause == Some(at));
        known.map_or_else(|| self.liken_tokens(tokens), |known| known.likened.clone())
    }

    fn clause_tokens(&self, clause: &Clause) -> &[Token] {
        let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
        self.analysis.tokens.get(range).unwrap_or_default()
    }

    /// Per open part that is not reached, the statement of the message that comes nearest to it.
    fn nearest(&self, windows: &[Window]) -> Vec<Found> {
        let mut best: BTreeMap<PartRef, Found> = BTreeMap::new();
        for window in windows {
            let likened = &window.likened;
            if self.asks(window.sentence) || self.bare.get(window.sentence) == Some(&Bare::List) {
                continue;
            }
            let whole = windows
                .iter()
                .find(|other| other.is_whole() && other.sentence == window.sentence)
                .map_or(window.span, |whole| whole.span);
            let next = likened.parts.get(1).map_or(0.0, |second| second.support);
            for (place, likeness) in likened.parts.iter().take(AMONG).enumerate() {
                if !is_near(likeness, window.is_whole())
                    || likened.denied.contains(&likeness.target)
                    || self.is_settled(&likeness.target)
                {
                    continue;
                }
                let (least, ahead) = match window.is_whole() {
                    true => (ALONE, AHEAD),
                    false => (ALONE_THOUGHT, AHEAD_THOUGHT),
                };
                let alone = place == 0
                    && likeness.words > SHARED
                    && likeness.support >= least
                    && likeness.support - next >= ahead;
                let known = best.get(&likeness.target);
                let nearer = |known: &Found| (known.alone, known.value) < (alone, likeness.value);
                if known.is_none_or(nearer) {
                    let text = self.scenario.likened_to(likeness);
                    let found = Found {
                        part: likeness.target.clone(),
                        span: self.widen(window.span),
                        value: likeness.value,
                        text: text.to_owned(),
                        whole: window.is_whole(),
                        sentence: self.widen(whole),
                        alone,
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

fn is_near(likeness: &Likeness<PartRef>, whole: bool) -> bool {
    let least = match (whole, likeness.words <= SHARED) {
        (false, _) => NEAR_THOUGHT,
        (true, true) => CLOSER,
        (true, false) => NEAR,
    };
    likeness.words >= SHARED && likeness.value >= least
}

/// Whether a credit rests on a pattern over the words.
fn is_by_words(part: &Part, credit: &Credit) -> bool {
    let mut patterns = part.patterns.iter().chain(&part.answers);
    patterns.any(|pattern| pattern.text == credit.by)
}

/// Whether a sentence says something about the design.
pub(super) fn states(act: Act) -> bool {
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
