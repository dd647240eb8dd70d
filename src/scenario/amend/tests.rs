use super::*;

fn question(text: &str) -> Amendment {
    Amendment::Question {
        of: "load".into(),
        text: text.into(),
    }
}

fn check(source: &str, amendment: &Amendment, expected: &str) {
    assert_eq!(amend(source, amendment).as_deref(), Ok(expected));
}

#[test]
fn a_question_goes_to_the_end_of_its_list_and_the_rest_stays_as_it_was() {
    let new = question("how \"many\" \\ people\nask");
    let entry = r#""how \"many\" \\ people ask""#;
    let with = |list: &str| {
        format!(
            "# top\n[[fact]]\nid = \"other\"\n[[fact]] # its remark\nid = \"load\"\n{list}\nanswer = 'x' # end\n"
        )
    };
    for (before, after) in [
        ("questions = []", format!("questions = [{entry}]")),
        ("questions = ['a']", format!("questions = ['a', {entry}]")),
        (
            "questions = [\"a\", ]",
            format!("questions = [\"a\", {entry}, ]"),
        ),
        (
            "questions = [\n  \"a\", # first\n  \"b\", # last\n]",
            format!("questions = [\n  \"a\", # first\n  \"b\", # last\n  {entry},\n]"),
        ),
        (
            "questions = [\n\t\"a\"\n]",
            format!("questions = [\n\t\"a\",\n\t{entry},\n]"),
        ),
        ("# none", format!("questions = [{entry}]\n# none")),
    ] {
        check(&with(before), &new, &with(&after));
    }
    check(
        "open = [{ id = 'load', about = 'x' }]",
        &new,
        &format!("open = [{{ id = 'load', questions = [{entry}], about = 'x' }}]"),
    );
}

#[test]
fn a_form_goes_to_its_part() {
    let form = Amendment::Form {
        part: "shelf/where".into(),
        pattern: "line > box".into(),
    };
    let with = |patterns: &str| {
        format!(
            "[[expectation]]\nid = \"shelf\"\n  [[expectation.part]]\n  id = \"cost\"\n  [[expectation.part]]\n  id = \"where\"\n{patterns}\n"
        )
    };
    check(
        &with("  patterns = [\"a\"]"),
        &form,
        &with("  patterns = [\"a\", \"line > box\"]"),
    );
    check(
        &with("  label = \"x\""),
        &form,
        &with("  patterns = [\"line > box\"]\n  label = \"x\""),
    );
}

#[test]
fn a_table_stands_behind_the_last_of_its_kind() {
    let fact = Amendment::Fact {
        id: "warmth".into(),
        question: "how warm is it".into(),
        answer: "It is cold.".into(),
        short: "cold".into(),
    };
    let new = "[[fact]]\nid = \"warmth\"\ntopics = []\nquestions = [\"how warm is it\"]\nanswer = \"It is cold.\"\nshort = \"cold\"\n";
    check(
        "[[fact]]\nid = \"a\"\nanswer = \"\"\"\n[[fact]]\n\"\"\" # remark\n\n# ---- next ----\n[[open]]\nid = \"b\"\n",
        &fact,
        &format!(
            "[[fact]]\nid = \"a\"\nanswer = \"\"\"\n[[fact]]\n\"\"\" # remark\n\n{new}\n# ---- next ----\n[[open]]\nid = \"b\"\n"
        ),
    );
    check("title = 'x'", &fact, &format!("title = 'x'\n\n{new}"));
    let case = Amendment::Case {
        say: "we keep it".into(),
        wants: Wants::Reaches,
        of: "shelf/where".into(),
    };
    check(
        "title = 'x'\n",
        &case,
        "title = 'x'\n\n[[case]]\nsay = \"we keep it\"\nreaches = [\"shelf/where\"]\n",
    );
}

#[test]
fn what_has_no_place_is_told_and_nothing_is_changed() {
    let fact = Amendment::Fact {
        id: "x".into(),
        question: "x".into(),
        answer: "x".into(),
        short: "x".into(),
    };
    for (source, amendment, error) in [
        ("title = ", &fact, AmendError::Broken),
        ("fact = [{ id = 'a' }]\n", &fact, AmendError::NoPlace),
        ("x = 1", &question("a"), AmendError::NoSuch("load".into())),
        (
            "[[fact]]\nid = 'load'\nquestions = 'a'",
            &question("a"),
            AmendError::NoPlace,
        ),
    ] {
        assert_eq!(amend(source, amendment), Err(error), "{source}");
    }
}
