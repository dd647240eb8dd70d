//! The barest server that keeps the promise: a form is taken, stored with a reply, and answered after COMMIT under
//! `synchronous=FULL`. It understands nothing, decides nothing, and owns nothing. Once with one writer that commits what
//! waits as a group, once with a pool in which each request has its own transaction.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{Path as Part, State};
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Row, SqlitePool};
use tokio::sync::{mpsc, oneshot};

/// As long as an interviewer's reply.
const REPLY: &str = "About 200 million people use it daily. Reading dominates: the home timeline is read about fifty times \
    for every tweet posted. What else would you want to know?";
const GROUP: usize = 256;

#[derive(Clone)]
struct Bare {
    reading: SqlitePool,
    writing: Writing,
    sessions: Arc<AtomicU64>,
}

#[derive(Clone)]
enum Writing {
    Group(mpsc::Sender<(Turn, oneshot::Sender<()>)>),
    Pool(SqlitePool),
}

struct Turn {
    session: String,
    message_id: String,
    text: String,
}

#[derive(Deserialize)]
struct TurnForm {
    message_id: String,
    text: String,
}

pub fn serve(kind: &str, path: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(30))
            .disable_statement_logging();
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql(
            "CREATE TABLE IF NOT EXISTS turns (session TEXT NOT NULL, seq INTEGER NOT NULL, message_id TEXT, \
             text TEXT NOT NULL, PRIMARY KEY (session, seq), UNIQUE (session, message_id)) STRICT, WITHOUT ROWID",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        let pool = SqlitePoolOptions::new().max_connections(8);
        let reading = pool.connect_with(options).await.unwrap();
        let writing = match kind {
            "group" => {
                let (queue, waiting) = mpsc::channel(1024);
                tokio::spawn(write_groups(connection, waiting));
                Writing::Group(queue)
            }
            _ => Writing::Pool(reading.clone()),
        };
        let bare = Bare {
            reading,
            writing,
            sessions: Arc::default(),
        };
        let router = Router::new()
            .route("/sessions", post(begin))
            .route("/sessions/{id}", get(page))
            .route("/sessions/{id}/turns", post(take))
            .with_state(bare);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        axum::serve(listener, router).await.unwrap();
    });
}

async fn begin(State(bare): State<Bare>) -> Redirect {
    let number = bare.sessions.fetch_add(1, Ordering::Relaxed);
    Redirect::to(&format!("/sessions/{number:032}"))
}

async fn take(
    State(bare): State<Bare>,
    Part(session): Part<String>,
    Form(form): Form<TurnForm>,
) -> Redirect {
    let place = format!("/sessions/{session}#turn");
    let turn = Turn {
        session,
        message_id: form.message_id,
        text: form.text,
    };
    match &bare.writing {
        Writing::Group(queue) => {
            let (answer, answered) = oneshot::channel();
            queue.send((turn, answer)).await.unwrap();
            answered.await.unwrap();
        }
        Writing::Pool(pool) => {
            let mut connection = pool.acquire().await.unwrap();
            sqlx::query("BEGIN IMMEDIATE")
                .execute(&mut *connection)
                .await
                .unwrap();
            insert(&mut connection, &turn).await;
            sqlx::query("COMMIT")
                .execute(&mut *connection)
                .await
                .unwrap();
        }
    }
    Redirect::to(&place)
}

async fn write_groups(
    mut connection: SqliteConnection,
    mut waiting: mpsc::Receiver<(Turn, oneshot::Sender<()>)>,
) {
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        sqlx::query("BEGIN IMMEDIATE")
            .execute(&mut connection)
            .await
            .unwrap();
        for (turn, _) in &group {
            insert(&mut connection, turn).await;
        }
        sqlx::query("COMMIT")
            .execute(&mut connection)
            .await
            .unwrap();
        for (_, answer) in group.drain(..) {
            let _ = answer.send(());
        }
    }
}

/// The message and the reply, right after the last turn.
async fn insert(connection: &mut SqliteConnection, turn: &Turn) {
    sqlx::query(
        "INSERT INTO turns (session, seq, message_id, text) \
         SELECT $1, last.seq + new.seq, new.message_id, new.text \
         FROM (SELECT coalesce(max(seq), 0) AS seq FROM turns WHERE session = $1) AS last, \
         (SELECT 1 AS seq, $2 AS message_id, $3 AS text UNION ALL SELECT 2, NULL, $4) AS new",
    )
    .bind(&turn.session)
    .bind(&turn.message_id)
    .bind(&turn.text)
    .bind(REPLY)
    .execute(connection)
    .await
    .unwrap();
}

async fn page(State(bare): State<Bare>, Part(session): Part<String>) -> Html<String> {
    let rows =
        sqlx::query("SELECT seq, message_id, text FROM turns WHERE session = $1 ORDER BY seq")
            .bind(&session)
            .fetch_all(&bare.reading)
            .await
            .unwrap();
    let mut html = String::from("<!doctype html><html lang=\"en\"><title>Bare</title><main>\n");
    for row in rows {
        let seq: i64 = row.get("seq");
        let who = match row.get::<Option<&str>, _>("message_id") {
            Some(_) => "You",
            None => "Interviewer",
        };
        html.push_str(&format!("<article id=\"turn-{seq}\"><b>{who}</b><p>"));
        for c in row.get::<&str, _>("text").chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                c => html.push(c),
            }
        }
        html.push_str("</p></article>\n");
    }
    html.push_str("</main></html>");
    Html(html)
}
