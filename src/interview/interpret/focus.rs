//! What was asked last.

use crate::interview::{Move, State, ledger};
use crate::language::Id;
use crate::scenario::{PartRef, Scenario};

/// What the last forward move was after: there an answer may leave out what the question supplied.
#[derive(Default)]
pub(super) struct Focused {
    /// These parts were asked for.
    pub parts: Vec<PartRef>,
    /// This estimate was asked for, by index.
    pub estimate: Option<usize>,
}

impl Focused {
    pub fn of(scenario: &Scenario, state: &State) -> Focused {
        let mut focused = Focused::default();
        let Some(focus) = &state.focus else {
            return focused;
        };
        let whole = |id: &Id| -> Vec<PartRef> {
            let Some(index) = scenario.expectation_index(id) else {
                return Vec::new();
            };
            (0..scenario.expectations[index].parts.len())
                .map(|part| PartRef {
                    expectation: index as u16,
                    part: part as u16,
                })
                .collect()
        };
        let estimate = |id: &Id| scenario.estimates.iter().position(|known| known.id == *id);
        match &focus.asked {
            Move::AskExpectation { expectation } => {
                focused.parts = whole(expectation);
            }
            Move::Help {
                expectation, part, ..
            } => {
                let part = part
                    .as_ref()
                    .and_then(|part| scenario.part_ref(expectation, part));
                focused.parts = match part {
                    Some(part) => vec![part],
                    None => whole(expectation),
                };
            }
            Move::Curveball { curveball } => {
                let known = scenario
                    .curveballs
                    .iter()
                    .find(|known| known.id == *curveball);
                for index in known.iter().flat_map(|known| &known.opens) {
                    focused
                        .parts
                        .extend(whole(&scenario.expectations[usize::from(*index)].id));
                }
            }
            Move::Challenge { misconception } => {
                let linked = scenario
                    .misconceptions
                    .iter()
                    .find(|known| known.id == *misconception)
                    .and_then(|known| known.expectation);
                if let Some(index) = linked {
                    focused.parts = whole(&scenario.expectations[usize::from(index)].id);
                }
            }
            Move::AskEstimate { estimate: id }
            | Move::Recheck { estimate: id }
            | Move::NextFigure { estimate: id } => focused.estimate = estimate(id),
            // Holding or yielding decides here, not looser words.
            Move::Pushback { .. } => {}
            asked => focused.parts.extend(ledger::credited_part(scenario, asked)),
        }
        if matches!(focus.asked, Move::NextFigure { .. }) {
            // The next figure is the one that the author wrote after the figure that led to it.
            focused.estimate = focused
                .estimate
                .map(|index| index + 1)
                .filter(|index| *index < scenario.estimates.len());
        }
        focused
    }

    pub fn holds(&self, expectation: usize, part: usize) -> bool {
        self.parts.iter().any(|known| {
            usize::from(known.expectation) == expectation && usize::from(known.part) == part
        })
    }
}
