//! What candidates said and no rule understood, from the interviews that instructors may read it from: gathered,
//! grouped by likeness, and held against a change before it is made.
//!
//! Nothing is indexed: the newest interviews are read when somebody looks, so many and no more ([`SESSIONS`],
//! [`MESSAGES`], [`SENTENCES`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::effects::{self, CaseEffect, Otherwise};
use crate::interview::unheard::{Kind, unheard};
use crate::interview::{Engine, Entry, Record, Setup};
use crate::language::lexicon::Lexicon;
use crate::language::likeness::groups::groups;
use crate::language::likeness::telling_words;
use crate::language::token::{TokenKind, Word, tokens};
use crate::language::{Id, Span};
use crate::prompts::Prompts;
use crate::scenario::{Edition, Scenario};
use crate::store::inbox::{Mark, Message};
use crate::store::{SessionId, StoreError};

use super::{App, SubmitError, unavailable};

/// How many interviews are looked at, the newest ones.
pub const SESSIONS: u32 = 200;
/// How many of their messages.
pub const MESSAGES: u32 = 4_000;
/// How many different sentences of a kind are grouped.
pub const SENTENCES: usize = 800;
/// How many interviews are read again with a change, the newest ones.
pub const READ_AGAIN: u32 = 40;
/// How many of the candidate's messages in them.
pub const READ_AGAIN_MESSAGES: usize = 600;

/// Words of a suggested pattern, and of a suggested id.
const SUGGESTED: usize = 3;

/// What was not understood in a scenario.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    /// How many interviews were looked at.
    pub sessions: usize,
    /// What is much the same, together; what came in most interviews first.
    pub groups: Vec<Group>,
    /// What was dismissed, or taken up, with all that is like it.
    pub done: Vec<Mark>,
}

/// Sentences that say much the same.
#[derive(Clone, Debug)]
pub struct Group {
    /// Whether they ask or state.
    pub kind: Kind,
    /// The one that the others are most like.
    pub head: Heard,
    /// The others.
    pub others: Vec<Heard>,
    /// How often it was said.
    pub times: usize,
    /// In how many interviews.
    pub sessions: usize,
    /// The part that they came near to most, as `expectation/part`.
    pub near: Option<Id>,
    /// Its telling words, as a pattern.
    pub pattern: String,
    /// Its telling words, as an id.
    pub id: String,
}

/// A sentence, and one interview in which it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The words, on one line.
    pub text: String,
    /// The interview.
    pub session: SessionId,
}

/// Gathers what was not understood in a scenario.
pub async fn inbox(app: &App, scenario: &str) -> Result<Inbox, SubmitError> {
    let messages = app.store.readable_messages(scenario, SESSIONS, MESSAGES);
    let messages = messages.await?;
    let done = app.store.marks(scenario).await?;
    let prompts = app.prompts.current();
    let grouped = move || Inbox {
        sessions: messages
            .iter()
            .map(|message| message.session)
            .collect::<BTreeSet<_>>()
            .len(),
        groups: grouped(&prompts.lexicon, &messages, &done),
        done,
    };
    tokio::task::spawn_blocking(grouped)
        .await
        .map_err(|error| unavailable(&error))
}

/// A sentence with all places where it was said.
struct Said {
    heard: Heard,
    sessions: BTreeSet<SessionId>,
    times: usize,
    near: Vec<Id>,
}

fn grouped(lexicon: &Lexicon, messages: &[Message], done: &[Mark]) -> Vec<Group> {
    let mut all = BTreeMap::from([(Kind::Question, Vec::new()), (Kind::Statement, Vec::new())]);
    let mut places: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for message in messages {
        // An entry that another version wrote in a form of its own says nothing here.
        let Ok(record) = serde_json::from_str::<Record>(&message.record) else {
            continue;
        };
        for one in unheard(&message.text, &record) {
            let text = one_line(one.span.of(&message.text));
            let said: &mut Vec<Said> = all.entry(one.kind).or_default();
            let key = (one.kind, text.to_lowercase());
            let full = said.len() >= SENTENCES;
            let at = match places.get(&key) {
                Some(at) => *at,
                None if full => continue,
                None => {
                    places.insert(key, said.len());
                    said.push(Said {
                        heard: Heard {
                            text,
                            session: message.session,
                        },
                        sessions: BTreeSet::new(),
                        times: 0,
                        near: Vec::new(),
                    });
                    said.len() - 1
                }
            };
            said[at].sessions.insert(message.session);
            said[at].times += 1;
            said[at].near.extend(one.near);
        }
    }
    let mut found: Vec<Group> = all
        .into_iter()
        .flat_map(|(kind, said)| of_kind(lexicon, kind, &said, done))
        .collect();
    found.sort_by_key(|group| std::cmp::Reverse((group.sessions, group.times)));
    found
}

fn of_kind(lexicon: &Lexicon, kind: Kind, said: &[Said], done: &[Mark]) -> Vec<Group> {
    let done = done.iter().filter(|mark| mark.kind == kind);
    let done: Vec<&str> = done.map(|mark| mark.said.as_str()).collect();
    let new = said.iter().map(|said| said.heard.text.as_str());
    let texts: Vec<&str> = done.iter().copied().chain(new).collect();
    let open = |group: &Vec<usize>| group.first().is_some_and(|head| *head >= done.len());
    let groups = groups(lexicon, &texts, done.len()).into_iter().filter(open);
    groups
        .map(|group| {
            let members: Vec<&Said> = group.iter().map(|at| &said[at - done.len()]).collect();
            group_of(lexicon, kind, &members)
        })
        .collect()
}

fn group_of(lexicon: &Lexicon, kind: Kind, members: &[&Said]) -> Group {
    let heard: Vec<Heard> = members.iter().map(|said| said.heard.clone()).collect();
    let texts: Vec<&str> = heard.iter().map(|heard| heard.text.as_str()).collect();
    let words = shared_words(lexicon, &texts);
    let sessions: BTreeSet<SessionId> = members
        .iter()
        .flat_map(|said| said.sessions.iter().copied())
        .collect();
    let mut near: BTreeMap<&Id, usize> = BTreeMap::new();
    for id in members.iter().flat_map(|said| &said.near) {
        *near.entry(id).or_default() += 1;
    }
    let near = near.into_iter().max_by_key(|(_, times)| *times);
    let near = near.map(|(id, _)| id.clone());
    let mut heard = heard.into_iter();
    Group {
        kind,
        head: heard.next().unwrap_or_else(|| Heard {
            text: String::new(),
            session: SessionId::default(),
        }),
        others: heard.collect(),
        times: members.iter().map(|said| said.times).sum(),
        sessions: sessions.len(),
        near,
        pattern: words.join(" "),
        id: words.join("-"),
    }
}

/// The telling words of the first text that most of the others have too, as they are written there; where there are
/// fewer than two, its own.
fn shared_words(lexicon: &Lexicon, texts: &[&str]) -> Vec<String> {
    let Some(first) = texts.first() else {
        return Vec::new();
    };
    let sets: Vec<BTreeSet<Word>> = texts
        .iter()
        .map(|text| telling_words(lexicon, &tokens(text)))
        .collect();
    let mut own: Vec<(String, usize)> = Vec::new();
    for token in tokens(first) {
        let word = lexicon.same_as(token.stem);
        let text = token.span.of(first).to_lowercase();
        let plain = text.bytes().all(|byte| byte.is_ascii_lowercase());
        let known = own.iter().any(|(known, _)| *known == text);
        if token.kind == TokenKind::Word && plain && !known && sets[0].contains(&word) {
            let having = sets.iter().filter(|set| set.contains(&word)).count();
            own.push((text, having));
        }
    }
    let most: Vec<String> = own
        .iter()
        .filter(|(_, having)| having * 2 > texts.len())
        .map(|(text, _)| text.clone())
        .collect();
    let mut words = match most.len() {
        0 | 1 => own.into_iter().map(|(text, _)| text).collect(),
        _ => most,
    };
    // Long words say more than short ones.
    let mut longest: Vec<usize> = words.iter().map(String::len).collect();
    longest.sort_unstable_by_key(|length| std::cmp::Reverse(*length));
    if let Some(least) = longest.get(SUGGESTED - 1) {
        words.retain(|word| word.len() >= *least);
        words.truncate(SUGGESTED);
    }
    words
}

/// Words as they stand on one line of a file: single blanks, and nothing that shows nothing.
pub fn one_line(text: &str) -> String {
    let shown = text.split_whitespace().map(|word| {
        let seen = word.chars().filter(|c| !crate::document::is_hidden(*c));
        seen.collect::<String>()
    });
    let words: Vec<String> = shown.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// What a change would do.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// The cases that come out otherwise, and the new ones.
    pub cases: Vec<CaseEffect>,
    /// How many interviews were read again.
    pub sessions: usize,
    /// How many messages of theirs.
    pub messages: usize,
    /// The messages that are read otherwise.
    pub otherwise: Vec<ReadOtherwise>,
}

/// A message of a past interview that is read otherwise.
#[derive(Clone, Debug)]
pub struct ReadOtherwise {
    /// The interview.
    pub session: SessionId,
    /// What of it may be read: sentences that were not understood. What was, the consent doesn't cover.
    pub words: Vec<String>,
    /// What is found in it otherwise.
    pub otherwise: Otherwise,
}

/// A past interview.
#[derive(Clone, Debug)]
pub struct Past {
    session: SessionId,
    setup: Setup,
    edition: Edition,
    log: Vec<Entry>,
}

/// The newest interviews on a scenario that may be read from, as far as a change is held against them.
pub async fn past(app: &App, scenario: &str) -> Result<Vec<Past>, StoreError> {
    let mut editions: BTreeMap<String, Edition> = BTreeMap::new();
    let mut past = Vec::new();
    let mut messages = 0;
    for id in app.store.readable_of(scenario, READ_AGAIN).await? {
        let session = app.store.session(id).await?;
        let digest = session.stamp.scenario;
        if !editions.contains_key(&digest) {
            let source = app.store.scenario_source(&digest).await?;
            editions.insert(digest.clone(), Scenario::edition_of(&source));
        }
        let log = app.store.entries_after(id, 0).await?.into_iter();
        let log: Vec<Entry> = log.map(|stored| stored.entry).collect();
        messages += said(&log);
        if messages > READ_AGAIN_MESSAGES && !past.is_empty() {
            break;
        }
        past.push(Past {
            session: id,
            setup: session.setup,
            edition: editions.get(&digest).cloned().unwrap_or_default(),
            log,
        });
    }
    Ok(past)
}

fn said(log: &[Entry]) -> usize {
    let read = log.iter().filter(|e| e.record.interpretation.is_some());
    read.count()
}

/// Holds a newer text of a scenario against an older one: none where one of them can't be read. It takes a processor for
/// as long as [`READ_AGAIN_MESSAGES`] messages take twice.
pub fn effects(prompts: &Prompts, older: &str, newer: &str, past: &[Past]) -> Option<Effects> {
    let older = Editions::new(prompts, older)?;
    let newer = Editions::new(prompts, newer)?;
    let mut found = Effects {
        cases: effects::cases(&older.written, &newer.written),
        sessions: past.len(),
        ..Effects::default()
    };
    let mut engines: BTreeMap<(Option<Id>, bool), (Engine, Engine)> = BTreeMap::new();
    for past in past {
        let edition = &past.edition;
        let key = (edition.variant.clone(), edition.beginner);
        let (before, now) = engines
            .entry(key)
            .or_insert_with(|| (older.edition(edition), newer.edition(edition)));
        found.messages += said(&past.log);
        for effect in effects::messages(before, now, &past.setup, &past.log) {
            let entry = past.log.iter().find(|entry| entry.seq == effect.seq);
            let words = entry.map_or_else(Vec::new, |entry| readable(entry, &effect.otherwise));
            found.otherwise.push(ReadOtherwise {
                session: past.session,
                words,
                otherwise: effect.otherwise,
            });
        }
    }
    Some(found)
}

/// The sentences of a message that may be read, among those that are read otherwise.
fn readable(entry: &Entry, otherwise: &Otherwise) -> Vec<String> {
    let meets = |one: Span| {
        let mut spans = otherwise.spans.iter();
        spans.any(|span| span.start < one.end && one.start < span.end)
    };
    unheard(&entry.text, &entry.record)
        .into_iter()
        .filter(|one| meets(one.span))
        .map(|one| one_line(one.span.of(&entry.text)))
        .collect()
}

/// A text of a scenario, and its editions as they are needed.
struct Editions<'p> {
    prompts: &'p Prompts,
    file: String,
    written: Engine,
}

impl<'p> Editions<'p> {
    fn new(prompts: &'p Prompts, source: &str) -> Option<Editions<'p>> {
        let slug = slug_of(source)?;
        let file = format!("{slug}.toml");
        let (scenario, _) = Scenario::parse(&file, source, &prompts.lexicon).ok()?;
        Some(Editions {
            prompts,
            file,
            written: prompts.engine_with(scenario.into()),
        })
    }

    /// An edition; as written where the text doesn't have it.
    fn edition(&self, edition: &Edition) -> Engine {
        if edition.variant.is_none() && !edition.beginner {
            return self.written.clone();
        }
        let source = self.written.scenario.edition_source(edition);
        match Scenario::parse(&self.file, &source, &self.prompts.lexicon) {
            Ok((scenario, _)) => self.prompts.engine_with(scenario.into()),
            Err(_) => self.written.clone(),
        }
    }
}

/// The slug of a text that may not be readable as a whole.
pub fn slug_of(source: &str) -> Option<&str> {
    let mut lines = source.lines().map(str::trim_start);
    let value = lines.find_map(|line| line.strip_prefix("slug")?.trim_start().strip_prefix('='))?;
    let (_, rest) = value.split_once(['"', '\''])?;
    rest.split_once(['"', '\'']).map(|(slug, _)| slug)
}
