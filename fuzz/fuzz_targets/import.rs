//! Any text is an exported session or is refused as a whole; what is taken in is written out again, and known from then on.

#![no_main]

use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use greenroom::prompts::Library;
use greenroom::session::{self, App, SubmitError};
use greenroom::store::{MessageId, SessionId, Store};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;
use tower::ServiceExt;

const COOKIE: &str = "greenroom=0123456789abcdef0123456789abcdef";
const START: &str = "scenario=grow-one-server&mode=coach&seniority=entry&minutes=30";

struct House {
    runtime: Runtime,
    app: App,
    /// An interview as it is exported.
    file: String,
}

/// Where files come in, and one that was written there.
static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("greenroom-fuzz-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let runtime = Runtime::new().expect("a runtime");
    let (app, file) = runtime.block_on(async {
        let store = Store::open(&folder.join("greenroom.db"))
            .await
            .expect("a store");
        let app = App::new(store, Library::open(None).expect("the built-in prompts"));
        let begun = send(&app, "/sessions", START.into()).await;
        for what in ["text=a database with a cache in front", "press=finish"] {
            let id = MessageId::new();
            let body = format!("{}&message_id={}", what.replace(' ', "+"), id.as_str());
            send(&app, &format!("{begun}/turns"), body).await;
        }
        let request = Request::get(format!("{begun}/export?format=json"))
            .header(header::HOST, "localhost")
            .header(header::COOKIE, COOKIE)
            .body(Body::empty())
            .expect("a request");
        let answer = greenroom::web::router(app.clone()).oneshot(request).await;
        let body = to_bytes(answer.expect("an answer").into_body(), usize::MAX).await;
        let file = String::from_utf8(body.expect("a body").into()).expect("a text");
        assert!(file.contains("with a cache in front"));
        (app, file)
    });
    House { runtime, app, file }
});

/// Posts a form, and says where it leads.
async fn send(app: &App, path: &str, body: String) -> String {
    let request = Request::post(path)
        .header(header::HOST, "localhost")
        .header(header::COOKIE, COOKIE)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .expect("a request");
    let answer = greenroom::web::router(app.clone()).oneshot(request).await;
    let answer = answer.expect("an answer");
    let place = answer.headers()[header::LOCATION].to_str();
    place.expect("a place").to_owned()
}

/// The exported file under another id, with some of its bytes changed, taken out or put in.
fn changed(file: &str, changes: &[(u32, u8, u8)]) -> Vec<u8> {
    let known = file.split("\"session\": \"").nth(1).expect("an id");
    let known = &known[..SessionId::new().to_string().len()];
    let mut bytes = file
        .replace(known, &SessionId::new().to_string())
        .into_bytes();
    for (at, kind, byte) in changes {
        let at = *at as usize % bytes.len();
        match kind % 3 {
            0 => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            _ if bytes.len() > 1 => {
                bytes.remove(at);
            }
            _ => {}
        }
    }
    bytes
}

fuzz_target!(|input: (Vec<(u32, u8, u8)>, Option<Vec<u8>>)| {
    let (changes, whole) = input;
    let House { runtime, app, file } = &*HOUSE;
    let bytes = whole.unwrap_or_else(|| changed(file, &changes));
    let text = String::from_utf8_lossy(&bytes);
    runtime.block_on(async {
        let imported = match session::import(app, &text).await {
            Ok(imported) => imported,
            Err(SubmitError::Store(error)) => panic!("it came as far as the store: {error}"),
            Err(_) => return,
        };
        let session = app.store.session(imported.session).await;
        let session = session.expect("it is there");
        for with_said in [true, false] {
            let written = session::export_json(app, &session, with_said).await;
            let again = session::import(app, &written.expect("it is written out")).await;
            assert!(
                matches!(again, Err(SubmitError::Unreadable(_))),
                "it is here"
            );
            let read = session::export_markdown(app, &session, with_said).await;
            read.expect("it is written for people");
        }
    });
});
