//! What the score can't do as the scenario weighs: competencies that nobody can earn, levels that nobody can reach.
//!
//! Weights stand with the expectations, so that they can't fail to add up to anything; what can fail is that a
//! competency has no weight at all, or that one answer decides it.

use super::super::brief::{COMPETENCIES, SENIORITIES, STEPS};
use super::Linter;
use crate::scenario::{Band, Competency, Expectation, Step};

/// What somebody scores who says everything, and each thing only once it is asked for: a question leaves 800 of 1000
/// (`assessment::score::initiative`).
const WHEN_ASKED: u32 = 800;

/// A single answer is worth no more than this share of a competency, in per cent.
const MOST_OF_ONE: u32 = 50;

impl Linter<'_> {
    pub(super) fn weighing(&self) {
        self.competencies();
        self.bars();
        self.fullness();
        self.caps();
        self.beginner();
    }

    fn of(&self, competency: Competency) -> impl Iterator<Item = &Expectation> {
        let all = self.scenario.expectations.iter();
        all.filter(move |known| known.competency == competency)
    }

    /// Competencies that nothing counts for, or nothing that everyone meets, or one thing above all.
    fn competencies(&self) {
        for (name, competency) in COMPETENCIES {
            let weights: u32 = self.of(competency).map(|known| known.weight).sum();
            if weights == 0 {
                let message = format!(
                    "nothing counts for {name}, whose score stays 0: a whole scenario has 1 or more expectations of it"
                );
                self.warn("", message);
                continue;
            }
            let for_everyone =
                |known: &&Expectation| known.when.is_empty() && known.step != Step::Iterate;
            if self.of(competency).filter(for_everyone).count() == 0 {
                let message = format!(
                    "what counts for {name} waits for a design or a curveball: a whole scenario has something for everyone"
                );
                self.warn("", message);
            }
            let several = self.of(competency).count() > 1;
            for known in self.of(competency).filter(|_| several) {
                if known.weight * 100 > weights * MOST_OF_ONE {
                    let path = format!("expectation/{}", known.id);
                    let message = format!(
                        "this alone is {} of the {weights} points of {name}",
                        known.weight
                    );
                    self.warn(&path, message);
                }
            }
        }
    }

    /// Bars that nobody reaches who has to be asked.
    fn bars(&self) {
        for ((seniority, _), bars) in SENIORITIES.iter().zip(&self.scenario.bars) {
            for ((competency, _), bar) in COMPETENCIES.iter().zip(bars) {
                if *bar > WHEN_ASKED {
                    let message = format!(
                        "the bar of {bar} is out of reach: who says everything when asked has {WHEN_ASKED}"
                    );
                    self.warn(&format!("bars/{seniority}/{competency}"), message);
                }
            }
        }
    }

    /// Expectations that can never be full.
    fn fullness(&self) {
        let lanes = self.scenario.lanes.len();
        for expectation in &self.scenario.expectations {
            let path = format!("expectation/{}", expectation.id);
            if expectation.parts.iter().all(|part| !part.required) {
                self.error(&path, "no part of this is required: it can never be full");
            }
            for part in &expectation.parts {
                let wanted = part.lanes.unwrap_or(0) as usize;
                if wanted > lanes {
                    let path = format!("{path}/part/{}", part.id);
                    self.warn(
                        &path,
                        format!("this asks for {wanted} lanes, and the scenario names {lanes}"),
                    );
                }
            }
        }
    }

    /// Caps that hold nothing down.
    fn caps(&self) {
        for (id, cap) in &self.scenario.rubric.caps {
            if cap.band == Band::Above {
                self.warn(
                    &format!("rubric/cap/{id}"),
                    "this cap holds nothing down: above is the best band",
                );
            }
        }
    }

    /// What is left for a beginner has to hang together: something in every step, something for every competency, and
    /// a curveball for what only a curveball opens.
    fn beginner(&self) {
        let Some(beginner) = &self.scenario.beginner else {
            return;
        };
        let kept = |index: usize| {
            beginner
                .expectations
                .iter()
                .any(|kept| usize::from(*kept) == index)
        };
        let left = || {
            let all = self.scenario.expectations.iter().enumerate();
            all.filter(|(index, _)| kept(*index))
                .map(|(_, known)| known)
        };
        for (name, competency) in COMPETENCIES {
            let lost = !left().any(|known| known.competency == competency);
            if lost && self.of(competency).next().is_some() {
                self.warn(
                    "beginner",
                    format!("nothing is left that counts for {name}: its score stays 0"),
                );
            }
        }
        for (name, step) in STEPS {
            let lost = !left().any(|known| known.step == step);
            if lost
                && self
                    .scenario
                    .expectations
                    .iter()
                    .any(|known| known.step == step)
            {
                self.warn("beginner", format!("nothing is left of the step {name}"));
            }
        }
        let opened = |index: usize| {
            beginner.curveballs.iter().any(|kept| {
                let curveball = &self.scenario.curveballs[usize::from(*kept)];
                curveball
                    .opens
                    .iter()
                    .any(|open| usize::from(*open) == index)
            })
        };
        for &index in &beginner.expectations {
            let known = &self.scenario.expectations[usize::from(index)];
            if known.step == Step::Iterate && !opened(usize::from(index)) {
                let message = format!("no curveball that is left opens `{}`", known.id);
                self.warn("beginner", message);
            }
        }
        for &index in &beginner.curveballs {
            let curveball = &self.scenario.curveballs[usize::from(index)];
            if !curveball.opens.iter().any(|open| kept(usize::from(*open))) {
                let message = format!(
                    "the curveball `{}` opens nothing that is left",
                    curveball.id
                );
                self.warn("beginner", message);
            }
        }
    }
}
