//! Many batches in a few statements. One writer at a time is in a transaction, so what it read of a session stays true
//! until it commits: who comes first is decided here, on what two queries gave, and written by a third statement for the
//! sessions and a few for the entries.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::writer::{Append, EntryRow, Rows};
use super::{Appended, StoreError};

/// How many rows one statement inserts: a statement of each size stays prepared. Two rows are one message's.
const SIZES: [usize; 3] = [32, 8, 2];

/// Where a session's log ends.
struct Head {
    last_seq: u32,
    engine: String,
    prompts: String,
    stamp_changed: bool,
    /// What this group moved it to.
    moved: Option<Moved>,
}

struct Moved {
    at_ms: i64,
    elapsed_ms: i64,
    finished_at_ms: Option<i64>,
}

/// A message that stands in a log.
struct There {
    batch: u32,
    kind: String,
    text: String,
}

/// Appends each batch that comes right after its session's log, in the order given, and says of each what became of it.
/// An error is one of them all; nothing is to be kept then.
pub(super) async fn append_all(
    connection: &mut SqliteConnection,
    appends: &[Append],
) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
    let mut heads = heads(connection, appends).await?;
    let mut there = there(connection, appends).await?;
    let mut outcomes = Vec::with_capacity(appends.len());
    let mut taken = Vec::with_capacity(appends.len());
    for append in appends {
        let outcome = decide(append, &mut heads, &mut there);
        if let Ok(Appended::Done) = outcome {
            taken.push(append);
        }
        outcomes.push(outcome);
    }
    if !taken.is_empty() {
        move_heads(connection, &heads).await?;
        let entries: Vec<Placed<'_>> = taken.iter().flat_map(|append| rows_of(append)).collect();
        insert(connection, &entries).await?;
        for append in taken {
            insert_report(connection, &append.session, &append.rows).await?;
        }
    }
    Ok(outcomes)
}

async fn heads(
    connection: &mut SqliteConnection,
    appends: &[Append],
) -> Result<HashMap<String, Head>, StoreError> {
    let ids: Vec<&str> = appends
        .iter()
        .map(|append| append.session.as_str())
        .collect();
    let rows = sqlx::query(
        "SELECT id, last_seq, engine_version, prompts_digest, stamp_changed FROM sessions \
         WHERE id IN (SELECT value FROM json_each($1))",
    )
    .bind(json!(ids).to_string())
    .fetch_all(connection)
    .await?;
    let mut heads = HashMap::with_capacity(rows.len());
    for row in rows {
        let head = Head {
            last_seq: row.try_get("last_seq")?,
            engine: row.try_get("engine_version")?,
            prompts: row.try_get("prompts_digest")?,
            stamp_changed: row.try_get("stamp_changed")?,
            moved: None,
        };
        heads.insert(row.try_get("id")?, head);
    }
    Ok(heads)
}

/// Those of the messages that stand in their logs already.
async fn there(
    connection: &mut SqliteConnection,
    appends: &[Append],
) -> Result<HashMap<(String, String), There>, StoreError> {
    let keys: Vec<[&str; 2]> = appends
        .iter()
        .map(|append| [append.session.as_str(), append.message_id.as_str()])
        .collect();
    let rows = sqlx::query(
        "SELECT e.session_id, e.message_id, e.batch, e.kind, e.text FROM json_each($1) AS k \
         CROSS JOIN entries AS e ON e.session_id = k.value ->> 0 AND e.message_id = k.value ->> 1",
    )
    .bind(json!(keys).to_string())
    .fetch_all(connection)
    .await?;
    let mut there = HashMap::with_capacity(rows.len());
    for row in rows {
        let message = There {
            batch: row.try_get("batch")?,
            kind: row.try_get("kind")?,
            text: row.try_get("text")?,
        };
        there.insert(
            (row.try_get("session_id")?, row.try_get("message_id")?),
            message,
        );
    }
    Ok(there)
}

/// What becomes of one batch, after those that were decided before it.
fn decide(
    append: &Append,
    heads: &mut HashMap<String, Head>,
    there: &mut HashMap<(String, String), There>,
) -> Result<Appended, StoreError> {
    let said = append.rows.entries.first();
    let key = (append.session.clone(), append.message_id.clone());
    if let Some(earlier) = there.get(&key) {
        let same = said.is_some_and(|said| said.kind == earlier.kind && said.text == earlier.text);
        return Ok(match same {
            true => Appended::AlreadyDone {
                batch: earlier.batch,
            },
            false => Appended::OtherText,
        });
    }
    let last = append.rows.last_after(append.expected_seq)?;
    let head = heads.get_mut(&append.session).ok_or(StoreError::NotFound)?;
    if head.last_seq != append.expected_seq {
        return Ok(Appended::Conflict {
            last_seq: head.last_seq,
        });
    }
    head.last_seq = last.seq;
    head.stamp_changed |=
        head.engine != append.stamp.engine || head.prompts != append.stamp.prompts;
    let finished_before = head.moved.as_ref().and_then(|moved| moved.finished_at_ms);
    head.moved = Some(Moved {
        at_ms: append.rows.at_ms,
        elapsed_ms: last.elapsed_ms,
        finished_at_ms: finished_before.or(append.rows.finished_at_ms()),
    });
    if let Some(said) = said {
        let message = There {
            batch: said.seq,
            kind: said.kind.clone(),
            text: said.text.clone(),
        };
        there.insert(key, message);
    }
    Ok(Appended::Done)
}

/// Writes where the sessions end now.
async fn move_heads(
    connection: &mut SqliteConnection,
    heads: &HashMap<String, Head>,
) -> Result<(), StoreError> {
    let moved: Vec<Value> = heads
        .iter()
        .filter_map(|(id, head)| {
            let Moved {
                at_ms,
                elapsed_ms,
                finished_at_ms,
            } = head.moved.as_ref()?;
            Some(json!([
                id,
                head.last_seq,
                at_ms,
                elapsed_ms,
                finished_at_ms,
                u8::from(head.stamp_changed)
            ]))
        })
        .collect();
    sqlx::query(
        "UPDATE sessions SET last_seq = m.value ->> 1, last_at_ms = m.value ->> 2, elapsed_ms = m.value ->> 3, \
         finished_at_ms = coalesce(finished_at_ms, m.value ->> 4), stamp_changed = m.value ->> 5 \
         FROM json_each($1) AS m WHERE sessions.id = m.value ->> 0",
    )
    .bind(json!(moved).to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// An entry with what its batch adds to it.
struct Placed<'a> {
    session: &'a str,
    batch: u32,
    message_id: Option<&'a str>,
    gap_ms: i64,
    at_ms: i64,
    entry: &'a EntryRow,
}

fn rows_of(append: &Append) -> impl Iterator<Item = Placed<'_>> {
    rows_of_batch(&append.session, Some(&append.message_id), &append.rows)
}

/// The message's id and the gap go with the first entry.
fn rows_of_batch<'a>(
    session: &'a str,
    message_id: Option<&'a str>,
    rows: &'a Rows,
) -> impl Iterator<Item = Placed<'a>> {
    let batch = rows.entries.first().map_or(0, |entry| entry.seq);
    rows.entries
        .iter()
        .enumerate()
        .map(move |(index, entry)| Placed {
            session,
            batch,
            message_id: message_id.filter(|_| index == 0),
            gap_ms: if index == 0 { rows.gap_ms } else { 0 },
            at_ms: rows.at_ms,
            entry,
        })
}

/// Inserts one batch, with its report if it has one.
pub(super) async fn insert_batch(
    connection: &mut SqliteConnection,
    session: &str,
    message_id: Option<&str>,
    rows: &Rows,
) -> Result<(), StoreError> {
    let entries: Vec<Placed<'_>> = rows_of_batch(session, message_id, rows).collect();
    insert(connection, &entries).await?;
    insert_report(connection, session, rows).await
}

async fn insert(
    connection: &mut SqliteConnection,
    mut entries: &[Placed<'_>],
) -> Result<(), StoreError> {
    while !entries.is_empty() {
        let size = SIZES
            .into_iter()
            .find(|size| *size <= entries.len())
            .unwrap_or(1);
        let (now, later) = entries.split_at(size);
        // The text is one of four, and holds nothing but placeholders.
        let mut query = sqlx::query(sqlx::AssertSqlSafe(insert_sql(size)));
        for row in now {
            query = query
                .bind(row.session)
                .bind(i64::from(row.entry.seq))
                .bind(i64::from(row.batch))
                .bind(row.message_id)
                .bind(&row.entry.author)
                .bind(&row.entry.kind)
                .bind(&row.entry.text)
                .bind(row.entry.elapsed_ms)
                .bind(row.gap_ms)
                .bind(row.at_ms)
                .bind(&row.entry.record);
        }
        query.execute(&mut *connection).await?;
        entries = later;
    }
    Ok(())
}

/// The statement that inserts so many entries.
fn insert_sql(size: usize) -> String {
    const COLUMNS: usize = 11;
    let row = |row: usize| {
        let placeholders = (1..=COLUMNS).map(|column| format!("${}", row * COLUMNS + column));
        format!("({})", placeholders.collect::<Vec<String>>().join(", "))
    };
    let rows: Vec<String> = (0..size).map(row).collect();
    format!(
        "INSERT INTO entries (session_id, seq, batch, message_id, author, kind, text, elapsed_ms, gap_ms, at_ms, record) \
         VALUES {}",
        rows.join(", ")
    )
}

async fn insert_report(
    connection: &mut SqliteConnection,
    session: &str,
    rows: &Rows,
) -> Result<(), StoreError> {
    let Some(report) = &rows.report else {
        return Ok(());
    };
    // The report that was given first is the one that counts.
    sqlx::query(
        "INSERT INTO reports (session_id, report) VALUES ($1, $2) ON CONFLICT (session_id) DO NOTHING",
    )
    .bind(session)
    .bind(report)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// A group's cost must not grow with the database: every table is searched by a key.
    #[tokio::test]
    async fn a_group_of_appends_scans_no_table() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("greenroom.db"))
            .await
            .unwrap();
        for (statement, expected) in [
            (
                "SELECT last_seq FROM sessions WHERE id IN (SELECT value FROM json_each('[]'))",
                "SEARCH sessions",
            ),
            (
                "SELECT e.batch FROM json_each('[]') AS k CROSS JOIN entries AS e \
                 ON e.session_id = k.value ->> 0 AND e.message_id = k.value ->> 1",
                "SEARCH e",
            ),
            (
                "UPDATE sessions SET last_seq = m.value ->> 1 FROM json_each('[]') AS m WHERE sessions.id = m.value ->> 0",
                "SEARCH sessions",
            ),
        ] {
            let explain = format!("EXPLAIN QUERY PLAN {statement}");
            let plan = sqlx::query(sqlx::AssertSqlSafe(explain))
                .fetch_all(&store.pool)
                .await
                .unwrap();
            let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
            let plan = plan.join("\n");
            assert!(plan.contains(expected), "{plan}");
            assert!(
                !plan.contains("SCAN sessions") && !plan.contains("SCAN e\n"),
                "{plan}"
            );
        }
        store.close().await;
    }
}
