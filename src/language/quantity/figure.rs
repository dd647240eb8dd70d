//! Number, scale and unit: "10k", "half a million", "5 x 10^6 bytes", "two hundred".

use super::Parser;
use super::measure::{self, Measure};
use crate::language::Unit;

/// Number, scale and unit, before what follows them is looked at.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub raw: f64,
    pub scale: Option<f64>,
    pub measure: Option<Measure>,
    /// Written in letters.
    pub words: bool,
    /// Only "a" or "one": a figure only in some company.
    pub lone: bool,
    pub next: usize,
}

impl Figure {
    pub(super) fn value(&self) -> f64 {
        self.raw * self.scale.unwrap_or(1.0) * self.measure.as_ref().map_or(1.0, |m| m.factor)
    }

    pub(super) fn unit(&self) -> Unit {
        self.measure.as_ref().map_or(Unit::Count, |m| m.unit)
    }

    pub(super) fn bare(&self) -> bool {
        self.scale.is_none() && self.measure.is_none()
    }
}

/// What a figure is multiplied by.
enum Factor {
    /// Bytes: it is a count.
    Bytes,
    /// A count: it may be bytes.
    Count,
}

impl Parser<'_, '_> {
    /// Number, scale and unit from `i` on.
    pub(super) fn figure(&self, i: usize) -> Option<Figure> {
        let money = matches!(self.sign(i), Some('$' | '€' | '£'));
        let start = i + usize::from(money);
        let mut figure = match self.number(start) {
            Some(raw) => self.digits(start, raw)?,
            None => self.words(start)?,
        };
        if money {
            figure.measure = measure::unit("usd", "usd", false);
        }
        Some(figure)
    }

    fn digits(&self, i: usize, raw: f64) -> Option<Figure> {
        let mut figure = Figure {
            raw,
            scale: None,
            measure: None,
            words: false,
            lone: false,
            next: i + 1,
        };
        // 10^9, 5 x 10^9
        if self.sign(i + 1) == Some('^') {
            figure.raw = raw.powf(self.number(i + 2)?);
            figure.next = i + 3;
        } else if matches!(self.lower(i + 1), "x" | "*" | "×")
            && self.number(i + 2) == Some(10.0)
            && self.sign(i + 3) == Some('^')
        {
            figure.raw = raw * 10f64.powf(self.number(i + 4)?);
            figure.next = i + 5;
        }
        if !figure.raw.is_finite() {
            return None;
        }
        let j = figure.next;
        if self.is_word(j) && self.glued(j) {
            let piece = self.get(j)?;
            if piece.lower == "x" {
                return Some(figure);
            }
            let (scale, measure) = match self.factor(i, j).filter(|_| piece.text == "B") {
                // "2B x 200KB": two billion. "400M x 300B": bytes.
                Some(Factor::Bytes) => (measure::scale("b"), None),
                Some(Factor::Count) => (None, measure::unit("bytes", "bytes", true)),
                None => suffix(piece.text, &piece.lower, self.lower(j + 1))?,
            };
            figure.scale = scale;
            figure.measure = measure;
            figure.next = j + 1;
        } else if self.sign(j) == Some('%') {
            figure.measure = measure::unit("percent", "percent", true);
            figure.next = j + 1;
            return Some(figure);
        } else if self.lower(j) == "per" && self.lower(j + 1) == "cent" {
            figure.measure = measure::unit("percent", "percent", true);
            figure.next = j + 2;
            return Some(figure);
        } else if self.sign(j) == Some('-')
            && self.glued(j)
            && self.glued(j + 1)
            && self.is_word(j + 1)
        {
            let piece = self.get(j + 1)?;
            if let Some(found) = measure::unit(piece.text, &piece.lower, false) {
                figure.measure = Some(found);
                figure.next = j + 2;
                return Some(figure);
            }
        }
        self.scale_and_unit(&mut figure, true);
        Some(figure)
    }

    /// What a number at `i` with its letter at `j` is multiplied by.
    fn factor(&self, i: usize, j: usize) -> Option<Factor> {
        let times = |at: usize| matches!(self.lower(at), "x" | "*" | "×");
        let kind = |word: usize| {
            let piece = self.get(word).filter(|piece| piece.is_word())?;
            let bytes = measure::unit(piece.text, &piece.lower, true)
                .is_some_and(|found| found.unit == Unit::Bytes);
            match &*piece.lower {
                "b" => None,
                _ if bytes => Some(Factor::Bytes),
                word => measure::scale(word).map(|_| Factor::Count),
            }
        };
        if times(j + 1) && self.number(j + 2).is_some() {
            return kind(j + 3);
        }
        let before = i.checked_sub(3)?;
        let multiplies = times(i - 1) && self.number(before).is_some();
        multiplies.then(|| kind(i - 2)).flatten()
    }

    /// Scale words and a unit after what was read so far.
    fn scale_and_unit(&self, figure: &mut Figure, digits: bool) {
        loop {
            let word = self.lower(figure.next);
            let letter = digits
                && matches!(
                    self.get(figure.next).map_or("", |p| p.text),
                    "K" | "M" | "k" | "B" | "mil" | "bn"
                );
            let bytes = self.get(figure.next).is_some_and(|p| p.text == "B")
                && !self.is_plural(figure.next + 1);
            if figure.measure.is_some() || bytes || !(measure::is_long_scale(word) || letter) {
                break;
            }
            if !self.is_word(figure.next) {
                break;
            }
            let scale = measure::scale(word).unwrap_or(1.0);
            figure.scale = Some(figure.scale.unwrap_or(1.0) * scale);
            figure.next += 1;
        }
        if figure.measure.is_some() {
            return;
        }
        let at = if self.sign(figure.next) == Some('-') && self.glued(figure.next) {
            figure.next + 1
        } else {
            figure.next
        };
        let Some(piece) = self.get(at).filter(|p| p.is_word()) else {
            return;
        };
        if piece.text == "B" && digits {
            figure.measure = measure::unit("bytes", "bytes", true);
            figure.next = at + 1;
        } else if let Some(found) = measure::unit(piece.text, &piece.lower, digits) {
            figure.measure = Some(found);
            figure.next = at + 1;
        } else if piece.lower == "per" && self.lower(at + 1) == "cent" {
            figure.measure = measure::unit("percent", "percent", true);
            figure.next = at + 2;
        }
    }

    /// A figure in letters: "two hundred thousand", "half a second", "a couple of million", "ten k".
    fn words(&self, i: usize) -> Option<Figure> {
        if !self.is_word(i) {
            return None;
        }
        let of = |at: usize| at + usize::from(self.lower(at) == "of");
        let article = |at: usize| at + usize::from(matches!(self.lower(at), "a" | "an"));
        let start = article(i);
        let (raw, next, needs_more, lone) = match self.lower(start) {
            "half" => (0.5, article(of(start + 1)), true, false),
            "quarter" if self.lower(start + 1) == "of" || start > i => {
                (0.25, article(of(start + 1)), true, false)
            }
            "couple" => (2.0, of(start + 1), true, false),
            "few" => (3.0, of(start + 1), true, false),
            "dozen" => (12.0, start + 1, false, false),
            word if start > i => {
                let follows =
                    measure::is_long_scale(word) || measure::unit("", word, false).is_some();
                if !follows || word.ends_with('s') {
                    return None;
                }
                (1.0, start, true, true)
            }
            _ => {
                let (value, next) = self.spelled(i)?;
                (value, next, false, value == 1.0)
            }
        };
        let mut figure = Figure {
            raw,
            scale: None,
            measure: None,
            words: true,
            lone,
            next,
        };
        self.scale_and_unit(&mut figure, false);
        if self.lower(figure.next) == "and"
            && self.lower(figure.next + 1) == "a"
            && self.lower(figure.next + 2) == "half"
        {
            figure.raw += 0.5;
            figure.next += 3;
            self.scale_and_unit(&mut figure, false);
        }
        (!needs_more || !figure.bare()).then_some(figure)
    }

    /// "two hundred and five", "twenty-five", "three thousand five hundred", "one point five".
    fn spelled(&self, i: usize) -> Option<(f64, usize)> {
        let mut total = 0.0;
        let mut current = measure::number_word(self.lower(i))?;
        let mut j = i + 1;
        loop {
            let word = self.lower(j);
            let joins =
                usize::from(word == "-" && self.glued(j) || word == "and" && current >= 100.0);
            if let Some(value) = measure::number_word(self.lower(j + joins)) {
                let fits = current % 100.0 == 0.0
                    || current >= 20.0 && current % 10.0 == 0.0 && value < 10.0;
                if !fits {
                    break;
                }
                current += value;
                j += joins + 1;
            } else if word == "hundred" {
                current *= 100.0;
                j += 1;
            } else if word == "thousand" && measure::number_word(self.lower(j + 1)).is_some() {
                total += current * 1e3;
                current = measure::number_word(self.lower(j + 1)).unwrap_or(0.0);
                j += 2;
            } else if word == "point" {
                let Some(tenths) = measure::number_word(self.lower(j + 1)).filter(|v| *v < 10.0)
                else {
                    break;
                };
                current += tenths / 10.0;
                j += 2;
            } else {
                break;
            }
        }
        Some((total + current, j))
    }
}

/// Letters stuck to a number: "k", "MB", "krps", "ms"; nothing where they make it a name ("2fa", "4xx", "3rd").
fn suffix(text: &str, lower: &str, follows: &str) -> Option<(Option<f64>, Option<Measure>)> {
    if lower == "k" && matches!(follows, "video" | "videos" | "resolution") {
        return None;
    }
    if lower == "g" || lower == "d" && follows == "model" {
        return None;
    }
    if text == "B" || lower == "t" {
        let storage = matches!(
            follows,
            "each" | "x" | "of" | "per" | "*" | "data" | "storage" | "disk" | "ram"
        );
        if storage {
            return Some((
                None,
                measure::unit(
                    if lower == "t" { "tb" } else { "bytes" },
                    if lower == "t" { "tb" } else { "bytes" },
                    true,
                ),
            ));
        }
    }
    if lower == "m" && matches!(follows, "radius" | "away" | "distance") {
        return Some((None, measure::unit("metre", "metre", true)));
    }
    if let Some(scale) = measure::scale(lower) {
        return Some((Some(scale), None));
    }
    if let Some(found) = measure::unit(text, lower, true) {
        return Some((None, Some(found)));
    }
    let (head, tail) = lower.split_at_checked(1)?;
    let rest = text.get(1..)?;
    let scale = measure::scale(head)?;
    let found = measure::unit(rest, tail, false)?;
    (tail.len() > 1).then_some((Some(scale), Some(found)))
}
