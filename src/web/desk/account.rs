//! An instructor's own account.

use std::time::Instant;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::{Desk, SignedIn, broken, password, sign_in};
use crate::session::App;
use crate::web::error::Error;
use crate::web::limits::Place;
use crate::web::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "desk/account.html")]
struct AccountPage {
    name: String,
    notice: Option<String>,
    shortest: usize,
}

/// What is typed.
#[derive(Deserialize)]
pub struct ChangeForm {
    current: String,
    password: String,
    again: String,
}

/// `GET /desk/account`
pub async fn show(SignedIn(instructor): SignedIn) -> Result<Html<String>, Error> {
    page(instructor.name, None)
}

fn page(name: String, notice: Option<String>) -> Result<Html<String>, Error> {
    let page = AccountPage {
        name,
        notice,
        shortest: password::SHORTEST,
    };
    Ok(Html(page.render()?))
}

/// `POST /desk/account`: changes the password and ends every sign-in, this one too.
pub async fn change(
    State(app): State<App>,
    State(desk): State<Desk>,
    visit: Visit,
    SignedIn(instructor): SignedIn,
    session: Session,
    form: Result<Form<ChangeForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form?;
    let name = instructor.name;
    let refused = |notice: String| -> Result<Response, Error> {
        let mut response = page(name.clone(), Some(notice))?.into_response();
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(response)
    };
    if let Some(notice) = password::refusal(&form.password, &form.again, &name) {
        return refused(notice.to_owned());
    }
    let place = Place::of(visit.address);
    if desk.attempts.take(&name, place, Instant::now()).is_err() {
        return refused(
            "There were too many attempts. The password is as it was; try again in some minutes."
                .into(),
        );
    }
    if !password::fits(form.current, instructor.password).await? {
        return refused("That isn't your current password. It is as it was.".into());
    }
    let kept = password::hash(form.password).await?;
    app.store.change_password(&instructor.id, &kept).await?;
    desk.attempts.forget(&name);
    session.flush().await.map_err(broken)?;
    Ok(sign_in::after_setting(name)?.into_response())
}
