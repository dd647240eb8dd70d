//! Tokens of the API: who may use it, and what for. Of a token's secret only the hash is kept.

use std::fmt;

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use uuid::Uuid;

use super::readers::Readers;
use super::{Owner, StoreError, rows, sha256_hex};

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Look.
    Read,
    /// Look, begin sessions and speak in them.
    Write,
}

/// A token's name: what people tell it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenName(String);

impl TokenName {
    /// Parses 1 to 64 letters, digits, `-`, `_` and `.`; they print and sort everywhere.
    pub fn parse(text: &str) -> Option<TokenName> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| TokenName(text.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A token itself: `gr_` and 128 random bits in hexadecimal. It shows itself only where it is asked to.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSecret(String);

impl TokenSecret {
    /// A new one, from the system's generator.
    pub fn new() -> Result<TokenSecret, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(TokenSecret(format!(
            "gr_{:032x}",
            u128::from_be_bytes(bytes)
        )))
    }

    /// Parses what a client sent: only what could be a token is looked up.
    pub fn parse(text: &str) -> Option<TokenSecret> {
        let digits = text.strip_prefix("gr_")?;
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (digits.len() == 32 && digits.bytes().all(digit)).then(|| TokenSecret(text.into()))
    }

    /// The text to be handed over, once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret")
    }
}

/// A token as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What people tell it by; free again once it is revoked.
    pub name: TokenName,
    /// What it may do.
    pub scope: Scope,
    /// Whose sessions it sees and makes.
    pub owner: Owner,
    /// When it was added.
    pub created_at_ms: i64,
    /// When it got the secret that it has now, if that isn't the first.
    pub renewed_at_ms: Option<i64>,
    /// Since when it opens nothing.
    pub revoked_at_ms: Option<i64>,
}

/// A change of the tokens, for the writer.
#[derive(Debug)]
pub(super) enum Change {
    Add {
        name: TokenName,
        secret: TokenSecret,
        scope: Scope,
        /// The token whose sessions it is to share; none: it gets its own.
        of: Option<TokenName>,
        at_ms: i64,
    },
    Renew {
        name: TokenName,
        secret: TokenSecret,
        at_ms: i64,
    },
    Revoke {
        name: TokenName,
        at_ms: i64,
    },
}

/// What became of a change of the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenChanged {
    /// It is so now.
    Done,
    /// A token of this name is in use.
    NameTaken,
    /// No token of this name is in use.
    NoSuchToken,
}

pub(super) async fn change(
    connection: &mut SqliteConnection,
    change: &Change,
) -> Result<TokenChanged, StoreError> {
    match change {
        Change::Add {
            name,
            secret,
            scope,
            of,
            at_ms,
        } => {
            if owner_of(connection, name).await?.is_some() {
                return Ok(TokenChanged::NameTaken);
            }
            let id = Uuid::now_v7().hyphenated().to_string();
            let owner = match of {
                None => sha256_hex(format!("token {id}").as_bytes()),
                Some(other) => match owner_of(connection, other).await? {
                    Some(owner) => owner,
                    None => return Ok(TokenChanged::NoSuchToken),
                },
            };
            sqlx::query(
                "INSERT INTO tokens (id, name, hash, scope, owner_hash, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id)
            .bind(name.as_str())
            .bind(secret.hash())
            .bind(rows::from_name(scope)?)
            .bind(owner)
            .bind(at_ms)
            .execute(connection)
            .await?;
            Ok(TokenChanged::Done)
        }
        Change::Renew {
            name,
            secret,
            at_ms,
        } => {
            let renewed = sqlx::query(
                "UPDATE tokens SET hash = $2, renewed_at_ms = $3 WHERE name = $1 AND revoked_at_ms IS NULL",
            )
            .bind(name.as_str())
            .bind(secret.hash())
            .bind(at_ms)
            .execute(connection)
            .await?;
            Ok(changed(renewed.rows_affected()))
        }
        Change::Revoke { name, at_ms } => {
            let revoked = sqlx::query(
                "UPDATE tokens SET revoked_at_ms = $2 WHERE name = $1 AND revoked_at_ms IS NULL",
            )
            .bind(name.as_str())
            .bind(at_ms)
            .execute(connection)
            .await?;
            Ok(changed(revoked.rows_affected()))
        }
    }
}

fn changed(rows: u64) -> TokenChanged {
    match rows {
        0 => TokenChanged::NoSuchToken,
        _ => TokenChanged::Done,
    }
}

async fn owner_of(
    connection: &mut SqliteConnection,
    name: &TokenName,
) -> Result<Option<String>, StoreError> {
    let row =
        sqlx::query("SELECT owner_hash FROM tokens WHERE name = $1 AND revoked_at_ms IS NULL")
            .bind(name.as_str())
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|row| row.try_get("owner_hash")).transpose()?)
}

/// The token with this secret, unless it was revoked.
pub(super) async fn token(
    pool: &Readers,
    secret: &TokenSecret,
) -> Result<Option<Token>, StoreError> {
    let row = sqlx::query(TOKEN)
        .bind(secret.hash())
        .fetch_optional(pool)
        .await?;
    row.as_ref().map(to_token).transpose()
}

pub(super) const TOKEN: &str = "SELECT name, scope, owner_hash, created_at_ms, renewed_at_ms, revoked_at_ms FROM tokens \
    WHERE hash = $1 AND revoked_at_ms IS NULL";

/// All tokens, those in use first, by name.
pub(super) async fn tokens(pool: &Readers) -> Result<Vec<Token>, StoreError> {
    let rows = sqlx::query(
        "SELECT name, scope, owner_hash, created_at_ms, renewed_at_ms, revoked_at_ms FROM tokens \
         ORDER BY revoked_at_ms IS NOT NULL, name, id",
    )
    .fetch_all(pool)
    .await?;
    rows.iter().map(to_token).collect()
}

fn to_token(row: &SqliteRow) -> Result<Token, StoreError> {
    let name: String = row.try_get("name")?;
    Ok(Token {
        name: TokenName::parse(&name).ok_or_else(|| rows::unreadable("name", &name))?,
        scope: rows::to_name("scope", row.try_get("scope")?)?,
        owner: Owner(row.try_get("owner_hash")?),
        created_at_ms: row.try_get("created_at_ms")?,
        renewed_at_ms: row.try_get("renewed_at_ms")?,
        revoked_at_ms: row.try_get("revoked_at_ms")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_a_token_is_looked_up() {
        let digits = "0123456789abcdef0123456789abcdef";
        let check = |text: &str, fits| {
            assert_eq!(TokenSecret::parse(text).is_some(), fits, "{text:?}");
        };
        check(&format!("gr_{digits}"), true);
        check(digits, false);
        check(&format!("gr_{digits}0"), false);
        check(&format!("gr_{}", digits.to_uppercase()), false);
        check("gr_", false);
        check("", false);
        let new = TokenSecret::new().unwrap();
        check(new.expose(), true);
        assert_ne!(new, TokenSecret::new().unwrap());
        assert_eq!(format!("{new:?}"), "TokenSecret", "a log shows no secret");
    }

    #[test]
    fn a_name_prints_everywhere() {
        let check = |text: &str, fits| {
            assert_eq!(TokenName::parse(text).is_some(), fits, "{text:?}");
        };
        check("grader", true);
        check("ci-2026.1_b", true);
        check("", false);
        check("two words", false);
        check("a\u{1b}[31m", false);
        check(&"x".repeat(64), true);
        check(&"x".repeat(65), false);
    }
}
