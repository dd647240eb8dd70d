//! `greenroom check` as a person runs it.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::process::{Command, Output};

fn check(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_greenroom"))
        .arg("check")
        .args(arguments)
        .env_remove("GREENROOM_PROMPTS")
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_broken_scenario_is_shown_with_its_lines_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    let source = include_str!("scenario/small.toml");
    std::fs::write(&file, source.replace("summary =", "sumary =")).unwrap();
    let output = check(&[&file]);
    assert_eq!(output.status.code(), Some(1));
    let printed = printed(&output);
    let line = format!(
        "{}:4:1: unknown key `sumary`\n 4 | sumary = \"People pin pictures and look at them.\"\n   | ^^^^^^ did you mean `summary`?\n",
        file.display()
    );
    assert!(printed.contains(&line), "{printed}");
    assert!(printed.contains("cannot be used\n"), "{printed}");
}

#[test]
fn what_cannot_be_read_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.toml");
    let bytes = folder.path().join("bytes.toml");
    std::fs::write(&bytes, [0xff, 0xfe]).unwrap();
    let shared = folder.path().join("questions.toml");
    std::fs::write(&shared, "").unwrap();
    for (file, says) in [
        (&missing, "cannot read"),
        (&bytes, "is no UTF-8 text"),
        (&shared, "is shared knowledge"),
    ] {
        let output = check(&[file]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(says), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn the_samples_said_otherwise_give_a_table_and_say_whether_the_aims_are_met() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    std::fs::write(&file, include_str!("scenario/small.toml")).unwrap();
    let output = check(&[Path::new("--mutants"), &file]);
    let printed = printed(&output);
    for row in ["typos, kept ", "negated, lost ", "kept: ", "lost: "] {
        assert!(printed.contains(row), "{printed}");
    }
    let missed = printed.contains("%: missed\n");
    assert_eq!(output.status.code(), Some(i32::from(missed)), "{printed}");

    std::fs::write(&file, "format = 1").unwrap();
    let output = check(&[Path::new("--mutants"), &file]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("check it by itself first"), "{said}");
}

#[test]
fn a_wording_with_a_gap_that_nothing_fills_fails() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("interviewer.toml");
    let source = include_str!("../prompts/interviewer.toml");
    std::fs::write(&file, source).unwrap();
    assert_eq!(check(&[&file]).status.code(), Some(0));
    std::fs::write(&file, source.replacen("{prompt}", "{promt}", 1)).unwrap();
    let output = check(&[&file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("{promt}"));
}
