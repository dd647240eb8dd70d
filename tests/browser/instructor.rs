//! Somebody with an account at the desk, by plain HTTP.

use greenroom::store::{PasswordLink, sha256_hex};
use reqwest::StatusCode;
use reqwest::header::SET_COOKIE;

use crate::house::House;
use crate::visitor::Visitor;

const PASSWORD: &str = "correct horse battery";

/// Makes an account, and a browser that is signed in to it.
pub async fn instructor(house: &House, name: &str) -> Visitor {
    let secret = format!("a link for {name}").replace(' ', "-");
    let link = PasswordLink {
        hash: sha256_hex(secret.as_bytes()),
        until_ms: i64::MAX,
    };
    house.app.store.add_instructor(name, link, 0).await.unwrap();
    let visitor = Visitor::new(house);
    let form = [("password", PASSWORD), ("again", PASSWORD)];
    let response = visitor
        .post(&format!("/desk/invitation/{secret}"), &form)
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    signed_in(house, name).await
}

/// A browser that signs in to an account that [`instructor`] made.
pub async fn signed_in(house: &House, name: &str) -> Visitor {
    let mut visitor = Visitor::new(house);
    let form = [("name", name), ("password", PASSWORD)];
    let response = visitor.post("/desk/sign-in", &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    visitor.cookie = cookie.split(';').next().unwrap().to_owned();
    visitor
}
