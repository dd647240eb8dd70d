//! What a message means in this scenario and at this point; recorded with the candidate's entry.

use serde::{Deserialize, Serialize};

use super::state::Quote;
use crate::language::{Id, Period, Span, Unit};

/// What a message means here. Everything refers to the scenario by id, so that old records decode for ever.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Interpretation {
    /// What the candidate wants of the interviewer, besides facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// The questions, in order, each with what it gets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// What was asked besides, and gets neither a fact nor an assumption.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<Unanswered>,
    /// A word that the candidate is looking for, or doesn't know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<Termed>,
    /// Parts reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<Credit>,
    /// Expectations whose concept was named; no more than named, unless a credit says so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<Hit>,
    /// Concepts turned down: what rested on them alone is taken back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub turned_down: Vec<Hit>,
    /// Facts contradicted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<Hit>,
    /// Concepts that were turned down before and are used now, or the other way round.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reversals: Vec<Reversal>,
    /// Misconceptions shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub misconceptions: Vec<Hit>,
    /// Open misconceptions that this message settles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Hit>,
    /// Figures held against the scenario's estimates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub estimates: Vec<Figure>,
    /// A load far beyond what was stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_design: Option<OverDesign>,
    /// The candidate's own figures of things, for later ones to be held against.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<OwnFigure>,
    /// A figure that goes against an earlier one of the candidate's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clash: Option<Clash>,
    /// A sum shown whose result does not follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub miscounted: Option<Miscounted>,
    /// The second try at such a sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recounted: Option<Recounted>,
    /// Parts that were touched in words that only count as an answer, beside one of their expectation's concepts: no
    /// credit, but no reason to ask either. Each as `expectation/part`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub touched: Vec<Hit>,
    /// Parts that a statement came near to in words that no pattern knows: no credit, but words to come back to. Each as
    /// `expectation/part`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<Hit>,
    /// Choices that have a trade-off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Hit>,
    /// Trade-offs whose cost was named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<Hit>,
    /// Components of the design, put in or taken out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// The scenario's conditions over the design that this message meets, as the author wrote them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// Lanes named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Hit>,
    /// The answer to a pushback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pushback: Option<PushbackAnswer>,
    /// What the candidate assumes for an open question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumption: Option<Assumption>,
    /// What the message is as an answer to what was just asked.
    pub answer: Answer,
    /// Whether anything in it was understood.
    pub understood: bool,
}

impl Interpretation {
    /// Whether the message brought anything that moves the interview on.
    pub fn gains(&self) -> bool {
        !self.credits.is_empty()
            || !self.components.is_empty()
            || !self.estimates.is_empty()
            || !self.settled.is_empty()
            || !self.costs.is_empty()
            || !self.lanes.is_empty()
            || self.pushback.is_some()
            || self.assumption.is_some()
            || self.recounted.is_some()
    }
}

/// A sentence that asks, and gets neither a fact nor an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unanswered {
    /// The sentence.
    pub span: Span,
    /// Whether it asks for a figure, or else how to design.
    pub figure: bool,
    /// Whether it asks what the interviewer thinks of the design: "does that hold?"
    #[serde(default)]
    pub view: bool,
    /// Whether it asks whether something may be done: "could I put the whole page there too?"
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may: bool,
}

/// A question for a word: "what's that called?"
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Termed {
    /// The sentence.
    pub span: Span,
    /// The concept whose name it asks to have explained, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<Id>,
    /// The word, where it is one of the interviewer's own: "what do you mean by the guard?"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Span>,
    /// Whether the candidate proposes the word, and it is one for what was talked about: "what's the word, purge?"
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fits: bool,
    /// Whether it asks what a word means that nothing is known of.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

/// What the candidate wants of the interviewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Request {
    Hint,
    Repeat,
    Skip,
    Time,
    Next,
    Back,
    Finish,
    /// The change that was announced.
    Change,
    /// An objection.
    Pushback,
    /// To explain the design.
    Explain,
    /// To go to a part of it.
    Lead,
    /// Whatever the interviewer wants next.
    Rest,
    /// How it is going.
    Standing,
    /// A nod.
    Nod,
    /// That it was said before.
    Already,
    /// The question in other words.
    Restate,
    /// What a word of the question stood for.
    Meant,
    /// Whether that was the change.
    IsChange,
    /// Whether something was forgotten.
    Missed,
    /// An answer to a question that got none.
    Unheard,
    /// Leave to ask.
    Leave,
    /// How an interview goes.
    How,
}

/// A question and what it gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The words.
    pub span: Span,
    /// The shared topic, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Id>,
    /// What it gets.
    pub gets: Gets,
}

/// What a question gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gets {
    /// This fact.
    Fact(Id),
    /// Either of two: both are said.
    Either(Id, Id),
    /// Deliberately open: assume together.
    Open(Id),
    /// The facts that this estimate is worked out from: the figure itself is the candidate's to find.
    Estimate(Id),
    /// A known topic, but this scenario says nothing about it.
    NoFact,
    /// The candidate's own decision: "what decides that?".
    Decide,
    /// Nothing to do with the problem.
    Outside,
}

/// A rule that found something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The id of what was found.
    pub id: Id,
    /// The words.
    pub span: Span,
    /// The pattern, or the reason, that found it.
    pub by: String,
}

/// A part reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Credit {
    /// The expectation.
    pub expectation: Id,
    /// Its part.
    pub part: Id,
    /// The words.
    pub span: Span,
    /// The pattern, or the reason.
    pub by: String,
    /// The concepts that it rests on: turning one of them down takes it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concepts: Vec<Id>,
}

/// A change of mind that was not announced ("actually", "instead").
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reversal {
    /// The concept.
    pub concept: Id,
    /// True: it was turned down before and is used now. False: the other way round.
    pub now_used: bool,
    /// What it goes against, where that is another concept: what it is a kind of, or a rival for the same role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Id>,
    /// The words.
    pub span: Span,
}

/// A figure held against an estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The estimate.
    pub estimate: Id,
    /// What was said, in the estimate's unit and period.
    pub said: f64,
    /// Whether it is within the tolerance.
    pub right: bool,
    /// The words.
    pub span: Span,
}

/// A load far beyond what was stated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverDesign {
    /// The fact that states the load.
    pub fact: Id,
    /// How many times beyond it.
    pub factor: f64,
    /// The words.
    pub span: Span,
}

/// A figure of the candidate's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnFigure {
    /// What has this size, or is counted at this rate, in the singular.
    pub of: String,
    /// In base units.
    pub value: f64,
    /// What it measures.
    pub unit: Unit,
    /// For a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Period>,
    /// The words.
    pub span: Span,
}

/// Two figures of the candidate's own for one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// The thing.
    pub of: String,
    /// The earlier words.
    pub before: Quote,
    /// The words.
    pub span: Span,
}

/// A sum shown whose result does not follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Miscounted {
    /// What was put in, in the candidate's words.
    pub working: Span,
    /// What it comes to, in base units and in the period of the stated result.
    pub computed: f64,
    /// What was stated; 0 in records from before it was kept.
    #[serde(default)]
    pub claimed: f64,
    /// What the result measures.
    pub unit: Unit,
    /// For a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Period>,
    /// All of it, with the stated result.
    pub span: Span,
}

/// The second try at a sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recounted {
    /// Whether it follows now.
    pub right: bool,
    /// Whether it is what was stated the first time.
    #[serde(default)]
    pub insists: bool,
    /// The words.
    pub span: Span,
}

/// A component of the design as said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// The concept.
    pub concept: Id,
    /// What it is a kind of, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ancestors: Vec<Id>,
    /// The candidate's word for it.
    pub name: String,
    /// Whether it is in (or taken out).
    pub present: bool,
    /// The statement around it, where that says more than the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Span>,
    /// The words.
    pub span: Span,
}

/// An answer to a pushback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushbackAnswer {
    /// The pushback.
    pub id: Id,
    /// Stands by the design (or yields).
    pub holds: bool,
    /// The words.
    pub span: Span,
}

/// Something assumed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// The open question's id, or the topic's.
    pub about: Id,
    /// The words.
    pub span: Span,
}

/// What a message is as an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Says something.
    #[default]
    Substance,
    /// "I don't know".
    DontKnow,
    /// "Yes."
    Yes,
    /// "No."
    No,
    /// Asks instead.
    Asks,
    /// Nothing that could be an answer.
    Nothing,
}

/// A known text is shown in the trace up to here.
const SHOWN: usize = 90;

/// Why words count that are like a text: in the trace, and for whoever asks why.
pub fn much_like(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).collect();
    format!("much like \"{shown}\"")
}
