//! A scenario's dialogues, played: where the first reply differs from what the author wrote, and where it ends.

use serde::Serialize;
use serde_json::Value;

use super::{scores_of, word_of};
use crate::assessment::report;
use crate::assessment::sitting::Sitting;
use crate::document::nearest;
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
    /// Of each of them what can't be held by any reply: a move or an id that doesn't exist.
    #[serde(skip)]
    pub unknown: Vec<Option<String>>,
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
                let unknown = match first.unknown.get(at) {
                    Some(Some(unknown)) => format!(", for {unknown}"),
                    Some(None) | None => String::new(),
                };
                failures.push((
                    first.line,
                    format!("the reply doesn't hold `{wanted}`{unknown}{later}: {reply}"),
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
                    Some(first) if first.line == number => {
                        first.wanted.push(held.clone());
                        first.unknown.push(unknown(engine, held));
                    }
                    Some(_) => later += 1,
                    None => {
                        first = Some(Difference {
                            line: number,
                            said: said.clone(),
                            wanted: vec![held.clone()],
                            unknown: vec![unknown(engine, held)],
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
    match in_brackets(held) {
        Some(wanted) => reply.record.moves.iter().any(|done| is_move(done, wanted)),
        None => reply.text.to_lowercase().contains(&held.to_lowercase()),
    }
}

fn in_brackets(held: &str) -> Option<&str> {
    held.strip_prefix('[')?.strip_suffix(']')
}

/// What no reply can hold of a move in brackets: a move that there isn't, an id that nothing has.
fn unknown(engine: &Engine, held: &str) -> Option<String> {
    let mut words = in_brackets(held)?.split_whitespace();
    let kind = words.next().unwrap_or_default();
    let kinds = || Move::NAMES.into_iter().chain(["probe", "hint"]);
    let near = |word: &str, known: Vec<&str>| match nearest(word, known) {
        Some(near) => format!(" (did you mean `{near}`?)"),
        None => String::new(),
    };
    if kinds().all(|known| known != kind) {
        let near = near(kind, kinds().collect());
        return Some(format!("no move is called `{kind}`{near}"));
    }
    let known = ids(engine);
    let id = words
        .flat_map(|word| word.split('/'))
        .find(|id| !known.contains(id) && id.parse::<u16>().is_err())?;
    let near = near(id, known);
    Some(format!("nothing is called `{id}`{near}"))
}

/// Everything that a move can name.
fn ids(engine: &Engine) -> Vec<&str> {
    let scenario = &engine.scenario;
    let parts = scenario.expectations.iter().flat_map(|known| &known.parts);
    let own = parts
        .map(|known| &known.id)
        .chain(scenario.expectations.iter().map(|known| &known.id))
        .chain(scenario.facts.iter().map(|known| &known.id))
        .chain(scenario.opens.iter().map(|known| &known.id))
        .chain(scenario.misconceptions.iter().map(|known| &known.id))
        .chain(scenario.tradeoffs.iter().map(|known| &known.id))
        .chain(scenario.probes.iter().map(|known| &known.id))
        .chain(scenario.estimates.iter().map(|known| &known.id))
        .chain(scenario.curveballs.iter().map(|known| &known.id))
        .chain(scenario.pushbacks.iter().map(|known| &known.id))
        .chain(engine.lexicon.topics().iter().map(|known| &known.id))
        .chain(engine.lexicon.concepts().iter().map(|known| &known.id));
    own.map(|id| &**id)
        .chain(["pump", "hint", "prompt", "tell"])
        .chain(["clarify", "design", "communicate", "iterate"])
        .collect()
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
