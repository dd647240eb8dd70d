//! One turn of the transcript, and why the interviewer said what it said.

use crate::interview::{Author, Entry, EntryKind};
use crate::store::Stored;
use crate::web::moment::Moment;
use crate::web::words;

/// Who a turn is from, as the page tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Interviewer,
    Candidate,
    /// A button of the candidate's, or a remark of the program.
    Note,
}

impl Side {
    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Side::Interviewer => "interviewer",
            Side::Candidate => "candidate",
            Side::Note => "note",
        }
    }

    /// Its name above the turn.
    pub fn label(self) -> &'static str {
        match self {
            Side::Interviewer => "Interviewer",
            Side::Candidate => "You",
            Side::Note => "Note",
        }
    }
}

/// A turn as the page shows it.
#[derive(Clone, Debug)]
pub struct Turn {
    pub seq: u32,
    pub side: Side,
    pub text: String,
    pub moment: Moment,
    /// Empty where the reasons are not to be seen (yet).
    pub why: Vec<Why>,
}

/// One reason.
#[derive(Clone, Debug)]
pub struct Why {
    /// What kind of move it was.
    pub kind: &'static str,
    /// The reason in words.
    pub because: String,
    /// The rule, for those who want to look it up.
    pub rule: String,
}

impl Turn {
    /// An entry as the page shows it at `now_ms`; with its reasons if `explained`.
    pub fn new(stored: &Stored, now_ms: i64, explained: bool) -> Turn {
        let entry = &stored.entry;
        let side = match (entry.author, entry.text.is_empty()) {
            (Author::Engine | Author::Partner, _) => Side::Interviewer,
            (Author::Candidate, false) => Side::Candidate,
            (Author::Candidate, true) | (Author::System, _) => Side::Note,
        };
        let text = match entry.kind {
            _ if !entry.text.is_empty() => entry.text.clone(),
            EntryKind::AskedForHint => "You asked for a hint.".into(),
            EntryKind::AskedToRepeat => "You asked to hear the question again.".into(),
            EntryKind::MovedOn => "You moved on to the next step.".into(),
            EntryKind::Finished => "You finished the interview.".into(),
            EntryKind::Opened | EntryKind::Said => String::new(),
        };
        Turn {
            seq: entry.seq,
            side,
            text,
            moment: Moment::new(stored.at_ms, now_ms),
            why: Why::of(entry, explained),
        }
    }
}

impl Why {
    /// The reasons of an entry, if they are to be seen.
    pub fn of(entry: &Entry, explained: bool) -> Vec<Why> {
        match explained {
            true => entry.record.trace.iter().map(Why::new).collect(),
            false => Vec::new(),
        }
    }

    fn new(line: &crate::interview::TraceLine) -> Why {
        let mut letters = line.because.chars();
        let because = match letters.next() {
            Some(first) => first.to_uppercase().chain(letters).collect(),
            None => String::new(),
        };
        Why {
            kind: words::tier(line.tier),
            because,
            rule: line.rule.clone(),
        }
    }
}
