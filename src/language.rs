//! From free text to a [`Reading`]: what was said, about what, and how it was meant.
//!
//! This layer knows no scenario and no state. It compiles the shared knowledge (`prompts/lexicon/*.toml`,
//! `prompts/questions.toml`) once into a [`Lexicon`], and reads a message in one pass over its tokens. Every
//! finding keeps the bytes of the original text that caused it, so that "why?" can quote them.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub mod act;
pub mod aside;
pub mod concept;
pub mod cue;
pub mod formula;
pub mod lexicon;
pub mod likeness;
pub mod link;
pub mod pattern;
pub mod quantity;
pub mod repair;
pub mod sentence;
pub mod stance;
pub mod standing;
pub mod stem;
pub mod talk;
pub mod token;
pub mod topic;

use cue::{CUES, Outline};
use lexicon::Lexicon;

/// The id of a concept, topic, fact, expectation, …: lower-case words joined by `-`.
pub type Id = Arc<str>;

/// A stretch of the original message, as UTF-8 byte offsets on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The text that this span covers; empty where the span does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// Whether it begins inside the other.
    pub fn begins_in(self, other: Span) -> bool {
        other.start <= self.start && self.start < other.end
    }

    /// The smallest span that covers both.
    pub fn join(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// How something was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// Said as part of the design: "we use a cache".
    Asserted,
    /// Suggested: "we could cache it", "could we cache it?", "I'd add a cache".
    Proposed,
    /// Under a condition that has not been granted: "if we had a cache", "only if reads grow".
    Hypothetical,
    /// Asked about: "do we need a cache?".
    Asked,
    /// Turned down: "no cache", "Postgres over Mongo" (Mongo).
    Rejected,
    /// What others do, definitions, history: "Twitter uses Redis", "a cache is …".
    Reported,
}

impl Stance {
    /// Whether it counts as the speaker's own design.
    pub fn is_affirmed(self) -> bool {
        matches!(self, Stance::Asserted | Stance::Proposed)
    }
}

/// What a sentence, or a whole message, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Wants a fact about the problem: "how many users?".
    ClarifyingQuestion,
    /// Wants the interviewer to decide or explain a design matter: "SQL or NoSQL?".
    DesignQuestion,
    /// Seeks a yes: "so 100M, right?".
    Confirmation,
    /// States something.
    Assertion,
    /// Suggests something, also in question form: "could we cache it?".
    Proposal,
    /// Gives or works out a figure.
    Estimate,
    /// Names what is given up for what.
    TradeOff,
    /// Sums up what was designed.
    Summary,
    /// Wants to move on: "let's get to the design".
    StepMove,
    /// Wants to return to an earlier step.
    StepBack,
    /// Wants to end the interview: "I'm done".
    Finish,
    /// Wants a hint.
    HintRequest,
    /// Wants the last question again, or in other words.
    Repeat,
    /// Wants to leave the current question.
    Skip,
    /// Asks for the time, or where in the interview we are.
    Time,
    /// Has no answer to what was asked.
    DontKnow,
    /// Greeting, thanks, filler, acknowledgement.
    Social,
    /// Not about the design at all, or not language.
    OffTopic,
}

impl Act {
    /// Whether the act asks the interviewer for something about the problem or the design.
    pub fn is_question(self) -> bool {
        matches!(
            self,
            Act::ClarifyingQuestion | Act::DesignQuestion | Act::Confirmation
        )
    }
}

/// What a message was read as. This is the recorded form: names, not indexes, so that old records decode for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The act of the message as a whole.
    pub act: Act,
    /// The sentences in order; bullets and lines count as sentences.
    pub sentences: Vec<Sentence>,
    /// The concepts mentioned, in order of their first byte.
    pub mentions: Vec<Mention>,
    /// The figures, in order.
    pub quantities: Vec<Quantity>,
    /// The shared question topics that the message asks about, best first.
    pub topics: Vec<TopicHit>,
    /// The words that were read as other words.
    pub repairs: Vec<Repair>,
    /// Reasons and costs tied to clauses.
    pub links: Vec<Link>,
    /// What is said about the interview itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asides: Vec<aside::Aside>,
}

impl Reading {
    /// The index of the sentence that a span begins in.
    pub fn sentence_of(&self, span: Span) -> Option<usize> {
        let mut sentences = self.sentences.iter();
        sentences.position(|sentence| span.begins_in(sentence.span))
    }
}

/// A sentence with its act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// What it does.
    pub act: Act,
}

/// A concept named or paraphrased in a clause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The most specific concept.
    pub concept: Id,
    /// Everything it is a kind of, nearest first.
    pub ancestors: Vec<Id>,
    /// How it was meant.
    pub stance: Stance,
    /// The words that name it.
    pub span: Span,
    /// The words that decided the stance, where there were any: "instead of", "don't need".
    pub cause: Option<Span>,
    /// Index of its sentence.
    pub sentence: u16,
    /// Index of its clause, counted over the message.
    pub clause: u16,
}

/// What a figure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Things: users, requests, photos.
    Count,
    /// Bytes.
    Bytes,
    /// Seconds.
    Seconds,
    /// Per hundred.
    Percent,
    /// "100:1" is 100.
    Ratio,
    /// Money, in whatever currency was said.
    Money,
    /// Metres.
    Metres,
}

/// The period of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Period {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Period {
    /// Its length in seconds; a month is 30 days and a year 365, as in an interview's arithmetic.
    pub fn seconds(self) -> f64 {
        match self {
            Period::Second => 1.0,
            Period::Minute => 60.0,
            Period::Hour => 3_600.0,
            Period::Day => 86_400.0,
            Period::Week => 604_800.0,
            Period::Month => 2_592_000.0,
            Period::Year => 31_536_000.0,
        }
    }
}

/// A figure in the message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// In base units: bytes, seconds, metres, or the plain number.
    pub value: f64,
    /// The upper end where a range was given ("10 to 20 million"); `value` is the lower end.
    pub upper: Option<f64>,
    /// What it measures.
    pub unit: Unit,
    /// The period, for a rate.
    pub per: Option<Period>,
    /// The counted noun's stem, as said ("users", "tweets", "rps"), lower case, singular where plain.
    pub of: Option<String>,
    /// Whether it was worked out or stated as the result ("= 5k", "that's 5k", "so about 5k").
    pub result: bool,
    /// The words.
    pub span: Span,
    /// Index of its sentence.
    pub sentence: u16,
}

/// A shared question topic that the message asks about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicHit {
    /// The topic's id in `questions.toml`.
    pub topic: Id,
    /// How well it fits, 0 to 1000.
    pub score: u16,
    /// Index of the sentence that asks.
    pub sentence: u16,
    /// The words that ask for it.
    pub span: Span,
}

/// A word read as another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repair {
    /// Where the typed word stands.
    pub span: Span,
    /// What it was read as.
    pub read_as: String,
}

/// How two clauses hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// "X because Y", "X since Y", "X so that Y", "to avoid Y": Y is the reason for X.
    Reason,
    /// "Y, so X": Y is the reason for X, said first.
    Consequence,
    /// "the downside is Y", "at the cost of Y", "but then we lose Y": Y is the price of X.
    Cost,
}

/// A reason or a cost, tied to what it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// What ties them.
    pub kind: LinkKind,
    /// The choice.
    pub choice: Span,
    /// The reason or the cost.
    pub given: Span,
    /// The words that tie them.
    pub cue: Span,
}

/// A message taken apart: its reading, and the tokens that patterns are matched against.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The recorded form.
    pub reading: Reading,
    /// The tokens in order.
    pub tokens: Vec<token::Token>,
    /// The clauses, as ranges of tokens, in order; together they cover every token once.
    pub clauses: Vec<Clause>,
    /// Per mention of the reading, the tokens it covers; see [`Analysis::add_mention`].
    pub mention_tokens: Vec<Range<u16>>,
    /// What patterns look up first.
    pub index: pattern::Index,
    /// The sentences with the cues of words alone in them.
    pub outlines: Vec<Outline>,
    /// The question topics that patterns found: they know the words, where likeness knows the question.
    pub asked: Vec<TopicHit>,
}

impl Analysis {
    /// The bytes of a clause, from its first token to its last.
    pub fn span_of(&self, clause: &Clause) -> Span {
        let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
        match self.tokens.get(range).unwrap_or_default() {
            [] => Span { start: 0, end: 0 },
            [only] => only.span,
            [first, .., last] => first.span.join(last.span),
        }
    }

    /// Adds a mention with the tokens that it covers: for pronouns that the interview resolves.
    pub fn add_mention(&mut self, mention: Mention, tokens: Range<u16>) {
        self.index.add(self.reading.mentions.len(), &mention);
        self.reading.mentions.push(mention);
        self.mention_tokens.push(tokens);
    }
}

/// A stretch of a sentence with one verb or one thought: where stance is scoped and patterns look.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Its tokens.
    pub tokens: Range<u16>,
    /// Index of its sentence.
    pub sentence: u16,
}

/// Takes a message apart. Total and deterministic: any text gives an analysis, the same text the same one.
pub fn analyse(lexicon: &Lexicon, text: &str) -> Analysis {
    read(lexicon, text, |_| true)
}

/// The same with the concepts that are named, and without those that are only paraphrased.
pub fn analyse_names(lexicon: &Lexicon, text: &str) -> Analysis {
    read(lexicon, text, |found| found.words.is_empty())
}

fn read(lexicon: &Lexicon, text: &str, counts: fn(&concept::Found) -> bool) -> Analysis {
    let mut tokens = token::tokens(text);
    let repairs = lexicon.spellings().repair(text, &mut tokens);
    CUES.mark(&mut tokens);
    let (sentences, clauses) = sentence::split(text, &tokens);
    let mut quantities = quantity::find(text, &tokens);
    for quantity in &mut quantities {
        let at = sentences.partition_point(|sentence| sentence.span.end <= quantity.span.start);
        quantity.sentence = sentence::index(at.min(sentences.len().saturating_sub(1)));
    }
    let mut analysis = Analysis {
        index: pattern::Index::of(text, &tokens, &clauses, &quantities),
        reading: Reading {
            act: Act::Assertion,
            sentences,
            mentions: Vec::new(),
            quantities,
            topics: Vec::new(),
            repairs,
            links: Vec::new(),
            asides: Vec::new(),
        },
        outlines: Outline::all(&CUES, &tokens, &clauses),
        tokens,
        clauses,
        mention_tokens: Vec::new(),
        asked: Vec::new(),
    };
    let mut found = lexicon.find_concepts(&analysis);
    found.retain(counts);
    let named = found.iter().map(|found| found.tokens.clone());
    let outlines = Outline::with(&analysis.outlines, &CUES, &analysis.tokens, named);
    stance::assign(text, &mut analysis.tokens, &analysis.clauses, &outlines);
    for found in found {
        add_found(lexicon, text, &mut analysis, found);
    }
    standing::settle(lexicon, &mut analysis, &outlines);
    let (act, acts, asides) = act::classify(lexicon, text, &analysis, &outlines);
    analysis.reading.act = act;
    analysis.reading.asides = asides;
    for (sentence, act) in analysis.reading.sentences.iter_mut().zip(acts) {
        sentence.act = act;
    }
    set_aside_homely(lexicon, &mut analysis);
    let topics = topic::find(lexicon, text, &analysis);
    analysis.reading.topics = topics.all;
    analysis.asked = topics.by_patterns;
    analysis.reading.links = link::find(&analysis, &outlines);
    analysis
}

/// Reads a message: [`analyse`] without the tokens.
pub fn understand(lexicon: &Lexicon, text: &str) -> Reading {
    analyse(lexicon, text).reading
}

/// What is named at home, in a sentence about nothing else, is no part of a design: "a cache of chocolate in grandma's
/// drawer".
fn set_aside_homely(lexicon: &Lexicon, analysis: &mut Analysis) {
    if analysis.reading.mentions.is_empty() {
        return;
    }
    let outlines = analysis.outlines.iter().zip(&analysis.reading.sentences);
    let homely = outlines.map(|(outline, sentence)| {
        let passage = outline.over(&analysis.tokens);
        sentence.act == Act::OffTopic
            && (CUES.is_in("homely", &passage)
                || lexicon.elsewhere(&passage.tokens[passage.range.clone()]) >= act::ELSEWHERE)
    });
    let homely: Vec<bool> = homely.collect();
    for mention in &mut analysis.reading.mentions {
        let at = usize::from(mention.sentence);
        if homely.get(at) == Some(&true) && mention.stance.is_affirmed() {
            mention.stance = Stance::Reported;
        }
    }
}

/// Makes a mention of a place where a concept stands: it is meant as the least affirmed of its words.
fn add_found(lexicon: &Lexicon, text: &str, analysis: &mut Analysis, found: concept::Found) {
    let Some(concept) = lexicon.concepts().get(usize::from(found.concept)) else {
        return;
    };
    let own = |at: u16| {
        if found.words.is_empty() {
            found.tokens.contains(&at)
        } else {
            found.words.iter().any(|word| word.contains(&at))
        }
    };
    let (mut stance, mut cause) = (Stance::Asserted, None);
    let (mut start, mut end) = (u32::MAX, 0);
    for at in found.tokens.clone().filter(|&at| own(at)) {
        let token = &analysis.tokens[usize::from(at)];
        start = start.min(token.span.start);
        end = end.max(token.span.end);
        // What names the negation itself ("never lose", "no downtime") is not turned down by it.
        let excused =
            token.cause.is_some_and(own) || (concept.hazard && token.stance == Stance::Rejected);
        if !excused && doubt(token.stance) > doubt(stance) {
            stance = token.stance;
            cause = token.cause;
        }
    }
    let mention = Mention {
        concept: Id::clone(&concept.id),
        ancestors: concept.ancestors.clone(),
        stance,
        span: Span { start, end },
        cause: cause.and_then(|cause| cause_span(&analysis.tokens, cause, text)),
        sentence: 0,
        clause: concept::clause_of(&analysis.clauses, found.tokens.start),
    };
    let sentence = analysis
        .clauses
        .get(usize::from(mention.clause))
        .map_or(0, |clause| clause.sentence);
    analysis.add_mention(
        Mention {
            sentence,
            ..mention
        },
        found.tokens,
    );
}

/// How far a stance is from "said as the speaker's own design".
fn doubt(stance: Stance) -> u8 {
    match stance {
        Stance::Asserted => 0,
        Stance::Proposed => 1,
        Stance::Reported => 2,
        Stance::Hypothetical => 3,
        Stance::Asked => 4,
        Stance::Rejected => 5,
    }
}

/// The word that caused a stance, with the first half of a short form: "don't" and not "n't".
fn cause_span(tokens: &[token::Token], cause: u16, text: &str) -> Option<Span> {
    let cause = usize::from(cause);
    let span = tokens.get(cause)?.span;
    let before = cause.checked_sub(1).and_then(|before| tokens.get(before));
    Some(match before {
        Some(before) if before.span.end == span.start && before.is_wordlike() => {
            before.span.join(span)
        }
        Some(_) | None => span,
    })
    .filter(|span| !span.of(text).is_empty())
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
