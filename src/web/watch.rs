//! The interview as a guest sees it: the same fragments as the candidate's page, live, without the composer.

use std::convert::Infallible;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use futures_util::stream::Stream;

use super::error::Error;
use super::events::{self, After};
use super::guest::admitted;
use super::interview::{Live, Viewer, owned};
use super::owner::Browser;
use super::words;
use crate::session::App;
use crate::store::{Link, Role};

/// The page.
#[derive(Template)]
#[template(path = "watch.html")]
struct WatchPage {
    title: String,
    setup: String,
    live: Live,
    foot: Foot,
}

/// What came since, for a guest.
#[derive(Template)]
#[template(path = "watch_update.html")]
pub struct WatchUpdate {
    live: Live,
    foot: Foot,
}

/// What stands below the transcript: who looks, and where it goes on.
struct Foot {
    id: String,
    name: String,
    does: &'static str,
    finished: bool,
}

impl Foot {
    fn new(live: &Live, link: &Link) -> Foot {
        Foot {
            id: live.id.clone(),
            name: link.name.clone(),
            does: words::role_does(link.role),
            finished: live.finished,
        }
    }
}

impl WatchUpdate {
    /// The news for whoever came by this link.
    pub fn new(live: Live, link: &Link) -> WatchUpdate {
        WatchUpdate {
            foot: Foot::new(&live, link),
            live,
        }
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
    let live = Live::load(&app, &guest.session, 0, Viewer::Guest).await?;
    let page = WatchPage {
        title: guest.session.title,
        setup: words::setup(&guest.session.setup),
        foot: Foot::new(&live, &guest.link),
        live,
    };
    Ok(Html(page.render()?).into_response())
}

/// `GET /sessions/{id}/watch/events?after=SEQ`
pub async fn events(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let guest = admitted(&app, &browser, &id, Role::Reader).await?;
    let owner = browser.owner();
    Ok(events::follow(
        app,
        guest.session.id,
        after.seq(&headers),
        owner,
    ))
}
