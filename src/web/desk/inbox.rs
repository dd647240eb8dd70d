//! What candidates said and no rule understood: the scenarios that have some, the groups of one, and what was done with
//! them.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;

use super::SignedIn;
use super::check::place;
use super::scenarios::title_of;
use crate::interview::unheard::Kind;
use crate::language::token::tokens;
use crate::scenario::Scenario;
use crate::session::App;
use crate::session::inbox::{self, Group, Inbox, SESSIONS};
use crate::store::inbox::{Mark, Marked};
use crate::web::error::Error;
use crate::web::moment::Moment;

pub mod change;

/// The most groups that a page shows.
const SHOWN: usize = 20;
/// The most other sentences that are shown of a group.
const OTHERS: usize = 12;

/// The scenarios that instructors may read from.
#[derive(Template)]
#[template(path = "desk/inbox.html")]
struct IndexPage {
    name: String,
    scenarios: Vec<IndexRow>,
}

struct IndexRow {
    slug: String,
    title: String,
    sessions: u32,
}

/// `GET /desk/inbox`
pub async fn index(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
) -> Result<Html<String>, Error> {
    let mut scenarios = Vec::new();
    for readable in app.store.readable().await? {
        // What the server no longer has can't be improved either.
        if let Ok(base) = Base::of(&app, &readable.scenario).await {
            scenarios.push(IndexRow {
                title: base.title,
                slug: readable.scenario,
                sessions: readable.sessions,
            });
        }
    }
    let name = instructor.name;
    Ok(Html(IndexPage { name, scenarios }.render()?))
}

/// The text that a change is made to: the desk's draft, or else what is offered, which becomes one then.
struct Base {
    source: String,
    title: String,
    /// The draft's revision; 0 where there is no draft yet.
    revision: u32,
    /// What is offered, compiled already; none for a draft.
    offered: Option<Arc<Scenario>>,
}

impl Base {
    async fn of(app: &App, slug: &str) -> Result<Base, Error> {
        if let Some(draft) = app.store.draft(slug).await? {
            return Ok(Base {
                title: title_of(&draft.source).unwrap_or(slug).to_owned(),
                source: draft.source,
                revision: draft.revision,
                offered: None,
            });
        }
        let prompts = app.prompts.current();
        let offered = prompts.scenario(slug).ok_or(Error::NotFound)?;
        Ok(Base {
            source: offered.source.clone(),
            title: offered.title.clone(),
            revision: 0,
            offered: Some(Arc::clone(offered)),
        })
    }

    /// The scenario, where the text can be read.
    async fn scenario(&self, app: &App, slug: &str) -> Result<Option<Arc<Scenario>>, Error> {
        if let Some(offered) = &self.offered {
            return Ok(Some(Arc::clone(offered)));
        }
        let place = place().await?;
        let prompts = app.prompts.current();
        let (file, source) = (format!("{slug}.toml"), self.source.clone());
        let work = move || {
            let _place = place;
            Scenario::parse(&file, &source, &prompts.lexicon).ok()
        };
        let read = tokio::task::spawn_blocking(work).await;
        let read = read.map_err(|error| Error::Broken(error.to_string()))?;
        Ok(read.map(|(scenario, _)| Arc::new(scenario)))
    }
}

/// Something that a sentence may be for.
struct Choice {
    id: String,
    label: String,
}

/// The facts and open questions of a scenario.
fn facts(scenario: &Scenario) -> Vec<Choice> {
    let facts = scenario.facts.iter().map(|fact| Choice {
        id: fact.id.to_string(),
        label: format!("{}: {}", fact.id, fact.short),
    });
    let opens = scenario.opens.iter().map(|open| Choice {
        id: open.id.to_string(),
        label: format!("{}: left open", open.id),
    });
    facts.chain(opens).collect()
}

/// The parts of a scenario's expectations.
fn parts(scenario: &Scenario) -> Vec<Choice> {
    let expectations = scenario.expectations.iter();
    let parts = expectations.flat_map(|expectation| {
        expectation.parts.iter().map(move |part| Choice {
            id: format!("{}/{}", expectation.id, part.id),
            label: format!("{}: {}", expectation.title, part.label),
        })
    });
    parts.collect()
}

/// The groups of a scenario.
#[derive(Template)]
#[template(path = "desk/groups.html")]
struct GroupsPage {
    name: String,
    slug: String,
    title: String,
    notice: Option<String>,
    drafted: bool,
    readable: bool,
    /// How many interviews were looked at.
    sessions: usize,
    most: u32,
    groups: Vec<GroupRow>,
    /// Groups beyond those that are shown.
    more: usize,
    facts: Vec<Choice>,
    parts: Vec<Choice>,
    done: Vec<DoneRow>,
}

struct GroupRow {
    group: Group,
    asks: bool,
    /// What it is most like.
    like: String,
    others: Vec<String>,
    more: usize,
}

struct DoneRow {
    mark: Mark,
    kind: &'static str,
    dismissed: bool,
    moment: Moment,
}

/// `GET /desk/inbox/{slug}`
pub async fn show(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(slug): Path<String>,
) -> Result<Html<String>, Error> {
    page(&app, instructor.name, slug, None).await
}

async fn page(
    app: &App,
    name: String,
    slug: String,
    notice: Option<String>,
) -> Result<Html<String>, Error> {
    let base = Base::of(app, &slug).await?;
    let scenario = base.scenario(app, &slug).await?;
    let Inbox {
        sessions,
        groups,
        done,
    } = inbox::inbox(app, &slug).await?;
    let more = groups.len().saturating_sub(SHOWN);
    let shown = groups.into_iter().take(SHOWN);
    let now_ms = app.clock.now_ms();
    let page = GroupsPage {
        name,
        title: base.title,
        notice,
        drafted: base.revision > 0,
        readable: scenario.is_some(),
        sessions,
        most: SESSIONS,
        groups: shown
            .map(|group| row(app, scenario.as_deref(), group))
            .collect(),
        more,
        facts: scenario.as_deref().map(facts).unwrap_or_default(),
        parts: scenario.as_deref().map(parts).unwrap_or_default(),
        done: done
            .into_iter()
            .map(|mark| DoneRow {
                kind: kind_name(mark.kind),
                dismissed: mark.state == Marked::Dismissed,
                moment: Moment::new(mark.at_ms, now_ms),
                mark,
            })
            .collect(),
        slug,
    };
    Ok(Html(page.render()?))
}

/// The name of a kind in a form.
fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Question => "question",
        Kind::Statement => "statement",
    }
}

fn row(app: &App, scenario: Option<&Scenario>, group: Group) -> GroupRow {
    let others = group.others.iter().take(OTHERS);
    GroupRow {
        asks: group.kind == Kind::Question,
        like: scenario.map_or_else(String::new, |scenario| like(app, scenario, &group)),
        others: others.map(|heard| heard.text.clone()).collect(),
        more: group.others.len().saturating_sub(OTHERS),
        group,
    }
}

/// The fact, open question or part that a group is most like.
fn like(app: &App, scenario: &Scenario, group: &Group) -> String {
    let prompts = app.prompts.current();
    let words = tokens(&group.head.text);
    match group.kind {
        Kind::Question => {
            let samples = scenario.asked(&prompts.lexicon);
            let near = samples.of(&samples.read(&prompts.lexicon, &words), 0.0);
            let near = near.first().and_then(|near| {
                let target = &near.target;
                target.id(&scenario.facts, &scenario.opens)
            });
            near.map(ToString::to_string).unwrap_or_default()
        }
        Kind::Statement => {
            if let Some(near) = &group.near {
                return near.to_string();
            }
            let near = scenario.liken(&prompts.lexicon, &words).chances;
            let near = near.first().map(|near| {
                let part = &near.target;
                let expectation = &scenario.expectations[usize::from(part.expectation)];
                format!(
                    "{}/{}",
                    expectation.id,
                    expectation.parts[usize::from(part.part)].id
                )
            });
            near.unwrap_or_default()
        }
    }
}

/// What is done with a group.
#[derive(Deserialize)]
pub struct MarkForm {
    kind: Kind,
    said: String,
    #[serde(default)]
    session: String,
    action: Marking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Marking {
    Dismiss,
    BringBack,
}

/// `POST /desk/inbox/{slug}/marks`: dismisses a group, or brings one back.
pub async fn mark(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(slug): Path<String>,
    form: Result<Form<MarkForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    match form.action {
        Marking::Dismiss => {
            let mark = Mark {
                scenario: slug.clone(),
                kind: form.kind,
                said: form.said,
                session: form.session.parse().map_err(|_| Error::NotFound)?,
                state: Marked::Dismissed,
                by: instructor.name,
                at_ms: app.clock.now_ms(),
            };
            // Where the interview may no longer be read its sentences are gone from the page too.
            app.store.mark(mark).await?;
        }
        Marking::BringBack => {
            app.store.unmark(&slug, form.kind, &form.said).await?;
        }
    }
    Ok(Redirect::to(&format!("/desk/inbox/{slug}")))
}
