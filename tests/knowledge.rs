//! The shared knowledge as it is shipped: what its concepts are recognised by, and that none is bare.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use greenroom::language::lexicon::Lexicon;
use greenroom::language::{Reading, understand};

/// The concepts and the common words under `prompts/lexicon`, without the question topics.
fn lexicon() -> Lexicon {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/lexicon");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    let ending = |end: &'static str| files.iter().filter(move |(name, _)| name.ends_with(end));
    let concepts: Vec<(&str, &str)> = ending(".toml")
        .map(|(name, source)| (name.as_str(), source.as_str()))
        .collect();
    let words: String = ending(".txt").map(|(_, source)| source.as_str()).collect();
    Lexicon::compile(&concepts, ("questions.toml", ""), &words).unwrap_or_else(|problems| {
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", shown.join("\n"))
    })
}

fn concepts(reading: &Reading) -> BTreeSet<&str> {
    let mentions = reading.mentions.iter();
    mentions
        .flat_map(|mention| std::iter::once(&mention.concept).chain(&mention.ancestors))
        .map(|id| &**id)
        .collect()
}

/// The cases of a file, `text => what is expected`; anything else in it is blank or a remark.
fn cases(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.lines().filter_map(|line| {
        let case = line.split_once(" =>").filter(|_| !line.starts_with('#'));
        assert!(
            case.is_some() || line.is_empty() || line.starts_with('#'),
            "{line}"
        );
        case
    })
}

#[test]
fn concepts_are_found_in_what_people_say_and_not_in_everyday_talk() {
    let lexicon = lexicon();
    let mut failures = Vec::new();
    for (text, expected) in cases(include_str!("language/knowledge.txt")) {
        let expected: BTreeSet<&str> = expected.split_whitespace().collect();
        let reading = understand(&lexicon, text);
        let found = concepts(&reading);
        let fits = if expected.is_empty() {
            found.is_empty()
        } else {
            expected.is_subset(&found)
        };
        if !fits {
            failures.push(format!("{text:?} gave {found:?}, not {expected:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_whole_message_settles_how_its_concepts_are_meant() {
    let lexicon = lexicon();
    let mut failures = Vec::new();
    for (text, expected) in cases(include_str!("language/standing.txt")) {
        let reading = understand(&lexicon, text);
        for expected in expected.split_whitespace() {
            let (concept, stance) = expected.split_once('=').expect("concept=stance");
            let found: Vec<String> = reading
                .mentions
                .iter()
                .filter(|mention| {
                    &*mention.concept == concept
                        || mention.ancestors.iter().any(|id| &**id == concept)
                })
                .map(|mention| format!("{:?}", mention.stance).to_lowercase())
                .collect();
            if !found.iter().any(|found| found == stance) {
                failures.push(format!("{text:?}: {concept} is {found:?}, not {stance}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_concept_has_a_note_worth_reading_and_a_price() {
    let mut failures = Vec::new();
    for concept in lexicon().concepts() {
        let sentences = concept.note.matches(['.', '?', '!']).count();
        if sentences < 2 || concept.note.len() > 600 {
            failures.push(format!("{}: the note is too short or too long", concept.id));
        }
        if concept.costs.len() < 3 {
            failures.push(format!("{}: fewer than three costs", concept.id));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
