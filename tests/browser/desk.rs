//! The desk in a real browser: a question is written, mended while it is typed, published, and held.

use greenroom::store::{PasswordLink, sha256_hex};
use serde_json::json;

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

#[tokio::test(flavor = "multi_thread")]
async fn an_instructor_writes_a_question_and_somebody_else_is_interviewed_on_it() {
    with_browser(|window, house| async move {
        let link = PasswordLink {
            hash: sha256_hex(b"secret"),
            until_ms: i64::MAX,
        };
        house
            .app
            .store
            .add_instructor("Ada", link, 0)
            .await
            .unwrap();
        window.open("/desk").await;
        window.until("location.pathname === '/desk/sign-in'").await;
        no_complaints_from_axe(&window, "the desk").await;
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

        // Somebody else, who has no account.
        window.driver.delete_all_cookies().await.unwrap();
        window.start_on("town-hall", "coach").await;
        window.say("how many visitors are there?", 3).await;
        window.open("/desk").await;
        window.until("location.pathname === '/desk/sign-in'").await;
        assert_eq!(window.complaints().await, [""; 0]);
    })
    .await;
}
