//! `greenroom check --watch`: checks, waits until a file is saved, and checks again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{RecursiveMode, Watcher};

use super::{Check, Failure, exit};

/// Editors write a file in several steps; a check waits for this much quiet.
const QUIET: Duration = Duration::from_millis(100);

/// Checks after every change of the files, or of the prompts folder, until the process is interrupted.
pub(super) fn again_and_again(check: &Check) -> Result<ExitCode, Failure> {
    let failed =
        |error: notify::Error| Failure::new(exit::FAILED, format!("cannot watch: {error}"));
    let folders = folders(check)?;
    let (changed, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // Nobody listens only while the program ends.
            let _ = changed.send(());
        }
    })
    .map_err(failed)?;
    for folder in &folders {
        // Editors replace a file: its folder is what stays.
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .map_err(failed)?;
    }
    loop {
        let begun = Instant::now();
        if let Err(failure) = check.check() {
            eprintln!("{}", failure.message);
        }
        eprintln!(
            "checked in {:.2} s; waiting for a change (Ctrl+C ends it)",
            begun.elapsed().as_secs_f64()
        );
        if changes.recv().is_err() {
            return Ok(ExitCode::SUCCESS);
        }
        while changes.recv_timeout(QUIET) != Err(RecvTimeoutError::Timeout) {}
        eprintln!();
    }
}

/// The folders that hold what is checked.
fn folders(check: &Check) -> Result<Vec<PathBuf>, Failure> {
    let mut folders: Vec<PathBuf> = check.prompts.prompts.iter().cloned().collect();
    for file in &check.files {
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        folders.push(folder.unwrap_or(Path::new(".")).to_path_buf());
    }
    folders.sort();
    folders.dedup();
    if folders.is_empty() {
        let message = "nothing to watch: name a file, or a folder with --prompts";
        return Err(Failure::new(exit::FAILED, message));
    }
    Ok(folders)
}
