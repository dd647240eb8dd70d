//! What candidates said and no rule understood, on its way to an instructor and into the scenario.

use reqwest::StatusCode;

use super::desk::{EXAMPLE, get, instructor, post, signed_in};
use super::{Server, browser, program};

const INBOX: &str = "/desk/inbox/guest-book";
const CHANGE: &str = "/desk/inbox/guest-book/change";

/// An interview on the guest book, with these words; its path and the browser that holds it.
async fn interview(
    server: &Server,
    scenario: &str,
    readable: bool,
    said: &[&str],
) -> (reqwest::Client, String) {
    let candidate = browser();
    let mut form = vec![
        ("scenario", scenario),
        ("mode", "coach"),
        ("seniority", "entry"),
        ("minutes", "45"),
    ];
    if readable {
        form.push(("readable", "yes"));
    }
    let (status, place, _) = post(&candidate, server, "/sessions", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    for (at, text) in said.iter().enumerate() {
        let id = format!("m{at}");
        let turn = [("message_id", id.as_str()), ("text", text)];
        let (status, ..) = post(&candidate, server, &format!("{place}/turns"), &turn).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    }
    (candidate, place)
}

/// The guest book as a published scenario of the desk.
async fn publish(ada: &reqwest::Client, server: &Server) {
    let (status, place, _) = post(ada, server, "/desk/uploads", &[("source", EXAMPLE)]).await;
    assert_eq!(
        (status, place.as_str()),
        (StatusCode::SEE_OTHER, "/desk/scenarios/guest-book")
    );
    let form = [
        ("source", EXAMPLE),
        ("revision", "1"),
        ("action", "publish"),
    ];
    let (status, _, page) = post(ada, server, &place, &form).await;
    assert!(
        status == StatusCode::OK && page.contains("Published:"),
        "{page}"
    );
}

/// The fields by which a group of the page is named: its first sentence, and where it was said.
fn group(page: &str, words: &str) -> (String, String) {
    let value = |from: &str, name: &str| {
        let at = from.find(&format!("name=\"{name}\" value=\"")).unwrap();
        let rest = &from[at..];
        let rest = rest.split_once("value=\"").unwrap().1;
        rest.split_once('"').unwrap().0.to_owned()
    };
    let at = page
        .find(words)
        .unwrap_or_else(|| panic!("no {words} in {page}"));
    let article = &page[page[..at].rfind("<article").unwrap()..];
    (value(article, "said"), value(article, "session"))
}

#[tokio::test]
async fn what_came_to_nothing_is_gathered_from_those_who_let_it_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    // Without instructors there is nobody to ask for.
    let (_, page) = get(&browser(), &server, "/scenarios/twitter").await;
    assert!(!page.contains("name=\"readable\""), "{page}");
    let ada = signed_in(&database, &server, "Ada").await;
    let (_, page) = get(&browser(), &server, "/scenarios/twitter").await;
    assert!(
        page.contains("name=\"readable\" value=\"yes\" checked"),
        "{page}"
    );
    publish(&ada, &server).await;

    let asks = "how many visitors are there? what is the water temperature in the harbour?";
    let says = "the curator pastes paper ribbons onto cardboard";
    let (one, place) = interview(&server, "guest-book", true, &[asks, says]).await;
    let also = ["what water temperature does the harbour have?"];
    interview(&server, "guest-book", true, &also).await;
    let secret = ["what is the colour of the zeppelin in the hall?"];
    interview(&server, "guest-book", false, &secret).await;

    let (status, page) = get(&ada, &server, "/desk/inbox").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("2 interviews to read from"), "{page}");
    let (_, page) = get(&ada, &server, INBOX).await;
    assert!(page.contains("asked 2 times in 2 interviews"), "{page}");
    assert!(page.contains("In other words (1)"), "{page}");
    assert!(page.contains(says), "{page}");
    for unseen in ["zeppelin", "how many visitors", &place] {
        assert!(!page.contains(unseen), "{unseen} in {page}");
    }

    // Dismissed, it stays away with all that is like it, until it is brought back.
    let (said, session) = group(&page, says);
    let form = |action| {
        [
            ("kind", "statement"),
            ("said", said.as_str()),
            ("session", session.as_str()),
            ("action", action),
        ]
    };
    let marks = format!("{INBOX}/marks");
    post(&ada, &server, &marks, &form("dismiss")).await;
    interview(
        &server,
        "guest-book",
        true,
        &["a curator pastes ribbons onto the cardboard"],
    )
    .await;
    let (_, page) = get(&ada, &server, INBOX).await;
    assert_eq!(
        page.matches("ribbons onto").count(),
        3,
        "as dealt with only: {page}"
    );
    assert!(page.contains("dismissed"), "{page}");
    post(&ada, &server, &marks, &form("bring-back")).await;
    let (_, page) = get(&ada, &server, INBOX).await;
    assert!(page.contains("said 2 times in 2 interviews"), "{page}");
    assert!(!page.contains("dismissed"), "{page}");

    // Who takes the consent back takes all words along, those that were dismissed too.
    post(&ada, &server, &marks, &form("dismiss")).await;
    let (_, page) = get(&one, &server, &format!("{place}/share")).await;
    assert!(
        page.contains("Don&#39;t let them read it") || page.contains("Don't let them read it"),
        "{page}"
    );
    let (status, ..) = post(
        &one,
        &server,
        &format!("{place}/readable"),
        &[("readable", "false")],
    )
    .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = get(&ada, &server, INBOX).await;
    assert!(
        !page.contains(says) && page.contains("a curator pastes"),
        "{page}"
    );
    assert!(page.contains("asked 1 time in 1 interview"), "{page}");
    let (status, ..) = post(&ada, &server, &marks, &form("dismiss")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = get(&ada, &server, INBOX).await;
    assert!(
        !page.contains(says),
        "what may not be read can't be kept: {page}"
    );
}

#[tokio::test]
async fn a_group_becomes_a_change_that_is_weighed_before_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let ada = signed_in(&database, &server, "Ada").await;
    publish(&ada, &server).await;
    let asks = "what happens to someone writing an entire novel?";
    interview(&server, "guest-book", true, &[asks]).await;
    interview(&server, "guest-book", true, &[asks]).await;
    let says = "someone writes down every sentence on a long scroll";
    interview(&server, "guest-book", true, &[says]).await;

    let file = async || {
        get(&ada, &server, "/desk/scenarios/guest-book/file")
            .await
            .1
    };
    let (_, page) = get(&ada, &server, INBOX).await;
    let (said, session) = group(&page, "entire novel");
    let change = |more: &[(&'static str, &str)]| {
        let mut form = vec![
            ("kind".to_owned(), "question".to_owned()),
            ("said".to_owned(), said.clone()),
            ("session".to_owned(), session.clone()),
        ];
        form.extend(
            more.iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
        );
        form
    };
    let send = async |form: Vec<(String, String)>| {
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let (status, _, page) = post(&ada, &server, CHANGE, &form).await;
        (status, page)
    };

    // One click shows what a new sample question does to the text, the cases and the past interviews; nothing is saved.
    let (status, page) = send(change(&[("make", "question"), ("of", "length")])).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("+   &#34;what happens") || page.contains("+   &quot;what happens"),
        "{page}"
    );
    assert!(
        page.contains("3 messages, of which 2 come out otherwise"),
        "{page}"
    );
    assert!(page.contains("now is answered with length"), "{page}");
    assert_eq!(file().await, EXAMPLE);

    // A case that doesn't hold yet is told so, and may be saved: forms come after it.
    let case = [("make", "facts"), ("of", "visitors")];
    let (_, page) = send(change(&case)).await;
    assert!(
        page.contains("new; doesn&#39;t hold: this should be answered with")
            || page.contains("new; doesn't hold: this should be answered with"),
        "{page}"
    );

    // A fact needs an answer first.
    let (_, page) = send(change(&[("make", "fact"), ("id", "novel")])).await;
    assert!(
        page.contains("name=\"answer\"") && !page.contains("value=\"save\""),
        "{page}"
    );
    let fact = [
        ("make", "fact"),
        ("id", "novel"),
        ("answer", "Nobody writes one."),
        ("short", "no novels"),
        ("revision", "1"),
        ("action", "save"),
    ];
    let (_, page) = send(change(&fact)).await;
    assert!(page.contains("The draft has the fact novel now"), "{page}");
    let text = file().await;
    let added = format!(
        "[[fact]]\nid = \"novel\"\ntopics = []\nquestions = [\"{said}\"]\nanswer = \"Nobody writes one.\"\nshort = \"no novels\"\n"
    );
    assert!(text.contains(&added), "{text}");
    assert_eq!(
        text.replacen(&format!("{added}\n"), "", 1),
        EXAMPLE,
        "all else is as it was"
    );
    // It is dealt with, and doesn't come up again.
    let (_, page) = get(&ada, &server, INBOX).await;
    assert!(
        page.contains("taken up in the draft") && !page.contains("asked 2 times"),
        "{page}"
    );

    // Who looked at an older draft is shown the change on the newer one, and nothing is written over.
    let stale = change(&[
        ("make", "facts"),
        ("of", "novel"),
        ("revision", "1"),
        ("action", "save"),
    ]);
    let (status, page) = send(stale).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        page.contains("name=\"revision\" value=\"2\"") && page.contains("new; holds"),
        "{page}"
    );
    assert_eq!(file().await, text);
    let fresh = change(&[
        ("make", "facts"),
        ("of", "novel"),
        ("revision", "2"),
        ("action", "save"),
    ]);
    assert_eq!(send(fresh).await.0, StatusCode::OK);
    let text = file().await;
    assert!(
        text.ends_with(&format!(
            "[[case]]\nsay = \"{said}\"\nfacts = [\"novel\"]\n"
        )),
        "{text}"
    );

    // A form for a part: the words that tell are suggested, and one that is no pattern isn't saved.
    let (_, page) = get(&ada, &server, INBOX).await;
    let (said, session) = group(&page, "long scroll");
    let form = |text: &'static str, action: &'static str| {
        vec![
            ("kind", "statement"),
            ("said", said.as_str()),
            ("session", session.as_str()),
            ("make", "form"),
            ("of", "shelf/where"),
            ("text", text),
            ("revision", "3"),
            ("action", action),
        ]
    };
    let (status, _, page) = post(&ada, &server, CHANGE, &form("(scroll", "save")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("is never closed")
            && page.contains("can&#39;t be read") | page.contains("can't be read"),
        "{page}"
    );
    assert_eq!(file().await, text);
    let pattern = "sentence > scroll";
    let (_, _, page) = post(&ada, &server, CHANGE, &form(pattern, "look")).await;
    assert!(page.contains("now reaches shelf/where"), "{page}");
    assert!(page.contains(says), "{page}");
    let (status, ..) = post(&ada, &server, CHANGE, &form(pattern, "save")).await;
    assert_eq!(status, StatusCode::OK);

    // Of a message that was understood nobody has allowed more than that it is read otherwise.
    let understood = "every line of ours goes into a wooden table";
    interview(&server, "guest-book", true, &[understood]).await;
    let other = [
        ("kind", "statement"),
        ("said", said.as_str()),
        ("session", session.as_str()),
        ("make", "form"),
        ("of", "explains/split"),
        ("text", "line > table"),
    ];
    let (_, _, page) = post(&ada, &server, CHANGE, &other).await;
    assert!(page.contains("now reaches explains/split"), "{page}");
    assert!(page.contains("Something that was understood"), "{page}");
    assert!(!page.contains("wooden"), "{page}");

    // Published, it is what candidates meet.
    let text = file().await;
    let publish = [
        ("source", text.as_str()),
        ("revision", "4"),
        ("action", "publish"),
    ];
    let (_, _, page) = post(&ada, &server, "/desk/scenarios/guest-book", &publish).await;
    assert!(page.contains("Published:"), "{page}");
    let (candidate, place) = interview(&server, "guest-book", true, &[asks]).await;
    let (_, page) = get(&candidate, &server, &place).await;
    assert!(page.contains("Nobody writes one."), "{page}");
}

#[tokio::test]
async fn a_scenario_that_comes_with_greenroom_becomes_a_draft_with_its_first_change() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    instructor(&database, &["add", "Grace"]).unwrap();
    let ada = signed_in(&database, &server, "Ada").await;
    let asks = "what is the water temperature in the harbour?";
    interview(&server, "survey", true, &[asks]).await;
    let (_, page) = get(&ada, &server, "/desk/inbox/survey").await;
    assert!(page.contains("comes from elsewhere"), "{page}");
    let (said, session) = group(&page, "harbour");
    let form = [
        ("kind", "question"),
        ("said", said.as_str()),
        ("session", session.as_str()),
        ("make", "fact"),
        ("id", "water"),
        ("answer", "It is icy."),
        ("short", "icy"),
        ("revision", "0"),
        ("action", "save"),
    ];
    let change = "/desk/inbox/survey/change";
    let (status, _, page) = post(&ada, &server, change, &form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("The draft has the fact water now"), "{page}");
    let (_, file) = get(&ada, &server, "/desk/scenarios/survey/file").await;
    let own = include_str!("../../prompts/scenarios/survey.toml");
    assert!(file.len() > own.len() && file.contains("It is icy."));
    // What runs is the one that came with it, until the draft is published.
    let (candidate, place) = interview(&server, "survey", false, &[asks]).await;
    let (_, page) = get(&candidate, &server, &place).await;
    assert!(!page.contains("It is icy."), "{page}");
    for path in ["/desk/inbox/nothing-of-this-name", "/desk/inbox/..%2f"] {
        assert_eq!(get(&ada, &server, path).await.0, StatusCode::NOT_FOUND);
    }
}
