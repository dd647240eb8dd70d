//! The model answer that stands at the end of a report.

use crate::scenario::{Scenario, Told};
use crate::session::{self, App};
use crate::store::Session;

/// How a strong candidate might have put it, as the scenario tells it.
#[derive(Default)]
pub struct Model {
    /// What this session's figures were, where they aren't those that the answer was written for.
    pub other_figures: Option<String>,
    pub messages: Vec<String>,
    pub paths: Vec<Told>,
    /// Two lanes and what one promises the other.
    pub promises: Vec<(String, String)>,
}

impl Model {
    /// A session's; one whose scenario can't be read any more still has its report.
    pub async fn load(app: &App, session: &Session) -> Model {
        match session::engine(app, session).await {
            Ok(engine) => Model::of(&engine.scenario),
            Err(_) => Model::default(),
        }
    }

    fn of(scenario: &Scenario) -> Model {
        let lane = |index: u16| scenario.lanes[usize::from(index)].name.as_str();
        let variant = scenario.edition.variant.as_ref();
        let variant = variant.and_then(|id| scenario.variants.iter().find(|known| known.id == *id));
        Model {
            other_figures: variant.map(|variant| variant.title.clone()),
            messages: scenario.model.clone(),
            paths: scenario.paths.clone(),
            promises: scenario
                .contracts
                .iter()
                .filter_map(|contract| {
                    let [one, other] = contract.between.map(lane);
                    let edge = format!("{one} and {other}");
                    Some((edge, contract.promise.clone()?))
                })
                .collect(),
        }
    }

    /// Whether there is any.
    pub fn is_there(&self) -> bool {
        !self.messages.is_empty() || !self.paths.is_empty() || !self.promises.is_empty()
    }
}
