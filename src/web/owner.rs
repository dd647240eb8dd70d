//! Who a browser is: the holder of a random secret in a cookie, and nothing more. The store knows its hash only.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};

use crate::store::Owner;

/// The cookie's name; over TLS it has a prefix besides (`cookies`).
pub const NAME: &str = "greenroom";
/// The longest that browsers keep a cookie: 400 days.
const MAX_AGE_S: u32 = 400 * 24 * 60 * 60;

/// The browser that sends a request; none: it has no cookie of ours, or one that we never gave.
#[derive(Clone, Debug)]
pub struct Browser(Option<Secret>);

impl Browser {
    /// The browser that sends these headers.
    pub fn of(headers: &HeaderMap) -> Browser {
        let secret = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
            .find_map(Secret::parse);
        Browser(secret)
    }

    /// What the store knows the browser by.
    pub fn owner(&self) -> Option<Owner> {
        self.0.as_ref().map(|secret| Owner::of_secret(&secret.0))
    }

    /// Its secret, or a new one.
    pub fn secret(self) -> Result<Secret, getrandom::Error> {
        self.0.map_or_else(Secret::new, Ok)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Browser, Infallible> {
        Ok(Browser::of(&parts.headers))
    }
}

/// 128 random bits in hexadecimal.
#[derive(Clone, Debug)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub fn new() -> Result<Secret, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Secret(format!("{:032x}", u128::from_be_bytes(bytes))))
    }

    /// Parses 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Secret> {
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 32 && text.bytes().all(digit)).then(|| Secret(text.into()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the store knows it by.
    pub fn owner(&self) -> Owner {
        Owner::of_secret(&self.0)
    }

    /// The cookie that brings it back. `Lax`, because a session's address may be opened from a link. Over TLS it is given
    /// its safe name at the door.
    pub fn cookie(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(self.set_cookie()).ok()
    }

    /// The cookie as it is set.
    pub fn set_cookie(&self) -> String {
        let Secret(secret) = self;
        format!("{NAME}={secret}; Path=/; Max-Age={MAX_AGE_S}; HttpOnly; SameSite=Lax")
    }
}

/// Whether what is set is the cookie of a browser's secret.
pub fn is_named(cookie: &str) -> bool {
    cookie
        .strip_prefix(NAME)
        .is_some_and(|rest| rest.starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn browser(cookie: &[u8]) -> Option<String> {
        let request = axum::http::Request::builder()
            .header(COOKIE, HeaderValue::from_bytes(cookie).unwrap())
            .body(())
            .unwrap();
        let mut parts = request.into_parts().0;
        let Ok(Browser(secret)) = Browser::from_request_parts(&mut parts, &()).await;
        secret.map(|Secret(secret)| secret)
    }

    #[tokio::test]
    async fn only_a_secret_of_our_form_makes_an_owner() {
        let secret = "0123456789abcdef0123456789abcdef";
        let check = async |cookie: &str, expected: Option<&str>| {
            let found = browser(cookie.as_bytes()).await;
            assert_eq!(found.as_deref(), expected, "{cookie:?}");
        };
        check(&format!("greenroom={secret}"), Some(secret)).await;
        check(&format!("a=b; greenroom={secret}; c=d"), Some(secret)).await;
        check(&format!("greenroom=old; greenroom={secret}"), Some(secret)).await;
        check("greenroom=", None).await;
        check("greenroom=0123456789ABCDEF0123456789ABCDEF", None).await;
        check(&format!("greenroom={secret}0"), None).await;
        check(&format!("greenroomx={secret}"), None).await;
        check(";;=;greenroom", None).await;
        assert_eq!(browser(b"greenroom=\xff\xfe").await, None);
    }

    #[test]
    fn a_new_secret_has_the_form_that_is_read_back() {
        let first = Secret::new().unwrap();
        let second = Secret::new().unwrap();
        assert!(Secret::parse(&first.0).is_some());
        assert_ne!(first.0, second.0);
    }
}
