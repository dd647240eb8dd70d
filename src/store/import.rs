//! A session that comes in from a file: all of it in one transaction, or nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteConnection;

use super::rows::from_name;
use super::{
    Comment, Link, MessageId, Overrule, Owner, Review, Session, StoreError, Stored, Suggestion,
    reviews, suggestions,
};

/// A whole session.
#[derive(Clone, Debug)]
pub struct Import {
    /// The session, with the id that it had.
    pub session: Session,
    /// The scenario's text.
    pub scenario_source: Arc<str>,
    /// Its log.
    pub entries: Vec<Stored>,
    /// The report, as JSON, if it has ended.
    pub report: Option<String>,
    /// What was said about it.
    pub said: Said,
}

/// What was said about an interview and shared with the candidate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// Who said something, without the secrets that let them in.
    pub links: Vec<Link>,
    /// Shared comments and answers, oldest first.
    pub comments: Vec<Comment>,
    /// Shared reviews, and the candidate's own guess.
    pub reviews: Vec<Review>,
    /// Lines that a shared review sees otherwise.
    pub overrules: Vec<Overrule>,
    /// Sentences that should have counted.
    pub suggestions: Vec<Suggestion>,
}

/// Writes it all; false if the session is here already.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    import: &Import,
) -> Result<bool, StoreError> {
    let session = &import.session;
    let id = session.id.to_string();
    let there = sqlx::query("SELECT 1 FROM sessions WHERE id = $1")
        .bind(&id)
        .fetch_optional(&mut *connection)
        .await?;
    if there.is_some() {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO scenarios (digest, slug, source) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(&session.stamp.scenario)
    .bind(session.scenario.as_ref())
    .bind(import.scenario_source.as_ref())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO sessions (id, title, scenario_slug, scenario_digest, mode, seniority, minutes, engine_version, \
         prompts_digest, stamp_changed, owner_hash, created_at_ms, finished_at_ms, last_seq, last_at_ms, elapsed_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(&id)
    .bind(&session.title)
    .bind(session.scenario.as_ref())
    .bind(&session.stamp.scenario)
    .bind(from_name(session.setup.mode)?)
    .bind(from_name(session.setup.seniority)?)
    .bind(session.setup.minutes.map(i64::from))
    .bind(&session.stamp.engine)
    .bind(&session.stamp.prompts)
    .bind(session.stamp_changed)
    .bind(session.owner.as_ref().map(Owner::as_str))
    .bind(session.created_at_ms)
    .bind(session.finished_at_ms)
    .bind(i64::from(session.last_seq))
    .bind(session.last_at_ms)
    .bind(to_i64(session.elapsed_ms))
    .execute(&mut *connection)
    .await?;
    for stored in &import.entries {
        entry(connection, &id, stored).await?;
    }
    if let Some(report) = &import.report {
        sqlx::query("INSERT INTO reports (session_id, report) VALUES ($1, $2)")
            .bind(&id)
            .bind(report)
            .execute(&mut *connection)
            .await?;
    }
    write_said(connection, import).await?;
    Ok(true)
}

async fn entry(
    connection: &mut SqliteConnection,
    session: &str,
    stored: &Stored,
) -> Result<(), StoreError> {
    let entry = &stored.entry;
    let record = serde_json::to_string(&entry.record)
        .map_err(|error| StoreError::Refused(error.to_string()))?;
    sqlx::query(
        "INSERT INTO entries (session_id, seq, batch, message_id, author, kind, text, elapsed_ms, gap_ms, at_ms, record) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(session)
    .bind(i64::from(entry.seq))
    .bind(i64::from(stored.batch))
    .bind(stored.message_id.as_ref().map(MessageId::as_str))
    .bind(from_name(entry.author)?)
    .bind(from_name(entry.kind)?)
    .bind(&entry.text)
    .bind(to_i64(entry.elapsed_ms))
    .bind(to_i64(stored.gap_ms))
    .bind(stored.at_ms)
    .bind(record)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_said(connection: &mut SqliteConnection, import: &Import) -> Result<(), StoreError> {
    let session = import.session.id;
    for link in &import.said.links {
        // It has a name to sign with and no secret that opens it: the hash is of nothing that is 32 digits.
        sqlx::query(
            "INSERT INTO links (id, session_id, name, role, secret_hash, created_at_ms, expires_at_ms, revoked_at_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(link.id.to_string())
        .bind(session.to_string())
        .bind(&link.name)
        .bind(from_name(link.role)?)
        .bind(Owner::of_secret(&format!("imported {}", link.id)).as_str())
        .bind(link.created_at_ms)
        .bind(link.expires_at_ms)
        .bind(link.revoked_at_ms.unwrap_or(link.created_at_ms))
        .execute(&mut *connection)
        .await?;
    }
    for comment in &import.said.comments {
        let comment = Comment {
            session,
            ..comment.clone()
        };
        reviews::comment(connection, &comment).await?;
    }
    for review in &import.said.reviews {
        let at_ms = review.submitted_at_ms.unwrap_or(import.session.last_at_ms);
        if let Some(scores) = &review.scores {
            reviews::score(connection, session, review.author, scores, at_ms).await?;
        }
        if let Some(link) = review.author.link() {
            let submitted = review.submitted_at_ms;
            reviews::summarise(connection, session, link, &review.summary, submitted).await?;
        }
    }
    for overrule in &import.said.overrules {
        reviews::overrule(connection, session, overrule).await?;
    }
    for suggestion in &import.said.suggestions {
        let suggestion = Suggestion {
            session: Some(session),
            ..suggestion.clone()
        };
        suggestions::suggest(connection, &suggestion).await?;
    }
    Ok(())
}

fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
