//! Starting a session.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::error::Error;
use super::owner::Browser;
use crate::interview::Setup;
use crate::scenario::{Mode, Seniority};
use crate::session::{self, App, Choice};

/// The form of the start page.
#[derive(Debug, Deserialize)]
pub struct StartForm {
    scenario: String,
    mode: Mode,
    seniority: Seniority,
    minutes: Length,
    /// "yes" for the beginner's short form.
    #[serde(default)]
    beginner: Option<String>,
    /// A number that picks the figures; empty for the next ones.
    #[serde(default)]
    seed: String,
    /// "yes" while instructors may read what was not understood.
    #[serde(default)]
    readable: Option<String>,
}

/// How long an interview takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Length {
    #[serde(rename = "30")]
    Thirty,
    #[serde(rename = "45")]
    FortyFive,
    #[serde(rename = "60")]
    Sixty,
    #[serde(rename = "untimed")]
    Untimed,
}

impl Length {
    /// The minutes; none: untimed.
    pub fn minutes(self) -> Option<u32> {
        match self {
            Length::Thirty => Some(30),
            Length::FortyFive => Some(45),
            Length::Sixty => Some(60),
            Length::Untimed => None,
        }
    }
}

/// `POST /sessions`: starts one and goes there; a browser without a secret gets one.
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    form: Result<Form<StartForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form.map_err(|rejection| match Error::from(rejection) {
        Error::Form(StatusCode::UNPROCESSABLE_ENTITY, _) => Error::Form(
            StatusCode::UNPROCESSABLE_ENTITY,
            "A question, a mode, a level and a length are needed to start. Choose them on the first page.".into(),
        ),
        other => other,
    })?;
    let setup = Setup {
        mode: form.mode,
        seniority: form.seniority,
        minutes: form.minutes.minutes(),
    };
    let seed = match form.seed.trim() {
        "" => None,
        given => Some(given.parse().map_err(|_| {
            Error::Form(
                StatusCode::UNPROCESSABLE_ENTITY,
                "The number for the figures is a whole one between 0 and 4294967295. Leave it empty for the next ones.".into(),
            )
        })?),
    };
    let choice = Choice {
        seed,
        beginner: form.beginner.is_some(),
        readable: form.readable.is_some(),
    };
    let secret = browser.secret()?;
    let session = session::start(&app, &form.scenario, choice, setup, Some(secret.owner())).await?;
    let mut response = Redirect::to(&format!("/sessions/{}", session.id)).into_response();
    if let Some(cookie) = secret.cookie() {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
