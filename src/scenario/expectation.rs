//! What a strong answer contains: expectations with their parts, ladders and samples.

use super::brief::{COMPETENCIES, STEPS};
use super::reader::Reader;
use super::{Competency, Expectation, Gives, Ladder, Part, PartLadder, Samples, Step};
use crate::document::{Table, Text};
use crate::language::Id;

/// Weight and risk where a scenario doesn't say.
const MIDDLING: u32 = 2;

/// The expectations.
pub(super) fn expectations(reader: &Reader<'_, '_, '_>) -> Vec<Expectation> {
    let mut expectations = Vec::new();
    for item in &reader.expectations {
        let table = &item.table;
        let path = format!("expectation/{}", item.id.value);
        reader.place(&path, table.span());
        let scale = |key| {
            table
                .optional_integer(key, 1..=5)
                .map_or(MIDDLING, |value| value as u32)
        };
        expectations.push(Expectation {
            id: Id::from(item.id.value),
            title: reader.shown(table, &path, "title"),
            step: table.choice("step", &STEPS).unwrap_or(Step::Design),
            competency: table
                .choice("competency", &COMPETENCIES)
                .unwrap_or(Competency::SolutionDesign),
            weight: scale("weight"),
            risk: scale("risk"),
            why: reader.shown(table, &path, "why"),
            concepts: reader.concepts(table, "concepts"),
            study: reader.optional_concept(table, "study"),
            when: reader.optional_patterns(table, &path, "when"),
            open: reader.optional_wordings(table, &path, "open"),
            acknowledge: reader.optional_wordings(table, &path, "acknowledge"),
            parts: item
                .parts
                .iter()
                .map(|(table, id)| part(reader, table, id, &path))
                .collect(),
            ladder: ladder(reader, table, &path),
            samples: samples(reader, table, &path),
            closed: false,
        });
    }
    expectations
}

/// What a part may give for the others.
const GIVES: [(&str, Gives); 2] = [("reason", Gives::Reason), ("cost", Gives::Cost)];

fn part<'d, 's>(
    reader: &Reader<'_, 'd, 's>,
    table: &Table<'d, 's>,
    id: &Text<'d>,
    path: &str,
) -> Part {
    let path = format!("{path}/part/{}", id.value);
    reader.place(&path, table.span());
    let estimate = table
        .optional_id("estimate")
        .and_then(|id| reader.index_of(&id, "estimate", &reader.estimates));
    let part = Part {
        id: Id::from(id.value),
        label: reader.shown(table, &path, "label"),
        required: table.flag("required", true),
        gives: table.optional_choice("gives", &GIVES),
        patterns: reader.optional_patterns(table, &path, "patterns"),
        answers: reader.optional_patterns(table, &path, "answers"),
        named: reader.optional_patterns(table, &path, "named"),
        asks: reader.topics_or_facts(table, "asks"),
        estimate,
        lanes: table
            .optional_integer("lanes", 1..=20)
            .map(|lanes| lanes as u32),
        steps: steps(reader, table),
        walk: table
            .optional_integer("walk", 2..=20)
            .map(|walk| walk as u32),
        probe: reader.optional_wordings(table, &path, "probe"),
        plainly: reader.maybe_said(table, &path, "plainly"),
        acknowledge: reader.optional_wordings(table, &path, "acknowledge"),
        says: reader.strings(table, &path, "says"),
        ladder: part_ladder(reader, table, &path),
    };
    let ways = ["patterns", "asks", "estimate", "lanes", "steps", "walk"];
    if !ways.iter().any(|way| table.has(way)) {
        reader.document.error_with(
            table.span(),
            "nothing reaches this part",
            "give it `patterns`, or one of `asks`, `estimate`, `lanes`, `steps`, `walk`",
        );
    }
    part
}

/// The components of a path, in their order.
fn steps<'d, 's>(reader: &Reader<'_, 'd, 's>, table: &Table<'d, 's>) -> Vec<Id> {
    let steps = reader.concepts(table, "steps");
    if steps.len() == 1 {
        let message = "`steps` needs two components or more: one has no order";
        reader.document.error(table.span_of("steps"), message);
    }
    steps
}

fn ladder<'d, 's>(reader: &Reader<'_, 'd, 's>, table: &Table<'d, 's>, path: &str) -> Ladder {
    let path = format!("{path}/ladder");
    match table.table("ladder") {
        Some(ladder) => Ladder {
            pump: reader.said(&ladder, &path, "pump"),
            hint: reader.said(&ladder, &path, "hint"),
            prompt: reader.said(&ladder, &path, "prompt"),
            tell: reader.said(&ladder, &path, "tell"),
        },
        None => Ladder {
            pump: String::new(),
            hint: String::new(),
            prompt: String::new(),
            tell: String::new(),
        },
    }
}

/// A ladder that leads to one part alone.
pub(super) fn part_ladder<'d, 's>(
    reader: &Reader<'_, 'd, 's>,
    table: &Table<'d, 's>,
    path: &str,
) -> Option<PartLadder> {
    let path = format!("{path}/ladder");
    let ladder = table.optional_table("ladder")?;
    Some(PartLadder {
        hint: reader.said(&ladder, &path, "hint"),
        prompt: reader.said(&ladder, &path, "prompt"),
        tell: reader.said(&ladder, &path, "tell"),
    })
}

fn samples<'d, 's>(reader: &Reader<'_, 'd, 's>, table: &Table<'d, 's>, path: &str) -> Samples {
    match table.optional_table("samples") {
        Some(samples) => Samples {
            full: reader.strings(&samples, path, "full"),
            partial: reader.strings(&samples, path, "partial"),
            none: reader.strings(&samples, path, "none"),
        },
        None => Samples::default(),
    }
}
