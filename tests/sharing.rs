//! Share links and what comes by them, over plain HTTP: the real router, a real port, a real database.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "browser/house.rs"]
mod house;
#[path = "browser/visitor.rs"]
mod visitor;

use std::time::Duration;

use house::House;
use reqwest::header::{CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE};
use reqwest::{Response, StatusCode};
use visitor::{Visitor, escaped, location};

/// The address of the link that a page shows, without the server's own.
fn link_in(page: &str) -> String {
    let address = page.split("value=\"http://").nth(1).unwrap();
    let address = address.split('"').next().unwrap();
    format!("/{}", address.split_once('/').unwrap().1)
}

fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let value = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap();
    value.split('"').next().unwrap()
}

async fn form(owner: &Visitor, session: &str) -> String {
    let page = owner.page(&format!("{session}/share")).await;
    hidden(&page, "secret").to_owned()
}

/// Makes a link as the candidate and returns its path.
async fn link(owner: &Visitor, session: &str, name: &str, role: &str) -> String {
    let secret = form(owner, session).await;
    let fields = [
        ("name", name),
        ("role", role),
        ("lasts", "week"),
        ("secret", &secret),
    ];
    let response = owner.post(&format!("{session}/links"), &fields).await;
    assert_eq!(response.status(), StatusCode::OK);
    link_in(&response.text().await.unwrap())
}

/// A browser that opened a link.
async fn guest(house: &House, link: &str) -> Visitor {
    let mut guest = Visitor::new(house);
    let response = guest.get(link).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{link}");
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    guest.cookie = cookie.split(';').next().unwrap().to_owned();
    guest
}

/// The path at which a session's newest link is ended.
async fn end_of(owner: &Visitor, session: &str) -> String {
    let page = owner.page(&format!("{session}/share")).await;
    let path = page.split("action=\"").find(|rest| {
        let path = rest.split('"').next().unwrap();
        path.ends_with("/revoke")
    });
    path.unwrap().split('"').next().unwrap().to_owned()
}

async fn next_event(stream: &mut Response) -> String {
    let mut text = String::new();
    while !text.contains("\n\n") {
        let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk());
        let chunk = chunk.await.expect("an event comes").unwrap();
        text.push_str(std::str::from_utf8(&chunk.expect("the stream goes on")).unwrap());
    }
    text
}

#[tokio::test]
async fn a_link_is_exchanged_for_a_cookie_and_leads_to_a_clean_address() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    owner.say(&session, "how many visitors are there?").await;
    let link = link(&owner, &session, "Maya", "reader").await;
    let secret = link.strip_prefix("/links/").unwrap();
    assert_eq!(secret.len(), 32, "128 bits in hexadecimal");

    let mut guest = Visitor::new(&house);
    let response = guest.get(&link).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&response), format!("{session}/watch"));
    assert_eq!(response.headers()[REFERRER_POLICY], "no-referrer");
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(!cookie.contains(secret), "the cookie is the browser's own");
    guest.cookie = cookie.split(';').next().unwrap().to_owned();

    let page = guest.page(&format!("{session}/watch")).await;
    assert!(page.contains("how many visitors are there?"));
    assert!(page.contains("<b>Candidate</b>") && page.contains("<b dir=\"auto\">Maya</b>"));
    assert!(!page.contains("<textarea"), "a reader writes nothing");
    assert!(!page.contains(secret));
    let listed = owner.page(&format!("{session}/share")).await;
    assert!(listed.contains("Maya") && listed.contains("opened in one browser"));
    assert!(!listed.contains(secret), "the address was shown once");

    for path in ["", "/share", "/finish"] {
        let response = guest.get(&format!("{session}{path}")).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let response = guest.say(&session, "not mine to say").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let report = guest.get(&format!("{session}/report")).await;
    assert_eq!(location(&report), format!("{session}/watch"), "not yet");
    owner.press(&session, "finish").await;
    let report = guest.page(&format!("{session}/report")).await;
    assert!(report.contains("Where the candidate stands"));

    let own = owner.get(&link).await;
    assert_eq!(location(&own), session, "the candidate is no guest");
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_link() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let secret = form(&owner, &session).await;
    let fields = [
        ("name", "Maya"),
        ("role", "reader"),
        ("lasts", "day"),
        ("secret", secret.as_str()),
    ];
    for _ in 0..2 {
        let response = owner.post(&format!("{session}/links"), &fields).await;
        let page = response.text().await.unwrap();
        assert_eq!(link_in(&page), format!("/links/{secret}"));
    }
    let page = owner.page(&format!("{session}/share")).await;
    assert_eq!(page.matches("/revoke\"").count(), 1);
    assert!(page.contains("for 24 more hours"));
}

#[tokio::test]
async fn a_link_without_a_name_is_not_made_and_the_form_comes_back() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let secret = form(&owner, &session).await;
    let long = "n".repeat(61);
    for (name, words) in [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("a\u{1b}b", "U+001B"),
        (long.as_str(), "60 are the most"),
    ] {
        let fields = [
            ("name", name),
            ("role", "reviewer"),
            ("lasts", "month"),
            ("secret", &secret),
        ];
        let response = owner.post(&format!("{session}/links"), &fields).await;
        assert_eq!(
            response.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name:?}"
        );
        let page = response.text().await.unwrap();
        assert!(page.contains(words), "{name:?}");
        assert!(
            page.contains("<option value=\"month\" selected>"),
            "what was chosen is kept"
        );
    }
    for (role, lasts, secret) in [
        ("owner", "day", secret.as_str()),
        ("reader", "ever", &secret),
        ("reader", "day", "short"),
    ] {
        let fields = [
            ("name", "x"),
            ("role", role),
            ("lasts", lasts),
            ("secret", secret),
        ];
        let response = owner.post(&format!("{session}/links"), &fields).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = owner.page(&format!("{session}/share")).await;
    assert!(!page.contains("/revoke"));
    assert!(page.contains("Whoever you make a link for will stand here"));
}

#[tokio::test]
async fn there_are_thirty_open_links_at_most() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    for n in 0..30 {
        link(&owner, &session, &format!("Partner {n}"), "reader").await;
    }
    let secret = form(&owner, &session).await;
    let fields = [
        ("name", "One more"),
        ("role", "reader"),
        ("lasts", "day"),
        ("secret", &secret),
    ];
    let response = owner.post(&format!("{session}/links"), &fields).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("value=\"One more\"")
    );
    owner.post(&end_of(&owner, &session).await, &[]).await;
    let response = owner.post(&format!("{session}/links"), &fields).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_link_that_ended_opens_nothing_and_ends_open_streams_within_five_seconds() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let by_hand = link(&owner, &session, "Maya", "reviewer").await;
    let by_time = link(&owner, &session, "Noor", "reader").await;
    let (maya, noor) = (guest(&house, &by_hand).await, guest(&house, &by_time).await);
    let watch = format!("{session}/watch");
    let events = format!("{session}/watch/events?after=1");
    let mut streams = [maya.get(&events).await, noor.get(&events).await];
    for stream in &streams {
        assert_eq!(stream.headers()[CONTENT_TYPE], "text/event-stream");
    }
    owner.say(&session, "how many visitors are there?").await;
    for stream in &mut streams {
        assert!(
            next_event(stream)
                .await
                .contains("About eight hundred visitors")
        );
    }

    let page = owner.page(&format!("{session}/share")).await;
    let maya_line = page.split("<b dir=\"auto\">Maya</b>").nth(1).unwrap();
    let end = maya_line
        .split("action=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let begun = std::time::Instant::now();
    let response = owner.post(end, &[]).await;
    assert_eq!(location(&response), format!("{session}/share#links"));
    let [maya_stream, noor_stream] = &mut streams;
    assert!(next_event(maya_stream).await.contains("event: ended"));
    assert_eq!(
        maya_stream.chunk().await.unwrap(),
        None,
        "the stream is over"
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
    for path in [&watch, &events, &by_hand] {
        assert_eq!(
            maya.get(path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(
        noor.get(&watch).await.status(),
        StatusCode::OK,
        "another's link goes on"
    );

    house.app.clock.advance(7 * 24 * 60 * 60 * 1000);
    let begun = std::time::Instant::now();
    assert!(next_event(noor_stream).await.contains("event: ended"));
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    for path in [&watch, &events, &by_time] {
        assert_eq!(
            noor.get(path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let list = owner.page(&format!("{session}/share")).await;
    assert!(list.contains("ended by you") && list.contains("its time is over"));
}

#[tokio::test]
async fn whatever_is_not_yours_answers_alike() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let ended = link(&owner, &session, "Maya", "reader").await;
    let maya = guest(&house, &ended).await;
    owner.post(&end_of(&owner, &session).await, &[]).await;
    let nothing = maya.get("/nowhere").await.text().await.unwrap();
    let stranger = Visitor::new(&house);
    for path in [
        ended.clone(),
        format!("/links/{}", "0".repeat(32)),
        "/links/short".into(),
        session.clone(),
        format!("{session}/watch"),
        format!("{session}/watch/events"),
        format!("{session}/share"),
        format!("{session}/report"),
        "/sessions/00000000-0000-7000-8000-000000000000/watch".into(),
    ] {
        for visitor in [&maya, &stranger] {
            let response = visitor.get(&path).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert!(response.headers().get(SET_COOKIE).is_none(), "{path}");
            assert_eq!(response.text().await.unwrap(), nothing, "{path}");
        }
    }
}

#[tokio::test]
async fn a_guest_misses_nothing_and_gets_nothing_twice() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let link = link(&owner, &session, "Maya", "reader").await;
    let maya = guest(&house, &link).await;
    let mut seen: Vec<u32> = vec![1];
    for round in 0..3 {
        // Something is said while nobody listens, and something while the stream is open.
        owner.say(&session, &format!("line {round}")).await;
        let after = seen.last().unwrap();
        let mut stream = maya
            .get(&format!("{session}/watch/events?after={after}"))
            .await;
        let mut text = next_event(&mut stream).await;
        owner.say(&session, &format!("more {round}")).await;
        text += &next_event(&mut stream).await;
        let seqs = text.split("data-seq=\"").skip(1);
        seen.extend(seqs.map(|rest| rest.split('"').next().unwrap().parse::<u32>().unwrap()));
    }
    assert_eq!(seen, (1..=13).collect::<Vec<u32>>());
}

#[tokio::test]
async fn names_are_shown_word_for_word() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    for name in [
        "<img src=x onerror=alert(1)>",
        "\"><script>alert(2)</script>",
        "{{7*7}} & ' \u{202e}desrever",
        "O'Brien; DROP TABLE links; --",
    ] {
        let link = link(&owner, &session, name, "reviewer").await;
        let maya = guest(&house, &link).await;
        for page in [
            owner.page(&format!("{session}/share")).await,
            maya.page(&format!("{session}/watch")).await,
        ] {
            assert!(
                page.contains(&format!("<b dir=\"auto\">{}</b>", escaped(name))),
                "{name}"
            );
            assert_eq!(page.matches("<script").count(), 1, "our own");
        }
    }
}
