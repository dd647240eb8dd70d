//! Turns: what was said, and saying something.

use axum::extract::Query;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::{Author, Button, Kind};
use super::operation::{Call, Content, Made, Reply, Sent, Shown};
use super::problem::Problem;
use super::sessions::{Limit, owned};
use crate::interview;
use crate::session::{self, Action, Message};
use crate::store::{Session, SessionId, Stored};
use crate::web::interview::{Why, is_explained};
use crate::web::moment::iso;

/// One entry of a session's log.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Turn {
    /// Counted from 1, without gaps.
    seq: u32,
    author: Author,
    kind: Kind,
    /// The exact words; empty for a button.
    text: String,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    /// The session's active time at this turn.
    elapsed_ms: u64,
    /// The key that it was sent with.
    key: Option<String>,
    /// Why the interviewer said it; in exam mode empty until the end.
    why: Vec<Reason>,
}

/// Why the interviewer said something.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reason {
    /// What kind of move it was.
    kind: String,
    because: String,
    /// The rule's name.
    rule: String,
}

impl Turn {
    /// An entry, with its reasons if `explained`.
    pub fn new(stored: &Stored, explained: bool) -> Turn {
        let entry = &stored.entry;
        Turn {
            seq: entry.seq,
            author: entry.author.into(),
            kind: entry.kind.into(),
            text: entry.text.clone(),
            at: iso(stored.at_ms),
            elapsed_ms: entry.elapsed_ms,
            key: stored.message_id.as_ref().map(|id| id.as_str().into()),
            why: Why::of(entry.record.trace.clone(), explained)
                .into_iter()
                .map(|why| Reason {
                    kind: why.kind.into(),
                    because: why.because,
                    rule: why.rule,
                })
                .collect(),
        }
    }
}

/// A page of turns.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Turns {
    turns: Vec<Turn>,
    /// Where the next page begins, for `after`; null: there is none yet.
    next: Option<u32>,
}

impl Reply for Turns {
    const TO_TEXT: Option<fn(&Turns) -> String> = Some(Turns::transcript);
}

impl Turns {
    /// Who said what, for people.
    fn transcript(&self) -> String {
        let turns = self.turns.iter().map(|turn| {
            let who = match turn.author {
                Author::Candidate => "Candidate",
                Author::Engine | Author::Partner => "Interviewer",
                Author::System => "Note",
            };
            match turn.kind {
                Kind::Opened | Kind::Said => format!("{who}: {}\n\n", turn.text),
                Kind::AskedForHint => format!("{who} asks for a hint.\n\n"),
                Kind::AskedToRepeat => format!("{who} asks to hear the question again.\n\n"),
                Kind::MovedOn => format!("{who} moves on to the next step.\n\n"),
                Kind::Finished if turn.text.is_empty() => {
                    format!("{who} finishes the interview.\n\n")
                }
                Kind::Finished => format!("{who}: {}\n\n", turn.text),
                Kind::TookChair => "A partner sits down in the interviewer's chair.\n\n".into(),
                Kind::LeftChair => "The chair goes back to the engine.\n\n".into(),
            }
        });
        turns.collect()
    }
}

/// Which turns.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Only those behind the turn of this `seq`.
    #[serde(default)]
    after: u32,
    /// How many at most.
    #[serde(default)]
    limit: Limit,
}

/// `GET /api/v1/sessions/{id}/turns`
pub async fn list(call: Call<SessionId, Query<Page>, ()>) -> Result<Shown<Turns>, Problem> {
    let session = owned(&call.app, &call.caller.owner, call.path).await?;
    let Query(Page { after, limit }) = call.query;
    let store = &call.app.store;
    let mut stored = store
        .shown_after(session.id, after, limit.and_one())
        .await?;
    let more = limit.cut(&mut stored);
    let explained = explained(&session);
    let last = stored.last().filter(|_| more);
    Ok(Shown(Turns {
        next: last.map(|last| last.entry.seq),
        turns: stored
            .iter()
            .map(|stored| Turn::new(stored, explained))
            .collect(),
    }))
}

/// Whether the reasons of a session are shown, as far as the store knows.
pub fn explained(session: &Session) -> bool {
    is_explained(session, session.finished_at_ms.is_some())
}

/// What the candidate does: `{"say": "…"}`, or `{"press": "hint"}`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NewTurn {
    /// Words: 1 to 10,000 characters, without control characters.
    Say(String),
    /// A button.
    Press(Button),
}

impl Content for NewTurn {
    const FROM_TEXT: Option<fn(String) -> NewTurn> = Some(NewTurn::Say);
}

/// The turns that were made: the candidate's, and the interviewer's reply.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Taken {
    turns: Vec<Turn>,
    /// Whether the interview has ended with them.
    finished: bool,
}

impl Reply for Taken {
    const TO_TEXT: Option<fn(&Taken) -> String> = Some(Taken::reply);
}

impl Taken {
    /// The interviewer's words alone.
    fn reply(&self) -> String {
        let words = self.turns.iter().filter(|turn| match turn.author {
            Author::Engine | Author::Partner => true,
            Author::Candidate | Author::System => false,
        });
        words.map(|turn| format!("{}\n", turn.text)).collect()
    }
}

/// `POST /api/v1/sessions/{id}/turns`
pub async fn take(call: Call<SessionId, (), Sent<NewTurn>>) -> Result<Made<Taken>, Problem> {
    let session = owned(&call.app, &call.caller.owner, call.path).await?;
    let Sent { key, content } = call.body;
    let action = match content {
        NewTurn::Say(text) => Action::Say(Message::parse(&text)?),
        NewTurn::Press(button) => Action::Press(interview::Button::from(button)),
    };
    let submitted = session::submit_to(&call.app, session.clone(), action, key).await?;
    let first = submitted.entries.first().map_or(0, |first| first.entry.seq);
    let explained = is_explained(&session, submitted.finished);
    Ok(Made {
        location: format!(
            "{}/sessions/{}/turns?after={}&limit={}",
            super::BASE,
            session.id,
            first.saturating_sub(1),
            submitted.entries.len()
        ),
        content: Taken {
            turns: submitted
                .entries
                .iter()
                .map(|stored| Turn::new(stored, explained))
                .collect(),
            finished: submitted.finished,
        },
        again: submitted.again,
    })
}
