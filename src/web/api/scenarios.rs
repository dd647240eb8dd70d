//! The interview questions.

use schemars::JsonSchema;
use serde::Serialize;

use super::operation::{Call, Reply, Shown, Slug};
use super::problem::{Code, Problem};
use crate::scenario::Front;
use crate::web::home;

/// The interview questions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scenarios {
    scenarios: Vec<Scenario>,
}

impl Reply for Scenarios {}

/// An interview question. What the interviewer knows about it is not told here: asking is part of the interview.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scenario {
    /// Its name, for starting a session.
    slug: String,
    title: String,
    summary: String,
    /// What it practises.
    practises: Vec<String>,
    /// The usual length.
    minutes: u32,
    /// The usual length of the beginner's short form, where there is one.
    beginner_minutes: Option<u32>,
    /// Whether each attempt gets other figures, and a `seed` picks them.
    varies: bool,
}

impl Reply for Scenario {}

impl Scenario {
    fn new(front: &Front) -> Scenario {
        Scenario {
            slug: front.slug.to_string(),
            title: front.title.clone(),
            summary: front.summary.clone(),
            practises: front.practises.clone(),
            minutes: front.minutes,
            beginner_minutes: front.beginner,
            varies: front.varies,
        }
    }
}

/// `GET /api/v1/scenarios`
pub async fn list(call: Call<(), (), ()>) -> Result<Shown<Scenarios>, Problem> {
    let prompts = call.app.prompts.current();
    let scenarios = home::in_order(&prompts)
        .into_iter()
        .map(Scenario::new)
        .collect();
    Ok(Shown(Scenarios { scenarios }))
}

/// `GET /api/v1/scenarios/{slug}`
pub async fn show(call: Call<Slug, (), ()>) -> Result<Shown<Scenario>, Problem> {
    let prompts = call.app.prompts.current();
    let offered = prompts.offered.get(call.path.0.as_str());
    let offered = offered.ok_or(Problem::new(Code::NotFound))?;
    Ok(Shown(Scenario::new(offered.front())))
}
