//! The shared knowledge, compiled: concepts with their forms, question topics, and the words that are known.
//!
//! A lexicon is built once from the files under `prompts/lexicon/`, from `prompts/questions.toml` and from the list of
//! common words, and is read-only from then on.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Arc, OnceLock};

use super::Id;
use super::concept::{Forms, Found, Paraphrases};
use super::likeness::asks::Asks;
use super::likeness::chances::Chances;
use super::pattern::Pattern;
use super::repair::Spellings;
use super::sentence::Hashed;
use super::token::{Token, Word};
use super::topic::Asked;
use super::{Analysis, concept};
use crate::document::Problem;

mod compile;

pub use compile::{Concepts, Questions};

/// What sort of thing a concept is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A box of the design: a cache, a load balancer.
    Component,
    /// A component that keeps data.
    Store,
    /// A way of doing something: sharding, fan-out.
    Technique,
    /// What a design has or lacks: latency, consistency.
    Property,
    /// What people do: monitoring, contracts, estimates.
    Practice,
}

/// A concept of the shared knowledge.
#[derive(Clone, Debug)]
pub struct Concept {
    /// Its id.
    pub id: Id,
    /// As the interviewer says it inside a sentence: "a cache".
    pub name: String,
    /// What sort of thing it is.
    pub role: Role,
    /// Whether it is something to be avoided: "no single point of failure" speaks of it, and doesn't turn it down.
    pub hazard: bool,
    /// Whether it is only meant where its sentence is about it: a figure beside a choice ("one machine with two
    /// terabytes") estimates nothing.
    pub incidental: bool,
    /// Everything it is a kind of, nearest first.
    pub ancestors: Vec<Id>,
    /// What it is found by, as its author wrote it: forms, those that need company, and paraphrases.
    pub forms: Vec<String>,
    /// A study note of two to four sentences.
    pub note: String,
    /// Patterns that name its price.
    pub costs: Vec<Pattern>,
    /// The title of the file that it stands in.
    pub section: String,
}

/// A shared question topic.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Its id.
    pub id: Id,
    /// What it is about, as a noun phrase.
    pub name: String,
    /// Patterns that ask for it; matched with [`Pattern::find_anyhow`].
    pub asks: Vec<Pattern>,
    /// Whether it is what a question is about only where nothing more precise is: "is video a feature".
    pub broad: bool,
    /// Patterns that count only if nothing else fits.
    pub weak: Vec<Pattern>,
    /// Ways to ask for it, in many words: what likeness goes by where no pattern fits.
    pub samples: Vec<String>,
}

/// The compiled knowledge.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    concepts: Vec<Concept>,
    by_id: HashMap<Id, u16>,
    /// Per concept, its ancestors as indexes.
    ancestors: Vec<Vec<u16>>,
    forms: Forms,
    paraphrases: Paraphrases,
    topics: Vec<Topic>,
    /// How the patterns of the topics are found.
    asked: Asked,
    /// From the stem of a word to that of the first of its synonyms.
    synonyms: HashMap<Word, Word, BuildHasherDefault<Hashed>>,
    /// What people ask beside the problem, in groups.
    beside: Vec<Vec<String>>,
    /// Questions that ask for no fact.
    asks_nothing: Vec<String>,
    /// What people say who ask nothing, in other problems than those of the scenarios.
    statements: Vec<String>,
    /// What people say of other things in words of the trade.
    said_elsewhere: Vec<String>,
    elsewhere: Arc<OnceLock<Asks>>,
    /// The samples of the topics, and of what asks for none; compiled when they are first needed.
    likened: Arc<OnceLock<Chances<Option<usize>>>>,
    /// How people ask and say things, whatever is being designed; compiled when it is first needed.
    asks: Arc<OnceLock<Asks>>,
    spellings: Spellings,
}

impl Lexicon {
    /// Compiles the concept files, the questions (each with the name that problems call it) and the list of common
    /// words, one or more on a line, `#` before remarks. Gives all problems where there is an error among them.
    pub fn compile(
        concept_files: &[(&str, &str)],
        questions: (&str, &str),
        english: &str,
    ) -> Result<Lexicon, Vec<Problem>> {
        Lexicon::of(
            Concepts::read(concept_files),
            Questions::read(questions, english),
        )
    }

    /// The lexicon of two halves that were read, perhaps at the same time. Gives all problems of both where there is an error
    /// among them.
    pub fn of(concepts: Concepts, questions: Questions<'_>) -> Result<Lexicon, Vec<Problem>> {
        compile::join(concepts, questions)
    }

    /// The concepts in the order of their files.
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// The concept with this id.
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.by_id
            .get(id)
            .and_then(|&at| self.concepts.get(usize::from(at)))
    }

    /// Whether one concept is the other or a kind of it; false where either is unknown.
    pub fn is_kind_of(&self, id: &str, ancestor: &str) -> bool {
        match (self.by_id.get(id), self.by_id.get(ancestor)) {
            (Some(&id), Some(&ancestor)) => self.is_kind(id, ancestor),
            (None, _) | (_, None) => false,
        }
    }

    fn is_kind(&self, concept: u16, ancestor: u16) -> bool {
        concept == ancestor || self.ancestors[usize::from(concept)].contains(&ancestor)
    }

    /// The question topics in the order of their file.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// How the patterns of the topics are found.
    pub(super) fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The topic with this id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| &*topic.id == id)
    }

    /// The words that are known, for repair.
    pub(super) fn spellings(&self) -> &Spellings {
        &self.spellings
    }

    /// Whether the word is known: neither a slip nor a name that nobody told us about.
    pub fn knows(&self, token: &Token) -> bool {
        self.spellings.knows(token)
    }

    /// The concepts of a message. Its mentions are not there yet; the index of its words is.
    pub(super) fn find_concepts(&self, analysis: &Analysis) -> Vec<Found> {
        let mut found = self
            .forms
            .find(&analysis.tokens, &analysis.clauses, &analysis.index);
        concept::paraphrases(
            analysis,
            &self.paraphrases,
            |concept, ancestor| self.is_kind(concept, ancestor),
            &mut found,
        );
        found
    }

    /// A concept's role.
    pub fn role(&self, concept: &str) -> Option<Role> {
        self.concept(concept).map(|concept| concept.role)
    }

    /// How the interviewer calls a concept inside a sentence: "a cache".
    pub fn name(&self, concept: &str) -> Option<&str> {
        self.concept(concept).map(|concept| concept.name.as_str())
    }

    /// A concept's study note.
    pub fn note(&self, concept: &str) -> Option<&str> {
        self.concept(concept).map(|concept| concept.note.as_str())
    }

    /// A question topic's name, as a noun phrase.
    pub fn topic_name(&self, topic: &str) -> Option<&str> {
        self.topic(topic).map(|topic| topic.name.as_str())
    }

    /// What a concept is a kind of, nearest first.
    pub fn ancestors(&self, concept: &str) -> &[Id] {
        self.concept(concept)
            .map_or(&[], |concept| &concept.ancestors)
    }

    /// The representative of a word's everyday synonyms ("picture" for "photo"), by the groups of `questions.toml`,
    /// `synonyms = ["picture photo image", …]`; the word itself where it has none.
    pub fn same_as(&self, word: Word) -> Word {
        self.synonyms_of(word).unwrap_or(word)
    }

    /// The same, and nothing where no other everyday word means the same.
    pub(super) fn synonyms_of(&self, word: Word) -> Option<Word> {
        self.synonyms.get(&word).copied()
    }

    /// The samples of the topics by their indexes; what leads to none asks for no fact.
    pub(super) fn topic_samples(&self) -> &Chances<Option<usize>> {
        self.likened.get_or_init(|| {
            let topics = self.topics.iter().enumerate().flat_map(|(index, topic)| {
                let samples = topic.samples.iter();
                samples.map(move |sample| (Some(index), sample.as_str()))
            });
            let nothing = self.after_nothing().map(|text| (None, text.as_str()));
            Chances::new(self, topics.chain(nothing))
        })
    }

    /// The logarithm of the odds that these tokens ask and don't say something, whatever is being designed.
    pub(super) fn asks(&self, tokens: &[Token]) -> f64 {
        let asks = self.asks.get_or_init(|| {
            let asking = self.topics.iter().flat_map(|topic| &topic.samples);
            let asking = asking.chain(self.after_nothing());
            let asking = asking.map(|text| (true, text.as_str()));
            let saying = self.statements.iter();
            Asks::new(asking.chain(saying.map(|text| (false, text.as_str()))))
        });
        asks.odds(tokens)
    }

    /// The logarithm of the odds that these tokens speak of something else than a design, whatever words of the trade they
    /// have: `elsewhere` of `questions.toml` against `statements`.
    pub(super) fn elsewhere(&self, tokens: &[Token]) -> f64 {
        let elsewhere = self.elsewhere.get_or_init(|| {
            let beside = self.said_elsewhere.iter().map(|text| (true, text.as_str()));
            let designs = self.statements.iter().map(|text| (false, text.as_str()));
            Asks::new(beside.chain(designs))
        });
        elsewhere.odds(tokens)
    }

    /// All questions that ask for no fact, or for one that nobody has.
    fn after_nothing(&self) -> impl Iterator<Item = &String> {
        self.beside.iter().flatten().chain(&self.asks_nothing)
    }

    /// What people say who ask nothing, whatever is being designed: `statements` of `questions.toml`.
    pub fn statements(&self) -> &[String] {
        &self.statements
    }

    /// Questions that ask for no fact.
    pub fn asks_nothing(&self) -> &[String] {
        &self.asks_nothing
    }

    /// Groups of questions that nobody has an answer to, whatever is being designed: `[[beside]]` of `questions.toml`.
    pub fn beside(&self) -> &[Vec<String>] {
        &self.beside
    }
}
