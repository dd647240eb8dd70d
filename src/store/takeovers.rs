//! Interviews that belong to no browser, because they came in from a file or were held in the terminal, and the links by
//! which one takes them over.

use sqlx::sqlite::SqliteConnection;

use super::readers::Readers;
use super::rows::{session_columns, to_session};
use super::{Owner, Session, SessionId, StoreError};

/// A link to be made.
#[derive(Clone, Debug)]
pub struct Takeover {
    /// What it is for.
    pub sessions: Vec<SessionId>,
    /// The hash of its secret, as [`Owner::of_secret`] makes it.
    pub secret_hash: Owner,
    /// When it ends, if nobody uses it.
    pub until_ms: i64,
}

/// Makes a link, in the place of those that these sessions had; false if one of them belongs to somebody, or is not
/// there: then none is made for that one.
pub(super) async fn offer(
    connection: &mut SqliteConnection,
    takeover: &Takeover,
) -> Result<bool, StoreError> {
    let mut all = true;
    for session in &takeover.sessions {
        let offered = sqlx::query(
            "INSERT INTO takeovers (session_id, secret_hash, until_ms) \
             SELECT id, $2, $3 FROM sessions WHERE id = $1 AND owner_hash IS NULL \
             ON CONFLICT (session_id) DO UPDATE SET secret_hash = excluded.secret_hash, until_ms = excluded.until_ms",
        )
        .bind(session.to_string())
        .bind(takeover.secret_hash.as_str())
        .bind(takeover.until_ms)
        .execute(&mut *connection)
        .await?;
        all &= offered.rows_affected() == 1;
    }
    Ok(all)
}

/// Gives a browser what a link is for, and uses the link up; false if it is for nothing any more.
pub(super) async fn take(
    connection: &mut SqliteConnection,
    secret: &Owner,
    browser: &Owner,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let taken = sqlx::query(
        "UPDATE sessions SET owner_hash = $2 WHERE owner_hash IS NULL AND id IN \
         (SELECT session_id FROM takeovers WHERE secret_hash = $1 AND until_ms > $3)",
    )
    .bind(secret.as_str())
    .bind(browser.as_str())
    .bind(now_ms)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM takeovers WHERE secret_hash = $1")
        .bind(secret.as_str())
        .execute(connection)
        .await?;
    Ok(taken.rows_affected() > 0)
}

/// What a link is for, newest first.
pub(super) async fn offered(
    pool: &Readers,
    secret: &Owner,
    now_ms: i64,
) -> Result<Vec<Session>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        session_columns!(),
        " FROM sessions WHERE owner_hash IS NULL AND id IN \
         (SELECT session_id FROM takeovers WHERE secret_hash = $1 AND until_ms > $2) ORDER BY id DESC"
    ))
    .bind(secret.as_str())
    .bind(now_ms)
    .fetch_all(pool)
    .await?;
    rows.iter().map(to_session).collect()
}
