//! What hostile scenario files cost: to be read, which is what publishing one and starting on it take; to be checked, which
//! the desk does while somebody types; and a message on those that can be read. Beside them, the largest that is shipped.
//!
//! The aim is 100 ms to read one. `cargo bench --bench uploads` prints; nothing is asserted here.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that unwraps says where it failed"
)]

#[path = "../tests/hostile/uploads.rs"]
mod uploads;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use greenroom::assessment::rehearsal::rehearse;
use greenroom::document::Severity;
use greenroom::interview::{self, Input, Setup};
use greenroom::prompts::Prompts;
use greenroom::scenario::{Mode, Scenario, Seniority};
use uploads::{Upload, uploads};

/// What is said on each: an ordinary message, and the longest.
const SAID: &str = "each line of the visitors goes to a table, it is a single point of failure and we copy it to the second museum. ";

fn main() {
    let prompts = Prompts::load(None, None).unwrap();
    let shipped = prompts.offered.values();
    let largest = shipped.max_by_key(|one| one.source.len()).unwrap();
    let largest = (largest.front().slug.to_string(), largest.source.to_string());
    println!(
        "{:<38} {:>6} {:>10} {:>10} {:>10} {:>10}  what comes of it",
        "file", "KiB", "read ms", "check ms", "turn ms", "long ms"
    );
    line(
        &prompts,
        &largest.0,
        "the largest that is shipped",
        &largest.1,
    );
    for Upload { name, source } in uploads() {
        line(&prompts, "guest-book", name, &source);
    }
}

fn line(prompts: &Prompts, slug: &str, name: &str, source: &str) {
    let file = format!("{slug}.toml");
    let (read, parsed) = timed(|| Scenario::parse(&file, black_box(source), &prompts.lexicon));
    let (lint, (inspected, _)) = timed(|| Scenario::inspect(&file, source, &prompts.lexicon));
    let mut check = lint;
    if let Some(scenario) = inspected {
        let engine = prompts.engine_with(Arc::new(scenario));
        check += timed(|| rehearse(&engine, &file)).0;
    }
    let kib = source.len().div_ceil(1_024);
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    print!("{name:<38} {kib:>6} {:>10} {:>10} ", ms(read), ms(check));
    match parsed {
        Ok((scenario, _)) => {
            let engine = prompts.engine_with(Arc::new(scenario));
            let turn = |text: String| {
                let (_, state) = interview::open(&engine, &setup());
                // Once before, for what is compiled when it is first needed.
                interview::take(&engine, &state, &Input::Said(text.clone()), 1_000);
                timed(|| interview::take(&engine, &state, &Input::Said(text), 1_000)).0
            };
            let long = turn(SAID.repeat(10_000 / SAID.len()));
            println!("{:>10} {:>10}  taken", ms(turn(SAID.into())), ms(long));
        }
        Err(problems) => {
            let errors = problems.iter();
            let mut errors = errors.filter(|problem| problem.severity == Severity::Error);
            let first = errors.next().map(|problem| problem.message.as_str());
            println!("{:>10} {:>10}  refused: {}", "", "", first.unwrap_or("?"));
        }
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let result = work();
    (begun.elapsed(), result)
}

fn setup() -> Setup {
    Setup {
        mode: Mode::Coach,
        seniority: Seniority::Mid,
        minutes: None,
    }
}
