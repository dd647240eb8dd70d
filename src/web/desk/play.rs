//! The draft, played beside the editor: as it stands there, saved or not, with the reason of every decision. Nothing is
//! kept; each time all of it is said again, so that a change to the text shows in the whole conversation.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::SignedIn;
use super::check::place;
use super::editor::LONGEST;
use crate::assessment::effects::heard;
use crate::interview::{self, Author, Button, Draft, Engine, Input, Setup};
use crate::scenario::{Mode, Scenario, Seniority, Step};
use crate::session::{App, Message};
use crate::web::error::Error;

/// The most that is said in a row: a whole interview.
const LONGEST_PLAY: usize = 60;
/// What a message is taken to take.
const MESSAGE_MS: u64 = 30_000;

/// A text, and what is said to it.
#[derive(Deserialize)]
pub struct PlayForm {
    source: String,
    mode: Mode,
    inputs: Vec<Said>,
}

/// Something said, or a button.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Said {
    Say(String),
    Press(Button),
}

/// What comes of it.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    /// The conversation.
    Turns(Vec<Turn>),
    /// Why there is none.
    Refused(String),
}

#[derive(Serialize)]
struct Turn {
    candidate: bool,
    words: String,
    /// Where the interview is after it.
    step: Step,
    /// What was found in the candidate's words.
    heard: Vec<String>,
    /// Why the interviewer says it.
    why: Vec<Why>,
}

#[derive(Serialize)]
struct Why {
    tier: u8,
    rule: String,
    because: String,
}

/// `POST /desk/scenarios/{slug}/play`
pub async fn create(
    State(app): State<App>,
    SignedIn(_): SignedIn,
    Path(slug): Path<String>,
    form: Result<Json<PlayForm>, JsonRejection>,
) -> Result<Response, Error> {
    let refused = |words: String| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Ok((status, Json(Outcome::Refused(words))).into_response())
    };
    let form = match form {
        Ok(Json(form)) => form,
        Err(rejection) => return refused(rejection.body_text()),
    };
    if app.store.draft(&slug).await?.is_none() {
        return Err(Error::NotFound);
    }
    if form.source.len() > LONGEST || form.inputs.len() > LONGEST_PLAY {
        return refused(format!(
            "A text has 1 MiB at most and a trial {LONGEST_PLAY} messages. Start over."
        ));
    }
    let mut inputs = Vec::new();
    for said in form.inputs {
        inputs.push(match said {
            Said::Press(button) => Input::Pressed(button),
            Said::Say(text) => match Message::parse(&text) {
                Ok(message) => Input::Said(message.into_string()),
                Err(error) => return refused(error.to_string()),
            },
        });
    }
    let place = place().await?;
    let prompts = app.prompts.current();
    let work = move || {
        let _place = place;
        let file = format!("{slug}.toml");
        let source = form.source.replace("\r\n", "\n");
        let (scenario, _) = Scenario::parse(&file, &source, &prompts.lexicon).ok()?;
        let engine = prompts.engine_with(Arc::new(scenario));
        Some(play(&engine, form.mode, &inputs))
    };
    let played = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Broken(format!("a draft could not be played: {error}")))?;
    match played {
        Some(turns) => Ok(Json(Outcome::Turns(turns)).into_response()),
        None => {
            refused("The text has errors that have to be mended before it can be played.".into())
        }
    }
}

fn play(engine: &Engine, mode: Mode, inputs: &[Input]) -> Vec<Turn> {
    let setup = Setup {
        mode,
        seniority: Seniority::Mid,
        minutes: None,
    };
    let (opening, mut state) = interview::open(engine, &setup);
    let mut turns: Vec<Turn> = opening
        .into_iter()
        .map(|draft| turn(draft, state.step))
        .collect();
    for input in inputs {
        let elapsed_ms = state.elapsed_ms + MESSAGE_MS;
        let (drafts, next) = interview::take(engine, &state, input, elapsed_ms);
        state = next;
        turns.extend(drafts.into_iter().map(|draft| turn(draft, state.step)));
        if state.finished {
            break;
        }
    }
    turns
}

fn turn(draft: Draft, step: Step) -> Turn {
    let found = draft.record.interpretation.as_ref().map(heard);
    let heard = found.unwrap_or_default().into_iter();
    let heard = heard.map(|(what, span)| format!("{what}: \"{}\"", span.of(&draft.text)));
    let why = draft.record.trace.into_iter().map(|line| Why {
        tier: line.tier,
        rule: line.rule,
        because: line.because,
    });
    Turn {
        candidate: draft.author == Author::Candidate,
        heard: heard.collect(),
        why: why.collect(),
        words: draft.text,
        step,
    }
}
