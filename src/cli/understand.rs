//! `greenroom understand`: what the language layer makes of messages, as JSON Lines in and out.
//!
//! In: `{"id", "text"}` a line. Out, in the same order: the act, the sentences with theirs, the concepts with stance
//! and place, the figures in base units, the question topics. For evaluating the layer, and for authors who wonder how
//! they are read.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::language::aside::AsideKind;
use crate::language::lexicon::Lexicon;
use crate::language::{
    Act, Id, Mention, Period, Quantity, Reading, Stance, TopicHit, Unit, understand,
};

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: serde_json::Value,
    act: &'static str,
    sentences: Vec<SentenceRead<'a>>,
    mentions: Vec<MentionRead<'a>>,
    quantities: Vec<QuantityRead<'a>>,
    topics: Vec<TopicRead<'a>>,
    repairs: Vec<RepairRead<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asides: Vec<AsideRead<'a>>,
}

#[derive(Serialize)]
struct SentenceRead<'a> {
    text: &'a str,
    act: &'static str,
}

#[derive(Serialize)]
struct MentionRead<'a> {
    concept: &'a Id,
    ancestors: &'a [Id],
    stance: Stance,
    quote: &'a str,
    start: u32,
    end: u32,
    cause: Option<&'a str>,
}

#[derive(Serialize)]
struct QuantityRead<'a> {
    value: f64,
    upper: Option<f64>,
    unit: Unit,
    per: Option<Period>,
    of: Option<&'a str>,
    quote: &'a str,
}

#[derive(Serialize)]
struct TopicRead<'a> {
    topic: &'a Id,
    score: u16,
    quote: &'a str,
}

#[derive(Serialize)]
struct AsideRead<'a> {
    kind: AsideKind,
    about: Option<&'a str>,
}

#[derive(Serialize)]
struct RepairRead<'a> {
    typed: &'a str,
    read_as: &'a str,
}

/// Reads messages from `input` until it ends and writes a line for each. A line that is no such object is an error
/// with its number; blank lines are skipped.
pub fn run(lexicon: &Lexicon, input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    for (at, line) in input.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line).map_err(|error| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("line {}: {error}", at + 1),
            )
        })?;
        let reading = understand(lexicon, &line.text);
        serde_json::to_writer(&mut output, &answer(line.id, &line.text, &reading))?;
        output.write_all(b"\n")?;
    }
    output.flush()
}

fn answer<'a>(id: serde_json::Value, text: &'a str, reading: &'a Reading) -> Answer<'a> {
    Answer {
        id,
        act: act_name(reading.act),
        sentences: reading
            .sentences
            .iter()
            .map(|sentence| SentenceRead {
                text: sentence.span.of(text),
                act: act_name(sentence.act),
            })
            .collect(),
        mentions: reading
            .mentions
            .iter()
            .map(|mention| mention_read(text, mention))
            .collect(),
        quantities: reading
            .quantities
            .iter()
            .flat_map(|quantity| quantity_read(text, quantity))
            .collect(),
        topics: reading
            .topics
            .iter()
            .map(|topic| topic_read(text, topic))
            .collect(),
        repairs: reading
            .repairs
            .iter()
            .map(|repair| RepairRead {
                typed: repair.span.of(text),
                read_as: &repair.read_as,
            })
            .collect(),
        asides: reading
            .asides
            .iter()
            .map(|aside| AsideRead {
                kind: aside.kind,
                about: aside.about.map(|about| about.of(text)),
            })
            .collect(),
    }
}

fn mention_read<'a>(text: &'a str, mention: &'a Mention) -> MentionRead<'a> {
    MentionRead {
        concept: &mention.concept,
        ancestors: &mention.ancestors,
        stance: mention.stance,
        quote: mention.span.of(text),
        start: mention.span.start,
        end: mention.span.end,
        cause: mention.cause.map(|cause| cause.of(text)),
    }
}

/// A figure; a range gives its upper end as a figure of its own after it.
fn quantity_read<'a>(
    text: &'a str,
    quantity: &'a Quantity,
) -> impl Iterator<Item = QuantityRead<'a>> {
    let read = |value: f64, upper: Option<f64>| QuantityRead {
        value,
        upper,
        unit: quantity.unit,
        per: quantity.per,
        of: quantity.of.as_deref(),
        quote: quantity.span.of(text),
    };
    let upper = quantity.upper.map(|upper| read(upper, None));
    std::iter::once(read(quantity.value, quantity.upper)).chain(upper)
}

fn topic_read<'a>(text: &'a str, hit: &'a TopicHit) -> TopicRead<'a> {
    TopicRead {
        topic: &hit.topic,
        score: hit.score,
        quote: hit.span.of(text),
    }
}

/// The act's name in the contract: moving to any step, back or out, is one act there.
fn act_name(act: Act) -> &'static str {
    match act {
        Act::ClarifyingQuestion => "clarifying-question",
        Act::DesignQuestion => "design-question",
        Act::Confirmation => "confirmation",
        Act::Assertion => "assertion",
        Act::Proposal => "proposal",
        Act::Estimate => "estimate",
        Act::TradeOff => "trade-off",
        Act::Summary => "summary",
        Act::StepMove | Act::StepBack | Act::Finish => "step-move",
        Act::HintRequest => "hint-request",
        Act::Repeat => "repeat",
        Act::Skip => "skip",
        Act::Time => "time",
        Act::DontKnow => "dont-know",
        Act::Social => "social",
        Act::OffTopic => "off-topic",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_is_a_line_out() {
        let mut output = Vec::new();
        let input = "{\"id\": 7, \"text\": \"5 TB a day, très bien\"}\n\n{\"text\": \"\"}\n";
        run(&Lexicon::default(), input.as_bytes(), &mut output).expect("runs");
        let output = String::from_utf8(output).expect("is text");
        let lines: Vec<serde_json::Value> = output
            .lines()
            .map(|line| serde_json::from_str(line).expect("is JSON"))
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["id"], 7);
        assert_eq!(lines[0]["quantities"][0]["unit"], "bytes");
        assert_eq!(lines[0]["quantities"][0]["per"], "day");
        assert_eq!(lines[1]["sentences"], serde_json::json!([]));
    }

    #[test]
    fn a_bad_line_is_told_by_its_number() {
        let error = run(
            &Lexicon::default(),
            "{\"text\": \"a\"}\nno\n".as_bytes(),
            Vec::new(),
        )
        .expect_err("is no JSON");
        assert!(error.to_string().starts_with("line 2:"), "{error}");
    }
}
