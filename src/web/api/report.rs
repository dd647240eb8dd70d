//! The report of a finished interview.

use schemars::JsonSchema;
use serde::Serialize;

use super::names::{Band, Competency, Help, Level, Mode, Seniority, Step};
use super::operation::{Call, Reply, Shown};
use super::problem::{Code, Problem};
use super::sessions::owned;
use crate::assessment;
use crate::interview::state;
use crate::session;
use crate::store::SessionId;

/// Where the candidate stands, and why, with the candidate's own words.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    #[schemars(extend("format" = "uuid"))]
    session: String,
    title: String,
    mode: Mode,
    seniority: Seniority,
    minutes: Option<u32>,
    /// Where the candidate stands overall.
    band: Band,
    headline: String,
    /// What held the overall band down, each with its reason.
    caps: Vec<String>,
    competencies: Vec<Score>,
    /// What went well, strongest first.
    strengths: Vec<Strength>,
    /// What a strong answer contains, and how much of it was reached.
    expectations: Vec<Expectation>,
    estimates: Vec<ReportedEstimate>,
    /// The questions asked, with what they got.
    questions: Vec<Question>,
    /// Facts worth asking for that were never asked.
    not_asked: Vec<String>,
    assumptions: Vec<Quote>,
    misconceptions: Vec<Misconception>,
    time: Vec<Time>,
    /// The smallest set of statements that would have raised the band; null: none is known.
    raise: Option<Raise>,
    /// What to practise next.
    practise: Vec<Practice>,
}

impl Reply for Report {}

/// A competency's score.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Score {
    competency: Competency,
    #[schemars(range(max = 1000))]
    score: u32,
    /// The level's bar.
    #[schemars(range(max = 1000))]
    bar: u32,
    band: Band,
}

/// Words of the candidate.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Quote {
    /// The `seq` of the turn they stand in.
    turn: u32,
    text: String,
}

/// Something that went well.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Strength {
    text: String,
    quotes: Vec<Quote>,
}

/// An idea that a strong answer contains.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Expectation {
    id: String,
    title: String,
    step: Step,
    competency: Competency,
    weight: u32,
    level: Level,
    /// The strongest help before it was reached; null: it was missed.
    help: Option<Help>,
    /// Thousandths of the weight.
    #[schemars(range(max = 1000))]
    points: u32,
    /// Why this much.
    why: String,
    /// Why it matters in this scenario.
    rationale: String,
    parts: Vec<Part>,
}

/// One part of an expectation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Part {
    id: String,
    label: String,
    /// Whether the whole needs it.
    required: bool,
    /// The strongest help before it was reached; null: it was missed.
    help: Option<Help>,
    quote: Option<Quote>,
    /// The rule that found it.
    by: Option<String>,
    /// The words that took it back.
    withdrawn: Option<Quote>,
    /// For a miss: the nearest that the candidate came.
    near_miss: Option<NearMiss>,
}

/// The nearest that the candidate came.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NearMiss {
    quote: Quote,
    /// What was absent from it.
    absent: Vec<String>,
}

/// A figure of the candidate's.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportedEstimate {
    title: String,
    said: String,
    expected: String,
    right: bool,
    /// Whether it was put right after a first try.
    corrected: bool,
    lesson: String,
    quote: Quote,
}

/// A question of the candidate's.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Question {
    quote: Quote,
    /// The fact in short, or what became of the question.
    got: String,
}

/// Something that isn't so.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Misconception {
    title: String,
    quote: Quote,
    /// The words that put it right.
    settled: Option<Quote>,
    /// What is so.
    correction: String,
}

/// Active time spent in a step.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Time {
    step: Step,
    spent_ms: u64,
    /// What was meant for it; null when untimed.
    budget_ms: Option<u64>,
}

/// What would have raised the band.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Raise {
    text: String,
    statements: Vec<Statement>,
    /// The competency that it raises; null: the whole.
    competency: Option<Competency>,
    from: Band,
    to: Band,
}

/// Something that could have been said.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Statement {
    text: String,
    /// The title of the expectation that it reaches.
    expectation: String,
}

/// Something to practise.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Practice {
    title: String,
    note: String,
}

/// `GET /api/v1/sessions/{id}/report`
pub async fn show(call: Call<SessionId, (), ()>) -> Result<Shown<Report>, Problem> {
    let session = owned(&call.app, &call.caller.owner, call.path).await?;
    if session.finished_at_ms.is_none() {
        return Err(Problem::new(Code::Unfinished));
    }
    let report = session::report(&call.app, &session).await?;
    Ok(Shown(Report::new(session.id, report)))
}

impl Report {
    fn new(session: SessionId, report: assessment::Report) -> Report {
        Report {
            session: session.to_string(),
            title: report.title,
            mode: report.setup.mode.into(),
            seniority: report.setup.seniority.into(),
            minutes: report.setup.minutes,
            band: report.band.into(),
            headline: report.headline,
            caps: report.caps,
            competencies: each(report.competencies),
            strengths: each(report.strengths),
            expectations: each(report.lines),
            estimates: each(report.numbers),
            questions: each(report.asked),
            not_asked: report.not_asked,
            assumptions: each(report.assumptions),
            misconceptions: each(report.misconceptions),
            time: each(report.time),
            raise: report.counterfactual.map(Raise::from),
            practise: each(report.practise),
        }
    }
}

fn each<A, B: From<A>>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(B::from).collect()
}

impl From<state::Quote> for Quote {
    fn from(quote: state::Quote) -> Quote {
        Quote {
            turn: quote.seq,
            text: quote.text,
        }
    }
}

impl From<assessment::CompetencyScore> for Score {
    fn from(score: assessment::CompetencyScore) -> Score {
        Score {
            competency: score.competency.into(),
            score: score.score,
            bar: score.bar,
            band: score.band.into(),
        }
    }
}

impl From<assessment::Strength> for Strength {
    fn from(strength: assessment::Strength) -> Strength {
        Strength {
            text: strength.text,
            quotes: each(strength.quotes),
        }
    }
}

impl From<assessment::ReportLine> for Expectation {
    fn from(line: assessment::ReportLine) -> Expectation {
        Expectation {
            id: line.expectation.to_string(),
            title: line.title,
            step: line.step.into(),
            competency: line.competency.into(),
            weight: line.weight,
            level: line.level.into(),
            help: line.help.map(Help::from),
            points: line.points,
            why: line.why,
            rationale: line.rationale,
            parts: each(line.parts),
        }
    }
}

impl From<assessment::ReportPart> for Part {
    fn from(part: assessment::ReportPart) -> Part {
        Part {
            id: part.part.to_string(),
            label: part.label,
            required: part.required,
            help: part.help.map(Help::from),
            quote: part.quote.map(Quote::from),
            by: part.by,
            withdrawn: part.withdrawn.map(Quote::from),
            near_miss: part.near_miss.map(|near| NearMiss {
                quote: near.quote.into(),
                absent: near.absent,
            }),
        }
    }
}

impl From<assessment::NumberLine> for ReportedEstimate {
    fn from(line: assessment::NumberLine) -> ReportedEstimate {
        ReportedEstimate {
            title: line.title,
            said: line.said,
            expected: line.expected,
            right: line.right,
            corrected: line.corrected,
            lesson: line.lesson,
            quote: line.quote.into(),
        }
    }
}

impl From<assessment::AskedLine> for Question {
    fn from(line: assessment::AskedLine) -> Question {
        Question {
            quote: line.quote.into(),
            got: line.got,
        }
    }
}

impl From<assessment::MisconceptionLine> for Misconception {
    fn from(line: assessment::MisconceptionLine) -> Misconception {
        Misconception {
            title: line.title,
            quote: line.quote.into(),
            settled: line.settled.map(Quote::from),
            correction: line.correction,
        }
    }
}

impl From<assessment::StepTime> for Time {
    fn from(time: assessment::StepTime) -> Time {
        Time {
            step: time.step.into(),
            spent_ms: time.spent_ms,
            budget_ms: time.budget_ms,
        }
    }
}

impl From<assessment::Counterfactual> for Raise {
    fn from(raise: assessment::Counterfactual) -> Raise {
        Raise {
            text: raise.text,
            statements: raise
                .statements
                .into_iter()
                .map(|(text, expectation)| Statement { text, expectation })
                .collect(),
            competency: raise.competency.map(Competency::from),
            from: raise.from.into(),
            to: raise.to.into(),
        }
    }
}

impl From<assessment::Practice> for Practice {
    fn from(practice: assessment::Practice) -> Practice {
        Practice {
            title: practice.title,
            note: practice.note,
        }
    }
}
