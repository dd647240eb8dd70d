//! A session in writing: as text for the terminal, Markdown for a file, JSON for machines.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::assessment::{Level, Report, ReportLine};
use crate::interview::state::{Help, Quote};
use crate::interview::{Author, Entry, EntryKind};
use crate::scenario::{Band, Competency, Step};
use crate::store::{Said, Session};

/// How wide the terminal's text runs.
const WIDTH: usize = 92;

/// A session with its turns and its report, for machines. The same interview gives the same text: what is left to
/// chance (the session's id) and to the clock stands only in what `export` adds.
pub fn to_json(session: &Session, log: &[Entry], report: Option<&Report>) -> Value {
    let turns: Vec<Value> = log
        .iter()
        .map(|entry| {
            let mut turn = json!(entry);
            // The record's keys are the turn's own: a reader looks for `moves`, not for how they are stored.
            if let Some(record) = turn.as_object_mut().and_then(|turn| turn.remove("record"))
                && let (Some(turn), Value::Object(record)) = (turn.as_object_mut(), record)
            {
                turn.extend(record.into_iter().filter(|(key, _)| key != "v"));
                for key in ["moves", "trace"] {
                    turn.entry(key).or_insert_with(|| json!([]));
                }
                turn.entry("reading").or_insert(Value::Null);
            }
            turn
        })
        .collect();
    json!({
        "scenario": session.scenario,
        "title": session.title,
        "setup": session.setup,
        "stamp": session.stamp,
        "turns": turns,
        "report": report,
    })
}

/// One entry as the terminal shows it; none for an entry without words.
pub fn entry_text(entry: &Entry) -> Option<String> {
    let words = words(entry)?;
    let who = who(entry);
    let (first, rest) = (format!("{who}: "), " ".repeat(who.chars().count() + 2));
    Some(wrap(&words, &first, &rest))
}

/// A transcript in Markdown: every turn in a fence that its text can't close.
pub fn to_markdown(
    session: &Session,
    log: &[Entry],
    report: Option<&Report>,
    said: Option<&Said>,
) -> String {
    let mut text = format!("# {}\n\n", session.title);
    for entry in log {
        let Some(words) = words(entry) else { continue };
        let at = clock(entry.elapsed_ms);
        let who = capital(&inline(&who(entry)));
        let _ = write!(text, "**{who}** ({at})\n\n{}\n", fenced(&words));
        if let Some(said) = said {
            text.push_str(&said.markdown_of_turn(entry));
        }
    }
    match report {
        Some(report) => text.push_str(&report_markdown(report)),
        None => text.push_str("*The interview has not ended: there is no report yet.*\n"),
    }
    if let Some(said) = said {
        text.push_str(&said.markdown(report));
    }
    text
}

/// A text in a fence longer than any run of backticks in it, so that it is shown to the letter and ends nothing.
pub(super) fn fenced(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}

/// A report for a terminal: Markdown whose signs stand for themselves.
pub fn report_text(report: &Report) -> String {
    let markdown = report_markdown(report);
    let mut text = String::with_capacity(markdown.len());
    let mut letters = markdown.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next()),
            _ => text.push(letter),
        }
    }
    text
}

/// A report in Markdown.
pub fn report_markdown(report: &Report) -> String {
    let mut text = format!("## Report\n\n**{}**\n\n", report.headline);
    for score in &report.competencies {
        let _ = writeln!(
            text,
            "- {}: {} ({} of 1000, the bar is at {})",
            competency(score.competency),
            band(score.band),
            score.score,
            score.bar
        );
    }
    section(&mut text, "What held it down", report.caps.iter().cloned());
    section(
        &mut text,
        "What went well",
        report.strengths.iter().map(|strength| {
            let quotes: Vec<String> = strength.quotes.iter().map(quoted).collect();
            format!("{} {}", strength.text, quotes.join(", "))
                .trim_end()
                .to_string()
        }),
    );
    section(
        &mut text,
        "Expectations",
        report.lines.iter().map(expectation),
    );
    section(
        &mut text,
        "Your numbers",
        report.numbers.iter().map(|number| {
            let (said, expected) = (&number.said, &number.expected);
            match (number.right, number.corrected) {
                (true, false) => format!("{said}: right"),
                (true, true) => format!("You first said {said}, and put it right: {expected}"),
                (false, _) => format!("{said}: it should be about {expected}. {}", number.lesson),
            }
        }),
    );
    section(
        &mut text,
        "Questions you asked",
        report
            .asked
            .iter()
            .map(|asked| format!("{} {}", quoted(&asked.quote), asked.got)),
    );
    section(
        &mut text,
        "Worth asking for",
        report.not_asked.iter().cloned(),
    );
    section(
        &mut text,
        "Assumptions",
        report.assumptions.iter().map(quoted),
    );
    section(
        &mut text,
        "Beliefs to correct",
        report.misconceptions.iter().map(|held| {
            let settled = match &held.settled {
                Some(quote) => format!(" You settled it: {}.", quoted(quote)),
                None => format!(" {}", held.correction),
            };
            format!("{}: {}.{settled}", held.title, quoted(&held.quote))
        }),
    );
    section(
        &mut text,
        "Time",
        report.time.iter().map(|time| {
            let budget = time
                .budget_ms
                .map_or_else(String::new, |budget| format!(" of {}", clock(budget)));
            format!("{}: {}{budget}", step(time.step), clock(time.spent_ms))
        }),
    );
    section(
        &mut text,
        "What would have raised it",
        report
            .counterfactual
            .iter()
            .map(|counterfactual| counterfactual.text.clone()),
    );
    section(
        &mut text,
        "Practise next",
        report
            .practise
            .iter()
            .map(|practice| format!("{}: {}", practice.title, practice.note)),
    );
    text
}

fn section(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = write!(text, "\n### {title}\n\n");
    for line in lines {
        let _ = writeln!(text, "- {line}");
    }
}

fn expectation(line: &ReportLine) -> String {
    let level = match line.level {
        Level::None => "missed",
        Level::Mention => "named",
        Level::Partial => "partly",
        Level::Full => "full",
    };
    let help = match line.help {
        Some(Help::Unprompted) if matches!(line.step, Step::Communicate | Step::Iterate) => "",
        Some(Help::Unprompted) => ", unprompted",
        Some(Help::Probed) => ", after a question",
        Some(Help::Hinted) => ", after a hint",
        Some(Help::Told) => ", told",
        None => "",
    };
    let quotes: Vec<String> = line.quotes().into_iter().map(quoted).collect();
    let quotes = if quotes.is_empty() {
        String::new()
    } else {
        format!(" {}.", quotes.join(", "))
    };
    format!("**{}**: {level}{help}.{quotes} {}", line.title, line.why)
}

/// What an entry says: its words, or the button's name in brackets.
fn words(entry: &Entry) -> Option<String> {
    let button = match entry.kind {
        EntryKind::Opened | EntryKind::Said => "",
        EntryKind::AskedForHint => "[hint]",
        EntryKind::AskedToRepeat => "[repeat]",
        EntryKind::MovedOn => "[next]",
        EntryKind::Finished => "[finish]",
        EntryKind::TookChair => "[takes the interviewer's chair]",
        EntryKind::LeftChair => "[gives the chair back]",
    };
    let text = if entry.text.is_empty() {
        button
    } else {
        &entry.text
    };
    (!text.is_empty()).then(|| text.to_string())
}

fn who(entry: &Entry) -> String {
    match entry.author {
        Author::Candidate => "you".into(),
        Author::Engine => "interviewer".into(),
        Author::Partner => entry.record.by.clone().unwrap_or("partner".into()),
        Author::System => "note".into(),
    }
}

fn quoted(quote: &Quote) -> String {
    format!("\u{201c}{}\u{201d}", inline(&quote.text))
}

pub(super) fn competency(competency: Competency) -> &'static str {
    match competency {
        Competency::ProblemNavigation => "Problem navigation",
        Competency::SolutionDesign => "Solution design",
        Competency::TechnicalExcellence => "Technical excellence",
        Competency::Communication => "Communication",
    }
}

pub(super) fn band(band: Band) -> &'static str {
    match band {
        Band::WellBelow => "well below the bar",
        Band::JustBelow => "just below the bar",
        Band::At => "at the bar",
        Band::Above => "above the bar",
    }
}

fn step(step: Step) -> &'static str {
    match step {
        Step::Clarify => "Clarify",
        Step::Design => "Design",
        Step::Communicate => "Communicate",
        Step::Iterate => "Iterate",
    }
}

/// Minutes and seconds.
fn clock(ms: u64) -> String {
    format!("{}:{:02}", ms / 60_000, ms / 1_000 % 60)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Somebody's words inside a line of Markdown, so that they are shown and not interpreted.
pub(super) fn inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '!' | '~' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Breaks lines between words.
pub fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut wrapped = String::new();
    let mut prefix = first;
    for line in text.lines() {
        let mut width = prefix.chars().count();
        wrapped.push_str(prefix);
        let mut empty = true;
        for word in line.split(' ') {
            let length = word.chars().count();
            if !empty && width + 1 + length > WIDTH {
                wrapped.push('\n');
                wrapped.push_str(rest);
                width = rest.chars().count();
            } else if !empty {
                wrapped.push(' ');
                width += 1;
            }
            wrapped.push_str(word);
            width += length;
            empty = false;
        }
        wrapped.push('\n');
        prefix = rest;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_between_words() {
        let long = "word ".repeat(40);
        let wrapped = wrap(long.trim_end(), "you: ", "     ");
        assert!(wrapped.lines().count() > 2);
        assert!(wrapped.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(wrapped.starts_with("you: word"));
        assert!(
            wrapped
                .lines()
                .skip(1)
                .all(|line| line.starts_with("     word"))
        );
        assert_eq!(wrap("a\nb", "> ", "  "), "> a\n  b\n");
    }

    #[test]
    fn markdown_is_shown_as_typed() {
        assert_eq!(inline("<b> *x* [y](z)\n---"), r"\<b\> \*x\* \[y\](z) ---");
        for text in ["plain", "```\nout\n```", "a ````` b", "~~~\n````", "", "`"] {
            let fenced = fenced(text);
            let fence = fenced.lines().last().unwrap();
            assert!(fence.len() > 2 && !text.contains(fence), "{text:?}");
            let inside = fenced.strip_prefix(&format!("{fence}text\n")).unwrap();
            assert_eq!(inside.strip_suffix(&format!("\n{fence}\n")), Some(text));
        }
    }
}
