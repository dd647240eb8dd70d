//! A class as a table for a spreadsheet: quoted as RFC 4180 says, and without a cell that a spreadsheet would take for
//! something to calculate. What people wrote stands in there.

use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Room;
use super::figures::{how, step_value};
use crate::assessment::class::Digest;
use crate::interview::state::Quote;
use crate::scenario::{Competency, Mode, Seniority, Step};
use crate::session::App;
use crate::store::{Assignment, ClassSession, Learner};
use crate::web::desk::{Desk, SignedIn};
use crate::web::error::Error;
use crate::web::moment::iso;
use crate::web::words;

/// A spreadsheet takes a file for UTF-8 only with this before it.
const BOM: &str = "\u{feff}";

/// Rows of a table, growing.
#[derive(Default)]
struct Csv(String);

impl Csv {
    fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        let cells: Vec<String> = cells.into_iter().map(cell).collect();
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }
}

/// A cell, quoted always. Where a spreadsheet would take it for something to calculate, an apostrophe stands before
/// that: at its beginning, and behind whatever a spreadsheet with other settings takes for the end of a cell.
fn cell(text: &str) -> String {
    let mut cell = String::from("\"");
    let mut begins = true;
    if text.starts_with(['\t', '\r', '\n']) || is_active(text) {
        cell.push('\'');
        begins = false;
    }
    for c in text.chars() {
        if begins && SIGNS.contains(&c) {
            cell.push('\'');
        }
        begins = ENDS.contains(&c) || (begins && (is_skipped(c) || c == '"'));
        cell.push(c);
        if c == '"' {
            cell.push('"');
        }
    }
    cell.push('"');
    cell
}

/// What a formula begins with, in its wide forms too.
const SIGNS: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What may end a cell, where it isn't the comma.
const ENDS: &[char] = &[';', '\t', '\r', '\n'];

/// Whether a spreadsheet might take a text for a formula: some look past white space.
fn is_active(text: &str) -> bool {
    text.trim_start_matches(is_skipped).starts_with(SIGNS)
}

fn is_skipped(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}'
}

/// Which table.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// `points`, or anything else for the attempts.
    of: String,
}

/// `GET /desk/classes/{class}/csv?of=attempts`
pub async fn show(
    State(app): State<App>,
    State(desk): State<Desk>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let (csv, name) = match wanted.of.as_str() {
        "points" => (points(&app, &desk, &room).await, "points"),
        _ => (attempts(&app, &desk, &room).await, "attempts"),
    };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    Ok((headers, format!("{BOM}{}", csv.0)).into_response())
}

/// Who began what and how it went: a row for each interview, and for each that nobody began.
async fn attempts(app: &App, desk: &Desk, room: &Room) -> Csv {
    let mut csv = Csv::default();
    let mut head = vec![
        "number",
        "nickname",
        "question",
        "title",
        "mode",
        "level",
        "minutes",
        "beginner",
        "figures",
        "due",
        "attempt",
        "standing",
        "begun",
        "finished",
        "late",
        "active_minutes",
        "band",
        "score",
        "bar",
    ];
    head.extend(
        Competency::ALL
            .iter()
            .map(|competency| words::competency_value(*competency)),
    );
    let steps: Vec<String> = Step::ALL
        .iter()
        .map(|step| format!("minutes_{}", step_value(*step)))
        .collect();
    head.extend(steps.iter().map(String::as_str));
    let columns = head.len();
    csv.row(head);
    let held = room.held();
    for learner in &room.learners {
        for assignment in &room.assignments {
            let held = held.get(&(learner.id, assignment.id));
            let held = held.map_or(&[][..], Vec::as_slice);
            for (nth, held) in held.iter().enumerate() {
                let digest = match held.session.finished_at_ms {
                    Some(_) => desk.digests.of(app, &held.session).await,
                    None => None,
                };
                let mut row = begins(learner, assignment);
                row.extend(of_session(assignment, held, nth + 1));
                row.extend(weighed(digest.as_deref()));
                csv.row(row.iter().map(String::as_str));
            }
            if held.is_empty() {
                let mut row = begins(learner, assignment);
                row.extend(["0", "not begun"].map(str::to_owned));
                row.resize(columns, String::new());
                csv.row(row.iter().map(String::as_str));
            }
        }
    }
    csv
}

fn begins(learner: &Learner, assignment: &Assignment) -> Vec<String> {
    let optional = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    vec![
        learner.number.to_string(),
        learner.nickname.clone().unwrap_or_default(),
        assignment.scenario.to_string(),
        assignment.title.clone(),
        match assignment.setup.mode {
            Mode::Coach => "coach".into(),
            Mode::Exam => "exam".into(),
        },
        match assignment.setup.seniority {
            Seniority::Entry => "entry".into(),
            Seniority::Mid => "mid".into(),
            Seniority::Senior => "senior".into(),
        },
        optional(assignment.setup.minutes),
        yes(assignment.beginner),
        optional(assignment.seed),
        assignment.due_at_ms.map(iso).unwrap_or_default(),
    ]
}

fn yes(is_so: bool) -> String {
    match is_so {
        true => "yes".into(),
        false => "no".into(),
    }
}

fn of_session(assignment: &Assignment, held: &ClassSession, nth: usize) -> Vec<String> {
    let session = &held.session;
    let finished = session.finished_at_ms;
    let late = finished.zip(assignment.due_at_ms);
    vec![
        nth.to_string(),
        match finished {
            Some(_) => "finished".into(),
            None => "under way".into(),
        },
        iso(session.created_at_ms),
        finished.map(iso).unwrap_or_default(),
        late.map(|(finished, due)| yes(finished > due))
            .unwrap_or_default(),
        tenths(session.elapsed_ms),
    ]
}

/// What came of an interview; empty cells before it is finished.
fn weighed(digest: Option<&Digest>) -> Vec<String> {
    let Some(digest) = digest else {
        return vec![String::new(); 3 + Competency::ALL.len() + Step::ALL.len()];
    };
    let mut row = vec![
        words::band_value(digest.band).to_owned(),
        digest.score.to_string(),
        digest.bar.to_string(),
    ];
    row.extend(Competency::ALL.iter().map(|competency| {
        let score = digest.scores.iter().find(|(known, _)| known == competency);
        score
            .map(|(_, score)| score.to_string())
            .unwrap_or_default()
    }));
    row.extend(Step::ALL.iter().map(|step| {
        let time = digest.time.iter().find(|line| line.step == *step);
        time.map(|line| tenths(line.spent_ms)).unwrap_or_default()
    }));
    row
}

/// Minutes with one decimal.
fn tenths(ms: u64) -> String {
    let tenths = ms / 6_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// What was reached, asked and believed in each finished interview, with the words.
async fn points(app: &App, desk: &Desk, room: &Room) -> Csv {
    let mut csv = Csv::default();
    csv.row([
        "number", "nickname", "question", "finished", "kind", "key", "title", "step", "how",
        "credit", "turns", "words",
    ]);
    for held in &room.sessions {
        let Some(finished) = held.session.finished_at_ms.map(iso) else {
            continue;
        };
        let (Some(learner), Some(digest)) = (
            room.learner(held.under.learner),
            desk.digests.of(app, &held.session).await,
        ) else {
            continue;
        };
        let number = learner.number.to_string();
        let nickname = learner.nickname.as_deref().unwrap_or_default();
        let mut row = |point: Point<'_>| {
            let (turns, said) = quoted(point.quotes);
            csv.row([
                number.as_str(),
                nickname,
                &held.session.scenario,
                &finished,
                point.kind,
                point.key,
                point.title,
                point.step,
                point.how,
                &point.credit,
                &turns,
                &said,
            ]);
        };
        for line in &digest.lines {
            row(Point {
                kind: "expectation",
                key: &line.expectation,
                title: &line.title,
                step: step_value(line.step),
                how: how(line.how),
                credit: line.points.to_string(),
                quotes: &line.quotes,
            });
        }
        for fact in &digest.facts {
            row(Point {
                kind: "fact",
                key: &fact.fact,
                title: &fact.short,
                step: "",
                how: match fact.quotes.is_empty() {
                    true => "not asked",
                    false => "asked",
                },
                credit: String::new(),
                quotes: &fact.quotes,
            });
        }
        for shown in &digest.misconceptions {
            row(Point {
                kind: "misconception",
                key: "",
                title: &shown.title,
                step: "",
                how: match shown.settled {
                    true => "let go",
                    false => "kept",
                },
                credit: String::new(),
                quotes: &shown.quotes,
            });
        }
    }
    csv
}

/// Something that an interview says of a learner.
struct Point<'p> {
    kind: &'p str,
    key: &'p str,
    title: &'p str,
    step: &'p str,
    how: &'p str,
    credit: String,
    quotes: &'p [Quote],
}

/// The turns and the words of quotes.
fn quoted(quotes: &[Quote]) -> (String, String) {
    let turns: Vec<String> = quotes.iter().map(|quote| quote.seq.to_string()).collect();
    let said: Vec<&str> = quotes.iter().map(|quote| quote.text.as_str()).collect();
    (turns.join(" "), said.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_anything_to_calculate() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected, "{text:?}");
        check("", "\"\"");
        check("Ada", "\"Ada\"");
        check("a=b", "\"a=b\"");
        check("=1+1", "\"'=1+1\"");
        check("+49 30", "\"'+49 30\"");
        check("-2", "\"'-2\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("\t=1+1", "\"'\t'=1+1\"");
        check("\rx", "\"'\rx\"");
        check("\nx", "\"'\nx\"");
        check("  =1+1", "\"'  =1+1\"");
        check("\u{a0}=1+1", "\"'\u{a0}=1+1\"");
        check("\u{feff}@x", "\"'\u{feff}@x\"");
        check("＝1+1", "\"'＝1+1\"");
        check("a;=1+1", "\"a;'=1+1\"");
        check("a; \"=1+1", "\"a; \"\"'=1+1\"");
        check("one\n- two", "\"one\n'- two\"");
        check("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"");
    }

    #[test]
    fn a_cell_holds_whatever_stands_in_it() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected, "{text:?}");
        check("a,b", "\"a,b\"");
        check("a - b; c", "\"a - b; c\"");
        check("say \"hi\"", "\"say \"\"hi\"\"\"");
        check("\"=1+1\"", "\"\"\"'=1+1\"\"\"");
        check("one\r\ntwo", "\"one\r\ntwo\"");
        let mut csv = Csv::default();
        csv.row(["a", "b,c"]);
        csv.row(["", "=d"]);
        assert_eq!(csv.0, "\"a\",\"b,c\"\r\n\"\",\"'=d\"\r\n");
    }

    #[test]
    fn minutes_have_one_decimal() {
        assert_eq!(tenths(0), "0.0");
        assert_eq!(tenths(5_999), "0.0");
        assert_eq!(tenths(90_000), "1.5");
    }
}
