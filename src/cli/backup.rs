//! `greenroom backup`: a copy of the database as of one moment, while the program goes on.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use time::OffsetDateTime;
use time::macros::format_description;

use super::verify::census;
use super::{Failure, exit, print};
use crate::config::Database;
use crate::store;

#[derive(Clone, Debug, Args)]
pub(super) struct Backup {
    /// The file to write, which must not be there yet; or a folder, for a file named after the time
    to: PathBuf,
    /// In a folder: delete the oldest backups of this database, so that so many are left
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    #[command(flatten)]
    database: Database,
}

impl Backup {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let from = &self.database.database;
        let stem = from.file_stem().unwrap_or_default().to_string_lossy();
        let folder = self.to.is_dir();
        if self.keep.is_some() && !folder {
            let message = format!("--keep is for a folder, and {} is none", self.to.display());
            return Err(Failure::new(exit::COMMAND_LINE, message));
        }
        let to = match folder {
            true => self
                .to
                .join(format!("{stem}-{}.db", stamp(OffsetDateTime::now_utc()))),
            false => self.to.clone(),
        };
        let held = store::back_up(from, &to).await?;
        print(&format!("wrote {}: {}\n", to.display(), census(&held)));
        if let Some(keep) = self.keep {
            for old in outdated(&self.to, &stem, keep)? {
                std::fs::remove_file(&old).map_err(|error| {
                    let message = format!(
                        "the backup is written, but {} cannot be removed: {error}",
                        old.display()
                    );
                    Failure::new(exit::NOT_WRITABLE, message)
                })?;
                print(&format!("removed {}\n", old.display()));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A time as it stands in the name of a file: `20261126T080000Z`.
pub(super) fn stamp(at: OffsetDateTime) -> String {
    let form = format_description!("[year][month][day]T[hour][minute][second]Z");
    at.format(form).unwrap_or_default()
}

/// The backups of this database beyond the newest `keep`: files that have exactly the form of our names.
fn outdated(folder: &Path, stem: &str, keep: u32) -> Result<Vec<PathBuf>, Failure> {
    let read = std::fs::read_dir(folder).map_err(|error| {
        Failure::new(
            exit::FAILED,
            format!("cannot read {}: {error}", folder.display()),
        )
    })?;
    let mut backups: Vec<PathBuf> = read
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let time = name
                .strip_prefix(stem)
                .and_then(|rest| rest.strip_prefix('-'))
                .and_then(|rest| rest.strip_suffix("Z.db"));
            time.is_some_and(|time| {
                time.len() == 15
                    && time.bytes().enumerate().all(|(index, byte)| match index {
                        8 => byte == b'T',
                        _ => byte.is_ascii_digit(),
                    })
            })
        })
        .collect();
    // The names sort by time.
    backups.sort();
    let surplus = backups.len().saturating_sub(keep as usize);
    backups.truncate(surplus);
    Ok(backups)
}
