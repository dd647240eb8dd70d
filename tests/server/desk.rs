//! The instructors' desk, through the program as people run it.

use std::path::Path;

use reqwest::StatusCode;
use reqwest::header::{LOCATION, RETRY_AFTER};

use super::{Server, browser, program};

const PASSWORD: &str = "correct horse battery";
pub const EXAMPLE: &str = include_str!("../browser/prompts/scenarios/guest-book.toml");

/// Runs `greenroom instructor`, and gives what it printed.
pub fn instructor(database: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = program()
        .arg("instructor")
        .args(arguments)
        .arg("--database")
        .arg(database)
        .output()
        .unwrap();
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    }
}

/// The path of the link that an account was made with.
pub fn invitation(printed: &str) -> String {
    let link = printed.lines().last().unwrap();
    link[link.find("/desk/").unwrap()..].to_owned()
}

pub async fn post(
    browser: &reqwest::Client,
    server: &Server,
    path: &str,
    form: &[(&str, &str)],
) -> (StatusCode, String, String) {
    let response = browser
        .post(server.url(path))
        .form(form)
        .send()
        .await
        .unwrap();
    let place = response
        .headers()
        .get(LOCATION)
        .map(|place| place.to_str().unwrap().to_owned());
    let status = response.status();
    (
        status,
        place.unwrap_or_default(),
        response.text().await.unwrap(),
    )
}

pub async fn get(browser: &reqwest::Client, server: &Server, path: &str) -> (StatusCode, String) {
    let response = browser.get(server.url(path)).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

/// An account with a password, and a browser that is signed in to it.
pub async fn signed_in(database: &Path, server: &Server, name: &str) -> reqwest::Client {
    let link = invitation(&instructor(database, &["add", name]).unwrap());
    let form = [("password", PASSWORD), ("again", PASSWORD)];
    let (status, ..) = post(&browser(), server, &link, &form).await;
    assert_eq!(status, StatusCode::OK);
    let browser = browser();
    let (status, place, _) = sign_in(&browser, server, name, PASSWORD).await;
    assert_eq!((status, place.as_str()), (StatusCode::SEE_OTHER, "/desk"));
    browser
}

async fn sign_in(
    browser: &reqwest::Client,
    server: &Server,
    name: &str,
    password: &str,
) -> (StatusCode, String, String) {
    post(
        browser,
        server,
        "/desk/sign-in",
        &[("name", name), ("password", password)],
    )
    .await
}

#[tokio::test]
async fn an_account_is_made_on_the_command_line_and_its_link_works_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let printed = instructor(&database, &["add", "Ada"]).unwrap();
    let link = invitation(&printed);
    assert!(
        instructor(&database, &["add", "ADA"])
            .unwrap_err()
            .contains("already")
    );
    assert!(
        instructor(&database, &["link", "Grace"])
            .unwrap_err()
            .contains("no account")
    );
    assert!(
        instructor(&database, &["list"])
            .unwrap()
            .contains("Ada (no password set yet)")
    );

    let visitor = browser();
    // Looking uses nothing up, and neither does a password that isn't taken.
    assert_eq!(get(&visitor, &server, &link).await.0, StatusCode::OK);
    for (password, again) in [
        ("short", "short"),
        (PASSWORD, "another one"),
        ("ada ada ada!", "ada ada ada!"),
    ] {
        let form = [("password", password), ("again", again)];
        let (status, ..) = post(&visitor, &server, &link, &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
    }
    let form = [("password", PASSWORD), ("again", PASSWORD)];
    let (status, _, page) = post(&visitor, &server, &link, &form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Your password is set"), "{page}");
    assert_eq!(
        post(&visitor, &server, &link, &form).await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(get(&visitor, &server, &link).await.0, StatusCode::NOT_FOUND);

    // A new link takes the place of the old one, and a password set by it ends what was signed in before.
    assert_eq!(
        sign_in(&visitor, &server, "ada", PASSWORD).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(get(&visitor, &server, "/desk").await.0, StatusCode::OK);
    let first = invitation(&instructor(&database, &["link", "Ada"]).unwrap());
    let second = invitation(&instructor(&database, &["link", "Ada"]).unwrap());
    assert_eq!(
        get(&visitor, &server, &first).await.0,
        StatusCode::NOT_FOUND
    );
    let other = "another horse battery";
    assert_eq!(
        post(
            &browser(),
            &server,
            &second,
            &[("password", other), ("again", other)]
        )
        .await
        .0,
        StatusCode::OK
    );
    assert_eq!(
        get(&visitor, &server, "/desk").await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        sign_in(&visitor, &server, "Ada", PASSWORD).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        sign_in(&visitor, &server, "Ada", other).await.0,
        StatusCode::SEE_OTHER
    );

    // Removed, nothing of the account is left that opens the desk.
    instructor(&database, &["remove", "ada"]).unwrap();
    assert_eq!(
        get(&visitor, &server, "/desk").await.0,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_wrong_sign_in_tells_nothing_and_many_have_to_wait() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let ada = signed_in(&database, &server, "Ada").await;
    let guesser = browser();
    let (status, _, wrong) = sign_in(&guesser, &server, "Ada", "not the password").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _, nobody) = sign_in(&guesser, &server, "Eve", "not the password").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.replace("Ada", "NAME"), nobody.replace("Eve", "NAME"));
    for _ in 1..6 {
        sign_in(&guesser, &server, "Ada", "not the password").await;
    }
    let form = [("name", "ada"), ("password", PASSWORD)];
    let request = browser().post(server.url("/desk/sign-in")).form(&form);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = response.headers()[RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=150).contains(&seconds), "{seconds}");
    // Who is signed in stays so, and others can sign in.
    assert_eq!(get(&ada, &server, "/desk").await.0, StatusCode::OK);
    signed_in(&database, &server, "Grace").await;
}

#[tokio::test]
async fn signing_out_everywhere_ends_the_other_browsers_too() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let one = signed_in(&database, &server, "Ada").await;
    let two = browser();
    sign_in(&two, &server, "Ada", PASSWORD).await;
    let three = browser();
    sign_in(&three, &server, "Ada", PASSWORD).await;
    post(&three, &server, "/desk/sign-out", &[]).await;
    assert_eq!(get(&three, &server, "/desk").await.0, StatusCode::SEE_OTHER);
    assert_eq!(get(&two, &server, "/desk").await.0, StatusCode::OK);
    post(&one, &server, "/desk/sign-out-everywhere", &[]).await;
    assert_eq!(get(&one, &server, "/desk").await.0, StatusCode::SEE_OTHER);
    assert_eq!(get(&two, &server, "/desk").await.0, StatusCode::SEE_OTHER);
    // So does another password, which needs the old one.
    sign_in(&one, &server, "Ada", PASSWORD).await;
    sign_in(&two, &server, "Ada", PASSWORD).await;
    let other = "another horse battery";
    let change = |current| [("current", current), ("password", other), ("again", other)];
    let (status, ..) = post(&one, &server, "/desk/account", &change("a guess")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, ..) = post(&one, &server, "/desk/account", &change(PASSWORD)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(get(&two, &server, "/desk").await.0, StatusCode::SEE_OTHER);
    assert_eq!(
        sign_in(&two, &server, "Ada", other).await.0,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn nothing_of_the_desk_is_reachable_without_a_sign_in_and_no_secret_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let link = invitation(&instructor(&database, &["add", "Ada"]).unwrap());
    let form = [("password", PASSWORD), ("again", PASSWORD)];
    post(&browser(), &server, &link, &form).await;
    let response = browser()
        .post(server.url("/desk/sign-in"))
        .form(&[("name", "Ada"), ("password", PASSWORD)])
        .send()
        .await
        .unwrap();
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .to_owned();
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/desk"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    let value = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    let grace = signed_in(&database, &server, "Grace").await;
    let (_, class, _) = post(&grace, &server, "/desk/classes", &[("name", "Systems")]).await;
    let link_form = [("lasts", "week")];
    let (_, _, page) = post(&grace, &server, &format!("{class}/link"), &link_form).await;
    let join = page.split("/join/").nth(1).unwrap();
    let join = join.split('"').next().unwrap().to_owned();
    let stranger = browser();
    let shown = get(&stranger, &server, &format!("/join/{join}")).await;
    assert_eq!(shown.0, StatusCode::OK);
    for path in [
        "/desk",
        "/desk/classes",
        "/desk/classes/x",
        "/desk/account",
        "/desk/scenarios/x",
        "/desk/scenarios/x/versions",
        "/desk/scenarios/x/file",
        "/desk/inbox",
        "/desk/inbox/x",
    ] {
        let response = stranger.get(server.url(path)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(response.headers()[LOCATION], "/desk/sign-in", "{path}");
    }
    for path in [
        "/desk/account",
        "/desk/sign-out-everywhere",
        "/desk/scenarios",
        "/desk/scenarios/x",
        "/desk/scenarios/x/check",
        "/desk/scenarios/x/archive",
        "/desk/scenarios/x/restore",
        "/desk/uploads",
        "/desk/scenarios/x/play",
        "/desk/inbox/x/marks",
        "/desk/inbox/x/change",
    ] {
        let form = [
            ("slug", "x"),
            ("source", "x"),
            ("revision", "0"),
            ("archived", "true"),
            ("version", "1"),
        ];
        let (status, place, _) = post(&stranger, &server, path, &form).await;
        assert_eq!(
            (status, place.as_str()),
            (StatusCode::SEE_OTHER, "/desk/sign-in"),
            "{path}"
        );
    }
    assert!(server.terminate().0.as_secs() < 10);
    let secrets = [
        PASSWORD.to_owned(),
        value,
        join,
        link.rsplit('/').next().unwrap().to_owned(),
    ];
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()));
        }
    }
}

/// The example as a scenario of this slug.
pub fn scenario(slug: &str) -> String {
    EXAMPLE.replace("slug = \"guest-book\"", &format!("slug = \"{slug}\""))
}

pub async fn begin(browser: &reqwest::Client, server: &Server, slug: &str) -> (StatusCode, String) {
    let form = [
        ("scenario", slug),
        ("mode", "coach"),
        ("seniority", "entry"),
        ("minutes", "45"),
    ];
    let (status, place, _) = post(browser, server, "/sessions", &form).await;
    (status, place)
}

#[tokio::test]
async fn a_draft_is_published_once_it_passes_and_what_runs_keeps_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let ada = signed_in(&database, &server, "Ada").await;
    for (slug, status) in [
        ("Visitors Book", 422),
        ("twitter", 422),
        ("visitors-book", 303),
        ("visitors-book", 422),
    ] {
        let (got, ..) = post(
            &ada,
            &server,
            "/desk/scenarios",
            &[("slug", slug), ("from", "")],
        )
        .await;
        assert_eq!(got.as_u16(), status, "{slug}");
    }
    let desk = "/desk/scenarios/visitors-book";
    let (status, page) = get(&ada, &server, desk).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("slug = &#34;visitors-book&#34;")
            || page.contains("slug = &quot;visitors-book&quot;"),
        "{page}"
    );

    // A mistake is told at its place, while typing and on saving, and isn't published.
    let broken = scenario("visitors-book").replace("practises =", "practices =");
    let (status, _, said) = post(
        &ada,
        &server,
        &format!("{desk}/check"),
        &[("source", &broken)],
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    let checked: serde_json::Value = serde_json::from_str(&said).unwrap();
    let mistake = &checked["problems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["line"] == 6)
        .unwrap()["message"];
    assert_eq!(mistake, "unknown key `practices`");
    let save = |source: &str, revision: u32, action: &str| {
        vec![
            ("source".to_owned(), source.replace('\n', "\r\n")),
            ("revision".to_owned(), revision.to_string()),
            ("action".to_owned(), action.to_owned()),
        ]
    };
    let send = async |form: Vec<(String, String)>| {
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        post(&ada, &server, desk, &form).await
    };
    let (status, _, page) = send(save(&broken, 1, "publish")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("not published") && page.contains("unknown key `practices`"),
        "{page}"
    );
    assert_eq!(
        begin(&browser(), &server, "visitors-book").await.0,
        StatusCode::NOT_FOUND
    );

    // Published, it is offered at once, with the other line ends of a browser and all.
    let good = scenario("visitors-book");
    let (status, _, page) = send(save(&good, 2, "publish")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Published:"), "{page}");
    let candidate = browser();
    let (status, place) = begin(&candidate, &server, "visitors-book").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, file) = get(&ada, &server, &format!("{desk}/file")).await;
    assert_eq!(file, good, "the file is the text that was published");

    // A later version is for later interviews; the one under way goes on with its own.
    let later = good.replace(
        "Design a guest book for a museum.",
        "Design a guest book for a hotel.",
    );
    assert_eq!(send(save(&later, 3, "publish")).await.0, StatusCode::OK);
    let turn = [
        ("message_id", "m1"),
        ("text", "how many visitors are there a day?"),
    ];
    let (status, ..) = post(&candidate, &server, &format!("{place}/turns"), &turn).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, old) = get(&candidate, &server, &place).await;
    assert!(
        old.contains("for a museum") && !old.contains("for a hotel"),
        "{old}"
    );
    let (_, place) = begin(&candidate, &server, "visitors-book").await;
    let (_, new) = get(&candidate, &server, &place).await;
    assert!(new.contains("for a hotel"), "{new}");

    // An old version is taken up again as the draft; archived, the scenario is offered to nobody.
    let (_, page) = get(&ada, &server, &format!("{desk}/versions")).await;
    assert!(
        page.contains("for a museum") && page.contains("Version 2"),
        "{page}"
    );
    let form = [("version", "1"), ("revision", "4")];
    post(&ada, &server, &format!("{desk}/restore"), &form).await;
    let (_, file) = get(&ada, &server, &format!("{desk}/file")).await;
    assert_eq!(file, good);
    post(
        &ada,
        &server,
        &format!("{desk}/archive"),
        &[("archived", "true")],
    )
    .await;
    assert_eq!(
        begin(&candidate, &server, "visitors-book").await.0,
        StatusCode::NOT_FOUND
    );
    post(
        &ada,
        &server,
        &format!("{desk}/archive"),
        &[("archived", "false")],
    )
    .await;

    // All of it is there after a restart, and a draft can be played before it is published.
    assert_eq!(
        send(save(&good.replace("for a museum.", "for a zoo."), 5, "try"))
            .await
            .0,
        StatusCode::SEE_OTHER
    );
    drop(server);
    let server = Server::run(program(), &database);
    let (status, place) = begin(&candidate, &server, "visitors-book").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = get(&candidate, &server, &place).await;
    assert!(
        page.contains("for a hotel"),
        "the latest version is offered: {page}"
    );
}

#[tokio::test]
async fn two_instructors_at_one_draft_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let ada = signed_in(&database, &server, "Ada").await;
    let grace = signed_in(&database, &server, "Grace").await;
    post(
        &ada,
        &server,
        "/desk/scenarios",
        &[("slug", "both"), ("from", "")],
    )
    .await;
    let desk = "/desk/scenarios/both";
    let (adas, graces) = (
        scenario("both").replace("museum", "ADAS-MUSEUM"),
        scenario("both").replace("museum", "GRACES-MUSEUM"),
    );
    let form = |source: &str| {
        vec![
            ("source".to_owned(), source.to_owned()),
            ("revision".to_owned(), "1".to_owned()),
        ]
    };
    let (one, two) = (form(&adas), form(&graces));
    let first = ada.post(server.url(desk)).form(&one).send().await.unwrap();
    assert_eq!(first.status(), StatusCode::OK);
    let second = grace
        .post(server.url(desk))
        .form(&two)
        .send()
        .await
        .unwrap();
    assert_eq!(second.status(), StatusCode::CONFLICT);
    let page = second.text().await.unwrap();
    assert!(
        page.contains("ADAS-MUSEUM")
            && page.contains("GRACES-MUSEUM")
            && page.contains("Ada saved another text"),
        "{page}"
    );
    let (_, file) = get(&ada, &server, &format!("{desk}/file")).await;
    assert_eq!(file, adas);
    // With both texts before her she saves over it, knowingly.
    let mut again = two.clone();
    again[1].1 = "2".to_owned();
    let third = grace
        .post(server.url(desk))
        .form(&again)
        .send()
        .await
        .unwrap();
    assert_eq!(third.status(), StatusCode::OK);
    let (_, file) = get(&ada, &server, &format!("{desk}/file")).await;
    assert_eq!(file, graces);
}

#[tokio::test]
async fn a_draft_is_played_as_it_stands_in_the_editor_with_its_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let ada = signed_in(&database, &server, "Ada").await;
    let form = [("slug", "town-hall"), ("from", "")];
    post(&ada, &server, "/desk/scenarios", &form).await;
    let play = async |source: &str, inputs: serde_json::Value| {
        let form = serde_json::json!({ "source": source, "mode": "coach", "inputs": inputs });
        let path = server.url("/desk/scenarios/town-hall/play");
        let response = ada.post(path).json(&form).send().await.unwrap();
        let status = response.status();
        (status, response.json::<serde_json::Value>().await.unwrap())
    };
    // The text is the editor's and not the draft's; nothing of it is saved or started.
    let text =
        scenario("town-hall").replace("Design a guest book for a museum.", "Design it for a zoo.");
    let said = serde_json::json!([
        { "say": "how many visitors are there?" },
        { "say": "each line goes to a table" },
        { "press": "hint" },
    ]);
    let (status, played) = play(&text, said).await;
    assert_eq!(status, StatusCode::OK);
    let turns = played["turns"].as_array().unwrap();
    assert_eq!(turns.len(), 7, "{played}");
    assert!(
        turns[0]["words"].as_str().unwrap().contains("for a zoo"),
        "{played}"
    );
    assert_eq!(
        turns[1]["heard"][0],
        "is answered with visitors: \"how many visitors are there\""
    );
    assert!(
        turns[2]["words"]
            .as_str()
            .unwrap()
            .contains("eight hundred visitors"),
        "{played}"
    );
    for at in [2, 4, 6] {
        let why = &turns[at]["why"][0];
        assert!(
            why["rule"].is_string() && why["because"].is_string() && why["tier"].is_u64(),
            "{played}"
        );
    }
    let (_, page) = get(&ada, &server, "/").await;
    assert!(!page.contains("tried out"), "{page}");
    for (source, inputs) in [
        ("title = ", serde_json::json!([])),
        (&*text, serde_json::json!([{ "say": " " }])),
        (&*text, serde_json::json!([{ "press": "everything" }])),
        (
            &*text,
            serde_json::json!(vec![serde_json::json!({ "say": "x" }); 61]),
        ),
    ] {
        let (status, played) = play(source, inputs).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{played}");
        assert!(played["refused"].is_string(), "{played}");
    }
}
