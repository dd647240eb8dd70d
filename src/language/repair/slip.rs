//! The words that are one slip of the finger away from a typed one, and how likely fingers are to slip so.

/// How a word was mistyped, the most likely first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    /// A letter typed twice, or a double one once; two neighbours in the wrong order.
    Likely,
    /// A letter left out.
    Lost,
    /// The key beside it on the row.
    Beside,
    /// A vowel for another, a letter that sounds alike, a key above or below; a letter too many; the first two swapped.
    Rare,
}

impl Slip {
    /// How far it speaks against a word, on the scale on which a word of the shared knowledge counts one.
    pub(super) fn cost(self) -> u8 {
        match self {
            Slip::Likely => 0,
            Slip::Lost | Slip::Beside => 1,
            Slip::Rare => 2,
        }
    }
}

/// Calls `meant` with every word that `typed`, in lower-case ASCII letters, can be one slip away from. The first letter
/// is hardly ever mistyped, so it stays, unless it was swapped with the second.
pub(super) fn one_slip_away(typed: &str, mut meant: impl FnMut(&str, Slip)) {
    let letters = typed.as_bytes();
    let mut word: Vec<u8> = Vec::with_capacity(letters.len() + 1);
    let mut give = |word: &[u8], slip: Slip| {
        // Made of ASCII letters, as is what was typed.
        if let Ok(word) = std::str::from_utf8(word) {
            meant(word, slip);
        }
    };
    for at in 0..letters.len().saturating_sub(1) {
        if letters[at] != letters[at + 1] {
            word.clear();
            word.extend_from_slice(letters);
            word.swap(at, at + 1);
            give(&word, if at == 0 { Slip::Rare } else { Slip::Likely });
        }
    }
    for at in 1..letters.len() {
        let twice = letters[at - 1] == letters[at];
        word.clear();
        word.extend_from_slice(&letters[..at]);
        word.extend_from_slice(&letters[at + 1..]);
        give(&word, if twice { Slip::Likely } else { Slip::Rare });
    }
    for at in 1..letters.len() {
        for other in b'a'..=b'z' {
            if let Some(slip) = mistaken(letters[at], other) {
                word.clear();
                word.extend_from_slice(letters);
                word[at] = other;
                give(&word, slip);
            }
        }
    }
    for at in 1..=letters.len() {
        for lost in b'a'..=b'z' {
            let double = letters[at - 1] == lost;
            // A double letter that lost one is the same word, whichever of the two it was.
            if letters.get(at) == Some(&lost) {
                continue;
            }
            word.clear();
            word.extend_from_slice(&letters[..at]);
            word.push(lost);
            word.extend_from_slice(&letters[at..]);
            give(&word, if double { Slip::Likely } else { Slip::Lost });
        }
    }
}

/// How likely one letter is typed for another; none where nobody would.
fn mistaken(typed: u8, meant: u8) -> Option<Slip> {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    /// Letters that stand for the same sound.
    const ALIKE: [&[u8]; 5] = [b"aeiouy", b"cksz", b"fv", b"gj", b"dt"];
    let place = |letter: u8| {
        ROWS.iter().enumerate().find_map(|(row, keys)| {
            let column = keys.iter().position(|key| *key == letter)?;
            Some((row, column))
        })
    };
    let ((row, column), (other_row, other_column)) = (place(typed)?, place(meant)?);
    let alike = ALIKE
        .iter()
        .any(|letters| letters.contains(&typed) && letters.contains(&meant));
    match (row.abs_diff(other_row), column.abs_diff(other_column)) {
        (0, 0) => None,
        (0, 1) => Some(Slip::Beside),
        (1, 0 | 1) => Some(Slip::Rare),
        _ => alike.then_some(Slip::Rare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most likely slip by which one word is typed for another.
    fn slip(typed: &str, wanted: &str) -> Option<Slip> {
        let mut best = None;
        one_slip_away(typed, |word, slip| {
            if word == wanted {
                best = Some(best.map_or(slip, |best: Slip| best.min(slip)));
            }
        });
        best
    }

    #[test]
    fn fingers_slip_in_known_ways() {
        for (typed, meant, likely) in [
            ("usres", "users", Some(Slip::Likely)),
            ("ccache", "cache", Some(Slip::Likely)),
            ("caache", "cache", Some(Slip::Likely)),
            ("gues", "guess", Some(Slip::Likely)),
            ("cche", "cache", Some(Slip::Lost)),
            ("aboit", "abbot", None),
            ("birst", "burst", Some(Slip::Beside)),
            ("berst", "burst", Some(Slip::Rare)),
            ("sexond", "second", Some(Slip::Beside)),
            ("databank", "database", None),
            ("satabase", "database", None),
            ("tahn", "than", Some(Slip::Likely)),
            ("htan", "than", Some(Slip::Rare)),
        ] {
            assert_eq!(slip(typed, meant), likely, "{typed} {meant}");
        }
    }
}
