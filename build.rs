//! Lists the prompts for the program to hold, and rebuilds when a migration is added: both are embedded in the binary.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    // While the program is worked on it reads them from the disk, so that a changed word needs no building.
    let mut list = String::from("&[");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=prompts");
        let folder = Path::new(&variable("CARGO_MANIFEST_DIR")).join("prompts");
        for kind in ["", "lexicon/", "scenarios/"] {
            for path in files(&folder.join(kind)) {
                let name = path
                    .file_name()
                    .and_then(|name| name.to_str())
                    .unwrap_or("");
                list.push_str(&format!(
                    "({:?}, include_str!({path:?})),\n",
                    format!("{kind}{name}")
                ));
            }
        }
    }
    list.push(']');
    let place = Path::new(&variable("OUT_DIR")).join("prompts.rs");
    std::fs::write(&place, list).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The files of a folder that are prompts.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder);
    let entries = entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<PathBuf> = paths.filter(|path| is_prompt(path)).collect();
    paths.sort();
    paths
}

fn is_prompt(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("toml" | "txt"))
        && !path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
