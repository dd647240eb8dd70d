//! How robust the understanding of a scenario is: every sample said otherwise, and the credit that is left of it.
//!
//! A sample proves that one wording is understood. Its twins say the same in another way, and must keep the credit; or
//! turn its idea down, ask about it or put another in its place, and must lose what was reached through that idea.

use crate::interview::interpretation::Interpretation;
use crate::interview::ledger::is_reached;
use crate::interview::{self, Engine, Input, Setup, State};
use crate::language::lexicon::{Concept, Lexicon, Role};
use crate::language::pattern::Pattern;
use crate::language::{Analysis, Mention, analyse};
use crate::scenario::{Mode, PartRef, Seniority};

mod chat;
mod clause;
mod doubt;
mod order;
mod typo;

/// A way to say a sample otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Slips of the finger.
    Typos,
    /// Abbreviations, lower case, no apostrophes.
    Chat,
    /// A line with a dash for each sentence or clause.
    Bullets,
    /// The last sentence first, or the reason before what it is a reason for.
    Reordered,
    /// "we don't need X".
    Negated,
    /// "do we need X?"
    Asked,
    /// "Y instead of X".
    InsteadOf,
}

impl Kind {
    /// All kinds: those that keep credit, then those that lose it.
    pub const ALL: [Kind; 7] = [
        Kind::Typos,
        Kind::Chat,
        Kind::Bullets,
        Kind::Reordered,
        Kind::Negated,
        Kind::Asked,
        Kind::InsteadOf,
    ];

    /// Its name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Typos => "typos",
            Kind::Chat => "chat spelling",
            Kind::Bullets => "bullets",
            Kind::Reordered => "re-ordered",
            Kind::Negated => "negated",
            Kind::Asked => "asked",
            Kind::InsteadOf => "instead of",
        }
    }

    /// What credit must do.
    pub fn aim(self) -> Aim {
        match self {
            Kind::Typos | Kind::Chat | Kind::Bullets | Kind::Reordered => Aim::Kept,
            Kind::Negated | Kind::Asked | Kind::InsteadOf => Aim::Lost,
        }
    }
}

/// What must become of the credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The twin says the same.
    Kept,
    /// The twin no longer says it.
    Lost,
}

impl Aim {
    /// Both.
    pub const ALL: [Aim; 2] = [Aim::Kept, Aim::Lost];

    /// In how many of a hundred cases it has to.
    pub fn percent(self) -> usize {
        match self {
            Aim::Kept => 95,
            Aim::Lost => 98,
        }
    }

    /// As a word of a sentence: "kept".
    pub fn name(self) -> &'static str {
        match self {
            Aim::Kept => "kept",
            Aim::Lost => "lost",
        }
    }
}

/// A sample said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// In which way.
    pub kind: Kind,
    /// What is said.
    pub text: String,
}

/// How often credit did what it must.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// So often.
    pub held: usize,
    /// Of so many.
    pub tried: usize,
}

impl Tally {
    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Tally) {
        self.held += other.held;
        self.tried += other.tried;
    }

    /// Whether so many of a hundred held; nothing tried is nothing missed.
    pub fn meets(self, aim: Aim) -> bool {
        self.held * 100 >= self.tried * aim.percent()
    }
}

/// A twin whose credit did not do what it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// In which way the sample was said otherwise.
    pub kind: Kind,
    /// What the author wrote.
    pub sample: String,
    /// What was said.
    pub twin: String,
    /// What was lost, or kept: `expectation/part`, `misconception …`, `cost of …`.
    pub credit: String,
    /// The pattern that reached it: in the sample where credit was lost, in the twin where it was kept.
    pub by: String,
}

/// What was measured for a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Per kind, in the order of [`Kind::ALL`].
    pub tallies: [Tally; 7],
    /// In the order of the file.
    pub failures: Vec<Failure>,
}

/// Plays the twins of all samples of the engine's scenario.
pub fn measure(engine: &Engine) -> Measure {
    let scenario = &engine.scenario;
    let mut measure = Measure::default();
    for (index, expectation) in scenario.expectations.iter().enumerate() {
        let ear = Ear::new(engine, Source::Expectation(index));
        let samples = &expectation.samples;
        for sample in samples.full.iter().chain(&samples.partial) {
            measure.sample(&ear, sample);
        }
    }
    for (index, misconception) in scenario.misconceptions.iter().enumerate() {
        let ear = Ear::new(engine, Source::Misconception(index));
        for sample in &misconception.wrong {
            measure.sample(&ear, sample);
        }
    }
    for (index, tradeoff) in scenario.tradeoffs.iter().enumerate() {
        let ear = Ear::new(engine, Source::Cost(index));
        for sample in &tradeoff.named {
            measure.sample(&ear, sample);
        }
    }
    measure
}

impl Measure {
    fn sample(&mut self, ear: &Ear<'_>, sample: &str) {
        let heard = ear.hear(sample);
        let analysis = analyse(&ear.engine.lexicon, sample);
        let twins = [
            typo::twins(&ear.engine.lexicon, sample),
            chat::twins(sample),
            order::bullets(sample, &analysis),
            order::reordered(sample, &analysis),
        ];
        for twin in twins.into_iter().flatten() {
            let left = ear.hear(&twin.text);
            for credit in &heard {
                let held = left.iter().any(|other| other.to == credit.to);
                self.note(ear, sample, &twin, credit, held);
            }
        }
        for mention in doubtful(&ear.engine.lexicon, &analysis) {
            let masked = ear.hear(&clause::masked(sample, mention.span));
            let through: Vec<&Heard> = heard
                .iter()
                .filter(|credit| masked.iter().all(|other| other.to != credit.to))
                .collect();
            if !through.is_empty() {
                self.doubts(ear, sample, &analysis, mention, &through);
            }
        }
    }

    /// Plays the twins that turn a mention down; `through` was reached through it.
    fn doubts(
        &mut self,
        ear: &Ear<'_>,
        sample: &str,
        analysis: &Analysis,
        mention: &Mention,
        through: &[&Heard],
    ) {
        let doubt = doubt::Doubt::new(&ear.engine.lexicon, sample, analysis, mention);
        for doubted in doubt.negated().into_iter().chain(doubt.asked()) {
            self.doubted(ear, sample, &doubted, through);
        }
        // Where the other concept reaches the part as well, nothing can be lost: the next may not.
        let lexicon = &ear.engine.lexicon;
        let sibling = doubt.siblings().into_iter().find(|sibling| {
            through
                .iter()
                .all(|credit| !credit.accepts(lexicon, sibling))
        });
        for doubted in sibling
            .map(|sibling| doubt.instead_of(sibling))
            .unwrap_or_default()
        {
            self.doubted(ear, sample, &doubted, through);
        }
    }

    fn doubted(
        &mut self,
        ear: &Ear<'_>,
        sample: &str,
        doubted: &doubt::Doubted,
        through: &[&Heard],
    ) {
        let left = ear.hear(&doubted.twin.text);
        let mut without: Option<Vec<Heard>> = None;
        for credit in through {
            let Some(kept) = left.iter().find(|other| other.to == credit.to) else {
                self.note(ear, sample, &doubted.twin, credit, true);
                continue;
            };
            // The words around the concept may reach the part by themselves, or the part may be about doing without.
            let without = without.get_or_insert_with(|| ear.hear(&doubted.control));
            let fair = without.iter().all(|other| other.to != credit.to)
                && !kept.is_about(doubted.twin.kind);
            if fair {
                self.note(ear, sample, &doubted.twin, kept, false);
            }
        }
    }

    fn note(&mut self, ear: &Ear<'_>, sample: &str, twin: &Twin, credit: &Heard, held: bool) {
        let tally = &mut self.tallies[twin.kind as usize];
        tally.tried += 1;
        tally.held += usize::from(held);
        if !held {
            self.failures.push(Failure {
                kind: twin.kind,
                sample: sample.to_owned(),
                twin: twin.text.clone(),
                credit: ear.name(credit.to),
                by: credit.by.clone(),
            });
        }
    }
}

/// The mentions that can be doubted: those of the speaker's own design. "No single point of failure" turns nothing down.
fn doubtful<'a>(lexicon: &'a Lexicon, analysis: &'a Analysis) -> impl Iterator<Item = &'a Mention> {
    analysis.reading.mentions.iter().filter(|mention| {
        mention.stance.is_affirmed()
            && lexicon.concept(&mention.concept).is_some_and(|concept| {
                let role = match concept.role {
                    Role::Component | Role::Store | Role::Technique => true,
                    // "we don't need latency": nobody says that of what every design has.
                    Role::Property | Role::Practice => false,
                };
                role && !concept.hazard
            })
    })
}

/// Whose samples are played.
#[derive(Clone, Copy, Debug)]
enum Source {
    Expectation(usize),
    Misconception(usize),
    Cost(usize),
}

/// What a message can be credited with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Part(usize),
    Belief,
    Cost,
}

/// A credit, and what reached it.
#[derive(Clone, Debug)]
struct Heard {
    to: To,
    by: String,
}

impl Heard {
    /// Whether what reached it names this concept, too, or what it is a kind of.
    fn accepts(&self, lexicon: &Lexicon, concept: &Concept) -> bool {
        let named = self.by.split('@').skip(1).map(|rest| {
            let rest = rest.trim_start_matches('=');
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            &rest[..end.unwrap_or(rest.len())]
        });
        named
            .into_iter()
            .any(|id| lexicon.is_kind_of(&concept.id, id))
    }

    /// Whether what reached it looks for the doubt itself: `(not | never) > lose`, or a question that is to be asked.
    fn is_about(&self, kind: Kind) -> bool {
        const NEGATING: [&str; 9] = [
            "not", "no", "never", "without", "none", "nothing", "cannot", "instead", "overkill",
        ];
        match kind {
            Kind::Asked => self.by == "asked",
            Kind::Negated | Kind::InsteadOf => self
                .by
                .split(|c: char| !c.is_ascii_alphabetic())
                .any(|word| NEGATING.contains(&word)),
            Kind::Typos | Kind::Chat | Kind::Bullets | Kind::Reordered => false,
        }
    }
}

/// An interviewer who has just opened the interview, and listens for one thing.
struct Ear<'e> {
    engine: &'e Engine,
    source: Source,
    state: State,
}

impl<'e> Ear<'e> {
    fn new(engine: &'e Engine, source: Source) -> Ear<'e> {
        let setup = Setup {
            mode: Mode::Coach,
            seniority: Seniority::Mid,
            minutes: None,
        };
        let (_, mut state) = interview::open(engine, &setup);
        if let Source::Expectation(index) = source {
            state.step = engine.scenario.expectations[index].step;
            state.ledger[index].opened = true;
        }
        Ear {
            engine,
            source,
            state,
        }
    }

    /// What a message that stands alone is credited with.
    fn hear(&self, text: &str) -> Vec<Heard> {
        if let Source::Cost(index) = self.source {
            let cost = &self.engine.scenario.tradeoffs[index].cost;
            let by = first(cost, &analyse(&self.engine.lexicon, text));
            return by
                .map(|by| Heard { to: To::Cost, by })
                .into_iter()
                .collect();
        }
        let said = Input::Said(text.to_owned());
        let elapsed = self.state.elapsed_ms + super::sitting::MESSAGE_MS;
        let (drafts, state) = interview::take(self.engine, &self.state, &said, elapsed);
        let found = drafts
            .into_iter()
            .find_map(|draft| draft.record.interpretation)
            .unwrap_or_default();
        match self.source {
            Source::Expectation(index) => self.parts(index, &state, &found),
            Source::Misconception(index) => {
                let id = &self.engine.scenario.misconceptions[index].id;
                let hit = found.misconceptions.into_iter().find(|hit| hit.id == *id);
                let belief = |by| Heard { to: To::Belief, by };
                hit.map(|hit| belief(hit.by)).into_iter().collect()
            }
            Source::Cost(_) => Vec::new(),
        }
    }

    fn parts(&self, index: usize, state: &State, found: &Interpretation) -> Vec<Heard> {
        let expectation = &self.engine.scenario.expectations[index];
        (0..expectation.parts.len())
            .filter(|part| {
                let part = PartRef {
                    expectation: index as u16,
                    part: *part as u16,
                };
                is_reached(state, &part)
            })
            .map(|part| {
                let credit = found.credits.iter().find(|credit| {
                    credit.expectation == expectation.id
                        && credit.part == expectation.parts[part].id
                });
                Heard {
                    to: To::Part(part),
                    by: credit.map(|credit| credit.by.clone()).unwrap_or_default(),
                }
            })
            .collect()
    }

    /// What the credit is called in a report.
    fn name(&self, to: To) -> String {
        let scenario = &self.engine.scenario;
        match (self.source, to) {
            (Source::Expectation(index), To::Part(part)) => {
                let expectation = &scenario.expectations[index];
                format!("{}/{}", expectation.id, expectation.parts[part].id)
            }
            (Source::Expectation(index), To::Belief | To::Cost) => {
                scenario.expectations[index].id.to_string()
            }
            (Source::Misconception(index), _) => {
                format!("misconception {}", scenario.misconceptions[index].id)
            }
            (Source::Cost(index), _) => format!("cost of {}", scenario.tradeoffs[index].id),
        }
    }
}

/// The first pattern that finds something, as its author wrote it.
fn first(patterns: &[Pattern], analysis: &Analysis) -> Option<String> {
    patterns
        .iter()
        .find(|pattern| pattern.find(analysis).is_some())
        .map(|pattern| pattern.text.clone())
}

/// A number that depends on the words alone, to choose by: the same sample always has the same twins.
fn choice(text: &str, of: usize) -> usize {
    let hash = crate::language::token::Word::of(text).0;
    usize::try_from(hash % of.max(1) as u64).unwrap_or(0)
}
