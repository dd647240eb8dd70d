//! `greenroom export`: a session in Markdown for people, or in JSON for machines.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Failure, failed, print, session_id, transcript};
use crate::config::{Database, PromptsFolder};
use crate::interview::Entry;
use crate::session::{self, App};
use crate::store::SessionId;

#[derive(Clone, Debug, Args)]
pub(super) struct Export {
    /// The session's id
    session: String,
    /// Markdown, or JSON
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
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
        let text = self.text(&app, id).await;
        store.close().await;
        print(&text?);
        Ok(ExitCode::SUCCESS)
    }

    async fn text(&self, app: &App, id: SessionId) -> Result<String, Failure> {
        let session = app
            .store
            .session(id)
            .await
            .map_err(|error| failed(error.into()))?;
        let stored = app.store.entries_after(id, 0).await?;
        let log: Vec<Entry> = stored.iter().map(|stored| stored.entry.clone()).collect();
        let report = match session.finished_at_ms {
            Some(_) => Some(session::report(app, &session).await.map_err(failed)?),
            None => None,
        };
        match self.format {
            Format::Md => Ok(transcript::to_markdown(&session, &log, report.as_ref())),
            Format::Json => {
                let mut value = transcript::to_json(&session, &log, report.as_ref());
                value["session"] = json!(id.to_string());
                value["created_at_ms"] = json!(session.created_at_ms);
                value["finished_at_ms"] = json!(session.finished_at_ms);
                for (index, stored) in stored.iter().enumerate() {
                    value["turns"][index]["at_ms"] = json!(stored.at_ms);
                    value["turns"][index]["gap_ms"] = json!(stored.gap_ms);
                }
                Ok(format!("{value:#}\n"))
            }
        }
    }
}
