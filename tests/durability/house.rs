//! The people who talk to a running program, and what is done behind its back.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use greenroom::store::{SessionId, Store};
use reqwest::StatusCode;

use crate::command::program;
use crate::log::{assert_whole, said};
use crate::server::Server;

/// How often something is tried: `short` in every test run, `long` where `GREENROOM_SOAK` is set (`script/soak`).
pub fn rounds(short: usize, long: usize) -> usize {
    match std::env::var_os("GREENROOM_SOAK") {
        Some(_) => long,
        None => short,
    }
}

/// Runs a command of the program on a database.
pub fn run(arguments: &[&str], database: &Path) -> Output {
    program()
        .args(arguments)
        .arg("--database")
        .arg(database)
        .output()
        .unwrap()
}

/// Somebody in an interview, in a browser without script.
pub struct Guest {
    pub browser: reqwest::Client,
    pub session: SessionId,
    /// What was acknowledged, in order.
    pub said: Vec<String>,
}

impl Guest {
    pub async fn arrive(server: &Server) -> Guest {
        let browser = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        let form = [
            ("scenario", "twitter"),
            ("mode", "coach"),
            ("seniority", "entry"),
            ("minutes", "45"),
        ];
        let request = browser.post(server.url("/sessions")).form(&form);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let place = response.headers()["location"].to_str().unwrap();
        Guest {
            browser,
            session: place.rsplit('/').next().unwrap().parse().unwrap(),
            said: Vec::new(),
        }
    }

    /// Sends a message; gives the status, and the place that the browser is sent to or else the page.
    pub async fn say(
        &self,
        server: &Server,
        id: &str,
        text: &str,
    ) -> Result<(StatusCode, String), reqwest::Error> {
        let response = self
            .browser
            .post(server.url(&format!("/sessions/{}/turns", self.session)))
            .form(&[("message_id", id), ("text", text)])
            .send()
            .await?;
        let status = response.status();
        let place = response.headers().get("location").cloned();
        let body = response.text().await?;
        Ok((
            status,
            place.map_or(body, |place| place.to_str().unwrap().into()),
        ))
    }

    /// Says the next numbered message, which has to be taken.
    pub async fn go_on(&mut self, server: &Server) {
        let number = self.said.len() + 1;
        let text = format!("message {number}: a cache in front of the database");
        let (status, told) = self
            .say(server, &format!("m-{number}"), &text)
            .await
            .unwrap();
        assert_eq!(status, StatusCode::SEE_OTHER, "{told}");
        self.said.push(text);
    }

    /// The log holds exactly what was acknowledged, in order.
    pub async fn check(&self, store: &Store) {
        let log = store.entries_after(self.session, 0).await.unwrap();
        assert_whole(&log);
        assert_eq!(said(&log), self.said);
    }
}

pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Changes a database behind the program's back.
pub async fn change(database: &Path, sql: &'static str) {
    use sqlx::{ConnectOptions, Connection};
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A sequence that looks like chance and is the same every time (xorshift, Marsaglia 2003).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}
