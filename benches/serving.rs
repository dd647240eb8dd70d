//! The program as a whole beside the barest server that keeps the same promise: what waits is committed as one group, and
//! answered after COMMIT. `script/bench` runs it and prints one table.
//!
//! Every figure stands beside a reference that was built by the same compiler and ran in the same minutes, in rounds that
//! take turns; a row is the median of its rounds. The times belong to one machine on one day; the ratios travel. Nothing is
//! asserted here: a busy machine is no defect.
//!
//! `--quick` takes shorter rounds and a tenth of the history.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that unwraps says where it failed"
)]

#[path = "serving/history.rs"]
mod history;
#[path = "serving/language.rs"]
mod language;
#[path = "serving/load.rs"]
mod load;
#[path = "serving/process.rs"]
mod process;
#[path = "serving/reference.rs"]
mod reference;
#[path = "serving/scan.rs"]
mod scan;
#[path = "serving/table.rs"]
mod table;

use std::path::Path;
use std::time::{Duration, Instant};

use load::{Candidate, Connection};
use process::{Kind, Server};
use table::{Table, median, percentile};

/// How thoroughly it is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How often each server has its turn.
    rounds: usize,
    /// How long a turn takes.
    turn: Duration,
    /// The long history, in turns; the short one has a hundredth.
    history: u32,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments
        .iter()
        .position(|argument| argument == "--reference")
    {
        return reference::serve(&arguments[at + 1], Path::new(&arguments[at + 2]));
    }
    let effort = match arguments.iter().any(|argument| argument == "--quick") {
        true => Effort {
            rounds: 3,
            turn: Duration::from_millis(700),
            history: 100_000,
        },
        false => Effort {
            rounds: 5,
            turn: Duration::from_secs(2),
            history: 1_000_000,
        },
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let mut table = Table::new();
    starts(&mut table, effort);
    runtime.block_on(async {
        posts(&mut table, effort).await;
        pages(&mut table, effort).await;
        long_sessions(&mut table, effort).await;
        watchers(&mut table, effort).await;
        memory(&mut table).await;
        histories(&mut table, effort).await;
    });
    language::rows(&mut table, effort);
    println!("\n{}", table.finished());
}

/// How long a start takes, and what an idle server holds.
fn starts(table: &mut Table, effort: Effort) {
    let folder = tempfile::tempdir().unwrap();
    let (mut ours, mut bare, mut idle) = (Vec::new(), Vec::new(), (Vec::new(), Vec::new()));
    // The first of each makes the database.
    for kind in [Kind::Greenroom, Kind::Group] {
        Server::start(kind, folder.path()).stop();
    }
    for _ in 0..effort.rounds * 2 {
        for (kind, times, sizes) in [
            (Kind::Greenroom, &mut ours, &mut idle.0),
            (Kind::Group, &mut bare, &mut idle.1),
        ] {
            let begun = Instant::now();
            let server = Server::start(kind, folder.path());
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            std::thread::sleep(Duration::from_millis(100));
            sizes.push(server.resident_kib() as f64 / 1024.0);
            server.stop();
        }
    }
    table.row("start-up, ms", median(&ours), median(&bare), "<= 80 ms");
    table.row(
        "idle memory, MiB",
        median(&idle.0),
        median(&idle.1),
        "<= 25 MiB",
    );
}

/// What one turn of posting came to.
struct Posted {
    per_second: f64,
    p99_ms: f64,
    cpu_us: f64,
}

/// Posts from so many clients at once, each to its own session.
async fn post(server: &Server, clients: usize, turn: Duration) -> Posted {
    let mut candidates = Vec::new();
    for _ in 0..clients {
        candidates.push(Candidate::begin(&server.address).await);
    }
    let cpu = server.cpu();
    let begun = Instant::now();
    let until = begun + turn;
    let posting = candidates.into_iter().map(|mut candidate| {
        tokio::spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < until {
                times.push(candidate.say().await.as_secs_f64() * 1e3);
            }
            times
        })
    });
    let mut times = Vec::new();
    for task in posting.collect::<Vec<_>>() {
        times.extend(task.await.unwrap());
    }
    let posts = times.len() as f64;
    Posted {
        per_second: posts / begun.elapsed().as_secs_f64(),
        p99_ms: percentile(&mut times, 99.0),
        cpu_us: (server.cpu() - cpu).as_secs_f64() * 1e6 / posts,
    }
}

async fn posts(table: &mut Table, effort: Effort) {
    let folder = tempfile::tempdir().unwrap();
    let servers =
        [Kind::Greenroom, Kind::Group, Kind::Pool].map(|kind| Server::start(kind, folder.path()));
    for clients in [1, 32, 128] {
        let mut rounds = [const { Vec::new() }; 3];
        for _ in 0..effort.rounds {
            for (server, posted) in servers.iter().zip(&mut rounds) {
                posted.push(post(server, clients, effort.turn).await);
            }
        }
        let of = |server: usize, figure: fn(&Posted) -> f64| {
            median(&rounds[server].iter().map(figure).collect::<Vec<f64>>())
        };
        let who = match clients {
            1 => "1 client".to_owned(),
            more => format!("{more} clients"),
        };
        let goal = if clients == 1 { "" } else { ">= 0.7" };
        let per_second: fn(&Posted) -> f64 = |posted| posted.per_second;
        let p99: fn(&Posted) -> f64 = |posted| posted.p99_ms;
        let cpu: fn(&Posted) -> f64 = |posted| posted.cpu_us;
        table.row(
            &format!("POSTs a second, {who}"),
            of(0, per_second),
            of(1, per_second),
            goal,
        );
        table.row(
            "  beside a plain pool",
            of(0, per_second),
            of(2, per_second),
            "",
        );
        table.row(
            &format!("p99 of a POST, ms, {who}"),
            of(0, p99),
            of(1, p99),
            "",
        );
        table.row("  beside a plain pool", of(0, p99), of(2, p99), "");
        table.row(
            &format!("server CPU per POST, us, {who}"),
            of(0, cpu),
            of(1, cpu),
            "",
        );
    }
    for server in servers {
        server.stop();
    }
}

/// A page of 40 turns, beside the same turns on a bare page.
async fn pages(table: &mut Table, effort: Effort) {
    let folder = tempfile::tempdir().unwrap();
    let servers = [Kind::Greenroom, Kind::Group].map(|kind| Server::start(kind, folder.path()));
    let mut readers = Vec::new();
    for server in &servers {
        let mut candidate = Candidate::begin(&server.address).await;
        for _ in 0..20 {
            candidate.say().await;
        }
        readers.push(candidate);
    }
    let mut cpu = [const { Vec::new() }; 2];
    let mut bytes = [0; 2];
    for _ in 0..effort.rounds {
        for index in 0..2 {
            let before = servers[index].cpu();
            let until = Instant::now() + effort.turn;
            let mut pages = 0.0;
            while Instant::now() < until {
                bytes[index] = readers[index].page().await;
                pages += 1.0;
            }
            cpu[index].push((servers[index].cpu() - before).as_secs_f64() * 1e6 / pages);
        }
    }
    let what = format!(
        "CPU of a page of 40 turns, us ({} KB beside {} KB)",
        bytes[0] / 1000,
        bytes[1] / 1000
    );
    table.row(&what, median(&cpu[0]), median(&cpu[1]), "<= 2");
    for server in servers {
        server.stop();
    }
}

/// A message late in a long session beside one early in a short one.
async fn long_sessions(table: &mut Table, effort: Effort) {
    const SHORT: usize = 10;
    const LONG: usize = 1_000;
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Kind::Greenroom, folder.path());
    let mut long = Candidate::begin(&server.address).await;
    for _ in 0..LONG / 2 {
        long.say().await;
    }
    let (mut late, mut early) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds * 5 {
        let mut short = Candidate::begin(&server.address).await;
        for _ in 0..SHORT / 2 {
            short.say().await;
        }
        short.say_the_same_as(&long);
        for _ in 0..8 {
            early.push(short.say().await.as_secs_f64() * 1e6);
            late.push(long.say().await.as_secs_f64() * 1e6);
        }
    }
    let what = format!("a POST after {LONG} turns beside after {SHORT}, us");
    table.row(&what, median(&late), median(&early), "<= 1.2");
    server.stop();
}

/// How long after a message was sent two hundred windows show it and its reply.
async fn watchers(table: &mut Table, effort: Effort) {
    const WATCHERS: usize = 200;
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Kind::Greenroom, folder.path());
    let mut candidate = Candidate::begin(&server.address).await;
    let (heard, mut hearing) = tokio::sync::mpsc::unbounded_channel();
    for _ in 0..WATCHERS {
        let mut stream = candidate.watch().await;
        let heard = heard.clone();
        tokio::spawn(async move {
            while let Some(seq) = stream.next_event().await {
                if heard.send((seq, Instant::now())).is_err() {
                    break;
                }
            }
        });
    }
    let (mut posted, mut delivered) = (Vec::new(), Vec::new());
    for number in 0..(20 * effort.rounds) as u32 {
        tokio::time::sleep(Duration::from_millis(30)).await;
        let seq = 3 + 2 * number;
        let begun = Instant::now();
        let took = candidate.say().await;
        let mut missing = WATCHERS;
        while missing > 0 {
            let (reached, at) = hearing.recv().await.unwrap();
            if reached == seq {
                delivered.push((at - begun).as_secs_f64() * 1e3);
                missing -= 1;
            }
        }
        posted.push(took.as_secs_f64() * 1e3);
    }
    let what = format!("p99 of delivery to {WATCHERS} windows beside the POST's, ms");
    let (delivered, posted) = (
        percentile(&mut delivered, 99.0),
        percentile(&mut posted, 99.0),
    );
    table.row(&what, delivered, posted, "<= + 2 ms");
    server.stop();
}

/// What a session in use costs, and a window that watches it.
async fn memory(table: &mut Table) {
    const SESSIONS: usize = 1_000;
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Kind::Greenroom, folder.path());
    let mut first = Candidate::begin(&server.address).await;
    first.say().await;
    first.page().await;
    let idle = server.resident_kib();
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        let mut candidate = Candidate::begin(&server.address).await;
        for _ in 0..3 {
            candidate.say().await;
        }
        sessions.push(candidate.without_connection());
    }
    let with_sessions = server.resident_kib();
    let mut streams = Vec::new();
    for session in &sessions {
        streams.push(session.watch(&server.address).await);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let with_watchers = server.resident_kib();
    let each = |after: usize, before: usize| after.saturating_sub(before) as f64 / SESSIONS as f64;
    table.alone(
        "memory of an open session, KiB (of 1,000)",
        each(with_sessions, idle),
        "<= 32 KiB",
    );
    table.alone(
        "memory of a watching window, KiB (of 1,000)",
        each(with_watchers, with_sessions),
        "<= 32 KiB",
    );
    drop(streams);
    server.stop();
}

/// Lists and searches over a long history beside a short one.
async fn histories(table: &mut Table, effort: Effort) {
    let (long, short) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    history::write(long.path(), effort.history).await;
    history::write(short.path(), effort.history / 100).await;
    let servers = [&long, &short].map(|folder| Server::start(Kind::Greenroom, folder.path()));
    let mut connections = Vec::new();
    for server in &servers {
        connections.push(Connection::open(&server.address).await);
    }
    let turns = format!("{} beside {} turns", effort.history, effort.history / 100);
    for (what, path, goal) in history::QUESTIONS {
        let mut times = [const { Vec::new() }; 2];
        for _ in 0..effort.rounds * 20 {
            for (connection, times) in connections.iter_mut().zip(&mut times) {
                let begun = Instant::now();
                let reply = connection.get(path, history::COOKIE).await;
                times.push(begun.elapsed().as_secs_f64() * 1e3);
                assert_eq!(reply.status, 200, "{path}");
            }
        }
        table.row(
            &format!("{what}, ms, {turns}"),
            median(&times[0]),
            median(&times[1]),
            goal,
        );
    }
    for server in servers {
        server.stop();
    }
}
