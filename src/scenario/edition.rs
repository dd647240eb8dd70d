//! Editions: the same question with other figures, or shortened for a beginner.
//!
//! An edition is a text of its own, the scenario's with an `[edition]` table at its end. A session pins it by its
//! digest as it pins any scenario, and a replay needs nothing besides.

use super::brief::{PERIODS, UNITS};
use super::limits::VARIANTS;
use super::reader::Reader;
use super::{Beginner, Edition, Scenario, Told, Variant};
use crate::document::{Document, Table};
use crate::language::Id;

/// What the table begins with that makes a text an edition.
const HEADER: &str = "\n[edition]\n";

/// Whether what a path carries goes in or comes out.
const KINDS: [(&str, bool); 2] = [("write", true), ("read", false)];

impl Scenario {
    /// The variant that a seed picks: one of those that are listed, or none for the figures as written.
    pub fn picked(&self, seed: u32) -> Option<&Variant> {
        let among = self.variants.len() + 1;
        let at = seed as usize % among;
        self.variants.get(at.checked_sub(1)?)
    }

    /// All editions beside the figures as written.
    pub fn editions(&self) -> Vec<Edition> {
        let variants = self.variants.iter().map(|variant| Edition {
            variant: Some(variant.id.clone()),
            ..Edition::default()
        });
        let beginner = self.beginner.iter().map(|_| Edition {
            beginner: true,
            ..Edition::default()
        });
        variants.chain(beginner).collect()
    }

    /// Leaves out what a beginner doesn't meet, if this is the beginner's edition.
    pub(super) fn shorten(&mut self) {
        let Some(beginner) = self.beginner.as_ref().filter(|_| self.edition.beginner) else {
            return;
        };
        self.minutes = beginner.minutes;
        for (index, expectation) in self.expectations.iter_mut().enumerate() {
            expectation.closed = !beginner
                .expectations
                .iter()
                .any(|kept| usize::from(*kept) == index);
        }
        for (index, curveball) in self.curveballs.iter_mut().enumerate() {
            curveball.closed = !beginner
                .curveballs
                .iter()
                .any(|kept| usize::from(*kept) == index);
        }
    }

    /// Which edition a text is that [`Scenario::edition_source`] gave; the rest of the text isn't read.
    pub fn edition_of(source: &str) -> Edition {
        let tail = source.rfind(HEADER).map_or("", |at| &source[at..]);
        let document = Document::parse("edition.toml", tail);
        let root = document.root();
        let table = root.optional_table("edition");
        table.map_or_else(Edition::default, |table| Edition {
            variant: table.optional_id("variant").map(|id| Id::from(id.value)),
            beginner: table.flag("beginner", false),
            seed: None,
        })
    }

    /// The text of an edition of this scenario. The figures as written, for everyone, are the scenario itself.
    pub fn edition_source(&self, edition: &Edition) -> String {
        if *edition == Edition::default() {
            return self.source.clone();
        }
        let mut source = self.source.trim_end().to_owned();
        source.push('\n');
        source.push_str(HEADER);
        if let Some(variant) = &edition.variant {
            source.push_str(&format!("variant = \"{variant}\"\n"));
        }
        if edition.beginner {
            source.push_str("beginner = true\n");
        }
        if let Some(seed) = edition.seed {
            source.push_str(&format!("seed = {seed}\n"));
        }
        source
    }
}

/// Which edition the text is.
pub(super) fn edition(reader: &Reader<'_, '_, '_>, root: &Table<'_, '_>) -> Edition {
    let Some(table) = &reader.edition else {
        return Edition::default();
    };
    let variant = table.optional_id("variant");
    if let Some(id) = &variant {
        reader.index_of(id, "variant", &reader.variants);
    }
    let beginner = table.flag("beginner", false);
    if beginner && !root.has("beginner") {
        let message = "there is no beginner's edition of this scenario";
        reader.document.error(table.span_of("beginner"), message);
    }
    Edition {
        variant: variant.map(|id| Id::from(id.value)),
        beginner,
        seed: table
            .optional_integer("seed", 0..=i64::from(u32::MAX))
            .and_then(|seed| u32::try_from(seed).ok()),
    }
}

/// The variants, each with what it changes checked: the facts and estimates are known, their keys are sound.
pub(super) fn variants(reader: &Reader<'_, '_, '_>) -> Vec<Variant> {
    let mut variants = Vec::new();
    if let Some(beyond) = reader.variants.get(VARIANTS) {
        let message = format!("the scenario has more than {VARIANTS} variants");
        reader.document.error(beyond.table.span(), message);
    }
    for item in &reader.variants {
        let facts = item.table.tables("fact");
        for table in &facts {
            let id = table.id("id");
            reader.index_of(&id, "fact", &reader.facts);
            let path = format!("variant/{}/fact/{}", item.id.value, id.value);
            reader.said(table, &path, "answer");
            reader.shown(table, &path, "short");
            reader.optional_patterns(table, &path, "contradicts");
            reader.maybe_said(table, &path, "remind");
            if table.optional_number("value").is_some() {
                table.optional_choice("unit", &UNITS);
                table.optional_choice("per", &PERIODS);
            }
        }
        for table in item.table.tables("estimate") {
            let id = table.id("id");
            reader.index_of(&id, "estimate", &reader.estimates);
            let path = format!("variant/{}/estimate/{}", item.id.value, id.value);
            if table.has("working") {
                reader.shown(&table, &path, "working");
            }
            reader.maybe_said(&table, &path, "redo");
            reader.maybe_said(&table, &path, "next");
        }
        if facts.is_empty() {
            let message = "a variant changes at least one fact: give it `[[variant.fact]]`";
            reader.document.error(item.table.span(), message);
        }
        variants.push(Variant {
            id: Id::from(item.id.value),
            title: item.table.text("title").value.to_string(),
        });
    }
    variants
}

/// What a beginner meets.
pub(super) fn beginner(reader: &Reader<'_, '_, '_>, root: &Table<'_, '_>) -> Option<Beginner> {
    let table = root.optional_table("beginner")?;
    reader.place("beginner", table.span());
    let mut expectations = Vec::new();
    for id in table.ids("expectations") {
        expectations.extend(reader.index_of(&id, "expectation", &reader.expectations));
    }
    let mut curveballs = Vec::new();
    for id in table.ids("curveballs") {
        curveballs.extend(reader.index_of(&id, "curveball", &reader.curveballs));
    }
    Some(Beginner {
        minutes: table.integer("minutes", 10..=240) as u32,
        expectations,
        curveballs,
    })
}

/// The model answer, message by message.
pub(super) fn model(reader: &Reader<'_, '_, '_>, root: &Table<'_, '_>) -> Vec<String> {
    let Some(table) = root.optional_table("model") else {
        return Vec::new();
    };
    let mut blocks = table.blocks("messages");
    blocks.retain(|text| reader.counts_message(text.value, &text.span));
    blocks.iter().map(|text| text.value.to_string()).collect()
}

/// The ways through the design, told one step at a time.
pub(super) fn paths<'d, 's>(reader: &Reader<'_, 'd, 's>, root: &Table<'d, 's>) -> Vec<Told> {
    root.tables("path")
        .iter()
        .map(|table| {
            let id = Id::from(table.id("id").value);
            let path = format!("path/{id}");
            reader.place(&path, table.span());
            Told {
                id,
                writes: table.choice("kind", &KINDS).unwrap_or(false),
                title: table.text("title").value.to_string(),
                steps: reader.listed(table, &path, "steps"),
            }
        })
        .collect()
}
