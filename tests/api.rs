//! The JSON API: the real router, a real port, a real database, and every answer held against the document that the
//! program gives of itself.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "api/client.rs"]
mod client;
#[path = "program/command.rs"]
mod command;
#[path = "browser/house.rs"]
mod house;
#[path = "program/server.rs"]
mod server;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use client::{Answer, Body, Client, Document, add_token, new_session};
use command::program;
use greenroom::store::{Scope, Store, TokenName};
use house::House;
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use server::Server;

/// A house, with a client that may do everything.
async fn open() -> (House, Client) {
    let house = House::open().await;
    let document = Document::load(&house.address).await;
    let token = add_token(&house.app, "writer", Scope::Write, None).await;
    let client = Client::new(&house.address, &document, &token);
    (house, client)
}

/// Every operation, every outcome that the document promises, each answer in the form that it promises.
#[tokio::test]
async fn every_operation_answers_as_the_document_says() {
    let (house, client) = open().await;
    let nobody = client.with_token("");
    let reader = client.with_token(&add_token(&house.app, "reader", Scope::Read, None).await);

    client.get("/api/v1/openapi.json").await.expect(200);
    let scenarios = client.get("/api/v1/scenarios").await.expect(200);
    let first = scenarios["scenarios"][0]["slug"].as_str().unwrap();
    let path = format!("/api/v1/scenarios/{first}");
    client.get(&path).await.expect(200);
    assert_eq!(
        client.get("/api/v1/scenarios/none").await.problem(404),
        "not-found"
    );

    let sessions = "/api/v1/sessions";
    let session = client.start("s-1", "coach").await;
    let again = client.post(sessions, "s-1", new_session("coach")).await;
    assert_eq!(again.headers["location"], session.as_str());
    again.expect(200);
    let turns = format!("{session}/turns");
    let taken = client
        .post(
            &turns,
            "t-1",
            json!({"say": "how many visitors are there?"}),
        )
        .await;
    let reply = taken.expect(201);
    assert!(
        reply["turns"][1]["text"]
            .as_str()
            .unwrap()
            .contains("eight hundred")
    );
    client
        .post(
            &turns,
            "t-1",
            json!({"say": "how many visitors are there?"}),
        )
        .await
        .expect(200);
    client
        .post(&turns, "t-2", json!({"press": "hint"}))
        .await
        .expect(201);
    let other = client.post(&turns, "t-2", json!({"press": "next"})).await;
    assert_eq!(other.problem(409), "other-content");
    let said = client.say(&session, "t-3", "one table in a database").await;
    let words = said.expect(201);
    assert!(words.is_string(), "plain text for who asks for it");
    client.get(&turns).await.expect(200);
    client
        .send(
            Method::GET,
            &turns,
            &[(ACCEPT.as_str(), "text/plain")],
            Body::None,
        )
        .await
        .expect(200);
    client.get(&session).await.expect(200);
    client.get(sessions).await.expect(200);

    let report = format!("{session}/report");
    assert_eq!(client.get(&report).await.problem(409), "unfinished");
    let ended = client
        .post(&turns, "t-4", json!({"press": "finish"}))
        .await
        .expect(201);
    assert_eq!(ended["finished"], true);
    client.get(&report).await.expect(200);
    assert_eq!(
        client
            .post(&turns, "t-5", json!({"say": "more"}))
            .await
            .problem(409),
        "finished"
    );
    client.get(&session).await.expect(200);

    client.get("/api/v1/search?q=visitors").await.expect(200);

    // The stream of a finished session has its turns, too.
    let mut stream = client.stream(&format!("{session}/events"), &[]).await;
    assert_eq!(told(&mut stream, 9).await.len(), 9);
    drop(stream);
    follow_to_the_end(&house, &client, &client.start("s-2", "coach").await).await;

    for (method, path, operation) in client.document.operations() {
        if operation["security"] == json!([]) {
            continue;
        }
        let base = client.document.value["servers"][0]["url"].as_str().unwrap();
        let path = format!("{base}{path}").replace("{slug}", "guest-book");
        let here = path.replace("/api/v1/sessions/{id}", &session);
        let gone = path.replace("{id}", "01900000-0000-7000-8000-000000000000");
        let method: Method = method.to_uppercase().parse().unwrap();
        let anonymous = nobody.send(method.clone(), &here, &[], Body::None).await;
        assert_eq!(anonymous.problem(401), "unauthorized", "{method} {here}");
        if method == Method::POST {
            everything_wrong_with_a_body(&client, &reader, &here).await;
        }
        if gone != path {
            let body = || match method == Method::POST {
                true => Body::Json(json!({"say": "hello"})),
                false => Body::None,
            };
            let key = [("idempotency-key", "k")];
            let missing = client.send(method.clone(), &gone, &key, body()).await;
            assert_eq!(missing.problem(404), "not-found", "{method} {gone}");
            let nonsense = path.replace("{id}", "nonsense");
            let missing = client.send(method.clone(), &nonsense, &key, body()).await;
            assert_eq!(missing.problem(404), "not-found");
        }
        let takes_query = operation["parameters"].as_array().unwrap().iter();
        if takes_query
            .into_iter()
            .any(|parameter| parameter["in"] == "query")
        {
            let wrong = client.get(&format!("{here}?limmit=3")).await;
            assert_eq!(wrong.problem(422), "invalid", "{here}");
        }
    }
    let mut unknown = new_session("coach");
    unknown["scenario"] = "none".into();
    assert_eq!(
        client.post(sessions, "s-9", unknown).await.problem(422),
        "no-scenario"
    );
    assert_eq!(
        client
            .post(sessions, "s-1", new_session("exam"))
            .await
            .problem(409),
        "other-content"
    );

    // A fault of the store, for all of them.
    house.app.store.close().await;
    for (method, path, operation) in client.document.operations() {
        if operation["security"] == json!([]) {
            continue;
        }
        let path = format!("/api/v1{path}").replace("{slug}", "guest-book");
        let path = path.replace("/api/v1/sessions/{id}", &session);
        let method: Method = method.to_uppercase().parse().unwrap();
        let broken = client
            .send(
                method,
                &path,
                &[("idempotency-key", "k")],
                Body::Json(json!({})),
            )
            .await;
        assert!(
            !broken.text.contains("pool") && !broken.text.contains("sqlite"),
            "{}",
            broken.text
        );
        assert_eq!(broken.problem(500), "broken");
    }

    let mut promised = client.document.promised();
    promised.retain(|(id, status)| !(id == "describe" && status == "default"));
    let unseen: BTreeSet<_> = promised
        .difference(&client.document.seen())
        .cloned()
        .collect();
    assert_eq!(
        unseen,
        BTreeSet::new(),
        "promised by the document, and never seen"
    );
}

async fn everything_wrong_with_a_body(client: &Client, reader: &Client, path: &str) {
    let send = async |key: Option<&str>, body: Body<'_>| {
        let headers: Vec<_> = key
            .map(|key| ("idempotency-key", key))
            .into_iter()
            .collect();
        client.send(Method::POST, path, &headers, body).await
    };
    let allowed = reader.post(path, "k", json!({})).await;
    assert_eq!(allowed.problem(403), "scope");
    assert_eq!(
        send(None, Body::Json(json!({}))).await.problem(400),
        "no-key"
    );
    assert_eq!(
        send(Some("no key"), Body::Json(json!({})))
            .await
            .problem(400),
        "no-key"
    );
    let form = Body::Raw("application/x-www-form-urlencoded", b"say=hello".to_vec());
    assert_eq!(send(Some("k"), form).await.problem(415), "media-type");
    let long = Body::Raw("application/json", vec![b' '; 2 << 20]);
    assert_eq!(send(Some("k"), long).await.problem(413), "too-long");
    for body in [
        "",
        "{",
        "[]",
        "{\"say\": \"a\\u0000b\", \"scenario\": 3}",
        "{\"txt\": \"hello\"}",
        "{\"say\": \"\\ud800\"}",
    ] {
        let body = Body::Raw("application/json", body.into());
        assert_eq!(send(Some("k"), body).await.problem(422), "invalid");
    }
    let body = Body::Raw(
        "application/json; charset=utf-8",
        b"{\"say\": \"\xff\"}".to_vec(),
    );
    assert_eq!(send(Some("k"), body).await.problem(422), "invalid");
}

/// The data of the next events of a stream, `enough` of them, as (id, turn).
async fn told(stream: &mut Response, enough: usize) -> Vec<(String, Value)> {
    assert_eq!(stream.status(), StatusCode::OK);
    let mut text = String::new();
    while text.matches("\n\n").count() < enough {
        let chunk = stream
            .chunk()
            .await
            .unwrap()
            .expect("the stream ended early");
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    let field = |event: &str, name: &str| {
        let line = event.lines().find_map(|line| line.strip_prefix(name));
        line.map(|line| line.trim().to_owned())
    };
    let events = text.split("\n\n").filter(|event| event.contains("data:"));
    events
        .map(|event| {
            assert_eq!(field(event, "event:").unwrap(), "turn");
            let turn = serde_json::from_str(&field(event, "data:").unwrap()).unwrap();
            (field(event, "id:").unwrap(), turn)
        })
        .collect()
}

/// Follows a session until its token is revoked; each event is held against the document.
async fn follow_to_the_end(house: &House, client: &Client, session: &str) {
    let pointer = format!(
        "/paths/{}/get/responses/200/content/{}/schema/x-event-data",
        client::escaped("/sessions/{id}/events"),
        client::escaped("text/event-stream")
    );
    let watcher = add_token(&house.app, "watcher", Scope::Read, Some("writer")).await;
    let watcher = client.with_token(&watcher);
    let path = format!("{session}/events?after=0");
    let mut stream = watcher.stream(&path, &[]).await;
    let opening = told(&mut stream, 1).await;
    client.say(session, "e-1", "one table").await.expect(201);
    let live = told(&mut stream, 2).await;
    for (id, turn) in opening.iter().chain(&live) {
        assert_eq!(*id, turn["seq"].to_string());
        client.document.hold_value(&pointer, turn);
    }
    let mut resumed = client.stream(&path, &[("last-event-id", "2")]).await;
    let resumed = told(&mut resumed, 1).await;
    assert_eq!(resumed[0].0, "3", "nothing twice, nothing lost");

    let name = TokenName::parse("watcher").unwrap();
    house.app.store.revoke_token(&name, 1).await.unwrap();
    client
        .say(session, "e-2", "and a copy of it for readers")
        .await
        .expect(201);
    let end = async {
        while let Ok(Some(chunk)) = stream.chunk().await {
            assert!(!chunk.starts_with(b"event"));
        }
    };
    let within = Duration::from_secs(5);
    tokio::time::timeout(within, end)
        .await
        .expect("the stream ends with its token");
    let ended = watcher.get(&path).await;
    assert_eq!(ended.problem(401), "unauthorized");
}

#[tokio::test]
async fn the_document_is_whole() {
    let (_house, client) = open().await;
    let document = &client.document.value;
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    let mut documented = BTreeSet::new();
    for (method, path, operation) in client.document.operations() {
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap()),
            "an id is there once"
        );
        assert!(!operation["summary"].as_str().unwrap().is_empty());
        documented.insert((method.to_uppercase(), format!("/api/v1{path}")));
        let named = path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let parameters = operation["parameters"].as_array().unwrap();
        for name in named {
            let described = parameters
                .iter()
                .any(|parameter| parameter["name"] == name && parameter["in"] == "path");
            assert!(described, "{path}: {name}");
        }
        for parameter in parameters {
            assert!(
                !parameter["description"].as_str().unwrap().is_empty(),
                "{parameter}"
            );
        }
    }
    let served: BTreeSet<_> = greenroom::web::OPERATIONS
        .iter()
        .map(|operation| (operation.method.to_string(), operation.path.to_owned()))
        .collect();
    assert_eq!(served, documented);
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        assert!(
            !name.ends_with(|c: char| c.is_ascii_digit()),
            "two types are called {name}"
        );
    }
}

#[tokio::test]
async fn whatever_is_wrong_is_a_problem_and_never_a_page() {
    let (_house, client) = open().await;
    let check = async |method: Method, path: &str, status: u16, name: &str| {
        let response = client.request(method, path).send().await.unwrap();
        assert_eq!(
            response.headers()[CONTENT_TYPE],
            "application/problem+json",
            "{path}"
        );
        let text = response.text().await.unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        client
            .document
            .hold_value("/components/schemas/Problem", &value);
        assert_eq!(value["status"], status, "{path}");
        assert_eq!(value["type"], format!("urn:greenroom:problem:{name}"));
    };
    check(Method::GET, "/api/v1/nothing", 404, "not-found").await;
    check(Method::GET, "/api/v2/sessions", 404, "not-found").await;
    check(Method::POST, "/api/nothing", 404, "not-found").await;
    check(
        Method::DELETE,
        "/api/v1/sessions",
        405,
        "method-not-allowed",
    )
    .await;
    check(Method::PUT, "/api/v1/scenarios", 405, "method-not-allowed").await;
}

#[tokio::test]
async fn the_same_request_at_once_makes_one_session_and_one_turn() {
    let (house, client) = open().await;
    let starts = (0..8).map(|_| client.post("/api/v1/sessions", "same", new_session("coach")));
    let answers = futures_util::future::join_all(starts).await;
    let ids: BTreeSet<String> = answers
        .iter()
        .map(|answer| answer.json()["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1);
    let made = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::CREATED);
    assert_eq!(made.count(), 1);
    let session = answers[0].headers["location"].to_str().unwrap();
    let says = (0..8).map(|_| client.say(session, "same", "one table"));
    let says: Vec<Answer> = futures_util::future::join_all(says).await;
    let made = says
        .iter()
        .filter(|answer| answer.status == StatusCode::CREATED);
    assert_eq!(made.count(), 1);
    let words: BTreeSet<&str> = says.iter().map(|answer| answer.text.as_str()).collect();
    assert_eq!(words.len(), 1, "all get the same reply");
    let id = session.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(house.app.store.session(id).await.unwrap().last_seq, 3);

    // A key is the token's own.
    let other = client.with_token(&add_token(&house.app, "other", Scope::Write, None).await);
    assert_ne!(other.start("same", "coach").await, session);
}

#[tokio::test]
async fn pages_of_sessions_and_turns_lose_and_double_nothing() {
    let (_house, client) = open().await;
    let mut started = Vec::new();
    for number in 0..7 {
        started.push(client.start(&format!("s-{number}"), "coach").await);
    }
    let mut listed = Vec::new();
    let mut path = "/api/v1/sessions?limit=3".to_owned();
    loop {
        let page = client.get(&path).await.expect(200);
        for session in page["sessions"].as_array().unwrap() {
            listed.push(format!(
                "/api/v1/sessions/{}",
                session["id"].as_str().unwrap()
            ));
        }
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/sessions?limit=3&before={next}"),
            None => break,
        }
        // One that begins meanwhile is on no later page.
        client
            .start(&format!("meanwhile-{}", listed.len()), "coach")
            .await;
    }
    started.reverse();
    assert_eq!(listed, started);

    let session = &started[0];
    for number in 0..4 {
        client
            .say(session, &format!("t-{number}"), "one table")
            .await
            .expect(201);
    }
    let mut seqs = Vec::new();
    let mut after = 0;
    loop {
        let page = client
            .get(&format!("{session}/turns?limit=2&after={after}"))
            .await
            .expect(200);
        let turns = page["turns"].as_array().unwrap();
        seqs.extend(turns.iter().map(|turn| turn["seq"].as_u64().unwrap()));
        match page["next"].as_u64() {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(seqs, (1..=9).collect::<Vec<u64>>());
    for limit in ["0", "201", "x", "-1"] {
        let wrong = client.get(&format!("/api/v1/sessions?limit={limit}")).await;
        assert_eq!(wrong.problem(422), "invalid");
    }
}

#[tokio::test]
async fn instructors_read_what_a_request_lets_them_and_nothing_by_itself() {
    let (house, client) = open().await;
    let sessions = "/api/v1/sessions";
    for (key, readable) in [("silent", None), ("no", Some(false)), ("yes", Some(true))] {
        let mut new = new_session("coach");
        if let Some(readable) = readable {
            new["readable"] = json!(readable);
        }
        let reply = client.post(sessions, key, new.clone()).await;
        let place = reply.headers["location"].to_str().unwrap();
        let id = place.rsplit('/').next().unwrap().parse();
        reply.expect(201);
        let kept = house.app.store.is_readable(id.unwrap()).await.unwrap();
        assert_eq!(kept, readable == Some(true), "{key}");
        // It is a part of what was asked for.
        new["readable"] = json!(readable != Some(true));
        let other = client.post(sessions, key, new).await;
        assert_eq!(other.problem(409), "other-content", "{key}");
    }
}

#[tokio::test]
async fn a_search_pages_through_ones_own_turns() {
    let (house, client) = open().await;
    let mut said = Vec::new();
    for session in 0..3 {
        let session = client.start(&format!("s-{session}"), "coach").await;
        for turn in 0..3 {
            let text = format!("the zeppelin number {turn} <b>is</b> cached");
            client
                .say(&session, &format!("t-{turn}"), &text)
                .await
                .expect(201);
            let id = session.rsplit('/').next().unwrap().to_owned();
            said.push((id, 2 + 2 * turn as u64));
        }
    }
    said.reverse();
    let (mut found, mut before) = (Vec::new(), String::new());
    loop {
        let page = client
            .get(&format!(
                "/api/v1/search?q=caching+zeppelin&limit=2{before}"
            ))
            .await
            .expect(200);
        for hit in page["hits"].as_array().unwrap() {
            found.push((
                hit["session"].as_str().unwrap().to_owned(),
                hit["turn"].as_u64().unwrap(),
            ));
            let marked: Vec<&Value> = hit["excerpt"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|piece| piece["found"] == true)
                .collect();
            assert_eq!(
                [&marked[0]["text"], &marked[1]["text"]],
                ["zeppelin", "cached"]
            );
        }
        match page["next"].as_i64() {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    assert_eq!(found, said, "newest first, each once");
    let other = client.with_token(&add_token(&house.app, "other", Scope::Write, None).await);
    assert_eq!(
        other.get("/api/v1/search?q=zeppelin").await.expect(200)["hits"],
        json!([])
    );
    assert_eq!(
        client.get("/api/v1/search?q=-").await.problem(422),
        "invalid"
    );
    assert_eq!(client.get("/api/v1/search").await.problem(422), "invalid");
}

#[tokio::test]
async fn a_token_sees_its_own_sessions_and_no_others() {
    let (house, client) = open().await;
    let session = client.start("s-1", "coach").await;
    let stranger = client.with_token(&add_token(&house.app, "stranger", Scope::Write, None).await);
    for path in ["", "/turns", "/report", "/events"] {
        let answer = stranger.get(&format!("{session}{path}")).await;
        assert_eq!(answer.problem(404), "not-found", "{path}");
    }
    assert_eq!(
        stranger.say(&session, "t-1", "hello").await.problem(404),
        "not-found"
    );
    let listed = stranger.get("/api/v1/sessions").await.expect(200);
    assert_eq!(listed["sessions"], json!([]));

    // A token is no cookie, and a cookie no token.
    let page = session.trim_start_matches("/api/v1");
    let digits = client.token.trim_start_matches("gr_");
    for cookie in [
        format!("greenroom={digits}"),
        format!("greenroom={}", client.token),
    ] {
        let request = reqwest::Client::new().get(format!("{}{page}", house.address));
        let response = request.header(COOKIE, &cookie).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let request = reqwest::Client::new().get(format!("{}{session}", house.address));
        let response = request.header(COOKIE, &cookie).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
    for token in [
        "",
        "x",
        "gr_",
        digits,
        &format!("{}0", client.token),
        "gr_00000000000000000000000000000000",
    ] {
        let answer = client.with_token(token).get(&session).await;
        assert_eq!(
            answer.headers["www-authenticate"],
            "Bearer realm=\"greenroom\""
        );
        assert_eq!(answer.problem(401), "unauthorized", "{token:?}");
    }
}

#[tokio::test]
async fn a_renewed_token_keeps_its_sessions_and_a_revoked_one_opens_nothing() {
    let (house, client) = open().await;
    let session = client.start("s-1", "coach").await;
    let name = TokenName::parse("writer").unwrap();
    let secret = greenroom::store::TokenSecret::new().unwrap();
    house
        .app
        .store
        .renew_token(&name, &secret, 1)
        .await
        .unwrap();
    assert_eq!(client.get(&session).await.problem(401), "unauthorized");
    let renewed = client.with_token(secret.expose());
    renewed.get(&session).await.expect(200);

    let reader = add_token(&house.app, "reader", Scope::Read, Some("writer")).await;
    let reader = client.with_token(&reader);
    reader.get(&session).await.expect(200);
    assert_eq!(
        reader.say(&session, "t-1", "hello").await.problem(403),
        "scope"
    );

    house.app.store.revoke_token(&name, 2).await.unwrap();
    assert_eq!(renewed.get(&session).await.problem(401), "unauthorized");
    reader.get(&session).await.expect(200);
    let again = house.app.store.revoke_token(&name, 3).await.unwrap();
    assert_eq!(again, greenroom::store::TokenChanged::NoSuchToken);
    // The name is free again, and its new token is somebody else.
    let token = add_token(&house.app, "writer", Scope::Write, None).await;
    assert_eq!(
        client.with_token(&token).get(&session).await.problem(404),
        "not-found"
    );
}

#[tokio::test]
async fn a_revoked_token_ends_its_open_stream_though_nothing_happens() {
    let (house, client) = open().await;
    let session = client.start("s-1", "coach").await;
    let path = format!("{session}/events?after=0");
    let reader = add_token(&house.app, "reader", Scope::Read, Some("writer")).await;
    let mut stream = client.with_token(&reader).stream(&path, &[]).await;
    let mut other = client.stream(&path, &[]).await;
    told(&mut stream, 1).await;
    told(&mut other, 1).await;
    let name = TokenName::parse("reader").unwrap();
    house.app.store.revoke_token(&name, 1).await.unwrap();
    let end = async { while let Ok(Some(_)) = stream.chunk().await {} };
    // It looks every four seconds; without looking it would never end.
    tokio::time::timeout(Duration::from_secs(20), end)
        .await
        .expect("the stream ends with its token");
    client.say(&session, "t-1", "one table").await.expect(201);
    assert_eq!(told(&mut other, 2).await[0].0, "2", "another's goes on");
}

#[tokio::test]
async fn an_exam_tells_no_reasons_and_no_progress_until_it_ends() {
    let (_house, client) = open().await;
    let exam = client.start("s-1", "exam").await;
    let taken = client
        .post(
            &format!("{exam}/turns"),
            "t-1",
            json!({"say": "how many visitors are there?"}),
        )
        .await;
    assert_eq!(taken.expect(201)["turns"][1]["why"], json!([]));
    assert_eq!(client.get(&exam).await.expect(200)["progress"], Value::Null);
    let whys = async || {
        let page = client.get(&format!("{exam}/turns")).await.expect(200);
        let turns = page["turns"].as_array().unwrap().clone();
        turns
            .iter()
            .map(|turn| turn["why"].as_array().unwrap().len())
            .sum::<usize>()
    };
    assert_eq!(whys().await, 0);
    client
        .post(&format!("{exam}/turns"), "t-2", json!({"press": "finish"}))
        .await
        .expect(201);
    assert!(whys().await > 0);

    let coach = client.start("s-2", "coach").await;
    let taken = client
        .post(
            &format!("{coach}/turns"),
            "t-1",
            json!({"say": "how many visitors are there?"}),
        )
        .await;
    assert_ne!(taken.expect(201)["turns"][1]["why"], json!([]));
    let progress = client.get(&coach).await.expect(200)["progress"].clone();
    assert_eq!(progress.as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn any_readable_text_comes_back_to_the_byte() {
    let (_house, client) = open().await;
    let session = client.start("s-1", "coach").await;
    let texts = [
        "<b>&amp;'\"</b>",
        "line\nline\ttab",
        "{\"say\": \"x\"}",
        "👩‍💻 שלום \u{202e}abc",
        "'; DROP TABLE entries; --",
        "\\u0000 %00 ${x}",
    ];
    for (number, text) in texts.into_iter().enumerate() {
        let key = format!("t-{number}");
        client
            .post(&format!("{session}/turns"), &key, json!({"say": text}))
            .await
            .expect(201);
        let plain = client.say(&session, &format!("p-{number}"), text).await;
        assert_eq!(plain.status, StatusCode::CREATED);
    }
    let page = client.get(&format!("{session}/turns")).await.expect(200);
    let turns = page["turns"].as_array().unwrap();
    let said: Vec<&str> = turns
        .iter()
        .filter(|turn| turn["author"] == "candidate")
        .map(|turn| turn["text"].as_str().unwrap())
        .collect();
    let doubled: Vec<&str> = texts.into_iter().flat_map(|text| [text, text]).collect();
    assert_eq!(said, doubled);
}

#[tokio::test]
async fn a_full_disk_is_said_and_the_same_key_works_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    // A few pages more than an empty database has.
    let store = Store::open(&path).await.unwrap();
    store.close().await;
    let pages = u32::try_from(std::fs::metadata(&path).unwrap().len() / 4096).unwrap();
    let prompts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/prompts");
    let library = greenroom::prompts::Library::open(Some(prompts)).unwrap();
    let serve = async |store: Store| {
        let app = greenroom::session::App::new(store, library.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = greenroom::web::router(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (address, app)
    };
    let (address, app) = serve(Store::open_limited(&path, pages + 40).await.unwrap()).await;
    let document = Document::load(&address).await;
    let token = add_token(&app, "writer", Scope::Write, None).await;
    let client = Client::new(&address, &document, &token);
    let session = client.start("s-1", "coach").await;
    let text = "a table with an index ".repeat(200);
    let mut number = 0;
    let refused = loop {
        let answer = client.say(&session, &format!("t-{number}"), &text).await;
        if answer.status != StatusCode::CREATED {
            break answer;
        }
        number += 1;
        assert!(number < 500, "the disk never filled up");
    };
    assert_eq!(refused.problem(507), "disk-full");
    let turns = client.get(&session).await.expect(200)["turns"]
        .as_u64()
        .unwrap();
    assert_eq!(
        turns,
        1 + 2 * number,
        "what was saved can be read, and the refused one isn't there"
    );
    app.store.close().await;
    let (address, app) = serve(Store::open(&path).await.unwrap()).await;
    let client = Client::new(&address, &document, &token);
    client
        .say(&session, &format!("t-{number}"), &text)
        .await
        .expect(201);
    app.store.close().await;
}

fn token(database: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = program()
        .arg("token")
        .args(arguments)
        .arg("--database")
        .arg(database)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_kept_by_commands_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let (code, added, _) = token(&database, &["add", "grader"]);
    assert_eq!(code, Some(0), "it may be the first thing that is done");
    let secret = added.trim().to_owned();
    let server = Server::run(program(), &database);
    let status = async |secret: &str| {
        let request = reqwest::Client::new().get(server.url("/api/v1/sessions"));
        request
            .bearer_auth(secret)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(status(&secret).await, 200);
    let (code, _, error) = token(&database, &["add", "grader"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("there is a token grader already"), "{error}");
    let (_, reader, _) = token(
        &database,
        &["add", "wall", "--scope", "read", "--of", "grader"],
    );
    assert_eq!(status(reader.trim()).await, 200);
    let (_, _, error) = token(&database, &["add", "x", "--of", "nobody"]);
    assert!(error.contains("no token nobody is in use"), "{error}");
    let (_, renewed, _) = token(&database, &["renew", "grader"]);
    assert_eq!(
        (status(&secret).await, status(renewed.trim()).await),
        (401, 200)
    );
    let (code, _, _) = token(&database, &["revoke", "grader"]);
    assert_eq!((code, status(renewed.trim()).await), (Some(0), 401));
    let (code, _, error) = token(&database, &["revoke", "grader"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("no token grader is in use"), "{error}");
    assert_eq!(token(&database, &["add", "two words"]).0, Some(2));

    let (_, list, _) = token(&database, &["list"]);
    let names: Vec<&str> = list
        .lines()
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    assert_eq!(names, ["name", "wall", "grader"]);
    drop(server);
    for name in ["greenroom.db", "greenroom.db-wal"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
        for secret in [&secret, reader.trim(), renewed.trim()] {
            assert!(!list.contains(secret));
            let digits = secret.trim_start_matches("gr_").as_bytes();
            assert!(
                !bytes.windows(32).any(|window| window == digits),
                "{name} holds no secret"
            );
        }
    }
}

/// The client in the documentation, run as it stands there.
#[tokio::test(flavor = "multi_thread")]
async fn the_client_in_the_documentation_holds_an_interview() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let documentation = include_str!("../docs/api.md");
    let script = documentation
        .split("```sh\n")
        .find(|block| block.starts_with("#!/bin/sh"))
        .unwrap();
    let script = script.split("```").next().unwrap();
    assert!(script.lines().count() <= 20, "twenty lines");
    let path = folder.path().join("interview.sh");
    std::fs::write(&path, script).unwrap();
    let (_, secret, _) = token(&database, &["add", "shell"]);
    let server = Server::run(program(), &database);
    let mut child = Command::new("sh")
        .arg(&path)
        .args([&server.url(""), "twitter"])
        .env("GREENROOM_TOKEN", secret.trim())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let messages = "how many users are there, and do most of them read?\n\nwe'd say \"a cache\" & 'a copy' \\n 100%\n";
    child
        .stdin
        .take()
        .unwrap()
        .write_all(messages.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{shown}\n{errors}");
    assert_eq!(server.terminate().1, Some(0));
    let store = Store::open(&database).await.unwrap();
    let tokens = store.tokens().await.unwrap();
    let sessions = store.sessions_of(&tokens[0].owner, None, 10).await.unwrap();
    assert_eq!(sessions.len(), 1);
    assert!(sessions[0].finished_at_ms.is_some(), "{shown}\n{errors}");
    let log = store.entries_after(sessions[0].id, 0).await.unwrap();
    let said: Vec<&str> = log
        .iter()
        .filter(|stored| stored.message_id.is_some() && !stored.entry.text.is_empty())
        .map(|stored| stored.entry.text.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "how many users are there, and do most of them read?",
            "we'd say \"a cache\" & 'a copy' \\n 100%"
        ]
    );
    for stored in log.iter().filter(|stored| stored.message_id.is_none()) {
        assert!(
            shown.contains(&stored.entry.text),
            "the interviewer's words are shown: {}\n{shown}",
            stored.entry.text
        );
    }
    let report: Value =
        serde_json::from_str(&store.report(sessions[0].id).await.unwrap().unwrap()).unwrap();
    assert!(
        shown.contains(report["headline"].as_str().unwrap()),
        "{shown}"
    );
    store.close().await;
}
