//! What is worth asking next: what was just touched and is incomplete, then by the scenario's risk.

use std::collections::BTreeSet;

use crate::interview::interpretation::Interpretation;
use crate::interview::ledger::{is_full, is_open, is_reached, is_touched, missing};
use crate::interview::reply::text_key;
use crate::interview::{Move, State};
use crate::language::Id;
use crate::language::token::{Word, tokens};
use crate::scenario::{Condition, Expectation, Probe, Scenario, Step};

/// How often one expectation is asked about at most; after that the interview goes elsewhere.
pub const FOLLOW_UPS: u16 = 3;

/// Something to ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Part(usize, usize),
    Expectation(usize),
    Probe(Id),
    Estimate(Id),
    Contract(usize),
    Pushback(Id),
    Curveball(Id),
}

impl Item {
    /// The expectation that it is after.
    pub fn expectation(&self) -> Option<usize> {
        match self {
            Item::Part(index, _) | Item::Expectation(index) => Some(*index),
            Item::Probe(_)
            | Item::Estimate(_)
            | Item::Contract(_)
            | Item::Pushback(_)
            | Item::Curveball(_) => None,
        }
    }
}

/// The next thing to ask in `step`; none: the step is done.
pub fn next(
    scenario: &Scenario,
    state: &State,
    found: &Interpretation,
    step: Step,
) -> Option<Item> {
    if step == Step::Communicate
        && state.step_messages >= 2
        && let Some(id) = pushback(scenario, state)
    {
        return Some(Item::Pushback(id));
    }
    // The summary comes first: a contract asked for before anyone explained anything is out of the blue.
    if step == Step::Communicate
        && (state.step_messages >= 2 || !found.credits.is_empty())
        && let Some(index) = contract(scenario, state)
    {
        return Some(Item::Contract(index));
    }
    let best = scenario
        .expectations
        .iter()
        .enumerate()
        .filter(|(_, expectation)| expectation.step == step)
        .filter_map(|(index, expectation)| {
            let item = wanted(scenario, state, index, expectation)?;
            let touched = found
                .credits
                .iter()
                .any(|credit| credit.expectation == expectation.id);
            // Staying with what was just touched is worth a step of risk and a half, finishing what was begun half
            // a step: in half steps, so that the order is total.
            let pull = 2 * expectation.risk
                + 3 * u32::from(touched)
                + u32::from(matches!(item, Item::Part(..) | Item::Probe(_)));
            let key = (
                std::cmp::Reverse(pull),
                !touched,
                missing(scenario, state, index).len(),
                index,
            );
            Some((key, item))
        })
        .min_by_key(|(key, _)| *key)
        .map(|(_, item)| item);
    if best.is_some() {
        return best;
    }
    if step == Step::Iterate {
        return curveball(scenario, state).map(Item::Curveball);
    }
    None
}

/// What to ask about one expectation, if anything is left to ask.
fn wanted(
    scenario: &Scenario,
    state: &State,
    index: usize,
    expectation: &Expectation,
) -> Option<Item> {
    let line = &state.ledger[index];
    if !is_open(scenario, state, index)
        || is_full(scenario, state, index)
        || line.asked >= FOLLOW_UPS
    {
        return None;
    }
    let reached = line
        .parts
        .iter()
        .any(|part| part.reached.is_some() && part.withdrawn.is_none());
    let opening = Move::AskExpectation {
        expectation: expectation.id.clone(),
    };
    let unspent = |done: &Move| done.key().is_none_or(|key| !state.spent.contains(&key));
    let touched = line.parts.iter().any(|part| part.touched.is_some());
    // What a curveball opened was asked by the curveball itself.
    let opened = reached || touched || line.opened || !unspent(&opening);
    if !opened && unsaid(state, &expectation.open) {
        return Some(Item::Expectation(index));
    }
    let probe = scenario
        .probes
        .iter()
        .find(|probe| {
            probe
                .credits
                .as_ref()
                .is_some_and(|part| usize::from(part.expectation) == index)
                && probe_is_due(scenario, state, probe)
        })
        .map(|probe| Item::Probe(probe.id.clone()));
    if probe.is_some() {
        return probe;
    }
    let mut missing = missing(scenario, state, index);
    // A later part's question takes an earlier one for granted: while nothing was said, only the first is asked for.
    if expectation.step == Step::Design && !reached && !touched {
        missing.truncate(1);
    }
    missing
        .into_iter()
        // What was said in other words is not asked for.
        .filter(|part| line.parts[*part].touched.is_none())
        .find_map(|part| {
            let wanted = &expectation.parts[part];
            if let Some(estimate) = wanted.estimate {
                let id = scenario.estimates[usize::from(estimate)].id.clone();
                let asked = Move::AskEstimate {
                    estimate: id.clone(),
                };
                let asks = unsaid(state, &scenario.estimates[usize::from(estimate)].ask);
                return (asks && unspent(&asked)).then_some(Item::Estimate(id));
            }
            let asked = Move::AskPart {
                expectation: expectation.id.clone(),
                part: wanted.id.clone(),
            };
            let after_told = line.parts[part].help == crate::interview::state::Help::Told;
            let again = asks_again(state, &wanted.probe);
            (unsaid(state, &wanted.probe) && unspent(&asked) && !after_told && !again)
                .then_some(Item::Part(index, part))
        })
}

/// The first figure of the clarify step that is open, was not given, and not asked for.
pub fn figure_left(scenario: &Scenario, state: &State) -> Option<Id> {
    let mut left = scenario
        .expectations
        .iter()
        .enumerate()
        .filter(|(index, expectation)| {
            expectation.step == Step::Clarify && is_open(scenario, state, *index)
        })
        .flat_map(|(index, expectation)| {
            missing(scenario, state, index)
                .into_iter()
                .filter_map(|part| expectation.parts[part].estimate)
        })
        .map(|estimate| &scenario.estimates[usize::from(estimate)])
        .filter(|estimate| {
            let asked = Move::AskEstimate {
                estimate: estimate.id.clone(),
            };
            unsaid(state, &estimate.ask)
                && asked.key().is_none_or(|key| !state.spent.contains(&key))
        });
    left.next().map(|estimate| estimate.id.clone())
}

/// Whether a part belongs to what this edition leaves out.
pub fn is_closed(scenario: &Scenario, part: &crate::scenario::PartRef) -> bool {
    scenario.expectations[usize::from(part.expectation)].closed
}

/// Whether a question has most of the words of the one that was asked last: to ask it now would be to ask it again.
fn asks_again(state: &State, texts: &[String]) -> bool {
    const LEAST: usize = 4;
    let stems = |text: &str| -> BTreeSet<Word> {
        let words = tokens(text);
        let long = words
            .iter()
            .filter(|token| token.span.of(text).len() > LEAST);
        long.map(|token| token.stem).collect()
    };
    let Some(focus) = &state.focus else {
        return false;
    };
    let last = stems(&focus.words);
    texts.iter().any(|text| {
        let own = stems(text);
        let shared = own.intersection(&last).count();
        shared >= LEAST && shared * 2 > own.len()
    })
}

/// Whether one of an author's texts has not been said yet.
pub fn unsaid(state: &State, texts: &[String]) -> bool {
    texts
        .iter()
        .any(|text| !state.wording.contains_key(&text_key(text)))
}

/// Whether a probe may be asked now.
pub fn probe_is_due(scenario: &Scenario, state: &State, probe: &Probe) -> bool {
    let holds = |condition: &Condition| match condition {
        Condition::Part(part) => is_reached(state, part),
        Condition::Design(pattern) => state.conditions.contains(&pattern.text),
    };
    let asked = Move::AskProbe {
        probe: probe.id.clone(),
    };
    let spent = asked.key().is_some_and(|key| state.spent.contains(&key));
    let paid = probe.credits.as_ref().is_some_and(|part| {
        is_reached(state, part) || is_touched(state, part) || is_closed(scenario, part)
    });
    !spent
        && !paid
        && unsaid(state, &probe.ask)
        && probe.on.iter().all(holds)
        && !probe.unless.iter().any(holds)
}

/// The next curveball that fits the design: all its conditions hold, and the most conditions first.
pub fn curveball(scenario: &Scenario, state: &State) -> Option<Id> {
    let thrown = state
        .spent
        .iter()
        .filter(|key| key.starts_with("curveball "))
        .count();
    let most = match state.setup.minutes {
        Some(minutes) if minutes <= 30 => 1,
        Some(_) | None => 2,
    };
    if thrown >= most {
        return None;
    }
    let holds = |text: &str| state.conditions.contains(text);
    scenario
        .curveballs
        .iter()
        .filter(|curveball| {
            let asked = Move::Curveball {
                curveball: curveball.id.clone(),
            };
            // The same surge twice is no second change.
            let opened = curveball
                .opens
                .first()
                .is_some_and(|index| state.ledger[usize::from(*index)].opened);
            !curveball.closed
                && !opened
                && asked.key().is_none_or(|key| !state.spent.contains(&key))
                && curveball.when.iter().all(|pattern| holds(&pattern.text))
                && !curveball.unless.iter().any(|pattern| holds(&pattern.text))
        })
        // The first of those with the most conditions: `max_by_key` would take the last.
        .rev()
        .max_by_key(|curveball| curveball.when.len())
        .map(|curveball| curveball.id.clone())
}

/// The objection that fits the design, unless one was made.
pub fn pushback(scenario: &Scenario, state: &State) -> Option<Id> {
    if state.spent.iter().any(|key| key.starts_with("pushback ")) {
        return None;
    }
    scenario
        .pushbacks
        .iter()
        .filter(|pushback| {
            !is_closed(scenario, &pushback.credits)
                && pushback
                    .when
                    .iter()
                    .all(|pattern| state.conditions.contains(&pattern.text))
                // Who has met the objection already isn't told it.
                && !pushback
                    .unless
                    .iter()
                    .any(|pattern| state.conditions.contains(&pattern.text))
        })
        .rev()
        .max_by_key(|pushback| pushback.when.len())
        .map(|pushback| pushback.id.clone())
}

fn contract(scenario: &Scenario, state: &State) -> Option<usize> {
    let asked = state
        .spent
        .iter()
        .filter(|key| key.starts_with("contract "))
        .count();
    if asked >= 2 {
        return None;
    }
    scenario
        .contracts
        .iter()
        .enumerate()
        .position(|(index, contract)| {
            let named = contract
                .between
                .iter()
                .all(|lane| state.lanes.contains(&scenario.lanes[usize::from(*lane)].id));
            let key = Move::AskContract {
                contract: u16::try_from(index).unwrap_or(u16::MAX),
            }
            .key();
            named
                && !is_closed(scenario, &contract.credits)
                && !is_reached(state, &contract.credits)
                && key.is_none_or(|key| !state.spent.contains(&key))
        })
}
