//! Writing: one task that owns the one writing connection.
//!
//! It takes whatever is waiting, writes it in one transaction, and answers everyone after COMMIT: many sessions
//! share one sync to disk. Each command has its own savepoint, so one session's conflict does not undo its
//! neighbours. After a failed COMMIT, or a full disk, the connection may be stuck inside a transaction for ever:
//! it is thrown away and opened anew.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};
use tokio::sync::{mpsc, oneshot};

use super::{
    Appended, Batch, MessageId, NewSession, Session, SessionId, Stamp, StoreError, rows, sharing,
};

/// The most commands that one transaction takes.
const GROUP: usize = 256;
/// The most commands that wait; whoever comes later waits to be queued.
const QUEUE: usize = 1024;

/// The sending side.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Command>,
}

/// Something to write, and where the answer goes.
enum Command {
    Create(
        Box<(NewSession, Rows)>,
        oneshot::Sender<Result<Session, StoreError>>,
    ),
    Append(Box<Append>, oneshot::Sender<Result<Appended, StoreError>>),
    Share(
        Box<sharing::Write>,
        oneshot::Sender<Result<bool, StoreError>>,
    ),
    Stop(oneshot::Sender<()>),
}

impl Command {
    /// The answer to a command that was not carried out.
    fn unwritten(self) -> Answer {
        match self {
            Command::Create(_, answer) => held_back(answer, Err(closed())),
            Command::Append(_, answer) => held_back(answer, Err(closed())),
            Command::Share(_, answer) => held_back(answer, Err(closed())),
            Command::Stop(answer) => Box::new(move |_| {
                let _ = answer.send(());
            }),
        }
    }
}

/// A batch for a session.
struct Append {
    session: String,
    expected_seq: u32,
    message_id: String,
    stamp: Stamp,
    rows: Rows,
}

/// A batch in its stored form; made before it is queued, so that the writer only writes.
struct Rows {
    entries: Vec<EntryRow>,
    at_ms: i64,
    gap_ms: i64,
    report: Option<String>,
}

struct EntryRow {
    seq: u32,
    author: String,
    kind: String,
    text: String,
    elapsed_ms: i64,
    record: String,
}

/// An answer that is held back until COMMIT.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

impl Writer {
    pub(super) fn start(options: SqliteConnectOptions, connection: SqliteConnection) -> Writer {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(run(options, connection, waiting));
        Writer { queue }
    }

    pub(super) async fn create(
        &self,
        session: NewSession,
        opening: Batch,
    ) -> Result<Session, StoreError> {
        let rows = Rows::from_batch(&opening)?;
        let (answer, answered) = oneshot::channel();
        let command = Command::Create(Box::new((session, rows)), answer);
        self.queue.send(command).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    pub(super) async fn append(
        &self,
        session: SessionId,
        expected_seq: u32,
        message_id: MessageId,
        batch: Batch,
    ) -> Result<Appended, StoreError> {
        let append = Append {
            session: session.to_string(),
            expected_seq,
            message_id: message_id.as_str().into(),
            rows: Rows::from_batch(&batch)?,
            stamp: batch.stamp,
        };
        let (answer, answered) = oneshot::channel();
        let command = Command::Append(Box::new(append), answer);
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

    /// Writes what waits, and closes the connection.
    pub(super) async fn stop(&self) {
        let (answer, answered) = oneshot::channel();
        if self.queue.send(Command::Stop(answer)).await.is_ok() {
            let _ = answered.await;
        }
    }
}

impl Rows {
    fn finished_at_ms(&self) -> Option<i64> {
        self.report.as_ref().map(|_| self.at_ms)
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
) {
    let mut connection = Some(connection);
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        let mut stops = Vec::new();
        let mut commands = Vec::with_capacity(group.len());
        for command in group.drain(..) {
            match command {
                Command::Create(..) | Command::Append(..) | Command::Share(..) => {
                    commands.push(command)
                }
                Command::Stop(answer) => stops.push(answer),
            }
        }
        if !commands.is_empty() {
            write_group(&options, &mut connection, commands).await;
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

/// Writes a group in one transaction, and answers everyone once it is committed, or isn't.
async fn write_group(
    options: &SqliteConnectOptions,
    held: &mut Option<SqliteConnection>,
    commands: Vec<Command>,
) {
    let mut answers: Vec<Answer> = Vec::with_capacity(commands.len());
    let mut commands = commands.into_iter();
    let outcome = async {
        let connection = match held {
            Some(connection) => connection,
            None => held.insert(options.connect().await?),
        };
        run_sql(connection, "BEGIN IMMEDIATE").await?;
        let mut broken = None;
        for command in commands.by_ref() {
            // Once the transaction is lost, the rest only gets its answer.
            let (answer, lost) = write_one(connection, command, broken.is_none()).await;
            answers.push(answer);
            broken = broken.or(lost);
        }
        match broken {
            Some(error) => Err(error),
            None => run_sql(connection, "COMMIT").await,
        }
    }
    .await;
    if let Err(error) = &outcome {
        // The transaction may not even have begun.
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
}

/// Writes one command inside its savepoint. Gives the answer to be sent after COMMIT, and the error if it is one
/// that costs the whole transaction.
async fn write_one(
    connection: &mut SqliteConnection,
    command: Command,
    go_on: bool,
) -> (Answer, Option<StoreError>) {
    match command {
        Command::Create(command, answer) => {
            let (session, rows) = *command;
            let result = match go_on {
                true => {
                    within(connection, async |connection| {
                        create(connection, &session, &rows).await
                    })
                    .await
                }
                false => Err(closed()),
            };
            let lost = result
                .as_ref()
                .err()
                .filter(|error| costs_all(error))
                .cloned();
            let created = result.map(|()| to_session(session, &rows));
            (held_back(answer, created), lost)
        }
        Command::Append(append, answer) => {
            let result = match go_on {
                true => {
                    within(connection, async |connection| {
                        append_batch(connection, &append).await
                    })
                    .await
                }
                false => Err(closed()),
            };
            let lost = result
                .as_ref()
                .err()
                .filter(|error| costs_all(error))
                .cloned();
            (held_back(answer, result), lost)
        }
        Command::Share(write, answer) => {
            let result = match go_on {
                true => {
                    within(connection, async |connection| {
                        sharing::write(connection, &write).await
                    })
                    .await
                }
                false => Err(closed()),
            };
            let lost = result
                .as_ref()
                .err()
                .filter(|error| costs_all(error))
                .cloned();
            (held_back(answer, result), lost)
        }
        stop @ Command::Stop(_) => (stop.unwritten(), None),
    }
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
    run_sql(connection, "SAVEPOINT command").await?;
    let result = work(connection).await;
    match &result {
        Ok(_) => run_sql(connection, "RELEASE command").await?,
        Err(error) if costs_all(error) => {}
        Err(_) => {
            run_sql(connection, "ROLLBACK TO command").await?;
            run_sql(connection, "RELEASE command").await?;
        }
    }
    result
}

async fn create(
    connection: &mut SqliteConnection,
    session: &NewSession,
    rows: &Rows,
) -> Result<(), StoreError> {
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
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $11, 0)",
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
    .execute(&mut *connection)
    .await?;
    let id = session.id.to_string();
    move_on(connection, &id, 0, &session.stamp, rows).await?;
    insert(connection, &id, None, rows).await
}

async fn append_batch(
    connection: &mut SqliteConnection,
    append: &Append,
) -> Result<Appended, StoreError> {
    let said = append.rows.entries.first();
    let earlier = sqlx::query(
        "SELECT batch, kind, text FROM entries WHERE session_id = $1 AND message_id = $2",
    )
    .bind(&append.session)
    .bind(&append.message_id)
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(earlier) = earlier {
        let kind: String = earlier.try_get("kind")?;
        let text: String = earlier.try_get("text")?;
        let same = said.is_some_and(|said| said.kind == kind && said.text == text);
        return Ok(match same {
            true => Appended::AlreadyDone {
                batch: earlier.try_get("batch")?,
            },
            false => Appended::OtherText,
        });
    }
    if !move_on(
        connection,
        &append.session,
        append.expected_seq,
        &append.stamp,
        &append.rows,
    )
    .await?
    {
        let row = sqlx::query("SELECT last_seq FROM sessions WHERE id = $1")
            .bind(&append.session)
            .fetch_one(&mut *connection)
            .await?;
        return Ok(Appended::Conflict {
            last_seq: row.try_get("last_seq")?,
        });
    }
    insert(
        connection,
        &append.session,
        Some(&append.message_id),
        &append.rows,
    )
    .await?;
    Ok(Appended::Done)
}

/// Moves the session's end from `expected_seq` to the last of `rows`; false if it ends elsewhere.
async fn move_on(
    connection: &mut SqliteConnection,
    session: &str,
    expected_seq: u32,
    stamp: &Stamp,
    rows: &Rows,
) -> Result<bool, StoreError> {
    let gapless = (expected_seq + 1..)
        .zip(&rows.entries)
        .all(|(seq, entry)| seq == entry.seq);
    let Some(last) = rows.entries.last().filter(|_| gapless) else {
        return Err(StoreError::Refused("the batch's seqs leave a gap".into()));
    };
    let moved = sqlx::query(
        "UPDATE sessions SET last_seq = $3, last_at_ms = $4, elapsed_ms = $5, \
         finished_at_ms = coalesce(finished_at_ms, $6), \
         stamp_changed = stamp_changed OR engine_version <> $7 OR prompts_digest <> $8 \
         WHERE id = $1 AND last_seq = $2",
    )
    .bind(session)
    .bind(i64::from(expected_seq))
    .bind(i64::from(last.seq))
    .bind(rows.at_ms)
    .bind(last.elapsed_ms)
    .bind(rows.finished_at_ms())
    .bind(&stamp.engine)
    .bind(&stamp.prompts)
    .execute(connection)
    .await?;
    Ok(moved.rows_affected() == 1)
}

async fn insert(
    connection: &mut SqliteConnection,
    session: &str,
    message_id: Option<&str>,
    rows: &Rows,
) -> Result<(), StoreError> {
    let batch = rows.entries.first().map_or(0, |entry| entry.seq);
    for (index, entry) in rows.entries.iter().enumerate() {
        let first = index == 0;
        sqlx::query(
            "INSERT INTO entries (session_id, seq, batch, message_id, author, kind, text, elapsed_ms, gap_ms, at_ms, record) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(session)
        .bind(i64::from(entry.seq))
        .bind(i64::from(batch))
        .bind(message_id.filter(|_| first))
        .bind(&entry.author)
        .bind(&entry.kind)
        .bind(&entry.text)
        .bind(entry.elapsed_ms)
        .bind(if first { rows.gap_ms } else { 0 })
        .bind(rows.at_ms)
        .bind(&entry.record)
        .execute(&mut *connection)
        .await?;
    }
    if let Some(report) = &rows.report {
        // The report that was given first is the one that counts.
        sqlx::query(
            "INSERT INTO reports (session_id, report) VALUES ($1, $2) ON CONFLICT (session_id) DO NOTHING",
        )
        .bind(session)
        .bind(report)
        .execute(connection)
        .await?;
    }
    Ok(())
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

async fn run_sql(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    sqlx::query(sql).execute(connection).await?;
    Ok(())
}

fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn closed() -> StoreError {
    StoreError::Unavailable("the program is stopping".into())
}
