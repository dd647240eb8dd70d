//! Scenarios as files: what is read from them, and every problem that is reported instead.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[path = "hostile/uploads.rs"]
mod uploads;

use greenroom::assessment::rehearsal::{Rehearsal, rehearse};
use greenroom::document::{Problem, Severity};
use greenroom::interview::{Engine, Input, Move, Setup, Wording, open, take};
use greenroom::language::lexicon::Lexicon;
use greenroom::prompts::Prompts;
use greenroom::scenario::{Band, DialogueLine, Mode, PartRef, Scenario, Seniority};

const SMALL: &str = include_str!("scenario/small.toml");

/// A few concepts and topics: enough for these tests, and nothing changes when the real ones do.
fn lexicon() -> Lexicon {
    Lexicon::compile(
        &[("lexicon.toml", include_str!("scenario/lexicon.toml"))],
        ("questions.toml", include_str!("scenario/questions.toml")),
        "people pin look board picture system step keep many read once live",
    )
    .unwrap()
}

/// The problem lines of a file, without its name.
fn problems(source: &str) -> Vec<String> {
    let (_, problems) = Scenario::inspect("small.toml", source, &lexicon());
    shown(&problems)
}

/// What doesn't hold when a scenario plays its own cases and dialogues.
fn rehearsed(source: &str) -> Rehearsal {
    let (scenario, _) = Scenario::parse("small.toml", source, &lexicon())
        .map_err(|problems| shown(&problems))
        .unwrap();
    let engine = Engine {
        lexicon: Arc::new(lexicon()),
        wording: Arc::new(
            Wording::parse(
                "interviewer.toml",
                include_str!("../prompts/interviewer.toml"),
            )
            .unwrap(),
        ),
        scenario: Arc::new(scenario),
    };
    rehearse(&engine, "small.toml")
}

/// Leaves out the minimum counts, which a small scenario never has.
fn shown(problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| problem.to_string().replace("small.toml:", ""))
        .filter(|line| !line.contains("a whole scenario has"))
        .collect()
}

/// Plays every case of a file in tests/scenario. A case is a line `== name`, edits of small.toml (lines from `-`
/// give way to the lines from `+` after them; `+` alone, if need be after a `.`, goes to the end of the file), and what `problems` must find, from
/// `!`. With UPDATE_EXPECT=1 in the environment the expectations are rewritten.
#[track_caller]
fn check(name: &str, problems: impl Fn(&str) -> Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/scenario")
        .join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut rewritten = String::new();
    for case in text
        .split_inclusive('\n')
        .fold(Vec::new(), |mut cases: Vec<Vec<&str>>, line| {
            if line.starts_with("== ") || cases.is_empty() {
                cases.push(Vec::new());
            }
            cases.last_mut().unwrap().push(line.trim_end_matches('\n'));
            cases
        })
    {
        if !case[0].starts_with("== ") {
            rewritten += &(case.join("\n") + "\n");
            continue;
        }
        let mut source = SMALL.to_string();
        let mut at = 0;
        while at < case.len() {
            let take = |mark: char, at: &mut usize| {
                let mut block = String::new();
                while let Some(line) = case.get(*at).and_then(|line| line.strip_prefix(mark)) {
                    block += line.strip_prefix(' ').unwrap_or(line);
                    block.push('\n');
                    *at += 1;
                }
                block
            };
            let old = take('-', &mut at);
            let new = take('+', &mut at);
            if old.is_empty() && new.is_empty() {
                at += 1;
            } else if old.is_empty() {
                source += &new;
            } else {
                assert_eq!(source.matches(&old).count(), 1, "{}: edit `{old}`", case[0]);
                source = source.replace(&old, &new);
            }
        }
        let found = problems(&source);
        let expected: Vec<&str> = case
            .iter()
            .filter_map(|line| line.strip_prefix("! "))
            .collect();
        for line in case.iter().filter(|line| !line.starts_with('!')) {
            if !line.is_empty() {
                writeln!(rewritten, "{line}").unwrap();
            }
        }
        for line in &found {
            writeln!(rewritten, "! {line}").unwrap();
        }
        rewritten.push('\n');
        if std::env::var_os("UPDATE_EXPECT").is_none() {
            assert_eq!(found, expected, "{}", case[0]);
            assert!(!found.is_empty(), "{}: no problem", case[0]);
        }
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, rewritten.trim_end().to_string() + "\n").unwrap();
    }
}

#[test]
fn every_mistake_is_reported_at_its_place() {
    check("problems.txt", problems);
}

#[test]
fn what_makes_an_interview_poor_is_linted() {
    check("lints.txt", problems);
}

#[test]
fn cases_and_dialogues_that_do_not_hold_are_told() {
    check("rehearsals.txt", |source| {
        let rehearsal = rehearsed(source);
        // The words of a reply are the interviewer's business.
        shown(&rehearsal.problems)
            .iter()
            .map(|line| match line.split_once(": [") {
                Some((line, _)) => format!("{line}: …"),
                None => line.clone(),
            })
            .collect()
    });
}

#[test]
fn the_small_scenario_holds_what_it_says_of_itself() {
    let rehearsal = rehearsed(SMALL);
    assert_eq!(shown(&rehearsal.problems), [""; 0]);
    assert_eq!(rehearsal.samples, (4, 4));
    assert_eq!((rehearsal.cases, rehearsal.dialogues), ((3, 3), (1, 1)));
}

#[test]
fn a_small_scenario_is_told_what_a_whole_one_has() {
    let (_, problems) = Scenario::inspect("small.toml", SMALL, &lexicon());
    let counts: Vec<String> = problems
        .iter()
        .filter(|problem| problem.message.contains("a whole scenario has"))
        .map(Problem::to_string)
        .collect();
    assert_eq!(
        counts,
        [
            "small.toml:1:1: warning: 1 curveballs: a whole scenario has 4 or more",
            "small.toml:1:1: warning: 1 dialogues: a whole scenario has 3 or more",
            "small.toml:1:1: warning: 1 estimates: a whole scenario has 2 or more",
            "small.toml:1:1: warning: 1 misconceptions: a whole scenario has 6 or more",
            "small.toml:1:1: warning: 1 trade-offs: a whole scenario has 5 or more",
            "small.toml:1:1: warning: 2 facts: a whole scenario has 15 or more",
            "small.toml:1:1: warning: 3 cases: a whole scenario has 10 or more",
            "small.toml:1:1: warning: 4 expectations: a whole scenario has 20 or more",
            "small.toml:1:1: warning: what counts for technical-excellence waits for a design or a curveball: a whole \
             scenario has something for everyone",
        ]
    );
    let fewer = SMALL
        .replace("not = [\"ask-load\"]", "")
        .replace("step = \"communicate\"", "step = \"design\"");
    let fewer = fewer.replace(
        "competency = \"communication\"",
        "competency = \"solution-design\"",
    );
    let fewer = fewer.replace(
        "title = \"Election night\"",
        "title = \"x\"\nwhen = [\"@cache\"]",
    );
    let (_, problems) = Scenario::inspect("small.toml", &fewer, &lexicon());
    let told = |message: &str| problems.iter().any(|problem| problem.message == message);
    assert!(told(
        "0 expectations of the step communicate: a whole scenario has 1 or more"
    ));
    assert!(told(
        "nothing counts for communication, whose score stays 0: a whole scenario has 1 or more expectations of it"
    ));
    assert!(told(
        "2 cases say what must not be understood (`not`): a whole scenario has 3 or more"
    ));
}

#[test]
fn a_pattern_that_only_finds_what_others_are_about_is_told() {
    let expectation = |id: &str, patterns: &str, full: &str| {
        format!(
            "\n[[expectation]]\nid = \"{id}\"\ntitle = \"{id}\"\nstep = \"design\"\ncompetency = \"solution-design\"\n\
             why = \"It counts.\"\nstudy = \"cdn\"\nopen = [\"And then?\"]\n[[expectation.part]]\nid = \"what\"\nlabel = \"what\"\n\
             patterns = [{patterns}]\nprobe = [\"What?\"]\n[expectation.ladder]\npump = \"Go on.\"\nhint = \"Look.\"\n\
             prompt = \"What is it?\"\ntell = \"That.\"\n[expectation.samples]\nfull = [\"{full}\"]\nnone = [\"nothing\"]\n"
        )
    };
    let others = |count: usize| -> String {
        let names = ["one", "two", "three", "four", "five"]
            .into_iter()
            .take(count);
        names
            .map(|name| {
                expectation(
                    name,
                    "\"lorry > parcel\"",
                    &format!("lorry {name} takes the parcel over the bridge"),
                )
            })
            .collect()
    };
    let wide = "\"quay > crane\", \"parcel > bridge\"";
    let source = |count: usize| {
        let own = expectation(
            "harbour",
            wide,
            "a crane stands at the quay, the quay has a crane",
        );
        format!("{SMALL}{}{own}", others(count))
    };
    let told = |source: &str| {
        problems(source)
            .into_iter()
            .filter(|line| line.contains("and none of its own"))
            .count()
    };
    assert_eq!(told(&source(4)), 0);
    assert_eq!(told(&source(5)), 1);
    // With a sample that shows what it is for, it is fine.
    let shown = source(5).replace(
        "the quay has a crane",
        "the quay has a crane, a parcel goes over the bridge",
    );
    assert_eq!(told(&shown), 0);
}

#[test]
fn the_small_scenario_has_no_problems() {
    assert_eq!(problems(SMALL), [""; 0]);
}

#[test]
fn references_are_resolved_and_defaults_filled_in() {
    let (scenario, warnings) = Scenario::parse("prompts/scenarios/small.toml", SMALL, &lexicon())
        .map_err(|problems| shown(&problems))
        .unwrap();
    assert!(warnings.is_empty());
    assert_eq!(&*scenario.slug, "small");
    assert_eq!(scenario.minutes, 45);
    assert_eq!(scenario.budget, [15, 50, 20, 15]);
    assert_eq!(scenario.bars[0], [400, 400, 300, 350]);
    assert_eq!(scenario.over_design_factor, 20.0);
    assert_eq!(scenario.expectations[0].parts[0].estimate, Some(0));
    assert_eq!(scenario.expectations[0].weight, 2);
    let estimate = &scenario.estimates[0];
    assert!((estimate.expected - 46.296).abs() < 0.001);
    assert_eq!(estimate.facts, [0]);
    assert_eq!(estimate.tolerance, 2.0);
    let cost = PartRef {
        expectation: 1,
        part: 1,
    };
    assert_eq!(scenario.tradeoffs[0].credits, Some(cost));
    assert_eq!(scenario.contracts[0].between, [0, 1]);
    assert_eq!(scenario.misconceptions[0].expectation, Some(1));
    assert_eq!(scenario.curveballs[0].opens, [3]);
    assert_eq!(scenario.rubric.caps["no-costs"].band, Band::At);
    assert_eq!(scenario.cases[0].line, 196);
    assert_eq!(
        scenario.dialogues[0].lines,
        [
            DialogueLine::Candidate("how many people use it every day".into()),
            DialogueLine::Interviewer("[answer daily-users]".into()),
            DialogueLine::Interviewer("million".into()),
            DialogueLine::Candidate("pictures go to S3\nand a table keeps the url".into()),
            DialogueLine::Button("hint".into()),
        ]
    );
    assert_eq!(
        scenario.dialogues[0].line_numbers,
        [216, 217, 217, 218, 220]
    );
    assert_eq!(scenario.source, SMALL);
    // As `sha256sum` gives it.
    assert_eq!(scenario.digest.len(), 64);
}

/// The TOML blocks of the format's documentation under one heading, one after the other, with lines left blank
/// where the text was so that a problem names the line of the document.
fn documented(from: &str, to: &str) -> String {
    let text = include_str!("../docs/scenario-format.md");
    let mut inside = false;
    let mut wanted = false;
    let mut source = String::new();
    for line in text.lines() {
        wanted = (wanted || line == from) && (line != to || to.is_empty());
        let fence = line.starts_with("```");
        if fence {
            inside = line == "```toml";
        }
        if wanted && inside && !fence {
            source += line;
        }
        source.push('\n');
    }
    source
}

#[test]
fn the_documentation_is_a_scenario() {
    let source = documented("## The file, section by section", "## Shared knowledge");
    let (scenario, problems) = Scenario::inspect("twitter.toml", &source, &lexicon());
    let problems: Vec<String> = problems
        .iter()
        .filter(|problem| !problem.message.contains("a whole scenario has"))
        .map(|problem| problem.render(&source))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let scenario = scenario.unwrap();
    assert_eq!(scenario.facts.len(), 1);
    assert_eq!(scenario.expectations.len(), 3);
    assert_eq!(scenario.cases.len(), 1);
    assert_eq!(scenario.dialogues.len(), 1);
}

#[test]
fn the_documentation_names_every_move() {
    let text = include_str!("../docs/scenario-format.md");
    let (_, rest) = text.split_once("| moves | ids |").unwrap();
    let (table, _) = rest.split_once("\n```").unwrap_or((rest, ""));
    let (table, _) = table.split_once("\n\n").unwrap_or((table, ""));
    for name in Move::NAMES {
        assert!(table.contains(&format!("`{name}`")), "{name} is missing");
    }
}

#[test]
fn the_documentation_of_shared_knowledge_compiles() {
    let concepts = documented(
        "## Shared knowledge",
        "### Question topics: `prompts/questions.toml`",
    );
    let topics = documented(
        "### Question topics: `prompts/questions.toml`",
        "### Wording: `prompts/interviewer.toml`",
    );
    let dau = "title = \"x\"\n[[concept]]\nid = \"dau\"\nname = \"daily users\"\n\
        role = \"property\"\nforms = [\"dau\"]\nnote = \"x\"";
    let lexicon = Lexicon::compile(
        &[("caching.toml", &concepts), ("other.toml", dau)],
        ("questions.toml", &topics),
        "",
    )
    .map_err(|problems| shown(&problems))
    .unwrap();
    assert_eq!(lexicon.concepts().len(), 2);
    assert_eq!(lexicon.topics().len(), 1);
    let wording = documented("### Wording: `prompts/interviewer.toml`", "");
    let problems = Wording::parse("interviewer.toml", &wording).unwrap_err();
    let about_it: Vec<&Problem> = problems
        .iter()
        .filter(|problem| !problem.message.starts_with("the file has no table"))
        .collect();
    assert!(about_it.is_empty(), "{about_it:?}");
}

#[test]
fn a_hostile_file_is_refused_or_read_within_bounds() {
    let refused = |source: &str| {
        let problems = Scenario::parse("small.toml", source, &lexicon()).unwrap_err();
        assert!(problems.len() <= greenroom::document::MAX_PROBLEMS + 1);
        assert!(problems.iter().any(|p| p.severity == Severity::Error));
        problems
    };
    refused("");
    refused("\u{0}");
    refused(&format!("{SMALL}x = {}", "[".repeat(200_000)));
    refused(&format!("{SMALL}x = {}", "{a=".repeat(50_000)));
    refused(&format!("{SMALL}[{}x]", "a.".repeat(100_000)));
    refused(&SMALL.replace("two million people a day", &"long ".repeat(100_000)));
    refused(&SMALL.replace("id = \"daily-users\"", "id = \"../../etc\""));
    refused(&SMALL.replace("id = \"daily-users\"", "id = \"\u{202e}x\""));
    let unknown = "\"no-such-thing-at-all\", ".repeat(900);
    refused(&format!(
        "{SMALL}{}",
        format!("[[case]]\nsay = \"x\"\nnot = [{unknown}]\n").repeat(50)
    ));
    refused(&format!(
        "{SMALL}[x]\n{}",
        (0..50_000)
            .map(|i| format!("key-{i} = 1\n"))
            .collect::<String>()
    ));
    let pattern = |count: usize| {
        let patterns = "\"two > (system | place) > step\", ".repeat(count);
        SMALL.replace(
            "  patterns = [\"two >",
            &format!("  patterns = [{patterns} \"two >"),
        )
    };
    refused(&pattern(200));
    assert!(Scenario::parse("small.toml", &pattern(190), &lexicon()).is_ok());
    let many = (0..20)
        .map(|i| {
            let patterns = "\"some > words\", ".repeat(190);
            format!("[[lane]]\nid = \"l{i}\"\nname = \"x\"\npatterns = [{patterns}]\n")
        })
        .collect::<String>();
    let problems = refused(&format!("{SMALL}{many}"));
    assert!(
        problems
            .iter()
            .any(|p| p.message == "the scenario has more than 3000 patterns")
    );
}

/// What is far more than any of these takes on a busy machine, and far less than what is not bounded takes.
const LONG: Duration = Duration::from_secs(5);

#[test]
fn every_hostile_upload_is_refused_or_read_and_slows_no_turn() {
    let prompts = Prompts::load(None, None).unwrap();
    let setup = Setup {
        mode: Mode::Coach,
        seniority: Seniority::Mid,
        minutes: None,
    };
    let said = "each line of the visitors goes to a table and it is a single point of failure. ";
    let longest = said.repeat(10_000 / said.len());
    let (mut refused, mut taken) = (0, 0);
    for upload in uploads::uploads() {
        let name = upload.name;
        let begun = Instant::now();
        let parsed = Scenario::parse("guest-book.toml", &upload.source, &prompts.lexicon);
        assert!(begun.elapsed() < LONG, "{name}: {:?}", begun.elapsed());
        let scenario = match parsed {
            Ok((scenario, _)) => scenario,
            Err(problems) => {
                refused += 1;
                assert!(problems.len() <= greenroom::document::MAX_PROBLEMS + 1);
                let lines = upload.source.split('\n').count();
                for problem in &problems {
                    assert!(problem.line as usize <= lines, "{name}: {problem}");
                    let plain = |c: char| !c.is_control() && c != '\u{202e}';
                    assert!(problem.message.chars().all(plain), "{name}: {problem}");
                    assert!(problem.message.len() < 400, "{name}: {problem}");
                }
                continue;
            }
        };
        taken += 1;
        let engine = prompts.engine_with(Arc::new(scenario));
        let (_, mut state) = open(&engine, &setup);
        for text in [said, &longest, said] {
            let begun = Instant::now();
            state = take(&engine, &state, &Input::Said(text.into()), 1_000).1;
            assert!(begun.elapsed() < LONG / 5, "{name}: {:?}", begun.elapsed());
        }
    }
    // Neither is everything refused, nor does everything pass.
    assert!(
        refused >= 25 && taken >= 8,
        "{refused} refused, {taken} taken"
    );
}

#[test]
fn what_is_beyond_a_limit_is_told_at_its_line() {
    let check = |name: &str, line: u32, message: &str| {
        let all = uploads::uploads();
        let upload = all.iter().find(|upload| upload.name == name).unwrap();
        let problems = Scenario::parse("guest-book.toml", &upload.source, &lexicon()).unwrap_err();
        let told = problems.iter().find(|problem| problem.message == message);
        let told = told.unwrap_or_else(|| panic!("{name}: {}", shown(&problems).join("\n")));
        assert_eq!(
            (told.line, told.severity),
            (line, Severity::Error),
            "{name}"
        );
    };
    let lines = include_str!("browser/prompts/scenarios/guest-book.toml")
        .lines()
        .count() as u32;
    check(
        "seventy lists in lists",
        lines + 2,
        "tables and lists go 10 deep at most",
    );
    check(
        "tables without anything",
        // The good one has 34 tables itself.
        lines + 2 + 3_000 - 34,
        "the scenario has more than 3000 tables",
    );
    // The thirteenth, of eight lines each.
    check(
        "variants",
        lines + 2 + 12 * 8,
        "the scenario has more than 12 variants",
    );
    let source = include_str!("browser/prompts/scenarios/guest-book.toml");
    let patterns = source
        .lines()
        .position(|line| line.contains("(one | single)"));
    check(
        "the same pattern",
        patterns.unwrap() as u32 + 1,
        "a list of patterns has 200 entries and 20000 bytes at most",
    );
    // Four lines each; the good one has 22 sample questions and samples itself.
    check(
        "cases with a long way to them",
        lines + 2 + (8_000 - 22) / 901 * 4 + 2,
        "the scenario has more than 8000 sample questions, samples, cases and lines of dialogues",
    );
}
