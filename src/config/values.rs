//! Looking a setting up: in the flags, the variables, the file, and at last in its default.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::Setting;
use super::file::{File, read_once};
use crate::document::Table;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The command line: the flag's name.
    Flag(String),
    /// The environment: the variable's name.
    Variable(String),
    /// A file that a variable names: the variable and the file.
    SecretFile(String, String),
    /// The file of settings: its name, and the line.
    File(String, u32),
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Flag(flag) => write!(f, "flag --{flag}"),
            Source::Variable(variable) => write!(f, "variable {variable}"),
            Source::SecretFile(variable, file) => {
                write!(f, "file {file}, which {variable} names")
            }
            Source::File(file, line) => write!(f, "file {file}, line {line}"),
            Source::Default => f.write_str("default"),
        }
    }
}

/// A setting with the value that is in force, and why.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The setting.
    pub setting: Setting,
    /// Its value as one would write it; empty: none. A secret's is never here.
    pub value: String,
    /// Where the value comes from.
    pub source: Source,
    /// Where else it was set, without effect.
    pub overruled: Vec<Source>,
}

/// What was said of one setting somewhere.
struct Said {
    values: Vec<OsString>,
    source: Source,
    /// Its place in the file, if it stands there.
    span: Option<Range<usize>>,
}

/// The settings while they are being read.
pub(super) struct Values<'a> {
    matches: &'a ArgMatches,
    table: &'a Table<'a, 'a>,
    file: &'a File,
    in_force: Vec<InForce>,
    problems: Vec<String>,
}

impl<'a> Values<'a> {
    pub(super) fn new(
        matches: &'a ArgMatches,
        table: &'a Table<'a, 'a>,
        file: &'a File,
    ) -> Values<'a> {
        Values {
            matches,
            table,
            file,
            in_force: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// What is in force, and what is wrong outside the file.
    pub(super) fn finish(self) -> (Vec<InForce>, Vec<String>) {
        (self.in_force, self.problems)
    }

    /// A value that `parse` makes of a text; none where it isn't set, or is wrong, which is noted then.
    pub(super) fn optional<T>(
        &mut self,
        setting: &Setting,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.many(setting, parse).pop()
    }

    /// A value of a setting with a default; `fallback` stands in only where a problem is noted.
    pub(super) fn value<T>(
        &mut self,
        setting: &Setting,
        fallback: T,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> T {
        self.optional(setting, parse).unwrap_or(fallback)
    }

    /// The values of a list.
    pub(super) fn many<T>(
        &mut self,
        setting: &Setting,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let said = self.look_up(setting, |table| match setting.many {
            true => owned(table.optional_texts(setting.key).iter().map(|t| t.value)),
            false => owned(table.optional_text(setting.key).iter().map(|t| t.value)),
        });
        let mut parsed = Vec::new();
        for value in &said.values {
            let value = value.to_str().ok_or_else(|| "it is no text".to_owned());
            match value.and_then(&parse) {
                Ok(value) => parsed.push(value),
                Err(problem) => self.wrong(setting, &said, problem),
            }
        }
        parsed
    }

    /// A path; one that stands in the file is relative to the file's folder. Also whether somebody named it for this
    /// run, by flag or by variable.
    pub(super) fn path(&mut self, setting: &Setting) -> (Option<PathBuf>, bool) {
        let file = self.file;
        let said = self.look_up(setting, |table| {
            let text = table.optional_text(setting.key)?;
            Some(vec![file.resolve(text.value)])
        });
        let named = match said.source {
            Source::Flag(_) | Source::Variable(_) | Source::SecretFile(..) => true,
            Source::File(..) | Source::Default => false,
        };
        (
            said.values.into_iter().next_back().map(PathBuf::from),
            named,
        )
    }

    /// A whole number.
    pub(super) fn number(&mut self, setting: &Setting, range: RangeInclusive<u32>) -> u32 {
        let (least, most) = (*range.start(), *range.end());
        let said = self.look_up(setting, |table| {
            let number = table.optional_integer(setting.key, i64::from(least)..=i64::from(most))?;
            Some(vec![number.to_string().into()])
        });
        let number = said.values.last().and_then(|value| {
            let number = value.to_str()?.trim().parse().ok()?;
            range.contains(&number).then_some(number)
        });
        if number.is_none() && !said.values.is_empty() {
            let problem = format!("it must be a whole number from {least} to {most}");
            self.wrong(setting, &said, problem);
        }
        number.unwrap_or(least)
    }

    /// On or off; `true` or `false` in the file.
    pub(super) fn switch(&mut self, setting: &Setting) -> bool {
        let said = self.look_up(setting, |table| {
            let on = table.optional_flag(setting.key)?;
            Some(vec![if on { "on".into() } else { "off".into() }])
        });
        match said.values.last().and_then(|value| value.to_str()) {
            Some("on" | "true" | "yes" | "1") => true,
            Some("off" | "false" | "no" | "0") => false,
            Some(_) | None => {
                if !said.values.is_empty() {
                    self.wrong(setting, &said, "it must be `on` or `off`".into());
                }
                false
            }
        }
    }

    /// Finds what is in force of a setting, and notes it for whoever asks why.
    fn look_up(
        &mut self,
        setting: &Setting,
        in_file: impl FnOnce(&Table<'_, '_>) -> Option<Vec<OsString>>,
    ) -> Said {
        let mut said = Vec::new();
        said.extend(self.flag(setting));
        said.extend(self.variable(setting));
        said.extend(self.secret_file(setting));
        // Asked for always: what stands in the file is known, even where it has no effect.
        let before = self.table.document().has_errors();
        if let Some(values) = in_file(self.table) {
            // What the table found wrong is told at its place already.
            let broken = !before && self.table.document().has_errors();
            if !broken {
                let span = self.table.span_of(setting.key);
                let line = self.table.document().line(span.start);
                let name = self.file.name.clone().unwrap_or_default();
                said.push(Said {
                    values,
                    source: Source::File(name, line),
                    span: Some(span),
                });
            }
        }
        let mut said = said.into_iter();
        let first = said.next().unwrap_or_else(|| Said {
            values: split(setting, OsStr::new(setting.default)),
            source: Source::Default,
            span: None,
        });
        let shown: Vec<String> = first
            .values
            .iter()
            .map(|value| value.to_string_lossy().into_owned())
            .collect();
        self.in_force.push(InForce {
            setting: *setting,
            value: match setting.secret && !shown.is_empty() {
                true => "(set, and not shown)".into(),
                false => shown.join(", "),
            },
            source: first.source.clone(),
            overruled: said.map(|said| said.source).collect(),
        });
        if first.values.is_empty() && !setting.default.is_empty() {
            self.wrong(setting, &first, "it is empty".into());
        }
        first
    }

    fn flag(&self, setting: &Setting) -> Option<Said> {
        // Not every command has every flag.
        let given = self.matches.try_get_many::<OsString>(setting.key);
        let values: Vec<OsString> = given
            .ok()??
            .flat_map(|value| split(setting, value))
            .collect();
        Some(Said {
            values,
            source: Source::Flag(setting.flag()),
            span: None,
        })
    }

    /// A variable that is set to nothing counts as not set.
    fn variable(&self, setting: &Setting) -> Option<Said> {
        let variable = setting.variable();
        let value = std::env::var_os(&variable).filter(|value| !value.is_empty())?;
        Some(Said {
            values: split(setting, &value),
            source: Source::Variable(variable),
            span: None,
        })
    }

    fn secret_file(&mut self, setting: &Setting) -> Option<Said> {
        let variable = setting.file_variable();
        let path = std::env::var_os(&variable).filter(|value| !value.is_empty())?;
        let name = PathBuf::from(&path).display().to_string();
        match read_once(Path::new(&path)) {
            Ok(text) => Some(Said {
                // Editors end a file with a line break that is no part of a secret.
                values: split(setting, OsStr::new(text.trim_end_matches(['\r', '\n']))),
                source: Source::SecretFile(variable, name),
                span: None,
            }),
            Err(error) => {
                self.problems
                    .push(format!("{variable}: cannot read {name}: {error}"));
                None
            }
        }
    }

    /// Notes what is wrong with a value, where it was said.
    fn wrong(&mut self, setting: &Setting, said: &Said, problem: String) {
        match (&said.source, &said.span) {
            (Source::File(..), Some(span)) => {
                let message = format!("`{}`: {problem}", setting.key);
                self.table.document().error(span.clone(), message);
            }
            (Source::Flag(flag), _) => self.problems.push(format!("--{flag}: {problem}")),
            (Source::Variable(variable) | Source::SecretFile(variable, _), _) => {
                self.problems.push(format!("{variable}: {problem}"));
            }
            (Source::File(..) | Source::Default, _) => {
                self.problems.push(format!("{}: {problem}", setting.key));
            }
        }
    }
}

fn owned<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Vec<OsString>> {
    let values: Vec<OsString> = texts.map(OsString::from).collect();
    (!values.is_empty()).then_some(values)
}

/// The parts of a list that is written in one value, or the one value.
fn split(setting: &Setting, value: &OsStr) -> Vec<OsString> {
    match (setting.many, value.to_str()) {
        (true, Some(text)) => text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(OsString::from)
            .collect(),
        (false, Some("")) => Vec::new(),
        (_, _) => vec![value.to_owned()],
    }
}
