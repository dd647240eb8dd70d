//! Questions for a figure that nobody tells, because it is worked out from those that are told: "what's the read QPS?".

use super::asker::Judged;
use crate::interview::interpretation::{Gets, Question};
use crate::interview::{Engine, words_in};
use crate::language::token::{Token, TokenKind, Word};
use crate::language::{Analysis, Id, Period, Span, Unit};
use crate::scenario::{Estimate, Fact};

/// From this chance on a question is after a fact as such, whatever could be worked out beside it.
const FACT: f64 = 0.65;

/// Words of who asks for the most, and not for the average.
const PEAK: [&str; 5] = ["peak", "max", "maximum", "busiest", "burst"];

/// What a question measures in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// How many in a second.
    Rate,
    /// The same, without saying so: "what's the upload volume".
    Load,
    /// Bytes in a second.
    Bandwidth,
    /// Bytes, in a time or in all.
    Volume,
}

/// Puts in place of what a sentence was found to ask the estimate whose figure it is after. Where it names a figure itself, or
/// a fact is measured alike, nothing changes. What else it asks stays.
pub(super) fn put_in(
    engine: &Engine,
    analysis: &Analysis,
    span: Span,
    own: &[Token],
    found: &mut Vec<Judged>,
) {
    let scenario = &engine.scenario;
    let figure = own.iter().any(|token| token.kind == TokenKind::Number);
    let Some((measure, at)) = measure(own).filter(|_| !figure) else {
        return;
    };
    let here = |judged: &Judged| at.begins_in(judged.question.span);
    let told = found.iter().filter(|judged| here(judged));
    let mut told = told.filter_map(|judged| Some((facts_of(judged)?, judged.sure)));
    // How far the peak is above the average says nothing without the average.
    let peak = has(own, &PEAK).then(|| peak(engine)).flatten();
    let alike = told.any(
        |(id, sure)| match scenario.fact(id).map(|fact| &fact.value) {
            _ if peak.is_some_and(|(_, peak)| peak.id == *id) => false,
            _ if peak.is_some() && sure < FACT => false,
            Some(Some(value)) => match measure {
                Measure::Rate | Measure::Load | Measure::Bandwidth => is_per_second(value.per),
                Measure::Volume => value.unit == Unit::Bytes && value.per.is_some(),
            },
            Some(None) | None => sure >= FACT,
        },
    );
    let Some(estimate) = estimate(
        engine,
        analysis,
        span,
        measure,
        peak.map(|(index, _)| index),
    )
    .filter(|_| !alike) else {
        return;
    };
    let covered = found.iter().find(|judged| here(judged));
    let topic = covered.and_then(|judged| judged.question.topic.clone());
    let span = covered.map_or(span, |judged| judged.question.span);
    let gets = Gets::Estimate(estimate.id.clone());
    // What has a peak has it beside the average.
    let peak = peak.filter(|(index, _)| !estimate.facts.contains(index));
    let peak = peak.map(|(_, fact)| Gets::Fact(fact.id.clone()));
    found.retain(|judged| !here(judged));
    found.extend([Some(gets), peak].into_iter().flatten().map(|gets| {
        let topic = topic.clone();
        Judged {
            question: Question { span, topic, gets },
            sure: 1.0,
            apart: false,
        }
    }));
    found.sort_by_key(|judged| judged.question.span.start);
}

/// Puts what there is to calculate with, where a sentence asks for "any numbers" and says no more: the facts of the first
/// estimate.
pub(super) fn put_numbers(engine: &Engine, span: Span, own: &[Token], found: &mut Vec<Judged>) {
    const NUMBERS: [&str; 4] = ["number", "numbers", "figure", "figures"];
    const BESIDE: [&str; 40] = [
        "any", "some", "the", "what", "whats", "which", "do", "you", "we", "i", "have", "give",
        "me", "should", "can", "could", "get", "use", "work", "with", "to", "for", "ok", "so",
        "and", "are", "there", "of", "it", "is", "please", "pls", "a", "scale", "rough", "traffic",
        "load", "your", "assume", "need",
    ];
    let told = found.iter().any(Judged::is_told);
    let beside = |token: &Token| !token.is_wordlike() || is(token, &BESIDE) || is(token, &NUMBERS);
    if told || !has(own, &NUMBERS) || !own.iter().all(beside) {
        return;
    }
    let Some(estimate) = engine.scenario.estimates.first() else {
        return;
    };
    found.clear();
    let facts = engine.scenario.facts_of(&estimate.id);
    found.extend(facts.map(|fact| Judged {
        question: Question {
            span,
            topic: None,
            gets: Gets::Fact(fact.id.clone()),
        },
        sure: 1.0,
        apart: false,
    }));
}

/// The fact or open question that is given for a question.
fn facts_of(judged: &Judged) -> Option<&Id> {
    match &judged.question.gets {
        Gets::Fact(id) | Gets::Open(id) => Some(id),
        Gets::Either(..) | Gets::Estimate(_) | Gets::NoFact | Gets::Decide | Gets::Outside => None,
    }
}

/// The estimate in such a measure that a sentence is about; the first where it says nothing of it. One with the `peak` comes
/// first.
fn estimate<'e>(
    engine: &'e Engine,
    analysis: &Analysis,
    span: Span,
    measure: Measure,
    peak: Option<u16>,
) -> Option<&'e Estimate> {
    let scenario = &engine.scenario;
    let fits = |estimate: &&Estimate| match measure {
        Measure::Rate | Measure::Load => {
            estimate.unit == Unit::Count && is_per_second(estimate.per)
        }
        // Where no estimate is after bytes in a second, those in a day are as good.
        Measure::Bandwidth => estimate.unit == Unit::Bytes,
        Measure::Volume => estimate.unit == Unit::Bytes && !is_per_second(estimate.per),
    };
    let about = |estimate: &&Estimate| {
        let patterns = estimate.about.iter();
        let places = patterns.flat_map(|pattern| pattern.places(analysis));
        let mut first = places
            .flatten()
            .filter_map(|words| analysis.tokens.get(usize::from(words.start)));
        first.any(|token| token.span.begins_in(span))
    };
    let peaks = |estimate: &&Estimate| peak.is_some_and(|index| estimate.facts.contains(&index));
    let fitting = || scenario.estimates.iter().filter(fits);
    let mut peaking = fitting().filter(peaks);
    peaking
        .next()
        .or_else(|| fitting().find(about))
        .or_else(|| fitting().next().filter(|_| measure != Measure::Load))
}

/// The fact that says how far a peak is above the average: of those about growth and peaks the one that is asked for with such
/// words most often.
fn peak(engine: &Engine) -> Option<(u16, &Fact)> {
    let asks_for_it = |question: &&String| {
        let lower = question.to_lowercase();
        words_in(&lower).iter().any(|word| PEAK.contains(word))
    };
    let asked = |fact: &Fact| fact.questions.iter().filter(asks_for_it).count();
    let facts = (0..).zip(&engine.scenario.facts);
    facts
        .filter(|(_, fact)| fact.is_mainly("growth-peak") && asked(fact) > 0)
        .max_by_key(|(_, fact)| asked(fact))
}

/// What a sentence measures in, and the words that say so.
fn measure(own: &[Token]) -> Option<(Measure, Span)> {
    const FEW: usize = 3;
    const BRIEF: usize = 8;
    const AMOUNTS: [&str; 10] = [
        "how", "what", "whats", "what's", "total", "expected", "average", "many", "much", "which",
    ];
    const RATES: [&str; 5] = ["qps", "rps", "tps", "wps", "iops"];
    const SECOND: [&str; 4] = ["second", "sec", "s", "seconds"];
    const LONGER: [&str; 6] = ["day", "month", "year", "years", "hour", "total"];
    const LOAD: [&str; 3] = ["volume", "load", "throughput"];
    const BANDWIDTH: [&str; 2] = ["bandwidth", "egress"];
    const STORED: [&str; 4] = ["storage", "space", "data", "disk"];
    let words = own.iter().filter(|token| token.is_wordlike()).count();
    if !has(own, &AMOUNTS) && words > FEW {
        return None;
    }
    let one = |list: &[&str]| {
        own.iter()
            .find(|token| is(token, list))
            .map(|token| token.span)
    };
    let many = own
        .windows(2)
        .position(|two| is(&two[0], &["how"]) && is(&two[1], &["many"]));
    let pair = own.windows(2).enumerate().find(|(at, two)| {
        let each = is(&two[0], &["per", "each", "every"]);
        let counted = is(&two[0], &["a"]) && many.is_some_and(|many| many < *at);
        (each || counted) && is(&two[1], &SECOND)
    });
    // How fast a page loads is no load, and a load balancer isn't one either.
    let moment = has(
        own,
        &["fast", "quick", "quickly", "long", "slow", "when", "time"],
    );
    let balances = own.iter().any(|token| token.stem == Word::of("balanc"));
    let load = one(&LOAD).filter(|_| words <= BRIEF && !moment && !balances);
    let rate = one(&RATES).or(pair.map(|(_, two)| two[1].span));
    let volume = one(&STORED).filter(|_| has(own, &LONGER));
    rate.map(|span| (Measure::Rate, span))
        .or(one(&BANDWIDTH).map(|span| (Measure::Bandwidth, span)))
        .or(volume.map(|span| (Measure::Volume, span)))
        .or(load.map(|span| (Measure::Load, span)))
}

fn has(tokens: &[Token], list: &[&str]) -> bool {
    tokens.iter().any(|token| is(token, list))
}

fn is(token: &Token, list: &[&str]) -> bool {
    list.iter().any(|word| token.exact == Word::of(word))
}

fn is_per_second(per: Option<Period>) -> bool {
    per == Some(Period::Second)
}
