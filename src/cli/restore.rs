//! `greenroom restore`: a backup takes the place of the database. What stood there is kept.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use time::OffsetDateTime;

use super::verify::census;
use super::{Failure, backup, exit, print};
use crate::config::Database;
use crate::store::{self, StoreError};

#[derive(Clone, Debug, Args)]
pub(super) struct Restore {
    /// The backup
    from: PathBuf,
    #[command(flatten)]
    database: Database,
}

impl Restore {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let database = &self.database.database;
        let now = backup::stamp(OffsetDateTime::now_utc());
        let restored =
            store::restore(&self.from, database, &now)
                .await
                .map_err(|error| match error {
                    StoreError::Locked(name) => Failure::new(
                        exit::LOCKED,
                        format!(
                            "a program is running on {name}; stop it first. Nothing was changed"
                        ),
                    ),
                    other => other.into(),
                })?;
        let mut told = format!(
            "restored {}: {}\n",
            database.display(),
            census(&restored.census)
        );
        if let Some(kept) = restored.kept {
            told.push_str(&format!(
                "what stood there before is {} now\n",
                kept.display()
            ));
        }
        print(&told);
        Ok(ExitCode::SUCCESS)
    }
}
