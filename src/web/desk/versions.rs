//! What was published, and how to go back to it.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;

use super::SignedIn;
use super::compare::{Piece, compare};
use super::scenarios::title_of;
use crate::session::App;
use crate::store::Change;
use crate::web::error::Error;
use crate::web::moment::Moment;

/// The page.
#[derive(Template)]
#[template(path = "desk/versions.html")]
struct VersionsPage {
    name: String,
    slug: String,
    title: String,
    revision: u32,
    versions: Vec<VersionRow>,
}

struct VersionRow {
    version: u32,
    published: Moment,
    published_by: String,
    /// What the draft has otherwise; none: it is the same text.
    changes: Option<Vec<Piece>>,
}

/// `GET /desk/scenarios/{slug}/versions`
pub async fn show(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(slug): Path<String>,
) -> Result<Html<String>, Error> {
    let draft = app.store.draft(&slug).await?.ok_or(Error::NotFound)?;
    let now_ms = app.clock.now_ms();
    let versions = app.store.versions(&slug).await?;
    let page = VersionsPage {
        name: instructor.name,
        title: title_of(&draft.source).unwrap_or(&slug).to_owned(),
        slug,
        revision: draft.revision,
        versions: versions
            .into_iter()
            .map(|version| VersionRow {
                version: version.version,
                published: Moment::new(version.published_at_ms, now_ms),
                published_by: version.published_by,
                changes: (version.source != draft.source)
                    .then(|| compare(&version.source, &draft.source)),
            })
            .collect(),
    };
    Ok(Html(page.render()?))
}

/// Which version to take up again.
#[derive(Deserialize)]
pub struct RestoreForm {
    version: u32,
    /// The revision of the draft that it takes the place of.
    revision: u32,
}

/// `POST /desk/scenarios/{slug}/restore`: the draft becomes that version's text; nothing is published by it.
pub async fn restore(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(slug): Path<String>,
    form: Result<Form<RestoreForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    let versions = app.store.versions(&slug).await?;
    let version = versions
        .into_iter()
        .find(|known| known.version == form.version);
    let source = version.ok_or(Error::NotFound)?.source;
    let change = Change {
        by: instructor.name,
        at_ms: app.clock.now_ms(),
    };
    // Where somebody saved meanwhile their text stays, and is what the editor shows.
    app.store
        .save_draft(&slug, &source, form.revision, change)
        .await?;
    Ok(Redirect::to(&format!("/desk/scenarios/{slug}")))
}
