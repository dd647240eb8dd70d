//! Reloading when a file of the prompts folder changes.

use std::path::Path;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use tokio::sync::mpsc;

use super::{Library, PromptsError, log_problems};

/// Editors write a file in several steps; a reload waits for this much quiet.
const QUIET: Duration = Duration::from_millis(200);

/// Keeps the watch alive; dropping it ends it.
#[derive(Debug)]
pub struct Watching {
    _watcher: notify::RecommendedWatcher,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) fn watch(library: Library, folder: &Path) -> Result<Watching, PromptsError> {
    let unwatchable = |error: notify::Error| {
        PromptsError::Unreadable(folder.display().to_string(), error.to_string())
    };
    // One waiting change is enough: everything is read anew.
    let (changed, mut changes) = mpsc::channel(1);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = changed.try_send(());
        }
    })
    .map_err(unwatchable)?;
    watcher
        .watch(folder, RecursiveMode::Recursive)
        .map_err(unwatchable)?;
    let task = tokio::spawn(async move {
        while changes.recv().await.is_some() {
            while let Ok(Some(())) = tokio::time::timeout(QUIET, changes.recv()).await {}
            let library = library.clone();
            let reloaded = tokio::task::spawn_blocking(move || library.reload()).await;
            match reloaded {
                Ok(Ok(prompts)) => {
                    log_problems(&prompts.problems);
                    tracing::info!(scenarios = prompts.offered.len(), "prompts reloaded");
                }
                Ok(Err(PromptsError::Unusable(problems))) => log_problems(&problems),
                Ok(Err(error)) => tracing::error!("{error}"),
                Err(error) => tracing::error!(%error, "the prompts could not be reloaded"),
            }
        }
    });
    Ok(Watching {
        _watcher: watcher,
        task,
    })
}
