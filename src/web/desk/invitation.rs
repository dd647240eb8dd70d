//! The one-time link by which an instructor sets a password: the first, or another one in place of a lost one.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::{password, sign_in};
use crate::session::App;
use crate::store::sha256_hex;
use crate::web::error::Error;

/// The page.
#[derive(Template)]
#[template(path = "desk/invitation.html")]
struct InvitationPage {
    name: String,
    notice: Option<&'static str>,
    shortest: usize,
}

/// What is typed.
#[derive(Deserialize)]
pub struct PasswordForm {
    password: String,
    again: String,
}

/// `GET /desk/invitation/{secret}`: looking at it uses nothing up.
pub async fn show(
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Html<String>, Error> {
    let hash = sha256_hex(secret.as_bytes());
    let known = app
        .store
        .linked_instructor(&hash, app.clock.now_ms())
        .await?;
    page(known.ok_or(Error::NotFound)?.name, None)
}

fn page(name: String, notice: Option<&'static str>) -> Result<Html<String>, Error> {
    let page = InvitationPage {
        name,
        notice,
        shortest: password::SHORTEST,
    };
    Ok(Html(page.render()?))
}

/// `POST /desk/invitation/{secret}`: sets the password, and uses the link up.
pub async fn create(
    State(app): State<App>,
    Path(secret): Path<String>,
    form: Result<Form<PasswordForm>, FormRejection>,
) -> Result<Response, Error> {
    let hash = sha256_hex(secret.as_bytes());
    let now_ms = app.clock.now_ms();
    let known = app.store.linked_instructor(&hash, now_ms).await?;
    // Whatever is sent to a link that isn't there, it isn't there.
    let name = known.ok_or(Error::NotFound)?.name;
    let Form(form) = form?;
    if let Some(notice) = password::refusal(&form.password, &form.again, &name) {
        let mut response = page(name, Some(notice))?.into_response();
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let kept = password::hash(form.password).await?;
    match app.store.set_password(&hash, &kept, now_ms).await? {
        true => Ok(sign_in::after_setting(name)?.into_response()),
        // Somebody was faster with the same link.
        false => Err(Error::NotFound),
    }
}
