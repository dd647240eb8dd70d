//! Scenario files that come in at the desk, good ones and hostile ones.

use std::time::{Duration, Instant};

use reqwest::StatusCode;

use super::desk::{EXAMPLE, begin, get, post, scenario, signed_in};
use super::{Server, browser, program, say, start_session};

#[path = "../hostile/uploads.rs"]
mod hostile;

#[tokio::test]
async fn a_file_becomes_a_draft_and_writes_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let ada = signed_in(&database, &server, "Ada").await;
    let upload =
        async |source: &str| post(&ada, &server, "/desk/uploads", &[("source", source)]).await;
    let file = async || {
        get(&ada, &server, "/desk/scenarios/guest-book/file")
            .await
            .1
    };

    let (status, place, _) = upload(&format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"))).await;
    assert_eq!(
        (status, place.as_str()),
        (StatusCode::SEE_OTHER, "/desk/scenarios/guest-book")
    );
    assert_eq!(file().await, EXAMPLE, "out as it came in");
    assert_eq!(
        upload(EXAMPLE).await.0,
        StatusCode::SEE_OTHER,
        "the same once more"
    );
    let other = EXAMPLE.replace("a museum.", "a lighthouse.");
    let (status, _, page) = upload(&other).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        page.contains("a lighthouse.") && page.contains("a museum."),
        "{page}"
    );
    assert_eq!(file().await, EXAMPLE);

    // What isn't known by a short name is no draft, and comes back in the form.
    for source in [
        "title = 'x'",
        "slug = '../etc'",
        "slug = \"A B\"",
        "<script>",
    ] {
        let (status, _, page) = upload(source).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{source}");
        assert!(page.contains("Nothing was taken in"), "{page}");
        assert!(!page.contains("<script>\n"), "{page}");
    }
    let (status, ..) = upload(&scenario("other").replace("museum", "muse\0um")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, ..) = upload(&format!("{EXAMPLE}# {}", "x".repeat(1 << 20))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(file().await, EXAMPLE);
    // Who sends too much is heard out, so that the answer arrives.
    let (status, _, page) = upload(&"x".repeat(4 << 20)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{page}");
}

#[tokio::test]
async fn hostile_files_are_told_what_is_wrong_and_nobody_waits_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let ada = signed_in(&database, &server, "Ada").await;
    let (status, ..) = post(&ada, &server, "/desk/uploads", &[("source", EXAMPLE)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let candidate = browser();
    let session = start_session(&candidate, &server).await;
    let check = "/desk/scenarios/guest-book/check";
    // What takes a check longest, and what is refused in different ways.
    let names = [
        "everything that it takes",
        "cases, as many as a list takes",
        "patterns of everyday words",
        "deep patterns",
        "a key of keys",
        "the same key",
        "dialogues",
        "long patterns",
    ];
    let uploads = hostile::uploads().into_iter();
    let hostile = uploads.filter(|upload| names.contains(&upload.name));
    let hostile: Vec<hostile::Upload> = hostile.collect();
    assert_eq!(hostile.len(), names.len());
    for (at, upload) in hostile.iter().enumerate() {
        let looked = async {
            let form = [("source", upload.source.as_str())];
            let (status, _, said) = post(&ada, &server, check, &form).await;
            assert_eq!(status, StatusCode::OK, "{}", upload.name);
            let checked: serde_json::Value = serde_json::from_str(&said).unwrap();
            let problems = checked["problems"].as_array().unwrap().len();
            assert!(problems > 0, "{}", upload.name);
        };
        let talked = async {
            let begun = Instant::now();
            let text = "how many users, and do most people read?";
            let (status, _) = say(&candidate, &server, session, &format!("m{at}"), text)
                .await
                .unwrap();
            assert_eq!(status, StatusCode::SEE_OTHER);
            // Far more than a busy machine needs, and far less than the checks of all these files would take.
            assert!(
                begun.elapsed() < Duration::from_secs(5),
                "{}: {:?}",
                upload.name,
                begun.elapsed()
            );
        };
        tokio::join!(looked, talked);
    }
}

#[tokio::test]
async fn hostile_text_in_every_field_of_a_published_file_is_only_text() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let ada = signed_in(&database, &server, "Ada").await;
    let uploads = hostile::uploads();
    let hostile = uploads
        .iter()
        .find(|upload| upload.name == "hostile text in every field")
        .unwrap();
    let source = hostile.source.as_str();
    post(&ada, &server, "/desk/uploads", &[("source", source)]).await;
    let desk = "/desk/scenarios/guest-book";
    let form = [("source", source), ("revision", "1"), ("action", "publish")];
    let (status, _, page) = post(&ada, &server, desk, &form).await;
    assert!(
        status == StatusCode::OK && page.contains("Published:"),
        "{page}"
    );
    let candidate = browser();
    let (status, place) = begin(&candidate, &server, "guest-book").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let turn = [
        ("message_id", "m1"),
        ("text", "how many visitors are there?"),
    ];
    post(&candidate, &server, &format!("{place}/turns"), &turn).await;
    let finish = [("message_id", "m2"), ("press", "finish")];
    post(&candidate, &server, &format!("{place}/turns"), &finish).await;
    let report = format!("{place}/report");
    let versions = format!("{desk}/versions");
    for (who, path) in [
        (&candidate, "/"),
        (&candidate, "/scenarios/guest-book"),
        (&candidate, &*place),
        (&candidate, &*report),
        (&ada, "/desk"),
        (&ada, desk),
        (&ada, &*versions),
        (&ada, "/desk/inbox/guest-book"),
    ] {
        let (status, page) = get(who, &server, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(page.contains("alert(1)"), "{path} shows it: {page}");
        for raw in ["<script>alert", "</script></textarea>"] {
            assert!(!page.contains(raw), "{path}: {page}");
        }
    }
}
