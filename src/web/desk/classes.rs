//! An instructor's classes: what there is, and how another one begins.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::SignedIn;
use crate::session::{App, LONGEST_NAME, Name};
use crate::store::{Instructor, ListedClass};
use crate::web::error::Error;
use crate::web::moment::Moment;

/// The page.
#[derive(Template)]
#[template(path = "desk/classes.html")]
struct ClassesPage {
    name: String,
    notice: Option<String>,
    typed: String,
    longest: usize,
    open: Vec<Line>,
    archived: Vec<Line>,
}

/// A class in the list.
struct Line {
    id: String,
    name: String,
    /// "12 learners, 30 interviews finished"
    standing: String,
    made: Moment,
    joinable: bool,
}

/// `GET /desk/classes`
pub async fn show(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
) -> Result<Html<String>, Error> {
    page(&app, instructor, String::new(), None).await
}

/// The form of a name.
#[derive(Deserialize)]
pub struct NameForm {
    /// As it was typed.
    pub name: String,
}

/// `POST /desk/classes`: a new class.
pub async fn create(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    form: Result<Form<NameForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form?;
    let refused = match Name::parse(&form.name) {
        Ok(name) => {
            let now_ms = app.clock.now_ms();
            let made = app
                .store
                .make_class(&instructor.id, &name.into_string(), now_ms)
                .await?;
            match made {
                Some(class) => {
                    return Ok(Redirect::to(&format!("/desk/classes/{class}")).into_response());
                }
                None => {
                    "You have 200 classes, which is the most. Delete an archived one, then make this one."
                        .to_owned()
                }
            }
        }
        Err(error) => format!("A class needs a name. {error}"),
    };
    let page = page(&app, instructor, form.name, Some(refused)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    app: &App,
    instructor: Instructor,
    typed: String,
    notice: Option<String>,
) -> Result<Html<String>, Error> {
    let now_ms = app.clock.now_ms();
    let classes = app.store.classes_of_instructor(&instructor.id).await?;
    let (archived, open): (Vec<_>, Vec<_>) = classes
        .into_iter()
        .partition(|listed| listed.class.archived_at_ms.is_some());
    let lines = |classes: Vec<ListedClass>| -> Vec<Line> {
        classes
            .into_iter()
            .map(|listed| Line::new(listed, now_ms))
            .collect()
    };
    let page = ClassesPage {
        name: instructor.name,
        notice,
        typed,
        longest: LONGEST_NAME,
        open: lines(open),
        archived: lines(archived),
    };
    Ok(Html(page.render()?))
}

impl Line {
    fn new(listed: ListedClass, now_ms: i64) -> Line {
        let ListedClass {
            class,
            learners,
            finished,
        } = listed;
        Line {
            joinable: class.is_joinable(now_ms),
            id: class.id.to_string(),
            standing: format!(
                "{}, {} finished",
                counted(learners as usize, "learner"),
                counted(finished as usize, "interview")
            ),
            name: class.name,
            made: Moment::new(class.created_at_ms, now_ms),
        }
    }
}

/// "1 learner", "3 learners"
pub fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}
