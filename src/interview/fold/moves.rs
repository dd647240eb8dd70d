//! What the interviewer did, folded into the state.

use super::{CHANGE_WANTED, restated};
use crate::interview::state::{Focus, Help, Line, Misheld};
use crate::interview::{Entry, Move, State, ledger};
use crate::language::Id;
use crate::scenario::{PartRef, Scenario};

pub(super) fn fold_move(scenario: &Scenario, state: &mut State, done: &Move, entry: &Entry) {
    if done.asks() {
        let words = entry.record.demand.clone().unwrap_or_default();
        // Repeating or rephrasing does not change what an answer is read in the light of.
        let same = matches!(done, Move::Repeat | Move::Rephrase);
        match &mut state.focus {
            Some(focus) if same => focus.answered = false,
            _ => {
                state.focus = Some(Focus {
                    asked: done.clone(),
                    words,
                    answered: false,
                });
            }
        }
        state.demands[state.step as usize] += 1;
    }
    if let Some(key) = done.key() {
        state.spent.insert(key);
    }
    state.yielded = match done {
        Move::GoOn => state.yielded + 1,
        _ if done.asks() => 0,
        _ => state.yielded,
    };
    match done {
        Move::Answer { fact, .. } => {
            if !state.told.iter().any(|(id, _)| id == fact) {
                state.told.push((fact.clone(), entry.seq));
            }
            state.rest.retain(|id| id != fact);
        }
        Move::OfferRest { rest, open, .. } => {
            state.rest.clone_from(rest);
            state.rest_open.clone_from(open);
        }
        Move::Advance { to } | Move::Follow { to } => {
            state.step = *to;
            state.step_messages = 0;
            state.stuck = 0;
        }
        Move::Help {
            expectation,
            part: Some(part),
            rung,
            part_only: true,
        } => {
            if let Some(part) = scenario.part_ref(expectation, part) {
                help_part(state, &part, Help::from(*rung));
                state.ledger[usize::from(part.expectation)].parts[usize::from(part.part)].rung =
                    Some(*rung);
            }
        }
        Move::Help {
            expectation, rung, ..
        } => {
            if let Some(index) = scenario.expectation_index(expectation) {
                let line = &mut state.ledger[index];
                line.rung = Some(*rung);
                help(line, Help::from(*rung));
            }
        }
        Move::AskExpectation { expectation } => {
            if let Some(index) = scenario.expectation_index(expectation) {
                state.ledger[index].asked += 1;
                help(&mut state.ledger[index], Help::Probed);
            }
        }
        Move::AskPart { .. }
        | Move::AskTradeoff { .. }
        | Move::AskProbe { .. }
        | Move::AskContract { .. } => {
            if let Some(part) = ledger::credited_part(scenario, done) {
                let index = usize::from(part.expectation);
                if matches!(done, Move::AskPart { .. }) {
                    state.ledger[index].asked += 1;
                }
                help_part(state, &part, Help::Probed);
            }
        }
        Move::AskEstimate { estimate }
        | Move::Recheck { estimate }
        | Move::NextFigure { estimate } => {
            help_estimate(scenario, state, estimate, Help::Probed);
        }
        Move::GiveFigure { estimate } => help_estimate(scenario, state, estimate, Help::Told),
        Move::Challenge { misconception } => {
            mark(scenario, state, misconception, Help::Probed, |held| {
                held.challenged = true
            });
        }
        Move::Correct { misconception } => {
            mark(scenario, state, misconception, Help::Told, |held| {
                held.corrected = true
            });
            state.focus = None;
        }
        Move::Curveball { curveball } => {
            if let Some(known) = scenario
                .curveballs
                .iter()
                .find(|known| known.id == *curveball)
            {
                for index in &known.opens {
                    state.ledger[usize::from(*index)].opened = true;
                }
            }
            state.spent.remove(CHANGE_WANTED);
        }
        Move::Leave | Move::GoAhead => state.focus = None,
        Move::Repeat => {
            let asked = state.focus.as_ref().and_then(|focus| focus.asked.key());
            state.spent.extend(asked.map(|key| restated(&key)));
        }
        Move::Close => state.finished = true,
        Move::Open
        | Move::Acknowledge { .. }
        | Move::Assume { .. }
        | Move::NoteAssumption { .. }
        | Move::Defer
        | Move::Outside
        | Move::TellTime
        | Move::GoOn
        | Move::InviteQuestions
        | Move::ClarifyFirst
        | Move::Remind { .. }
        | Move::AskReversal { .. }
        | Move::AskWhichFigure { .. }
        | Move::RecheckWorking { .. }
        | Move::GiveWorking { .. }
        | Move::Confirm { .. }
        | Move::CurbScale { .. }
        | Move::Settle { .. }
        | Move::Pushback { .. }
        | Move::Rephrase
        | Move::WrapUp => {}
    }
}

/// Help with an expectation as a whole: it counts for every part that has not been reached yet.
fn help(line: &mut Line, help: Help) {
    for part in &mut line.parts {
        if part.reached.is_none() || part.withdrawn.is_some() {
            part.help = part.help.max(help);
        }
    }
}

fn help_part(state: &mut State, part: &PartRef, help: Help) {
    let part = &mut state.ledger[usize::from(part.expectation)].parts[usize::from(part.part)];
    part.asked = true;
    if part.reached.is_none() || part.withdrawn.is_some() {
        part.help = part.help.max(help);
    }
}

fn help_estimate(scenario: &Scenario, state: &mut State, estimate: &Id, help: Help) {
    let Some(index) = scenario
        .estimates
        .iter()
        .position(|known| known.id == *estimate)
    else {
        return;
    };
    for (expectation, line) in scenario.expectations.iter().zip(&mut state.ledger) {
        for (part, line) in expectation.parts.iter().zip(&mut line.parts) {
            if part.estimate.map(usize::from) == Some(index) && line.reached.is_none() {
                line.help = line.help.max(help);
            }
        }
    }
}

fn mark(
    scenario: &Scenario,
    state: &mut State,
    misconception: &Id,
    given: Help,
    set: impl Fn(&mut Misheld),
) {
    for held in &mut state.misconceptions {
        if held.id == *misconception {
            set(held);
        }
    }
    let linked = scenario
        .misconceptions
        .iter()
        .find(|known| known.id == *misconception)
        .and_then(|known| known.expectation);
    if let Some(index) = linked {
        help(&mut state.ledger[usize::from(index)], given);
    }
}
