//! What only looks like a figure: list numbers, dates, clock times, labels, status codes, names.

use super::Parser;
use super::measure;
use super::scan::{Kind, Piece};

impl Parser<'_, '_> {
    /// Past a stretch that only looks like a figure.
    pub(super) fn lookalike(&self, i: usize) -> Option<usize> {
        let here = self.lower(i);
        if matches!(here, "one" | "1") {
            let on = self.lower(i + 1);
            let pair = |at: usize| matches!(self.lower(at), "one" | "1" | "many");
            if matches!(on, "on" | "to") && pair(i + 2) && !self.ratio_company(i) {
                return Some(i + 3);
            }
            if on == "-" && matches!(self.lower(i + 2), "on" | "to") && pair(i + 4) {
                return Some(i + 5);
            }
            if matches!(on, "-" | ":") && self.glued(i + 1) && pair(i + 2) && !self.ratio_company(i)
            {
                return Some(i + 3);
            }
        }
        let value = self.number(i)?;
        let follows_line = i == 0 || self.get(i - 1).is_some_and(|p| p.text == "\n");
        // "1." and "2)" at the start of a line number a list.
        if follows_line
            && self.glued(i + 1)
            && !self.glued(i + 2)
            && matches!(self.lower(i + 1), "." | ")")
        {
            return Some(i + 2);
        }
        // Dates and "24/7".
        if matches!(self.sign(i + 1), Some('/' | '-'))
            && self.glued(i + 1)
            && self.glued(i + 2)
            && let Some(second) = self.number(i + 2)
        {
            if self.sign(i + 3) == self.sign(i + 1)
                && self.glued(i + 4)
                && self.number(i + 4).is_some()
            {
                return Some(i + 5);
            }
            if self.sign(i + 1) == Some('/') && (value, second) == (24.0, 7.0) {
                return Some(i + 3);
            }
        }
        // A name that ends in a number: "utf-8", "covid-19", but not "sub-100ms".
        if i >= 2
            && self.before(i, 1) == "-"
            && self.glued(i)
            && self.glued(i - 1)
            && self.is_word(i - 2)
        {
            let name = self.lower(i - 2);
            let amount = matches!(name, "sub" | "under" | "over" | "to" | "pre" | "post")
                || measure::number_word(name).is_some();
            if !amount {
                return Some(i + 1);
            }
        }
        // Clock times.
        if matches!(self.lower(i + 1), "am" | "pm" | "a.m" | "p.m" | "o'clock") {
            return Some(i + 2);
        }
        if self.sign(i + 1) == Some(':') && self.glued(i + 2) && value <= 24.0 {
            let minutes = self
                .get(i + 2)
                .filter(|p| p.text.len() == 2)
                .and_then(Piece::number);
            let clock = minutes.is_some_and(|m| m < 60.0 && m != 1.0)
                && (self.before(i, 1) == "at" || matches!(self.lower(i + 3), "am" | "pm"));
            if clock {
                return Some(i + 3);
            }
        }
        let noun_follows = self.is_plural(i + 1) || self.is_plural(i + 2) && self.is_word(i + 1);
        let stuck = self.glued(i + 1) && self.is_word(i + 1);
        let dimension = matches!(
            self.sign(i + 1),
            Some('%' | ':' | '^' | '/' | '*' | '×' | '=')
        );
        let hyphen = self.sign(i + 1) == Some('-') && self.glued(i + 1);
        let text = self.get(i + 1).map_or("", |p| p.text);
        let measured = measure::scale(self.lower(i + 1)).is_some()
            || measure::unit(text, self.lower(i + 1), true).is_some();
        let more = stuck || dimension || hyphen || measured;
        if more {
            return None;
        }
        let typed = self.get(i).map_or("", |p| p.text);
        let four_digits = typed.len() == 4 && typed.bytes().all(|b| b.is_ascii_digit());
        if four_digits && (1950.0..2100.0).contains(&value) && !noun_follows {
            let dated = matches!(
                self.before(i, 1),
                "in" | "since"
                    | "until"
                    | "by"
                    | "before"
                    | "after"
                    | "year"
                    | "of"
                    | "early"
                    | "late"
                    | "from"
                    | "january"
                    | "february"
                    | "march"
                    | "april"
                    | "may"
                    | "june"
                    | "july"
                    | "august"
                    | "september"
                    | "october"
                    | "november"
                    | "december"
            );
            if dated {
                return Some(i + 1);
            }
        }
        const STATUS: [f64; 17] = [
            200.0, 201.0, 202.0, 204.0, 301.0, 302.0, 304.0, 307.0, 400.0, 401.0, 403.0, 404.0,
            409.0, 429.0, 500.0, 502.0, 503.0,
        ];
        let coded = matches!(
            self.lower(i + 1),
            "response"
                | "responses"
                | "error"
                | "errors"
                | "status"
                | "code"
                | "codes"
                | "redirect"
                | "redirects"
        ) || matches!(
            self.before(i, 1),
            "http" | "status" | "code" | "returns" | "return" | "error"
        ) || self.before(i, 1) == "a" && !noun_follows;
        if STATUS.contains(&value) && coded && typed.len() == 3 {
            return Some(i + 1);
        }
        // "step 2", "option 1", "Kaizen 20", "at 9", "#3": the number names, it doesn't count.
        let labelled = matches!(
            self.before(i, 1),
            "step"
                | "option"
                | "part"
                | "phase"
                | "level"
                | "version"
                | "question"
                | "number"
                | "port"
                | "layer"
                | "page"
                | "chapter"
                | "type"
                | "item"
                | "point"
                | "requirement"
                | "round"
                | "http"
                | "python"
                | "section"
                | "day"
                | "week"
                | "team"
                | "server"
                | "shard"
                | "node"
                | "user"
                | "case"
                | "deep"
                | "solution"
                | "approach"
                | "tier"
                | "stage"
                | "#"
                | "figure"
                | "problem"
                | "feature"
                | "v"
                | "no"
        );
        let name = i > 1
            && self.get(i - 1).is_some_and(|p| {
                p.is_word() && p.text.len() > 3 && p.text.starts_with(char::is_uppercase)
            })
            && !self.get(i - 2).is_some_and(|p| p.kind == Kind::Break);
        let hour = self.before(i, 1) == "at" && value <= 24.0 && typed.len() <= 2;
        if !noun_follows && (labelled || name && value < 100.0 || hour) {
            return Some(i + 1);
        }
        if labelled
            && matches!(
                self.before(i, 1),
                "#" | "step" | "option" | "version" | "question"
            )
        {
            return Some(i + 1);
        }
        // Tiers and ways: "3-tier" and "2 phase commit" are names.
        if matches!(
            self.lower(i + 1),
            "phase" | "tier" | "way" | "factor" | "dimensional" | "st" | "nd" | "rd" | "th"
        ) {
            return Some(i + 2);
        }
        // "(0, 1, 2, 3)" lists values.
        let mut j = i;
        while self.sign(j + 1) == Some(',') && self.number(j + 2).is_some() {
            j += 2;
        }
        (j >= i + 4 && !self.is_plural(j + 1)).then_some(j + 1)
    }
}
