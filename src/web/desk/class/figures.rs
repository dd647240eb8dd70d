//! Where a class gets stuck: the figures of one scenario, as tables and as pictures.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::{Room, picture};
use crate::assessment::class::{Attempt, Digest, Figures, Heat, How, Which, figures};
use crate::session::App;
use crate::store::{ClassSession, Learner};
use crate::web::desk::{Desk, SignedIn};
use crate::web::error::Error;
use crate::web::moment::minutes;
use crate::web::words::{self, Label};

/// How many of the places where a class gets stuck are named above the tables.
const STUCK: usize = 3;

/// Which figures are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// The scenario; empty for the first one assigned.
    pub scenario: String,
    /// `first`, `all`, or anything else for the latest attempt of each learner.
    pub which: String,
}

impl Wanted {
    /// Which attempts count.
    pub fn which(&self) -> Which {
        match self.which.as_str() {
            "first" => Which::First,
            "all" => Which::All,
            _ => Which::Latest,
        }
    }
}

/// The figures of a class on a scenario, with whose attempts they count.
pub struct Counted<'r> {
    /// In the order in which the figures name them.
    pub attempts: Vec<(&'r ClassSession, &'r Learner, Arc<Digest>)>,
    /// The figures.
    pub figures: Figures,
}

impl Counted<'_> {
    /// The figures of this class on this scenario.
    pub async fn load<'r>(
        app: &App,
        desk: &Desk,
        room: &'r Room,
        scenario: &str,
        which: Which,
    ) -> Counted<'r> {
        let attempts = room.finished_on(app, &desk.digests, scenario).await;
        let weighed: Vec<Attempt<'_>> = attempts
            .iter()
            .map(|(_, learner, digest)| Attempt {
                learner: learner.number,
                digest,
            })
            .collect();
        let figures = figures(&weighed, which);
        Counted { attempts, figures }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "desk/class/figures.html")]
struct FiguresPage {
    name: String,
    id: String,
    class: String,
    scenarios: Vec<Tab>,
    whiches: Vec<Tab>,
    /// What every address of a figure begins with.
    lines: String,
    learners: usize,
    counted: usize,
    stuck: Vec<Stuck>,
    heat: Vec<HeatRow>,
    facts: Vec<FactRow>,
    time: Vec<TimeRow>,
    timed: bool,
    misconceptions: Vec<MisheldRow>,
    most: usize,
    progress: Vec<ProgressRow>,
    means: Vec<u32>,
    pictures: Pictures,
}

struct Pictures {
    heat: String,
    facts: String,
    time: String,
    misconceptions: String,
    progress: String,
}

/// Something to choose.
struct Tab {
    value: String,
    label: String,
    current: bool,
}

struct Stuck {
    expectation: String,
    title: String,
    /// "missed or told for 7 of 9"
    text: String,
}

struct HeatRow {
    expectation: String,
    title: String,
    step: &'static str,
    /// The first row of its step.
    first: bool,
    cells: Vec<HeatCell>,
    /// "62%"
    credit: String,
}

struct HeatCell {
    how: &'static str,
    count: usize,
}

struct FactRow {
    fact: String,
    short: String,
    asked: usize,
    not_asked: usize,
}

struct TimeRow {
    step: &'static str,
    value: &'static str,
    median: String,
    least: String,
    most: String,
    budget: Option<String>,
}

struct MisheldRow {
    title: String,
    correction: String,
    settled: usize,
    held: usize,
}

struct ProgressRow {
    name: String,
    number: u32,
    attempts: Vec<Step>,
    /// "+120", where there is more than one attempt.
    change: Option<String>,
}

struct Step {
    session: String,
    score: u32,
    band: Label,
}

/// What a column of the heat is called, in an address and on the page.
pub fn how(how: How) -> &'static str {
    match how {
        How::Unprompted => "unprompted",
        How::Probed => "probed",
        How::Hinted => "hinted",
        How::Told => "told",
        How::Missed => "missed",
    }
}

/// A step as an address has it.
pub fn step_value(step: crate::scenario::Step) -> &'static str {
    use crate::scenario::Step;
    match step {
        Step::Clarify => "clarify",
        Step::Design => "design",
        Step::Communicate => "communicate",
        Step::Iterate => "iterate",
    }
}

/// `GET /desk/classes/{class}/figures?scenario=SLUG&which=latest`
pub async fn show(
    State(app): State<App>,
    State(desk): State<Desk>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
    Query(mut wanted): Query<Wanted>,
) -> Result<Html<String>, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let scenarios = room.scenarios();
    if wanted.scenario.is_empty() {
        wanted.scenario = scenarios
            .first()
            .map(|(slug, _)| slug.clone())
            .unwrap_or_default();
    } else if !scenarios.iter().any(|(slug, _)| *slug == wanted.scenario) {
        return Err(Error::NotFound);
    }
    let counted = Counted::load(&app, &desk, &room, &wanted.scenario, wanted.which()).await;
    let page = FiguresPage::new(&room, &counted, &wanted, scenarios)?;
    Ok(Html(page.render()?))
}

impl FiguresPage {
    fn new(
        room: &Room,
        counted: &Counted<'_>,
        wanted: &Wanted,
        scenarios: Vec<(String, String)>,
    ) -> Result<FiguresPage, Error> {
        let Counted { attempts, figures } = counted;
        let which = match wanted.which() {
            Which::Latest => "latest",
            Which::First => "first",
            Which::All => "all",
        };
        let means = means(counted);
        let progress = progress(counted);
        let lines: Vec<Vec<u32>> = progress
            .iter()
            .map(|row| row.attempts.iter().map(|step| step.score).collect())
            .collect();
        let bars: Vec<u32> = attempts.iter().map(|(.., digest)| digest.bar).collect();
        Ok(FiguresPage {
            name: room.instructor.name.clone(),
            id: room.class.id.to_string(),
            class: room.class.name.clone(),
            scenarios: scenarios
                .into_iter()
                .map(|(value, label)| Tab {
                    current: value == wanted.scenario,
                    value,
                    label,
                })
                .collect(),
            whiches: [
                ("latest", "Latest attempt of each"),
                ("first", "First attempt of each"),
                ("all", "All attempts"),
            ]
            .map(|(value, label)| Tab {
                value: value.into(),
                label: label.into(),
                current: value == which,
            })
            .into(),
            // Slugs are lower-case letters, digits and hyphens.
            lines: format!(
                "/desk/classes/{}/lines?scenario={}&which={which}",
                room.class.id, wanted.scenario
            ),
            learners: room.learners.len(),
            counted: figures.counted,
            stuck: stuck(&figures.heat),
            pictures: Pictures {
                heat: picture::heat(figures)?,
                facts: picture::facts(figures)?,
                time: picture::time(figures)?,
                misconceptions: picture::misconceptions(figures)?,
                progress: picture::progress(&lines, &means, &bars)?,
            },
            heat: heat_rows(&figures.heat),
            facts: figures
                .facts
                .iter()
                .map(|line| FactRow {
                    fact: line.fact.to_string(),
                    short: line.short.clone(),
                    asked: line.asked.len(),
                    not_asked: line.not_asked.len(),
                })
                .collect(),
            timed: figures.time.iter().any(|line| line.budget_ms.is_some()),
            time: figures
                .time
                .iter()
                .map(|line| TimeRow {
                    step: words::step(line.step),
                    value: step_value(line.step),
                    median: minutes(line.median_ms),
                    least: minutes(line.least_ms),
                    most: minutes(line.most_ms),
                    budget: line.budget_ms.map(minutes),
                })
                .collect(),
            misconceptions: figures
                .misconceptions
                .iter()
                .map(|line| MisheldRow {
                    title: line.title.clone(),
                    correction: line.correction.clone(),
                    settled: line.settled.len(),
                    held: line.held.len(),
                })
                .collect(),
            most: means.len(),
            progress,
            means,
        })
    }
}

/// The expectations for which most of the class got nothing.
fn stuck(heat: &[Heat]) -> Vec<Stuck> {
    let mut ranked: Vec<&Heat> = heat.iter().filter(|row| row.lost() > 0).collect();
    // By the share that was lost, and among equals by how many that were.
    ranked
        .sort_by_key(|row| std::cmp::Reverse((row.lost() * 1000 / row.open().max(1), row.lost())));
    let stuck = ranked.into_iter().take(STUCK).map(|row| Stuck {
        expectation: row.expectation.to_string(),
        title: row.title.clone(),
        text: format!("missed or told in {} of {}", row.lost(), row.open()),
    });
    stuck.collect()
}

fn heat_rows(heat: &[Heat]) -> Vec<HeatRow> {
    let mut before = None;
    heat.iter()
        .map(|row| HeatRow {
            expectation: row.expectation.to_string(),
            title: row.title.clone(),
            step: words::step(row.step),
            first: before.replace(row.step) != Some(row.step),
            cells: How::ALL
                .iter()
                .zip(&row.cells)
                .map(|(column, cell)| HeatCell {
                    how: how(*column),
                    count: cell.len(),
                })
                .collect(),
            credit: format!("{}%", row.points / 10),
        })
        .collect()
}

fn progress(counted: &Counted<'_>) -> Vec<ProgressRow> {
    let rows = counted.figures.progress.iter().filter_map(|line| {
        let attempts: Vec<_> = line
            .attempts
            .iter()
            .map(|at| &counted.attempts[*at])
            .collect();
        let (_, learner, first) = attempts.first()?;
        let (.., last) = attempts.last()?;
        let change = i64::from(last.score) - i64::from(first.score);
        Some(ProgressRow {
            name: learner.name(),
            number: learner.number,
            change: (attempts.len() > 1).then(|| format!("{change:+}")),
            attempts: attempts
                .iter()
                .map(|(held, _, digest)| Step {
                    session: held.session.id.to_string(),
                    score: digest.score,
                    band: words::band(digest.band),
                })
                .collect(),
        })
    });
    rows.collect()
}

/// The mean score of the first attempts, of the second ones, and so on.
fn means(counted: &Counted<'_>) -> Vec<u32> {
    let lines = &counted.figures.progress;
    let most = lines.iter().map(|line| line.attempts.len()).max();
    (0..most.unwrap_or(0))
        .map(|nth| {
            let scores: Vec<u32> = lines
                .iter()
                .filter_map(|line| line.attempts.get(nth))
                .map(|at| counted.attempts[*at].2.score)
                .collect();
            let count = u32::try_from(scores.len()).unwrap_or(u32::MAX).max(1);
            scores.iter().sum::<u32>() / count
        })
        .collect()
}
