//! Taking over interviews that belong to no browser: `greenroom import` and `greenroom link` print the address. Looking at
//! it uses nothing up, because what shows a link to people may look at it first.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::error::Error;
use super::moment::Moment;
use super::owner::{Browser, Secret};
use super::words;
use crate::session::App;
use crate::store::Session;

/// The page.
#[derive(Template)]
#[template(path = "takeover.html")]
struct TakeoverPage {
    secret: String,
    lines: Vec<Line>,
}

/// An interview.
struct Line {
    title: String,
    setup: String,
    finished: bool,
    /// When something was last said in it.
    moment: Moment,
}

async fn offered(app: &App, secret: &str) -> Result<(Secret, Vec<Session>), Error> {
    let secret = Secret::parse(secret).ok_or(Error::NotFound)?;
    let now_ms = app.clock.now_ms();
    let sessions = app.store.sessions_to_take(&secret.owner(), now_ms).await?;
    match sessions.is_empty() {
        true => Err(Error::NotFound),
        false => Ok((secret, sessions)),
    }
}

/// `GET /take/{secret}`
pub async fn show(
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Html<String>, Error> {
    let (secret, sessions) = offered(&app, &secret).await?;
    let now_ms = app.clock.now_ms();
    let line = |session: Session| Line {
        setup: words::setup(&session.setup),
        finished: session.finished_at_ms.is_some(),
        moment: Moment::new(session.last_at_ms, now_ms),
        title: session.title,
    };
    let page = TakeoverPage {
        secret: secret.as_str().into(),
        lines: sessions.into_iter().map(line).collect(),
    };
    Ok(Html(page.render()?))
}

/// `POST /take/{secret}`: from now on they are this browser's, and the link opens nothing.
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let (secret, sessions) = offered(&app, &secret).await?;
    let browser = browser.secret()?;
    let (link, owner) = (secret.owner(), browser.owner());
    let now_ms = app.clock.now_ms();
    if !app.store.take_over(&link, &owner, now_ms).await? {
        return Err(Error::NotFound);
    }
    let to = match sessions.as_slice() {
        [one] if one.finished_at_ms.is_some() => format!("/sessions/{}/report", one.id),
        [one] => format!("/sessions/{}", one.id),
        _ => "/".into(),
    };
    let mut response = Redirect::to(&to).into_response();
    if let Some(cookie) = browser.cookie() {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
