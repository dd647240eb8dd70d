//! What the ledger says: what is open, what is missing, what was asked for last.

use super::{Move, State};
use crate::language::Id;
use crate::scenario::{PartRef, Scenario, Step};

/// Whether an expectation is open to this candidate: its condition holds, or a curveball opened it.
pub fn is_open(scenario: &Scenario, state: &State, index: usize) -> bool {
    let expectation = &scenario.expectations[index];
    if expectation.closed || awaits_curveball(scenario, state, index) {
        return false;
    }
    expectation.when.is_empty()
        || expectation
            .when
            .iter()
            .any(|pattern| state.conditions.contains(&pattern.text))
}

/// Whether only a curveball opens this expectation, and none has yet.
pub fn awaits_curveball(scenario: &Scenario, state: &State, index: usize) -> bool {
    !state.ledger[index].opened
        && scenario.curveballs.iter().any(|curveball| {
            curveball
                .opens
                .iter()
                .any(|opens| usize::from(*opens) == index)
        })
}

/// Whether nothing can be said for this expectation yet: only a curveball opens it, or a colleague's objection that nobody
/// has made.
pub fn is_untimely(scenario: &Scenario, state: &State, index: usize) -> bool {
    let objections = || scenario.pushbacks.iter();
    let answers = objections().any(|known| usize::from(known.credits.expectation) == index);
    let made = objections().any(|known| {
        let pushback = known.id.clone();
        is_spent(state, &Move::Pushback { pushback })
    });
    let asked = made || state.ledger[index].asked > 0 || state.step >= Step::Communicate;
    awaits_curveball(scenario, state, index) || answers && !asked
}

/// Whether every required part was reached and none of them taken back.
pub fn is_full(scenario: &Scenario, state: &State, index: usize) -> bool {
    missing(scenario, state, index).is_empty()
}

/// The required parts that are not reached, in the author's order.
pub fn missing(scenario: &Scenario, state: &State, index: usize) -> Vec<usize> {
    let expectation = &scenario.expectations[index];
    let line = &state.ledger[index];
    (0..expectation.parts.len())
        .filter(|part| expectation.parts[*part].required)
        .filter(|part| {
            let line = &line.parts[*part];
            line.reached.is_none() || line.withdrawn.is_some()
        })
        .collect()
}

/// Whether a part was touched: in words that earn nothing by themselves, and after which asking for it would be deaf.
pub fn is_touched(state: &State, part: &PartRef) -> bool {
    state.ledger[usize::from(part.expectation)].parts[usize::from(part.part)]
        .touched
        .is_some()
}

/// Whether a part counts as reached.
pub fn is_reached(state: &State, part: &PartRef) -> bool {
    let line = &state.ledger[usize::from(part.expectation)].parts[usize::from(part.part)];
    line.reached.is_some() && line.withdrawn.is_none()
}

/// Whether the candidate was asked to explain the design.
pub fn was_asked_to_explain(state: &State) -> bool {
    const ASKED: [&str; 3] = [
        "advance-communicate",
        "advance-communicate-untimed",
        "advance-communicate-asked",
    ];
    ASKED.iter().any(|key| state.wording.contains_key(*key))
}

/// Whether an estimate was to be worked out again.
pub fn is_rechecked(state: &State, estimate: &Id) -> bool {
    let recheck = Move::Recheck {
        estimate: estimate.clone(),
    };
    is_spent(state, &recheck)
}

/// Whether a move that is made once was made.
pub fn is_spent(state: &State, done: &Move) -> bool {
    done.key().is_some_and(|key| state.spent.contains(&key))
}

/// Whether the candidate was asked what to assume, and hasn't said yet.
pub fn awaits_assumption(state: &State) -> bool {
    let focus = state.focus.as_ref();
    focus.is_some_and(|focus| !focus.answered && matches!(focus.asked, Move::Assume { .. }))
}

/// The one part that a forward move asks for; none where it is after a whole expectation, a figure, or nothing at all.
pub fn credited_part(scenario: &Scenario, asked: &Move) -> Option<PartRef> {
    match asked {
        Move::AskPart { expectation, part }
        | Move::Help {
            expectation,
            part: Some(part),
            part_only: true,
            ..
        } => scenario.part_ref(expectation, part),
        Move::AskTradeoff { tradeoff } => scenario
            .tradeoffs
            .iter()
            .find(|known| known.id == *tradeoff)
            .and_then(|known| known.credits.clone()),
        Move::AskProbe { probe } => scenario
            .probes
            .iter()
            .find(|known| known.id == *probe)
            .and_then(|known| known.credits.clone()),
        Move::AskContract { contract } => scenario
            .contracts
            .get(usize::from(*contract))
            .map(|known| known.credits.clone()),
        Move::Pushback { pushback } => scenario
            .pushbacks
            .iter()
            .find(|known| known.id == *pushback)
            .map(|known| known.credits.clone()),
        _ => None,
    }
}

/// The expectation that the last forward move was after.
pub fn focus_expectation(scenario: &Scenario, state: &State) -> Option<usize> {
    let asked = &state.focus.as_ref()?.asked;
    if let Some(part) = credited_part(scenario, asked) {
        return Some(usize::from(part.expectation));
    }
    match asked {
        Move::AskExpectation { expectation } | Move::Help { expectation, .. } => {
            scenario.expectation_index(expectation)
        }
        Move::Curveball { curveball } => scenario
            .curveballs
            .iter()
            .find(|known| known.id == *curveball)
            .and_then(|known| known.opens.first())
            .map(|index| usize::from(*index)),
        _ => None,
    }
}
