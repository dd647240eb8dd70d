//! The author's screen: what samples, patterns and dialogues do, for people and as JSON lines for editors.

use std::fmt::Write as _;

use serde_json::json;

use crate::assessment::rehearsal::Played;
use crate::assessment::workbench::{NearMiss, PatternYield, Shows, Verdict, Yield};

/// Samples of others that are shown of an expectation.
const SHOWN: usize = 5;

/// The screen as text: an expectation a block, then the dialogues.
pub(super) fn text(yields: &[Yield], played: &[Played]) -> String {
    let mut text = String::new();
    for of in yields {
        expectation(&mut text, of);
    }
    for of in played {
        dialogue(&mut text, of);
    }
    text
}

/// The screen as one JSON object a line, each with what `kind` of thing it is.
pub(super) fn json_lines(file: &str, yields: &[Yield], played: &[Played]) -> String {
    let expectations = yields.iter().map(|of| ("expectation", json!(of)));
    let dialogues = played.iter().map(|of| ("dialogue", json!(of)));
    let mut text = String::new();
    for (kind, mut object) in expectations.chain(dialogues) {
        if let Some(fields) = object.as_object_mut() {
            fields.insert("kind".into(), json!(kind));
            fields.insert("file".into(), json!(file));
        }
        let _ = writeln!(text, "{object}");
    }
    text
}

fn expectation(text: &mut String, of: &Yield) {
    let all = of.hits + of.misses.len();
    let _ = writeln!(
        text,
        "\n{}: {}\n  {} of {all} samples reach what they should, {} of no answer reach something",
        of.expectation,
        of.title,
        of.hits,
        of.false_hits.len()
    );
    for sample in &of.misses {
        let _ = writeln!(text, "  missed: {}", quoted(sample));
    }
    for sample in &of.false_hits {
        let _ = writeln!(text, "  false hit: {}", quoted(sample));
    }
    for part in &of.parts {
        for pattern in &part.patterns {
            self::pattern(text, &part.part, pattern);
        }
    }
    for miss in &of.near_misses {
        near(text, miss);
    }
    for sample in of.elsewhere.iter().take(SHOWN) {
        let _ = writeln!(
            text,
            "  also reached (`{}`) by a sample of `{}`: {}",
            sample.part,
            sample.expectation,
            quoted(&sample.sample)
        );
    }
    if of.elsewhere.len() > SHOWN {
        let more = of.elsewhere.len() - SHOWN;
        let _ = writeln!(text, "  and by {more} more samples of others");
    }
}

fn pattern(text: &mut String, part: &str, of: &PatternYield) {
    let verdict = match of.verdict {
        Verdict::Needed => format!("{} that only this finds", of.only.len()),
        Verdict::Redundant => "redundant: others find all of them".to_owned(),
        Verdict::Idle => "idle: no sample and none of `says` has it".to_owned(),
        Verdict::Wrong => format!("wrong: it finds {} of no answer", of.wrong.len()),
    };
    let elsewhere = match of.elsewhere {
        0 => String::new(),
        count => format!("; {count} of others"),
    };
    let _ = writeln!(
        text,
        "  {part}: `{}` finds {}, {verdict}{elsewhere}",
        of.pattern, of.finds
    );
    for sample in &of.wrong {
        let _ = writeln!(text, "    wrongly: {}", quoted(sample));
    }
    if let Some(sample) = of.only.first() {
        let _ = writeln!(text, "    alone: {}", quoted(sample));
    }
}

fn near(text: &mut String, of: &NearMiss) {
    let what = match of.shows {
        Shows::Full => "near miss",
        Shows::Partial => "left out, as it should be",
        Shows::None => "no answer",
    };
    let _ = writeln!(
        text,
        "  {what}: `{}` in {}\n    nearest: `{}`; there: {}; absent: {}",
        of.part,
        quoted(&of.sample),
        of.pattern,
        of.found.join(", "),
        of.absent.join(", ")
    );
}

fn dialogue(text: &mut String, of: &Played) {
    let band = json!(of.band);
    let band = band.as_str().unwrap_or_default();
    let _ = writeln!(
        text,
        "\ndialogue {}: {} turns, ends {band} ({})",
        of.name, of.turns, of.scores
    );
    let Some(first) = &of.first else {
        return;
    };
    let _ = writeln!(
        text,
        "  differs first in line {}\n    > {}\n    wanted: {}\n    got: {}",
        first.line,
        first.said.replace('\n', "\n      "),
        first.wanted.join(" "),
        first.reply
    );
    if of.later > 0 {
        let _ = writeln!(text, "  of what follows {} more differ", of.later);
    }
}

/// A sample on one line.
fn quoted(sample: &str) -> String {
    format!(
        "\"{}\"",
        sample.split_whitespace().collect::<Vec<_>>().join(" ")
    )
}
