//! A scenario's dialogues, played: where the first reply differs from what the author wrote, and where it ends.

use serde::Serialize;
use serde_json::Value;

use super::{scores_of, word_of};
use crate::assessment::report;
use crate::assessment::sitting::Sitting;
use crate::interview::{Author, Button, Engine, Entry, Input, Move};
use crate::language::Id;
use crate::scenario::{Band, Dialogue, DialogueLine};

/// How a dialogue went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Played {
    /// Its name.
    pub name: Id,
    /// Where it begins in the file.
    pub line: u32,
    /// How often the candidate speaks or presses a button.
    pub turns: usize,
    /// The band that it must get.
    pub wanted: Band,
    /// The band that it gets.
    pub band: Band,
    /// The scores behind that band, each beside its bar, and what held it down.
    pub scores: String,
    /// The first reply that differs. What follows a different reply is another conversation: it is counted and not told.
    pub first: Option<Difference>,
    /// How many later lines differ as well.
    pub later: usize,
}

/// A reply that isn't what the author wrote.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The file's line.
    pub line: u32,
    /// What the candidate had said, or the button that was pressed.
    pub said: String,
    /// What the reply should hold and doesn't.
    pub wanted: Vec<String>,
    /// Its moves, then its words.
    pub reply: String,
}

impl Played {
    /// Whether every reply is as written and the band is the right one.
    pub fn holds(&self) -> bool {
        self.first.is_none() && self.band == self.wanted
    }

    /// What doesn't hold, each with its line.
    pub fn failures(&self) -> Vec<(u32, String)> {
        let mut failures = Vec::new();
        if let Some(first) = &self.first {
            for (at, wanted) in first.wanted.iter().enumerate() {
                let later = match self.later {
                    0 => String::new(),
                    _ if at > 0 => String::new(),
                    later => format!(" (of what follows {later} more differ)"),
                };
                let reply = &first.reply;
                failures.push((
                    first.line,
                    format!("the reply doesn't hold `{wanted}`{later}: {reply}"),
                ));
            }
        }
        if self.band != self.wanted {
            let (band, wanted) = (word_of(&self.band), word_of(&self.wanted));
            let (name, scores) = (&self.name, &self.scores);
            let message = format!("the dialogue `{name}` ends {band}, not {wanted}: {scores}");
            failures.push((self.line, message));
        }
        failures
    }
}

/// Plays a dialogue to its end.
pub(super) fn play(engine: &Engine, dialogue: &Dialogue) -> Played {
    let minutes = Some(engine.scenario.minutes);
    let mut sitting = Sitting::open(engine, dialogue.mode, dialogue.seniority, minutes);
    let mut first: Option<Difference> = None;
    let (mut later, mut turns) = (0, 0);
    let mut said = String::new();
    for (line, &number) in dialogue.lines.iter().zip(&dialogue.line_numbers) {
        let input = match line {
            DialogueLine::Candidate(text) => {
                said.clone_from(text);
                Input::Said(text.clone())
            }
            DialogueLine::Button(button) => {
                said = format!("[{button}]");
                match button.as_str() {
                    "hint" => Input::Pressed(Button::Hint),
                    "next" => Input::Pressed(Button::Next),
                    "repeat" => Input::Pressed(Button::Repeat),
                    "finish" => Input::Pressed(Button::Finish),
                    // The parser lets no other through.
                    _ => continue,
                }
            }
            DialogueLine::Interviewer(held) => {
                let last = sitting.log.last();
                let reply = last.filter(|entry| entry.author == Author::Engine);
                if reply.is_some_and(|reply| holds(reply, held)) {
                    continue;
                }
                match &mut first {
                    Some(first) if first.line == number => first.wanted.push(held.clone()),
                    Some(_) => later += 1,
                    None => {
                        first = Some(Difference {
                            line: number,
                            said: said.clone(),
                            wanted: vec![held.clone()],
                            reply: reply.map_or_else(String::new, shown),
                        });
                    }
                }
                continue;
            }
        };
        turns += 1;
        sitting.take(&input);
    }
    if !sitting.state.finished {
        sitting.take(&Input::Pressed(Button::Finish));
    }
    let report = report(engine, &sitting.setup, &sitting.log);
    Played {
        name: dialogue.name.clone(),
        line: dialogue.line,
        turns,
        wanted: dialogue.band,
        band: report.band,
        scores: scores_of(&report),
        first,
        later,
    }
}

/// Whether a reply holds what a dialogue asks of it: a move in brackets, or words.
fn holds(reply: &Entry, held: &str) -> bool {
    match held
        .strip_prefix('[')
        .and_then(|held| held.strip_suffix(']'))
    {
        Some(wanted) => reply.record.moves.iter().any(|done| is_move(done, wanted)),
        None => reply.text.to_lowercase().contains(&held.to_lowercase()),
    }
}

/// Whether a move is the one that is written `answer daily-users`, `probe replication/lag`, `help feed hint`.
fn is_move(done: &Move, wanted: &str) -> bool {
    let mut words = wanted.split_whitespace();
    let kind = words.next().unwrap_or_default();
    let parts = parts_of(done);
    let is_kind = parts.first().is_some_and(|own| {
        own == kind
            || (kind == "probe" && own.starts_with("ask-"))
            || (kind == "hint" && own == "help")
    });
    let named = |word: &str| {
        let mut ids = word.split('/');
        ids.all(|id| parts.iter().skip(1).any(|own| own == id))
    };
    is_kind && words.all(named)
}

/// The name of a move, then its ids.
fn parts_of(done: &Move) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::to_value(done) else {
        return Vec::new();
    };
    let kind = fields
        .get("move")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let ids =
        fields
            .iter()
            .filter(|(key, _)| *key != "move")
            .filter_map(|(_, value)| match value {
                Value::String(id) => Some(id.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
            });
    [kind.to_string()].into_iter().chain(ids).collect()
}

/// A reply for a message to the author: its moves, then its words.
fn shown(reply: &Entry) -> String {
    let moves: Vec<String> = reply
        .record
        .moves
        .iter()
        .map(|done| format!("[{}]", parts_of(done).join(" ")))
        .collect();
    format!("{} {}", moves.join(" "), reply.text)
}
