//! Ratios: "100:1", "50 reads per write", "ten times more reads than writes".

use super::Parser;
use crate::language::{Quantity, Unit};

impl Parser<'_, '_> {
    /// Whether the sentence speaks of reading and writing near `i`.
    pub(super) fn ratio_company(&self, i: usize) -> bool {
        let from = i.saturating_sub(6);
        self.pieces
            .iter()
            .skip(from)
            .take(i - from + 9)
            .any(|p| p.lower == "ratio" || direction(&p.lower).is_some())
    }

    /// "100:1", "50 reads per write", "1 write to 50 reads", "100 to 1", "10x more reads than writes".
    pub(super) fn ratio(&self, i: usize) -> Option<(Quantity, usize)> {
        let first = self.figure(i)?;
        if first.measure.is_some() {
            return None;
        }
        let make = |a: f64, b: f64, next: usize| {
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            (low > 0.0).then(|| (self.quantity(i, next, high / low, Unit::Ratio), next))
        };
        let a = first.value();
        let j = first.next;
        match self.sign(j) {
            Some(':') => {
                let second = self.figure(j + 1).filter(|s| s.measure.is_none())?;
                return make(a, second.value(), second.next);
            }
            Some('/') if self.glued(j) && self.glued(j + 1) => {
                let second = self.number(j + 1)?;
                let shares = (a + second - 100.0).abs() < 1e-9 && a > 0.0 && second > 0.0;
                return if shares { make(a, second, j + 2) } else { None };
            }
            _ => {}
        }
        // "50-to-1", "50 to 1", "1 to 50" beside "ratio" or "reads".
        let dash = usize::from(self.sign(j) == Some('-') && self.glued(j));
        if self.lower(j + dash) == "to" {
            let after = j + dash + 1 + usize::from(self.sign(j + dash + 1) == Some('-'));
            if let Some(second) = self.figure(after).filter(|s| s.measure.is_none()) {
                let b = second.value();
                let spoken = first.bare() && a == 1.0 && self.ratio_company(i);
                if second.bare() && b == 1.0 && a > 1.0 || spoken {
                    return make(a, b, second.next);
                }
            }
        }
        // "10x more reads than writes"
        let times = self.lower(j) == "times" || self.lower(j) == "x" && self.glued(j);
        if times {
            let window: Vec<_> = (j + 1..j + 8)
                .filter_map(|k| direction(self.lower(k)))
                .collect();
            let behind: Vec<_> = (i.saturating_sub(5)..i)
                .filter_map(|k| direction(self.lower(k)))
                .collect();
            let all: Vec<_> = window.iter().chain(&behind).collect();
            if all.iter().any(|d| **d) && all.iter().any(|d| !**d) {
                return make(a, 1.0, j + 1);
            }
            return None;
        }
        // "50 reads per write", "1 write for every 50 reads"
        let one = direction(self.lower(j))?;
        let mut k = j + 1;
        match self.lower(k) {
            "per" | "to" | "/" | ":" => k += 1,
            "for" => k += 1,
            "and" if first.raw == 1.0 => k += 1,
            _ => return None,
        }
        while matches!(self.lower(k), "every" | "each" | "a" | "an") {
            k += 1;
        }
        let second = self.figure(k).filter(|s| s.measure.is_none());
        let (b, at) = second.map_or((1.0, k), |s| (s.value(), s.next));
        let other = direction(self.lower(at))?;
        if one == other {
            return None;
        }
        make(a, b, at + 1)
    }
}

/// Reading (true) or writing (false), by the words that interviews count them in.
pub(super) fn direction(lower: &str) -> Option<bool> {
    match lower {
        "read" | "reads" | "view" | "views" | "get" | "gets" | "readers" | "redirects"
        | "redirect" | "lookups" | "lookup" | "fetches" | "viewers" | "queries" => Some(true),
        "write" | "writes" | "post" | "posts" | "put" | "puts" | "upload" | "uploads"
        | "insert" | "inserts" | "tweet" | "tweets" | "writers" | "submission" | "submissions" => {
            Some(false)
        }
        _ => None,
    }
}
