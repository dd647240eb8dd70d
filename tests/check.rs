//! `greenroom check` as a person runs it.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "program/command.rs"]
mod command;

use std::path::Path;
use std::process::Output;

use command::program;

fn check(arguments: &[&Path]) -> Output {
    program().arg("check").args(arguments).output().unwrap()
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

#[test]
fn a_new_scenario_passes_and_is_never_written_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let folder_name = folder.path().to_str().unwrap();
    let new = |slug: &str| {
        program()
            .args(["new", slug, "--folder", folder_name])
            .output()
            .unwrap()
    };
    assert!(new("my-first").status.success());
    let file = folder.path().join("my-first.toml");
    let output = check(&[&file]);
    // Its warnings are what is still to be done; nothing of the example itself is wrong.
    let told = printed(&output);
    let wrong =
        |line: &&str| line.contains(": warning: ") && !line.contains("a whole scenario has");
    assert!(output.status.success(), "{told}");
    assert_eq!(told.lines().find(wrong), None);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("title = \"Design a my first\""), "{text}");
    let again = new("my-first");
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    assert_eq!(new("My First").status.code(), Some(1));
    let schema = std::fs::read_to_string(folder.path().join("scenario.schema.json")).unwrap();
    assert_eq!(
        schema,
        include_str!("../prompts/scenario.schema.json"),
        "run `greenroom new` and copy the schema"
    );
}

#[test]
fn the_schema_knows_every_key_of_the_scenarios() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../prompts/scenario.schema.json")).unwrap();
    fn strange(
        value: &toml::Value,
        schema: &serde_json::Value,
        path: &str,
        found: &mut Vec<String>,
    ) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    let known = &schema["properties"][key];
                    let path = format!("{path}.{key}");
                    if known.is_null() {
                        found.push(path);
                    } else {
                        strange(value, known, &path, found);
                    }
                }
            }
            toml::Value::Array(all) => {
                for one in all {
                    strange(one, &schema["items"], path, found);
                }
            }
            _ => {}
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/scenarios");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut found = Vec::new();
        strange(&toml::from_str(&text).unwrap(), &schema, "", &mut found);
        assert!(found.is_empty(), "{found:?}");
        files += 1;
    }
    assert!(files >= 15);
}

#[test]
fn walks_show_what_no_interview_should_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    std::fs::write(&file, include_str!("scenario/small.toml")).unwrap();
    let output = check(&[Path::new("--walk"), Path::new("22"), &file]);
    let text = printed(&output);
    assert!(text.contains("small: 22 walks, "), "{text}");
    assert!(
        text.contains("strong ") && text.contains("stuffing "),
        "{text}"
    );
    // The same walk is the same interview.
    let show = || {
        printed(&check(&[
            Path::new("--walk"),
            Path::new("1"),
            Path::new("--show"),
            Path::new("3"),
            &file,
        ]))
    };
    assert!(show().contains("\n< ") && show().contains("\n> "));
    assert_eq!(show(), show());
}

#[test]
fn an_editor_gets_each_problem_as_a_line_of_json() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    let text = include_str!("scenario/small.toml").replace("competency", "competence");
    std::fs::write(&file, text).unwrap();
    let output = check(&[Path::new("--format"), Path::new("json"), &file]);
    assert_eq!(output.status.code(), Some(1));
    let problems: Vec<serde_json::Value> = printed(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        problems
            .iter()
            .any(|it| it["severity"] == "error" && it["line"].as_u64() > Some(1))
    );
}

#[test]
fn the_tutorial_builds_a_scenario_that_passes() {
    let text = include_str!("../docs/scenario-format.md");
    let (_, rest) = text.split_once("## A scenario from nothing").unwrap();
    let (tutorial, _) = rest.split_once("## Patterns").unwrap();
    let blocks: Vec<&str> = tutorial
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split_once("```").unwrap().0)
        .collect();
    assert!(blocks.len() >= 3);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paste-bin.toml");
    std::fs::write(&file, blocks.concat()).unwrap();
    let output = check(&[&file]);
    let printed = printed(&output);
    assert!(output.status.success(), "{printed}");
    assert!(
        printed.contains("2 of 2 full samples credited, 3 of 3 cases"),
        "{printed}"
    );
}

/// The small scenario with a pattern that nobody needs, one that finds what is no answer, and a dialogue that goes
/// another way.
fn troubled() -> String {
    let text = include_str!("scenario/small.toml");
    for old in [
        "\"(file | picture) > outside > database\"]",
        "none = [\"there are two teams\"]",
        "< [answer daily-users] million",
    ] {
        assert_eq!(text.matches(old).count(), 1, "{old}");
    }
    text.replace(
        "\"(file | picture) > outside > database\"]",
        "\"(file | picture) > outside > database\", \"(live | go) > S3\"]",
    )
    .replace(
        "none = [\"there are two teams\"]",
        "none = [\"the teams have to agree on the format of the date\"]",
    )
    .replace(
        "< [answer daily-users] million",
        "< [answer picture-size] million",
    )
    .replace(
        "[\"the images live in S3\"]",
        "[\"the images live in S3, a system in step with ours\"]",
    )
}

#[test]
fn the_whole_screen_shows_what_samples_patterns_and_dialogues_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    std::fs::write(&file, troubled()).unwrap();
    let brief = printed(&check(&[&file]));
    assert!(!brief.contains("redundant"), "{brief}");
    let screen = printed(&check(&[Path::new("--detail"), &file]));
    for line in [
        "files-outside: Files outside the database\n  2 of 2 samples reach what they should, 0 of no answer reach something\n",
        "  where: `(live | go) > S3` finds 2, redundant: others find all of them\n",
        "  where: `(file | picture) > outside > database` finds 0, idle: no sample and none of `says` has it\n",
        "  left out, as it should be: `cost` in \"the images live in S3, a system in step with ours\"\n    nearest: `two > (system | place) > step`; there: system, step; absent: two\n",
        "  false hit: \"the teams have to agree on the format of the date\"\n",
        "  promise: `(promise | contract | agree) > (api | format)` finds 1, wrong: it finds 1 of no answer\n",
        "dialogue short: 3 turns, ends well-below",
        "  differs first in line 217\n    > how many people use it every day\n    wanted: [answer picture-size]\n    got: [answer daily-users]",
    ] {
        assert!(screen.contains(line), "no {line:?} in {screen}");
    }
    // What people say who say a part is what a pattern may be there for as well.
    let probe = "probe = [\"Where does a picture itself live?\"]";
    let says = format!("{probe}\n  says = [\"the file lies outside of the database\"]");
    std::fs::write(&file, troubled().replace(probe, &says)).unwrap();
    let screen = printed(&check(&[Path::new("--detail"), &file]));
    let line = "  where: `(file | picture) > outside > database` finds 1, redundant: others find all of them\n";
    assert!(screen.contains(line), "no {line:?} in {screen}");
}

#[test]
fn the_whole_screen_is_lines_of_json_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    std::fs::write(&file, troubled()).unwrap();
    let arguments = [
        Path::new("--detail"),
        Path::new("--format"),
        Path::new("json"),
        &file,
    ];
    let lines: Vec<serde_json::Value> = printed(&check(&arguments))
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    assert_eq!((of("expectation"), of("dialogue")), (4, 1));
    assert_eq!(of("problem"), lines.len() - 5);
    let files = lines
        .iter()
        .find(|line| line["expectation"] == "files-outside")
        .unwrap();
    let where_it_lives = &files["parts"][0]["patterns"];
    assert_eq!(where_it_lives[2]["pattern"], "(live | go) > S3");
    assert_eq!(where_it_lives[2]["verdict"], "redundant");
    assert_eq!(where_it_lives[1]["verdict"], "idle");
    let near = &files["near_misses"][0];
    assert_eq!(
        (&near["part"], &near["shows"]),
        (&"cost".into(), &"partial".into())
    );
    let dialogue = lines
        .iter()
        .find(|line| line["kind"] == "dialogue")
        .unwrap();
    assert_eq!(dialogue["first"]["line"], 217);
}

#[test]
fn what_a_scenario_may_name_is_listed() {
    let knowledge = |words: &[&str]| {
        let output = program().arg("knowledge").args(words).output().unwrap();
        assert!(output.status.success());
        printed(&output)
    };
    let found = knowledge(&["memcached"]);
    assert!(
        found.contains("  cache ") || found.contains("a kind of `"),
        "{found}"
    );
    let found = knowledge(&["how", "many", "people", "use", "it"]);
    assert!(found.contains("  scale-users "), "{found}");
    let found = knowledge(&["@cache"]);
    assert!(
        found.starts_with("`@cache` is found by ")
            && found.contains(", caching layer, ")
            && found.contains("\n  and by what its kinds are found by: `redis`"),
        "{found}"
    );
    assert!(knowledge(&["xylophone"]).contains("a pattern of plain words does without"));
    assert!(knowledge(&[]).lines().count() > 250);
}

/// Sentences of others are counted, and an id that the scenario doesn't have is told with its line.
#[test]
fn what_is_heard_of_other_peoples_sentences_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("url-shortener.jsonl");
    let sentences = [
        r#"{"kind": "question", "say": "how many links are made a month?", "gold": ["new-links"]}"#,
        r#"{"kind": "question", "say": "how many links are made a month?", "gold": ["abuse"]}"#,
        r#"{"kind": "nothing", "say": "the weather is nice today"}"#,
    ];
    std::fs::write(&file, sentences.join("\n")).unwrap();
    let output = check(&[Path::new("--heard"), &file, Path::new("--verbose")]);
    let text = printed(&output);
    assert!(output.status.success(), "{text}");
    let row = text.lines().find(|line| line.starts_with("all ")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells[1..4], ["1/2", "1/2", "0/0"], "{text}");
    assert!(
        text.contains("missed: abuse") && text.contains("wrong: new-links"),
        "{text}"
    );

    let unknown = r#"{"kind": "statement", "say": "we shard it", "gold": ["nowhere/at-all"]}"#;
    std::fs::write(&file, unknown).unwrap();
    let output = check(&[Path::new("--heard"), &file]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(
        text.contains("line 1") && text.contains("nowhere/at-all"),
        "{text}"
    );
}

/// A sample question that another fact's samples draw to themselves is shown, with what it gets.
#[test]
fn sample_questions_without_their_answer_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    let small = include_str!("scenario/small.toml");
    std::fs::write(&file, small).unwrap();
    let output = check(&[&file, Path::new("--questions")]);
    let text = printed(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("sample questions get their answer"), "{text}");
    assert!(!text.contains("what time is it"), "{text}");

    let asked = small.replacen("questions = [", "questions = [\n  \"what time is it?\",", 1);
    assert_ne!(asked, small);
    std::fs::write(&file, asked).unwrap();
    let text = printed(&check(&[&file, Path::new("--questions")]));
    assert!(text.contains("what time is it?\n    missed: "), "{text}");
}

/// What is made of one sentence: what counts, what a pattern finds and doesn't count, what it is like.
#[test]
fn one_sentence_is_said_to_a_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    std::fs::write(&file, include_str!("scenario/small.toml")).unwrap();
    let say = |words: &str, after: &str| {
        let mut arguments = vec![file.as_path(), Path::new("--say"), Path::new(words)];
        if !after.is_empty() {
            arguments.extend([Path::new("--after"), Path::new(after)]);
        }
        check(&arguments)
    };
    for (words, after, lines) in [
        (
            "the images live in S3",
            "",
            &[
                "the scenario has these very words",
                "heard: `files-outside/where`, by `@object-storage`",
                "most like what says `files-outside/",
                "reply: ",
            ][..],
        ),
        (
            "a system of two",
            "files-outside/cost",
            &["asked for and not heard; nearest: `two > (system | place)"][..],
        ),
        (
            "how many people use it every day?",
            "",
            &[
                "answered with: `daily-users`",
                "most like the questions for `daily-users`: ",
            ][..],
        ),
        ("do we need S3?", "", &["heard: nothing\n"][..]),
    ] {
        let output = say(words, after);
        assert!(output.status.success());
        let text = printed(&output);
        for line in lines {
            assert!(text.contains(line), "no {line:?} in {text}");
        }
    }
    let output = say("anything", "files-outside/costs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("did you mean `files-outside/cost`?"),
        "{said}"
    );
}
