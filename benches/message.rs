//! What the language tables cost to load and to hold; what a message costs: understanding and reply beside a bare scan
//! of the same text for the same words, a long one beside a short one, and after 10, 100 and 1,000 turns. The ratios mean
//! more than the times: they travel between machines.
//!
//! `cargo bench` prints; nothing is asserted here.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that unwraps says where it failed"
)]

#[path = "serving/scan.rs"]
mod scan;

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, MatchKind};
use greenroom::interview::{self, Engine, Input, Setup, State};
use greenroom::language;
use greenroom::language::lexicon::Lexicon;
use greenroom::prompts::{Library, Prompts};
use greenroom::scenario::{Mode, Seniority};
use greenroom::session::{self, Action, App, Clock, Message};
use greenroom::store::{MessageId, Store};
use scan::{SIXTY, forms};

/// What the other turns say.
const TALK: &[&str] = &[
    "how many users, and do most people read?",
    "200M users times 2 tweets a day is about 5k writes per second",
    "a load balancer, some app servers and a relational database",
    "not sure",
    "we add a read replica and fail over to it, which may lose the last half second",
    "what would you like to hear more about?",
];

/// The lengths in characters that are held against each other: an ordinary message and the longest.
const LENGTHS: (usize, usize) = (400, 10_000);

/// How long each thing is measured.
const MEASURED: Duration = Duration::from_millis(400);

fn main() {
    tables();
    let prompts = Prompts::load(None, None).unwrap();
    let slug = match prompts.offered.contains_key("twitter") {
        true => "twitter".into(),
        false => prompts.offered.keys().next().unwrap().clone(),
    };
    let engine = prompts.engine(&slug).unwrap();
    let words = SIXTY.split_whitespace().count();
    println!(
        "scenario {slug}; a message of {words} words, {} bytes\n",
        SIXTY.len()
    );

    let forms = forms();
    let scan = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(&forms)
        .unwrap();
    let scanned = measure(|| scan.find_iter(black_box(SIXTY)).count());
    line(
        &format!("a bare scan for {} forms", forms.len()),
        scanned,
        scanned,
    );
    let read = measure(|| language::analyse(&engine.lexicon, black_box(SIXTY)));
    line("understanding", read, scanned);
    lengths(&engine.lexicon);
    let state = after(&engine, 3);
    let said = Input::Said(SIXTY.into());
    let taken = measure(|| interview::take(&engine, &state, black_box(&said), 600_000));
    line("understanding, interpretation and reply", taken, scanned);

    println!();
    let mut first = None;
    for turns in [10, 100, 1_000] {
        let state = after(&engine, turns);
        let taken = measure(|| interview::take(&engine, &state, black_box(&said), 600_000));
        let size = serde_json::to_string(&state).unwrap().len();
        line(
            &format!(
                "the same after {turns} turns (state of {} KiB)",
                size.div_ceil(1_024)
            ),
            taken,
            *first.get_or_insert(taken),
        );
    }

    println!();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let stored = runtime.block_on(stored(&[10, 100, 1_000]));
    for (turns, time) in &stored {
        line(
            &format!("committed to disk, after {turns} turns"),
            *time,
            stored[0].1,
        );
    }
}

/// What it takes to compile the lexicon's tables from their files, and how much memory they keep.
fn tables() {
    const COPIES: usize = 8;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder.join("lexicon"))
        .unwrap()
        .map(|entry| format!("lexicon/{}", entry.unwrap().file_name().display()))
        .filter(|name| name.ends_with(".toml"))
        .map(|name| (name.clone(), read(&name)))
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (questions, english) = (read("questions.toml"), read("lexicon/english.txt"));
    let compile = || Lexicon::compile(&files, ("questions.toml", &questions), &english).unwrap();
    let loaded = measure(compile);
    println!(
        "{:<52} {:>10.1} ms",
        "loading the language tables",
        loaded.as_secs_f64() * 1e3
    );
    // The room that compiling takes for a while was taken above; what several copies add is what they keep.
    let before = resident();
    let copies: Vec<Lexicon> = (0..COPIES).map(|_| compile()).collect();
    let held = resident().saturating_sub(before) as f64 / COPIES as f64;
    println!(
        "{:<52} {:>10.1} MiB\n",
        "memory that they hold",
        held / f64::from(1 << 20)
    );
    drop(copies);
}

/// The bytes of this process that are in memory (Linux; elsewhere 0).
fn resident() -> usize {
    const PAGE: usize = 4_096;
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = pages.split_whitespace().nth(1);
    pages.and_then(|pages| pages.parse().ok()).unwrap_or(0) * PAGE
}

/// What a byte of a long message costs beside one of a short message: 1 where time is linear. Once with full stops,
/// once as speech without any.
fn lengths(lexicon: &Lexicon) {
    let (short, long) = LENGTHS;
    for (what, between) in [("", ". "), (", without a full stop", " and ")] {
        let text = format!(
            "{}{between}",
            SIXTY.trim_end_matches('.').replace(". ", between)
        );
        let text = text.repeat(long.div_ceil(text.len()));
        let cost = |length: usize| {
            let message = &text[..length];
            let time = measure(|| language::analyse(lexicon, black_box(message)));
            (time, time.as_secs_f64() / length as f64)
        };
        let ((_, of_short), (time, of_long)) = (cost(short), cost(long));
        println!(
            "{:<52} {:>10.1} us {:>8.2} x per byte",
            format!("{long} characters beside {short}{what}"),
            time.as_secs_f64() * 1e6,
            of_long / of_short
        );
    }
}

fn setup() -> Setup {
    Setup {
        mode: Mode::Coach,
        seniority: Seniority::Mid,
        minutes: None,
    }
}

/// The state after so many turns of the candidate's.
fn after(engine: &Engine, turns: usize) -> State {
    let (_, mut state) = interview::open(engine, &setup());
    for (turn, said) in TALK.iter().cycle().take(turns).enumerate() {
        let elapsed_ms = turn as u64 * 1_000;
        let said = Input::Said((*said).into());
        state = interview::take(engine, &state, &said, elapsed_ms).1;
    }
    state
}

/// The median time of a message through the whole path, COMMIT included, around each of these turns.
async fn stored(at: &[usize]) -> Vec<(usize, Duration)> {
    const AROUND: usize = 30;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("greenroom.db"))
        .await
        .unwrap();
    let mut app = App::new(store, Library::open(None).unwrap());
    app.clock = Clock::counted();
    let slug = app.prompts.current().offered.keys().next().unwrap().clone();
    let session = session::start(&app, &slug, session::Choice::default(), setup(), None)
        .await
        .unwrap();
    let mut measured = Vec::new();
    let mut turn = 0;
    for &turns in at {
        let mut times = Vec::new();
        while turn < turns + AROUND {
            let text = if turn < turns {
                TALK[turn % TALK.len()]
            } else {
                SIXTY
            };
            let action = Action::Say(Message::parse(text).unwrap());
            let started = Instant::now();
            session::submit(&app, session.id, action, MessageId::new())
                .await
                .unwrap();
            if turn >= turns {
                times.push(started.elapsed());
            }
            turn += 1;
        }
        times.sort();
        measured.push((turns, times[times.len() / 2]));
    }
    app.store.close().await;
    measured
}

/// The median time of one call.
fn measure<T>(mut call: impl FnMut() -> T) -> Duration {
    black_box(call());
    let started = Instant::now();
    let mut times = Vec::new();
    while started.elapsed() < MEASURED || times.len() < 5 {
        let begun = Instant::now();
        black_box(call());
        times.push(begun.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}

fn line(what: &str, time: Duration, beside: Duration) {
    let ratio = time.as_secs_f64() / beside.as_secs_f64().max(f64::MIN_POSITIVE);
    println!(
        "{what:<52} {:>10.1} us {ratio:>8.1} x",
        time.as_secs_f64() * 1e6
    );
}
