//! How the pages are reached: by which names, through which proxies, under which path.
//!
//! Nothing that a request says of itself is believed unless a configured proxy says it: a forged name would lead links
//! astray, a forged address would get around every limit.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::OnceLock;

use axum::http::header::HOST;
use axum::http::{HeaderMap, Request, Uri};

use crate::config::{HostName, Network, PublicUrl, Serving};

/// The path that every link begins with: empty, or `/greenroom`. A process serves one site, and templates have no
/// other way to know.
static ROOT: OnceLock<String> = OnceLock::new();

/// What stands before the path of every link: empty unless the site lies under a path.
pub fn root() -> &'static str {
    ROOT.get().map_or("", String::as_str)
}

/// How the pages are reached.
#[derive(Clone, Debug)]
pub struct Site {
    public_url: Option<PublicUrl>,
    hosts: Vec<HostName>,
    proxies: Vec<Network>,
}

/// Who sends a request, and over what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The browser's address, as far as it can be known.
    pub address: IpAddr,
    /// Whether a configured proxy passed it on.
    pub forwarded: bool,
    /// Whether the browser used TLS.
    pub https: bool,
}

impl Site {
    /// The site of these settings.
    pub fn new(serving: &Serving) -> Site {
        Site {
            public_url: serving.public_url.clone(),
            hosts: serving.hosts.clone(),
            proxies: serving.proxies.clone(),
        }
    }

    /// Lets every link begin with the path of the public address. The first call counts: assets are named once.
    pub fn settle(&self) {
        let path = self.public_url.as_ref().map_or("", |url| &url.path);
        let settled = ROOT.get_or_init(|| path.to_owned());
        if settled != path {
            tracing::error!(settled, path, "a process serves under one path only");
        }
    }

    /// The path that requests may begin with.
    pub fn path(&self) -> &str {
        self.public_url.as_ref().map_or("", |url| &url.path)
    }

    /// The origin of the public address, as a browser writes it.
    pub fn origin(&self) -> Option<String> {
        let url = self.public_url.as_ref()?;
        let scheme = if url.https { "https" } else { "http" };
        Some(format!("{scheme}://{}", url.host))
    }

    /// Whether a request by this name is for us; `None`: it names none. A page of another site can make a browser send
    /// requests here under its own name, and would read the answers; so a name counts only when it is known. With
    /// nothing configured, any address in figures does as well, because no such page has one.
    pub fn knows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let (name, _) = split_port(&host);
        if name == "localhost" {
            return true;
        }
        if let Some(address) = ip(name)
            && (address.is_loopback() || (self.hosts.is_empty() && self.public_url.is_none()))
        {
            return true;
        }
        let public = self
            .public_url
            .as_ref()
            .is_some_and(|url| same_port(&url.host, &host, url.https));
        public
            || self
                .hosts
                .iter()
                .any(|known| match split_port(known.as_str()) {
                    (known, None) => known == name,
                    (_, Some(_)) => known.as_str() == host,
                })
    }

    /// Whether a request by this name came over TLS because the public address says so.
    pub fn is_tls(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let public = self.public_url.as_ref().filter(|url| url.https);
        public.is_some_and(|url| same_port(&url.host, &host, true))
    }

    /// Who sends a request that came over a connection from `peer`. Of the addresses that proxies noted, the last one
    /// that is no configured proxy counts: what stands before it, the sender could have written.
    pub fn sender(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Sender {
        let peer = peer
            .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
            .to_canonical();
        if !self.trusts(peer) {
            return Sender {
                address: peer,
                forwarded: false,
                https: false,
            };
        }
        let mut address = peer;
        let noted = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|part| ip(part.trim()))
            .collect::<Vec<_>>();
        for noted in noted.into_iter().rev() {
            // What isn't an address was not written by a proxy of ours.
            let Some(noted) = noted else { break };
            address = noted;
            if !self.trusts(noted) {
                break;
            }
        }
        let proto = headers.get("x-forwarded-proto");
        Sender {
            address,
            forwarded: headers.contains_key("x-forwarded-for"),
            https: proto.is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https")),
        }
    }

    /// Whether an address is a configured proxy's.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(address))
    }
}

/// A request without the path that the site lies under. A proxy may have taken it off already, and whatever looks after
/// the program asks without it: then it stays as it is.
pub fn without_path<B>(path: &str, mut request: Request<B>) -> Request<B> {
    let uri = request.uri();
    let rest = uri.path().strip_prefix(path);
    let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
        return request;
    };
    let slash = if rest.is_empty() { "/" } else { "" };
    let target = match uri.query() {
        Some(query) => format!("{slash}{rest}?{query}"),
        None => format!("{slash}{rest}"),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = target.parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
    request
}

/// The name that a request is for, with its port.
pub fn host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    if let Some(authority) = uri.authority() {
        return Some(authority.as_str());
    }
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok().filter(|host| !host.is_empty()),
        // Two names: a proxy may have gone by the one and we by the other.
        (_, _) => None,
    }
}

/// An address in figures; in `[]` or not, with a port or not.
fn ip(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_canonical());
    }
    let (name, _) = split_port(text);
    let bare = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name);
    bare.parse::<IpAddr>()
        .ok()
        .map(|address| address.to_canonical())
}

/// A name and its port.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.ends_with(':') => {
            (name, Some(port))
        }
        Some(_) | None => (host, None),
    }
}

/// Whether two names are the same where the usual port may be left out.
fn same_port(public: &str, host: &str, https: bool) -> bool {
    let usual = if https { "443" } else { "80" };
    let (name, port) = split_port(host);
    let (public_name, public_port) = split_port(public);
    name == public_name && port.unwrap_or(usual) == public_port.unwrap_or(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(public_url: &str, hosts: &[&str], proxies: &[&str]) -> Site {
        Site {
            public_url: (!public_url.is_empty()).then(|| public_url.parse().unwrap()),
            hosts: hosts.iter().map(|host| host.parse().unwrap()).collect(),
            proxies: proxies.iter().map(|proxy| proxy.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn a_name_counts_when_it_is_known() {
        let check = |site: &Site, known: &[&str], unknown: &[&str]| {
            for host in known {
                assert!(site.knows(host), "{host} with {site:?}");
            }
            for host in unknown {
                assert!(!site.knows(host), "{host} with {site:?}");
            }
        };
        let loopback = [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]:80",
            "[::ffff:127.0.0.1]",
        ];
        let evil = [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evil.example:8080",
            "",
            ":",
            "[",
            "127.0.0.1@evil.example",
            "xlocalhost",
        ];
        let nothing = site("", &[], &[]);
        check(&nothing, &loopback, &evil);
        check(
            &nothing,
            &["192.168.1.5:8080", "[fe80::1]:8080"],
            &["school.example"],
        );
        let public = site("https://school.example/greenroom", &[], &[]);
        check(&public, &loopback, &evil);
        check(
            &public,
            &["school.example", "School.Example:443"],
            &[
                "school.example:8443",
                "school.example:80",
                "www.school.example",
                "192.168.1.5",
            ],
        );
        let ported = site(
            "http://school.example:8080",
            &["greenroom", "lan.example:81"],
            &[],
        );
        check(
            &ported,
            &[
                "school.example:8080",
                "greenroom",
                "greenroom:8080",
                "lan.example:81",
            ],
            &["school.example", "lan.example", "lan.example:82"],
        );
    }

    #[test]
    fn a_sender_is_whom_the_last_trusted_proxy_saw() {
        let check = |proxies: &[&str],
                     peer: &str,
                     headers: &[(&'static str, &str)],
                     expected: (&str, bool, bool)| {
            let headers: HeaderMap = headers
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .fold(
                    HeaderMap::new(),
                    |mut map, (name, value): (axum::http::HeaderName, _)| {
                        map.append(name, value);
                        map
                    },
                );
            let sender = site("", &[], proxies).sender(Some(peer.parse().unwrap()), &headers);
            let got = (sender.address.to_string(), sender.forwarded, sender.https);
            assert_eq!(
                got,
                (expected.0.to_owned(), expected.1, expected.2),
                "{headers:?} from {peer}"
            );
        };
        let for_ = "x-forwarded-for";
        let proto = ("x-forwarded-proto", "https");
        // Nobody is believed by default.
        check(
            &[],
            "127.0.0.1",
            &[(for_, "203.0.113.7"), proto],
            ("127.0.0.1", false, false),
        );
        check(
            &["10.0.0.1"],
            "203.0.113.9",
            &[(for_, "203.0.113.7"), proto],
            ("203.0.113.9", false, false),
        );
        check(
            &["127.0.0.1"],
            "127.0.0.1",
            &[(for_, "203.0.113.7"), proto],
            ("203.0.113.7", true, true),
        );
        check(
            &["127.0.0.1"],
            "127.0.0.1",
            &[],
            ("127.0.0.1", false, false),
        );
        check(
            &["127.0.0.1"],
            "::ffff:127.0.0.1",
            &[(for_, "203.0.113.7")],
            ("203.0.113.7", true, false),
        );
        // What the sender wrote itself stands before what our proxies noted.
        check(
            &["127.0.0.1"],
            "127.0.0.1",
            &[(for_, "1.1.1.1, 203.0.113.7")],
            ("203.0.113.7", true, false),
        );
        check(
            &["127.0.0.1"],
            "127.0.0.1",
            &[(for_, "1.1.1.1"), (for_, "203.0.113.7")],
            ("203.0.113.7", true, false),
        );
        check(
            &["127.0.0.1", "10.0.0.0/8"],
            "127.0.0.1",
            &[(for_, "1.1.1.1, 203.0.113.7, 10.1.2.3")],
            ("203.0.113.7", true, false),
        );
        check(
            &["127.0.0.1", "10.0.0.0/8"],
            "127.0.0.1",
            &[(for_, "10.1.2.3")],
            ("10.1.2.3", true, false),
        );
        check(
            &["127.0.0.1"],
            "127.0.0.1",
            &[(for_, "nonsense")],
            ("127.0.0.1", true, false),
        );
        check(
            &["127.0.0.1"],
            "127.0.0.1",
            &[(for_, "2001:db8::7")],
            ("2001:db8::7", true, false),
        );
        check(
            &["127.0.0.1"],
            "127.0.0.1",
            &[(for_, "[2001:db8::7]:4711")],
            ("2001:db8::7", true, false),
        );
        check(
            &["127.0.0.1"],
            "127.0.0.1",
            &[(for_, "203.0.113.7:4711")],
            ("203.0.113.7", true, false),
        );
    }

    #[test]
    fn a_request_loses_the_path_that_the_site_lies_under() {
        let check = |uri: &str, expected: &str| {
            let request = Request::builder().uri(uri).body(()).unwrap();
            let request = without_path("/greenroom", request);
            assert_eq!(request.uri().to_string(), expected, "{uri}");
        };
        check("/greenroom", "/");
        check("/greenroom/", "/");
        check("/greenroom/sessions/x?after=1", "/sessions/x?after=1");
        check("/greenroom?a=b", "/?a=b");
        check("/sessions/x?after=1", "/sessions/x?after=1");
        check("/greenrooms/x", "/greenrooms/x");
        check("/greenroom/greenroom/x", "/greenroom/x");
        check("http://a/greenroom/x", "http://a/x");
    }

    #[test]
    fn a_request_with_two_names_has_none() {
        let headers = |hosts: &[&'static str]| {
            let mut map = HeaderMap::new();
            for host in hosts {
                map.append(HOST, axum::http::HeaderValue::from_static(host));
            }
            map
        };
        let path = Uri::from_static("/x");
        assert_eq!(host(&path, &headers(&["a"])), Some("a"));
        assert_eq!(host(&path, &headers(&[])), None);
        assert_eq!(host(&path, &headers(&[""])), None);
        assert_eq!(host(&path, &headers(&["a", "b"])), None);
        assert_eq!(
            host(&Uri::from_static("http://b/x"), &headers(&["a"])),
            Some("b")
        );
    }
}
