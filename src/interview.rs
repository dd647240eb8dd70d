//! The interview itself: a fold over a log of entries, and a policy that answers it.
//!
//! [`open`] starts a session, [`take`] receives what the candidate did and returns the entries to append: the
//! candidate's with its reading and interpretation, then the interviewer's with its moves, exact words and trace.
//! Both are pure: the same engine, state and input give the same entries. [`State::fold`] rebuilds a state from
//! recorded entries alone, without reading any text again.

use serde::{Deserialize, Serialize};

use std::sync::Arc;

use crate::language::Reading;
use crate::language::lexicon::Lexicon;
use crate::scenario::{Mode, Scenario, Seniority};

pub mod interpretation;
pub mod moves;
pub mod state;
pub mod wording;

pub use interpretation::Interpretation;
pub use moves::Move;
pub use state::State;
pub use wording::Wording;

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

/// Everything that decides besides the state: shared knowledge, wording, one scenario.
#[derive(Clone, Debug)]
pub struct Engine {
    /// The shared knowledge.
    pub lexicon: Arc<Lexicon>,
    /// The interviewer's wording.
    pub wording: Arc<Wording>,
    /// The scenario.
    pub scenario: Arc<Scenario>,
}

/// An entry to append: what the core decides of it; the shell adds seq and time.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "see `Entry`")]
pub struct Draft {
    pub author: Author,
    pub kind: EntryKind,
    pub text: String,
    pub record: Record,
}

/// Opens a session: the state before anything was said, and the interviewer's first entry, already folded in.
pub fn open(engine: &Engine, setup: &Setup) -> (Vec<Draft>, State) {
    let state = State {
        setup: setup.clone(),
        step: crate::scenario::Step::Clarify,
        seq: 0,
        elapsed_ms: 0,
        step_ms: [0; 4],
        messages: 0,
        step_messages: 0,
        told: Vec::new(),
        topics: Default::default(),
        assumptions: Vec::new(),
        estimates: Vec::new(),
        design: Vec::new(),
        turned_down: Vec::new(),
        lanes: Vec::new(),
        ledger: Vec::new(),
        misconceptions: Vec::new(),
        choices: Vec::new(),
        focus: None,
        spent: Default::default(),
        wording: Default::default(),
        stuck: 0,
        last_named: Vec::new(),
        finished: false,
    };
    let draft = Draft {
        author: Author::Engine,
        kind: EntryKind::Opened,
        text: engine.scenario.prompt.clone(),
        record: Record {
            v: 1,
            moves: vec![Move::Open],
            ..Record::default()
        },
    };
    (vec![draft], state)
}

/// Takes what the candidate did at `elapsed_ms` of active time: the entries to append in one batch, and the state
/// with them folded in. Nothing is ever refused here: bad text has been refused at the edge, and a finished
/// session gets one closing line.
pub fn take(
    _engine: &Engine,
    state: &State,
    input: &Input,
    elapsed_ms: u64,
) -> (Vec<Draft>, State) {
    let mut state = state.clone();
    state.elapsed_ms = elapsed_ms;
    let (kind, text) = match input {
        Input::Said(text) => (EntryKind::Said, text.clone()),
        Input::Pressed(Button::Hint) => (EntryKind::AskedForHint, String::new()),
        Input::Pressed(Button::Repeat) => (EntryKind::AskedToRepeat, String::new()),
        Input::Pressed(Button::Next) => (EntryKind::MovedOn, String::new()),
        Input::Pressed(Button::Finish) => (EntryKind::Finished, String::new()),
    };
    state.finished |= kind == EntryKind::Finished;
    let candidate = Draft {
        author: Author::Candidate,
        kind,
        text,
        record: Record::default(),
    };
    let reply = Draft {
        author: Author::Engine,
        kind: EntryKind::Said,
        text: "Go on.".into(),
        record: Record {
            v: 1,
            moves: vec![Move::GoOn],
            ..Record::default()
        },
    };
    state.seq += 2;
    (vec![candidate, reply], state)
}

/// Folds one recorded entry into the state; no text is read again.
pub fn fold(scenario: &Scenario, state: &mut State, entry: &Entry) {
    let _ = scenario;
    state.seq = entry.seq;
    state.elapsed_ms = entry.elapsed_ms;
    state.finished |= entry.kind == EntryKind::Finished;
}
