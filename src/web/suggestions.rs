//! "I did say that": a sentence that should have counted, kept with the scenario for its author.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use serde::Deserialize;

use super::comments::{find, not_taken};
use super::error::{Error, Refusal};
use super::guest::{Party, party_with_words};
use super::owner::Browser;
use super::review;
use crate::interview::Author as Speaker;
use crate::language::Span;
use crate::session::{self, App, Remark, Sentence, Suggested};
use crate::store::{By, Role, Session};

/// The form at a line of the report.
#[derive(Debug, Deserialize)]
pub struct SuggestionForm {
    /// `expectation/part`
    part: String,
    #[serde(default)]
    words: String,
    /// Where they stand, if the page knows it: the turn, and bytes of its text.
    seq: Option<u32>,
    start: Option<u32>,
    end: Option<u32>,
    #[serde(default)]
    reason: String,
}

impl SuggestionForm {
    fn place(&self) -> Option<(u32, Span)> {
        let span = Span {
            start: self.start?,
            end: self.end?,
        };
        Some((self.seq?, span))
    }
}

/// `POST /sessions/{id}/suggestions`
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    form: Result<Form<SuggestionForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    let words = &form.words;
    let (session, party) = party_with_words(&app, &browser, &id, Role::Reviewer, words).await?;
    let back = format!("/sessions/{}/report", session.id);
    let refused = |status, words: &str| not_taken(&back, Refusal::new(status, words), &form.words);
    let by = match party {
        Party::Candidate => By::Candidate,
        Party::Guest(_) => By::Partner,
    };
    let seen = match &party {
        Party::Candidate => true,
        Party::Guest(_) => review::of(&app, &session, party.author())
            .await?
            .is_some_and(|review| review.scores.is_some()),
    };
    if session.finished_at_ms.is_none() || !seen {
        return Err(refused(
            StatusCode::CONFLICT,
            "The report's lines are for after the interview, and after your own score. Nothing was saved.",
        ));
    }
    let sentence = said(&app, &session, &form).await?;
    let Some(sentence) = sentence else {
        return Err(refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Those words stand in none of the candidate's turns: copy them from the transcript as they are there. Nothing was saved.",
        ));
    };
    let reason = Remark::parse_optional(&form.reason).map_err(|error| {
        let refusal = Refusal::from(error);
        refused(refusal.status, &refusal.notice)
    })?;
    let reason = reason.map_or_else(String::new, Remark::into_string);
    match session::suggest(&app, &session, by, sentence, &form.part, reason).await? {
        Suggested::Kept => {
            let line = form.part.split('/').next().unwrap_or("");
            Ok(Redirect::to(&format!("{back}#line-{line}")))
        }
        Suggested::NoSuchPart => Err(Error::NotFound),
        Suggested::TooMany => Err(refused(
            StatusCode::CONFLICT,
            "This interview has made 200 suggestions, which are the most. Nothing was saved.",
        )),
    }
}

/// Where the candidate said it: at the place that the page named, else where the words stand first.
async fn said(
    app: &App,
    session: &Session,
    form: &SuggestionForm,
) -> Result<Option<Sentence>, Error> {
    let log = app.store.entries_after(session.id, 0).await?;
    let turns = log.iter().map(|stored| &stored.entry);
    let mut turns = turns.filter(|entry| entry.author == Speaker::Candidate);
    let words = form.words.trim();
    let found = match form.place() {
        Some((seq, span)) => turns
            .find(|entry| entry.seq == seq)
            .map(|entry| (entry, span)),
        None => turns.find_map(|entry| Some((entry, find(&entry.text, words, None)?))),
    };
    Ok(found
        .filter(|(entry, span)| !span.of(&entry.text).trim().is_empty())
        .map(|(entry, span)| Sentence {
            seq: entry.seq,
            span,
            text: span.of(&entry.text).trim().to_owned(),
        }))
}
