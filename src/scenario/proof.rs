//! How a scenario tests itself: cases and dialogues.

use super::brief::SENIORITIES;
use super::reader::Reader;
use super::rubric::BANDS;
use super::{Band, Case, Dialogue, DialogueLine, Mode, Seniority};
use crate::document::{Table, Text, nearest};
use crate::language::Id;

const MODES: [(&str, Mode); 2] = [("coach", Mode::Coach), ("exam", Mode::Exam)];

/// The buttons that a dialogue can press.
const BUTTONS: [&str; 4] = ["hint", "next", "repeat", "finish"];

/// The cases.
pub(super) fn cases<'d, 's>(reader: &Reader<'_, 'd, 's>, root: &Table<'d, 's>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (i, table) in root.tables("case").iter().enumerate() {
        reader.place(&format!("case/{i}"), table.span());
        let reaches = table.optional_texts("reaches");
        let facts = table.ids("facts");
        for id in &facts {
            check_fact(reader, id);
        }
        let misconceptions = table.ids("misconceptions");
        for id in &misconceptions {
            reader.index_of(id, "misconception", &reader.misconceptions);
        }
        let not = table.optional_texts("not");
        for id in &not {
            check_any(reader, id);
        }
        let say = table.block("say");
        let case = Case {
            line: table.line(),
            say: say.value.to_string(),
            reaches: reaches
                .iter()
                .filter_map(|text| reader.part(text))
                .collect(),
            not: not.iter().map(|id| id.value.to_string()).collect(),
            facts: facts.iter().map(|id| Id::from(id.value)).collect(),
            misconceptions: misconceptions.iter().map(|id| Id::from(id.value)).collect(),
            after: reader.optional_part(table, "after"),
            before: reader.strings(table, &format!("case/{i}"), "before"),
        };
        if reader.counts_message(say.value, &say.span) {
            cases.push(case);
        }
    }
    cases
}

/// Reports an id that is neither a fact nor an open question.
fn check_fact(reader: &Reader<'_, '_, '_>, id: &Text<'_>) {
    let mut items = reader.facts.iter().chain(&reader.opens);
    if !id.value.is_empty()
        && reader.document.is_whole()
        && items.all(|item| item.id.value != id.value)
    {
        let items = reader.facts.iter().chain(&reader.opens);
        reader
            .document
            .unknown(id, "fact or open question", items.map(|item| item.id.value));
    }
}

/// Reports what is neither a part, an expectation, a misconception, a fact nor an open question.
fn check_any(reader: &Reader<'_, '_, '_>, id: &Text<'_>) {
    if id.value.contains('/') {
        reader.part(id);
        return;
    }
    let kinds = [
        &reader.expectations,
        &reader.misconceptions,
        &reader.facts,
        &reader.opens,
    ];
    let mut known = kinds.iter().copied().flatten().map(|item| item.id.value);
    if !id.value.is_empty() && reader.document.is_whole() && known.all(|known| known != id.value) {
        let known = kinds.iter().copied().flatten().map(|item| item.id.value);
        reader
            .document
            .unknown(id, "expectation, misconception or fact", known);
    }
}

/// The dialogues.
pub(super) fn dialogues<'d, 's>(
    reader: &Reader<'_, 'd, 's>,
    root: &Table<'d, 's>,
) -> Vec<Dialogue> {
    let mut dialogues = Vec::new();
    let mut names = Vec::new();
    for table in root.tables("dialogue") {
        let name = table.id("name");
        let text = table.block("text");
        let (lines, line_numbers) = lines(reader, &text);
        dialogues.push(Dialogue {
            line: table.line(),
            name: Id::from(name.value),
            seniority: table
                .choice("seniority", &SENIORITIES)
                .unwrap_or(Seniority::Mid),
            mode: table.choice("mode", &MODES).unwrap_or(Mode::Coach),
            band: table.choice("band", &BANDS).unwrap_or(Band::At),
            lines,
            line_numbers,
        });
        names.push(name);
    }
    reader.document.distinct("dialogue", &names);
    dialogues
}

/// Takes a dialogue's text apart: `>` the candidate, `<` what the reply must hold, anything else goes on with the
/// candidate's line before it. Gives the file's line of each as well.
fn lines(reader: &Reader<'_, '_, '_>, text: &Text<'_>) -> (Vec<DialogueLine>, Vec<u32>) {
    let document = reader.document;
    let mut lines: Vec<DialogueLine> = Vec::new();
    let mut numbers = Vec::new();
    // A line of the text is one of the file, unless its author escapes line breaks: then it is near enough.
    let first = document.line(text.span_in(document, 0..0).start);
    let mut at = 0;
    let mut candidate_spoke = false;
    for (number, line) in (first..).zip(text.value.split('\n')) {
        let place = at..at + line.trim_end().len();
        at += line.len() + 1;
        let line = line.trim();
        if let Some(said) = line.strip_prefix('>') {
            let said = said.trim();
            candidate_spoke = true;
            if !reader.counts_message(said, &text.span) {
                break;
            }
            match said.strip_prefix('[').and_then(|s| s.strip_suffix(']')) {
                Some(button) => {
                    if !BUTTONS.contains(&button) {
                        let message = match nearest(button, BUTTONS) {
                            Some(near) => {
                                format!("there is no button `{button}`: did you mean `{near}`?")
                            }
                            None => format!(
                                "there is no button `{button}`: there are {}",
                                BUTTONS.join(", ")
                            ),
                        };
                        text.error_at(document, place, message);
                    }
                    lines.push(DialogueLine::Button(button.to_string()));
                }
                None if said.is_empty() => {
                    text.error_at(document, place, "the candidate says nothing here");
                }
                None => lines.push(DialogueLine::Candidate(said.to_string())),
            }
        } else if let Some(held) = line.strip_prefix('<') {
            let before = lines.len();
            hold(held.trim(), &mut lines);
            if lines.len() == before {
                text.error_at(document, place, "this line asks nothing of the reply");
            }
        } else if !line.is_empty() {
            match lines.last_mut() {
                Some(DialogueLine::Candidate(said)) => {
                    said.push('\n');
                    said.push_str(line);
                }
                Some(DialogueLine::Button(_) | DialogueLine::Interviewer(_)) | None => {
                    text.error_at(
                        document,
                        place,
                        "this line follows no line of the candidate's: begin it with `>` or `<`",
                    );
                }
            }
        }
        numbers.resize(lines.len(), number);
    }
    if !candidate_spoke && !text.value.is_empty() {
        let message = "the candidate says nothing in this dialogue";
        document.error(text.span.clone(), message);
    }
    (lines, numbers)
}

/// Takes what a reply must hold apart: moves in brackets each for itself, and the words between them.
fn hold(held: &str, lines: &mut Vec<DialogueLine>) {
    let mut rest = held;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']') else {
            break;
        };
        let (words, from_move) = rest.split_at(open);
        if !words.trim().is_empty() {
            lines.push(DialogueLine::Interviewer(words.trim().to_string()));
        }
        let (one_move, after) = from_move.split_at(close + 1);
        lines.push(DialogueLine::Interviewer(one_move.to_string()));
        rest = after;
    }
    if !rest.trim().is_empty() {
        lines.push(DialogueLine::Interviewer(rest.trim().to_string()));
    }
}
