//! The path walker: scripted candidates of many kinds play whole interviews, and what no interview should do is counted.
//!
//! The candidates speak in the scenario's own samples, chosen by a counted hash (SplitMix64; Steele, Lea and Flood 2014),
//! so that the same walk is the same interview for ever. What they say is no measure of understanding; where the
//! interview goes with it is.

use std::collections::{BTreeMap, BTreeSet};

use super::score::competencies;
use super::sitting::Sitting;
use crate::interview::{Author, Button, Engine, Entry, EntryKind, Input, Move, ledger};
use crate::language::Id;
use crate::scenario::{Mode, Scenario, Seniority, Step};

mod candidate;

use candidate::Candidate;
pub use candidate::Kind;

/// After so many messages an interview that hasn't been wound up is stuck.
const LONGEST: usize = 140;
/// So many replies in a row that ask nothing and answer nothing leave a candidate who waits alone.
const IDLE: usize = 4;

/// What no interview should do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It is not wound up after very many messages.
    NeverEnds,
    /// A step is not left, whatever is said.
    Stuck(Step),
    /// The same words are said again, and nobody asked for them.
    Repeats(String),
    /// The same question is asked again, in whatever words.
    AsksTwice(String),
    /// Somebody who waits is asked nothing for several replies.
    NothingAsked,
    /// A reply has no words.
    Empty,
}

/// A fault, and the first walk that showed it.
#[derive(Clone, Debug)]
pub struct Found {
    /// What.
    pub fault: Fault,
    /// In how many walks.
    pub walks: usize,
    /// The number of the first of them.
    pub first: usize,
    /// Whose it was: "strong, exam, senior, 45 minutes".
    pub who: String,
}

/// How one kind of candidate fared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fared {
    /// Its walks.
    pub walks: usize,
    /// The sum of the mean scores over the competencies, in thousandths.
    score: u64,
    /// The sum of the messages.
    messages: usize,
}

impl Fared {
    /// The mean score, in thousandths.
    pub fn score(&self) -> u64 {
        self.score / self.walks.max(1) as u64
    }

    /// The mean number of messages.
    pub fn messages(&self) -> usize {
        self.messages / self.walks.max(1)
    }
}

/// What the walks through one scenario showed.
#[derive(Clone, Debug, Default)]
pub struct Walks {
    /// Per kind of candidate.
    pub fared: BTreeMap<Kind, Fared>,
    /// What went wrong, by what it was.
    pub found: Vec<Found>,
    /// Expectations that were neither raised nor asked about in any walk.
    pub unasked: Vec<Id>,
    /// Pairs of kinds whose scores are the wrong way round.
    pub disorder: Vec<(Kind, Kind)>,
}

impl Walks {
    /// Whether nothing went wrong.
    pub fn are_clean(&self) -> bool {
        self.found.is_empty() && self.unasked.is_empty() && self.disorder.is_empty()
    }
}

/// Walks `count` times through the engine's scenario.
pub fn walk(engine: &Engine, count: usize) -> Walks {
    let scenario = &engine.scenario;
    let mut walks = Walks::default();
    let mut met: BTreeSet<usize> = BTreeSet::new();
    let mut faults: BTreeMap<Fault, Found> = BTreeMap::new();
    for number in 0..count {
        let done = play(engine, number);
        let fared = walks.fared.entry(done.kind).or_default();
        fared.walks += 1;
        fared.score += done.score;
        fared.messages += done.messages;
        met.extend(done.met);
        for fault in done.faults {
            faults
                .entry(fault.clone())
                .and_modify(|found| found.walks += 1)
                .or_insert_with(|| Found {
                    fault,
                    walks: 1,
                    first: number,
                    who: done.who.clone(),
                });
        }
    }
    walks.found = faults.into_values().collect();
    if count >= Kind::ALL.len() {
        let unmet = (0..scenario.expectations.len()).filter(|index| !met.contains(index));
        walks.unasked = unmet
            .filter(|index| !scenario.expectations[*index].closed)
            // What only a change opens waits for a design that the change fits.
            .filter(|index| !is_opened_by_a_change(scenario, *index))
            .map(|index| scenario.expectations[index].id.clone())
            .collect();
    }
    let order = [Kind::Strong, Kind::Middling, Kind::Weak, Kind::Stuffing];
    for pair in order.windows(2) {
        let score = |kind| walks.fared.get(kind).map(Fared::score);
        if let (Some(better), Some(worse)) = (score(&pair[0]), score(&pair[1]))
            && better <= worse
        {
            walks.disorder.push((pair[0], pair[1]));
        }
    }
    walks
}

/// The words of one walk, by its number: what was faulty can be read.
pub fn transcript(engine: &Engine, number: usize) -> String {
    let done = play(engine, number);
    let lines = done.log.iter().map(|entry| {
        let mark = if entry.author == Author::Engine {
            '<'
        } else {
            '>'
        };
        let text = match entry.kind {
            EntryKind::Said | EntryKind::Opened => entry.text.clone(),
            kind => format!("[{kind:?}]"),
        };
        format!("{mark} {text}\n")
    });
    lines.collect()
}

fn is_opened_by_a_change(scenario: &Scenario, index: usize) -> bool {
    let mut opened = scenario.curveballs.iter().flat_map(|change| &change.opens);
    opened.any(|opens| usize::from(*opens) == index)
}

fn setting(seed: &mut Seed) -> (Mode, Seniority, Option<u32>) {
    let mode = *seed.one_of(&[Mode::Coach, Mode::Exam]);
    let seniority = *seed.one_of(&[Seniority::Entry, Seniority::Mid, Seniority::Senior]);
    let minutes = *seed.one_of(&[Some(30), Some(45), Some(60), None]);
    (mode, seniority, minutes)
}

/// One walk, done.
struct Done {
    kind: Kind,
    /// "strong, exam, senior, 45 minutes".
    who: String,
    log: Vec<Entry>,
    faults: BTreeSet<Fault>,
    /// The expectations that were raised or asked about.
    met: BTreeSet<usize>,
    score: u64,
    messages: usize,
}

/// Plays the walk with this number.
fn play(engine: &Engine, number: usize) -> Done {
    let scenario = &engine.scenario;
    let seed = &mut Seed::of(number);
    let kind = Kind::ALL[number % Kind::ALL.len()];
    let (mode, seniority, minutes) = setting(seed);
    let mut sitting = Sitting::open(engine, mode, seniority, minutes);
    let mut candidate = Candidate::new(scenario, kind);
    let mut watch = Watch::default();
    let mut messages = 0;
    while messages < LONGEST && !watch.wound_up {
        let input = candidate.next(&sitting.state, seed);
        messages += 1;
        let asked = asks_for_help(&input);
        let entries = sitting.take(&input);
        if let Some(reply) = entries.iter().find(|entry| entry.author == Author::Engine) {
            watch.see(reply, asked);
        }
    }
    if !watch.wound_up {
        let step = sitting.state.step;
        watch.faults.insert(match step {
            Step::Iterate => Fault::NeverEnds,
            Step::Clarify | Step::Design | Step::Communicate => Fault::Stuck(step),
        });
    }
    if !sitting.state.finished {
        sitting.take(&Input::Pressed(Button::Finish));
    }
    let state = &sitting.state;
    let met = (0..scenario.expectations.len()).filter(|index| {
        let line = &state.ledger[*index];
        let figures = scenario.expectations[*index]
            .parts
            .iter()
            .filter_map(|part| part.estimate);
        let asked_for = figures
            .map(|estimate| Move::AskEstimate {
                estimate: scenario.estimates[usize::from(estimate)].id.clone(),
            })
            .filter_map(|asked| asked.key())
            .any(|key| state.spent.contains(&key));
        asked_for
            || line.asked > 0
            || line.opened
            || line.parts.iter().any(|part| part.reached.is_some())
    });
    let scores = competencies(scenario, state);
    let sum: u64 = scores.iter().map(|line| u64::from(line.score)).sum();
    let length = minutes.map_or("untimed".into(), |minutes| format!("{minutes} minutes"));
    Done {
        kind,
        who: format!("{}, {mode:?}, {seniority:?}, {length}", kind.name()).to_lowercase(),
        log: std::mem::take(&mut sitting.log),
        faults: watch.faults,
        met: met.collect(),
        score: sum / scores.len().max(1) as u64,
        messages,
    }
}

/// Whether what was asked before may rightly come again.
fn asks_for_help(input: &Input) -> bool {
    match input {
        Input::Pressed(Button::Hint | Button::Repeat) => true,
        Input::Pressed(Button::Next | Button::Finish) | Input::Said(_) => false,
    }
}

/// What is noticed of the replies.
#[derive(Default)]
struct Watch {
    said: BTreeSet<String>,
    asked: BTreeSet<String>,
    idle: usize,
    wound_up: bool,
    faults: BTreeSet<Fault>,
}

impl Watch {
    fn see(&mut self, reply: &Entry, on_request: bool) {
        let moves = &reply.record.moves;
        self.wound_up |= moves
            .iter()
            .any(|done| matches!(done, Move::WrapUp | Move::Close));
        if reply.text.trim().is_empty() {
            self.faults.insert(Fault::Empty);
        }
        let again = on_request
            || moves.iter().any(|done| {
                matches!(
                    done,
                    Move::Repeat
                        | Move::Rephrase
                        | Move::Help { .. }
                        | Move::Answer { .. }
                        | Move::Assume { .. }
                        | Move::Defer
                        | Move::Outside
                )
            });
        if let Some(demand) = &reply.record.demand
            && !again
            && !self.said.insert(demand.clone())
        {
            self.faults.insert(Fault::Repeats(demand.clone()));
        }
        for done in moves.iter().filter(|done| done.asks()) {
            let Some(key) = lasting(done) else {
                continue;
            };
            if !self.asked.insert(key.clone()) {
                self.faults.insert(Fault::AsksTwice(key));
            }
        }
        let forward = moves.iter().any(|done| {
            done.asks()
                || matches!(
                    done,
                    Move::Answer { .. } | Move::WrapUp | Move::Close | Move::Help { .. }
                )
        });
        self.idle = if forward { 0 } else { self.idle + 1 };
        if self.idle >= IDLE {
            self.faults.insert(Fault::NothingAsked);
        }
    }
}

/// The key of a question that is asked once in an interview.
fn lasting(done: &Move) -> Option<String> {
    match done {
        Move::Curveball { .. }
        | Move::AskTradeoff { .. }
        | Move::AskProbe { .. }
        | Move::AskPart { .. }
        | Move::AskExpectation { .. }
        | Move::AskEstimate { .. }
        | Move::AskContract { .. }
        | Move::Pushback { .. }
        | Move::Challenge { .. } => done.key(),
        _ => None,
    }
}

/// Chance that isn't any: SplitMix64, started by the number of the walk.
pub(super) struct Seed(u64);

impl Seed {
    fn of(number: usize) -> Seed {
        Seed(number as u64)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 where that is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.next().checked_rem(limit as u64).unwrap_or(0) as usize
    }

    /// Whether something that happens in so many of a hundred cases happens now.
    pub(super) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// A scenario as a candidate looks things up in it.
pub(super) fn expectation_of(scenario: &Scenario, asked: &Move) -> Option<usize> {
    match asked {
        Move::AskPart { expectation, .. }
        | Move::AskExpectation { expectation }
        | Move::Help { expectation, .. } => scenario.expectation_index(expectation),
        _ => {
            let part = ledger::credited_part(scenario, asked)?;
            Some(usize::from(part.expectation))
        }
    }
}
