//! What was asked last.

use crate::interview::{Engine, Move, State, ledger};
use crate::language::{Id, token};
use crate::scenario::{PartRef, Pushback};

/// What the last forward move was after: there an answer may leave out what the question supplied.
#[derive(Default)]
pub(super) struct Focused {
    /// These parts were asked for.
    pub parts: Vec<PartRef>,
    /// This estimate was asked for, by index.
    pub estimate: Option<usize>,
}

/// An objection is about parts that are so like it, so many at most.
const ABOUT: f64 = 0.2;
const MOST: usize = 3;

/// The parts that an objection is about: who answers it says why not, and need not say it again.
fn about(engine: &Engine, pushback: &Pushback) -> Vec<PartRef> {
    let scenario = &engine.scenario;
    let likened = scenario.liken(&engine.lexicon, &token::tokens(&pushback.text));
    let near = likened.chances.into_iter();
    near.filter(|near| {
        near.value >= ABOUT && near.target.expectation != pushback.credits.expectation
    })
    .map(|near| near.target)
    .take(MOST)
    .collect()
}

impl Focused {
    pub fn of(engine: &Engine, state: &State) -> Focused {
        let scenario = &*engine.scenario;
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
            // Holding or yielding decides about the objection, not looser words; they count for what it is about.
            Move::Pushback { pushback } => {
                let known = scenario
                    .pushbacks
                    .iter()
                    .find(|known| known.id == *pushback);
                focused.parts = known.map_or_else(Vec::new, |known| about(engine, known));
            }
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
