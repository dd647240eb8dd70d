use super::*;

#[test]
fn a_public_address_is_a_scheme_a_name_and_a_path() {
    let check = |text: &str, host: &str, path: &str| {
        let url: PublicUrl = text.parse().unwrap();
        assert_eq!(
            (url.host.as_str(), url.path.as_str()),
            (host, path),
            "{text}"
        );
        assert_eq!(url.https, text.starts_with("https"));
    };
    check("https://example.org", "example.org", "");
    check("https://Example.org/", "example.org", "");
    check("http://[::1]:8080/green/room/", "[::1]:8080", "/green/room");
    for wrong in [
        "",
        "example.org",
        "/greenroom",
        "ftp://example.org",
        "https://",
        "https://me@example.org",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https://example.org/a b",
        "https://example.org/\"><script>",
        "https://example.org/a/../b",
        "https://example.org//evil.org",
    ] {
        assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_network_holds_the_addresses_that_begin_like_it() {
    let check = |network: &str, address: &str, expected: bool| {
        let parsed: Network = network.parse().unwrap();
        assert_eq!(
            parsed.contains(address.parse().unwrap()),
            expected,
            "{network} {address}"
        );
    };
    check("127.0.0.1", "127.0.0.1", true);
    check("127.0.0.1", "127.0.0.2", false);
    check("10.0.0.0/8", "10.255.0.1", true);
    check("10.0.0.0/8", "11.0.0.1", false);
    check("0.0.0.0/0", "203.0.113.7", true);
    check("0.0.0.0/0", "::1", false);
    check("::1", "::1", true);
    check("fd00::/8", "fd12::7", true);
    check("fd00::/8", "fe80::7", false);
    check("127.0.0.1", "::ffff:127.0.0.1", true);
    for wrong in [
        "",
        "localhost",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/",
        "10/8",
    ] {
        assert!(wrong.parse::<Network>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_host_is_a_name_and_no_address_line() {
    for right in ["greenroom.example.org", "localhost:8080", "[::1]:80"] {
        assert!(right.parse::<HostName>().is_ok(), "{right}");
    }
    assert_eq!(
        "Example.ORG".parse::<HostName>().unwrap().as_str(),
        "example.org"
    );
    for wrong in ["", "https://example.org", "a b", "example.org/path", "*"] {
        assert!(wrong.parse::<HostName>().is_err(), "{wrong:?}");
    }
}

#[test]
fn every_setting_has_a_key_of_its_own_that_makes_sound_names() {
    let mut keys: Vec<&str> = TOPICS
        .iter()
        .flat_map(|topic| topic.iter())
        .map(|s| s.key)
        .collect();
    for key in &keys {
        assert!(
            key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
            "{key}"
        );
        // Their variables would be taken for another setting's file.
        assert!(!key.ends_with("_file") && *key != FILE_FLAG, "{key}");
    }
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
}
