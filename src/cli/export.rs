//! `greenroom export`: a session in Markdown for people, or in JSON for machines and for `greenroom import`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, failed, print, session_id};
use crate::config::{Database, PromptsFolder};
use crate::session::{self, App};

#[derive(Clone, Debug, Args)]
pub(super) struct Export {
    /// The session's id
    session: String,
    /// Markdown, or JSON
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// Leave out what others said about it: comments, scores, reviews
    #[arg(long)]
    without_reviews: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    prompts: PromptsFolder,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Md,
    Json,
}

impl Export {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let id = session_id(&self.session)?;
        let prompts = self.prompts.open()?;
        let store = self.database.open_existing().await?;
        let app = App::new(store.clone(), prompts);
        let text = match store.session(id).await {
            Ok(session) => {
                let with_said = !self.without_reviews;
                match self.format {
                    Format::Md => session::export_markdown(&app, &session, with_said).await,
                    Format::Json => session::export_json(&app, &session, with_said).await,
                }
            }
            Err(error) => Err(error.into()),
        };
        store.close().await;
        print(&text.map_err(failed)?);
        Ok(ExitCode::SUCCESS)
    }
}
