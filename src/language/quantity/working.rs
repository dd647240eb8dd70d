//! Arithmetic that the candidate shows, worked out again.

use crate::language::{Period, Quantity, Span, Unit};

/// What joins two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// "x", "times", "each".
    Times,
    /// "/", "divided by", "over".
    By,
    /// "+", "plus".
    Plus,
    /// "-", "minus".
    Minus,
}

/// A calculation as shown: "100M users x 10 writes x 1 KB = 86 PB a day".
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// The figures put in, in base units.
    pub operands: Vec<f64>,
    /// What joins them, one fewer than the operands. None for a change of period: "400M a day, that's 40k/s".
    pub operators: Vec<Operator>,
    /// The result as stated, in base units and in its own period.
    pub claimed: f64,
    /// The result worked out again, in the period of the stated one.
    pub computed: f64,
    /// From the first operand to the stated result.
    pub span: Span,
}

/// The calculations in `text`, given its figures in order.
pub fn workings(text: &str, quantities: &[Quantity]) -> Vec<Working> {
    let mut found = Vec::new();
    let mut chain: Vec<(&Quantity, Option<Operator>)> = Vec::new();
    for (at, quantity) in quantities.iter().enumerate() {
        let joined = at
            .checked_sub(1)
            .and_then(|before| quantities.get(before))
            .map_or(Joint::None, |before| {
                let gap = text.get(before.span.end as usize..quantity.span.start as usize);
                joint(gap.unwrap_or(""), before.value >= LARGE)
            });
        match joined {
            Joint::Operator(operator) => chain.push((quantity, Some(operator))),
            Joint::Equals => {
                // "… x 300, so 0.8 plus 3.5 million": what goes on is no result.
                let next = quantities.get(at + 1).map(|next| {
                    let gap = text.get(quantity.span.end as usize..next.span.start as usize);
                    joint(gap.unwrap_or(""), quantity.value >= LARGE)
                });
                if !matches!(next, Some(Joint::Operator(Operator::Plus))) {
                    found.extend(work(&chain, quantity));
                }
                chain = vec![(quantity, None)];
            }
            Joint::None => chain = vec![(quantity, None)],
        }
    }
    found
}

/// From so many on, "over" divides.
const LARGE: f64 = 1000.0;

enum Joint {
    Operator(Operator),
    Equals,
    None,
}

/// What stands between two figures: an operator, the sign of a result, or neither. `large`: what stands before it is no
/// handful, so that "400M over 86,400" divides, and "3 copies over 3 zones" doesn't.
fn joint(gap: &str, large: bool) -> Joint {
    /// So many words may stand around the sign that multiplies.
    const FEW: usize = 4;
    let lower = gap.to_lowercase().replace('’', "'");
    let mut words: Vec<&str> = Vec::new();
    for word in lower.split_whitespace() {
        words.push(word.trim_matches(|c| matches!(c, ',' | '.' | '(' | ')' | ';' | ':')));
    }
    if words.len() > 9 {
        return Joint::None;
    }
    let has = |w: &str| words.contains(&w);
    let pair = |a: &str, b: &str| words.windows(2).any(|two| two == [a, b]);
    let equals = lower.contains('=')
        || lower.contains('≈')
        || lower.contains("->")
        || lower.contains('→')
        || ["thats", "that's", "equals", "gives", "makes", "meaning"]
            .iter()
            .any(|w| has(w))
        || [
            ("that", "is"),
            ("which", "is"),
            ("comes", "to"),
            ("out", "to"),
            ("up", "being"),
            ("we", "get"),
            ("i", "get"),
            ("adds", "up"),
        ]
        .iter()
        .any(|(a, b)| pair(a, b));
    if equals {
        return Joint::Equals;
    }
    // Past a full stop only the sign of a result goes on with a calculation.
    if lower.contains(". ") || lower.contains('\n') || lower.contains('?') {
        return Joint::None;
    }
    // "100 bytes plus ids and timestamps": a term without a figure can't be added.
    if (has("plus") || has("minus")) && words.len() > 3 {
        return Joint::None;
    }
    if words.first() == Some(&"so") && words.len() <= 3
        || lower.trim_start().starts_with(", so") && words.len() <= 4
    {
        return Joint::Equals;
    }
    // "4x, scale out pods, connections are HTTP/2" multiplies nothing.
    if words.len() <= FEW && has("x")
        || has("*")
        || has("×")
        || has("times")
        || lower.trim() == "*"
        || lower.trim() == "x"
        || lower.contains('×')
        || lower.contains('*')
    {
        return Joint::Operator(Operator::Times);
    }
    if has("/")
        || lower.contains('÷')
        || pair("divided", "by")
        || large && words == ["over"]
        || lower.trim() == "/"
    {
        return Joint::Operator(Operator::By);
    }
    if has("+") || has("plus") || lower.trim() == "+" {
        return Joint::Operator(Operator::Plus);
    }
    if has("minus") || lower.trim() == "-" && lower.starts_with(' ') {
        return Joint::Operator(Operator::Minus);
    }
    if has("each") || words == ["of"] || has("average") && has("every") {
        return Joint::Operator(Operator::Times);
    }
    Joint::None
}

/// Works out the chain and compares it with what was stated.
fn work(chain: &[(&Quantity, Option<Operator>)], claimed: &Quantity) -> Option<Working> {
    let (first, _) = chain.first()?;
    let plain = |q: &Quantity| {
        if q.unit == Unit::Percent && chain.len() > 1 {
            q.value / 100.0
        } else {
            q.value
        }
    };
    let operands: Vec<f64> = chain.iter().map(|(q, _)| plain(q)).collect();
    let operators: Vec<Operator> = chain.iter().skip(1).filter_map(|(_, o)| *o).collect();
    let from: Vec<Period> = chain.iter().filter_map(|(q, _)| q.per).collect();
    if operators.is_empty() {
        // A change of period, and of nothing else.
        let (per, to) = (first.per?, claimed.per?);
        if per == to || first.unit != claimed.unit {
            return None;
        }
    }
    // Multiplication binds tighter than addition.
    let mut sum = 0.0;
    let mut sign = 1.0;
    let mut term = *operands.first()?;
    for (operator, operand) in operators.iter().zip(operands.iter().skip(1)) {
        match operator {
            Operator::Times => term *= operand,
            Operator::By => term /= operand,
            Operator::Plus | Operator::Minus => {
                sum += sign * term;
                term = *operand;
                sign = if *operator == Operator::Plus {
                    1.0
                } else {
                    -1.0
                };
            }
        }
    }
    let mut computed = sum + sign * term;
    // "10 a day x 100M = 12k/s": the stated result may be in another period. Where a division is shown, it is the change.
    if let (false, [per], Some(to)) = (
        operators.contains(&Operator::By),
        from.as_slice(),
        claimed.per,
    ) {
        computed *= to.seconds() / per.seconds();
    }
    let measures = |unit: Unit| matches!(unit, Unit::Bytes | Unit::Money | Unit::Metres);
    let bytes = chain.iter().any(|(q, _)| q.unit == Unit::Bytes);
    // A result in bytes out of plain counts has an operand that wasn't said.
    if measures(claimed.unit) && claimed.unit == Unit::Bytes && !bytes {
        return None;
    }
    (computed.is_finite() && computed != 0.0).then(|| Working {
        operands,
        operators,
        claimed: claimed.value,
        computed,
        span: first.span.join(claimed.span),
    })
}

#[cfg(test)]
mod tests {
    use super::workings;
    use crate::language::quantity::find;

    fn check(text: &str, expect: &str) {
        let said: Vec<String> = workings(text, &find(text, &[]))
            .iter()
            .map(|w| format!("{} ~ {}", w.claimed, w.computed.round()))
            .collect();
        assert_eq!(said.join("; "), expect, "{text}");
    }

    #[test]
    fn shown_arithmetic_is_worked_out_again() {
        check(
            "100M users x 10 writes x 1 KB = 86 PB a day",
            "86000000000000000 ~ 1000000000000",
        );
        check("400M / 86400 = 40k", "40000 ~ 4630");
        check("400m tweets/day, thats like 40k per second", "40000 ~ 4630");
        check(
            "200m users, each tweets 2 times a day = 400m tweets/day",
            "400000000 ~ 400000000",
        );
        check("10% of 200M = 20M", "20000000 ~ 20000000");
        check("4k/s + 2k/s = 6k/s", "6000 ~ 6000");
        check(
            "200m * 2 = 400m / 86400 = 4.6k/s",
            "400000000 ~ 400000000; 4600 ~ 4630",
        );
        check("we have 10 servers and 5 databases", "");
        check("100M users. We keep 5 TB", "");
    }
}
