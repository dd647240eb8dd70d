//! A running program, and the people who talk to it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use greenroom::interview::{Author, EntryKind};
use greenroom::store::{SessionId, Store, Stored};
use reqwest::StatusCode;

/// How often something is tried: `short` in every test run, `long` where `GREENROOM_SOAK` is set (`script/soak`).
pub fn rounds(short: usize, long: usize) -> usize {
    match std::env::var_os("GREENROOM_SOAK") {
        Some(_) => long,
        None => short,
    }
}

/// The program, with no setting from outside.
pub fn program() -> Command {
    without_settings(Command::new(env!("CARGO_BIN_EXE_greenroom")))
}

/// What a command would hand on to the program is taken away.
pub fn without_settings(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GREENROOM_") {
            command.env_remove(name);
        }
    }
    // No file of settings that happens to lie about, either.
    command.env("GREENROOM_CONFIG", "/dev/null");
    command
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

pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A running program; it is killed when the test ends, however it ends.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(database: &Path) -> Server {
        Server::begin(program(), database).unwrap_or_else(|output| panic!("{}", told(&output)))
    }

    /// Starts it by this command; one that ends instead gives what it said.
    pub fn begin(mut program: Command, database: &Path) -> Result<Server, Output> {
        let mut child = program
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(database)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        match line.trim().rsplit("//").next().unwrap().parse() {
            Ok(address) => Ok(Server { child, address }),
            Err(_) => Err(child.wait_with_output().unwrap()),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end, once `pid` was asked to stop; how long that took, and the exit code.
    pub fn terminate_by(mut self, pid: u32) -> (Duration, Option<i32>) {
        let asked = Instant::now();
        signal("-TERM", pid);
        let status = self.child.wait().unwrap();
        (asked.elapsed(), status.code())
    }

    pub fn terminate(self) -> (Duration, Option<i32>) {
        let pid = self.pid();
        self.terminate_by(pid)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where the child is `strace`, the program is its child, and would live on.
        let pid = self.pid();
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        for child in children.unwrap_or_default().split_whitespace() {
            let _ = Command::new("kill").args(["-KILL", child]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill")
        .args([name, &pid.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
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

/// The log has no gaps, and every message of the candidate's has one reply right behind it.
pub fn assert_whole(log: &[Stored]) {
    assert_eq!(log[0].entry.kind, EntryKind::Opened);
    for (index, stored) in log.iter().enumerate() {
        assert_eq!(stored.entry.seq as usize, index + 1);
        let author = match index % 2 {
            0 => Author::Engine,
            _ => Author::Candidate,
        };
        assert_eq!(stored.entry.author, author, "entry {}", index + 1);
        assert_eq!(stored.message_id.is_some(), author == Author::Candidate);
    }
    assert_eq!(log.len() % 2, 1);
}

pub fn said(log: &[Stored]) -> Vec<String> {
    let candidate = log.iter().filter(|stored| stored.message_id.is_some());
    candidate.map(|stored| stored.entry.text.clone()).collect()
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
