//! How often somebody may try to sign in: so often on each account, and so often from each place.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::LONGEST_NAME;
use crate::web::limits::{Allowance, Place, TooMuch};

/// In this time an allowance that was used up is whole again.
const PERIOD: Duration = Duration::from_secs(15 * 60);
/// Attempts on one account.
const PER_ACCOUNT: u32 = 6;
/// Attempts from one place: a class room shares one.
const PER_PLACE: u32 = 30;

/// Who has tried, and how often. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Attempts {
    accounts: Arc<Allowance<String>>,
    places: Arc<Allowance<Place>>,
}

impl Default for Attempts {
    fn default() -> Attempts {
        Attempts {
            accounts: Arc::new(Allowance::new(PER_ACCOUNT, PERIOD)),
            places: Arc::new(Allowance::new(PER_PLACE, PERIOD)),
        }
    }
}

impl Attempts {
    /// Takes one attempt on this account from this place, where both have one left.
    pub fn take(&self, account: &str, place: Place, now: Instant) -> Result<(), TooMuch> {
        // The place first: one that has none left uses up nobody's account.
        self.places.take(&place, now)?;
        self.accounts.take(&key(account), now)
    }

    /// Gives an account its attempts back: whoever signed in isn't guessing.
    pub fn forget(&self, account: &str) {
        self.accounts.give_back(&key(account));
    }
}

/// An account's name whatever its case. No account's is longer than this, and what is remembered isn't either.
fn key(account: &str) -> String {
    let name = account.chars().take(LONGEST_NAME + 1);
    name.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: fn(u64) -> Result<(), TooMuch> = |retry_after_s| Err(TooMuch { retry_after_s });

    fn place(last: u8) -> Place {
        Place::of([192, 0, 2, last].into())
    }

    #[test]
    fn an_account_rests_after_some_attempts_from_wherever_they_come() {
        let attempts = Attempts::default();
        let now = Instant::now();
        for last in 0..6 {
            assert_eq!(attempts.take("Ada", place(last), now), Ok(()));
        }
        assert_eq!(attempts.take("ADA", place(7), now), WAIT(150));
        assert_eq!(attempts.take("grace", place(7), now), Ok(()));
        let later = now + Duration::from_secs(150);
        assert_eq!(attempts.take("ada", place(7), later), Ok(()));
        assert_eq!(attempts.take("ada", place(7), later), WAIT(150));
        attempts.forget("Ada");
        assert_eq!(attempts.take("ada", place(7), later), Ok(()));
    }

    #[test]
    fn a_place_rests_after_more_attempts_and_takes_none_from_an_account_then() {
        let attempts = Attempts::default();
        let now = Instant::now();
        for count in 0..30 {
            assert_eq!(
                attempts.take(&format!("name-{count}"), place(1), now),
                Ok(())
            );
        }
        for _ in 0..10 {
            assert_eq!(attempts.take("ada", place(1), now), WAIT(30));
        }
        assert_eq!(attempts.take("ada", place(2), now), Ok(()));
    }

    #[test]
    fn a_name_is_remembered_up_to_a_length() {
        assert_eq!(key("\u{130}da"), "i\u{307}da");
        assert_eq!(key(&"A".repeat(1_000_000)), "a".repeat(LONGEST_NAME + 1));
    }
}
