//! What the writer has done since the program began.

use crate::meter::{Counter, Histogram};

/// The bounds of how many commands one transaction takes.
static SIZES: [u64; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/// What the writer has done; sessions and entries count once they are committed.
#[derive(Debug)]
pub struct Meter {
    /// Interviews begun.
    pub started: Counter,
    /// Interviews ended.
    pub finished: Counter,
    /// Entries of the logs.
    pub entries: Counter,
    /// How many commands each transaction took.
    pub groups: Histogram<9>,
    /// Transactions of which nothing was kept.
    pub lost: Counter,
}

impl Default for Meter {
    fn default() -> Meter {
        Meter {
            started: Counter::new(),
            finished: Counter::new(),
            entries: Counter::new(),
            groups: Histogram::new(&SIZES),
            lost: Counter::new(),
        }
    }
}
