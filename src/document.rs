//! A TOML file read by hand, so that an author sees every problem at once, each at its line and column.
//!
//! Deserialising stops at the first mistake. [`Document`] instead walks the spanned tree: each getter of [`Table`]
//! always gives a value back, noting what is wrong, and a table that goes out of scope reports the keys that
//! nobody asked for. When [`Document::finish`] gives no error back, what was read can be relied on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use toml::de::{DeTable, DeValue};

mod problem;
mod text;

pub use problem::{Problem, Severity, nearest};
pub use text::Text;

/// A file larger than this is refused unread.
pub const MAX_FILE_BYTES: usize = 1 << 20;
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
        };
        if source.len() > MAX_FILE_BYTES {
            document.broken_at = Some(0);
            let message = format!("the file is larger than {} KiB", MAX_FILE_BYTES / 1024);
            document.note(0..0, Severity::Error, message, None);
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
        }
        document
    }

    /// The file's own table.
    pub fn root(&self) -> Table<'_, 's> {
        Table::new(self, &self.root, 0..0, "the file".to_string())
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
        let help = nearest(id.value, known).map(|near| format!("did you mean `{near}`?"));
        let message = format!("no {what} is called `{}`", printable(id.value));
        self.report(id.span.clone(), Severity::Error, message, help);
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

/// A table of the document. Every key that its format knows must be asked for before it goes out of scope: the
/// others are reported then.
#[derive(Debug)]
pub struct Table<'d, 's> {
    document: &'d Document<'s>,
    table: &'d DeTable<'s>,
    span: Range<usize>,
    name: String,
    asked: RefCell<Vec<String>>,
}

impl<'d, 's> Table<'d, 's> {
    fn new(
        document: &'d Document<'s>,
        table: &'d DeTable<'s>,
        span: Range<usize>,
        name: String,
    ) -> Self {
        Table {
            document,
            table,
            span,
            name,
            asked: RefCell::new(Vec::new()),
        }
    }

    /// The document that it belongs to, to note problems.
    pub fn document(&self) -> &'d Document<'s> {
        self.document
    }

    /// Its header, or the whole of an inline table: where a missing key is reported.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The line of its header, counted from 1.
    pub fn line(&self) -> u32 {
        self.document.line(self.span.start)
    }

    /// Whether the key is there, whatever its type.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Where a key's value stands; the header if it isn't there.
    pub fn span_of(&self, key: &str) -> Range<usize> {
        self.table
            .get(key)
            .map_or_else(|| self.span(), |value| value.span())
    }

    /// The keys of a table whose keys are the author's own, in the order of the file.
    pub fn keys(&self) -> Vec<Text<'d>> {
        let mut keys: Vec<Text<'d>> = self
            .table
            .keys()
            .map(|key| Text {
                value: key.get_ref().as_ref(),
                span: key.span(),
            })
            .collect();
        keys.sort_by_key(|key| key.span.start);
        keys
    }

    /// A string that must be there: one line, not empty, no control characters.
    pub fn text(&self, key: &str) -> Text<'d> {
        self.optional_text(key)
            .unwrap_or_else(|| self.missing_text(key))
    }

    /// A string that may be left out.
    pub fn optional_text(&self, key: &str) -> Option<Text<'d>> {
        let (value, span) = self.get(key)?;
        Some(self.as_text(key, value, span, false))
    }

    /// A string of several lines that must be there.
    pub fn block(&self, key: &str) -> Text<'d> {
        match self.get(key) {
            Some((value, span)) => self.as_text(key, value, span, true),
            None => self.missing_text(key),
        }
    }

    /// An id that must be there: lower-case words and digits joined by `-`.
    pub fn id(&self, key: &str) -> Text<'d> {
        self.optional_id(key)
            .unwrap_or_else(|| self.missing_text(key))
    }

    /// An id that may be left out.
    pub fn optional_id(&self, key: &str) -> Option<Text<'d>> {
        let text = self.optional_text(key)?;
        self.document.check_id(&text);
        Some(text)
    }

    /// A list of strings that must be there and must not be empty.
    pub fn texts(&self, key: &str) -> Vec<Text<'d>> {
        if !self.has(key) {
            self.missing(key);
            return Vec::new();
        }
        let texts = self.optional_texts(key);
        if texts.is_empty() && self.is_array(key) {
            let message = format!("`{key}` needs at least one entry");
            self.document.error(self.span_of(key), message);
        }
        texts
    }

    /// A list of strings that may be left out or empty.
    pub fn optional_texts(&self, key: &str) -> Vec<Text<'d>> {
        self.array(key, "strings")
            .into_iter()
            .map(|(value, span)| self.as_text(key, value, span, false))
            .collect()
    }

    /// A list of ids that may be left out or empty.
    pub fn ids(&self, key: &str) -> Vec<Text<'d>> {
        let ids = self.optional_texts(key);
        for id in &ids {
            self.document.check_id(id);
        }
        ids
    }

    /// A whole number that must be there.
    pub fn integer(&self, key: &str, range: RangeInclusive<i64>) -> i64 {
        self.optional_integer(key, range).unwrap_or_else(|| {
            if !self.has(key) {
                self.missing(key);
            }
            0
        })
    }

    /// A whole number that may be left out.
    pub fn optional_integer(&self, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let (value, span) = self.get(key)?;
        let number = value
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        match number {
            Some(number) if range.contains(&number) => Some(number),
            _ => {
                let (least, most) = (range.start(), range.end());
                let message = if least == most {
                    format!("`{key}` must be {least}")
                } else {
                    format!("`{key}` must be a whole number from {least} to {most}")
                };
                self.document.error(span, message);
                None
            }
        }
    }

    /// A finite number, whole or not, that may be left out; not negative.
    pub fn optional_number(&self, key: &str) -> Option<f64> {
        let (value, span) = self.get(key)?;
        let number = match value {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|number| number as f64),
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::String(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        match number {
            Some(number) if f64::is_finite(number) && number >= 0.0 => Some(number),
            _ => {
                let message = format!("`{key}` must be a number, zero or more");
                self.document.error(span, message);
                None
            }
        }
    }

    /// `true` or `false`, or `default` where it is left out.
    pub fn flag(&self, key: &str, default: bool) -> bool {
        self.optional_flag(key).unwrap_or(default)
    }

    /// `true` or `false`, which may be left out.
    pub fn optional_flag(&self, key: &str) -> Option<bool> {
        let (value, span) = self.get(key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            let message = format!("`{key}` must be true or false, {}", found(value));
            self.document.error(span, message);
        }
        flag
    }

    /// One of a closed list of words, which must be there; the first one stands in where it isn't.
    pub fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        if !self.has(key) {
            self.missing(key);
        }
        self.optional_choice(key, choices)
    }

    /// One of a closed list of words, which may be left out.
    pub fn optional_choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.optional_text(key)?;
        if text.value.is_empty() {
            return None;
        }
        let choice = choices.iter().find(|(word, _)| *word == text.value);
        if choice.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            let help = match nearest(text.value, words.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of: {}", words.join(", ")),
            };
            let message = format!("`{key}` can't be `{}`", printable(text.value));
            self.document.error_with(text.span, message, help);
        }
        choice.map(|(_, value)| *value)
    }

    /// A table that must be there.
    pub fn table(&self, key: &str) -> Option<Table<'d, 's>> {
        if !self.has(key) {
            let message = format!("{} has no table `{key}`", self.name);
            self.document.error(self.span(), message);
        }
        self.optional_table(key)
    }

    /// A table that may be left out.
    pub fn optional_table(&self, key: &str) -> Option<Table<'d, 's>> {
        let (value, span) = self.get(key)?;
        let table = value.as_table();
        if table.is_none() {
            let message = format!("`{key}` must be a table, {}", found(value));
            self.document.error(span.clone(), message);
        }
        Some(Table::new(self.document, table?, span, format!("`{key}`")))
    }

    /// The tables of an array of tables, `[[key]]`; none where it is left out.
    pub fn tables(&self, key: &str) -> Vec<Table<'d, 's>> {
        self.array(key, "tables")
            .into_iter()
            .filter_map(|(value, span)| {
                let table = value.as_table();
                if table.is_none() {
                    let message = format!("`{key}` must hold tables, {}", found(value));
                    self.document.error(span.clone(), message);
                }
                let name = format!("this `{key}`");
                Some(Table::new(self.document, table?, span, name))
            })
            .collect()
    }

    /// Says that the key is missing, at the table's header.
    pub fn missing(&self, key: &str) {
        let message = format!("{} has no `{key}`", self.name);
        self.document.error(self.span(), message);
    }

    fn missing_text(&self, key: &str) -> Text<'d> {
        self.missing(key);
        Text {
            value: "",
            span: self.span(),
        }
    }

    fn get(&self, key: &str) -> Option<(&'d DeValue<'s>, Range<usize>)> {
        let mut asked = self.asked.borrow_mut();
        if !asked.iter().any(|known| known == key) {
            asked.push(key.to_string());
        }
        let value = self.table.get(key)?;
        Some((value.get_ref(), value.span()))
    }

    fn is_array(&self, key: &str) -> bool {
        self.get(key).is_some_and(|(value, _)| value.is_array())
    }

    /// The entries of a list; `what` is what it must hold.
    fn array(&self, key: &str, what: &str) -> Vec<(&'d DeValue<'s>, Range<usize>)> {
        let Some((value, span)) = self.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.as_array() else {
            let message = format!("`{key}` must be a list of {what}, {}", found(value));
            self.document.error(span, message);
            return Vec::new();
        };
        if array.len() > MAX_ENTRIES {
            let message = format!(
                "`{key}` has {} entries: more than {MAX_ENTRIES}",
                array.len()
            );
            self.document.error(span, message);
        }
        array
            .iter()
            .take(MAX_ENTRIES)
            .map(|entry| (entry.get_ref(), entry.span()))
            .collect()
    }

    fn as_text(
        &self,
        key: &str,
        value: &'d DeValue<'s>,
        span: Range<usize>,
        block: bool,
    ) -> Text<'d> {
        let text = match value {
            DeValue::String(string) => Text {
                value: string.as_ref(),
                span,
            },
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => {
                let message = format!("`{key}` must be a string, {}", found(value));
                self.document.error(span.clone(), message);
                return Text { value: "", span };
            }
        };
        let longest = MAX_TEXT_BYTES * if block { 10 } else { 1 };
        if text.value.trim().is_empty() {
            let message = format!("`{key}` is empty");
            self.document.error(text.span.clone(), message);
        } else if text.value.len() > longest {
            let message = format!("`{key}` is longer than {longest} bytes");
            self.document.error(text.span.clone(), message);
            // What comes next would compile it.
            return Text {
                value: "",
                span: text.span,
            };
        }
        let control = text.value.char_indices().find(|&(_, c)| {
            let allowed = block && (c == '\n' || c == '\r' || c == '\t');
            !allowed && (c.is_control() || text::is_invisible(c))
        });
        if let Some((at, c)) = control {
            let message = match c {
                '\n' => format!("`{key}` must stand on one line"),
                _ => format!("`{key}` holds the control character U+{:04X}", c as u32),
            };
            let span = text.span_in(self.document, at..at + c.len_utf8());
            self.document.error(span, message);
        }
        text
    }
}

impl Drop for Table<'_, '_> {
    fn drop(&mut self) {
        let asked = self.asked.take();
        for key in self.keys() {
            if !asked.iter().any(|known| known == key.value) {
                let near = nearest(key.value, asked.iter().map(String::as_str));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let message = format!("unknown key `{}`", printable(key.value));
                self.document
                    .report(key.span, Severity::Error, message, help);
            }
        }
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

/// What stands there instead, for a message.
fn found(value: &DeValue<'_>) -> String {
    let kind = match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    format!("not {kind}")
}

/// An author's word as it may stand in a message: short, and nothing in it moves the cursor.
fn printable(value: &str) -> String {
    let mut short: String = value
        .chars()
        .take(60)
        .map(|c| {
            if c.is_control() || text::is_invisible(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
