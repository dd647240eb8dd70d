//! A class as a learner sees it: what was assigned, what they began for it, and the way out.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::desk::{Due, more};
use super::error::Error;
use super::home::Bands;
use super::join::NicknameForm;
use super::moment::{Moment, minutes};
use super::owner::Browser;
use super::words::{self, Label};
use crate::session::{self, App, Choice, LONGEST_NAME};
use crate::store::{Assignment, AssignmentId, Class, ClassSession, Learner, Owner, Under};

/// The page.
#[derive(Template)]
#[template(path = "class.html")]
struct ClassPage {
    id: String,
    class: String,
    instructor: String,
    kept_days: Option<u32>,
    archived: bool,
    notice: Option<String>,
    /// What the instructor calls them.
    called: String,
    nickname: String,
    longest: usize,
    assignments: Vec<Line>,
}

/// An assignment, with what this learner did for it.
struct Line {
    id: String,
    title: String,
    setup: String,
    more: String,
    due: Option<Due>,
    overdue: bool,
    /// What can be done; none: nothing can be begun.
    next: Option<Next>,
    closed: Option<&'static str>,
    attempts: Vec<AttemptLine>,
}

/// What a learner can do for an assignment.
enum Next {
    /// Go on with the session of this id.
    GoOn(String),
    /// Begin an interview; what the button says.
    Begin(&'static str),
}

/// An interview for it.
struct AttemptLine {
    id: String,
    finished: bool,
    /// "finished", "12 min in"
    progress: String,
    at: Moment,
    band: Option<Label>,
}

/// Somebody in a class, by their browser.
struct Member {
    owner: Owner,
    class: Class,
    learner: Learner,
}

/// The class of this address, if this browser is in it; all else is "not found".
async fn member(app: &App, browser: &Browser, class: &str) -> Result<Member, Error> {
    let owner = browser.owner().ok_or(Error::NotFound)?;
    let class = class.parse().map_err(|_| Error::NotFound)?;
    let (class, learner) = app.store.class_of_learner(class, &owner).await?;
    Ok(Member {
        owner,
        class,
        learner,
    })
}

/// `GET /classes/{class}`
pub async fn show(
    State(app): State<App>,
    State(bands): State<Bands>,
    browser: Browser,
    Path(class): Path<String>,
) -> Result<Response, Error> {
    let member = member(&app, &browser, &class).await?;
    page(&app, &bands, member, None).await
}

async fn page(
    app: &App,
    bands: &Bands,
    member: Member,
    refused: Option<(String, String)>,
) -> Result<Response, Error> {
    let Member { class, learner, .. } = member;
    let status = match refused {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let (notice, typed) = refused.unzip();
    let assignments = app.store.assignments_of(class.id).await?;
    let sessions = app.store.sessions_of_learner(learner.id).await?;
    let mut lines = Vec::new();
    // What was assigned last is looked for first.
    for assignment in assignments.iter().rev() {
        let held: Vec<&ClassSession> = sessions
            .iter()
            .filter(|held| held.under.assignment == assignment.id)
            .collect();
        if assignment.withdrawn_at_ms.is_none() || !held.is_empty() {
            lines.push(Line::load(app, bands, &class, assignment, &held).await);
        }
    }
    let page = ClassPage {
        id: class.id.to_string(),
        instructor: class.instructor_name,
        kept_days: app.kept_days,
        archived: class.archived_at_ms.is_some(),
        class: class.name,
        notice,
        called: learner.name(),
        nickname: typed.or(learner.nickname).unwrap_or_default(),
        longest: LONGEST_NAME,
        assignments: lines,
    };
    Ok((status, Html(page.render()?)).into_response())
}

impl Line {
    async fn load(
        app: &App,
        bands: &Bands,
        class: &Class,
        assignment: &Assignment,
        held: &[&ClassSession],
    ) -> Line {
        let now_ms = app.clock.now_ms();
        let under_way = held
            .iter()
            .find(|held| held.session.finished_at_ms.is_none());
        let offered = app
            .prompts
            .current()
            .offered
            .contains_key(&*assignment.scenario);
        let closed = match (class.archived_at_ms, assignment.withdrawn_at_ms, offered) {
            (Some(_), _, _) => Some("The class is over."),
            (None, Some(_), _) => Some("It was withdrawn."),
            (None, None, false) => Some("The question isn't offered at the moment."),
            (None, None, true) => None,
        };
        let next = match (under_way, closed, held.is_empty()) {
            // What was begun can be finished whatever was closed meanwhile.
            (Some(held), _, _) => Some(Next::GoOn(held.session.id.to_string())),
            (None, Some(_), _) => None,
            (None, None, true) => Some(Next::Begin("Start the interview")),
            (None, None, false) => Some(Next::Begin("Try again")),
        };
        let mut attempts = Vec::new();
        for held in held.iter().rev() {
            attempts.push(AttemptLine::load(app, bands, held, now_ms).await);
        }
        Line {
            id: assignment.id.to_string(),
            title: assignment.title.clone(),
            setup: words::setup(&assignment.setup),
            more: more(assignment),
            due: assignment.due_at_ms.map(|due| Due::new(due, now_ms)),
            overdue: assignment.due_at_ms.is_some_and(|due| due < now_ms),
            next,
            closed: closed.filter(|_| under_way.is_none()),
            attempts,
        }
    }
}

impl AttemptLine {
    async fn load(app: &App, bands: &Bands, held: &ClassSession, now_ms: i64) -> AttemptLine {
        let session = &held.session;
        let band = match session.finished_at_ms {
            Some(_) => bands.of(app, session).await,
            None => None,
        };
        AttemptLine {
            id: session.id.to_string(),
            finished: session.finished_at_ms.is_some(),
            progress: match session.finished_at_ms {
                Some(_) => "finished".into(),
                None => format!("{} in", minutes(session.elapsed_ms)),
            },
            at: Moment::new(session.last_at_ms, now_ms),
            band: band.map(words::band),
        }
    }
}

/// `POST /classes/{class}`: another nickname, or none.
pub async fn rename(
    State(app): State<App>,
    State(bands): State<Bands>,
    browser: Browser,
    Path(class): Path<String>,
    form: Result<Form<NicknameForm>, FormRejection>,
) -> Result<Response, Error> {
    let member = member(&app, &browser, &class).await?;
    let Form(form) = form?;
    match form.parse() {
        Ok(nickname) => {
            app.store
                .change_nickname(member.class.id, &member.owner, nickname)
                .await?;
            Ok(Redirect::to(&format!("/classes/{}", member.class.id)).into_response())
        }
        Err(error) => {
            let notice = format!("Your nickname is as it was. {error}");
            page(&app, &bands, member, Some((notice, form.typed()))).await
        }
    }
}

/// How an interview is begun; what else there is to it was set with the assignment.
#[derive(Debug, Deserialize)]
pub struct BeginForm {
    /// "yes" while instructors may read what was not understood.
    #[serde(default)]
    readable: Option<String>,
}

/// `POST /classes/{class}/assignments/{assignment}/sessions`: begins an interview for it, or goes on with the one that is
/// under way.
pub async fn start(
    State(app): State<App>,
    browser: Browser,
    Path((class, assignment)): Path<(String, String)>,
    form: Result<Form<BeginForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    let readable = form.readable.is_some();
    let member = member(&app, &browser, &class).await?;
    let id: AssignmentId = assignment.parse().map_err(|_| Error::NotFound)?;
    let assignments = app.store.assignments_of(member.class.id).await?;
    let assignment = assignments
        .into_iter()
        .find(|known| known.id == id)
        .ok_or(Error::NotFound)?;
    let held = app.store.sessions_of_learner(member.learner.id).await?;
    let under_way = held
        .iter()
        .find(|held| held.under.assignment == id && held.session.finished_at_ms.is_none());
    let (session, again) = match under_way {
        Some(held) => (held.session.id, true),
        None => {
            let choice = Choice {
                readable,
                seed: assignment.seed,
                beginner: assignment.beginner,
            };
            let under = Under {
                learner: member.learner.id,
                assignment: id,
            };
            let started = session::start_under(
                &app,
                &assignment.scenario,
                choice,
                assignment.setup,
                member.owner,
                under,
            )
            .await?;
            (started.session.id, started.again)
        }
    };
    // It was begun in another window: a no that is said in this one holds for it too.
    if again && !readable {
        app.store.set_readable(session, false).await?;
    }
    Ok(Redirect::to(&format!("/sessions/{session}")))
}

/// `POST /classes/{class}/leave`: nothing of the learner is left in the class.
pub async fn leave(
    State(app): State<App>,
    browser: Browser,
    Path(class): Path<String>,
) -> Result<Redirect, Error> {
    let member = member(&app, &browser, &class).await?;
    app.store
        .leave_class(member.class.id, &member.owner)
        .await?;
    Ok(Redirect::to("/"))
}
