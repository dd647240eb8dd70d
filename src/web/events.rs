//! What other windows do, live: server-sent events, each with the fragment that a reply would have been.
//!
//! The page says what it shows (`after`, then `Last-Event-ID`); the stream subscribes before it reads, so nothing
//! falls between; the page ignores what it has already.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tokio::sync::OnceCell;

use super::error::Error;
use super::interview::{Live, Update, Viewer, owned};
use super::owner::Browser;
use crate::hub::Subscription;
use crate::session::App;
use crate::store::{Owner, SessionId, StoreError};

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
        last_event_id(headers)
            .or_else(|| self.after.parse().ok())
            .unwrap_or(0)
    }
}

/// What a stream tells.
pub trait News: Send + Sync + 'static {
    /// Why it could not be told.
    type Error: std::fmt::Debug + Send;

    /// What came after the entry `seq`: each event with the last entry that it tells of. Nothing: there is no more yet. With
    /// `reached`, the session is known to go that far.
    fn after(
        &self,
        app: &App,
        seq: u32,
        reached: Option<u32>,
    ) -> impl Future<Output = Result<Vec<(u32, Event)>, Self::Error>> + Send;
}

/// Tells what came after `seq`, and then what comes. A failure ends the stream: who listens comes again by itself, and
/// says where it stands. So does a stop, which must not wait for open windows.
pub fn follow<N: News>(
    app: App,
    session: SessionId,
    seq: u32,
    news: N,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    kept_alive(told(app, session, seq, news))
}

/// [`follow`] for a guest, as long as a link of theirs is open. When it ends, the page is told so, and nothing more.
pub fn follow_as_guest<N: News>(
    app: App,
    session: SessionId,
    seq: u32,
    browser: Owner,
    news: N,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let over = {
        let (app, browser) = (app.clone(), browser.clone());
        async move { link_ends(&app, session, &browser).await }
    };
    // Asked once more: with the session gone, the news may have failed before its end was noticed.
    let last = {
        let app = app.clone();
        stream::once(async move {
            let event = Event::default().event(ENDED).data("The link has ended.");
            has_ended(&app, session, &browser)
                .await
                .then_some(Ok(event))
        })
    };
    let events = told(app, session, seq, news)
        .take_until(over)
        .chain(last.filter_map(std::future::ready));
    kept_alive(events)
}

/// Returns once no link by which this browser came is open any more. It is looked at whenever something happens, and
/// every few seconds, because a link ends by itself too.
async fn link_ends(app: &App, session: SessionId, browser: &Owner) {
    let mut subscription = app.hub.subscribe(session);
    loop {
        if has_ended(app, session, browser).await {
            return;
        }
        let _ = tokio::time::timeout(LOOK, subscription.woken()).await;
    }
}

/// Whether no link by which this browser came is open any more. A store that can't say doesn't end anything.
async fn has_ended(app: &App, session: SessionId, browser: &Owner) -> bool {
    let now_ms = app.clock.now_ms();
    let link = app.store.link_of_guest(session, browser, now_ms).await;
    matches!(link, Err(StoreError::NotFound))
}

fn kept_alive<S>(events: S) -> Sse<impl Stream<Item = Result<Event, Infallible>>>
where
    S: Stream<Item = Result<Event, Infallible>> + Send + 'static,
{
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

fn told<N: News>(
    app: App,
    session: SessionId,
    seq: u32,
    news: N,
) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
    let watch = Watch {
        subscription: app.hub.subscribe(session),
        app,
        seq,
        caught_up: false,
        waiting: VecDeque::new(),
        news,
    };
    let stopping = watch.app.stopping.clone();
    let events = stream::unfold(watch, async |mut watch| {
        let event = watch.next().await?;
        Some((Ok(event), watch))
    });
    events.take_until(stopping.cancelled_owned())
}

/// Where a stream is to begin, if it was broken off before.
pub fn last_event_id(headers: &HeaderMap) -> Option<u32> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

struct Watch<N> {
    app: App,
    /// The last entry that was told of.
    seq: u32,
    subscription: Subscription,
    /// Whether the store has nothing more than what wake-ups tell of: then it isn't asked before there is one.
    caught_up: bool,
    waiting: VecDeque<(u32, Event)>,
    news: N,
}

impl<N: News> Watch<N> {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((seq, event)) = self.waiting.pop_front() {
                self.seq = seq;
                return Some(event.id(seq.to_string()).retry(RETRY));
            }
            let reached = self.subscription.reached();
            if self.caught_up && reached <= self.seq {
                self.subscription.woken().await;
                continue;
            }
            let reached = self.caught_up.then_some(reached);
            match self.news.after(&self.app, self.seq, reached).await {
                Ok(events) if events.is_empty() => {
                    if self.caught_up {
                        self.subscription.woken().await;
                    }
                    self.caught_up = true;
                }
                Ok(events) => self.waiting.extend(events),
                Err(error) => {
                    tracing::warn!(?error, "an event stream ended early");
                    return None;
                }
            }
        }
    }
}

/// `GET /sessions/{id}/events?after=SEQ`
pub async fn show(
    State(app): State<App>,
    State(rendered): State<Rendered>,
    browser: Browser,
    Path(id): Path<String>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let session = owned(&app, &browser, &id).await?;
    let seq = after.seq(&headers);
    let fragments = Fragments {
        session: session.id,
        rendered,
    };
    Ok(follow(app, session.id, seq, fragments))
}

/// The fragment that a reply would have been.
struct Fragments {
    session: SessionId,
    rendered: Rendered,
}

impl News for Fragments {
    type Error = Error;

    async fn after(
        &self,
        app: &App,
        seq: u32,
        reached: Option<u32>,
    ) -> Result<Vec<(u32, Event)>, Error> {
        let Some(reached) = beyond(app, self.session, seq, reached).await? else {
            return Ok(Vec::new());
        };
        let fragment = self
            .rendered
            .slot(self.session, seq, Audience::Candidate, reached);
        let render = async || {
            let session = app.store.session(self.session).await?;
            let live = Live::load(app, &session, seq, Viewer::Candidate).await?;
            let last = live.turns.last().map_or(seq, |turn| turn.seq);
            Ok::<_, Error>((last, Update { live }.render()?))
        };
        let (last, html) = fragment.get_or_try_init(render).await?;
        Ok(news_of(seq, *last, html))
    }
}

/// How far a session goes, if that is beyond what a window has.
pub async fn beyond(
    app: &App,
    session: SessionId,
    seq: u32,
    reached: Option<u32>,
) -> Result<Option<u32>, Error> {
    let reached = match reached {
        Some(reached) => reached,
        None => app.store.session(session).await?.last_seq,
    };
    Ok((reached > seq).then_some(reached))
}

/// The event with a fragment that goes as far as `last`; none where the window has all of it.
pub fn news_of(seq: u32, last: u32, html: &str) -> Vec<(u32, Event)> {
    match last > seq {
        true => vec![(last, Event::default().data(html))],
        false => Vec::new(),
    }
}

/// Fragments of late. Windows that show the same session to the same turn get the same one: it is read and rendered for
/// the first of them, and two hundred of them wait no longer than one. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    // A plain mutex: it is held for a look-up only, never across an await.
    kept: Arc<Mutex<HashMap<Place, Slot>>>,
}

/// Who sees the same fragment. Reviewers and interviewers each have their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The candidate's windows.
    Candidate,
    /// Whoever came by a link for reading.
    Readers,
}

/// A session, the last turn that the window has, and who looks.
type Place = (SessionId, u32, Audience);

/// How far the session went when it was asked for, and the fragment with its last turn once it is there.
type Slot = (u32, Arc<OnceCell<(u32, String)>>);

/// The most fragments that are kept; they serve windows that are woken at once, so late ones are of no use.
const KEPT: usize = 256;

impl Rendered {
    /// Where the fragment from `seq` on is put, or is already.
    pub fn slot(
        &self,
        session: SessionId,
        seq: u32,
        audience: Audience,
        reached: u32,
    ) -> Arc<OnceCell<(u32, String)>> {
        let mut kept = match self.kept.lock() {
            Ok(kept) => kept,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some((known, slot)) = kept.get(&(session, seq, audience))
            && *known == reached
        {
            return slot.clone();
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let slot = Arc::new(OnceCell::new());
        kept.insert((session, seq, audience), (reached, slot.clone()));
        slot
    }
}
