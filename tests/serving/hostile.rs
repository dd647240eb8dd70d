//! Texts that somebody may send to see what breaks: through every field, and back out of every page and export.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::client::{Client, Form, start_form, turn_form};
use crate::corpus::{kept, texts};
use crate::program::Program;

const CORPUS: &str = include_str!("../hostile/corpus.txt");
const REFUSED: &str = include_str!("../hostile/refused.txt");

/// How many messages one interview is sent.
const A_SESSION: usize = 60;

/// How a text stands in a page.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '&' => "&#38;".into(),
            '<' => "&#60;".into(),
            '>' => "&#62;".into(),
            '"' => "&#34;".into(),
            '\'' => "&#39;".into(),
            c => c.to_string(),
        })
        .collect()
}

/// The words of each of the candidate's turns, as they stand in a page or a fragment, by the turn's number.
fn words(page: &str) -> BTreeMap<u32, String> {
    let mut words = BTreeMap::new();
    for turn in page.split("<article class=\"turn ").skip(1) {
        if !turn.starts_with("candidate\"") {
            continue;
        }
        let seq = turn.split("id=\"turn-").nth(1).unwrap();
        let seq = seq.split('"').next().unwrap().parse().unwrap();
        let text = turn
            .split("<p class=\"words\" dir=\"auto\">")
            .nth(1)
            .unwrap();
        words.insert(seq, text.split("</p>").next().unwrap().to_owned());
    }
    words
}

/// An interview with what it was sent.
struct Sitting {
    path: String,
    sent: BTreeMap<u32, String>,
}

impl Sitting {
    fn id(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    fn assert_told(&self, where_: &str, found: &BTreeMap<u32, String>) {
        assert_eq!(found.len(), self.sent.len(), "{where_}");
        for (seq, text) in &self.sent {
            assert_eq!(found[seq], *text, "{where_}, turn {seq}");
        }
    }
}

/// Sends every text, half of them as the script does, in as many interviews as that takes.
async fn send_all(client: &mut Client) -> Vec<Sitting> {
    let mut sittings: Vec<Sitting> = Vec::new();
    for (index, text) in texts(CORPUS).iter().enumerate() {
        if sittings
            .last()
            .is_none_or(|sitting| sitting.sent.len() >= A_SESSION)
        {
            let path = client.start().await;
            sittings.push(Sitting {
                path,
                sent: BTreeMap::new(),
            });
        }
        let sitting = sittings.last_mut().unwrap();
        let turns = format!("{}/turns", sitting.path);
        let expected = escaped(&kept(text));
        let seq = match index % 2 {
            0 => {
                let answer = client.post(&turns, &turn_form(text)).await;
                assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{text:.80?}");
                let place = answer.headers()["location"].to_str().unwrap().to_owned();
                let seq = place.rsplit("#turn-").next().unwrap();
                seq.parse()
                    .unwrap_or_else(|_| panic!("{text:.80?} led to {place}"))
            }
            _ => {
                let answer = client.fragment(&turns, &turn_form(text)).await;
                assert_eq!(answer.status(), StatusCode::OK, "{text:.80?}");
                let fragment = words(&answer.text().await.unwrap());
                assert_eq!(fragment.len(), 1, "{text:.80?}");
                let (seq, said) = fragment.into_iter().next().unwrap();
                assert_eq!(said, expected);
                seq
            }
        };
        sitting.sent.insert(seq, expected);
    }
    sittings
}

/// The first event of a stream.
async fn first_event(mut stream: Response) -> String {
    let mut bytes = Vec::new();
    // A part may end in the middle of a letter.
    let end = loop {
        if let Some(end) = bytes.windows(2).position(|pair| pair == b"\n\n") {
            break end;
        }
        let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk());
        bytes.extend(chunk.await.unwrap().unwrap().unwrap());
    };
    bytes.truncate(end);
    let text = String::from_utf8(bytes).unwrap();
    let data = text
        .split('\n')
        .filter_map(|line| line.strip_prefix("data:"));
    let data = data.map(|line| line.strip_prefix(' ').unwrap_or(line));
    data.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn any_text_comes_back_from_every_page_and_export_as_it_was_sent() {
    let program = Program::start(&[]);
    let mut client = Client::new(&program);
    let sittings = send_all(&mut client).await;
    let all: usize = sittings.iter().map(|sitting| sitting.sent.len()).sum();
    println!("{all} texts in {} interviews", sittings.len());
    assert!(all > 400);
    for sitting in &sittings {
        sitting.assert_told("the page", &words(&client.page(&sitting.path).await));
        let stream = client
            .get(&format!("{}/events?after=0", sitting.path))
            .await;
        sitting.assert_told("the events", &words(&first_event(stream).await));
        let finish = [("press", "finish"), ("message_id", "the-end")];
        let finish: Form = finish
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let finished = client
            .post(&format!("{}/turns", sitting.path), &finish)
            .await;
        assert_eq!(finished.status(), StatusCode::SEE_OTHER);
        let report = client.page(&format!("{}/report", sitting.path)).await;
        let mut told = words(&report);
        told.retain(|seq, _| sitting.sent.contains_key(seq));
        sitting.assert_told("the report", &told);

        let json = program.export(sitting.id(), "json");
        let json: Value = serde_json::from_str(&json).unwrap();
        let turns = json["turns"].as_array().unwrap().iter();
        let said = turns.filter(|turn| turn["author"] == "candidate" && turn["kind"] == "said");
        let said = said.map(|turn| {
            let seq = u32::try_from(turn["seq"].as_u64().unwrap()).unwrap();
            (seq, escaped(turn["text"].as_str().unwrap()))
        });
        sitting.assert_told("the export", &said.collect());
        let markdown = program.export(sitting.id(), "md");
        assert!(markdown.len() > 1_000);
    }
    let home = client.page("/").await;
    assert!(!home.contains("<script>"), "the start page");
}

#[tokio::test]
async fn what_is_no_message_is_refused_with_its_words_and_leaves_no_trace() {
    let program = Program::start(&[]);
    let mut client = Client::new(&program);
    let session = client.start().await;
    let turns = format!("{session}/turns");
    let before = words(&client.page(&session).await);
    let refused = texts(REFUSED);
    assert!(refused.len() > 30);
    for text in &refused {
        let answer = client.post(&turns, &turn_form(text)).await;
        let status = answer.status().as_u16();
        assert!([413, 422].contains(&status), "{text:.80?}: {status}");
        let page = answer.text().await.unwrap();
        assert!(
            page.contains("id=\"notice\"") && page.contains("class=\"notice\""),
            "{text:.80?}"
        );
        assert!(page.contains(&escaped(text)), "{text:.80?}: it is lost");
        let answer = client.fragment(&turns, &turn_form(text)).await;
        assert_eq!(answer.status().as_u16(), status, "{text:.80?}");
    }
    // Bytes that are no text.
    for body in [
        "%ff",
        "%ed%a0%80",
        "%ed%a0%80%ed%b0%80",
        "%c0%af",
        "%f4%90%80%80",
        "%e2%80",
        "%",
        "%zz",
        "&&&=&",
        "text",
        "=",
        "text=a&text=b",
    ] {
        let answer = client
            .post_raw(&turns, &format!("message_id=raw&text={body}"))
            .await;
        assert!(
            !answer.status().is_server_error(),
            "{body}: {}",
            answer.status()
        );
    }
    let after = words(&client.page(&session).await);
    assert!(after.len() <= before.len() + 12);
    assert!(!client.page(&session).await.contains('\0'));
}

/// Where else a text may stand: a field of a form, a part of an address, a header.
#[derive(Clone, Copy, Debug)]
enum Place {
    Field(&'static str, &'static str),
    Path(&'static str),
    Header(&'static str, &'static str),
}

const PLACES: &[Place] = &[
    Place::Field("/sessions", "scenario"),
    Place::Field("/sessions", "mode"),
    Place::Field("/sessions", "seniority"),
    Place::Field("/sessions", "minutes"),
    Place::Field("/sessions", "seed"),
    Place::Field("{session}/turns", "message_id"),
    Place::Field("{session}/turns", "press"),
    Place::Field("{session}/turns", "after"),
    Place::Path("/{text}"),
    Place::Path("/scenarios/{text}"),
    Place::Path("/assets/{text}"),
    Place::Path("/sessions/{text}"),
    Place::Path("/sessions/{text}/report"),
    Place::Path("{session}/{text}"),
    Place::Path("/?{text}"),
    Place::Path("{session}?after={text}"),
    Place::Header("/", "cookie"),
    Place::Header("/nowhere", "accept"),
    Place::Header("/nowhere", "accept-language"),
    Place::Header("/nowhere", "accept-encoding"),
    Place::Header("/nowhere", "user-agent"),
    Place::Header("/nowhere", "referer"),
    Place::Header("/nowhere", "x-forwarded-for"),
    Place::Header("/nowhere", "x-forwarded-proto"),
    Place::Header("/nowhere", "x-request-id"),
    Place::Header("/", "host"),
    Place::Header("{session}", "if-none-match"),
    Place::Header("{session}/report", "last-event-id"),
];

#[tokio::test(flavor = "multi_thread")]
async fn no_text_in_any_other_place_breaks_anything_or_comes_back_as_markup() {
    let program = Program::start(&[
        "--proxies",
        "127.0.0.1",
        "--sessions-per-address",
        "0",
        "--sessions-per-browser",
        "0",
    ]);
    let mut client = Client::new(&program);
    let session = client.start().await;
    let texts = texts(CORPUS).into_iter().chain(self::texts(REFUSED));
    // What is long is long in one place as in another.
    let texts: Vec<String> = texts.filter(|text| text.len() <= 3_000).collect();
    let mut tried = 0;
    for &place in PLACES {
        for text in &texts {
            let answer = match place {
                Place::Field(path, field) => {
                    let path = path.replace("{session}", &session);
                    let mut form = if path == "/sessions" {
                        start_form()
                    } else {
                        turn_form("one table")
                    };
                    form.retain(|(name, _)| name != field);
                    form.push((field.to_owned(), text.clone()));
                    client.post(&path, &form).await
                }
                Place::Path(path) => {
                    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
                    client
                        .get(
                            &path
                                .replace("{session}", &session)
                                .replace("{text}", &encoded),
                        )
                        .await
                }
                Place::Header(path, name) => {
                    let Ok(value) = reqwest::header::HeaderValue::from_bytes(text.as_bytes())
                    else {
                        continue;
                    };
                    client
                        .with_value(name, value)
                        .get(&path.replace("{session}", &session))
                        .await
                }
            };
            tried += 1;
            let (status, what) = (answer.status(), format!("{place:?} {text:.80?}"));
            assert!(!status.is_server_error(), "{what}: {status}");
            let forged = answer
                .headers()
                .get_all("set-cookie")
                .iter()
                .any(|cookie| cookie.as_bytes().windows(6).any(|part| part == b"forged"));
            assert!(!forged, "{what}");
            if status.is_client_error() {
                let page = answer.text().await.unwrap();
                for markup in [
                    "<script>",
                    "<img",
                    "<svg/",
                    "<iframe",
                    "onerror=alert(1)>",
                    "<b><i>",
                ] {
                    assert!(!page.contains(markup), "{what}: {markup} in {page}");
                }
            }
        }
    }
    println!("{tried} requests");
    assert_eq!(
        client.get("/readyz").await.status(),
        StatusCode::OK,
        "and it goes on"
    );
}
