//! Texts that say much the same thing, put together.

use std::collections::BTreeMap;

use super::words;
use crate::language::lexicon::Lexicon;
use crate::language::token::{Word, tokens};

/// From here on two texts say much the same thing.
const ALIKE: f64 = 0.55;

/// Puts texts together by their likeness, the weight of what two share over the geometric mean of their own weights: groups
/// of indexes, the largest first, each with the text that most of the others are like at its head. The first `fixed` texts are heads in any case, whatever is like them. Every text is in
/// one group; the work is the square of their number at most.
pub fn groups(lexicon: &Lexicon, texts: &[&str], fixed: usize) -> Vec<Vec<usize>> {
    let texts: Vec<Vec<(Word, bool)>> = texts
        .iter()
        .map(|text| words(lexicon, &tokens(text)))
        .collect();
    // A word weighs the more the fewer texts have it (inverse document frequency, Spärck Jones 1972).
    let mut having: BTreeMap<Word, Vec<usize>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        for (word, _) in text {
            having.entry(*word).or_default().push(at);
        }
    }
    let many = texts.len() as f64;
    let weight = |word: &Word| (1.0 + many / having[word].len() as f64).ln();
    let own = texts.iter().map(|text| {
        let weights = text.iter().map(|(word, _)| weight(word));
        weights.sum::<f64>().sqrt()
    });
    let own: Vec<f64> = own.collect();
    let alike: Vec<Vec<usize>> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let mut shared = vec![0.0; texts.len()];
            for (word, _) in text {
                let weight = weight(word);
                for &other in &having[word] {
                    shared[other] += weight;
                }
            }
            let values = shared.iter().zip(&own).enumerate();
            let values =
                values.map(|(other, (shared, theirs))| (other, shared / (own[at] * theirs)));
            let mut near: Vec<(usize, f64)> = values.filter(|(_, value)| *value >= ALIKE).collect();
            near.sort_by(|a, b| b.1.total_cmp(&a.1));
            near.into_iter().map(|(other, _)| other).collect()
        })
        .collect();
    let mut heads: Vec<usize> = (0..texts.len()).collect();
    heads.sort_by_key(|&at| (at >= fixed, std::cmp::Reverse(alike[at].len()), at));
    let mut taken = vec![false; texts.len()];
    let mut groups = Vec::new();
    for head in heads {
        if std::mem::replace(&mut taken[head], true) {
            continue;
        }
        let mut group = vec![head];
        for &other in &alike[head] {
            let free = other >= fixed && !std::mem::replace(&mut taken[other], true);
            if free {
                group.push(other);
            }
        }
        groups.push(group);
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], fixed: usize, expected: &[&[usize]]) {
        let lexicon = Lexicon::compile(&[], ("questions.toml", ""), "").expect("no concepts");
        assert_eq!(groups(&lexicon, texts, fixed), expected);
    }

    #[test]
    fn what_says_the_same_stands_together_with_the_most_usual_at_its_head() {
        let texts = [
            "how warm is the water in the harbour",
            "can a visitor write in chinese",
            "what is the water temperature in the harbour",
            "the harbour water, how warm",
            "do visitors write chinese",
        ];
        check(&texts, 0, &[&[0, 3, 2], &[1, 4]]);
        check(&[], 0, &[]);
    }

    #[test]
    fn a_fixed_head_gathers_what_is_like_it_and_is_gathered_by_nothing() {
        let texts = [
            "how warm is the water",
            "warm water",
            "is the water warm",
            "the water is warm",
        ];
        check(&texts, 2, &[&[0, 2, 3], &[1]]);
    }
}
