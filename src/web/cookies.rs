//! Cookies over TLS. There every cookie of ours is named `__Host-…`: browsers take such a one only over TLS, for this
//! host alone, and let no other host plant it. The handlers know the plain names only; the names are changed at the
//! door, on the way in and on the way out.
//!
//! A browser that has its cookie from before keeps what it owns: it is given the same secret under the new name.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};

use super::owner;

const PREFIX: &str = "__Host-";

/// The cookie of a browser that has it under its plain name still.
#[derive(Debug)]
pub struct Old(owner::Secret);

/// Gives the cookies of a request over TLS their plain names. Where both names are there, the one with the prefix
/// counts: the other could have been planted.
pub fn take_in(headers: &mut HeaderMap) -> Option<Old> {
    let pairs: Vec<(String, String)> = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let safe = |name: &str| {
        let mut names = pairs.iter().map(|(name, _)| name);
        names.any(|other| other.strip_prefix(PREFIX) == Some(name))
    };
    let plain: Vec<String> = pairs
        .iter()
        .filter(|(name, _)| !safe(name))
        .map(|(name, value)| format!("{}={value}", name.strip_prefix(PREFIX).unwrap_or(name)))
        .collect();
    headers.remove(COOKIE);
    if let Ok(plain) = HeaderValue::try_from(plain.join("; ")) {
        headers.insert(COOKIE, plain);
    }
    pairs
        .iter()
        .filter(|(name, _)| name == owner::NAME && !safe(name))
        .find_map(|(_, value)| owner::Secret::parse(value))
        .map(Old)
}

/// Gives the cookies of an answer over TLS their safe names, and renames an old one.
pub fn send_out(headers: &mut HeaderMap, old: Option<Old>) {
    let mut cookies: Vec<String> = headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|cookie| cookie.to_str().ok())
        .map(str::to_owned)
        .collect();
    headers.remove(SET_COOKIE);
    let expired = old
        .is_some()
        .then(|| format!("{}=; Path=/; Max-Age=0", owner::NAME));
    if let Some(Old(secret)) = old
        && !cookies.iter().any(|cookie| owner::is_named(cookie))
    {
        cookies.push(secret.set_cookie());
    }
    let safe = cookies
        .into_iter()
        .map(|cookie| match cookie.contains("; Secure") {
            true => format!("{PREFIX}{cookie}"),
            false => format!("{PREFIX}{cookie}; Secure"),
        });
    for cookie in safe.chain(expired) {
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0123456789abcdef0123456789abcdef";
    const OTHER: &str = "fedcba9876543210fedcba9876543210";

    fn taken_in(cookie: &str) -> (String, bool) {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_str(cookie).unwrap());
        let old = take_in(&mut headers);
        (headers[COOKIE].to_str().unwrap().to_owned(), old.is_some())
    }

    #[test]
    fn the_safe_name_counts_before_the_plain_one() {
        let check = |cookie: &str, plain: &str, old: bool| {
            assert_eq!(taken_in(cookie), (plain.to_owned(), old), "{cookie}");
        };
        check(
            &format!("__Host-greenroom={ONE}"),
            &format!("greenroom={ONE}"),
            false,
        );
        check(
            &format!("greenroom={ONE}"),
            &format!("greenroom={ONE}"),
            true,
        );
        check(
            &format!("greenroom={OTHER}; __Host-greenroom={ONE}; a=b"),
            &format!("greenroom={ONE}; a=b"),
            false,
        );
        check("greenroom=nonsense", "greenroom=nonsense", false);
    }

    #[test]
    fn an_answer_over_tls_has_safe_cookies_only() {
        let sent_out = |cookies: &[&str], old: Option<&str>| -> Vec<String> {
            let mut headers = HeaderMap::new();
            for cookie in cookies {
                headers.append(SET_COOKIE, HeaderValue::from_str(cookie).unwrap());
            }
            let old = old.and_then(owner::Secret::parse).map(Old);
            send_out(&mut headers, old);
            let cookies = headers.get_all(SET_COOKIE).iter();
            cookies
                .map(|cookie| cookie.to_str().unwrap().to_owned())
                .collect()
        };
        let given = format!("greenroom={ONE}; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(sent_out(&[], None), [""; 0]);
        assert_eq!(
            sent_out(&[&given], None),
            [format!("__Host-{given}; Secure")]
        );
        let secure = format!("{given}; Secure");
        assert_eq!(sent_out(&[&secure], None), [format!("__Host-{secure}")]);
        let renamed = sent_out(&[], Some(ONE));
        assert!(renamed[0].starts_with(&format!("__Host-greenroom={ONE}; Path=/;")));
        assert!(renamed[0].ends_with("; Secure"));
        assert_eq!(renamed[1], "greenroom=; Path=/; Max-Age=0");
        assert_eq!(sent_out(&[&given], Some(ONE)).len(), 2, "given once");
    }
}
