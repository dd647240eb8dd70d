//! Replay: a session derived anew from what the candidate did, with its own scenario and the other prompts of today,
//! and held against what was recorded.
//!
//! Readings, interpretations, moves, words, traces and the report are compared; ids and times are not. Under the
//! stamp that the session was decided by, everything is equal to the byte, or the program has a defect.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{App, SubmitError, engine, unavailable, weigh};
use crate::interview::{
    self, Author, Button, Draft, Engine, Entry, EntryKind, Input, Setup, State, chair,
};
use crate::store::{SessionId, Stamp};

/// What came of a replay.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    /// The stamp that the session began with.
    pub recorded: Stamp,
    /// The stamp of today's program and prompts with the session's scenario.
    pub today: Stamp,
    /// Whether the session was decided by more than one stamp.
    pub stamp_changed: bool,
    /// How many entries were compared.
    pub entries: usize,
    /// Whether a report was compared.
    pub report: bool,
    /// What differs, in order: the first place in each entry, then the report's.
    pub differences: Vec<Difference>,
}

impl Replayed {
    /// Whether the session was decided by exactly what decides today.
    pub fn same_stamp(&self) -> bool {
        self.recorded == self.today && !self.stamp_changed
    }
}

/// Something that comes out otherwise than it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The entry; none: the report.
    pub seq: Option<u32>,
    /// Where in it: `record/moves/0/fact`.
    pub path: String,
    /// What was recorded there, as JSON.
    pub recorded: String,
    /// What comes out today, as JSON.
    pub today: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seq {
            Some(seq) => write!(f, "entry {seq}, at {}", self.path),
            None => write!(f, "the report, at {}", self.path),
        }
    }
}

/// Derives a session anew and compares.
pub async fn replay(app: &App, id: SessionId) -> Result<Replayed, SubmitError> {
    let session = app.store.session(id).await?;
    let engine = engine(app, &session).await?;
    let log = super::log(app, id).await?;
    let today = app.prompts.current().stamp(&engine.scenario);
    let (derived, mut differences) = derive(&engine, &session.setup, &log);
    let given = app.store.report(id).await?;
    let report = given.is_some();
    if let Some(given) = given {
        let recorded: Value = serde_json::from_str(&given).map_err(|error| unavailable(&error))?;
        differences.extend(report_difference(engine, &session.setup, derived, &recorded).await?);
    }
    Ok(Replayed {
        recorded: session.stamp,
        today,
        stamp_changed: session.stamp_changed,
        entries: log.len(),
        report,
        differences,
    })
}

/// Where the report on a derived log differs from the one that was given.
pub(super) async fn report_difference(
    engine: Engine,
    setup: &Setup,
    derived: Vec<Entry>,
    recorded: &Value,
) -> Result<Option<Difference>, SubmitError> {
    let weighed = weigh(engine, setup.clone(), derived).await?;
    Ok(difference(None, recorded, &value(&weighed)))
}

/// The log as it comes out today from what the candidate did then, and where it differs from what was recorded.
pub(super) fn derive(
    engine: &Engine,
    setup: &Setup,
    log: &[Entry],
) -> (Vec<Entry>, Vec<Difference>) {
    let mut derived: Vec<Entry> = Vec::with_capacity(log.len());
    let (opening, mut state) = interview::open(engine, setup);
    add(&mut derived, opening, 0);
    for entry in log {
        let by = entry.record.by.as_deref();
        let (drafts, next) = match (entry.author, entry.kind) {
            (Author::Engine | Author::System, _) => continue,
            (Author::Candidate | Author::Partner, EntryKind::LeftChair) => {
                chair::stand_up(engine, setup, &derived, by, entry.elapsed_ms)
            }
            (Author::Candidate, _) => {
                interview::take(engine, &state, &input(entry), entry.elapsed_ms)
            }
            // What a person did is given, like the candidate's words: only the ledger follows from it.
            (Author::Partner, _) => given(engine, &state, entry),
        };
        add(&mut derived, drafts, entry.elapsed_ms);
        state = next;
    }
    let mut differences = Vec::new();
    for index in 0..log.len().max(derived.len()) {
        let seq = u32::try_from(index + 1).ok();
        let recorded = log.get(index).map_or(Value::Null, value);
        let today = derived.get(index).map_or(Value::Null, value);
        differences.extend(difference(seq, &recorded, &today));
    }
    (derived, differences)
}

fn given(engine: &Engine, state: &State, entry: &Entry) -> (Vec<Draft>, State) {
    let mut state = state.clone();
    let entry = Entry {
        seq: state.seq + 1,
        ..entry.clone()
    };
    interview::fold(&engine.scenario, &mut state, &entry);
    let draft = Draft {
        author: entry.author,
        kind: entry.kind,
        text: entry.text,
        record: entry.record,
    };
    (vec![draft], state)
}

fn add(log: &mut Vec<Entry>, drafts: Vec<Draft>, elapsed_ms: u64) {
    let last = log.last().map_or(0, |entry| entry.seq);
    log.extend(super::numbered(drafts, last, elapsed_ms));
}

fn input(entry: &Entry) -> Input {
    match entry.kind {
        EntryKind::Said | EntryKind::Opened | EntryKind::TookChair | EntryKind::LeftChair => {
            Input::Said(entry.text.clone())
        }
        EntryKind::AskedForHint => Input::Pressed(Button::Hint),
        EntryKind::AskedToRepeat => Input::Pressed(Button::Repeat),
        EntryKind::MovedOn => Input::Pressed(Button::Next),
        EntryKind::Finished => Input::Pressed(Button::Finish),
    }
}

fn value<T: Serialize>(of: &T) -> Value {
    serde_json::to_value(of).unwrap_or(Value::Null)
}

fn difference(seq: Option<u32>, recorded: &Value, today: &Value) -> Option<Difference> {
    let mut path = Vec::new();
    let (recorded, today) = first_difference(recorded, today, &mut path)?;
    Some(Difference {
        seq,
        path: path.join("/"),
        recorded: recorded.to_string(),
        today: today.to_string(),
    })
}

/// The first place where two values differ, in the order of the recorded one's keys.
fn first_difference<'v>(
    recorded: &'v Value,
    today: &'v Value,
    path: &mut Vec<String>,
) -> Option<(&'v Value, &'v Value)> {
    match (recorded, today) {
        (Value::Object(before), Value::Object(now)) => {
            let keys = before
                .keys()
                .chain(now.keys().filter(|key| !before.contains_key(*key)));
            for key in keys {
                path.push(key.clone());
                let before = before.get(key).unwrap_or(&Value::Null);
                let now = now.get(key).unwrap_or(&Value::Null);
                if let Some(found) = first_difference(before, now, path) {
                    return Some(found);
                }
                path.pop();
            }
            None
        }
        (Value::Array(before), Value::Array(now)) => {
            for index in 0..before.len().max(now.len()) {
                path.push(index.to_string());
                let before = before.get(index).unwrap_or(&Value::Null);
                let now = now.get(index).unwrap_or(&Value::Null);
                if let Some(found) = first_difference(before, now, path) {
                    return Some(found);
                }
                path.pop();
            }
            None
        }
        _ => (recorded != today).then_some((recorded, today)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_named_with_its_place() {
        let check = |recorded, today, expected: Option<(&str, &str, &str)>| {
            let found = difference(Some(1), &recorded, &today);
            let found = found.as_ref().map(|found| {
                (
                    found.path.as_str(),
                    found.recorded.as_str(),
                    found.today.as_str(),
                )
            });
            assert_eq!(found, expected);
        };
        use serde_json::json;
        check(
            json!({"a": [1, {"b": "x"}]}),
            json!({"a": [1, {"b": "x"}]}),
            None,
        );
        check(
            json!({"a": [1, {"b": "x"}], "c": 1}),
            json!({"a": [1, {"b": "y"}], "c": 2}),
            Some(("a/1/b", "\"x\"", "\"y\"")),
        );
        check(
            json!({"a": [1]}),
            json!({"a": [1, 2]}),
            Some(("a/1", "null", "2")),
        );
        check(
            json!({}),
            json!({"new": true}),
            Some(("new", "null", "true")),
        );
    }
}
