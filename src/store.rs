//! The store: sessions and their logs in SQLite. All SQL of the program stands in this module.
//!
//! Reads go through a pool. Writes go through one task (`writer`) that commits whatever is waiting as one group:
//! an answer comes only after COMMIT, so what was acknowledged survives a kill and, with `synchronous=FULL`, a power
//! cut. [`Store`] is a concrete type; a second database would be a second variant inside it, which is why
//! placeholders are `$1`, ids text and times integers.

use std::borrow::Borrow;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::interview::{Entry, Setup};
use crate::language::Id;

mod appends;
mod assignments;
mod classes;
mod copy;
mod desk;
mod drafts;
mod guard;
mod ids;
mod import;
pub mod inbox;
mod learners;
mod links;
mod meter;
mod open;
#[cfg(test)]
mod plans;
mod readers;
mod reviews;
mod rows;
mod search;
mod sharing;
mod shown;
mod state;
mod suggestions;
mod sweep;
mod takeovers;
mod tokens;
mod writer;

use readers::Readers;

pub use assignments::{Assignment, ClassSession, Under};
pub use classes::{Class, JoinLink, ListedClass};
pub use copy::{Census, Restored, back_up, restore, verify};
pub use desk::{Instructor, InstructorId, PasswordLink, SignIn};
pub use drafts::{Change, DeskDraft, Version};
pub use ids::{AssignmentId, ClassId, CommentId, LearnerId, LinkId, SuggestionId};
pub use import::{Import, Said};
pub use learners::{Learner, NewLearner};
pub use links::{Link, ListedLink, NewLink, Role};
pub use meter::Meter;
pub use reviews::{Author, Bands, Comment, Overrule, Review, Tag};
pub use search::{Hit, Piece, Wanted};
pub use shown::Shown;
pub use state::{Standing, State, state};
pub use suggestions::{By, Suggestion};
pub use takeovers::Takeover;
pub use tokens::{Scope, Token, TokenChanged, TokenName, TokenSecret};

/// Sessions and their logs. Cheap to clone: all clones share one pool and one writer.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Readers,
    writer: writer::Writer,
    guard: Arc<guard::Guard>,
}

/// Why the store could not do what was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such session.
    #[error("there is no such session")]
    NotFound,
    /// It exists already, or points to something that doesn't.
    #[error("the store refused it: {0}")]
    Refused(String),
    /// No space is left; nothing of the batch was kept.
    #[error("the disk is full")]
    Full,
    /// Another program holds the database.
    #[error("another program holds the database {0}")]
    Locked(String),
    /// The file's folder or the file can't be written.
    #[error("{0}")]
    NotWritable(String),
    /// The file was written by a newer version.
    #[error(
        "the database {0} was written by a newer version of Greenroom; use that version, or name another file with --database"
    )]
    Newer(String),
    /// The file is something else.
    #[error("{0} is not a database of Greenroom; name another file with --database")]
    Foreign(String),
    /// The file is empty, which Greenroom never leaves behind.
    #[error(
        "{0} is an empty file, so its sessions are gone or were never there; restore it, or remove it to start afresh"
    )]
    Empty(String),
    /// The file is broken.
    #[error(
        "the database {0} is damaged ({1}); restore it from a copy, or name another file with --database"
    )]
    Damaged(String, String),
    /// Anything else: the cause is for the log.
    #[error("the database cannot be used just now: {0}")]
    Unavailable(String),
}

/// The id of a session: a UUIDv7, so ids sort by creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(Uuid);

impl SessionId {
    /// A new id, later than all before.
    pub fn new() -> SessionId {
        SessionId(Uuid::now_v7())
    }
}

impl Default for SessionId {
    fn default() -> SessionId {
        SessionId::new()
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// A text that is no session's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no session id")]
pub struct NotAnId;

impl FromStr for SessionId {
    type Err = NotAnId;

    /// Accepts the one form that [`fmt::Display`] writes, so that a session has one address.
    fn from_str(text: &str) -> Result<SessionId, NotAnId> {
        let id = Uuid::try_parse(text).map_err(|_| NotAnId)?;
        let id = SessionId(id);
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(NotAnId)
        }
    }
}

/// Who owns a session: the SHA-256 of a browser's secret, in hexadecimal. The secret itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(String);

impl Owner {
    /// The owner that holds this secret.
    pub fn of_secret(secret: &str) -> Owner {
        Owner(sha256_hex(secret.as_bytes()))
    }

    /// The stored form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message's id, made by whoever sends it: the same id is the same message, sent again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// A new id.
    pub fn new() -> MessageId {
        MessageId(Uuid::now_v7().to_string())
    }

    /// Parses 1 to 64 letters, digits, `-` and `_`.
    pub fn parse(text: &str) -> Option<MessageId> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| MessageId(text.into()))
    }

    /// The id as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for MessageId {
    fn default() -> MessageId {
        MessageId::new()
    }
}

/// What decided a session: under the same stamp it replays to the byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The program's version.
    pub engine: String,
    /// SHA-256 of the scenario's text.
    pub scenario: String,
    /// SHA-256 of all other prompts.
    pub prompts: String,
}

/// A session, without its log.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The scenario's title when it began.
    pub title: String,
    /// The scenario.
    pub scenario: Id,
    /// How it was set up.
    pub setup: Setup,
    /// What decided its first batch.
    pub stamp: Stamp,
    /// Whether a later batch was decided under another stamp.
    pub stamp_changed: bool,
    /// The browser that owns it; none: held in the terminal.
    pub owner: Option<Owner>,
    /// When it began.
    pub created_at_ms: i64,
    /// When it ended.
    pub finished_at_ms: Option<i64>,
    /// The seq of its last entry.
    pub last_seq: u32,
    /// When its last entry was made.
    pub last_at_ms: i64,
    /// The active time of its last entry.
    pub elapsed_ms: u64,
}

/// A session that begins.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "see `Session`")]
pub struct NewSession {
    pub id: SessionId,
    pub title: String,
    pub scenario: Id,
    /// The scenario's text, kept under its digest.
    pub scenario_source: Arc<str>,
    pub setup: Setup,
    pub stamp: Stamp,
    pub owner: Option<Owner>,
    /// Whether instructors may read what was not understood in it.
    pub readable: bool,
    pub created_at_ms: i64,
}

/// An entry as it was stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The entry.
    pub entry: Entry,
    /// The seq of the first entry of its batch.
    pub batch: u32,
    /// The sender's id, on a candidate's entry.
    pub message_id: Option<MessageId>,
    /// When it was made.
    pub at_ms: i64,
    /// How much of the pause before it was left out of the active time.
    pub gap_ms: u64,
}

/// Entries that are appended together or not at all.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The entries, with consecutive seqs; at least one.
    pub entries: Vec<Entry>,
    /// What decided them.
    pub stamp: Stamp,
    /// When.
    pub at_ms: i64,
    /// How much of the pause before it was left out of the active time.
    pub gap_ms: u64,
    /// The report as JSON, if the session ends with this batch.
    pub report: Option<String>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It stands in the log, committed.
    Done,
    /// The message stood there already, in the batch that begins with this seq.
    AlreadyDone {
        /// The first seq of that batch.
        batch: u32,
    },
    /// The message id stands there with another text.
    OtherText,
    /// Another batch came first: reload and decide again.
    Conflict {
        /// The seq of the log's last entry.
        last_seq: u32,
    },
}

/// What became of a session that was to be created once.
#[derive(Clone, Debug, PartialEq)]
pub enum Created {
    /// It is there now.
    Done(Session),
    /// The same request had created this one.
    AlreadyDone(SessionId),
    /// The key was used for another request.
    OtherRequest,
}

impl Store {
    /// Opens the database at `path`, creating or migrating it as needed, and starts the writer. Whatever is wrong
    /// with an existing file is found before anything is written to it.
    pub async fn open(path: &Path) -> Result<Store, StoreError> {
        Ok(Store::start(open::open(path, None).await?))
    }

    /// [`Store::open`] for a file that may not grow beyond `pages` of 4 KiB: beyond it every write is
    /// [`StoreError::Full`].
    pub async fn open_limited(path: &Path, pages: u32) -> Result<Store, StoreError> {
        Ok(Store::start(open::open(path, Some(pages)).await?))
    }

    fn start(opened: open::Opened) -> Store {
        Store {
            pool: opened.pool,
            writer: writer::Writer::start(opened.options, opened.connection),
            guard: Arc::new(opened.guard),
        }
    }

    /// Writes what is waiting, closes every connection, and marks the stop as clean. Whatever is asked of any clone
    /// afterwards is [`StoreError::Unavailable`].
    pub async fn close(&self) {
        self.writer.stop().await;
        self.pool.close().await;
        self.guard.release();
    }

    /// Whether it can be read and the writer runs: for who asks whether the program is ready.
    pub async fn answers(&self) -> Result<(), StoreError> {
        self.writer.runs()?;
        rows::probe(&self.pool).await
    }

    /// Creates a session with its opening batch.
    pub async fn create_session(
        &self,
        session: NewSession,
        opening: Batch,
    ) -> Result<Session, StoreError> {
        let entries = opening.entries.len() as u64;
        let session = self.writer.create(session, opening).await?;
        self.meter().started.add(1);
        self.meter().entries.add(entries);
        Ok(session)
    }

    /// [`Store::create_session`] for a request that may come again: `key` is the sender's, `digest` says what was asked
    /// for. A session without an owner can't be created in this way.
    pub async fn create_session_once(
        &self,
        session: NewSession,
        opening: Batch,
        key: &MessageId,
        digest: String,
    ) -> Result<Created, StoreError> {
        let entries = opening.entries.len() as u64;
        let created = self
            .writer
            .create_once(session, opening, key.clone(), digest)
            .await?;
        if let Created::Done(_) = created {
            self.meter().started.add(1);
            self.meter().entries.add(entries);
        }
        Ok(created)
    }

    /// Appends a batch right after `expected_seq`. The message's id goes with the first entry.
    pub async fn append(
        &self,
        session: SessionId,
        expected_seq: u32,
        message_id: &MessageId,
        batch: impl Borrow<Batch>,
    ) -> Result<Appended, StoreError> {
        let batch = batch.borrow();
        let (entries, finishes) = (batch.entries.len() as u64, batch.report.is_some());
        let appended = self
            .writer
            .append(session, expected_seq, message_id.clone(), batch)
            .await?;
        if appended == Appended::Done {
            self.meter().entries.add(entries);
            self.meter().finished.add(u64::from(finishes));
        }
        Ok(appended)
    }

    /// What was written since the program began.
    pub fn meter(&self) -> &Meter {
        &self.writer.meter
    }

    /// How much waits to be written.
    pub fn waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// A session by its id, whoever owns it.
    pub async fn session(&self, session: SessionId) -> Result<Session, StoreError> {
        rows::session(&self.pool, session).await
    }

    /// How many sessions a browser has begun on a scenario.
    pub async fn attempts(&self, owner: &Owner, slug: &str) -> Result<u32, StoreError> {
        rows::attempts(&self.pool, owner, slug).await
    }

    /// The sessions of a browser, newest first: at most `limit`, those before `before` where that is given.
    pub async fn sessions_of(
        &self,
        owner: &Owner,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        rows::sessions_of(&self.pool, owner, before, limit).await
    }

    /// The turns of an owner's sessions that have all of these words, newest first: at most `limit`, those before the place
    /// `before` where that is given.
    pub async fn search(
        &self,
        owner: &Owner,
        wanted: &Wanted,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Hit>, StoreError> {
        search::search(&self.pool, owner, wanted, before, limit).await
    }

    /// The entries of a session with a higher seq than `seq`, in order.
    pub async fn entries_after(
        &self,
        session: SessionId,
        seq: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        rows::entries_after(&self.pool, session, seq).await
    }

    /// At most `limit` of the entries with a higher seq than `seq`, for showing: the records of the candidate's entries are
    /// left out.
    pub async fn shown_after(
        &self,
        session: SessionId,
        seq: u32,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        rows::shown_after(&self.pool, session, seq, limit).await
    }

    /// What a page shows of the entries with a higher seq than `seq`, in order.
    pub async fn shown(&self, session: SessionId, seq: u32) -> Result<Vec<Shown>, StoreError> {
        shown::after(&self.pool, session, seq).await
    }

    /// A session with what a page shows of its entries; [`StoreError::NotFound`] where it isn't this owner's.
    pub async fn owned_with_shown(
        &self,
        session: SessionId,
        owner: &Owner,
    ) -> Result<(Session, Vec<Shown>), StoreError> {
        shown::owned(&self.pool, session, owner).await
    }

    /// The entries of the batch that begins with `batch`.
    pub async fn batch(&self, session: SessionId, batch: u32) -> Result<Vec<Stored>, StoreError> {
        rows::batch(&self.pool, session, batch).await
    }

    /// One entry of a session.
    pub async fn entry(&self, session: SessionId, seq: u32) -> Result<Stored, StoreError> {
        rows::entry(&self.pool, session, seq).await
    }

    /// The candidate's entry with this message id, if the log has one.
    pub async fn message(
        &self,
        session: SessionId,
        message_id: &MessageId,
    ) -> Result<Option<Stored>, StoreError> {
        rows::message(&self.pool, session, message_id).await
    }

    /// The text of a scenario that a session was held with.
    pub async fn scenario_source(&self, digest: &str) -> Result<String, StoreError> {
        rows::scenario_source(&self.pool, digest).await
    }

    /// The report that a session ended with, as JSON.
    pub async fn report(&self, session: SessionId) -> Result<Option<String>, StoreError> {
        rows::report(&self.pool, session).await
    }

    /// Deletes the sessions in which nothing was said since `before_ms`, a few at a time, so that nobody's message waits
    /// for long. How many these were.
    pub async fn sweep(&self, before_ms: i64) -> Result<u64, StoreError> {
        let mut swept = 0;
        loop {
            match self.writer.sweep(before_ms).await? {
                0 => return Ok(swept),
                some => swept += u64::from(some),
            }
        }
    }

    /// How many sessions [`Store::sweep`] would delete.
    pub async fn count_before(&self, before_ms: i64) -> Result<u64, StoreError> {
        sweep::count(&self.pool, before_ms).await
    }

    /// Adds a token of the API; with `of`, for the sessions of another token.
    pub async fn add_token(
        &self,
        name: &TokenName,
        secret: &TokenSecret,
        scope: Scope,
        of: Option<&TokenName>,
        at_ms: i64,
    ) -> Result<TokenChanged, StoreError> {
        let (name, secret, of) = (name.clone(), secret.clone(), of.cloned());
        self.writer
            .change_tokens(tokens::Change::Add {
                name,
                secret,
                scope,
                of,
                at_ms,
            })
            .await
    }

    /// Gives a token another secret; the one before opens nothing from now on.
    pub async fn renew_token(
        &self,
        name: &TokenName,
        secret: &TokenSecret,
        at_ms: i64,
    ) -> Result<TokenChanged, StoreError> {
        let (name, secret) = (name.clone(), secret.clone());
        self.writer
            .change_tokens(tokens::Change::Renew {
                name,
                secret,
                at_ms,
            })
            .await
    }

    /// Takes a token out of use. Its sessions stay.
    pub async fn revoke_token(
        &self,
        name: &TokenName,
        at_ms: i64,
    ) -> Result<TokenChanged, StoreError> {
        let name = name.clone();
        self.writer
            .change_tokens(tokens::Change::Revoke { name, at_ms })
            .await
    }

    /// All tokens: those in use first, by name.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        tokens::tokens(&self.pool).await
    }

    /// The token with this secret, unless it was revoked.
    pub async fn token(&self, secret: &TokenSecret) -> Result<Option<Token>, StoreError> {
        tokens::token(&self.pool, secret).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        rows::ping(&self.pool).await
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    use std::fmt::Write;
    let mut hex = String::with_capacity(64);
    for byte in sha2::Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// `SQLITE_IOERR_WRITE`.
const WRITE_REFUSED: i32 = 10 | (3 << 8);

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match &error {
            sqlx::Error::RowNotFound => StoreError::NotFound,
            sqlx::Error::Database(database) => {
                // SQLite's extended result codes keep the primary code in the low byte.
                let code = database.code().and_then(|code| code.parse::<i32>().ok());
                // A quota, or a limit on the size of files, refuses a write in another way than a full disk; what
                // happened and what helps are the same.
                if code == Some(WRITE_REFUSED) {
                    tracing::error!(%error, "the system refused a write");
                    return StoreError::Full;
                }
                match code.map(|code| code & 0xff) {
                    Some(5 | 6) => StoreError::Locked(String::new()),
                    Some(8 | 14) => StoreError::NotWritable(database.message().into()),
                    Some(11 | 26) => StoreError::Damaged(String::new(), database.message().into()),
                    Some(13) => StoreError::Full,
                    Some(19) => StoreError::Refused(database.message().into()),
                    _ => StoreError::Unavailable(error.to_string()),
                }
            }
            _ => StoreError::Unavailable(error.to_string()),
        }
    }
}
