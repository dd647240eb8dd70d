//! What a message costs: understanding and reply beside a bare scan of the same text for the same words, and after
//! 10, 100 and 1,000 turns. The ratios mean more than the times: they travel between machines.
//!
//! `cargo bench` prints; nothing is asserted here.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that unwraps says where it failed"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, MatchKind};
use greenroom::interview::{self, Engine, Input, Setup, State};
use greenroom::language;
use greenroom::prompts::{Library, Prompts};
use greenroom::scenario::{Mode, Seniority};
use greenroom::session::{self, Action, App, Clock, Message};
use greenroom::store::{MessageId, Store};

/// Sixty words as a candidate types them in the middle of a design.
const SIXTY: &str = "since most people read, I'd put redis in front of the timeline and push each tweet to \
    the lists of its followers, because then opening the app is one lookup. for celebrities that would be millions of \
    writes, so theirs we read at open time and merge. the pictures go to S3 with a CDN, and postgres keeps the url.";

/// What the other turns say.
const TALK: &[&str] = &[
    "how many users, and do most people read?",
    "200M users times 2 tweets a day is about 5k writes per second",
    "a load balancer, some app servers and a relational database",
    "not sure",
    "we add a read replica and fail over to it, which may lose the last half second",
    "what would you like to hear more about?",
];

/// How long each thing is measured.
const MEASURED: Duration = Duration::from_millis(400);

fn main() {
    let prompts = Prompts::load(None, None).unwrap();
    let slug = match prompts.scenarios.contains_key("twitter") {
        true => "twitter".into(),
        false => prompts.scenarios.keys().next().unwrap().clone(),
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

/// The surface forms that the lexicon's files list.
fn forms() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/lexicon");
    let mut forms = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let file: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
        let concepts = file.get("concept").and_then(toml::Value::as_array);
        for concept in concepts.into_iter().flatten() {
            let listed = concept.get("forms").and_then(toml::Value::as_array);
            let listed = listed.into_iter().flatten().filter_map(toml::Value::as_str);
            forms.extend(listed.map(str::to_string));
        }
    }
    forms.sort();
    forms.dedup();
    forms
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
    let slug = app
        .prompts
        .current()
        .scenarios
        .keys()
        .next()
        .unwrap()
        .clone();
    let session = session::start(&app, &slug, setup(), None).await.unwrap();
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
