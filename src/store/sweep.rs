//! Deleting sessions in which nothing was said for long, with all that belongs to them.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::readers::Readers;
use super::{Owner, SessionId, StoreError, rows};

/// The most sessions that one transaction deletes: nobody's message waits long for it.
pub(super) const AT_ONCE: u32 = 20;

/// What belongs to a session, each with its own reference to it, in the order in which it can go; `$1` is the session's
/// id. A test holds this against the tables there are.
pub(super) const OF_A_SESSION: &[&str] = &[
    "DELETE FROM reports WHERE session_id = $1",
    "DELETE FROM entries WHERE session_id = $1",
    "DELETE FROM sessions WHERE id = $1",
];

/// How many sessions [`sweep`] would delete.
pub(super) async fn count(pool: &Readers, before_ms: i64) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT count(*) FROM sessions WHERE last_at_ms < $1")
        .bind(before_ms)
        .fetch_one(pool)
        .await?;
    let count: i64 = row.try_get(0)?;
    Ok(count.unsigned_abs())
}

/// Deletes up to [`AT_ONCE`] sessions whose last entry is older than `before_ms`; how many these were. Where they were
/// the last, scenario texts that no session needs go too.
pub(super) async fn sweep(
    connection: &mut SqliteConnection,
    before_ms: i64,
) -> Result<u32, StoreError> {
    let old =
        sqlx::query("SELECT id FROM sessions WHERE last_at_ms < $1 ORDER BY last_at_ms LIMIT $2")
            .bind(before_ms)
            // One more than are deleted now tells whether these are the last.
            .bind(i64::from(AT_ONCE + 1))
            .fetch_all(&mut *connection)
            .await?;
    if old.is_empty() {
        return Ok(0);
    }
    // What was said is to be gone from the file too, and not only from sight.
    rows::run_sql(connection, "PRAGMA secure_delete = ON").await?;
    let now = &old[..old.len().min(AT_ONCE as usize)];
    let deleted = delete(connection, now, now.len() == old.len()).await;
    rows::run_sql(connection, "PRAGMA secure_delete = OFF").await?;
    deleted?;
    Ok(u32::try_from(now.len()).unwrap_or(AT_ONCE))
}

/// Deletes a session, if it is this owner's.
pub(super) async fn delete_owned(
    connection: &mut SqliteConnection,
    session: SessionId,
    owner: &Owner,
) -> Result<bool, StoreError> {
    let theirs = sqlx::query("SELECT 1 FROM sessions WHERE id = $1 AND owner_hash = $2")
        .bind(session.to_string())
        .bind(owner.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    if theirs.is_none() {
        return Ok(false);
    }
    rows::run_sql(connection, "PRAGMA secure_delete = ON").await?;
    let deleted = delete_all_of(connection, &session.to_string()).await;
    rows::run_sql(connection, "PRAGMA secure_delete = OFF").await?;
    deleted.map(|()| true)
}

async fn delete_all_of(connection: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    for statement in OF_A_SESSION {
        sqlx::query(*statement)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn delete(
    connection: &mut SqliteConnection,
    old: &[SqliteRow],
    these_are_the_last: bool,
) -> Result<(), StoreError> {
    for row in old {
        let id: String = row.try_get("id")?;
        delete_all_of(connection, &id).await?;
    }
    if these_are_the_last {
        rows::run_sql(
            connection,
            "DELETE FROM scenarios WHERE digest NOT IN (SELECT scenario_digest FROM sessions)",
        )
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// A table that points to a session, or to something of a session's, has to be emptied with it.
    #[tokio::test]
    async fn every_table_that_belongs_to_a_session_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("greenroom.db"))
            .await
            .unwrap();
        let tables = sqlx::query(
            "SELECT t.name AS name, f.\"table\" AS parent, f.on_delete AS on_delete \
             FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table'",
        )
        .fetch_all(&store.pool)
        .await
        .unwrap();
        let mut references: Vec<(String, String)> = tables
            .iter()
            // What goes with its parent, or lets go of it, needs no word.
            .filter(|row| {
                let on_delete: String = row.get("on_delete");
                on_delete != "CASCADE" && on_delete != "SET NULL"
            })
            .map(|row| (row.get("name"), row.get("parent")))
            .collect();
        references.sort();
        let place = |table: &str| {
            let delete = format!("DELETE FROM {table} ");
            OF_A_SESSION
                .iter()
                .position(|statement| statement.starts_with(&delete))
        };
        assert!(place("sessions").is_some() && references.len() >= 2);
        for (table, parent) in &references {
            let Some(of_the_parent) = place(parent) else {
                continue;
            };
            assert!(
                place(table).is_some_and(|place| place < of_the_parent),
                "{table} points to {parent}: give OF_A_SESSION a statement for it, before that of {parent}"
            );
        }
        store.close().await;
    }
}
