//! How like a text is to sample texts.
//!
//! Each sample is a set of word stems. A word that few targets share weighs more than one that many share (inverse
//! document frequency, Spärck Jones 1972). The likeness of a text to a sample is the weight of what they share over the
//! geometric mean of their own weights: 0 to 1, 1 for the same words. What a text leads to is told by its nearest samples
//! together (k nearest neighbours, Cover and Hart 1967): one that happens to share its words weighs less than several.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::language::lexicon::Lexicon;
use crate::language::sentence::Words;
use crate::language::token::{self, Token, TokenKind, Word};

pub mod asks;
pub mod chances;
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
    targets: Box<[T]>,
    /// Per target, where its samples end: they lie together.
    ends: Box<[u32]>,
    /// Per sample, its place among the texts that were given.
    given: Box<[u32]>,
    /// Per sample, one over the root of the weight of its words.
    scales: Box<[f64]>,
    /// The words of all samples, in order.
    words: Box<[Word]>,
    /// Per word, its weight.
    weights: Box<[f64]>,
    /// Per word, the targets that have it in any sample.
    spread: Lists,
    /// Per word, the samples that have it.
    having: Lists,
    unseen: f64,
    /// What a sample that shares no telling word counts.
    shape: f64,
}

/// Lists of indexes, one after the other.
#[derive(Clone, Debug)]
struct Lists {
    all: Box<[u32]>,
    /// Where each list ends in `all`.
    ends: Box<[u32]>,
}

impl Lists {
    fn of(lists: &[Vec<u32>]) -> Lists {
        let mut end = 0;
        let ends = lists.iter().map(|list| {
            end += index(list.len());
            end
        });
        Lists {
            ends: ends.collect(),
            all: lists.iter().flatten().copied().collect(),
        }
    }

    fn get(&self, at: usize) -> &[u32] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.all.get(start..end(at)).unwrap_or(&[])
    }
}

/// Samples are counted in 32 bits.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What the nearest samples count.
const NEAREST: [f64; 5] = [3.0, 2.0, 2.0, 1.0, 1.0];

/// The likeness to the nearest samples together.
fn support(values: impl Iterator<Item = f64>) -> f64 {
    let mut nearest = [0.0; NEAREST.len()];
    for value in values {
        if value <= nearest[NEAREST.len() - 1] {
            continue;
        }
        let place = nearest.partition_point(|known| *known >= value);
        nearest[place..].rotate_right(1);
        nearest[place] = value;
    }
    let counted = nearest.iter().zip(NEAREST);
    let sum: f64 = counted.map(|(value, counts)| value * counts).sum();
    sum / NEAREST.iter().sum::<f64>()
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
        let leads_to = |at: &u32| &texts[*at as usize].0;
        let mut given: Vec<u32> = (0..index(texts.len())).collect();
        given.sort_by_key(leads_to);
        let ends = targets.iter().map(|target| {
            let end = given.partition_point(|at| leads_to(at) <= target);
            index(end)
        });
        let ends: Box<[u32]> = ends.collect();
        let samples: Vec<Vec<(Word, bool)>> = given
            .iter()
            .map(|at| words(lexicon, &token::tokens(texts[*at as usize].1)))
            .collect();
        let own_words = samples.iter().flatten().map(|(word, _)| *word);
        let mut known: Vec<Word> = own_words.collect();
        known.sort_unstable();
        known.dedup();
        let mut having = vec![Vec::new(); known.len()];
        for (at, sample) in samples.iter().enumerate() {
            for (word, _) in sample {
                if let Ok(place) = known.binary_search(word) {
                    having[place].push(index(at));
                }
            }
        }
        // A word counts once per target: a target with many samples would make its own words cheap.
        let spread: Vec<Vec<u32>> = having
            .iter()
            .map(|samples| {
                let targets = samples.iter();
                let targets = targets.map(|at| index(ends.partition_point(|end| end <= at)));
                let mut targets: Vec<u32> = targets.collect();
                // The samples are in order, and so are their targets.
                targets.dedup();
                targets
            })
            .collect();
        let many = targets.len() as f64;
        let weights: Box<[f64]> = spread
            .iter()
            .map(|seen| (1.0 + many / seen.len() as f64).ln())
            .collect();
        let weight = |word: &Word| known.binary_search(word).map_or(0.0, |at| weights[at]);
        let scale = |sample: &Vec<(Word, bool)>| {
            let weight: f64 = sample.iter().map(|(word, _)| weight(word)).sum();
            weight.sqrt().recip()
        };
        Samples {
            scales: samples.iter().map(scale).collect(),
            targets: targets.into(),
            ends,
            given: given.into(),
            having: Lists::of(&having),
            spread: Lists::of(&spread),
            unseen: (1.0 + many).ln() * 0.8,
            words: known.into(),
            weights,
            shape: 1.0,
        }
    }

    /// The same for questions, which are much alike in their shape: "can we ever …".
    pub fn of_questions<'s>(
        lexicon: &Lexicon,
        texts: impl IntoIterator<Item = (T, &'s str)>,
    ) -> Samples<T> {
        Samples {
            shape: SHAPE,
            ..Samples::new(lexicon, texts)
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
        let mut words: Vec<(Word, Counts)> = words(lexicon, tokens)
            .into_iter()
            .map(|(word, tells)| (word, Counts { share: 1.0, tells }))
            .collect();
        // "Is it like that here too?" says nothing by itself: what it points to says it all.
        let alone = words.iter().any(|(_, counts)| counts.tells);
        for word in telling_words(lexicon, around) {
            let counts = Counts {
                share: if alone { AROUND } else { 1.0 },
                tells: !alone,
            };
            if let Err(place) = words.binary_search_by_key(&word, |(word, _)| *word) {
                words.insert(place, (word, counts));
            }
        }
        let place = |word: &Word| self.words.binary_search(word).ok();
        let words: Vec<(Option<usize>, Counts)> = words
            .into_iter()
            .map(|(word, counts)| (place(&word), counts))
            .collect();
        let weight = |place: &usize| self.weights[*place];
        let own: f64 = words
            .iter()
            .map(|(place, counts)| counts.share * place.as_ref().map_or(self.unseen, weight))
            .sum();
        // In the order of the words, so that the same sums come out whatever the samples are.
        let mut values = vec![0.0; self.given.len()];
        let mut telling = vec![0u16; self.given.len()];
        let mut covered = vec![0.0; self.targets.len()];
        for (place, counts) in &words {
            let Some(place) = *place else { continue };
            let weight = counts.share * self.weights[place];
            for &at in self.having.get(place) {
                values[at as usize] += weight;
                telling[at as usize] += u16::from(counts.tells);
            }
            for &target in self.spread.get(place) {
                covered[target as usize] += weight / own;
            }
        }
        let own_scale = own.sqrt().recip();
        for ((value, scale), telling) in values.iter_mut().zip(&self.scales).zip(&telling) {
            // What has no telling word has no weight, and shares nothing.
            *value = if *value > 0.0 {
                *value * scale * own_scale
            } else {
                0.0
            };
            // "Can we ever …": the shape alone says little where the text has words that tell.
            if alone && *telling == 0 {
                *value *= self.shape;
            }
        }
        let mut likenesses = Vec::new();
        let mut start = 0;
        for (at, end) in self.ends.iter().enumerate() {
            let mine = start..*end as usize;
            start = mine.end;
            let of_target = &values[mine.clone()];
            let value = of_target.iter().copied().fold(0.0, f64::max);
            if value <= 0.0 || value < least {
                continue;
            }
            // Of several that are as near the first.
            let nearest = of_target.iter().position(|own| *own == value);
            let sample = mine.start + nearest.unwrap_or_default();
            likenesses.push(Likeness {
                target: self.targets[at].clone(),
                value,
                support: support(of_target.iter().copied()),
                words: usize::from(telling[sample]),
                sample: self.given[sample] as usize,
                covered: covered[at],
            });
        }
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

/// A question that shares no telling word with one that has some counts so much.
const SHAPE: f64 = 0.6;

/// The words around a text that leans on them count so much.
const AROUND: f64 = 0.6;

/// The words of a text that tell what it is about.
pub fn telling_words(lexicon: &Lexicon, tokens: &[Token]) -> BTreeSet<Word> {
    let words = words(lexicon, tokens).into_iter();
    words
        .filter_map(|(word, tells)| tells.then_some(word))
        .collect()
}

/// The words of a text in order, each once, with whether it tells what the text is about.
fn words(lexicon: &Lexicon, tokens: &[Token]) -> Vec<(Word, bool)> {
    static EVERYDAY_STEMS: LazyLock<Words> = LazyLock::new(|| stems(EVERYDAY));
    static FILLER_STEMS: LazyLock<Words> = LazyLock::new(|| stems(FILLERS));
    let meant = tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word && !FILLER_STEMS.contains(&token.stem));
    let mut words: Vec<(Word, bool)> = meant
        .map(|token| {
            let tells = !EVERYDAY_STEMS.contains(&token.stem);
            (lexicon.same_as(token.stem), tells)
        })
        .collect();
    // What tells anywhere comes first, and stays.
    words.sort_unstable_by_key(|(word, tells)| (*word, !tells));
    words.dedup_by_key(|(word, _)| *word);
    words
}

fn stems(words: &str) -> Words {
    token::tokens(words)
        .iter()
        .map(|token| token.stem)
        .collect()
}
