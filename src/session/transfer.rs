//! A session out into a file and in from one.
//!
//! The JSON form holds all that a session is: its scenario's text, every entry with its record, the report, and, if
//! asked for, what was said about it. What comes in is derived anew from what the candidate did before it is kept.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::replay::{Difference, derive, report_difference};
use super::transcript::{to_json, to_markdown};
use super::{App, Message, SubmitError, report, said, unavailable};
use crate::interview::{Author, Entry, EntryKind, Record, Setup};
use crate::language::Id;
use crate::store::{
    Import, MessageId, Said, Session, SessionId, Stamp, StoreError, Stored, sha256_hex,
};

/// What the JSON form says that it is.
const FORMAT: &str = "greenroom-session";
/// The version of the form that is written today.
const VERSION: u32 = 1;

/// A session in Markdown, for people.
pub async fn export_markdown(
    app: &App,
    session: &Session,
    with_said: bool,
) -> Result<String, SubmitError> {
    let (log, report) = (stored(app, session).await?, given(app, session).await?);
    let said = said_of(app, session, with_said).await?;
    Ok(to_markdown(
        session,
        &entries(&log),
        report.as_ref(),
        said.as_ref(),
    ))
}

/// A session in JSON, complete: [`import`] takes it.
pub async fn export_json(
    app: &App,
    session: &Session,
    with_said: bool,
) -> Result<String, SubmitError> {
    let (log, report) = (stored(app, session).await?, given(app, session).await?);
    let mut value = to_json(session, &entries(&log), report.as_ref());
    value["format"] = json!(FORMAT);
    value["version"] = json!(VERSION);
    value["session"] = json!(session.id.to_string());
    value["created_at_ms"] = json!(session.created_at_ms);
    value["finished_at_ms"] = json!(session.finished_at_ms);
    value["stamp_changed"] = json!(session.stamp_changed);
    let source = app.store.scenario_source(&session.stamp.scenario).await?;
    value["scenario_source"] = json!(source);
    for (turn, stored) in value["turns"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .zip(&log)
    {
        turn["v"] = json!(stored.entry.record.v);
        turn["at_ms"] = json!(stored.at_ms);
        turn["gap_ms"] = json!(stored.gap_ms);
        turn["batch"] = json!(stored.batch);
        turn["message_id"] = json!(stored.message_id.as_ref().map(MessageId::as_str));
    }
    if let Some(said) = said_of(app, session, with_said).await? {
        value["said"] = json!(said);
    }
    Ok(format!("{value:#}\n"))
}

async fn stored(app: &App, session: &Session) -> Result<Vec<Stored>, SubmitError> {
    Ok(app.store.entries_after(session.id, 0).await?)
}

fn entries(log: &[Stored]) -> Vec<Entry> {
    log.iter().map(|stored| stored.entry.clone()).collect()
}

async fn given(
    app: &App,
    session: &Session,
) -> Result<Option<crate::assessment::Report>, SubmitError> {
    match session.finished_at_ms {
        Some(_) => Ok(Some(report(app, session).await?)),
        None => Ok(None),
    }
}

async fn said_of(
    app: &App,
    session: &Session,
    with_said: bool,
) -> Result<Option<Said>, SubmitError> {
    match with_said {
        true => Ok(Some(said::load(app, session).await?)),
        false => Ok(None),
    }
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The session, by the id that it had.
    pub session: SessionId,
    /// How many entries it has.
    pub entries: usize,
    /// Whether exactly what decided it decides today: then it was derived anew to the byte.
    pub same_stamp: bool,
    /// Where today's program would have decided otherwise.
    pub differences: Vec<Difference>,
}

/// The file, as far as it is read field by field.
#[derive(Debug, Deserialize)]
struct File {
    format: String,
    version: u32,
    session: String,
    created_at_ms: i64,
    finished_at_ms: Option<i64>,
    title: String,
    scenario: Id,
    scenario_source: String,
    setup: Setup,
    stamp: Stamp,
    #[serde(default)]
    stamp_changed: bool,
    turns: Vec<Turn>,
    report: Option<Value>,
    #[serde(default)]
    said: Said,
}

#[derive(Debug, Deserialize)]
struct Turn {
    seq: u32,
    author: Author,
    kind: EntryKind,
    text: String,
    elapsed_ms: u64,
    at_ms: i64,
    gap_ms: u64,
    batch: u32,
    message_id: Option<String>,
    #[serde(flatten)]
    record: serde_json::Map<String, Value>,
}

/// Takes a session out of a file and keeps it, whole or not at all. Under the stamp that it was held with it has to come
/// out as it was recorded; under another the differences are told.
pub async fn import(app: &App, text: &str) -> Result<Imported, SubmitError> {
    let (import, log) = read(text)?;
    let session = &import.session;
    let source = async || Ok::<_, StoreError>(import.scenario_source.to_string());
    let engine = app
        .prompts
        .engine_for(&session.stamp, &session.scenario, source)
        .await
        .map_err(super::not_pinned)?;
    said::check(&import.said, &log)?;
    let today = app.prompts.current().stamp(&engine.scenario);
    let (derived, mut differences) = derive(&engine, &session.setup, &log);
    if let Some(recorded) = &import.report {
        let recorded: Value =
            serde_json::from_str(recorded).map_err(|error| unavailable(&error))?;
        let recorded = &recorded;
        differences.extend(report_difference(engine, &session.setup, derived, recorded).await?);
    }
    let same_stamp = session.stamp == today && !session.stamp_changed;
    if same_stamp && let Some(first) = differences.first() {
        return Err(SubmitError::Differs(first.to_string()));
    }
    let imported = Imported {
        session: session.id,
        entries: log.len(),
        same_stamp,
        differences,
    };
    if !app.store.import(import).await? {
        return Err(SubmitError::Unreadable(format!(
            "this session is here already, so nothing was changed; if no browser has it, `greenroom link {}` makes a link to it",
            imported.session
        )));
    }
    Ok(imported)
}

fn read(text: &str) -> Result<(Import, Vec<Entry>), SubmitError> {
    let wrong = |what: &str| SubmitError::Unreadable(what.to_owned());
    let file: File = serde_json::from_str(text)
        .map_err(|error| wrong(&format!("it is no exported session: {error}")))?;
    if file.format != FORMAT || file.version != VERSION {
        return Err(wrong(&format!(
            "it is {} {}, and this version reads {FORMAT} {VERSION}",
            file.format, file.version
        )));
    }
    if sha256_hex(file.scenario_source.as_bytes()) != file.stamp.scenario {
        return Err(wrong(
            "the scenario's text was changed: its digest is another",
        ));
    }
    if file.finished_at_ms.is_some() != file.report.is_some() {
        return Err(wrong(
            "a finished session has a report, and no other has one",
        ));
    }
    let mut stored = Vec::with_capacity(file.turns.len());
    for (turn, seq) in file.turns.into_iter().zip(1..) {
        if turn.seq != seq || turn.batch > seq || turn.batch == 0 {
            return Err(wrong(&format!("turn {seq} is missing or out of order")));
        }
        stored.push(to_stored(turn)?);
    }
    let log = entries(&stored);
    let last = stored.last().ok_or_else(|| wrong("it has no turns"))?;
    let id: SessionId = file
        .session
        .parse()
        .map_err(|_| wrong("its id is none of ours"))?;
    let session = Session {
        id,
        title: file.title,
        scenario: file.scenario,
        setup: file.setup,
        stamp: file.stamp,
        stamp_changed: file.stamp_changed,
        // Whose browser it was is not in the file.
        owner: None,
        created_at_ms: file.created_at_ms,
        finished_at_ms: file.finished_at_ms,
        last_seq: last.entry.seq,
        last_at_ms: last.at_ms,
        elapsed_ms: last.entry.elapsed_ms,
    };
    let import = Import {
        session,
        scenario_source: Arc::from(file.scenario_source),
        entries: stored,
        report: file.report.map(|report| report.to_string()),
        said: file.said,
    };
    Ok((import, log))
}

fn to_stored(turn: Turn) -> Result<Stored, SubmitError> {
    let seq = turn.seq;
    let typed = turn.author == Author::Candidate && turn.kind == EntryKind::Said;
    let wrong = |what: String| SubmitError::Unreadable(format!("turn {seq}: {what}"));
    if typed && let Err(error) = Message::parse(&turn.text) {
        return Err(wrong(error.to_string()));
    }
    let record: Record = serde_json::from_value(Value::Object(turn.record))
        .map_err(|error| wrong(error.to_string()))?;
    let message_id = match turn.message_id {
        Some(id) => {
            Some(MessageId::parse(&id).ok_or_else(|| wrong("its message id is none".into()))?)
        }
        None => None,
    };
    Ok(Stored {
        entry: Entry {
            seq,
            author: turn.author,
            kind: turn.kind,
            text: turn.text,
            elapsed_ms: turn.elapsed_ms,
            record,
        },
        batch: turn.batch,
        message_id,
        at_ms: turn.at_ms,
        gap_ms: turn.gap_ms,
    })
}
