//! The clock: active time so far, and what is meant for the step. It advises; nothing locks.

use super::rail::budget_ms;
use crate::interview::State;
use crate::scenario::{Scenario, Step};
use crate::web::{moment, words};

/// The clock as the page shows it.
#[derive(Clone, Debug)]
pub struct Clock {
    /// "12 min"
    pub elapsed: String,
    /// "45 min"; none when untimed.
    pub total: Option<String>,
    /// "Design: about 22 min"
    pub step: Option<String>,
    /// For the script, which lets it run on.
    pub elapsed_ms: u64,
    /// Where it stands still, because a pause counts only so far.
    pub until_ms: u64,
}

impl Clock {
    /// The clock at `elapsed_ms`; it may run on until `until_ms`.
    pub fn new(scenario: &Scenario, state: &State, elapsed_ms: u64, until_ms: u64) -> Clock {
        Clock {
            elapsed: moment::minutes(elapsed_ms),
            total: state.setup.minutes.map(|minutes| format!("{minutes} min")),
            step: match state.finished {
                true => None,
                false => step(scenario, state, state.step),
            },
            elapsed_ms,
            until_ms,
        }
    }
}

fn step(scenario: &Scenario, state: &State, step: Step) -> Option<String> {
    let budget = moment::minutes(budget_ms(scenario, state, step)?);
    Some(format!("{}: about {budget}", words::step(step)))
}
