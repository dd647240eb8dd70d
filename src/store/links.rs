//! Share links: who may look into a session besides its owner. A link is a name, a role, an end, and the hash of a
//! secret; a browser that opened it is remembered by the hash of its own secret.

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::readers::Readers;
use super::rows::{from_name, to_name};
use super::{LinkId, Owner, SessionId, StoreError};

/// The most links that one session may have at a time; ended ones don't count.
pub const LINKS: u32 = 30;
/// The most browsers that one link admits; beyond it, whoever came first goes.
pub const GUESTS: u32 = 500;

/// What a link lets its holder do; each may do what the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Watch, and read the report.
    Reader,
    /// Comment and score.
    Reviewer,
    /// Ask instead of the engine.
    Interviewer,
}

/// A link, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// The session that it opens; in a file it is the file's.
    #[serde(skip)]
    pub session: SessionId,
    /// Whom it was made for.
    pub name: String,
    /// What it lets do.
    pub role: Role,
    /// When it was made.
    pub created_at_ms: i64,
    /// When it ends by itself.
    pub expires_at_ms: i64,
    /// When it was ended by hand.
    pub revoked_at_ms: Option<i64>,
}

impl Link {
    /// Whether it still opens anything.
    pub fn is_open(&self, now_ms: i64) -> bool {
        self.revoked_at_ms.is_none() && now_ms < self.expires_at_ms
    }
}

/// A link as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLink {
    /// The link.
    pub link: Link,
    /// How many browsers opened it.
    pub guests: u32,
    /// When one last did so for the first time.
    pub opened_at_ms: Option<i64>,
}

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The link; never revoked yet.
    pub link: Link,
    /// The hash of its secret: [`Owner::of_secret`] hashes links' secrets as well as browsers'.
    pub secret_hash: Owner,
}

macro_rules! link_columns {
    () => {
        "links.id, links.session_id, links.name, links.role, links.created_at_ms, links.expires_at_ms, \
         links.revoked_at_ms"
    };
}

/// Makes a link; false if the session has [`LINKS`] open ones. The same secret again is the same link, sent again.
pub(super) async fn make(
    connection: &mut SqliteConnection,
    new: &NewLink,
) -> Result<bool, StoreError> {
    let link = &new.link;
    let made = sqlx::query(
        "INSERT INTO links (id, session_id, name, role, secret_hash, created_at_ms, expires_at_ms) \
         SELECT $1, $2, $3, $4, $5, $6, $7 \
         WHERE (SELECT count(*) FROM links WHERE session_id = $2 AND revoked_at_ms IS NULL AND expires_at_ms > $6) < $8 \
         ON CONFLICT (secret_hash) DO NOTHING",
    )
    .bind(link.id.to_string())
    .bind(link.session.to_string())
    .bind(&link.name)
    .bind(from_name(link.role)?)
    .bind(new.secret_hash.as_str())
    .bind(link.created_at_ms)
    .bind(link.expires_at_ms)
    .bind(i64::from(LINKS))
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() == 1 {
        return Ok(true);
    }
    let there = sqlx::query("SELECT 1 FROM links WHERE secret_hash = $1 AND session_id = $2")
        .bind(new.secret_hash.as_str())
        .bind(link.session.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(there.is_some())
}

/// Ends a link of this session; false if it has no such link that is open.
pub(super) async fn revoke(
    connection: &mut SqliteConnection,
    session: SessionId,
    link: LinkId,
    at_ms: i64,
) -> Result<bool, StoreError> {
    let revoked = sqlx::query(
        "UPDATE links SET revoked_at_ms = $3 WHERE id = $1 AND session_id = $2 AND revoked_at_ms IS NULL",
    )
    .bind(link.to_string())
    .bind(session.to_string())
    .bind(at_ms)
    .execute(connection)
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// Remembers that a browser opened a link.
pub(super) async fn admit(
    connection: &mut SqliteConnection,
    link: LinkId,
    browser: &Owner,
    at_ms: i64,
) -> Result<bool, StoreError> {
    sqlx::query(
        "INSERT INTO guests (link_id, browser_hash, opened_at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(link.to_string())
    .bind(browser.as_str())
    .bind(at_ms)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM guests WHERE link_id = $1 AND browser_hash IN \
         (SELECT browser_hash FROM guests WHERE link_id = $1 AND browser_hash <> $2 \
          ORDER BY opened_at_ms DESC LIMIT -1 OFFSET $3)",
    )
    .bind(link.to_string())
    .bind(browser.as_str())
    .bind(i64::from(GUESTS - 1))
    .execute(connection)
    .await?;
    Ok(true)
}

/// The link with this secret, ended or not.
pub(super) async fn by_secret(pool: &Readers, secret: &Owner) -> Result<Link, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT ",
        link_columns!(),
        " FROM links WHERE secret_hash = $1"
    ))
    .bind(secret.as_str())
    .fetch_one(pool)
    .await?;
    to_link(&row)
}

/// The open link by which a browser may look into a session: the one that lets it do most, then the newest.
pub(super) async fn of_guest(
    pool: &Readers,
    session: SessionId,
    browser: &Owner,
    now_ms: i64,
) -> Result<Link, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        link_columns!(),
        " FROM guests CROSS JOIN links ON links.id = guests.link_id \
         WHERE guests.browser_hash = $1 AND links.session_id = $2 \
         AND links.revoked_at_ms IS NULL AND links.expires_at_ms > $3 ORDER BY links.id"
    ))
    .bind(browser.as_str())
    .bind(session.to_string())
    .bind(now_ms)
    .fetch_all(pool)
    .await?;
    let links = rows.iter().map(to_link).collect::<Result<Vec<_>, _>>()?;
    links
        .into_iter()
        .max_by_key(|link| link.role)
        .ok_or(StoreError::NotFound)
}

/// The open links that a browser came by, newest first, each session once by the one that lets it do most.
pub(super) async fn of_browser(
    pool: &Readers,
    browser: &Owner,
    now_ms: i64,
    limit: u32,
) -> Result<Vec<Link>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        link_columns!(),
        " FROM guests CROSS JOIN links ON links.id = guests.link_id \
         WHERE guests.browser_hash = $1 AND links.revoked_at_ms IS NULL AND links.expires_at_ms > $2 \
         ORDER BY links.id DESC LIMIT $3"
    ))
    .bind(browser.as_str())
    .bind(now_ms)
    .bind(i64::from(limit))
    .fetch_all(pool)
    .await?;
    let mut links: Vec<Link> = Vec::new();
    for link in rows.iter().map(to_link) {
        let link = link?;
        match links.iter_mut().find(|known| known.session == link.session) {
            Some(known) if known.role < link.role => *known = link,
            Some(_) => {}
            None => links.push(link),
        }
    }
    Ok(links)
}

/// A session's links, newest first.
pub(super) async fn of_session(
    pool: &Readers,
    session: SessionId,
) -> Result<Vec<ListedLink>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        link_columns!(),
        ", (SELECT count(*) FROM guests WHERE link_id = links.id) AS guests, \
         (SELECT max(opened_at_ms) FROM guests WHERE link_id = links.id) AS opened_at_ms \
         FROM links WHERE session_id = $1 ORDER BY links.id DESC"
    ))
    .bind(session.to_string())
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            let guests: i64 = row.try_get("guests")?;
            Ok(ListedLink {
                link: to_link(row)?,
                guests: u32::try_from(guests).unwrap_or(u32::MAX),
                opened_at_ms: row.try_get("opened_at_ms")?,
            })
        })
        .collect()
}

fn to_link(row: &SqliteRow) -> Result<Link, StoreError> {
    let id: String = row.try_get("id")?;
    let session: String = row.try_get("session_id")?;
    let unreadable = |_| StoreError::Unavailable("a link has an unreadable id".into());
    Ok(Link {
        id: id.parse().map_err(unreadable)?,
        session: session.parse().map_err(unreadable)?,
        name: row.try_get("name")?,
        role: to_name("role", row.try_get("role")?)?,
        created_at_ms: row.try_get("created_at_ms")?,
        expires_at_ms: row.try_get("expires_at_ms")?,
        revoked_at_ms: row.try_get("revoked_at_ms")?,
    })
}
