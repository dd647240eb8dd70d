//! A string of a document, which remembers where it stands.

use std::ops::Range;

use super::Document;

/// A string with its place in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'d> {
    /// The string, escapes decoded; empty if it was missing or wrong, which has been noted then.
    pub value: &'d str,
    /// The literal in the source, with its quotes.
    pub span: Range<usize>,
}

impl Text<'_> {
    /// The place in the source of a byte range of [`Text::value`]: inside the literal, escapes counted.
    pub fn span_in(&self, document: &Document<'_>, range: Range<usize>) -> Range<usize> {
        let Some(literal) = document.source.get(self.span.clone()) else {
            return self.span.clone();
        };
        let at = |offset| self.span.start + offset_in_literal(literal, offset);
        let start = at(range.start);
        start..at(range.end).max(start)
    }

    /// Notes an error at a byte range of the value.
    pub fn error_at(
        &self,
        document: &Document<'_>,
        range: Range<usize>,
        message: impl Into<String>,
    ) {
        document.error(self.span_in(document, range), message);
    }
}

/// Where in a TOML string literal the byte `offset` of its decoded value stands.
fn offset_in_literal(literal: &str, offset: usize) -> usize {
    let quote = match literal.chars().next() {
        Some(quote @ ('"' | '\'')) => quote,
        // A bare key, or a stretch that is no literal at all.
        _ => return offset.min(literal.len()),
    };
    let mut fence = String::from(quote);
    if literal.len() >= 6 && literal.starts_with(&fence.repeat(3)) {
        fence = fence.repeat(3);
    }
    let mut at = fence.len();
    if fence.len() == 3 {
        // A line break right after the opening quotes is no part of the value.
        at += match literal.get(at..) {
            Some(rest) if rest.starts_with("\r\n") => 2,
            Some(rest) if rest.starts_with('\n') => 1,
            _ => 0,
        };
    }
    let end = literal.len() - fence.len().min(literal.len());
    let mut decoded = 0;
    while decoded < offset && at < end {
        let Some(c) = literal.get(at..).and_then(|rest| rest.chars().next()) else {
            break;
        };
        if c == '\\' && quote == '"' {
            let (written, meant) = escape(&literal[at..]);
            at += written;
            decoded += meant;
        } else {
            at += c.len_utf8();
            decoded += c.len_utf8();
        }
    }
    at.min(end.max(fence.len()))
}

/// The bytes that an escape takes in the source, and the bytes that it stands for.
fn escape(rest: &str) -> (usize, usize) {
    let digits = match rest.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b' ' | b'\t' | b'\r' | b'\n') => {
            // A backslash at the end of a line takes all blanks and line breaks after it away.
            let blanks = rest[1..].len() - rest[1..].trim_start().len();
            return (1 + blanks, 0);
        }
        Some(_) => return (2, 1),
        None => return (1, 1),
    };
    let meant = rest
        .get(2..2 + digits)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .and_then(char::from_u32)
        .map_or(1, char::len_utf8);
    (2 + digits, meant)
}

/// Characters that show nothing, or turn the direction of what follows: they have no place in a text for people.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
