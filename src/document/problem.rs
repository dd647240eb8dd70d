//! What is wrong with a file, and where.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// Whether a file can be used in spite of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It can't.
    Error,
    /// It can, but its author should look.
    Warning,
}

/// Something wrong in a file. Its `Display` is one line: `twitter.toml:84:12: unknown key `patern` (did you mean
/// `patterns`?)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file's name, as the caller knows it.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 1.
    pub column: u32,
    /// One past the last character on the same line.
    pub end_column: u32,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// A way out.
    pub help: Option<String>,
    /// How bad it is.
    pub severity: Severity,
}

impl Problem {
    /// A problem at a byte range of `source`. Ranges that don't fit are cut; one over several lines ends with its first.
    pub fn at(
        file: &str,
        source: &str,
        span: Range<usize>,
        severity: Severity,
        message: String,
        help: Option<String>,
    ) -> Problem {
        let (line, column) = line_and_column(source, span.start);
        let start = boundary(source, span.start);
        let end = boundary(source, span.end.max(span.start));
        let text = source.get(start..end).unwrap_or_default();
        let first_line = text.split('\n').next().unwrap_or_default();
        let width = first_line.trim_end().chars().count() as u32;
        Problem {
            file: file.to_string(),
            line,
            column,
            end_column: column + width.max(1),
            message,
            help,
            severity,
        }
    }

    /// The one line of `Display`, then the offending line of `source` with the place underlined.
    pub fn render(&self, source: &str) -> String {
        /// Characters shown of a line; a longer one is cut around the place.
        const WIDTH: usize = 100;
        let line = source
            .split('\n')
            .nth(self.line.saturating_sub(1) as usize)
            .unwrap_or_default();
        let column = self.column.saturating_sub(1) as usize;
        let skipped = if column + 10 > WIDTH { column - 40 } else { 0 };
        let shown: String = line
            .chars()
            .skip(skipped)
            .take(WIDTH)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let shown = shown.trim_end();
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let indent = " ".repeat(column - skipped);
        let room = shown
            .chars()
            .count()
            .saturating_sub(column - skipped)
            .max(1);
        let width = (self.end_column.saturating_sub(self.column) as usize).clamp(1, room);
        let dots = if skipped > 0 { "…" } else { " " };
        let mut head = self.clone();
        let help = head.help.take().map(|help| format!(" {help}"));
        format!(
            "{head}\n {number} |{dots}{shown}\n {gutter} | {indent}{}{}\n",
            "^".repeat(width),
            help.unwrap_or_default(),
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        match self.severity {
            Severity::Error => {}
            Severity::Warning => f.write_str("warning: ")?,
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// The line and the column, in characters, of a byte of `source`; both counted from 1.
pub(super) fn line_and_column(source: &str, byte: usize) -> (u32, u32) {
    let before = &source[..boundary(source, byte)];
    let line = before.bytes().filter(|&b| b == b'\n').count() as u32 + 1;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[line_start..].chars().count() as u32 + 1;
    (line, column)
}

/// The nearest character boundary at or before `byte`.
fn boundary(source: &str, byte: usize) -> usize {
    let mut byte = byte.min(source.len());
    while !source.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// The word among `known` that `word` is most likely meant to be: the one fewest edits away, the first one of
/// equals, and none if more than a third of the word would have to change.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word: Vec<char> = word.chars().take(60).collect();
    let allowed = word.len().div_ceil(3).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let distance = edits(&word, candidate);
        if distance <= allowed
            && distance < candidate.chars().count()
            && best.is_none_or(|(least, _)| distance < least)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
fn edits(word: &[char], other: &str) -> usize {
    let other: Vec<char> = other.chars().take(60).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, &a) in word.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &b) in other.iter().enumerate() {
            let mut least = (last[j] + usize::from(a != b))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && a == other[j - 1] && word[i - 1] == b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}
