//! A table of a document, read key by key.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};

use toml::de::{DeTable, DeValue};

use super::shape::{Kind, Shape};
use super::text::Text;
use super::{Document, MAX_ENTRIES, MAX_TEXT_BYTES, Severity, is_hidden, nearest, printable};

/// A table of the document. Every key that its format knows must be asked for before it goes out of scope: the
/// others are reported then.
#[derive(Debug)]
pub struct Table<'d, 's> {
    document: &'d Document<'s>,
    table: &'d DeTable<'s>,
    span: Range<usize>,
    name: String,
    /// Its keys from the root, for the shape.
    path: String,
    asked: RefCell<Vec<String>>,
}

impl<'d, 's> Table<'d, 's> {
    pub(super) fn new(
        document: &'d Document<'s>,
        table: &'d DeTable<'s>,
        span: Range<usize>,
        name: String,
        path: String,
    ) -> Self {
        Table {
            document,
            table,
            span,
            name,
            path,
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
        self.shaped(|shape, path| shape.allow(path, key));
        self.is_there(key)
    }

    fn is_there(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Notes what is asked, where somebody wants to know.
    fn shaped(&self, note: impl FnOnce(&mut Shape, &str)) {
        if let Some(shape) = self.document.shape.borrow_mut().as_mut() {
            note(shape, &self.path);
        }
    }

    fn wants(&self, key: &str, kind: Kind) {
        self.shaped(|shape, path| shape.note(path, key, kind));
    }

    fn needs(&self, key: &str) {
        self.shaped(|shape, path| shape.require(path, key));
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
        self.needs(key);
        self.optional_text(key)
            .unwrap_or_else(|| self.missing_text(key))
    }

    /// A string that may be left out.
    pub fn optional_text(&self, key: &str) -> Option<Text<'d>> {
        self.wants(key, Kind::Text);
        let (value, span) = self.get(key)?;
        Some(self.as_text(key, value, span, false))
    }

    /// A string of several lines that must be there.
    pub fn block(&self, key: &str) -> Text<'d> {
        self.wants(key, Kind::Text);
        self.needs(key);
        match self.get(key) {
            Some((value, span)) => self.as_text(key, value, span, true),
            None => self.missing_text(key),
        }
    }

    /// An id that must be there: lower-case words and digits joined by `-`.
    pub fn id(&self, key: &str) -> Text<'d> {
        self.needs(key);
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
        self.needs(key);
        if !self.is_there(key) {
            self.wants(key, Kind::Texts);
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

    /// Takes note of a key whose value isn't wanted here, so that it is not reported as unknown.
    pub fn pass_over(&self, key: &str) {
        self.get(key);
    }

    /// A list of strings of several lines, of which one must be there.
    pub fn blocks(&self, key: &str) -> Vec<Text<'d>> {
        self.needs(key);
        self.wants(key, Kind::Texts);
        if !self.is_there(key) {
            self.missing(key);
        }
        self.array(key, "strings")
            .into_iter()
            .map(|(value, span)| self.as_text(key, value, span, true))
            .collect()
    }

    /// A list of strings that may be left out or empty.
    pub fn optional_texts(&self, key: &str) -> Vec<Text<'d>> {
        self.wants(key, Kind::Texts);
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
        self.needs(key);
        self.optional_integer(key, range).unwrap_or_else(|| {
            if !self.is_there(key) {
                self.missing(key);
            }
            0
        })
    }

    /// A whole number that may be left out.
    pub fn optional_integer(&self, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        self.wants(key, Kind::Integer(*range.start(), *range.end()));
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
        self.wants(key, Kind::Number);
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
        self.wants(key, Kind::Flag);
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
        self.needs(key);
        if !self.is_there(key) {
            self.missing(key);
        }
        self.optional_choice(key, choices)
    }

    /// One of a closed list of words, which may be left out.
    pub fn optional_choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.optional_text(key);
        let words = choices.iter().map(|(word, _)| (*word).to_owned());
        self.wants(key, Kind::Choice(words.collect()));
        let text = text?;
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
        self.needs(key);
        if !self.is_there(key) {
            let message = format!("{} has no table `{key}`", self.name);
            self.document.error(self.span(), message);
        }
        self.optional_table(key)
    }

    /// A table that may be left out.
    pub fn optional_table(&self, key: &str) -> Option<Table<'d, 's>> {
        self.wants(key, Kind::Table);
        let (value, span) = self.get(key)?;
        let table = value.as_table();
        if table.is_none() {
            let message = format!("`{key}` must be a table, {}", found(value));
            self.document.error(span.clone(), message);
        }
        let path = format!("{}.{key}", self.path);
        let name = format!("`{key}`");
        Some(Table::new(self.document, table?, span, name, path))
    }

    /// The tables of an array of tables, `[[key]]`; none where it is left out.
    pub fn tables(&self, key: &str) -> Vec<Table<'d, 's>> {
        self.wants(key, Kind::Tables);
        self.array(key, "tables")
            .into_iter()
            .filter_map(|(value, span)| {
                let table = value.as_table();
                if table.is_none() {
                    let message = format!("`{key}` must hold tables, {}", found(value));
                    self.document.error(span.clone(), message);
                }
                let name = format!("this `{key}`");
                let path = format!("{}.{key}", self.path);
                Some(Table::new(self.document, table?, span, name, path))
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
        // Nearly all texts are plain, and a look at their bytes tells.
        let bytes = text.value.bytes();
        let is_plain = bytes.fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'));
        let mut characters = text.value.char_indices().filter(|_| !is_plain);
        let control = characters.find(|&(_, c)| {
            let allowed = block && (c == '\n' || c == '\r' || c == '\t');
            !allowed && is_hidden(c)
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
                let known = asked.iter().map(String::as_str);
                let help = self.document.suggest_or_list(key.value, known);
                let message = format!("unknown key `{}`", printable(key.value));
                self.document
                    .report(key.span, Severity::Error, message, help);
            }
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
