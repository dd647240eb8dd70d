//! `greenroom check --mutants`: what is left of the credit when the samples are said otherwise, as a table.

use std::fmt::Write as _;

use crate::assessment::mutants::{Aim, Failure, Kind, Measure, Tally};

/// Failures of a kind that are shown unless all are wanted.
const SHOWN: usize = 5;

/// What was measured for several scenarios, each with its name.
#[derive(Default)]
pub(super) struct Measures {
    scenarios: Vec<(String, Measure)>,
}

impl Measures {
    pub(super) fn add(&mut self, name: &str, measure: Measure) {
        self.scenarios.push((name.to_owned(), measure));
    }

    fn total(&self, wanted: impl Fn(Kind) -> bool) -> Tally {
        let mut total = Tally::default();
        for (_, measure) in &self.scenarios {
            for (kind, tally) in Kind::ALL.into_iter().zip(measure.tallies) {
                if wanted(kind) {
                    total.add(tally);
                }
            }
        }
        total
    }

    /// Whether both aims are met, over all scenarios.
    pub(super) fn meet_aims(&self) -> bool {
        Aim::ALL
            .into_iter()
            .all(|aim| self.total(|kind| kind.aim() == aim).meets(aim))
    }

    /// The table, a line for each aim, and the first failures of each kind, or `all` of them.
    pub(super) fn report(&self, all: bool) -> String {
        let mut text = self.table();
        for aim in Aim::ALL {
            let total = self.total(|kind| kind.aim() == aim);
            let verdict = match total.meets(aim) {
                true => "met",
                false => "missed",
            };
            let percent = aim.percent();
            let line = format!(
                "{}: {}, aim {percent}%: {verdict}\n",
                aim.name(),
                shown(total)
            );
            text += &line;
        }
        for kind in Kind::ALL {
            text += &self.failures(kind, if all { usize::MAX } else { SHOWN });
        }
        text
    }

    fn table(&self) -> String {
        let names = self.scenarios.iter().map(|(name, _)| name.as_str());
        let mut rows = vec![row("", names.map(str::to_owned), "all".to_owned())];
        for (at, kind) in Kind::ALL.into_iter().enumerate() {
            let cells = self
                .scenarios
                .iter()
                .map(|(_, measure)| shown(measure.tallies[at]));
            let label = format!("{}, {}", kind.name(), kind.aim().name());
            rows.push(row(&label, cells, shown(self.total(|other| other == kind))));
        }
        let columns = rows.first().map_or(0, Vec::len);
        let widths: Vec<usize> = (0..columns)
            .map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0))
            .collect();
        let mut table = String::new();
        for row in rows {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                // Writing to a string cannot fail.
                let _ = match column {
                    0 => write!(line, "{cell:<width$}"),
                    _ => write!(line, "  {cell:>width$}"),
                };
            }
            table += line.trim_end();
            table.push('\n');
        }
        table
    }

    fn failures(&self, kind: Kind, most: usize) -> String {
        let of_kind = self.scenarios.iter().flat_map(|(name, measure)| {
            let failures = measure.failures.iter();
            failures
                .filter(|failure| failure.kind == kind)
                .map(move |failure| (name, failure))
        });
        let count = of_kind.clone().count();
        if count == 0 {
            return String::new();
        }
        let what = match kind.aim() {
            Aim::Kept => "lost credit",
            Aim::Lost => "kept credit",
        };
        let mut text = format!("\n{}: {count} twins {what}\n", kind.name());
        for (name, failure) in of_kind.take(most) {
            text += &one(name, failure);
        }
        if count > most {
            let line = format!("  and {} more: --verbose shows them\n", count - most);
            text += &line;
        }
        text
    }
}

fn row(label: &str, cells: impl Iterator<Item = String>, all: String) -> Vec<String> {
    [label.to_owned()]
        .into_iter()
        .chain(cells)
        .chain([all])
        .collect()
}

/// "407/424 95.9%", rounded down, so that an aim that is missed doesn't look met.
fn shown(tally: Tally) -> String {
    if tally.tried == 0 {
        return "-".to_owned();
    }
    let permille = tally.held * 1000 / tally.tried;
    format!(
        "{}/{} {}.{}%",
        tally.held,
        tally.tried,
        permille / 10,
        permille % 10
    )
}

fn one(name: &str, failure: &Failure) -> String {
    let line = |text: &str| text.replace('\n', "\n          ");
    format!(
        "  {name} {}, by `{}`\n    sample: {}\n    twin:   {}\n",
        failure.credit,
        failure.by,
        line(&failure.sample),
        line(&failure.twin)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_was_held_and_missed() {
        let mut measure = Measure::default();
        measure.tallies[Kind::Typos as usize] = Tally { held: 2, tried: 3 };
        measure.failures.push(Failure {
            kind: Kind::Typos,
            sample: "a cache".to_owned(),
            twin: "a cahce".to_owned(),
            credit: "feed/cache".to_owned(),
            by: "@cache".to_owned(),
        });
        let mut measures = Measures::default();
        measures.add("twitter", measure);
        let report = measures.report(false);
        assert!(
            report.contains("typos, kept          2/3 66.6%  2/3 66.6%\n"),
            "{report}"
        );
        assert!(
            report.contains("kept: 2/3 66.6%, aim 95%: missed\n"),
            "{report}"
        );
        assert!(report.contains("lost: -, aim 98%: met\n"), "{report}");
        assert!(report.contains("twin:   a cahce\n"), "{report}");
        assert!(!measures.meet_aims());
    }
}
