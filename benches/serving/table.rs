//! The table, and the arithmetic of its rows.

use std::fmt::Write;

/// Rows as they come; each is shown at once, and all of them at the end.
pub struct Table {
    text: String,
}

impl Table {
    pub fn new() -> Table {
        let mut table = Table {
            text: String::new(),
        };
        table.add(&format!(
            "{:<72} {:>11} {:>11} {:>7}  {}",
            "", "greenroom", "reference", "ratio", "goal"
        ));
        table
    }

    /// A figure beside its reference.
    pub fn row(&mut self, what: &str, ours: f64, reference: f64, goal: &str) {
        let ratio = ours / reference.max(f64::MIN_POSITIVE);
        let (ours, reference) = (figure(ours), figure(reference));
        self.add(&format!(
            "{what:<72} {ours:>11} {reference:>11} {ratio:>7.2}  {goal}"
        ));
    }

    /// A figure that has no reference but its goal.
    pub fn alone(&mut self, what: &str, ours: f64, goal: &str) {
        let ours = figure(ours);
        self.add(&format!(
            "{what:<72} {ours:>11} {:>11} {:>7}  {goal}",
            "", ""
        ));
    }

    fn add(&mut self, line: &str) {
        let line = line.trim_end();
        eprintln!("{line}");
        let _ = writeln!(self.text, "{line}");
    }

    pub fn finished(self) -> String {
        self.text
    }
}

fn figure(value: f64) -> String {
    match value {
        ..10.0 => format!("{value:.2}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

pub fn median(values: &[f64]) -> f64 {
    percentile(&mut values.to_vec(), 50.0)
}

/// The value that so many per cent of the values don't exceed.
pub fn percentile(values: &mut [f64], per_cent: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() as f64 * per_cent / 100.0).ceil() as usize;
    values
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or(f64::NAN)
}
