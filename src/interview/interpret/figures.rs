//! The candidate's figures, held against the scenario's estimates and against the stated load.

use super::Reader;
use crate::interview::interpretation::{Figure, OverDesign};
use crate::language::{Period, Quantity, Unit};
use crate::scenario::Estimate;

/// A figure further from an estimate than this is about something else.
const UNRELATED: f64 = 3000.0;

/// Figures that are estimates, and the load planned for where it is far beyond the stated one.
pub(super) fn find(reader: &Reader<'_>) -> (Vec<Figure>, Option<OverDesign>) {
    (estimates(reader), over_design(reader))
}

fn estimates(reader: &Reader<'_>) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    for quantity in &reader.analysis.reading.quantities {
        if is_asked(reader, quantity) {
            continue;
        }
        let best = reader
            .scenario
            .estimates
            .iter()
            .enumerate()
            .filter_map(|(index, estimate)| {
                let said = comparable(reader, index, estimate, quantity)?;
                let off = (said / estimate.expected).ln().abs();
                (off <= UNRELATED.ln()).then_some((off, index, said))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((off, index, said)) = best {
            let estimate = &reader.scenario.estimates[index];
            let right = off <= estimate.tolerance.ln() + 1e-9;
            // What was worked out stays worked out: another figure that is far off is about something else.
            let settled = reader.focus.estimate != Some(index)
                && reader
                    .state
                    .estimates
                    .iter()
                    .any(|known| known.estimate == estimate.id && known.right);
            if settled && !right {
                continue;
            }
            figures.push(Figure {
                estimate: estimate.id.clone(),
                said,
                right,
                span: quantity.span,
            });
        }
    }
    // A correction inside the message replaces what it corrects.
    let mut last: Vec<Figure> = Vec::new();
    for figure in figures {
        last.retain(|other| other.estimate != figure.estimate);
        last.push(figure);
    }
    last
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
    let about = focused || speaks_of(reader, estimate, quantity);
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
        .find_map(|quantity| {
            let of = quantity.of.as_deref()?;
            reader.scenario.facts.iter().find_map(|fact| {
                let value = fact.value?;
                let load = fact
                    .topics
                    .iter()
                    .any(|topic| matches!(&**topic, "scale-users" | "traffic-volume"));
                let same = fact.short.to_lowercase().contains(of.trim_end_matches('s'));
                let period = match (quantity.per, value.per) {
                    (Some(said), Some(stated)) => said.seconds() / stated.seconds(),
                    (None, None) => 1.0,
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
