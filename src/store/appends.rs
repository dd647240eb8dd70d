//! Many batches in a few statements. One writer at a time is in a transaction, so what it read of a session stays true
//! until it commits: who comes first is decided here, on what one query gave, and written by a few statements for the
//! entries and one for the sessions.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::writer::{Append, EntryRow, Rows};
use super::{Appended, StoreError};

/// How many rows one statement inserts: a statement of each size stays prepared. Two rows are one message's.
const SIZES: [usize; 3] = [32, 8, 2];

/// Where the sessions' logs end, and those of the messages that stand in them already.
macro_rules! known {
    () => {
        "SELECT s.id, s.last_seq, s.engine_version, s.prompts_digest, s.stamp_changed, e.message_id, e.batch, e.kind, e.text \
         FROM json_each($1) AS k CROSS JOIN sessions AS s ON s.id = k.value ->> 0 \
         LEFT JOIN entries AS e ON e.session_id = k.value ->> 0 AND e.message_id = k.value ->> 1"
    };
}

const KNOWN: &str = known!();

/// Writes where sessions end.
macro_rules! moving {
    () => {
        "UPDATE sessions SET last_seq = m.value ->> 1, last_at_ms = m.value ->> 2, elapsed_ms = m.value ->> 3, \
         finished_at_ms = coalesce(finished_at_ms, m.value ->> 4), stamp_changed = m.value ->> 5 \
         FROM json_each($1) AS m WHERE sessions.id = m.value ->> 0"
    };
}

const MOVE: &str = moving!();

/// The columns of an entry that is inserted.
const COLUMNS: usize = 11;

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

/// What the sessions and the messages of these batches are to the store.
struct Known {
    heads: HashMap<String, Head>,
    there: HashMap<(String, String), There>,
}

/// What becomes of each batch, and those that are to be written.
struct Decided<'a> {
    outcomes: Vec<Result<Appended, StoreError>>,
    taken: Vec<&'a Append>,
    heads: HashMap<String, Head>,
}

/// Appends each batch that comes right after its session's log, in the order given, and says of each what became of it.
/// An error is one of them all; nothing is to be kept then.
pub(super) async fn append_all(
    connection: &mut SqliteConnection,
    appends: &[Append],
) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
    let decided = decide_all(known(connection, KNOWN, appends).await?, appends);
    if !decided.taken.is_empty() {
        write(connection, &decided, MOVE).await?;
    }
    Ok(decided.outcomes)
}

/// [`append_all`] in a transaction of its own, committed. What it begins and ends with are no questions of their own: to ask
/// the thread of a connection takes longer than most statements do. After an error the transaction may still be open.
pub(super) async fn append_and_commit(
    connection: &mut SqliteConnection,
    appends: &[Append],
) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
    const BEGIN: &str = concat!("BEGIN IMMEDIATE; ", known!());
    const COMMIT: &str = concat!(moving!(), "; COMMIT");
    let decided = decide_all(known(connection, BEGIN, appends).await?, appends);
    match decided.taken.is_empty() {
        true => super::rows::run_sql(connection, "COMMIT").await?,
        false => write(connection, &decided, COMMIT).await?,
    }
    Ok(decided.outcomes)
}

fn decide_all(known: Known, appends: &[Append]) -> Decided<'_> {
    let Known {
        mut heads,
        mut there,
    } = known;
    let mut outcomes = Vec::with_capacity(appends.len());
    let mut taken = Vec::with_capacity(appends.len());
    for append in appends {
        let outcome = decide(append, &mut heads, &mut there);
        if let Ok(Appended::Done) = outcome {
            taken.push(append);
        }
        outcomes.push(outcome);
    }
    Decided {
        outcomes,
        taken,
        heads,
    }
}

/// Writes what is taken, and at last where the sessions end now, by `moving`, which is or begins with [`MOVE`].
async fn write(
    connection: &mut SqliteConnection,
    decided: &Decided<'_>,
    moving: &str,
) -> Result<(), StoreError> {
    let taken = decided.taken.iter();
    for append in taken.clone() {
        insert_report(connection, &append.session, &append.rows).await?;
    }
    let entries: Vec<Placed<'_>> = taken.flat_map(|append| rows_of(append)).collect();
    insert(connection, &entries, Some((moving, moved(&decided.heads)))).await
}

/// Runs `statement`, which is or ends with [`KNOWN`].
async fn known(
    connection: &mut SqliteConnection,
    statement: &'static str,
    appends: &[Append],
) -> Result<Known, StoreError> {
    let keys: Vec<[&str; 2]> = appends
        .iter()
        .map(|append| [append.session.as_str(), append.message_id.as_str()])
        .collect();
    let rows = sqlx::query(statement)
        .bind(json!(keys).to_string())
        .fetch_all(connection)
        .await?;
    let mut known = Known {
        heads: HashMap::with_capacity(rows.len()),
        there: HashMap::new(),
    };
    for row in rows {
        let session: String = row.try_get(0)?;
        if let Some(message_id) = row.try_get(5)? {
            let message = There {
                batch: row.try_get(6)?,
                kind: row.try_get(7)?,
                text: row.try_get(8)?,
            };
            known.there.insert((session.clone(), message_id), message);
        }
        let head = Head {
            last_seq: row.try_get(1)?,
            engine: row.try_get(2)?,
            prompts: row.try_get(3)?,
            stamp_changed: row.try_get(4)?,
            moved: None,
        };
        known.heads.insert(session, head);
    }
    Ok(known)
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

/// Where the sessions end now, as [`MOVE`] is told.
fn moved(heads: &HashMap<String, Head>) -> String {
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
    json!(moved).to_string()
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
    insert(connection, &entries, None).await?;
    insert_report(connection, session, rows).await
}

/// Inserts entries. With the last of them another statement is run, whose one parameter is `$1`.
async fn insert(
    connection: &mut SqliteConnection,
    mut entries: &[Placed<'_>],
    at_last: Option<(&str, String)>,
) -> Result<(), StoreError> {
    while !entries.is_empty() {
        let size = SIZES
            .into_iter()
            .find(|size| *size <= entries.len())
            .unwrap_or(1);
        let (now, later) = entries.split_at(size);
        let at_last = at_last.as_ref().filter(|_| later.is_empty());
        // The text is one of a few, and holds nothing but placeholders.
        let mut sql = insert_sql(size);
        if let Some((statement, _)) = at_last {
            sql.push_str("; ");
            sql.push_str(&statement.replace("$1", &format!("${}", size * COLUMNS + 1)));
        }
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
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
        if let Some((_, argument)) = at_last {
            query = query.bind(argument);
        }
        query.execute(&mut *connection).await?;
        entries = later;
    }
    Ok(())
}

/// The statement that inserts so many entries.
fn insert_sql(size: usize) -> String {
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
            (KNOWN, &["SEARCH s USING", "SEARCH e USING"][..]),
            (MOVE, &["SEARCH sessions"]),
        ] {
            let explain = format!("EXPLAIN QUERY PLAN {statement}");
            let plan = sqlx::query(sqlx::AssertSqlSafe(explain))
                .fetch_all(&store.pool)
                .await
                .unwrap();
            let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
            let plan = plan.join("\n");
            for searched in expected {
                assert!(plan.contains(searched), "{plan}");
            }
            for table in ["sessions", "s", "e"] {
                let scan = format!("SCAN {table}");
                assert!(!plan.lines().any(|line| line == scan), "{plan}");
            }
        }
        store.close().await;
    }
}
