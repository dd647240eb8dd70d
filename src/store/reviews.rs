//! What is said about an interview: comments on its turns, scores beside the engine's, lines that are seen otherwise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::readers::Readers;
use super::rows::{from_name, to_name, to_u32};
use super::{CommentId, LinkId, NotAnId, SessionId, StoreError};
use crate::assessment::Level;
use crate::language::{Id, Span};
use crate::scenario::{Band, Competency};

/// The most comments that one author may have on a session, replies included.
pub const COMMENTS: u32 = 500;

/// Who says something about an interview: in files as `candidate`, or as the id of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Author {
    /// The one who was interviewed.
    Candidate,
    /// Whoever came by this link.
    Link(LinkId),
}

impl Author {
    /// The link, where it is one.
    pub fn link(self) -> Option<LinkId> {
        match self {
            Author::Candidate => None,
            Author::Link(link) => Some(link),
        }
    }

    fn stored(self) -> String {
        self.into()
    }
}

/// The stored form of [`Author::Candidate`] among reviews.
const CANDIDATE: &str = "candidate";

impl From<Author> for String {
    fn from(author: Author) -> String {
        match author {
            Author::Candidate => CANDIDATE.into(),
            Author::Link(link) => link.to_string(),
        }
    }
}

impl TryFrom<String> for Author {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Author, NotAnId> {
        match text.as_str() {
            CANDIDATE => Ok(Author::Candidate),
            _ => Ok(Author::Link(text.parse()?)),
        }
    }
}

/// What kind of remark a comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Tag {
    Strong,
    Unclear,
    Wrong,
    MissedChance,
}

/// A comment on a turn, or an answer to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The session; in a file it is the file's.
    #[serde(skip)]
    pub session: SessionId,
    /// Whose it is.
    pub author: Author,
    /// The comment that it answers, which is no answer itself.
    pub reply_to: Option<CommentId>,
    /// The turn.
    pub seq: u32,
    /// The words of the turn that it is about; none: all of it.
    pub span: Option<Span>,
    /// What kind of remark it is.
    pub tag: Option<Tag>,
    /// The remark.
    pub text: String,
    /// When it was written.
    pub created_at_ms: i64,
    /// Since when the other side sees it; none: a draft.
    pub shared_at_ms: Option<i64>,
    /// When it was settled.
    pub resolved_at_ms: Option<i64>,
}

/// A band for each competency.
pub type Bands = BTreeMap<Competency, Band>;

/// What one author thinks of the interview as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Whose.
    pub author: Author,
    /// Given before the engine's were seen, and never changed.
    pub scores: Option<Bands>,
    /// In a few words.
    pub summary: String,
    /// Since when the candidate sees it.
    pub submitted_at_ms: Option<i64>,
}

/// A line of the report that a reviewer sees otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overrule {
    /// The reviewer's link.
    pub link: LinkId,
    /// The expectation.
    pub expectation: Id,
    /// How much of it was reached, to the reviewer.
    pub level: Level,
    /// Why.
    pub reason: String,
    /// When it was written.
    pub at_ms: i64,
}

macro_rules! comment_columns {
    () => {
        "id, session_id, link_id, reply_to, seq, span_start, span_end, tag, text, created_at_ms, shared_at_ms, \
         resolved_at_ms"
    };
}

/// Writes a comment; false if its author has [`COMMENTS`] already. The same id again is the same comment, sent again.
pub(super) async fn comment(
    connection: &mut SqliteConnection,
    comment: &Comment,
) -> Result<bool, StoreError> {
    let written = sqlx::query(concat!(
        "INSERT INTO comments (",
        comment_columns!(),
        ") SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 \
         WHERE (SELECT count(*) FROM comments WHERE session_id = $2 AND link_id IS $3) < $13 \
         ON CONFLICT (id) DO NOTHING"
    ))
    .bind(comment.id.to_string())
    .bind(comment.session.to_string())
    .bind(comment.author.link().map(|link| link.to_string()))
    .bind(comment.reply_to.map(|reply_to| reply_to.to_string()))
    .bind(i64::from(comment.seq))
    .bind(comment.span.map(|span| i64::from(span.start)))
    .bind(comment.span.map(|span| i64::from(span.end)))
    .bind(comment.tag.map(from_name).transpose()?)
    .bind(&comment.text)
    .bind(comment.created_at_ms)
    .bind(comment.shared_at_ms)
    .bind(comment.resolved_at_ms)
    .bind(i64::from(COMMENTS))
    .execute(&mut *connection)
    .await?;
    if written.rows_affected() == 1 {
        return Ok(true);
    }
    let there = sqlx::query("SELECT 1 FROM comments WHERE id = $1")
        .bind(comment.id.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(there.is_some())
}

/// Changes a draft; false if it is none of this author's.
pub(super) async fn change(
    connection: &mut SqliteConnection,
    comment: CommentId,
    link: LinkId,
    tag: Option<Tag>,
    text: &str,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE comments SET tag = $3, text = $4 WHERE id = $1 AND link_id = $2 AND shared_at_ms IS NULL",
    )
    .bind(comment.to_string())
    .bind(link.to_string())
    .bind(tag.map(from_name).transpose()?)
    .bind(text)
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Throws a draft away; false if it is none of this author's.
pub(super) async fn discard(
    connection: &mut SqliteConnection,
    comment: CommentId,
    link: LinkId,
) -> Result<bool, StoreError> {
    let gone =
        sqlx::query("DELETE FROM comments WHERE id = $1 AND link_id = $2 AND shared_at_ms IS NULL")
            .bind(comment.to_string())
            .bind(link.to_string())
            .execute(connection)
            .await?;
    Ok(gone.rows_affected() == 1)
}

/// Settles a comment, or opens it again.
pub(super) async fn resolve(
    connection: &mut SqliteConnection,
    comment: CommentId,
    at_ms: Option<i64>,
) -> Result<bool, StoreError> {
    let changed = sqlx::query("UPDATE comments SET resolved_at_ms = $2 WHERE id = $1")
        .bind(comment.to_string())
        .bind(at_ms)
        .execute(connection)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// Keeps an author's scores; false if they were given before: a blind score is never changed.
pub(super) async fn score(
    connection: &mut SqliteConnection,
    session: SessionId,
    author: Author,
    scores: &Bands,
    at_ms: i64,
) -> Result<bool, StoreError> {
    let scores =
        serde_json::to_string(scores).map_err(|error| StoreError::Refused(error.to_string()))?;
    let scored = sqlx::query(
        "INSERT INTO reviews (session_id, author, scores, scored_at_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (session_id, author) DO UPDATE SET scores = excluded.scores, scored_at_ms = excluded.scored_at_ms \
         WHERE scores IS NULL",
    )
    .bind(session.to_string())
    .bind(author.stored())
    .bind(scores)
    .bind(at_ms)
    .execute(connection)
    .await?;
    Ok(scored.rows_affected() == 1)
}

/// Keeps a reviewer's summary, and with `submitted_at_ms` shares it together with every draft of theirs.
pub(super) async fn summarise(
    connection: &mut SqliteConnection,
    session: SessionId,
    link: LinkId,
    summary: &str,
    submitted_at_ms: Option<i64>,
) -> Result<bool, StoreError> {
    sqlx::query(
        "INSERT INTO reviews (session_id, author, summary, submitted_at_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (session_id, author) DO UPDATE SET summary = excluded.summary, \
         submitted_at_ms = coalesce(submitted_at_ms, excluded.submitted_at_ms)",
    )
    .bind(session.to_string())
    .bind(link.to_string())
    .bind(summary)
    .bind(submitted_at_ms)
    .execute(&mut *connection)
    .await?;
    if submitted_at_ms.is_some() {
        sqlx::query(
            "UPDATE comments SET shared_at_ms = $3 WHERE session_id = $1 AND link_id = $2 AND shared_at_ms IS NULL",
        )
        .bind(session.to_string())
        .bind(link.to_string())
        .bind(submitted_at_ms)
        .execute(connection)
        .await?;
    }
    Ok(true)
}

/// Keeps how a reviewer sees a line; the last one stands.
pub(super) async fn overrule(
    connection: &mut SqliteConnection,
    session: SessionId,
    overrule: &Overrule,
) -> Result<bool, StoreError> {
    sqlx::query(
        "INSERT INTO overrules (session_id, link_id, expectation, level, reason, at_ms) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (session_id, link_id, expectation) DO UPDATE \
         SET level = excluded.level, reason = excluded.reason, at_ms = excluded.at_ms",
    )
    .bind(session.to_string())
    .bind(overrule.link.to_string())
    .bind(overrule.expectation.as_ref())
    .bind(from_name(overrule.level)?)
    .bind(&overrule.reason)
    .bind(overrule.at_ms)
    .execute(connection)
    .await?;
    Ok(true)
}

/// Takes an overruling back.
pub(super) async fn uphold(
    connection: &mut SqliteConnection,
    session: SessionId,
    link: LinkId,
    expectation: &str,
) -> Result<bool, StoreError> {
    let gone = sqlx::query(
        "DELETE FROM overrules WHERE session_id = $1 AND link_id = $2 AND expectation = $3",
    )
    .bind(session.to_string())
    .bind(link.to_string())
    .bind(expectation)
    .execute(connection)
    .await?;
    Ok(gone.rows_affected() == 1)
}

pub(super) async fn comments_of(
    pool: &Readers,
    session: SessionId,
) -> Result<Vec<Comment>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        comment_columns!(),
        " FROM comments WHERE session_id = $1 ORDER BY id"
    ))
    .bind(session.to_string())
    .fetch_all(pool)
    .await?;
    rows.iter().map(to_comment).collect()
}

pub(super) async fn reviews_of(
    pool: &Readers,
    session: SessionId,
) -> Result<Vec<Review>, StoreError> {
    let rows = sqlx::query(
        "SELECT author, scores, summary, submitted_at_ms FROM reviews WHERE session_id = $1 ORDER BY author",
    )
    .bind(session.to_string())
    .fetch_all(pool)
    .await?;
    rows.iter().map(to_review).collect()
}

pub(super) async fn overrules_of(
    pool: &Readers,
    session: SessionId,
) -> Result<Vec<Overrule>, StoreError> {
    let rows = sqlx::query(
        "SELECT link_id, expectation, level, reason, at_ms FROM overrules WHERE session_id = $1 ORDER BY link_id, expectation",
    )
    .bind(session.to_string())
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Overrule {
                link: id(row.try_get("link_id")?)?,
                expectation: row.try_get::<String, _>("expectation")?.into(),
                level: to_name("level", row.try_get("level")?)?,
                reason: row.try_get("reason")?,
                at_ms: row.try_get("at_ms")?,
            })
        })
        .collect()
}

fn to_comment(row: &SqliteRow) -> Result<Comment, StoreError> {
    let link: Option<String> = row.try_get("link_id")?;
    let reply_to: Option<String> = row.try_get("reply_to")?;
    let tag: Option<String> = row.try_get("tag")?;
    let start: Option<i64> = row.try_get("span_start")?;
    let end: Option<i64> = row.try_get("span_end")?;
    let span = match (start, end) {
        (Some(start), Some(end)) => Some(Span {
            start: to_u32("span_start", start)?,
            end: to_u32("span_end", end)?,
        }),
        _ => None,
    };
    Ok(Comment {
        id: id(row.try_get("id")?)?,
        session: id(row.try_get("session_id")?)?,
        author: match link {
            Some(link) => Author::Link(id(link)?),
            None => Author::Candidate,
        },
        reply_to: reply_to.map(id).transpose()?,
        seq: to_u32("seq", row.try_get("seq")?)?,
        span,
        tag: tag.map(|tag| to_name("tag", &tag)).transpose()?,
        text: row.try_get("text")?,
        created_at_ms: row.try_get("created_at_ms")?,
        shared_at_ms: row.try_get("shared_at_ms")?,
        resolved_at_ms: row.try_get("resolved_at_ms")?,
    })
}

fn to_review(row: &SqliteRow) -> Result<Review, StoreError> {
    let author: String = row.try_get("author")?;
    let scores: Option<String> = row.try_get("scores")?;
    Ok(Review {
        author: author
            .try_into()
            .map_err(|_| StoreError::Unavailable("a review is nobody's".into()))?,
        scores: scores
            .map(|scores| serde_json::from_str(&scores))
            .transpose()
            .map_err(|error| StoreError::Unavailable(format!("old scores: {error}")))?,
        summary: row.try_get("summary")?,
        submitted_at_ms: row.try_get("submitted_at_ms")?,
    })
}

pub(super) fn id<T: std::str::FromStr>(text: String) -> Result<T, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Unavailable(format!("an id reads {text:?}")))
}
