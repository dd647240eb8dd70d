//! From a scenario's file to a [`Scenario`], with every problem in it.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::lint::lint;
use super::reader::Reader;
use super::{Scenario, brief, challenge, edition, expectation, proof, rubric};
use super::{ideas, limits, questions};
use crate::document::{Document, Problem, Severity, Shape};
use crate::language::lexicon::Lexicon;

/// The version of the format that this program reads.
pub const FORMAT: i64 = 1;

impl Scenario {
    /// Reads the file: `file` is what problems call it, and its stem must be the slug. Gives the scenario with the
    /// warnings, or every error (and warning) in the order of the file.
    pub fn parse(
        file: &str,
        source: &str,
        lexicon: &Lexicon,
    ) -> Result<(Scenario, Vec<Problem>), Vec<Problem>> {
        let document = Document::parse(file, source);
        let scenario = read(&document, file, source, lexicon, false);
        let problems = document.finish();
        match scenario {
            Some(scenario) if !holds_errors(&problems) => Ok((scenario, problems)),
            _ => Err(problems),
        }
    }

    /// Reads the file as [`Scenario::parse`] does, and lints it: plays its samples against its patterns, and looks
    /// for what makes an interview poor. The scenario is there whenever the file can be read at all.
    pub fn inspect(
        file: &str,
        source: &str,
        lexicon: &Lexicon,
    ) -> (Option<Scenario>, Vec<Problem>) {
        let document = Document::parse(file, source);
        let scenario = read(&document, file, source, lexicon, true);
        (scenario, document.finish())
    }
}

/// The shape of scenario files, as the reader asks for it while it reads this one.
pub(super) fn shape(source: &str, lexicon: &Lexicon) -> Shape {
    let document = Document::parse("scenario.toml", source);
    document.watch_shape();
    read(&document, "scenario.toml", source, lexicon, false);
    document.shape()
}

fn holds_errors(problems: &[Problem]) -> bool {
    problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
}

/// Reads the document; the scenario is there if no error was noted.
fn read(
    document: &Document<'_>,
    file: &str,
    source: &str,
    lexicon: &Lexicon,
    with_lint: bool,
) -> Option<Scenario> {
    if !limits::is_small_enough(document) {
        return None;
    }
    let (scenario, places) = {
        let root = document.root();
        let reader = Reader::new(&root, lexicon);
        root.integer("format", FORMAT..=FORMAT);
        let slug = brief::slug(&root, file);
        let (prompt, context) = brief::prompt(&reader, &root);
        let facts = brief::facts(&reader);
        let opens = brief::opens(&reader);
        let mut scenario = Scenario {
            slug,
            title: reader.shown(&root, "scenario", "title"),
            summary: reader.shown(&root, "scenario", "summary"),
            practises: brief::practises(&root),
            minutes: brief::minutes(&root),
            over_design_factor: brief::over_design_factor(&root),
            prompt,
            context,
            budget: brief::budget(&root),
            bars: brief::bars(&reader, &root),
            facts,
            opens,
            beside: brief::beside(&reader, &root),
            expectations: expectation::expectations(&reader),
            misconceptions: challenge::misconceptions(&reader),
            tradeoffs: challenge::tradeoffs(&reader),
            probes: challenge::probes(&reader),
            estimates: brief::estimates(&reader),
            curveballs: challenge::curveballs(&reader),
            lanes: challenge::lanes(&reader),
            contracts: challenge::contracts(&reader),
            pushbacks: challenge::pushbacks(&reader),
            rubric: rubric::rubric(&reader, &root),
            model: edition::model(&reader, &root),
            paths: edition::paths(&reader, &root),
            variants: edition::variants(&reader),
            beginner: edition::beginner(&reader, &root),
            edition: edition::edition(&reader, &root),
            cases: proof::cases(&reader, &root),
            dialogues: proof::dialogues(&reader, &root),
            asked: questions::Asked::default(),
            ideas: ideas::Ideas::default(),
            gates: Arc::default(),
            digest: digest(source),
            source: source.to_string(),
        };
        scenario.shorten();
        scenario.arrange();
        (scenario, reader.into_places())
    };
    if document.has_errors() {
        return None;
    }
    if with_lint {
        lint(&scenario, &places, document, lexicon);
    }
    Some(scenario)
}

/// SHA-256 of a scenario's text, in hexadecimal.
pub fn digest(source: &str) -> String {
    Sha256::digest(source.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
