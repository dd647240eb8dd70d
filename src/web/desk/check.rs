//! A draft as `greenroom check` sees it: problems in their lines, and each case with whether it holds.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::assessment::rehearsal::rehearse;
use crate::document::{Problem, Severity};
use crate::scenario::{PartRef, Scenario};
use crate::session::App;
use crate::web::error::Error;

/// Drafts that are checked at a time. A check takes a processor for as long as a hostile text can make it, so that the
/// interviews keep the others.
static PLACES: Semaphore = Semaphore::const_new(1);

/// Waits for a place to work on a text. It goes with the work, which nobody stops once it runs: who goes away meanwhile
/// makes no room for another.
pub(super) async fn place() -> Result<SemaphorePermit<'static>, Error> {
    let place = PLACES.acquire().await;
    place.map_err(|error| Error::Broken(error.to_string()))
}

/// What a check found.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// The problems, in the order of the lines.
    pub problems: Vec<Problem>,
    /// The cases, in the order of the text; none while the text can't be read.
    pub cases: Vec<CaseRow>,
    /// The scenario, if it can be read.
    #[serde(skip)]
    pub scenario: Option<Arc<Scenario>>,
}

/// One case of a scenario.
#[derive(Debug, Serialize)]
pub struct CaseRow {
    /// Where it begins.
    pub line: u32,
    /// What is said.
    pub say: String,
    /// What must come of it.
    pub wants: String,
    /// Why it doesn't; none where it holds.
    pub fails: Option<String>,
}

impl Checked {
    /// How many problems keep it from being used.
    pub fn errors(&self) -> usize {
        let errors = self.problems.iter();
        errors
            .filter(|problem| problem.severity == Severity::Error)
            .count()
    }

    /// How many problems its author should look at.
    pub fn warnings(&self) -> usize {
        self.problems.len() - self.errors()
    }
}

/// Checks a text as the scenario of this slug.
pub async fn check(app: &App, slug: &str, source: &str) -> Result<Checked, Error> {
    let place = place().await?;
    let prompts = app.prompts.current();
    let file = format!("{slug}.toml");
    let source = source.to_owned();
    let work = move || {
        let _place = place;
        let (scenario, mut problems) = Scenario::inspect(&file, &source, &prompts.lexicon);
        let scenario = scenario.map(Arc::new);
        let mut cases = Vec::new();
        if let Some(scenario) = &scenario {
            for edition in scenario.editions() {
                let source = scenario.edition_source(&edition);
                let parsed = Scenario::parse(&file, &source, &prompts.lexicon);
                problems.extend(parsed.err().unwrap_or_default());
            }
            let rehearsal = rehearse(&prompts.engine_with(Arc::clone(scenario)), &file);
            cases = rows(scenario, &rehearsal.problems);
            problems.extend(rehearsal.problems);
        }
        problems
            .sort_by(|a, b| (a.line, a.column, &a.message).cmp(&(b.line, b.column, &b.message)));
        problems.dedup();
        Checked {
            problems,
            cases,
            scenario,
        }
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Broken(format!("a draft could not be checked: {error}")))
}

fn rows(scenario: &Scenario, problems: &[Problem]) -> Vec<CaseRow> {
    let row = |case: &crate::scenario::Case| {
        let reaches = case.reaches.iter().map(|part| name(scenario, part));
        let facts = case.facts.iter().map(|id| id.to_string());
        let shows = case.misconceptions.iter().map(|id| id.to_string());
        let not = case.not.iter().map(|id| format!("not {id}"));
        let wants: Vec<String> = reaches.chain(facts).chain(shows).chain(not).collect();
        let fails = problems.iter().find(|problem| problem.line == case.line);
        CaseRow {
            line: case.line,
            say: case.say.clone(),
            wants: wants.join(", "),
            fails: fails.map(|problem| problem.message.clone()),
        }
    };
    scenario.cases.iter().map(row).collect()
}

fn name(scenario: &Scenario, part: &PartRef) -> String {
    let expectation = &scenario.expectations[usize::from(part.expectation)];
    let part = &expectation.parts[usize::from(part.part)];
    format!("{}/{}", expectation.id, part.id)
}
