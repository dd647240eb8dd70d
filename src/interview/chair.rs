//! A partner in the interviewer's chair: a person asks, and the engine beside them proposes, listens and keeps the
//! ledger.
//!
//! While a partner has the chair, [`super::take`] records what the candidate says and replies nothing. What the partner
//! says is recorded with the moves that it makes, so that the ledger is as fair as with the engine: those of the
//! proposal that was sent, else those that can be heard in the partner's own words.

use std::collections::BTreeMap;

use super::state::Help;
use super::{
    Author, Draft, Engine, Entry, EntryKind, Move, Record, Setup, State, TraceLine, fold_drafts,
    interpret, ledger, policy,
};
use crate::interview::moves::Rung;
use crate::language::{self, Id, Reading};

/// What a partner can be proposed to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalKind {
    /// What the engine itself would say now.
    Reply,
    /// The next thing to ask.
    Ask,
    /// A rung of the hint ladder.
    Hint,
    /// An objection to the design.
    Object,
    /// A change of the task.
    Change,
    /// On to the next step.
    Advance,
    /// A fact, asked for or not.
    Fact(Id),
}

impl ProposalKind {
    /// Its name in a form.
    pub fn key(&self) -> String {
        match self {
            ProposalKind::Reply => "reply".into(),
            ProposalKind::Ask => "ask".into(),
            ProposalKind::Hint => "hint".into(),
            ProposalKind::Object => "object".into(),
            ProposalKind::Change => "change".into(),
            ProposalKind::Advance => "advance".into(),
            ProposalKind::Fact(id) => format!("fact {id}"),
        }
    }
}

/// Something that the partner could say, as the engine would record it.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What it is.
    pub kind: ProposalKind,
    /// The words, the moves, and why.
    pub draft: Draft,
}

/// What the engine proposes at the end of a log, best first: a reply to what the candidate just said, then what else
/// could be done, each once; then every fact.
pub fn proposals(engine: &Engine, setup: &Setup, log: &[Entry]) -> Vec<Proposal> {
    let moment = Moment::at_the_end_of(engine, setup, log);
    let mut proposals: Vec<Proposal> = Vec::new();
    let pending = moment.pending();
    for (kind, draft) in policy::proposals(engine, &moment.before, &moment.state, pending) {
        let known = proposals.iter().any(|known| known.draft.text == draft.text);
        if !draft.text.is_empty() && !known {
            proposals.push(Proposal { kind, draft });
        }
    }
    proposals
}

/// The partner sits down: from now on a person asks.
pub fn sit_down(engine: &Engine, state: &State, by: &str, elapsed_ms: u64) -> (Vec<Draft>, State) {
    chaired(engine, state, by, EntryKind::TookChair, elapsed_ms)
}

/// The chair goes back to the engine: it answers what is still unanswered. `by` is the partner; none: the candidate.
pub fn stand_up(
    engine: &Engine,
    setup: &Setup,
    log: &[Entry],
    by: Option<&str>,
    elapsed_ms: u64,
) -> (Vec<Draft>, State) {
    let moment = Moment::at_the_end_of(engine, setup, log);
    let (mut drafts, mut state) = match by {
        Some(by) => chaired(engine, &moment.state, by, EntryKind::LeftChair, elapsed_ms),
        None => {
            let mut state = moment.state.clone();
            let drafts = vec![entry(Author::Candidate, EntryKind::LeftChair, None)];
            fold_drafts(&engine.scenario, &mut state, &drafts, elapsed_ms);
            (drafts, state)
        }
    };
    if let Some(pending) = moment.pending() {
        let reply = policy::respond(engine, &moment.before, &state, pending);
        let reply = vec![reply.into_draft(EntryKind::Said)];
        fold_drafts(&engine.scenario, &mut state, &reply, elapsed_ms);
        drafts.extend(reply);
    }
    (drafts, state)
}

/// The partner speaks: words of their own, or a proposal, edited or not.
pub fn speak(
    engine: &Engine,
    state: &State,
    by: &str,
    text: &str,
    proposal: Option<&Proposal>,
    elapsed_ms: u64,
) -> (Vec<Draft>, State) {
    let mut said = entry(Author::Partner, EntryKind::Said, Some(by));
    said.text = text.to_owned();
    let record = &mut said.record;
    match proposal {
        Some(Proposal { draft, .. }) => {
            let edited = draft.text != text;
            record.moves = draft.record.moves.clone();
            record.trace = draft.record.trace.clone();
            record.wording = draft.record.wording.clone();
            record.demand = match edited {
                false => draft.record.demand.clone(),
                true => draft.record.demand.as_ref().map(|_| text.to_owned()),
            };
            let how = if edited { ", edited" } else { "" };
            record.trace.push(TraceLine {
                tier: 8,
                rule: "partner proposal".into(),
                because: format!("{by} sent what the engine proposed{how}"),
            });
        }
        None => {
            record.moves = heard(engine, state, text);
            record.demand = record.moves.iter().any(Move::asks).then(|| text.to_owned());
            record.trace.push(TraceLine {
                tier: 8,
                rule: "partner words".into(),
                because: format!("{by} says this in their own words"),
            });
        }
    }
    let mut state = state.clone();
    let drafts = vec![said];
    fold_drafts(&engine.scenario, &mut state, &drafts, elapsed_ms);
    (drafts, state)
}

/// A log's end: what the candidate said last, the state before that, and the state now.
struct Moment {
    before: State,
    state: State,
    last: Option<Draft>,
}

impl Moment {
    fn at_the_end_of(engine: &Engine, setup: &Setup, log: &[Entry]) -> Moment {
        let scenario = &engine.scenario;
        let last = log.iter().rposition(|entry| {
            let silent = matches!(entry.kind, EntryKind::TookChair | EntryKind::LeftChair);
            !silent && entry.author != Author::System
        });
        // What was answered already is not answered again.
        let last = last.filter(|at| log[*at].author == Author::Candidate);
        let before = super::replay(scenario, setup, &log[..last.unwrap_or(log.len())]);
        let mut state = before.clone();
        for entry in &log[last.unwrap_or(log.len())..] {
            super::fold(scenario, &mut state, entry);
        }
        Moment {
            before,
            state,
            last: last.map(|at| Draft {
                author: log[at].author,
                kind: log[at].kind,
                text: log[at].text.clone(),
                record: log[at].record.clone(),
            }),
        }
    }

    fn pending(&self) -> Option<&Draft> {
        self.last.as_ref()
    }
}

fn chaired(
    engine: &Engine,
    state: &State,
    by: &str,
    kind: EntryKind,
    elapsed_ms: u64,
) -> (Vec<Draft>, State) {
    let mut state = state.clone();
    let drafts = vec![entry(Author::Partner, kind, Some(by))];
    fold_drafts(&engine.scenario, &mut state, &drafts, elapsed_ms);
    (drafts, state)
}

fn entry(author: Author, kind: EntryKind, by: Option<&str>) -> Draft {
    Draft {
        author,
        kind,
        text: String::new(),
        record: Record {
            v: Record::VERSION,
            by: by.map(str::to_owned),
            ..Record::default()
        },
    }
}

/// What can be heard in a partner's own words: what they tell outright is told, and what they ask about is asked for.
fn heard(engine: &Engine, state: &State, text: &str) -> Vec<Move> {
    let mut analysis = language::analyse(&engine.lexicon, text);
    let found = interpret::interpret(engine, state, text, &mut analysis);
    let mut moves: Vec<Move> = Vec::new();
    for credit in &found.credits {
        let told = Move::Help {
            expectation: credit.expectation.clone(),
            part: Some(credit.part.clone()),
            rung: Rung::Tell,
            part_only: true,
        };
        let index = engine
            .scenario
            .part_index(&credit.expectation, &credit.part);
        let open = index.is_some_and(|(expectation, part)| {
            let line = &state.ledger[expectation].parts[part];
            line.reached.is_none() && line.help < Help::Told
        });
        if open && !moves.contains(&told) {
            moves.push(told);
        }
    }
    if let Some(index) = asked_about(engine, state, &analysis.reading) {
        moves.push(Move::AskExpectation {
            expectation: engine.scenario.expectations[index].id.clone(),
        });
    }
    moves
}

/// The open expectation that a text names most of the concepts of.
fn asked_about(engine: &Engine, state: &State, reading: &Reading) -> Option<usize> {
    let scenario = &engine.scenario;
    let mut named: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, expectation) in scenario.expectations.iter().enumerate() {
        if !ledger::is_open(scenario, state, index) || ledger::is_full(scenario, state, index) {
            continue;
        }
        let mentions = reading.mentions.iter().filter(|mention| {
            let mut concepts = mention.ancestors.iter().chain([&mention.concept]);
            concepts.any(|concept| expectation.concepts.contains(concept))
        });
        let count = mentions.count();
        if count > 0 {
            named.insert(index, count);
        }
    }
    let most = named.values().copied().max()?;
    named
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(index, _)| index)
}
