//! The sums that the candidate shows, worked out again, and the second try at one that was off.

use super::Reader;
use crate::interview::Move;
use crate::interview::interpretation::{Miscounted, Recounted};
use crate::language::quantity::{Operator, workings};
use crate::language::{Period, Quantity, Span, Unit};

/// A result further off than this is no rounding.
const ROUNDING: f64 = 1.6;

/// A count below this may leave out its million.
const BARE: f64 = 1000.0;
/// A result further off than this was misread: a "B" that is no byte.
const MISREAD: f64 = 1e7;

/// What a period may stand for where a sum leaves it out: "200 a second x 1 KB = 17 GB".
const CHANGES: [f64; 7] = [
    1.0,
    60.0,
    3_600.0,
    86_400.0,
    7.0 * 86_400.0,
    30.0 * 86_400.0,
    365.0 * 86_400.0,
];

/// The first sum whose stated result does not follow from what was put in, however its periods are read.
pub(super) fn miscounted(reader: &Reader<'_>) -> Option<Miscounted> {
    let quantities = &reader.analysis.reading.quantities;
    workings(reader.text, quantities)
        .into_iter()
        .find_map(|working| {
            let inside = |quantity: &&Quantity| {
                working.span.start <= quantity.span.start && quantity.span.end <= working.span.end
            };
            let put_in: Vec<&Quantity> = quantities.iter().filter(inside).collect();
            let (claimed, operands) = put_in.split_last()?;
            // "1/60 = under 2%": a share of one, said in percent, is a hundred times the quotient.
            if claimed.unit == Unit::Percent {
                return None;
            }
            // "10 photos x 50 KB => 60k img/s": what follows is another figure, and no product of those.
            let sizes = operands.iter().any(|quantity| quantity.unit == Unit::Bytes);
            let times = working
                .operators
                .iter()
                .all(|operator| matches!(operator, Operator::Times));
            if sizes && times && claimed.unit != Unit::Bytes {
                return None;
            }
            let ranges = put_in.iter().any(|quantity| quantity.upper.is_some());
            if ranges || operands.is_empty() || working.claimed <= 0.0 || working.computed <= 0.0 {
                return None;
            }
            if working.operators.is_empty() && !only_the_period_changes(operands, claimed) {
                return None;
            }
            if agrees(&working.operators, operands, claimed, working.computed) {
                return None;
            }
            // "50/5 = 10 mil": fifty million, and five.
            let bare = |quantity: &&&Quantity| {
                quantity.unit == Unit::Count
                    && quantity.value.abs() < BARE
                    && quantity.per.is_none()
            };
            if operands.iter().all(|quantity| bare(&quantity)) && claimed.value >= BARE {
                return None;
            }
            // "(300M with 14 d) x 800 x 8 B": what stands in the bracket isn't all of it.
            let words = working.span.of(reader.text);
            let mut depth = 0_i32;
            let closed = words.chars().all(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth >= 0
            });
            if !closed || words.contains(" or ") {
                return None;
            }
            // Nobody is off by so much: a unit was misread.
            if (claimed.value / working.computed).ln().abs() > MISREAD.ln() {
                return None;
            }
            let (first, last) = (operands.first()?, operands.last()?);
            Some(Miscounted {
                working: first.span.join(last.span),
                computed: working.computed,
                claimed: working.claimed,
                unit: claimed.unit,
                per: claimed.per,
                span: working.span,
            })
        })
}

/// "400M tweets a day, that's 40k per second": one figure and the same one again. Users a day and requests a second are
/// two figures.
fn only_the_period_changes(operands: &[&Quantity], claimed: &Quantity) -> bool {
    const PEOPLE: [&str; 4] = ["user", "people", "person", "customer"];
    let [one] = operands else {
        return false;
    };
    let said = one.of.as_deref();
    !said.is_some_and(|noun| PEOPLE.contains(&noun))
        && (claimed.of.is_none() || one.of == claimed.of)
}

/// Whether the stated result follows. Where periods stand on one side only, any change of period may be meant; a period
/// named on both sides may have been changed by a figure among the operands ("5 TB a day x 365 = 1.8 PB a year").
fn agrees(
    operators: &[Operator],
    operands: &[&Quantity],
    claimed: &Quantity,
    computed: f64,
) -> bool {
    let near = |factor: f64| (claimed.value / (computed * factor)).ln().abs() <= ROUNDING.ln();
    let periods: Vec<Period> = operands
        .iter()
        .filter_map(|quantity| quantity.per)
        .collect();
    if near(1.0) {
        return true;
    }
    // Kilo is a thousand to some and 1,024 to others; four steps of it are ten per cent. Sums of unlike things are
    // another person's arithmetic.
    let sums = operators
        .iter()
        .any(|operator| matches!(operator, Operator::Plus | Operator::Minus));
    let units: Vec<Unit> = operands.iter().map(|quantity| quantity.unit).collect();
    if sums && units.windows(2).any(|two| two[0] != two[1]) {
        return true;
    }
    match (periods.as_slice(), claimed.per) {
        ([said], Some(stated)) => near(said.seconds() / stated.seconds()),
        // "90 days x 200 million = 18 billion" counts days, and no seconds.
        ([], None) => {
            let lasts = units.contains(&Unit::Seconds) && claimed.unit != Unit::Seconds;
            lasts && CHANGES.iter().any(|change| near(1.0 / *change))
        }
        (_, Some(stated)) if periods.iter().all(|said| *said == stated) && !periods.is_empty() => {
            false
        }
        _ => CHANGES
            .iter()
            .any(|change| near(*change) || near(1.0 / *change)),
    }
}

/// The second try at a sum that was asked for again.
pub(super) fn recounted(reader: &Reader<'_>) -> Option<Recounted> {
    let focus = reader.state.focus.as_ref()?;
    let wanted = reader.state.miscounted.as_ref()?;
    if focus.answered || !matches!(focus.asked, Move::RecheckWorking { .. }) {
        return None;
    }
    let tries: Vec<(Span, f64)> = reader
        .analysis
        .reading
        .quantities
        .iter()
        .filter(|quantity| quantity.unit == wanted.unit || quantity.unit == Unit::Count)
        .map(|quantity| {
            let change = match (quantity.per, wanted.per) {
                (Some(said), Some(asked)) => asked.seconds() / said.seconds(),
                (None, _) | (_, None) => 1.0,
            };
            (quantity.span, quantity.value * change)
        })
        .collect();
    let fits = |(_, value): &&(Span, f64)| {
        *value > 0.0 && (value / wanted.computed).ln().abs() <= ROUNDING.ln()
    };
    let insists = |(_, value): &&(Span, f64)| {
        *value > 0.0 && wanted.claimed > 0.0 && (value / wanted.claimed).ln().abs() <= ROUNDING.ln()
    };
    let insisted = tries.iter().find(insists);
    let (right, (span, _)) = match tries.iter().find(fits) {
        Some(found) => (true, found),
        None => (false, insisted.or(tries.last())?),
    };
    Some(Recounted {
        right,
        insists: !right && insisted.is_some(),
        span: *span,
    })
}
