//! `greenroom import`: takes a session out of a file that `greenroom export --format json` wrote, or all of those in a
//! list of such files.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{Failure, exit, failed, link, print};
use crate::config::{Database, PromptsFolder, Serving};
use crate::session::{self, App, Imported};

/// The longest file, in bytes: far more than the longest interview.
const LONGEST: u64 = 256 * 1024 * 1024;

#[derive(Clone, Debug, Args)]
pub(super) struct Import {
    /// The file, or `-` for what comes in
    file: PathBuf,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    prompts: PromptsFolder,
    /// Where the link leads by which a browser takes it over: the public address, or else the one that the program listens on
    #[command(flatten)]
    serving: Serving,
}

impl Import {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let text = read(&self.file).map_err(|error| {
            let file = self.file.display();
            Failure::new(exit::FAILED, format!("cannot read {file}: {error}"))
        })?;
        let prompts = self.prompts.open()?;
        let store = self.database.open().await?;
        let app = App::new(store.clone(), prompts);
        let mut imported = Ok(());
        let mut sessions = Vec::new();
        for file in files(text) {
            match session::import(&app, &file).await {
                Ok(one) => {
                    print(&told(&one));
                    sessions.push(one.session);
                }
                Err(error) => {
                    imported = Err(error);
                    break;
                }
            }
        }
        // A file says nothing of whose browser held it, so whoever has the link takes over what came in.
        let offered = match sessions.is_empty() {
            true => Ok(String::new()),
            false => link::offer(&store, &self.serving, sessions).await,
        };
        store.close().await;
        print(&offered?);
        imported.map_err(failed)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The files that a text holds: itself, or those in its list.
fn files(text: String) -> Vec<String> {
    match serde_json::from_str::<Vec<serde_json::Value>>(&text) {
        Ok(list) => list.iter().map(ToString::to_string).collect(),
        Err(_) => vec![text],
    }
}

fn read(file: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let input: Box<dyn Read> = match file == Path::new("-") {
        true => Box::new(std::io::stdin()),
        false => Box::new(std::fs::File::open(file)?),
    };
    input.take(LONGEST + 1).read_to_string(&mut text)?;
    match text.len() as u64 > LONGEST {
        true => Err(std::io::Error::other("it is larger than 256 MiB")),
        false => Ok(text),
    }
}

fn told(imported: &Imported) -> String {
    let Imported {
        session,
        entries,
        same_stamp,
        differences,
    } = imported;
    let verified = match (same_stamp, differences.first()) {
        (true, _) => {
            "Derived anew from what the candidate did, it came out as it was recorded.".into()
        }
        (false, None) => {
            "It was held with another version or other prompts; today's come to the same.".into()
        }
        (false, Some(first)) => format!(
            "It was held with another version or other prompts, and is kept as it was. Today's would differ in {} places, first in {first}.",
            differences.len()
        ),
    };
    format!("Took the session {session} with {entries} entries.\n{verified}\n")
}
