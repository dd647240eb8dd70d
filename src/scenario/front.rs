//! What a list of scenarios shows of each.

use super::{Scenario, brief};
use crate::document::Document;
use crate::language::Id;

/// What a list shows of a scenario: enough to choose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// Its slug.
    pub slug: Id,
    /// Its title.
    pub title: String,
    /// One sentence on what it is about.
    pub summary: String,
    /// What it practises, in a few words each.
    pub practises: Vec<String>,
    /// The usual length.
    pub minutes: u32,
    /// The usual length of the beginner's short form, where there is one.
    pub beginner: Option<u32>,
    /// Whether there are other figures for another attempt.
    pub varies: bool,
}

/// What a line begins with that ends the keys of a file's own table.
const TABLE: &str = "\n[";

impl Front {
    /// The front of a scenario.
    pub fn of(scenario: &Scenario) -> Front {
        Front {
            slug: scenario.slug.clone(),
            title: scenario.title.clone(),
            summary: scenario.summary.clone(),
            practises: scenario.practises.clone(),
            minutes: scenario.minutes,
            beginner: scenario.beginner.as_ref().map(|form| form.minutes),
            varies: !scenario.variants.is_empty(),
        }
    }

    /// The front of a text that is known to be a sound scenario. Nothing but what it shows is read: that takes a
    /// thousandth of the time.
    pub fn of_sound(source: &str) -> Front {
        let head = source.find(TABLE).map_or(source, |end| &source[..end]);
        let document = Document::parse("front.toml", head);
        let root = document.root();
        let text = |key: &str| root.text(key).value.to_owned();
        Front {
            slug: text("slug").as_str().into(),
            title: text("title"),
            summary: text("summary"),
            practises: brief::practises(&root),
            minutes: brief::minutes(&root),
            beginner: beginner(source),
            varies: source.contains("\n[[variant]]\n"),
        }
    }
}

/// The minutes of the beginner's form.
fn beginner(source: &str) -> Option<u32> {
    let start = source.rfind("\n[beginner]\n")?;
    let section = &source[start + 1..];
    let section = section.find(TABLE).map_or(section, |end| &section[..end]);
    let document = Document::parse("front.toml", section);
    let root = document.root();
    let table = root.optional_table("beginner")?;
    Some(table.integer("minutes", 10..=240) as u32)
}
