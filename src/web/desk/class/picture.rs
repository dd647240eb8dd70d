//! The figures as pictures: SVG by template, coloured by the style sheet. Each has a title and says in words what it
//! shows; the same figures stand in a table beside it, with the links.

use askama::Template;

use super::figures::how;
use crate::assessment::class::{Figures, How};
use crate::web::moment::minutes;
use crate::web::words;

/// How wide a picture is, in its own units: what a small phone shows one to one.
const WIDTH: usize = 360;
/// The most characters of a label that fit in a line.
const LABEL: usize = 52;
/// The most rows of bars; the table has all of them.
const BARS: usize = 24;

/// A label that fits.
fn fitted(text: &str) -> String {
    match text.chars().count() <= LABEL {
        true => text.to_owned(),
        false => text.chars().take(LABEL - 1).chain(['…']).collect(),
    }
}

#[derive(Template)]
#[template(path = "desk/class/heat.html")]
struct HeatPicture {
    counted: usize,
    lost: String,
    height: usize,
    heads: Vec<(usize, &'static str)>,
    rows: Vec<HeatLine>,
}

struct HeatLine {
    y: usize,
    label: String,
    cells: Vec<HeatCell>,
}

struct HeatCell {
    x: usize,
    y: usize,
    middle: usize,
    base: usize,
    class: String,
    count: usize,
}

/// How far a class came by itself: a row for each expectation, shaded by how many.
pub fn heat(figures: &Figures) -> Result<String, askama::Error> {
    const ROW: usize = 54;
    const HEAD: usize = 24;
    const CELL: usize = 68;
    let x = |column: usize| column * (CELL + 5);
    let rows = figures.heat.iter().enumerate().map(|(at, row)| {
        let y = HEAD + at * ROW + 16;
        HeatLine {
            y,
            label: fitted(&row.title),
            cells: How::ALL
                .iter()
                .zip(&row.cells)
                .enumerate()
                .map(|(column, (kind, cell))| HeatCell {
                    x: x(column),
                    y: y + 6,
                    middle: x(column) + CELL / 2,
                    base: y + 22,
                    class: shade(*kind, cell.len(), row.open()),
                    count: cell.len(),
                })
                .collect(),
        }
    });
    let most = figures.heat.iter().max_by_key(|row| row.lost());
    HeatPicture {
        counted: figures.counted,
        lost: match most.filter(|row| row.lost() > 0) {
            Some(row) => format!(
                "Most often missed or told: {}, in {} of {}.",
                row.title,
                row.lost(),
                row.open()
            ),
            None => "Nothing was missed or had to be told.".into(),
        },
        height: HEAD + figures.heat.len() * ROW,
        heads: How::ALL
            .iter()
            .enumerate()
            .map(|(column, kind)| (x(column) + CELL / 2, how(*kind)))
            .collect(),
        rows: rows.collect(),
    }
    .render()
}

/// The class that shades a cell: its colour by what it means, its strength by the share of the row.
fn shade(kind: How, count: usize, open: usize) -> String {
    let colour = match kind {
        How::Unprompted | How::Probed => "good",
        How::Hinted | How::Told => "near",
        How::Missed => "far",
    };
    let strength = (count * 4).div_ceil(open.max(1)).min(4);
    format!("{colour} s{strength}")
}

#[derive(Template)]
#[template(path = "desk/class/bars.html")]
struct BarsPicture {
    name: &'static str,
    title: &'static str,
    desc: String,
    /// What the two parts of a bar are.
    good: &'static str,
    far: &'static str,
    height: usize,
    rows: Vec<Bar>,
}

struct Bar {
    label: String,
    text_y: usize,
    y: usize,
    base: usize,
    good: usize,
    good_width: usize,
    far: usize,
    far_width: usize,
}

/// Rows of two counts each, as long as they are in the longest row.
fn bars(rows: Vec<(&str, usize, usize)>) -> (Vec<Bar>, usize) {
    const ROW: usize = 48;
    const HEAD: usize = 24;
    const LONGEST: usize = WIDTH - 60;
    let most = rows
        .iter()
        .map(|(_, good, far)| good + far)
        .max()
        .unwrap_or(0)
        .max(1);
    let bars: Vec<Bar> = rows
        .into_iter()
        .take(BARS)
        .enumerate()
        .map(|(at, (label, good, far))| {
            let y = HEAD + at * ROW;
            Bar {
                label: fitted(label),
                text_y: y + 16,
                y: y + 22,
                base: y + 35,
                good,
                good_width: good * LONGEST / most,
                far,
                far_width: far * LONGEST / most,
            }
        })
        .collect();
    let height = HEAD + bars.len() * ROW;
    (bars, height)
}

/// Which facts were asked for, and how often they were not.
pub fn facts(figures: &Figures) -> Result<String, askama::Error> {
    let never = figures.facts.iter().filter(|line| line.asked.is_empty());
    let desc = format!(
        "Of {} facts worth asking for, {} were never asked for by anybody.",
        figures.facts.len(),
        never.count()
    );
    let rows = figures
        .facts
        .iter()
        .map(|line| (line.short.as_str(), line.asked.len(), line.not_asked.len()));
    let (rows, height) = bars(rows.collect());
    BarsPicture {
        name: "facts",
        title: "Facts asked for and not asked for",
        desc,
        good: "asked",
        far: "not asked",
        height,
        rows,
    }
    .render()
}

/// Which misconceptions were shown, and whether they were let go.
pub fn misconceptions(figures: &Figures) -> Result<String, askama::Error> {
    let desc = match figures.misconceptions.first() {
        Some(line) => format!(
            "Most frequent: {}, in {} of {}.",
            line.title,
            line.settled.len() + line.held.len(),
            figures.counted
        ),
        None => "None was shown.".into(),
    };
    let rows = figures
        .misconceptions
        .iter()
        .map(|line| (line.title.as_str(), line.settled.len(), line.held.len()));
    let (rows, height) = bars(rows.collect());
    BarsPicture {
        name: "misconceptions",
        title: "Misconceptions shown",
        desc,
        good: "let go",
        far: "kept",
        height,
        rows,
    }
    .render()
}

#[derive(Template)]
#[template(path = "desk/class/time.html")]
struct TimePicture {
    desc: String,
    height: usize,
    rows: Vec<TimeBar>,
}

struct TimeBar {
    label: &'static str,
    said: String,
    text_y: usize,
    y: usize,
    middle: usize,
    from: usize,
    to: usize,
    median: usize,
    budget: Option<usize>,
}

/// The time spent in each step: the middle one as a bar, from the shortest to the longest as a line.
pub fn time(figures: &Figures) -> Result<String, askama::Error> {
    const ROW: usize = 52;
    let longest = figures
        .time
        .iter()
        .map(|line| line.most_ms.max(line.budget_ms.unwrap_or(0)))
        .max()
        .unwrap_or(0)
        .max(1);
    let x = |ms: u64| {
        let x = ms.saturating_mul((WIDTH - 8) as u64) / longest;
        usize::try_from(x).unwrap_or(WIDTH)
    };
    let said: Vec<String> = figures
        .time
        .iter()
        .map(|line| format!("{} {}", words::step(line.step), minutes(line.median_ms)))
        .collect();
    let rows = figures.time.iter().enumerate().map(|(at, line)| {
        let y = at * ROW + 24;
        TimeBar {
            label: words::step(line.step),
            said: format!(
                "{}, {} to {}",
                minutes(line.median_ms),
                minutes(line.least_ms),
                minutes(line.most_ms)
            ),
            text_y: y - 6,
            y,
            middle: y + 8,
            from: x(line.least_ms),
            to: x(line.most_ms),
            median: x(line.median_ms),
            budget: line.budget_ms.map(x),
        }
    });
    TimePicture {
        desc: format!("The middle of the class: {}.", said.join(", ")),
        height: figures.time.len() * ROW,
        rows: rows.collect(),
    }
    .render()
}

#[derive(Template)]
#[template(path = "desk/class/progress.html")]
struct ProgressPicture {
    desc: String,
    bar: usize,
    /// Where each attempt stands, and what it is called.
    heads: Vec<(usize, usize)>,
    lines: Vec<String>,
    dots: Vec<(usize, usize)>,
    mean: String,
}

/// The scores over the attempts: a line for each learner, and the class's mean.
pub fn progress(lines: &[Vec<u32>], means: &[u32], bars: &[u32]) -> Result<String, askama::Error> {
    const LEFT: usize = 34;
    const BOTTOM: usize = 190;
    const HIGH: usize = 170;
    let step = (WIDTH - LEFT - 20) / means.len().saturating_sub(1).max(1);
    let x = |nth: usize| LEFT + 10 + nth * step;
    let y = |score: u32| BOTTOM - (score.min(1000) as usize) * HIGH / 1000;
    let path = |scores: &[u32]| -> String {
        let points = scores.iter().enumerate();
        let points: Vec<String> = points
            .map(|(nth, score)| format!("{},{}", x(nth), y(*score)))
            .collect();
        points.join(" ")
    };
    let said: Vec<String> = means.iter().map(u32::to_string).collect();
    let count = u32::try_from(bars.len()).unwrap_or(u32::MAX).max(1);
    ProgressPicture {
        desc: format!(
            "Mean score of the class by attempt, of 1000: {}.",
            said.join(", ")
        ),
        bar: y(bars.iter().sum::<u32>() / count),
        heads: (0..means.len()).map(|nth| (x(nth), nth + 1)).collect(),
        lines: lines
            .iter()
            .filter(|line| line.len() > 1)
            .map(|line| path(line))
            .collect(),
        dots: lines
            .iter()
            .flat_map(|line| line.iter().enumerate())
            .map(|(nth, score)| (x(nth), y(*score)))
            .collect(),
        mean: path(means),
    }
    .render()
}
