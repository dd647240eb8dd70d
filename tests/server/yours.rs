//! What is a person's own, through the program as people run it: taken along, and kept for as long as the settings say.

use std::ffi::OsStr;

use reqwest::StatusCode;

use super::{Server, browser, program};

async fn begin(browser: &reqwest::Client, server: &Server) -> String {
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
    place.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_was_taken_along_is_taken_in_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::run(program(), &folder.path().join("greenroom.db"));
    let candidate = browser();
    let sessions = [
        begin(&candidate, &server).await,
        begin(&candidate, &server).await,
    ];
    let turn = [("message_id", "m1"), ("text", "how many users are there?")];
    let turns = server.url(&format!("/sessions/{}/turns", sessions[0]));
    candidate.post(turns).form(&turn).send().await.unwrap();
    let taken = candidate.get(server.url("/yours/export"));
    let taken = taken.send().await.unwrap().text().await.unwrap();
    let file = folder.path().join("yours.json");
    std::fs::write(&file, taken).unwrap();
    let elsewhere = folder.path().join("elsewhere.db");
    let run = |what: &str, about: &OsStr| {
        let mut command = program();
        command.arg(what).arg(about).arg("--database");
        let output = command.arg(&elsewhere).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    };
    let import = || run("import", file.as_os_str());
    let link_of = |said: &str| {
        let address = said.split("http://").nth(1).unwrap().trim();
        format!("/{}", address.split_once('/').unwrap().1)
    };
    let (done, said) = import();
    assert!(done, "{said}");
    for session in &sessions {
        assert!(said.contains(session.as_str()), "{said}");
    }
    assert_eq!(
        said.matches("came out as it was recorded").count(),
        2,
        "{said}"
    );
    let link = link_of(&said);

    // Another link to one of them: the first is for the other one alone.
    let (done, said) = run("link", OsStr::new(&sessions[0]));
    assert!(done, "{said}");
    let newer = link_of(&said);
    let there = Server::run(program(), &elsewhere);
    let one = browser();
    let status = async |browser: &reqwest::Client, path: &str| {
        let response = browser.get(there.url(path)).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let take = async |browser: &reqwest::Client, path: &str| {
        let response = browser.post(there.url(path)).send().await.unwrap();
        let place = response.headers().get("location").cloned();
        let place = place.map(|place| place.to_str().unwrap().to_owned());
        (response.status().as_u16(), place)
    };
    // Whoever only looks uses nothing up.
    for _ in 0..2 {
        for link in [&link, &newer] {
            let (status, page) = status(&browser(), link).await;
            assert_eq!(status, 200);
            assert!(page.contains("Design Twitter") && page.contains("Take it over"));
        }
    }
    let page = format!("/sessions/{}", sessions[0]);
    assert_eq!(status(&one, &page).await.0, 404);
    assert_eq!(take(&one, &newer).await, (303, Some(page.clone())));
    let (here, text) = status(&one, &page).await;
    assert!(here == 200 && text.contains("how many users are there?"));
    let (_, found) = status(&one, "/search?q=users").await;
    assert!(found.contains(&page), "what was taken over is found");
    // It works once.
    assert_eq!(status(&one, &newer).await.0, 404);
    assert_eq!(take(&browser(), &newer).await.0, 404);
    assert_eq!(status(&browser(), &page).await.0, 404);
    let (done, said) = run("link", OsStr::new(&sessions[0]));
    assert!(!done && said.contains("belongs to a browser"), "{said}");
    let (done, said) = run("link", OsStr::new("01890a5d-ac96-774b-bcce-b302099a8057"));
    assert!(!done && said.contains("no such session"), "{said}");

    // Once more they are there already, and it says so.
    let (done, said) = import();
    assert!(!done && said.contains("greenroom link"), "{said}");
}

#[tokio::test]
async fn the_pages_say_for_how_long_things_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let kept = async |days: Option<&str>| {
        let mut command = program();
        if let Some(days) = days {
            command.env("GREENROOM_RETENTION_DAYS", days);
        }
        let server = Server::run(command, &folder.path().join("greenroom.db"));
        let page = browser().get(server.url("/yours")).send().await.unwrap();
        page.text().await.unwrap()
    };
    let page = kept(None).await;
    assert!(page.contains("kept until you delete it"), "{page}");
    let page = kept(Some("365")).await;
    assert!(page.contains("nothing was said for 365 days"), "{page}");
}
