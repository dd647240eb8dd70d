//! Sessions: which there are, where one stands, and starting one.

use axum::extract::Query;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::{Mode, Seniority, Step};
use super::operation::{Call, Content, Made, Reply, Sent, Shown};
use super::problem::{Code, Problem};
use crate::interview::Setup;
use crate::session::{self, App, Choice};
use crate::store::{self, Owner, SessionId};
use crate::web::interview::{Live, Panel, Rail, Viewer};
use crate::web::moment::iso;

/// A sitting of one candidate with one scenario.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Session {
    /// Its id; later sessions have greater ones.
    #[schemars(extend("format" = "uuid"))]
    id: String,
    /// The scenario's name.
    scenario: String,
    /// The scenario's title when the session began.
    title: String,
    mode: Mode,
    seniority: Seniority,
    /// How long it is meant to take; null: as long as it takes.
    minutes: Option<u32>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    /// When it ended; null: it goes on.
    #[schemars(extend("format" = "date-time"))]
    finished_at: Option<String>,
    /// When its last turn was made.
    #[schemars(extend("format" = "date-time"))]
    last_at: String,
    /// How many turns it has: the `seq` of the last.
    turns: u32,
    /// The active time so far: long pauses count as five minutes.
    elapsed_ms: u64,
}

impl Session {
    fn new(app: &App, session: &store::Session) -> Session {
        Session {
            id: session.id.to_string(),
            scenario: session.scenario.to_string(),
            title: session.title.clone(),
            mode: session.setup.mode.into(),
            seniority: session.setup.seniority.into(),
            minutes: session.setup.minutes,
            created_at: iso(session.created_at_ms),
            finished_at: session.finished_at_ms.map(iso),
            last_at: iso(session.last_at_ms),
            turns: session.last_seq,
            elapsed_ms: session::elapsed_ms(app, session),
        }
    }
}

impl Reply for Session {}

/// A page of sessions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sessions {
    sessions: Vec<Session>,
    /// Where the next page begins, for `before`; null: there is none.
    next: Option<String>,
}

impl Reply for Sessions {}

/// Which sessions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Only those older than the session of this id.
    #[serde(default)]
    #[schemars(extend("format" = "uuid"))]
    before: Option<String>,
    /// How many at most.
    #[serde(default)]
    limit: Limit,
}

/// How many at most.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "u32")]
#[schemars(inline)]
pub struct Limit(#[schemars(range(min = 1, max = 200))] u32);

impl Default for Limit {
    fn default() -> Limit {
        Limit(50)
    }
}

impl TryFrom<u32> for Limit {
    type Error = &'static str;

    fn try_from(limit: u32) -> Result<Limit, &'static str> {
        match limit {
            1..=200 => Ok(Limit(limit)),
            _ => Err("`limit` is from 1 to 200"),
        }
    }
}

impl Limit {
    /// One more than asked for: whether it is there says whether there is another page.
    pub fn and_one(self) -> u32 {
        self.0 + 1
    }

    /// Cuts what was asked for with [`Limit::and_one`]; gives whether there was more.
    pub fn cut<T>(self, items: &mut Vec<T>) -> bool {
        let more = items.len() > self.0 as usize;
        items.truncate(self.0 as usize);
        more
    }
}

/// `GET /api/v1/sessions`
pub async fn list(call: Call<(), Query<Page>, ()>) -> Result<Shown<Sessions>, Problem> {
    let Query(Page { before, limit }) = call.query;
    let before = before
        .map(|before| before.parse::<SessionId>())
        .transpose()
        .map_err(|error| Problem::with(Code::Invalid, format!("`before`: {error}.")))?;
    let mut sessions = call
        .app
        .store
        .sessions_of(&call.caller.owner, before, limit.and_one())
        .await?;
    let more = limit.cut(&mut sessions);
    let last = sessions.last().filter(|_| more);
    Ok(Shown(Sessions {
        next: last.map(|last| last.id.to_string()),
        sessions: sessions
            .iter()
            .map(|session| Session::new(&call.app, session))
            .collect(),
    }))
}

/// What to be interviewed on, and how.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The scenario's `slug`.
    scenario: String,
    mode: Mode,
    seniority: Seniority,
    /// How long it is meant to take; null or left out: as long as it takes.
    #[serde(default)]
    minutes: Option<Length>,
    /// The beginner's short form, where there is one.
    #[serde(default)]
    beginner: bool,
    /// Picks the figures, the same for everybody; left out: other figures with each attempt.
    #[serde(default)]
    seed: Option<u32>,
    /// Whether instructors on this server may read the questions that got no fact and the sentences that no rule understood.
    #[serde(default)]
    readable: bool,
}

impl Content for NewSession {}

/// How long an interview takes.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "u32")]
#[schemars(inline)]
struct Length(#[schemars(extend("enum" = [30, 45, 60]))] u32);

impl TryFrom<u32> for Length {
    type Error = &'static str;

    fn try_from(minutes: u32) -> Result<Length, &'static str> {
        match minutes {
            30 | 45 | 60 => Ok(Length(minutes)),
            _ => Err("`minutes` is 30, 45, 60 or null"),
        }
    }
}

/// `POST /api/v1/sessions`
pub async fn start(call: Call<(), (), Sent<NewSession>>) -> Result<Made<Session>, Problem> {
    let Sent { key, content: new } = call.body;
    let setup = Setup {
        mode: new.mode.into(),
        seniority: new.seniority.into(),
        minutes: new.minutes.map(|Length(minutes)| minutes),
    };
    let choice = Choice {
        seed: new.seed,
        beginner: new.beginner,
        readable: new.readable,
    };
    let owner = call.caller.owner;
    let started = session::start_once(&call.app, &new.scenario, choice, setup, owner, key).await?;
    Ok(Made {
        location: format!("{}/sessions/{}", super::BASE, started.session.id),
        content: Session::new(&call.app, &started.session),
        again: started.again,
    })
}

/// A session, and where it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionNow {
    #[serde(flatten)]
    session: Session,
    /// The part that the interview is in.
    step: Step,
    /// How much of each step is covered; null in exam mode.
    progress: Option<Vec<Progress>>,
    notes: Notes,
}

impl Reply for SessionNow {}

/// How much of a step is covered. What is missing isn't named.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Progress {
    step: Step,
    /// Ideas reached in full.
    covered: u32,
    /// Ideas of which some part was reached.
    begun: u32,
    /// Ideas that are open to this candidate.
    of: u32,
}

/// What was found out, assumed, estimated, and put into the design.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Notes {
    /// Facts told, in short.
    facts: Vec<String>,
    assumptions: Vec<Note>,
    estimates: Vec<Estimate>,
    /// What is in the design now, in the candidate's own names.
    design: Vec<Note>,
}

/// Words of the candidate.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Note {
    /// The `seq` of the turn they stand in.
    turn: u32,
    text: String,
}

/// A figure of the candidate's.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Estimate {
    /// What it is of.
    title: String,
    said: String,
    /// Whether it holds; null in exam mode.
    holds: Option<bool>,
}

/// `GET /api/v1/sessions/{id}`
pub async fn show(call: Call<SessionId, (), ()>) -> Result<Shown<SessionNow>, Problem> {
    let session = owned(&call.app, &call.caller.owner, call.path).await?;
    let live = Live::load(&call.app, &session, session.last_seq, Viewer::Candidate).await?;
    Ok(Shown(SessionNow {
        session: Session::new(&call.app, &session),
        step: live.step.into(),
        progress: live.rail.map(progress),
        notes: Notes::new(live.panel),
    }))
}

fn progress(rail: Rail) -> Vec<Progress> {
    let steps = rail.steps.into_iter().zip(crate::scenario::Step::ALL);
    steps
        .map(|(shown, step)| Progress {
            step: step.into(),
            covered: shown.covered,
            begun: shown.begun,
            of: shown.of,
        })
        .collect()
}

impl Notes {
    fn new(panel: Panel) -> Notes {
        let notes = |words: Vec<crate::web::interview::Words>| {
            let notes = words.into_iter().map(|words| Note {
                turn: words.seq,
                text: words.text,
            });
            notes.collect()
        };
        Notes {
            facts: panel.facts,
            assumptions: notes(panel.assumptions),
            estimates: panel
                .estimates
                .into_iter()
                .map(|line| Estimate {
                    title: line.title,
                    said: line.said,
                    holds: line.holds,
                })
                .collect(),
            design: notes(panel.design),
        }
    }
}

/// The session of this id, if it is this owner's; to anybody else it doesn't exist.
pub async fn owned(app: &App, owner: &Owner, id: SessionId) -> Result<store::Session, Problem> {
    let session = app.store.session(id).await?;
    match session.owner.as_ref() == Some(owner) {
        true => Ok(session),
        false => Err(Problem::new(Code::NotFound)),
    }
}
