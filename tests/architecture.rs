//! The house rules that a compiler does not check: which module may import which, what the pure core may use, and
//! that the documents name the commands that CI runs.

#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps says where it failed"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The modules in layers. A module imports from its own and the layers above it only.
const LAYERS: &[&[&str]] = &[
    &["document"],
    &["language"],
    &["diagram"],
    &["scenario"],
    &["interview"],
    &["assessment"],
    &["store", "prompts", "hub", "config", "meter"],
    &["session"],
    &["web"],
    &["cli"],
];

/// The last layer that is pure: values in, values out.
const PURE: usize = 5;

/// What the pure core may not use: files, time, chance, threads, sockets, output, and maps without an order.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time",
    "SystemTime",
    "Instant",
    "tokio",
    "sqlx",
    "axum",
    "rand::",
    "getrandom",
    "uuid",
    "tracing",
    "println!",
    "eprintln!",
    "dbg!",
];

/// Maps and sets with a random order may look things up, but iterating them would let chance into a result.
const UNORDERED: &[&str] = &["HashMap", "HashSet"];

/// How one walks through a map, as far as a line shows it.
const WALKS: &[&str] = &["keys()", "values()"];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Every source file, by the module at the top of its path.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let inside = path.strip_prefix(&root).unwrap();
            let module = inside
                .components()
                .next()
                .unwrap()
                .as_os_str()
                .to_str()
                .unwrap();
            let module = module.trim_end_matches(".rs").to_string();
            let text = std::fs::read_to_string(&path).unwrap();
            sources.push((module, inside.to_path_buf(), text));
        }
    }
    sources.sort();
    sources
}

/// The lines of a file that are program: no comments, and nothing from the tests at its end.
fn program(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap()))
        .filter(|(_, line)| !line.trim().is_empty())
}

/// The modules that a line names as `crate::module`, also inside `crate::{…}`.
fn imported(line: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => group,
            None => rest
                .split([':', ';', ',', ' ', '(', ')', '<', '>'])
                .next()
                .unwrap(),
        };
        let words = names.split(|c: char| !c.is_alphanumeric() && c != '_');
        modules.extend(
            words
                .filter(|word| layer(word).is_some())
                .map(str::to_string),
        );
    }
    modules
}

#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (module, file, text) in sources() {
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(own) = layer(&module) else {
            wrong.push(format!(
                "src/{}: `{module}` stands in no layer",
                file.display()
            ));
            continue;
        };
        seen.insert(module.clone());
        for (number, line) in program(&text) {
            for imported in imported(line) {
                if layer(&imported).is_some_and(|other| other > own) {
                    let place = format!("src/{}:{number}", file.display());
                    wrong.push(format!("{place}: `{module}` imports `{imported}`"));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0], "imports against the direction");
    assert!(seen.len() >= 10, "the modules were found: {seen:?}");
}

#[test]
fn the_core_is_pure() {
    let mut wrong = Vec::new();
    let sources = sources();
    let tests = test_files(&sources);
    assert!(!tests.is_empty());
    for (module, file, text) in &sources {
        if layer(module).is_none_or(|layer| layer > PURE) || tests.contains(file) {
            continue;
        }
        let looks_up = LOOK_UPS.iter().any(|looks_up| file == Path::new(looks_up));
        let unordered = if looks_up { WALKS } else { UNORDERED };
        for (number, line) in program(text) {
            for word in IMPURE.iter().chain(unordered) {
                if uses(line, word) {
                    wrong.push(format!("src/{}:{number}: {word}", file.display()));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0], "what has no place in the core");
}

/// Where an unordered map is looked up and never walked through, because a look-up must be quick there.
const LOOK_UPS: &[&str] = &[
    "language/concept.rs",
    "language/cue.rs",
    "language/lexicon.rs",
    "language/lexicon/compile.rs",
    "language/pattern/gates.rs",
    "language/repair.rs",
    "language/sentence.rs",
    "language/stem.rs",
    "language/token/shorthand.rs",
];

/// Files that are compiled for tests only.
fn test_files(sources: &[(String, PathBuf, String)]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for (_, file, text) in sources {
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]") {
            let name = pair[1]
                .strip_prefix("mod ")
                .and_then(|rest| rest.strip_suffix(';'));
            files.extend(name.map(|name| file.with_extension("").join(format!("{name}.rs"))));
        }
    }
    files
}

fn uses(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !joined(before) && (word.ends_with([':', '!', ')']) || !joined(after))
    })
}

#[test]
fn the_rules_see_what_they_forbid() {
    assert_eq!(imported("use crate::store::{Session, Store};"), ["store"]);
    assert_eq!(imported("use crate::{hub::Hub, web};"), ["hub", "web"]);
    assert_eq!(
        imported("    let r = crate::assessment::report(e);"),
        ["assessment"]
    );
    assert_eq!(imported("use crate::language::Id;"), ["language"]);
    assert!(uses("use std::fs::File;", "std::fs"));
    assert!(uses("let now = Instant::now();", "Instant"));
    assert!(uses("println!(\"x\")", "println!"));
    assert!(!uses("an Instantaneous thing", "Instant"));
    assert!(!uses("let brand::X = 1", "rand::"));
    let text = "use a; // std::fs\n#[cfg(test)]\nmod tests { use std::fs; }\n";
    assert_eq!(program(text).collect::<Vec<_>>(), [(1, "use a; ")]);
}

#[test]
fn the_documents_name_the_commands_that_ci_runs() {
    let read = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let commands = |text: &str| -> Vec<String> {
        let shown = text.lines().filter_map(|line| line.strip_prefix("    "));
        shown
            .map(|line| line.split('#').next().unwrap().trim().to_string())
            .collect()
    };
    for document in ["README.md", "CONTRIBUTING.md"] {
        let shown = commands(&read(document));
        for command in ["cargo run", "script/test"] {
            assert!(
                shown.iter().any(|line| line == command),
                "{document} shows `{command}`"
            );
        }
    }
    let ci = read(".ci/run");
    assert!(ci.lines().any(|line| line.trim() == "exec script/test"));
    let test = read("script/test");
    for command in [
        "cargo fmt --check",
        "-- -D warnings",
        "cargo test",
        "/debug/greenroom\" check",
    ] {
        assert!(test.contains(command), "script/test runs `{command}`");
    }
    let ignored = read(".gitignore");
    assert!(ignored.lines().any(|line| line == "/node_modules"));
}
