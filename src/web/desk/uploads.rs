//! A scenario's file, taken in as a draft. Whatever it holds, it is a text until it passes the check.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::SignedIn;
use super::editor::{self, LONGEST};
use super::scenarios::{self, Typed, is_slug};
use crate::session::App;
use crate::session::inbox::slug_of;
use crate::store::Change;
use crate::web::error::Error;

/// What the form sends.
#[derive(Deserialize)]
pub struct UploadForm {
    source: String,
}

/// `POST /desk/uploads`: a new draft of the file's short name. Where there is one already nothing is written over: the
/// editor shows both.
pub async fn create(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    form: Result<Form<UploadForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form.map_err(editor::unread)?;
    let source = form.source.replace("\r\n", "\n");
    let source = source
        .strip_prefix('\u{feff}')
        .unwrap_or(&source)
        .to_owned();
    let slug = slug_of(&source)
        .filter(|slug| is_slug(slug))
        .map(str::to_owned);
    let refusal = if source.len() > LONGEST || source.contains('\0') {
        Some("A text has 1 MiB at most and no NUL in it. Nothing was taken in.")
    } else if slug.is_none() {
        Some(
            "The file has no line such as `slug = \"ticket-office\"`, by which it is known. Nothing was taken in; what you sent is in the form.",
        )
    } else {
        None
    };
    let (Some(slug), None) = (slug, refusal) else {
        let typed = Typed {
            upload: match source.len() > LONGEST {
                true => String::new(),
                false => source.replace('\0', "\u{fffd}"),
            },
            ..Typed::default()
        };
        let notice = refusal.map(str::to_owned);
        let page = scenarios::page(&app, instructor.name, typed, notice).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let change = Change {
        by: instructor.name.clone(),
        at_ms: app.clock.now_ms(),
    };
    let saved = app.store.save_draft(&slug, &source, 0, change).await?;
    let there = app.store.draft(&slug).await?.ok_or(Error::NotFound)?;
    if saved || there.source == source {
        return Ok(Redirect::to(&format!("/desk/scenarios/{slug}")).into_response());
    }
    editor::unsaved(&app, instructor.name, there, source).await
}
