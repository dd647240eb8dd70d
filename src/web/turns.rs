//! Taking what the candidate sends: words, or a button.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::FRAGMENT;
use super::error::{Error, Refusal};
use super::interview::{self, Live, Update, Viewer, owned};
use super::owner::Browser;
use super::review::BandsForm;
use crate::interview::Button;
use crate::session::{self, Action, App, Message, MessageError, SubmitError, Submitted};
use crate::store::{Author, Bands, MessageId, Session, StoreError};

/// The composer's form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TurnForm {
    message_id: String,
    text: String,
    /// Which button; none for the message itself.
    press: String,
    /// The script's: the last turn that its page shows.
    after: Option<u32>,
    /// With the end: where the candidate expects to stand.
    #[serde(rename = "problem-navigation")]
    problem_navigation: String,
    #[serde(rename = "solution-design")]
    solution_design: String,
    #[serde(rename = "technical-excellence")]
    technical_excellence: String,
    communication: String,
}

impl TurnForm {
    /// The guess, if one was made.
    fn guess(&self) -> Option<Bands> {
        let form = BandsForm {
            problem_navigation: self.problem_navigation.clone(),
            solution_design: self.solution_design.clone(),
            technical_excellence: self.technical_excellence.clone(),
            communication: self.communication.clone(),
        };
        form.bands()
    }
}

/// `POST /sessions/{id}/turns`: takes it, and goes back to the page, at the reply.
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<TurnForm>, FormRejection>,
) -> Result<Response, Error> {
    let scripted = headers
        .get(ACCEPT)
        .is_some_and(|accept| accept.as_bytes() == FRAGMENT.as_bytes());
    let Form(form) = match (form, scripted) {
        (Ok(form), _) => form,
        (Err(rejection), true) => {
            let (status, text) = (rejection.status(), "Not sent: the message is far too long.");
            return Ok((status, text).into_response());
        }
        (Err(rejection), false) => return Err(rejection.into()),
    };
    let session = match owned(&app, &browser, &id).await {
        Ok(session) => session,
        Err(error) if scripted => {
            let refusal = Refusal::from(error);
            return Ok((refusal.status, refusal.notice).into_response());
        }
        Err(error) => {
            return Err(Error::NotTaken {
                back: "/".into(),
                refusal: error.into(),
                kept: form.text,
            });
        }
    };
    match take(&app, &session, &form).await {
        Ok(submitted) if scripted => {
            // Read again: the page may have missed more than this reply.
            let session = app.store.session(session.id).await?;
            let last = submitted
                .entries
                .first()
                .map_or(0, |first| first.entry.seq - 1);
            let after = form.after.unwrap_or(last);
            let live = Live::load(&app, &session, after, Viewer::Candidate).await?;
            Ok(Html(Update { live }.render()?).into_response())
        }
        Ok(submitted) => after_submit(&app, session, form, submitted).await,
        Err(refusal) if scripted => Ok((refusal.status, refusal.notice).into_response()),
        Err(refusal) => not_taken(&app, session, form, refusal).await,
    }
}

async fn take(app: &App, session: &Session, form: &TurnForm) -> Result<Submitted, Refusal> {
    let action = action(form)?;
    let message_id = MessageId::parse(&form.message_id).ok_or_else(|| {
        Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Not sent: the form was incomplete. Send it again.",
        )
    })?;
    Ok(session::submit_to(app, session.clone(), action, message_id).await?)
}

fn action(form: &TurnForm) -> Result<Action, Refusal> {
    match form.press.as_str() {
        "" => Ok(Action::Say(Message::parse(&form.text)?)),
        "hint" => Ok(Action::Press(Button::Hint)),
        "repeat" => Ok(Action::Press(Button::Repeat)),
        "next" => Ok(Action::Press(Button::Next)),
        "finish" => Ok(Action::Press(Button::Finish)),
        _ => Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "There is no such button. Nothing was sent.",
        )),
    }
}

/// Without script: to the reply, or to the report. Somebody who pressed a button in the middle of a sentence gets
/// the sentence back.
async fn after_submit(
    app: &App,
    session: Session,
    form: TurnForm,
    submitted: Submitted,
) -> Result<Response, Error> {
    let id = session.id;
    if submitted.finished {
        // Only together with the end: afterwards the report may have been seen.
        if let Some(guess) = form.guess().filter(|_| !submitted.again) {
            let now_ms = app.clock.now_ms();
            let kept = app.store.score(id, Author::Candidate, guess, now_ms).await;
            if let Err(error) = kept {
                tracing::warn!(%error, "a guess was lost");
            }
        }
        return Ok(Redirect::to(&format!("/sessions/{id}/report")).into_response());
    }
    if !form.press.is_empty() && !form.text.trim().is_empty() {
        let session = app.store.session(id).await?;
        let page = interview::page(app, &session, MessageId::new(), form.text, None).await?;
        return Ok(page.into_response());
    }
    let seq = submitted.entries.first().map_or(1, |first| first.entry.seq);
    Ok(Redirect::to(&format!("/sessions/{id}#turn-{seq}")).into_response())
}

/// Without script: the page again, with the text in the form. Where even that can't be had, the text alone.
async fn not_taken(
    app: &App,
    session: Session,
    form: TurnForm,
    refusal: Refusal,
) -> Result<Response, Error> {
    let ended = session.finished_at_ms.is_some();
    let page = match ended {
        true => None,
        // A new message id: with the old one, an edited text would be refused for ever.
        false => {
            let (draft, notice) = (form.text.clone(), Some(refusal.notice.clone()));
            interview::page(app, &session, message_id(&form, &refusal), draft, notice)
                .await
                .ok()
        }
    };
    match page {
        Some(page) => Ok((refusal.status, page).into_response()),
        None => Err(Error::NotTaken {
            back: format!("/sessions/{}", session.id),
            refusal,
            kept: form.text,
        }),
    }
}

/// The id for the next attempt. After a fault of the store it stays, because the message may yet turn out to have
/// been kept; after a refusal it can't have been, and an edited text needs its own.
fn message_id(form: &TurnForm, refusal: &Refusal) -> MessageId {
    match refusal.status.is_server_error() {
        true => MessageId::parse(&form.message_id).unwrap_or_default(),
        false => MessageId::new(),
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        match error {
            Error::NotFound => Refusal::new(
                StatusCode::NOT_FOUND,
                "This interview can't be found, or was begun in another browser, so nothing was added to it.",
            ),
            Error::NotTaken { refusal, .. } => refusal,
            Error::Full => SubmitError::Store(StoreError::Full).into(),
            Error::MethodNotAllowed
            | Error::CrossSite
            | Error::Form(..)
            | Error::UnknownHost(_)
            | Error::NoHost
            | Error::TooSlow
            | Error::NoSeat(_) => {
                SubmitError::Store(StoreError::Unavailable(format!("{error:?}"))).into()
            }
            Error::Outdated(problem) => SubmitError::Outdated(problem).into(),
            Error::Broken(cause) => SubmitError::Store(StoreError::Unavailable(cause)).into(),
        }
    }
}

impl From<MessageError> for Refusal {
    fn from(error: MessageError) -> Refusal {
        let status = match error {
            MessageError::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            MessageError::Empty | MessageError::Control(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Refusal::new(status, error.to_string())
    }
}

impl From<SubmitError> for Refusal {
    fn from(error: SubmitError) -> Refusal {
        match error {
            SubmitError::NoScenario | SubmitError::NotFound => {
                Refusal::new(StatusCode::NOT_FOUND, "This interview is gone.")
            }
            SubmitError::Finished => Refusal::new(
                StatusCode::CONFLICT,
                "This interview has ended, so nothing more can be added to it. Your text is kept here.",
            ),
            SubmitError::OtherText => Refusal::new(
                StatusCode::CONFLICT,
                "A message from this form was sent before with another text. That one stands; your text is kept here: read the interview and send it again if you still want to.",
            ),
            SubmitError::Contended => Refusal::new(
                StatusCode::CONFLICT,
                "Another window is writing to this interview at the same time. Your text is kept here: send it again.",
            ),
            SubmitError::Outdated(problem) => {
                tracing::error!(%problem, "a session's scenario no longer fits the prompts");
                Refusal::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Not saved: this interview's question doesn't fit the prompts in use now. Your text is kept here.",
                )
            }
            SubmitError::NotInChair => Refusal::new(
                StatusCode::CONFLICT,
                "The engine has the interviewer's chair again. Your text is kept here: take the chair, then send it.",
            ),
            SubmitError::Unreadable(what) | SubmitError::Differs(what) => {
                Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, what)
            }
            SubmitError::Store(StoreError::Full) => Refusal::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "Not saved: the disk is full. Your text is kept here: make some room and send it again.",
            ),
            SubmitError::Store(StoreError::Locked(_)) => {
                tracing::warn!("another program holds the database");
                Refusal::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "Not saved: another program is using the database just now. Your text is kept here: send it again in a moment.",
                )
            }
            SubmitError::Store(error) => {
                tracing::error!(%error, "a message could not be stored");
                Refusal::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Not saved: the database can't be used just now. Your text is kept here: send it again in a moment.",
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_wrong_says_what_was_kept() {
        let store = |error| SubmitError::Store(error);
        let unavailable = || StoreError::Unavailable("secret cause".into());
        for (error, status, words) in [
            (SubmitError::Finished, 409, "Your text is kept"),
            (SubmitError::OtherText, 409, "your text is kept"),
            (SubmitError::Contended, 409, "Your text is kept"),
            (store(StoreError::Full), 507, "Not saved: the disk is full"),
            (
                store(StoreError::Locked("secret".into())),
                503,
                "Not saved: another program",
            ),
            (store(unavailable()), 500, "Not saved: the database"),
            (SubmitError::Outdated("secret".into()), 500, "Not saved"),
            (SubmitError::NotFound, 404, "gone"),
        ] {
            let refusal = Refusal::from(error);
            assert_eq!(refusal.status.as_u16(), status, "{}", refusal.notice);
            assert!(refusal.notice.contains(words), "{}", refusal.notice);
            assert!(!refusal.notice.contains("secret"), "causes are for the log");
        }
        let full = Refusal::from(Error::from(StoreError::Full));
        assert_eq!(full.status, StatusCode::INSUFFICIENT_STORAGE);
    }
}
