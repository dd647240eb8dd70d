//! Whether a request comes from whoever runs the server: from this very machine, by a name of this machine, and past no
//! proxy. What is wrong with the files is shown to them and to nobody else.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{FORWARDED, HOST, VIA};
use axum::http::request::Parts;

/// Headers by which proxies tell that somebody else asks.
const RELAYED: [&str; 6] = [
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
];

/// Whether the person at the other end runs the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for Operator {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Operator, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let near = peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback());
        Ok(Operator(near && is_direct(&parts.headers)))
    }
}

/// Whether the request was made to this machine's own name and handed on by nobody.
fn is_direct(headers: &HeaderMap) -> bool {
    let relayed = headers.contains_key(FORWARDED)
        || headers.contains_key(VIA)
        || RELAYED.iter().any(|name| headers.contains_key(*name));
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    !relayed && host.is_some_and(names_this_machine)
}

/// `localhost`, `127.0.0.1` and the like, `[::1]`, each with or without a port.
fn names_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    async fn is_operator(peer: Option<&str>, headers: &[(&'static str, &'static str)]) -> bool {
        let (mut parts, ()) = axum::http::Request::new(()).into_parts();
        if let Some(peer) = peer {
            let peer: SocketAddr = peer.parse().expect("an address");
            parts.extensions.insert(ConnectInfo(peer));
        }
        for (name, value) in headers {
            parts.headers.insert(*name, HeaderValue::from_static(value));
        }
        let Ok(Operator(is)) = Operator::from_request_parts(&mut parts, &()).await;
        is
    }

    #[tokio::test]
    async fn only_a_direct_request_from_this_machine_is_the_operators() {
        let here = Some("127.0.0.1:5000");
        for host in ["localhost:8080", "127.0.0.1", "[::1]:8080", "LOCALHOST"] {
            assert!(is_operator(here, &[("host", host)]).await, "{host}");
        }
        assert!(is_operator(Some("[::1]:9"), &[("host", "[::1]:8080")]).await);
        assert!(is_operator(Some("[::ffff:127.0.0.1]:9"), &[("host", "localhost")]).await);
        assert!(!is_operator(Some("192.0.2.7:5000"), &[("host", "localhost")]).await);
        assert!(!is_operator(None, &[("host", "localhost")]).await);
        assert!(!is_operator(here, &[]).await);
        for host in ["greenroom.example", "localhost.example", "10.0.0.1:8080"] {
            assert!(!is_operator(here, &[("host", host)]).await, "{host}");
        }
        for relayed in [
            "forwarded",
            "via",
            "x-forwarded-for",
            "x-real-ip",
            "x-forwarded-proto",
        ] {
            let headers = [("host", "localhost"), (relayed, "x")];
            assert!(!is_operator(here, &headers).await, "{relayed}");
        }
    }
}
