//! The interview as a guest sees it: the same fragments as the candidate's page, live, without the composer; for a
//! reviewer with their comments and their desk.

use std::convert::Infallible;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use futures_util::stream::Stream;

use super::chair::Console;
use super::error::Error;
use super::events::{self, After, Audience, News, Rendered};
use super::guest::{Guest, Party, admitted};
use super::interview::{Live, Viewer, owned};
use super::owner::Browser;
use super::remarks::Visible;
use super::review::Desk;
use super::words;
use crate::session::App;
use crate::store::{MessageId, Owner, Role, SessionId};

/// The page.
#[derive(Template)]
#[template(path = "watch.html")]
struct WatchPage {
    title: String,
    setup: String,
    live: Live,
    foot: Foot,
    console: Option<Console>,
}

/// What came since, for a guest.
#[derive(Template)]
#[template(path = "watch_update.html")]
pub struct WatchUpdate {
    /// The news.
    pub live: Live,
    foot: Foot,
    console: Option<Console>,
}

/// What stands below the transcript: who looks, and where it goes on.
struct Foot {
    id: String,
    name: String,
    finished: bool,
    /// Whether this guest has the interviewer's chair.
    speaks: bool,
    message_id: String,
    desk: Option<Desk>,
}

impl WatchUpdate {
    /// What this guest sees of the session after `after`.
    pub async fn load(app: &App, guest: &Guest, after: u32) -> Result<WatchUpdate, Error> {
        let mut live = Live::load(app, &guest.session, after, Viewer::Guest).await?;
        let party = Party::Guest(Box::new(guest.link.clone()));
        let desk = match party.may_review() {
            false => None,
            true => {
                let visible = Visible::load(app, &guest.session, &party).await?;
                visible.attach(&mut live.turns);
                let desk = Desk::load(app, guest, &visible).await?;
                // Who is to score now sees nothing of what the engine made of it.
                if !desk.open.is_empty() {
                    live.rail = None;
                    live.turns.iter_mut().for_each(|turn| turn.why.clear());
                }
                Some(desk)
            }
        };
        let console = match guest.link.role {
            Role::Interviewer if !live.finished => Some(Console::load(app, &guest.session).await?),
            Role::Reader | Role::Reviewer | Role::Interviewer => None,
        };
        let foot = Foot {
            id: live.id.clone(),
            name: guest.link.name.clone(),
            finished: live.finished,
            speaks: console
                .as_ref()
                .is_some_and(|console| console.partner.is_some()),
            message_id: MessageId::new().as_str().into(),
            desk,
        };
        Ok(WatchUpdate {
            live,
            foot,
            console,
        })
    }
}

/// `GET /sessions/{id}/watch`. The candidate has a page of their own.
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let guest = match admitted(&app, &browser, &id, Role::Reader).await {
        Err(Error::NotFound) => {
            let session = owned(&app, &browser, &id).await?;
            return Ok(Redirect::to(&format!("/sessions/{}", session.id)).into_response());
        }
        admitted => admitted?,
    };
    let WatchUpdate {
        live,
        foot,
        console,
    } = WatchUpdate::load(&app, &guest, 0).await?;
    let page = WatchPage {
        title: guest.session.title,
        setup: words::setup(&guest.session.setup),
        live,
        foot,
        console,
    };
    Ok(Html(page.render()?).into_response())
}

/// `GET /sessions/{id}/watch/events?after=SEQ`
pub async fn events(
    State(app): State<App>,
    State(rendered): State<Rendered>,
    browser: Browser,
    Path(id): Path<String>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let Guest { session, .. } = admitted(&app, &browser, &id, Role::Reader).await?;
    let browser = browser.owner().ok_or(Error::NotFound)?;
    let news = Fragments {
        session: session.id,
        browser: browser.clone(),
        rendered,
    };
    let after = after.seq(&headers);
    Ok(events::follow_as_guest(
        app, session.id, after, browser, news,
    ))
}

/// What a guest's page is sent.
struct Fragments {
    session: SessionId,
    browser: Owner,
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
        let Some(reached) = events::beyond(app, self.session, seq, reached).await? else {
            return Ok(Vec::new());
        };
        let now_ms = app.clock.now_ms();
        let link = app.store.link_of_guest(self.session, &self.browser, now_ms);
        let link = link.await?;
        let role = link.role;
        let render = async || {
            let session = app.store.session(self.session).await?;
            let update = WatchUpdate::load(app, &Guest { session, link }, seq).await?;
            let last = update.live.turns.last().map_or(seq, |turn| turn.seq);
            Ok::<_, Error>((last, update.render()?))
        };
        let (last, html) = match role {
            Role::Reader => {
                let readers = Audience::Readers;
                let slot = self.rendered.slot(self.session, seq, readers, reached);
                slot.get_or_try_init(render).await?.clone()
            }
            Role::Reviewer | Role::Interviewer => render().await?,
        };
        Ok(events::news_of(seq, last, &html))
    }
}
