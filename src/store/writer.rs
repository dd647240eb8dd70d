//! Writing: one task that owns the one writing connection.
//!
//! It takes whatever is waiting, writes it in one transaction, and answers everyone after COMMIT: many sessions
//! share one sync to disk, and all appends of a group share a few statements. What the database refuses is undone to a
//! savepoint, so one session's trouble is not its neighbours'. After a failed COMMIT, or a full disk, the connection
//! may be stuck inside a transaction for ever: it is thrown away and opened anew.

use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};
use tokio::sync::{mpsc, oneshot};

use super::meter::Meter;
use super::tokens::{self, TokenChanged};
use super::{
    Appended, Batch, Created, MessageId, NewSession, Session, SessionId, Stamp, StoreError, Under,
    appends, assignments, classes, desk, drafts, inbox, learners, rows, sharing, sweep,
};

/// The most commands that one transaction takes.
const GROUP: usize = 256;
/// The most commands that wait; whoever comes later waits to be queued.
const QUEUE: usize = 1024;

/// The sending side.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Command>,
    pub(super) meter: Arc<Meter>,
}

/// Something to write, and where the answer goes.
enum Command {
    Create(Box<Create>, oneshot::Sender<Result<Created, StoreError>>),
    Append(Box<Append>, oneshot::Sender<Result<Appended, StoreError>>),
    /// Write something that is shared or said about a session.
    Share(
        Box<sharing::Write>,
        oneshot::Sender<Result<bool, StoreError>>,
    ),
    /// Change the tokens of the API.
    Token(
        Box<tokens::Change>,
        oneshot::Sender<Result<TokenChanged, StoreError>>,
    ),
    /// Delete some of the sessions that ended before this time.
    Sweep(i64, oneshot::Sender<Result<u32, StoreError>>),
    Desk(Box<DeskWrite>, oneshot::Sender<Result<bool, StoreError>>),
    Stop(oneshot::Sender<()>),
}

impl Command {
    /// The answer to a command that was not carried out.
    fn unwritten(self) -> Answer {
        match self {
            Command::Create(_, answer) => held_back(answer, Err(closed())),
            Command::Append(_, answer) => held_back(answer, Err(closed())),
            Command::Share(_, answer) => held_back(answer, Err(closed())),
            Command::Token(_, answer) => held_back(answer, Err(closed())),
            Command::Sweep(_, answer) => held_back(answer, Err(closed())),
            Command::Desk(_, answer) => held_back(answer, Err(closed())),
            Command::Stop(answer) => Box::new(move |_| {
                let _ = answer.send(());
            }),
        }
    }
}

/// A session with its opening.
struct Create {
    session: NewSession,
    rows: Rows,
    once: Option<Once>,
    under: Option<Under>,
}

/// What tells whether a request came before: the sender's key, and a digest of what it asks for.
struct Once {
    key: MessageId,
    digest: String,
}

/// Something of the instructors' desk.
enum DeskWrite {
    Account(desk::Write),
    Draft(drafts::Write),
    Class(classes::Write),
    Learner(learners::Write),
    Assignment(assignments::Write),
    Inbox(inbox::Write),
}

/// A batch for a session.
pub(super) struct Append {
    pub(super) session: String,
    pub(super) expected_seq: u32,
    pub(super) message_id: String,
    pub(super) stamp: Stamp,
    pub(super) rows: Rows,
}

/// A batch in its stored form; made before it is queued, so that the writer only writes.
pub(super) struct Rows {
    pub(super) entries: Vec<EntryRow>,
    pub(super) at_ms: i64,
    pub(super) gap_ms: i64,
    pub(super) report: Option<String>,
}

pub(super) struct EntryRow {
    pub(super) seq: u32,
    pub(super) author: String,
    pub(super) kind: String,
    pub(super) text: String,
    pub(super) elapsed_ms: i64,
    pub(super) record: String,
}

/// An answer that is held back until COMMIT.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

impl Writer {
    pub(super) fn start(options: SqliteConnectOptions, connection: SqliteConnection) -> Writer {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let meter = Arc::new(Meter::default());
        tokio::spawn(run(options, connection, waiting, Arc::clone(&meter)));
        Writer { queue, meter }
    }

    /// How many commands wait.
    pub(super) fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Whether there is anybody to write what is queued.
    pub(super) fn runs(&self) -> Result<(), StoreError> {
        match self.queue.is_closed() {
            true => Err(closed()),
            false => Ok(()),
        }
    }

    pub(super) async fn create(
        &self,
        session: NewSession,
        opening: Batch,
    ) -> Result<Session, StoreError> {
        let create = Create {
            session,
            rows: Rows::from_batch(&opening)?,
            once: None,
            under: None,
        };
        match self.carry_out(create, Command::Create).await? {
            Created::Done(session) => Ok(session),
            Created::AlreadyDone(_) | Created::OtherRequest => Err(closed()),
        }
    }

    pub(super) async fn create_under(
        &self,
        session: NewSession,
        opening: Batch,
        under: Under,
    ) -> Result<Created, StoreError> {
        let create = Create {
            session,
            rows: Rows::from_batch(&opening)?,
            once: None,
            under: Some(under),
        };
        self.carry_out(create, Command::Create).await
    }

    pub(super) async fn create_once(
        &self,
        session: NewSession,
        opening: Batch,
        key: MessageId,
        digest: String,
    ) -> Result<Created, StoreError> {
        let create = Create {
            session,
            rows: Rows::from_batch(&opening)?,
            once: Some(Once { key, digest }),
            under: None,
        };
        self.carry_out(create, Command::Create).await
    }

    pub(super) async fn change_tokens(
        &self,
        change: tokens::Change,
    ) -> Result<TokenChanged, StoreError> {
        self.carry_out(change, Command::Token).await
    }

    /// Queues something, and waits until it is committed, or isn't.
    async fn carry_out<W, T>(
        &self,
        what: W,
        command: fn(Box<W>, oneshot::Sender<Result<T, StoreError>>) -> Command,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let command = command(Box::new(what), answer);
        self.queue.send(command).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    pub(super) async fn append(
        &self,
        session: SessionId,
        expected_seq: u32,
        message_id: MessageId,
        batch: &Batch,
    ) -> Result<Appended, StoreError> {
        let append = Append {
            session: session.to_string(),
            expected_seq,
            message_id: message_id.as_str().into(),
            rows: Rows::from_batch(batch)?,
            stamp: batch.stamp.clone(),
        };
        self.carry_out(append, Command::Append).await
    }

    /// Deletes some of the sessions whose last entry is older than `before_ms`; how many.
    pub(super) async fn sweep(&self, before_ms: i64) -> Result<u32, StoreError> {
        let (answer, answered) = oneshot::channel();
        let command = Command::Sweep(before_ms, answer);
        self.queue.send(command).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Writes something that is shared or said about a session.
    pub(super) async fn share(&self, write: sharing::Write) -> Result<bool, StoreError> {
        let (answer, answered) = oneshot::channel();
        let command = Command::Share(Box::new(write), answer);
        self.queue.send(command).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Writes something about accounts and sign-ins; whether it changed anything.
    pub(super) async fn desk(&self, write: desk::Write) -> Result<bool, StoreError> {
        self.desk_write(DeskWrite::Account(write)).await
    }

    /// Writes something about scenarios of the desk; whether it was done.
    pub(super) async fn draft(&self, write: drafts::Write) -> Result<bool, StoreError> {
        self.desk_write(DeskWrite::Draft(write)).await
    }

    /// Writes something about a class; whether it was done.
    pub(super) async fn class(&self, write: classes::Write) -> Result<bool, StoreError> {
        self.desk_write(DeskWrite::Class(write)).await
    }

    /// Writes something about who is in a class; whether it was done.
    pub(super) async fn learner(&self, write: learners::Write) -> Result<bool, StoreError> {
        self.desk_write(DeskWrite::Learner(write)).await
    }

    /// Writes something about what is assigned to a class; whether it was done.
    pub(super) async fn assignment(&self, write: assignments::Write) -> Result<bool, StoreError> {
        self.desk_write(DeskWrite::Assignment(write)).await
    }

    /// Writes something of the inbox; whether it changed anything.
    pub(super) async fn inbox(&self, write: inbox::Write) -> Result<bool, StoreError> {
        self.desk_write(DeskWrite::Inbox(write)).await
    }

    async fn desk_write(&self, write: DeskWrite) -> Result<bool, StoreError> {
        let (answer, answered) = oneshot::channel();
        let command = Command::Desk(Box::new(write), answer);
        self.queue.send(command).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Writes what waits, and closes the connection.
    pub(super) async fn stop(&self) {
        let (answer, answered) = oneshot::channel();
        if self.queue.send(Command::Stop(answer)).await.is_ok() {
            let _ = answered.await;
        }
    }
}

impl Rows {
    pub(super) fn finished_at_ms(&self) -> Option<i64> {
        self.report.as_ref().map(|_| self.at_ms)
    }

    /// The last entry, where they all come one after the other right after `seq`.
    pub(super) fn last_after(&self, seq: u32) -> Result<&EntryRow, StoreError> {
        let gapless = (seq + 1..)
            .zip(&self.entries)
            .all(|(seq, entry)| seq == entry.seq);
        let last = self.entries.last().filter(|_| gapless);
        last.ok_or_else(|| StoreError::Refused("the batch's seqs leave a gap".into()))
    }

    fn from_batch(batch: &Batch) -> Result<Rows, StoreError> {
        if batch.entries.is_empty() {
            return Err(StoreError::Refused("a batch without entries".into()));
        }
        let entries = batch.entries.iter().map(|entry| {
            Ok(EntryRow {
                seq: entry.seq,
                author: rows::from_name(entry.author)?,
                kind: rows::from_name(entry.kind)?,
                text: entry.text.clone(),
                elapsed_ms: to_i64(entry.elapsed_ms),
                record: serde_json::to_string(&entry.record)
                    .map_err(|error| StoreError::Refused(error.to_string()))?,
            })
        });
        Ok(Rows {
            entries: entries.collect::<Result<_, StoreError>>()?,
            at_ms: batch.at_ms,
            gap_ms: to_i64(batch.gap_ms),
            report: batch.report.clone(),
        })
    }
}

async fn run(
    options: SqliteConnectOptions,
    connection: SqliteConnection,
    mut waiting: mpsc::Receiver<Command>,
    meter: Arc<Meter>,
) {
    let mut connection = Some(connection);
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        let mut stops = Vec::new();
        let mut commands = Vec::with_capacity(group.len());
        for command in group.drain(..) {
            match command {
                Command::Create(..)
                | Command::Append(..)
                | Command::Share(..)
                | Command::Token(..)
                | Command::Sweep(..)
                | Command::Desk(..) => {
                    commands.push(command);
                }
                Command::Stop(answer) => stops.push(answer),
            }
        }
        if !commands.is_empty() {
            meter.groups.record(commands.len() as u64);
            if !write_group(&options, &mut connection, commands).await {
                meter.lost.add(1);
            }
        }
        if !stops.is_empty() {
            waiting.close();
            if let Some(connection) = connection.take()
                && let Err(error) = connection.close().await
            {
                tracing::warn!(%error, "the writing connection did not close cleanly");
            }
            for answer in stops {
                let _ = answer.send(());
            }
            return;
        }
    }
}

/// Writes a group in one transaction, and answers everyone once it is committed, or isn't; says which.
async fn write_group(
    options: &SqliteConnectOptions,
    held: &mut Option<SqliteConnection>,
    commands: Vec<Command>,
) -> bool {
    let mut answers: Vec<Answer> = Vec::with_capacity(commands.len());
    let mut commands = commands.into_iter().peekable();
    // Outside, so that whatever ends the work below, who waits hears why.
    let (mut appends, mut waiting) = (Vec::new(), Vec::new());
    let outcome = async {
        let connection = match held {
            Some(connection) => connection,
            None => held.insert(options.connect().await?),
        };
        while let Some(Command::Append(..)) = commands.peek()
            && let Some(Command::Append(append, answer)) = commands.next()
        {
            appends.push(*append);
            waiting.push(answer);
        }
        if commands.peek().is_none() {
            match appends::append_and_commit(connection, &appends).await {
                Ok(results) => {
                    let answered = waiting.drain(..).zip(results);
                    answers.extend(answered.map(|(answer, result)| held_back(answer, result)));
                    return Ok(());
                }
                Err(error) if costs_all(&error) => return Err(error),
                // Something is wrong with one of them: each alone, then.
                Err(_) => rows::run_sql(connection, "ROLLBACK").await?,
            }
        }
        rows::run_sql(connection, "BEGIN IMMEDIATE").await?;
        let mut broken = None;
        for command in commands.by_ref() {
            let (append, answer) = match command {
                Command::Append(append, answer) => (*append, answer),
                other => {
                    // Once the transaction is lost, the rest only gets its answer.
                    let (answer, lost) = write_one(connection, other, broken.is_none()).await;
                    answers.push(answer);
                    broken = broken.or(lost);
                    continue;
                }
            };
            appends.push(append);
            waiting.push(answer);
        }
        let results = match broken.is_none() {
            true => append_group(connection, &appends).await,
            false => Err(closed()),
        };
        match results {
            Ok(results) => {
                let answered = waiting.drain(..).zip(results);
                answers.extend(answered.map(|(answer, result)| held_back(answer, result)));
            }
            Err(error) => broken = broken.or(Some(error)),
        }
        match broken {
            Some(error) => Err(error),
            None => rows::run_sql(connection, "COMMIT").await,
        }
    }
    .await;
    if let Err(error) = &outcome {
        // The transaction may not even have begun.
        let unwritten = waiting.into_iter();
        answers.extend(unwritten.map(|answer| held_back(answer, Err(closed()))));
        answers.extend(commands.map(Command::unwritten));
        tracing::error!(%error, commands = answers.len(), "nothing of this group was written");
        // Closing undoes what the transaction still holds; the next group opens a new connection.
        if let Some(connection) = held.take() {
            let _ = connection.close_hard().await;
        }
    }
    for answer in answers {
        answer(outcome.clone());
    }
    outcome.is_ok()
}

/// Writes one command inside its savepoint. Gives the answer to be sent after COMMIT, and the error if it is one
/// that costs the whole transaction.
async fn write_one(
    connection: &mut SqliteConnection,
    command: Command,
    go_on: bool,
) -> (Answer, Option<StoreError>) {
    match command {
        Command::Create(create, answer) => {
            let write =
                async |connection: &mut SqliteConnection| create_session(connection, *create).await;
            settle(connection, go_on, answer, write).await
        }
        Command::Token(change, answer) => {
            let write =
                async |connection: &mut SqliteConnection| tokens::change(connection, &change).await;
            settle(connection, go_on, answer, write).await
        }
        Command::Share(write, answer) => {
            let write =
                async |connection: &mut SqliteConnection| sharing::write(connection, &write).await;
            settle(connection, go_on, answer, write).await
        }
        Command::Sweep(before_ms, answer) => {
            let write =
                async |connection: &mut SqliteConnection| sweep::sweep(connection, before_ms).await;
            settle(connection, go_on, answer, write).await
        }
        Command::Desk(write, answer) => {
            let write = async |connection: &mut SqliteConnection| match &*write {
                DeskWrite::Account(write) => desk::write(connection, write).await,
                DeskWrite::Draft(write) => drafts::write(connection, write).await,
                DeskWrite::Class(write) => classes::write(connection, write).await,
                DeskWrite::Learner(write) => learners::write(connection, write).await,
                DeskWrite::Assignment(write) => assignments::write(connection, write).await,
                DeskWrite::Inbox(write) => inbox::write(connection, write).await,
            };
            settle(connection, go_on, answer, write).await
        }
        // Appends are written as a group, and a stop is no writing.
        other @ (Command::Append(..) | Command::Stop(_)) => (other.unwritten(), None),
    }
}

async fn settle<T: Send + 'static>(
    connection: &mut SqliteConnection,
    go_on: bool,
    answer: oneshot::Sender<Result<T, StoreError>>,
    write: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
) -> (Answer, Option<StoreError>) {
    let result = match go_on {
        true => within(connection, write).await,
        false => Err(closed()),
    };
    let lost = result
        .as_ref()
        .err()
        .filter(|error| costs_all(error))
        .cloned();
    (held_back(answer, result), lost)
}

fn held_back<T: Send + 'static>(
    answer: oneshot::Sender<Result<T, StoreError>>,
    result: Result<T, StoreError>,
) -> Answer {
    Box::new(move |committed| {
        // Whoever asked may have gone: the log has it all the same.
        let _ = answer.send(committed.and(result));
    })
}

/// Whether an error says something about the transaction and not about the one command.
fn costs_all(error: &StoreError) -> bool {
    match error {
        StoreError::NotFound | StoreError::Refused(_) => false,
        StoreError::Full
        | StoreError::Locked(_)
        | StoreError::NotWritable(_)
        | StoreError::Newer(_)
        | StoreError::Foreign(_)
        | StoreError::Empty(_)
        | StoreError::Damaged(..)
        | StoreError::Unavailable(_) => true,
    }
}

async fn within<T>(
    connection: &mut SqliteConnection,
    work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    rows::run_sql(connection, "SAVEPOINT command").await?;
    let result = work(connection).await;
    match &result {
        Ok(_) => rows::run_sql(connection, "RELEASE command").await?,
        Err(error) if costs_all(error) => {}
        Err(_) => {
            rows::run_sql(connection, "ROLLBACK TO command").await?;
            rows::run_sql(connection, "RELEASE command").await?;
        }
    }
    result
}

/// Creates a session, unless the same request created one before.
async fn create_session(
    connection: &mut SqliteConnection,
    create: Create,
) -> Result<Created, StoreError> {
    let Create {
        session,
        rows,
        once,
        under,
    } = create;
    if let Some(under) = &under
        && let Some(id) = assignments::under_way(connection, under).await?
    {
        return Ok(Created::AlreadyDone(id));
    }
    if let Some(once) = &once
        && let Some(earlier) = created_before(connection, &session, once).await?
    {
        return Ok(earlier);
    }
    insert_session(connection, &session, &rows).await?;
    if let Some(under) = &under {
        assignments::put_under(connection, session.id, under).await?;
    }
    if let Some(once) = once {
        sqlx::query(
            "INSERT INTO session_keys (owner_hash, key, digest, session_id) VALUES ($1, $2, $3, $4)",
        )
        .bind(session.owner.as_ref().map(super::Owner::as_str))
        .bind(once.key.as_str())
        .bind(once.digest)
        .bind(session.id.to_string())
        .execute(connection)
        .await?;
    }
    Ok(Created::Done(to_session(session, &rows)))
}

async fn created_before(
    connection: &mut SqliteConnection,
    session: &NewSession,
    once: &Once,
) -> Result<Option<Created>, StoreError> {
    let row = sqlx::query(
        "SELECT digest, session_id FROM session_keys WHERE owner_hash = $1 AND key = $2",
    )
    .bind(session.owner.as_ref().map(super::Owner::as_str))
    .bind(once.key.as_str())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let digest: String = row.try_get("digest")?;
    if digest != once.digest {
        return Ok(Some(Created::OtherRequest));
    }
    let id: String = row.try_get("session_id")?;
    let id = id
        .parse()
        .map_err(|_| rows::unreadable("session_id", &id))?;
    Ok(Some(Created::AlreadyDone(id)))
}

async fn insert_session(
    connection: &mut SqliteConnection,
    session: &NewSession,
    rows: &Rows,
) -> Result<(), StoreError> {
    let last = rows.last_after(0)?;
    sqlx::query(
        "INSERT INTO scenarios (digest, slug, source) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(&session.stamp.scenario)
    .bind(session.scenario.as_ref())
    .bind(session.scenario_source.as_ref())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO sessions (id, title, scenario_slug, scenario_digest, mode, seniority, minutes, engine_version, \
         prompts_digest, owner_hash, created_at_ms, finished_at_ms, last_seq, last_at_ms, elapsed_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(session.id.to_string())
    .bind(&session.title)
    .bind(session.scenario.as_ref())
    .bind(&session.stamp.scenario)
    .bind(rows::from_name(session.setup.mode)?)
    .bind(rows::from_name(session.setup.seniority)?)
    .bind(session.setup.minutes.map(i64::from))
    .bind(&session.stamp.engine)
    .bind(&session.stamp.prompts)
    .bind(session.owner.as_ref().map(super::Owner::as_str))
    .bind(session.created_at_ms)
    .bind(rows.finished_at_ms())
    .bind(i64::from(last.seq))
    .bind(rows.at_ms)
    .bind(last.elapsed_ms)
    .execute(&mut *connection)
    .await?;
    if session.readable {
        inbox::consent(connection, &session.id.to_string()).await?;
    }
    appends::insert_batch(connection, &session.id.to_string(), None, rows).await
}

/// Appends batches, all in a few statements. If the database refuses that, for something that is wrong with one of them,
/// they are appended one by one, and only that one gets the refusal.
async fn append_group(
    connection: &mut SqliteConnection,
    batches: &[Append],
) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
    let together = within(connection, async |connection| {
        appends::append_all(connection, batches).await
    })
    .await;
    match together {
        Err(error) if !costs_all(&error) => {}
        other => return other,
    }
    let mut results = Vec::with_capacity(batches.len());
    for batch in batches {
        let alone = within(connection, async |connection| {
            appends::append_all(connection, std::slice::from_ref(batch)).await
        })
        .await;
        match alone {
            Ok(alone) => results.extend(alone),
            Err(error) if costs_all(&error) => return Err(error),
            Err(error) => results.push(Err(error)),
        }
    }
    Ok(results)
}

fn to_session(new: NewSession, rows: &Rows) -> Session {
    let last = rows.entries.last();
    Session {
        id: new.id,
        title: new.title,
        scenario: new.scenario,
        setup: new.setup,
        stamp: new.stamp,
        stamp_changed: false,
        owner: new.owner,
        created_at_ms: new.created_at_ms,
        finished_at_ms: rows.finished_at_ms(),
        last_seq: last.map_or(0, |entry| entry.seq),
        last_at_ms: rows.at_ms,
        elapsed_ms: last.map_or(0, |entry| entry.elapsed_ms.max(0) as u64),
    }
}

fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn closed() -> StoreError {
    StoreError::Unavailable("the program is stopping".into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// What a group begins with is taken out of it before anything is written; it hears why it wasn't, as the others do.
    #[tokio::test]
    async fn a_group_that_cannot_begin_says_why_to_everyone_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("greenroom.db");
        super::super::Store::open(&path)
            .await
            .unwrap()
            .close()
            .await;
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .busy_timeout(Duration::ZERO);
        let mut other = options.connect().await.unwrap();
        rows::run_sql(&mut other, "BEGIN IMMEDIATE").await.unwrap();
        let append = Append {
            session: SessionId::new().to_string(),
            expected_seq: 1,
            message_id: "a".into(),
            stamp: Stamp {
                engine: String::new(),
                scenario: String::new(),
                prompts: String::new(),
            },
            rows: Rows {
                entries: Vec::new(),
                at_ms: 0,
                gap_ms: 0,
                report: None,
            },
        };
        let (answer, appended) = oneshot::channel();
        let append = Command::Append(Box::new(append), answer);
        let (answer, swept) = oneshot::channel();
        let group = vec![append, Command::Sweep(0, answer)];
        let mut held = None;
        assert!(!write_group(&options, &mut held, group).await);
        let appended = appended.await.unwrap();
        assert!(
            matches!(appended, Err(StoreError::Locked(_))),
            "{appended:?}"
        );
        assert!(matches!(swept.await.unwrap(), Err(StoreError::Locked(_))));
        assert!(held.is_none());
    }
}
