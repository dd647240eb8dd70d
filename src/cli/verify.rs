//! `greenroom verify`: reads a database or a backup from end to end.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Failure, print};
use crate::config::Database;
use crate::store::{self, Census};

#[derive(Clone, Debug, Args)]
pub(super) struct Verify {
    /// The file; without one, the database
    file: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

impl Verify {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let file = self.file.unwrap_or(self.database.database);
        let held = store::verify(&file).await?;
        print(&format!("{} is sound: {}\n", file.display(), census(&held)));
        Ok(ExitCode::SUCCESS)
    }
}

/// What a database holds, in a few words.
pub(super) fn census(held: &Census) -> String {
    let count = |count: u64, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    let last = held
        .last_at_ms
        .and_then(|ms| OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000)).ok())
        .and_then(|at| at.format(&Rfc3339).ok())
        .map_or_else(String::new, |at| format!(", the last at {at}"));
    format!(
        "{}, {}{last}; version {}, {} KiB",
        count(held.sessions, "session", "sessions"),
        count(held.entries, "entry", "entries"),
        held.version,
        held.bytes.div_ceil(1024)
    )
}
