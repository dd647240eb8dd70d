//! `greenroom suggestions`: what partners and candidates say should have counted, as cases for the scenario's author.

use std::process::ExitCode;

use clap::Args;

use super::{Failure, exit, print};
use crate::config::{Database, PromptsFolder};
use crate::session::as_cases;

#[derive(Clone, Debug, Args)]
pub(super) struct Suggestions {
    /// The scenario: `twitter`, for example
    scenario: String,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    prompts: PromptsFolder,
}

impl Suggestions {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let prompts = self.prompts.open()?;
        let store = self.database.open_existing().await?;
        let suggestions = store.suggestions_for(&self.scenario).await;
        store.close().await;
        let suggestions = suggestions?;
        let today = prompts.current();
        let known = today.scenario(&self.scenario);
        if suggestions.is_empty() && known.is_none() {
            return Err(Failure::new(
                exit::FAILED,
                format!(
                    "there is no scenario {}, and nothing was suggested for one",
                    self.scenario
                ),
            ));
        }
        let count = match suggestions.len() {
            1 => "1 sentence".into(),
            count => format!("{count} sentences"),
        };
        print(&format!(
            "# {count} that should have counted, suggested for {}. Append those you agree with to the scenario,\n\
             # and `greenroom check` says which of them it takes.\n",
            self.scenario
        ));
        let digest = known.map_or("", |scenario| &scenario.digest);
        print(&as_cases(&suggestions, digest));
        Ok(ExitCode::SUCCESS)
    }
}
