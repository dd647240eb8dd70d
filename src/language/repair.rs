//! Guarded repair of slips of the finger: an unknown word is read as a known one only where nothing else fits.

use std::collections::HashMap;

use super::sentence::Words;
use super::stem::{stem, stem_text};
use super::token::{Token, TokenKind, Word, tokens};
use super::{Repair, Span};

mod slip;

use slip::{Slip, one_slip_away};

/// The fewest letters of a word that may be repaired.
const SHORTEST: usize = 4;

/// From so many letters on a slip of any kind is believed; a shorter word is often a right one that nobody told us of.
const PLAIN: usize = 5;

/// From so many letters on a word may have two slips.
const LONG: usize = 9;

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

/// The words that are known.
#[derive(Clone, Debug, Default)]
pub struct Spellings {
    /// The stems of all known words.
    stems: Words,
    /// Those of the shared knowledge.
    ours: Words,
    /// All known words as their authors wrote them.
    written: Words,
    /// Long words by their first letter: these may have two slips.
    long: HashMap<u8, Vec<Known>>,
}

/// Collects words; those of the shared knowledge come before the common ones.
#[derive(Debug, Default)]
pub struct Builder {
    ours: Vec<String>,
    common: Vec<String>,
    /// The stems of `ours`.
    stems: Words,
    /// The exact forms of `ours`.
    written: Words,
    /// The texts that were added: most words stand in many patterns.
    added: Words,
}

impl Builder {
    /// Adds the words of a text of the shared knowledge.
    pub fn add(&mut self, text: &str) {
        if self.added.insert(Word::of(text)) {
            self.add_new(text, &tokens(text));
        }
    }

    fn add_new(&mut self, text: &str, tokens: &[Token]) {
        for token in tokens.iter().filter(|token| token.kind == TokenKind::Word) {
            self.ours.push(token.span.of(text).to_lowercase());
            self.stems.insert(token.stem);
            self.written.insert(token.exact);
        }
    }

    /// Adds a form, also with its words run together: "loadbalancer" is known, too.
    pub fn add_form(&mut self, form: &str, tokens: &[Token]) {
        if self.added.insert(Word::of(form)) {
            self.add_new(form, tokens);
        }
        let words = tokens.iter().filter(|token| token.is_wordlike());
        let words: Vec<&Token> = words.collect();
        for pair in words.windows(2) {
            let run = format!("{}{}", pair[0].span.of(form), pair[1].span.of(form)).to_lowercase();
            self.stems.insert(stem(&run));
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

    /// Adds what another one collected.
    pub fn join(&mut self, other: Builder) {
        self.ours.extend(other.ours);
        self.common.extend(other.common);
        self.stems.extend(other.stems);
        self.written.extend(other.written);
        self.added.extend(other.added);
    }

    /// Builds the index.
    pub fn build(self) -> Spellings {
        let mut spellings = Spellings {
            stems: self.stems.clone(),
            ours: self.stems,
            written: self.written,
            ..Spellings::default()
        };
        let mut seen: HashMap<String, ()> = HashMap::new();
        let ours = self.ours.into_iter().map(|word| (word, true));
        let mut met = Words::default();
        for (word, ours) in ours.chain(self.common.into_iter().map(|word| (word, false))) {
            if !met.insert(Word::of(&word)) {
                continue;
            }
            let letters = stem_text(&word);
            spellings.stems.insert(Word::of(&letters));
            spellings.written.insert(Word::of(&word));
            let plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
            if !plain || letters.len() < LONG - 2 || seen.insert(letters.clone(), ()).is_some() {
                continue;
            }
            let long = spellings.long.entry(letters.as_bytes()[0]).or_default();
            long.push(Known {
                word: word.into(),
                letters: letters.into(),
                ours,
            });
        }
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

impl Spellings {
    /// A collector of words.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Whether the word is known; figures and signs are.
    pub fn knows(&self, token: &Token) -> bool {
        token.kind != TokenKind::Word
            || self.stems.contains(&token.stem)
            || self.written.contains(&token.exact)
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
            if let Some(meant) = self.meant(token.span, text, named) {
                token.stem = stem(&meant);
                token.exact = Word::of(&meant);
                token.known = true;
                repairs.push(Repair {
                    span: token.span,
                    read_as: meant,
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
        if typed.len() < 7 || !plain || typed.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
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
    fn meant(&self, span: Span, text: &str, named: bool) -> Option<String> {
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
        if lower.len() < PLAIN && capital {
            return None;
        }
        match self.one_slip(&lower, named) {
            Guess::One(word) => Some(word),
            Guess::Several => None,
            // A name may look like a word with two slips.
            Guess::None if lower.len() >= LONG && !capital => self.two_slips(&lower),
            Guess::None => None,
        }
    }

    /// The known word, in any inflection, that is one slip away: by the likeliest slip, and rather one of ours.
    fn one_slip(&self, typed: &str, named: bool) -> Guess {
        let mut best: Option<(u8, bool, Slip)> = None;
        let mut guess = Guess::None;
        let mut chosen = Word::of("");
        one_slip_away(typed, |word, slip| {
            let short = typed.len() < PLAIN && (slip == Slip::Rare || word.len() < SHORTEST);
            let stem = stem(word);
            if short || !self.has(word, stem) {
                return;
            }
            let ours = self.ours.contains(&stem);
            if (named || typed.len() < PLAIN && word.len() < PLAIN) && !ours {
                return;
            }
            // A word that we talk about makes up for a less likely slip.
            let rank = (slip.cost() + u8::from(!ours), !ours, slip);
            match best {
                Some(best) if rank > best => {}
                Some(best) if rank == best => {
                    if chosen != stem {
                        guess = Guess::Several;
                    }
                }
                Some(_) | None => {
                    best = Some(rank);
                    chosen = stem;
                    guess = Guess::One(word.to_owned());
                }
            }
        });
        guess
    }

    /// Whether this is a known word or an inflection of one; a stem is no word ("ironi").
    fn has(&self, word: &str, stem: Word) -> bool {
        self.stems.contains(&stem)
            && (self.written.contains(&Word::of(word))
                || ["s", "ed", "ing"]
                    .iter()
                    .any(|ending| word.ends_with(ending)))
    }

    /// The long word that is two slips away.
    fn two_slips(&self, typed: &str) -> Option<String> {
        let letters = stem_text(typed);
        let mut best: Option<(usize, bool)> = None;
        let mut chosen: Option<&Known> = None;
        for known in self.long.get(&letters.as_bytes()[0]).into_iter().flatten() {
            // An ending may be part of the slip, so the words are compared whole, too.
            let stems = distance(&letters, &known.letters).unwrap_or(usize::MAX);
            let slips = stems.min(distance(typed, &known.word).unwrap_or(usize::MAX));
            let rank = (slips, !known.ours);
            if slips > 2 || best.is_some_and(|best| rank > best) {
                continue;
            }
            // Where two fit equally well, neither is meant for sure.
            chosen = (best != Some(rank)).then_some(known);
            best = Some(rank);
        }
        chosen.map(|known| known.word.to_string())
    }
}

/// What a mistyped word may stand for.
enum Guess {
    /// Nothing that is known.
    None,
    /// This.
    One(String),
    /// Words between which nothing decides.
    Several,
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
