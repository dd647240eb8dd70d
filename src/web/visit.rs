//! What is known of a request before a page looks at it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue};
use uuid::Uuid;

/// The header that carries a request's id, both ways.
pub const REQUEST_ID: &str = "x-request-id";

/// Who comes, how, and under which id the log speaks of it. Every request has one in its extensions.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The request's id, in the log and in the answer.
    pub id: Id,
    /// The browser's address, as far as it can be known.
    pub address: IpAddr,
    /// Whether a configured proxy passed the request on.
    pub forwarded: bool,
    /// Whether the browser used TLS.
    pub https: bool,
}

impl Visit {
    /// Whether somebody at the machine itself sends it.
    pub fn is_local(&self) -> bool {
        self.address.is_loopback() && !self.forwarded
    }
}

/// The id of a request: 1 to 64 letters, digits, `-`, `_` and `.`, so that it can stand in a log and in a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id(Arc<str>);

impl Default for Id {
    fn default() -> Id {
        Id::new()
    }
}

impl Id {
    /// A new id, later than all before.
    pub fn new() -> Id {
        Id(Uuid::now_v7().simple().to_string().into())
    }

    /// The id that a request brings; none if it brings none, or one that is no id.
    pub fn of(headers: &HeaderMap) -> Option<Id> {
        let text = headers.get(REQUEST_ID)?.to_str().ok()?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| Id(text.into()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a header's value.
    pub fn to_header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_from_outside_is_plain_or_none() {
        let check = |given: &[u8], taken: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(given).unwrap());
            assert_eq!(Id::of(&headers).is_some(), taken, "{given:?}");
        };
        check(b"0190-ab_c.d", true);
        check(&[b'a'; 64], true);
        check(&[b'a'; 65], false);
        check(b"", false);
        check(b"a b", false);
        check(b"{\"level\":\"x\"}", false);
        check(b"\xff", false);
        assert_eq!(Id::of(&HeaderMap::new()), None);
        assert_eq!(Id::new().as_str().len(), 32);
    }
}
