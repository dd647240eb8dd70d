//! "This sentence should have counted": a suggestion for the scenario's author, with what the engine made of the
//! sentence, printed as a case that the scenario's own tests take.

use serde::{Deserialize, Serialize};

use super::{App, SubmitError, engine, unavailable};
use crate::interview::{Engine, Entry, Interpretation, ledger};
use crate::language::Span;
use crate::scenario::Scenario;
use crate::store::{By, Session, Suggestion, SuggestionId};

/// A sentence of the candidate's, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The turn.
    pub seq: u32,
    /// Its place in the turn.
    pub span: Span,
    /// The words.
    pub text: String,
}

/// What came of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggested {
    /// It is kept with the scenario, now or from before.
    Kept,
    /// The scenario has no such part.
    NoSuchPart,
    /// The session has made as many as it may.
    TooMany,
}

/// What the engine made of a sentence, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct MadeOf {
    /// The part that had just been asked for: `expectation/part`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    /// In words.
    heard: Vec<String>,
}

/// Suggests that a sentence should have counted for `part` (`expectation/part`).
pub async fn suggest(
    app: &App,
    session: &Session,
    by: By,
    sentence: Sentence,
    part: &str,
    reason: String,
) -> Result<Suggested, SubmitError> {
    let engine = engine(app, session).await?;
    let known = part
        .split_once('/')
        .and_then(|(expectation, part)| engine.scenario.part_ref(expectation, part));
    if known.is_none() {
        return Ok(Suggested::NoSuchPart);
    }
    let log = super::log(app, session.id).await?;
    let made_of = serde_json::to_string(&made_of(&engine, &log, &sentence));
    let suggestion = Suggestion {
        id: SuggestionId::new(),
        scenario: session.scenario.clone(),
        digest: session.stamp.scenario.clone(),
        session: Some(session.id),
        by,
        seq: sentence.seq,
        sentence: sentence.text,
        part: part.to_owned(),
        made_of: made_of.map_err(|error| unavailable(&error))?,
        reason,
        at_ms: app.clock.now_ms(),
    };
    match app.store.suggest(suggestion).await? {
        true => Ok(Suggested::Kept),
        false => Ok(Suggested::TooMany),
    }
}

fn made_of(engine: &Engine, log: &[Entry], sentence: &Sentence) -> MadeOf {
    let at = log.iter().position(|entry| entry.seq == sentence.seq);
    let Some(at) = at else {
        return MadeOf::default();
    };
    let asked = at.checked_sub(1).and_then(|before| log.get(before));
    let after = asked.and_then(|entry| {
        let parts = entry.record.moves.iter();
        let mut parts = parts.filter_map(|done| ledger::credited_part(&engine.scenario, done));
        parts.next().map(|part| part_name(&engine.scenario, &part))
    });
    let heard = match &log[at].record.interpretation {
        Some(found) => heard(found, sentence.span),
        None => Vec::new(),
    };
    MadeOf { after, heard }
}

fn part_name(scenario: &Scenario, part: &crate::scenario::PartRef) -> String {
    let expectation = &scenario.expectations[usize::from(part.expectation)];
    let part = &expectation.parts[usize::from(part.part)];
    format!("{}/{}", expectation.id, part.id)
}

/// What was heard in a stretch of a message.
fn heard(found: &Interpretation, sentence: Span) -> Vec<String> {
    let inside = |span: Span| span.start < sentence.end && sentence.start < span.end;
    let mut heard = Vec::new();
    for credit in found.credits.iter().filter(|credit| inside(credit.span)) {
        heard.push(format!(
            "counted for {}/{}",
            credit.expectation, credit.part
        ));
    }
    for (hits, verb) in [
        (&found.named, "named"),
        (&found.touched, "touched, without credit,"),
        (&found.turned_down, "turned down"),
        (&found.misconceptions, "took for the misconception"),
    ] {
        for hit in hits.iter().filter(|hit| inside(hit.span)) {
            heard.push(format!("{verb} {}", hit.id));
        }
    }
    if found.questions.iter().any(|question| inside(question.span)) {
        heard.push("took it for a question".into());
    }
    if heard.is_empty() {
        heard.push("found nothing in it that counts".into());
    }
    heard
}

/// Suggestions as `[[case]]` entries, to be appended to the scenario.
pub fn as_cases(suggestions: &[Suggestion], today: &str) -> String {
    let mut text = String::new();
    for suggestion in suggestions {
        let made_of: MadeOf = serde_json::from_str(&suggestion.made_of).unwrap_or_default();
        let who = match suggestion.by {
            By::Candidate => "the candidate",
            By::Partner => "a partner",
        };
        text.push_str("\n[[case]]\n");
        comment(
            &mut text,
            &format!(
                "Suggested by {who} of turn {}. The engine {}.",
                suggestion.seq,
                made_of.heard.join("; ")
            ),
        );
        if !suggestion.reason.is_empty() {
            comment(&mut text, &suggestion.reason);
        }
        if suggestion.digest != today {
            comment(
                &mut text,
                "Said to another text of this scenario than today's.",
            );
        }
        let say = toml::Value::String(suggestion.sentence.clone());
        let part = toml::Value::String(suggestion.part.clone());
        text.push_str(&format!("say = {say}\nreaches = [{part}]\n"));
        if let Some(after) = made_of.after {
            text.push_str(&format!("after = {}\n", toml::Value::String(after)));
        }
    }
    text
}

/// Every line of it a comment.
fn comment(text: &mut String, words: &str) {
    for line in words.lines() {
        text.push_str(&format!("# {line}\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion(sentence: &str, reason: &str) -> Suggestion {
        Suggestion {
            id: SuggestionId::new(),
            scenario: "guest-book".into(),
            digest: "today".into(),
            session: None,
            by: By::Partner,
            seq: 4,
            sentence: sentence.into(),
            part: "one-table/what".into(),
            made_of: r#"{"after":"one-table/what","heard":["named one-table"]}"#.into(),
            reason: reason.into(),
            at_ms: 0,
        }
    }

    #[test]
    fn any_sentence_comes_back_out_of_the_printed_case() {
        for sentence in [
            "we keep each line in one table",
            "she said \"one\" table, and C:\\tables",
            "'''triple''' \"\"\"quotes\"\"\"",
            "two\nlines\n\n[[case]]\nsay = \"another\"",
            "ünïcode 👩‍💻 \u{202e}turned \u{2028} apart",
            "tab\there ends with a backslash \\",
        ] {
            let printed = as_cases(&[suggestion(sentence, "why\n[[case]]\nnot")], "other");
            let parsed: toml::Table = printed.parse().unwrap();
            let cases = parsed["case"].as_array().unwrap();
            assert_eq!(cases.len(), 1, "{printed}");
            assert_eq!(cases[0]["say"].as_str(), Some(sentence), "{printed}");
            assert_eq!(cases[0]["reaches"][0].as_str(), Some("one-table/what"));
            assert_eq!(cases[0]["after"].as_str(), Some("one-table/what"));
        }
    }

    #[test]
    fn a_case_says_what_the_engine_made_of_it() {
        let printed = as_cases(&[suggestion("one table", "It is the same thing.")], "today");
        assert_eq!(
            printed,
            "\n[[case]]\n# Suggested by a partner of turn 4. The engine named one-table.\n# It is the same thing.\n\
             say = \"one table\"\nreaches = [\"one-table/what\"]\nafter = \"one-table/what\"\n"
        );
    }
}
