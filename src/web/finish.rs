//! Asking whether the interview is to be finished: a small page, for browsers that show no dialog.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::error::Error;
use super::interview::owned;
use super::owner::Browser;
use crate::session::App;
use crate::store::MessageId;

/// What the question needs to know of its session.
struct Asked {
    id: String,
}

/// The page.
#[derive(Template)]
#[template(path = "finish.html")]
struct FinishPage {
    title: String,
    live: Asked,
    finish_id: String,
}

/// `GET /sessions/{id}/finish`
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let session = owned(&app, &browser, &id).await?;
    if session.finished_at_ms.is_some() {
        return Ok(Redirect::to(&format!("/sessions/{id}/report")).into_response());
    }
    let page = FinishPage {
        title: session.title,
        live: Asked { id },
        finish_id: MessageId::new().as_str().into(),
    };
    Ok(Html(page.render()?).into_response())
}
