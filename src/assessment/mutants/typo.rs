//! Twins with slips of the finger.

use super::{Kind, Twin, choice};
use crate::language::Span;
use crate::language::lexicon::Lexicon;
use crate::language::token::{TokenKind, tokens};

/// What a finger does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    /// Two neighbours in the wrong order.
    Swapped,
    /// A letter left out.
    Dropped,
    /// A letter typed twice.
    Doubled,
    /// The key beside it.
    Beside,
}

const SLIPS: [Slip; 4] = [Slip::Swapped, Slip::Dropped, Slip::Doubled, Slip::Beside];

/// Words with fewer letters are rarely mistyped, and then stand for anything.
const SHORTEST: usize = 5;

/// A word is mistyped for so many that could be.
const ONE_OF: usize = 6;

/// The most words of a sample that are mistyped.
const MOST: usize = 3;

/// One twin for each kind of slip, with one to three of its words mistyped.
pub(super) fn twins(lexicon: &Lexicon, text: &str) -> Vec<Twin> {
    let words: Vec<Span> = tokens(text)
        .into_iter()
        .filter(|token| token.kind == TokenKind::Word && is_plain(token.span.of(text)))
        .map(|token| token.span)
        .collect();
    SLIPS
        .into_iter()
        .enumerate()
        .filter_map(|(at, slip)| {
            let text = mistyped(lexicon, text, &words, slip, at)?;
            Some(Twin {
                kind: Kind::Typos,
                text,
            })
        })
        .collect()
}

/// The text with some of the words mistyped, from another word on for each slip; none where no slip fits.
fn mistyped(
    lexicon: &Lexicon,
    text: &str,
    words: &[Span],
    slip: Slip,
    turn: usize,
) -> Option<String> {
    let count = (1 + words.len() / ONE_OF).min(MOST).min(words.len());
    let first = choice(text, words.len()) + turn;
    let mut chosen: Vec<(Span, String)> = Vec::new();
    // Evenly over the words; where one can't be mistyped so that it is no other word, the next one is.
    for nth in 0..count {
        let from = first + nth * words.len() / count;
        let found = (0..words.len())
            .map(|step| words[(from + step) % words.len()])
            .filter(|span| chosen.iter().all(|(taken, _)| taken != span))
            .find_map(|span| Some((span, slipped(lexicon, span.of(text), slip)?)));
        chosen.extend(found);
    }
    if chosen.is_empty() {
        return None;
    }
    chosen.sort_by_key(|(span, _)| span.start);
    let mut typed = text.to_owned();
    for (span, word) in chosen.iter().rev() {
        typed.replace_range(span.start as usize..span.end as usize, word);
    }
    Some(typed)
}

/// A word that somebody may mistype: letters only, and no short form in capitals.
fn is_plain(word: &str) -> bool {
    word.len() >= SHORTEST
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        && word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
}

/// The word with the slip, at a place that its letters choose; none where every place gives another known word, which
/// nobody could take for a slip.
fn slipped(lexicon: &Lexicon, word: &str, slip: Slip) -> Option<String> {
    let letters = word.as_bytes();
    // The first letter is hardly ever mistyped, and the last one seldom.
    let places = letters.len() - 2;
    let first = choice(word, places);
    (0..places)
        .map(|step| 1 + (first + step) % places)
        .filter_map(|at| slip_at(letters, slip, at))
        .find(|typed| typed != word && tokens(typed).iter().all(|token| !lexicon.knows(token)))
}

/// The word with the slip at this letter.
fn slip_at(letters: &[u8], slip: Slip, at: usize) -> Option<String> {
    let mut typed = letters.to_vec();
    match slip {
        Slip::Swapped => typed.swap(at, at + 1),
        Slip::Dropped => {
            typed.remove(at);
        }
        Slip::Doubled => typed.insert(at, letters[at]),
        Slip::Beside => typed[at] = beside(letters[at], at)?,
    }
    String::from_utf8(typed).ok()
}

/// A key beside this one on its row, to the left or to the right by turns.
fn beside(key: u8, turn: usize) -> Option<u8> {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let (row, at) = ROWS
        .iter()
        .find_map(|row| Some((row, row.iter().position(|known| *known == key)?)))?;
    let left = at.checked_sub(1).map(|left| row[left]);
    let right = row.get(at + 1).copied();
    match turn % 2 {
        0 => left.or(right),
        _ => right.or(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(english: &str) -> Lexicon {
        Lexicon::compile(&[], ("questions.toml", ""), english).expect("no concepts, no problems")
    }

    #[test]
    fn each_slip_is_one_letter_inside_the_word() {
        let at = |slip| slip_at(b"cache", slip, 2);
        assert_eq!(at(Slip::Swapped).as_deref(), Some("cahce"));
        assert_eq!(at(Slip::Dropped).as_deref(), Some("cahe"));
        assert_eq!(at(Slip::Doubled).as_deref(), Some("cacche"));
        assert_eq!(at(Slip::Beside).as_deref(), Some("caxhe"));
    }

    #[test]
    fn a_slip_that_gives_another_known_word_is_no_slip() {
        let free = slipped(&lexicon(""), "timers", Slip::Dropped).expect("a slip");
        let other = slipped(&lexicon(&free), "timers", Slip::Dropped).expect("another");
        assert_ne!(free, other);
    }

    #[test]
    fn short_words_names_in_capitals_and_figures_are_left_alone() {
        assert_eq!(
            twins(&lexicon(""), "we use S3 or MySQL at p99, 400M a day"),
            []
        );
    }

    #[test]
    fn one_word_in_six_is_mistyped_and_three_at_most() {
        let changed = |text: &str| -> Vec<usize> {
            twins(&lexicon(""), text)
                .iter()
                .map(|twin| {
                    let pairs = text.split(' ').zip(twin.text.split(' '));
                    pairs.filter(|(one, other)| one != other).count()
                })
                .collect()
        };
        assert_eq!(changed("the timelines are cached"), [1; 4]);
        assert_eq!(
            changed("timeline servers behind balancers cache popular timelines"),
            [2; 4]
        );
        let long = "timeline server ".repeat(20);
        assert_eq!(changed(long.trim_end()), [3; 4]);
    }
}
