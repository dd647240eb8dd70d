//! Reading: rows into sessions and entries. The stored form is not the domain's form; both conversions stand here.

use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::readers::Readers;
use super::{MessageId, Owner, Session, SessionId, Stamp, StoreError, Stored};
use crate::interview::{Entry, Setup};

/// The columns of a session, in a fixed order.
macro_rules! session_columns {
    () => {
        "id, title, scenario_slug, scenario_digest, mode, seniority, minutes, engine_version, prompts_digest, \
         stamp_changed, owner_hash, created_at_ms, finished_at_ms, last_seq, last_at_ms, elapsed_ms"
    };
}
pub(super) use session_columns;

/// The columns of an entry.
macro_rules! entry_columns {
    () => {
        "seq, batch, message_id, author, kind, text, elapsed_ms, gap_ms, at_ms, record"
    };
}

/// The columns of an entry that is to be shown: what was understood of the candidate's words is many times their length,
/// lies on pages of its own, and no page shows it.
macro_rules! shown_columns {
    () => {
        "seq, batch, message_id, author, kind, text, elapsed_ms, gap_ms, at_ms, \
         CASE author WHEN 'candidate' THEN '{\"v\":1}' ELSE record END AS record"
    };
}

pub(super) async fn session(pool: &Readers, session: SessionId) -> Result<Session, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT ",
        session_columns!(),
        " FROM sessions WHERE id = $1"
    ))
    .bind(session.to_string())
    .fetch_one(pool)
    .await?;
    to_session(&row)
}

/// Reads something that any database of ours has.
pub(super) async fn probe(pool: &Readers) -> Result<(), StoreError> {
    sqlx::query("SELECT EXISTS (SELECT 1 FROM sessions)")
        .fetch_one(pool)
        .await?;
    Ok(())
}

pub(super) const SESSIONS_OF: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM sessions WHERE owner_hash = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
);

pub(super) async fn sessions_of(
    pool: &Readers,
    owner: &Owner,
    before: Option<SessionId>,
    limit: u32,
) -> Result<Vec<Session>, StoreError> {
    // `~` sorts after every id.
    let before = before.map_or("~".into(), |id| id.to_string());
    let rows = sqlx::query(SESSIONS_OF)
        .bind(owner.as_str())
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await?;
    rows.iter().map(to_session).collect()
}

pub(super) const ATTEMPTS: &str =
    "SELECT COUNT(*) AS attempts FROM sessions WHERE owner_hash = $1 AND scenario_slug = $2";

pub(super) async fn attempts(pool: &Readers, owner: &Owner, slug: &str) -> Result<u32, StoreError> {
    let row = sqlx::query(ATTEMPTS)
        .bind(owner.as_str())
        .bind(slug)
        .fetch_one(pool)
        .await?;
    let attempts: i64 = row.try_get("attempts")?;
    Ok(u32::try_from(attempts).unwrap_or(u32::MAX))
}

pub(super) const ENTRIES_AFTER: &str = concat!(
    "SELECT ",
    entry_columns!(),
    " FROM entries WHERE session_id = $1 AND seq > $2 ORDER BY seq"
);

pub(super) async fn entries_after(
    pool: &Readers,
    session: SessionId,
    seq: u32,
) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(ENTRIES_AFTER)
        .bind(session.to_string())
        .bind(i64::from(seq))
        .fetch_all(pool)
        .await?;
    rows.iter().map(to_stored).collect()
}

pub(super) const SHOWN_AFTER: &str = concat!(
    "SELECT ",
    shown_columns!(),
    " FROM entries WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
);

/// At most `limit` entries after `seq`, without what was understood of the candidate's.
pub(super) async fn shown_after(
    pool: &Readers,
    session: SessionId,
    seq: u32,
    limit: u32,
) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(SHOWN_AFTER)
        .bind(session.to_string())
        .bind(i64::from(seq))
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await?;
    rows.iter().map(to_stored).collect()
}

pub(super) async fn batch(
    pool: &Readers,
    session: SessionId,
    batch: u32,
) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        entry_columns!(),
        " FROM entries WHERE session_id = $1 AND seq >= $2 AND batch = $2 ORDER BY seq"
    ))
    .bind(session.to_string())
    .bind(i64::from(batch))
    .fetch_all(pool)
    .await?;
    rows.iter().map(to_stored).collect()
}

pub(super) async fn entry(
    pool: &Readers,
    session: SessionId,
    seq: u32,
) -> Result<Stored, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT ",
        entry_columns!(),
        " FROM entries WHERE session_id = $1 AND seq = $2"
    ))
    .bind(session.to_string())
    .bind(i64::from(seq))
    .fetch_one(pool)
    .await?;
    to_stored(&row)
}

pub(super) const MESSAGE: &str = concat!(
    "SELECT ",
    entry_columns!(),
    " FROM entries WHERE session_id = $1 AND message_id = $2"
);

pub(super) async fn message(
    pool: &Readers,
    session: SessionId,
    message_id: &MessageId,
) -> Result<Option<Stored>, StoreError> {
    let row = sqlx::query(MESSAGE)
        .bind(session.to_string())
        .bind(message_id.as_str())
        .fetch_optional(pool)
        .await?;
    row.as_ref().map(to_stored).transpose()
}

pub(super) async fn scenario_source(pool: &Readers, digest: &str) -> Result<String, StoreError> {
    let row = sqlx::query("SELECT source FROM scenarios WHERE digest = $1")
        .bind(digest)
        .fetch_one(pool)
        .await?;
    Ok(row.try_get("source")?)
}

pub(super) async fn report(
    pool: &Readers,
    session: SessionId,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT report FROM reports WHERE session_id = $1")
        .bind(session.to_string())
        .fetch_optional(pool)
        .await?;
    Ok(row.map(|row| row.try_get("report")).transpose()?)
}

pub(super) async fn ping(pool: &Readers) -> Result<(), StoreError> {
    sqlx::query("SELECT count(*) FROM sessions WHERE id = ''")
        .fetch_one(pool)
        .await?;
    Ok(())
}

/// Runs a statement without parameters that gives no rows.
pub(super) async fn run_sql(
    connection: &mut SqliteConnection,
    sql: &'static str,
) -> Result<(), StoreError> {
    sqlx::query(sql).execute(connection).await?;
    Ok(())
}

pub(super) fn to_session(row: &SqliteRow) -> Result<Session, StoreError> {
    let id: String = row.try_get("id")?;
    let minutes: Option<i64> = row.try_get("minutes")?;
    Ok(Session {
        id: id.parse().map_err(|_| unreadable("id", &id))?,
        title: row.try_get("title")?,
        scenario: row.try_get::<String, _>("scenario_slug")?.into(),
        setup: Setup {
            mode: to_name("mode", row.try_get("mode")?)?,
            seniority: to_name("seniority", row.try_get("seniority")?)?,
            minutes: minutes
                .map(|minutes| to_u32("minutes", minutes))
                .transpose()?,
        },
        stamp: Stamp {
            engine: row.try_get("engine_version")?,
            scenario: row.try_get("scenario_digest")?,
            prompts: row.try_get("prompts_digest")?,
        },
        stamp_changed: row.try_get("stamp_changed")?,
        owner: row.try_get::<Option<String>, _>("owner_hash")?.map(Owner),
        created_at_ms: row.try_get("created_at_ms")?,
        finished_at_ms: row.try_get("finished_at_ms")?,
        last_seq: to_u32("last_seq", row.try_get("last_seq")?)?,
        last_at_ms: row.try_get("last_at_ms")?,
        elapsed_ms: to_u64("elapsed_ms", row.try_get("elapsed_ms")?)?,
    })
}

/// An entry from a row of `entry_columns` or `shown_columns`: by their places, because a page reads many rows, and to look
/// for a column by its name costs more than to read it.
fn to_stored(row: &SqliteRow) -> Result<Stored, StoreError> {
    Ok(Stored {
        entry: Entry {
            seq: to_u32("seq", row.try_get(0)?)?,
            author: to_name("author", row.try_get(3)?)?,
            kind: to_name("kind", row.try_get(4)?)?,
            text: row.try_get(5)?,
            elapsed_ms: to_u64("elapsed_ms", row.try_get(6)?)?,
            record: serde_json::from_str(row.try_get(9)?)
                .map_err(|error| StoreError::Unavailable(format!("an old record: {error}")))?,
        },
        batch: to_u32("batch", row.try_get(1)?)?,
        message_id: row.try_get::<Option<String>, _>(2)?.map(MessageId),
        gap_ms: to_u64("gap_ms", row.try_get(7)?)?,
        at_ms: row.try_get(8)?,
    })
}

/// The stored name of a value of a closed enum: the one that serde gives it.
pub(super) fn from_name<T: Serialize>(value: T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        Ok(other) => Err(unreadable("name", &other.to_string())),
        Err(error) => Err(unreadable("name", &error.to_string())),
    }
}

pub(super) fn to_name<T: DeserializeOwned>(column: &str, name: &str) -> Result<T, StoreError> {
    let read: Result<T, serde::de::value::Error> = T::deserialize(name.into_deserializer());
    read.map_err(|_| unreadable(column, name))
}

pub(super) fn to_u32(column: &str, value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| unreadable(column, &value.to_string()))
}

fn to_u64(column: &str, value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| unreadable(column, &value.to_string()))
}

pub(super) fn unreadable(column: &str, value: &str) -> StoreError {
    StoreError::Unavailable(format!("the column {column} holds {value:?}"))
}
