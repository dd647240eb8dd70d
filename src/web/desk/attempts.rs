//! How often somebody may try to sign in: a bucket for each account and one for each address, filled again with time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Attempts on one account before it has to rest, and how long one takes to come back.
const ACCOUNT: Bucket = Bucket {
    holds: 6,
    back_ms: 150_000,
};
/// Attempts from one address: a class room shares one.
const ADDRESS: Bucket = Bucket {
    holds: 30,
    back_ms: 30_000,
};
/// The most buckets that are remembered; beyond that the fullest ones are forgotten.
const REMEMBERED: usize = 20_000;

#[derive(Clone, Copy)]
struct Bucket {
    holds: i64,
    back_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

/// Who has tried, and how often. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Attempts {
    // A plain mutex: it is held for a look-up only, never across an await. The value is the time at which the
    // bucket is full again.
    full_at_ms: Arc<Mutex<HashMap<Key, i64>>>,
}

impl Attempts {
    /// Takes one attempt on this account from this address; the seconds to wait where there is none left.
    pub fn take(&self, account: &str, address: Option<IpAddr>, now_ms: i64) -> Result<(), u64> {
        let account = Key::Account(account.to_lowercase());
        let address = address.map(Key::Address);
        let keys = [Some((account, ACCOUNT)), address.map(|key| (key, ADDRESS))];
        let mut buckets = self.lock();
        let wait = keys
            .iter()
            .flatten()
            .map(|(key, bucket)| {
                let full_at = buckets.get(key).copied().unwrap_or(now_ms).max(now_ms);
                full_at + bucket.back_ms - now_ms - bucket.holds * bucket.back_ms
            })
            .max()
            .unwrap_or(0);
        if wait > 0 {
            return Err(u64::try_from(wait).unwrap_or(0).div_ceil(1000));
        }
        for (key, bucket) in keys.into_iter().flatten() {
            let full_at = buckets.entry(key).or_insert(now_ms);
            *full_at = (*full_at).max(now_ms) + bucket.back_ms;
        }
        if buckets.len() > REMEMBERED {
            buckets.retain(|_, full_at| *full_at > now_ms);
            // Under a flood those go first that would be forgotten first.
            let mut ends: Vec<(i64, Key)> = buckets
                .iter()
                .map(|(key, full_at)| (*full_at, key.clone()))
                .collect();
            ends.sort_unstable_by_key(|(full_at, _)| *full_at);
            let many = ends.len().saturating_sub(REMEMBERED / 2);
            for (_, key) in ends.into_iter().take(many) {
                buckets.remove(&key);
            }
        }
        Ok(())
    }

    /// Gives an account its attempts back: whoever signed in isn't guessing.
    pub fn forget(&self, account: &str) {
        self.lock().remove(&Key::Account(account.to_lowercase()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, i64>> {
        self.full_at_ms
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn an_account_rests_after_some_attempts_from_wherever_they_come() {
        let attempts = Attempts::default();
        for last in 0..6 {
            assert_eq!(attempts.take("Ada", address(last), 0), Ok(()));
        }
        assert_eq!(attempts.take("ADA", address(7), 0), Err(150));
        assert_eq!(attempts.take("grace", address(7), 0), Ok(()));
        assert_eq!(attempts.take("ada", address(7), 150_000), Ok(()));
        assert_eq!(attempts.take("ada", address(7), 150_001), Err(150));
        attempts.forget("Ada");
        assert_eq!(attempts.take("ada", address(7), 150_001), Ok(()));
    }

    #[test]
    fn an_address_rests_after_more_attempts_on_whatever_accounts() {
        let attempts = Attempts::default();
        for count in 0..30 {
            assert_eq!(
                attempts.take(&format!("name-{count}"), address(1), 0),
                Ok(())
            );
        }
        assert_eq!(attempts.take("another", address(1), 0), Err(30));
        assert_eq!(attempts.take("another", address(2), 0), Ok(()));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let attempts = Attempts::default();
        for count in 0..REMEMBERED + 100 {
            let _ = attempts.take(&format!("name-{count}"), None, 0);
        }
        assert!(attempts.lock().len() <= REMEMBERED);
    }
}
