//! The time: the system's, or a counted one for scripts and tests; and what of a pause counts as active.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A pause longer than this counts as this much active time; the rest is marked on the entry as a gap.
pub const LONGEST_PAUSE_MS: u64 = 5 * 60 * 1000;

/// Where the time comes from. Cheap to clone; clones of a counted clock count together.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Counted(Arc<AtomicI64>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock(Source::System)
    }

    /// A clock that stands still until [`Clock::advance`], beginning now.
    pub fn counted() -> Clock {
        Clock(Source::Counted(Arc::new(AtomicI64::new(system_ms()))))
    }

    /// Milliseconds since 1970, UTC.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::System => system_ms(),
            Source::Counted(now_ms) => now_ms.load(Ordering::Relaxed),
        }
    }

    /// Moves a counted clock on; the system's goes by itself.
    pub fn advance(&self, ms: i64) {
        match &self.0 {
            Source::System => {}
            Source::Counted(now_ms) => {
                now_ms.fetch_add(ms, Ordering::Relaxed);
            }
        }
    }
}

fn system_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

/// What a pause between two entries counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) active_ms: u64,
    pub(super) left_out_ms: u64,
}

/// The pause from one entry to the next. A clock that was set back makes none.
pub(super) fn pause(from_ms: i64, to_ms: i64) -> Pause {
    let whole_ms = u64::try_from(to_ms.saturating_sub(from_ms)).unwrap_or(0);
    let active_ms = whole_ms.min(LONGEST_PAUSE_MS);
    Pause {
        active_ms,
        left_out_ms: whole_ms - active_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_counts_up_to_five_minutes_and_never_backwards() {
        let check = |from, to, active_ms, left_out_ms| {
            let expected = Pause {
                active_ms,
                left_out_ms,
            };
            assert_eq!(pause(from, to), expected, "{from} to {to}");
        };
        check(1_000, 31_000, 30_000, 0);
        check(0, 300_000, 300_000, 0);
        check(0, 300_001, 300_000, 1);
        check(0, 7_200_000, 300_000, 6_900_000);
        check(5_000, 4_000, 0, 0);
        check(i64::MAX, i64::MIN, 0, 0);
    }
}
