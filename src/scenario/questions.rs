//! Which of a scenario's facts a question is after: likeness to the sample questions, by words that tell.
//!
//! Each sample is a set of word stems without everyday words. A word that few facts share tells more than one
//! that many share (inverse document frequency, Spärck Jones 1972). The likeness of a question to a sample is the
//! weight of what they share over the geometric mean of their own weights: 0 to 1, 1 for the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::{Fact, OpenQuestion};
use crate::language::Id;
use crate::language::lexicon::Lexicon;
use crate::language::token::{self, Token, TokenKind, Word};

/// What a sample question leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The fact with this index.
    Fact(usize),
    /// The open question with this index.
    Open(usize),
}

/// How like a question is to the nearest sample of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// What the sample leads to.
    pub target: Target,
    /// 0 to 1.
    pub value: f64,
    /// The telling words that they share.
    pub words: usize,
    /// The telling words of the question.
    pub own: usize,
}

/// The sample questions of a scenario, ready to be compared with.
#[derive(Clone, Debug, Default)]
pub struct QuestionIndex {
    samples: Vec<Sample>,
    weights: BTreeMap<Word, f64>,
    /// The samples that have a word.
    having: BTreeMap<Word, Vec<usize>>,
    unseen: f64,
}

#[derive(Clone, Debug)]
struct Sample {
    target: Target,
    words: BTreeSet<Word>,
    weight: f64,
}

/// Words that say nothing about what a question is after.
const EVERYDAY: &str = "a an the and or but so if then of to in on at for from by with about into over as is are was were be \
    been being am do does did done have has had having will would could should can may might must shall i we you they he she \
    it me us them my our your their its this that these those there here what which who whom how when where why any some all \
    also just like ok okay um uh well please tell know want wanna need let lets gonna get got going go think assume suppose \
    kind sort number figure really actually maybe guess thing something anything yes no not say said mean means right question ask asking \
    system app site support supported expect expected";

impl QuestionIndex {
    /// Compiles the samples of all facts and open questions.
    pub fn new(lexicon: &Lexicon, facts: &[Fact], opens: &[OpenQuestion]) -> QuestionIndex {
        let mut samples = Vec::new();
        let mut add = |target: Target, text: &str| {
            let words = telling_words(lexicon, &token::tokens(text));
            if !words.is_empty() {
                samples.push(Sample {
                    target,
                    words,
                    weight: 0.0,
                });
            }
        };
        for (index, fact) in facts.iter().enumerate() {
            for question in &fact.questions {
                add(Target::Fact(index), question);
            }
        }
        for (index, open) in opens.iter().enumerate() {
            for question in open.questions.iter().chain([&open.about]) {
                add(Target::Open(index), question);
            }
        }
        // A word counts once per target: a fact with many samples would make its own words cheap.
        let mut spread: BTreeMap<Word, BTreeSet<&Target>> = BTreeMap::new();
        for sample in &samples {
            for word in &sample.words {
                spread.entry(*word).or_default().insert(&sample.target);
            }
        }
        let targets = (facts.len() + opens.len()) as f64;
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
        QuestionIndex {
            samples,
            having,
            unseen: (1.0 + targets).ln() * 0.6,
            weights,
        }
    }

    /// The likeness of these tokens to each target that shares a telling word with them, best first.
    pub fn liken(&self, lexicon: &Lexicon, tokens: &[Token]) -> Vec<Likeness> {
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
        let mut best: BTreeMap<&Target, Likeness> = BTreeMap::new();
        for (sample, (shared, words)) in self.samples.iter().zip(shares) {
            if words > 0 {
                let likeness = Likeness {
                    target: sample.target.clone(),
                    value: shared / (own * sample.weight).sqrt(),
                    words,
                    own: telling,
                };
                match best.get(&sample.target) {
                    Some(known) if known.value >= likeness.value => {}
                    _ => {
                        best.insert(&sample.target, likeness);
                    }
                }
            }
        }
        let mut likenesses: Vec<Likeness> = best.into_values().collect();
        likenesses.sort_by(|a, b| {
            b.value
                .total_cmp(&a.value)
                .then_with(|| a.target.cmp(&b.target))
        });
        likenesses
    }
}

impl Target {
    /// The id of the fact or the open question.
    pub fn id<'a>(&self, facts: &'a [Fact], opens: &'a [OpenQuestion]) -> &'a Id {
        match self {
            Target::Fact(index) => &facts[*index].id,
            Target::Open(index) => &opens[*index].id,
        }
    }
}

fn telling_words(lexicon: &Lexicon, tokens: &[Token]) -> BTreeSet<Word> {
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
