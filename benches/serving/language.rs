//! Understanding beside a bare scan of the same text for the same words, and a long message beside a short one.
//! `benches/message.rs` takes it apart further.

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, MatchKind};
use greenroom::language;
use greenroom::prompts::Prompts;

use super::Effort;
use super::scan::{SIXTY, forms};
use super::table::{Table, median};

pub fn rows(table: &mut Table, effort: Effort) {
    let prompts = Prompts::load(None, None).unwrap();
    let lexicon = &prompts.lexicon;
    let forms = forms();
    let scan = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(&forms)
        .unwrap();
    let (understood, scanned) = in_turns(
        effort,
        || drop(black_box(language::analyse(lexicon, black_box(SIXTY)))),
        || {
            black_box(scan.find_iter(black_box(SIXTY)).count());
        },
    );
    let what = format!(
        "understanding 60 words beside a scan for {} forms, us",
        forms.len()
    );
    table.row(&what, understood, scanned, "<= 15");

    let text = SIXTY.repeat(10_000_usize.div_ceil(SIXTY.len()));
    let (long, short) = (&text[..10_000], &text[..400]);
    let (of_long, of_short) = in_turns(
        effort,
        || drop(black_box(language::analyse(lexicon, black_box(long)))),
        || drop(black_box(language::analyse(lexicon, black_box(short)))),
    );
    let per_byte = |us: f64, text: &str| us * 1e3 / text.len() as f64;
    table.row(
        "a byte of a 10,000-character message beside one of 400, ns",
        per_byte(of_long, long),
        per_byte(of_short, short),
        "<= 1.5",
    );
}

/// The medians of two calls that take turns, in microseconds.
fn in_turns(effort: Effort, ours: impl Fn(), reference: impl Fn()) -> (f64, f64) {
    let timed = |call: &dyn Fn()| {
        let begun = Instant::now();
        call();
        begun.elapsed().as_secs_f64() * 1e6
    };
    let until = Instant::now() + (effort.turn * 2).max(Duration::from_secs(1));
    let mut times = (Vec::new(), Vec::new());
    while Instant::now() < until {
        times.0.push(timed(&ours));
        times.1.push(timed(&reference));
    }
    (median(&times.0), median(&times.1))
}
