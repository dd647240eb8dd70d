//! A long history: what somebody has after years, written straight into a database of the program's own making.

use std::fmt::Write;
use std::path::Path;

use greenroom::store::{Owner, SessionId, Store};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};

/// The browser that all of it belongs to.
pub const COOKIE: &str = "greenroom=0123456789abcdef0123456789abcdef";

/// What is asked of it: what, where, and the goal.
pub const QUESTIONS: [(&str, &str, &str); 4] = [
    ("the list of sessions", "/", "<= 3"),
    (
        "search for a word in every tenth turn",
        "/search?q=cache",
        "<= 4",
    ),
    (
        "search for two common words",
        "/search?q=cache+replica",
        "<= 4",
    ),
    (
        "search for a word in every thousandth turn",
        "/search?q=zeppelin",
        "<= 4",
    ),
];

/// The turns of a session.
const TURNS: u32 = 40;

/// Writes so many turns into a new database in `folder`.
pub async fn write(folder: &Path, turns: u32) {
    let path = folder.join("greenroom.db");
    let store = Store::open(&path).await.unwrap();
    store.close().await;
    let secret = COOKIE.split('=').nth(1).unwrap();
    let owner = Owner::of_secret(secret);
    let mut connection = SqliteConnectOptions::new()
        .filename(&path)
        .foreign_keys(true)
        .disable_statement_logging()
        .connect()
        .await
        .unwrap();
    run(&mut connection, "BEGIN".into()).await;
    run(
        &mut connection,
        "INSERT INTO scenarios VALUES ('d', 'twitter', 'x')".into(),
    )
    .await;
    let mut chance = Chance(42);
    for session in 0..turns / TURNS {
        let id = SessionId::new();
        let at_ms = 1_700_000_000_000 + u64::from(session) * 60_000;
        run(
            &mut connection,
            format!(
                "INSERT INTO sessions (id, title, scenario_slug, scenario_digest, mode, seniority, minutes, engine_version, \
                 prompts_digest, owner_hash, created_at_ms, last_seq, last_at_ms, elapsed_ms) VALUES ('{id}', \
                 'Design Twitter', 'twitter', 'd', 'coach', 'entry', 45, '1', 'p', '{}', {at_ms}, {TURNS}, {at_ms}, 1)",
                owner.as_str()
            ),
        )
        .await;
        let mut insert = String::from(
            "INSERT INTO entries (session_id, seq, batch, author, kind, text, elapsed_ms, gap_ms, at_ms, record) VALUES ",
        );
        for seq in 1..=TURNS {
            let author = if seq % 2 == 0 { "candidate" } else { "engine" };
            let text = words(&mut chance);
            let comma = if seq == 1 { "" } else { ", " };
            let _ = write!(
                insert,
                "{comma}('{id}', {seq}, {}, '{author}', 'said', '{text}', 1, 0, {at_ms}, '{{\"v\":1}}')",
                seq / 2 * 2
            );
        }
        run(&mut connection, insert).await;
    }
    run(&mut connection, "COMMIT".into()).await;
}

async fn run(connection: &mut SqliteConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(connection)
        .await
        .unwrap();
}

/// Twenty words, few of them often and many of them seldom, as words are.
fn words(chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..20 {
        let rank = chance.below(100);
        let word = match chance.below(1_000) {
            ..600 => chance.below(60),
            600..900 => 60 + chance.below(600),
            _ => 660 + chance.below(20_000) + rank,
        };
        let _ = write!(text, "w{word} ");
    }
    if chance.below(10) == 0 {
        text.push_str("cache ");
    }
    if chance.below(20) == 0 {
        text.push_str("replica ");
    }
    if chance.below(1_000) == 0 {
        text.push_str("zeppelin ");
    }
    text
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}
