//! Talk about the interview in words that no cue knows: "should i do groups or the database first, what do you want".
//!
//! People say the same few things in endless ways, and mostly in everyday words. So a sentence is held against sentences
//! of people who did the same (`prompts/talk.toml`): its words and pairs of words say how likely it is of each kind (see
//! [`super::likeness::chances`]; the bounds below were chosen on sentences of others than those who wrote the samples).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::likeness::chances::Chances;
use super::token::{self, Token, Word};

/// The least chance of a kind.
const LEAST: f64 = 0.35;
/// A statement that asks nothing is more often about the design: "so that's a lot of writes".
const LEAST_SAID: f64 = 0.6;
/// So likely it is clear.
const CLEAR: f64 = 0.7;
/// Longer sentences say something of their own.
const LONGEST: usize = 18;

/// What a sentence about the interview does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Talk {
    /// Seeks a nod for what was just said.
    Nod,
    /// Wants the interviewer's opinion of a choice.
    View,
    /// Asks what something is called, or what a word means.
    Term,
    /// Wants the change that was announced.
    Change,
    /// Offers to sum up, or to explain it.
    Explain,
    /// Invites an objection.
    Object,
    /// Asks where to go, or whether to go somewhere.
    Lead,
    /// Leaves it to the interviewer to go on.
    Next,
    /// Asks whether something was forgotten.
    Missed,
    /// Asks how they are doing.
    Standing,
    /// Wants help.
    Hint,
    /// Wants the question again, or in other words.
    Repeat,
    /// Says that it was said before.
    Already,
    /// Says that a question got no answer.
    Unanswered,
    /// Has said all.
    Finish,
    /// Asks for the time.
    Time,
    /// Asks how an interview goes.
    How,
    /// Is nervous, tired or sorry.
    Nerves,
    /// Thanks, greets, or has understood.
    Thanks,
    /// No talk about the interview.
    Design,
}

static SAMPLES: LazyLock<Chances<Talk>> = LazyLock::new(|| {
    let samples = toml::from_str(include_str!("../../prompts/talk.toml"));
    let samples: BTreeMap<Talk, Vec<String>> = samples.unwrap_or_default();
    let samples = samples.iter().flat_map(|(talk, texts)| {
        let texts = texts.iter();
        texts.map(|text| (*talk, features(&token::tokens(text))))
    });
    Chances::of_features(samples)
});

/// What a sentence of these tokens says about the interview; `asks`: it is built like a question. None where it is long, or
/// likelier about the design, or like nothing known.
pub fn of(tokens: &[Token], asks: bool) -> Option<Talk> {
    likeliest(tokens, if asks { LEAST } else { LEAST_SAID })
}

/// Whether a sentence is about the interview so clearly that a fact has to be meant clearly too: "have I left anything out?".
pub fn is_clear(tokens: &[Token]) -> bool {
    likeliest(tokens, CLEAR).is_some()
}

fn likeliest(tokens: &[Token], least: f64) -> Option<Talk> {
    if tokens.iter().filter(|token| token.is_wordlike()).count() > LONGEST {
        return None;
    }
    let text = SAMPLES.read_features(&features(tokens));
    let likeliest = SAMPLES.of(&text, least).into_iter().next()?;
    (likeliest.target != Talk::Design).then_some(likeliest.target)
}

/// The words of a sentence in any form, and its pairs of neighbours as they stand ("makes sense" is no "make sense"); its
/// first word makes a pair with nothing.
fn features(tokens: &[Token]) -> Vec<Word> {
    let words: Vec<&Token> = tokens.iter().filter(|token| token.is_wordlike()).collect();
    let exact = || words.iter().map(|token| token.exact);
    let pairs = std::iter::once(Word::of("^"))
        .chain(exact())
        .zip(exact())
        .map(|(first, second)| first.then(&second.0.to_le_bytes()));
    let mut features: Vec<Word> = words.iter().map(|token| token.stem).collect();
    features.extend(pairs);
    features.sort_unstable();
    features.dedup();
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_the_interviewer_is_known() {
        for (text, talk) in [
            ("does that make sense so far", Talk::Nod),
            ("What's your opinion?", Talk::View),
            ("ask me something", Talk::Next),
        ] {
            assert_eq!(of(&token::tokens(text), true), Some(talk), "{text}");
        }
        assert_eq!(of(&token::tokens("so thats a lot of writes"), false), None);
    }

    /// Sentences of people who knew none of the samples: most are told, few are taken for something else.
    #[test]
    fn what_people_say_about_the_interview_is_told_apart() {
        let others: BTreeMap<Talk, Vec<String>> =
            toml::from_str(include_str!("../../tests/language/talk.toml")).expect("it reads");
        let (mut all, mut right, mut wrong) = (0, 0, Vec::new());
        for (kind, texts) in &others {
            for text in texts {
                all += 1;
                match of(&token::tokens(text), true) {
                    Some(found) if found == *kind => right += 1,
                    Some(found) => wrong.push(format!("{found:?} for {kind:?}: {text}")),
                    None => {}
                }
            }
        }
        assert!(all >= 400, "{all}");
        assert!(right * 100 >= all * 58, "{right} of {all}");
        assert!(
            wrong.len() * 100 <= all * 8,
            "{} of {all}:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }

    /// The design's own sentences, as people say them, are hardly ever taken for talk.
    #[test]
    fn the_design_is_not_taken_for_talk() {
        let heard = concat!(
            include_str!("../../tests/heard/twitter.jsonl"),
            include_str!("../../tests/heard/chat.jsonl"),
            include_str!("../../tests/heard/ticketing.jsonl"),
            include_str!("../../tests/heard/survey.jsonl"),
        );
        let said = heard.lines().filter_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            line["say"].as_str().map(str::to_owned)
        });
        let said: Vec<String> = said.collect();
        let taken = said.iter().filter_map(|text| {
            let talk = of(&token::tokens(text), text.ends_with('?'))?;
            Some(format!("{talk:?}: {text}"))
        });
        let taken: Vec<String> = taken.collect();
        assert!(said.len() >= 200, "{}", said.len());
        assert!(taken.len() * 100 <= said.len() * 4, "{}", taken.join("\n"));
    }
}
