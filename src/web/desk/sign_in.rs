//! Signing in and out.

use std::time::Instant;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::{Desk, SignedIn, WHO, broken, password};
use crate::session::App;
use crate::web::door::retry_after;
use crate::web::error::Error;
use crate::web::limits::Place;
use crate::web::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    name: String,
    notice: Option<String>,
    /// Whether the password was just set.
    fresh: bool,
}

/// What is typed.
#[derive(Deserialize)]
pub struct SignInForm {
    name: String,
    password: String,
}

/// `GET /desk/sign-in`
pub async fn show() -> Result<Html<String>, Error> {
    page(String::new(), None, false)
}

/// The page after a password was set.
pub fn after_setting(name: String) -> Result<Html<String>, Error> {
    page(name, None, true)
}

fn page(name: String, notice: Option<String>, fresh: bool) -> Result<Html<String>, Error> {
    let page = SignInPage {
        name,
        notice,
        fresh,
    };
    Ok(Html(page.render()?))
}

/// `POST /desk/sign-in`: the same answer whether the name or the password is wrong.
pub async fn create(
    State(app): State<App>,
    State(desk): State<Desk>,
    visit: Visit,
    session: Session,
    form: Result<Form<SignInForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form?;
    let name = form.name.trim();
    // Unlike what else is limited, this is so for whoever sits at the machine too: through a proxy that nobody configured,
    // the whole world does.
    let place = Place::of(visit.address);
    if let Err(too_much) = desk.attempts.take(name, place, Instant::now()) {
        let notice = format!(
            "There were too many attempts. Nothing is lost: wait {} and try again.",
            words(too_much.retry_after_s)
        );
        let mut response = page(name.to_owned(), Some(notice), false)?.into_response();
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        retry_after(response.headers_mut(), too_much.retry_after_s);
        return Ok(response);
    }
    let instructor = match name.chars().count() <= super::LONGEST_NAME {
        true => app.store.instructor_named(name).await?,
        false => None,
    };
    let hash = instructor.as_ref().and_then(|known| known.password.clone());
    let fits = password::fits(form.password, hash).await?;
    let Some(instructor) = instructor.filter(|_| fits) else {
        let notice = "The name and the password don't go together.".to_owned();
        let mut response = page(name.to_owned(), Some(notice), false)?.into_response();
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    desk.attempts.forget(name);
    // Whoever planted an id before has nothing of it.
    session.cycle_id().await.map_err(broken)?;
    session
        .insert(WHO, instructor.id.as_str())
        .await
        .map_err(broken)?;
    Ok(Redirect::to("/desk").into_response())
}

fn words(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// `POST /desk/sign-out`
pub async fn end(session: Session) -> Result<Redirect, Error> {
    session.flush().await.map_err(broken)?;
    Ok(Redirect::to(super::SIGN_IN))
}

/// `POST /desk/sign-out-everywhere`
pub async fn end_all(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    session: Session,
) -> Result<Redirect, Error> {
    app.store.end_sign_ins(&instructor.id).await?;
    session.flush().await.map_err(broken)?;
    Ok(Redirect::to(super::SIGN_IN))
}
