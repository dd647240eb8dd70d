//! Scenario files that somebody hostile would upload: huge, deep, with thousands of patterns, odd ids, hostile text in
//! every field, and long tests of themselves. Each is a good scenario with one thing blown up.

use std::fmt::Write as _;

/// The scenario that they are made of, `slug = "guest-book"`.
const GOOD: &str = include_str!("../browser/prompts/scenarios/guest-book.toml");

/// The most bytes of a file that is read.
const MOST: usize = 1 << 20;

/// A hostile file.
pub struct Upload {
    /// What is hostile about it.
    pub name: &'static str,
    /// The file.
    pub source: String,
}

fn upload(name: &'static str, source: String) -> Upload {
    Upload { name, source }
}

/// So many of something, no more than fit into a file.
fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    let mut all = String::new();
    for at in 0..count {
        let next = one(at);
        if GOOD.len() + all.len() + next.len() > MOST - 1_000 {
            break;
        }
        all.push_str(&next);
    }
    all
}

/// The good one with this at its end.
fn with(tables: &str) -> String {
    format!("{GOOD}\n{tables}")
}

/// The good one with these patterns for its first part.
fn with_patterns(patterns: &str) -> String {
    let own = "  patterns = [\"(one | single)";
    GOOD.replacen(own, &format!("  patterns = [{patterns}\"(one | single)"), 1)
}

/// The good one with these samples for its first expectation.
fn with_samples(samples: &str) -> String {
    let own = "full = [\"a single server";
    GOOD.replacen(own, &format!("full = [{samples}\"a single server"), 1)
}

/// Tables of lanes, each with many patterns.
fn lanes(lanes: usize, patterns: usize, pattern: impl Fn(usize) -> String) -> String {
    many(lanes, |lane| {
        let all: String = (0..patterns)
            .map(|at| format!("\"{}\", ", pattern(lane * patterns + at)))
            .collect();
        format!("[[lane]]\nid = \"lane-{lane}\"\nname = \"x\"\npatterns = [{all}]\n")
    })
}

/// A part more, with many lists of patterns.
fn parts(count: usize, patterns: &str) -> String {
    let one = |at: usize| {
        format!(
            "  [[expectation.part]]\n  id = \"part-{at}\"\n  label = \"x\"\n  required = false\n  patterns = [{patterns}]\n"
        )
    };
    let place = "\n  [expectation.ladder]\n  pump = \"Say a little more about the load.\"";
    GOOD.replacen(place, &format!("\n{}{place}", many(count, one)), 1)
}

/// All of them.
pub fn uploads() -> Vec<Upload> {
    let words =
        "the lines of the visitors stand in a table and a shelf and a copy in the second museum ";
    let alternatives = |depth: usize| -> String {
        (0..depth).fold("line".to_owned(), |inner, at| {
            format!("({inner} | table > (shelf | copy{at}))")
        })
    };
    let wide = format!(
        "({}) >40 ({}) >40 visitors",
        "line | ".repeat(30) + "table",
        "a | ".repeat(30) + "the"
    );
    let mut uploads = vec![
        upload(
            "larger than is read",
            format!("{GOOD}# {}", "x".repeat(MOST)),
        ),
        upload(
            "one text of a megabyte",
            GOOD.replace("for a museum", &"for a museum ".repeat(70_000)),
        ),
        upload(
            "lists in lists",
            with(&format!("x = {}", "[".repeat(900_000))),
        ),
        upload(
            "tables in tables",
            with(&format!("x = {}", "{a=".repeat(300_000))),
        ),
        upload(
            "seventy lists in lists",
            with(&format!("x = {}{}", "[".repeat(70), "]".repeat(70))),
        ),
        upload(
            "a key of keys",
            with(&format!("[{}x]", "a.".repeat(400_000))),
        ),
        upload("nothing but brackets", "[".repeat(MOST)),
        upload("nothing but quotes", "\"".repeat(MOST)),
        upload("nothing but line breaks", "\n".repeat(MOST)),
        upload(
            "keys that nobody knows",
            with(&format!("[x]\n{}", many(90_000, |at| format!("k{at}=1\n")))),
        ),
        upload(
            "the same key",
            with(&format!("[x]\n{}", many(250_000, |_| "k=1\n".into()))),
        ),
        upload(
            "tables without anything",
            with(&many(15_000, |_| "[[fact]]\n".into())),
        ),
        upload(
            "tables that nobody knows",
            with(&many(100_000, |at| format!("[t{at}]\n"))),
        ),
    ];
    let fact = |at: usize| {
        format!(
            "[[fact]]\nid = \"f{at}\"\ntopics = []\nquestions = [\"what is number {at}\"]\nanswer = \"It is {at}.\"\nshort = \"{at}\"\n"
        )
    };
    let case = |at: usize| {
        format!("[[case]]\nsay = \"line {at} goes to a table\"\nreaches = [\"shelf/where\"]\n")
    };
    uploads.extend([
        upload("facts", with(&many(100_000, fact))),
        upload("facts, as many as a list takes", with(&many(990, fact))),
        upload("sample questions", with(&many(100, |at| {
            let questions = (0..900).map(|n| format!("\"is it {n}\", ")).collect::<String>();
            format!("[[fact]]\nid = \"f{at}\"\ntopics = []\nquestions = [{questions}]\nanswer = \"x\"\nshort = \"x\"\n")
        }))),
        upload("parts", parts(100_000, "\"line > box\"")),
        upload("cases", with(&many(100_000, case))),
        upload("cases, as many as a list takes", with(&many(990, case))),
        upload("cases with a long way to them", with(&many(200, |_| {
            format!("[[case]]\nsay = \"x\"\nbefore = [{}]\nreaches = [\"shelf/where\"]\n", "\"each line goes to a table\", ".repeat(900))
        }))),
        upload("long cases", with(&many(900, |_| {
            format!("[[case]]\nsay = \"\"\"{}\"\"\"\nreaches = [\"shelf/where\"]\n", words.repeat(200))
        }))),
        upload("references", with(&many(900, |_| {
            format!("[[case]]\nsay = \"x\"\nnot = [{}]\n", "\"revises\", ".repeat(900))
        }))),
        upload("references to nothing", with(&many(900, |_| {
            format!("[[case]]\nsay = \"x\"\nnot = [{}]\n", "\"no-such-thing-at-all\", ".repeat(900))
        }))),
        upload("dialogues", with(&many(1_000, |at| {
            format!("[[dialogue]]\nname = \"d{at}\"\nmode = \"coach\"\nseniority = \"mid\"\nband = \"at\"\ntext = \"\"\"\n{}\"\"\"\n", "> a line\n".repeat(2_000))
        }))),
        upload("a long model answer", with(&format!("[model]\nmessages = [{}]\n", format!("\"{words}\", ").repeat(990)))),
        upload("samples", with_samples(&format!("\"{words}\", ").repeat(990))),
        upload("variants", with(&many(1_000, |at| {
            format!("[[variant]]\nid = \"v{at}\"\ntitle = \"x\"\n[[variant.fact]]\nid = \"visitors\"\nvalue = {}\nanswer = \"x\"\nshort = \"x\"\n", 900 + at)
        }))),
    ]);
    uploads.extend([
        upload(
            "the same pattern",
            with_patterns(&"\"line > (table | shelf)\", ".repeat(990)),
        ),
        upload(
            "thousands of patterns",
            with(&lanes(100, 900, |at| format!("word{at} > thing{at}"))),
        ),
        upload(
            "as many patterns as it takes",
            with(&lanes(20, 149, |at| format!("word{at} > thing{at}"))),
        ),
        upload(
            "patterns of everyday words",
            with(&lanes(20, 149, |at| {
                format!("(the | a | of | it | is) > ({at} | and | to | in | we)")
            })),
        ),
        upload(
            "long patterns",
            with(&lanes(60, 149, |at| {
                format!("a{at} {}", "(the | of | it) ".repeat(35))
            })),
        ),
        upload(
            "deep patterns",
            parts(500, &format!("\"{}\"", alternatives(5))),
        ),
        upload(
            "patterns with deep brackets",
            parts(500, &format!("\"{}\"", alternatives(20))),
        ),
        upload("wide gaps", with(&lanes(60, 149, |_| wide.clone()))),
        upload(
            "patterns that are no patterns",
            with(&lanes(20, 149, |_| "((( > | & !".into())),
        ),
        upload(
            "chains",
            with(&lanes(60, 149, |at| {
                format!("w{at} {}", "> the ".repeat(95))
            })),
        ),
    ]);
    // At every limit at once, with words that every message has.
    let everyday = "the lines of the visitors go to a table and it is a copy of the shelf";
    uploads.push(upload("everything that it takes", format!(
        "{}{}",
        with_samples(&format!("\"{everyday}\", ").repeat(950)),
        lanes(20, 140, |at| format!("(the | a | of | it | is) > ({at} | and | to | in | we) >20 (copy | table | line | x{at}) (visitors | shelf | y{at})")),
    )));
    for (name, id) in [
        ("an id that leads out of the folder", "../../etc/passwd"),
        ("an id with script", "<script>alert(1)</script>"),
        ("an id that turns the line around", "\u{202e}visitors"),
        ("an id of a kilobyte", &*"a-".repeat(512)),
    ] {
        uploads.push(upload(
            name,
            GOOD.replace("id = \"visitors\"", &format!("id = \"{id}\"")),
        ));
    }
    let hostile = "<script>alert(1)</script></textarea> ' OR 1=1 -- %s \u{1f469} e\u{301}";
    uploads.push(upload("hostile text in every field", everywhere(hostile)));
    uploads.push(upload("zero bytes", GOOD.replace("museum", "muse\u{0}um")));
    uploads
}

/// The good one with this at the end of every text that people read.
fn everywhere(text: &str) -> String {
    let mut source = String::new();
    for line in GOOD.lines() {
        let shown = [
            "title", "summary", "text", "answer", "short", "label", "why", "pump", "hint",
            "prompt", "tell", "lesson",
        ];
        let key = line.trim().split(" = ").next().unwrap_or_default();
        match line.strip_suffix('"') {
            Some(start) if shown.contains(&key) => {
                writeln!(source, "{start} {text}\"").expect("a string")
            }
            _ => writeln!(source, "{line}").expect("a string"),
        }
    }
    source
}
