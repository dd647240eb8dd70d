//! What other windows do, live: server-sent events, each with the fragment that a reply would have been.
//!
//! The page says what it shows (`after`, then `Last-Event-ID`); the stream subscribes before it reads, so nothing
//! falls between; the page ignores what it has already.

use std::convert::Infallible;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde::Deserialize;

use super::error::Error;
use super::interview::{Live, Update, owned};
use super::owner::Browser;
use crate::hub::Subscription;
use crate::session::App;
use crate::store::SessionId;

/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Where the page stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

struct Watch {
    app: App,
    session: SessionId,
    /// The last turn that the page has.
    seq: u32,
    subscription: Subscription,
}

/// `GET /sessions/{id}/events?after=SEQ`
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let session = owned(&app, &browser, &id).await?;
    let last_event_id = headers
        .get("last-event-id")
        .and_then(|header| header.to_str().ok());
    let seq = last_event_id
        .and_then(|id| id.parse().ok())
        .or_else(|| after.parse().ok())
        .unwrap_or(0);
    let watch = Watch {
        subscription: app.hub.subscribe(session.id),
        session: session.id,
        app,
        seq,
    };
    let stopping = watch.app.stopping.clone();
    let events = stream::unfold(watch, async |mut watch| {
        let event = watch.next().await?;
        Some((Ok(event), watch))
    });
    // A stop must not wait for open windows.
    let events = futures_util::StreamExt::take_until(events, stopping.cancelled_owned());
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

impl Watch {
    /// What came after the page's last turn, as soon as something did. A failure ends the stream: the browser comes
    /// again by itself, and says where it stands.
    async fn next(&mut self) -> Option<Event> {
        loop {
            match self.news().await {
                Ok(Some(event)) => return Some(event),
                Ok(None) => self.subscription.woken().await,
                Err(error) => {
                    tracing::warn!(?error, "an event stream ended early");
                    return None;
                }
            }
        }
    }

    async fn news(&mut self) -> Result<Option<Event>, Error> {
        let session = self.app.store.session(self.session).await?;
        if session.last_seq <= self.seq {
            return Ok(None);
        }
        let live = Live::load(&self.app, &session, self.seq).await?;
        let Some(last) = live.turns.last() else {
            return Ok(None);
        };
        self.seq = last.seq;
        let event = Event::default()
            .id(self.seq.to_string())
            .retry(RETRY)
            .data(Update { live }.render()?);
        Ok(Some(event))
    }
}
