//! `greenroom new`: a scenario to begin with, and the schema that editors complete it with.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{Failure, exit};
use crate::config::PromptsFolder;
use crate::prompts::Prompts;
use crate::scenario::skeleton::{schema, skeleton};

#[derive(Clone, Debug, Args)]
pub(super) struct New {
    /// The scenario's slug: lower-case words joined by `-`; the file is SLUG.toml
    slug: String,
    /// The folder that it is written to
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    #[command(flatten)]
    prompts: PromptsFolder,
}

impl New {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let sound = self.slug.split('-').all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        if !sound {
            let message = format!(
                "{:?} is no slug: it takes lower-case words joined by `-`, such as `url-shortener`",
                self.slug
            );
            return Err(Failure::new(exit::FAILED, message));
        }
        let prompts = Prompts::load(self.prompts.prompts.as_deref(), None)?;
        let file = self.folder.join(format!("{}.toml", self.slug));
        write_new(&file, &skeleton(&self.slug))?;
        let beside = self.folder.join("scenario.schema.json");
        // The schema may be there from an earlier scenario; it is of this version now.
        std::fs::write(&beside, schema(&prompts.lexicon))
            .map_err(|error| unwritable(&beside, &error))?;
        super::print(&format!(
            "wrote {} and {}\nnext: greenroom check --watch {}, whose warnings are the list of what is still to be done\n",
            file.display(),
            beside.display(),
            file.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// Never over a file that is there.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| unwritable(path, &error))?;
    file.write_all(text.as_bytes())
        .map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let message = match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!("{} is there already; nothing was written", path.display())
        }
        _ => format!("cannot write {}: {error}", path.display()),
    };
    Failure::new(exit::FAILED, message)
}
