//! Everything that a browser has here, to be taken along or deleted as a whole.

use askama::Template;
use axum::Form;
use axum::body::Body;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use futures_util::stream;
use serde::Deserialize;

use super::desk::Desk;
use super::error::Error;
use super::owner::Browser;
use crate::session::{self, App};
use crate::store::{Owner, Session, SessionId};

/// How many sessions are looked at together.
const TOGETHER: u32 = 50;
/// How many links of others are counted at most.
const LINKS: u32 = 500;

/// The page.
#[derive(Template)]
#[template(path = "yours.html")]
struct YoursPage {
    notice: Option<&'static str>,
    interviews: usize,
    classes: Vec<(String, String)>,
    shared: usize,
    kept_days: Option<u32>,
}

/// `GET /yours`
pub async fn show(State(app): State<App>, browser: Browser) -> Result<Response, Error> {
    page(&app, browser.owner(), None).await
}

async fn page(
    app: &App,
    owner: Option<Owner>,
    notice: Option<&'static str>,
) -> Result<Response, Error> {
    let mut page = YoursPage {
        notice,
        interviews: 0,
        classes: Vec::new(),
        shared: 0,
        kept_days: app.kept_days,
    };
    if let Some(owner) = owner {
        let mut before = None;
        while let Some((sessions, last)) = some_of(app, &owner, before).await? {
            page.interviews += sessions.len();
            before = Some(last);
        }
        let classes = app.store.classes_of_browser(&owner).await?;
        page.classes = classes
            .into_iter()
            .map(|class| (class.id.to_string(), class.name))
            .collect();
        let now_ms = app.clock.now_ms();
        let links = app.store.links_of_browser(&owner, now_ms, LINKS).await?;
        page.shared = links.len();
    }
    let status = match notice {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// The next of an owner's sessions, newest first, with the id of the last of them; none where there are no more.
async fn some_of(
    app: &App,
    owner: &Owner,
    before: Option<SessionId>,
) -> Result<Option<(Vec<Session>, SessionId)>, Error> {
    let sessions = app.store.sessions_of(owner, before, TOGETHER).await?;
    let last = sessions.last().map(|session| session.id);
    Ok(last.map(|last| (sessions, last)))
}

/// `GET /yours/export`: a list of the files that `greenroom import` takes, sent one after the other.
pub async fn export(State(app): State<App>, browser: Browser) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"greenroom.json\"",
        ),
    ];
    let Some(owner) = browser.owner() else {
        return (headers, "[]\n").into_response();
    };
    let files = stream::try_unfold(Sending::From(None), move |sending| {
        let (app, owner) = (app.clone(), owner.clone());
        async move { next(&app, &owner, sending).await }
    });
    (headers, Body::from_stream(files)).into_response()
}

/// How far the export is.
enum Sending {
    /// What is older than this comes next; with none, everything.
    From(Option<SessionId>),
    Ended,
}

async fn next(
    app: &App,
    owner: &Owner,
    sending: Sending,
) -> Result<Option<(String, Sending)>, std::io::Error> {
    let broken = |error: String| {
        tracing::error!(%error, "an export broke off");
        std::io::Error::other(error)
    };
    let before = match sending {
        Sending::From(before) => before,
        Sending::Ended => return Ok(None),
    };
    let begins = match before {
        None => "[\n",
        Some(_) => ",\n",
    };
    let sessions = app.store.sessions_of(owner, before, 1).await;
    match sessions.map_err(|error| broken(error.to_string()))?.first() {
        Some(session) => {
            let file = session::export_json(app, session, true).await;
            let file = file.map_err(|error| broken(error.to_string()))?;
            Ok(Some((
                format!("{begins}{}", file.trim_end()),
                Sending::From(Some(session.id)),
            )))
        }
        None => {
            let end = match before {
                None => "[]\n",
                Some(_) => "\n]\n",
            };
            Ok(Some((end.into(), Sending::Ended)))
        }
    }
}

/// Whether somebody is sure.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SureForm {
    sure: String,
}

/// `POST /yours/delete`: every interview, every class, and what others shared with this browser.
pub async fn delete(
    State(app): State<App>,
    State(desk): State<Desk>,
    browser: Browser,
    form: Result<Form<SureForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form?;
    if form.sure != "yes" {
        let notice = "Nothing was deleted: tick the box first.";
        return page(&app, browser.owner(), Some(notice)).await;
    }
    if let Some(owner) = browser.owner() {
        while let Some((sessions, _)) = some_of(&app, &owner, None).await? {
            for session in &sessions {
                session::delete(&app, session, &owner).await?;
                desk.digests.forget(session.id);
            }
        }
        app.store.forget_browser(&owner).await?;
    }
    Ok(Redirect::to("/yours").into_response())
}
