//! Deleting an interview for good, after a question.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};

use super::desk::Desk;
use super::error::Error;
use super::interview::owned;
use super::moment::Moment;
use super::owner::Browser;
use super::words;
use crate::session::{self, App};

/// The page.
#[derive(Template)]
#[template(path = "delete.html")]
struct DeletePage {
    id: String,
    title: String,
    setup: String,
    last: Moment,
    finished: bool,
}

/// `GET /sessions/{id}/delete`
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
) -> Result<Html<String>, Error> {
    let session = owned(&app, &browser, &id).await?;
    let page = DeletePage {
        id,
        setup: words::setup(&session.setup),
        last: Moment::new(session.last_at_ms, app.clock.now_ms()),
        finished: session.finished_at_ms.is_some(),
        title: session.title,
    };
    Ok(Html(page.render()?))
}

/// `POST /sessions/{id}/delete`: with all that was said in it and about it; back to the class that it was held for.
pub async fn create(
    State(app): State<App>,
    State(desk): State<Desk>,
    browser: Browser,
    Path(id): Path<String>,
) -> Result<Redirect, Error> {
    let session = owned(&app, &browser, &id).await?;
    let owner = browser.owner().ok_or(Error::NotFound)?;
    let class = app.store.class_of_session(session.id).await?;
    if !session::delete(&app, &session, &owner).await? {
        return Err(Error::NotFound);
    }
    desk.digests.forget(session.id);
    Ok(match class {
        Some(class) => Redirect::to(&format!("/classes/{class}")),
        None => Redirect::to("/"),
    })
}
