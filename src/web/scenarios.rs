//! One question, and how to be interviewed on it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;

use super::error::Error;
use crate::session::App;

/// The page.
#[derive(Template)]
#[template(path = "scenario.html")]
struct ScenarioPage {
    slug: String,
    title: String,
    summary: String,
    practises: Vec<String>,
    lengths: Vec<Length>,
    /// The minutes of the beginner's short form, where there is one.
    beginner: Option<u32>,
    /// Whether there are other figures for another attempt.
    varies: bool,
    /// Whether anybody could read what was not understood: a server without instructors doesn't ask.
    instructors: bool,
}

struct Length {
    value: &'static str,
    label: &'static str,
    checked: bool,
}

/// `GET /scenarios/{slug}`
pub async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Html<String>, Error> {
    let prompts = app.prompts.current();
    prompts.lexicon.prepare();
    let front = prompts.offered.get(&*slug).ok_or(Error::NotFound)?.front();
    let usual = match front.minutes {
        ..=37 => "30",
        38..=52 => "45",
        _ => "60",
    };
    let lengths = [
        ("30", "30 min"),
        ("45", "45 min"),
        ("60", "60 min"),
        ("untimed", "Untimed"),
    ];
    let page = ScenarioPage {
        slug: front.slug.to_string(),
        title: front.title.clone(),
        summary: front.summary.clone(),
        practises: front.practises.clone(),
        lengths: lengths
            .map(|(value, label)| Length {
                value,
                label,
                checked: value == usual,
            })
            .into(),
        beginner: front.beginner,
        varies: front.varies,
        instructors: app.store.has_instructors().await?,
    };
    Ok(Html(page.render()?))
}
