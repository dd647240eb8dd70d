//! Commenting on a turn, or on some of its words; answering; settling.
//!
//! A reviewer's comments are drafts, kept here and seen by nobody else, until the review is submitted.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use serde::Deserialize;

use super::error::{Error, Refusal};
use super::guest::{Party, party_with_words, with_words};
use super::owner::Browser;
use super::remarks::sees;
use crate::language::Span;
use crate::session::{App, Remark, WordsError};
use crate::store::{Comment, Role, Session, StoreError, Tag};

/// The form under a turn, or under a comment.
#[derive(Debug, Deserialize)]
pub struct CommentForm {
    /// Made with the page, so that a form sent twice is one comment.
    comment: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    tag: String,
    /// The turn; of an answer it is the comment's.
    #[serde(default)]
    seq: u32,
    /// The words of the turn that it is about; empty: all of it.
    #[serde(default)]
    words: String,
    /// The script's: where they begin, in UTF-16 units.
    #[serde(default)]
    start: String,
    #[serde(default)]
    reply_to: String,
}

/// `POST /sessions/{id}/comments`
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    form: Result<Form<CommentForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    let (session, party) =
        party_with_words(&app, &browser, &id, Role::Reviewer, &form.text).await?;
    let back = party.page(&session);
    let refused = |refusal| not_taken(&back, refusal, &form.text);
    let comment = match &*form.reply_to {
        "" => begin(&app, &session, &party, &form).await,
        reply_to => answer(&app, &session, &party, &form, reply_to).await,
    };
    let comment = comment.map_err(|stop| stop.or(refused))?;
    let anchor = comment.reply_to.unwrap_or(comment.id);
    match app.store.comment(comment).await? {
        true => Ok(Redirect::to(&format!("{back}#comment-{anchor}"))),
        false => Err(refused(Refusal::new(
            StatusCode::CONFLICT,
            "There are 500 comments of yours on this interview, which are the most. Nothing was saved.",
        ))),
    }
}

/// Why a form is not taken: something to say about it, or an error of its own.
#[derive(Debug)]
pub(super) enum Stop {
    Refused(Refusal),
    Failed(Error),
}

impl Stop {
    /// The error, with `refused` for what is to be said about the form.
    pub(super) fn or(self, refused: impl FnOnce(Refusal) -> Error) -> Error {
        match self {
            Stop::Refused(refusal) => refused(refusal),
            Stop::Failed(error) => error,
        }
    }

    /// The form holds something that can't be used.
    pub(super) fn unprocessable(words: &str) -> Stop {
        Stop::Refused(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, words))
    }

    fn incomplete() -> Stop {
        Stop::unprocessable("The form was incomplete. Nothing was saved: load the page again.")
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        Stop::Failed(error.into())
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

impl From<WordsError> for Refusal {
    fn from(error: WordsError) -> Refusal {
        let status = match error {
            WordsError::TooLong(..) => StatusCode::PAYLOAD_TOO_LARGE,
            WordsError::Empty | WordsError::Control(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Refusal::new(status, format!("{error} Nothing was saved."))
    }
}

/// The page that gives a text back.
pub(super) fn not_taken(back: &str, refusal: Refusal, kept: &str) -> Error {
    Error::NotTaken {
        back: back.into(),
        refusal,
        kept: kept.into(),
    }
}

async fn begin(
    app: &App,
    session: &Session,
    party: &Party,
    form: &CommentForm,
) -> Result<Comment, Stop> {
    if !party.may_review() {
        return Err(Stop::Failed(Error::NotFound));
    }
    let entry = app.store.entry(session.id, form.seq).await?.entry;
    let span = match form.words.trim() {
        "" => None,
        words => match find(&entry.text, words, form.start.parse().ok()) {
            None => {
                return Err(Stop::unprocessable(
                    "Those words don't stand in this turn: copy them as they are there, or leave the field empty. Nothing was saved.",
                ));
            }
            span => span,
        },
    };
    Ok(Comment {
        seq: form.seq,
        span,
        tag: tag(&form.tag).ok_or_else(Stop::incomplete)?,
        ..comment(app, session, party, form)?
    })
}

/// Who answers in an open conversation is heard at once.
async fn answer(
    app: &App,
    session: &Session,
    party: &Party,
    form: &CommentForm,
    reply_to: &str,
) -> Result<Comment, Stop> {
    let all = app.store.comments_of(session.id).await?;
    let answered = sees(party.author(), all)
        .into_iter()
        .find(|comment| comment.id.to_string() == reply_to && comment.reply_to.is_none())
        .ok_or(Stop::Failed(Error::NotFound))?;
    Ok(Comment {
        reply_to: Some(answered.id),
        seq: answered.seq,
        shared_at_ms: answered.shared_at_ms.map(|_| app.clock.now_ms()),
        ..comment(app, session, party, form)?
    })
}

fn comment(
    app: &App,
    session: &Session,
    party: &Party,
    form: &CommentForm,
) -> Result<Comment, Stop> {
    let text = Remark::parse(&form.text).map_err(|error| Stop::Refused(error.into()))?;
    Ok(Comment {
        id: form.comment.parse().map_err(|_| Stop::incomplete())?,
        session: session.id,
        author: party.author(),
        reply_to: None,
        seq: form.seq,
        span: None,
        tag: None,
        text: text.into_string(),
        created_at_ms: app.clock.now_ms(),
        shared_at_ms: None,
        resolved_at_ms: None,
    })
}

/// None where the name is no tag; an empty one is no tag chosen.
fn tag(name: &str) -> Option<Option<Tag>> {
    match name {
        "" => Some(None),
        "strong" => Some(Some(Tag::Strong)),
        "unclear" => Some(Some(Tag::Unclear)),
        "wrong" => Some(Some(Tag::Wrong)),
        "missed-chance" => Some(Some(Tag::MissedChance)),
        _ => None,
    }
}

/// Where words stand in a text: at `start`, given in UTF-16 units as browsers count, else where they stand first.
pub(super) fn find(text: &str, words: &str, start: Option<usize>) -> Option<Span> {
    let words = words.replace("\r\n", "\n");
    let mut units = 0;
    let at_start = text
        .char_indices()
        .find(|(_, c)| {
            let here = units;
            units += c.len_utf16();
            Some(here) == start
        })
        .map(|(at, _)| at)
        .filter(|at| text[*at..].starts_with(words.as_str()));
    let at = at_start.or_else(|| text.find(words.as_str()))?;
    Some(Span {
        start: u32::try_from(at).ok()?,
        end: u32::try_from(at + words.len()).ok()?,
    })
}

/// The forms at a comment.
#[derive(Debug, Deserialize)]
pub struct ChangeForm {
    #[serde(rename = "do")]
    change: Change,
    #[serde(default)]
    text: String,
    #[serde(default)]
    tag: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    Save,
    Discard,
    Resolve,
    Reopen,
}

/// `POST /sessions/{id}/comments/{comment}`: changes or discards a draft, settles a comment, or opens it again.
pub async fn change(
    State(app): State<App>,
    browser: Browser,
    Path((id, comment)): Path<(String, String)>,
    form: Result<Form<ChangeForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    let (session, party) =
        party_with_words(&app, &browser, &id, Role::Reviewer, &form.text).await?;
    let all = app.store.comments_of(session.id).await?;
    let comment = sees(party.author(), all)
        .into_iter()
        .find(|known| known.id.to_string() == comment && known.reply_to.is_none())
        .ok_or_else(|| with_words(Error::NotFound, &form.text))?;
    let back = party.page(&session);
    let mut anchor = format!("#comment-{}", comment.id);
    match (form.change, &party) {
        (Change::Save, Party::Guest(link)) => {
            let refused = |refusal| not_taken(&back, refusal, &form.text);
            let text = Remark::parse(&form.text).map_err(|error| refused(error.into()))?;
            let tag = tag(&form.tag).ok_or_else(|| Stop::incomplete().or(refused))?;
            let text = text.into_string();
            if !app
                .store
                .change_comment(comment.id, link.id, tag, text)
                .await?
            {
                return Err(refused(Refusal::new(
                    StatusCode::CONFLICT,
                    "That comment was shared already, so it stands as it is. Answer it instead.",
                )));
            }
        }
        (Change::Discard, Party::Guest(link)) => {
            app.store.discard_comment(comment.id, link.id).await?;
            anchor = format!("#turn-{}", comment.seq);
        }
        (Change::Resolve, _) => {
            let at_ms = app.clock.now_ms();
            app.store.resolve_comment(comment.id, Some(at_ms)).await?;
        }
        (Change::Reopen, _) => {
            app.store.resolve_comment(comment.id, None).await?;
        }
        (Change::Save | Change::Discard, Party::Candidate) => return Err(Error::NotFound),
    }
    Ok(Redirect::to(&format!("{back}{anchor}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_the_browser_says_else_where_they_stand_first() {
        let text = "👩‍💻 a cache, a cache";
        let at = |words: &str, start: Option<usize>| {
            let span = find(text, words, start)?;
            assert_eq!(span.of(text), words);
            Some(span.start)
        };
        assert_eq!(at("a cache", None), Some(12));
        // The emoji takes five units of UTF-16 and eleven bytes.
        assert_eq!(at("a cache", Some(15)), Some(21));
        assert_eq!(at("a cache", Some(3)), Some(12), "a wrong place");
        assert_eq!(at("a cache", Some(9_999)), Some(12));
        assert_eq!(at("a store", Some(6)), None);
    }
}
