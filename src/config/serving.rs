//! How the pages are served: where, to whom, and what stands in front.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::Uri;

use super::Setting;
use super::values::Values;

/// How the pages are served.
#[derive(Clone, Debug)]
pub struct Serving {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The address that people use, where it is another one: behind a proxy, under a path.
    pub public_url: Option<PublicUrl>,
    /// The proxies whose forwarded headers are believed.
    pub proxies: Vec<Network>,
    /// The names that the program answers to, besides loopback and the name in the public address.
    pub hosts: Vec<HostName>,
    /// Whether `/metrics` answers.
    pub metrics: bool,
}

const LISTEN: Setting = Setting {
    key: "listen",
    value: "ADDRESS",
    default: "127.0.0.1:8080",
    meaning: "The address to listen on",
    many: false,
    secret: false,
};

const PUBLIC_URL: Setting = Setting {
    key: "public_url",
    value: "URL",
    default: "",
    meaning: "The address that people use, with the path if there is one: https://example.org/greenroom",
    many: false,
    secret: false,
};

const PROXIES: Setting = Setting {
    key: "proxies",
    value: "NETWORKS",
    default: "",
    meaning: "The proxies whose forwarded headers are believed: 127.0.0.1, 10.0.0.0/8",
    many: true,
    secret: false,
};

const HOSTS: Setting = Setting {
    key: "hosts",
    value: "NAMES",
    default: "",
    meaning: "The names to answer to, besides loopback and the one in the public address",
    many: true,
    secret: false,
};

const METRICS: Setting = Setting {
    key: "metrics",
    value: "ON|OFF",
    default: "off",
    meaning: "Whether /metrics answers, in the form that Prometheus reads",
    many: false,
    secret: false,
};

impl Serving {
    pub(super) const SETTINGS: &[Setting] = &[LISTEN, PUBLIC_URL, PROXIES, HOSTS, METRICS];

    pub(super) fn read(values: &mut Values<'_>) -> Serving {
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        Serving {
            listen: values.value(&LISTEN, anywhere, |text| {
                text.parse().map_err(|_| {
                    format!(
                        "`{text}` is no address with a port, such as 127.0.0.1:8080 or [::]:8080"
                    )
                })
            }),
            public_url: values.optional(&PUBLIC_URL, str::parse),
            proxies: values.many(&PROXIES, str::parse),
            hosts: values.many(&HOSTS, str::parse),
            metrics: values.switch(&METRICS),
        }
    }
}

impl Default for Serving {
    fn default() -> Serving {
        Serving {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            proxies: Vec::new(),
            hosts: Vec::new(),
            metrics: false,
        }
    }
}

/// The address that people use: a scheme, a name, and a path that every link begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    /// Whether it is `https`.
    pub https: bool,
    /// The name, in lower case, with its port if it has one: what a browser sends as `Host`.
    pub host: String,
    /// The path without a slash at its end: empty, or `/greenroom`.
    pub path: String,
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<PublicUrl, String> {
        let wrong = |why: &str| {
            format!(
                "`{text}` {why}; it is written as https://example.org or https://example.org/greenroom"
            )
        };
        let uri: Uri = text.parse().map_err(|_| wrong("is no address"))?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            Some(_) | None => return Err(wrong("begins with neither https:// nor http://")),
        };
        let Some(authority) = uri.authority() else {
            return Err(wrong("names no host"));
        };
        if authority.as_str().contains('@') {
            return Err(wrong("has a user in it"));
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(wrong("has more than a path"));
        }
        let path = uri.path().trim_end_matches('/');
        let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
        if !path.chars().all(plain) || path.contains("//") || path.contains("/.") {
            return Err(wrong("has a path with signs that make trouble"));
        }
        Ok(PublicUrl {
            https,
            host: authority.as_str().to_ascii_lowercase(),
            path: path.to_owned(),
        })
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.host, self.path)
    }
}

/// An address, or all that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// Whether an address is in it. An IPv4 address that came in IPv6 form is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differ = u32::from(network) ^ u32::from(address);
                differ.leading_zeros() >= self.bits
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differ = u128::from(network) ^ u128::from(address);
                differ.leading_zeros() >= self.bits
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Network, String> {
        let wrong = || format!("`{text}` is no network: it is written as 127.0.0.1 or 10.0.0.0/8");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = match address {
            IpAddr::V4(_) => 32,
            IpAddr::V6(_) => 128,
        };
        let bits = match bits {
            Some(bits) => bits.parse().map_err(|_| wrong())?,
            None => most,
        };
        if bits > most {
            return Err(wrong());
        }
        Ok(Network { address, bits })
    }
}

/// A name that the program answers to, in lower case; with a port it is meant with that port only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    /// The name as it is written in `Host`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = String;

    fn from_str(text: &str) -> Result<HostName, String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
        let parsed: Result<axum::http::uri::Authority, _> = text.parse();
        match parsed.is_ok() && text.chars().all(plain) {
            true => Ok(HostName(text.to_ascii_lowercase())),
            false => Err(format!(
                "`{text}` is no host name: it is written as greenroom.example.org, without https://"
            )),
        }
    }
}
