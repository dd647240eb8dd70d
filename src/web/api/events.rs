//! Turns as they come: server-sent events, one a turn.

use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::bearer::Caller;
use super::operation::{Answer, Call, Describing, Outcome};
use super::problem::Problem;
use super::sessions::owned;
use super::turns::{Turn, explained};
use crate::session::App;
use crate::store::{SessionId, StoreError};
use crate::web::events::{self, News};

/// The most turns that are read at a time.
const AT_ONCE: u32 = 50;

/// Where the client stands.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The `seq` of the last turn that the client has; a `Last-Event-ID` counts instead.
    #[serde(default)]
    after: u32,
}

/// `GET /api/v1/sessions/{id}/events`
pub async fn follow(call: Call<SessionId, Query<Position>, ()>) -> Result<Events, Problem> {
    let session = owned(&call.app, &call.caller.owner, call.path).await?;
    let Query(Position { after }) = call.query;
    let after = events::last_event_id(&call.headers).unwrap_or(after);
    let turns = Turns {
        caller: call.caller.clone(),
        session: session.id,
    };
    let revoked = {
        let (app, caller) = (call.app.clone(), call.caller);
        // A store that can't say ends nothing.
        async move {
            let is_revoked = || async { matches!(caller.is_admitted(&app).await, Ok(false)) };
            events::ended(&app, session.id, is_revoked).await;
        }
    };
    let stream = events::follow_until(call.app, session.id, after, turns, revoked);
    Ok(Events(stream.into_response()))
}

struct Turns {
    caller: Caller,
    session: SessionId,
}

impl News for Turns {
    type Error = StoreError;

    async fn after(
        &self,
        app: &App,
        seq: u32,
        _: Option<u32>,
    ) -> Result<Vec<(u32, Event)>, StoreError> {
        // A token that was revoked since it was looked at last learns nothing more.
        if !self.caller.is_admitted(app).await? {
            return Err(StoreError::NotFound);
        }
        let session = app.store.session(self.session).await?;
        let explained = explained(&session);
        let stored = app.store.shown_after(self.session, seq, AT_ONCE).await?;
        let events = stored.iter().map(|stored| {
            let seq = stored.entry.seq;
            let turn = serde_json::to_string(&Turn::new(stored, explained))
                .map_err(|error| StoreError::Unavailable(error.to_string()))?;
            Ok((seq, Event::default().event("turn").data(turn)))
        });
        events.collect()
    }
}

/// A stream of turns as an answer.
pub struct Events(Response);

impl Answer for Events {
    fn respond(self, _: &HeaderMap) -> Result<Response, Problem> {
        Ok(self.0)
    }

    fn describe(describing: &mut Describing) -> Vec<Outcome> {
        let data = describing.answers.subschema_for::<Turn>().to_value();
        let schema = json!({
            "type": "string",
            "description": "Events of the type `turn`.",
            "x-event-data": data,
        });
        vec![Outcome {
            status: StatusCode::OK,
            meaning: "The stream.",
            content: vec![("text/event-stream", schema)],
            located: false,
        }]
    }
}
