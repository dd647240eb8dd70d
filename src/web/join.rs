//! Joining a class by its link. What the instructor will see is said before; then it is a nickname, or none, and a
//! button. The link is exchanged for the browser's own cookie.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::error::Error;
use super::owner::{Browser, Secret};
use crate::session::{App, LONGEST_NAME, Name, WordsError};
use crate::store::{Class, NewLearner, StoreError};

/// The page.
#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    class: String,
    instructor: String,
    kept_days: Option<u32>,
    secret: String,
    notice: Option<String>,
    nickname: String,
    longest: usize,
}

/// How somebody in a class wishes to be called.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NicknameForm {
    nickname: String,
}

impl NicknameForm {
    /// The nickname; none where nothing was typed.
    pub fn parse(&self) -> Result<Option<String>, WordsError> {
        match Name::parse(&self.nickname) {
            Ok(name) => Ok(Some(name.into_string())),
            Err(WordsError::Empty) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// As it was typed.
    pub fn typed(self) -> String {
        self.nickname
    }
}

async fn joinable(app: &App, secret: &str) -> Result<(Secret, Class), Error> {
    let secret = Secret::parse(secret).ok_or(Error::NotFound)?;
    let now_ms = app.clock.now_ms();
    let class = app.store.class_by_link(&secret.owner(), now_ms).await?;
    Ok((secret, class))
}

/// `GET /join/{secret}`: whoever is in the class already goes there.
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let (secret, class) = joinable(&app, &secret).await?;
    if let Some(owner) = browser.owner() {
        match app.store.class_of_learner(class.id, &owner).await {
            Ok(_) => return Ok(Redirect::to(&format!("/classes/{}", class.id)).into_response()),
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    page(&app, &secret, class, String::new(), None)
}

fn page(
    app: &App,
    secret: &Secret,
    class: Class,
    nickname: String,
    notice: Option<String>,
) -> Result<Response, Error> {
    let status = match notice {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let page = JoinPage {
        class: class.name,
        instructor: class.instructor_name,
        kept_days: app.kept_days,
        secret: secret.as_str().into(),
        notice,
        nickname,
        longest: LONGEST_NAME,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// `POST /join/{secret}`
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    Path(secret): Path<String>,
    form: Result<Form<NicknameForm>, FormRejection>,
) -> Result<Response, Error> {
    let (secret, class) = joinable(&app, &secret).await?;
    let Form(form) = form?;
    let nickname = match form.parse() {
        Ok(nickname) => nickname,
        Err(error) => {
            let notice = format!("You have not joined yet. About the nickname: {error}");
            return page(&app, &secret, class, form.typed(), Some(notice));
        }
    };
    let browser = browser.secret()?;
    let new = NewLearner {
        browser: browser.owner(),
        nickname,
        at_ms: app.clock.now_ms(),
    };
    if !app.store.join_class(class.id, new).await? {
        let notice = "The class is full, or was closed just now. Ask your instructor.";
        return page(&app, &secret, class, form.typed(), Some(notice.into()));
    }
    let mut response = Redirect::to(&format!("/classes/{}", class.id)).into_response();
    if let Some(cookie) = browser.cookie() {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
