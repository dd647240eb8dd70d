//! How much one scenario may hold, so that nobody's file takes a server's time: what it costs to read one, to check one
//! and to answer a message on one follows from these figures. Each is several times what the largest scenario that is
//! shipped needs. What is beyond one is reported where it begins, once, and left out.
//!
//! `docs/scenario-format.md` tells authors; `benches/uploads.rs` prints what files at and beyond the limits cost.

use std::cell::RefCell;
use std::ops::Range;

use crate::document::Document;

/// Tables, inline ones included.
const TABLES: usize = 3_000;
/// Tables and lists inside each other.
const DEEPEST: usize = 10;
/// Editions with other figures: each is compiled for itself when the scenario is checked.
pub(super) const VARIANTS: usize = 12;

/// What is counted while a scenario is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    /// Patterns, of everything: a message may have to be held against each.
    Patterns,
    /// The bytes of all patterns.
    PatternBytes,
    /// Sample questions, samples, cases, the messages before them, the candidate's lines of dialogues and of the model
    /// answer: a check plays all of them.
    Messages,
    /// The bytes of all these.
    MessageBytes,
}

impl Counted {
    const ALL: [Counted; 4] = [
        Counted::Patterns,
        Counted::PatternBytes,
        Counted::Messages,
        Counted::MessageBytes,
    ];

    fn most(self) -> usize {
        match self {
            Counted::Patterns => 3_000,
            Counted::PatternBytes => 400_000,
            Counted::Messages => 8_000,
            Counted::MessageBytes => 600_000,
        }
    }

    fn beyond(self) -> String {
        let most = self.most();
        match self {
            Counted::Patterns => format!("the scenario has more than {most} patterns"),
            Counted::PatternBytes => format!("the patterns have more than {most} bytes together"),
            Counted::Messages => format!(
                "the scenario has more than {most} sample questions, samples, cases and lines of dialogues"
            ),
            Counted::MessageBytes => format!(
                "the sample questions, samples, cases and dialogues have more than {most} bytes together"
            ),
        }
    }
}

/// The most patterns in one list, and the most bytes: a list's patterns are held against each other.
pub(super) const LIST: (usize, usize) = (200, 20_000);

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct Counts(RefCell<[usize; Counted::ALL.len()]>);

impl Counts {
    /// Counts so many more, which stand at `span`; false where that is beyond the limit, which is reported the first
    /// time.
    pub fn take(
        &self,
        document: &Document<'_>,
        what: Counted,
        more: usize,
        span: &Range<usize>,
    ) -> bool {
        let mut counts = self.0.borrow_mut();
        let count = &mut counts[what as usize];
        let before = *count;
        *count += more;
        if before <= what.most() && *count > what.most() {
            document.error(span.clone(), what.beyond());
        }
        *count <= what.most()
    }
}

/// Whether a document has no more tables, and none deeper, than a scenario may have; else what is wrong is reported.
pub(super) fn is_small_enough(document: &Document<'_>) -> bool {
    let extent = document.extent(TABLES, DEEPEST);
    if let Some(span) = extent.too_deep {
        document.error_with(
            span,
            format!("tables and lists go {DEEPEST} deep at most"),
            "a scenario's own keys need far less",
        );
        return false;
    }
    if let Some(span) = extent.too_many {
        document.error(span, format!("the scenario has more than {TABLES} tables"));
        return false;
    }
    true
}
