//! What is behind a figure: whose attempts it counts, and the words in them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::Room;
use super::figures::{Counted, Wanted, how, step_value};
use crate::assessment::class::{Behind, How};
use crate::assessment::{Level, of_the_candidate};
use crate::interview::state::Quote;
use crate::session::App;
use crate::web::desk::{Desk, SignedIn};
use crate::web::error::Error;
use crate::web::moment::{Moment, minutes};
use crate::web::words;

/// Which figure.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Figure {
    scenario: String,
    which: String,
    /// `heat`, `fact`, `misconception`, `time`.
    of: String,
    /// The row.
    key: String,
    /// The column.
    how: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/class/lines.html")]
struct LinesPage {
    name: String,
    id: String,
    class: String,
    scenario: String,
    which: String,
    title: String,
    column: String,
    intro: &'static str,
    /// The line of the report that it is about, where there is one.
    reported: Option<String>,
    lines: Vec<Line>,
}

/// An attempt that the figure counts.
struct Line {
    who: String,
    number: u32,
    session: String,
    finished: Moment,
    note: Option<String>,
    quotes: Vec<Quote>,
}

/// What a figure is, and what it counts.
struct Found {
    title: String,
    column: &'static str,
    intro: &'static str,
    behind: Vec<Behind>,
    /// What else there is to say about an attempt, in the same order.
    notes: Vec<Option<String>>,
}

/// `GET /desk/classes/{class}/lines?scenario=SLUG&which=latest&of=heat&key=cache&how=missed`
pub async fn show(
    State(app): State<App>,
    State(desk): State<Desk>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
    Query(figure): Query<Figure>,
) -> Result<Html<String>, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let wanted = Wanted {
        scenario: figure.scenario.clone(),
        which: figure.which.clone(),
    };
    let counted = Counted::load(&app, &desk, &room, &wanted.scenario, wanted.which()).await;
    let found = find(&counted, &figure).ok_or(Error::NotFound)?;
    let now_ms = app.clock.now_ms();
    let lines = found.behind.into_iter().zip(found.notes);
    let lines = lines.map(|(behind, note)| {
        let (held, learner, _) = &counted.attempts[behind.attempt];
        let session = &held.session;
        Line {
            who: learner.name(),
            number: learner.number,
            session: session.id.to_string(),
            finished: Moment::new(session.finished_at_ms.unwrap_or(session.last_at_ms), now_ms),
            note,
            quotes: behind.quotes,
        }
    });
    let page = LinesPage {
        lines: lines.collect(),
        name: room.instructor.name.clone(),
        id: room.class.id.to_string(),
        class: room.class.name.clone(),
        reported: (figure.of == "heat").then_some(figure.key),
        scenario: figure.scenario,
        which: figure.which,
        title: found.title,
        column: found.column.into(),
        intro: found.intro,
    };
    Ok(Html(page.render()?))
}

fn find(counted: &Counted<'_>, figure: &Figure) -> Option<Found> {
    let figures = &counted.figures;
    let plain = |title: &str, column, intro, behind: &[Behind]| Found {
        title: title.to_owned(),
        column,
        intro,
        notes: vec![None; behind.len()],
        behind: behind.to_vec(),
    };
    match figure.of.as_str() {
        "heat" => {
            let row = figures
                .heat
                .iter()
                .find(|row| *row.expectation == *figure.key)?;
            let column = How::ALL.iter().find(|kind| how(**kind) == figure.how)?;
            let intro = match column {
                How::Missed => "Where somebody came near it, these are their nearest words.",
                How::Unprompted | How::Probed | How::Hinted | How::Told => {
                    "These are the words that reached it."
                }
            };
            let behind = &row.cells[*column as usize];
            let level = |behind: &Behind| {
                let digest = &counted.attempts[behind.attempt].2;
                let line = digest
                    .lines
                    .iter()
                    .find(|line| *line.expectation == *figure.key)?;
                match line.level {
                    Level::None | Level::Mention => Some(of_the_candidate(&line.why)),
                    Level::Partial | Level::Full => Some(words::level(line.level).name.to_owned()),
                }
            };
            Some(Found {
                notes: behind.iter().map(level).collect(),
                ..plain(&row.title, how(*column), intro, behind)
            })
        }
        "fact" => {
            let row = figures.facts.iter().find(|row| *row.fact == *figure.key)?;
            match figure.how.as_str() {
                "asked" => Some(plain(
                    &row.short,
                    "asked",
                    "These are the questions that got it.",
                    &row.asked,
                )),
                "not-asked" => Some(plain(
                    &row.short,
                    "never asked",
                    "Nobody here asked for it, so there are no words to show. Each transcript can be opened.",
                    &row.not_asked,
                )),
                _ => None,
            }
        }
        "misconception" => {
            let row = figures
                .misconceptions
                .iter()
                .find(|row| row.title == figure.key)?;
            match figure.how.as_str() {
                "settled" => Some(plain(
                    &row.title,
                    "let go",
                    "The words that showed it, and those that let it go.",
                    &row.settled,
                )),
                "held" => Some(plain(
                    &row.title,
                    "kept",
                    "These are the words that showed it.",
                    &row.held,
                )),
                _ => None,
            }
        }
        "time" => {
            let row = figures
                .time
                .iter()
                .find(|row| step_value(row.step) == figure.key)?;
            let mut spent = row.spent.clone();
            spent.sort_by_key(|(_, ms)| std::cmp::Reverse(*ms));
            Some(Found {
                title: words::step(row.step).into(),
                column: "time",
                intro: "The longest first.",
                notes: spent.iter().map(|(_, ms)| Some(minutes(*ms))).collect(),
                behind: spent
                    .into_iter()
                    .map(|(attempt, _)| Behind {
                        attempt,
                        quotes: Vec::new(),
                    })
                    .collect(),
            })
        }
        _ => None,
    }
}
