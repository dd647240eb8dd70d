//! The interview itself: a fold over a log of entries, and a policy that answers it.
//!
//! [`open`] starts a session, [`take`] receives what the candidate did and returns the entries to append: the
//! candidate's with its reading and interpretation, then the interviewer's with its moves, exact words and trace.
//! Both are pure: the same engine, state and input give the same entries. [`State::fold`] rebuilds a state from
//! recorded entries alone, without reading any text again.

use serde::{Deserialize, Serialize};

use crate::language::{Id, Reading};
use crate::scenario::{Mode, Seniority};

/// How a session was set up; pinned when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// Coach or exam.
    pub mode: Mode,
    /// The level that the answers are held against.
    pub seniority: Seniority,
    /// 30, 45 or 60; none: untimed.
    pub minutes: Option<u32>,
}

/// Who an entry is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Author {
    Candidate,
    Engine,
    Partner,
    System,
}

/// What an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// The interviewer's first words.
    Opened,
    /// Words.
    Said,
    /// The hint button.
    AskedForHint,
    /// The repeat button.
    AskedToRepeat,
    /// The next-step button.
    MovedOn,
    /// The finish button, or the end.
    Finished,
}

/// A button of the page, or a command of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Button {
    Hint,
    Repeat,
    Next,
    Finish,
}

/// What the candidate did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Input {
    Said(String),
    Pressed(Button),
}

/// One entry of a session's log, as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Counted from 1 in each session, without gaps.
    pub seq: u32,
    /// Who.
    pub author: Author,
    /// What.
    pub kind: EntryKind,
    /// The exact words; empty for a button.
    pub text: String,
    /// Active time since the session began, in milliseconds; never decreases. The shell stamps it.
    pub elapsed_ms: u64,
    /// What was understood or decided.
    pub record: Record,
}

/// What was understood or decided, in a versioned form that old sessions keep for ever.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The version of this form.
    pub v: u32,
    /// A candidate's entry: what the language layer made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// A candidate's entry: what it means in this scenario and at this point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpretation: Option<Interpretation>,
    /// The interviewer's entry: what it does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// The interviewer's entry: why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<TraceLine>,
}

/// Why a move was made, or was not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraceLine {
    /// The policy's tier, 0 to 10.
    pub tier: u8,
    /// The rule's name, and what it was about: `probe replication/lag`.
    pub rule: String,
    /// The reason in words, with what was matched.
    pub because: String,
}
