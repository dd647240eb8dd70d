//! The interview: the transcript, the composer, and the notes beside it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;

use super::error::Error;
use super::owner::Browser;
use super::words;
use crate::scenario::{Mode, Step};
use crate::session::{self, App, LONGEST_PAUSE_MS};
use crate::store::{MessageId, Session, Shown};

mod clock;
mod panel;
mod rail;
mod turn;

pub use clock::Clock;
pub use panel::{Panel, Words};
pub use rail::Rail;
pub use turn::{Side, Turn, Why};

/// The session of this address, if it is this browser's. All else is "not found": whether it exists is nobody's
/// business.
pub async fn owned(app: &App, browser: &Browser, id: &str) -> Result<Session, Error> {
    let owner = browser.owner().ok_or(Error::NotFound)?;
    let session = app
        .store
        .session(id.parse().map_err(|_| Error::NotFound)?)
        .await?;
    match session.owner == Some(owner) {
        true => Ok(session),
        false => Err(Error::NotFound),
    }
}

/// Who looks at an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// The one who is interviewed, who is "you".
    Candidate,
    /// Somebody who came by a link.
    Guest,
}

/// What changes while an interview goes on: the page includes it whole, a fragment what is new of it.
#[derive(Clone, Debug)]
pub struct Live {
    pub id: String,
    pub turns: Vec<Turn>,
    /// In coach mode only.
    pub rail: Option<Rail>,
    pub panel: Panel,
    pub clock: Clock,
    pub step: Step,
    pub finished: bool,
    /// Whether a guest looks at it.
    pub guest: bool,
    /// The partner in the interviewer's chair; none: the engine.
    pub partner: Option<String>,
    /// The id of the next act about the chair.
    pub chair_id: String,
}

/// Whether the reasons for what the interviewer says are to be seen: in an exam only once it has ended.
pub fn is_explained(session: &Session, finished: bool) -> bool {
    session.setup.mode == Mode::Coach || finished
}

impl Live {
    /// The session with its turns after `after`.
    pub async fn load(
        app: &App,
        session: &Session,
        after: u32,
        viewer: Viewer,
    ) -> Result<Live, Error> {
        let shown = app.store.shown(session.id, after).await?;
        Live::of(app, session, shown, viewer).await
    }

    /// The session with these turns.
    pub async fn of(
        app: &App,
        session: &Session,
        shown: Vec<Shown>,
        viewer: Viewer,
    ) -> Result<Live, Error> {
        let engine = session::engine(app, session).await?;
        let state = session::state(app, session, &engine).await?;
        let scenario = &engine.scenario;
        let now_ms = app.clock.now_ms();
        let explained = is_explained(session, state.finished);
        let elapsed_ms = session::elapsed_ms(app, session);
        let until_ms = match state.finished {
            true => elapsed_ms,
            false => session.elapsed_ms + LONGEST_PAUSE_MS,
        };
        Ok(Live {
            id: session.id.to_string(),
            turns: shown
                .into_iter()
                .map(|shown| Turn::new(shown, now_ms, explained, viewer))
                .collect(),
            rail: Rail::new(scenario, &state),
            panel: Panel::new(scenario, &state),
            clock: Clock::new(scenario, &state, elapsed_ms, until_ms),
            step: state.step,
            finished: state.finished,
            guest: viewer == Viewer::Guest,
            partner: state.partner.clone().filter(|_| !state.finished),
            chair_id: MessageId::new().as_str().into(),
        })
    }
}

/// What came since: turns, and whatever stands beside them.
#[derive(Template)]
#[template(path = "update.html")]
pub struct Update {
    /// The news.
    pub live: Live,
}

/// The page.
#[derive(Template)]
#[template(path = "interview.html")]
struct InterviewPage {
    title: String,
    setup: String,
    live: Live,
    message_id: String,
    finish_id: String,
    draft: String,
    notice: Option<String>,
}

/// `GET /sessions/{id}`
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
) -> Result<Html<String>, Error> {
    let owner = browser.owner().ok_or(Error::NotFound)?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let (session, shown) = app.store.owned_with_shown(id, &owner).await?;
    page_of(&app, &session, shown, MessageId::new(), String::new(), None).await
}

/// The page with a text in the form, and what is to be said about it.
pub async fn page(
    app: &App,
    session: &Session,
    message_id: MessageId,
    draft: String,
    notice: Option<String>,
) -> Result<Html<String>, Error> {
    let shown = app.store.shown(session.id, 0).await?;
    page_of(app, session, shown, message_id, draft, notice).await
}

async fn page_of(
    app: &App,
    session: &Session,
    shown: Vec<Shown>,
    message_id: MessageId,
    draft: String,
    notice: Option<String>,
) -> Result<Html<String>, Error> {
    let page = InterviewPage {
        title: session.title.clone(),
        setup: words::setup(&session.setup),
        live: Live::of(app, session, shown, Viewer::Candidate).await?,
        message_id: message_id.as_str().into(),
        finish_id: MessageId::new().as_str().into(),
        draft,
        notice,
    };
    Ok(Html(page.render()?))
}
