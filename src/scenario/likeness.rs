//! How like a text is to sample texts, by the words that tell.
//!
//! Each sample is a set of word stems without everyday words. A word that few targets share tells more than one
//! that many share (inverse document frequency, Spärck Jones 1972). The likeness of a text to a sample is the
//! weight of what they share over the geometric mean of their own weights: 0 to 1, 1 for the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::language::lexicon::Lexicon;
use crate::language::token::{self, Token, TokenKind, Word};

/// How like a text is to the nearest sample of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness<T> {
    /// What the sample leads to.
    pub target: T,
    /// 0 to 1.
    pub value: f64,
    /// The telling words that they share.
    pub words: usize,
    /// The telling words of the text.
    pub own: usize,
    /// The index of the sample, in the order in which they were given.
    pub sample: usize,
}

/// Sample texts, each with what it leads to, ready to be compared with.
#[derive(Clone, Debug)]
pub struct Samples<T> {
    samples: Vec<Sample<T>>,
    weights: BTreeMap<Word, f64>,
    /// The samples that have a word.
    having: BTreeMap<Word, Vec<usize>>,
    unseen: f64,
}

#[derive(Clone, Debug)]
struct Sample<T> {
    target: T,
    words: BTreeSet<Word>,
    weight: f64,
}

/// Words that say nothing about what a text is about.
const EVERYDAY: &str = "a an the and or but so if then of to in on at for from by with about into over as is are was were be \
    been being am do does did done have has had having will would could should can may might must shall i we you they he she \
    it me us them my our your their its this that these those there here what which who whom how when where why any some all \
    also just like ok okay um uh well please tell know want wanna need let lets gonna get got going go think assume suppose \
    kind sort number figure really actually maybe guess thing something anything yes no not say said mean means right question ask asking \
    system app site support supported expect expected";

impl<T: Clone + Ord> Samples<T> {
    /// Compiles the samples. Those without a telling word are kept, and like nothing.
    pub fn new<'s>(lexicon: &Lexicon, texts: impl IntoIterator<Item = (T, &'s str)>) -> Samples<T> {
        let mut samples: Vec<Sample<T>> = texts
            .into_iter()
            .map(|(target, text)| Sample {
                target,
                words: telling_words(lexicon, &token::tokens(text)),
                weight: 0.0,
            })
            .collect();
        // A word counts once per target: a target with many samples would make its own words cheap.
        let mut spread: BTreeMap<Word, BTreeSet<&T>> = BTreeMap::new();
        let mut all: BTreeSet<&T> = BTreeSet::new();
        for sample in &samples {
            all.insert(&sample.target);
            for word in &sample.words {
                spread.entry(*word).or_default().insert(&sample.target);
            }
        }
        let targets = all.len() as f64;
        let weights: BTreeMap<Word, f64> = spread
            .iter()
            .map(|(word, seen)| (*word, (1.0 + targets / seen.len() as f64).ln()))
            .collect();
        for sample in &mut samples {
            sample.weight = sample.words.iter().map(|word| weights[word]).sum();
        }
        let mut having: BTreeMap<Word, Vec<usize>> = BTreeMap::new();
        for (at, sample) in samples.iter().enumerate() {
            for word in &sample.words {
                having.entry(*word).or_default().push(at);
            }
        }
        Samples {
            samples,
            having,
            unseen: (1.0 + targets).ln() * 0.6,
            weights,
        }
    }

    /// The likeness of these tokens to each target that shares a telling word with them, best first.
    pub fn liken(&self, lexicon: &Lexicon, tokens: &[Token]) -> Vec<Likeness<T>> {
        let words = telling_words(lexicon, tokens);
        let own: f64 = words
            .iter()
            .map(|word| self.weights.get(word).copied().unwrap_or(self.unseen))
            .sum();
        // In the order of the words, so that the same sums come out whatever the samples are.
        let telling = words.len();
        let mut shares = vec![(0.0, 0); self.samples.len()];
        for word in &words {
            for &at in self.having.get(word).into_iter().flatten() {
                shares[at].0 += self.weights[word];
                shares[at].1 += 1;
            }
        }
        let mut best: BTreeMap<&T, Likeness<T>> = BTreeMap::new();
        for (at, (sample, (shared, words))) in self.samples.iter().zip(shares).enumerate() {
            if words > 0 {
                let likeness = Likeness {
                    target: sample.target.clone(),
                    value: shared / (own * sample.weight).sqrt(),
                    words,
                    own: telling,
                    sample: at,
                };
                match best.get(&sample.target) {
                    Some(known) if known.value >= likeness.value => {}
                    _ => {
                        best.insert(&sample.target, likeness);
                    }
                }
            }
        }
        let mut likenesses: Vec<Likeness<T>> = best.into_values().collect();
        likenesses.sort_by(|a, b| {
            b.value
                .total_cmp(&a.value)
                .then_with(|| a.target.cmp(&b.target))
        });
        likenesses
    }
}

/// The words of a text that tell what it is about.
pub fn telling_words(lexicon: &Lexicon, tokens: &[Token]) -> BTreeSet<Word> {
    static SKIPPED: LazyLock<BTreeSet<Word>> = LazyLock::new(|| {
        token::tokens(EVERYDAY)
            .iter()
            .map(|token| token.stem)
            .collect()
    });
    tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word && !SKIPPED.contains(&token.stem))
        .map(|token| lexicon.same_as(token.stem))
        .collect()
}
