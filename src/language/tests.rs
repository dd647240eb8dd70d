//! Cases for the layer as a whole; they stand in `tests/language/*.txt`.

use super::lexicon::Lexicon;
use super::*;

/// A small lexicon; "chases", "bread" and "stale" are its only common words.
pub(super) fn lexicon() -> Lexicon {
    Lexicon::compile(
        &[(
            "test.toml",
            include_str!("../../tests/language/lexicon.toml"),
        )],
        ("questions.toml", ""),
        "bread stale chase tweet only # and a remark",
    )
    .expect("compiles")
}

/// Plays a file of lines `message => what is expected`; `show` tells what was read.
#[track_caller]
fn check(file: &str, show: impl Fn(&Analysis, &str) -> String) {
    let lexicon = lexicon();
    let mut failures = Vec::new();
    for (at, line) in file.lines().enumerate() {
        let Some((message, expected)) = line.split_once("=>").filter(|_| !line.starts_with('#'))
        else {
            assert!(
                line.is_empty() || line.starts_with('#'),
                "line {}: {line}",
                at + 1
            );
            continue;
        };
        let message = message.trim();
        let shown = show(&analyse(&lexicon, message), message);
        if shown != expected.trim() {
            failures.push(format!(
                "{}: {message:?} gave {shown:?}, not {:?}",
                at + 1,
                expected.trim()
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn concepts_are_found_by_their_forms_and_by_paraphrase() {
    check(
        include_str!("../../tests/language/concepts.txt"),
        |analysis, text| {
            let shown: Vec<String> = analysis
                .reading
                .mentions
                .iter()
                .map(|mention| format!("{}({})", mention.concept, mention.span.of(text)))
                .collect();
            shown.join(" ")
        },
    );
}

#[test]
fn slips_of_the_finger_are_repaired_and_nothing_else() {
    check(
        include_str!("../../tests/language/repairs.txt"),
        |analysis, text| {
            let shown: Vec<String> = analysis
                .reading
                .repairs
                .iter()
                .map(|repair| format!("{}={}", repair.span.of(text), repair.read_as))
                .collect();
            shown.join(" ")
        },
    );
}

#[test]
fn kinds_are_known_with_all_their_ancestors() {
    let lexicon = lexicon();
    let reading = understand(&lexicon, "postgres");
    let ancestors: Vec<&str> = reading.mentions[0]
        .ancestors
        .iter()
        .map(|id| &**id)
        .collect();
    assert_eq!(ancestors, ["sql-db", "store"]);
    assert!(lexicon.is_kind_of("postgres", "store"));
    assert!(lexicon.is_kind_of("postgres", "postgres"));
    assert!(!lexicon.is_kind_of("store", "postgres"));
    assert!(!lexicon.is_kind_of("postgres", "nobody"));
    let pattern = |text: &str| pattern::Pattern::parse(text).expect(text);
    let analysis = analyse(&lexicon, "we use redis");
    assert!(pattern("@cache use").find(&analysis).is_some());
    assert!(pattern("@=cache use").find(&analysis).is_none());
    assert!(pattern("@=redis use").find(&analysis).is_some());
    assert!(pattern("@cdn").find(&analysis).is_none());
}

#[test]
fn what_one_wants_to_avoid_is_not_turned_down_by_avoiding_it() {
    let file = r#"title = "Test"
[[concept]]
id = "spof"
name = "a single point of failure"
role = "property"
hazard = true
forms = ["single point of failure"]
note = "A part whose loss stops everything."
[[concept]]
id = "backup"
name = "a backup"
role = "practice"
forms = ["backup", "without downtime"]
note = "A copy."
"#;
    let lexicon =
        Lexicon::compile(&[("test.toml", file)], ("questions.toml", ""), "").expect("compiles");
    for (text, stance) in [
        ("there is no single point of failure", Stance::Asserted),
        ("is there a single point of failure?", Stance::Asked),
        ("we have no backup", Stance::Rejected),
        ("we move without downtime", Stance::Asserted),
    ] {
        let reading = understand(&lexicon, text);
        assert_eq!(reading.mentions[0].stance, stance, "{text}");
    }
}

#[test]
fn a_scenario_word_may_be_mistyped() {
    let analysis = analyse(&lexicon(), "we push it to every folower");
    let pattern = |text: &str| {
        pattern::Pattern::parse(text)
            .expect(text)
            .find(&analysis)
            .is_some()
    };
    assert!(pattern("push > follower"));
    assert!(!pattern("push > hollower"));
    assert!(!pattern("follows"));
}

#[test]
fn all_problems_of_all_files_are_told_at_once() {
    let one = r#"title = "One"
[[concept]]
id = "a"
name = "an a"
role = "store"
kinds_of = ["b"]
forms = ["alpha", "…"]
note = "A."
[[concept]]
id = "b"
name = "a b"
role = "stor"
kinds_of = ["a", "c"]
forms = ["Alphas"]
patterns = ["x > ", "@a x"]
note = "B."
"#;
    let two = r#"title = "Two"
[[concept]]
id = "a"
name = "again"
role = "store"
note = "A."
"#;
    let questions = r#"[[topic]]
id = "t"
name = "t"
asks = ["(how many", "@nobody"]
"#;
    let problems = Lexicon::compile(
        &[("one.toml", one), ("two.toml", two)],
        ("questions.toml", questions),
        "",
    )
    .expect_err("there are problems");
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let shown = shown.join("\n");
    for says in [
        "one.toml:3:6: `a` is a kind of itself",
        "one.toml:7:19: the form `…` has no word",
        "one.toml:10:6: `b` is a kind of itself",
        "one.toml:12:8: `role` can't be `stor`",
        "one.toml:13:18: no concept is called `c`",
        "one.toml:14:10: the form `Alphas` belongs to `a` already",
        "one.toml:15:18: The pattern ends",
        "one.toml:15:12: `@a x` names a concept",
        "two.toml:3:6: the concept `a` stands in these files twice",
        "questions.toml:4:10: This `(` is never closed",
        "questions.toml:4:8: the topic `t` names the concept `nobody`",
    ] {
        assert!(shown.contains(says), "{says} is not in\n{shown}");
    }
}
