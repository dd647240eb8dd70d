//! A session as a file to keep: Markdown to read, JSON to take in elsewhere.

use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::error::Error;
use super::interview::owned;
use super::owner::Browser;
use crate::session::{self, App};

/// What the file is to be.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// `json`, or anything else for Markdown.
    format: String,
    /// "yes" for what others said about it.
    reviews: String,
}

/// `GET /sessions/{id}/export?format=md&reviews=yes`
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    let session = owned(&app, &browser, &id).await?;
    let reviews = wanted.reviews == "yes";
    let (text, kind, extension) = match wanted.format.as_str() {
        "json" => {
            let text = session::export_json(&app, &session, reviews).await?;
            (text, "application/json", "json")
        }
        _ => {
            let text = session::export_markdown(&app, &session, reviews).await?;
            (text, "text/markdown; charset=utf-8", "md")
        }
    };
    let mut response = ([(CONTENT_TYPE, kind)], text).into_response();
    // Slugs are lower-case letters, digits and hyphens.
    let name = format!("attachment; filename=\"{}.{extension}\"", session.scenario);
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
