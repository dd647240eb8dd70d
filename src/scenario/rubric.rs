//! How scores become bands, and what holds a band down.

use std::collections::BTreeMap;

use super::reader::Reader;
use super::{Band, Cap, Rubric};
use crate::document::Table;
use crate::language::Id;

/// The names of bands in files.
pub(super) const BANDS: [(&str, Band); 4] = [
    ("well-below", Band::WellBelow),
    ("just-below", Band::JustBelow),
    ("at", Band::At),
    ("above", Band::Above),
];

/// The caps that hold unless a scenario changes them.
const CAPS: [(&str, Band, &str); 3] = [
    (
        "no-requirements",
        Band::JustBelow,
        "No requirement was asked for before the design began.",
    ),
    (
        "no-end-to-end",
        Band::JustBelow,
        "No path led from a client all the way to a store.",
    ),
    ("no-costs", Band::At, "Not one cost of a choice was named."),
];

/// Reads `[rubric]`.
pub(super) fn rubric(reader: &Reader<'_, '_, '_>, root: &Table<'_, '_>) -> Rubric {
    let mut rubric = Rubric {
        just_below: 850,
        above: 1250,
        caps: CAPS
            .iter()
            .map(|(id, band, reason)| {
                let reason = reason.to_string();
                (
                    Id::from(*id),
                    Cap {
                        band: *band,
                        reason,
                    },
                )
            })
            .collect::<BTreeMap<_, _>>(),
    };
    let Some(table) = root.optional_table("rubric") else {
        return rubric;
    };
    if let Some(bands) = table.optional_table("bands") {
        if let Some(value) = bands.optional_integer("just-below", 1..=999) {
            rubric.just_below = value as u32;
        }
        if let Some(value) = bands.optional_integer("above", 1001..=5000) {
            rubric.above = value as u32;
        }
    }
    let tables = table.tables("cap");
    let mut ids = Vec::new();
    for table in &tables {
        let id = table.id("id");
        reader.place(&format!("rubric/cap/{}", id.value), table.span());
        match rubric.caps.get_mut(id.value) {
            Some(cap) => {
                if let Some(band) = table.optional_choice("band", &BANDS) {
                    cap.band = band;
                }
                if let Some(reason) = table.optional_text("reason") {
                    cap.reason = reason.value.to_string();
                }
            }
            None => {
                table.optional_choice("band", &BANDS);
                table.optional_text("reason");
                if !id.value.is_empty() {
                    root.document()
                        .unknown(&id, "cap", CAPS.iter().map(|(id, ..)| *id));
                }
            }
        }
        ids.push(id);
    }
    root.document().distinct("cap", &ids);
    rubric
}
