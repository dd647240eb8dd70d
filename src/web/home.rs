//! The start page: what there is to practise, and what this browser has begun.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use super::error::Error;
use super::moment::{Moment, minutes};
use super::operator::Operator;
use super::owner::Browser;
use super::words::{self, Label};
use crate::prompts::Prompts;
use crate::scenario::{Band, Front};
use crate::session::{self, App};
use crate::store::{Class, Session, SessionId};

/// How many sessions are listed.
const LISTED: u32 = 50;
/// How many problems of the files are shown; `greenroom check` shows them all.
const TROUBLES: usize = 8;

/// The page.
#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    /// What is wrong with the files, for whoever runs the server.
    troubles: Vec<String>,
    scenarios: Vec<ScenarioCard>,
    unfinished: Vec<SessionLine>,
    finished: Vec<SessionLine>,
    more: bool,
    shared: Vec<SharedLine>,
    /// The classes that this browser is in.
    classes: Vec<ClassLine>,
    /// What stands in the search field.
    typed: &'static str,
}

/// An interview of somebody else, that a link leads to.
struct SharedLine {
    id: String,
    title: String,
    does: &'static str,
    standing: &'static str,
    last: Moment,
}

/// A class, whose page has what was assigned.
struct ClassLine {
    id: String,
    name: String,
    instructor: String,
}

struct ScenarioCard {
    slug: String,
    title: String,
    summary: String,
    minutes: u32,
    practises: Vec<String>,
    /// The minutes of the beginner's short form, where there is one.
    beginner: Option<u32>,
    /// Whether it is the one to begin with.
    first: bool,
}

struct SessionLine {
    id: String,
    title: String,
    setup: String,
    /// "12 min in"
    progress: String,
    last: Moment,
    band: Option<Label>,
}

/// `GET /`
pub async fn show(
    State(app): State<App>,
    State(bands): State<Bands>,
    Operator(runs_it): Operator,
    browser: Browser,
) -> Result<Html<String>, Error> {
    let prompts = app.prompts.current();
    prompts.lexicon.prepare();
    let (sessions, more) = match browser.owner() {
        Some(owner) => {
            let mut sessions = app.store.sessions_of(&owner, None, LISTED + 1).await?;
            let more = sessions.len() > LISTED as usize;
            sessions.truncate(LISTED as usize);
            (sessions, more)
        }
        None => (Vec::new(), false),
    };
    let now_ms = app.clock.now_ms();
    let (mut unfinished, mut finished) = (Vec::new(), Vec::new());
    for session in &sessions {
        match session.finished_at_ms {
            None => unfinished.push(line(session, now_ms, None)),
            Some(_) => {
                let band = bands.of(&app, session).await;
                finished.push(line(session, now_ms, band));
            }
        }
    }
    let mut troubles = match runs_it {
        true => app.prompts.troubles(),
        false => Vec::new(),
    };
    troubles.truncate(TROUBLES);
    let page = HomePage {
        troubles,
        scenarios: in_order(&prompts)
            .into_iter()
            .enumerate()
            .map(|(at, scenario)| card(scenario, at == 0))
            .collect(),
        unfinished,
        finished,
        more,
        shared: shared(&app, &browser).await?,
        classes: classes(&app, &browser).await?,
        typed: "",
    };
    Ok(Html(page.render()?))
}

async fn shared(app: &App, browser: &Browser) -> Result<Vec<SharedLine>, Error> {
    let Some(owner) = browser.owner() else {
        return Ok(Vec::new());
    };
    let now_ms = app.clock.now_ms();
    let mut shared = Vec::new();
    for link in app.store.links_of_browser(&owner, now_ms, LISTED).await? {
        let session = app.store.session(link.session).await?;
        shared.push(SharedLine {
            id: session.id.to_string(),
            title: session.title,
            does: words::role_does(link.role),
            standing: match session.finished_at_ms {
                Some(_) => "finished",
                None => "under way",
            },
            last: Moment::new(session.last_at_ms, now_ms),
        });
    }
    Ok(shared)
}

async fn classes(app: &App, browser: &Browser) -> Result<Vec<ClassLine>, Error> {
    let Some(owner) = browser.owner() else {
        return Ok(Vec::new());
    };
    let classes = app.store.classes_of_browser(&owner).await?;
    let line = |class: Class| ClassLine {
        id: class.id.to_string(),
        name: class.name,
        instructor: class.instructor_name,
    };
    Ok(classes.into_iter().map(line).collect())
}

/// The scenarios as they are listed: what suits a first interview comes first.
pub fn in_order(prompts: &Prompts) -> Vec<&Front> {
    let mut fronts: Vec<&Front> = prompts.fronts().collect();
    fronts.sort_by_key(|front| front.beginner.is_none());
    fronts
}

fn card(front: &Front, first: bool) -> ScenarioCard {
    ScenarioCard {
        slug: front.slug.to_string(),
        title: front.title.clone(),
        summary: front.summary.clone(),
        minutes: front.minutes,
        practises: front.practises.clone(),
        beginner: front.beginner,
        first,
    }
}

fn line(session: &Session, now_ms: i64, band: Option<Band>) -> SessionLine {
    SessionLine {
        id: session.id.to_string(),
        title: session.title.clone(),
        setup: words::setup(&session.setup),
        progress: format!("{} in", minutes(session.elapsed_ms)),
        last: Moment::new(session.last_at_ms, now_ms),
        band: band.map(words::band),
    }
}

/// The bands of finished sessions. A report is large and doesn't change: each is looked into once.
#[derive(Clone, Debug, Default)]
pub struct Bands {
    // A plain mutex: it is held for a look-up only, never across an await.
    known: Arc<Mutex<HashMap<SessionId, Band>>>,
}

/// The most bands that are remembered.
const REMEMBERED: usize = 10_000;

impl Bands {
    /// The band of a finished session; none where it can't be had, because a list is no place for an error.
    pub async fn of(&self, app: &App, session: &Session) -> Option<Band> {
        if let Some(band) = self.lock().get(&session.id) {
            return Some(*band);
        }
        let band = session::report(app, session).await.ok()?.band;
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(session.id, band);
        Some(band)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SessionId, Band>> {
        match self.known.lock() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}
