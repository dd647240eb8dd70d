//! Figures: in words, as a person would say them, and as what the estimates come to.

use crate::language::{Quantity, Unit};
use crate::scenario::Scenario;

/// `4629.6` bytes a second, or things: "4.6 thousand", "400 million", "1.2 TB".
pub fn in_words(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Bytes => scaled(
            value,
            &[
                (1e15, " PB"),
                (1e12, " TB"),
                (1e9, " GB"),
                (1e6, " MB"),
                (1e3, " KB"),
            ],
            " bytes",
        ),
        Unit::Seconds if value < 1.0 => format!("{} ms", short(value * 1e3)),
        Unit::Seconds => format!("{} s", short(value)),
        Unit::Percent => format!("{}%", short(value)),
        Unit::Ratio => format!("{}:1", short(value)),
        Unit::Count | Unit::Money | Unit::Metres => scaled(
            value,
            &[
                (1e12, " trillion"),
                (1e9, " billion"),
                (1e6, " million"),
                (1e3, " thousand"),
            ],
            "",
        ),
    }
}

/// Whether a figure is what one of the estimates comes to, in its own period or in another: "10 million a day" is 116 a
/// second.
pub(super) fn follows(scenario: &Scenario, figure: &Quantity) -> bool {
    /// In another period it has to fit so well: it may count something else.
    const ALIKE: f64 = 1.1;
    // What was told says it better.
    let is_fact = scenario
        .facts
        .iter()
        .filter_map(|fact| fact.value.as_ref())
        .any(|known| {
            let off = (figure.value / known.amount).ln().abs();
            known.unit == figure.unit
                && off <= ALIKE.ln()
                && (known.per == figure.per || known.per.is_none())
        });
    if is_fact {
        return false;
    }
    scenario.estimates.iter().any(|estimate| {
        let (factor, tolerance) = match (figure.per, estimate.per) {
            (said, wanted) if said == wanted => (1.0, estimate.tolerance),
            (Some(said), Some(wanted)) => (wanted.seconds() / said.seconds(), ALIKE),
            _ => return false,
        };
        let off = (figure.value * factor / estimate.expected).ln().abs();
        figure.unit == estimate.unit && off <= tolerance.ln() + 1e-9
    })
}

fn scaled(value: f64, scales: &[(f64, &str)], rest: &str) -> String {
    for (scale, name) in scales {
        if value >= scale * 0.9995 {
            return format!("{}{name}", short(value / scale));
        }
    }
    format!("{}{rest}", short(value))
}

/// Two significant digits below a hundred, none after the point from there on.
fn short(value: f64) -> String {
    let text = if value >= 10.0 {
        format!("{value:.0}")
    } else if value >= 1.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    };
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}
