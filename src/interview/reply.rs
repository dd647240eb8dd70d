//! A reply being put together: moves, words, and the reason for each.

use std::collections::BTreeMap;

use super::interpretation::Component;
use super::wording::fill;
use crate::language::lexicon::Role;
use crate::language::token::Word;

use super::{Author, Draft, Engine, EntryKind, Move, Record, State, TraceLine};

/// A reply being put together.
pub(super) struct Reply<'a> {
    engine: &'a Engine,
    state: &'a State,
    moves: Vec<Move>,
    trace: Vec<TraceLine>,
    wording: Vec<String>,
    sentences: Vec<String>,
    demand: Option<String>,
}

impl<'a> Reply<'a> {
    pub fn new(engine: &'a Engine, state: &'a State) -> Reply<'a> {
        Reply {
            engine,
            state,
            moves: Vec::new(),
            trace: Vec::new(),
            wording: Vec::new(),
            sentences: Vec::new(),
            demand: None,
        }
    }

    /// The next variant of a wording, filled in.
    pub fn word(&mut self, key: &str, values: &[(&str, &str)]) -> String {
        let used = self.state.wording.get(key).copied().unwrap_or(0)
            + self.wording.iter().filter(|used| *used == key).count() as u16;
        self.wording.push(key.to_owned());
        let text = self
            .engine
            .wording
            .variant(key, self.state.setup.mode, used)
            .to_owned();
        let values: BTreeMap<&str, &str> = values.iter().copied().collect();
        let filled = fill(&text, &|slot| {
            values.get(slot).map(|value| (*value).to_owned())
        });
        filled.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The first of an author's texts that was not said yet, with the author's slots filled in; where all were, they
    /// rotate.
    pub fn author_text(&mut self, key: &str, texts: &[String], said: &str) -> String {
        let used = self.state.wording.get(key).copied().unwrap_or(0);
        self.wording.push(key.to_owned());
        let fresh = texts
            .iter()
            .find(|text| !self.state.wording.contains_key(&text_key(text)))
            .or_else(|| texts.get(usize::from(used) % texts.len().max(1)));
        match fresh {
            None => String::new(),
            Some(text) => {
                self.wording.push(text_key(text));
                self.fill_author(text, said)
            }
        }
    }

    /// `{@concept}` is the candidate's own name for it, `{said}` the words that set the move off, `{choice}` the
    /// candidate's name for the component in them.
    pub fn fill_author(&self, text: &str, said: &str) -> String {
        fill(text, &|slot| match slot {
            "said" => Some(said.to_owned()),
            "choice" => Some(self.choice_in(said)),
            _ => slot.strip_prefix('@').map(|concept| self.own_name(concept)),
        })
    }

    /// What the candidate calls a component of this concept: "Redis", "the cache"; else the concept's own name.
    pub fn own_name(&self, concept: &str) -> String {
        self.state
            .design
            .iter()
            .rev()
            .map(|placed| &placed.component)
            .find(|component| {
                &*component.concept == concept
                    || component.ancestors.iter().any(|id| &**id == concept)
            })
            .map(|component| self.called(component))
            .or_else(|| self.engine.lexicon.name(concept).map(str::to_owned))
            .unwrap_or_else(|| concept.replace('-', " "))
    }

    /// A product by its proper name; anything else as the candidate calls it, with an article.
    fn called(&self, component: &Component) -> String {
        let name = self.engine.lexicon.name(&component.concept).unwrap_or("");
        let common = name.starts_with("a ") || name.starts_with("an ") || name.starts_with("the ");
        match common {
            true if !names(&component.name) => {
                let own = name.split_once(' ').map_or(name, |(_, own)| own);
                format!("the {own}")
            }
            true => format!("the {}", component.name),
            false if name.is_empty() => component.name.clone(),
            false => name.to_owned(),
        }
    }

    /// The component named in these words, else the store named last.
    fn choice_in(&self, said: &str) -> String {
        let lower = said.to_lowercase();
        let design = || {
            self.state
                .design
                .iter()
                .rev()
                .map(|placed| &placed.component)
        };
        design()
            .find(|component| lower.contains(&component.name.to_lowercase()))
            .or_else(|| {
                design().find(|component| {
                    self.engine.lexicon.role(&component.concept) == Some(Role::Store)
                })
            })
            .map_or_else(|| "it".to_owned(), |component| self.called(component))
    }

    /// A move with its words and its reason. Moves that ask become what an answer is read in the light of.
    pub fn add(&mut self, done: Move, tier: u8, because: impl Into<String>, words: String) {
        if done.asks() {
            self.demand = Some(words.clone());
        }
        self.trace.push(TraceLine {
            tier,
            rule: rule_name(&done),
            because: because.into(),
        });
        self.moves.push(done);
        self.say(words);
    }

    /// Words without a move of their own, before the next move.
    pub fn say(&mut self, words: String) {
        if !words.is_empty() {
            self.sentences.push(capital(&words));
        }
    }

    /// Whether these words stand in what is said so far.
    pub fn has_said(&self, words: &str) -> bool {
        self.sentences
            .iter()
            .any(|sentence| sentence.contains(words))
    }

    /// Whether anything is said so far.
    pub fn has_words(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// The moves so far.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// Whether the reply asks for something already.
    pub fn asks(&self) -> bool {
        self.moves.iter().any(Move::asks)
    }

    pub fn into_draft(self, kind: EntryKind) -> Draft {
        Draft {
            author: Author::Engine,
            kind,
            text: self.sentences.join(" "),
            record: Record {
                v: Record::VERSION,
                moves: self.moves,
                trace: self.trace,
                wording: self.wording,
                demand: self.demand,
                ..Record::default()
            },
        }
    }
}

/// The move's name and what it is about, as in the recorded form: `ask-part replication/lag`.
fn rule_name(done: &Move) -> String {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(done) else {
        return String::new();
    };
    let name = fields
        .get("move")
        .and_then(|name| name.as_str())
        .unwrap_or("");
    let about: Vec<String> = fields
        .iter()
        .filter(|(key, _)| *key != "move")
        .filter_map(|(_, value)| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    match about.is_empty() {
        true => name.to_owned(),
        false => format!("{name} {}", about.join("/")),
    }
}

/// What an author's text is remembered by once it was said: two rules may share a text, and it is said once.
pub(super) fn text_key(text: &str) -> String {
    format!("text {:016x}", Word::of(text).0)
}

/// The first letter in upper case: a sentence may begin with the candidate's own word.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
/// Whether words name something: "hot cache" does, "live only in memory" tells what is done.
fn names(words: &str) -> bool {
    const MOST: usize = 3;
    const TELLING: [&str; 28] = [
        "in", "on", "of", "to", "with", "for", "from", "by", "at", "into", "only", "it", "them",
        "that", "we", "i", "is", "are", "and", "or", "keep", "kept", "live", "lives", "hold",
        "put", "store", "stored",
    ];
    let mut all = words.split_whitespace();
    // "Caching", "queueing", "sharding": what is done, and no part.
    if words.to_lowercase().ends_with("ing") {
        return false;
    }
    all.clone().count() <= MOST && !all.any(|word| TELLING.contains(&word.to_lowercase().as_str()))
}
