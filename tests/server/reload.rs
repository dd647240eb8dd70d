//! Files that change while the program serves.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::StatusCode;

use super::{Server, browser, program};

const GUEST_BOOK: &str = include_str!("../browser/prompts/scenarios/guest-book.toml");
const TITLE: &str = "Design a guest book";

/// The start page as this browser gets it, once it says what it should.
async fn home(
    server: &Server,
    headers: &[(&'static str, &str)],
    is_so: impl Fn(&str) -> bool,
) -> String {
    let begun = Instant::now();
    loop {
        let mut request = browser().get(server.url("/"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let page = request.send().await.unwrap().text().await.unwrap();
        if is_so(&page) {
            return page;
        }
        // The watch waits for a moment of quiet; nothing tells from outside when it has read the files.
        assert!(begun.elapsed() < Duration::from_secs(30), "{page}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn write(folder: &Path, text: &str) {
    std::fs::write(folder.join("scenarios/guest-book.toml"), text).unwrap();
}

#[tokio::test]
async fn a_bad_edit_is_shown_to_who_runs_the_server_and_the_last_good_version_stays() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    write(folder.path(), GUEST_BOOK);
    let mut program = program();
    program.env("GREENROOM_PROMPTS", folder.path());
    let server = Server::run(program, &folder.path().join("greenroom.db"));
    let candidate = browser();
    let form = [
        ("scenario", "guest-book"),
        ("mode", "coach"),
        ("seniority", "entry"),
        ("minutes", "45"),
    ];
    let begun = candidate
        .post(server.url("/sessions"))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    let place = begun.headers()["location"].to_str().unwrap().to_string();

    // A mistake in line 6.
    write(
        folder.path(),
        &GUEST_BOOK.replace("practises =", "practices ="),
    );
    let mistake = "scenarios/guest-book.toml:6:1: unknown key `practices`";
    let page = home(&server, &[], |page| page.contains(mistake)).await;
    assert!(page.contains(TITLE), "the last good version stays");
    // Nobody else is told.
    let elsewhere = [("x-forwarded-for", "192.0.2.7")];
    let page = home(&server, &elsewhere, |_| true).await;
    assert!(
        page.contains(TITLE) && !page.contains("guest-book.toml:"),
        "{page}"
    );
    let again = candidate
        .post(server.url("/sessions"))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::SEE_OTHER);

    // Mended, and changed: new interviews have the new text, the one under way keeps its own.
    let later = "Design a visitors' book";
    write(
        folder.path(),
        &GUEST_BOOK.replace("Design a guest book for a museum.", later),
    );
    home(&server, &[], |page| !page.contains("guest-book.toml:")).await;
    let turn = [
        ("message_id", "m1"),
        ("text", "how many visitors are there a day?"),
    ];
    let said = candidate
        .post(server.url(&format!("{place}/turns")))
        .form(&turn)
        .send()
        .await
        .unwrap();
    assert_eq!(said.status(), StatusCode::SEE_OTHER);
    let old = candidate
        .get(server.url(&place))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        old.contains("Design a guest book for a museum.") && !old.contains(later),
        "{old}"
    );
    let new = candidate
        .post(server.url("/sessions"))
        .form(&form)
        .send()
        .await
        .unwrap();
    let place = new.headers()["location"].to_str().unwrap().to_string();
    let new = candidate
        .get(server.url(&place))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        new.contains("visitors") && !new.contains("guest book for a museum"),
        "{new}"
    );
}
