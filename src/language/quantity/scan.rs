//! The raw text cut into numbers, words and signs, as figures need it: "10krps" is a number with letters stuck
//! to it, "p99" is a word, and "1,000,000" is one number.

use std::borrow::Cow;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Digits, with separators and an exponent.
    Number(f64),
    /// Letters, possibly with digits after the first.
    Word,
    /// Any other sign inside a sentence.
    Sign(char),
    /// The end of a sentence or a line.
    Break,
}

/// A piece of text with its place.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    pub kind: Kind,
    /// As typed.
    pub text: &'t str,
    /// In lower case, with straight apostrophes.
    pub lower: Cow<'t, str>,
    pub start: usize,
    pub end: usize,
    /// No blank before it.
    pub glued: bool,
}

impl Piece<'_> {
    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self.kind {
            Kind::Number(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn sign(&self) -> Option<char> {
        match self.kind {
            Kind::Sign(sign) => Some(sign),
            _ => None,
        }
    }
}

/// Cuts `text` into pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let offset = |i: usize| chars.get(i).map_or(text.len(), |&(byte, _)| byte);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut i = 0;
    while let Some(c) = at(i) {
        if c.is_whitespace() && c != '\n' {
            i += 1;
            continue;
        }
        let (kind, next) = if c.is_ascii_digit()
            || c == '.' && at(i + 1).is_some_and(|n| n.is_ascii_digit()) && !after_alnum(&chars, i)
        {
            number(&chars, i)
        } else if c.is_alphabetic() || c == '_' {
            let mut j = i + 1;
            while let Some(n) = at(j) {
                let inner = (n == '\'' || n == '’') && at(j + 1).is_some_and(char::is_alphabetic);
                if n.is_alphanumeric() || n == '_' || inner {
                    j += 1;
                } else {
                    break;
                }
            }
            (Kind::Word, j)
        } else if matches!(c, '\n' | '.' | '!' | '?' | ';') {
            (Kind::Break, i + 1)
        } else {
            (Kind::Sign(c), i + 1)
        };
        let (start, end) = (offset(i), offset(next));
        let piece = text.get(start..end).unwrap_or("");
        pieces.push(Piece {
            kind,
            text: piece,
            lower: levelled(piece),
            start,
            end,
            glued: start > 0 && pieces.last().is_some_and(|p| p.end == start),
        });
        i = next;
    }
    pieces
}

/// In lower case, with straight apostrophes: mostly as it is.
fn levelled(piece: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    match piece.bytes().all(plain) {
        true => Cow::Borrowed(piece),
        false => Cow::Owned(piece.to_lowercase().replace('’', "'")),
    }
}

fn after_alnum(chars: &[(usize, char)], i: usize) -> bool {
    i > 0 && chars.get(i - 1).is_some_and(|&(_, c)| c.is_alphanumeric())
}

/// A number from `i` on: thousands separated by commas or blanks, one decimal point, an exponent. Two points make a version
/// or an address, which is a word.
fn number(chars: &[(usize, char)], start: usize) -> (Kind, usize) {
    let at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let digit = |i: usize| at(i).is_some_and(|c| c.is_ascii_digit());
    let three = |i: usize| digit(i) && digit(i + 1) && digit(i + 2) && !digit(i + 3);
    let mut plain = String::new();
    let mut points = 0;
    let mut spaced = false;
    let mut i = start;
    while let Some(c) = at(i) {
        if c.is_ascii_digit() {
            plain.push(c);
            i += 1;
        } else if (c == ',' || c == '_' || c == '\'')
            && three(i + 1)
            && points == 0
            && !plain.is_empty()
        {
            i += 1;
        } else if matches!(c, ' ' | '\u{a0}' | '\u{202f}')
            && three(i + 1)
            && !at(i + 4).is_some_and(char::is_alphabetic)
            && points == 0
            && (plain.len() <= 3 || spaced)
            && !plain.starts_with('0')
            && !plain.is_empty()
        {
            // "11 500": as it is written in much of the world.
            spaced = true;
            i += 1;
        } else if c == '.' && digit(i + 1) {
            points += 1;
            plain.push('.');
            i += 1;
        } else {
            break;
        }
    }
    if points > 1 {
        let grouped = plain.split('.').skip(1).all(|part| part.len() == 3) && plain.len() <= 15;
        if !grouped {
            return (Kind::Word, i);
        }
        plain.retain(|c| c != '.');
    }
    if at(i).is_some_and(|c| c == 'e' || c == 'E') {
        let sign = usize::from(at(i + 1).is_some_and(|c| c == '+' || c == '-'));
        let mut j = i + 1 + sign;
        while digit(j) {
            j += 1;
        }
        let digits = j - i - 1 - sign;
        if (1..=2).contains(&digits) && !at(j).is_some_and(char::is_alphanumeric) {
            plain.extend(chars.get(i..j).unwrap_or(&[]).iter().map(|&(_, c)| c));
            i = j;
        }
    }
    match plain.parse::<f64>() {
        Ok(value) if value.is_finite() => (Kind::Number(value), i),
        _ => (Kind::Word, i),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, pieces};

    fn check(text: &str, expect: &str) {
        let said: Vec<String> = pieces(text)
            .iter()
            .map(|p| match p.kind {
                Kind::Number(value) => format!("{value}"),
                Kind::Word => p.lower.to_string(),
                Kind::Sign(sign) => format!("'{sign}"),
                Kind::Break => "|".into(),
            })
            .collect();
        assert_eq!(said.join(" "), expect, "{text}");
    }

    #[test]
    fn numbers_are_told_from_words() {
        check("1,000,000 rows", "1000000 rows");
        check("0,1,2", "0 ', 1 ', 2");
        check("10krps p99 s3", "10 krps p99 s3");
        check("1e9 2.5e3 3e", "1000000000 2500 3 e");
        check("10.0.0.1 v1.2", "10.0.0.1 v1 | 2");
        check("end. Next\nline", "end | next | line");
        check("1.000.000 .5", "1000000 0.5");
    }
}
