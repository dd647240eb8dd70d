//! The scenarios at the desk: what there is, where it comes from, and how another one begins.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::SignedIn;
use crate::prompts::Origin;
use crate::scenario::skeleton::skeleton;
use crate::session::App;
use crate::store::{Change, DeskDraft};
use crate::web::error::Error;
use crate::web::moment::Moment;

/// The start of the desk.
#[derive(Template)]
#[template(path = "desk/home.html")]
struct DeskPage {
    name: String,
    notice: Option<String>,
    drafts: Vec<DraftRow>,
    given: Vec<GivenRow>,
    /// What was typed for a new one.
    typed: Typed,
}

/// What was typed and not taken.
#[derive(Default)]
pub(super) struct Typed {
    /// The short name of a new one.
    pub slug: String,
    /// A file.
    pub upload: String,
}

/// A scenario of the desk.
struct DraftRow {
    slug: String,
    title: String,
    state: &'static str,
    /// "version 3"
    version: Option<String>,
    changed: Moment,
    changed_by: String,
    archived: bool,
}

/// A scenario that comes from elsewhere.
struct GivenRow {
    slug: String,
    title: String,
    origin: &'static str,
}

/// `GET /desk`
pub async fn show(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
) -> Result<Html<String>, Error> {
    page(&app, instructor.name, Typed::default(), None).await
}

pub(super) async fn page(
    app: &App,
    name: String,
    typed: Typed,
    notice: Option<String>,
) -> Result<Html<String>, Error> {
    let now_ms = app.clock.now_ms();
    let drafts = app.store.drafts().await?;
    let prompts = app.prompts.current();
    let given = prompts.fronts().filter_map(|front| {
        let origin = match app.prompts.origin(&front.slug) {
            Origin::BuiltIn => "comes with Greenroom",
            Origin::Folder => "from the folder on the server",
            Origin::Desk => return None,
        };
        Some(GivenRow {
            slug: front.slug.to_string(),
            title: front.title.clone(),
            origin,
        })
    });
    let page = DeskPage {
        name,
        notice,
        drafts: drafts.into_iter().map(|draft| row(draft, now_ms)).collect(),
        given: given.collect(),
        typed,
    };
    Ok(Html(page.render()?))
}

fn row(draft: DeskDraft, now_ms: i64) -> DraftRow {
    DraftRow {
        title: title_of(&draft.source).unwrap_or(&draft.slug).to_owned(),
        state: match (draft.archived, draft.version, draft.is_published) {
            (true, ..) => "archived",
            (false, Some(_), true) => "published",
            (false, Some(_), false) => "changed since it was published",
            (false, None, _) => "draft",
        },
        version: draft.version.map(|version| format!("version {version}")),
        changed: Moment::new(draft.changed_at_ms, now_ms),
        changed_by: draft.changed_by,
        archived: draft.archived,
        slug: draft.slug,
    }
}

/// The title of a text that may not be readable as a whole.
pub fn title_of(source: &str) -> Option<&str> {
    let line = source.lines().find(|line| line.starts_with("title"))?;
    let (_, value) = line.split_once('=')?;
    let (_, rest) = value.split_once('"')?;
    rest.split_once('"').map(|(title, _)| title)
}

/// What is asked for.
#[derive(Deserialize)]
pub struct NewForm {
    slug: String,
    /// The scenario to begin with; empty for the small example.
    #[serde(default)]
    from: String,
}

/// `POST /desk/scenarios`: a new draft, from the example or as a copy.
pub async fn create(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    form: Result<Form<NewForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form?;
    let slug = form.slug.trim().to_owned();
    let known = app.prompts.current();
    let refusal = if !is_slug(&slug) {
        Some(
            "A short name has lower-case words joined by `-`, 60 characters at most, such as `ticket-office`.",
        )
    } else if known.offered.contains_key(&*slug) || app.store.draft(&slug).await?.is_some() {
        Some("There is a scenario of this short name already. Choose another.")
    } else {
        None
    };
    if let Some(refusal) = refusal {
        let typed = Typed {
            slug,
            ..Typed::default()
        };
        let page = page(&app, instructor.name, typed, Some(refusal.to_owned())).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let source = match form.from.as_str() {
        "" => skeleton(&slug),
        from => {
            let own = app.store.draft(from).await?.map(|draft| draft.source);
            let given = || {
                let offered = known.offered.get(from);
                offered.map(|offered| offered.source.to_string())
            };
            renamed(&own.or_else(given).ok_or(Error::NotFound)?, &slug)
        }
    };
    let change = Change {
        by: instructor.name,
        at_ms: app.clock.now_ms(),
    };
    // Where somebody else was faster, theirs is opened.
    app.store.save_draft(&slug, &source, 0, change).await?;
    Ok(Redirect::to(&format!("/desk/scenarios/{slug}")).into_response())
}

pub(super) fn is_slug(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.len() <= 60 && text.split('-').all(word)
}

/// The text with another slug in its line.
fn renamed(source: &str, slug: &str) -> String {
    let mut done = false;
    let lines = source.lines().map(|line| {
        if !done && line.starts_with("slug") {
            done = true;
            return format!("slug = \"{slug}\"\n");
        }
        format!("{line}\n")
    });
    lines.collect()
}

/// What is done with a scenario as a whole.
#[derive(Deserialize)]
pub struct ArchiveForm {
    archived: bool,
}

/// `POST /desk/scenarios/{slug}/archive`: takes it out of what is offered, or back in.
pub async fn archive(
    State(app): State<App>,
    SignedIn(_): SignedIn,
    Path(slug): Path<String>,
    form: Result<Form<ArchiveForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    if !app.store.archive_draft(&slug, form.archived).await? {
        return Err(Error::NotFound);
    }
    super::offer(&app).await?;
    Ok(Redirect::to("/desk"))
}

/// `GET /desk/scenarios/{slug}/file`: the draft as the file that it would be.
pub async fn file(
    State(app): State<App>,
    SignedIn(_): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let draft = app.store.draft(&slug).await?.ok_or(Error::NotFound)?;
    let name = format!("attachment; filename=\"{}.toml\"", draft.slug);
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, draft.source).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_another_slug_and_the_rest_as_it_was() {
        let source = "format = 1\nslug = \"old\"   # remark\ntitle = \"Design it\"\nslugs = 2\n";
        let copy = renamed(source, "new");
        assert_eq!(
            copy,
            "format = 1\nslug = \"new\"\ntitle = \"Design it\"\nslugs = 2\n"
        );
        assert_eq!(title_of(&copy), Some("Design it"));
        assert_eq!(title_of("title = 3"), None);
    }

    #[test]
    fn short_names_are_words_joined_by_lines() {
        assert!(is_slug("ticket-office-2"));
        for text in ["", "-a", "a-", "A", "a b", "../a", &"a".repeat(61)] {
            assert!(!is_slug(text), "{text}");
        }
    }
}
