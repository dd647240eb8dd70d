//! How many pages are kept up to date at once. Each open stream holds a place; who finds none is told when to come back.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Body;
use axum::response::Response;
use futures_util::StreamExt;

use super::limits::Place;
use crate::config::Limits;

/// The open streams. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Streams {
    limits: Limits,
    // A plain mutex: it is held for a look-up only, never across an await.
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    all: u32,
    places: HashMap<Place, u32>,
    sessions: HashMap<String, u32>,
}

/// Which limit leaves no place for another stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// This address has as many as it may.
    Address,
    /// This interview has as many as it may.
    Session,
    /// There are as many as there may be at all.
    All,
}

/// A place for one stream; dropped, it is free again.
#[derive(Debug)]
pub struct Seat {
    streams: Streams,
    place: Option<Place>,
    session: Option<String>,
}

impl Streams {
    /// None open yet.
    pub fn new(limits: Limits) -> Streams {
        Streams {
            limits,
            open: Arc::default(),
        }
    }

    /// How many are open.
    pub fn open(&self) -> u32 {
        self.lock().all
    }

    /// Takes a place for a stream; without `place` the address has no limit of its own, without `session` it is none of
    /// an interview's.
    pub fn take(&self, place: Option<Place>, session: Option<String>) -> Result<Seat, Full> {
        let mut open = self.lock();
        let limits = &self.limits;
        if reached(limits.streams, open.all) {
            return Err(Full::All);
        }
        let count = |counts: Option<&u32>| counts.copied().unwrap_or(0);
        if let Some(session) = &session
            && reached(
                limits.streams_per_session,
                count(open.sessions.get(session)),
            )
        {
            return Err(Full::Session);
        }
        if let Some(place) = &place
            && reached(limits.streams_per_address, count(open.places.get(place)))
        {
            return Err(Full::Address);
        }
        open.all += 1;
        if let Some(place) = place {
            *open.places.entry(place).or_default() += 1;
        }
        if let Some(session) = session.clone() {
            *open.sessions.entry(session).or_default() += 1;
        }
        Ok(Seat {
            streams: self.clone(),
            place,
            session,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        match self.open.lock() {
            Ok(open) => open,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

impl Seat {
    /// The response, which holds the place until its last byte is sent or its reader is gone.
    pub fn hold(self, response: Response) -> Response {
        response.map(|body| {
            Body::from_stream(body.into_data_stream().map(move |part| {
                let _held = &self;
                part
            }))
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        open.all = open.all.saturating_sub(1);
        if let Some(place) = &self.place {
            leave(&mut open.places, place);
        }
        if let Some(session) = &self.session {
            leave(&mut open.sessions, session);
        }
    }
}

/// Whether there are as many as may be; 0: any number.
fn reached(most: u32, count: u32) -> bool {
    most != 0 && count >= most
}

fn leave<K: Eq + Hash>(counts: &mut HashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_once_its_stream_has_ended() {
        let streams = Streams::new(Limits {
            streams: 3,
            streams_per_address: 2,
            streams_per_session: 2,
            ..Limits::default()
        });
        let here = Some(Place::of("203.0.113.7".parse().unwrap()));
        let there = Some(Place::of("203.0.113.8".parse().unwrap()));
        let (a, b) = (|| Some("a".to_owned()), || Some("b".to_owned()));
        let first = streams.take(here, a()).unwrap();
        let second = streams.take(here, b()).unwrap();
        assert_eq!(streams.take(here, b()).unwrap_err(), Full::Address);
        let third = streams.take(there, a()).unwrap();
        assert_eq!(streams.take(there, b()).unwrap_err(), Full::All);
        drop(second);
        assert_eq!(streams.take(there, a()).unwrap_err(), Full::Session);
        drop(streams.take(None, None).unwrap());
        assert_eq!(streams.open(), 2);
        drop((first, third));
        assert_eq!(streams.open(), 0);
        assert!(streams.lock().places.is_empty() && streams.lock().sessions.is_empty());
    }
}
