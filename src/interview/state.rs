//! The folded state of a session: everything that the policy looks at, and nothing of the transcript.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::interpretation::{Component, Miscounted, OwnFigure};
use super::moves::{Leftover, Rung};
use super::shared::Shared;
use super::{Move, Setup};
use crate::language::{Id, Span};
use crate::scenario::Step;

/// The folded state of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// How the session was set up.
    pub setup: Setup,
    /// Where the interview is.
    pub step: Step,
    /// The seq of the last entry folded in.
    pub seq: u32,
    /// The active time of the last entry, in milliseconds.
    pub elapsed_ms: u64,
    /// Active time per step, in milliseconds.
    pub step_ms: [u64; 4],
    /// The candidate's messages so far.
    pub messages: u32,
    /// The candidate's messages in this step.
    pub step_messages: u32,
    /// Forward moves made, per step.
    pub demands: [u32; 4],
    /// Facts told, in order, with the seq of the reply.
    pub told: Vec<(Id, u32)>,
    /// Facts that were asked for beside too many others, and come with the next reply.
    #[serde(default)]
    pub rest: Vec<Id>,
    /// Questions without a fact that were left in the same way.
    #[serde(default)]
    pub rest_open: Vec<Leftover>,
    /// Shared topics asked about.
    pub topics: BTreeSet<Id>,
    /// What the candidate assumed.
    pub assumptions: Vec<Assumed>,
    /// Figures given for estimates; the last one of each counts.
    pub estimates: Vec<Estimated>,
    /// The candidate's own figures of things, the newest last.
    #[serde(default)]
    pub figures: Vec<Remembered>,
    /// The sum that was off and was asked for again.
    #[serde(default)]
    pub miscounted: Option<Miscounted>,
    /// The design as said.
    pub design: Vec<Placed>,
    /// The scenario's conditions over the design that hold, as the author wrote them.
    pub conditions: BTreeSet<String>,
    /// Concepts that the candidate turned down, with the words.
    pub turned_down: Vec<(Id, Quote)>,
    /// Lanes named, by id.
    pub lanes: Vec<Id>,
    /// Per expectation of the scenario, in its order.
    pub ledger: Vec<Shared<Line>>,
    /// Misconceptions shown.
    pub misconceptions: Vec<Misheld>,
    /// Trade-offs whose choice was made, and what became of them.
    pub choices: Vec<Chosen>,
    /// The last forward move: what an answer is read in the light of.
    pub focus: Option<Focus>,
    /// Rules that have fired, as `kind id`: none fires twice on the same evidence.
    pub spent: BTreeSet<String>,
    /// How often each wording was used.
    pub wording: BTreeMap<String, u16>,
    /// Forward moves in a row to which nothing came that could be used.
    pub stuck: u16,
    /// How often in a row the candidate was left to drive.
    pub yielded: u16,
    /// The concepts named last, newest first: what "it" stands for.
    pub last_named: Vec<Id>,
    /// The partner in the interviewer's chair; none: the engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// Whether the session has ended.
    pub finished: bool,
}

/// Words of the candidate, with where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The entry.
    pub seq: u32,
    /// The place inside its text.
    pub span: Span,
    /// The words, cut at 160 characters.
    pub text: String,
}

/// The forward move that an answer is read in the light of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// What was asked.
    pub asked: Move,
    /// Its words: what "repeat" repeats.
    pub words: String,
    /// Whether something that answers it has come.
    pub answered: bool,
}

/// A misconception shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misheld {
    /// The misconception.
    pub id: Id,
    /// The words that showed it.
    pub quote: Quote,
    /// Whether it was challenged.
    pub challenged: bool,
    /// Whether it was corrected by the interviewer.
    pub corrected: bool,
    /// The words that settled it.
    pub settled: Option<Quote>,
}

/// A choice that has a trade-off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The trade-off.
    pub tradeoff: Id,
    /// The words that chose.
    pub quote: Quote,
    /// The words that named the cost.
    pub cost: Option<Quote>,
}

/// Something assumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumed {
    /// The open question, or the topic.
    pub about: Id,
    /// What was assumed.
    pub quote: Quote,
}

/// A figure given for an estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimated {
    /// The estimate.
    pub estimate: Id,
    /// In the estimate's unit and period.
    pub said: f64,
    /// Within the tolerance.
    pub right: bool,
    /// The figure that was wrong before, if one was.
    pub before: Option<f64>,
    /// The words.
    pub quote: Quote,
}

/// A figure of the candidate's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// The figure.
    pub figure: OwnFigure,
    /// The words.
    pub quote: Quote,
}

/// A component of the design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// What it is.
    pub component: Component,
    /// Where it was said.
    pub seq: u32,
    /// The words.
    #[serde(default)]
    pub quote: Option<Quote>,
}

/// The strongest help given before a part was reached.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Help {
    /// None.
    #[default]
    Unprompted,
    /// A probe, a challenge or a pump.
    Probed,
    /// A hint or a prompt.
    Hinted,
    /// The answer.
    Told,
}

impl From<Rung> for Help {
    fn from(rung: Rung) -> Help {
        match rung {
            Rung::Pump => Help::Probed,
            Rung::Hint | Rung::Prompt => Help::Hinted,
            Rung::Tell => Help::Told,
        }
    }
}

/// What the ledger holds for one expectation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Per part.
    pub parts: Vec<PartLine>,
    /// Where one of its concepts was first named, affirmed.
    pub named: Option<Quote>,
    /// How often the interviewer asked for it.
    pub asked: u16,
    /// The last rung given.
    pub rung: Option<Rung>,
    /// Whether a curveball opened it.
    pub opened: bool,
}

/// What the ledger holds for one part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PartLine {
    /// The strongest help given so far.
    pub help: Help,
    /// The last rung given of the ladder for this part alone.
    #[serde(default)]
    pub rung: Option<Rung>,
    /// Where it was touched in words that are no credit by themselves.
    #[serde(default)]
    pub touched: Option<Quote>,
    /// What came near to it last, in words that no pattern knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<Quote>,
    /// Whether the interviewer asked for this part.
    pub asked: bool,
    /// How it was reached.
    pub reached: Option<Reached>,
    /// How it was taken back, if it was: then it no longer counts.
    pub withdrawn: Option<Quote>,
}

/// How a part was reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// The words.
    pub quote: Quote,
    /// The strongest help given before.
    pub help: Help,
    /// The pattern, or the reason.
    pub by: String,
    /// The concepts it rests on.
    pub concepts: Vec<Id>,
}
