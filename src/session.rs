//! The one path of a message: load the folded state, let the core take it, append both turns in one transaction,
//! wake the pages. Buttons take the same path; so do the browser, the terminal and the tests.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::assessment::{self, Report};
use crate::document::Problem;
use crate::hub::Hub;
use crate::interview::{self, Button, Draft, Engine, Entry, EntryKind, Input, Setup, State};
use crate::prompts::{Library, PinnedError};
use crate::scenario::{Edition, Scenario};
use crate::store::{
    Appended, Batch, Created, MessageId, NewSession, Owner, Session, SessionId, Stamp, Store,
    StoreError, Stored, Under, sha256_hex,
};

mod chair;
mod clock;
mod folded;
pub mod inbox;
mod message;
mod replay;
mod said;
mod suggestions;
mod transcript;
mod transfer;
mod words;

pub use chair::{ChairAct, proposals, take_chair};
pub use clock::{Clock, LONGEST_PAUSE_MS};
pub use folded::{Folded, FoldedStates};
pub use message::{LONGEST_MESSAGE, Message, MessageError};
pub use replay::{Difference, Replayed, replay};
pub use suggestions::{Sentence, Suggested, as_cases, suggest};
pub use transcript::{entry_text, report_text, to_json, wrap};
pub use transfer::{Imported, export_json, export_markdown, import};
pub use words::{LONGEST_NAME, LONGEST_REMARK, Name, Remark, WordsError};

/// How often a message is decided anew because another tab came first.
const ATTEMPTS: usize = 8;

/// Everything that a page or a command works with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// Sessions and their logs.
    pub store: Store,
    /// The prompts of today.
    pub prompts: Library,
    /// Wake-ups for open pages.
    pub hub: Hub,
    /// Folded states of sessions in use.
    pub sessions: FoldedStates,
    /// The time, or a counted one.
    pub clock: Clock,
    /// Cancelled when the program is asked to stop: event streams end then.
    pub stopping: CancellationToken,
    /// After how many days without a word sessions are deleted; none: never.
    pub kept_days: Option<u32>,
}

impl App {
    /// An app over this store and these prompts, by the system's clock.
    pub fn new(store: Store, prompts: Library) -> App {
        App {
            store,
            prompts,
            hub: Hub::default(),
            sessions: FoldedStates::default(),
            clock: Clock::system(),
            stopping: CancellationToken::new(),
            kept_days: None,
        }
    }
}

/// What the candidate does: words, or a button.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Action {
    Say(Message),
    Press(Button),
}

impl From<Action> for Input {
    fn from(action: Action) -> Input {
        match action {
            Action::Say(message) => Input::Said(message.into_string()),
            Action::Press(button) => Input::Pressed(button),
        }
    }
}

/// A message that stands in the log, with its reply.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The entries of its batch: the candidate's, then the interviewer's.
    pub entries: Vec<Stored>,
    /// Whether it stood there before: the same message, sent again.
    pub again: bool,
    /// Whether the session has ended.
    pub finished: bool,
}

/// Why a session could not be started, or a message not be taken. Nothing was kept then.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SubmitError {
    /// There is no such scenario.
    #[error("there is no such scenario")]
    NoScenario,
    /// There is no such session.
    #[error("there is no such session")]
    NotFound,
    /// The session has ended.
    #[error("this interview has ended")]
    Finished,
    /// The message id was used for another text.
    #[error("this message was sent before with another text")]
    OtherText,
    /// Other tabs kept coming first.
    #[error("another window is writing to this interview; nothing was kept of this message")]
    Contended,
    /// The session's scenario no longer fits the prompts of today.
    #[error("this interview's scenario no longer fits today's prompts: {0}")]
    Outdated(String),
    /// The partner speaks, and the engine has the chair.
    #[error("the engine has the interviewer's chair; take it first")]
    NotInChair,
    /// A file holds no session that could be taken.
    #[error("the file can't be taken: {0}")]
    Unreadable(String),
    /// A file's session comes out otherwise than it says.
    #[error("the file was changed: derived anew, it differs in {0}; nothing of it was kept")]
    Differs(String),
    /// The store could not do it.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SubmitError {
    fn from(error: StoreError) -> SubmitError {
        match error {
            StoreError::NotFound => SubmitError::NotFound,
            other => SubmitError::Store(other),
        }
    }
}

/// Which form of a scenario to start on, and who may read from it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// Picks the figures; none: as written the first time, then the next variant with each further attempt.
    pub seed: Option<u32>,
    /// Whether it is the beginner's short form, where there is one.
    pub beginner: bool,
    /// Whether instructors on this server may read what was not understood.
    pub readable: bool,
}

/// Starts a session on a scenario of today.
pub async fn start(
    app: &App,
    slug: &str,
    choice: Choice,
    setup: Setup,
    owner: Option<Owner>,
) -> Result<Session, SubmitError> {
    let (new, opening) = opened(app, slug, choice, setup, owner).await?;
    Ok(app.store.create_session(new, opening).await?)
}

/// A session that is made once, however often it is asked for.
#[derive(Clone, Debug)]
pub struct Started {
    /// The session.
    pub session: Session,
    /// Whether it was there before.
    pub again: bool,
}

/// [`start`], for a request that may come again: the same key with the same wishes gives the session that it gave before.
pub async fn start_once(
    app: &App,
    slug: &str,
    choice: Choice,
    setup: Setup,
    owner: Owner,
    key: MessageId,
) -> Result<Started, SubmitError> {
    let asked = match choice.readable {
        false => serde_json::json!([slug, choice.seed, choice.beginner, setup]),
        true => serde_json::json!([slug, choice.seed, choice.beginner, setup, "readable"]),
    };
    let digest = sha256_hex(asked.to_string().as_bytes());
    let (new, opening) = opened(app, slug, choice, setup, Some(owner)).await?;
    let created = app
        .store
        .create_session_once(new, opening, &key, digest)
        .await?;
    started(app, created).await
}

async fn started(app: &App, created: Created) -> Result<Started, SubmitError> {
    match created {
        Created::Done(session) => Ok(Started {
            session,
            again: false,
        }),
        Created::AlreadyDone(id) => Ok(Started {
            session: app.store.session(id).await?,
            again: true,
        }),
        Created::OtherRequest => Err(SubmitError::OtherText),
    }
}

/// Deletes a session of this owner's for good, and wakes whoever follows it; false if it isn't theirs.
pub async fn delete(app: &App, session: &Session, owner: &Owner) -> Result<bool, StoreError> {
    let deleted = app.store.delete_session(session.id, owner).await?;
    app.sessions.forget(session.id);
    app.hub.publish(session.id, session.last_seq);
    Ok(deleted)
}

/// [`start`] for an assignment of a class. Where the learner has one under way for it, that one is given.
pub async fn start_under(
    app: &App,
    slug: &str,
    choice: Choice,
    setup: Setup,
    owner: Owner,
    under: Under,
) -> Result<Started, SubmitError> {
    let (new, opening) = opened(app, slug, choice, setup, Some(owner)).await?;
    let created = app.store.create_session_under(new, opening, under).await?;
    started(app, created).await
}

/// A new session and its first entries, not stored yet.
async fn opened(
    app: &App,
    slug: &str,
    choice: Choice,
    setup: Setup,
    owner: Option<Owner>,
) -> Result<(NewSession, Batch), SubmitError> {
    let prompts = app.prompts.current();
    prompts.lexicon.ready().await;
    let scenario = prompts.scenario(slug).ok_or(SubmitError::NoScenario)?;
    let seed = match (choice.seed, &owner) {
        (Some(seed), _) => Some(seed),
        (None, Some(owner)) if !scenario.variants.is_empty() => {
            Some(app.store.attempts(owner, slug).await?)
        }
        (None, _) => None,
    };
    let variant = seed.and_then(|seed| scenario.picked(seed));
    let edition = Edition {
        variant: variant.map(|variant| variant.id.clone()),
        beginner: choice.beginner && scenario.beginner.is_some(),
        // Without variants, or with the figures as written, there is nothing to record.
        seed: seed.filter(|_| variant.is_some() || choice.seed.is_some()),
    };
    let engine = app
        .prompts
        .edition(slug, &edition)
        .map_err(|problems| SubmitError::Outdated(first_of(&problems)))?
        .ok_or(SubmitError::NoScenario)?;
    let title = match edition.beginner {
        true => format!("{} (beginner)", engine.scenario.title),
        false => engine.scenario.title.clone(),
    };
    let stamp = prompts.stamp(&engine.scenario);
    let (mut new, opening) = begin(app, &engine, stamp, title, setup, owner);
    new.readable = choice.readable;
    Ok((new, opening))
}

/// Starts a session on a scenario that isn't offered to anyone: its author tries it out.
pub async fn try_out(
    app: &App,
    scenario: Arc<Scenario>,
    setup: Setup,
    owner: Option<Owner>,
) -> Result<Session, SubmitError> {
    let prompts = app.prompts.current();
    let title = format!("{} (tried out)", scenario.title);
    let engine = prompts.engine_with(scenario);
    let stamp = prompts.stamp(&engine.scenario);
    let (new, opening) = begin(app, &engine, stamp, title, setup, owner);
    Ok(app.store.create_session(new, opening).await?)
}

fn begin(
    app: &App,
    engine: &Engine,
    stamp: Stamp,
    title: String,
    setup: Setup,
    owner: Option<Owner>,
) -> (NewSession, Batch) {
    let (drafts, _) = interview::open(engine, &setup);
    let now_ms = app.clock.now_ms();
    let new = NewSession {
        id: SessionId::new(),
        title,
        scenario: engine.scenario.slug.clone(),
        scenario_source: engine.scenario.source.as_str().into(),
        setup,
        stamp: stamp.clone(),
        owner,
        readable: false,
        created_at_ms: now_ms,
    };
    let opening = Batch {
        entries: numbered(drafts, 0, 0),
        stamp,
        at_ms: now_ms,
        gap_ms: 0,
        report: None,
    };
    (new, opening)
}

/// Takes what the candidate did. The same message id with the same content is the same message: it succeeds with
/// the entries that stand there already.
///
/// Once begun it goes through to the end even if the caller goes away, so that what is committed is also published.
pub async fn submit(
    app: &App,
    session: SessionId,
    action: Action,
    message_id: MessageId,
) -> Result<Submitted, SubmitError> {
    let session = app.store.session(session).await?;
    submit_to(app, session, action, message_id).await
}

/// [`submit`], for who has read the session just now.
pub async fn submit_to(
    app: &App,
    session: Session,
    action: Action,
    message_id: MessageId,
) -> Result<Submitted, SubmitError> {
    act(app, session, Doing::Candidate(action.into()), message_id).await
}

/// What is done in a session, and by whom.
#[derive(Clone, Debug)]
enum Doing {
    Candidate(Input),
    Chair(ChairAct),
}

/// Does it, to the end, even if the caller goes away.
async fn act(
    app: &App,
    session: Session,
    doing: Doing,
    message_id: MessageId,
) -> Result<Submitted, SubmitError> {
    let app = app.clone();
    let task = tokio::spawn(async move { act_here(&app, session, doing, message_id).await });
    match task.await {
        Ok(submitted) => submitted,
        Err(error) => Err(unavailable(&error)),
    }
}

async fn act_here(
    app: &App,
    session: Session,
    doing: Doing,
    message_id: MessageId,
) -> Result<Submitted, SubmitError> {
    let id = session.id;
    let mut read = Some(session);
    for _ in 0..ATTEMPTS {
        let session = match read.take() {
            Some(session) => session,
            None => app.store.session(id).await?,
        };
        if session.finished_at_ms.is_some() {
            return already_there(app, id, &doing, &message_id).await;
        }
        let engine = engine(app, &session).await?;
        let folded = folded::load(app, &session, &engine, session.last_seq).await?;
        // It may have ended since it was read.
        if folded.state.finished {
            return already_there(app, id, &doing, &message_id).await;
        }
        let now_ms = app.clock.now_ms();
        let pause = clock::pause(folded.at_ms, now_ms);
        let elapsed_ms = folded.state.elapsed_ms.saturating_add(pause.active_ms);
        let (drafts, state) = match &doing {
            Doing::Candidate(input) => interview::take(&engine, &folded.state, input, elapsed_ms),
            Doing::Chair(act) => {
                if let Some(there) = app.store.message(id, &message_id).await? {
                    return again(app, id, &there, &doing).await;
                }
                chair::decide(app, &session, &engine, &folded, act, elapsed_ms).await?
            }
        };
        let entries = numbered(drafts, folded.seq, elapsed_ms);
        let report = match state.finished {
            true => Some(final_report(app, &session, &engine, folded.seq, &entries).await?),
            false => None,
        };
        let batch = Batch {
            entries,
            stamp: app.prompts.current().stamp(&engine.scenario),
            at_ms: now_ms.max(folded.at_ms),
            gap_ms: pause.left_out_ms,
            report,
        };
        match app
            .store
            .append(id, folded.seq, &message_id, &batch)
            .await?
        {
            Appended::Done => {
                let entries = stored(batch, message_id);
                let seq = entries.last().map_or(folded.seq, |last| last.entry.seq);
                let at_ms = entries.last().map_or(folded.at_ms, |last| last.at_ms);
                let finished = state.finished;
                app.sessions.keep(
                    id,
                    Folded {
                        seq,
                        at_ms,
                        state: Arc::new(state),
                    },
                );
                app.hub.publish(id, seq);
                return Ok(Submitted {
                    entries,
                    again: false,
                    finished,
                });
            }
            Appended::AlreadyDone { batch } => {
                return Ok(Submitted {
                    entries: app.store.batch(id, batch).await?,
                    again: true,
                    finished: app.store.session(id).await?.finished_at_ms.is_some(),
                });
            }
            Appended::OtherText => return Err(SubmitError::OtherText),
            // Another tab came first: decide again on what it said.
            Appended::Conflict { .. } => {}
        }
    }
    Err(SubmitError::Contended)
}

/// A finished session takes nothing new, but a message that it has already is still a success.
async fn already_there(
    app: &App,
    id: SessionId,
    doing: &Doing,
    message_id: &MessageId,
) -> Result<Submitted, SubmitError> {
    match app.store.message(id, message_id).await? {
        Some(there) => again(app, id, &there, doing).await,
        None => Err(SubmitError::Finished),
    }
}

/// What stands there already, if it is the same.
async fn again(
    app: &App,
    id: SessionId,
    there: &Stored,
    doing: &Doing,
) -> Result<Submitted, SubmitError> {
    if !is_same(&there.entry, doing) {
        return Err(SubmitError::OtherText);
    }
    Ok(Submitted {
        entries: app.store.batch(id, there.batch).await?,
        again: true,
        finished: app.store.session(id).await?.finished_at_ms.is_some(),
    })
}

fn is_same(entry: &Entry, doing: &Doing) -> bool {
    match doing {
        Doing::Candidate(Input::Said(text)) => entry.kind == EntryKind::Said && entry.text == *text,
        Doing::Candidate(Input::Pressed(button)) => entry.kind == button.kind(),
        Doing::Chair(act) => chair::is_same(entry, act),
    }
}

/// What decides in this session: the scenario text that it began with, and the other prompts of today.
pub async fn engine(app: &App, session: &Session) -> Result<Engine, SubmitError> {
    app.prompts.current().lexicon.ready().await;
    let source = async || app.store.scenario_source(&session.stamp.scenario).await;
    app.prompts
        .engine_for(&session.stamp, &session.scenario, source)
        .await
        .map_err(not_pinned)
}

fn not_pinned(error: PinnedError<StoreError>) -> SubmitError {
    match error {
        PinnedError::Source(error) => SubmitError::Store(error),
        PinnedError::Problems(problems) => SubmitError::Outdated(first_of(&problems)),
    }
}

/// The folded state of a session as of its last entry: for the step rail and the side panel.
pub async fn state(
    app: &App,
    session: &Session,
    engine: &Engine,
) -> Result<Arc<State>, SubmitError> {
    let (_, state) = state_from(app, session, engine, session.last_seq).await?;
    Ok(state)
}

/// [`state`] as of the entry `reached`, or later, after the number of the entry that it is of.
pub async fn state_from(
    app: &App,
    session: &Session,
    engine: &Engine,
    reached: u32,
) -> Result<(u32, Arc<State>), SubmitError> {
    let folded = folded::load(app, session, engine, reached).await?;
    Ok((folded.seq, folded.state))
}

/// The report: as it was given when the session ended, or on what was said so far.
pub async fn report(app: &App, session: &Session) -> Result<Report, SubmitError> {
    let given = app.store.report(session.id).await?;
    // A report that an old version gave in another form is derived anew.
    if let Some(report) = given.and_then(|given| serde_json::from_str(&given).ok()) {
        return Ok(report);
    }
    let engine = engine(app, session).await?;
    let log = log(app, session.id).await?;
    weigh(engine, session.setup.clone(), log).await
}

/// The report on a log that ends with `entries` after the entry `seq`, in its stored form.
async fn final_report(
    app: &App,
    session: &Session,
    engine: &Engine,
    seq: u32,
    entries: &[Entry],
) -> Result<String, SubmitError> {
    let mut log = log(app, session.id).await?;
    // If another tab came in between, the append is a conflict and this report is never kept.
    log.truncate(seq as usize);
    log.extend_from_slice(entries);
    let report = weigh(engine.clone(), session.setup.clone(), log).await?;
    serde_json::to_string(&report).map_err(|error| unavailable(&error))
}

/// Weighs a log away from the threads that answer: what would have raised the band is found by trying.
async fn weigh(engine: Engine, setup: Setup, log: Vec<Entry>) -> Result<Report, SubmitError> {
    tokio::task::spawn_blocking(move || assessment::report(&engine, &setup, &log))
        .await
        .map_err(|error| unavailable(&error))
}

async fn log(app: &App, session: SessionId) -> Result<Vec<Entry>, SubmitError> {
    let stored = app.store.entries_after(session, 0).await?;
    Ok(stored.into_iter().map(|stored| stored.entry).collect())
}

fn unavailable(error: &dyn std::error::Error) -> SubmitError {
    SubmitError::Store(StoreError::Unavailable(error.to_string()))
}

/// The active time of a session by now, in milliseconds: for the clock. It stands still once the session has ended.
pub fn elapsed_ms(app: &App, session: &Session) -> u64 {
    match session.finished_at_ms {
        Some(_) => session.elapsed_ms,
        None => {
            let pause = clock::pause(session.last_at_ms, app.clock.now_ms());
            session.elapsed_ms.saturating_add(pause.active_ms)
        }
    }
}

fn numbered(drafts: Vec<Draft>, after: u32, elapsed_ms: u64) -> Vec<Entry> {
    (after + 1..)
        .zip(drafts)
        .map(|(seq, draft)| Entry {
            seq,
            author: draft.author,
            kind: draft.kind,
            text: draft.text,
            elapsed_ms,
            record: draft.record,
        })
        .collect()
}

fn stored(batch: Batch, message_id: MessageId) -> Vec<Stored> {
    let first = batch.entries.first().map_or(0, |entry| entry.seq);
    let mut message_id = Some(message_id);
    batch
        .entries
        .into_iter()
        .map(|entry| Stored {
            gap_ms: if entry.seq == first { batch.gap_ms } else { 0 },
            entry,
            batch: first,
            message_id: message_id.take(),
            at_ms: batch.at_ms,
        })
        .collect()
}

fn first_of(problems: &[Problem]) -> String {
    problems
        .first()
        .map_or_else(String::new, ToString::to_string)
}
