//! The file of settings: found, read, and its problems told.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::ArgMatches;

use super::{FILE, FILE_FLAG, FILE_VARIABLE};
use crate::document::Document;

/// The file that was found, or nothing.
#[derive(Debug)]
pub(super) struct File {
    /// As problems call it; none: there is no file.
    pub(super) name: Option<String>,
    /// What relative paths in it are relative to.
    pub(super) folder: PathBuf,
    source: String,
}

impl File {
    /// The file that the flag or the variable names, which must be there; else [`FILE`] in the working folder.
    pub(super) fn find(matches: &ArgMatches) -> Result<File, String> {
        let flag = matches.try_get_one::<PathBuf>(FILE_FLAG).ok().flatten();
        let variable = std::env::var_os(FILE_VARIABLE).filter(|value| !value.is_empty());
        let named = flag.cloned().or(variable.map(PathBuf::from));
        let path = match &named {
            Some(path) => path.as_path(),
            None => Path::new(FILE),
        };
        match read_once(path) {
            Ok(source) => Ok(File {
                name: Some(path.display().to_string()),
                folder: path.parent().unwrap_or(Path::new("")).to_owned(),
                source,
            }),
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                Ok(File {
                    name: None,
                    folder: PathBuf::new(),
                    source: String::new(),
                })
            }
            Err(error) => Err(format!(
                "cannot read the settings in {}: {error}",
                path.display()
            )),
        }
    }

    pub(super) fn document(&self) -> Document<'_> {
        Document::parse(self.name.as_deref().unwrap_or(FILE), &self.source)
    }

    /// Every problem with its line underlined.
    pub(super) fn problems(&self, document: Document<'_>) -> Vec<String> {
        let problems = document.finish();
        let rendered = problems.iter().map(|problem| {
            let rendered = problem.render(&self.source);
            rendered.trim_end().to_owned()
        });
        rendered.collect()
    }

    /// A path that stands in the file.
    pub(super) fn resolve(&self, path: &str) -> OsString {
        self.folder.join(path).into_os_string()
    }
}

/// The text of a file. Each topic of a command line reads the settings anew, and a pipe can be read only once: what was
/// read is kept.
pub(super) fn read_once(path: &Path) -> std::io::Result<String> {
    static READ: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());
    let mut read = match READ.lock() {
        Ok(read) => read,
        Err(poisoned) => poisoned.into_inner(),
    };
    if let Some(text) = read.get(path) {
        return Ok(text.clone());
    }
    let text = std::fs::read_to_string(path)?;
    read.insert(path.to_owned(), text.clone());
    Ok(text)
}
