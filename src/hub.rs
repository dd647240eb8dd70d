//! Wake-ups for open pages: "session X reached seq N", never content.
//!
//! Whoever is woken reads the store for what came after the last seq it has shown, so a missed or doubled wake-up
//! costs a query and never an entry.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;

use crate::store::SessionId;

/// Who is waiting for which session. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    // A plain mutex: it is held for a look-up only, never across an await.
    sessions: Arc<Mutex<HashMap<SessionId, watch::Sender<u32>>>>,
}

/// A page that waits for one session; it is forgotten when dropped.
#[derive(Debug)]
pub struct Subscription {
    hub: Hub,
    session: SessionId,
    reached: watch::Receiver<u32>,
}

impl Hub {
    /// Waits for a session. Subscribe before reading the store for what is there already: then nothing falls between.
    pub fn subscribe(&self, session: SessionId) -> Subscription {
        let reached = self
            .lock()
            .entry(session)
            .or_insert_with(|| watch::channel(0).0)
            .subscribe();
        Subscription {
            hub: self.clone(),
            session,
            reached,
        }
    }

    /// Wakes everyone who waits for the session.
    pub fn publish(&self, session: SessionId, seq: u32) {
        if let Some(sender) = self.lock().get(&session) {
            sender.send_modify(|reached| *reached = seq.max(*reached));
        }
    }

    /// How many sessions somebody waits for.
    pub fn watched(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, watch::Sender<u32>>> {
        match self.sessions.lock() {
            Ok(sessions) => sessions,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

impl Subscription {
    /// The seq of the last wake-up; 0 where there was none since somebody began to wait.
    pub fn reached(&self) -> u32 {
        *self.reached.borrow()
    }

    /// Returns at the next wake-up, at once if there was one since the last call.
    pub async fn woken(&mut self) {
        if self.reached.changed().await.is_err() {
            // The hub itself keeps the sender as long as this subscription lives; without it nothing will ever come.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut sessions = self.hub.lock();
        // This receiver still counts.
        if sessions
            .get(&self.session)
            .is_some_and(|sender| sender.receiver_count() <= 1)
        {
            sessions.remove(&self.session);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wake_up_between_subscribing_and_waiting_is_not_lost() {
        let hub = Hub::default();
        let session = SessionId::new();
        let mut page = hub.subscribe(session);
        let mut other = hub.subscribe(SessionId::new());
        hub.publish(session, 3);
        page.woken().await;
        let quiet = tokio::time::timeout(std::time::Duration::from_millis(20), other.woken()).await;
        assert!(quiet.is_err(), "another session's page stays asleep");
    }

    #[tokio::test]
    async fn a_closed_page_is_forgotten() {
        let hub = Hub::default();
        let session = SessionId::new();
        let first = hub.subscribe(session);
        let mut second = hub.subscribe(session);
        drop(first);
        hub.publish(session, 5);
        second.woken().await;
        assert_eq!(hub.watched(), 1);
        drop(second);
        assert_eq!(hub.watched(), 0);
    }
}
