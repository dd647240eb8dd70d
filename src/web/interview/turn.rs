//! One turn of the transcript, and why the interviewer said what it said.

use super::Viewer;
use crate::interview::{Author, EntryKind, TraceLine};
use crate::store::Shown;
use crate::web::moment::Moment;
use crate::web::remarks::{Remarks, Segment};
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

    fn label(self, viewer: Viewer) -> &'static str {
        match (self, viewer) {
            (Side::Interviewer, _) => "Interviewer",
            (Side::Candidate, Viewer::Candidate) => "You",
            (Side::Candidate, Viewer::Guest) => "Candidate",
            (Side::Note, _) => "Note",
        }
    }
}

/// A turn as the page shows it.
#[derive(Clone, Debug)]
pub struct Turn {
    pub seq: u32,
    pub side: Side,
    /// Who spoke, above the turn.
    pub label: String,
    pub text: String,
    pub moment: Moment,
    /// Empty where the reasons are not to be seen (yet).
    pub why: Vec<Why>,
    /// The text in parts, where some of its words are commented on; else empty.
    pub segments: Vec<Segment>,
    /// What was said about it, for those who may see that.
    pub remarks: Option<Remarks>,
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
    pub fn new(entry: Shown, now_ms: i64, explained: bool, viewer: Viewer) -> Turn {
        let side = match (entry.author, entry.text.is_empty()) {
            (Author::Engine | Author::Partner, false) | (Author::Engine, true) => Side::Interviewer,
            (Author::Partner, true) => Side::Note,
            (Author::Candidate, false) => Side::Candidate,
            (Author::Candidate, true) | (Author::System, _) => Side::Note,
        };
        let who = match viewer {
            Viewer::Candidate => "You",
            Viewer::Guest => "The candidate",
        };
        let partner = entry.by.as_deref().unwrap_or("A partner");
        let text = match entry.kind {
            _ if !entry.text.is_empty() => entry.text,
            EntryKind::AskedForHint => format!("{who} asked for a hint."),
            EntryKind::AskedToRepeat => format!("{who} asked to hear the question again."),
            EntryKind::MovedOn => format!("{who} moved on to the next step."),
            EntryKind::Finished => format!("{who} finished the interview."),
            EntryKind::TookChair => format!("{partner} sat down in the interviewer's chair."),
            EntryKind::LeftChair if entry.author == Author::Partner => {
                format!("{partner} gave the chair back to the engine.")
            }
            EntryKind::LeftChair => format!("{who} gave the chair back to the engine."),
            EntryKind::Opened | EntryKind::Said => String::new(),
        };
        Turn {
            seq: entry.seq,
            side,
            label: match entry.author {
                Author::Partner if side == Side::Interviewer => format!("{partner}, interviewing"),
                Author::Candidate | Author::Engine | Author::Partner | Author::System => {
                    side.label(viewer).into()
                }
            },
            text,
            moment: Moment::new(entry.at_ms, now_ms),
            why: Why::of(entry.trace, explained),
            segments: Vec::new(),
            remarks: None,
        }
    }
}

impl Why {
    /// The reasons of an entry, if they are to be seen.
    pub fn of(trace: Vec<TraceLine>, explained: bool) -> Vec<Why> {
        match explained {
            true => trace.into_iter().map(Why::new).collect(),
            false => Vec::new(),
        }
    }

    fn new(line: TraceLine) -> Why {
        let mut letters = line.because.chars();
        let because = match letters.next() {
            Some(first) if first.to_uppercase().ne([first]) => {
                let rest = letters.as_str();
                first.to_uppercase().chain(rest.chars()).collect()
            }
            Some(_) | None => line.because,
        };
        Why {
            kind: words::tier(line.tier),
            because,
            rule: line.rule,
        }
    }
}
