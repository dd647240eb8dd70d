//! How a database stands, seen from outside and without touching it.

use std::path::{Path, PathBuf};

use super::StoreError;
use super::guard::{Guard, Note};
use super::open::{self, Found};

/// Who is there, and how the last one left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No program ever ran on it here.
    Untouched,
    /// A program is running on it.
    Running,
    /// The last stop was a clean one.
    Clean,
    /// The last stop was none: a kill, a crash, a power cut. The next start checks the file.
    Unclean,
    /// It was being restored, and that was cut off.
    HalfRestored,
}

/// How a database stands.
#[derive(Clone, Debug)]
pub struct State {
    /// Whether there is a file of ours.
    pub exists: bool,
    /// Who is there.
    pub standing: Standing,
    /// The length of the log that is still to be folded into the file.
    pub log_bytes: u64,
    /// The folder that holds it; space is wanted there.
    pub folder: PathBuf,
    /// What killed backups and restores left behind.
    pub leftovers: Vec<PathBuf>,
}

/// Looks at the database at `path`. A file that isn't ours, or can't be read, is an error.
pub fn state(path: &Path) -> Result<State, StoreError> {
    let exists = open::inspect(path)? == Found::Ours;
    let standing = match Guard::look(path) {
        Ok(None) => Standing::Untouched,
        Ok(Some((_, true))) => Standing::Running,
        Ok(Some((Note::Clean, false))) => Standing::Clean,
        Ok(Some((Note::Running, false))) => Standing::Unclean,
        Ok(Some((Note::Restoring, false))) => Standing::HalfRestored,
        Err(error) => {
            let message = format!("cannot read the lock file of {}: {error}", path.display());
            return Err(StoreError::NotWritable(message));
        }
    };
    let log = std::fs::metadata(open::beside(path, "-wal"));
    let candidates = [".restoring", ".part", ".new"].map(|suffix| open::beside(path, suffix));
    Ok(State {
        exists,
        standing,
        log_bytes: log.map_or(0, |log| log.len()),
        folder: open::folder(path).to_owned(),
        leftovers: candidates
            .into_iter()
            .filter(|path| path.exists())
            .collect(),
    })
}
