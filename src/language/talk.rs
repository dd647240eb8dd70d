//! Talk about the interview in words that no cue knows: "should i do groups or the database first, what do you want".
//!
//! People say the same few things in endless ways, and mostly in everyday words. So a sentence is held against sentences
//! of people who did the same (`prompts/talk.toml`): its words and pairs of words against theirs, the rarer ones counting
//! more, and the nearest seven vote (k nearest neighbours; k = 7 and the bounds below were chosen on sentences of others
//! than those who wrote the samples).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::token::{self, Token, Word};

/// So many samples vote.
const NEAREST: usize = 7;
/// The least that the votes of a kind come to, each between 0 and 1.
const LEAST: f64 = 0.45;
/// The least that they are ahead of the next kind's.
const AHEAD: f64 = 0.1;
/// A statement that asks nothing is more often about the design: "so that's a lot of writes".
const LEAST_SAID: f64 = 0.8;
const AHEAD_SAID: f64 = 0.3;
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

static SAMPLES: LazyLock<Samples> = LazyLock::new(|| {
    let samples = toml::from_str(include_str!("../../prompts/talk.toml"));
    Samples::of(samples.unwrap_or_default())
});

/// What a sentence of these tokens says about the interview; `asks`: it is built like a question. None where it is long, or
/// most like a sentence about the design, or like nothing known.
pub fn of(tokens: &[Token], asks: bool) -> Option<Talk> {
    if tokens.iter().filter(|token| token.is_wordlike()).count() > LONGEST {
        return None;
    }
    let (talk, votes, ahead) = SAMPLES.vote(&features(tokens))?;
    let (least, least_ahead) = match asks {
        true => (LEAST, AHEAD),
        false => (LEAST_SAID, AHEAD_SAID),
    };
    (talk != Talk::Design && votes >= least && ahead >= least_ahead).then_some(talk)
}

/// The words of a sentence in any form, and its pairs of neighbours as they stand ("makes sense" is no "make sense"); its
/// first word makes a pair with nothing.
fn features(tokens: &[Token]) -> Vec<u64> {
    let words: Vec<&Token> = tokens.iter().filter(|token| token.is_wordlike()).collect();
    let exact = || words.iter().map(|token| token.exact);
    let pairs = std::iter::once(Word::of("^"))
        .chain(exact())
        .zip(exact())
        .map(|(first, second)| first.then(&second.0.to_le_bytes()).0);
    let mut features: Vec<u64> = words.iter().map(|token| token.stem.0).collect();
    features.extend(pairs);
    features.sort_unstable();
    features.dedup();
    features
}

/// The samples, found by their features.
#[derive(Debug, Default)]
struct Samples {
    /// Per sample, its kind and the length of its vector.
    kinds: Vec<(Talk, f64)>,
    /// Per feature, the samples that have it.
    having: BTreeMap<u64, Vec<u16>>,
}

impl Samples {
    fn of(samples: BTreeMap<Talk, Vec<String>>) -> Samples {
        let mut found = Samples::default();
        let mut features_of = Vec::new();
        for (kind, texts) in samples {
            for text in texts {
                let features = features(&token::tokens(&text));
                let Ok(at) = u16::try_from(features_of.len()) else {
                    return found;
                };
                for feature in &features {
                    found.having.entry(*feature).or_default().push(at);
                }
                features_of.push((kind, features));
            }
        }
        let total = features_of.len();
        found.kinds = Vec::with_capacity(total);
        for (kind, features) in features_of {
            let length = found.length(&features, total);
            found.kinds.push((kind, length));
        }
        found
    }

    /// What a feature counts: the logarithm of how rare it is (inverse document frequency).
    fn weight(&self, feature: u64, total: usize) -> f64 {
        let having = self.having.get(&feature).map_or(0, Vec::len);
        ((total as f64 + 1.0) / (having as f64 + 0.5)).ln()
    }

    fn length(&self, features: &[u64], total: usize) -> f64 {
        let weights = features
            .iter()
            .map(|feature| self.weight(*feature, total).powi(2));
        weights.sum::<f64>().sqrt()
    }

    /// The kind that the nearest samples vote for, by the cosine of their vectors; its votes, and how far they are ahead of
    /// the next kind's.
    fn vote(&self, features: &[u64]) -> Option<(Talk, f64, f64)> {
        let total = self.kinds.len();
        let own = self.length(features, total);
        let mut shared = vec![0.0_f64; total];
        for feature in features {
            let weight = self.weight(*feature, total).powi(2);
            for sample in self.having.get(feature).into_iter().flatten() {
                shared[usize::from(*sample)] += weight;
            }
        }
        let mut nearest: Vec<(f64, Talk)> = Vec::with_capacity(NEAREST + 1);
        for (shared, (kind, length)) in shared.iter().zip(&self.kinds) {
            if *shared <= 0.0 {
                continue;
            }
            let value = shared / (own * length);
            // Most are further away than the seventh: nothing is sorted for them.
            if nearest.len() == NEAREST && nearest.last().is_some_and(|last| value <= last.0) {
                continue;
            }
            let place = nearest.partition_point(|known| known.0 >= value);
            nearest.insert(place, (value, *kind));
            nearest.truncate(NEAREST);
        }
        let mut votes: BTreeMap<Talk, f64> = BTreeMap::new();
        for (value, kind) in nearest {
            *votes.entry(kind).or_default() += value;
        }
        let mut votes: Vec<(Talk, f64)> = votes.into_iter().collect();
        votes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (kind, most) = *votes.first()?;
        let next = votes.get(1).map_or(0.0, |(_, next)| *next);
        Some((kind, most, most - next))
    }
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
