//! The candidate's own figures, kept so that a later one of the same thing is held against them.

use super::Reader;
use super::figures::{beside, is_peak};
use crate::interview::interpretation::{Clash, OwnFigure};
use crate::language::token::Word;
use crate::language::{Act, Quantity, Unit};
use crate::scenario::Step;

/// Figures of the same thing that differ by more than this are two figures.
const SAME: f64 = 1.9;
/// Those that differ by more than this are of two things after all: one person's and everybody's.
const UNRELATED: f64 = 100.0;

/// Words that make a figure one of another time, another case, or only a part.
const ELSEWHERE: [&str; 24] = [
    "if", "next", "later", "year", "years", "grow", "grows", "growth", "future", "soon", "then",
    "before", "average", "avg", "only", "another", "extra", "more", "less", "each", "user",
    "person", "least", "instead",
];

/// The figures of this message that a later one can be held against.
pub(super) fn own_figures(reader: &Reader<'_>) -> Vec<OwnFigure> {
    let mut figures = Vec::new();
    for quantity in &reader.analysis.reading.quantities {
        if is_aside(reader, quantity) || quantity.upper.is_some() || quantity.value <= 0.0 {
            continue;
        }
        if let Some(of) = thing(reader, quantity) {
            figures.push(OwnFigure {
                of,
                value: quantity.value,
                unit: quantity.unit,
                per: quantity.per,
                span: reader.widen(quantity.span),
            });
        }
    }
    figures
}

/// A figure that goes against an earlier one of the candidate's own of the same thing, once for each thing.
pub(super) fn clash(reader: &Reader<'_>) -> Option<Clash> {
    // What changes after the design is the interviewer's doing.
    if reader.state.step == Step::Iterate
        || reader.announces_a_change()
        || reader.asked_for_a_figure()
    {
        return None;
    }
    reader
        .analysis
        .reading
        .quantities
        .iter()
        .filter(|quantity| !is_aside(reader, quantity) && quantity.upper.is_none())
        .find_map(|quantity| {
            let earlier = earlier_of(reader, quantity)?;
            let factor = (quantity.value / earlier.figure.value).ln().abs();
            let told = reader.scenario.facts.iter().any(|fact| {
                fact.value.is_some_and(|value| {
                    value.unit == quantity.unit && (value.amount / quantity.value).ln().abs() < 0.1
                })
            });
            (factor > SAME.ln() && factor <= UNRELATED.ln() && !told).then(|| Clash {
                of: earlier.figure.of.clone(),
                before: earlier.quote.clone(),
                span: reader.widen(quantity.span),
            })
        })
}

fn earlier_of<'a>(
    reader: &'a Reader<'_>,
    quantity: &Quantity,
) -> Option<&'a crate::interview::state::Remembered> {
    let same = |figure: &OwnFigure| figure.unit == quantity.unit && figure.per == quantity.per;
    let known = &reader.state.figures;
    match thing(reader, quantity) {
        Some(of) => known
            .iter()
            .rfind(|earlier| same(&earlier.figure) && earlier.figure.of == of),
        None if is_size_in_a_product(reader, quantity) => {
            let mut sizes = known.iter().filter(|earlier| same(&earlier.figure));
            let only = sizes.next()?;
            sizes.next().is_none().then_some(only)
        }
        None => None,
    }
}

/// What a figure is a figure of: the thing that has this size, or that is counted at this rate.
fn thing(reader: &Reader<'_>, quantity: &Quantity) -> Option<String> {
    match (quantity.unit, quantity.per) {
        (Unit::Count, Some(_)) => quantity.of.clone(),
        (Unit::Bytes, None) => size_of(reader, quantity),
        _ => None,
    }
}

/// "1 KB a tweet", "each tweet is 1 KB", "2 MB per photo".
fn size_of(reader: &Reader<'_>, quantity: &Quantity) -> Option<String> {
    const ONE: [&str; 6] = ["a", "an", "per", "each", "every", "one"];
    const JOINING: [&str; 14] = [
        "is", "are", "be", "has", "takes", "of", "about", "at", "roughly", "around", "like", "say",
        "maybe", "size",
    ];
    let text = reader.text;
    let after = text.get(quantity.span.end as usize..).unwrap_or("");
    let after: Vec<&str> = after
        .split(|c: char| !(c.is_alphanumeric() || c == '/'))
        .filter(|word| !word.is_empty())
        .take(2)
        .collect();
    let noun = |word: &str| {
        let word = word.to_lowercase();
        let word = word.strip_suffix('s').unwrap_or(&word).to_owned();
        (word.len() > 2 && word.chars().all(char::is_alphabetic)).then_some(word)
    };
    match after.as_slice() {
        [one, thing, ..] if ONE.contains(&one.to_lowercase().as_str()) => return noun(thing),
        [slashed, ..] if slashed.starts_with('/') && slashed.len() > 1 => {
            return noun(&slashed[1..]);
        }
        _ => {}
    }
    let mut before = beside(reader, quantity.span, 5).into_iter();
    // `beside` gives the words before the figure first, nearest first.
    let here = text.get(..quantity.span.start as usize).unwrap_or("");
    let count = here
        .rsplit([',', ';', '.', '\n', '?', '(', ')'])
        .next()
        .unwrap_or("")
        .split_whitespace()
        .count()
        .min(5);
    let before: Vec<String> = before.by_ref().take(count).collect();
    let thing = before
        .iter()
        .find(|word| !JOINING.contains(&word.as_str()))?;
    let at = before.iter().position(|word| word == thing)?;
    let joined = at > 0;
    let determined = before.get(at + 1).is_none_or(|word| {
        ONE.contains(&word.as_str()) || word == "average" || word == "avg" || word == "so"
    });
    (joined && determined).then(|| noun(thing)).flatten()
}

/// "10 KB x 400M": a size of something that isn't named, times how many.
fn is_size_in_a_product(reader: &Reader<'_>, quantity: &Quantity) -> bool {
    if quantity.unit != Unit::Bytes || quantity.per.is_some() {
        return false;
    }
    let quantities = &reader.analysis.reading.quantities;
    let times = |from: u32, to: u32| {
        let gap = reader.text.get(from as usize..to as usize).unwrap_or("?");
        gap.split_whitespace()
            .last()
            .or_else(|| gap.split_whitespace().next())
            .is_some_and(|word| matches!(word.to_lowercase().as_str(), "x" | "*" | "×" | "times"))
            && gap.split_whitespace().count() <= 2
    };
    let counted = |other: &Quantity| other.unit == Unit::Count;
    // "8 B an id, 60 B with its overhead → 30 KB x 50M": that size was just worked out.
    let worked_out = |two: &[Quantity]| {
        let gap = two[0].span.end as usize..two[1].span.start as usize;
        let gap = reader.text.get(gap).unwrap_or_default();
        two[1].span == quantity.span && ["=", "→", "->"].iter().any(|sign| gap.contains(sign))
    };
    if quantities.windows(2).any(worked_out) {
        return false;
    }
    quantities.windows(2).any(|two| {
        let first = two[0].span == quantity.span && counted(&two[1]);
        let second = two[1].span == quantity.span && counted(&two[0]);
        // A noun behind it names something else: "10M x 500 bytes of metadata".
        let after = reader.text.get(quantity.span.end as usize..).unwrap_or("");
        let bare = first
            || after
                .trim_start()
                .chars()
                .next()
                .is_none_or(|c| !c.is_alphabetic());
        (first || second) && bare && times(two[0].span.end, two[1].span.start)
    })
}

/// Asked, hypothetical, a peak, of another time.
fn is_aside(reader: &Reader<'_>, quantity: &Quantity) -> bool {
    let asked = reader
        .analysis
        .reading
        .sentences
        .get(usize::from(quantity.sentence))
        .is_some_and(|sentence| {
            matches!(sentence.act, Act::ClarifyingQuestion | Act::DesignQuestion)
        });
    let assumed = reader.analysis.tokens.iter().any(|token| {
        ["assume", "assuming", "say"]
            .iter()
            .any(|word| token.exact == Word::of(word))
    });
    let elsewhere = beside(reader, quantity.span, 4)
        .iter()
        .any(|word| ELSEWHERE.contains(&word.as_str()));
    asked || is_peak(reader, quantity) || (elsewhere && !(assumed || quantity.unit == Unit::Bytes))
}
