//! How like a text is to sample texts, by the words that tell.
//!
//! Each sample is a set of word stems without everyday words. A word that few targets share tells more than one
//! that many share (inverse document frequency, Spärck Jones 1972). The likeness of a text to a sample is the
//! weight of what they share over the geometric mean of their own weights: 0 to 1, 1 for the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::language::lexicon::Lexicon;
use crate::language::token::{self, Token, TokenKind, Word};

pub mod groups;

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
    /// What samples lead to, in order.
    targets: Vec<T>,
    samples: Vec<Sample>,
    weights: BTreeMap<Word, f64>,
    /// The samples that have a word.
    having: BTreeMap<Word, Vec<usize>>,
    unseen: f64,
}

#[derive(Clone, Debug)]
struct Sample {
    /// Index into [`Samples::targets`].
    target: usize,
    words: BTreeSet<Word>,
    weight: f64,
}

/// The nearest sample of a target so far.
#[derive(Clone, Copy, Debug, Default)]
struct Nearest {
    value: f64,
    words: usize,
    sample: usize,
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
        let texts: Vec<(T, &str)> = texts.into_iter().collect();
        let targets: BTreeSet<&T> = texts.iter().map(|(target, _)| target).collect();
        let targets: Vec<T> = targets.into_iter().cloned().collect();
        let mut samples: Vec<Sample> = texts
            .iter()
            .map(|(target, text)| Sample {
                target: targets.binary_search(target).unwrap_or_default(),
                words: telling_words(lexicon, &token::tokens(text)),
                weight: 0.0,
            })
            .collect();
        // A word counts once per target: a target with many samples would make its own words cheap.
        let mut spread: BTreeMap<Word, BTreeSet<usize>> = BTreeMap::new();
        for sample in &samples {
            for word in &sample.words {
                spread.entry(*word).or_default().insert(sample.target);
            }
        }
        let many = targets.len() as f64;
        let weights: BTreeMap<Word, f64> = spread
            .iter()
            .map(|(word, seen)| (*word, (1.0 + many / seen.len() as f64).ln()))
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
            targets,
            samples,
            having,
            unseen: (1.0 + many).ln() * 0.6,
            weights,
        }
    }

    /// The likeness of these tokens to each target that shares a telling word with them, from `least` on, best first.
    pub fn liken(&self, lexicon: &Lexicon, tokens: &[Token], least: f64) -> Vec<Likeness<T>> {
        let words = telling_words(lexicon, tokens);
        let own: f64 = words
            .iter()
            .map(|word| self.weights.get(word).copied().unwrap_or(self.unseen))
            .sum();
        // In the order of the words, so that the same sums come out whatever the samples are.
        let mut shares = vec![(0.0, 0); self.samples.len()];
        for word in &words {
            for &at in self.having.get(word).into_iter().flatten() {
                shares[at].0 += self.weights[word];
                shares[at].1 += 1;
            }
        }
        let mut best = vec![Nearest::default(); self.targets.len()];
        for (at, (sample, (shared, words))) in self.samples.iter().zip(shares).enumerate() {
            if words > 0 {
                let value = shared / (own * sample.weight).sqrt();
                let known = &mut best[sample.target];
                if known.words == 0 || known.value < value {
                    *known = Nearest {
                        value,
                        words,
                        sample: at,
                    };
                }
            }
        }
        let mut likenesses: Vec<Likeness<T>> = best
            .iter()
            .zip(&self.targets)
            .filter(|(near, _)| near.words > 0 && near.value >= least)
            .map(|(near, target)| Likeness {
                target: target.clone(),
                value: near.value,
                words: near.words,
                own: words.len(),
                sample: near.sample,
            })
            .collect();
        // Stable: of equals the first target comes first.
        likenesses.sort_by(|a, b| b.value.total_cmp(&a.value));
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
