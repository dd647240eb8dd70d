//! Guarded repair of slips of the finger: an unknown word is read as a known one only where nothing else fits.

use std::collections::{HashMap, HashSet};

use super::sentence::Words;
use super::stem::{stem, stem_text};
use super::token::{Token, TokenKind, Word, tokens};
use super::{Repair, Span};

/// The fewest letters of a word that may be repaired.
const SHORTEST: usize = 5;

/// A known word, to be compared with.
#[derive(Clone, Debug)]
struct Known {
    /// As written by its author.
    word: Box<str>,
    /// The letters of its stem.
    letters: Box<str>,
    /// Whether the shared knowledge has it, and not only the list of common words.
    ours: bool,
}

/// The words that are known, and an index of their spellings with one letter left out: two words one slip apart have
/// such a spelling in common.
#[derive(Clone, Debug, Default)]
pub struct Spellings {
    /// Stems and exact forms of all known words.
    stems: Words,
    /// Those of the shared knowledge.
    ours: Words,
    known: Vec<Known>,
    without_one: Neighbours,
    /// Long words by their first letter: these may have two slips.
    long: HashMap<u8, Vec<u32>>,
}

/// Which words have a spelling in common: pairs of half a hash and a word, sorted. A table of lists would take ten times
/// the room, and a word that only shares the half is told apart by its letters.
#[derive(Clone, Debug, Default)]
struct Neighbours {
    pairs: Vec<(u32, u32)>,
    /// Where the pairs whose hash begins with these bits begin.
    starts: Vec<u32>,
}

impl Neighbours {
    /// The bits of a hash that lead to its pairs.
    const BITS: u32 = 14;

    fn of(mut pairs: Vec<(u32, u32)>) -> Neighbours {
        pairs.sort_unstable();
        pairs.shrink_to_fit();
        let mut starts = vec![0; (1 << Neighbours::BITS) + 1];
        for (hash, _) in &pairs {
            starts[Neighbours::bucket(*hash) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Neighbours { pairs, starts }
    }

    fn hash(spelling: Word) -> u32 {
        (spelling.0 ^ (spelling.0 >> 32)) as u32
    }

    fn bucket(hash: u32) -> usize {
        (hash >> (u32::BITS - Neighbours::BITS)) as usize
    }

    /// The words with this spelling, and hardly any others.
    fn get(&self, spelling: Word) -> impl Iterator<Item = u32> {
        let hash = Neighbours::hash(spelling);
        let bucket = Neighbours::bucket(hash);
        let start = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        let pairs = self.pairs.get(start(bucket)..start(bucket + 1));
        let pairs = pairs.unwrap_or(&[]).iter();
        pairs
            .filter(move |pair| pair.0 == hash)
            .map(|(_, word)| *word)
    }
}

/// Collects words; those of the shared knowledge come before the common ones.
#[derive(Debug, Default)]
pub struct Builder {
    ours: Vec<String>,
    common: Vec<String>,
    /// The stems and exact forms of `ours`.
    parts: Words,
}

impl Builder {
    /// Adds the words of a text of the shared knowledge.
    pub fn add(&mut self, text: &str) {
        for token in tokens(text)
            .into_iter()
            .filter(|token| token.kind == TokenKind::Word)
        {
            self.ours.push(token.span.of(text).to_lowercase());
            self.parts.insert(token.stem);
            self.parts.insert(token.exact);
        }
    }

    /// Adds a form, also with its words run together: "loadbalancer" is known, too.
    pub fn add_form(&mut self, form: &str) {
        self.add(form);
        let words: Vec<Token> = tokens(form)
            .into_iter()
            .filter(Token::is_wordlike)
            .collect();
        for pair in words.windows(2) {
            let run = format!("{}{}", pair[0].span.of(form), pair[1].span.of(form)).to_lowercase();
            self.parts.insert(stem(&run));
            // A short one is no word that anybody would mistype.
            if run.len() >= 8 {
                self.ours.push(run);
            }
        }
    }

    /// Adds a common word.
    pub fn add_common(&mut self, word: &str) {
        self.common.push(word.to_lowercase());
    }

    /// Builds the index.
    pub fn build(self) -> Spellings {
        let mut spellings = Spellings {
            stems: self.parts.clone(),
            ours: self.parts,
            ..Spellings::default()
        };
        let mut seen: HashSet<String> = HashSet::new();
        let mut pairs = Vec::new();
        let ours = self.ours.into_iter().map(|word| (word, true));
        for (word, ours) in ours.chain(self.common.into_iter().map(|word| (word, false))) {
            spellings.stems.insert(stem(&word));
            spellings.stems.insert(Word::of(&word));
            let letters = stem_text(&word);
            let plain =
                word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_lowercase());
            if !plain || !seen.insert(letters.clone()) {
                continue;
            }
            let at = u32::try_from(spellings.known.len()).unwrap_or(u32::MAX);
            pairs.extend(without_one(&letters).map(|key| (Neighbours::hash(key), at)));
            if letters != word {
                pairs.extend(without_one(&word).map(|key| (Neighbours::hash(key), at)));
            }
            if letters.len() >= 7 {
                spellings
                    .long
                    .entry(letters.as_bytes()[0])
                    .or_default()
                    .push(at);
            }
            spellings.known.push(Known {
                word: word.into(),
                letters: letters.into(),
                ours,
            });
        }
        spellings.without_one = Neighbours::of(pairs);
        spellings
    }
}

/// Whether one half of a word is no word there but an affix: "fixable", "conceivable", "suburban".
fn affix((left, right): (&str, &str)) -> bool {
    const BEFORE: &[&str] = &[
        "anti", "auto", "con", "dis", "for", "fore", "inter", "mis", "multi", "non", "out", "over",
        "per", "pre", "pro", "sub", "super", "trans", "under",
    ];
    const AFTER: &[&str] = &[
        "able", "ability", "age", "ally", "ant", "ate", "ation", "end", "ful", "full", "hood",
        "ion", "ions", "ish", "less", "like", "ling", "man", "men", "ship", "ships", "ward",
        "wise",
    ];
    BEFORE.contains(&left) || AFTER.contains(&right)
}

/// The word and all spellings of it with one letter left out, hashed.
fn without_one(letters: &str) -> impl Iterator<Item = Word> {
    let bytes = letters.as_bytes();
    let whole = Word::of_bytes(bytes);
    (0..bytes.len())
        .map(move |at| Word::of_bytes(&bytes[..at]).then(&bytes[at + 1..]))
        .chain([whole])
}

impl Spellings {
    /// A collector of words.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Whether the word is known; figures and signs are.
    pub fn knows(&self, token: &Token) -> bool {
        token.kind != TokenKind::Word
            || self.stems.contains(&token.stem)
            || self.stems.contains(&token.exact)
    }

    /// Marks the known tokens, and repairs unknown ones where exactly one word fits best or where two known words
    /// were typed as one.
    pub fn repair(&self, text: &str, tokens: &mut Vec<Token>) -> Vec<Repair> {
        let mut repairs = Vec::new();
        let mut splits = Vec::new();
        let mut starts = true;
        for (at, token) in tokens.iter_mut().enumerate() {
            // Inside a sentence a capital tells a name, which nobody mistyped.
            let named = !starts && token.span.of(text).starts_with(|c: char| c.is_uppercase());
            starts = token.kind == TokenKind::Stop;
            token.known = self.knows(token);
            if token.known {
                continue;
            }
            if let Some(known) = self.meant(token.span, text, named) {
                token.stem = stem(&known.word);
                token.exact = Word::of(&known.word);
                token.known = true;
                repairs.push(Repair {
                    span: token.span,
                    read_as: known.word.to_string(),
                });
            } else if !named && let Some(letters) = self.run_together(token.span, text) {
                splits.push((at, letters));
            }
        }
        // From the last to the first, so that the indexes stay right.
        for &(at, letters) in splits.iter().rev() {
            let whole = tokens[at].span;
            let typed = whole.of(text).to_ascii_lowercase();
            let (left, right) = typed.split_at(letters);
            let middle = whole.start + u32::try_from(letters).unwrap_or(0);
            let half = |word: &str, start: u32, end: u32| Token {
                span: Span { start, end },
                stem: stem(word),
                exact: Word::of(word),
                known: true,
                ..tokens[at].clone()
            };
            let halves = [
                half(left, whole.start, middle),
                half(right, middle, whole.end),
            ];
            tokens.splice(at..=at, halves);
            repairs.push(Repair {
                span: whole,
                read_as: format!("{left} {right}"),
            });
        }
        repairs.sort_by_key(|repair| repair.span);
        repairs
    }

    /// Where an unknown word falls into two known ones, at least one of them of the shared knowledge: "writepath". The
    /// halves are as even as can be.
    fn run_together(&self, span: Span, text: &str) -> Option<usize> {
        let typed = span.of(text);
        let plain = typed.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !(7..=2 * LONGEST).contains(&typed.len())
            || !plain
            || typed.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
        {
            return None;
        }
        let lower = typed.to_ascii_lowercase();
        (3..=lower.len() - 3)
            .filter(|&at| {
                let (left, right) = lower.split_at(at);
                let (left, right) = (stem(left), stem(right));
                !affix(lower.split_at(at))
                    && self.stems.contains(&left)
                    && self.stems.contains(&right)
                    && (self.ours.contains(&left) || self.ours.contains(&right))
            })
            .min_by_key(|&at| at.abs_diff(lower.len() - at))
    }

    /// The known word that an unknown one stands for; for a name, only a name of ours.
    fn meant(&self, span: Span, text: &str, named: bool) -> Option<&Known> {
        let typed = span.of(text);
        let acronym = typed.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
        if !(SHORTEST..=LONGEST).contains(&typed.len())
            || acronym
            || !typed.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            return None;
        }
        let capital = typed.starts_with(|c: char| c.is_ascii_uppercase());
        let lower = typed.to_ascii_lowercase();
        let letters = stem_text(&lower);
        let mut best: Option<(usize, bool)> = None;
        let mut chosen: Vec<u32> = Vec::new();
        let mut weigh = |at: u32, most: usize| {
            let known = &self.known[at as usize];
            if named && !known.ours {
                return;
            }
            // An ending may be part of the slip ("postgress"), so the words are compared whole, too.
            let stems = distance(&letters, &known.letters).unwrap_or(usize::MAX);
            let slips = stems.min(distance(&lower, &known.word).unwrap_or(usize::MAX));
            if slips > most {
                return;
            };
            let rank = (slips, !known.ours);
            match best {
                Some(best) if rank > best => {}
                Some(best) if rank == best => {
                    if !chosen.contains(&at) {
                        chosen.push(at);
                    }
                }
                Some(_) | None => {
                    best = Some(rank);
                    chosen.clear();
                    chosen.push(at);
                }
            }
        };
        for key in without_one(&letters).chain(without_one(&lower)) {
            for at in self.without_one.get(key) {
                weigh(at, 1);
            }
        }
        // A name may look like a word with two slips.
        if typed.len() >= 9 && !capital {
            for &at in self.long.get(&letters.as_bytes()[0]).into_iter().flatten() {
                weigh(at, 2);
            }
        }
        match chosen.as_slice() {
            [only] => Some(&self.known[*only as usize]),
            _ => None,
        }
    }
}

/// The most letters that are compared.
const LONGEST: usize = 32;

/// Whether `typed` can be a slip for `meant`, both lower case: one letter added, lost, changed or swapped with its
/// neighbour; two from nine letters on. The first letter is hardly ever mistyped, so it has to fit (or be swapped
/// with the second), which also keeps this cheap.
pub fn is_slip(typed: &str, meant: &str) -> bool {
    distance(typed, meant).is_some_and(|slips| slips <= allowed(typed.len().min(meant.len())))
}

/// How many slips a word of so many letters may have.
pub fn allowed(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    }
}

/// The number of slips between two words, where it is two at most and the first letter fits.
pub fn distance(one: &str, other: &str) -> Option<usize> {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let (n, m) = (a.len(), b.len());
    if n < 2 || m < 2 || n > LONGEST || m > LONGEST || n.abs_diff(m) > 2 {
        return None;
    }
    if a[0] != b[0] && !(a[0] == b[1] && a[1] == b[0]) {
        return None;
    }
    // Optimal string alignment, three rows; more than two off the diagonal costs more than two slips.
    const FAR: usize = 3;
    let mut before = [FAR; LONGEST + 2];
    let mut last = [FAR; LONGEST + 2];
    last[..FAR].copy_from_slice(&[0, 1, 2]);
    for i in 1..=n {
        let mut row = [FAR; LONGEST + 2];
        row[0] = i.min(FAR);
        let band = i.saturating_sub(2).max(1)..=(i + 2).min(m);
        for j in band {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j - 1] + change).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        if row[..=m].iter().all(|&slips| slips >= FAR) {
            return None;
        }
        before = last;
        last = row;
    }
    Some(last[m]).filter(|&slips| slips <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_words() {
        for (typed, meant) in [
            ("celebirti", "celebriti"),
            ("conistenci", "consistenci"),
            ("suport", "support"),
            ("chache", "cache"),
            ("relpica", "replica"),
            ("ehll", "hell"),
        ] {
            assert!(is_slip(typed, meant), "{typed} {meant}");
        }
        for (typed, meant) in [
            ("cash", "cache"),
            ("tree", "free"),
            ("db", "dp"),
            ("store", "stare!!"),
            ("bucket", "packet"),
            ("latency", "tendency"),
        ] {
            assert!(!is_slip(typed, meant), "{typed} {meant}");
        }
    }
}
