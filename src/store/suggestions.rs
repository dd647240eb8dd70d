//! Sentences that should have counted for something, kept with the scenario until its author looks at them.

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::readers::Readers;
use super::reviews::id;
use super::rows::{from_name, to_name, to_u32};
use super::{SessionId, StoreError, SuggestionId};
use crate::language::Id;

/// The most suggestions that one session may make.
pub const SUGGESTIONS: u32 = 200;

/// Who suggests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum By {
    Candidate,
    Partner,
}

/// "This sentence should have counted for that part."
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Its id.
    pub id: SuggestionId,
    /// The scenario.
    pub scenario: Id,
    /// SHA-256 of the scenario's text that the session was held with.
    pub digest: String,
    /// Where it was said; none once the session is gone.
    #[serde(skip)]
    pub session: Option<SessionId>,
    /// Who says so.
    pub by: By,
    /// The turn.
    pub seq: u32,
    /// The sentence, in the candidate's words.
    pub sentence: String,
    /// What it should have counted for: `expectation/part`.
    pub part: String,
    /// What the engine made of it.
    pub made_of: String,
    /// Why it should count, if somebody wrote that down.
    pub reason: String,
    /// When it was suggested.
    pub at_ms: i64,
}

/// Keeps a suggestion; false if the session has made [`SUGGESTIONS`]. The same sentence for the same part is the same
/// suggestion.
pub(super) async fn suggest(
    connection: &mut SqliteConnection,
    new: &Suggestion,
) -> Result<bool, StoreError> {
    let session = new.session.map(|session| session.to_string());
    let kept = sqlx::query(
        "INSERT INTO suggestions (id, scenario_slug, scenario_digest, session_id, author, seq, sentence, part, made_of, \
         reason, at_ms) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 \
         WHERE (SELECT count(*) FROM suggestions WHERE session_id = $4) < $12 ON CONFLICT DO NOTHING",
    )
    .bind(new.id.to_string())
    .bind(new.scenario.as_ref())
    .bind(&new.digest)
    .bind(&session)
    .bind(from_name(new.by)?)
    .bind(i64::from(new.seq))
    .bind(&new.sentence)
    .bind(&new.part)
    .bind(&new.made_of)
    .bind(&new.reason)
    .bind(new.at_ms)
    .bind(i64::from(SUGGESTIONS))
    .execute(&mut *connection)
    .await?;
    if kept.rows_affected() == 1 {
        return Ok(true);
    }
    let there = sqlx::query(
        "SELECT 1 FROM suggestions WHERE session_id = $1 AND seq = $2 AND sentence = $3 AND part = $4",
    )
    .bind(session)
    .bind(i64::from(new.seq))
    .bind(&new.sentence)
    .bind(&new.part)
    .fetch_optional(connection)
    .await?;
    Ok(there.is_some())
}

pub(super) async fn of_scenario(pool: &Readers, slug: &str) -> Result<Vec<Suggestion>, StoreError> {
    let rows = sqlx::query("SELECT * FROM suggestions WHERE scenario_slug = $1 ORDER BY id")
        .bind(slug)
        .fetch_all(pool)
        .await?;
    rows.iter().map(to_suggestion).collect()
}

pub(super) async fn of_session(
    pool: &Readers,
    session: SessionId,
) -> Result<Vec<Suggestion>, StoreError> {
    let rows = sqlx::query("SELECT * FROM suggestions WHERE session_id = $1 ORDER BY id")
        .bind(session.to_string())
        .fetch_all(pool)
        .await?;
    rows.iter().map(to_suggestion).collect()
}

fn to_suggestion(row: &SqliteRow) -> Result<Suggestion, StoreError> {
    let session: Option<String> = row.try_get("session_id")?;
    Ok(Suggestion {
        id: id(row.try_get("id")?)?,
        scenario: row.try_get::<String, _>("scenario_slug")?.into(),
        digest: row.try_get("scenario_digest")?,
        session: session.map(id).transpose()?,
        by: to_name("author", row.try_get("author")?)?,
        seq: to_u32("seq", row.try_get("seq")?)?,
        sentence: row.try_get("sentence")?,
        part: row.try_get("part")?,
        made_of: row.try_get("made_of")?,
        reason: row.try_get("reason")?,
        at_ms: row.try_get("at_ms")?,
    })
}
