//! `greenroom check --walk N`: what scripted candidates of many kinds met, as a table.

use std::fmt::Write as _;

use crate::assessment::walk::{Fault, Kind, Walks};

/// Faults that are shown of a scenario.
const SHOWN: usize = 12;

/// The walks through one scenario, for people.
pub(super) fn report(slug: &str, walks: &Walks) -> String {
    let mut text = format!("{slug}: ");
    let all: usize = walks.fared.values().map(|fared| fared.walks).sum();
    let verdict = match walks.are_clean() {
        true => "clean",
        false => "not clean",
    };
    let _ = writeln!(text, "{all} walks, {verdict}");
    let scores: Vec<String> = Kind::ALL
        .iter()
        .filter_map(|kind| {
            let fared = walks.fared.get(kind)?;
            let (score, messages) = (fared.score(), fared.messages());
            Some(format!("{} {score} ({messages} messages)", kind.name()))
        })
        .collect();
    let _ = writeln!(text, "  mean scores of 1000: {}", scores.join(", "));
    for found in walks.found.iter().take(SHOWN) {
        let what = match &found.fault {
            Fault::NeverEnds => "the interview is never wound up".to_owned(),
            Fault::Stuck(step) => format!("the step {step:?} is never left").to_lowercase(),
            Fault::Repeats(words) => format!("says again, unasked: \"{words}\""),
            Fault::AsksTwice(key) => format!("asks twice: {key}"),
            Fault::NothingAsked => {
                "replies that ask and answer nothing, one after the other".to_owned()
            }
            Fault::Empty => "a reply without words".to_owned(),
        };
        let (walks, first, who) = (found.walks, found.first, &found.who);
        let _ = writeln!(
            text,
            "  {what} ({walks} walks; the first is {first}: {who})"
        );
    }
    if walks.found.len() > SHOWN {
        let _ = writeln!(text, "  and {} more", walks.found.len() - SHOWN);
    }
    if !walks.unasked.is_empty() {
        let ids: Vec<&str> = walks.unasked.iter().map(|id| &**id).collect();
        let _ = writeln!(
            text,
            "  nobody raised or was asked about: {}",
            ids.join(", ")
        );
    }
    for (better, worse) in &walks.disorder {
        let (better, worse) = (better.name(), worse.name());
        let _ = writeln!(
            text,
            "  {better} candidates score no more than {worse} ones"
        );
    }
    text
}
