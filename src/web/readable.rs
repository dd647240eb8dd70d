//! What instructors may read of an interview: given with its start, given or taken back at any time by the candidate.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;

use super::error::Error;
use super::interview::owned;
use super::owner::Browser;
use crate::session::App;

/// Whether they may.
#[derive(Debug, Deserialize)]
pub struct ReadableForm {
    readable: bool,
}

/// `POST /sessions/{id}/readable`
pub async fn change(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    form: Result<Form<ReadableForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    let session = owned(&app, &browser, &id).await?;
    // Given twice is given.
    app.store.set_readable(session.id, form.readable).await?;
    Ok(Redirect::to(&format!(
        "/sessions/{}/share#instructors",
        session.id
    )))
}
