//! Figures: number x scale x unit x rate, with their dimension; sums and products shown are worked out again.
//!
//! This stage reads the raw text, because a figure's spelling ("10krps", "p99 < 200ms", "100:1") cuts across words.
//! What only looks like a figure is left alone: digits inside words (p99, s3), dates and years, clock times, list
//! numbers, versions, ordinals, "1 on 1", status codes.

use super::token::Token;
use super::{Period, Quantity, Span, Unit};

mod figure;
mod lookalike;
mod measure;
mod ratio;
mod scan;
mod working;

pub use working::{Operator, Working, workings};

use figure::Figure;
use ratio::direction;
use scan::{Kind, Piece};

/// The figures in `text`, in order. The index of the sentence is left at 0 for the caller to fill in.
pub fn find(text: &str, _tokens: &[Token]) -> Vec<Quantity> {
    let pieces = scan::pieces(text);
    let parser = Parser { pieces: &pieces };
    let mut found = Vec::new();
    let mut i = 0;
    while i < pieces.len() {
        if let Some(next) = parser.lookalike(i) {
            i = next;
            continue;
        }
        let read = parser
            .nines(i)
            .or_else(|| parser.times_per_period(i))
            .or_else(|| parser.interval(i))
            .or_else(|| parser.ratio(i))
            .or_else(|| parser.plain(i));
        match read {
            Some((quantity, next)) => {
                found.push(quantity);
                i = next.max(i + 1);
            }
            None => i += 1,
        }
    }
    share_period(&pieces, &mut found);
    found
}

struct Parser<'a, 't> {
    pieces: &'a [Piece<'t>],
}

impl<'t> Parser<'_, 't> {
    fn get(&self, i: usize) -> Option<&Piece<'t>> {
        self.pieces.get(i)
    }

    fn lower(&self, i: usize) -> &str {
        self.get(i).map_or("", |p| p.lower.as_ref())
    }

    fn before(&self, i: usize, back: usize) -> &str {
        i.checked_sub(back).map_or("", |at| self.lower(at))
    }

    fn number(&self, i: usize) -> Option<f64> {
        self.get(i).and_then(Piece::number)
    }

    fn sign(&self, i: usize) -> Option<char> {
        self.get(i).and_then(Piece::sign)
    }

    fn glued(&self, i: usize) -> bool {
        self.get(i).is_some_and(|p| p.glued)
    }

    fn is_word(&self, i: usize) -> bool {
        self.get(i).is_some_and(Piece::is_word)
    }

    fn span(&self, from: usize, to: usize) -> Span {
        let start = self.get(from).map_or(0, |p| p.start);
        let end = to
            .checked_sub(1)
            .and_then(|last| self.get(last))
            .map_or(start, |p| p.end);
        Span {
            start: start as u32,
            end: end as u32,
        }
    }

    fn is_plural(&self, i: usize) -> bool {
        let word = self.lower(i);
        self.is_word(i)
            && word.len() > 2
            && (word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("'s")
                || matches!(
                    word,
                    "people" | "children" | "men" | "women" | "media" | "dau" | "mau"
                ))
            && !measure::ends_noun(word)
    }

    /// "four nines", "4 9s".
    fn nines(&self, i: usize) -> Option<(Quantity, usize)> {
        let count = self
            .number(i)
            .or_else(|| measure::number_word(self.lower(i)))?;
        if !(1.0..=12.0).contains(&count) || count.fract() != 0.0 {
            return None;
        }
        let dash = usize::from(self.lower(i + 1) == "-");
        let mut count = count;
        let mut j = i + 1 + dash;
        if self.lower(j) == "and" && self.lower(j + 1) == "a" && self.lower(j + 2) == "half" {
            count += 0.5;
            j += 3;
        }
        let mut next = match self.lower(j) {
            "nines" | "nine's" => j + 1,
            "9" if matches!(self.lower(j + 1), "s" | "'s") && self.glued(j + 1) => j + 2,
            "9" if self.lower(j + 1) == "'" && self.lower(j + 2) == "s" => j + 3,
            _ => return None,
        };
        let whole = count.floor();
        let value = if count.fract() > 0.0 {
            100.0 - 5.0 * 10f64.powf(1.0 - whole) / 10.0
        } else {
            100.0 - 10f64.powf(2.0 - whole)
        };
        if matches!(self.lower(next), "of") && self.is_word(next + 1) {
            next += 1;
        }
        let quantity = self.quantity(i, next, value, Unit::Percent);
        Some((quantity, next))
    }

    /// "twice a day", "once an hour", "three times a week".
    fn times_per_period(&self, i: usize) -> Option<(Quantity, usize)> {
        let (count, mut next) = match self.lower(i) {
            "once" => (1.0, i + 1),
            "twice" => (2.0, i + 1),
            "thrice" => (3.0, i + 1),
            _ => {
                let figure = self.figure(i)?;
                if !figure.bare()
                    || self.lower(figure.next) != "times"
                    || !self.is_word(figure.next)
                {
                    return None;
                }
                (figure.raw, figure.next + 1)
            }
        };
        let (per, after) = self.rate_here(next).or_else(|| {
            // "twice per user per day"
            matches!(self.lower(next), "per" | "a" | "each")
                .then(|| self.rate_here(next + 2))
                .flatten()
        })?;
        next = after;
        let mut quantity = self.quantity(i, next, count, Unit::Count);
        quantity.per = Some(per);
        Some((quantity, next))
    }

    /// "every hour": an interval of one hour.
    fn interval(&self, i: usize) -> Option<(Quantity, usize)> {
        let short = matches!(self.lower(i + 1), "second" | "minute" | "hour");
        if self.lower(i) != "every" || !short {
            return None;
        }
        let seconds = measure::period(self.lower(i + 1))?.seconds();
        Some((self.quantity(i, i + 2, seconds, Unit::Seconds), i + 2))
    }

    /// A figure with its unit, the end of its range, its noun and its period.
    fn plain(&self, i: usize) -> Option<(Quantity, usize)> {
        let first = self.figure(i)?;
        let (low, upper, last) = match self.range(i, &first) {
            Some((low, high, last)) => (low, Some(high), last),
            None => (first.value(), None, first.clone()),
        };
        let after = last.next;
        let unit = last.unit();
        if upper.is_none() && !self.counts(i, &first) {
            return None;
        }
        let mut quantity = self.quantity(i, after, low, unit);
        quantity.upper = upper;
        quantity.per = last.measure.as_ref().and_then(|m| m.per);
        quantity.of = last.measure.as_ref().and_then(|m| m.of).map(String::from);
        let of_follows = self.lower(after) == "of" && unit == Unit::Bytes;
        if quantity.of.is_none() && unit != Unit::Percent && unit != Unit::Seconds {
            quantity.of = self.noun(after + usize::from(of_follows));
        }
        let active_users = (after..after + 3).any(|k| self.lower(k) == "active");
        if quantity.per.is_none()
            && unit != Unit::Percent
            && unit != Unit::Ratio
            && !active_users
            && let Some((per, end)) = self.rate_after(after, unit)
        {
            quantity.per = Some(per);
            // "5 TB/day of photos"
            if quantity.of.is_none() && self.lower(end) == "of" {
                quantity.of = self.noun(end + 1);
            }
            quantity.span = self.span(i, end);
        }
        Some((quantity, after))
    }

    /// Whether a figure without scale or unit counts something.
    fn counts(&self, i: usize, figure: &Figure) -> bool {
        let before = self.before(i, 1);
        if figure.lone {
            // "a second" and "one minute" measure only in company: "within a second", "every hour".
            let measured =
                matches!(
                    before,
                    "within"
                        | "under"
                        | "over"
                        | "than"
                        | "most"
                        | "least"
                        | "about"
                        | "every"
                        | "after"
                        | "around"
                        | "like"
                        | "roughly"
                        | "half"
                        | "to"
                        | "up"
                        | "<"
                        | "~"
                ) || before == "for" && figure.value() > 1.0 && figure.unit() == Unit::Seconds
                    || figure.unit() == Unit::Bytes
                        && !matches!(self.lower(figure.next - 1), "bit" | "bits");
            return figure.scale.is_some() || figure.measure.is_some() && measured;
        }
        if figure.words && figure.bare() {
            let pointed = matches!(
                before,
                "the" | "these" | "those" | "both" | "all" | "other" | "any" | "of"
            );
            let counted = self.is_plural(figure.next)
                || self.is_word(figure.next)
                    && !measure::ends_noun(self.lower(figure.next))
                    && self.is_plural(figure.next + 1);
            return figure.raw >= 2.0 && counted && !pointed;
        }
        if figure
            .measure
            .as_ref()
            .is_some_and(|m| m.unit == Unit::Seconds)
            && matches!(self.lower(figure.next), "old" | "ago")
        {
            return false;
        }
        true
    }

    fn quantity(&self, from: usize, next: usize, value: f64, unit: Unit) -> Quantity {
        Quantity {
            value,
            upper: None,
            unit,
            per: None,
            of: None,
            result: self.is_result(from),
            span: self.span(from, next),
            sentence: 0,
        }
    }

    /// "= 5k", "that's 5k", "so about 5k", "comes to 5k".
    fn is_result(&self, i: usize) -> bool {
        let mut k = i;
        while k > 0 {
            let word = self.lower(k - 1);
            let hedge = matches!(
                word,
                "about"
                    | "like"
                    | "roughly"
                    | "around"
                    | "maybe"
                    | "approximately"
                    | "approx"
                    | "~"
                    | "only"
                    | "almost"
                    | "nearly"
                    | "say"
                    | "just"
                    | "something"
                    | "us"
                    | "me"
                    | "a"
                    | "$"
                    | "an"
                    | "some"
                    | "ok"
                    | "hence"
                    | "probably"
                    | "really"
                    | "around a"
            );
            if !hedge {
                break;
            }
            k -= 1;
        }
        let (last, previous) = (self.before(k, 1), self.before(k, 2));
        let opens = k < 2
            || self.get(k - 2).is_some_and(|p| p.kind == Kind::Break)
            || matches!(previous, "," | "-");
        match last {
            "=" | "≈" | "→" | "thats" | "that's" | "equals" | "gives" | "makes" | "being" => {
                true
            }
            ">" => matches!(previous, "-" | "="),
            "is" | "are" => matches!(previous, "that" | "which" | "this" | "result" | "total"),
            "to" => {
                matches!(
                    previous,
                    "comes" | "come" | "out" | "down" | "works" | "amounts"
                ) || previous == "up" && matches!(self.before(k, 3), "adds" | "add" | "ends")
            }
            "get" | "gets" => matches!(previous, "we" | "i" | "you" | "so"),
            "so" | "oh" | "or" | "then" => opens,
            _ => false,
        }
    }

    /// The end of a range that starts with `first`: its ends in base units and the second figure.
    fn range(&self, i: usize, first: &Figure) -> Option<(f64, f64, Figure)> {
        let j = first.next;
        let between = self.before(i, 1) == "between" || self.before(i, 2) == "between";
        let (joined, loose) = match self.lower(j) {
            "to" | "til" | "till" | "..." => (true, false),
            "-" | "–" | "—" | "~" => (true, false),
            "and" => (between, false),
            "or" => (true, true),
            _ => (false, false),
        };
        if !joined {
            return None;
        }
        let second = self.figure(j + 1)?;
        if second.lone {
            return None;
        }
        if let (Some(a), Some(b)) = (&first.measure, &second.measure)
            && a.unit != b.unit
        {
            return None;
        }
        if first.measure.is_some() && second.measure.is_none() {
            return None;
        }
        let mut low = first.clone();
        if low.measure.is_none() {
            low.measure = second.measure.clone();
        }
        if low.scale.is_none() && low.raw <= second.raw {
            low.scale = second.scale;
        }
        let (from, to) = (low.value(), second.value());
        let wide = if loose { 5.0 } else { 10_000.0 };
        if !(from < to && to <= from.max(1e-9) * wide) {
            return None;
        }
        // "2 or 3" needs something counted, or it may be any two numbers.
        if loose && second.bare() && !self.is_plural(second.next) {
            return None;
        }
        Some((from, to, second))
    }

    /// The counted noun after a figure: the first plural of the words up to the next function word, or the first.
    fn noun(&self, from: usize) -> Option<String> {
        let mut run = Vec::new();
        let mut k = from;
        if self.sign(k) == Some('-') && self.glued(k) {
            k += 1;
        }
        if matches!(self.lower(k), "of") && matches!(self.lower(k + 1), "our" | "the" | "these") {
            k += 2;
        }
        while run.len() < 4 && self.is_word(k) && !measure::ends_noun(self.lower(k)) {
            if measure::adverb(self.lower(k)).is_none() || self.lower(k + 1) == "active" {
                run.push(k);
            }
            k += 1;
        }
        let chosen = run
            .iter()
            .find(|&&at| self.is_plural(at))
            .or_else(|| run.first())?;
        Some(measure::singular(self.lower(*chosen)))
    }

    /// A period at `i`: "per second", "a day", "/s", "every hour", "daily".
    fn rate_here(&self, i: usize) -> Option<(Period, usize)> {
        let word = self.lower(i);
        if let Some(period) = measure::adverb(word) {
            // "200 million daily users" are not 200 million a day.
            let people = matches!(
                self.lower(i + 1),
                "active"
                    | "actives"
                    | "user"
                    | "users"
                    | "people"
                    | "customers"
                    | "visitors"
                    | "unique"
            );
            return (!people).then_some((period, i + 1));
        }
        let named = |at: usize| {
            let spelled = self.lower(at);
            let long =
                spelled.len() > 2 || word == "/" || matches!(spelled, "s" | "hr") && word == "per";
            measure::period(spelled).filter(|_| long && self.is_word(at))
        };
        match word {
            "/" | "per" | "a" | "an" | "each" | "every" => {
                let skip = usize::from(matches!(self.lower(i + 1), "single" | "one" | "1"));
                let period = named(i + 1 + skip)?;
                Some((period, i + 2 + skip))
            }
            "in" if matches!(self.lower(i + 1), "a" | "one") => {
                let period = named(i + 2).filter(|p| *p != Period::Second)?;
                Some((period, i + 3))
            }
            _ => None,
        }
    }

    /// A period behind the counted noun: "300 requests per second", "10 writes per user per day".
    fn rate_after(&self, from: usize, unit: Unit) -> Option<(Period, usize)> {
        let mut k = from;
        let mut words = 0;
        while words < 8 {
            if let Some(found) = self.rate_here(k) {
                let article = matches!(self.lower(k), "a" | "an");
                if unit == Unit::Seconds && (article || k == from) {
                    return None;
                }
                return Some(found);
            }
            match self.lower(k) {
                "per" | "/" if self.is_word(k + 1) => k += 2,
                "and" | "or" | "but" | "they" | "we" | "who" | "that" | "which" | "i" | "you"
                | "so" | "each" | "every" | "is" | "are" | "twice" | "once" | "because"
                | "with" | "then" | "x" | "times" | "will" | "can" => {
                    return None;
                }
                "," | "(" | ")" | "=" | ":" | "*" | "×" | "+" | "→" | "<" | ">" => return None,
                _ if self.is_word(k) || self.sign(k) == Some('-') => k += 1,
                _ => return None,
            }
            words += 1;
        }
        None
    }
}

/// "200 writes and 20,000 reads per second", "60k, 70k requests a minute": the period and the noun said once hold
/// for both figures.
fn share_period(pieces: &[Piece], found: &mut [Quantity]) {
    for at in (1..found.len()).rev() {
        let (left, right) = found.split_at_mut(at);
        let (Some(first), Some(second)) = (left.last_mut(), right.first()) else {
            continue;
        };
        if first.per.is_some()
            || second.per.is_none()
            || first.unit != Unit::Count
            || second.unit != Unit::Count
        {
            continue;
        }
        let after = pieces.partition_point(|p| p.start < first.span.end as usize);
        let gap: Vec<&str> = pieces[after..]
            .iter()
            .take_while(|p| p.end <= second.span.start as usize)
            .map(|p| p.lower.as_ref())
            .collect();
        let joined = |words: &[&str]| {
            matches!(
                words,
                ["," | "and" | "or" | "vs"] | [",", "and" | "or" | "maybe" | "like"]
            )
        };
        match gap.as_slice() {
            words if joined(words) => {
                first.per = second.per;
                first.of = first.of.take().or_else(|| second.of.clone());
            }
            [noun, rest @ ..] if joined(rest) && is_event(noun) => first.per = second.per,
            _ => {}
        }
    }
}

/// Nouns that happen, rather than exist, and so have a rate.
fn is_event(lower: &str) -> bool {
    direction(lower).is_some()
        || matches!(
            lower,
            "requests"
                | "messages"
                | "events"
                | "swipes"
                | "likes"
                | "clicks"
                | "searches"
                | "orders"
                | "calls"
                | "comments"
                | "logins"
                | "downloads"
                | "votes"
                | "answers"
                | "responses"
                | "notifications"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One figure a line: value, range, unit, period, noun, "=" for a result.
    fn said(text: &str) -> String {
        let unit = |u: Unit| format!("{u:?}").to_lowercase();
        find(text, &[])
            .iter()
            .map(|q| {
                let mut out = format!("{}", (q.value * 1e9).round() / 1e9);
                if let Some(upper) = q.upper {
                    out += &format!("..{}", (upper * 1e9).round() / 1e9);
                }
                if q.unit != Unit::Count {
                    out += &format!(" {}", unit(q.unit));
                }
                if let Some(per) = q.per {
                    out += &format!(" /{}", format!("{per:?}").to_lowercase());
                }
                if let Some(of) = &q.of {
                    out += &format!(" ({of})");
                }
                if q.result {
                    out += " =";
                }
                out
            })
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[test]
    fn figures_are_read_as_people_write_them() {
        let cases = include_str!("../../tests/language/quantities.txt");
        let mut wrong = Vec::new();
        for line in cases
            .lines()
            .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
        {
            let (text, expect) = line.split_once("=>").expect("text => figures");
            let got = said(text.trim());
            if got != expect.trim() {
                wrong.push(format!(
                    "{}\n   expected {}\n   read     {got}",
                    text.trim(),
                    expect.trim()
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
