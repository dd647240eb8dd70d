//! How like a text is to sample texts.
//!
//! Each sample is a set of word stems. A word that few targets share weighs more than one that many share (inverse
//! document frequency, Spärck Jones 1972). The likeness of a text to a sample is the weight of what they share over the
//! geometric mean of their own weights: 0 to 1, 1 for the same words. What a text leads to is told by its nearest samples
//! together (k nearest neighbours, Cover and Hart 1967): one that happens to share its words weighs less than several.

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
    /// To the nearest sample, 0 to 1.
    pub value: f64,
    /// To the five nearest samples, which count 3 : 2 : 2 : 1 : 1, 0 to 1.
    pub support: f64,
    /// The telling words that the nearest shares with the text.
    pub words: usize,
    /// The index of the sample, in the order in which they were given.
    pub sample: usize,
    /// How much of the text is made of words that any sample of the target has, 0 to 1.
    pub covered: f64,
}

/// Sample texts, each with what it leads to, ready to be compared with.
#[derive(Clone, Debug)]
pub struct Samples<T> {
    /// What samples lead to, in order.
    targets: Vec<T>,
    samples: Vec<Sample>,
    weights: BTreeMap<Word, f64>,
    /// The targets that have a word in any sample.
    spread: BTreeMap<Word, Vec<usize>>,
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

/// The nearest samples of a target so far.
#[derive(Clone, Copy, Debug, Default)]
struct Nearest {
    /// The likeness to each of the nearest, nearest first.
    values: [f64; NEAREST.len()],
    /// Which the nearest is, and how many telling words it shares.
    sample: usize,
    words: usize,
}

/// What the nearest samples count.
const NEAREST: [f64; 5] = [3.0, 2.0, 2.0, 1.0, 1.0];

impl Nearest {
    fn add(&mut self, value: f64, words: usize, sample: usize) {
        if self.values[0] < value {
            (self.words, self.sample) = (words, sample);
        }
        let place = self.values.iter().position(|known| *known < value);
        if let Some(place) = place {
            self.values[place..].rotate_right(1);
            self.values[place] = value;
        }
    }

    fn support(&self) -> f64 {
        let counted = self.values.iter().zip(NEAREST);
        let sum: f64 = counted.map(|(value, counts)| value * counts).sum();
        sum / NEAREST.iter().sum::<f64>()
    }
}

/// Words that say nothing about what a text is about.
const EVERYDAY: &str = "a an the and or but so if then of to in on at for from by with about into over as is are was were be \
    been being am do does did done have has had having will would could should can may might must shall i we you they he she \
    it me us them my our your their its this that these those there here what which who whom how when where why any some all \
    also just like ok okay um uh well please tell know want wanna need let lets gonna get got going go think assume suppose \
    kind sort number figure really actually maybe guess thing something anything yes no not say said mean means right question ask asking \
    system app site support supported expect expected";

/// Words that are said before anything begins.
const FILLERS: &str =
    "ok okay so well hmm um uh er hey hi hello please alright right cool thanks and just";

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
                words: words(lexicon, &token::tokens(text))
                    .keys()
                    .copied()
                    .collect(),
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
            spread: spread
                .into_iter()
                .map(|(word, seen)| (word, seen.into_iter().collect()))
                .collect(),
            unseen: (1.0 + many).ln() * 0.8,
            weights,
        }
    }

    /// The likeness of these tokens to each target that shares a telling word with them, from `least` on, best first.
    pub fn liken(&self, lexicon: &Lexicon, tokens: &[Token], least: f64) -> Vec<Likeness<T>> {
        self.liken_in(lexicon, tokens, &[], least)
    }

    /// The same for a text that leans on what stands `around` it: "how large do they get?".
    pub fn liken_in(
        &self,
        lexicon: &Lexicon,
        tokens: &[Token],
        around: &[Token],
        least: f64,
    ) -> Vec<Likeness<T>> {
        let mut words: BTreeMap<Word, Counts> = words(lexicon, tokens)
            .into_iter()
            .map(|(word, tells)| (word, Counts { share: 1.0, tells }))
            .collect();
        // "Is it like that here too?" says nothing by itself: what it points to says it all.
        let alone = words.values().any(|counts| counts.tells);
        for word in telling_words(lexicon, around) {
            let counts = Counts {
                share: if alone { AROUND } else { 1.0 },
                tells: !alone,
            };
            words.entry(word).or_insert(counts);
        }
        let weight = |word: &Word| self.weights.get(word).copied();
        let own: f64 = words
            .iter()
            .map(|(word, counts)| counts.share * weight(word).unwrap_or(self.unseen))
            .sum();
        // In the order of the words, so that the same sums come out whatever the samples are.
        let mut shares = vec![(0.0, 0); self.samples.len()];
        let mut covered = vec![0.0; self.targets.len()];
        for (word, counts) in &words {
            let Some(weight) = weight(word) else { continue };
            for &at in &self.having[word] {
                shares[at].0 += counts.share * weight;
                shares[at].1 += usize::from(counts.tells);
            }
            for &target in &self.spread[word] {
                covered[target] += counts.share * weight / own;
            }
        }
        let mut best = vec![Nearest::default(); self.targets.len()];
        for (at, (sample, (shared, telling))) in self.samples.iter().zip(shares).enumerate() {
            if shared > 0.0 {
                let value = shared / (own * sample.weight).sqrt();
                best[sample.target].add(value, telling, at);
            }
        }
        let mut likenesses: Vec<Likeness<T>> = best
            .iter()
            .zip(self.targets.iter().zip(covered))
            .filter(|(near, _)| near.values[0] > 0.0 && near.values[0] >= least)
            .map(|(near, (target, covered))| Likeness {
                target: target.clone(),
                value: near.values[0],
                support: near.support(),
                words: near.words,
                sample: near.sample,
                covered,
            })
            .collect();
        // Stable: of equals the first target comes first.
        likenesses.sort_by(|a, b| b.support.total_cmp(&a.support));
        likenesses
    }
}

/// What a word of a text counts.
struct Counts {
    share: f64,
    tells: bool,
}

/// The words around a text that leans on them count so much.
const AROUND: f64 = 0.6;

/// The words of a text that tell what it is about.
pub fn telling_words(lexicon: &Lexicon, tokens: &[Token]) -> BTreeSet<Word> {
    let words = words(lexicon, tokens).into_iter();
    words
        .filter_map(|(word, tells)| tells.then_some(word))
        .collect()
}

/// The words of a text, each with whether it tells what the text is about.
fn words(lexicon: &Lexicon, tokens: &[Token]) -> BTreeMap<Word, bool> {
    static EVERYDAY_STEMS: LazyLock<BTreeSet<Word>> = LazyLock::new(|| stems(EVERYDAY));
    static FILLER_STEMS: LazyLock<BTreeSet<Word>> = LazyLock::new(|| stems(FILLERS));
    let mut words = BTreeMap::new();
    for token in tokens {
        if token.kind == TokenKind::Word && !FILLER_STEMS.contains(&token.stem) {
            let tells = !EVERYDAY_STEMS.contains(&token.stem);
            *words.entry(lexicon.same_as(token.stem)).or_default() |= tells;
        }
    }
    words
}

fn stems(words: &str) -> BTreeSet<Word> {
    token::tokens(words)
        .iter()
        .map(|token| token.stem)
        .collect()
}
