//! Sign-ins in our own store: `tower-sessions` keeps the cookie, the store keeps the hash of its id.

use std::fmt;

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

use super::WHO;
use crate::session::App;
use crate::store::{InstructorId, SignIn, sha256_hex};

/// A sign-in ends after so many hours.
const HOURS: i64 = 12;

/// The layer that gives each request its sign-in. `root`: the path that the site lies under. `secure`: the pages are
/// reached over HTTPS only.
pub fn layer(app: App, root: &str, secure: bool) -> SessionManagerLayer<SignIns> {
    SessionManagerLayer::new(SignIns { app })
        .with_name("greenroom_desk")
        .with_path(format!("{root}/desk"))
        .with_same_site(SameSite::Strict)
        .with_secure(secure)
        .with_expiry(Expiry::OnInactivity(Duration::hours(HOURS)))
}

/// The sign-ins in the store.
#[derive(Clone)]
pub struct SignIns {
    app: App,
}

impl fmt::Debug for SignIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignIns")
    }
}

impl SignIns {
    /// The library dates a record by the system's clock. Ours is the one that the store is asked by, so it says how long
    /// the record lasts; the library saves one only to have it last that long again.
    fn stored(record: &Record, now_ms: i64) -> Result<SignIn> {
        let who = record.data.get(WHO).and_then(|who| who.as_str());
        Ok(SignIn {
            hash: hash(&record.id),
            instructor: who.map(|who| InstructorId::kept(who.to_owned())),
            record: serde_json::to_string(&record.data)
                .map_err(|error| Error::Encode(error.to_string()))?,
            until_ms: now_ms + HOURS * 3_600_000,
        })
    }
}

#[async_trait]
impl SessionStore for SignIns {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let now_ms = self.app.clock.now_ms();
        // 128 random bits do not meet twice; if they do, the next ones won't.
        while !self
            .app
            .store
            .add_sign_in(SignIns::stored(record, now_ms)?, now_ms)
            .await
            .map_err(backend)?
        {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let now_ms = self.app.clock.now_ms();
        self.app
            .store
            .keep_sign_in(SignIns::stored(record, now_ms)?, now_ms)
            .await
            .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now_ms = self.app.clock.now_ms();
        let kept = self
            .app
            .store
            .sign_in(&hash(id), now_ms)
            .await
            .map_err(backend)?;
        let Some((record, until_ms)) = kept else {
            return Ok(None);
        };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&record)
                .map_err(|error| Error::Decode(error.to_string()))?,
            expiry_date: moment(until_ms),
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.app.store.end_sign_in(&hash(id)).await.map_err(backend)
    }
}

fn hash(id: &Id) -> String {
    sha256_hex(id.to_string().as_bytes())
}

fn backend(error: crate::store::StoreError) -> Error {
    Error::Backend(error.to_string())
}

fn moment(ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
