//! The words of figures: numbers, scales, units, periods.

use crate::language::{Period, Unit};

/// A unit with what it multiplies by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measure {
    pub unit: Unit,
    pub factor: f64,
    pub per: Option<Period>,
    /// What the unit itself counts: "rps" counts requests as "rps".
    pub of: Option<&'static str>,
}

fn measure(unit: Unit, factor: f64) -> Option<Measure> {
    Some(Measure {
        unit,
        factor,
        per: None,
        of: None,
    })
}

fn rate(unit: Unit, factor: f64, per: Period, of: Option<&'static str>) -> Option<Measure> {
    Some(Measure {
        unit,
        factor,
        per: Some(per),
        of,
    })
}

/// The value of a number word: "seven", "ninety".
pub(super) fn number_word(word: &str) -> Option<f64> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    if let Some(at) = SMALL.iter().position(|&w| w == word) {
        return Some(at as f64);
    }
    TENS.iter()
        .position(|&w| w == word)
        .map(|at| (at as f64 + 2.0) * 10.0)
}

/// A scale written out, or short after digits: "million", "k".
pub(super) fn scale(lower: &str) -> Option<f64> {
    Some(match lower {
        "k" | "thousand" | "thousands" | "thou" | "grand" => 1e3,
        "hundred" | "hundreds" => 1e2,
        "dozen" => 12.0,
        "m" | "mm" | "mil" | "mill" | "mio" | "mln" | "million" | "millions" => 1e6,
        "b" | "bn" | "bil" | "billion" | "billions" => 1e9,
        "t" | "tn" | "trillion" | "trillions" => 1e12,
        "quadrillion" => 1e15,
        "lakh" => 1e5,
        "crore" => 1e7,
        _ => return None,
    })
}

/// A scale that is a word of its own and so may follow a number word.
pub(super) fn is_long_scale(lower: &str) -> bool {
    scale(lower).is_some() && (lower.len() > 4 || matches!(lower, "k" | "lakh" | "mil"))
}

/// The period that a word names.
pub(super) fn period(lower: &str) -> Option<Period> {
    Some(match lower {
        "s" | "sec" | "secs" | "second" | "seconds" => Period::Second,
        "m" | "min" | "mins" | "minute" | "minutes" => Period::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" => Period::Hour,
        "d" | "day" | "days" => Period::Day,
        "w" | "wk" | "week" | "weeks" => Period::Week,
        "mo" | "mon" | "month" | "months" => Period::Month,
        "y" | "yr" | "year" | "years" | "annum" => Period::Year,
        _ => return None,
    })
}

/// A period written as an adverb: "daily".
pub(super) fn adverb(lower: &str) -> Option<Period> {
    Some(match lower {
        "hourly" => Period::Hour,
        "daily" => Period::Day,
        "weekly" => Period::Week,
        "monthly" => Period::Month,
        "yearly" | "annually" => Period::Year,
        _ => return None,
    })
}

/// The unit that `text` names. `digits`: it follows digits, so that one letter may be a unit.
pub(super) fn unit(text: &str, lower: &str, digits: bool) -> Option<Measure> {
    if let Some(found) = bytes(text, lower) {
        return Some(found);
    }
    match lower {
        "percent" | "pct" => return measure(Unit::Percent, 1.0),
        "ns" | "nanosecond" | "nanoseconds" => return measure(Unit::Seconds, 1e-9),
        "us" | "µs" | "μs" | "microsecond" | "microseconds" if digits || lower.len() > 3 => {
            return measure(Unit::Seconds, 1e-6);
        }
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => {
            return measure(Unit::Seconds, 1e-3);
        }
        "decade" | "decades" => return measure(Unit::Seconds, 315_360_000.0),
        "km" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => {
            return measure(Unit::Metres, 1e3);
        }
        "mile" | "miles" => return measure(Unit::Metres, 1_609.344),
        "meter" | "meters" | "metre" | "metres" => return measure(Unit::Metres, 1.0),
        "dollar" | "dollars" | "usd" | "bucks" | "euro" | "euros" | "eur" | "gbp" | "quid" => {
            return measure(Unit::Money, 1.0);
        }
        "cent" | "cents" => return measure(Unit::Money, 0.01),
        "rps" => return rate(Unit::Count, 1.0, Period::Second, Some("rps")),
        "qps" => return rate(Unit::Count, 1.0, Period::Second, Some("qps")),
        "tps" => return rate(Unit::Count, 1.0, Period::Second, Some("tps")),
        "wps" => return rate(Unit::Count, 1.0, Period::Second, Some("wps")),
        "iops" => return rate(Unit::Count, 1.0, Period::Second, Some("iops")),
        "rpm" => return rate(Unit::Count, 1.0, Period::Minute, Some("rpm")),
        "qpm" => return rate(Unit::Count, 1.0, Period::Minute, Some("qpm")),
        "dau" | "daus" => return counted("dau"),
        "mau" | "maus" => return counted("mau"),
        "wau" => return counted("wau"),
        _ => {}
    }
    let short = lower.len() <= 2 && lower != "hr";
    match period(lower) {
        // "m" is a million long before it is a minute, and "mo" or "w" are no units after a number.
        Some(found) if !short || digits && matches!(lower, "s" | "h" | "d" | "y" | "yr") => {
            measure(Unit::Seconds, found.seconds())
        }
        _ => None,
    }
}

fn counted(of: &'static str) -> Option<Measure> {
    Some(Measure {
        unit: Unit::Count,
        factor: 1.0,
        per: None,
        of: Some(of),
    })
}

/// Bytes and bits. Decimal prefixes, as in an interview's arithmetic, unless the binary ones are written.
fn bytes(text: &str, lower: &str) -> Option<Measure> {
    const PREFIX: [(&str, &str); 7] = [
        ("k", "kilo"),
        ("m", "mega"),
        ("g", "giga"),
        ("t", "tera"),
        ("p", "peta"),
        ("e", "exa"),
        ("z", "zetta"),
    ];
    match lower {
        "byte" | "bytes" => return measure(Unit::Bytes, 1.0),
        "bit" | "bits" => return measure(Unit::Bytes, 0.125),
        "gig" | "gigs" => return measure(Unit::Bytes, 1e9),
        "meg" | "megs" => return measure(Unit::Bytes, 1e6),
        "bps" => return rate(Unit::Bytes, 0.125, Period::Second, None),
        _ => {}
    }
    for (power, (short, long)) in PREFIX.iter().enumerate() {
        let exponent = power as i32 + 1;
        let decimal = 1000f64.powi(exponent);
        let rest = lower
            .strip_prefix(long)
            .or_else(|| lower.strip_prefix(short));
        let found = match rest {
            Some("b" | "bs" | "byte" | "bytes") => measure(Unit::Bytes, decimal),
            Some("ib" | "ibs") => measure(Unit::Bytes, 1024f64.powi(exponent)),
            Some("bit" | "bits") => measure(Unit::Bytes, decimal / 8.0),
            Some("bps") => {
                let factor = if text.contains('B') {
                    decimal
                } else {
                    decimal / 8.0
                };
                rate(Unit::Bytes, factor, Period::Second, None)
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Words that end the noun phrase after a figure.
pub(super) fn ends_noun(lower: &str) -> bool {
    matches!(
        lower,
        "per"
            | "a"
            | "an"
            | "the"
            | "each"
            | "every"
            | "and"
            | "or"
            | "but"
            | "to"
            | "of"
            | "in"
            | "on"
            | "at"
            | "for"
            | "from"
            | "by"
            | "with"
            | "is"
            | "are"
            | "was"
            | "were"
            | "be"
            | "will"
            | "would"
            | "can"
            | "could"
            | "should"
            | "may"
            | "might"
            | "must"
            | "do"
            | "does"
            | "has"
            | "have"
            | "had"
            | "so"
            | "if"
            | "then"
            | "than"
            | "that"
            | "which"
            | "who"
            | "when"
            | "where"
            | "because"
            | "since"
            | "while"
            | "as"
            | "it"
            | "we"
            | "they"
            | "i"
            | "you"
            | "he"
            | "she"
            | "this"
            | "these"
            | "those"
            | "not"
            | "no"
            | "into"
            | "over"
            | "under"
            | "about"
            | "x"
            | "times"
            | "plus"
            | "minus"
            | "divided"
            | "multiplied"
            | "instead"
            | "max"
            | "total"
            | "only"
            | "right"
            | "ok"
            | "okay"
            | "like"
            | "just"
            | "maybe"
            | "also"
            | "too"
            | "now"
            | "oh"
            | "that's"
            | "thats"
            | "it's"
            | "its"
            | "or so"
            | "there"
            | "roughly"
            | "approximately"
            | "ish"
            | "via"
            | "between"
            | "within"
            | "until"
            | "after"
            | "before"
            | "across"
            | "behind"
            | "ago"
            | "later"
            | "long"
            | "old"
            | "how"
            | "what"
            | "why"
            | "i'd"
            | "we'll"
            | "we'd"
            | "i'll"
            | "they're"
            | "we're"
            | "depending"
            | "equals"
            | "gives"
            | "makes"
    )
}

/// The plain singular of a counted noun.
pub(super) fn singular(noun: &str) -> String {
    let noun = noun.strip_suffix("'s").unwrap_or(noun);
    if let Some(stem) = noun.strip_suffix("ies").filter(|s| s.len() > 2) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if noun.ends_with(ending) {
            return noun.get(..noun.len() - 2).unwrap_or(noun).into();
        }
    }
    if noun.ends_with('s')
        && !noun.ends_with("ss")
        && !noun.ends_with("us")
        && noun.len() > 3
        && !matches!(noun, "rps" | "qps" | "tps" | "iops")
    {
        return noun.get(..noun.len() - 1).unwrap_or(noun).into();
    }
    noun.into()
}
