//! Opening a database: everything that can be wrong with a file is found before anything is written to it.
//!
//! A new database is built under another name and renamed when it is whole, so a kill at any moment leaves either
//! no database or a complete one, and an empty file is never ours.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row};

use super::StoreError;
use super::guard::{Guard, Standing};
use super::readers::Readers;

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// `GRNR`, at byte 68 of the file: what tells a database of Greenroom from any other.
const APPLICATION_ID: u32 = 0x4752_4e52;

/// An open database.
pub(super) struct Opened {
    pub(super) pool: Readers,
    /// For reopening the writer's connection.
    pub(super) options: SqliteConnectOptions,
    pub(super) connection: SqliteConnection,
    pub(super) guard: Guard,
}

pub(super) async fn open(path: &Path, pages: Option<u32>) -> Result<Opened, StoreError> {
    let found = inspect(path)?;
    if found == Found::Nothing {
        make_folder(path)?;
    }
    let guard = prepare(path).await?;
    let mut options = options(path);
    if let Some(pages) = pages {
        options = options.pragma("max_page_count", pages.to_string());
    }
    let connection = options
        .connect()
        .await
        .map_err(|error| about(path, error))?;
    let pool = Readers::open(options.clone())
        .await
        .map_err(|error| about(path, error))?;
    Ok(Opened {
        pool,
        options,
        connection,
        guard,
    })
}

/// Creates, checks or migrates the file under its lock, and gives the lock back shared.
async fn prepare(path: &Path) -> Result<Guard, StoreError> {
    // A start that joins another one finds nothing only if that one failed in between: then it tries for itself.
    for _ in 0..5 {
        let (guard, standing) = Guard::take(path).await?;
        match (inspect(path)?, standing) {
            (Found::Nothing, Standing::Joined) => continue,
            (Found::Nothing, Standing::Alone { .. }) => create(path).await?,
            (Found::Ours, Standing::Joined) => join(path).await?,
            (Found::Ours, Standing::Alone { clean }) => {
                File::options().write(true).open(path).map_err(|error| {
                    StoreError::NotWritable(format!("cannot write {}: {error}", path.display()))
                })?;
                migrate(path, clean).await?;
            }
        }
        guard.share(path).await?;
        return Ok(guard);
    }
    Err(StoreError::Locked(path.display().to_string()))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Ours,
}

/// Looks at the file's header, without SQLite, which would write beside it.
pub(super) fn inspect(path: &Path) -> Result<Found, StoreError> {
    let name = || path.display().to_string();
    let mut header = Vec::new();
    match File::open(path) {
        Ok(file) => {
            if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
                return Err(StoreError::Foreign(name()));
            }
            file.take(100).read_to_end(&mut header).map_err(|error| {
                StoreError::NotWritable(format!("cannot read {}: {error}", name()))
            })?
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // SQLite would play an orphaned log into the new file.
            let log = beside(path, "-wal");
            return match std::fs::metadata(&log) {
                Ok(metadata) if metadata.len() > 0 => Err(StoreError::Damaged(
                    name(),
                    format!("it is gone, but {} is still there", log.display()),
                )),
                Ok(_) | Err(_) => Ok(Found::Nothing),
            };
        }
        Err(error) => {
            return Err(StoreError::NotWritable(format!(
                "cannot read {}: {error}",
                name()
            )));
        }
    };
    if header.is_empty() {
        return Err(StoreError::Empty(name()));
    }
    let number = |at: usize| {
        let bytes = header.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    if !header.starts_with(b"SQLite format 3\0") || number(68) != Some(APPLICATION_ID) {
        return Err(StoreError::Foreign(name()));
    }
    if number(60).is_none_or(|version| i64::from(version) > newest()) {
        return Err(StoreError::Newer(name()));
    }
    Ok(Found::Ours)
}

pub(super) fn make_folder(path: &Path) -> Result<(), StoreError> {
    let folder = folder(path);
    std::fs::create_dir_all(folder).map_err(|error| {
        StoreError::NotWritable(format!(
            "cannot make the folder {}: {error}",
            folder.display()
        ))
    })
}

/// Builds the database under another name, and renames it when it is whole.
async fn create(path: &Path) -> Result<(), StoreError> {
    let unfinished = beside(path, ".new");
    for leftover in ["", "-journal", "-wal", "-shm"] {
        let _ = std::fs::remove_file(beside(&unfinished, leftover));
    }
    let built = build(&unfinished).await;
    let renamed = built.and_then(|()| {
        for_the_owner_only(&unfinished)
            .and_then(|()| File::open(&unfinished)?.sync_all())
            .and_then(|()| std::fs::rename(&unfinished, path))
            .and_then(|()| sync_folder(path))
            .map_err(|error| {
                StoreError::NotWritable(format!("cannot create {}: {error}", path.display()))
            })
    });
    if renamed.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    renamed
}

/// What people say is no business of others on the machine. The files beside a database take its mode over.
fn for_the_owner_only(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        Ok(())
    }
}

async fn build(path: &Path) -> Result<(), StoreError> {
    let about = |error| about(path, error);
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(about)?;
    MIGRATOR
        .run_direct(None, &mut connection, false)
        .await
        .map_err(|error| about_migration(path, error))?;
    set_pragma(&mut connection, "application_id", i64::from(APPLICATION_ID))
        .await
        .map_err(about)?;
    set_pragma(&mut connection, "user_version", newest())
        .await
        .map_err(about)?;
    sqlx::raw_sql("PRAGMA journal_mode = WAL")
        .execute(&mut connection)
        .await
        .map_err(about)?;
    connection.close().await.map_err(about)
}

/// Checks the file after an unclean stop, and brings it to today's version.
async fn migrate(path: &Path, clean: bool) -> Result<(), StoreError> {
    let about = |error| about(path, error);
    let mut connection = options(path).connect().await.map_err(about)?;
    if !clean {
        tracing::info!(database = %path.display(), "checking the database: the last stop was unclean");
        let verdict = sqlx::query("PRAGMA quick_check(1)")
            .fetch_one(&mut connection)
            .await
            .and_then(|row| row.try_get::<String, _>(0))
            .map_err(about)?;
        if verdict != "ok" {
            return Err(StoreError::Damaged(
                path.display().to_string(),
                verdict.replace('\n', " "),
            ));
        }
    }
    if version(path, &mut connection).await? > newest() {
        return Err(StoreError::Newer(path.display().to_string()));
    }
    MIGRATOR
        .run_direct(None, &mut connection, false)
        .await
        .map_err(|error| about_migration(path, error))?;
    set_pragma(&mut connection, "user_version", newest())
        .await
        .map_err(about)?;
    connection.close().await.map_err(about)
}

/// Another program runs on the file: it must be of this version.
async fn join(path: &Path) -> Result<(), StoreError> {
    let about = |error| about(path, error);
    let mut connection = options(path).connect().await.map_err(about)?;
    let version = version(path, &mut connection).await?;
    connection.close().await.map_err(about)?;
    match version.cmp(&newest()) {
        std::cmp::Ordering::Less => Err(StoreError::Locked(format!(
            "{} and is older; stop it first",
            path.display()
        ))),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::Newer(path.display().to_string())),
    }
}

/// The last migration that the file has seen.
async fn version(path: &Path, connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    sqlx::query("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await
        .and_then(|row| row.try_get(0))
        .map_err(|error| about(path, error))
}

/// The last migration that this program knows.
pub(super) fn newest() -> i64 {
    MIGRATOR
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        // With NORMAL a power cut loses what was acknowledged since the last checkpoint.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging()
}

async fn set_pragma(
    connection: &mut SqliteConnection,
    name: &'static str,
    value: i64,
) -> Result<(), sqlx::Error> {
    // A pragma takes no parameters; both parts are ours.
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA {name} = {value}")))
        .execute(connection)
        .await?;
    Ok(())
}

/// Brings a file's name to the disk, once it is renamed.
pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
    File::open(folder(path))?.sync_all()
}

pub(super) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(super) fn about(path: &Path, error: sqlx::Error) -> StoreError {
    let name = path.display().to_string();
    match StoreError::from(error) {
        StoreError::Locked(_) => StoreError::Locked(name),
        StoreError::NotWritable(cause) => {
            StoreError::NotWritable(format!("cannot write {name}: {cause}"))
        }
        StoreError::Damaged(_, cause) => StoreError::Damaged(name, cause),
        // A database of ours always has its tables.
        StoreError::Unavailable(cause) if cause.contains("no such table") => {
            StoreError::Damaged(name, "a table is missing".into())
        }
        other => other,
    }
}

fn about_migration(path: &Path, error: MigrateError) -> StoreError {
    let name = path.display().to_string();
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            about(path, error)
        }
        MigrateError::VersionMissing(_) => StoreError::Newer(name),
        other => StoreError::Damaged(name, other.to_string()),
    }
}
