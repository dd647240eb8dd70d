//! The shared knowledge as the library holds it.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::OnceCell;

use super::{Files, compile};
use crate::language::lexicon::Lexicon;

/// The shared knowledge. What was tried when the program was built is compiled when it is first needed: most of the memory
/// that a server takes is its tables, and while nobody is interviewed nothing asks for them. Cheap to clone; all clones
/// share one.
#[derive(Clone, Debug)]
pub struct Knowledge {
    held: Arc<Held>,
}

#[derive(Debug)]
struct Held {
    /// What it is compiled from; empty where it is compiled already.
    files: Files,
    lexicon: OnceLock<Arc<Lexicon>>,
    /// Whether somebody compiles it ahead of need.
    preparing: AtomicBool,
    /// Set once it is compiled for those who wait without holding a thread.
    ready: OnceCell<()>,
}

impl Knowledge {
    /// Knowledge that is compiled.
    pub(super) fn compiled(lexicon: Lexicon) -> Knowledge {
        Knowledge::new(Files::new(), OnceLock::from(Arc::new(lexicon)))
    }

    /// The knowledge of files that are known to be sound.
    pub(super) fn sound(files: Files) -> Knowledge {
        Knowledge::new(files, OnceLock::new())
    }

    fn new(files: Files, lexicon: OnceLock<Arc<Lexicon>>) -> Knowledge {
        Knowledge {
            held: Arc::new(Held {
                files,
                lexicon,
                preparing: AtomicBool::new(false),
                ready: OnceCell::new(),
            }),
        }
    }

    /// Has it compiled, if it isn't, without waiting: somebody looks at what leads to an interview.
    pub fn prepare(&self) {
        if self.held.lexicon.get().is_some() || self.held.preparing.swap(true, Ordering::Relaxed) {
            return;
        }
        let knowledge = self.clone();
        let compile = move || {
            let _compiled: &Lexicon = &knowledge;
        };
        // Where there is no thread to be had, whoever needs it compiles it.
        if let Err(error) = std::thread::Builder::new().spawn(compile) {
            tracing::warn!(%error, "the shared knowledge is not compiled ahead of need");
        }
    }

    /// Has it compiled, if it isn't, away from the threads that answer, and waits for that: the first messages after a start
    /// come all at once, and nobody else's request is to wait for them.
    pub async fn ready(&self) {
        if self.held.lexicon.get().is_some() {
            return;
        }
        let compiled = async || {
            let knowledge = self.clone();
            let compile = move || {
                let _compiled: &Lexicon = &knowledge;
            };
            // If it fails, so it does for whoever needs it then, and they say so.
            let _ = tokio::task::spawn_blocking(compile).await;
        };
        self.held.ready.get_or_init(compiled).await;
    }

    /// Whether it is compiled.
    #[cfg(test)]
    pub(super) fn is_compiled(&self) -> bool {
        self.held.lexicon.get().is_some()
    }
}

impl Deref for Knowledge {
    type Target = Arc<Lexicon>;

    /// Compiles it if it isn't; who comes meanwhile waits.
    fn deref(&self) -> &Arc<Lexicon> {
        self.held.lexicon.get_or_init(|| {
            let lexicon = compile::lexicon(&self.held.files).unwrap_or_else(|problems| {
                for problem in problems {
                    tracing::error!("{problem}");
                }
                Lexicon::default()
            });
            Arc::new(lexicon)
        })
    }
}
