//! Which interviews instructors may read what was not understood from, and what they have done with it.

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::rows::{from_name, to_name, to_u32};
use super::{SessionId, Store, StoreError};
use crate::interview::unheard::Kind;

/// Something that instructors have done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The scenario.
    pub scenario: String,
    /// Whether it asks or states something.
    pub kind: Kind,
    /// The words.
    pub said: String,
    /// Where they were said.
    pub session: SessionId,
    /// What was done.
    pub state: Marked,
    /// By whom.
    pub by: String,
    /// When.
    pub at_ms: i64,
}

/// What was done with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marked {
    /// It isn't worth a change.
    Dismissed,
    /// It changed the scenario's draft.
    TakenUp,
}

/// A scenario with interviews that instructors may read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    /// The scenario.
    pub scenario: String,
    /// How many interviews these are.
    pub sessions: u32,
}

/// A message of the candidate's, as it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where it was said.
    pub session: SessionId,
    /// The entry.
    pub seq: u32,
    /// The words.
    pub text: String,
    /// What was understood, as JSON.
    pub record: String,
}

/// Something to write.
pub(super) enum Write {
    /// Gives the consent to read a session, or takes it back.
    Readable {
        session: SessionId,
        readable: bool,
    },
    Mark(Mark),
    Unmark {
        scenario: String,
        kind: Kind,
        said: String,
    },
}

impl Store {
    /// Lets instructors read what was not understood in a session, or no longer; false where nothing changed.
    pub async fn set_readable(
        &self,
        session: SessionId,
        readable: bool,
    ) -> Result<bool, StoreError> {
        self.writer
            .inbox(Write::Readable { session, readable })
            .await
    }

    /// Notes what was done with something; false where its session may no longer be read.
    pub async fn mark(&self, mark: Mark) -> Result<bool, StoreError> {
        self.writer.inbox(Write::Mark(mark)).await
    }

    /// Forgets what was done with something; false where nothing was.
    pub async fn unmark(&self, scenario: &str, kind: Kind, said: &str) -> Result<bool, StoreError> {
        let write = Write::Unmark {
            scenario: scenario.to_owned(),
            kind,
            said: said.to_owned(),
        };
        self.writer.inbox(write).await
    }

    /// Whether instructors may read what was not understood in a session.
    pub async fn is_readable(&self, session: SessionId) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM readable_sessions WHERE session_id = $1")
            .bind(session.to_string())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.is_some())
    }

    /// The scenarios with interviews that may be read from, by their slugs.
    pub async fn readable(&self) -> Result<Vec<Readable>, StoreError> {
        let rows = sqlx::query(
            "SELECT scenario_slug, count(*) AS sessions FROM readable_sessions GROUP BY scenario_slug ORDER BY scenario_slug",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Readable {
                    scenario: row.try_get("scenario_slug")?,
                    sessions: to_u32("sessions", row.try_get("sessions")?)?,
                })
            })
            .collect()
    }

    /// The interviews on a scenario that may be read from, newest first: at most `limit`.
    pub async fn readable_of(
        &self,
        scenario: &str,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        let rows = sqlx::query(
            "SELECT session_id FROM readable_sessions WHERE scenario_slug = $1 ORDER BY session_id DESC LIMIT $2",
        )
        .bind(scenario)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| session(row.try_get("session_id")?))
            .collect()
    }

    /// The messages of the newest `sessions` interviews on a scenario that may be read from, newest first: at most `limit`.
    pub async fn readable_messages(
        &self,
        scenario: &str,
        sessions: u32,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let rows = sqlx::query(
            "SELECT e.session_id, e.seq, e.text, e.record FROM \
             (SELECT session_id FROM readable_sessions WHERE scenario_slug = $1 ORDER BY session_id DESC LIMIT $2) r \
             JOIN entries e ON e.session_id = r.session_id \
             WHERE e.author = 'candidate' AND e.kind = 'said' ORDER BY e.session_id DESC, e.seq DESC LIMIT $3",
        )
        .bind(scenario)
        .bind(i64::from(sessions))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(to_message).collect()
    }

    /// What was done with what was not understood in a scenario, latest first.
    pub async fn marks(&self, scenario: &str) -> Result<Vec<Mark>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM inbox_marks WHERE scenario_slug = $1 ORDER BY marked_at_ms DESC, said",
        )
        .bind(scenario)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(to_mark).collect()
    }
}

fn session(id: String) -> Result<SessionId, StoreError> {
    id.parse()
        .map_err(|_| super::rows::unreadable("session_id", &id))
}

fn to_message(row: &SqliteRow) -> Result<Message, StoreError> {
    Ok(Message {
        session: session(row.try_get("session_id")?)?,
        seq: to_u32("seq", row.try_get("seq")?)?,
        text: row.try_get("text")?,
        record: row.try_get("record")?,
    })
}

fn to_mark(row: &SqliteRow) -> Result<Mark, StoreError> {
    Ok(Mark {
        scenario: row.try_get("scenario_slug")?,
        kind: to_name("kind", row.try_get("kind")?)?,
        said: row.try_get("said")?,
        session: session(row.try_get("session_id")?)?,
        state: to_name("state", row.try_get("state")?)?,
        by: row.try_get("marked_by")?,
        at_ms: row.try_get("marked_at_ms")?,
    })
}

/// Writes one thing; whether it changed something.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    write: &Write,
) -> Result<bool, StoreError> {
    let done = match write {
        Write::Readable { session, readable: true } => {
            return consent(connection, &session.to_string()).await;
        }
        Write::Readable { session, readable: false } => {
            sqlx::query("DELETE FROM readable_sessions WHERE session_id = $1")
                .bind(session.to_string())
                .execute(connection)
                .await?
        }
        Write::Mark(mark) => {
            sqlx::query(
                "INSERT INTO inbox_marks (scenario_slug, kind, said, session_id, state, marked_by, marked_at_ms) \
                 SELECT scenario_slug, $3, $4, session_id, $5, $6, $7 FROM readable_sessions \
                 WHERE scenario_slug = $1 AND session_id = $2 \
                 ON CONFLICT DO UPDATE SET state = excluded.state, marked_by = excluded.marked_by, \
                 marked_at_ms = excluded.marked_at_ms",
            )
            .bind(&mark.scenario)
            .bind(mark.session.to_string())
            .bind(from_name(mark.kind)?)
            .bind(&mark.said)
            .bind(from_name(mark.state)?)
            .bind(&mark.by)
            .bind(mark.at_ms)
            .execute(connection)
            .await?
        }
        Write::Unmark { scenario, kind, said } => {
            sqlx::query("DELETE FROM inbox_marks WHERE scenario_slug = $1 AND kind = $2 AND said = $3")
                .bind(scenario)
                .bind(from_name(*kind)?)
                .bind(said)
                .execute(connection)
                .await?
        }
    };
    Ok(done.rows_affected() > 0)
}

/// Notes that a session may be read from; false where it could before.
pub(super) async fn consent(
    connection: &mut SqliteConnection,
    session: &str,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO readable_sessions (scenario_slug, session_id) SELECT scenario_slug, id FROM sessions WHERE id = $1 \
         ON CONFLICT DO NOTHING",
    )
    .bind(session)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}
