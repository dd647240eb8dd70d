//! One thing more in a scenario's text: a sample question, a fact, a form, a case. Everything else in the text stays as
//! its author wrote it, remarks and blanks included.

use std::ops::Range;

use crate::document::{Document, Table};

/// What is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amendment {
    /// A sample question for a fact or an open question.
    Question {
        /// Its id.
        of: String,
        /// The question.
        text: String,
    },
    /// A fact with its first sample question.
    Fact {
        /// Its id.
        id: String,
        /// The question.
        question: String,
        /// What the interviewer answers.
        answer: String,
        /// The same on a line.
        short: String,
    },
    /// A pattern for a part of an expectation.
    Form {
        /// `expectation/part`
        part: String,
        /// The pattern.
        pattern: String,
    },
    /// A case.
    Case {
        /// What is said.
        say: String,
        /// What has to come of it.
        wants: Wants,
        /// The id.
        of: String,
    },
}

/// What has to come of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// The part is reached.
    Reaches,
    /// The fact is the answer.
    Facts,
    /// It has nothing to do with it.
    Not,
}

impl Wants {
    /// The key in the file.
    fn key(self) -> &'static str {
        match self {
            Wants::Reaches => "reaches",
            Wants::Facts => "facts",
            Wants::Not => "not",
        }
    }
}

/// Why a text can't be added to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// It is no TOML as a whole.
    #[error("the text has mistakes that have to be mended first")]
    Broken,
    /// It has no such fact, open question or part.
    #[error("the text has no `{0}`")]
    NoSuch(String),
    /// It is written in a way that leaves no place.
    #[error("the text is written in a way that this can't be put into by itself")]
    NoPlace,
}

/// The text with the amendment in it. Whether it still is a scenario is for the check to say.
pub fn amend(source: &str, amendment: &Amendment) -> Result<String, AmendError> {
    let document = Document::parse("scenario.toml", source);
    if !document.is_whole() {
        return Err(AmendError::Broken);
    }
    let root = document.root();
    let amended = match amendment {
        Amendment::Question { of, text } => {
            let mut tables = root.tables("fact").into_iter().chain(root.tables("open"));
            let table = tables.find(|table| table.id("id").value == of);
            let table = table.ok_or_else(|| AmendError::NoSuch(of.clone()))?;
            with_entry(source, &table, "questions", text).ok_or(AmendError::NoPlace)?
        }
        Amendment::Form { part, pattern } => {
            let table = part_of(&root, part).ok_or_else(|| AmendError::NoSuch(part.clone()))?;
            with_entry(source, &table, "patterns", pattern).ok_or(AmendError::NoPlace)?
        }
        Amendment::Fact {
            id,
            question,
            answer,
            short,
        } => {
            let (id, question) = (quoted(id), quoted(question));
            let (answer, short) = (quoted(answer), quoted(short));
            let table = format!(
                "[[fact]]\nid = {id}\ntopics = []\nquestions = [{question}]\nanswer = {answer}\nshort = {short}\n"
            );
            with_table(source, root.tables("fact").last(), &table)
        }
        Amendment::Case { say, wants, of } => {
            let (say, of) = (quoted(say), quoted(of));
            let table = format!("[[case]]\nsay = {say}\n{} = [{of}]\n", wants.key());
            with_table(source, root.tables("case").last(), &table)
        }
    };
    match Document::parse("scenario.toml", &amended).is_whole() {
        true => Ok(amended),
        false => Err(AmendError::NoPlace),
    }
}

/// The table of `expectation/part`.
fn part_of<'d, 's>(root: &Table<'d, 's>, name: &str) -> Option<Table<'d, 's>> {
    let (expectation, part) = name.split_once('/')?;
    let mut expectations = root.tables("expectation").into_iter();
    let table = expectations.find(|table| table.id("id").value == expectation)?;
    let mut parts = table.tables("part").into_iter();
    parts.find(|table| table.id("id").value == part)
}

/// The text with one string more at the end of a table's list; none where something else than a list stands there.
fn with_entry(source: &str, table: &Table<'_, '_>, key: &str, entry: &str) -> Option<String> {
    let entry = quoted(entry);
    if !table.has(key) {
        let id = table.id("id").span;
        return Some(match source[table.span()].starts_with('{') {
            true => spliced(source, id.end..id.end, &format!(", {key} = [{entry}]")),
            false => {
                let (indent, end) = (indent_of(source, id.start), line_end(source, id.end));
                spliced(source, end..end, &format!("\n{indent}{key} = [{entry}]"))
            }
        });
    }
    let list = table.span_of(key);
    if !source[list.clone()].starts_with('[') {
        return None;
    }
    let entries = table.optional_texts(key);
    let Some(last) = entries.last().map(|text| text.span.clone()) else {
        return Some(spliced(source, list.start + 1..list.start + 1, &entry));
    };
    let end = line_end(source, last.end);
    if end >= list.end {
        return Some(spliced(source, last.end..last.end, &format!(", {entry}")));
    }
    // Each entry on a line of its own: what stands behind the last one, a comma or a remark, stays with it.
    let rest = &source[last.end..end];
    let comma = if rest.trim_start().starts_with(',') {
        ""
    } else {
        ","
    };
    let indent = indent_of(source, last.start);
    let with = format!("{comma}{rest}\n{indent}{entry},");
    Some(spliced(source, last.end..end, &with))
}

/// The text with a table more, behind the last one of its kind.
fn with_table(source: &str, last: Option<&Table<'_, '_>>, table: &str) -> String {
    let end = last.map_or(source.len(), |last| {
        let values = last
            .keys()
            .into_iter()
            .map(|key| last.span_of(key.value).end);
        line_end(source, values.max().unwrap_or(last.span().end))
    });
    let (before, after) = source.split_at(end);
    let after = after.trim_start_matches('\n');
    let between = if after.is_empty() { "" } else { "\n" };
    format!("{}\n\n{table}{between}{after}", before.trim_end())
}

fn spliced(source: &str, at: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &source[..at.start], &source[at.end..])
}

/// The end of the line of a byte, before its break.
fn line_end(source: &str, at: usize) -> usize {
    source[at..].find('\n').map_or(source.len(), |end| at + end)
}

/// The blanks that the line of a byte begins with.
fn indent_of(source: &str, at: usize) -> &str {
    let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = &source[start..at];
    &line[..line.len() - line.trim_start().len()]
}

/// A string as it stands in a file, on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests;
