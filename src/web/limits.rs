//! How much anybody may do in a while. Generous: a classroom shares one address. Whoever goes beyond is told when to
//! come back, and loses nothing.
//!
//! Each key has one number, the time at which its allowance is whole again (the generic cell rate algorithm, ITU-T
//! I.371): what is taken moves it on, and it may lie ahead by no more than the whole period.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::visit::Visit;
use crate::config::Limits as Settings;
use crate::store::Owner;

/// The most keys that are remembered for one allowance; 10,000 take less than a megabyte.
const REMEMBERED: usize = 10_000;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Starting an interview.
    Start,
    /// Sending something to an interview.
    Send,
}

/// Too much in too short a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch {
    /// After how many seconds it may be tried again.
    pub retry_after_s: u64,
}

/// What everybody has left. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Limits {
    addresses: [Arc<Allowance<Place>>; 2],
    browsers: [Arc<Allowance<Owner>>; 2],
}

impl Limits {
    /// The limits of these settings.
    pub fn new(settings: &Settings) -> Limits {
        const HOUR: Duration = Duration::from_secs(3600);
        const MINUTE: Duration = Duration::from_secs(60);
        let address = |most, period| Arc::new(Allowance::new(most, period));
        let browser = |most, period| Arc::new(Allowance::new(most, period));
        Limits {
            addresses: [
                address(settings.sessions_per_address, HOUR),
                address(settings.turns_per_address, MINUTE),
            ],
            browsers: [
                browser(settings.sessions_per_browser, HOUR),
                browser(settings.turns_per_browser, MINUTE),
            ],
        }
    }

    /// Takes one deed from what this visitor has left. Who sits at the machine itself is not limited.
    pub fn take(&self, deed: Deed, visit: &Visit, owner: Option<&Owner>) -> Result<(), TooMuch> {
        if visit.is_local() {
            return Ok(());
        }
        let now = Instant::now();
        if let Some(owner) = owner {
            self.browsers[deed as usize].take(owner, now)?;
        }
        self.addresses[deed as usize].take(&Place::of(visit.address), now)
    }
}

/// Where an address is: itself, or the network of 64 bits that one IPv6 household has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(IpAddr);

impl Place {
    /// The place of an address.
    pub fn of(address: IpAddr) -> Place {
        Place(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)))
            }
        })
    }
}

/// So many in a period, for each key.
#[derive(Debug)]
pub struct Allowance<K> {
    /// What one costs of the period; none: not limited.
    cost: Option<Duration>,
    period: Duration,
    // A plain mutex: it is held for a look-up only, never across an await.
    whole_again: Mutex<HashMap<K, Instant>>,
}

impl<K: Clone + Eq + std::hash::Hash> Allowance<K> {
    /// `most` in a `period`; 0: as many as you like.
    pub fn new(most: u32, period: Duration) -> Allowance<K> {
        Allowance {
            cost: period.checked_div(most),
            period,
            whole_again: Mutex::default(),
        }
    }

    /// Takes one; refused, it costs nothing.
    pub fn take(&self, key: &K, now: Instant) -> Result<(), TooMuch> {
        let Some(cost) = self.cost else {
            return Ok(());
        };
        let mut whole_again = self.lock();
        let from = whole_again.get(key).copied().unwrap_or(now).max(now);
        let then = from + cost;
        let over = then.saturating_duration_since(now + self.period);
        if !over.is_zero() {
            return Err(TooMuch {
                retry_after_s: over.as_secs_f64().ceil() as u64,
            });
        }
        if whole_again.len() >= REMEMBERED && !whole_again.contains_key(key) {
            forget(&mut whole_again, now);
        }
        whole_again.insert(key.clone(), then);
        Ok(())
    }

    /// Makes the allowance of a key whole again.
    pub fn give_back(&self, key: &K) {
        self.lock().remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Instant>> {
        match self.whole_again.lock() {
            Ok(whole_again) => whole_again,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

/// Makes room: those go whose allowance is whole, and if that is not enough, the half that has the most of it left.
fn forget<K: Clone + Eq + std::hash::Hash>(whole_again: &mut HashMap<K, Instant>, now: Instant) {
    whole_again.retain(|_, then| *then > now);
    if whole_again.len() < REMEMBERED / 2 {
        return;
    }
    let mut times: Vec<Instant> = whole_again.values().copied().collect();
    let middle = times.len() / 2;
    let (_, &mut median, _) = times.select_nth_unstable(middle);
    whole_again.retain(|_, then| *then > median);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_used_up_and_comes_back() {
        let allowance = Allowance::new(3, Duration::from_secs(60));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        for _ in 0..3 {
            assert_eq!(allowance.take(&"a", at(0)), Ok(()));
        }
        assert_eq!(
            allowance.take(&"a", at(0)),
            Err(TooMuch { retry_after_s: 20 })
        );
        assert_eq!(
            allowance.take(&"a", at(12)),
            Err(TooMuch { retry_after_s: 8 })
        );
        assert_eq!(allowance.take(&"b", at(12)), Ok(()), "somebody else's");
        assert_eq!(
            allowance.take(&"a", at(20)),
            Ok(()),
            "what is refused costs nothing"
        );
        assert!(allowance.take(&"a", at(20)).is_err());
        for _ in 0..3 {
            assert_eq!(allowance.take(&"a", at(200)), Ok(()));
        }
        assert!(allowance.take(&"a", at(200)).is_err());
    }

    #[test]
    fn no_limit_is_no_limit() {
        let allowance = Allowance::new(0, Duration::from_secs(60));
        let now = Instant::now();
        assert!((0..10_000).all(|_| allowance.take(&(), now).is_ok()));
    }

    #[test]
    fn what_is_remembered_is_bounded_and_who_used_most_is_kept() {
        let allowance = Allowance::new(2, Duration::from_secs(60));
        let now = Instant::now();
        let greedy = u32::MAX;
        assert!(allowance.take(&greedy, now).is_ok() && allowance.take(&greedy, now).is_ok());
        for key in 0..50_000 {
            assert_eq!(allowance.take(&key, now), Ok(()));
        }
        assert!(allowance.lock().len() <= REMEMBERED);
        assert!(allowance.take(&greedy, now).is_err());
    }

    #[test]
    fn an_ipv6_household_is_one_place() {
        let place = |text: &str| Place::of(text.parse().unwrap());
        assert_eq!(place("2001:db8:1:2::7"), place("2001:db8:1:2:ffff::1"));
        assert_ne!(place("2001:db8:1:2::7"), place("2001:db8:1:3::7"));
        assert_ne!(place("203.0.113.7"), place("203.0.113.8"));
        assert_eq!(place("::ffff:203.0.113.7"), place("203.0.113.7"));
    }
}
