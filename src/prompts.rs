//! The prompts: shared knowledge, wording and scenarios. They are embedded in the program; a folder may be laid over
//! them, file by file.
//!
//! [`Library`] holds the prompts of today. When its folder changes it reads everything anew; a file with problems is
//! reported, and what was good last stays in use. A running session keeps the scenario text it began with: the
//! library parses and keeps that too.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use sha2::Digest;

use crate::document::{Problem, Severity};
use crate::interview::{Engine, Wording};
use crate::language::Id;
use crate::scenario::{Edition, Front, Scenario};
use crate::store::Stamp;

mod compile;
mod knowledge;
mod offered;
mod parallel;
mod watch;

pub(crate) use parallel::in_parallel;

pub use knowledge::Knowledge;
pub use offered::Offered;
pub use watch::Watching;

/// The version that goes into a session's stamp.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The most scenario texts of running sessions that are kept compiled.
const PINNED: usize = 64;

/// The prompts that are part of the program, as `build.rs` lists them: as text, so that none of it is looked at before it is
/// needed.
#[cfg(not(debug_assertions))]
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/prompts.rs"));
#[cfg(not(debug_assertions))]
const _: () = assert!(
    !BUILT_IN.is_empty(),
    "`build.rs` lists them for releases only"
);

/// Texts by the names of their files.
type Files = BTreeMap<String, Cow<'static, str>>;

/// A compiled set of prompts.
#[derive(Clone, Debug)]
pub struct Prompts {
    /// The shared knowledge.
    pub lexicon: Knowledge,
    /// The interviewer's wording.
    pub wording: Arc<Wording>,
    /// The scenarios by slug.
    pub offered: BTreeMap<Id, Arc<Offered>>,
    /// SHA-256 over everything but the scenarios.
    pub digest: String,
    /// What is wrong with the files, warnings included. A file with an error is not in use.
    pub problems: Vec<Reported>,
}

/// A problem, with the text of its file.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The problem.
    pub problem: Problem,
    /// The file's text, for [`Problem::render`].
    pub source: Arc<str>,
}

/// Why there are no prompts at all.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PromptsError {
    /// The folder can't be read.
    #[error("cannot read the prompts in {0}: {1}")]
    Unreadable(String, String),
    /// Nothing usable is left.
    #[error("{}", summary(.0))]
    Unusable(Vec<Reported>),
}

fn summary(problems: &[Reported]) -> String {
    match problems.first() {
        Some(first) => format!("the prompts cannot be used: {}", first.problem),
        None => "the prompts cannot be used: there is no scenario".into(),
    }
}

impl Prompts {
    /// The embedded prompts, with those of `folder` laid over them. With problems, the file of `last_good` stays in
    /// use, else the embedded one.
    pub fn load(
        folder: Option<&Path>,
        last_good: Option<&Prompts>,
    ) -> Result<Prompts, PromptsError> {
        Prompts::load_with(folder, Files::new(), last_good)
    }

    /// [`Prompts::load`] with these files laid over all others.
    fn load_with(
        folder: Option<&Path>,
        over: Files,
        last_good: Option<&Prompts>,
    ) -> Result<Prompts, PromptsError> {
        let built_in = built_in_files();
        let mut files = built_in.clone();
        if let Some(folder) = folder {
            files.extend(files_of(folder)?);
        }
        files.extend(over);
        compile::compile(&files, &built_in, last_good)
    }

    /// The scenario with this slug, compiled.
    pub fn scenario(&self, slug: &str) -> Option<&Arc<Scenario>> {
        self.offered.get(slug)?.scenario()
    }

    /// All scenarios in the order of their slugs, compiled. A library of them takes a while: every processor helps.
    pub fn scenarios(&self) -> Vec<Arc<Scenario>> {
        let offered: Vec<&Arc<Offered>> = self.offered.values().collect();
        let compiled = in_parallel(&offered, |offered| offered.scenario().cloned());
        compiled.into_iter().flatten().collect()
    }

    /// What a list shows of the scenarios, in the order of their slugs.
    pub fn fronts(&self) -> impl Iterator<Item = &Front> {
        self.offered.values().map(|offered| offered.front())
    }

    /// What decides a new session on this scenario.
    pub fn engine(&self, slug: &str) -> Option<Engine> {
        let scenario = self.scenario(slug)?;
        Some(self.engine_with(scenario.clone()))
    }

    /// What decides with this scenario.
    pub fn engine_with(&self, scenario: Arc<Scenario>) -> Engine {
        Engine {
            lexicon: Arc::clone(&self.lexicon),
            wording: self.wording.clone(),
            scenario,
        }
    }

    /// The stamp of what is decided by these prompts with this scenario.
    pub fn stamp(&self, scenario: &Scenario) -> Stamp {
        Stamp {
            engine: ENGINE_VERSION.into(),
            scenario: scenario.digest.clone(),
            prompts: self.digest.clone(),
        }
    }
}

/// Where a scenario comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program.
    BuiltIn,
    /// It lies in the folder.
    Folder,
    /// It was written and published at the desk.
    Desk,
}

/// The prompts of today, and the scenarios of running sessions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Library {
    shelf: Arc<Shelf>,
}

#[derive(Debug)]
struct Shelf {
    folder: Option<PathBuf>,
    // The mutexes are held for a look-up only, never across an await.
    current: Mutex<Arc<Prompts>>,
    /// The scenarios that the desk offers, by file name.
    desk: Mutex<Files>,
    /// Why the last reload came to nothing.
    failed: Mutex<Option<PromptsError>>,
    /// Scenarios of older texts, by digest, with the digest of the prompts they were compiled against.
    pinned: Mutex<HashMap<(String, String), Arc<Scenario>>>,
}

impl Library {
    /// Loads the prompts, with those of `folder` laid over the embedded ones.
    pub fn open(folder: Option<PathBuf>) -> Result<Library, PromptsError> {
        let prompts = Prompts::load(folder.as_deref(), None)?;
        Ok(Library {
            shelf: Arc::new(Shelf {
                folder,
                current: Mutex::new(Arc::new(prompts)),
                desk: Mutex::default(),
                failed: Mutex::default(),
                pinned: Mutex::default(),
            }),
        })
    }

    /// The prompts of today.
    pub fn current(&self) -> Arc<Prompts> {
        lock(&self.shelf.current).clone()
    }

    /// Reads everything anew; what is wrong stays as it was, and is listed in [`Prompts::problems`].
    pub fn reload(&self) -> Result<Arc<Prompts>, PromptsError> {
        let last_good = self.current();
        let desk = lock(&self.shelf.desk).clone();
        let loaded = Prompts::load_with(self.shelf.folder.as_deref(), desk, Some(&last_good));
        *lock(&self.shelf.failed) = loaded.as_ref().err().cloned();
        let prompts = Arc::new(loaded?);
        *lock(&self.shelf.current) = prompts.clone();
        Ok(prompts)
    }

    /// Lays these scenarios of the desk, by their slugs, over all others, in place of those of before. New sessions begin
    /// with them; those under way keep the text that they began with.
    pub fn offer(&self, scenarios: Vec<(String, String)>) -> Result<(), PromptsError> {
        let named: Files = scenarios
            .into_iter()
            .map(|(slug, text)| (format!("scenarios/{slug}.toml"), text.into()))
            .collect();
        if *lock(&self.shelf.desk) == named {
            return Ok(());
        }
        *lock(&self.shelf.desk) = named;
        let prompts = self.reload()?;
        log_problems(&prompts.problems);
        Ok(())
    }

    /// Where the scenario of this slug comes from.
    pub fn origin(&self, slug: &str) -> Origin {
        let name = format!("scenarios/{slug}.toml");
        let folder = self.shelf.folder.as_deref();
        if lock(&self.shelf.desk).contains_key(&name) {
            Origin::Desk
        } else if folder.is_some_and(|folder| folder.join(&name).exists()) {
            Origin::Folder
        } else {
            Origin::BuiltIn
        }
    }

    /// What is wrong with the files as they lie there, for whoever runs the server: one line each. The file of each
    /// is not in use; what was good last is.
    pub fn troubles(&self) -> Vec<String> {
        if let Some(failed) = &*lock(&self.shelf.failed) {
            return vec![failed.to_string()];
        }
        let prompts = self.current();
        let errors = prompts.problems.iter().map(|reported| &reported.problem);
        errors
            .filter(|problem| problem.severity == Severity::Error)
            .map(Problem::to_string)
            .collect()
    }

    /// Reloads whenever a file of the folder changes, for as long as the result is kept.
    pub fn watch(&self) -> Result<Option<Watching>, PromptsError> {
        match &self.shelf.folder {
            Some(folder) => watch::watch(self.clone(), folder).map(Some),
            None => Ok(None),
        }
    }

    /// What decides in an edition of a scenario of today; none where there is no such scenario.
    pub fn edition(&self, slug: &str, edition: &Edition) -> Result<Option<Engine>, Vec<Problem>> {
        let prompts = self.current();
        let Some(scenario) = prompts.scenario(slug) else {
            return Ok(None);
        };
        if *edition == Edition::default() {
            return Ok(Some(prompts.engine_with(scenario.clone())));
        }
        let source = scenario.edition_source(edition);
        self.compiled(&prompts, slug, &source).map(Some)
    }

    /// The engine of a text that isn't that of today: compiled once, and kept.
    fn compiled(
        &self,
        prompts: &Prompts,
        slug: &str,
        source: &str,
    ) -> Result<Engine, Vec<Problem>> {
        let name = format!("scenarios/{slug}.toml");
        let (scenario, _) = Scenario::parse(&name, source, &prompts.lexicon)?;
        let scenario = Arc::new(scenario);
        let key = (scenario.digest.clone(), prompts.digest.clone());
        let mut pinned = lock(&self.shelf.pinned);
        if pinned.len() >= PINNED {
            pinned.clear();
        }
        pinned.insert(key, scenario.clone());
        Ok(prompts.engine_with(scenario))
    }

    /// What decides a session that began with the scenario text of this digest. `source` is asked for the text only
    /// if it isn't that of today or compiled already.
    pub async fn engine_for<E>(
        &self,
        stamp: &Stamp,
        slug: &str,
        source: impl AsyncFnOnce() -> Result<String, E>,
    ) -> Result<Engine, PinnedError<E>> {
        let prompts = self.current();
        if let Some(today) = prompts.offered.get(slug)
            && today.digest() == stamp.scenario
            && let Some(today) = today.scenario()
        {
            return Ok(prompts.engine_with(today.clone()));
        }
        let key = (stamp.scenario.clone(), prompts.digest.clone());
        if let Some(scenario) = lock(&self.shelf.pinned).get(&key) {
            return Ok(prompts.engine_with(scenario.clone()));
        }
        let source = source().await.map_err(PinnedError::Source)?;
        self.compiled(&prompts, slug, &source)
            .map_err(PinnedError::Problems)
    }
}

/// Why a session's own scenario can't be used.
#[derive(Debug)]
pub enum PinnedError<E> {
    /// Its text could not be had.
    Source(E),
    /// Its text no longer fits the prompts of today.
    Problems(Vec<Problem>),
}

/// The files of the program. Where they lie in it they are not copied.
#[cfg(not(debug_assertions))]
fn built_in_files() -> Files {
    let files = BUILT_IN.iter();
    files
        .map(|(name, text)| ((*name).to_owned(), Cow::Borrowed(*text)))
        .collect()
}

/// The same, read from the disk while the program is worked on.
#[cfg(debug_assertions)]
fn built_in_files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts");
    files_of(&folder).unwrap_or_default()
}

/// Editors leave hidden files while they save.
fn is_prompt(name: &str) -> bool {
    (name.ends_with(".toml") || name.ends_with(".txt")) && !name.starts_with('.')
}

/// The files of a folder that are prompts: nothing else in it is looked at.
fn files_of(folder: &Path) -> Result<Files, PromptsError> {
    let unreadable = |path: &Path, error: std::io::Error| {
        PromptsError::Unreadable(path.display().to_string(), error.to_string())
    };
    let mut paths: Vec<(String, PathBuf)> = Vec::new();
    for kind in ["", "lexicon/", "scenarios/"] {
        let inside = folder.join(kind);
        if !kind.is_empty() && !inside.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&inside).map_err(|error| unreadable(&inside, error))? {
            let path = entry.map_err(|error| unreadable(&inside, error))?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some(name) = name.filter(|name| is_prompt(name)) {
                paths.push((format!("{kind}{name}"), path.clone()));
            }
        }
    }
    let mut files = Files::new();
    for (name, path) in paths {
        let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
        // What is no UTF-8 shows as a problem of the file, not of the folder.
        files.insert(name, String::from_utf8_lossy(&bytes).into_owned().into());
    }
    Ok(files)
}

/// The files but the scenarios.
fn knowledge(files: &Files) -> impl Iterator<Item = (&String, &Cow<'static, str>)> + Clone {
    files
        .iter()
        .filter(|(name, _)| !name.starts_with("scenarios/"))
}

/// SHA-256 over the names and texts of all files but the scenarios.
fn digest(files: &Files) -> String {
    let mut digest = sha2::Sha256::new();
    for (name, text) in knowledge(files) {
        for part in [name.as_bytes(), text.as_bytes()] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
    }
    digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Logs problems, one line each.
pub fn log_problems(problems: &[Reported]) {
    for Reported { problem, .. } in problems {
        match problem.severity {
            Severity::Error => tracing::error!("{problem}"),
            Severity::Warning => tracing::warn!("{problem}"),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(held) => held,
        Err(poisoned) => poisoned.into_inner(),
    }
}

#[cfg(test)]
mod tests;
