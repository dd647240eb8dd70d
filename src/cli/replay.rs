//! `greenroom replay`: a session derived anew with today's program, and where that differs from what was recorded.

use std::process::ExitCode;

use clap::Args;

use super::{Failure, exit, failed, print, session_id};
use crate::config::{Database, PromptsFolder};
use crate::session::{self, App, Replayed};

#[derive(Clone, Debug, Args)]
pub(super) struct Replay {
    /// The session's id
    session: String,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    prompts: PromptsFolder,
}

impl Replay {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let id = session_id(&self.session)?;
        let prompts = self.prompts.open()?;
        let store = self.database.open_existing().await?;
        let app = App::new(store.clone(), prompts);
        let replayed = session::replay(&app, id).await.map_err(failed);
        store.close().await;
        let replayed = replayed?;
        print(&told(&replayed));
        Ok(match replayed.differences.is_empty() {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(exit::DIFFERS),
        })
    }
}

fn told(replayed: &Replayed) -> String {
    let mut text = String::new();
    let under = if replayed.same_stamp() {
        "under the stamp it was held with"
    } else if replayed.stamp_changed {
        "under today's stamp; the session was decided by more than one"
    } else {
        "under another stamp than it was held with"
    };
    let compared = match replayed.report {
        true => "entries and the report",
        false => "entries; there is no report yet",
    };
    text.push_str(&format!(
        "Replayed {} {compared}, {under}.\n",
        replayed.entries
    ));
    let Some(first) = replayed.differences.first() else {
        text.push_str("Everything came out as it was recorded.\n");
        return text;
    };
    let place = match first.seq {
        Some(seq) => format!("entry {seq}"),
        None => "the report".into(),
    };
    text.push_str(&format!(
        "The first difference is in {place}, at {}:\n  recorded: {}\n  today:    {}\n",
        first.path,
        cut(&first.recorded),
        cut(&first.today)
    ));
    let others: Vec<String> = replayed.differences[1..]
        .iter()
        .map(|difference| {
            difference
                .seq
                .map_or("the report".into(), |seq| seq.to_string())
        })
        .collect();
    if !others.is_empty() {
        text.push_str(&format!("Others are in: {}\n", others.join(", ")));
    }
    text
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 400;
    if text.chars().count() <= LONGEST {
        return text.into();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
