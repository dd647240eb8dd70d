//! The ledger weighed: scores, the report, and what would have raised it. A pure function of the log.

use serde::{Deserialize, Serialize};

pub mod class;
mod compose;
mod counterfactual;
pub mod effects;
pub mod hearing;
pub mod mutants;
mod others;
pub mod rehearsal;
pub mod saying;
mod score;
mod sitting;
pub mod walk;
pub mod workbench;

pub use others::of_the_candidate;

use crate::interview::state::{Help, Quote};
use crate::interview::{Engine, Entry, Setup};
use crate::language::Id;
use crate::scenario::{Band, Competency, Step};

/// How much of an expectation was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing.
    None,
    /// Named, no more.
    Mention,
    /// At least one part.
    Partial,
    /// Every required part.
    Full,
}

/// What a careful interviewer would have written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The scenario's title.
    pub title: String,
    /// How the session was set up.
    pub setup: Setup,
    /// Where the candidate stands overall.
    pub band: Band,
    /// "Near the bar for entry level."
    pub headline: String,
    /// Caps that held the overall band down, each with its reason.
    pub caps: Vec<String>,
    /// In the order of [`Competency::ALL`].
    pub competencies: Vec<CompetencyScore>,
    /// What went well, strongest first: a sentence and the words behind it.
    pub strengths: Vec<Strength>,
    /// Per expectation that was open to the candidate, in the scenario's order.
    pub lines: Vec<ReportLine>,
    /// The candidate's figures.
    pub numbers: Vec<NumberLine>,
    /// The questions asked, with what they got.
    pub asked: Vec<AskedLine>,
    /// Facts worth asking for that were never asked: a noun phrase and why it matters, at most six.
    pub not_asked: Vec<String>,
    /// Assumptions made together.
    pub assumptions: Vec<Quote>,
    /// Misconceptions shown.
    pub misconceptions: Vec<MisconceptionLine>,
    /// Time per step.
    pub time: Vec<StepTime>,
    /// What would have raised the band.
    pub counterfactual: Option<Counterfactual>,
    /// Three things to practise next.
    pub practise: Vec<Practice>,
    /// Each concept's best stance and the entries it was named in, for machines.
    pub concepts: Vec<ConceptLine>,
}

/// A competency's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CompetencyScore {
    pub competency: Competency,
    /// 0 to 1000.
    pub score: u32,
    /// The level's bar, 0 to 1000.
    pub bar: u32,
    pub band: Band,
}

/// Something that went well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Strength {
    pub text: String,
    pub quotes: Vec<Quote>,
}

/// One expectation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ReportLine {
    pub expectation: Id,
    pub title: String,
    pub step: Step,
    pub competency: Competency,
    pub weight: u32,
    pub level: Level,
    /// The strongest help before any reached part; none: missed.
    pub help: Option<Help>,
    pub parts: Vec<ReportPart>,
    /// Why this much, in a sentence or two.
    pub why: String,
    /// Why it matters in this scenario.
    pub rationale: String,
    /// Thousandths of the weight.
    pub points: u32,
}

impl ReportLine {
    /// The words behind it, in the order of its parts: of two that overlap the longer, each once.
    pub fn quotes(&self) -> Vec<&Quote> {
        let mut kept: Vec<&Quote> = Vec::new();
        for quote in self.parts.iter().filter_map(|part| part.quote.as_ref()) {
            let overlaps = |known: &&mut &Quote| {
                known.seq == quote.seq
                    && known.span.start < quote.span.end
                    && quote.span.start < known.span.end
            };
            match kept.iter_mut().find(overlaps) {
                Some(known) if known.text.len() < quote.text.len() => *known = quote,
                Some(_) => {}
                None => kept.push(quote),
            }
        }
        kept
    }
}

/// One part of an expectation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ReportPart {
    pub part: Id,
    pub label: String,
    pub required: bool,
    pub help: Option<Help>,
    pub quote: Option<Quote>,
    /// The pattern or reason that found it.
    pub by: Option<String>,
    pub withdrawn: Option<Quote>,
    /// For a miss: the nearest the candidate came, and what was absent.
    pub near_miss: Option<NearMissLine>,
}

/// The nearest the candidate came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct NearMissLine {
    pub quote: Quote,
    pub absent: Vec<String>,
}

/// One of the candidate's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct NumberLine {
    pub title: String,
    /// "40k a second"
    pub said: String,
    /// "4.6k a second"
    pub expected: String,
    pub right: bool,
    pub corrected: bool,
    pub lesson: String,
    pub quote: Quote,
}

/// One question of the candidate's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AskedLine {
    pub quote: Quote,
    /// The fact in short, or "assumed together", "yours to decide".
    pub got: String,
}

/// One misconception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct MisconceptionLine {
    pub title: String,
    pub quote: Quote,
    /// Settled by the candidate after the challenge.
    pub settled: Option<Quote>,
    /// What is so, in a sentence.
    pub correction: String,
}

/// Time spent in a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct StepTime {
    pub step: Step,
    pub spent_ms: u64,
    /// None when untimed.
    pub budget_ms: Option<u64>,
}

/// The smallest set of statements that would have raised the band, proved by running the engine with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Counterfactual {
    /// The statements, with the expectation that each reaches.
    pub statements: Vec<(String, String)>,
    pub competency: Option<Competency>,
    pub from: Band,
    pub to: Band,
    /// The finished sentence for the page.
    pub text: String,
}

/// Something to practise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Practice {
    pub title: String,
    pub note: String,
}

/// A concept over the whole session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ConceptLine {
    pub concept: Id,
    pub stance: crate::language::Stance,
    pub turns: Vec<u32>,
}

/// The report on a session's log.
pub fn report(engine: &Engine, setup: &Setup, log: &[Entry]) -> Report {
    compose::compose(engine, setup, log)
}
