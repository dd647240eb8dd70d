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
        Live::of(app, session, after, shown, viewer).await
    }

    /// The session with its turns after `after`, of which these were read.
    pub async fn of(
        app: &App,
        session: &Session,
        after: u32,
        mut shown: Vec<Shown>,
        viewer: Viewer,
    ) -> Result<Live, Error> {
        let engine = session::engine(app, session).await?;
        // The state and the turns go equally far, whatever is said meanwhile: a page that was told of the end asks for
        // nothing more, and one that has the last turn is told of nothing more.
        let last = shown.last().map_or(after, |last| last.seq);
        let reached = shown.last().map_or(0, |last| last.seq);
        let reached = reached.max(session.last_seq);
        let (seq, state) = session::state_from(app, session, &engine, reached).await?;
        if seq > last {
            let missed = app.store.shown(session.id, last).await?;
            shown.extend(missed.into_iter().take_while(|missed| missed.seq <= seq));
        }
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
        live: Live::of(app, session, 0, shown, Viewer::Candidate).await?,
        message_id: message_id.as_str().into(),
        finish_id: MessageId::new().as_str().into(),
        draft,
        notice,
    };
    Ok(Html(page.render()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interview::{Button, Setup};
    use crate::prompts::Library;
    use crate::scenario::Seniority;
    use crate::session::{Action, Choice};
    use crate::store::Store;

    #[tokio::test]
    async fn a_page_has_every_turn_that_its_state_has() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("greenroom.db")).await;
        let app = App::new(store.unwrap(), Library::open(None).unwrap());
        let slug = app.prompts.current().fronts().next().unwrap().slug.clone();
        let setup = Setup {
            mode: Mode::Coach,
            seniority: Seniority::Entry,
            minutes: None,
        };
        let session = session::start(&app, &slug, Choice::default(), setup, None)
            .await
            .unwrap();
        let shown = app.store.shown(session.id, 0).await.unwrap();
        // Another tab ends it between what this one reads.
        session::submit(
            &app,
            session.id,
            Action::Press(Button::Finish),
            MessageId::new(),
        )
        .await
        .unwrap();
        let last = app.store.session(session.id).await.unwrap().last_seq;
        let page = Live::of(&app, &session, 0, shown, Viewer::Candidate).await;
        let page = page.unwrap();
        let seqs: Vec<u32> = page.turns.iter().map(|turn| turn.seq).collect();
        assert!(page.finished);
        assert_eq!(seqs, (1..=last).collect::<Vec<u32>>());
        let nothing = Live::of(&app, &session, last, Vec::new(), Viewer::Candidate).await;
        assert!(nothing.unwrap().turns.is_empty());
        app.store.close().await;
    }
}
