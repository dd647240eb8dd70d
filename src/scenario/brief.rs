//! What the interviewer starts from: prompt, time, bars, facts, open questions, figures.

use super::reader::Reader;
use super::{Competency, Estimate, Fact, OpenQuestion, Seniority, Step, Value};
use crate::document::Table;
use crate::language::formula::{Dimension, Formula};
use crate::language::{Id, Period, Unit};

/// The names of units in files.
pub(super) const UNITS: [(&str, Unit); 7] = [
    ("count", Unit::Count),
    ("bytes", Unit::Bytes),
    ("seconds", Unit::Seconds),
    ("percent", Unit::Percent),
    ("ratio", Unit::Ratio),
    ("money", Unit::Money),
    ("metres", Unit::Metres),
];

/// The names of periods in files.
pub(super) const PERIODS: [(&str, Period); 7] = [
    ("second", Period::Second),
    ("minute", Period::Minute),
    ("hour", Period::Hour),
    ("day", Period::Day),
    ("week", Period::Week),
    ("month", Period::Month),
    ("year", Period::Year),
];

/// The names of steps in files, in the order of [`Step::ALL`].
pub(super) const STEPS: [(&str, Step); 4] = [
    ("clarify", Step::Clarify),
    ("design", Step::Design),
    ("communicate", Step::Communicate),
    ("iterate", Step::Iterate),
];

/// The names of competencies in files, in the order of [`Competency::ALL`].
pub(super) const COMPETENCIES: [(&str, Competency); 4] = [
    ("problem-navigation", Competency::ProblemNavigation),
    ("solution-design", Competency::SolutionDesign),
    ("technical-excellence", Competency::TechnicalExcellence),
    ("communication", Competency::Communication),
];

/// The names of seniorities in files, in the order of [`super::Scenario::bars`].
pub(super) const SENIORITIES: [(&str, Seniority); 3] = [
    ("entry", Seniority::Entry),
    ("mid", Seniority::Mid),
    ("senior", Seniority::Senior),
];

/// The time per step where a scenario doesn't say, in per cent.
const BUDGET: [u32; 4] = [15, 50, 20, 15];

/// The bars where a scenario doesn't say, in thousandths: per seniority, per competency.
const BARS: [[u32; 4]; 3] = [
    [400, 400, 300, 350],
    [550, 550, 500, 500],
    [650, 650, 650, 600],
];

/// The slug. One that isn't the file's name is reported: links would lead nowhere.
pub(super) fn slug(root: &Table<'_, '_>, file: &str) -> Id {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.strip_suffix(".toml").unwrap_or(stem);
    let slug = root.id("slug");
    if !slug.value.is_empty() && slug.value != stem {
        root.document().error_with(
            slug.span,
            format!(
                "the slug is `{}` but the file is called `{stem}.toml`",
                slug.value
            ),
            "name one after the other",
        );
    }
    Id::from(slug.value)
}

/// The prompt and its context.
pub(super) fn prompt<'d, 's>(
    reader: &Reader<'_, 'd, 's>,
    root: &Table<'d, 's>,
) -> (String, Option<String>) {
    match root.table("prompt") {
        Some(table) => (
            reader.said(&table, "prompt", "text"),
            reader.maybe_said(&table, "prompt", "context"),
        ),
        None => (String::new(), None),
    }
}

/// What the home page says that it practises.
pub(super) fn practises(root: &Table<'_, '_>) -> Vec<String> {
    let practises = root.texts("practises");
    if !practises.is_empty() && !(3..=6).contains(&practises.len()) {
        root.document().warn(
            root.span_of("practises"),
            "`practises` reads best with three to six phrases",
        );
    }
    practises
        .iter()
        .map(|text| text.value.to_string())
        .collect()
}

/// The usual length.
pub(super) fn minutes(root: &Table<'_, '_>) -> u32 {
    let minutes = root.optional_integer("minutes", 10..=240);
    minutes.map_or(45, |minutes| minutes as u32)
}

/// The multiple of the stated load beyond which planning is challenged.
pub(super) fn over_design_factor(root: &Table<'_, '_>) -> f64 {
    let factor = root.optional_number("over_design_factor").unwrap_or(20.0);
    if factor < 2.0 {
        root.document().error(
            root.span_of("over_design_factor"),
            "`over_design_factor` must be 2 or more: growth has to be planned for",
        );
    }
    factor
}

/// The share of the time per step.
pub(super) fn budget(root: &Table<'_, '_>) -> [u32; 4] {
    let Some(table) = root.optional_table("budget") else {
        return BUDGET;
    };
    let keys = table.keys();
    for (name, _) in STEPS {
        if keys.iter().all(|key| key.value != name) {
            root.document().error_with(
                table.span(),
                format!("`budget` has no `{name}`"),
                "name all four steps, or leave the budget out",
            );
        }
    }
    let budget = STEPS.map(|(name, _)| table.integer(name, 1..=97) as u32);
    let sum: u32 = budget.iter().sum();
    if sum != 100 && STEPS.iter().all(|(name, _)| table.has(name)) {
        let message = format!("the shares of the steps add up to {sum} and not to 100");
        root.document().error(table.span(), message);
    }
    budget
}

/// The bars per seniority and competency.
pub(super) fn bars(reader: &Reader<'_, '_, '_>, root: &Table<'_, '_>) -> [[u32; 4]; 3] {
    let mut bars = BARS;
    let Some(table) = root.optional_table("bars") else {
        return bars;
    };
    for ((seniority, _), bars) in SENIORITIES.iter().zip(&mut bars) {
        if let Some(table) = table.optional_table(seniority) {
            for ((name, _), bar) in COMPETENCIES.iter().zip(bars) {
                if let Some(value) = table.optional_integer(name, 1..=1000) {
                    *bar = value as u32;
                    reader.place(&format!("bars/{seniority}/{name}"), table.span_of(name));
                }
            }
        }
    }
    for (competency, (name, _)) in COMPETENCIES.iter().enumerate() {
        if bars[0][competency] > bars[1][competency] || bars[1][competency] > bars[2][competency] {
            let message = format!("the bar for {name} falls from one seniority to the next");
            root.document().error(table.span(), message);
        }
    }
    bars
}

/// The facts.
pub(super) fn facts(reader: &Reader<'_, '_, '_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for item in &reader.facts {
        let table = &item.table;
        let path = format!("fact/{}", item.id.value);
        reader.place(&path, table.span());
        let of = |key: &str| reader.table_for(&path, key, table);
        let unit = of("unit").optional_choice("unit", &UNITS);
        let per = of("per").optional_choice("per", &PERIODS);
        let amount = of("value").optional_number("value");
        for (key, given) in [("unit", unit.is_some()), ("per", per.is_some())] {
            if given && !table.has("value") {
                let message = format!("`{key}` says nothing without a `value`");
                reader.document.error(table.span_of(key), message);
            }
        }
        if amount.is_some() && !table.has("unit") {
            let message = "a `value` needs its `unit`";
            reader.document.error(table.span_of("value"), message);
        }
        facts.push(Fact {
            id: Id::from(item.id.value),
            topics: reader.topics(table, "topics"),
            questions: reader.strings(table, &path, "questions"),
            checks: reader.strings(table, &path, "checks"),
            answer: reader.said(of("answer"), &path, "answer"),
            short: reader.shown(of("short"), &path, "short"),
            value: amount
                .zip(unit)
                .map(|(amount, unit)| Value { amount, unit, per }),
            contradicts: reader.optional_patterns(of("contradicts"), &path, "contradicts"),
            remind: reader.maybe_said(of("remind"), &path, "remind"),
        });
    }
    facts
}

/// The open questions.
pub(super) fn opens(reader: &Reader<'_, '_, '_>) -> Vec<OpenQuestion> {
    let mut opens = Vec::new();
    for item in &reader.opens {
        let table = &item.table;
        let path = format!("open/{}", item.id.value);
        reader.place(&path, table.span());
        opens.push(OpenQuestion {
            id: Id::from(item.id.value),
            topics: reader.topics(table, "topics"),
            about: reader.shown(table, &path, "about"),
            questions: reader.strings(table, &path, "questions"),
            checks: reader.strings(table, &path, "checks"),
        });
    }
    opens
}

/// What is asked beside facts and open questions.
pub(super) fn beside<'d, 's>(reader: &Reader<'_, 'd, 's>, root: &Table<'d, 's>) -> Vec<String> {
    let table = root.optional_table("beside");
    table.map_or_else(Vec::new, |table| {
        reader.strings(&table, "beside", "questions")
    })
}

/// The estimates, each worked out over the facts.
pub(super) fn estimates(reader: &Reader<'_, '_, '_>) -> Vec<Estimate> {
    let mut estimates = Vec::new();
    for item in &reader.estimates {
        let table = &item.table;
        let path = format!("estimate/{}", item.id.value);
        reader.place(&path, table.span());
        let unit = table.choice("unit", &UNITS).unwrap_or(Unit::Count);
        let per = table.optional_choice("per", &PERIODS);
        let (expected, facts) = work_out(reader, table, Dimension { unit, per });
        let tolerance = table.optional_number("tolerance").unwrap_or(2.0);
        if !(1.0..=100.0).contains(&tolerance) {
            reader.document.error(
                table.span_of("tolerance"),
                "`tolerance` is a factor either way, from 1 to 100",
            );
        }
        estimates.push(Estimate {
            id: Id::from(item.id.value),
            title: reader.shown(table, &path, "title"),
            formula: table.text("formula").value.to_string(),
            expected,
            unit,
            per,
            facts,
            tolerance,
            about: reader.patterns(table, &path, "about"),
            redo: reader.said(reader.table_for(&path, "redo", table), &path, "redo"),
            working: reader.shown(reader.table_for(&path, "working", table), &path, "working"),
            next: reader.maybe_said(reader.table_for(&path, "next", table), &path, "next"),
            ask: reader.optional_wordings(table, &path, "ask"),
            lesson: reader.shown(table, &path, "lesson"),
        });
    }
    estimates
}

/// The result of an estimate's formula, and the facts that it uses. A name that is no fact, or a fact without a
/// value, is reported inside the formula.
fn work_out(
    reader: &Reader<'_, '_, '_>,
    table: &Table<'_, '_>,
    wanted: Dimension,
) -> (f64, Vec<u16>) {
    let text = table.text("formula");
    if text.value.is_empty() {
        return (0.0, Vec::new());
    }
    let formula = match Formula::parse(text.value) {
        Ok(formula) => formula,
        Err(error) => {
            text.error_at(
                reader.document,
                error.start..error.end,
                sentence_inside(&error.message),
            );
            return (0.0, Vec::new());
        }
    };
    if !reader.document.is_whole() {
        return (0.0, Vec::new());
    }
    let of = |name: &str, key: &str| {
        let fact = reader.facts.iter().find(|fact| fact.id.value == name)?;
        Some(reader.table_for(&format!("fact/{name}"), key, &fact.table))
    };
    let value_of = |name: &str| of(name, "value")?.optional_number("value");
    let dimension_of = |name: &str| {
        Some(Dimension {
            unit: of(name, "unit")?.optional_choice("unit", &UNITS)?,
            per: of(name, "per")?.optional_choice("per", &PERIODS),
        })
    };
    let mut facts = Vec::new();
    for name in formula.names() {
        let at = place_of(text.value, &name);
        let place = crate::document::Text {
            value: &name,
            span: text.span_in(reader.document, at..at + name.len()),
        };
        if let Some(index) = reader.index_of(&place, "fact", &reader.facts) {
            facts.push(index);
            if value_of(&name).is_none() {
                let message = format!("the fact `{name}` has no `value` to work with");
                reader.document.error(place.span, message);
                return (0.0, facts);
            }
        } else {
            return (0.0, facts);
        }
    }
    if let Err(error) = formula.check(wanted, &dimension_of) {
        text.error_at(
            reader.document,
            error.start..error.end,
            sentence_inside(&error.message),
        );
    }
    match formula.evaluate(&value_of) {
        Some(expected) if expected > 0.0 => (expected, facts),
        _ => {
            let message = "the formula gives no number above zero";
            reader.document.error(text.span, message);
            (0.0, facts)
        }
    }
}

/// The first byte of a name that stands in a formula, and not only as a part of a longer name.
fn place_of(formula: &str, name: &str) -> usize {
    let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
    formula
        .match_indices(name)
        .map(|(at, _)| at)
        .find(|&at| {
            !goes_on(formula[..at].chars().next_back())
                && !goes_on(formula[at + name.len()..].chars().next())
        })
        .unwrap_or(0)
}

/// A whole sentence, as it stands after a place in a file.
pub(super) fn sentence_inside(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
