//! Any bytes are a form or are refused: never an error of the server's, never a header of theirs in the answer.

#![no_main]

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use greenroom::prompts::Library;
use greenroom::session::App;
use greenroom::store::Store;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;
use tower::ServiceExt;

const COOKIE: &str = "greenroom=0123456789abcdef0123456789abcdef";
const START: &str = "scenario=twitter&mode=coach&seniority=entry&minutes=45";

struct House {
    runtime: Runtime,
    router: Router,
    turns: String,
}

/// The real router over a real file, with one interview that has begun.
static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("greenroom-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let runtime = Runtime::new().expect("a runtime");
    let router = runtime.block_on(async {
        let store = Store::open(&folder.join("greenroom.db"))
            .await
            .expect("a store");
        let prompts = Library::open(None).expect("the built-in prompts");
        greenroom::web::router(App::new(store, prompts))
    });
    let begun = runtime.block_on(router.clone().oneshot(post("/sessions", START.as_bytes())));
    let begun = begun.expect("an answer");
    let place = begun.headers()[header::LOCATION].to_str().expect("a place");
    House {
        turns: format!("{place}/turns"),
        runtime,
        router,
    }
});

fn post(path: &str, body: &[u8]) -> Request<Body> {
    Request::post(path)
        .header(header::HOST, "localhost")
        .header(header::COOKIE, COOKIE)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .expect("a request")
}

fuzz_target!(|input: (bool, Vec<u8>, Vec<u8>)| {
    let (starts, body, name) = input;
    let house = &*HOUSE;
    let path = if starts { "/sessions" } else { &house.turns };
    let mut request = post(path, &body);
    // The same bytes where a name, an address or an id is read.
    if let Ok(value) = HeaderValue::from_bytes(&name) {
        for header in [
            "host",
            "cookie",
            "origin",
            "x-forwarded-for",
            "x-request-id",
            "last-event-id",
            "accept",
        ] {
            if name.len() % 7 == header.len() % 7 {
                request.headers_mut().insert(header, value.clone());
            }
        }
    }
    let answer = house
        .runtime
        .block_on(house.router.clone().oneshot(request));
    let answer = answer.expect("an answer");
    assert!(!answer.status().is_server_error(), "{}", answer.status());
});
