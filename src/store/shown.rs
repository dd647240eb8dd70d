//! What a page shows of a session's entries, read in one row: rows come one by one from a thread of their own, and most of
//! what a row costs is not its content. Entries stand in it one after the other, each as a line of words, the lengths of
//! its text and of its record in bytes among them, and then those two.

use serde::Deserialize;
use sqlx::Row;

use super::readers::Readers;
use super::rows::{self, session_columns, to_name};
use super::{Owner, Session, SessionId, StoreError};
use crate::interview::{Author, EntryKind, TraceLine};

/// An entry as a page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its number in the session.
    pub seq: u32,
    /// Who.
    pub author: Author,
    /// What.
    pub kind: EntryKind,
    /// The exact words; empty for a button.
    pub text: String,
    /// When it was made.
    pub at_ms: i64,
    /// The interviewer's entry: why.
    pub trace: Vec<TraceLine>,
    /// A partner's entry: their name, as it was then.
    pub by: Option<String>,
}

/// What is shown of a record. The rest is passed over.
#[derive(Debug, Default, Deserialize)]
struct Record {
    #[serde(default)]
    trace: Vec<TraceLine>,
    #[serde(default)]
    by: Option<String>,
}

/// All entries in one text. What was understood of the candidate's words lies on pages of its own, and isn't read.
macro_rules! in_one {
    () => {
        "group_concat(seq || ' ' || author || ' ' || kind || ' ' || at_ms || ' ' || octet_length(text) || ' ' || \
         CASE author WHEN 'candidate' THEN '0 ' || text ELSE octet_length(record) || ' ' || text || record END, '')"
    };
}

pub(super) const SHOWN: &str = concat!(
    "SELECT ",
    in_one!(),
    " FROM entries WHERE session_id = $1 AND seq > $2"
);

/// The entries after `seq`.
pub(super) async fn after(
    pool: &Readers,
    session: SessionId,
    seq: u32,
) -> Result<Vec<Shown>, StoreError> {
    let row = sqlx::query(SHOWN)
        .bind(session.to_string())
        .bind(i64::from(seq))
        .fetch_one(pool)
        .await?;
    unpacked(row.try_get(0)?)
}

pub(super) const OWNED: &str = concat!(
    "SELECT ",
    session_columns!(),
    ", (SELECT ",
    in_one!(),
    " FROM entries WHERE session_id = sessions.id) AS shown FROM sessions WHERE id = $1 AND owner_hash = $2"
);

/// A session with all its entries, if it is this owner's.
pub(super) async fn owned(
    pool: &Readers,
    session: SessionId,
    owner: &Owner,
) -> Result<(Session, Vec<Shown>), StoreError> {
    let row = sqlx::query(OWNED)
        .bind(session.to_string())
        .bind(owner.as_str())
        .fetch_one(pool)
        .await?;
    Ok((rows::to_session(&row)?, unpacked(row.try_get("shown")?)?))
}

/// The entries of such a text, in order; none: there is no entry.
fn unpacked(packed: Option<&str>) -> Result<Vec<Shown>, StoreError> {
    let mut rest = packed.unwrap_or_default();
    let mut all = Vec::new();
    while !rest.is_empty() {
        let mut words = rest.splitn(7, ' ');
        let mut word = || words.next().ok_or_else(broken);
        let seq = word()?.parse().map_err(|_| broken())?;
        let author = to_name("author", word()?)?;
        let kind = to_name("kind", word()?)?;
        let at_ms = word()?.parse().map_err(|_| broken())?;
        let text: usize = word()?.parse().map_err(|_| broken())?;
        let record: usize = word()?.parse().map_err(|_| broken())?;
        let (text, after) = word()?.split_at_checked(text).ok_or_else(broken)?;
        let (record, after) = after.split_at_checked(record).ok_or_else(broken)?;
        rest = after;
        let record: Record = match record {
            "" => Record::default(),
            record => serde_json::from_str(record)
                .map_err(|error| StoreError::Unavailable(format!("an old record: {error}")))?,
        };
        all.push(Shown {
            seq,
            author,
            kind,
            text: text.to_owned(),
            at_ms,
            trace: record.trace,
            by: record.by,
        });
    }
    // They are read in this order; nothing in the statement promises it.
    all.sort_by_key(|shown| shown.seq);
    Ok(all)
}

fn broken() -> StoreError {
    StoreError::Unavailable("entries were read that can't be told apart".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_told_apart_by_their_lengths() {
        let record = r#"{"v":1,"trace":[{"tier":1,"rule":"r","because":"b"}],"x":{}}"#;
        let packed = format!(
            "2 candidate said 1700000000001 6 0 a 3 ü1 engine opened -5 0 {} {record}",
            record.len()
        );
        let all = unpacked(Some(&packed)).unwrap();
        let texts: Vec<(u32, &str)> = all.iter().map(|one| (one.seq, one.text.as_str())).collect();
        assert_eq!(texts, [(1, ""), (2, "a 3 ü")]);
        assert_eq!(all[0].trace.len(), 1);
        assert_eq!((all[0].at_ms, all[1].at_ms), (-5, 1_700_000_000_001));
        assert!(unpacked(None).unwrap().is_empty());
        for broken in [
            "1",
            "1 engine said 0 5 0 abc",
            "1 engine said 0 1 0 ü",
            "x engine said 0 0 0 ",
        ] {
            assert!(unpacked(Some(broken)).is_err(), "{broken}");
        }
    }
}
