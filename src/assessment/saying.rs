//! One sentence said to a scenario, and why the interviewer makes of it what it does: for an author who wonders.

use std::sync::Arc;

use super::hearing::told;
use super::sitting::Sitting;
use super::workbench::nearest_pattern;
use crate::interview::{Author, Engine, Input};
use crate::language::pattern::NearMiss;
use crate::language::token::Token;
use crate::language::{Analysis, Span, Stance, analyse};
use crate::scenario::{Mode, Part, PartRef, Seniority};

/// So many of what a sentence is like are told.
const NEAREST: usize = 3;

/// What became of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Whether the scenario has these very words as a sample, a case, a question or one of its `says`: it was asked
    /// without them, for nobody else says just that.
    pub known: bool,
    /// The parts that it is credited with.
    pub credits: Vec<Credited>,
    /// The parts that a pattern finds in it, and that don't count, each with that pattern.
    pub dropped: Vec<(String, String)>,
    /// Of the part that had been asked for, unless it was found: the pattern that came nearest, what it found, what was absent.
    pub missed: Option<(String, Vec<String>, Vec<String>)>,
    /// The facts and open questions that it is answered with.
    pub told: Vec<String>,
    /// The words that are not taken as the candidate's own design, each with how they are meant and the word that says so.
    pub aside: Vec<(String, Stance, Option<String>)>,
    /// The misconceptions that it shows, each with the pattern.
    pub misconceptions: Vec<(String, String)>,
    /// The parts that it is most like, nearest first.
    pub parts: Vec<Near>,
    /// The facts and open questions whose sample questions it is most like, nearest first; none where it asks nothing.
    pub facts: Vec<Near>,
    /// The reply.
    pub reply: String,
}

/// A part that was heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Credited {
    /// The part, as `expectation/part`.
    pub part: String,
    /// The pattern, or the reason.
    pub by: String,
    /// The words that the report would quote.
    pub quote: String,
}

/// What a sentence is like.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// A part, as `expectation/part`, or a fact.
    pub id: String,
    /// How like: 0 to 1, over the five nearest texts.
    pub support: f64,
    /// The nearest text that says the part; none for a fact.
    pub text: Option<String>,
}

/// Says a sentence to a fresh interview in coach mode in which everything is open, as a case is played; `after` is the part
/// that has just been asked for.
pub fn say(engine: &Engine, text: &str, after: Option<&PartRef>) -> Said {
    let (scenario, known) = engine.scenario.without(text);
    let engine = Engine {
        scenario: Arc::new(scenario),
        ..engine.clone()
    };
    let mut sitting = Sitting::open(&engine, Mode::Coach, Seniority::Mid, None);
    sitting.open_all();
    if let Some(part) = after {
        sitting.ask(part);
    }
    let entries = sitting.take(&Input::Said(text.to_owned()));
    let found = entries
        .iter()
        .find_map(|entry| entry.record.interpretation.clone())
        .unwrap_or_default();
    let replies = entries
        .iter()
        .filter(|entry| entry.author == Author::Engine);
    let reply: Vec<&str> = replies.map(|entry| entry.text.as_str()).collect();
    let reply = reply.join("\n");
    let analysis = analyse(&engine.lexicon, text);
    let credits: Vec<Credited> = found
        .credits
        .iter()
        .map(|credit| Credited {
            part: format!("{}/{}", credit.expectation, credit.part),
            by: credit.by.clone(),
            quote: credit.span.of(text).to_owned(),
        })
        .collect();
    let heard = |part: &str| credits.iter().any(|credit| credit.part == part);
    let asks = !found.questions.is_empty() || analysis.reading.act.is_question();
    Said {
        known,
        dropped: dropped(&engine, &analysis, after)
            .filter(|(part, _)| !heard(part))
            .collect(),
        missed: after
            .filter(|part| !heard(&path(&engine, part)))
            .and_then(|part| nearest_pattern(engine.scenario.part(part), &analysis))
            .map(|(pattern, miss)| shown(text, &pattern.text, miss)),
        told: told(&engine.scenario, &found),
        aside: set_aside(&analysis, text),
        misconceptions: found
            .misconceptions
            .iter()
            .map(|hit| (hit.id.to_string(), hit.by.clone()))
            .collect(),
        parts: parts(&engine, &analysis),
        facts: match asks {
            true => facts(&engine, &analysis),
            false => Vec::new(),
        },
        reply,
        credits,
    }
}

/// Stretches of words that are asked, doubted, turned down or told of others.
fn set_aside(analysis: &Analysis, text: &str) -> Vec<(String, Stance, Option<String>)> {
    let mut stretches: Vec<(Span, Stance, Option<u16>)> = Vec::new();
    let words = analysis.tokens.iter().filter(|token| token.is_wordlike());
    let mut open = false;
    for token in words {
        let apart = !token.stance.is_affirmed();
        match stretches.last_mut().filter(|_| open && apart) {
            Some((span, stance, cause)) if *stance == token.stance && *cause == token.cause => {
                *span = span.join(token.span);
            }
            _ if apart => stretches.push((token.span, token.stance, token.cause)),
            _ => {}
        }
        open = apart;
    }
    let cause = |at: u16| {
        let token = analysis.tokens.get(usize::from(at))?;
        Some(token.span.of(text).to_owned())
    };
    let stretches = stretches.into_iter();
    stretches
        .map(|(span, stance, at)| (span.of(text).to_owned(), stance, at.and_then(cause)))
        .collect()
}

/// The parts that a pattern finds, each with the pattern; `answers` count for what was asked.
fn dropped(
    engine: &Engine,
    analysis: &Analysis,
    after: Option<&PartRef>,
) -> impl Iterator<Item = (String, String)> {
    let asked = after.map(|part| engine.scenario.part(part));
    let found = move |part: &Part| {
        let answers = part.answers.iter();
        let answers = answers.filter(|_| asked.is_some_and(|asked| std::ptr::eq(asked, part)));
        let mut patterns = part.patterns.iter().chain(answers);
        patterns
            .find(|pattern| pattern.find(analysis).is_some())
            .map(|pattern| pattern.text.clone())
    };
    engine
        .scenario
        .expectations
        .iter()
        .flat_map(move |expectation| {
            let parts = expectation.parts.iter();
            parts
                .filter_map(|part| Some((format!("{}/{}", expectation.id, part.id), found(part)?)))
                .collect::<Vec<_>>()
        })
}

fn shown(text: &str, pattern: &str, miss: NearMiss) -> (String, Vec<String>, Vec<String>) {
    let found = miss.matched.iter().map(|span| span.of(text).to_owned());
    (pattern.to_owned(), found.collect(), miss.absent)
}

/// What the words that are meant are like, as likeness looks at a sentence.
fn parts(engine: &Engine, analysis: &Analysis) -> Vec<Near> {
    let meant = analysis.tokens.iter();
    let meant: Vec<Token> = meant
        .filter(|token| token.stance.is_affirmed())
        .cloned()
        .collect();
    let likened = engine.scenario.liken(&engine.lexicon, &meant);
    let nearest = likened.chances.iter().take(NEAREST);
    nearest
        .map(|chance| {
            let text = engine.scenario.nearest(&likened, &chance.target);
            Near {
                id: path(engine, &chance.target),
                support: chance.value,
                text: text.map(|(_, text)| text.to_owned()),
            }
        })
        .collect()
}

fn facts(engine: &Engine, analysis: &Analysis) -> Vec<Near> {
    let scenario = &engine.scenario;
    let samples = scenario.asked(&engine.lexicon);
    let text = samples.read(&engine.lexicon, &analysis.tokens);
    let likened = samples.of(&text, 0.0);
    let nearest = likened.iter().filter_map(|near| {
        Some(Near {
            id: near
                .target
                .id(&scenario.facts, &scenario.opens)?
                .to_string(),
            support: near.value,
            text: None,
        })
    });
    nearest.take(NEAREST).collect()
}

fn path(engine: &Engine, part: &PartRef) -> String {
    let expectation = &engine.scenario.expectations[usize::from(part.expectation)];
    format!("{}/{}", expectation.id, engine.scenario.part(part).id)
}
