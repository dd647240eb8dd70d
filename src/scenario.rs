//! One interview question as a data file: prompt, facts, expectations, misconceptions, curveballs, rubric, tests.
//!
//! `docs/scenario-format.md` describes the file key by key; the types here follow it section by section and hold
//! only what has been checked: every pattern compiled, every reference resolved.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::ideas::Likened;
use crate::language::lexicon::Lexicon;
use crate::language::likeness::chances::Chances;
use crate::language::pattern::{Gates, Pattern};
use crate::language::token::Token;
use crate::language::{Analysis, Id, Period, Unit};

pub mod amend;
mod brief;
mod challenge;
mod edition;
mod expectation;
mod front;
pub mod ideas;
mod limits;
mod lint;
mod parse;
mod proof;
pub mod questions;
mod reader;
mod rubric;
pub mod skeleton;

pub use front::Front;
pub use parse::{FORMAT, digest};

/// The four parts of an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Understand the problem.
    Clarify,
    /// Propose a high-level design, then dive deeper.
    Design,
    /// Explain, split the work, state contracts, take pushback.
    Communicate,
    /// Revise after a curveball.
    Iterate,
}

impl Step {
    /// All steps in their order.
    pub const ALL: [Step; 4] = [
        Step::Clarify,
        Step::Design,
        Step::Communicate,
        Step::Iterate,
    ];

    /// The step after this one.
    pub fn next(self) -> Option<Step> {
        match self {
            Step::Clarify => Some(Step::Design),
            Step::Design => Some(Step::Communicate),
            Step::Communicate => Some(Step::Iterate),
            Step::Iterate => None,
        }
    }
}

/// What the report judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Competency {
    /// Finding out what is asked for, and what matters in it.
    ProblemNavigation,
    /// A whole that works.
    SolutionDesign,
    /// Depth, correctness, costs.
    TechnicalExcellence,
    /// Explaining, dividing, agreeing, revising.
    Communication,
}

impl Competency {
    /// All competencies, in the report's order.
    pub const ALL: [Competency; 4] = [
        Competency::ProblemNavigation,
        Competency::SolutionDesign,
        Competency::TechnicalExcellence,
        Competency::Communication,
    ];
}

/// The level that an answer is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Seniority {
    Entry,
    Mid,
    Senior,
}

/// Where a score stands against its bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Band {
    WellBelow,
    JustBelow,
    At,
    Above,
}

/// How the interviewer behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Feedback at once, the step rail, nudges.
    Coach,
    /// No rail, no verdicts, hints only on request or on "I don't know".
    Exam,
}

/// What a part gives for the others of its expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Why they are so.
    Reason,
    /// What they cost.
    Cost,
}

/// One part of one expectation, written `expectation/part`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartRef {
    /// Index of the expectation in [`Scenario::expectations`].
    pub expectation: u16,
    /// Index of the part in [`Expectation::parts`].
    pub part: u16,
}

/// A checked scenario.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Scenario {
    pub slug: Id,
    pub title: String,
    pub summary: String,
    pub practises: Vec<String>,
    pub minutes: u32,
    pub over_design_factor: f64,
    pub prompt: String,
    pub context: Option<String>,
    /// Per step, the share of the time in per cent.
    pub budget: [u32; 4],
    /// Per seniority (entry, mid, senior) and competency, in thousandths.
    pub bars: [[u32; 4]; 3],
    pub facts: Vec<Fact>,
    pub opens: Vec<OpenQuestion>,
    /// Questions on this problem that no fact answers and nobody has to settle.
    pub beside: Vec<String>,
    pub expectations: Vec<Expectation>,
    pub misconceptions: Vec<Misconception>,
    pub tradeoffs: Vec<Tradeoff>,
    pub probes: Vec<Probe>,
    pub estimates: Vec<Estimate>,
    pub curveballs: Vec<Curveball>,
    pub lanes: Vec<Lane>,
    pub contracts: Vec<Contract>,
    pub pushbacks: Vec<Pushback>,
    pub rubric: Rubric,
    /// The whole interview as a strong candidate would say it, message by message.
    pub model: Vec<String>,
    pub paths: Vec<Told>,
    pub variants: Vec<Variant>,
    pub beginner: Option<Beginner>,
    /// Which edition of the scenario this is.
    pub edition: Edition,
    pub cases: Vec<Case>,
    pub dialogues: Vec<Dialogue>,
    /// The sample questions of facts and open questions.
    asked: questions::Asked,
    /// What is known to say each part.
    ideas: ideas::Ideas,
    /// All patterns by the words that they need.
    gates: Arc<Gates>,
    /// SHA-256 of the file's text, in hexadecimal.
    pub digest: String,
    /// The file's text: a session keeps it.
    pub source: String,
}

impl Scenario {
    /// The index of an expectation.
    pub fn expectation_index(&self, id: &str) -> Option<usize> {
        self.expectations
            .iter()
            .position(|expectation| &*expectation.id == id)
    }

    /// The indexes of an expectation and of one of its parts.
    pub fn part_index(&self, expectation: &str, part: &str) -> Option<(usize, usize)> {
        let index = self.expectation_index(expectation)?;
        let part = self.expectations[index]
            .parts
            .iter()
            .position(|known| &*known.id == part)?;
        Some((index, part))
    }

    /// A reference to one part of an expectation.
    pub fn part_ref(&self, expectation: &str, part: &str) -> Option<PartRef> {
        let (expectation, part) = self.part_index(expectation, part)?;
        Some(PartRef {
            expectation: u16::try_from(expectation).ok()?,
            part: u16::try_from(part).ok()?,
        })
    }

    /// Has a message turn away the patterns of this scenario that can't match. What is added to it later is not looked at.
    pub fn turn_away(&self, analysis: &mut Analysis) {
        self.gates.turn_away(analysis);
    }

    /// Arranges the patterns by the words that they need.
    fn arrange(&mut self) {
        let mut lists: Vec<&mut Vec<Pattern>> = Vec::new();
        lists.extend(self.facts.iter_mut().map(|fact| &mut fact.contradicts));
        for expectation in &mut self.expectations {
            lists.push(&mut expectation.when);
            for part in &mut expectation.parts {
                lists.extend([&mut part.patterns, &mut part.answers, &mut part.named]);
            }
        }
        for known in &mut self.misconceptions {
            lists.extend([&mut known.patterns, &mut known.unless, &mut known.resolved]);
        }
        for known in &mut self.tradeoffs {
            lists.extend([&mut known.choice, &mut known.unless, &mut known.cost]);
        }
        for known in &mut self.curveballs {
            lists.extend([&mut known.when, &mut known.unless]);
        }
        lists.extend(self.lanes.iter_mut().map(|lane| &mut lane.patterns));
        for known in &mut self.pushbacks {
            lists.extend([&mut known.when, &mut known.unless]);
            lists.extend([&mut known.holds, &mut known.yields]);
        }
        let mut patterns: Vec<&mut Pattern> = lists.into_iter().flatten().collect();
        self.gates = Arc::new(Gates::number(&mut patterns));
    }

    /// How like these tokens of a statement are to what is known to say each part.
    pub fn liken(&self, lexicon: &Lexicon, tokens: &[Token]) -> Likened {
        self.ideas
            .liken(lexicon, &self.expectations, &self.cases, tokens)
    }

    /// What questions ask for, by the sample questions; compiled when they are first needed.
    pub fn asked(&self, lexicon: &Lexicon) -> &Chances<questions::Target> {
        self.asked.chances(lexicon, self)
    }

    /// The logarithm of the odds that these tokens ask and don't say something.
    pub fn asks(&self, tokens: &[Token]) -> f64 {
        self.asked.asks(self).odds(tokens)
    }

    /// The scenario without these words among its samples, questions, `says` and cases, and whether it had them: what it
    /// makes of them when somebody says them who hasn't read it.
    pub fn without(&self, text: &str) -> (Scenario, bool) {
        let mut other = self.clone();
        let mut known = false;
        let mut forget = |texts: &mut Vec<String>| {
            let before = texts.len();
            texts.retain(|own| own != text);
            known |= texts.len() < before;
        };
        for expectation in &mut other.expectations {
            let samples = &mut expectation.samples;
            forget(&mut samples.full);
            forget(&mut samples.partial);
            forget(&mut samples.none);
            for part in &mut expectation.parts {
                forget(&mut part.says);
            }
        }
        for fact in &mut other.facts {
            forget(&mut fact.questions);
            forget(&mut fact.checks);
        }
        for open in &mut other.opens {
            forget(&mut open.questions);
            forget(&mut open.checks);
        }
        let before = other.cases.len();
        other.cases.retain(|case| case.say != text);
        known |= other.cases.len() < before;
        other.ideas = ideas::Ideas::default();
        other.asked = questions::Asked::default();
        (other, known)
    }

    /// A part of an expectation.
    pub fn part(&self, part: &PartRef) -> &Part {
        &self.expectations[usize::from(part.expectation)].parts[usize::from(part.part)]
    }

    /// The text nearest to a statement of those that are known to say a part, and how near it is, 0 to 1.
    pub fn nearest(&self, likened: &Likened, part: &PartRef) -> Option<(f64, &str)> {
        self.ideas.nearest(likened, part)
    }

    /// The concepts that a text of [`Scenario::nearest`] turns down.
    pub fn turned_down(&self, lexicon: &Lexicon, text: &str) -> &[Id] {
        self.ideas.turned_down(lexicon, text)
    }

    /// Whether a statement that is so `near` to what says a part is nearer to what is known not to say it.
    pub fn denies(&self, likened: &Likened, part: &PartRef, near: f64) -> bool {
        self.ideas.denies(likened, part, near)
    }

    /// A fact by its id.
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| &*fact.id == id)
    }

    /// An estimate by its id.
    pub fn estimate(&self, id: &str) -> Option<&Estimate> {
        self.estimates.iter().find(|estimate| &*estimate.id == id)
    }

    /// The facts that an estimate is worked out from.
    pub fn facts_of(&self, estimate: &str) -> impl Iterator<Item = &Fact> {
        let known = self.estimate(estimate).into_iter();
        let facts = known.flat_map(|estimate| &estimate.facts);
        facts.map(|fact| &self.facts[usize::from(*fact)])
    }
}

/// A way through the design, told one step at a time.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its id.
    pub id: Id,
    /// Whether something goes in; else something comes out.
    pub writes: bool,
    /// What it is.
    pub title: String,
    /// One short sentence a step.
    pub steps: Vec<String>,
}

/// The same question with other figures.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its id.
    pub id: Id,
    /// What is different, in a few words.
    pub title: String,
}

/// The short form for a first interview.
#[derive(Clone, Debug)]
pub struct Beginner {
    /// The usual length.
    pub minutes: u32,
    /// The expectations that are left, as indexes into [`Scenario::expectations`].
    pub expectations: Vec<u16>,
    /// The curveballs that are left, as indexes into [`Scenario::curveballs`].
    pub curveballs: Vec<u16>,
}

/// Which edition of a scenario a text is: the figures of a variant, the beginner's short form, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// Whose figures it has; those as written where it names none.
    pub variant: Option<Id>,
    /// Whether it is the beginner's short form.
    pub beginner: bool,
    /// The seed that picked the variant.
    pub seed: Option<u32>,
}

/// A figure that can be computed with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// In base units.
    pub amount: f64,
    /// What it measures.
    pub unit: Unit,
    /// For a rate.
    pub per: Option<Period>,
}

/// What the interviewer answers to a clarifying question.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Fact {
    pub id: Id,
    pub topics: Vec<Id>,
    pub questions: Vec<String>,
    /// "I'd keep a year of it, is that fine?": what asks for it beside a plan.
    pub checks: Vec<String>,
    pub answer: String,
    pub short: String,
    pub value: Option<Value>,
    pub contradicts: Vec<Pattern>,
    pub remind: Option<String>,
}

impl Fact {
    /// Whether this topic is what the fact is mainly about: the first that its author gives it.
    pub fn is_mainly(&self, topic: &str) -> bool {
        self.topics.first().is_some_and(|main| **main == *topic)
    }
}

/// A known topic with deliberately no fact.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct OpenQuestion {
    pub id: Id,
    pub topics: Vec<Id>,
    pub about: String,
    pub questions: Vec<String>,
    /// "I'd leave that out, ok?": what asks for it beside a plan.
    pub checks: Vec<String>,
}

/// An idea that a strong answer contains.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Expectation {
    pub id: Id,
    pub title: String,
    pub step: Step,
    pub competency: Competency,
    pub weight: u32,
    pub risk: u32,
    pub why: String,
    pub concepts: Vec<Id>,
    pub study: Option<Id>,
    pub when: Vec<Pattern>,
    pub open: Vec<String>,
    /// What coach mode says once it is reached in full, instead of a plain "Right.".
    pub acknowledge: Vec<String>,
    pub parts: Vec<Part>,
    pub ladder: Ladder,
    pub samples: Samples,
    /// Left out of this edition: never asked for, never weighed.
    pub closed: bool,
}

/// One idea inside an expectation.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Part {
    pub id: Id,
    pub label: String,
    pub required: bool,
    /// What it gives for the other parts of its expectation.
    pub gives: Option<Gives>,
    pub patterns: Vec<Pattern>,
    pub answers: Vec<Pattern>,
    /// Names that answer what the part asks for, and say nothing more: see docs/scenario-format.md.
    pub named: Vec<Pattern>,
    /// Question topics; asking one reaches the part.
    pub asks: Vec<Id>,
    /// Index into [`Scenario::estimates`].
    pub estimate: Option<u16>,
    pub lanes: Option<u32>,
    pub steps: Vec<Id>,
    /// So many components of the design are named by one message that explains it.
    pub walk: Option<u32>,
    pub probe: Vec<String>,
    /// The same question in simpler words, for who did not understand it.
    pub plainly: Option<String>,
    /// What coach mode says once an answer reaches it, instead of a plain "Right.": what follows from it.
    pub acknowledge: Vec<String>,
    /// What people say who say this part, in many words: what likeness goes by.
    pub says: Vec<String>,
    pub ladder: Option<PartLadder>,
}

/// What to say when the candidate is stuck; each rung gives more away.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Ladder {
    pub pump: String,
    pub hint: String,
    pub prompt: String,
    pub tell: String,
}

/// What to say when the candidate is stuck at one part: its own description is the pump.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct PartLadder {
    pub hint: String,
    pub prompt: String,
    pub tell: String,
}

/// Messages that must reach an expectation wholly, partly, not at all.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Samples {
    pub full: Vec<String>,
    pub partial: Vec<String>,
    pub none: Vec<String>,
}

/// A wrong or costly belief.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Misconception {
    pub id: Id,
    pub title: String,
    pub patterns: Vec<Pattern>,
    pub unless: Vec<Pattern>,
    pub challenge: Vec<String>,
    pub resolved: Vec<Pattern>,
    pub settled: Option<String>,
    pub tell: String,
    /// Index into [`Scenario::expectations`].
    pub expectation: Option<u16>,
    pub study: Option<Id>,
    pub wrong: Vec<String>,
    pub safe: Vec<String>,
}

/// What to ask about a choice, and what names its cost.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Tradeoff {
    pub id: Id,
    pub choice: Vec<Pattern>,
    pub unless: Vec<Pattern>,
    pub ask: Vec<String>,
    pub plainly: Option<String>,
    pub cost: Vec<Pattern>,
    pub credits: Option<PartRef>,
    pub ladder: Option<PartLadder>,
    pub named: Vec<String>,
    pub not: Vec<String>,
}

/// A condition over what was reached or designed.
#[derive(Clone, Debug)]
pub enum Condition {
    /// This part was reached.
    Part(PartRef),
    /// The design as said matches.
    Design(Pattern),
}

/// A deeper question.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Probe {
    pub id: Id,
    pub on: Vec<Condition>,
    pub unless: Vec<Condition>,
    pub ask: Vec<String>,
    pub plainly: Option<String>,
    pub credits: Option<PartRef>,
}

/// A figure that can be worked out from facts.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Estimate {
    pub id: Id,
    pub title: String,
    pub formula: String,
    /// The formula's result, in the estimate's unit and period.
    pub expected: f64,
    pub unit: Unit,
    pub per: Option<Period>,
    /// The facts that the formula uses, as indexes into [`Scenario::facts`].
    pub facts: Vec<u16>,
    pub tolerance: f64,
    pub about: Vec<Pattern>,
    pub redo: String,
    pub working: String,
    pub next: Option<String>,
    pub ask: Vec<String>,
    pub lesson: String,
}

/// A change at the end.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Curveball {
    pub id: Id,
    pub title: String,
    pub when: Vec<Pattern>,
    pub unless: Vec<Pattern>,
    pub text: String,
    pub plainly: Option<String>,
    /// Indexes into [`Scenario::expectations`].
    pub opens: Vec<u16>,
    /// Left out of this edition.
    pub closed: bool,
}

/// A part owned by one team.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Lane {
    pub id: Id,
    pub name: String,
    pub patterns: Vec<Pattern>,
}

/// What one lane promises to another.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Contract {
    /// Indexes into [`Scenario::lanes`].
    pub between: [u16; 2],
    pub ask: Vec<String>,
    pub plainly: Option<String>,
    pub credits: PartRef,
    /// What a good contract on this edge says.
    pub promise: Option<String>,
}

/// An argument against the design, good or bad.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Pushback {
    pub id: Id,
    pub when: Vec<Pattern>,
    pub unless: Vec<Pattern>,
    pub text: String,
    pub sound: bool,
    pub holds: Vec<Pattern>,
    pub yields: Vec<Pattern>,
    pub credits: PartRef,
}

/// Bands and caps.
#[derive(Clone, Debug)]
pub struct Rubric {
    /// Thousandths of the bar from which a score is "just below".
    pub just_below: u32,
    /// Thousandths of the bar from which a score is "above".
    pub above: u32,
    /// Caps on the overall band, by id.
    pub caps: BTreeMap<Id, Cap>,
}

/// A limit on the overall band.
#[derive(Clone, Debug)]
pub struct Cap {
    /// The best band left.
    pub band: Band,
    /// Why, as a sentence for the report.
    pub reason: String,
}

/// One thing that must be understood, or must not.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Case {
    /// Where it stands in the file, counted from 1.
    pub line: u32,
    pub say: String,
    pub reaches: Vec<PartRef>,
    /// Ids of parts (`expectation/part`), expectations, misconceptions, facts.
    pub not: Vec<String>,
    /// Ids of facts or open questions.
    pub facts: Vec<Id>,
    pub misconceptions: Vec<Id>,
    pub after: Option<PartRef>,
    pub before: Vec<String>,
}

/// A whole interview with the band it must get.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "docs/scenario-format.md describes every key")]
pub struct Dialogue {
    pub line: u32,
    pub name: Id,
    pub seniority: Seniority,
    pub mode: Mode,
    pub band: Band,
    pub lines: Vec<DialogueLine>,
    /// The file's line of each of `lines`.
    pub line_numbers: Vec<u32>,
}

/// One line of a dialogue.
#[derive(Clone, Debug, PartialEq)]
pub enum DialogueLine {
    /// The candidate says this.
    Candidate(String),
    /// The candidate presses a button: hint, next, repeat, finish.
    Button(String),
    /// The reply to what came before holds these words (case ignored), or these moves in brackets.
    Interviewer(String),
}
