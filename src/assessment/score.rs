//! The ledger in figures: integer thousandths throughout, so that the same words give the same score everywhere.

use super::{CompetencyScore, Level};
use crate::interview::ledger;
use crate::interview::state::{Help, State};
use crate::scenario::{Band, Competency, Rubric, Scenario};

/// Credit for a concept that was named and no more, in thousandths.
const MENTION: u32 = 100;
/// Credit for at least one part.
const PARTIAL: u32 = 500;
/// Credit for every required part.
const FULL: u32 = 1000;

/// The share that remains after help, in thousandths.
pub fn initiative(help: Help) -> u32 {
    match help {
        Help::Unprompted => 1000,
        Help::Probed => 800,
        Help::Hinted => 500,
        Help::Told => 0,
    }
}

/// How much of one expectation was reached.
pub fn level(scenario: &Scenario, state: &State, index: usize) -> Level {
    let expectation = &scenario.expectations[index];
    let line = &state.ledger[index];
    let reached =
        |part: &usize| line.parts[*part].reached.is_some() && line.parts[*part].withdrawn.is_none();
    let required: Vec<usize> = (0..expectation.parts.len())
        .filter(|part| expectation.parts[*part].required)
        .collect();
    if !required.is_empty() && required.iter().all(reached) {
        Level::Full
    } else if (0..expectation.parts.len()).any(|part| reached(&part)) {
        Level::Partial
    } else if line.named.is_some() && !named_was_taken_back(scenario, state, index) {
        Level::Mention
    } else {
        Level::None
    }
}

fn named_was_taken_back(scenario: &Scenario, state: &State, index: usize) -> bool {
    scenario.expectations[index]
        .concepts
        .iter()
        .any(|concept| state.turned_down.iter().any(|(id, _)| id == concept))
}

/// Thousandths of one expectation's weight: its level times the mean initiative of its reached parts. Optional parts
/// count towards partial only.
pub fn points(scenario: &Scenario, state: &State, index: usize) -> u32 {
    let expectation = &scenario.expectations[index];
    let level = level(scenario, state, index);
    let share = match level {
        Level::None => return 0,
        Level::Mention => return MENTION,
        Level::Partial => PARTIAL,
        Level::Full => FULL,
    };
    let helps: Vec<u32> = expectation
        .parts
        .iter()
        .zip(&state.ledger[index].parts)
        .filter(|(part, _)| part.required || level == Level::Partial)
        .filter(|(_, line)| line.withdrawn.is_none())
        .filter_map(|(_, line)| line.reached.as_ref())
        .map(|reached| initiative(reached.help))
        .collect();
    let count = u32::try_from(helps.len()).unwrap_or(u32::MAX).max(1);
    let mean = helps.iter().sum::<u32>() / count;
    share * mean / 1000
}

/// The four competencies, in the report's order.
pub fn competencies(scenario: &Scenario, state: &State) -> Vec<CompetencyScore> {
    Competency::ALL
        .iter()
        .map(|competency| {
            let mut earned = 0;
            let mut possible = 0;
            for (index, expectation) in scenario.expectations.iter().enumerate() {
                if expectation.competency == *competency && ledger::is_open(scenario, state, index)
                {
                    earned += expectation.weight * points(scenario, state, index);
                    possible += expectation.weight;
                }
            }
            let score = earned.checked_div(possible).unwrap_or(0);
            let bar = scenario.bars[state.setup.seniority as usize][*competency as usize];
            CompetencyScore {
                competency: *competency,
                score,
                bar,
                band: band(&scenario.rubric, score, bar),
            }
        })
        .collect()
}

/// Where a score stands against its bar. Where a bar is so high that its "above" would lie beyond reach, half of what
/// is left above the bar will do.
pub fn band(rubric: &Rubric, score: u32, bar: u32) -> Band {
    let above = (bar * rubric.above / 1000).min(bar + (1000 - bar.min(1000)) / 2);
    if score >= above.max(bar + 1) {
        Band::Above
    } else if score >= bar {
        Band::At
    } else if score >= bar * rubric.just_below / 1000 {
        Band::JustBelow
    } else {
        Band::WellBelow
    }
}

/// The overall band before caps: the means of scores and bars; with a competency well below its bar
/// at most just below, with one just below at most at the bar.
pub fn overall(rubric: &Rubric, competencies: &[CompetencyScore]) -> Band {
    let count = u32::try_from(competencies.len()).unwrap_or(1).max(1);
    let score = competencies.iter().map(|line| line.score).sum::<u32>() / count;
    let bar = competencies.iter().map(|line| line.bar).sum::<u32>() / count;
    let weakest = competencies.iter().map(|line| line.band).min();
    let band = band(rubric, score, bar);
    match weakest {
        Some(Band::WellBelow) => band.min(Band::JustBelow),
        Some(Band::JustBelow) => band.min(Band::At),
        Some(Band::At | Band::Above) | None => band,
    }
}
