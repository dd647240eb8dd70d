//! What is a person's own, through the program as people run it: taken along, and kept for as long as the settings say.

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
    let import = || {
        let mut command = program();
        command.arg("import").arg(&file).arg("--database");
        let output = command.arg(folder.path().join("elsewhere.db")).output();
        let output = output.unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
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
    // Once more they are there already, and it says so.
    let (done, said) = import();
    assert!(!done, "{said}");
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
