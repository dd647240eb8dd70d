//! The settings as people give them: flags, variables, a file; and what `greenroom config` says of them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps says where it failed"
)]

#[path = "program/command.rs"]
mod command;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// The program in a folder of its own, with no setting from the environment that the tests run in.
fn program(folder: &Path) -> Command {
    let mut command = command::program();
    command.env_remove("GREENROOM_CONFIG");
    command.current_dir(folder);
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What `greenroom config` says with these arguments and variables: value and source of a setting.
fn in_force(
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
    key: &str,
) -> (String, String) {
    let output = program(folder)
        .args(["config", "--format", "json"])
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let settings = value["settings"].as_array().unwrap();
    let setting = settings
        .iter()
        .find(|setting| setting["key"] == key)
        .unwrap();
    let text = |name: &str| setting[name].as_str().unwrap().to_owned();
    (text("value"), text("source"))
}

#[test]
fn a_flag_goes_before_a_variable_before_the_file_before_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let check = |arguments: &[&str], variables: &[(&str, &str)], value: &str, source: &str| {
        let found = in_force(folder, arguments, variables, "listen");
        assert_eq!(found, (value.to_owned(), source.to_owned()));
    };
    let variable = [("GREENROOM_LISTEN", "127.0.0.1:2")];
    let flag = ["--listen", "127.0.0.1:1"];
    check(&[], &[], "127.0.0.1:8080", "default");
    std::fs::write(
        folder.join("greenroom.toml"),
        "# mine\nlisten = \"127.0.0.1:3\"\n",
    )
    .unwrap();
    check(&[], &[], "127.0.0.1:3", "file greenroom.toml, line 2");
    check(&[], &variable, "127.0.0.1:2", "variable GREENROOM_LISTEN");
    check(&flag, &variable, "127.0.0.1:1", "flag --listen");
    check(
        &[],
        &[("GREENROOM_LISTEN", "")],
        "127.0.0.1:3",
        "file greenroom.toml, line 2",
    );

    // What has no effect is told too.
    let output = program(folder)
        .args(["config", "--listen", "127.0.0.1:1"])
        .envs(variable)
        .output()
        .unwrap();
    let text = stdout(&output);
    assert!(
        text.contains(
            "flag --listen (not variable GREENROOM_LISTEN, nor file greenroom.toml, line 2)"
        ),
        "{text}"
    );
}

#[test]
fn another_file_is_named_by_flag_or_variable_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::create_dir(folder.join("etc")).unwrap();
    std::fs::write(folder.join("greenroom.toml"), "listen = \"127.0.0.1:3\"\n").unwrap();
    std::fs::write(
        folder.join("etc/school.toml"),
        "listen = \"127.0.0.1:4\"\ndatabase = \"school.db\"\nproxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\n",
    )
    .unwrap();
    let variable = [("GREENROOM_CONFIG", "etc/school.toml")];
    let flag = ["--config", "etc/school.toml"];
    let get = |arguments: &[&str], variables: &[(&str, &str)], key: &str| {
        in_force(folder, arguments, variables, key)
    };
    assert_eq!(get(&flag, &[], "listen").0, "127.0.0.1:4");
    assert_eq!(get(&[], &variable, "listen").0, "127.0.0.1:4");
    assert_eq!(
        get(&["--config", "greenroom.toml"], &variable, "listen").0,
        "127.0.0.1:3"
    );
    assert_eq!(get(&flag, &[], "proxies").0, "127.0.0.1, 10.0.0.0/8");
    // A path is relative to the file that it stands in.
    assert_eq!(get(&flag, &[], "database").0, "etc/school.db");
    let replay = |arguments: &[&str]| {
        let mut command = program(folder);
        let output = command.args(arguments).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let session = "01890000-0000-7000-8000-000000000000";
    for arguments in [
        ["--config", "etc/school.toml", "replay", session],
        ["replay", session, "--config", "etc/school.toml"],
    ] {
        let told = replay(&arguments);
        assert!(
            told.contains("there is no database etc/school.db"),
            "{told}"
        );
    }
    let told = replay(&["replay", session, "--config", "etc/none.toml"]);
    assert!(
        told.starts_with("greenroom: cannot read the settings in etc/none.toml"),
        "{told}"
    );
}

#[test]
fn a_flag_of_the_server_is_not_lost_before_another_command() {
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path())
        .args(["--listen", "127.0.0.1:1", "check"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("--listen is for the server"), "{told}");
}

#[test]
fn what_is_wrong_in_the_file_is_told_at_its_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("greenroom.toml");
    let check = |source: &str, expected: &[&str]| {
        std::fs::write(&file, source).unwrap();
        // Whatever the command is, and whether it needs the value or not.
        for arguments in [["config", "--format=json"], ["check", "--strict"]] {
            let output = program(folder.path()).args(arguments).output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{source}: {told}");
            assert_eq!(stdout(&output), "", "{source}");
            assert!(told.starts_with("greenroom: greenroom.toml:"), "{told}");
            for words in expected {
                assert!(told.contains(words), "{words} in {told}");
            }
        }
    };
    check(
        "\nlisen = \"127.0.0.1:1\"\n",
        &[
            "greenroom.toml:2:1: unknown key `lisen`",
            "did you mean `listen`?",
        ],
    );
    check(
        "listen = \"here\"\n  retention_days = -1\nmetrics = \"on\"\n",
        &[
            "greenroom.toml:1:10: `listen`: `here` is no address",
            "greenroom.toml:2:20: `retention_days` must be a whole number",
            "greenroom.toml:3:11: `metrics` must be true or false",
        ],
    );
    check(
        "proxies = [\"127.0.0.1\", \"proxy\"]\n",
        &["greenroom.toml:1:11: `proxies`: `proxy` is no network"],
    );
    check(
        "log_format = \"xml\"\n",
        &["greenroom.toml:1:14:", "`text` and `json`"],
    );
    check("listen = \n", &["greenroom.toml:1:", "this is no TOML"]);
    check("[limits]\n", &["greenroom.toml:1:2: unknown key `limits`"]);
}

#[test]
fn a_wrong_flag_or_variable_is_named_with_what_it_takes() {
    let folder = tempfile::tempdir().unwrap();
    let check = |arguments: &[&str], variables: &[(&str, &str)], expected: &str| {
        let output = program(folder.path())
            .arg("serve")
            .args(arguments)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(
            told.starts_with(&format!("greenroom: {expected}")),
            "{told}"
        );
    };
    check(
        &["--listen", "8080"],
        &[],
        "--listen: `8080` is no address with a port",
    );
    check(&["--listen", ""], &[], "--listen: it is empty");
    check(&["--database", ""], &[], "--database: it is empty");
    check(
        &[],
        &[("GREENROOM_LISTEN", "8080")],
        "GREENROOM_LISTEN: `8080` is no address",
    );
    check(
        &[],
        &[("GREENROOM_METRICS", "maybe")],
        "GREENROOM_METRICS: it must be `on` or `off`",
    );
    check(
        &[],
        &[("GREENROOM_RETENTION_DAYS", "1e3")],
        "GREENROOM_RETENTION_DAYS: it must be a whole",
    );
    check(
        &["--public-url", "greenroom.example.org"],
        &[],
        "--public-url: `greenroom.example.org` begins with neither https:// nor http://",
    );
    check(
        &[],
        &[("GREENROOM_LISTEN_FILE", "none")],
        "GREENROOM_LISTEN_FILE: cannot read none",
    );
}

#[test]
fn a_value_may_come_from_a_file_that_a_variable_names() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "127.0.0.1:7\n").unwrap();
    let file = [("GREENROOM_LISTEN_FILE", "secret")];
    let (value, source) = in_force(folder.path(), &[], &file, "listen");
    assert_eq!(value, "127.0.0.1:7");
    assert_eq!(source, "file secret, which GREENROOM_LISTEN_FILE names");
}

/// A file that comes out of another program can be read only once.
#[cfg(unix)]
#[test]
fn the_file_may_be_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(folder.path())
        .args(["config", "--config", "/dev/stdin"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut pipe, b"listen = \"127.0.0.1:5\"\n").unwrap();
    drop(pipe);
    let text = stdout(&child.wait_with_output().unwrap());
    assert!(text.contains("127.0.0.1:5"), "{text}");
    assert!(text.contains("file /dev/stdin, line 1"), "{text}");
}

#[test]
fn a_variable_that_nothing_reads_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path())
        .arg("config")
        .env("GREENROOM_LISTN", "127.0.0.1:1")
        .output()
        .unwrap();
    let text = stdout(&output);
    assert!(
        text.contains(
            "GREENROOM_LISTN is set, but no setting reads it (did you mean GREENROOM_LISTEN?)"
        ),
        "{text}"
    );
}

/// The file that the program writes is one that it reads, with each of its lines made to count, and changes nothing.
#[test]
fn the_example_of_a_file_is_read_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let show = |format: &str| {
        let output = program(folder.path())
            .args(["config", "--format", format])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        stdout(&output)
    };
    let values = |shown: &str| -> Vec<(String, String)> {
        let shown: Value = serde_json::from_str(shown).unwrap();
        let settings = shown["settings"].as_array().unwrap();
        let text = |setting: &Value, name: &str| setting[name].as_str().unwrap().to_owned();
        let pairs = settings.iter().map(|s| (text(s, "key"), text(s, "value")));
        pairs.collect()
    };
    let before = values(&show("json"));
    let example = show("toml");
    let meant: Vec<&str> = example
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| {
            line.split(" = ")
                .next()
                .is_some_and(|key| !key.contains(' '))
                && line.contains(" = ")
        })
        // What has no default shows what it takes, such as "FOLDER".
        .filter(|line| {
            let value = line.rsplit(" = ").next().unwrap_or_default();
            let written = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            !value.starts_with('"') || value.bytes().any(written)
        })
        .collect();
    assert!(meant.len() >= 5, "{example}");
    std::fs::write(folder.path().join("greenroom.toml"), meant.join("\n")).unwrap();
    assert_eq!(values(&show("json")), before);
}

#[test]
fn the_document_names_every_setting_with_its_default() {
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path())
        .args(["config", "--format", "json"])
        .output()
        .unwrap();
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
    let document = std::fs::read_to_string(document).unwrap();
    let rows: Vec<&str> = document
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let settings = shown["settings"].as_array().unwrap();
    for setting in settings {
        let (key, value) = (
            setting["key"].as_str().unwrap(),
            setting["value"].as_str().unwrap(),
        );
        let start = format!(
            "| `{key}` | `--{}` | `GREENROOM_{}` | {} |",
            key.replace('_', "-"),
            key.to_uppercase(),
            if value.is_empty() {
                "none".into()
            } else {
                format!("`{value}`")
            },
        );
        assert!(
            rows.iter().any(|row| row.starts_with(&start)),
            "docs/operations.md has no row {start}"
        );
    }
    assert_eq!(
        rows.len(),
        settings.len(),
        "the document has a row that no setting is for"
    );
}

/// What a unit runs is a command line that the program takes.
#[test]
fn the_units_run_commands_that_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let packaging = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging");
    let mut run = 0;
    for unit in std::fs::read_dir(packaging).unwrap() {
        let unit = std::fs::read_to_string(unit.unwrap().path()).unwrap();
        for line in unit
            .lines()
            .filter_map(|line| line.strip_prefix("ExecStart="))
        {
            let mut words = line.split(' ');
            assert_eq!(words.next(), Some("/usr/local/bin/greenroom"));
            // It ends before it does anything, if it understands the rest.
            let output = program(folder.path())
                .args(words)
                .arg("--help")
                .output()
                .unwrap();
            assert!(output.status.success(), "{line}: {output:?}");
            let told = stdout(&output);
            assert!(
                !told.contains("Commands:"),
                "the help of the command itself: {told}"
            );
            run += 1;
        }
    }
    assert_eq!(run, 2);
}

/// The server really does what the file says.
#[test]
fn the_server_obeys_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let file = format!("listen = \"{address}\"\nlog_format = \"json\"\n");
    std::fs::write(folder.path().join("greenroom.toml"), file).unwrap();
    let output = program(folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains(&address), "{told}");
}
