//! What the program is made of: every crate is under a licence that lets anybody run it, change it and pass it on.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::process::Command;

use serde_json::Value;

/// The licences that ask for no more than to be named (SPDX).
const ACCEPTED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// The exceptions that only give more.
const EXCEPTIONS: &[&str] = &["LLVM-exception"];

/// Whether an SPDX expression can be met with accepted licences. `/` is how `OR` was written once.
fn is_accepted(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    any(&words, &mut at) && at == words.len()
}

fn any(words: &[&str], at: &mut usize) -> bool {
    let mut met = all(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all(words, at);
    }
    met
}

fn all(words: &[&str], at: &mut usize) -> bool {
    let mut met = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at);
    }
    met
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let met = any(words, at);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return met && closed;
    }
    let mut met = ACCEPTED.contains(&word);
    if words.get(*at) == Some(&"WITH") {
        met &= words
            .get(*at + 1)
            .is_some_and(|exception| EXCEPTIONS.contains(exception));
        *at += 2;
    }
    met
}

#[test]
fn an_expression_is_met_as_spdx_means_it() {
    for accepted in [
        "MIT",
        "MIT OR GPL-3.0-only",
        "GPL-3.0-only/MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "MIT AND (GPL-2.0-only OR BSD-3-Clause)",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_accepted(accepted), "{accepted}");
    }
    for refused in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR Apache-2.0) AND AGPL-3.0-only",
        "MIT OR",
        "(MIT",
        "MIT)",
        "MIT Apache-2.0",
        "Apache-2.0 WITH Something-else",
        "GPL-2.0-only WITH LLVM-exception",
    ] {
        assert!(!is_accepted(refused), "{refused}");
    }
}

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_crate_is_under_a_licence_that_we_accept() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let wrong: Vec<String> = packages
        .iter()
        .filter(|package| !is_accepted(package["license"].as_str().unwrap_or_default()))
        .map(|package| {
            format!(
                "{} {}: {}",
                package["name"], package["version"], package["license"]
            )
        })
        .collect();
    assert_eq!(
        wrong, [""; 0],
        "use another crate, or think about adding the licence here"
    );
    assert!(packages.len() > 50);
}
