//! Numbers that only go up, for whoever watches the program. To count is to add to an atomic, so it may be done anywhere.

use std::sync::atomic::{AtomicU64, Ordering};

/// How often something happened.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// None yet.
    pub const fn new() -> Counter {
        Counter(AtomicU64::new(0))
    }

    /// So many more.
    pub fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    /// How many so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often a value was how large: a counter for each bound that it did not exceed, the smallest such.
#[derive(Debug)]
pub struct Histogram<const N: usize> {
    bounds: &'static [u64; N],
    counts: [Counter; N],
    /// Larger than every bound.
    beyond: Counter,
    sum: Counter,
}

impl<const N: usize> Histogram<N> {
    /// Nothing yet. The bounds go up.
    pub const fn new(bounds: &'static [u64; N]) -> Histogram<N> {
        Histogram {
            bounds,
            counts: [const { Counter::new() }; N],
            beyond: Counter::new(),
            sum: Counter::new(),
        }
    }

    /// One more value.
    pub fn record(&self, value: u64) {
        let at = self.bounds.partition_point(|bound| *bound < value);
        self.counts.get(at).unwrap_or(&self.beyond).add(1);
        self.sum.add(value);
    }

    /// Each bound with how many values did not exceed it.
    pub fn up_to(&self) -> impl Iterator<Item = (u64, u64)> {
        let counts = self.counts.iter().scan(0, |so_far, count| {
            *so_far += count.get();
            Some(*so_far)
        });
        self.bounds.iter().copied().zip(counts)
    }

    /// How many values there were.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(Counter::get).sum::<u64>() + self.beyond.get()
    }

    /// What they come to.
    pub fn sum(&self) -> u64 {
        self.sum.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_for_every_bound_that_it_does_not_exceed() {
        static BOUNDS: [u64; 3] = [1, 10, 100];
        let histogram = Histogram::new(&BOUNDS);
        for value in [0, 1, 2, 10, 11, 1_000] {
            histogram.record(value);
        }
        let up_to: Vec<_> = histogram.up_to().collect();
        assert_eq!(up_to, [(1, 2), (10, 4), (100, 5)]);
        assert_eq!((histogram.count(), histogram.sum()), (6, 1_024));
    }
}
