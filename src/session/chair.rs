//! The interviewer's chair: taken by a partner, given back, and what is said from it, on the one path of a message.

use super::folded::Folded;
use super::{App, Doing, Message, SubmitError, Submitted, act};
use crate::interview::chair::{self, Proposal};
use crate::interview::{Author, Draft, Engine, Entry, EntryKind, State};
use crate::store::{MessageId, Session, SessionId};

/// What is done about the chair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChairAct {
    /// A partner of this name sits down.
    Take(String),
    /// A partner of this name gives it back to the engine; none: the candidate does.
    Leave(Option<String>),
    /// A partner speaks.
    Say {
        /// Their name.
        by: String,
        /// Their words.
        text: Message,
        /// The key of the proposal that was sent, and the last entry that it was made for.
        proposal: Option<(String, u32)>,
    },
}

/// Takes the chair, gives it back, or speaks from it. The same message id with the same content is done once.
pub async fn take_chair(
    app: &App,
    session: SessionId,
    doing: ChairAct,
    message_id: MessageId,
) -> Result<Submitted, SubmitError> {
    let session = app.store.session(session).await?;
    act(app, session, Doing::Chair(doing), message_id).await
}

/// What the engine proposes to whoever has the chair.
pub async fn proposals(
    app: &App,
    session: &Session,
    engine: &Engine,
) -> Result<Vec<Proposal>, SubmitError> {
    let log = super::log(app, session.id).await?;
    Ok(chair::proposals(engine, &session.setup, &log))
}

pub(super) async fn decide(
    app: &App,
    session: &Session,
    engine: &Engine,
    folded: &Folded,
    act: &ChairAct,
    elapsed_ms: u64,
) -> Result<(Vec<Draft>, State), SubmitError> {
    let state = &folded.state;
    match act {
        ChairAct::Take(by) => Ok(chair::sit_down(engine, state, by, elapsed_ms)),
        ChairAct::Leave(by) => {
            if state.partner.is_none() {
                return Err(SubmitError::NotInChair);
            }
            let log = log(app, session, folded.seq).await?;
            let by = by.as_deref();
            let setup = &session.setup;
            Ok(chair::stand_up(engine, setup, &log, by, elapsed_ms))
        }
        ChairAct::Say { by, text, proposal } => {
            if state.partner.is_none() {
                return Err(SubmitError::NotInChair);
            }
            let proposal = match proposal {
                Some((key, seq)) => {
                    let log = log(app, session, *seq).await?;
                    let proposed = chair::proposals(engine, &session.setup, &log);
                    proposed.into_iter().find(|known| known.kind.key() == *key)
                }
                None => None,
            };
            let text = text.as_str();
            let proposal = proposal.as_ref();
            Ok(chair::speak(engine, state, by, text, proposal, elapsed_ms))
        }
    }
}

/// The log up to an entry.
async fn log(app: &App, session: &Session, last: u32) -> Result<Vec<Entry>, SubmitError> {
    let mut log = super::log(app, session.id).await?;
    log.truncate(last as usize);
    Ok(log)
}

/// Whether an entry that stands there is this act.
pub(super) fn is_same(entry: &Entry, act: &ChairAct) -> bool {
    let by = entry.record.by.as_ref();
    match act {
        ChairAct::Take(name) => entry.kind == EntryKind::TookChair && by == Some(name),
        ChairAct::Leave(name) => entry.kind == EntryKind::LeftChair && by == name.as_ref(),
        ChairAct::Say { by: name, text, .. } => {
            entry.author == Author::Partner && by == Some(name) && entry.text == text.as_str()
        }
    }
}
