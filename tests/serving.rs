//! What stands between the pages and the world: the real binary, its settings, and clients that mean no good.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "serving/client.rs"]
mod client;
#[path = "program/command.rs"]
mod command;
#[path = "hostile/corpus.rs"]
mod corpus;
#[path = "serving/hostile.rs"]
mod hostile;
#[path = "serving/program.rs"]
mod program;
#[path = "program/server.rs"]
mod server;

use std::time::{Duration, Instant};

use client::{Client, start_form, turn_form};
use program::Program;
use reqwest::{Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Whoever stands behind the trusted proxy of these tests, which is the test itself.
const BEHIND: [&str; 2] = ["--proxies", "127.0.0.1"];

/// How a client goes about holding a connection.
#[derive(Clone, Copy, Debug)]
enum Stall {
    /// Says nothing.
    Silent,
    /// Asks once, and then says nothing.
    Quiet,
    /// Sends a header now and then.
    Head,
    /// Sends a byte of the form now and then.
    Body,
    /// Asks for much, and reads nothing.
    Deaf,
}

impl Stall {
    fn begins(self) -> &'static str {
        match self {
            Stall::Silent | Stall::Deaf => "",
            Stall::Quiet => "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
            Stall::Head => "GET / HTTP/1.1\r\nHost: localhost\r\n",
            Stall::Body => {
                "POST /sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nscenario="
            }
        }
    }

    fn goes_on(self) -> &'static str {
        match self {
            Stall::Silent | Stall::Quiet | Stall::Deaf => "",
            Stall::Head => "X-More: a\r\n",
            Stall::Body => "a",
        }
    }

    /// Holds a connection as long as the server lets it.
    async fn hold(self, program: &Program) -> Duration {
        if let Stall::Deaf = self {
            return deaf(program).await;
        }
        let begun = Instant::now();
        let stream = TcpStream::connect(program.server.address).await.unwrap();
        let (mut from, mut to) = stream.into_split();
        to.write_all(self.begins().as_bytes()).await.unwrap();
        let closed = async {
            let mut sink = [0; 1024];
            // Closed or reset: either way it is over.
            while from.read(&mut sink).await.is_ok_and(|count| count > 0) {}
        };
        let dripping = async {
            loop {
                tokio::time::sleep(Duration::from_millis(1500)).await;
                if to.write_all(self.goes_on().as_bytes()).await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::select! {
            () = closed => begun.elapsed(),
            () = dripping => unreachable!("dripping goes on for ever"),
            () = tokio::time::sleep(Duration::from_secs(40)) => Duration::MAX,
        }
    }
}

/// Asks for far more than the sockets' buffers hold, and reads none of it, until the server breaks off.
async fn deaf(program: &Program) -> Duration {
    let begun = Instant::now();
    let stream = TcpStream::connect(program.server.address).await.unwrap();
    let requests = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2_000);
    let (_from, mut to) = stream.into_split();
    let writing = async {
        // As many as the server takes; then a byte now and then, to learn that it is gone.
        let mut broken = to.write_all(requests.as_bytes()).await;
        while broken.is_ok() {
            tokio::time::sleep(Duration::from_millis(200)).await;
            broken = to.write_all(b"G").await;
        }
    };
    match tokio::time::timeout(Duration::from_secs(40), writing).await {
        Ok(()) => begun.elapsed(),
        Err(_) => Duration::MAX,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_stall_are_gone_within_twenty_seconds_and_keep_nobody_waiting() {
    let program = Program::start(&[]);
    let stalls = [
        (Stall::Silent, 150),
        (Stall::Quiet, 150),
        (Stall::Head, 300),
        (Stall::Body, 300),
        (Stall::Deaf, 5),
    ];
    let holding = stalls
        .iter()
        .flat_map(|(stall, count)| (0..*count).map(|_| stall.hold(&program)));
    let holding = futures_util::future::join_all(holding);
    let others = async {
        let client = Client::new(&program);
        let mut slowest = Duration::ZERO;
        let begun = Instant::now();
        let mut served = 0;
        while begun.elapsed() < Duration::from_secs(12) {
            let asked = Instant::now();
            let home = client.get("/").await;
            assert_eq!(home.status(), StatusCode::OK);
            home.text().await.unwrap();
            slowest = slowest.max(asked.elapsed());
            served += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        (served, slowest)
    };
    let (held, (served, slowest)) = tokio::join!(holding, others);
    let longest = held.iter().max().unwrap();
    println!(
        "{} stalled: the last was closed after {longest:?}; {served} pages meanwhile, the slowest in {slowest:?}",
        held.len()
    );
    assert!(*longest < Duration::from_secs(20), "{longest:?}");
    assert!(served >= 20, "{served}");
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
}

#[tokio::test]
async fn whoever_starts_too_many_interviews_is_told_when_to_come_back() {
    let program = Program::start(
        &[
            &BEHIND[..],
            &["--sessions-per-address", "4", "--sessions-per-browser", "2"],
        ]
        .concat(),
    );
    let start = async |client: &Client| client.post("/sessions", &start_form()).await;
    let mut client = Client::new(&program).from("203.0.113.7");
    client.start().await;
    assert_eq!(start(&client).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        start(&client).await.status(),
        StatusCode::SEE_OTHER,
        "its first had no cookie yet"
    );
    let refused = start(&client).await;
    assert_eq!(
        refused.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "this browser's"
    );
    let after: u64 = refused.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=1800).contains(&after), "{after}");
    let page = refused.text().await.unwrap();
    assert!(
        page.contains("Not saved") && page.contains("seconds"),
        "{page}"
    );
    // Another browser behind the same address still may, until the address is used up.
    let other = Client::new(&program).from("203.0.113.7");
    assert_eq!(start(&other).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        start(&other).await.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "this address's"
    );
    let elsewhere = Client::new(&program).from("203.0.113.8");
    assert_eq!(start(&elsewhere).await.status(), StatusCode::SEE_OTHER);
    // Who sits at the machine isn't limited, and a forged header in front of the proxy's is no way around.
    let local = Client::new(&program);
    for _ in 0..10 {
        assert_eq!(start(&local).await.status(), StatusCode::SEE_OTHER);
    }
    let forged = Client::new(&program).from("198.51.100.1, 203.0.113.7");
    assert_eq!(start(&forged).await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_program_that_starts_interviews_counts_as_a_browser_does() {
    let limits = [
        "--metrics",
        "on",
        "--sessions-per-address",
        "3",
        "--sessions-per-browser",
        "2",
    ];
    let program = Program::start(&[&BEHIND[..], &limits].concat());
    let (one, other) = (program.token("one"), program.token("other"));
    let client = Client::new(&program).from("203.0.113.7");
    let start = async |authorization: &str, key: &str| {
        let mut client = client
            .with("authorization", authorization)
            .with("idempotency-key", key);
        // A cookie makes nobody else of a token.
        client.cookie = format!("greenroom={}", key.repeat(32));
        let body = r#"{"scenario": "twitter", "mode": "coach", "seniority": "entry"}"#;
        client.post_json("/api/v1/sessions", body).await
    };
    for key in ["1", "2"] {
        let started = start(&format!("Bearer {one}"), key).await;
        assert_eq!(started.status(), StatusCode::CREATED);
    }
    for spelled in [format!("Bearer {one}"), format!("bearer  {one}")] {
        let refused = start(&spelled, "3").await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "{spelled}");
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(
            refused.headers()["content-type"],
            "application/problem+json"
        );
    }
    let other = format!("Bearer {other}");
    assert_eq!(start(&other, "4").await.status(), StatusCode::CREATED);
    let refused = [
        start(&other, "5").await,
        client.post("/sessions", &start_form()).await,
    ];
    for refused in refused {
        assert_eq!(
            refused.status(),
            StatusCode::TOO_MANY_REQUESTS,
            "this address's, by whichever way"
        );
    }
    client.from("203.0.113.8").start().await;
    let numbers = Client::new(&program).page("/metrics").await;
    assert!(
        numbers.contains("\ngreenroom_sessions_started_total 4\n"),
        "{numbers}"
    );
}

#[tokio::test]
async fn whoever_guesses_passwords_has_to_wait_and_their_neighbours_have_not() {
    /// Guesses until it has to wait, each time from the address that a header gives; how often it could.
    async fn guess(program: &Program, from: impl Fn(u8) -> String) -> u8 {
        for guesses in 0..100 {
            let client = Client::new(program).from(&from(guesses));
            let response = sign_in(&client, &format!("name-{guesses}")).await;
            if response.status() == StatusCode::TOO_MANY_REQUESTS {
                assert!(response.headers().contains_key("retry-after"));
                return guesses;
            }
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        panic!("nobody ever had to wait");
    }
    async fn sign_in(client: &Client, name: &str) -> Response {
        let form = client::form(&[("name", name), ("password", "correct horse battery")]);
        client.post("/desk/sign-in", &form).await
    }
    let behind = Program::start(&BEHIND);
    // A class room shares an address; some of the thirty come back while the others are tried.
    let guesses = guess(&behind, |_| "203.0.113.7".into()).await;
    assert!(guesses >= 30, "{guesses}");
    for (address, status) in [
        ("198.51.100.1, 203.0.113.7", StatusCode::TOO_MANY_REQUESTS),
        ("203.0.113.8", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let client = Client::new(&behind).from(address);
        assert_eq!(sign_in(&client, "Ada").await.status(), status, "{address}");
    }
    // Where no proxy is configured, a header makes nobody somebody else.
    let bare = Program::start(&[]);
    let guesses = guess(&bare, |guesses| format!("203.0.113.{guesses}")).await;
    assert!(guesses >= 30, "{guesses}");
}

#[tokio::test]
async fn a_message_too_many_is_not_saved_and_not_lost() {
    let program = Program::start(&[&BEHIND[..], &["--turns-per-browser", "2"]].concat());
    let mut client = Client::new(&program).from("203.0.113.7");
    let session = client.start().await;
    let turns = format!("{session}/turns");
    for text in ["one table", "a cache"] {
        assert_eq!(
            client.post(&turns, &turn_form(text)).await.status(),
            StatusCode::SEE_OTHER
        );
    }
    let refused = client.post(&turns, &turn_form("kept <words>")).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    let page = refused.text().await.unwrap();
    assert!(
        page.contains("kept &#60;words&#62;") && page.contains("Not saved"),
        "{page}"
    );
    assert!(
        page.contains(&format!("href=\"{session}\"")),
        "the way back: {page}"
    );
    let scripted = client.fragment(&turns, &turn_form("kept words")).await;
    assert_eq!(scripted.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(
        scripted.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/plain")
    );
    let page = client.page(&session).await;
    assert!(
        !page.contains("kept words") && !page.contains("kept &#60;"),
        "nothing was added"
    );
}

#[tokio::test]
async fn an_event_stream_has_a_place_or_is_told_when_to_come_back() {
    let limits = [
        "--streams",
        "4",
        "--streams-per-address",
        "3",
        "--streams-per-session",
        "2",
    ];
    let program = Program::start(&[&BEHIND[..], &limits].concat());
    let mut client = Client::new(&program).from("203.0.113.7");
    let (first, second, third) = (
        client.start().await,
        client.start().await,
        client.start().await,
    );
    let open = async |client: &Client, session: &str| {
        client.get(&format!("{session}/events?after=0")).await
    };
    let mut streams = Vec::new();
    for _ in 0..2 {
        let stream = open(&client, &first).await;
        assert_eq!(stream.status(), StatusCode::OK);
        streams.push(stream);
    }
    let refused = open(&client, &first).await;
    assert_eq!(
        refused.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "this interview's"
    );
    assert!(refused.headers().contains_key("retry-after"));
    assert_ne!(refused.headers()["content-type"], "text/event-stream");
    streams.push(open(&client, &second).await);
    assert_eq!(
        open(&client, &third).await.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "this address's"
    );
    let elsewhere = client.clone().from("203.0.113.8");
    streams.push(open(&elsewhere, &third).await);
    let refused = open(&elsewhere, &second).await;
    assert_eq!(
        refused.status(),
        StatusCode::SERVICE_UNAVAILABLE,
        "all there are"
    );
    assert!(refused.headers().contains_key("retry-after"));
    for stream in &mut streams {
        assert!(
            stream.chunk().await.unwrap().is_some(),
            "those that are open go on"
        );
    }
    // A page that is closed leaves its place to another.
    drop(streams);
    let begun = Instant::now();
    while open(&client, &first).await.status() != StatusCode::OK {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "its place was never free again"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn the_program_answers_to_names_that_it_knows() {
    let program = Program::start(&["--hosts", "school.example"]);
    let ask = async |path: &str, hosts: &[&str]| {
        let mut head = format!("GET {path} HTTP/1.1\r\nConnection: close\r\n");
        for host in hosts {
            head.push_str(&format!("Host: {host}\r\n"));
        }
        program.raw(&format!("{head}\r\n")).await
    };
    for host in [
        "localhost",
        "127.0.0.1:1234",
        "[::1]",
        "school.example",
        "SCHOOL.example:8080",
    ] {
        assert!(
            ask("/", &[host]).await.starts_with("HTTP/1.1 200"),
            "{host}"
        );
    }
    for host in [
        "evil.example",
        "school.example.evil.example",
        "192.168.0.9",
        "localhost.evil.example",
    ] {
        let answer = ask("/", &[host]).await;
        assert!(answer.starts_with("HTTP/1.1 421"), "{host}: {answer}");
        assert!(
            answer.contains("the setting `hosts`"),
            "what to do: {answer}"
        );
    }
    assert!(
        ask("/", &["<script>alert(1)</script>"])
            .await
            .contains("HTTP/1.1 4")
    );
    assert!(ask("/", &[]).await.starts_with("HTTP/1.1 400"));
    assert!(
        ask("/", &["localhost", "evil.example"])
            .await
            .starts_with("HTTP/1.1 400")
    );
    assert!(
        ask("http://evil.example/", &["localhost"])
            .await
            .starts_with("HTTP/1.1 421")
    );
    for health in ["/healthz", "/readyz"] {
        assert!(
            ask(health, &["whatever.example"])
                .await
                .starts_with("HTTP/1.1 200"),
            "{health}"
        );
    }
    assert!(
        !ask("/", &["school.example"])
            .await
            .contains("school.example"),
        "no link is made of it"
    );
}

#[tokio::test]
async fn a_request_has_an_id_that_only_a_trusted_proxy_may_give() {
    let direct = Program::start(&[]);
    let behind = Program::start(&BEHIND);
    let id = async |program: &Program, given: &str| {
        let answer = Client::new(program)
            .with("x-request-id", given)
            .get("/nowhere")
            .await;
        answer.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    let first = id(&direct, "mine").await;
    assert_eq!(first.len(), 32, "our own: {first}");
    assert_ne!(id(&direct, "mine").await, first, "each its own");
    assert_eq!(id(&behind, "proxy-0190.7").await, "proxy-0190.7");
    assert_eq!(id(&behind, "not an id").await.len(), 32);
    assert_eq!(id(&behind, &"a".repeat(65)).await.len(), 32);
}

#[tokio::test]
async fn the_log_names_requests_and_holds_no_secret_and_no_line_but_its_own() {
    for format in ["text", "json"] {
        let program =
            Program::start(&[&BEHIND[..], &["--log", "trace", "--log-format", format]].concat());
        let mut client = Client::new(&program)
            .from("203.0.113.7")
            .with("authorization", "Bearer 5ec2e7707070");
        let session = client.start().await;
        let secret = client.secret();
        client
            .post(&format!("{session}/turns"), &turn_form("a private word"))
            .await;
        client
            .get("/links/0badc0ffee0badc0ffee0badc0ffee00?key=5ec2e7910910")
            .await;
        client.get("/sessions/%0aforged%1b%5b2J").await;
        let odd = program
            .raw("FORGED\tmethod / HTTP/1.1\r\nHost: evil\x1b[2J.example\r\n\r\n")
            .await;
        assert!(odd.is_empty() || odd.contains(" 400 "), "{odd}");
        let answer = client.get("/nowhere").await;
        let id = answer.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        let log = program.end();
        let secrets = [
            secret.as_str(),
            "5ec2e7707070",
            "5ec2e7910910",
            "0badc0ffee",
            "a private word",
        ];
        for secret in secrets {
            assert!(!log.contains(secret), "{format}: the log holds {secret:?}");
        }
        assert!(
            !log.contains('\u{1b}') && !log.contains("\nforged"),
            "{format}"
        );
        assert!(log.contains(&id), "{format}: the request's id");
        let lines: Vec<&str> = log
            .lines()
            .filter(|line| line.contains("greenroom::requests"))
            .collect();
        assert!(lines.len() >= 5, "{format}: {log}");
        let turn = lines
            .iter()
            .find(|line| line.contains("/sessions/{id}/turns"))
            .unwrap();
        assert!(
            turn.contains("203.0.113.7") && turn.contains("303"),
            "{turn}"
        );
        if format == "json" {
            for line in log.lines() {
                let event: serde_json::Value =
                    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
                assert!(
                    event["level"].is_string() && event["timestamp"].is_string(),
                    "{line}"
                );
            }
            let event: serde_json::Value = serde_json::from_str(turn).unwrap();
            assert_eq!(event["status"], 303);
            assert_eq!(event["span"]["id"].as_str().unwrap().len(), 32);
        }
    }
}

#[tokio::test]
async fn the_numbers_are_shown_where_they_are_asked_for_and_to_nobody_behind_a_proxy() {
    let off = Program::start(&[]);
    assert_eq!(
        Client::new(&off).get("/metrics").await.status(),
        StatusCode::NOT_FOUND
    );
    let on = Program::start(&[&BEHIND[..], &["--metrics", "on"]].concat());
    let mut client = Client::new(&on);
    let session = client.start().await;
    client
        .post(&format!("{session}/turns"), &turn_form("one table"))
        .await;
    let stream = client.get(&format!("{session}/events?after=0")).await;
    client.get("/nowhere").await;
    client
        .with("origin", "https://evil.example")
        .post("/sessions", &start_form())
        .await;
    let answer = client.get("/metrics").await;
    assert_eq!(
        answer.headers()["content-type"],
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = answer.text().await.unwrap();
    let value = |line: &str| -> f64 {
        let found = text
            .lines()
            .find_map(|other| other.strip_prefix(line)?.strip_prefix(' '));
        found
            .unwrap_or_else(|| panic!("no {line} in\n{text}"))
            .parse()
            .unwrap()
    };
    let request = |method: &str, route: &str, status: &str| {
        value(&format!(
            "greenroom_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"
        ))
    };
    assert_eq!(request("POST", "/sessions", "3xx"), 1.0);
    assert_eq!(request("POST", "/sessions", "4xx"), 1.0);
    assert_eq!(request("POST", "/sessions/{id}/turns", "3xx"), 1.0);
    assert_eq!(request("(any)", "(none)", "4xx"), 1.0);
    assert_eq!(value("greenroom_errors_total{kind=\"cross_site\"}"), 1.0);
    assert_eq!(value("greenroom_sessions_started_total"), 1.0);
    assert_eq!(value("greenroom_sessions_finished_total"), 0.0);
    assert_eq!(
        value("greenroom_turns_stored_total"),
        3.0,
        "the opening, the message, the reply"
    );
    assert_eq!(value("greenroom_streams_open"), 1.0);
    assert_eq!(value("greenroom_sessions_watched"), 1.0);
    assert_eq!(value("greenroom_writes_waiting"), 0.0);
    assert_eq!(value("greenroom_write_group_size_sum"), 2.0);
    let version = format!(
        "greenroom_build_info{{version=\"{}\"}}",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(value(&version), 1.0);
    assert!(value("process_resident_memory_bytes") > 1e6);
    assert_prometheus(&text);
    drop(stream);
    assert!(
        !text.contains(session.rsplit('/').next().unwrap()),
        "no session's id"
    );
    let outside = client.from("203.0.113.7").get("/metrics").await;
    assert_eq!(outside.status(), StatusCode::NOT_FOUND);
}

/// The form of the text: each sample under a head of its family, histograms that only go up and end at their count.
fn assert_prometheus(text: &str) {
    let mut families = std::collections::BTreeSet::new();
    let mut last_bucket: Option<(String, f64)> = None;
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("# TYPE ") {
            let (name, kind) = head.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(families.insert(name.to_owned()), "{line} stands twice");
            continue;
        }
        if line.starts_with("# HELP ") {
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let value: f64 = value.parse().unwrap();
        let name = series.split('{').next().unwrap();
        let family = ["_bucket", "_sum", "_count"]
            .iter()
            .find_map(|end| name.strip_suffix(end));
        let family = family
            .filter(|family| families.contains(*family))
            .unwrap_or(name);
        assert!(families.contains(family), "{line} has no head");
        if let Some((labels, _)) = series
            .split_once("le=\"")
            .filter(|_| name.ends_with("_bucket"))
        {
            if let Some((before, count)) = &last_bucket
                && before == labels
            {
                assert!(value >= *count, "{line} goes down");
            }
            last_bucket = Some((labels.to_owned(), value));
        }
        if name.ends_with("_count") {
            assert_eq!(
                last_bucket.as_ref().unwrap().1,
                value,
                "{line}: as many as in the last bucket"
            );
        }
    }
    assert!(families.len() > 10);
}

#[tokio::test]
async fn over_tls_a_cookie_is_safe_and_an_old_one_keeps_its_sessions() {
    let program =
        Program::start(&[&BEHIND[..], &["--public-url", "https://school.example"]].concat());
    let tls = || {
        Client::new(&program)
            .with("x-forwarded-proto", "https")
            .from("203.0.113.7")
    };
    let mut client = tls();
    let session = client.start().await;
    let given = client.given.clone();
    assert!(given.starts_with("__Host-greenroom="), "{given}");
    for part in ["; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(given.contains(part), "{given}");
    }
    assert!(!given.to_lowercase().contains("domain="), "{given}");
    assert_eq!(client.get(&session).await.status(), StatusCode::OK);
    // One that was planted under the plain name changes nothing.
    let mut planted = client.clone();
    planted.cookie = format!("greenroom={}; {}", "0".repeat(32), client.cookie);
    assert_eq!(planted.get(&session).await.status(), StatusCode::OK);

    // Begun without TLS, gone on with TLS: the same sessions, and the secret moves to its safe name.
    let mut old = Client::new(&program);
    let session = old.start().await;
    assert!(old.cookie.starts_with("greenroom="), "{}", old.cookie);
    assert!(!old.given.contains("Secure"));
    let mut moved = tls();
    moved.cookie = old.cookie.clone();
    let answer = moved.get(&session).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let cookies: Vec<_> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .collect();
    assert!(
        cookies[0].starts_with(&format!("__Host-{};", old.cookie)),
        "{cookies:?}"
    );
    assert!(
        cookies[1].starts_with("greenroom=;") && cookies[1].contains("Max-Age=0"),
        "{cookies:?}"
    );
    moved.cookie = format!("__Host-{}", old.cookie);
    let answer = moved.get(&session).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers().get("set-cookie").is_none());
    // Without TLS the safe name is nobody's.
    let mut plain = Client::new(&program);
    plain.cookie = moved.cookie.clone();
    assert_eq!(plain.get(&session).await.status(), StatusCode::NOT_FOUND);
}

/// Every address in a page that a browser would go to by itself or by a click.
fn addresses(page: &str) -> Vec<String> {
    let mut addresses = Vec::new();
    for attribute in [" href=\"", " src=\"", " action=\"", " data-events=\""] {
        for rest in page.split(attribute).skip(1) {
            addresses.push(rest.split('"').next().unwrap().to_owned());
        }
    }
    addresses.retain(|address| !address.starts_with('#'));
    addresses
}

#[tokio::test]
async fn under_a_path_every_link_form_and_asset_stays_there() {
    let program = Program::start(
        &[
            &BEHIND[..],
            &["--public-url", "https://school.example/greenroom"],
        ]
        .concat(),
    );
    // A proxy that leaves the path in place, and one that takes it off.
    for mounted in ["/greenroom", ""] {
        let mut client = Client::new(&program)
            .from("203.0.113.7")
            .with("x-forwarded-proto", "https")
            .with("host", "school.example")
            .with("origin", "https://school.example");
        let ask = |address: &str| -> String {
            let rest = address
                .strip_prefix("/greenroom")
                .unwrap_or_else(|| panic!("{address} leads out of /greenroom"));
            let rest = if rest.is_empty() { "/" } else { rest };
            format!("{mounted}{rest}")
        };
        let answer = client
            .post(&ask("/greenroom/sessions"), &start_form())
            .await;
        client.keep_cookie(&answer);
        let session = answer.headers()["location"].to_str().unwrap().to_owned();
        let said = client
            .post(&ask(&format!("{session}/turns")), &turn_form("one table"))
            .await;
        assert_eq!(said.status(), StatusCode::SEE_OTHER);
        // From the first page on, wherever a link leads.
        let mut to_see = vec![
            "/greenroom/".to_owned(),
            session.clone(),
            format!("{session}/finish"),
        ];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(address) = to_see.pop() {
            let address = address.split('#').next().unwrap().to_owned();
            if !seen.insert(address.clone()) || address.is_empty() {
                continue;
            }
            let answer = client.get(&ask(&address)).await;
            let status = answer.status();
            if status.is_redirection() {
                to_see.push(answer.headers()["location"].to_str().unwrap().to_owned());
                continue;
            }
            // Where only forms go there is no page.
            assert!(
                [StatusCode::OK, StatusCode::METHOD_NOT_ALLOWED].contains(&status),
                "{address}: {status}"
            );
            let kind = answer.headers()["content-type"].to_str().unwrap();
            if kind.starts_with("text/html") {
                to_see.extend(addresses(&answer.text().await.unwrap()));
            }
        }
        for end in [".css", ".js", ".svg"] {
            assert!(
                seen.iter().any(|address| address.ends_with(end)),
                "{end} of {seen:?}"
            );
        }
        assert!(seen.len() > 20, "{seen:?}");
        let form = [("press", "finish"), ("message_id", "end")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let finished = client.post(&ask(&format!("{session}/turns")), &form).await;
        assert_eq!(
            finished.headers()["location"].to_str().unwrap(),
            format!("{session}/report")
        );
        let report = client.page(&ask(&format!("{session}/report"))).await;
        assert!(
            addresses(&report)
                .iter()
                .all(|address| address.starts_with("/greenroom"))
        );
        let missing = client.get(&ask("/greenroom/nowhere")).await;
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
        assert!(
            addresses(&missing.text().await.unwrap())
                .iter()
                .all(|address| address.starts_with("/greenroom"))
        );
    }
    // Whatever looks after the program asks directly.
    assert_eq!(
        Client::new(&program).get("/healthz").await.status(),
        StatusCode::OK
    );
}

/// A link that began at the server's root would leave the path that a site may lie under.
#[test]
fn no_template_and_no_script_names_an_address_at_the_root() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["templates", "templates/desk", "static"] {
        let entries = std::fs::read_dir(root.join(folder)).unwrap();
        for entry in entries.filter(|entry| entry.as_ref().unwrap().path().is_file()) {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            for wrong in [
                "href=\"/",
                "src=\"/",
                "action=\"/",
                "fetch(\"/",
                "fetch(`/",
                "EventSource(\"/",
                "EventSource(`/",
                "url(/",
                "data-events=\"/",
            ] {
                assert!(
                    !text.contains(wrong),
                    "{}: {wrong} needs `crate::web::root()` before it",
                    path.display()
                );
            }
        }
    }
}
