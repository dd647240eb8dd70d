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
use super::guest::Guest;
use super::interview::{Live, Update, Viewer, owned};
use super::owner::Browser;
use super::watch::WatchUpdate;
use crate::hub::Subscription;
use crate::session::App;
use crate::store::{Owner, SessionId};

/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often a guest's link is looked at while nothing happens.
const LOOK: Duration = Duration::from_secs(4);
/// The event that tells a guest's page that nothing more will come.
const ENDED: &str = "ended";

/// Where the page stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

impl After {
    /// The last turn that the page has: what the browser saw last, else what its page was rendered with.
    pub fn seq(&self, headers: &HeaderMap) -> u32 {
        let last_event_id = headers
            .get("last-event-id")
            .and_then(|header| header.to_str().ok());
        last_event_id
            .and_then(|id| id.parse().ok())
            .or_else(|| self.after.parse().ok())
            .unwrap_or(0)
    }
}

struct Watch {
    app: App,
    session: SessionId,
    /// The last turn that the page has.
    seq: u32,
    subscription: Subscription,
    /// The browser of a guest, whose link may end at any time.
    guest: Option<Owner>,
    ended: bool,
}

/// `GET /sessions/{id}/events?after=SEQ`
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let session = owned(&app, &browser, &id).await?;
    Ok(follow(app, session.id, after.seq(&headers), None))
}

/// What comes in a session after `seq`, live; for a guest as long as a link of theirs is open.
pub fn follow(
    app: App,
    session: SessionId,
    seq: u32,
    guest: Option<Owner>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let watch = Watch {
        subscription: app.hub.subscribe(session),
        session,
        app,
        seq,
        guest,
        ended: false,
    };
    let stopping = watch.app.stopping.clone();
    let events = stream::unfold(watch, async |mut watch| {
        let event = watch.next().await?;
        Some((Ok(event), watch))
    });
    // A stop must not wait for open windows.
    let events = futures_util::StreamExt::take_until(events, stopping.cancelled_owned());
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

impl Watch {
    /// What came after the page's last turn, as soon as something did. A failure ends the stream: the browser comes
    /// again by itself, and says where it stands.
    async fn next(&mut self) -> Option<Event> {
        while !self.ended {
            match self.news().await {
                Ok(Some(event)) => return Some(event),
                Ok(None) => self.woken().await,
                Err(Error::NotFound) if self.guest.is_some() => {
                    self.ended = true;
                    return Some(Event::default().event(ENDED).data("The link has ended."));
                }
                Err(error) => {
                    tracing::warn!(?error, "an event stream ended early");
                    return None;
                }
            }
        }
        None
    }

    /// Returns when there may be news. A guest's link is looked at every few seconds, because it ends by itself too.
    async fn woken(&mut self) {
        let woken = self.subscription.woken();
        match self.guest {
            None => woken.await,
            Some(_) => {
                let _ = tokio::time::timeout(LOOK, woken).await;
            }
        }
    }

    async fn news(&mut self) -> Result<Option<Event>, Error> {
        let app = &self.app;
        let link = match &self.guest {
            None => None,
            Some(browser) => {
                let now_ms = app.clock.now_ms();
                let link = app.store.link_of_guest(self.session, browser, now_ms);
                Some(link.await?)
            }
        };
        let session = app.store.session(self.session).await?;
        if session.last_seq <= self.seq {
            return Ok(None);
        }
        let (last, html) = match link {
            None => {
                let live = Live::load(app, &session, self.seq, Viewer::Candidate).await?;
                (
                    live.turns.last().map(|turn| turn.seq),
                    Update { live }.render()?,
                )
            }
            Some(link) => {
                let update = WatchUpdate::load(app, &Guest { session, link }, self.seq).await?;
                (
                    update.live.turns.last().map(|turn| turn.seq),
                    update.render()?,
                )
            }
        };
        let Some(last) = last else {
            return Ok(None);
        };
        self.seq = last;
        let event = Event::default()
            .id(self.seq.to_string())
            .retry(RETRY)
            .data(html);
        Ok(Some(event))
    }
}
