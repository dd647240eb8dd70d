//! The pages in a real browser: typing, keys, other windows, drafts, and what axe says of all of it.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "browser/classes.rs"]
mod classes;
#[path = "hostile/corpus.rs"]
mod corpus;
#[path = "browser/desk.rs"]
mod desk;
#[path = "browser/house.rs"]
mod house;
#[path = "browser/review.rs"]
mod review;
#[path = "browser/visitor.rs"]
mod visitor;
#[path = "browser/window.rs"]
mod window;

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use visitor::{Visitor, escaped};
use window::{Window, with_browser};

#[tokio::test(flavor = "multi_thread")]
async fn a_coached_interview_from_the_start_page_to_the_report() {
    with_browser(|window, _house| async move {
        window.start("coach").await;
        window.value("window.stayed = true").await;
        window.say("how many visitors are there?", 3).await;
        let notes = "document.querySelector('#panel').textContent.includes('800 entries a day')";
        window.until(notes).await;
        window
            .say(
                "that is about 290k lines per year, one server is enough for that",
                5,
            )
            .await;
        let rail =
            "document.querySelector('#rail .covered, #rail li').textContent.includes('1 of 1')";
        window.until(rail).await;
        for (button, seq) in [("hint", 7), ("repeat", 9), ("next", 11)] {
            window.click(&format!("button[value={button}]")).await;
            window
                .until(&format!("document.querySelector('#turn-{seq}')"))
                .await;
        }
        window.say("we keep each line in one table", 13).await;
        assert_eq!(
            window.value("window.stayed").await,
            json!(true),
            "no page was loaded"
        );
        assert_eq!(
            window.value("document.querySelector('#text').value").await,
            json!("")
        );
        let seqs = "[...document.querySelectorAll('.turn')].map(turn => Number(turn.dataset.seq))";
        let expected: Vec<u32> = (1..=13).collect();
        assert_eq!(
            window.value(seqs).await,
            json!(expected),
            "each turn once, in order"
        );
        window.click("#turn-3 .why summary").await;
        window
            .until("document.querySelector('#turn-3 .why[open] li').offsetHeight > 0")
            .await;

        window.click("#finish").await;
        window.until("document.querySelector('dialog').open").await;
        window.click("dialog [data-close]").await;
        window.until("!document.querySelector('dialog').open").await;
        window.click("#finish").await;
        window.click("dialog button[value=finish]").await;
        window.until("document.querySelector('#transcript')").await;
        assert!(window.path().await.ends_with("/report"));
        let quoted =
            "[...document.querySelectorAll('td q')].some(q => q.textContent.includes('one table'))";
        assert_eq!(window.value(quoted).await, json!(true));
        assert_eq!(window.complaints().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exam_by_keyboard_alone() {
    with_browser(|window, _house| async move {
        window.open("/").await;
        window.tab_to(".skip").await;
        window.tab_to("#guest-book .go a").await;
        window.keys(Key::Enter).await;
        window
            .until("document.querySelector('input[name=mode]')")
            .await;
        window.tab_to("input[name=mode]").await;
        window.keys(Key::Down).await;
        window.tab_to("form .button").await;
        window.keys(Key::Enter).await;
        window.until("document.querySelector('#turn-1')").await;
        assert_eq!(
            window.value("document.querySelector('#rail')").await,
            Value::Null
        );
        window.tab_to("#text").await;
        window.keys("we keep each line in one table").await;
        window.send().await;
        window.until("document.querySelector('#turn-3')").await;
        window
            .until("document.activeElement.matches('#text')")
            .await;
        window.keys("second message").await;
        window.tab_to(".send").await;
        window.keys(Key::Enter).await;
        window.until("document.querySelector('#turn-5')").await;
        window
            .until("document.activeElement.matches('#text')")
            .await;
        assert_eq!(
            window.value("document.querySelector('.why')").await,
            Value::Null
        );
        window.tab_to("#finish").await;
        window.keys(Key::Enter).await;
        window.until("document.querySelector('dialog').open").await;
        window.keys(Key::Escape).await;
        window.until("!document.querySelector('dialog').open").await;
        window.tab_to("#finish").await;
        window.keys(Key::Enter).await;
        window.tab_to("dialog button").await;
        window.keys(Key::Enter).await;
        window.until("document.querySelector('#transcript')").await;
        assert!(window.path().await.ends_with("/report"));
        assert_eq!(window.complaints().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_follows_live_to_the_end() {
    with_browser(|window, _house| async move {
        window.start("coach").await;
        let path = window.path().await;
        let first = window.driver.window().await.unwrap();
        let second = window.driver.new_window().await.unwrap();
        window
            .driver
            .switch_to_window(second.clone())
            .await
            .unwrap();
        window.open(&path).await;
        window.value("window.stayed = true").await;
        let draft = window.find("#text").await;
        draft.send_keys("half a thought").await.unwrap();

        window.driver.switch_to_window(first.clone()).await.unwrap();
        window.say("how many visitors are there?", 3).await;
        window
            .driver
            .switch_to_window(second.clone())
            .await
            .unwrap();
        window.until("document.querySelector('#turn-3')").await;
        let notes = "document.querySelector('#panel').textContent.includes('800 entries a day')";
        window.until(notes).await;
        let kept = window.value("document.querySelector('#text').value").await;
        assert_eq!(kept, json!("half a thought"), "its own draft is left alone");

        window.driver.switch_to_window(first.clone()).await.unwrap();
        window.say("one table", 5).await;
        window
            .driver
            .switch_to_window(second.clone())
            .await
            .unwrap();
        window.driver.refresh().await.unwrap();
        window
            .until("document.querySelector('#text').value === 'half a thought'")
            .await;
        window.value("window.stayed = true").await;
        window.driver.switch_to_window(first.clone()).await.unwrap();
        window.click("#finish").await;
        window.click("dialog button[value=finish]").await;
        window.until("document.querySelector('#transcript')").await;
        window.driver.switch_to_window(second).await.unwrap();
        window.until("document.querySelector('#ended a')").await;
        let unsent = window
            .value("document.querySelector('.unsent textarea').value")
            .await;
        assert_eq!(
            unsent,
            json!("half a thought"),
            "what was not sent can still be read"
        );
        assert_eq!(window.value("window.stayed").await, json!(true));
        assert_eq!(
            window
                .value("document.querySelectorAll('#turn-5').length")
                .await,
            json!(1)
        );
        assert_eq!(window.complaints().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_a_reload_and_a_lost_window_until_it_is_sent() {
    with_browser(|window, _house| async move {
        window.start("coach").await;
        let path = window.path().await;
        let text = "eight hundred a day,\nso one table";
        window.find("#text").await.send_keys(text).await.unwrap();
        window.driver.refresh().await.unwrap();
        window.until("document.querySelector('kbd')").await;
        let value = "document.querySelector('#text').value";
        assert_eq!(window.value(value).await, json!(text));

        let second = window.driver.new_window().await.unwrap();
        window.driver.close_window().await.unwrap();
        window.driver.switch_to_window(second).await.unwrap();
        window.open(&path).await;
        window.until("document.querySelector('kbd')").await;
        assert_eq!(window.value(value).await, json!(text));
        window.say("!", 3).await;
        let said = "document.querySelector('#turn-2 .words').textContent";
        assert_eq!(window.value(said).await, json!(format!("{text}!")));
        window.driver.refresh().await.unwrap();
        window.until("document.querySelector('kbd')").await;
        assert_eq!(
            window.value(value).await,
            json!(""),
            "what was sent is no draft"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_is_shown_word_for_word() {
    with_browser(|window, _house| async move {
        window.start("coach").await;
        let texts = [
            "<img src=x onerror=\"window.bad=1\"><script>window.bad=2</script>",
            "</p></article></template><svg/onload=window.bad=3> javascript:window.bad=4",
            "מהו המטמון? <b>שלום</b>",
            "&lt;b&gt; &amp;amp; {{7*7}} ${7*7}",
        ];
        for (at, text) in texts.iter().enumerate() {
            let seq = 2 * u32::try_from(at).unwrap() + 2;
            window.say(text, seq + 1).await;
            let said = format!("document.querySelector('#turn-{seq} .words').textContent");
            assert_eq!(window.value(&said).await, json!(text), "as it comes");
        }
        window.driver.refresh().await.unwrap();
        for (at, text) in texts.iter().enumerate() {
            let said = format!(
                "document.querySelector('#turn-{} .words').textContent",
                2 * at + 2
            );
            assert_eq!(window.value(&said).await, json!(text), "as it is loaded");
        }
        assert_eq!(window.value("window.bad ?? null").await, Value::Null);
        assert_eq!(window.complaints().await, [""; 0], "nothing even tried");
    })
    .await;
}

/// Hundreds of texts that somebody may send to see what breaks, on every page that shows them. No dialog opens, no script
/// of theirs runs, nothing is even tried that the policy would have to keep out, and each is read as it was sent.
#[tokio::test(flavor = "multi_thread")]
async fn no_hostile_text_does_anything_in_a_browser() {
    with_browser(|window, house| async move {
        let texts = corpus::texts(include_str!("hostile/corpus.txt"));
        let mut visitor = Visitor::new(&house);
        for texts in texts.chunks(80) {
            let session = visitor.start("coach").await;
            let mut sent = Vec::new();
            for text in texts {
                let answer = visitor.say(&session, text).await;
                assert_eq!(answer.status().as_u16(), 303, "{text:.80?}");
                sent.push(corpus::kept(text));
            }
            let page = visitor.page(&session).await;
            for text in &sent {
                assert!(page.contains(&escaped(text)), "{text:.80?}");
            }
            window.open("/").await;
            window.be(&visitor.cookie).await;
            let mut ended = false;
            for page in ["", "/finish", "", "/report"] {
                if page == "/report" {
                    visitor.press(&session, "finish").await;
                    ended = true;
                }
                let path = format!("{session}{page}");
                window.open(&path).await;
                assert!(window.no_dialog().await, "{path}");
                assert_eq!(window.path().await, path, "nothing led away");
                assert_eq!(
                    window.value("[window.taken ?? null, document.title.includes('Greenroom')]").await,
                    json!([null, true])
                );
                if page == "/finish" {
                    continue;
                }
                let words = "[...document.querySelectorAll('.turn.candidate .words')].map((words) => words.textContent)";
                let shown = window.value(words).await;
                let shown: Vec<String> = serde_json::from_value(shown).unwrap();
                assert_eq!(shown.len(), sent.len(), "{path}, ended: {ended}");
                for (shown, sent) in shown.iter().zip(&sent) {
                    assert_eq!(shown, sent, "{path}");
                }
            }
            assert_eq!(window.complaints().await, [""; 0], "nothing even tried");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_stays_in_the_form() {
    with_browser(|window, house| async move {
        window.start("coach").await;
        let notice = |words: &str| {
            format!("document.querySelector('#notice').textContent.includes('{words}')")
        };
        let send = async |text: &str, words: &str| {
            let composer = window.find("#text").await;
            composer.send_keys(text).await.unwrap();
            composer.send_keys(Key::Control + Key::Enter).await.unwrap();
            window.until(&notice(words)).await;
        };
        send("", "the message is empty").await;
        window
            .value("document.querySelector('#text').value = 'x'.repeat(10_000)")
            .await;
        send("y", "10,000 are the most").await;
        assert_eq!(
            window
                .value("document.querySelector('#text').value.length")
                .await,
            json!(10_001)
        );
        window
            .value("document.querySelector('#text').value = ''")
            .await;
        house.app.store.close().await;
        send("kept words", "Not saved").await;
        let value = window.value("document.querySelector('#text').value").await;
        assert_eq!(value, json!("kept words"));
        house.app.stopping.cancel();
        // An open connection is still answered once; after that nobody is there.
        window
            .until("fetch('/').then(() => false, () => true)")
            .await;
        send(" still", "can\\'t be reached").await;
        let value = window.value("document.querySelector('#text').value").await;
        assert_eq!(value, json!("kept words still"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_page_in_any_light_or_width() {
    with_browser(|window, _house| async move {
        window.start("coach").await;
        let finished = window.path().await;
        window
            .say("how many visitors are there? can they add pictures?", 3)
            .await;
        window
            .say(
                "I'd leave pictures out. 290k lines per year, we print every line",
                5,
            )
            .await;
        window
            .say("we keep each line in one table, behind a load balancer", 7)
            .await;
        window.click("button[value=hint]").await;
        window.until("document.querySelector('#turn-9')").await;
        window.click("#finish").await;
        window.click("dialog button[value=finish]").await;
        window.until("document.querySelector('#transcript')").await;
        window.start("exam").await;
        let exam = window.path().await;
        window.start("coach").await;
        let coach = window.path().await;
        window.say("how many visitors are there?", 3).await;
        for path in [
            "/".to_owned(),
            "/scenarios/guest-book".to_owned(),
            coach.clone(),
            exam,
            format!("{coach}/finish"),
            finished.clone(),
            format!("{finished}/report"),
            "/search?q=table".into(),
            "/search?q=zeppelin".into(),
            "/nowhere".into(),
        ] {
            window.open(&path).await;
            window
                .value("document.querySelectorAll('details').forEach(it => it.open = true)")
                .await;
            for scheme in ["light", "dark"] {
                for (width, height) in [(1280, 900), (640, 400), (320, 640)] {
                    window.look(scheme, width, height).await;
                    let page = format!("{path} {scheme} {width}");
                    no_complaints_from_axe(&window, &page).await;
                    let overflow = "document.documentElement.scrollWidth - innerWidth";
                    let overflow = window.value(overflow).await.as_i64().unwrap();
                    assert!(overflow <= 0, "{page} scrolls sideways by {overflow}");
                }
            }
        }
        window.look("light", 1280, 900).await;
        window.open(&coach).await;
        window
            .find("#text")
            .await
            .send_keys(Key::Control + Key::Enter)
            .await
            .unwrap();
        window.until("document.querySelector('#notice p')").await;
        no_complaints_from_axe(&window, "a notice").await;
        window.click("#finish").await;
        window.until("document.querySelector('dialog').open").await;
        no_complaints_from_axe(&window, "the dialog").await;
        assert_eq!(window.complaints().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes docs/screenshot.png"]
async fn a_screenshot_for_the_readme() {
    with_browser(|window, house| async move {
        house.app.clock.advance(-9 * 60_000);
        window.start_on("twitter", "coach").await;
        window.look("light", 1280, 860).await;
        let said = [
            "ok so how many users, and do most ppl tweet or read tweets?",
            "can they post pics? and do tweets have to show up instantly",
            "do we need to suport ads",
            "id leave ads out then. ok so 200m users, each tweets 2 times a day = 400m tweets/day, thats like 40k per second",
            "oh 4.6k",
            "like 230k/s. so we need a cache for sure. I'd have a load balancer, some app servers, redis, and a postgres db for users, tweets and likes. pics go in the db too",
            "hmm it would have to read a huge blob every time.. better to put them in s3 and just store the url. with a cdn in front",
        ];
        for (seq, text) in (3..).step_by(2).zip(said) {
            house.app.clock.advance(75_000);
            window.say(text, seq).await;
        }
        window.value("document.activeElement.blur()").await;
        window.value("document.querySelector('#turn-12').scrollIntoView()").await;
        let png = window.driver.screenshot_as_png().await.unwrap();
        assert!(png.len() < 200_000, "{} bytes are too many", png.len());
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/screenshot.png");
        std::fs::write(path, png).unwrap();
    })
    .await;
}

/// What axe says of this page, light and dark, wide and on a phone, and that nothing needs to be scrolled to the side.
async fn looks_well(window: &Window, page: &str) {
    for (scheme, width, height) in [
        ("light", 1280, 900),
        ("dark", 390, 844),
        ("light", 320, 640),
    ] {
        window.look(scheme, width, height).await;
        no_complaints_from_axe(window, &format!("{page}, {scheme}, {width}")).await;
        let wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        assert_eq!(window.value(wide).await, json!(false), "{page} at {width}");
    }
    window.look("light", 1280, 900).await;
}

async fn no_complaints_from_axe(window: &Window, page: &str) {
    if window.value("typeof axe").await == json!("undefined") {
        let axe = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/node_modules/axe-core/axe.min.js"
        );
        let axe =
            std::fs::read_to_string(axe).expect("axe-core is missing: script/test installs it");
        window.driver.execute(axe, vec![]).await.unwrap();
    }
    let run = "const done = arguments[arguments.length - 1];
        axe.run({ resultTypes: ['violations', 'incomplete'] }).then(
            (found) => done(found.violations.map((it) =>
                `${it.id}: ${it.help}: ${it.nodes.map((node) => node.target + ' ' + node.failureSummary).join('; ')}`)),
            (error) => done([String(error)]));";
    let found = window.driver.execute_async(run, vec![]).await.unwrap();
    let found: Vec<String> = found.convert().unwrap();
    assert!(found.is_empty(), "{page}: {}", found.join("\n"));
}
