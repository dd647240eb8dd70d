//! Folded states of sessions in use, so that the thousandth message costs what the first did.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use super::{App, SubmitError};
use crate::interview::{self, Engine, State};
use crate::store::{Session, SessionId};

/// The most sessions that are kept; each state stays under 32 KiB.
const CAPACITY: usize = 4_096;

/// A session's state as of one of its entries.
#[derive(Clone, Debug)]
pub struct Folded {
    /// The last entry folded in.
    pub seq: u32,
    /// When that entry was made.
    pub at_ms: i64,
    /// The state.
    pub state: Arc<State>,
}

/// A bounded cache: whoever was used longest ago goes first. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct FoldedStates {
    // A plain mutex: it is held for a look-up only, never across an await.
    cache: Arc<Mutex<Cache>>,
}

#[derive(Debug, Default)]
struct Cache {
    states: HashMap<SessionId, (u64, Folded)>,
    /// Which use was whose, oldest first.
    uses: BTreeMap<u64, SessionId>,
    next_use: u64,
}

impl FoldedStates {
    /// Keeps a state, unless a later one is there.
    pub fn keep(&self, session: SessionId, folded: Folded) {
        let mut cache = self.lock();
        if cache
            .states
            .get(&session)
            .is_some_and(|(_, kept)| kept.seq > folded.seq)
        {
            return;
        }
        cache.put(session, folded);
        while cache.states.len() > CAPACITY {
            let Some((_, oldest)) = cache.uses.pop_first() else {
                break;
            };
            cache.states.remove(&oldest);
        }
    }

    /// The kept state of a session.
    pub fn get(&self, session: SessionId) -> Option<Folded> {
        let mut cache = self.lock();
        let (_, folded) = cache.states.get(&session)?.clone();
        cache.put(session, folded.clone());
        Some(folded)
    }

    /// Lets go of a session that is deleted.
    pub fn forget(&self, session: SessionId) {
        let mut cache = self.lock();
        if let Some((last_use, _)) = cache.states.remove(&session) {
            cache.uses.remove(&last_use);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Cache> {
        match self.cache.lock() {
            Ok(cache) => cache,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

impl Cache {
    fn put(&mut self, session: SessionId, folded: Folded) {
        let this_use = self.next_use;
        self.next_use += 1;
        if let Some((last_use, _)) = self.states.insert(session, (this_use, folded)) {
            self.uses.remove(&last_use);
        }
        self.uses.insert(this_use, session);
    }
}

/// The state of a session as of the entry `reached`, or later: from the cache with what came since folded in, else from
/// the whole log.
pub(super) async fn load(
    app: &App,
    session: &Session,
    engine: &Engine,
    reached: u32,
) -> Result<Folded, SubmitError> {
    let mut folded = match app.sessions.get(session.id) {
        Some(folded) if folded.seq >= reached => return Ok(folded),
        Some(folded) => folded,
        None => Folded {
            seq: 0,
            at_ms: session.created_at_ms,
            state: Arc::new(State::new(&engine.scenario, &session.setup)),
        },
    };
    let entries = app.store.entries_after(session.id, folded.seq).await?;
    let mut state = State::clone(&folded.state);
    for stored in &entries {
        interview::fold(&engine.scenario, &mut state, &stored.entry);
        folded.seq = stored.entry.seq;
        folded.at_ms = stored.at_ms;
    }
    folded.state = Arc::new(state);
    app.sessions.keep(session.id, folded.clone());
    Ok(folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interview::Setup;
    use crate::scenario::{Mode, Seniority};

    #[test]
    fn the_state_used_longest_ago_makes_room() {
        let states = FoldedStates::default();
        let state = Arc::new(state());
        let folded = |seq| Folded {
            seq,
            at_ms: 0,
            state: Arc::clone(&state),
        };
        let ids: Vec<SessionId> = (0..=CAPACITY).map(|_| SessionId::new()).collect();
        for &id in &ids[..CAPACITY] {
            states.keep(id, folded(1));
        }
        assert!(states.get(ids[0]).is_some(), "used again");
        states.keep(ids[CAPACITY], folded(1));
        assert!(states.get(ids[0]).is_some());
        assert!(states.get(ids[1]).is_none());
    }

    #[test]
    fn a_later_state_is_not_replaced_by_an_earlier_one() {
        let states = FoldedStates::default();
        let id = SessionId::new();
        for seq in [1, 5, 3] {
            states.keep(
                id,
                Folded {
                    seq,
                    at_ms: 0,
                    state: Arc::new(state()),
                },
            );
        }
        assert_eq!(states.get(id).map(|folded| folded.seq), Some(5));
    }

    fn state() -> State {
        let prompts = crate::prompts::Prompts::load(None, None).unwrap();
        let slug = prompts.offered.keys().next().unwrap().clone();
        let setup = Setup {
            mode: Mode::Coach,
            seniority: Seniority::Entry,
            minutes: None,
        };
        interview::open(&prompts.engine(&slug).unwrap(), &setup).1
    }
}
