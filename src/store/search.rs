//! Search over the transcripts of one owner, newest first.
//!
//! The words stand in an index of their own (`migrations/0031_search.sql`), each with its owner beside it. The index is read
//! from its end, so a page of hits costs the same however long somebody's history is.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::readers::Readers;
use super::{Owner, SessionId, StoreError, rows};
use crate::interview::Author;

/// The most characters of a search that are looked at, and the most words.
const LONGEST: usize = 200;
const WORDS: usize = 12;

/// What begins and ends a hit in the index's excerpt. No text that is stored holds a control character.
const BEGIN: char = '\u{2}';
const END: char = '\u{3}';

/// What is searched for: every word, in any form ("caching" finds "cache"); words in double quotes as they stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted(String);

impl Wanted {
    /// Parses what was typed; none: there is no word in it.
    pub fn parse(text: &str) -> Option<Wanted> {
        let text: String = text.chars().take(LONGEST).collect();
        let mut phrases: Vec<String> = Vec::new();
        for (index, part) in text.split('"').enumerate() {
            match index % 2 {
                0 => phrases.extend(part.split_whitespace().map(str::to_owned)),
                _ => phrases.push(part.to_owned()),
            }
        }
        // Without a letter or a digit the index finds nothing at all. A control character would end the phrase early.
        phrases.retain(|phrase| phrase.chars().any(char::is_alphanumeric));
        phrases.truncate(WORDS);
        let quoted: Vec<String> = phrases
            .iter()
            .map(|phrase| format!("\"{}\"", phrase.replace(char::is_control, " ")))
            .collect();
        (!quoted.is_empty()).then(|| Wanted(quoted.join(" AND ")))
    }

    /// In the index's own language, for what this owner said and heard.
    fn of(&self, owner: &Owner) -> String {
        let beginning = owner.as_str().get(..16).unwrap_or(owner.as_str());
        format!("owner : \"{beginning}\" AND text : ({})", self.0)
    }
}

/// A turn that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Later turns have greater ones.
    pub place: i64,
    /// Where it was said.
    pub session: SessionId,
    /// The session's title.
    pub title: String,
    /// Which turn.
    pub seq: u32,
    /// By whom.
    pub author: Author,
    /// When.
    pub at_ms: i64,
    /// The words around, cut to what matters.
    pub excerpt: Vec<Piece>,
}

/// A piece of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they are what was searched for.
    pub found: bool,
}

/// The joins in this order: the index first, from its end, and the rest by key.
pub(super) const SEARCH: &str = "SELECT searchable.id, searchable.session_id, searchable.seq, \
    snippet(turn_search, 1, char(2), char(3), '…', 32) AS excerpt, entries.author, entries.at_ms, sessions.title \
    FROM turn_search \
    CROSS JOIN searchable ON searchable.id = turn_search.rowid \
    CROSS JOIN entries ON entries.session_id = searchable.session_id AND entries.seq = searchable.seq \
    CROSS JOIN sessions ON sessions.id = searchable.session_id \
    WHERE turn_search MATCH $1 AND turn_search.rowid < $2 AND sessions.owner_hash = $3 \
    ORDER BY turn_search.rowid DESC LIMIT $4";

pub(super) async fn search(
    pool: &Readers,
    owner: &Owner,
    wanted: &Wanted,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Hit>, StoreError> {
    let rows = sqlx::query(SEARCH)
        .bind(wanted.of(owner))
        .bind(before.unwrap_or(i64::MAX))
        .bind(owner.as_str())
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await?;
    rows.iter().map(to_hit).collect()
}

fn to_hit(row: &SqliteRow) -> Result<Hit, StoreError> {
    let session: String = row.try_get("session_id")?;
    let excerpt: String = row.try_get("excerpt")?;
    Ok(Hit {
        place: row.try_get("id")?,
        session: session
            .parse()
            .map_err(|_| rows::unreadable("session_id", &session))?,
        title: row.try_get("title")?,
        seq: rows::to_u32("seq", row.try_get("seq")?)?,
        author: rows::to_name("author", row.try_get("author")?)?,
        at_ms: row.try_get("at_ms")?,
        excerpt: pieces(&excerpt),
    })
}

fn pieces(excerpt: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for part in excerpt.split(BEGIN) {
        let (found, rest) = match part.split_once(END) {
            Some((found, rest)) => (found, rest),
            None => ("", part),
        };
        for (text, found) in [(found, true), (rest, false)] {
            if !text.is_empty() {
                pieces.push(Piece {
                    text: text.to_owned(),
                    found,
                });
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_words_and_phrases_and_nothing_else() {
        let check = |text: &str, expected: Option<&str>| {
            let wanted = Wanted::parse(text).map(|wanted| wanted.0);
            assert_eq!(wanted.as_deref(), expected, "{text:?}");
        };
        check("cache", Some("\"cache\""));
        check(" read  replica ", Some("\"read\" AND \"replica\""));
        check("\"read replica\" lag", Some("\"read replica\" AND \"lag\""));
        check("\"never closed", Some("\"never closed\""));
        check("a OR b*", Some("\"a\" AND \"OR\" AND \"b*\""));
        check("owner : x", Some("\"owner\" AND \"x\""));
        check("", None);
        check(" \" - ? \" ", None);
        check("a\0b", Some("\"a b\""));
        let long = Wanted::parse(&"word ".repeat(1_000)).unwrap();
        assert_eq!(long.0.matches("word").count(), WORDS);
    }

    #[test]
    fn an_excerpt_is_cut_where_a_hit_begins_and_ends() {
        let shown: Vec<String> = pieces("…a \u{2}cache\u{3} and \u{2}caches\u{3}")
            .into_iter()
            .map(|piece| match piece.found {
                true => format!("[{}]", piece.text),
                false => piece.text,
            })
            .collect();
        assert_eq!(shown, ["…a ", "[cache]", " and ", "[caches]"]);
        assert_eq!(pieces(""), []);
    }
}
