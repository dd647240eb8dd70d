//! The candidate's figures, held against the scenario's estimates and against the stated load.

use super::Reader;
use crate::interview::interpretation::{Figure, OverDesign};
use crate::language::{Period, Quantity, Span, Unit};
use crate::scenario::Estimate;

/// A figure further from an estimate than this is about something else.
const UNRELATED: f64 = 3000.0;

/// So many times its average is a rate at its peak.
const PEAK: f64 = 6.0;

/// The same for a number without a unit that nobody asked for.
const BARE: f64 = 20.0;

/// Figures that are estimates, and the load planned for where it is far beyond the stated one.
pub(super) fn find(reader: &Reader<'_>) -> (Vec<Figure>, Option<OverDesign>) {
    (estimates(reader), over_design(reader))
}

fn estimates(reader: &Reader<'_>) -> Vec<Figure> {
    let scenario = reader.scenario;
    let mut figures: Vec<Figure> = Vec::new();
    for quantity in &reader.analysis.reading.quantities {
        if is_asked(reader, quantity) || is_share(reader, quantity) {
            continue;
        }
        let best = scenario
            .estimates
            .iter()
            .enumerate()
            .filter_map(|(index, estimate)| {
                let said = comparable(reader, index, estimate, quantity)?;
                let off = (said / estimate.expected).ln().abs();
                // A bare number that nobody asked for counts anything.
                let bare = quantity.per.is_none() && quantity.unit == Unit::Count;
                let focused = reader.focus.estimate == Some(index);
                let most = if bare && !focused { BARE } else { UNRELATED };
                (off <= most.ln()).then_some((off, index, said))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some((off, index, said)) = best else {
            continue;
        };
        let estimate = &scenario.estimates[index];
        let right = is_near(off, estimate);
        // What nobody asked for and lies above, no further than peaks do, may be the peak that was spoken of before.
        let peaky = quantity.per.is_some()
            && reader.focus.estimate != Some(index)
            && said > estimate.expected
            && off <= PEAK.ln();
        if !right && (peaky || !may_be_wrong(reader, index, quantity)) {
            continue;
        }
        figures.push(Figure {
            estimate: estimate.id.clone(),
            said,
            right,
            span: quantity.span,
        });
    }
    // A figure beside the right one is a peak, a rounding or a correction: once one fits, the estimate is right.
    // Where none fits, a correction inside the message replaces what it corrects.
    let mut kept: Vec<Figure> = Vec::new();
    for figure in figures {
        match kept
            .iter_mut()
            .find(|other| other.estimate == figure.estimate)
        {
            Some(other) if !other.right => *other = figure,
            Some(_) => {}
            None => kept.push(figure),
        }
    }
    kept
}

fn is_near(off: f64, estimate: &Estimate) -> bool {
    off <= estimate.tolerance.ln() + 1e-9
}

/// Whether a figure that doesn't fit may be held against this estimate. It may not where it is about something else:
/// a peak, a figure that fits another estimate, or one given in passing after this one was worked out.
fn may_be_wrong(reader: &Reader<'_>, index: usize, quantity: &Quantity) -> bool {
    let scenario = reader.scenario;
    let estimate = &scenario.estimates[index];
    let focused = reader.focus.estimate == Some(index);
    let settled = reader
        .state
        .estimates
        .iter()
        .any(|known| known.estimate == estimate.id && known.right);
    let fits_another = scenario.estimates.iter().any(|other| {
        other.id != estimate.id
            && quantity.unit == other.unit
            && quantity.per == other.per
            && is_near((quantity.value / other.expected).ln().abs(), other)
    });
    // "5x tweets, 23k/s" is a figure of something that is measured by tweets.
    if !focused && follows_a_multiple(reader, quantity) {
        return false;
    }
    let about_peaks = PEAKS.iter().any(|peak| estimate.title.contains(peak));
    // What was heard in words alone is worked out as well.
    let lines = scenario.expectations.iter().zip(&reader.state.ledger);
    let mut parts = lines.flat_map(|(expectation, line)| expectation.parts.iter().zip(&line.parts));
    let known = parts.any(|(part, line)| {
        let reached = line.reached.is_some() && line.withdrawn.is_none();
        part.estimate.map(usize::from) == Some(index) && reached
    });
    let settled = settled || known && !focused;
    !settled && !fits_another && (about_peaks || !is_peak(reader, quantity))
}

/// Whether the sentence has a multiple of something before the figure: "5x", "3 times".
fn follows_a_multiple(reader: &Reader<'_>, quantity: &Quantity) -> bool {
    let sentences = &reader.analysis.reading.sentences;
    let Some(sentence) = sentences.get(usize::from(quantity.sentence)) else {
        return false;
    };
    let before = Span {
        start: sentence.span.start,
        end: quantity.span.start.max(sentence.span.start),
    };
    words_of(reader.words(before)).any(|word| {
        let factor = word.strip_suffix('x').unwrap_or_default();
        !factor.is_empty() && factor.chars().all(|c| c.is_ascii_digit())
    })
}

/// Words beside a figure that make it the most there is, and no average.
const PEAKS: [&str; 14] = [
    "peak", "peaks", "peaking", "max", "maximum", "most", "burst", "bursts", "spike", "spikes",
    "worst", "surge", "headroom", "busiest",
];

/// Whether the figure is marked as a peak: by a word within a few words of it, in its own sentence.
pub(super) fn is_peak(reader: &Reader<'_>, quantity: &Quantity) -> bool {
    beside(reader, quantity.span, 3)
        .iter()
        .any(|word| PEAKS.contains(&word.as_str()))
}

/// The words within `reach` of a figure on either side, as far as the sentence goes; a comma ends it as well.
pub(super) fn beside(reader: &Reader<'_>, span: Span, reach: usize) -> Vec<String> {
    let text = reader.text;
    let (before, after) = (
        text.get(..span.start as usize).unwrap_or(""),
        text.get(span.end as usize..).unwrap_or(""),
    );
    let ends = |c: char| matches!(c, ',' | ';' | '.' | '\n' | '?' | '(' | ')');
    let before = before.rsplit(ends).next().unwrap_or("");
    let after = after.split(ends).next().unwrap_or("");
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let mut near: Vec<String> = words(before).into_iter().rev().take(reach).collect();
    near.extend(words(after).into_iter().take(reach));
    near
}

/// Whether the figure is one of "2 of 3": so many of so many.
fn is_share(reader: &Reader<'_>, quantity: &Quantity) -> bool {
    let (before, after) = (
        reader.text.get(..quantity.span.start as usize),
        reader.text.get(quantity.span.end as usize..),
    );
    let number = |word: Option<&str>| {
        word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut before = before.unwrap_or("").split_whitespace().rev();
    let mut after = after.unwrap_or("").split_whitespace();
    before.next() == Some("of") && number(before.next())
        || after.next() == Some("of") && number(after.next())
}

fn is_asked(reader: &Reader<'_>, quantity: &Quantity) -> bool {
    reader
        .analysis
        .reading
        .sentences
        .get(usize::from(quantity.sentence))
        .is_some_and(|sentence| sentence.act == crate::language::Act::ClarifyingQuestion)
}

/// The figure in the estimate's unit and period; none where it is about something else.
fn comparable(
    reader: &Reader<'_>,
    index: usize,
    estimate: &Estimate,
    quantity: &Quantity,
) -> Option<f64> {
    let focused = reader.focus.estimate == Some(index);
    if quantity.unit != estimate.unit || quantity.value <= 0.0 {
        return None;
    }
    if let Some(noun) = &quantity.of
        && !counts_the_same(reader, estimate, noun)
    {
        return None;
    }
    // "4.6k tw/s" says by itself what it counts.
    let mut nouns = quantity.of.iter();
    let named = nouns.any(|noun| words_of(&estimate.title).any(|word| is_same_noun(&word, noun)));
    let worked_out = || {
        let off = (quantity.value / estimate.expected).ln().abs();
        quantity.per == estimate.per
            && is_near(off, estimate)
            && works_out(reader, estimate, quantity)
    };
    let about = focused || named || speaks_of(reader, estimate, quantity) || worked_out();
    match (quantity.per, estimate.per) {
        // Another period is another figure: "400M a day" leads to the figure per second and is not it.
        (said, wanted) if said == wanted => about.then_some(quantity.value),
        // Asked for, a bare number answers in the unit that was asked for.
        (None, Some(_)) => focused.then_some(quantity.value),
        (Some(said), Some(wanted)) if focused && is_close(said, wanted) => {
            Some(quantity.value * wanted.seconds() / said.seconds())
        }
        _ => None,
    }
}

/// Whether the message has all that the estimate is worked out from, before the figure: "50 million x 4, over 86,400, so
/// 2,300 a second" needn't say of what.
fn works_out(reader: &Reader<'_>, estimate: &Estimate, quantity: &Quantity) -> bool {
    const SAME: f64 = 0.01;
    let said = |value: f64| {
        let quantities = reader.analysis.reading.quantities.iter();
        quantities
            .filter(|other| other.span.end <= quantity.span.start)
            .any(|other| (other.value / value - 1.0).abs() <= SAME)
    };
    let facts = estimate.facts.iter();
    let mut values = facts.map(|fact| reader.scenario.facts[usize::from(*fact)].value.as_ref());
    !estimate.facts.is_empty() && values.all(|value| value.is_some_and(|value| said(value.amount)))
}

/// Whether a counted noun may be what the estimate counts: a word of one of the estimates of this kind, or one that may
/// count anything. "17k pushes a second" are none of a scenario that estimates uploads and views.
fn counts_the_same(reader: &Reader<'_>, estimate: &Estimate, noun: &str) -> bool {
    const ANYTHING: [&str; 14] = [
        "r",
        "w",
        "request",
        "write",
        "read",
        "query",
        "operation",
        "op",
        "call",
        "hit",
        "average",
        "avg",
        "day",
        "second",
    ];
    if ANYTHING.contains(&noun) {
        return true;
    }
    let analysis = crate::language::analyse(&reader.engine.lexicon, noun);
    reader
        .scenario
        .estimates
        .iter()
        .filter(|other| other.unit == estimate.unit && other.per == estimate.per)
        .any(|other| {
            words_of(&other.title).any(|word| is_same_noun(&word, noun))
                || other
                    .about
                    .iter()
                    .any(|pattern| pattern.find_anyhow(&analysis).is_some())
        })
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Whether a counted noun is this word, in the singular or the plural, or a short form of it that begins alike and leaves
/// letters out: "tw", "msgs".
fn is_same_noun(word: &str, noun: &str) -> bool {
    /// Shorter ones begin too many words, longer ones are words of their own.
    const SHORT: std::ops::RangeInclusive<usize> = 2..=4;
    let singular = |word: &str| word.trim_end_matches('s').to_owned();
    let (word, noun) = (singular(word), singular(&noun.to_lowercase()));
    if word == noun {
        return !noun.is_empty();
    }
    let alike = word.chars().next() == noun.chars().next();
    if !SHORT.contains(&noun.len()) || word.len() <= noun.len() || !alike {
        return false;
    }
    let mut letters = word.chars();
    noun.chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
}

fn is_close(said: Period, wanted: Period) -> bool {
    matches!(
        (said, wanted),
        (Period::Minute, Period::Second)
            | (Period::Second, Period::Minute)
            | (Period::Day, Period::Month)
            | (Period::Month, Period::Day)
            | (Period::Month, Period::Year)
            | (Period::Year, Period::Month)
            | (Period::Day, Period::Year)
            | (Period::Year, Period::Day)
    )
}

/// Whether the figure's sentence, or the one before, says what the estimate is about.
fn speaks_of(reader: &Reader<'_>, estimate: &Estimate, quantity: &Quantity) -> bool {
    let here = quantity.sentence;
    let sentence_at = |token: u16| {
        reader
            .analysis
            .clauses
            .iter()
            .find(|clause| clause.tokens.contains(&token))
            .map(|clause| clause.sentence)
    };
    estimate
        .about
        .iter()
        .flat_map(|pattern| pattern.places(reader.analysis))
        .flatten()
        .filter_map(|words| sentence_at(words.start))
        .any(|sentence| sentence == here || sentence + 1 == here)
}

/// A load stated as the thing to build for, beyond the scenario's factor over what the facts say.
fn over_design(reader: &Reader<'_>) -> Option<OverDesign> {
    reader
        .analysis
        .reading
        .quantities
        .iter()
        .filter(|quantity| quantity.unit == Unit::Count && !is_asked(reader, quantity))
        .filter(|quantity| !is_backlog(reader, quantity))
        .find_map(|quantity| {
            let of = quantity.of.as_deref()?;
            reader.scenario.facts.iter().find_map(|fact| {
                let value = fact.value?;
                let load = fact
                    .topics
                    .iter()
                    .any(|topic| matches!(&**topic, "scale-users" | "traffic-volume"));
                let same = words_of(&fact.short).any(|word| is_same_noun(&word, of));
                let period = match (quantity.per, value.per) {
                    (Some(said), Some(stated)) => said.seconds() / stated.seconds(),
                    // A number of things is no load: "250k photos" against photos a day.
                    (None, None) if of.starts_with("user") || of.starts_with("people") => 1.0,
                    // "20 billion users" against "200 million a day".
                    (None, Some(Period::Day))
                        if of.starts_with("user") || of.starts_with("people") =>
                    {
                        1.0
                    }
                    _ => return None,
                };
                let factor = quantity.value / period / value.amount;
                (load
                    && same
                    && value.unit == Unit::Count
                    && factor >= reader.scenario.over_design_factor)
                    .then(|| OverDesign {
                        fact: fact.id.clone(),
                        factor,
                        span: quantity.span,
                    })
            })
        })
}

/// Whether the figure counts what waits or what has piled up.
fn is_backlog(reader: &Reader<'_>, quantity: &Quantity) -> bool {
    const WAITING: [&str; 9] = [
        "behind", "backlog", "waiting", "queued", "queue", "late", "lag", "missed", "stored",
    ];
    beside(reader, quantity.span, 5)
        .iter()
        .any(|word| WAITING.contains(&word.as_str()))
}
