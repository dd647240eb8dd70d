//! What the interviewer can do: a closed list, recorded with each reply.

use serde::{Deserialize, Serialize};

use crate::language::Id;
use crate::scenario::Step;

/// How far up the hint ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Rung {
    Pump,
    Hint,
    Prompt,
    Tell,
}

/// A question that was left for the next reply, and has no fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftover {
    /// The open question or the topic that it is about, where it is about a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Id>,
    /// Its words.
    pub words: String,
}

/// One thing that the interviewer does in a reply. A reply holds any number of answers and remarks, and at most one
/// move for which [`Move::asks`] is true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "move", rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "the names say it; fields are ids of the scenario"
)]
pub enum Move {
    /// The prompt, the time contract, an open question.
    Open,
    /// A word that shows that something was heard.
    Acknowledge {
        of: Option<Id>,
    },
    /// A fact.
    Answer {
        fact: Id,
        again: bool,
    },
    /// More questions were asked than are answered at once.
    OfferRest {
        /// The facts that were asked for and come with the next reply.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rest: Vec<Id>,
        /// The questions without a fact that come with the next reply.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        open: Vec<Leftover>,
        left: u32,
    },
    /// No fact: assume together.
    Assume {
        about: Id,
    },
    /// The assumption is noted.
    NoteAssumption {
        about: Id,
    },
    /// A decision handed back: "what decides that?".
    Defer,
    /// Nothing to do with the problem.
    Outside,
    /// The last question again.
    Repeat,
    /// The time and the step.
    TellTime,
    /// The question is left.
    Leave,
    /// The candidate drives: go on.
    GoOn,
    /// The candidate asked whether to go somewhere: yes.
    GoAhead,
    /// What else would you want to know?
    InviteQuestions,
    /// Boxes before questions: is there anything to find out first? Asked once.
    ClarifyFirst,
    /// A statement against a fact.
    Remind {
        fact: Id,
    },
    /// A change of mind that was not announced.
    AskReversal {
        concept: Id,
        now_used: bool,
        /// The other concept that it goes against, if it is another one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        against: Option<Id>,
    },
    /// Two figures of the candidate's own for one thing.
    AskWhichFigure {
        of: String,
    },
    /// A sum shown, to be worked out again.
    RecheckWorking {
        working: String,
    },
    /// A sum shown, worked out by the interviewer after two tries.
    GiveWorking {
        working: String,
    },
    /// An estimate to be worked out again.
    Recheck {
        estimate: Id,
    },
    /// An estimate that is right.
    Confirm {
        estimate: Id,
    },
    /// An estimate worked out by the interviewer, after two tries.
    GiveFigure {
        estimate: Id,
    },
    /// One step further from a right estimate.
    NextFigure {
        estimate: Id,
    },
    /// Planned for far more than was stated.
    CurbScale {
        fact: Id,
    },
    Challenge {
        misconception: Id,
    },
    Settle {
        misconception: Id,
    },
    Correct {
        misconception: Id,
    },
    Curveball {
        curveball: Id,
    },
    /// A rung of the hint ladder.
    Help {
        expectation: Id,
        part: Option<Id>,
        rung: Rung,
        /// Help with this part alone, and not with the expectation as a whole.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        part_only: bool,
    },
    AskTradeoff {
        tradeoff: Id,
    },
    AskProbe {
        probe: Id,
    },
    AskPart {
        expectation: Id,
        part: Id,
    },
    AskExpectation {
        expectation: Id,
    },
    AskEstimate {
        estimate: Id,
    },
    AskContract {
        contract: u16,
    },
    Pushback {
        pushback: Id,
    },
    /// To another step, with the recap or the time check and the question that opens it.
    Advance {
        to: Step,
    },
    /// To another step without a word: the candidate went there.
    Follow {
        to: Step,
    },
    /// Not understood: say it in other words.
    Rephrase,
    /// Nothing is left to ask.
    WrapUp,
    /// The end.
    Close,
}

impl Move {
    /// The names of all moves, as they stand in records and in dialogues.
    pub const NAMES: [&str; 42] = [
        "open",
        "acknowledge",
        "answer",
        "offer-rest",
        "assume",
        "note-assumption",
        "defer",
        "outside",
        "repeat",
        "tell-time",
        "leave",
        "go-on",
        "go-ahead",
        "invite-questions",
        "clarify-first",
        "remind",
        "ask-reversal",
        "ask-which-figure",
        "recheck-working",
        "give-working",
        "recheck",
        "confirm",
        "give-figure",
        "next-figure",
        "curb-scale",
        "challenge",
        "settle",
        "correct",
        "curveball",
        "help",
        "ask-tradeoff",
        "ask-probe",
        "ask-part",
        "ask-expectation",
        "ask-estimate",
        "ask-contract",
        "pushback",
        "advance",
        "follow",
        "rephrase",
        "wrap-up",
        "close",
    ];

    /// Whether it asks the candidate for something: a reply holds at most one such move.
    pub fn asks(&self) -> bool {
        match self {
            Move::Open
            | Move::Assume { .. }
            | Move::Defer
            | Move::Repeat
            | Move::InviteQuestions
            | Move::ClarifyFirst
            | Move::Remind { .. }
            | Move::AskReversal { .. }
            | Move::AskWhichFigure { .. }
            | Move::RecheckWorking { .. }
            | Move::Recheck { .. }
            | Move::NextFigure { .. }
            | Move::CurbScale { .. }
            | Move::Challenge { .. }
            | Move::Curveball { .. }
            | Move::AskTradeoff { .. }
            | Move::AskProbe { .. }
            | Move::AskPart { .. }
            | Move::AskExpectation { .. }
            | Move::AskEstimate { .. }
            | Move::AskContract { .. }
            | Move::Pushback { .. }
            | Move::Advance { .. }
            | Move::Rephrase => true,
            Move::Help { rung, .. } => *rung != Rung::Tell,
            Move::Acknowledge { .. }
            | Move::Answer { .. }
            | Move::OfferRest { .. }
            | Move::NoteAssumption { .. }
            | Move::Outside
            | Move::TellTime
            | Move::Leave
            | Move::GoOn
            | Move::GoAhead
            | Move::Confirm { .. }
            | Move::GiveFigure { .. }
            | Move::GiveWorking { .. }
            | Move::Settle { .. }
            | Move::Correct { .. }
            | Move::Follow { .. }
            | Move::WrapUp
            | Move::Close => false,
        }
    }

    /// What is spent by it: the same rule never fires twice on the same evidence. None where it may come again.
    pub fn key(&self) -> Option<String> {
        let key = match self {
            Move::ClarifyFirst => "clarify-first".into(),
            Move::Remind { fact } => format!("remind {fact}"),
            Move::AskReversal {
                concept,
                now_used,
                against: None,
            } => format!("reversal {concept} {now_used}"),
            // A pair of rivals is asked about once, whichever comes second.
            Move::AskReversal {
                concept,
                against: Some(other),
                ..
            } => format!("reversal {} {}", concept.min(other), concept.max(other)),
            Move::AskWhichFigure { of } => format!("which {of}"),
            Move::Recheck { estimate } => format!("recheck {estimate}"),
            Move::RecheckWorking { working } => {
                format!("working {}", super::reply::text_key(working))
            }
            Move::NextFigure { estimate } => format!("next-figure {estimate}"),
            Move::CurbScale { fact } => format!("curb {fact}"),
            Move::Challenge { misconception } => format!("challenge {misconception}"),
            Move::Correct { misconception } => format!("correct {misconception}"),
            Move::Settle { misconception } => format!("settle {misconception}"),
            Move::Curveball { curveball } => format!("curveball {curveball}"),
            Move::AskTradeoff { tradeoff } => format!("tradeoff {tradeoff}"),
            Move::AskProbe { probe } => format!("probe {probe}"),
            Move::AskPart { expectation, part } => format!("part {expectation}/{part}"),
            Move::AskExpectation { expectation } => format!("expectation {expectation}"),
            Move::AskEstimate { estimate } => format!("estimate {estimate}"),
            Move::AskContract { contract } => format!("contract {contract}"),
            Move::Pushback { pushback } => format!("pushback {pushback}"),
            Move::WrapUp => "wrap-up".into(),
            Move::GiveFigure { estimate } => format!("figure {estimate}"),
            Move::Open
            | Move::Acknowledge { .. }
            | Move::Answer { .. }
            | Move::OfferRest { .. }
            | Move::Assume { .. }
            | Move::NoteAssumption { .. }
            | Move::Defer
            | Move::Outside
            | Move::Repeat
            | Move::TellTime
            | Move::Leave
            | Move::GoOn
            | Move::GoAhead
            | Move::InviteQuestions
            | Move::Confirm { .. }
            | Move::GiveWorking { .. }
            | Move::Help { .. }
            | Move::Advance { .. }
            | Move::Follow { .. }
            | Move::Rephrase
            | Move::Close => return None,
        };
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_records() {
        let refused = serde_json::from_str::<Move>(r#"{"move": "none"}"#).expect_err("no move");
        let told = refused.to_string();
        let (_, all) = told.split_once("expected one of ").expect("names them");
        let (all, _) = all.split_once(" at line").unwrap_or((all, ""));
        let all: Vec<&str> = all.split(", ").map(|name| name.trim_matches('`')).collect();
        assert_eq!(all, Move::NAMES);
    }
}
