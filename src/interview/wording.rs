//! The interviewer's wording: `prompts/interviewer.toml`, parsed and checked.

use std::collections::BTreeMap;

use crate::document::{Document, Problem, Text};
use crate::scenario::Mode;

/// Every key that the file must have, with the slots that its variants may use.
const KEYS: &[(&str, &[&str])] = &[
    ("open", &["prompt", "minutes"]),
    ("open-untimed", &["prompt"]),
    ("acknowledge", &[]),
    ("heard", &[]),
    ("reassure", &[]),
    ("answer-again", &["answer"]),
    ("answer-stands", &["answer"]),
    ("work-out", &[]),
    ("work-out-again", &["facts"]),
    ("own-word", &["answer"]),
    ("answer-either", &["first", "second"]),
    ("offer-rest", &[]),
    ("offer-rest-named", &["about"]),
    ("assume", &["about", "About"]),
    ("assume-unknown", &[]),
    ("assume-on", &["question"]),
    ("note-assumption", &[]),
    ("defer", &[]),
    ("outside", &[]),
    ("repeat", &["demand"]),
    ("repeat-nothing", &[]),
    ("tell-time", &["spent", "left", "step"]),
    ("tell-time-untimed", &["spent", "step"]),
    ("leave", &[]),
    ("leave-design", &[]),
    ("stay-in-design", &[]),
    ("go-on", &[]),
    ("invite-questions", &[]),
    ("clarify-first", &[]),
    ("remind", &["said", "answer"]),
    ("remind-untold", &["answer"]),
    ("reversal-now-used", &["before", "now"]),
    ("reversal-now-out", &["concept", "Concept"]),
    ("which-figure", &["before", "now"]),
    ("recheck", &["working"]),
    ("recheck-inputs", &["working"]),
    ("count-zeros", &[]),
    ("give-figure", &["working", "Working", "expected"]),
    ("confirm", &[]),
    ("curb-scale", &["said", "answer"]),
    ("settle", &[]),
    ("correct", &["tell"]),
    ("tell", &["tell"]),
    ("recall", &["quote"]),
    ("turn-to", &[]),
    ("acknowledge-said", &["said"]),
    ("acknowledge-told", &["told"]),
    ("your-pick", &[]),
    ("rest", &[]),
    ("open-too", &["about", "About"]),
    ("view-gains", &[]),
    ("view-open", &[]),
    ("view-later", &[]),
    ("view-choice", &[]),
    ("view-wrong", &[]),
    ("view-wrong-open", &[]),
    ("view-hole", &[]),
    ("view-breaks", &[]),
    ("view-worth", &[]),
    ("view-too", &[]),
    ("view-too-named", &["thing"]),
    ("view-trouble", &[]),
    ("view-choice-named", &["first", "second", "First"]),
    ("view-worth-named", &["thing"]),
    ("view-gains-named", &["thing", "Thing"]),
    ("view-open-named", &["thing", "Thing"]),
    ("go-either", &["topic", "Topic"]),
    ("go-first", &["topic", "Topic"]),
    ("go-then", &["topic", "Topic"]),
    ("term-is", &["name"]),
    ("goodbye", &[]),
    ("goodbye-night", &[]),
    ("term", &["note"]),
    ("term-unknown", &[]),
    ("term-none", &[]),
    ("term-right", &[]),
    ("how-it-goes", &[]),
    ("leave-to-ask", &[]),
    ("fair", &["said"]),
    ("view-report", &[]),
    ("missed-point", &["point"]),
    ("missed-open", &[]),
    ("missed-some", &[]),
    ("missed-summary", &[]),
    ("missed-none", &[]),
    ("unheard", &[]),
    ("passed-over", &["question"]),
    ("left-to-you-on", &["question"]),
    ("nothing-on", &["question"]),
    ("just-said", &["quote"]),
    ("still-open", &[]),
    ("smaller", &[]),
    ("narrow", &["part"]),
    ("lead-on", &[]),
    ("advance-design", &["recap"]),
    ("advance-design-bare", &[]),
    ("advance-communicate", &["left"]),
    ("advance-communicate-untimed", &[]),
    ("advance-iterate", &["curveball"]),
    ("back", &["step"]),
    ("rephrase", &[]),
    ("rephrase-concrete", &["demand"]),
    ("advance-communicate-asked", &[]),
    ("explained", &[]),
    ("too-early", &[]),
    ("change-unfit", &[]),
    ("change-none", &[]),
    ("change-yes", &[]),
    ("change-no", &[]),
    ("pushback-first", &[]),
    ("pushback-none", &[]),
    ("go-ahead", &["topic"]),
    ("go-ahead-there", &[]),
    ("go-ahead-then", &[]),
    ("noted-topic", &["Topic"]),
    ("might-follow", &[]),
    ("leave-figure", &[]),
    ("any-of-them", &[]),
    ("go-on-then", &[]),
    ("missed-named", &["Topic"]),
    ("go-ahead-too", &["topic"]),
    ("go-ahead-there-too", &[]),
    ("standing-that", &[]),
    ("standing-not-yet", &[]),
    ("greeting", &[]),
    ("task", &["prompt"]),
    ("welcome", &[]),
    ("left-to-you", &[]),
    ("rephrase-open", &[]),
    ("time-left", &["left"]),
    ("time-left-untimed", &[]),
    ("standing", &["full", "all"]),
    ("standing-early", &[]),
    ("nod", &[]),
    ("nod-scope", &[]),
    ("misread", &[]),
    ("said", &["quote"]),
    ("said-unheard", &[]),
    ("said-noted", &[]),
    ("said-again", &[]),
    ("restate", &["point"]),
    ("restate-plainly", &["question"]),
    ("meant", &[]),
    ("meant-other", &["point"]),
    ("meant-otherwise", &["question"]),
    ("time-up", &[]),
    ("wrap-up", &[]),
    ("wrap-up-early", &[]),
    ("view-yours", &[]),
    ("what-if", &[]),
    ("no-hint-there", &[]),
    ("figures-hold", &[]),
    ("figures-doubted", &[]),
    ("meant-no-more", &[]),
    ("acknowledge-yes", &["told"]),
    ("may", &[]),
    ("foreign", &[]),
    ("what-i-am", &[]),
    ("no-solution", &[]),
    ("view-own", &[]),
    ("corrected", &[]),
    ("explanation", &[]),
    ("own-figures", &[]),
    ("wrap-up-again", &[]),
    ("wrap-up-added", &[]),
    ("close", &[]),
    ("closed", &[]),
];

/// The wording of every move.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    variants: BTreeMap<&'static str, [Vec<String>; 2]>,
}

impl Wording {
    /// Parses the file; every problem is reported, not the first alone.
    pub fn parse(file: &str, source: &str) -> Result<Wording, Vec<Problem>> {
        let document = Document::parse(file, source);
        let mut wording = Wording::default();
        {
            let root = document.root();
            for (key, slots) in KEYS {
                let Some(table) = root.table(key) else {
                    continue;
                };
                let own = |key| {
                    let texts = table.optional_texts(key);
                    for text in &texts {
                        check_slots(&document, text, slots);
                    }
                    texts
                };
                let (both, coach, exam) = (own("both"), own("coach"), own("exam"));
                let choose = |mode: &[Text<'_>]| -> Vec<String> {
                    let from = if mode.is_empty() { &both[..] } else { mode };
                    from.iter().map(|text| text.value.to_owned()).collect()
                };
                let variants = [choose(&coach), choose(&exam)];
                if variants.iter().any(Vec::is_empty) {
                    let message =
                        format!("`{key}` needs `both`, or `coach` and `exam`, with a text or more");
                    document.error(table.span(), message);
                }
                wording.variants.insert(key, variants);
            }
        }
        let failed = document.has_errors();
        let problems = document.finish();
        match failed {
            true => Err(problems),
            false => Ok(wording),
        }
    }

    /// The variant of `key` after it was used `used` times. Empty for an unknown key.
    pub fn variant(&self, key: &str, mode: Mode, used: u16) -> &str {
        let Some(variants) = self.variants.get(key) else {
            return "";
        };
        let variants = match mode {
            Mode::Coach => &variants[0],
            Mode::Exam => &variants[1],
        };
        if variants.is_empty() {
            return "";
        }
        &variants[usize::from(used) % variants.len()]
    }
}

fn check_slots(document: &Document<'_>, text: &Text<'_>, slots: &[&str]) {
    for slot in slots_of(text.value) {
        if !slots.contains(&slot) {
            let known = match slots {
                [] => "nothing is".to_owned(),
                slots => format!("only {{{}}}", slots.join("}, {")),
            };
            let message = format!("`{{{slot}}}` is not filled in here, {known}");
            document.error(text.span.clone(), message);
        }
    }
}

/// The names in braces.
fn slots_of(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(slot, _)| slot))
        .collect()
}

/// `text` with each `{slot}` replaced by what `value` gives for it; a slot without a value stays out.
pub fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((slot, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        let value = value(slot).unwrap_or_default();
        // A slot may begin a sentence inside the text: "It holds. {@queue} takes the burst."
        match filled.trim_end().ends_with(['.', '?']) {
            true => filled.push_str(&super::reply::capital(&value)),
            false => filled.push_str(&value),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}
