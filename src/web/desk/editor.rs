//! Writing a scenario: the text with its problems, saved over what was read and over nothing else.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::Deserialize;

use super::SignedIn;
use super::check::{CaseRow, Checked, check};
use super::scenarios::title_of;
use crate::document::{Problem, Severity};
use crate::interview::Setup;
use crate::scenario::{Mode, Seniority};
use crate::session::{self, App};
use crate::store::{Change, DeskDraft};
use crate::web::error::Error;
use crate::web::moment::Moment;
use crate::web::owner::Browser;

/// The longest text, in bytes: as `greenroom check` reads it.
pub const LONGEST: usize = 1024 * 1024;
/// The longest form: a text grows threefold at most on its way.
pub const LONGEST_FORM: usize = 3 * LONGEST + 4096;

/// The page.
#[derive(Template)]
#[template(path = "desk/editor.html")]
struct EditorPage {
    name: String,
    slug: String,
    title: String,
    source: String,
    revision: u32,
    changed: Moment,
    changed_by: String,
    version: Option<u32>,
    is_published: bool,
    archived: bool,
    notice: Option<Notice>,
    /// Somebody else's text, where it stands in the place of the one that was read.
    theirs: Option<String>,
    problems: Vec<Problem>,
    errors: usize,
    warnings: usize,
    cases: Vec<CaseRow>,
}

/// What happened.
struct Notice {
    text: String,
    good: bool,
}

impl EditorPage {
    fn failing(&self) -> usize {
        self.cases
            .iter()
            .filter(|case| case.fails.is_some())
            .count()
    }

    fn is_error(&self, problem: &Problem) -> bool {
        problem.severity == Severity::Error
    }
}

/// `GET /desk/scenarios/{slug}`
pub async fn show(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(slug): Path<String>,
) -> Result<Html<String>, Error> {
    let draft = app.store.draft(&slug).await?.ok_or(Error::NotFound)?;
    let checked = check(&app, &slug, &draft.source).await?;
    page(&app, instructor.name, draft, None, None, checked)
}

fn page(
    app: &App,
    name: String,
    draft: DeskDraft,
    theirs: Option<String>,
    notice: Option<Notice>,
    checked: Checked,
) -> Result<Html<String>, Error> {
    let page = EditorPage {
        name,
        title: title_of(&draft.source).unwrap_or(&draft.slug).to_owned(),
        slug: draft.slug,
        source: draft.source,
        revision: draft.revision,
        changed: Moment::new(draft.changed_at_ms, app.clock.now_ms()),
        changed_by: draft.changed_by,
        version: draft.version,
        is_published: draft.is_published,
        archived: draft.archived,
        notice,
        theirs,
        errors: checked.errors(),
        warnings: checked.warnings(),
        problems: checked.problems,
        cases: checked.cases,
    };
    Ok(Html(page.render()?))
}

/// The editor with a text that came from elsewhere and isn't saved yet, and the draft below it.
pub(super) async fn unsaved(
    app: &App,
    name: String,
    draft: DeskDraft,
    source: String,
) -> Result<Response, Error> {
    let checked = check(app, &draft.slug, &source).await?;
    let text = "There is a draft of this short name already. The file is in the editor and is not saved yet; the draft is below it. Bring them together, then save.".to_owned();
    let notice = Some(Notice { text, good: false });
    let theirs = Some(draft.source.clone());
    let shown = DeskDraft { source, ..draft };
    let page = page(app, name, shown, theirs, notice, checked)?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// What the form sends.
#[derive(Deserialize)]
pub struct EditorForm {
    source: String,
    /// The revision that the text began with.
    revision: u32,
    #[serde(default)]
    action: Doing,
}

/// Which button was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Doing {
    #[default]
    Save,
    Publish,
    Try,
}

/// `POST /desk/scenarios/{slug}`: saves, and then publishes or plays what was saved if that was asked for.
pub async fn save(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(slug): Path<String>,
    browser: Browser,
    form: Result<Form<EditorForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form.map_err(unread)?;
    let before = app.store.draft(&slug).await?.ok_or(Error::NotFound)?;
    let source = form.source.replace("\r\n", "\n");
    if source.len() > LONGEST || source.contains('\0') {
        let text =
            "A text has 1 MiB at most and no NUL in it. Nothing was saved; what you sent is below."
                .to_owned();
        let notice = Some(Notice { text, good: false });
        let checked = Checked {
            problems: Vec::new(),
            cases: Vec::new(),
            scenario: None,
        };
        let shown = DeskDraft {
            source: source.replace('\0', "\u{fffd}"),
            ..before
        };
        let page = page(&app, instructor.name, shown, None, notice, checked)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let change = Change {
        by: instructor.name.clone(),
        at_ms: app.clock.now_ms(),
    };
    // What stands there already needs no new revision: publishing right after saving is one change.
    let same = before.source == source;
    let saved = same
        || app
            .store
            .save_draft(&slug, &source, form.revision, change.clone())
            .await?;
    let now = app.store.draft(&slug).await?.ok_or(Error::NotFound)?;
    let checked = check(&app, &slug, &source).await?;
    if !saved {
        let text = format!(
            "{} saved another text since you opened this one. Yours is in the editor and is not saved yet; theirs is below it. Bring them together, then save.",
            now.changed_by
        );
        let theirs = Some(now.source.clone());
        let shown = DeskDraft { source, ..now };
        let notice = Some(Notice { text, good: false });
        let page = page(&app, instructor.name, shown, theirs, notice, checked)?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    let errors = checked.errors();
    if form.action != Doing::Save && errors > 0 {
        let what = match form.action {
            Doing::Publish => "published",
            Doing::Try | Doing::Save => "played",
        };
        let count = if errors == 1 {
            "1 error".to_owned()
        } else {
            format!("{errors} errors")
        };
        let text = format!("Saved, and not {what}: there are {count} to mend first.");
        let notice = Some(Notice { text, good: false });
        let page = page(&app, instructor.name, now, None, notice, checked)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match form.action {
        Doing::Save => {
            let notice = Some(Notice {
                text: "Saved.".to_owned(),
                good: true,
            });
            Ok(page(&app, instructor.name, now, None, notice, checked)?.into_response())
        }
        Doing::Publish => {
            if !now.is_published && !app.store.publish_draft(&slug, now.revision, change).await? {
                return Err(Error::NotFound);
            }
            if now.archived {
                app.store.archive_draft(&slug, false).await?;
            }
            super::offer(&app).await?;
            let now = app.store.draft(&slug).await?.ok_or(Error::NotFound)?;
            let text =
                "Published: new interviews begin with this text, those under way keep theirs."
                    .to_owned();
            let notice = Some(Notice { text, good: true });
            Ok(page(&app, instructor.name, now, None, notice, checked)?.into_response())
        }
        Doing::Try => {
            let scenario = checked.scenario.ok_or(Error::NotFound)?;
            let setup = Setup {
                mode: Mode::Coach,
                seniority: Seniority::Mid,
                minutes: None,
            };
            let secret = browser.secret()?;
            let session = session::try_out(&app, scenario, setup, Some(secret.owner())).await?;
            let mut response = Redirect::to(&format!("/sessions/{}", session.id)).into_response();
            if let Some(cookie) = secret.cookie() {
                response.headers_mut().insert(SET_COOKIE, cookie);
            }
            Ok(response)
        }
    }
}

/// Why a form could not be read, in words about a text and not about a message.
pub(super) fn unread(rejection: FormRejection) -> Error {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let what = "The text is far longer than 1 MiB, which is the most that a scenario has. Nothing was saved: go back, your browser still has it.";
            Error::Form(StatusCode::PAYLOAD_TOO_LARGE, what.into())
        }
        _ => Error::from(rejection),
    }
}

/// A text that is being typed.
#[derive(Deserialize)]
pub struct TypedForm {
    source: String,
}

/// `POST /desk/scenarios/{slug}/check`: what a save would say, as JSON, while one types. Nothing is kept.
pub async fn look(
    State(app): State<App>,
    SignedIn(_): SignedIn,
    Path(slug): Path<String>,
    form: Result<Form<TypedForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form.map_err(unread)?;
    if form.source.len() > LONGEST || app.store.draft(&slug).await?.is_none() {
        return Err(Error::NotFound);
    }
    let checked = check(&app, &slug, &form.source.replace("\r\n", "\n")).await?;
    Ok(Json(checked).into_response())
}
