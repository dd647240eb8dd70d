//! Where a class stands: figures over the reports of its sessions. Each figure names the attempts it counts, with the
//! words behind it, so that it can be looked up.

use std::collections::BTreeMap;

use super::ReportLine;
use crate::interview::state::{Help, Quote};
use crate::language::Id;
use crate::scenario::Step;

mod digest;
#[cfg(test)]
mod tests;

pub use digest::{Asked, Digest, Reached, Shown};

/// How somebody came to an expectation, or didn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum How {
    Unprompted,
    Probed,
    Hinted,
    Told,
    Missed,
}

impl How {
    /// In the order in which they are shown.
    pub const ALL: [How; 5] = [
        How::Unprompted,
        How::Probed,
        How::Hinted,
        How::Told,
        How::Missed,
    ];

    fn of(line: &ReportLine) -> How {
        match line.help {
            Some(Help::Unprompted) => How::Unprompted,
            Some(Help::Probed) => How::Probed,
            Some(Help::Hinted) => How::Hinted,
            Some(Help::Told) => How::Told,
            None => How::Missed,
        }
    }
}

/// A session of somebody in the class.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'d> {
    /// Who, told apart by a number.
    pub learner: u32,
    /// What came of it.
    pub digest: &'d Digest,
}

/// Which attempts of each learner count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Which {
    #[default]
    Latest,
    First,
    All,
}

/// An attempt that a figure counts, by its place in the list, with the words behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Behind {
    pub attempt: usize,
    pub quotes: Vec<Quote>,
}

/// The figures of a class on one scenario.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How many attempts they count.
    pub counted: usize,
    /// Per expectation, step by step.
    pub heat: Vec<Heat>,
    /// Facts worth asking for, the least asked first.
    pub facts: Vec<FactLine>,
    /// Time, in the order of [`Step::ALL`].
    pub time: Vec<TimeLine>,
    /// Misconceptions, the most frequent first.
    pub misconceptions: Vec<Misheld>,
    /// The learners' attempts, first to last; all of them, whichever the other figures count.
    pub progress: Vec<Progress>,
}

/// How a class came to one expectation.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Heat {
    pub expectation: Id,
    pub title: String,
    pub step: Step,
    /// In the order of [`How::ALL`].
    pub cells: [Vec<Behind>; 5],
    /// The mean of the credit, in thousandths.
    pub points: u32,
}

impl Heat {
    /// To how many it was open.
    pub fn open(&self) -> usize {
        self.cells.iter().map(Vec::len).sum()
    }

    /// Who got nothing for it: it was missed, or had to be told.
    pub fn lost(&self) -> usize {
        self.cells[How::Told as usize].len() + self.cells[How::Missed as usize].len()
    }
}

/// Who asked for a fact, and who didn't.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct FactLine {
    pub fact: Id,
    pub short: String,
    pub asked: Vec<Behind>,
    pub not_asked: Vec<Behind>,
}

/// The time that a class spent in one step, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct TimeLine {
    pub step: Step,
    pub least_ms: u64,
    pub median_ms: u64,
    pub most_ms: u64,
    /// The median of what was meant for it, where it was timed.
    pub budget_ms: Option<u64>,
    /// Each attempt's.
    pub spent: Vec<(usize, u64)>,
}

/// Who showed a misconception: settled it after the challenge, or held on to it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Misheld {
    pub title: String,
    pub correction: String,
    pub settled: Vec<Behind>,
    pub held: Vec<Behind>,
}

/// A learner's attempts, by their places in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Progress {
    pub learner: u32,
    pub attempts: Vec<usize>,
}

/// The figures over attempts on one scenario, which are given oldest first.
pub fn figures(attempts: &[Attempt<'_>], which: Which) -> Figures {
    let progress = progress(attempts);
    let mut counted: Vec<usize> = Vec::new();
    for line in &progress {
        match which {
            Which::Latest => counted.extend(line.attempts.last()),
            Which::First => counted.extend(line.attempts.first()),
            Which::All => counted.extend(&line.attempts),
        }
    }
    counted.sort_unstable();
    let counted: Vec<(usize, &Digest)> = counted
        .into_iter()
        .map(|at| (at, attempts[at].digest))
        .collect();
    Figures {
        counted: counted.len(),
        heat: heat(&counted),
        facts: facts(&counted),
        time: time(&counted),
        misconceptions: misconceptions(&counted),
        progress,
    }
}

fn progress(attempts: &[Attempt<'_>]) -> Vec<Progress> {
    let mut lines: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, attempt) in attempts.iter().enumerate() {
        lines.entry(attempt.learner).or_default().push(at);
    }
    lines
        .into_iter()
        .map(|(learner, attempts)| Progress { learner, attempts })
        .collect()
}

/// Editions of a scenario have other expectations; what is the same in them has the same name.
fn heat(counted: &[(usize, &Digest)]) -> Vec<Heat> {
    let mut rows: Vec<Heat> = Vec::new();
    let mut points: Vec<Vec<u32>> = Vec::new();
    for (attempt, line) in each(counted, |digest| &digest.lines) {
        let at = rows
            .iter()
            .position(|row| row.expectation == line.expectation)
            .unwrap_or_else(|| {
                rows.push(Heat {
                    expectation: line.expectation.clone(),
                    title: line.title.clone(),
                    step: line.step,
                    cells: Default::default(),
                    points: 0,
                });
                points.push(Vec::new());
                rows.len() - 1
            });
        rows[at].cells[line.how as usize].push(behind(attempt, &line.quotes));
        points[at].push(line.points);
    }
    for (row, points) in rows.iter_mut().zip(points) {
        row.points = mean(points.into_iter());
    }
    rows.sort_by_key(|row| row.step as usize);
    rows
}

fn facts(counted: &[(usize, &Digest)]) -> Vec<FactLine> {
    let mut rows: Vec<FactLine> = Vec::new();
    for (attempt, fact) in each(counted, |digest| &digest.facts) {
        let at = rows
            .iter()
            .position(|row| row.fact == fact.fact)
            .unwrap_or_else(|| {
                rows.push(FactLine {
                    fact: fact.fact.clone(),
                    short: fact.short.clone(),
                    asked: Vec::new(),
                    not_asked: Vec::new(),
                });
                rows.len() - 1
            });
        let behind = behind(attempt, &fact.quotes);
        match fact.quotes.is_empty() {
            true => rows[at].not_asked.push(behind),
            false => rows[at].asked.push(behind),
        }
    }
    rows.sort_by_key(|row| (row.asked.len(), std::cmp::Reverse(row.not_asked.len())));
    rows
}

fn time(counted: &[(usize, &Digest)]) -> Vec<TimeLine> {
    Step::ALL
        .iter()
        .filter_map(|step| {
            let mut spent = Vec::new();
            let mut budgets = Vec::new();
            for (attempt, line) in each(counted, |digest| &digest.time) {
                if line.step == *step {
                    spent.push((attempt, line.spent_ms));
                    budgets.extend(line.budget_ms);
                }
            }
            let all: Vec<u64> = spent.iter().map(|(_, ms)| *ms).collect();
            Some(TimeLine {
                step: *step,
                least_ms: *all.iter().min()?,
                median_ms: median(all.clone())?,
                most_ms: *all.iter().max()?,
                budget_ms: median(budgets),
                spent,
            })
        })
        .collect()
}

fn misconceptions(counted: &[(usize, &Digest)]) -> Vec<Misheld> {
    let mut rows: Vec<Misheld> = Vec::new();
    for (attempt, shown) in each(counted, |digest| &digest.misconceptions) {
        let at = rows
            .iter()
            .position(|row| row.title == shown.title)
            .unwrap_or_else(|| {
                rows.push(Misheld {
                    title: shown.title.clone(),
                    correction: shown.correction.clone(),
                    settled: Vec::new(),
                    held: Vec::new(),
                });
                rows.len() - 1
            });
        let behind = behind(attempt, &shown.quotes);
        match shown.settled {
            true => rows[at].settled.push(behind),
            false => rows[at].held.push(behind),
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.settled.len() + row.held.len()));
    rows
}

/// Some lines of each digest, with the attempt that they are of.
fn each<'d, T: 'd>(
    counted: &[(usize, &'d Digest)],
    lines: impl Fn(&'d Digest) -> &'d Vec<T>,
) -> impl Iterator<Item = (usize, &'d T)> {
    counted
        .iter()
        .flat_map(move |(attempt, digest)| lines(digest).iter().map(move |line| (*attempt, line)))
}

fn behind(attempt: usize, quotes: &[Quote]) -> Behind {
    Behind {
        attempt,
        quotes: quotes.to_vec(),
    }
}

/// The mean, rounded down; 0 of none.
fn mean(values: impl Iterator<Item = u32>) -> u32 {
    let (sum, count) = values.fold((0_u64, 0_u64), |(sum, count), value| {
        (sum + u64::from(value), count + 1)
    });
    u32::try_from(sum.checked_div(count).unwrap_or(0)).unwrap_or(u32::MAX)
}

/// The middle value, of an even number the mean of the two.
fn median(mut values: Vec<u64>) -> Option<u64> {
    values.sort_unstable();
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    match values.len() % 2 {
        1 => Some(upper),
        _ => Some(values[half - 1].midpoint(upper)),
    }
}
