//! What figures need of finished sessions, kept in memory: a report is large and doesn't change, so each is read once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::assessment::class::Digest;
use crate::session::{self, App};
use crate::store::{Session, SessionId};

/// The most that are remembered; one takes a few kilobytes.
const REMEMBERED: usize = 5_000;

/// The digests of finished sessions. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Digests {
    // A plain mutex: it is held for a look-up only, never across an await.
    known: Arc<Mutex<HashMap<SessionId, Arc<Digest>>>>,
}

impl Digests {
    /// The digest of a finished session; none where its report can't be had, because a table is no place for an error.
    pub async fn of(&self, app: &App, session: &Session) -> Option<Arc<Digest>> {
        if let Some(digest) = self.lock().get(&session.id) {
            return Some(digest.clone());
        }
        let report = session::report(app, session).await.ok()?;
        // Without its scenario a session still counts, only not among the facts.
        let engine = session::engine(app, session).await.ok();
        let scenario = engine.as_ref().map(|engine| &*engine.scenario);
        let digest = Arc::new(Digest::new(&report, scenario));
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(session.id, digest.clone());
        Some(digest)
    }

    /// Lets go of a session that is deleted.
    pub fn forget(&self, session: SessionId) {
        self.lock().remove(&session);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SessionId, Arc<Digest>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
