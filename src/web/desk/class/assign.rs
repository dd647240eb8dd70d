//! What a class is to be interviewed on: assigned, put off, withdrawn.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::{Date, Month, Time};

use super::{Room, Said, back, page};
use crate::interview::Setup;
use crate::scenario::{Mode, Seniority};
use crate::session::App;
use crate::store::{Assignment, AssignmentId};
use crate::web::desk::{Desk, SignedIn};
use crate::web::error::Error;
use crate::web::home;
use crate::web::moment::{Moment, local};
use crate::web::sessions::Length;
use crate::web::words;

/// The longest that a due time may lie ahead: two years.
const FARTHEST_MS: i64 = 2 * 366 * 24 * 60 * 60 * 1000;

/// An assignment in the list.
pub struct AssignmentLine {
    pub id: String,
    pub title: String,
    pub scenario: String,
    /// "Coach, entry level, 45 minutes"
    pub setup: String,
    /// "the same figures for everyone (7)"
    pub more: String,
    pub due: Option<Due>,
    pub withdrawn: bool,
    /// Whether new interviews can begin on it at all.
    pub offered: bool,
    pub begun: usize,
    pub finished: usize,
}

/// By when something is to be finished.
pub struct Due {
    /// "in 3 days", "over since 2 hours ago"
    pub words: String,
    pub at: Moment,
    /// As the field of a form has it, in UTC.
    pub field: String,
}

impl Due {
    /// A due time as seen at `now_ms`.
    pub fn new(due_at_ms: i64, now_ms: i64) -> Due {
        let at = Moment::new(due_at_ms, now_ms);
        Due {
            words: match due_at_ms - now_ms {
                left @ 1.. => crate::web::moment::ahead(left),
                ..=0 => at.relative.clone(),
            },
            field: local(due_at_ms),
            at,
        }
    }
}

/// The form of another assignment, as it was filled in.
pub struct NewAssignment {
    pub scenarios: Vec<Offered>,
    pub scenario: String,
    pub exam: bool,
    pub level: Seniority,
    pub minutes: Length,
    pub beginner: bool,
    pub seed: String,
    pub due: String,
}

/// A scenario that can be assigned.
pub struct Offered {
    pub slug: String,
    pub title: String,
    /// Whether it has a beginner's short form.
    pub beginner: bool,
}

impl NewAssignment {
    /// The form before anything was filled in.
    pub fn fresh(app: &App) -> NewAssignment {
        let prompts = app.prompts.current();
        let scenarios: Vec<Offered> = home::in_order(&prompts)
            .into_iter()
            .map(|scenario| Offered {
                slug: scenario.slug.to_string(),
                title: scenario.title.clone(),
                beginner: scenario.beginner.is_some(),
            })
            .collect();
        NewAssignment {
            scenarios,
            scenario: String::new(),
            exam: false,
            level: Seniority::Entry,
            minutes: Length::FortyFive,
            beginner: false,
            seed: String::new(),
            due: String::new(),
        }
    }

    fn filled(app: &App, form: &AssignForm) -> NewAssignment {
        NewAssignment {
            scenario: form.scenario.clone(),
            exam: form.mode == Mode::Exam,
            level: form.seniority,
            minutes: form.minutes,
            beginner: form.beginner.is_some(),
            seed: form.seed.clone(),
            due: form.due.clone(),
            ..NewAssignment::fresh(app)
        }
    }
}

/// The assignments of a class.
pub fn lines(app: &App, room: &Room, now_ms: i64) -> Vec<AssignmentLine> {
    let prompts = app.prompts.current();
    let line = |assignment: &Assignment| {
        let held = room
            .sessions
            .iter()
            .filter(|held| held.under.assignment == assignment.id);
        let mut begun: Vec<_> = held.clone().map(|held| held.under.learner).collect();
        let mut finished: Vec<_> = held
            .filter(|held| held.session.finished_at_ms.is_some())
            .map(|held| held.under.learner)
            .collect();
        for learners in [&mut begun, &mut finished] {
            learners.sort_unstable();
            learners.dedup();
        }
        AssignmentLine {
            id: assignment.id.to_string(),
            title: assignment.title.clone(),
            scenario: assignment.scenario.to_string(),
            setup: words::setup(&assignment.setup),
            more: more(assignment),
            due: assignment.due_at_ms.map(|due| Due::new(due, now_ms)),
            withdrawn: assignment.withdrawn_at_ms.is_some(),
            offered: prompts.offered.contains_key(&*assignment.scenario),
            begun: begun.len(),
            finished: finished.len(),
        }
    };
    room.assignments.iter().map(line).collect()
}

/// What else was chosen for an assignment.
pub fn more(assignment: &Assignment) -> String {
    let mut more = String::new();
    if assignment.beginner {
        more.push_str(", beginner's form");
    }
    if let Some(seed) = assignment.seed {
        more.push_str(&format!(", figures {seed}"));
    }
    more
}

/// What is to be assigned.
#[derive(Deserialize)]
pub struct AssignForm {
    scenario: String,
    mode: Mode,
    seniority: Seniority,
    minutes: Length,
    #[serde(default)]
    beginner: Option<String>,
    #[serde(default)]
    seed: String,
    #[serde(default)]
    due: String,
    /// The minutes by which the writer's clock is behind UTC at that time; 0 where no script says so.
    #[serde(default)]
    offset: String,
}

/// `POST /desk/classes/{class}/assignments`
pub async fn create(
    State(app): State<App>,
    State(desk): State<Desk>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
    form: Result<Form<AssignForm>, FormRejection>,
) -> Result<Response, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let Form(form) = form?;
    let refused = match parse(&app, &form) {
        Ok(assignment) => {
            let assigned = app
                .store
                .assign(&room.instructor.id, room.class.id, assignment)
                .await?;
            match assigned {
                true => return Ok(back(&room.class, "#assignments").into_response()),
                false => "This class has 200 assignments, which is the most. Make another class.",
            }
        }
        Err(refused) => refused,
    };
    let said = Said {
        new: Some(NewAssignment::filled(&app, &form)),
        ..Said::refused(format!("Nothing was assigned. {refused}"))
    };
    page(&app, &desk, room, said).await
}

fn parse(app: &App, form: &AssignForm) -> Result<Assignment, &'static str> {
    let now_ms = app.clock.now_ms();
    let prompts = app.prompts.current();
    let offered = prompts
        .offered
        .get(&*form.scenario)
        .ok_or("This question isn't offered any more. Choose another one.")?;
    let beginner = form.beginner.is_some();
    if beginner && offered.front().beginner.is_none() {
        return Err(
            "This question has no beginner's form. Take that off, or choose another question.",
        );
    }
    let seed = match form.seed.trim() {
        "" => None,
        given => Some(given.parse().map_err(|_| {
            "The number for the figures is a whole one between 0 and 4294967295. Leave it empty for other figures each time."
        })?),
    };
    Ok(Assignment {
        id: AssignmentId::new(),
        scenario: offered.front().slug.clone(),
        title: offered.front().title.clone(),
        setup: Setup {
            mode: form.mode,
            seniority: form.seniority,
            minutes: form.minutes.minutes(),
        },
        beginner,
        seed,
        due_at_ms: due(&form.due, &form.offset, now_ms)?,
        created_at_ms: now_ms,
        withdrawn_at_ms: None,
    })
}

/// The due time of a form; none where the field is empty.
fn due(field: &str, offset: &str, now_ms: i64) -> Result<Option<i64>, &'static str> {
    let field = field.trim();
    if field.is_empty() {
        return Ok(None);
    }
    let unreadable = "The due time can't be read. Write it as 2026-12-01T18:00, or leave it empty.";
    let offset = match offset.trim() {
        "" => 0,
        given => given
            .parse::<i64>()
            .ok()
            .filter(|minutes| (-18 * 60..=18 * 60).contains(minutes))
            .ok_or(unreadable)?,
    };
    let at_ms = date_time(field).ok_or(unreadable)? + offset * 60_000;
    match at_ms - now_ms {
        ..=0 => Err("The due time is over already. Choose a later one, or leave it empty."),
        1..=FARTHEST_MS => Ok(Some(at_ms)),
        _ => Err(
            "The due time is more than two years ahead. Choose an earlier one, or leave it empty.",
        ),
    }
}

/// `2026-12-01T18:00`, with seconds or without, in milliseconds since 1970 by a clock that shows UTC.
fn date_time(text: &str) -> Option<i64> {
    let (date, clock) = text.split_once('T')?;
    let mut date = date.splitn(3, '-');
    let mut clock = clock.splitn(3, ':');
    let year: i32 = date.next()?.parse().ok()?;
    let month: u8 = date.next()?.parse().ok()?;
    let day: u8 = date.next()?.parse().ok()?;
    let hour: u8 = clock.next()?.parse().ok()?;
    let minute: u8 = clock.next()?.parse().ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    let time = Time::from_hms(hour, minute, 0).ok()?;
    Some(date.with_time(time).assume_utc().unix_timestamp() * 1000)
}

/// What is done with one assignment.
#[derive(Deserialize)]
pub struct ChangeForm {
    #[serde(rename = "do")]
    what: Change,
    #[serde(default)]
    due: String,
    #[serde(default)]
    offset: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    Due,
    Withdraw,
    Restore,
}

/// `POST /desk/classes/{class}/assignments/{assignment}`: gives it another due time, withdraws it, or takes it up again.
pub async fn change(
    State(app): State<App>,
    State(desk): State<Desk>,
    SignedIn(instructor): SignedIn,
    Path((class, assignment)): Path<(String, String)>,
    form: Result<Form<ChangeForm>, FormRejection>,
) -> Result<Response, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let id: AssignmentId = assignment.parse().map_err(|_| Error::NotFound)?;
    if !room.assignments.iter().any(|known| known.id == id) {
        return Err(Error::NotFound);
    }
    let Form(form) = form?;
    let now_ms = app.clock.now_ms();
    let (by, class) = (&room.instructor.id, room.class.id);
    match form.what {
        Change::Due => match due(&form.due, &form.offset, now_ms) {
            Ok(due_at_ms) => app.store.set_due(by, class, id, due_at_ms).await?,
            Err(refused) => {
                let notice = format!("The due time is as it was. {refused}");
                return page(&app, &desk, room, Said::refused(notice)).await;
            }
        },
        Change::Withdraw => app.store.withdraw(by, class, id, Some(now_ms)).await?,
        Change::Restore => app.store.withdraw(by, class, id, None).await?,
    };
    Ok(back(&room.class, "#assignments").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_795_468_808_000;

    #[test]
    fn a_due_time_is_read_by_the_clock_of_whoever_wrote_it() {
        let check = |field: &str, offset: &str, expected: Option<&str>| {
            let read = due(field, offset, NOW_MS).unwrap();
            assert_eq!(read.map(crate::web::iso).as_deref(), expected, "{field}");
        };
        check("", "", None);
        check("2026-12-01T18:00", "", Some("2026-12-01T18:00:00Z"));
        check("2026-12-01T18:00:59", "0", Some("2026-12-01T18:00:00Z"));
        // One hour before UTC: its clocks show 18:00 when it is 17:00 there.
        check("2026-12-01T18:00", "-60", Some("2026-12-01T17:00:00Z"));
        check("2026-12-01T18:00", "300", Some("2026-12-01T23:00:00Z"));
    }

    #[test]
    fn a_due_time_that_is_over_or_none_is_refused() {
        let check = |field: &str, offset: &str, said: &str| {
            let refused = due(field, offset, NOW_MS).unwrap_err();
            assert!(refused.contains(said), "{field}: {refused}");
        };
        for field in [
            "tomorrow",
            "2026-12-01",
            "2026-13-01T18:00",
            "2026-02-30T18:00",
            "2026-12-01T25:00",
            "99999999999-12-01T18:00",
            "-1-12-01T18:00",
        ] {
            check(field, "", "can't be read");
        }
        check("2026-12-01T18:00", "9999999", "can't be read");
        check("2026-12-01T18:00", "1e3", "can't be read");
        check("2026-11-23T20:00", "", "over already");
        check("2036-11-23T20:00", "", "two years");
    }
}
