//! The interview itself: a fold over a log of entries, and a policy that answers it.
//!
//! [`open`] starts a session, [`take`] receives what the candidate did and returns the entries to append: the
//! candidate's with its reading and interpretation, then the interviewer's with its moves, exact words and trace.
//! Both are pure: the same engine, state and input give the same entries. [`State::fold`] rebuilds a state from
//! recorded entries alone, without reading any text again.

use serde::{Deserialize, Serialize};

use std::sync::Arc;

use crate::language::lexicon::Lexicon;
use crate::language::{self, Reading};
use crate::scenario::{Mode, Scenario, Seniority};

pub mod chair;
mod figure;
mod fold;
mod interpret;
pub mod interpretation;
mod leaving;
pub mod ledger;
pub mod moves;
mod opinion;
mod otherwise;
mod policy;
mod questions;
mod reply;
mod shared;
pub mod state;
pub mod unheard;
pub mod wording;

pub use figure::in_words;
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
    /// A partner sat down in the interviewer's chair.
    TookChair,
    /// The chair went back to the engine.
    LeftChair,
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
    /// The interviewer's entry: the wordings used, so that they rotate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wording: Vec<String>,
    /// The interviewer's entry: the words of the forward move alone, for "repeat".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<String>,
    /// A partner's entry: their name, as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
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
    let mut state = State::new(&engine.scenario, setup);
    let reply = policy::opening(engine, &state);
    let drafts = vec![reply.into_draft(EntryKind::Opened)];
    fold_drafts(&engine.scenario, &mut state, &drafts, 0);
    (drafts, state)
}

/// Takes what the candidate did at `elapsed_ms` of active time: the entries to append in one batch, and the state
/// with them folded in. While a partner has the chair there is no reply. Nothing is ever refused here: bad text has been refused at the edge, and a finished
/// session gets one closing line.
pub fn take(engine: &Engine, state: &State, input: &Input, elapsed_ms: u64) -> (Vec<Draft>, State) {
    let mut state = state.clone();
    let heard = match input {
        Input::Said(text) => {
            let (reading, interpretation) = read(engine, &state, text);
            Draft {
                author: Author::Candidate,
                kind: EntryKind::Said,
                text: text.clone(),
                record: Record {
                    v: Record::VERSION,
                    reading: Some(reading),
                    interpretation: Some(interpretation),
                    ..Record::default()
                },
            }
        }
        Input::Pressed(button) => Draft {
            author: Author::Candidate,
            kind: button.kind(),
            text: String::new(),
            record: Record {
                v: Record::VERSION,
                ..Record::default()
            },
        },
    };
    let before = state.clone();
    let mut drafts = vec![heard];
    fold_drafts(&engine.scenario, &mut state, &drafts, elapsed_ms);
    // A person answers; only the end is the engine's to say.
    if state.partner.is_some() && !state.finished {
        return (drafts, state);
    }
    let reply = policy::respond(engine, &before, &state, &drafts[0]);
    let reply = vec![reply.into_draft(EntryKind::Said)];
    fold_drafts(&engine.scenario, &mut state, &reply, elapsed_ms);
    drafts.extend(reply);
    (drafts, state)
}

/// What words mean to this engine at this point; nothing is folded in.
pub fn read(engine: &Engine, state: &State, text: &str) -> (Reading, Interpretation) {
    let mut analysis = language::analyse(&engine.lexicon, answered(state, text));
    let interpretation = interpret::interpret(engine, state, text, &mut analysis);
    (analysis.reading, interpretation)
}

/// "More servers?" to a question about the design is an answer by someone who isn't sure, and no question: it is read
/// without its mark.
fn answered<'t>(state: &State, text: &'t str) -> &'t str {
    const FRAGMENT: usize = 4;
    let asked = state.focus.as_ref().is_some_and(|focus| {
        matches!(
            focus.asked,
            Move::AskPart { .. }
                | Move::AskExpectation { .. }
                | Move::AskProbe { .. }
                | Move::AskTradeoff { .. }
                | Move::Help { .. }
                | Move::Challenge { .. }
                | Move::Curveball { .. }
                | Move::AskEstimate { .. }
                | Move::Recheck { .. }
                | Move::NextFigure { .. }
        )
    });
    let trimmed = text.trim_end();
    let unsure = trimmed.trim_end_matches('?');
    let words = unsure.split_whitespace();
    let asks = words.clone().next().is_some_and(|first| {
        [
            "what", "why", "how", "who", "which", "when", "where", "is", "are", "do", "does",
            "can", "could", "should", "would", "will", "huh", "sorry", "pardon",
        ]
        .iter()
        .any(|word| first.eq_ignore_ascii_case(word))
    });
    match asked && unsure.len() < trimmed.len() && !asks && words.count() <= FRAGMENT {
        true => unsure,
        false => text,
    }
}

/// Folds one recorded entry into the state; no text is read again.
pub fn fold(scenario: &Scenario, state: &mut State, entry: &Entry) {
    fold::fold(scenario, state, entry);
}

/// Rebuilds the state of a session from its whole log.
pub fn replay(scenario: &Scenario, setup: &Setup, log: &[Entry]) -> State {
    let mut state = State::new(scenario, setup);
    for entry in log {
        fold(scenario, &mut state, entry);
    }
    state
}

fn fold_drafts(scenario: &Scenario, state: &mut State, drafts: &[Draft], elapsed_ms: u64) {
    for draft in drafts {
        let entry = Entry {
            seq: state.seq + 1,
            author: draft.author,
            kind: draft.kind,
            text: draft.text.clone(),
            elapsed_ms: elapsed_ms.max(state.elapsed_ms),
            record: draft.record.clone(),
        };
        fold(scenario, state, &entry);
    }
}

impl Record {
    /// The version that is written today.
    pub const VERSION: u32 = 1;
}

impl Button {
    /// What pressing it is recorded as.
    pub fn kind(self) -> EntryKind {
        match self {
            Button::Hint => EntryKind::AskedForHint,
            Button::Repeat => EntryKind::AskedToRepeat,
            Button::Next => EntryKind::MovedOn,
            Button::Finish => EntryKind::Finished,
        }
    }
}

/// The words of a text, without its signs.
fn words_in(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}
