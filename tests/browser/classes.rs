//! Classes in a real browser: made at the desk, joined and left by a learner, read in figures.

use greenroom::store::{PasswordLink, sha256_hex};
use serde_json::json;

use super::{Window, looks_well, with_browser};

const PASSWORD: &str = "correct horse battery";

async fn write(window: &Window, selector: &str, text: &str) {
    let field = window.find(selector).await;
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

async fn sign_in(window: &Window) {
    window.open("/desk/sign-in").await;
    write(window, "[name=name]", "Ada").await;
    write(window, "[name=password]", PASSWORD).await;
    window.click(".desk .main").await;
    window.until("location.pathname === '/desk'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_is_made_joined_by_its_link_and_read_in_figures() {
    with_browser(|window, house| async move {
        let link = PasswordLink {
            hash: sha256_hex(b"secret"),
            until_ms: i64::MAX,
        };
        let store = &house.app.store;
        store.add_instructor("Ada", link, 0).await.unwrap();
        window.open("/desk/invitation/secret").await;
        write(&window, "[name=password]", PASSWORD).await;
        write(&window, "[name=again]", PASSWORD).await;
        window.click(".desk .main").await;
        window.until("document.querySelector('h1').textContent === 'Your password is set'").await;
        sign_in(&window).await;

        window.click(".desk-nav a[href='/desk/classes']").await;
        window.until("document.querySelector('h1').textContent === 'Classes'").await;
        looks_well(&window, "the classes of nobody").await;
        write(&window, "[name=name]", "Systems, autumn").await;
        window.click(".setup .main").await;
        window.until("document.querySelector('#assign')").await;
        looks_well(&window, "an empty class").await;

        // A due time is told in the writer's zone, and is the same moment on the server.
        window.click("[name=scenario] [value=guest-book]").await;
        let soon = "const field = document.querySelector('#assign [name=due]'); \
            const at = new Date(Date.now() + 3 * 86400e3); const pad = (n) => String(n).padStart(2, '0'); \
            field.value = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T18:30`; return field.value;";
        let typed = window.driver.execute(soon, vec![]).await.unwrap();
        window.click("#assign .main").await;
        window.until("document.querySelector('#assignments .change')").await;
        window.click("#assignments .change summary").await;
        let told = "document.querySelector('#assignments [name=due]').value";
        assert_eq!(window.value(told).await, *typed.json());

        window.click("#join .button").await;
        window.until("document.querySelector('#made [name], #address')").await;
        looks_well(&window, "the join link").await;
        let join = window.value("document.querySelector('#address').value").await;
        let join = join.as_str().unwrap().to_owned();
        let class = window.path().await.trim_end_matches("/link").to_owned();

        // Somebody else, who has no account.
        window.driver.delete_all_cookies().await.unwrap();
        window.driver.goto(&join).await.unwrap();
        window.until("document.querySelector('.sees')").await;
        looks_well(&window, "the join page").await;
        write(&window, "[name=nickname]", "Maya").await;
        window.click(".setup .main").await;
        window.until("location.pathname.startsWith('/classes/')").await;
        looks_well(&window, "the class as a learner sees it").await;
        for said in ["we write it down somewhere", "we keep each line in one table"] {
            window.click(".assigned .button").await;
            window.until("document.querySelector('#turn-1')").await;
            window.say("how many visitors are there?", 3).await;
            window.say(said, 5).await;
            let id = window.path().await;
            window.open(&format!("{id}/finish")).await;
            window.click("form .main").await;
            window.until("document.querySelector('#expectations')").await;
            window.open(&class.replace("/desk", "")).await;
            window.until("document.querySelector('.attempts')").await;
        }
        looks_well(&window, "the class after two attempts").await;
        window.click(".attempts li:last-child a[href$='/delete']").await;
        window.until("document.querySelector('h1').textContent === 'Delete this interview?'").await;
        looks_well(&window, "the question before deleting").await;
        window.click(".ask a.button").await;

        // The desk again: from the roster to the figures, and from a number to the words.
        sign_in(&window).await;
        window.open(&class).await;
        window.until("document.querySelector('.roster')").await;
        looks_well(&window, "a class").await;
        window.click(".links .main").await;
        window.until("document.querySelectorAll('.picture').length >= 4").await;
        looks_well(&window, "the figures").await;
        let painted = "getComputedStyle(document.querySelector('.picture .good.s4')).fill !== 'rgb(0, 0, 0)'";
        assert_eq!(window.value(painted).await, json!(true), "the style sheet colours it");
        // With the keyboard alone.
        window.tab_to("#row-shelf a").await;
        window.keys(thirtyfour::Key::Enter).await;
        window.until("document.querySelector('.behind .quote')").await;
        looks_well(&window, "the words behind a figure").await;
        window.click(".behind .quote").await;
        window.until("document.querySelector('.turn:target')").await;
        let words = "document.querySelector('.turn:target .words').textContent";
        assert_eq!(window.value(words).await, json!("we keep each line in one table"));
        looks_well(&window, "an interview of the class").await;
        assert_eq!(window.complaints().await, [""; 0]);
    })
    .await;
}
