//! The smallest set of statements that would have raised a band, proved by running the engine with them.

use super::score::{competencies, points};
use super::{CompetencyScore, Counterfactual};
use crate::interview::{self, Engine, Entry, EntryKind, Input, Setup, State, ledger};
use crate::scenario::{Band, Competency};

/// More statements than this are no longer "one more sentence".
const MOST: usize = 3;
/// Expectations tried, most promising first.
const TRIED: usize = 10;

/// A statement that would reach an expectation: the scenario's own full sample.
#[derive(Clone)]
struct Statement {
    text: String,
    title: String,
    gain: u32,
}

/// What would have raised the competency that is nearest to its next band; none where three statements are not enough.
pub fn find(
    engine: &Engine,
    setup: &Setup,
    log: &[Entry],
    scores: &[CompetencyScore],
) -> Option<Counterfactual> {
    let open: Vec<Entry> = log
        .iter()
        .take_while(|entry| entry.kind != EntryKind::Finished)
        .cloned()
        .collect();
    let state = interview::replay(&engine.scenario, setup, &open);
    let mut nearest: Vec<&CompetencyScore> = scores
        .iter()
        .filter(|line| line.band != Band::Above)
        .collect();
    nearest.sort_by_key(|line| (line.band >= Band::At, line.bar.saturating_sub(line.score)));
    nearest
        .into_iter()
        .find_map(|line| raise(engine, &state, line))
}

fn raise(engine: &Engine, state: &State, line: &CompetencyScore) -> Option<Counterfactual> {
    let statements = promising(engine, state, line.competency);
    let single = statements
        .iter()
        .find(|statement| band_with(engine, state, line.competency, &[statement]) > line.band)
        .map(|statement| vec![statement]);
    let set = single.or_else(|| {
        let mut set: Vec<&Statement> = Vec::new();
        for statement in statements.iter().take(MOST) {
            set.push(statement);
            if band_with(engine, state, line.competency, &set) > line.band {
                return Some(set);
            }
        }
        None
    })?;
    let to = band_with(engine, state, line.competency, &set);
    Some(Counterfactual {
        statements: set
            .iter()
            .map(|statement| (statement.text.clone(), statement.title.clone()))
            .collect(),
        competency: Some(line.competency),
        from: line.band,
        to,
        text: text(line, to, &set),
    })
}

/// The samples of what is missing in a competency, largest gain first.
fn promising(engine: &Engine, state: &State, competency: Competency) -> Vec<Statement> {
    let scenario = &engine.scenario;
    let mut statements: Vec<Statement> = scenario
        .expectations
        .iter()
        .enumerate()
        .filter(|(index, expectation)| {
            expectation.competency == competency && ledger::is_open(scenario, state, *index)
        })
        .filter_map(|(index, expectation)| {
            let missing = 1000 - points(scenario, state, index).min(1000);
            Some(Statement {
                text: expectation.samples.full.first()?.clone(),
                title: expectation.title.clone(),
                gain: missing * expectation.weight,
            })
        })
        .filter(|statement| statement.gain > 0)
        .collect();
    statements.sort_by_key(|statement| std::cmp::Reverse(statement.gain));
    statements.truncate(TRIED);
    statements
}

/// The competency's band after these statements, each taken as a message of the candidate's.
fn band_with(engine: &Engine, state: &State, competency: Competency, set: &[&Statement]) -> Band {
    let mut state = state.clone();
    for statement in set {
        let elapsed = state.elapsed_ms;
        let input = Input::Said(statement.text.clone());
        (_, state) = interview::take(engine, &state, &input, elapsed);
    }
    competencies(&engine.scenario, &state)[competency as usize].band
}

fn text(line: &CompetencyScore, to: Band, set: &[&Statement]) -> String {
    let said: Vec<String> = set
        .iter()
        .map(|statement| format!("\"{}\" ({})", statement.text, statement.title))
        .collect();
    let more = match set.len() {
        1 => "one thing more",
        2 => "two things more",
        _ => "three things more",
    };
    format!(
        "{} would have been {} with {more}: {}. Checked by running the interview again with it: {} moves from {} to {}.",
        competency_name(line.competency),
        band_name(to),
        said.join("; "),
        competency_name(line.competency).to_lowercase(),
        band_name(line.band),
        band_name(to),
    )
}

fn competency_name(competency: Competency) -> &'static str {
    match competency {
        Competency::ProblemNavigation => "Problem navigation",
        Competency::SolutionDesign => "Solution design",
        Competency::TechnicalExcellence => "Technical excellence",
        Competency::Communication => "Communication",
    }
}

fn band_name(band: Band) -> &'static str {
    match band {
        Band::WellBelow => "well below the bar",
        Band::JustBelow => "just below the bar",
        Band::At => "at the bar",
        Band::Above => "above the bar",
    }
}
