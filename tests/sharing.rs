//! Share links and what comes by them, over plain HTTP: the real router, a real port, a real database.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "browser/house.rs"]
mod house;
#[path = "browser/visitor.rs"]
mod visitor;

use std::time::Duration;

use greenroom::session::{SubmitError, import};
use greenroom::store::{CommentId, Owner, SessionId, Takeover};
use house::House;
use reqwest::header::{CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
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

    let home = guest.page("/").await;
    assert!(home.contains("Shared with you") && home.contains(&format!("{session}/watch")));
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
    owner.say(&session, "we keep each line in one table").await;
    owner.press(&session, "finish").await;
    let report = guest.page(&format!("{session}/report")).await;
    assert!(report.contains("Where the candidate stands"));
    assert!(report.contains("Raised by them: ") && !report.contains("Raised by you: "));
    let own = owner.page(&format!("{session}/report")).await;
    assert!(own.contains("Raised by you: ") && !own.contains("Raised by them: "));

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
    assert!(!noor.page("/").await.contains("Shared with you"));
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

/// Asks for nothing in return but the status.
async fn posted(visitor: &Visitor, path: &str, fields: &[(&str, &str)], status: u16) -> Response {
    let response = visitor.post(path, fields).await;
    assert_eq!(response.status().as_u16(), status, "{path} {fields:?}");
    response
}

/// The hidden value of this name that stands before the text box with this id.
fn before<'p>(page: &'p str, id: &str, name: &str) -> &'p str {
    let head = page.split(&format!("id=\"{id}\"")).next().unwrap();
    let value = head.rsplit(&format!("name=\"{name}\" value=\"")).next();
    value.unwrap().split('"').next().unwrap()
}

async fn comment(reviewer: &Visitor, session: &str, seq: u32, words: &str, text: &str) {
    let page = reviewer.page(&format!("{session}/watch")).await;
    let id = before(&page, &format!("remark-{seq}"), "comment");
    let fields = [
        ("comment", id),
        ("seq", &seq.to_string()),
        ("words", words),
        ("tag", "strong"),
        ("text", text),
    ];
    posted(reviewer, &format!("{session}/comments"), &fields, 303).await;
}

const SCORES: [(&str, &str); 5] = [
    ("do", "score"),
    ("problem-navigation", "at"),
    ("solution-design", "just-below"),
    ("technical-excellence", "well-below"),
    ("communication", "above"),
];

#[tokio::test]
async fn a_review_is_private_and_blind_until_it_is_shared() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let (watch, report) = (format!("{session}/watch"), format!("{session}/report"));
    let reviewing = link(&owner, &session, "Maya", "reviewer").await;
    let (maya, noor) = (
        guest(&house, &reviewing).await,
        guest(&house, &link(&owner, &session, "Noor", "reviewer").await).await,
    );
    owner.say(&session, "we keep each line in one table").await;
    comment(&maya, &session, 2, "one table", "Simple, and enough.").await;
    let seen = maya.page(&watch).await;
    assert!(
        seen.contains("we keep each line in <mark>"),
        "the words are marked"
    );
    assert!(seen.contains("<blockquote dir=\"auto\">one table</blockquote>"));
    assert!(seen.contains("draft, seen by you alone"));
    assert!(!noor.page(&watch).await.contains("Simple, and enough."));
    let review = format!("{session}/review");
    posted(&maya, &review, &SCORES, 409).await;

    owner.press(&session, "finish").await;
    assert!(!owner.page(&report).await.contains("Simple, and enough."));
    let blind = maya.get(&report).await;
    assert_eq!(
        location(&blind),
        format!("{watch}#desk"),
        "first the own score"
    );
    let seen = maya.page(&watch).await;
    assert!(
        seen.contains("Where does the candidate stand?") && !seen.contains("Beside the engine")
    );
    let reasons = |page: &str| page.contains("Why this?") || page.contains("id=\"rail\"");
    assert!(!reasons(&seen), "nor what the engine made of the parts");
    posted(&maya, &review, &SCORES[..4], 422).await;
    posted(&maya, &review, &SCORES, 303).await;
    let seen = maya.page(&watch).await;
    assert!(seen.contains("Beside the engine") && seen.contains("data-of=\"You\""));
    assert!(reasons(&seen));
    let mut other = SCORES;
    other[1].1 = "well-below";
    posted(&maya, &review, &other, 303).await;
    let again = maya.page(&watch).await;
    let row = |page: &str| {
        let row = page.split("Problem navigation").nth(1).unwrap();
        row.split("</tr>").next().unwrap().to_owned()
    };
    assert_eq!(row(&again), row(&seen), "what was given blind stands");
    assert!(maya.page(&report).await.contains("I see it otherwise"));
    assert!(location(&noor.get(&report).await).ends_with("#desk"));
    let page = owner.page(&report).await;
    assert!(!page.contains("Maya") && page.contains("Nobody has reviewed"));

    let share = [("do", "submit"), ("summary", "Clear & calm.")];
    posted(&maya, &review, &share, 303).await;
    let page = owner.page(&report).await;
    assert!(page.contains("Clear &#38; calm.") && page.contains("Simple, and enough."));
    assert!(page.contains("<th scope=\"col\" dir=\"auto\">Maya</th>"));
    assert!(page.contains("at the bar</span> <span class=\"small soft\">"));
    assert!(!noor.page(&watch).await.contains("Simple, and enough."));

    let thread = page.split("id=\"comment-").nth(1).unwrap();
    let id = thread.split('"').next().unwrap();
    let answer = [
        ("comment", before(&page, &format!("answer-{id}"), "comment")),
        ("reply_to", id),
        ("text", "That was the idea."),
    ];
    let comments = format!("{session}/comments");
    posted(&owner, &comments, &answer, 303).await;
    posted(&owner, &comments, &answer, 303).await;
    let seen = maya.page(&watch).await;
    assert_eq!(
        seen.matches("That was the idea.").count(),
        1,
        "sent twice, said once"
    );
    posted(
        &owner,
        &format!("{comments}/{id}"),
        &[("do", "resolve")],
        303,
    )
    .await;
    assert!(maya.page(&watch).await.contains("settled"));
    posted(&maya, &format!("{comments}/{id}"), &[("do", "reopen")], 303).await;
    assert!(!owner.page(&report).await.contains(">settled<"));
    posted(
        &maya,
        &format!("{comments}/{id}"),
        &[("do", "save"), ("text", "x")],
        409,
    )
    .await;
    posted(
        &noor,
        &format!("{comments}/{id}"),
        &[("do", "resolve")],
        404,
    )
    .await;
    let begun = [("comment", answer[0].1), ("seq", "2"), ("text", "mine")];
    posted(&owner, &comments, &begun, 404).await;
}

#[tokio::test]
async fn a_comment_keeps_to_words_that_are_there() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    owner.say(&session, "a cache 👩‍💻, then a cache").await;
    let maya = guest(&house, &link(&owner, &session, "Maya", "reviewer").await).await;
    let comments = format!("{session}/comments");
    let page = maya.page(&format!("{session}/watch")).await;
    let id = before(&page, "remark-2", "comment");
    for (fields, status, words) in [
        (
            [("seq", "2"), ("words", "a store"), ("text", "kept <text>")],
            422,
            "stand in this turn",
        ),
        (
            [("seq", "2"), ("words", ""), ("text", " ")],
            422,
            "it is empty",
        ),
        (
            [("seq", "2"), ("words", ""), ("text", "a\0b")],
            422,
            "U+0000",
        ),
        (
            [("seq", "99"), ("words", ""), ("text", "kept <text>")],
            404,
            "nothing here",
        ),
    ] {
        let mut fields = fields.to_vec();
        fields.push(("comment", id));
        let page = posted(&maya, &comments, &fields, status)
            .await
            .text()
            .await
            .unwrap();
        assert!(page.contains(words), "{fields:?}");
        assert!(
            status == 404 || fields[2].1 != "kept <text>" || page.contains("kept &#60;text&#62;")
        );
    }
    let fields = [
        ("comment", id),
        ("seq", "2"),
        ("words", "a cache"),
        // In UTF-16 units, as browsers count: the second one.
        ("start", "20"),
        ("text", "this one"),
    ];
    for _ in 0..2 {
        posted(&maya, &comments, &fields, 303).await;
    }
    let page = maya.page(&format!("{session}/watch")).await;
    assert!(page.contains("<p class=\"words\" dir=\"auto\">a cache 👩‍💻, then <mark>"));
    assert_eq!(
        page.matches("class=\"thread").count(),
        1,
        "sent twice, kept once"
    );
    let thread = page.split("id=\"comment-").nth(1).unwrap();
    let path = format!("{comments}/{}", thread.split('"').next().unwrap());
    posted(
        &maya,
        &path,
        &[("do", "save"), ("tag", "wrong"), ("text", "that one")],
        303,
    )
    .await;
    let page = maya.page(&format!("{session}/watch")).await;
    assert!(page.contains("that one") && page.contains("<span class=\"pill far\">wrong</span>"));
    posted(&maya, &path, &[("do", "discard")], 303).await;
    assert!(
        !maya
            .page(&format!("{session}/watch"))
            .await
            .contains("class=\"thread")
    );
}

#[tokio::test]
async fn the_candidate_guesses_before_the_report_and_never_after() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let turns = format!("{session}/turns");
    let mut fields = vec![("press", "finish"), ("message_id", "end")];
    fields.extend_from_slice(&SCORES[1..]);
    let response = posted(&owner, &turns, &fields, 303).await;
    assert_eq!(location(&response), format!("{session}/report"));
    let report = owner.page(&format!("{session}/report")).await;
    assert!(report.contains("You expected") && report.contains("just below the bar"));

    let unguessed = owner.start("coach").await;
    owner.press(&unguessed, "finish").await;
    let fields: Vec<_> = [("press", "finish"), ("message_id", "late")]
        .into_iter()
        .chain(SCORES[1..].iter().copied())
        .collect();
    owner.post(&format!("{unguessed}/turns"), &fields).await;
    let report = owner.page(&format!("{unguessed}/report")).await;
    assert!(
        !report.contains("You expected"),
        "the report was there to be read"
    );
}

#[tokio::test]
async fn what_should_have_counted_becomes_a_case_of_the_scenario() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let maya = guest(&house, &link(&owner, &session, "Maya", "reviewer").await).await;
    let sentence = "rows go \"somewhere\" and [[case]] stays \\ there";
    owner.say(&session, &format!("well. {sentence}")).await;
    let suggestions = format!("{session}/suggestions");
    let claim = [
        ("part", "one-table/what"),
        ("words", sentence),
        ("reason", "It is\n[[one]] table."),
    ];
    posted(&owner, &suggestions, &claim, 409).await;
    owner.press(&session, "finish").await;
    posted(&maya, &suggestions, &claim, 409).await;
    posted(&maya, &format!("{session}/review"), &SCORES, 303).await;
    let report = owner.page(&format!("{session}/report")).await;
    let part = report.split("<option value=\"").nth(1).unwrap();
    let part = part.split('"').next().unwrap().to_owned();
    let claim = [("part", part.as_str()), claim[1], claim[2]];
    for visitor in [&owner, &maya, &owner] {
        posted(visitor, &suggestions, &claim, 303).await;
    }
    let unsaid = [("part", part.as_str()), ("words", "never said")];
    let kept = posted(&owner, &suggestions, &unsaid, 422)
        .await
        .text()
        .await
        .unwrap();
    assert!(kept.contains("never said"));
    posted(&owner, &suggestions, &[("part", "no/such"), claim[1]], 404).await;
    assert!(
        owner
            .page(&format!("{session}/report"))
            .await
            .contains("Suggested to the author")
    );

    let line = part.split('/').next().unwrap();
    let otherwise = [
        ("expectation", line),
        ("level", "full"),
        ("reason", "It's <all> there."),
    ];
    posted(&maya, &format!("{session}/overrules"), &otherwise, 303).await;
    let bare = [("expectation", line), ("level", "full"), ("reason", "")];
    posted(&maya, &format!("{session}/overrules"), &bare, 422).await;
    let unsure = [("expectation", line), ("level", ""), ("reason", "lost?")];
    let refused = posted(&maya, &format!("{session}/overrules"), &unsure, 422).await;
    assert!(
        refused.text().await.unwrap().contains("lost?"),
        "given back"
    );
    assert!(
        maya.page(&format!("{session}/report"))
            .await
            .contains("It&#39;s &#60;all&#62; there.")
    );
    assert!(
        !owner
            .page(&format!("{session}/report"))
            .await
            .contains("It&#39;s &#60;all&#62;")
    );
    posted(
        &maya,
        &format!("{session}/review"),
        &[("do", "submit")],
        303,
    )
    .await;
    assert!(
        owner
            .page(&format!("{session}/report"))
            .await
            .contains("It&#39;s &#60;all&#62;")
    );

    let kept = house.app.store.suggestions_for("guest-book").await.unwrap();
    assert_eq!(kept.len(), 1, "said by two, kept once");
    let file = "tests/browser/prompts/scenarios/guest-book.toml";
    let source = std::fs::read_to_string(file).unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    let printed = greenroom::session::as_cases(&kept, "another digest");
    let file = folder.path().join("scenarios/guest-book.toml");
    std::fs::write(file, format!("{source}{printed}")).unwrap();
    let library = greenroom::prompts::Library::open(Some(folder.path().into())).unwrap();
    let prompts = library.current();
    assert!(prompts.problems.is_empty(), "{:?}", prompts.problems);
    let before = house.app.prompts.current();
    let (scenario, was) = (
        prompts.scenario("guest-book").unwrap(),
        before.scenario("guest-book").unwrap(),
    );
    assert_eq!(scenario.cases.len(), was.cases.len() + 1);
    assert_eq!(scenario.cases.last().unwrap().say, sentence);
}

#[tokio::test]
async fn a_partner_takes_the_chair_and_the_engine_keeps_the_ledger() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let (watch, chair) = (format!("{session}/watch"), format!("{session}/chair"));
    let reviewer = guest(&house, &link(&owner, &session, "Noor", "reviewer").await).await;
    let maya = guest(
        &house,
        &link(&owner, &session, "Maya <3", "interviewer").await,
    )
    .await;
    let say = |text, id| [("text", text), ("message_id", id), ("press", "")];
    posted(
        &reviewer,
        &chair,
        &[("press", "take"), ("message_id", "n")],
        404,
    )
    .await;
    let kept = posted(&maya, &chair, &say("too <early>", "m0"), 409).await;
    assert!(kept.text().await.unwrap().contains("too &#60;early&#62;"));
    assert!(maya.page(&watch).await.contains("Take the chair"));
    for _ in 0..2 {
        posted(
            &maya,
            &chair,
            &[("press", "take"), ("message_id", "m1")],
            303,
        )
        .await;
    }
    let page = owner.page(&session).await;
    assert!(page.contains("Let the engine take over") && page.contains("Maya &#60;3"));

    owner.say(&session, "how many visitors are there?").await;
    let log = house
        .app
        .store
        .entries_after(id_of(&session), 0)
        .await
        .unwrap();
    let authors: Vec<_> = log.iter().map(|stored| stored.entry.author).collect();
    use greenroom::interview::Author::{Candidate, Engine, Partner};
    assert_eq!(authors, [Engine, Partner, Candidate], "the engine listens");
    let page = maya.page(&watch).await;
    assert!(page.contains("What the engine would say"));
    assert!(
        page.contains("About eight hundred visitors"),
        "it proposes the fact"
    );
    let offer = page
        .split("name=\"proposal\" value=\"reply\"")
        .next()
        .unwrap();
    let id = offer.rsplit("name=\"message_id\" value=\"").next().unwrap();
    let id = id.split('"').next().unwrap();
    let offer = page.split("name=\"proposal\" value=\"reply\"").nth(1);
    let seq = hidden(offer.unwrap(), "seq");
    let text = "About eight hundred a day. And how would you store them?";
    let fields = [
        ("text", text),
        ("message_id", id),
        ("proposal", "reply"),
        ("seq", seq),
    ];
    posted(&maya, &chair, &fields, 303).await;
    let page = owner.page(&session).await;
    assert!(page.contains("Maya &#60;3, interviewing") && page.contains(text));
    assert!(
        page.contains("800 entries a day"),
        "the fact that was told is noted"
    );
    assert!(page.contains("sent what the engine proposed, edited"));

    owner.say(&session, "we keep each line in one table").await;
    posted(
        &maya,
        &chair,
        &say("Is one table really enough?", "m2"),
        303,
    )
    .await;
    owner.say(&session, "yes").await;
    posted(
        &maya,
        &chair,
        &[("press", "leave"), ("message_id", "m3")],
        303,
    )
    .await;
    let log = house
        .app
        .store
        .entries_after(id_of(&session), 0)
        .await
        .unwrap();
    let last: Vec<_> = log
        .iter()
        .rev()
        .take(2)
        .map(|stored| stored.entry.author)
        .collect();
    assert_eq!(last, [Engine, Partner], "the engine answers what was left");
    posted(
        &maya,
        &chair,
        &[("press", "take"), ("message_id", "m4")],
        303,
    )
    .await;
    posted(
        &owner,
        &chair,
        &[("press", "leave"), ("message_id", "o1")],
        303,
    )
    .await;
    assert!(
        !owner
            .page(&session)
            .await
            .contains("Let the engine take over")
    );
    owner.press(&session, "finish").await;

    let replayed = greenroom::session::replay(&house.app, id_of(&session))
        .await
        .unwrap();
    assert_eq!(replayed.differences, [], "it replays to the byte");
    let sent = log.iter().find(|stored| stored.entry.text == text).unwrap();
    assert_eq!(sent.entry.record.by.as_deref(), Some("Maya <3"));
    posted(&maya, &chair, &say("after the end", "m9"), 409).await;
}

fn id_of(session: &str) -> SessionId {
    session.rsplit('/').next().unwrap().parse().unwrap()
}

/// Texts that try to get out of where they stand.
const HOSTILE: &[&str] = &[
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "```\n# out of the fence\n````text\n<b>html</b>\n`````",
    "~~~\n---\n===\n> quoted\n1. list\n| a | b |",
    "[link](javascript:alert(3)) ![image](http://example.com/x.png) <http://example.com>",
    "'); DROP TABLE comments; -- \u{202e}turned \u{2028}apart 👩‍💻 {{7*7}} ${7*7} %s %00",
    "=HYPERLINK(\"http://example.com\",\"click\")",
];

#[tokio::test]
async fn hostile_text_comes_through_comments_and_exports_word_for_word() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    for text in HOSTILE {
        owner.say(&session, text).await;
    }
    let name = "<i>M</i> `*_[x](y)";
    let maya = guest(&house, &link(&owner, &session, name, "reviewer").await).await;
    for (at, text) in HOSTILE.iter().enumerate() {
        let seq = 2 * u32::try_from(at).unwrap() + 2;
        comment(&maya, &session, seq, text, text).await;
    }
    comment(&maya, &session, 1, "", "a secret draft").await;
    let discard = maya.page(&format!("{session}/watch")).await;
    let draft = discard
        .split("id=\"comment-")
        .find(|rest| rest.contains("a secret draft"));
    let draft = draft.unwrap().split('"').next().unwrap().to_owned();
    owner.press(&session, "finish").await;
    let review = format!("{session}/review");
    posted(&maya, &review, &SCORES, 303).await;
    let path = format!("{session}/comments/{draft}");
    posted(&maya, &path, &[("do", "discard")], 303).await;
    posted(
        &maya,
        &review,
        &[("do", "submit"), ("summary", HOSTILE[1])],
        303,
    )
    .await;
    comment(&maya, &session, 1, "", "a later draft").await;

    for page in [
        owner.page(&format!("{session}/report")).await,
        maya.page(&format!("{session}/watch")).await,
        maya.page(&format!("{session}/report")).await,
    ] {
        for text in HOSTILE {
            let said = format!("<p class=\"said\" dir=\"auto\">{}</p>", escaped(text));
            assert!(page.contains(&said), "{text}");
        }
        assert_eq!(page.matches("<script").count(), 1, "our own");
        assert!(!page.contains("<img"));
    }
    let signed = owner.page(&format!("{session}/report")).await;
    assert!(signed.contains(&format!("<b dir=\"auto\">{}</b>", escaped(name))));
    let export = async |query: &str| owner.page(&format!("{session}/export?{query}")).await;
    let markdown = export("format=md&reviews=yes").await;
    let fences = fenced(&markdown);
    for text in HOSTILE {
        let times = fences.iter().filter(|fence| fence == text).count();
        assert!(times >= 2, "said and commented: {text}");
    }
    assert!(markdown.contains("\\<i\\>M\\</i\\>") && !markdown.contains("a later draft"));
    let bare = export("format=md").await;
    assert!(!bare.contains("\\<i\\>M") && fenced(&bare).iter().any(|fence| fence == HOSTILE[1]));

    let json = export("format=json&reviews=yes").await;
    assert!(!json.contains("a later draft") && !json.contains("secret"));
    let other = House::open().await;
    let imported = import(&other.app, &json).await.unwrap();
    assert!(imported.same_stamp && imported.differences.is_empty());
    let session_there = other.app.store.session(imported.session).await.unwrap();
    let again = greenroom::session::export_json(&other.app, &session_there, true)
        .await
        .unwrap();
    let value = |json: &str| -> serde_json::Value {
        let mut value: serde_json::Value = serde_json::from_str(json).unwrap();
        for link in value["said"]["links"].as_array_mut().unwrap() {
            // A link that came in opens nothing any more.
            link["revoked_at_ms"] = serde_json::Value::Null;
        }
        value
    };
    assert_eq!(value(&again), value(&json), "out, in, and out again");
    let twice = import(&other.app, &json).await.unwrap_err();
    assert!(twice.to_string().contains("here already"), "{twice}");

    let third = House::open().await;
    let turns = json.find("\"turns\": [").unwrap();
    for (from, to, words) in [
        (
            "\"text\": \"Thank you, that's",
            "\"text\": \"Thank you, that was",
            "differs in entry",
        ),
        (
            "\"title\": \"Design a guest",
            "\"titel\": \"Design a guest",
            "no exported session",
        ),
        ("\"version\": 1", "\"version\": 2", "this version reads"),
    ] {
        // What the interviewer said stands among the turns, besides where it is quoted.
        let at = if from.contains("text") { turns } else { 0 };
        assert!(json[at..].contains(from), "{from}");
        let changed = json[..at].to_owned() + &json[at..].replacen(from, to, 1);
        let error = import(&third.app, &changed).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        let there = third.app.store.session(imported.session).await;
        assert!(there.is_err(), "nothing of it is kept");
    }
}

/// What stands in the fences of a Markdown text, by CommonMark's rule for where a fence ends.
fn fenced(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Vec<&str>)> = None;
    for line in markdown.split('\n') {
        let ticks = line.bytes().take_while(|b| *b == b'`').count();
        match &mut open {
            None if ticks >= 3 && !line[ticks..].contains('`') => open = Some((ticks, Vec::new())),
            None => {}
            Some((fence, lines)) if ticks >= *fence && line[ticks..].trim().is_empty() => {
                found.push(lines.join("\n"));
                open = None;
            }
            Some((_, lines)) => lines.push(line),
        }
    }
    assert!(open.is_none(), "every fence is closed");
    found
}

/// What this process has used of the processor, in milliseconds; none where the system doesn't tell.
fn processor_ms() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(ticks * 10)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_watchers_each_get_everything_once() {
    const WATCHERS: usize = 200;
    const MESSAGES: u32 = 10;
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let link = link(&owner, &session, "Everyone", "reader").await;
    let maya = guest(&house, &link).await;
    let mut watching = Vec::new();
    for _ in 0..WATCHERS {
        watching.push(maya.get(&format!("{session}/watch/events?after=1")).await);
    }
    let (begun, used) = (std::time::Instant::now(), processor_ms());
    for message in 0..MESSAGES {
        owner.say(&session, &format!("line {message}")).await;
    }
    let last = format!("data-seq=\"{}\"", 2 * MESSAGES + 1);
    let reading = watching.into_iter().map(|mut stream| {
        let last = last.clone();
        tokio::spawn(async move {
            let mut text = String::new();
            while !text.contains(&last) || !text.ends_with("\n\n") {
                text += &next_event(&mut stream).await;
            }
            let seqs = text.split("data-seq=\"").skip(1);
            seqs.map(|rest| rest.split('"').next().unwrap().parse().unwrap())
                .collect::<Vec<u32>>()
        })
    });
    let expected: Vec<u32> = (2..=2 * MESSAGES + 1).collect();
    for watcher in reading.collect::<Vec<_>>() {
        assert_eq!(watcher.await.unwrap(), expected);
    }
    let elapsed = begun.elapsed();
    if let (Some(before), Some(after)) = (used, processor_ms()) {
        let each = (after - before) * 1000 / (WATCHERS as u64 * u64::from(MESSAGES));
        println!(
            "{WATCHERS} watchers, {MESSAGES} messages: {elapsed:?}; {each} microseconds of the processor a watcher and message, \
             the reading included"
        );
    }
}

#[tokio::test]
async fn a_link_to_take_interviews_over_ends_with_its_week_and_is_for_all_of_them() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let mut files = Vec::new();
    for _ in 0..2 {
        let session = owner.start("coach").await;
        owner.press(&session, "finish").await;
        files.push(owner.page(&format!("{session}/export?format=json")).await);
    }
    let other = House::open().await;
    let now_ms = other.app.clock.now_ms();
    let mut sessions = Vec::new();
    for file in &files {
        let imported = import(&other.app, file).await.unwrap();
        sessions.push(imported.session);
    }
    let secret = "5".repeat(32);
    let path = format!("/take/{secret}");
    let offer = async |sessions: &[SessionId]| {
        let takeover = Takeover {
            sessions: sessions.to_vec(),
            secret_hash: Owner::of_secret(&secret),
            until_ms: now_ms + 60_000,
        };
        other.app.store.offer_takeover(takeover).await.unwrap()
    };
    assert!(offer(&sessions).await);
    let visitor = Visitor::new(&other);
    assert!(visitor.page(&path).await.contains("Take all 2 over"));
    other.app.clock.advance(60_000);
    for response in [visitor.get(&path).await, visitor.post(&path, &[]).await] {
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "its time is over");
    }
    other.app.clock.advance(-60_000);
    let taken = visitor.post(&path, &[]).await;
    assert_eq!(location(&taken), "/");
    let cookie = taken.headers()[SET_COOKIE].to_str().unwrap();
    let mut visitor = visitor.clone();
    visitor.cookie = cookie.split(';').next().unwrap().to_owned();
    for session in &sessions {
        visitor.page(&format!("/sessions/{session}/report")).await;
    }
    assert!(!offer(&sessions).await, "they have an owner");
    assert!(!offer(&[SessionId::new()]).await);
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_breaks_nothing() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    owner.say(&session, "we keep each line in one table").await;
    owner.press(&session, "finish").await;
    let path = format!("{session}/export?format=json&reviews=yes");
    let json = owner.page(&path).await;
    let mut refused = 0;
    for round in 0_usize..400 {
        // A step that shares no factor with the file's length comes by everywhere.
        let at = round * 7_919 % json.len();
        let mut bytes = json.clone().into_bytes();
        match round % 3 {
            0 => bytes[at] = b'9',
            1 => bytes.truncate(at),
            _ => {
                bytes.remove(at);
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        refused += usize::from(import(&house.app, &text).await.is_err());
    }
    // A digit of the id may be hit: then it is another session, and a sound one.
    assert!(refused > 390, "{refused}");
    let report = owner.page(&format!("{session}/report")).await;
    assert!(report.contains("we keep each line in one table"));
}

#[tokio::test]
async fn a_deleted_interview_takes_its_links_along_and_ends_open_streams() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let path = link(&owner, &session, "Maya", "reader").await;
    let guest = guest(&house, &path).await;
    let watch = format!("{session}/watch");
    let mut stream = guest.get(&format!("{watch}/events?after=1")).await;
    assert_eq!(stream.status(), StatusCode::OK);
    let deleted = owner.post(&format!("{session}/delete"), &[]).await;
    assert_eq!(location(&deleted), "/");
    let event = next_event(&mut stream).await;
    assert!(event.contains("event: ended"), "{event}");
    for path in [&watch, &path] {
        let response = guest.get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!guest.page("/").await.contains(&watch));
}

/// Every place in a JSON value, of a long list only the first few.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().take(8) {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(field, &format!("{at}/{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A file of another version is taken although it comes out otherwise, so whatever it holds is refused, or can be shown.
#[tokio::test]
async fn a_file_with_anything_anywhere_is_refused_or_shown() {
    let house = House::open().await;
    let mut owner = Visitor::new(&house);
    let session = owner.start("coach").await;
    let maya = guest(&house, &link(&owner, &session, "Maya", "reviewer").await).await;
    owner.say(&session, "we keep each line in one table").await;
    comment(&maya, &session, 2, "one table", "Simple.").await;
    owner.press(&session, "finish").await;
    let review = format!("{session}/review");
    posted(&maya, &review, &SCORES, 303).await;
    let otherwise = [("expectation", "shelf"), ("level", "full"), ("reason", "x")];
    posted(&maya, &format!("{session}/overrules"), &otherwise, 303).await;
    let submit = [("do", "submit"), ("summary", "Good.")];
    posted(&maya, &review, &submit, 303).await;
    let claim = [("part", "shelf/cost"), ("words", "one table")];
    posted(&owner, &format!("{session}/suggestions"), &claim, 303).await;
    let path = format!("{session}/export?format=json&reviews=yes");
    let mut file: Value = serde_json::from_str(&owner.page(&path).await).unwrap();
    file["stamp"]["engine"] = json!("0.0.1");
    let mut all = Vec::new();
    places(&file, "", &mut all);

    let strange = [
        json!(null),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(1e300),
        json!("a\u{0}\u{1b}b"),
        json!("x".repeat(20_000)),
        json!([null]),
        json!({}),
        json!(SessionId::new().to_string()),
    ];
    let other = House::open().await;
    let mut taken = 0_u32;
    for (place, strange) in all.iter().zip(strange.iter().cycle()) {
        let mut changed = file.clone();
        changed["session"] = json!(SessionId::new().to_string());
        for what in ["links", "comments", "suggestions"] {
            for known in file["said"][what].as_array().unwrap() {
                let text = changed.to_string();
                let new = CommentId::new().to_string();
                changed = text
                    .replace(known["id"].as_str().unwrap(), &new)
                    .parse()
                    .unwrap();
            }
        }
        *changed.pointer_mut(place).unwrap() = strange.clone();
        let what = format!("{place} = {strange:.40}");
        let session = match import(&other.app, &changed.to_string()).await {
            Err(error) => {
                assert!(!matches!(error, SubmitError::Store(_)), "{what}: {error}");
                continue;
            }
            Ok(imported) => imported.session,
        };
        taken += 1;
        let secret = format!("{taken:032x}");
        let takeover = Takeover {
            sessions: vec![session],
            secret_hash: Owner::of_secret(&secret),
            until_ms: i64::MAX,
        };
        assert!(other.app.store.offer_takeover(takeover).await.unwrap());
        let mut owner = Visitor::new(&other);
        owner.cookie = format!("greenroom={secret}");
        let link = format!("/take/{secret}");
        let mut answers = vec![owner.get(&link).await, owner.post(&link, &[]).await];
        let session = format!("/sessions/{session}");
        for page in ["", "/report", "/share", "/export?format=md&reviews=yes"] {
            answers.push(owner.get(&format!("{session}{page}")).await);
        }
        answers.push(owner.get("/").await);
        for answer in answers {
            assert!(answer.status().as_u16() < 400, "{what}: {}", answer.url());
        }
    }
    assert!(taken > 20, "{taken} of {}", all.len());
}
