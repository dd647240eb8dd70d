//! Scenarios that are written at the desk: drafts, and the versions that were published.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{Store, StoreError};

/// The columns of a draft.
macro_rules! draft_columns {
    () => {
        "SELECT slug, source, revision, changed_by, changed_at_ms, archived, \
         (SELECT max(version) FROM published p WHERE p.slug = d.slug) AS version, \
         EXISTS (SELECT 1 FROM published p WHERE p.slug = d.slug AND p.source = d.source \
             AND p.version = (SELECT max(version) FROM published l WHERE l.slug = d.slug)) AS is_published \
         FROM drafts d"
    };
}
/// A scenario as it is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskDraft {
    /// Its slug.
    pub slug: String,
    /// Its text, which may be anything.
    pub source: String,
    /// Counts the changes.
    pub revision: u32,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at_ms: i64,
    /// Whether it is kept and not offered.
    pub archived: bool,
    /// The latest version that was published.
    pub version: Option<u32>,
    /// Whether the text is the one of that version.
    pub is_published: bool,
}

/// A version that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Counted from 1.
    pub version: u32,
    /// Its text.
    pub source: String,
    /// By whom.
    pub published_by: String,
    /// When.
    pub published_at_ms: i64,
}

/// Who changes something, and when.
#[derive(Clone, Debug)]
pub struct Change {
    /// Their name.
    pub by: String,
    /// The time.
    pub at_ms: i64,
}

/// Something to write.
pub(super) enum Write {
    Save {
        slug: String,
        source: String,
        over: u32,
        change: Change,
    },
    Publish {
        slug: String,
        revision: u32,
        change: Change,
    },
    Archive {
        slug: String,
        archived: bool,
    },
}

impl Store {
    /// Saves a text as the draft of this slug, over the revision that it began with (0: there is none yet). False, and
    /// nothing is changed, where another one stands there.
    pub async fn save_draft(
        &self,
        slug: &str,
        source: &str,
        over: u32,
        change: Change,
    ) -> Result<bool, StoreError> {
        let write = Write::Save {
            slug: slug.to_owned(),
            source: source.to_owned(),
            over,
            change,
        };
        self.writer.draft(write).await
    }

    /// Publishes this revision of a draft as the next version; false where another one stands there.
    pub async fn publish_draft(
        &self,
        slug: &str,
        revision: u32,
        change: Change,
    ) -> Result<bool, StoreError> {
        let slug = slug.to_owned();
        self.writer
            .draft(Write::Publish {
                slug,
                revision,
                change,
            })
            .await
    }

    /// Takes a scenario out of what is offered, or back in.
    pub async fn archive_draft(&self, slug: &str, archived: bool) -> Result<bool, StoreError> {
        let slug = slug.to_owned();
        self.writer.draft(Write::Archive { slug, archived }).await
    }

    /// All drafts, by their slugs.
    pub async fn drafts(&self) -> Result<Vec<DeskDraft>, StoreError> {
        let rows = sqlx::query(concat!(draft_columns!(), " ORDER BY slug"))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(to_draft).collect()
    }

    /// A draft.
    pub async fn draft(&self, slug: &str) -> Result<Option<DeskDraft>, StoreError> {
        let row = sqlx::query(concat!(draft_columns!(), " WHERE slug = $1"))
            .bind(slug)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(to_draft).transpose()
    }

    /// The versions of a scenario, newest first.
    pub async fn versions(&self, slug: &str) -> Result<Vec<Version>, StoreError> {
        let rows = sqlx::query(
            "SELECT version, source, published_by, published_at_ms FROM published WHERE slug = $1 ORDER BY version DESC",
        )
        .bind(slug)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(to_version).collect()
    }

    /// The texts that are offered: of each slug that isn't archived the latest version.
    pub async fn offered(&self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = sqlx::query(
            "SELECT p.slug, p.source FROM published p JOIN drafts d ON d.slug = p.slug \
             WHERE d.archived = 0 AND p.version = (SELECT max(version) FROM published WHERE slug = p.slug) ORDER BY p.slug",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| Ok((row.try_get("slug")?, row.try_get("source")?)))
            .collect()
    }
}

fn to_draft(row: &SqliteRow) -> Result<DeskDraft, StoreError> {
    Ok(DeskDraft {
        slug: row.try_get("slug")?,
        source: row.try_get("source")?,
        revision: row.try_get("revision")?,
        changed_by: row.try_get("changed_by")?,
        changed_at_ms: row.try_get("changed_at_ms")?,
        archived: row.try_get("archived")?,
        version: row.try_get("version")?,
        is_published: row.try_get("is_published")?,
    })
}

fn to_version(row: &SqliteRow) -> Result<Version, StoreError> {
    Ok(Version {
        version: row.try_get("version")?,
        source: row.try_get("source")?,
        published_by: row.try_get("published_by")?,
        published_at_ms: row.try_get("published_at_ms")?,
    })
}

/// Writes one thing; whether it was done.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    write: &Write,
) -> Result<bool, StoreError> {
    let done = match write {
        Write::Save { slug, source, over: 0, change } => {
            sqlx::query(
                "INSERT INTO drafts (slug, source, revision, changed_by, changed_at_ms) VALUES ($1, $2, 1, $3, $4) \
                 ON CONFLICT (slug) DO NOTHING",
            )
            .bind(slug)
            .bind(source)
            .bind(&change.by)
            .bind(change.at_ms)
            .execute(connection)
            .await?
        }
        Write::Save { slug, source, over, change } => {
            sqlx::query(
                "UPDATE drafts SET source = $3, revision = revision + 1, changed_by = $4, changed_at_ms = $5 \
                 WHERE slug = $1 AND revision = $2",
            )
            .bind(slug)
            .bind(i64::from(*over))
            .bind(source)
            .bind(&change.by)
            .bind(change.at_ms)
            .execute(connection)
            .await?
        }
        Write::Publish { slug, revision, change } => {
            sqlx::query(
                "INSERT INTO published (slug, version, source, published_by, published_at_ms) \
                 SELECT slug, coalesce((SELECT max(version) FROM published p WHERE p.slug = d.slug), 0) + 1, source, $3, $4 \
                 FROM drafts d WHERE slug = $1 AND revision = $2",
            )
            .bind(slug)
            .bind(i64::from(*revision))
            .bind(&change.by)
            .bind(change.at_ms)
            .execute(connection)
            .await?
        }
        Write::Archive { slug, archived } => {
            sqlx::query("UPDATE drafts SET archived = $2 WHERE slug = $1")
                .bind(slug)
                .bind(*archived)
                .execute(connection)
                .await?
        }
    };
    Ok(done.rows_affected() == 1)
}
