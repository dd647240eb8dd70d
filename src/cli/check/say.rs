//! `greenroom check FILE --say`: what the interviewer makes of one sentence, for people.

use std::fmt::Write as _;

use crate::assessment::saying::{Near, Said};
use crate::language::Stance;

/// What became of a sentence, a line for each thing.
pub(super) fn text(said: &Said) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    if said.known {
        let _ = writeln!(
            text,
            "the scenario has these very words; here they are left out of it"
        );
    }
    for credit in &said.credits {
        let (part, by, quote) = (&credit.part, &credit.by, &credit.quote);
        let _ = writeln!(text, "heard: `{part}`, by `{by}`, in \"{quote}\"");
    }
    for (part, pattern) in &said.dropped {
        let nearest = said.parts.first().map(|near| &near.id);
        let why = match nearest {
            Some(nearest) if nearest != part => format!(
                "the words are nearer to `{nearest}`, or a bare name: `says` of `{part}` that are like this would count it"
            ),
            _ => "a bare name, or not near enough to its `says`".to_owned(),
        };
        let _ = writeln!(
            text,
            "not counted: `{part}`, though `{pattern}` finds it ({why})"
        );
    }
    if let Some((pattern, found, absent)) = &said.missed {
        let (found, absent) = (found.join(", "), absent.join(", "));
        let _ = writeln!(
            text,
            "asked for and not heard; nearest: `{pattern}`; there: {found}; absent: {absent}"
        );
    }
    for (words, stance, cause) in &said.aside {
        let how = match stance {
            Stance::Rejected => "turned down",
            Stance::Asked => "asked",
            Stance::Hypothetical => "only supposed",
            Stance::Reported => "told of others, or in general",
            Stance::Asserted | Stance::Proposed => continue,
        };
        let cause = cause.as_ref();
        let cause = cause.map_or_else(String::new, |cause| format!(", because of \"{cause}\""));
        let _ = writeln!(text, "set aside: \"{words}\" is {how}{cause}");
    }
    for (id, pattern) in &said.misconceptions {
        let _ = writeln!(text, "a misconception: `{id}`, by `{pattern}`");
    }
    if !said.told.is_empty() {
        let _ = writeln!(text, "answered with: `{}`", said.told.join("`, `"));
    }
    if said.credits.is_empty() && said.told.is_empty() && said.misconceptions.is_empty() {
        text += "heard: nothing\n";
    }
    like(&mut text, "most like what says", &said.parts);
    like(&mut text, "most like the questions for", &said.facts);
    let _ = writeln!(text, "reply: {}", said.reply.replace('\n', "\n       "));
    text
}

fn like(text: &mut String, what: &str, nearest: &[Near]) {
    for near in nearest {
        let of = near.text.as_ref();
        let of = of.map_or_else(String::new, |of| format!(", such as \"{of}\""));
        let _ = writeln!(text, "{what} `{}`: {:.2}{of}", near.id, near.support);
    }
}
