//! What the interviewer tests a design with: misconceptions, trade-offs, probes, curveballs, contracts, pushbacks.

use super::expectation::part_ladder;
use super::reader::Reader;
use super::{
    Condition, Contract, Curveball, Lane, Misconception, PartLadder, PartRef, Probe, Pushback,
    Step, Tradeoff,
};
use crate::document::Table;
use crate::language::Id;

/// Stands in for a reference that didn't resolve; the scenario is thrown away then.
const NOWHERE: PartRef = PartRef {
    expectation: 0,
    part: 0,
};

/// The misconceptions.
pub(super) fn misconceptions(reader: &Reader<'_, '_, '_>) -> Vec<Misconception> {
    let mut misconceptions = Vec::new();
    for item in &reader.misconceptions {
        let table = &item.table;
        let path = format!("misconception/{}", item.id.value);
        reader.place(&path, table.span());
        let expectation = table
            .optional_id("expectation")
            .and_then(|id| reader.index_of(&id, "expectation", &reader.expectations));
        let samples = table.optional_table("samples");
        let played = |key| match &samples {
            Some(samples) => reader.strings(samples, &path, key),
            None => Vec::new(),
        };
        misconceptions.push(Misconception {
            id: Id::from(item.id.value),
            title: reader.shown(table, &path, "title"),
            patterns: reader.patterns(table, &path, "patterns"),
            unless: reader.optional_patterns(table, &path, "unless"),
            challenge: reader.wordings(table, &path, "challenge"),
            resolved: reader.optional_patterns(table, &path, "resolved"),
            settled: reader.maybe_said(table, &path, "settled"),
            tell: reader.said(table, &path, "tell"),
            expectation,
            study: reader.optional_concept(table, "study"),
            wrong: played("wrong"),
            safe: played("safe"),
        });
    }
    misconceptions
}

/// The trade-offs.
pub(super) fn tradeoffs(reader: &Reader<'_, '_, '_>) -> Vec<Tradeoff> {
    let mut tradeoffs = Vec::new();
    for item in &reader.tradeoffs {
        let table = &item.table;
        let path = format!("tradeoff/{}", item.id.value);
        reader.place(&path, table.span());
        let samples = table.optional_table("samples");
        let played = |key| match &samples {
            Some(samples) => reader.strings(samples, &path, key),
            None => Vec::new(),
        };
        tradeoffs.push(Tradeoff {
            id: Id::from(item.id.value),
            choice: reader.patterns(table, &path, "choice"),
            unless: reader.optional_patterns(table, &path, "unless"),
            ask: reader.wordings(table, &path, "ask"),
            plainly: reader.maybe_said(table, &path, "plainly"),
            cost: reader.patterns(table, &path, "cost"),
            credits: reader.optional_part(table, "credits"),
            ladder: ladder(reader, table, &path),
            named: played("named"),
            not: played("not"),
        });
    }
    tradeoffs
}

/// The ladder of a trade-off helps with the part that its question is after.
fn ladder<'d, 's>(
    reader: &Reader<'_, 'd, 's>,
    table: &Table<'d, 's>,
    path: &str,
) -> Option<PartLadder> {
    let ladder = part_ladder(reader, table, path);
    if ladder.is_some() && !table.has("credits") {
        reader.document.error_with(
            table.span_of("ladder"),
            "a ladder leads to a part",
            "name the part with `credits`",
        );
    }
    ladder
}

/// The probes.
pub(super) fn probes(reader: &Reader<'_, '_, '_>) -> Vec<Probe> {
    let mut probes = Vec::new();
    for item in &reader.probes {
        let table = &item.table;
        let path = format!("probe/{}", item.id.value);
        reader.place(&path, table.span());
        if !table.has("on") {
            table.missing("on");
        }
        probes.push(Probe {
            id: Id::from(item.id.value),
            on: conditions(reader, table, "on"),
            unless: conditions(reader, table, "unless"),
            ask: reader.wordings(table, &path, "ask"),
            plainly: reader.maybe_said(table, &path, "plainly"),
            credits: reader.optional_part(table, "credits"),
        });
    }
    probes
}

/// Parts, written `expectation/part`, and patterns: no pattern looks like a part.
fn conditions<'d, 's>(
    reader: &Reader<'_, 'd, 's>,
    table: &Table<'d, 's>,
    key: &str,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for text in table.optional_texts(key) {
        let is_id = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let names_part = text
            .value
            .split_once('/')
            .is_some_and(|(expectation, part)| is_id(expectation) && is_id(part));
        if names_part {
            conditions.extend(reader.part(&text).map(Condition::Part));
        } else {
            conditions.extend(reader.compile_one(&text).map(Condition::Design));
        }
    }
    conditions
}

/// The curveballs.
pub(super) fn curveballs(reader: &Reader<'_, '_, '_>) -> Vec<Curveball> {
    let mut curveballs = Vec::new();
    for item in &reader.curveballs {
        let table = &item.table;
        let path = format!("curveball/{}", item.id.value);
        reader.place(&path, table.span());
        let mut opens = Vec::new();
        for id in table.ids("opens") {
            let Some(index) = reader.index_of(&id, "expectation", &reader.expectations) else {
                continue;
            };
            let opened = &reader.expectations[usize::from(index)];
            let step = opened.table.optional_choice("step", &super::brief::STEPS);
            if step.is_some_and(|step| step != Step::Iterate) {
                let message = format!("`{}` is no expectation of the step iterate", id.value);
                reader.document.error(id.span.clone(), message);
            }
            opens.push(index);
        }
        curveballs.push(Curveball {
            id: Id::from(item.id.value),
            title: reader.shown(table, &path, "title"),
            when: reader.optional_patterns(table, &path, "when"),
            unless: reader.optional_patterns(table, &path, "unless"),
            text: reader.said(table, &path, "text"),
            plainly: reader.maybe_said(table, &path, "plainly"),
            opens,
            closed: false,
        });
    }
    curveballs
}

/// The lanes.
pub(super) fn lanes(reader: &Reader<'_, '_, '_>) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for item in &reader.lanes {
        let table = &item.table;
        let path = format!("lane/{}", item.id.value);
        reader.place(&path, table.span());
        lanes.push(Lane {
            id: Id::from(item.id.value),
            name: table.text("name").value.to_string(),
            patterns: reader.patterns(table, &path, "patterns"),
        });
    }
    lanes
}

/// The contracts.
pub(super) fn contracts(reader: &Reader<'_, '_, '_>) -> Vec<Contract> {
    let mut contracts = Vec::new();
    for (i, table) in reader.contracts.iter().enumerate() {
        let path = format!("contract/{i}");
        reader.place(&path, table.span());
        let lanes = table.ids("between");
        if lanes.len() != 2 || lanes[0].value == lanes[1].value {
            let message = "`between` must name two different lanes";
            reader.document.error(table.span_of("between"), message);
        }
        let mut between = [0, 0];
        for (place, id) in between.iter_mut().zip(&lanes) {
            *place = reader.index_of(id, "lane", &reader.lanes).unwrap_or(0);
        }
        contracts.push(Contract {
            between,
            ask: reader.wordings(table, &path, "ask"),
            plainly: reader.maybe_said(table, &path, "plainly"),
            credits: credited(reader, table),
            promise: table
                .has("promise")
                .then(|| reader.shown(table, &path, "promise")),
        });
    }
    contracts
}

/// The pushbacks.
pub(super) fn pushbacks(reader: &Reader<'_, '_, '_>) -> Vec<Pushback> {
    let mut pushbacks = Vec::new();
    for item in &reader.pushbacks {
        let table = &item.table;
        let path = format!("pushback/{}", item.id.value);
        reader.place(&path, table.span());
        if !table.has("sound") {
            table.missing("sound");
        }
        pushbacks.push(Pushback {
            id: Id::from(item.id.value),
            when: reader.optional_patterns(table, &path, "when"),
            unless: reader.optional_patterns(table, &path, "unless"),
            text: reader.said(table, &path, "text"),
            sound: table.flag("sound", false),
            holds: reader.patterns(table, &path, "holds"),
            yields: reader.patterns(table, &path, "yields"),
            credits: credited(reader, table),
        });
    }
    pushbacks
}

fn credited<'d, 's>(reader: &Reader<'_, 'd, 's>, table: &Table<'d, 's>) -> PartRef {
    reader.part(&table.text("credits")).unwrap_or(NOWHERE)
}
