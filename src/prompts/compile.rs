//! Files into prompts. What is wrong in one file costs that file only: what was good last takes its place.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::parallel::in_parallel;
use super::{Files, Knowledge, Offered, Prompts, PromptsError, Reported};
use crate::document::Problem;
use crate::interview::Wording;
use crate::language::lexicon::{Concepts, Lexicon, Questions};
use crate::scenario::Scenario;

/// The question topics.
const QUESTIONS: &str = "questions.toml";
/// The interviewer's wording.
const WORDING: &str = "interviewer.toml";

pub(super) fn compile(
    files: &Files,
    built_in: &Files,
    last_good: Option<&Prompts>,
) -> Result<Prompts, PromptsError> {
    let mut problems = Vec::new();
    // Hashed once each: a server waits for it as it starts.
    let own = super::digest(files);
    let shipped = match have_same_knowledge(files, built_in) {
        true => own.clone(),
        false => super::digest(built_in),
    };
    let known = last_good.filter(|last| last.digest == own);
    // The built-in knowledge and the built-in scenarios were tried together: a test holds that they are sound.
    let compiled = || match own == shipped && lie_in_program(built_in) {
        true => Some(tried(built_in)),
        false => shared(files, &mut problems),
    };
    let (lexicon, wording, digest) = match known.map_or_else(compiled, kept) {
        Some((lexicon, wording)) => (lexicon, wording, own),
        None => match last_good {
            Some(last) => (
                last.lexicon.clone(),
                last.wording.clone(),
                last.digest.clone(),
            ),
            None => match shared(built_in, &mut Vec::new()) {
                Some((lexicon, wording)) => (lexicon, wording, shipped.clone()),
                None => return Err(PromptsError::Unusable(problems)),
            },
        },
    };
    let proven = digest == shipped;
    let same_knowledge = last_good.filter(|last| last.digest == digest);
    let sources: Vec<(&str, &Cow<'static, str>)> = files
        .iter()
        .filter(|(name, _)| name.starts_with("scenarios/"))
        .map(|(name, source)| (name.as_str(), source))
        .collect();
    let read = in_parallel(&sources, |&(name, source)| {
        let slug = slug(name);
        let same = |offered: &&Arc<Offered>| is_same(&offered.source, source);
        if let Some(last) = same_knowledge
            && let Some(offered) = last.offered.get(slug).filter(same)
        {
            let own = last.problems.iter();
            let own = own.filter(|reported| reported.problem.file == *name);
            return (Some(Arc::clone(offered)), own.cloned().collect());
        }
        if proven
            && built_in
                .get(name)
                .is_some_and(|built| is_same(built, source))
        {
            let offered = Offered::sound(name, source.clone(), &lexicon);
            return (Some(Arc::new(offered)), Vec::new());
        }
        match Scenario::parse(name, source, &lexicon) {
            Ok((scenario, warnings)) => {
                let offered = Offered::compiled(name, source.clone(), &lexicon, scenario);
                (Some(Arc::new(offered)), reported(warnings, source))
            }
            Err(found) => (None, reported(found, source)),
        }
    });
    let mut offered = BTreeMap::new();
    for (&(name, _), (read, found)) in sources.iter().zip(read) {
        problems.extend(found);
        let last = || {
            let last = last_good?.offered.get(slug(name))?;
            Some(Arc::clone(last))
        };
        let shipped = || {
            let source = built_in.get(name)?;
            let (scenario, _) = Scenario::parse(name, source, &lexicon).ok()?;
            let offered = Offered::compiled(name, source.clone(), &lexicon, scenario);
            Some(Arc::new(offered))
        };
        if let Some(read) = read.or_else(last).or_else(shipped) {
            // A scenario's slug is the name of its file: whatever says otherwise has been refused.
            offered.insert(slug(name).into(), read);
        }
    }
    if offered.is_empty() {
        return Err(PromptsError::Unusable(problems));
    }
    Ok(Prompts {
        lexicon,
        wording,
        offered,
        digest,
        problems,
    })
}

fn have_same_knowledge(files: &Files, others: &Files) -> bool {
    let (own, other) = (super::knowledge(files), super::knowledge(others));
    own.clone().count() == other.clone().count()
        && own
            .zip(other)
            .all(|((name, text), (other, its))| name == other && is_same(text, its))
}

/// Whether two texts are the same. What lies in the program is told by its place: to compare it would bring all of it into
/// memory.
fn is_same(one: &str, other: &str) -> bool {
    std::ptr::eq(one, other) || one == other
}

/// The slug that a file's name stands for.
fn slug(name: &str) -> &str {
    name.trim_start_matches("scenarios/")
        .trim_end_matches(".toml")
}

/// What was compiled of the same files before.
fn kept(last: &Prompts) -> Option<(Knowledge, Arc<Wording>)> {
    Some((last.lexicon.clone(), last.wording.clone()))
}

/// Whether the knowledge is part of the program, and not read from the disk: while the program is worked on, it is.
fn lie_in_program(built_in: &Files) -> bool {
    super::knowledge(built_in).all(|(_, text)| matches!(text, Cow::Borrowed(_)))
}

/// The knowledge of files that are known to be sound; the wording is little, and somebody is greeted with it.
fn tried(files: &Files) -> (Knowledge, Arc<Wording>) {
    let own = super::knowledge(files);
    let own = own.map(|(name, text)| (name.clone(), text.clone()));
    let wording = wording(files).unwrap_or_else(|problems| {
        for problem in problems {
            tracing::error!("{problem}");
        }
        Wording::default()
    });
    (Knowledge::sound(own.collect()), Arc::new(wording))
}

pub(super) fn lexicon(files: &Files) -> Result<Lexicon, Vec<Problem>> {
    let concepts: Vec<(&str, &str)> = files
        .iter()
        .filter(|(name, _)| name.starts_with("lexicon/") && name.ends_with(".toml"))
        .map(|(name, source)| (name.as_str(), source.as_ref()))
        .collect();
    let words: String = files
        .iter()
        .filter(|(name, _)| name.ends_with(".txt"))
        .flat_map(|(_, source)| [source.as_ref(), "\n"])
        .collect();
    std::thread::scope(|scope| {
        let questions =
            scope.spawn(|| Questions::read((QUESTIONS, text_of(files, QUESTIONS)), &words));
        let concepts = Concepts::read(&concepts);
        let questions = questions.join();
        let questions = questions.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Lexicon::of(concepts, questions)
    })
}

fn wording(files: &Files) -> Result<Wording, Vec<Problem>> {
    Wording::parse(WORDING, text_of(files, WORDING))
}

fn text_of<'f>(files: &'f Files, name: &str) -> &'f str {
    files.get(name).map_or("", |source| source.as_ref())
}

/// The lexicon and the wording go together: both are of one version, that of the digest.
fn shared(files: &Files, problems: &mut Vec<Reported>) -> Option<(Knowledge, Arc<Wording>)> {
    let mut keep = |found: Vec<Problem>| {
        for problem in found {
            let source = files.get(&problem.file).map_or("", AsRef::as_ref).into();
            problems.push(Reported { problem, source });
        }
    };
    match (lexicon(files), wording(files)) {
        (Ok(lexicon), Ok(wording)) => Some((Knowledge::compiled(lexicon), Arc::new(wording))),
        (lexicon, wording) => {
            keep(lexicon.err().unwrap_or_default());
            keep(wording.err().unwrap_or_default());
            None
        }
    }
}

fn reported(problems: Vec<Problem>, source: &str) -> Vec<Reported> {
    let source: Arc<str> = source.into();
    let problems = problems.into_iter().map(|problem| Reported {
        problem,
        source: source.clone(),
    });
    problems.collect()
}
