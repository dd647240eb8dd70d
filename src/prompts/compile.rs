//! Files into prompts. What is wrong in one file costs that file only: what was good last takes its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parallel::in_parallel;
use super::{Prompts, PromptsError, Reported};
use crate::document::Problem;
use crate::interview::Wording;
use crate::language::lexicon::Lexicon;
use crate::scenario::Scenario;

/// The question topics.
const QUESTIONS: &str = "questions.toml";
/// The interviewer's wording.
const WORDING: &str = "interviewer.toml";

type Files = BTreeMap<String, Arc<str>>;

pub(super) fn compile(
    files: &Files,
    built_in: &Files,
    last_good: Option<&Prompts>,
) -> Result<Prompts, PromptsError> {
    let mut problems = Vec::new();
    let (lexicon, wording, digest) = match shared(files, &mut problems) {
        Some((lexicon, wording)) => (lexicon, wording, super::digest(files)),
        None => match last_good {
            Some(last) => (
                last.lexicon.clone(),
                last.wording.clone(),
                last.digest.clone(),
            ),
            None => match shared(built_in, &mut Vec::new()) {
                Some((lexicon, wording)) => (lexicon, wording, super::digest(built_in)),
                None => return Err(PromptsError::Unusable(problems)),
            },
        },
    };
    let mut scenarios = BTreeMap::new();
    for (name, source, parsed) in parse_all(files, &lexicon) {
        let scenario = match parsed {
            Ok((scenario, warnings)) => {
                problems.extend(reported(warnings, source));
                Some(Arc::new(scenario))
            }
            Err(found) => {
                problems.extend(reported(found, source));
                let slug = name
                    .trim_start_matches("scenarios/")
                    .trim_end_matches(".toml");
                let last = last_good.and_then(|last| last.scenarios.get(slug));
                last.cloned().or_else(|| {
                    let source = built_in.get(name)?;
                    Some(Arc::new(Scenario::parse(name, source, &lexicon).ok()?.0))
                })
            }
        };
        if let Some(scenario) = scenario {
            scenarios.insert(scenario.slug.clone(), scenario);
        }
    }
    if scenarios.is_empty() {
        return Err(PromptsError::Unusable(problems));
    }
    Ok(Prompts {
        lexicon,
        wording,
        scenarios,
        digest,
        problems,
    })
}

type Parsed<'f> = (
    &'f str,
    &'f Arc<str>,
    Result<(Scenario, Vec<Problem>), Vec<Problem>>,
);

/// All scenarios of the files, in their order. A library of them takes a while: every processor helps.
fn parse_all<'f>(files: &'f Files, lexicon: &Lexicon) -> Vec<Parsed<'f>> {
    let sources: Vec<(&str, &Arc<str>)> = files
        .iter()
        .filter(|(name, _)| name.starts_with("scenarios/"))
        .map(|(name, source)| (name.as_str(), source))
        .collect();
    in_parallel(&sources, |&(name, source)| {
        (name, source, Scenario::parse(name, source, lexicon))
    })
}

/// The lexicon and the wording go together: both are of one version, that of the digest.
fn shared(files: &Files, problems: &mut Vec<Reported>) -> Option<(Arc<Lexicon>, Arc<Wording>)> {
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
    let text = |name: &str| files.get(name).map_or("", |source| source.as_ref());
    let lexicon = Lexicon::compile(&concepts, (QUESTIONS, text(QUESTIONS)), &words);
    let wording = Wording::parse(WORDING, text(WORDING));
    let mut keep = |found: Vec<Problem>| {
        for problem in found {
            let source = files.get(&problem.file).cloned().unwrap_or_default();
            problems.push(Reported { problem, source });
        }
    };
    match (lexicon, wording) {
        (Ok(lexicon), Ok(wording)) => Some((Arc::new(lexicon), Arc::new(wording))),
        (lexicon, wording) => {
            keep(lexicon.err().unwrap_or_default());
            keep(wording.err().unwrap_or_default());
            None
        }
    }
}

fn reported(problems: Vec<Problem>, source: &Arc<str>) -> impl Iterator<Item = Reported> {
    let source = source.clone();
    problems.into_iter().map(move |problem| Reported {
        problem,
        source: source.clone(),
    })
}
