use super::*;

/// Reads `source` as a small made-up format, and holds its problems against `expected`, one a line.
#[track_caller]
fn check(source: &str, expected: &[&str]) {
    let document = Document::parse("a.toml", source);
    {
        let root = document.root();
        root.optional_text("title");
        root.optional_number("factor");
        root.optional_flag("flag");
        let mut ids = Vec::new();
        for thing in root.tables("thing") {
            ids.push(thing.id("id"));
            thing.optional_choice("colour", &[("red", 1), ("green", 2)]);
            thing.optional_integer("weight", 1..=5);
            for pattern in thing.optional_texts("patterns") {
                if let Some(at) = pattern.value.find('%') {
                    pattern.error_at(&document, at..at + 1, "`%` means nothing");
                }
            }
            if let Some(samples) = thing.optional_table("samples") {
                samples.texts("full");
            }
        }
        document.distinct("thing", &ids);
    }
    let problems: Vec<String> = document.finish().iter().map(Problem::to_string).collect();
    assert_eq!(problems, expected);
}

#[test]
fn a_sound_file_has_no_problems() {
    check(
        "title = 'A'\nfactor = 2\nflag = true\n[[thing]]\nid = \"a-1\"\ncolour = \"red\"\nweight = 5\npatterns = []\nsamples = { full = [\"x\"] }\n",
        &[],
    );
}

#[test]
fn every_problem_is_reported_at_its_place_and_in_order() {
    check(
        "titel = \"A\"\n[[thing]]\nweight = 6\npatern = []\ncolour = \"gren\"\n[[thing]]\nid = \"B c\"\nsamples = { full = [] }\n",
        &[
            "a.toml:1:1: unknown key `titel` (did you mean `title`?)",
            "a.toml:2:1: this `thing` has no `id`",
            "a.toml:3:10: `weight` must be a whole number from 1 to 5",
            "a.toml:4:1: unknown key `patern` (did you mean `patterns`?)",
            "a.toml:5:10: `colour` can't be `gren` (did you mean `green`?)",
            "a.toml:7:6: `B c` is no id (ids are lower-case words joined by `-`)",
            "a.toml:8:20: `full` needs at least one entry",
        ],
    );
}

#[test]
fn wrong_types_say_what_was_wanted_and_what_is_there() {
    check(
        "title = 3\nfactor = \"x\"\nflag = 1\nthing = { id = \"a\" }\n",
        &[
            "a.toml:1:9: `title` must be a string, not a whole number",
            "a.toml:2:10: `factor` must be a number, zero or more",
            "a.toml:3:8: `flag` must be true or false, not a whole number",
            "a.toml:4:9: `thing` must be a list of tables, not a table",
        ],
    );
    check(
        "factor = nan\nthing = [1]\n",
        &[
            "a.toml:1:10: `factor` must be a number, zero or more",
            "a.toml:2:10: `thing` must hold tables, not a whole number",
        ],
    );
    check(
        "[[thing]]\nid = \"a\"\npatterns = [\"x\", 3]\nsamples = 1",
        &[
            "a.toml:3:18: `patterns` must be a string, not a whole number",
            "a.toml:4:11: `samples` must be a table, not a whole number",
        ],
    );
}

#[test]
fn an_id_that_stands_twice_names_the_first_line() {
    check(
        "[[thing]]\nid = \"a\"\n[[thing]]\nid = \"a\"\n",
        &["a.toml:4:6: the thing `a` stands on line 2 already"],
    );
}

#[test]
fn text_is_neither_empty_nor_holds_control_characters() {
    check("title = \" \"", &["a.toml:1:9: `title` is empty"]);
    check(
        "title = \"a\\u0007b\"",
        &["a.toml:1:11: `title` holds the control character U+0007"],
    );
    check(
        "title = \"a\u{202e}b\"",
        &["a.toml:1:11: `title` holds the control character U+202E"],
    );
    check(
        "title = \"\"\"\na\nb\"\"\"",
        &["a.toml:2:2: `title` must stand on one line"],
    );
}

#[test]
fn a_place_inside_a_string_counts_escapes_and_wide_characters() {
    let at = |pattern: &str, column: usize| {
        check(
            &format!("[[thing]]\nid = \"a\"\npatterns = [{pattern}]"),
            &[&format!("a.toml:3:{column}: `%` means nothing")],
        );
    };
    at("\"abc %\"", 18);
    at("'abc %'", 18);
    at(r#""\"a b\" %""#, 22);
    at("\"é% \"", 15);
    at(r#""\u00e9%""#, 20);
    at("\"x\", \"%\"", 19);
}

#[test]
fn a_place_inside_a_string_of_several_lines_is_found() {
    let source = "title = \"\"\"\nfirst\nsec%ond\"\"\"";
    let document = Document::parse("a.toml", source);
    let title = document.root().block("title");
    title.error_at(&document, 9..10, "here");
    let problems = document.finish();
    assert_eq!(problems[0].to_string(), "a.toml:3:4: here");
}

#[test]
fn behind_a_syntax_error_only_syntax_is_reported() {
    check(
        "titel = \"A\"\n[[thing]]\nid = \"a\"\nweight = = 3\n[[thing]]\n",
        &[
            "a.toml:1:1: unknown key `titel` (did you mean `title`?)",
            "a.toml:4:10: this is no TOML: extra `=`",
        ],
    );
    check(
        "title = \"A\"\ntitle = \"B\"",
        &["a.toml:2:1: `title` stands here twice"],
    );
}

#[test]
fn hostile_files_are_refused_within_bounds() {
    let nested = format!("title = {}", "[".repeat(100_000));
    assert!(!Document::parse("a.toml", &nested).finish().is_empty());
    let tables = format!("[{}a]", "a.".repeat(50_000));
    drop(Document::parse("a.toml", &tables).finish());
    let huge = format!("title = \"{}\"", "x".repeat(MAX_FILE_BYTES));
    check(&huge, &["a.toml:1:1: the file is larger than 1024 KiB"]);
    let lines = "\n".repeat(MAX_LINES);
    let last = format!(
        "a.toml:{}:1: the file has more than 20000 lines",
        MAX_LINES + 1
    );
    check(&lines, &[&last]);
    check(&lines[1..], &[]);
    let long = format!("title = \"{}\"", "x".repeat(MAX_TEXT_BYTES + 1));
    check(&long, &["a.toml:1:9: `title` is longer than 2000 bytes"]);
    let many = format!(
        "[[thing]]\nid = \"a\"\npatterns = [{}]",
        "\"%\",".repeat(5_000)
    );
    let document = Document::parse("a.toml", &many);
    assert_eq!(document.root().tables("thing").len(), 1);
    assert!(document.has_errors());
    let keys: String = (0..5_000).map(|i| format!("k{i} = 1\n")).collect();
    let problems = {
        let document = Document::parse("a.toml", &keys);
        drop(document.root());
        document.finish()
    };
    assert_eq!(problems.len(), MAX_PROBLEMS + 1);
    assert_eq!(problems[MAX_PROBLEMS].message, "and 4800 more problems");
}

#[test]
fn the_line_is_shown_with_the_place_underlined() {
    let source = "a = 1\npatern = [\"x\"]\n";
    let document = Document::parse("a.toml", source);
    document.error_with(6..12, "unknown key `patern`", "did you mean `patterns`?");
    let shown = document.finish()[0].render(source);
    assert_eq!(
        shown,
        "a.toml:2:1: unknown key `patern`\n 2 | patern = [\"x\"]\n   | ^^^^^^ did you mean `patterns`?\n"
    );
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let source = format!("a = \"{}%{}\"", "x".repeat(300), "y".repeat(300));
    let document = Document::parse("a.toml", &source);
    let at = 305;
    document.error(at..at + 1, "here");
    let shown = document.finish()[0].render(&source);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(
        lines[1].chars().position(|c| c == '%'),
        lines[2].chars().position(|c| c == '^')
    );
    assert!(lines[1].chars().count() < 120);
}

#[test]
fn the_nearest_word_is_near() {
    assert_eq!(nearest("patern", ["patterns", "parts"]), Some("patterns"));
    assert_eq!(nearest("sumary", ["summary"]), Some("summary"));
    assert_eq!(nearest("hitn", ["hint", "pump"]), Some("hint"));
    assert_eq!(nearest("colour", ["patterns"]), None);
    assert_eq!(nearest("x", ["y"]), None);
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    fn fragment() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("[".to_string()),
            Just("[[".to_string()),
            Just("]".to_string()),
            Just("]]".to_string()),
            Just("a".to_string()),
            Just("thing".to_string()),
            Just("id".to_string()),
            Just(".".to_string()),
            Just("=".to_string()),
            Just("{".to_string()),
            Just("}".to_string()),
            Just("\"".to_string()),
            Just("\"\"\"".to_string()),
            Just("'".to_string()),
            Just("\\".to_string()),
            Just("\\u00e9".to_string()),
            Just("\n".to_string()),
            Just(" ".to_string()),
            Just(",".to_string()),
            Just("1".to_string()),
            Just("é".to_string()),
            Just("#".to_string()),
            Just("\n[a]\n".to_string()),
            Just("\n[a.b]\n".to_string()),
            Just("\n[[a]]\n".to_string()),
            Just("\n[[thing]]\n".to_string()),
            Just("\nid = \"x\"\n".to_string()),
            Just("\na.b = 1\n".to_string()),
        ]
    }

    proptest! {
        #[test]
        fn gives_problems_with_places_inside_it(fragments in prop::collection::vec(fragment(), 0..40)) {
            let source = fragments.concat();
            let document = Document::parse("a.toml", &source);
            {
                let root = document.root();
                root.block("title");
                for thing in root.tables("thing") {
                    let id = thing.id("id");
                    for at in 0..=id.value.len() {
                        id.error_at(&document, at..at + 1, "somewhere");
                    }
                    thing.optional_texts("patterns");
                }
            }
            let lines = source.split('\n').count() as u32;
            for problem in document.finish() {
                prop_assert!((1..=lines).contains(&problem.line));
                prop_assert!(problem.column < problem.end_column);
                problem.render(&source);
            }
        }
    }
}
