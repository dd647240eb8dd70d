//! The notes beside the interview: what was found out, assumed, estimated, and put into the design.

use crate::interview::{State, in_words};
use crate::language::Period;
use crate::scenario::{Mode, Scenario};

/// The notes.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Facts told, in short.
    pub facts: Vec<String>,
    pub assumptions: Vec<Words>,
    pub estimates: Vec<EstimateLine>,
    /// What is in the design now, in the candidate's own names.
    pub design: Vec<Words>,
}

/// Words of the candidate.
#[derive(Clone, Debug)]
pub struct Words {
    /// The words.
    pub text: String,
    /// The turn they stand in.
    pub seq: u32,
}

/// A figure.
#[derive(Clone, Debug)]
pub struct EstimateLine {
    /// What it is of.
    pub title: String,
    /// "4.6 thousand a second"
    pub said: String,
    /// In coach mode: whether it holds.
    pub holds: Option<bool>,
}

impl EstimateLine {
    /// The verdict in words.
    pub fn verdict(&self) -> Option<&'static str> {
        self.holds.map(|holds| match holds {
            true => "holds",
            false => "check it again",
        })
    }
}

impl Panel {
    /// The notes of a session as far as its state goes.
    pub fn new(scenario: &Scenario, state: &State) -> Panel {
        Panel {
            facts: facts(scenario, state),
            assumptions: state
                .assumptions
                .iter()
                .map(|assumed| Words {
                    text: assumed.quote.text.clone(),
                    seq: assumed.quote.seq,
                })
                .collect(),
            estimates: estimates(scenario, state),
            design: design(state),
        }
    }
}

fn facts(scenario: &Scenario, state: &State) -> Vec<String> {
    let mut ids = Vec::new();
    for (id, _) in &state.told {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.into_iter()
        .filter_map(|id| {
            Some(
                scenario
                    .facts
                    .iter()
                    .find(|fact| fact.id == *id)?
                    .short
                    .clone(),
            )
        })
        .collect()
}

fn estimates(scenario: &Scenario, state: &State) -> Vec<EstimateLine> {
    state
        .estimates
        .iter()
        .filter_map(|estimated| {
            let estimate = scenario
                .estimates
                .iter()
                .find(|estimate| estimate.id == estimated.estimate)?;
            let figure = in_words(estimated.said, estimate.unit);
            Some(EstimateLine {
                title: estimate.title.clone(),
                // Most titles say the period themselves: "tweets a second".
                said: match estimate.per.map(period) {
                    Some(period) if !estimate.title.contains(period) => {
                        format!("{figure} a {period}")
                    }
                    _ => figure,
                },
                holds: match state.setup.mode {
                    Mode::Exam => None,
                    Mode::Coach => Some(estimated.right),
                },
            })
        })
        .collect()
}

fn period(period: Period) -> &'static str {
    match period {
        Period::Second => "second",
        Period::Minute => "minute",
        Period::Hour => "hour",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Year => "year",
    }
}

/// The components as the candidate calls them; one that another makes more precise ("db" beside "postgres") is left out.
fn design(state: &State) -> Vec<Words> {
    let mut design: Vec<Words> = Vec::new();
    let refined = |concept| {
        state
            .design
            .iter()
            .any(|other| other.component.present && other.component.ancestors.contains(concept))
    };
    for placed in state
        .design
        .iter()
        .filter(|placed| placed.component.present && !refined(&placed.component.concept))
    {
        let name = &placed.component.name;
        if !design
            .iter()
            .any(|words| words.text.eq_ignore_ascii_case(name))
        {
            design.push(Words {
                text: name.clone(),
                seq: placed.seq,
            });
        }
    }
    design
}
