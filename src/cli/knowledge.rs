//! `greenroom knowledge`: the concepts and question topics that a scenario may name by their ids.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, PromptsFolder};
use crate::language::lexicon::{Concept, Lexicon, Topic};
use crate::language::{Analysis, analyse};
use crate::prompts::Prompts;

#[derive(Clone, Debug, Args)]
pub(super) struct Knowledge {
    /// What to look for, in any words; without one, everything is listed. The id of a concept also shows what finds it
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    #[command(flatten)]
    prompts: PromptsFolder,
}

impl Knowledge {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let prompts = Prompts::load(self.prompts.prompts.as_deref(), None)?;
        let wanted = self.words.join(" ");
        super::print(&listed(&prompts.lexicon, wanted.trim()));
        Ok(ExitCode::SUCCESS)
    }
}

/// The concepts and topics that fit, or all of them.
fn listed(lexicon: &Lexicon, wanted: &str) -> String {
    let read = analyse(lexicon, wanted);
    let mut concepts: Vec<&Concept> = lexicon
        .concepts()
        .iter()
        .filter(|concept| is_meant(&read, wanted, concept))
        .collect();
    if concepts.is_empty() {
        let noted = lexicon.concepts().iter();
        concepts = noted
            .filter(|concept| holds(&concept.note, wanted))
            .collect();
    }
    let topics: Vec<&Topic> = lexicon
        .topics()
        .iter()
        .filter(|topic| is_asked(&read, wanted, topic))
        .collect();
    if concepts.is_empty() && topics.is_empty() {
        return format!(
            "no concept and no question topic has to do with \"{wanted}\": a pattern of plain words does without\n"
        );
    }
    let mut text = String::new();
    if let Some(concept) = lexicon.concept(wanted.trim_start_matches(['@', '='])) {
        let (whole, forms): (Vec<&String>, Vec<&String>) = concept
            .forms
            .iter()
            .partition(|form| form.contains(['`', '(']));
        let forms: Vec<&str> = forms.into_iter().map(String::as_str).collect();
        let _ = writeln!(text, "`@{}` is found by {}", concept.id, forms.join(", "));
        for form in whole {
            let _ = writeln!(text, "  {form}");
        }
        let kinds: Vec<&str> = lexicon
            .concepts()
            .iter()
            .filter(|kind| kind.ancestors.contains(&concept.id))
            .map(|kind| &*kind.id)
            .collect();
        if !kinds.is_empty() {
            let kinds = kinds.join("`, `");
            let _ = writeln!(text, "  and by what its kinds are found by: `{kinds}`");
        }
    }
    if !concepts.is_empty() {
        text += "concepts (`@id` in patterns; `concepts`, `study`, `steps`)\n";
    }
    for concept in concepts {
        let kinds = match concept.ancestors.first() {
            Some(parent) => format!(", a kind of `{parent}`"),
            None => String::new(),
        };
        let _ = writeln!(text, "  {:<28} {}{kinds}", concept.id, concept.name);
    }
    if !topics.is_empty() {
        text += "question topics (`topics` of facts and open questions; `asks` of parts)\n";
    }
    for topic in topics {
        let _ = writeln!(text, "  {:<28} {}", topic.id, topic.name);
    }
    text
}

/// Whether the words name the concept, or stand in its id or its name; its note is looked at where no other does.
fn is_meant(read: &Analysis, wanted: &str, concept: &Concept) -> bool {
    let named = |id: &str| {
        let mentions = &read.reading.mentions;
        mentions.iter().any(|mention| *mention.concept == *id)
    };
    named(&concept.id)
        || [&*concept.id, &concept.name]
            .into_iter()
            .any(|text| holds(text, wanted))
}

fn is_asked(read: &Analysis, wanted: &str, topic: &Topic) -> bool {
    let asked = read.reading.topics.iter().any(|hit| hit.topic == topic.id);
    asked
        || [&*topic.id, &topic.name]
            .into_iter()
            .any(|text| holds(text, wanted))
}

fn holds(text: &str, wanted: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace('-', " ");
    plain(text).contains(&plain(wanted))
}
