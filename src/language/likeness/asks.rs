//! Whether a text asks or says, by how people ask and say things about the same problem.
//!
//! Who types fast leaves out the question mark and half of the words: "one sec, retention", "number of nines we owe". No cue
//! is in there. So a text is held against questions and statements that are known: a naive Bayes classifier with two classes
//! (as in [`super::chances`]) over its words, its pairs of neighbours and how it begins. Of 263 questions without a mark, by
//! people who knew none of the samples, 240 are told at odds of [`ASKS`] and more, and so are 33 of 1,094 statements.

use std::collections::BTreeMap;

use crate::language::token::{self, Token, TokenKind, Word};

/// From here on a text asks: the logarithm of the odds.
pub const ASKS: f64 = 1.0;

/// See [`super::chances`].
const SMOOTHING: f64 = 0.05;

/// Questions and statements, ready to be compared with.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    /// In order: the feature, its weight, and the logarithm of how much more often it stands in questions.
    features: Box<[(u32, f32, f32)]>,
    /// The weight of a feature that no sample has.
    unseen: f32,
}

impl Asks {
    /// Compiles samples, each with whether it asks.
    pub fn new<'s>(texts: impl IntoIterator<Item = (bool, &'s str)>) -> Asks {
        let texts = texts.into_iter();
        let samples: Vec<(bool, Vec<u32>)> = texts
            .map(|(asks, text)| (asks, features(&token::tokens(text))))
            .collect();
        // Per feature, how many samples have it, and the weight that says and asks.
        let mut known: BTreeMap<u32, (u32, [f64; 2])> = BTreeMap::new();
        for feature in samples.iter().flat_map(|(_, own)| own) {
            known.entry(*feature).or_default().0 += 1;
        }
        let many = (1 + samples.len()) as f64;
        let weight = |having: u32| (many / f64::from(1 + having)).ln() + 1.0;
        for (asks, own) in &samples {
            let weights = own.iter().map(|feature| weight(known[feature].0));
            let weights: Vec<f64> = weights.collect();
            let length = weights.iter().map(|weight| weight * weight).sum::<f64>();
            for (feature, weight) in own.iter().zip(weights) {
                if let Some((_, sides)) = known.get_mut(feature) {
                    sides[usize::from(*asks)] += weight / length.sqrt();
                }
            }
        }
        let all = SMOOTHING * known.len() as f64;
        let total = |side: usize| all + known.values().map(|(_, sides)| sides[side]).sum::<f64>();
        let totals = [total(0), total(1)];
        let features = known.iter().map(|(feature, (having, sides))| {
            let share = |side: usize| (sides[side] + SMOOTHING) / totals[side];
            let odds = (share(1) / share(0)).ln();
            (*feature, weight(*having) as f32, odds as f32)
        });
        Asks {
            features: features.collect(),
            unseen: (many.ln() + 1.0) as f32,
        }
    }

    /// The logarithm of the odds that a text asks; 0 where nothing is known of it.
    pub fn odds(&self, tokens: &[Token]) -> f64 {
        let (mut sum, mut square) = (0.0, 0.0);
        for feature in features(tokens) {
            let place = self
                .features
                .binary_search_by_key(&feature, |known| known.0);
            let (weight, odds) = match place {
                Ok(place) => (self.features[place].1, self.features[place].2),
                Err(_) => (self.unseen, 0.0),
            };
            sum += weight * odds;
            square += weight * weight;
        }
        match square > 0.0 {
            true => f64::from(sum / square.sqrt()),
            false => 0.0,
        }
    }
}

/// The words of a text in any form, its pairs of neighbours as they stand, and its first word and pair as such.
fn features(tokens: &[Token]) -> Vec<u32> {
    let words = tokens
        .iter()
        .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number));
    let words: Vec<&Token> = words.collect();
    let pair = |two: &[&Token]| two[0].exact.then(&two[1].exact.0.to_le_bytes());
    let start = Word::of("^");
    let mut features: Vec<Word> = words.iter().map(|token| token.stem).collect();
    features.extend(words.windows(2).map(pair));
    features.extend(
        words
            .first()
            .map(|first| start.then(&first.exact.0.to_le_bytes())),
    );
    if let Some(two) = words.get(..2) {
        features.push(start.then(&pair(two).0.to_le_bytes()));
    }
    // Half of a word's hash tells twenty thousand apart well enough.
    let mut features: Vec<u32> = features.iter().map(|word| word.0 as u32).collect();
    features.sort_unstable();
    features.dedup();
    features
}
