//! A reviewer sees a line of the report otherwise, and says why.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use serde::Deserialize;

use super::comments::not_taken;
use super::error::{Error, Refusal};
use super::guest::{Party, party_with_words, with_words};
use super::owner::Browser;
use super::review;
use super::views::LEVELS;
use crate::session::{self, App, Remark};
use crate::store::{Author, Overrule, Role};

/// The form at a line.
#[derive(Debug, Deserialize)]
pub struct OverruleForm {
    expectation: String,
    /// Empty: the line stands as the engine has it.
    #[serde(default)]
    level: String,
    #[serde(default)]
    reason: String,
}

/// `POST /sessions/{id}/overrules`
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    form: Result<Form<OverruleForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    let words = &form.reason;
    let (session, party) = party_with_words(&app, &browser, &id, Role::Reviewer, words).await?;
    let Party::Guest(link) = party else {
        return Err(with_words(Error::NotFound, words));
    };
    let report_page = format!("/sessions/{}/report", session.id);
    let refused =
        |status, words: &str| not_taken(&report_page, Refusal::new(status, words), &form.reason);
    let scored = review::of(&app, &session, Author::Link(link.id)).await?;
    if session.finished_at_ms.is_none() || scored.is_none_or(|review| review.scores.is_none()) {
        return Err(refused(
            StatusCode::CONFLICT,
            "Score first: the report's lines are for after that. Nothing was saved.",
        ));
    }
    let report = session::report(&app, &session).await?;
    let line = report
        .lines
        .iter()
        .find(|line| *line.expectation == *form.expectation)
        .ok_or(Error::NotFound)?;
    let anchor = format!("{report_page}#line-{}", line.expectation);
    if form.level.is_empty() && form.reason.trim().is_empty() {
        let expectation = form.expectation.clone();
        app.store.uphold(session.id, link.id, expectation).await?;
        return Ok(Redirect::to(&anchor));
    }
    let level = LEVELS.iter().find(|(_, value)| *value == form.level);
    let Some((level, _)) = level else {
        return Err(refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Choose how much of it was reached. Nothing was saved.",
        ));
    };
    let reason = Remark::parse(&form.reason).map_err(|error| {
        let refusal = Refusal::from(error);
        let notice = format!("Say why you see it otherwise. {}", refusal.notice);
        refused(refusal.status, &notice)
    })?;
    let overrule = Overrule {
        link: link.id,
        expectation: line.expectation.clone(),
        level: *level,
        reason: reason.into_string(),
        at_ms: app.clock.now_ms(),
    };
    app.store.overrule(session.id, overrule).await?;
    Ok(Redirect::to(&anchor))
}
