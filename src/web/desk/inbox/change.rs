//! One change to a scenario's draft, made from a group of the inbox: what it adds, and what it changes, before it is
//! saved.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::{Base, Choice, Kind, facts, kind_name, parts};
use crate::assessment::effects::{CaseEffect, Otherwise};
use crate::document::{Problem, Severity};
use crate::scenario::Scenario;
use crate::scenario::amend::{Amendment, Wants, amend};
use crate::session::App;
use crate::session::inbox::{self, Effects, one_line};
use crate::store::Change;
use crate::store::inbox::{Mark, Marked};
use crate::web::desk::SignedIn;
use crate::web::desk::check::{check, place};
use crate::web::desk::compare::{Piece, compare};
use crate::web::error::Error;

/// The most messages that are listed; the others are counted.
const LISTED: usize = 30;

/// What is made of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Make {
    /// A sample question for a fact or an open question.
    Question,
    /// A fact.
    Fact,
    /// A pattern for a part.
    Form,
    /// A case that has to reach a part.
    Reaches,
    /// A case that has to get a fact.
    Facts,
    /// A case that has nothing to do with a part.
    Not,
}

impl Make {
    /// Its name in the form.
    fn value(self) -> &'static str {
        match self {
            Make::Question => "question",
            Make::Fact => "fact",
            Make::Form => "form",
            Make::Reaches => "reaches",
            Make::Facts => "facts",
            Make::Not => "not",
        }
    }

    /// What it is, as the page's heading.
    fn title(self) -> &'static str {
        match self {
            Make::Question => "A new sample question",
            Make::Fact => "A new fact",
            Make::Form => "A new form for a part",
            Make::Reaches | Make::Facts | Make::Not => "A new case",
        }
    }
}

/// The form of a group, and of the page that it leads to.
#[derive(Debug, Deserialize)]
pub struct ChangeForm {
    make: Make,
    kind: Kind,
    /// The group's first sentence, and where it was said.
    said: String,
    session: String,
    /// The sentence, question or pattern that is added; empty: the group's own.
    #[serde(default)]
    text: String,
    #[serde(default)]
    pattern: String,
    /// The fact, or the part.
    #[serde(default)]
    of: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    short: String,
    /// The revision of the draft that was looked at.
    #[serde(default)]
    revision: Option<u32>,
    #[serde(default)]
    action: Doing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Doing {
    #[default]
    Look,
    Save,
}

impl ChangeForm {
    /// What it adds; none while something is missing.
    fn amendment(&self) -> Option<Amendment> {
        let (text, of) = (self.text.clone(), self.of.clone());
        let needed = match self.make {
            Make::Fact => vec![&self.id, &self.text, &self.answer, &self.short],
            Make::Question | Make::Form | Make::Reaches | Make::Facts | Make::Not => {
                vec![&self.text, &self.of]
            }
        };
        if needed.iter().any(|text| text.is_empty()) {
            return None;
        }
        let case = |wants, say, of| Amendment::Case { say, wants, of };
        Some(match self.make {
            Make::Fact => Amendment::Fact {
                id: self.id.clone(),
                question: text,
                answer: self.answer.clone(),
                short: self.short.clone(),
            },
            Make::Question => Amendment::Question { of, text },
            Make::Form => Amendment::Form {
                part: of,
                pattern: text,
            },
            Make::Reaches => case(Wants::Reaches, text, of),
            Make::Facts => case(Wants::Facts, text, of),
            Make::Not => case(Wants::Not, text, of),
        })
    }

    /// With what the group gives where nothing was typed, all of it on one line.
    fn filled(mut self) -> ChangeForm {
        if self.text.trim().is_empty() {
            self.text = match self.make {
                Make::Form => self.pattern.clone(),
                Make::Question | Make::Fact | Make::Reaches | Make::Facts | Make::Not => {
                    self.said.clone()
                }
            };
        }
        for text in [
            &mut self.text,
            &mut self.of,
            &mut self.id,
            &mut self.answer,
            &mut self.short,
        ] {
            *text = one_line(text);
        }
        self
    }
}

/// The page.
#[derive(Template)]
#[template(path = "desk/change.html")]
struct ChangePage {
    name: String,
    slug: String,
    title: String,
    notice: Option<String>,
    form: ChangeForm,
    kind: &'static str,
    revision: u32,
    /// What the sentence may be for.
    choices: Vec<Choice>,
    /// Whether nothing is missing, so that it can be saved.
    whole: bool,
    pieces: Vec<Piece>,
    /// Problems that the draft doesn't have yet.
    problems: Vec<Problem>,
    effects: Option<Effects>,
    /// How many messages are read otherwise, of which the first ones are listed.
    otherwise: usize,
}

impl ChangePage {
    fn is_error(&self, problem: &Problem) -> bool {
        problem.severity == Severity::Error
    }

    /// "no longer gets no fact; now is answered with visitors"
    fn words(&self, otherwise: &Otherwise) -> String {
        let lost = otherwise
            .lost
            .iter()
            .map(|what| format!("no longer {what}"));
        let gained = otherwise.gained.iter().map(|what| format!("now {what}"));
        lost.chain(gained).collect::<Vec<_>>().join("; ")
    }

    fn outcome(&self, case: &CaseEffect) -> String {
        match (&case.fails, case.known, case.held) {
            (Some(why), true, true) => format!("doesn't hold any more: {why}"),
            (Some(why), ..) => format!("doesn't hold: {why}"),
            (None, true, false) => "holds now".to_owned(),
            (None, ..) => "holds".to_owned(),
        }
    }
}

/// What a change comes to.
struct Outcome {
    amended: String,
    pieces: Vec<Piece>,
    problems: Vec<Problem>,
    /// Whether the text can be read with it.
    reads: bool,
    effects: Option<Effects>,
}

/// `POST /desk/inbox/{slug}/change`: shows what a change would do, or saves it into the draft.
pub async fn create(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(slug): Path<String>,
    form: Result<Form<ChangeForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form?;
    let form = form.filled();
    let base = Base::of(&app, &slug).await?;
    let scenario = base.scenario(&app, &slug).await?;
    let amended = match form.amendment() {
        Some(amendment) => amend(&base.source, &amendment).map(Some),
        None => Ok(None),
    };
    let (status, notice, outcome) = match amended {
        Ok(None) => (StatusCode::OK, None, None),
        Err(error) => {
            let notice =
                format!("Nothing was saved: {error}. Open the editor and change it there.");
            (StatusCode::UNPROCESSABLE_ENTITY, Some(notice), None)
        }
        Ok(Some(amended)) => {
            let outcome = weigh(&app, &slug, &base.source, amended).await?;
            let seen = form.revision == Some(base.revision);
            match (form.action, outcome.reads || scenario.is_none(), seen) {
                (Doing::Look, ..) => (StatusCode::OK, None, Some(outcome)),
                (Doing::Save, true, true) => {
                    match save(&app, &slug, &base, &form, &outcome, &instructor.name).await? {
                        true => return saved(&app, instructor.name, slug, &form).await,
                        false => (StatusCode::CONFLICT, Some(MEANWHILE.into()), Some(outcome)),
                    }
                }
                (Doing::Save, true, false) => {
                    (StatusCode::CONFLICT, Some(MEANWHILE.into()), Some(outcome))
                }
                (Doing::Save, false, _) => {
                    let notice = "Nothing was saved: with this the scenario can't be read. What is wrong stands below.";
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    (status, Some(notice.into()), Some(outcome))
                }
            }
        }
    };
    let page = page(
        instructor.name,
        slug,
        base,
        scenario.as_deref(),
        form,
        outcome,
        notice,
    );
    Ok((status, Html(page.render()?)).into_response())
}

/// Somebody was faster.
const MEANWHILE: &str = "Somebody saved the draft meanwhile, and nothing of yours was saved yet. What changes was worked out anew on their text: look at it, then save.";

fn page(
    name: String,
    slug: String,
    base: Base,
    scenario: Option<&Scenario>,
    form: ChangeForm,
    outcome: Option<Outcome>,
    notice: Option<String>,
) -> ChangePage {
    let choices = scenario.map(|scenario| match form.make {
        Make::Question | Make::Fact | Make::Facts => facts(scenario),
        Make::Form | Make::Reaches | Make::Not => parts(scenario),
    });
    let whole = outcome.is_some();
    let (pieces, problems, mut effects) = match outcome {
        Some(outcome) => (outcome.pieces, outcome.problems, outcome.effects),
        None => (Vec::new(), Vec::new(), None),
    };
    let otherwise = effects
        .as_ref()
        .map_or(0, |effects| effects.otherwise.len());
    if let Some(effects) = &mut effects {
        effects.otherwise.truncate(LISTED);
    }
    ChangePage {
        name,
        slug,
        title: base.title,
        notice,
        kind: kind_name(form.kind),
        form,
        revision: base.revision,
        choices: choices.unwrap_or_default(),
        whole,
        pieces,
        problems,
        effects,
        otherwise,
    }
}

/// Works out what a change does to the check, to the cases, and to past interviews.
async fn weigh(app: &App, slug: &str, source: &str, amended: String) -> Result<Outcome, Error> {
    let now = check(app, slug, &amended).await?;
    let before = match now.problems.is_empty() {
        true => Vec::new(),
        false => check(app, slug, source).await?.problems,
    };
    let new = now.problems.into_iter();
    let problems = new.filter(|problem| {
        let mut known = before.iter();
        !known.any(|known| known.message == problem.message && known.help == problem.help)
    });
    let problems = problems.collect();
    let past = inbox::past(app, slug).await?;
    let place = place().await?;
    let prompts = app.prompts.current();
    let (older, newer) = (source.to_owned(), amended.clone());
    let work = move || {
        let _place = place;
        inbox::effects(&prompts, &older, &newer, &past)
    };
    let effects = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Broken(error.to_string()))?;
    Ok(Outcome {
        pieces: compare(source, &amended),
        amended,
        problems,
        reads: now.scenario.is_some(),
        effects,
    })
}

/// Saves the amended text as the draft, which a scenario that comes from elsewhere gets by it. False where somebody else
/// saved meanwhile.
async fn save(
    app: &App,
    slug: &str,
    base: &Base,
    form: &ChangeForm,
    outcome: &Outcome,
    by: &str,
) -> Result<bool, Error> {
    let at_ms = app.clock.now_ms();
    let change = Change {
        by: by.to_owned(),
        at_ms,
    };
    let saved = app
        .store
        .save_draft(slug, &outcome.amended, base.revision, change)
        .await?;
    if saved && let Ok(session) = form.session.parse() {
        let mark = Mark {
            scenario: slug.to_owned(),
            kind: form.kind,
            said: form.said.clone(),
            session,
            state: Marked::TakenUp,
            by: by.to_owned(),
            at_ms,
        };
        app.store.mark(mark).await?;
    }
    Ok(saved)
}

async fn saved(
    app: &App,
    name: String,
    slug: String,
    form: &ChangeForm,
) -> Result<Response, Error> {
    let what = match form.make {
        Make::Question => format!("The question stands with {} now", form.of),
        Make::Fact => format!("The draft has the fact {} now", form.id),
        Make::Form => format!("The form stands with {} now", form.of),
        Make::Reaches | Make::Facts | Make::Not => "The draft has the case now".to_owned(),
    };
    let notice = format!("{what}. Candidates meet it once the draft is published.");
    Ok(super::page(app, name, slug, Some(notice))
        .await?
        .into_response())
}
