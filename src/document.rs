//! A TOML file read by hand, so that an author sees every problem at once, each at its line and column.
//!
//! Deserialising stops at the first mistake. [`Document`] instead walks the spanned tree: each getter of [`Table`]
//! always gives a value back, noting what is wrong, and a table that goes out of scope reports the keys that
//! nobody asked for. When [`Document::finish`] gives no error back, what was read can be relied on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

mod extent;
mod problem;
mod shape;
mod table;
mod text;

pub use extent::Extent;
pub use problem::{Problem, Severity, nearest};
pub use shape::Shape;
pub use table::Table;
pub use text::Text;

/// A file larger than this is refused unread.
pub const MAX_FILE_BYTES: usize = 1 << 20;
/// A file with more lines than this is refused unread: each may be a mistake of its own.
pub const MAX_LINES: usize = 20_000;
/// The longest string, in bytes; [`Table::block`] takes ten times as much.
pub const MAX_TEXT_BYTES: usize = 2_000;
/// The most entries in one list or one array of tables.
pub const MAX_ENTRIES: usize = 1_000;
/// The most problems that are reported; an author who sees these has enough to do.
pub const MAX_PROBLEMS: usize = 200;

/// A parsed file, with the problems found in it so far.
#[derive(Debug)]
pub struct Document<'s> {
    file: String,
    source: &'s str,
    /// The first byte of each line.
    line_starts: Vec<usize>,
    root: DeTable<'s>,
    /// The first byte that is no TOML: from there on nothing is known about what the author meant.
    broken_at: Option<usize>,
    found: RefCell<Vec<Found>>,
    /// What is asked of it; only where somebody wants to know.
    shape: RefCell<Option<Shape>>,
}

/// A problem before its line and column are worked out.
#[derive(Debug)]
struct Found {
    span: Range<usize>,
    severity: Severity,
    message: String,
    help: Option<String>,
}

impl<'s> Document<'s> {
    /// Parses `source`; `file` is what problems call it. Syntax errors are kept for [`Document::finish`], and the
    /// tables that could be read are there nevertheless.
    pub fn parse(file: &str, source: &'s str) -> Document<'s> {
        let mut document = Document {
            file: file.to_string(),
            source,
            line_starts: [0]
                .into_iter()
                .chain(source.match_indices('\n').map(|(at, _)| at + 1))
                .collect(),
            root: DeTable::new(),
            broken_at: None,
            found: RefCell::new(Vec::new()),
            shape: RefCell::default(),
        };
        if source.len() > MAX_FILE_BYTES {
            document.broken_at = Some(0);
            let message = format!("the file is larger than {} KiB", MAX_FILE_BYTES / 1024);
            document.note(0..0, Severity::Error, message, None);
            return document;
        }
        if let Some(&beyond) = document.line_starts.get(MAX_LINES) {
            document.broken_at = Some(0);
            let message = format!("the file has more than {MAX_LINES} lines");
            document.note(beyond..beyond, Severity::Error, message, None);
            return document;
        }
        let (root, errors) = DeTable::parse_recoverable(source);
        document.root = root.into_inner();
        let mut last_line = 0;
        for error in errors {
            let span = error.span().unwrap_or(source.len()..source.len());
            // One slip makes the parser stumble over the rest of the line.
            let line = document.line(span.start);
            if std::mem::replace(&mut last_line, line) == line {
                continue;
            }
            let message = match error.message() {
                "duplicate key" => {
                    let key = source.get(span.clone()).unwrap_or_default();
                    format!("`{}` stands here twice", key.trim())
                }
                other => format!(
                    "this is no TOML: {}",
                    other.trim_end_matches(", expected nothing")
                ),
            };
            let broken_at = document
                .broken_at
                .map_or(span.start, |at| at.min(span.start));
            document.broken_at = Some(broken_at);
            document.note(span, Severity::Error, message, None);
            if document.found.borrow().len() > MAX_PROBLEMS {
                break;
            }
        }
        document
    }

    /// The file's own table.
    pub fn root(&self) -> Table<'_, 's> {
        let path = String::new();
        Table::new(self, &self.root, 0..0, "the file".to_string(), path)
    }

    /// What of it is beyond so many tables, or deeper than this: the file's own keys are one deep.
    pub fn extent(&self, tables: usize, deepest: usize) -> Extent {
        let mut walk = extent::Walk::new(deepest);
        walk.table(&self.root, 0);
        walk.extent(tables)
    }

    /// Notes from now on which keys are asked for.
    pub fn watch_shape(&self) {
        *self.shape.borrow_mut() = Some(Shape::default());
    }

    /// The keys that were asked for.
    pub fn shape(&self) -> Shape {
        self.shape.borrow().clone().unwrap_or_default()
    }

    /// Whether every byte was TOML. References between tables are worth resolving only then.
    pub fn is_whole(&self) -> bool {
        self.broken_at.is_none()
    }

    /// Notes an error at `span`, a byte range of the source.
    pub fn error(&self, span: Range<usize>, message: impl Into<String>) {
        self.report(span, Severity::Error, message.into(), None);
    }

    /// Notes an error with a way out of it.
    pub fn error_with(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(span, Severity::Error, message.into(), Some(help.into()));
    }

    /// Notes a warning.
    pub fn warn(&self, span: Range<usize>, message: impl Into<String>) {
        self.report(span, Severity::Warning, message.into(), None);
    }

    /// Notes a warning with a way out of it.
    pub fn warn_with(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(span, Severity::Warning, message.into(), Some(help.into()));
    }

    /// Notes an error at an id that none of `known` is, with the nearest of them: "no fact is called `x`".
    pub fn unknown<'k>(&self, id: &Text<'_>, what: &str, known: impl IntoIterator<Item = &'k str>) {
        self.unknown_but(id, what, known, None);
    }

    /// The same, with what to do where none of them is near.
    pub fn unknown_but<'k>(
        &self,
        id: &Text<'_>,
        what: &str,
        known: impl IntoIterator<Item = &'k str>,
        otherwise: Option<String>,
    ) {
        let help = self.suggest(id.value, known).or(otherwise);
        let message = format!("no {what} is called `{}`", printable(id.value));
        self.report(id.span.clone(), Severity::Error, message, help);
    }

    /// "did you mean …?"; nothing once there are so many problems that nobody reads them, for comparing words costs time.
    fn suggest<'k>(&self, word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
        if self.found.borrow().len() > MAX_PROBLEMS {
            return None;
        }
        nearest(word, known).map(|near| format!("did you mean `{near}`?"))
    }

    /// "did you mean …?", or all that it can be.
    fn suggest_or_list<'k>(
        &self,
        word: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Option<String> {
        if self.found.borrow().len() > MAX_PROBLEMS {
            return None;
        }
        let listed = || {
            let all: Vec<&str> = known.clone().collect();
            format!("known here are {}", all.join(", "))
        };
        Some(self.suggest(word, known.clone()).unwrap_or_else(listed))
    }

    /// Notes each id that stands twice among `ids`; `what` is the kind of thing: "fact".
    pub fn distinct<'t, 'd: 't>(&self, what: &str, ids: impl IntoIterator<Item = &'t Text<'d>>) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for id in ids {
            if id.value.is_empty() {
                continue;
            }
            match first.get(id.value) {
                None => {
                    first.insert(id.value, id.span.start);
                }
                Some(&at) => self.error(
                    id.span.clone(),
                    format!(
                        "the {what} `{}` stands on line {} already",
                        id.value,
                        self.line(at)
                    ),
                ),
            }
        }
    }

    /// The line of a byte of the source, counted from 1.
    pub fn line(&self, byte: usize) -> u32 {
        self.line_starts.partition_point(|&start| start <= byte) as u32
    }

    /// Whether an error was noted.
    pub fn has_errors(&self) -> bool {
        self.found
            .borrow()
            .iter()
            .any(|found| found.severity == Severity::Error)
    }

    /// Every problem, in the order of the file; at most [`MAX_PROBLEMS`], and a last one that counts the rest.
    pub fn finish(self) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        found.sort_by(|a, b| {
            (a.span.start, a.span.end, &a.message).cmp(&(b.span.start, b.span.end, &b.message))
        });
        found.dedup_by(|a, b| a.span == b.span && a.message == b.message);
        // Errors decide whether the file can be used at all, so that warnings give way to them.
        if found.len() > MAX_PROBLEMS {
            found.sort_by_key(|found| found.severity == Severity::Warning);
        }
        let rest = found.split_off(found.len().min(MAX_PROBLEMS));
        let mut problems: Vec<Problem> = found
            .into_iter()
            .map(|found| {
                let Found {
                    span,
                    severity,
                    message,
                    help,
                } = found;
                Problem::at(&self.file, self.source, span, severity, message, help)
            })
            .collect();
        if let Some(Found { span, severity, .. }) = rest.first() {
            let (span, severity) = (span.clone(), *severity);
            let message = format!("and {} more problems", rest.len());
            problems.push(Problem::at(
                &self.file,
                self.source,
                span,
                severity,
                message,
                None,
            ));
        }
        problems
    }

    /// What stands behind the first syntax error was guessed by the parser, and a complaint about it would only
    /// confuse.
    fn report(
        &self,
        span: Range<usize>,
        severity: Severity,
        message: String,
        help: Option<String>,
    ) {
        // The root's header stands at byte 0 and its keys may stand behind the syntax error.
        let guessed = self
            .broken_at
            .is_some_and(|at| span.start >= at || span == (0..0));
        if !guessed {
            self.note(span, severity, message, help);
        }
    }

    fn note(&self, span: Range<usize>, severity: Severity, message: String, help: Option<String>) {
        self.found.borrow_mut().push(Found {
            span,
            severity,
            message,
            help,
        });
    }
}

impl Document<'_> {
    fn check_id(&self, id: &Text<'_>) {
        let value = id.value;
        let well_formed = value.len() <= 60
            && value.split('-').all(|word| {
                !word.is_empty()
                    && word
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        if !value.is_empty() && !well_formed {
            self.error_with(
                id.span.clone(),
                format!("`{}` is no id", printable(value)),
                "ids are lower-case words joined by `-`",
            );
        }
    }
}

/// Whether a character shows nothing, or turns the direction of what follows: it has no place in a text for people.
pub fn is_hidden(c: char) -> bool {
    c.is_control() || text::is_invisible(c)
}

/// An author's word as it may stand in a message: short, and nothing in it moves the cursor.
fn printable(value: &str) -> String {
    let mut short: String = value
        .chars()
        .take(60)
        .map(|c| if is_hidden(c) { '\u{fffd}' } else { c })
        .collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
