//! Whole databases: counted and checked, copied while they are in use, put back.
//!
//! A copy is made under another name and renamed once it is whole, checked and on the disk, so whatever stands under
//! a final name can be relied on, wherever a kill or a power cut comes. A running program is never in the way: SQLite
//! shows the copier one moment of the database while others go on writing.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::Digest;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row};

use super::guard::{Guard, Note};
use super::open::{self, Found};
use super::readers::Readers;
use super::{SessionId, StoreError, rows};

/// The most problems that a check lists.
const PROBLEMS: usize = 20;

/// What a database holds, all of it read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Census {
    /// The sessions.
    pub sessions: u64,
    /// The entries of all sessions.
    pub entries: u64,
    /// When the latest entry was made; none: there are no sessions.
    pub last_at_ms: Option<i64>,
    /// The last migration that the file has seen.
    pub version: i64,
    /// The file's length.
    pub bytes: u64,
}

/// A database that was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What it holds.
    pub census: Census,
    /// Where the database is now that stood there before; none: there was none.
    pub kept: Option<PathBuf>,
}

/// Writes a copy of the database at `from`, as of one moment, to `to`, where nothing may be yet.
pub async fn back_up(from: &Path, to: &Path) -> Result<Census, StoreError> {
    if open::inspect(from)? == Found::Nothing {
        return Err(missing(from));
    }
    if to.exists() {
        let message = format!(
            "{} is there already; a backup is never written over another file",
            to.display()
        );
        return Err(StoreError::NotWritable(message));
    }
    let part = Part::begin(to)?;
    let done = async {
        let mut connection = in_use(from)
            .connect()
            .await
            .map_err(|e| open::about(from, e))?;
        let copied = sqlx::query("VACUUM INTO $1")
            .bind(part.path.display().to_string())
            .execute(&mut connection)
            .await;
        copied.map_err(|error| open::about(&part.path, error))?;
        connection.close().await.map_err(|e| open::about(from, e))?;
        let census = verify(&part.path).await?;
        part.finish(to)?;
        Ok(census)
    };
    let done = done.await;
    if done.is_err() {
        part.give_up();
    }
    done
}

/// Reads everything in a database and says what it holds; [`StoreError::Damaged`] lists what is wrong. The file is not
/// written; one that is in use may be.
pub async fn verify(path: &Path) -> Result<Census, StoreError> {
    if open::inspect(path)? == Found::Nothing {
        return Err(missing(path));
    }
    let at_rest = !open::beside(path, "-wal").exists() && !open::beside(path, "-shm").exists();
    let options = match at_rest {
        // Nothing is made beside it: a backup may lie where nobody may write.
        true => in_use(path).read_only(true).immutable(true),
        false => in_use(path),
    };
    let about = |error| open::about(path, error);
    let pool = Readers::open(options).await.map_err(about)?;
    let checked = check(path, &pool).await;
    pool.close().await;
    let (problems, census) = checked?;
    match problems.is_empty() {
        true => Ok(census),
        false => Err(damaged(path, problems.join("; "))),
    }
}

async fn check(path: &Path, pool: &Readers) -> Result<(Vec<String>, Census), StoreError> {
    let about = |error| open::about(path, error);
    let mut problems = Vec::new();
    let pages = sqlx::query(sqlx::AssertSqlSafe(format!(
        "PRAGMA integrity_check({PROBLEMS})"
    )))
    .fetch_all(pool)
    .await
    .map_err(about)?;
    for row in pages {
        let told: String = row.try_get(0).map_err(about)?;
        if told != "ok" {
            problems.push(told.replace('\n', " "));
        }
    }
    if !problems.is_empty() {
        // What stands on a broken page says nothing.
        return Err(damaged(path, problems.join("; ")));
    }
    let dangling = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(pool)
        .await
        .map_err(about)?;
    for row in dangling.iter().take(PROBLEMS) {
        let (table, parent): (String, String) = (
            row.try_get(0).map_err(about)?,
            row.try_get(2).map_err(about)?,
        );
        problems.push(format!("a row of {table} points to nothing in {parent}"));
    }
    let version: i64 = sqlx::query("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
        .fetch_one(pool)
        .await
        .and_then(|row| row.try_get(0))
        .map_err(about)?;
    if version > open::newest() {
        return Err(StoreError::Newer(path.display().to_string()));
    }
    let mut census = Census {
        sessions: 0,
        entries: 0,
        last_at_ms: None,
        version,
        bytes: std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
    };
    let mut after = String::new();
    loop {
        let page = sqlx::query(
            "SELECT id, last_seq, last_at_ms FROM sessions WHERE id > $1 ORDER BY id LIMIT 500",
        )
        .bind(&after)
        .fetch_all(pool)
        .await
        .map_err(about)?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let id: String = row.try_get("id").map_err(about)?;
            let last_seq: i64 = row.try_get("last_seq").map_err(about)?;
            census.sessions += 1;
            census.last_at_ms = census
                .last_at_ms
                .max(row.try_get("last_at_ms").map_err(about)?);
            match log_of(pool, &id, last_seq).await {
                Ok(entries) => census.entries += entries,
                Err(problem) if problems.len() < PROBLEMS => {
                    problems.push(format!("session {id}: {problem}"));
                }
                Err(_) => {}
            }
            after = id;
        }
    }
    Ok((problems, census))
}

/// Reads a session's log as the program would; gives its length, or what is wrong.
async fn log_of(pool: &Readers, id: &str, last_seq: i64) -> Result<u64, String> {
    let id: SessionId = id.parse().map_err(|_| "its id is none".to_owned())?;
    let log = rows::entries_after(pool, id, 0)
        .await
        .map_err(|error| error.to_string())?;
    let gapless = log
        .iter()
        .zip(1..)
        .all(|(stored, seq)| stored.entry.seq == seq);
    let length = log.len() as u64;
    match gapless && i64::try_from(length) == Ok(last_seq) {
        true => Ok(length),
        false => Err(format!("{length} entries do not make a log of {last_seq}")),
    }
}

/// Puts the backup `from` in the place of the database, which no program may be using. What stood there is kept beside
/// it, under a name with `now`.
pub async fn restore(from: &Path, database: &Path, now: &str) -> Result<Restored, StoreError> {
    let log = open::beside(from, "-wal");
    if std::fs::metadata(&log).is_ok_and(|metadata| metadata.len() > 0) {
        let message = format!(
            "{} is no backup but a database in use, for {} is beside it; make a backup of it first",
            from.display(),
            log.display()
        );
        return Err(StoreError::NotWritable(message));
    }
    let census = verify(from).await?;
    if same_file(from, database) {
        let message = format!("{} cannot be put in its own place", from.display());
        return Err(StoreError::NotWritable(message));
    }
    open::make_folder(database)?;
    let guard = Guard::take_alone(database)?;
    let unfinished = open::beside(database, ".restoring");
    let copied = copy(from, &unfinished);
    if let Err(error) = &copied {
        let _ = std::fs::remove_file(&unfinished);
        return Err(not_writable(database, error));
    }
    let kept = match database.exists() {
        true => Some(set_aside(database, &guard, now).await?),
        false => None,
    };
    std::fs::rename(&unfinished, database)
        .and_then(|()| open::sync_folder(database))
        .map_err(|error| not_writable(database, &error))?;
    guard.leave(Note::Clean);
    Ok(Restored { census, kept })
}

/// Keeps what stands at `database` under another name, with what belongs to it; a plain copy of the name stays until the
/// restored file takes its place.
async fn set_aside(database: &Path, guard: &Guard, now: &str) -> Result<PathBuf, StoreError> {
    let error = |error| not_writable(database, &error);
    // Folds the log into the file, if the file is sound enough for that.
    if let Ok(mut connection) = in_use(database).connect().await {
        let _ = rows::run_sql(&mut connection, "PRAGMA wal_checkpoint(TRUNCATE)").await;
        let _ = connection.close().await;
    }
    let kept = open::beside(database, &format!(".replaced-{now}"));
    let log = open::beside(database, "-wal");
    if std::fs::metadata(&log).is_ok_and(|metadata| metadata.len() > 0) {
        // The file alone is not the whole database now: whoever comes upon it must be told.
        guard.write(Note::Restoring).map_err(error)?;
        std::fs::rename(&log, open::beside(&kept, "-wal")).map_err(error)?;
    }
    for leftover in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(open::beside(database, leftover));
    }
    std::fs::hard_link(database, &kept)
        .or_else(|_| std::fs::copy(database, &kept).map(|_| ()))
        .map_err(error)?;
    Ok(kept)
}

/// Copies a file to the byte, for its owner only, and on to the disk.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut source = File::open(from)?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    for_the_owner(&mut options);
    let mut target = options.open(to)?;
    std::io::copy(&mut source, &mut target)?;
    target.sync_all()?;
    match sha256(from)? == sha256(to)? {
        true => Ok(()),
        false => Err(std::io::Error::other(
            "what was read back is not what was written",
        )),
    }
}

fn sha256(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut digest = sha2::Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(digest.finalize().to_vec());
        }
        digest.update(&block[..read]);
    }
}

/// A file that is being made, beside the one that it will be. It is locked, so that what a killed program left behind
/// can be told from what another one is writing.
struct Part {
    path: PathBuf,
    file: File,
}

impl Part {
    fn begin(to: &Path) -> Result<Part, StoreError> {
        open::make_folder(to)?;
        let path = open::beside(to, ".part");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        for_the_owner(&mut options);
        let file = options
            .open(&path)
            .map_err(|error| not_writable(&path, &error))?;
        file.try_lock().map_err(|_| {
            StoreError::NotWritable(format!("another backup is writing {}", path.display()))
        })?;
        // SQLite copies into an empty file only.
        file.set_len(0)
            .map_err(|error| not_writable(&path, &error))?;
        Ok(Part { path, file })
    }

    fn finish(&self, to: &Path) -> Result<(), StoreError> {
        self.file
            .sync_all()
            .and_then(|()| std::fs::rename(&self.path, to))
            .and_then(|()| open::sync_folder(to))
            .map_err(|error| not_writable(to, &error))
    }

    fn give_up(&self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn for_the_owner(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = options;
}

/// For a database that others may be using: nothing of how it is kept is changed.
fn in_use(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging()
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        (_, _) => false,
    }
}

fn missing(path: &Path) -> StoreError {
    StoreError::NotWritable(format!("there is no database {}", path.display()))
}

fn damaged(path: &Path, what: String) -> StoreError {
    StoreError::Damaged(path.display().to_string(), what)
}

fn not_writable(path: &Path, error: &std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::NotWritable(format!("cannot write {}: {error}", path.display())),
    }
}
