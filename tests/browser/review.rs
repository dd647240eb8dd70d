//! Two people in two browsers: one is interviewed, the other watches, comments, scores, and sees a line otherwise.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::{Window, looks_well, with_browser};

/// Writes into a field as somebody at the keyboard does.
async fn write(window: &Window, selector: &str, text: &str) {
    window.find(selector).await.send_keys(text).await.unwrap();
}

/// Selects these words of a turn.
async fn select(window: &Window, seq: u32, words: &str) {
    let script = "const text = document.querySelector(`#turn-${arguments[0]} .words`).firstChild;
        const start = text.data.indexOf(arguments[1]);
        const range = document.createRange();
        range.setStart(text, start);
        range.setEnd(text, start + arguments[1].length);
        getSelection().removeAllRanges();
        getSelection().addRange(range);";
    let done = window
        .driver
        .execute(script, vec![json!(seq), json!(words)]);
    done.await.unwrap();
}

/// Chooses an option of a list.
async fn choose(window: &Window, list: &str, value: &str) {
    window
        .click(&format!("{list} option[value='{value}']"))
        .await;
}

async fn text_of(window: &Window, selector: &str) -> String {
    let text = format!("document.querySelector({}).textContent", json!(selector));
    window.value(&text).await.as_str().unwrap().to_owned()
}

/// What the program prints that works in this folder.
fn greenroom(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_greenroom"))
        .args(arguments)
        .args(["--database", "greenroom.db"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_is_reviewed_from_the_link_to_the_suggestion() {
    with_browser(|candidate, _house| async move {
        let maya = candidate.elsewhere().await;

        // The link, made for one person and opened in another browser.
        candidate.start_on("twitter", "coach").await;
        let session = candidate.path().await;
        candidate.click(".share").await;
        candidate.until("location.pathname.endsWith('/share')").await;
        looks_well(&candidate, "nothing shared yet").await;
        write(&candidate, "[name=name]", "Maya").await;
        candidate.click("[value=reviewer]").await;
        candidate.click(".setup .main").await;
        candidate.until("document.querySelector('#address')").await;
        looks_well(&candidate, "a link that was made").await;
        let link = candidate.value("new URL(document.querySelector('#address').value).pathname").await;
        maya.open(link.as_str().unwrap()).await;
        maya.until("document.querySelector('.watching b')?.textContent === 'Maya'").await;
        assert_eq!(maya.path().await, format!("{session}/watch"));
        candidate.driver.refresh().await.unwrap();
        let listed = "document.querySelector('#links .name').textContent.includes('opened in one browser')";
        candidate.until(listed).await;

        // Live: what is said comes to a page that stays, and what is only typed doesn't.
        maya.value("window.stayed = true").await;
        candidate.open(&session).await;
        candidate.say("ok so how many users, and do most ppl tweet or read tweets?", 3).await;
        maya.until("document.querySelector('#turn-3')").await;
        // Whoever is about to write stays where they are.
        maya.look("light", 1280, 500).await;
        maya.click("#turn-2 .remark summary").await;
        candidate
            .say("id have a load balancer, some app servers, redis, and a postgres db. pics go in the db too", 5)
            .await;
        write(&candidate, "#text", "half a thought").await;
        maya.until("document.querySelector('#turn-5')").await;
        assert_eq!(maya.value("window.stayed").await, json!(true), "no page was loaded");
        let at = "document.querySelector('#turn-2').getBoundingClientRect().bottom > 0";
        assert_eq!(maya.value(at).await, json!(true), "nor scrolled");
        maya.click("#turn-2 .remark summary").await;
        assert_eq!(
            maya.value("document.body.textContent.includes('half a thought')").await,
            json!(false)
        );
        looks_well(&maya, "an interview that is watched").await;

        // A comment on selected words, which is a draft that the candidate's page doesn't have.
        select(&maya, 4, "pics go in the db too").await;
        maya.until("!document.querySelector('.offer').hidden").await;
        maya.click(".offer").await;
        maya.until("document.activeElement.matches('#remark-4')").await;
        maya.keys("What does each view of a picture cost?").await;
        maya.click("#turn-4 .remark [value=wrong]").await;
        maya.click("#turn-4 .remark .main").await;
        maya.until("document.querySelector('#turn-4 .thread')").await;
        assert_eq!(text_of(&maya, "#turn-4 mark").await, "pics go in the db too");
        assert!(text_of(&maya, "#turn-4 .thread").await.contains("draft, seen by you alone"));
        candidate.driver.refresh().await.unwrap();
        candidate.until("document.querySelector('#turn-5')").await;
        assert_eq!(candidate.value("document.querySelector('.thread, mark')").await, json!(null));

        // The guess comes before the report.
        candidate.find("#text").await.clear().await.unwrap();
        candidate.click("#finish").await;
        candidate.until("document.querySelector('dialog').open").await;
        candidate.click("dialog .guess summary").await;
        for (list, value) in [
            ("problem-navigation", "at"),
            ("solution-design", "above"),
            ("technical-excellence", "at"),
            ("communication", "just-below"),
        ] {
            choose(&candidate, &format!("dialog [name={list}]"), value).await;
        }
        looks_well(&candidate, "the dialog with a guess").await;
        candidate.click("dialog button[value=finish]").await;
        candidate.until("document.querySelector('#transcript')").await;
        assert_eq!(
            candidate.value("[...document.querySelectorAll('.views thead th')].map((cell) => cell.textContent)").await,
            json!(["Competency", "You expected", "Engine"])
        );
        assert_eq!(candidate.value("document.querySelector('.thread, mark')").await, json!(null));

        // The desk comes by itself; the score is blind, and the report closed until it is given.
        maya.until("document.querySelector('#desk .scoring')").await;
        assert_eq!(maya.value("document.querySelector('#rail').hidden").await, json!(true));
        assert_eq!(maya.value("window.stayed").await, json!(null), "the comment loaded the page");
        assert_eq!(maya.value("document.querySelector('.views, .gauge, .band')").await, json!(null));
        maya.open(&format!("{session}/report")).await;
        maya.until("document.querySelector('#desk .scoring')").await;
        assert!(maya.path().await.ends_with("/watch"), "not before the score");
        looks_well(&maya, "the desk").await;
        for (line, band) in [
            ("problem-navigation", "at"),
            ("solution-design", "just-below"),
            ("technical-excellence", "above"),
            ("communication", "well-below"),
        ] {
            maya.click(&format!("#desk [name={line}][value={band}]")).await;
        }
        maya.click("#desk [value=score]").await;
        maya.until("document.querySelector('#desk .views')").await;
        let agreement = "[...document.querySelectorAll('#desk .views td .small')].map((said) => said.textContent)";
        let agreement: Vec<String> = serde_json::from_value(maya.value(agreement).await).unwrap();
        let known = ["agrees", "one step higher", "one step lower", "far higher", "far lower"];
        assert!(agreement.len() == 4 && agreement.iter().all(|said| known.contains(&said.as_str())), "{agreement:?}");
        looks_well(&maya, "the desk beside the engine").await;

        // A line is overruled with a reason, and then the review is shared.
        maya.click("#desk a.button").await;
        maya.until("document.querySelector('#expectations')").await;
        let line = "#line-files-outside-database";
        let form = format!("{line} details:has([name=level])");
        maya.click(&format!("{form} summary")).await;
        choose(&maya, &format!("{line} [name=level]"), "mention").await;
        write(&maya, &format!("{line} [name=reason]"), "They saw at least that there is a question.").await;
        maya.click(&format!("{form} .main")).await;
        maya.until(&format!("document.querySelector('{line} .otherwise')")).await;
        looks_well(&maya, "the report of a reviewer").await;
        maya.open(&format!("{session}/watch")).await;
        write(&maya, "#summary", "Ask where the pictures go before you put them anywhere.").await;
        maya.click("#desk [value=submit]").await;
        maya.until("document.querySelector('#desk time')").await;

        // The candidate sees three views, and the comment where it belongs; answers it, and settles it.
        candidate.driver.refresh().await.unwrap();
        candidate.until("document.querySelector('.summaries')").await;
        assert_eq!(
            candidate.value("[...document.querySelectorAll('.views thead th')].map((cell) => cell.textContent)").await,
            json!(["Competency", "You expected", "Maya", "Engine"])
        );
        assert!(text_of(&candidate, ".summaries").await.contains("where the pictures go"));
        assert!(text_of(&candidate, &format!("{line} .otherwise")).await.contains("at least"));
        assert_eq!(text_of(&candidate, "#turn-4 mark").await, "pics go in the db too");
        assert!(text_of(&candidate, "#turn-4 .thread").await.contains("each view of a picture"));
        candidate.click("#turn-4 .thread summary").await;
        write(&candidate, "#turn-4 .thread [name=text]", "The whole picture out of the database.").await;
        candidate.click("#turn-4 .thread details .main").await;
        candidate.until("document.querySelector('#turn-4 .answer')").await;
        candidate.click("#turn-4 .thread [value=resolve]").await;
        candidate.until("document.querySelector('#turn-4 .thread.resolved')").await;
        looks_well(&candidate, "a report with three views").await;
        maya.driver.refresh().await.unwrap();
        maya.until("document.querySelector('#turn-4 .thread.resolved .answer')").await;
        assert!(text_of(&maya, "#turn-4 .answer").await.contains("Candidate"));

        // "I did say that" leaves the score, and becomes a case for the scenario's author.
        let claim = format!("{line} details:has(select[name=part])");
        candidate.click(&format!("{claim} summary")).await;
        assert_eq!(text_of(&candidate, &format!("{claim} summary")).await, "I did say that");
        choose(&candidate, &format!("{line} [name=part]"), "files-outside-database/where").await;
        write(&candidate, &format!("{line} [name=words]"), "pics go in the db too").await;
        candidate.click(&format!("{claim} .main")).await;
        candidate.until(&format!("document.querySelector('{line} .claimed')")).await;
        // Taken along to another machine, it is what the author there is told.
        let address = json!(format!("{session}/export?format=json&reviews=yes"));
        let fetched = "fetch(arguments[0]).then((answer) => answer.text()).then(arguments[1])";
        let file = candidate.driver.execute_async(fetched, vec![address]).await.unwrap();
        let file: String = file.convert().unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("session.json"), file).unwrap();
        greenroom(folder.path(), &["import", "session.json"]);
        let printed = greenroom(folder.path(), &["suggestions", "twitter"]);
        let case = "say = \"pics go in the db too\"\nreaches = [\"files-outside-database/where\"]\n";
        assert_eq!(printed.matches("[[case]]").count(), 1, "{printed}");
        assert!(printed.ends_with(case), "{printed}");

        for one in [&candidate, &maya] {
            assert_eq!(one.complaints().await, [""; 0]);
        }
    })
    .await;
}
