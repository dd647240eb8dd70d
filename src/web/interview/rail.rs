//! The step rail of coach mode: where the interview is, and how much of each step is covered. It counts; it never
//! names what is missing.

use crate::interview::{State, ledger};
use crate::scenario::{Mode, Scenario, Step};
use crate::web::{moment, words};

/// The four steps.
#[derive(Clone, Debug)]
pub struct Rail {
    /// In their order.
    pub steps: Vec<RailStep>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct RailStep {
    pub name: &'static str,
    /// `done`, `now`, `later`.
    pub class: &'static str,
    pub current: bool,
    /// Ideas reached in full.
    pub covered: u32,
    /// Ideas of which some part was reached.
    pub begun: u32,
    /// Ideas that are open to this candidate.
    pub of: u32,
    /// Per cent of `of`, for the meter.
    pub covered_share: u32,
    /// Per cent of `of` that is covered or begun.
    pub begun_share: u32,
    /// "4 of about 7 min", or "4 min" when untimed.
    pub time: String,
}

impl Rail {
    /// The rail of a session; none in exam mode.
    pub fn new(scenario: &Scenario, state: &State) -> Option<Rail> {
        match state.setup.mode {
            Mode::Coach => Some(Rail {
                steps: Step::ALL
                    .map(|step| rail_step(scenario, state, step))
                    .into(),
            }),
            Mode::Exam => None,
        }
    }
}

fn rail_step(scenario: &Scenario, state: &State, step: Step) -> RailStep {
    let (mut covered, mut begun, mut of) = (0, 0, 0);
    let expectations = scenario.expectations.iter().enumerate().zip(&state.ledger);
    for ((index, expectation), line) in expectations {
        if expectation.step != step || !ledger::is_open(scenario, state, index) {
            continue;
        }
        of += 1;
        if ledger::is_full(scenario, state, index) {
            covered += 1;
        } else if line
            .parts
            .iter()
            .any(|part| part.reached.is_some() && part.withdrawn.is_none())
        {
            begun += 1;
        }
    }
    let current = step == state.step && !state.finished;
    let spent_ms = state.step_ms[step as usize];
    RailStep {
        name: words::step(step),
        class: match step {
            _ if current => "now",
            _ if step < state.step || state.finished => "done",
            _ => "later",
        },
        current,
        covered,
        begun,
        of,
        covered_share: share(covered, of),
        begun_share: share(covered + begun, of),
        time: match budget_ms(scenario, state, step) {
            Some(budget) => format!("{} of about {}", spent_ms / 60_000, moment::minutes(budget)),
            None => moment::minutes(spent_ms),
        },
    }
}

fn share(count: u32, of: u32) -> u32 {
    (count * 100).checked_div(of).unwrap_or(0)
}

/// What a step is meant to take; none when untimed.
pub fn budget_ms(scenario: &Scenario, state: &State, step: Step) -> Option<u64> {
    let total_ms = u64::from(state.setup.minutes?) * 60_000;
    Some(total_ms * u64::from(scenario.budget[step as usize]) / 100)
}
