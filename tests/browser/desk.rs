//! The desk in a real browser: a question is written, mended while it is typed, published, and held.

use greenroom::store::{PasswordLink, sha256_hex};
use serde_json::json;

use super::house::House;
use super::{Window, no_complaints_from_axe, with_browser};

const PASSWORD: &str = "correct horse battery";
const TEXT: &str = include_str!("prompts/scenarios/guest-book.toml");

/// Puts a text into the editor as typing it would.
async fn write(window: &Window, text: &str) {
    let script = "const field = document.querySelector('[data-source]'); field.value = arguments[0]; \
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    window
        .driver
        .execute(script, vec![json!(text)])
        .await
        .unwrap();
}

/// An account with a link, which [`set_password`] opens.
async fn add_instructor(house: &House) {
    let link = PasswordLink {
        hash: sha256_hex(b"secret"),
        until_ms: i64::MAX,
    };
    let store = &house.app.store;
    store.add_instructor("Ada", link, 0).await.unwrap();
}

/// Sets Ada's password by her link, and signs in.
async fn set_password(window: &Window) {
    window.open("/desk/invitation/secret").await;
    for field in ["password", "again"] {
        let field = window.find(&format!("[name={field}]")).await;
        field.send_keys(PASSWORD).await.unwrap();
    }
    window.click(".desk .main").await;
    window
        .until("document.querySelector('h1').textContent === 'Your password is set'")
        .await;
    assert_eq!(
        window
            .value("document.querySelector('[name=name]').value")
            .await,
        json!("Ada")
    );
    window
        .find("[name=password]")
        .await
        .send_keys(PASSWORD)
        .await
        .unwrap();
    window.click(".desk .main").await;
    window.until("location.pathname === '/desk'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instructor_writes_a_question_and_somebody_else_is_interviewed_on_it() {
    with_browser(|window, house| async move {
        add_instructor(&house).await;
        window.open("/desk").await;
        window.until("location.pathname === '/desk/sign-in'").await;
        no_complaints_from_axe(&window, "the desk").await;
        set_password(&window).await;
        no_complaints_from_axe(&window, "the desk").await;

        // From nothing: the example is there, passes, and gives way to a text of her own.
        window
            .find("[name=slug]")
            .await
            .send_keys("town-hall")
            .await
            .unwrap();
        window.click(".setup .main").await;
        window
            .until("document.querySelector('[data-gutter] span')")
            .await;
        let summary = "document.querySelector('[data-summary]').textContent";
        window
            .until(&format!("{summary}.startsWith('0 errors')"))
            .await;
        let case = "\n[[case]]\nsay = \"how many visitors are there?\"\nfacts = [\"visitors\"]\n";
        let good = TEXT.replace("\"guest-book\"", "\"town-hall\"") + case;
        write(&window, &good.replace("practises =", "practices =")).await;
        let marked = "[...document.querySelectorAll('[data-gutter] .error')].some((row) => row.textContent === '6')";
        window.until(marked).await;
        no_complaints_from_axe(&window, "the desk").await;
        window.click("[data-problems] .error[data-line='6']").await;
        let at = "document.querySelector('[data-source]').selectionStart";
        let place = good.find("practises =").unwrap();
        assert_eq!(window.value(at).await, json!(place));
        write(&window, &good).await;
        window
            .until(&format!("{summary}.startsWith('0 errors')"))
            .await;
        window
            .until("document.querySelectorAll('[data-cases] .holds').length > 0")
            .await;
        window.click("[value=publish]").await;
        window
            .until("document.querySelector('.notice.done')?.textContent.startsWith('Published')")
            .await;

        // Somebody else, in another browser, who has no account.
        let other = window.elsewhere().await;
        other.start_on("town-hall", "coach").await;
        other.say("how many visitors are there?", 3).await;
        let told = "document.querySelector('#turn-3').textContent.includes('eight hundred visitors')";
        other.until(told).await;
        other.open("/desk").await;
        other.until("location.pathname === '/desk/sign-in'").await;
        assert_eq!(other.complaints().await, [""; 0]);
        assert_eq!(window.complaints().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_candidate_said_in_vain_is_taken_up_and_played_beside_the_editor() {
    with_browser(|window, house| async move {
        add_instructor(&house).await;
        // The start form says who may read what; no is one click.
        let says_no = window.elsewhere().await;
        says_no.open("/scenarios/guest-book").await;
        no_complaints_from_axe(&says_no, "the start form").await;
        says_no.click("[name=readable]").await;
        says_no.click(".setup .main").await;
        says_no.until("document.querySelector('#turn-1')").await;
        let asks = "what is the water temperature in the harbour?";
        says_no.say(asks, 3).await;
        let says_yes = window.elsewhere().await;
        says_yes.start_on("guest-book", "coach").await;
        says_yes.say(asks, 3).await;

        set_password(&window).await;
        window.click(".desk-nav a[href$='/desk/inbox']").await;
        window.until("document.querySelector('h1').textContent === 'Inbox'").await;
        no_complaints_from_axe(&window, "the inbox").await;
        window.click(".sessions a").await;
        window.until("document.querySelectorAll('.group').length === 1").await;
        let times = "document.querySelector('.group').textContent.includes('1 time in 1 interview')";
        window.until(times).await;
        no_complaints_from_axe(&window, "the groups").await;
        window.click(".group [value=fact]").await;
        window.until("document.querySelector('[name=answer]')").await;
        for (field, text) in [("answer", "It is icy in the harbour."), ("short", "icy")] {
            let field = window.find(&format!("[name={field}]")).await;
            field.send_keys(text).await.unwrap();
        }
        window.click("[value=look]").await;
        let otherwise = "document.querySelector('main').textContent.includes('1 message, of which 1 comes out otherwise')";
        window.until(otherwise).await;
        no_complaints_from_axe(&window, "a change").await;
        window.click("[value=save]").await;
        window.until("document.querySelector('.notice.done')").await;
        assert_eq!(
            window.value("document.querySelectorAll('.group').length").await,
            json!(0)
        );

        // Beside the editor the draft answers, with its reasons, before anybody else meets it.
        window.click(".notice a").await;
        window.until("document.querySelector('[data-play]:not([hidden])')").await;
        let field = window.find("[data-words]").await;
        field.send_keys(asks).await.unwrap();
        window.click("[data-say]").await;
        let answered = "document.querySelector('[data-turns]').textContent.includes('icy in the harbour')";
        window.until(answered).await;
        window
            .until("document.querySelectorAll('[data-turns] .why code').length > 0")
            .await;
        no_complaints_from_axe(&window, "the draft played").await;
        // The text as it is typed is what is played.
        let edited = window.value("document.querySelector('[data-source]').value").await;
        let edited = edited.as_str().unwrap().replace("icy in the harbour", "warm in the bay");
        write(&window, &edited).await;
        window.click("[data-again]").await;
        let answered = "document.querySelector('[data-turns]').textContent.includes('warm in the bay')";
        window.until(answered).await;
        write(&window, "title = ").await;
        window.click("[data-again]").await;
        window
            .until("document.querySelector('[data-play-status]').textContent.includes('errors')")
            .await;
        for one in [&window, &says_yes, &says_no] {
            assert_eq!(one.complaints().await, [""; 0]);
        }
    })
    .await;
}
