//! How likely a text is to lead to each target, by the words that its samples have.
//!
//! A multinomial naive Bayes classifier over weighted word counts (Rennie, Shih, Teevan and Karger 2003): each sample is a
//! set of words of length one in which a word weighs the more the fewer samples have it, and a target is the sum of its
//! samples. What a text leads to is worked out from all its words against all samples of each target: a word that only one
//! target's samples have speaks for it, one that all have for none, and one that it lacks against it. No sample has to be
//! near as a whole. The chances of all targets add up to one, so that "the nearest of several that are all far" and "near"
//! are told apart, which likeness to single samples doesn't.

use std::ops::Range;

use crate::language::lexicon::Lexicon;
use crate::language::token::{self, Token, TokenKind, Word};

/// What each target's word counts are raised by, so that a word that none of its samples has doesn't rule it out.
const SMOOTHING: f64 = 0.05;

/// Targets, ready to be told how likely a text leads to them.
#[derive(Clone, Debug)]
pub struct Chances<T> {
    /// In order.
    targets: Box<[T]>,
    /// Per target, what a word that none of its samples has adds.
    floors: Box<[f32]>,
    /// The words of all samples, in order.
    words: Box<[Word]>,
    /// Per word, its weight: how few samples have it.
    weights: Box<[f32]>,
    /// Per word, the targets whose samples have it, and what it adds to theirs above their floor.
    raises: Lists<(u16, f32)>,
    /// The weight of a word that no sample has.
    unseen: f32,
    /// Per word, the samples that have it, in order; those of a target lie together.
    having: Lists<u32>,
    /// Per sample, the length of its vector.
    lengths: Box<[f32]>,
    /// Per sample, its place among the texts that were given.
    given: Box<[u32]>,
    /// Per target, where its samples end.
    ends: Box<[u32]>,
}

/// Lists, one after the other.
#[derive(Clone, Debug)]
struct Lists<E> {
    all: Box<[E]>,
    /// Where each list ends in `all`.
    ends: Box<[u32]>,
}

impl<E> Lists<E> {
    fn get(&self, at: usize) -> &[E] {
        self.all.get(stretch(&self.ends, at)).unwrap_or(&[])
    }
}

impl Lists<u32> {
    /// Per number that stands in the lists, the lists that have it, in order. `having` says how many those are.
    fn turned(&self, having: &[u32]) -> Lists<u32> {
        // Where the next one goes; in the end, where each list ends.
        let mut next: Box<[u32]> = having
            .iter()
            .scan(0, |end, many| {
                *end += many;
                Some(*end - many)
            })
            .collect();
        let mut all = vec![0; self.all.len()];
        for list in 0..self.ends.len() {
            for number in self.get(list) {
                let place = &mut next[*number as usize];
                all[*place as usize] = list as u32;
                *place += 1;
            }
        }
        Lists {
            all: all.into(),
            ends: next,
        }
    }
}

/// The stretch of the list with this index, by where each list ends.
fn stretch(ends: &[u32], at: usize) -> Range<usize> {
    let end = |at: usize| ends.get(at).map_or(0, |end| *end as usize);
    at.checked_sub(1).map_or(0, end)..end(at)
}

/// A text as the samples see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// The places of those of its words that any sample has, in order, and what each counts.
    words: Vec<(u32, f32)>,
    /// The length of its vector.
    length: f32,
}

/// How likely a text leads to a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance<T> {
    /// What it leads to.
    pub target: T,
    /// 0 to 1; those of all targets add up to 1.
    pub value: f64,
}

/// The nearest sample of a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// The cosine between the text and the sample: 0 to 1, 1 for the same words.
    pub value: f64,
    /// The index of the sample, in the order in which they were given.
    pub sample: usize,
}

impl<T: Clone + Ord> Chances<T> {
    /// Compiles samples, each with what it leads to, by their words. At most 65,535 targets.
    pub fn new<'s>(lexicon: &Lexicon, texts: impl IntoIterator<Item = (T, &'s str)>) -> Chances<T> {
        let texts = texts.into_iter();
        Chances::of_features(
            texts.map(|(target, text)| (target, features(lexicon, &token::tokens(text)))),
        )
    }

    /// Compiles samples, each with what it leads to, by any features of theirs: in order, each once.
    pub fn of_features(samples: impl IntoIterator<Item = (T, Vec<Word>)>) -> Chances<T> {
        let mut samples: Vec<(T, u32, Vec<Word>)> = samples
            .into_iter()
            .zip(0..)
            .map(|((target, words), at)| (target, at, words))
            .filter(|(_, _, words)| !words.is_empty())
            .collect();
        // Stable: the samples of a target stay in order.
        samples.sort_by(|a, b| a.0.cmp(&b.0));
        let mut targets: Vec<T> = samples.iter().map(|sample| sample.0.clone()).collect();
        targets.dedup();
        let mut words: Vec<Word> = samples.iter().flat_map(|sample| sample.2.clone()).collect();
        words.sort_unstable();
        words.dedup();
        let places = samples.iter().flat_map(|(_, _, own)| {
            let places = own.iter().map(|word| words.binary_search(word));
            places.map(|place| place.unwrap_or_default() as u32)
        });
        let places: Box<[u32]> = places.collect();
        let mut end = 0;
        let ends = samples.iter().map(|(_, _, own)| {
            end += own.len() as u32;
            end
        });
        let places = Lists {
            ends: ends.collect(),
            all: places,
        };
        let mut having = vec![0u32; words.len()];
        for place in &places.all {
            having[*place as usize] += 1;
        }
        let many = (1 + samples.len()) as f64;
        let weights: Vec<f64> = having
            .iter()
            .map(|having| (many / f64::from(1 + having)).ln() + 1.0)
            .collect();
        let target_ends: Box<[u32]> = targets
            .iter()
            .map(|target| samples.partition_point(|sample| sample.0 <= *target) as u32)
            .collect();
        // (word, target, weight), one for each word of each target.
        let mut counts: Vec<(u32, u16, f64)> = Vec::new();
        let mut totals = vec![SMOOTHING * words.len() as f64; targets.len()];
        let mut sums = vec![0.0; words.len()];
        for (target, total) in totals.iter_mut().enumerate() {
            let mut own: Vec<u32> = Vec::new();
            for sample in stretch(&target_ends, target) {
                let places = places.get(sample);
                let squares = places.iter().map(|at| weights[*at as usize].powi(2));
                let length = squares.sum::<f64>().sqrt();
                for at in places {
                    let sum = &mut sums[*at as usize];
                    if *sum == 0.0 {
                        own.push(*at);
                    }
                    *sum += weights[*at as usize] / length;
                }
            }
            let target = u16::try_from(target).unwrap_or(u16::MAX);
            for at in own {
                let count = std::mem::take(&mut sums[at as usize]);
                *total += count;
                counts.push((at, target, count));
            }
        }
        counts.sort_unstable_by_key(|(word, target, _)| (*word, *target));
        let ends = (0..words.len() as u32)
            .map(|word| counts.partition_point(|(own, ..)| *own <= word) as u32);
        let weights: Box<[f32]> = weights.iter().map(|weight| *weight as f32).collect();
        let lengths = (0..samples.len()).map(|sample| {
            let weights = places.get(sample).iter().map(|at| weights[*at as usize]);
            weights.map(|weight| weight * weight).sum::<f32>().sqrt()
        });
        Chances {
            lengths: lengths.collect(),
            having: places.turned(&having),
            raises: Lists {
                ends: ends.collect(),
                all: counts
                    .iter()
                    .map(|(_, target, count)| (*target, (1.0 + count / SMOOTHING).ln() as f32))
                    .collect(),
            },
            floors: totals
                .iter()
                .map(|total| (SMOOTHING / total).ln() as f32)
                .collect(),
            weights,
            words: words.into(),
            targets: targets.into(),
            unseen: (many.ln() + 1.0) as f32,
            given: samples.iter().map(|sample| sample.1).collect(),
            ends: target_ends,
        }
    }

    /// Looks up the words of a text.
    pub fn read(&self, lexicon: &Lexicon, tokens: &[Token]) -> Text {
        self.read_in(lexicon, tokens, &[])
    }

    /// The same for a text that leans on what stands `around` it, whose words count less: "how large do they get?".
    pub fn read_in(&self, lexicon: &Lexicon, tokens: &[Token], around: &[Token]) -> Text {
        let own = features(lexicon, tokens);
        let around = features(lexicon, around).into_iter();
        let around = around.filter(|word| own.binary_search(word).is_err());
        let around: Vec<(Word, f32)> = around.map(|word| (word, AROUND)).collect();
        let own = own.iter().map(|word| (*word, 1.0));
        self.look_up(own.chain(around))
    }

    /// Looks up features, each once.
    pub fn read_features(&self, features: &[Word]) -> Text {
        self.look_up(features.iter().map(|word| (*word, 1.0)))
    }

    fn look_up(&self, words: impl Iterator<Item = (Word, f32)>) -> Text {
        let mut text = Text::default();
        let mut square = 0.0;
        for (word, share) in words {
            let place = self.words.binary_search(&word).ok();
            let weight = share * place.map_or(self.unseen, |place| self.weights[place]);
            square += weight * weight;
            text.words.extend(place.map(|place| (place as u32, weight)));
        }
        text.length = square.sqrt();
        text.words.sort_unstable_by_key(|(place, _)| *place);
        text
    }

    /// The chance of each target that a text reaches with `least` or more, best first; nothing where no sample has any of
    /// its words.
    pub fn of(&self, text: &Text, least: f64) -> Vec<Chance<T>> {
        if text.words.is_empty() {
            return Vec::new();
        }
        let mut scores = vec![0.0f32; self.targets.len()];
        for (place, weight) in &text.words {
            for &(target, raise) in self.raises.get(*place as usize) {
                scores[usize::from(target)] += weight * raise;
            }
        }
        let sum: f32 = text.words.iter().map(|(_, weight)| weight).sum();
        for (score, floor) in scores.iter_mut().zip(&self.floors) {
            *score = (*score + floor * sum) / text.length;
        }
        let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for score in &mut scores {
            *score = (*score - best).exp();
        }
        let all: f64 = scores.iter().map(|likely| f64::from(*likely)).sum();
        let mut chances: Vec<Chance<T>> = Vec::new();
        for (target, likely) in self.targets.iter().zip(scores) {
            let value = f64::from(likely) / all;
            if value >= least {
                chances.push(Chance {
                    target: target.clone(),
                    value,
                });
            }
        }
        // Stable: of equals the first target comes first.
        chances.sort_by(|a, b| b.value.total_cmp(&a.value));
        chances
    }

    /// The same for questions, weighed with how near the nearest sample of each target is as a whole: by its words alone "how
    /// many users" leads to any question of how many.
    pub fn of_question(&self, text: &Text, least: f64) -> Vec<Chance<T>> {
        let mut chances = self.of(text, FAINT);
        for chance in &mut chances {
            let nearest = self.nearest(text, &chance.target);
            chance.value *= (NEARNESS * nearest.map_or(0.0, |nearest| nearest.value)).exp();
        }
        let all: f64 = chances.iter().map(|chance| chance.value).sum();
        for chance in &mut chances {
            chance.value /= all;
        }
        chances.retain(|chance| chance.value >= least);
        chances.sort_by(|a, b| b.value.total_cmp(&a.value));
        chances
    }

    /// The sample of a target that a text is nearest to; none where it shares no word with any.
    pub fn nearest(&self, text: &Text, target: &T) -> Option<Nearest> {
        let target = self.targets.binary_search(target).ok()?;
        let samples = stretch(&self.ends, target);
        // Per sample, what the words add that it shares with the text.
        let mut shared = vec![0.0; samples.len()];
        for (place, known) in &text.words {
            let added = known * self.weights[*place as usize];
            let having = self.having.get(*place as usize);
            let first = having.partition_point(|sample| (*sample as usize) < samples.start);
            for sample in &having[first..] {
                match shared.get_mut(*sample as usize - samples.start) {
                    Some(shared) => *shared += added,
                    None => break,
                }
            }
        }
        let near = samples.zip(shared).map(|(sample, shared)| Nearest {
            value: f64::from(shared / (self.lengths[sample] * text.length)),
            sample: self.given[sample] as usize,
        });
        // Of several that are as near the first.
        let nearest =
            near.reduce(|best, next| if best.value < next.value { next } else { best })?;
        (nearest.value > 0.0).then_some(nearest)
    }
}

/// How much it counts that a sample is near as a whole, as an exponent.
const NEARNESS: f64 = 3.0;

/// What is less likely by its words than this isn't looked at as a whole.
const FAINT: f64 = 0.001;

/// The words around a text that leans on them count so much.
const AROUND: f32 = 0.6;

/// The words of a text, each once: its stems and, besides, what stands for all everyday words that mean the same.
fn features(lexicon: &Lexicon, tokens: &[Token]) -> Vec<Word> {
    let words = tokens
        .iter()
        .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number));
    let mut features: Vec<Word> = Vec::with_capacity(tokens.len());
    for token in words {
        features.push(token.stem);
        if let Some(group) = lexicon.synonyms_of(token.stem) {
            features.push(group.then(b"~"));
        }
    }
    features.sort_unstable();
    features.dedup();
    features
}
