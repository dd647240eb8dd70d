//! What holds for any text at all: no panic, places that can be quoted, the same reading each time, bounded work.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::lexicon::Lexicon;
use super::pattern::Pattern;
use super::tests::lexicon;
use super::*;

fn messages() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("cache"),
        Just("Load-balancer"),
        Just("loadBalancer"),
        Just("don't"),
        Just("dont"),
        Just("n't"),
        Just("100k"),
        Just("1,000.5"),
        Just("24/7"),
        Just("e.g."),
        Just("…"),
        Just("->"),
        Just("→"),
        Just("’"),
        Just("w/o"),
        Just("🎉"),
        Just("İ"),
        Just("ß"),
        Just("日本"),
        Just("\n- "),
        Just("\r\n"),
        Just("?!"),
        Just("databse"),
        Just("cahces"),
        Just("tweetdatabase"),
        Just("ĉache"),
        Just("if"),
        Just("we"),
        Just("and"),
        Just("because"),
        Just("("),
        Just("p99"),
        Just("\u{0}"),
        Just("id use"),
        Just("instead of"),
        Just("10:1"),
        Just("keep hot in memory"),
        Just("\u{301}"),
        Just("'s"),
    ];
    prop_oneof![
        any::<String>(),
        prop::collection::vec(
            (
                word,
                prop_oneof![Just(" "), Just(""), Just(", "), Just(". ")]
            ),
            0..40
        )
        .prop_map(|parts| parts
            .into_iter()
            .flat_map(|(word, gap)| [word, gap])
            .collect()),
    ]
}

fn patterns() -> Vec<Pattern> {
    [
        "@cache",
        "cache > (we | and)",
        "hot & memory",
        "#any !not",
        "\"load balancer\" because?",
        "not > cache",
    ]
    .iter()
    .map(|text| Pattern::parse(text).expect(text))
    .collect()
}

/// Whether the span can be quoted from the text.
fn fits(span: Span, text: &str) -> bool {
    span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some()
}

#[track_caller]
fn check(lexicon: &Lexicon, text: &str) {
    let analysis = analyse(lexicon, text);
    let reading = &analysis.reading;
    let mut last = 0;
    for token in &analysis.tokens {
        assert!(
            fits(token.span, text) && token.span.start >= last,
            "{:?} in {text:?}",
            token.span
        );
        assert!(
            token.span.start < token.span.end,
            "an empty token in {text:?}"
        );
        last = token.span.end;
    }
    let mut covered = 0;
    for clause in &analysis.clauses {
        assert_eq!(
            usize::from(clause.tokens.start),
            covered,
            "clauses of {text:?}"
        );
        covered = usize::from(clause.tokens.end);
        assert!(usize::from(clause.sentence) < reading.sentences.len());
    }
    assert_eq!(covered, analysis.tokens.len());
    assert_eq!(reading.mentions.len(), analysis.mention_tokens.len());
    for mention in &reading.mentions {
        assert!(fits(mention.span, text) && mention.cause.is_none_or(|cause| fits(cause, text)));
        assert!(usize::from(mention.clause) < analysis.clauses.len());
    }
    let spans = reading.sentences.iter().map(|sentence| sentence.span);
    let spans = spans.chain(reading.quantities.iter().map(|quantity| quantity.span));
    let spans = spans.chain(reading.topics.iter().map(|topic| topic.span));
    let spans = spans.chain(reading.repairs.iter().map(|repair| repair.span));
    let spans = spans.chain(
        reading
            .links
            .iter()
            .flat_map(|link| [link.choice, link.given, link.cue]),
    );
    for span in spans {
        assert!(fits(span, text), "{span:?} in {text:?}");
    }
    for pattern in patterns() {
        let meant = pattern.find(&analysis);
        let anyhow = pattern.find_anyhow(&analysis);
        assert!(
            anyhow.is_some() || meant.is_none(),
            "what is meant is said: {} in {text:?}",
            pattern.text
        );
        if anyhow.is_some() && analysis.index.unknown().next().is_none() {
            let keys: Vec<_> = analysis.index.keys(&analysis).map(|(_, key)| key).collect();
            assert!(
                pattern.passes(&keys),
                "{} matches {text:?} past its gate",
                pattern.text
            );
        }
        for found in meant.into_iter().chain(anyhow) {
            assert!(fits(found.span, text) && found.words.iter().all(|word| fits(*word, text)));
        }
        if let Some(miss) = pattern.explain_miss(&analysis) {
            assert!(miss.matched.iter().all(|word| fits(*word, text)) && !miss.absent.is_empty());
        }
    }
    assert_eq!(
        *reading,
        understand(lexicon, text),
        "the same text, the same reading"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_message_has_a_reading(text in messages()) {
        check(&lexicon(), &text);
    }

    #[test]
    fn any_word_may_be_mistyped(text in "[a-eé]{0,8}(cache|database|balancer)[a-zA-Z’]{0,32}") {
        check(&lexicon(), &text);
    }

    #[test]
    fn any_text_is_a_pattern_or_a_mistake_with_its_place(text in any::<String>()) {
        if let Err(error) = Pattern::parse(&text) {
            prop_assert!(text.get(error.start..error.end).is_some());
        }
    }

    #[test]
    fn any_notation_is_a_pattern_or_a_mistake(text in r#"[ab()|&>!?@#="0-9 -]{0,24}"#) {
        if let Err(error) = Pattern::parse(&text) {
            prop_assert!(text.get(error.start..error.end).is_some());
        }
    }
}

#[test]
fn long_messages_stay_quick() {
    let lexicon = lexicon();
    for piece in [
        "cache ",
        "a",
        ",",
        "if we ",
        "(",
        "not not ",
        "1 ",
        "10:",
        "\"",
        "and we use ",
        "\n",
        "xq zz ",
        "data base ",
        "keep hot ",
        "instead of cache ",
        "don't ",
        "databse ",
        "?",
        "because ",
        "100 million users per ",
    ] {
        let text = piece.repeat(10_000 / piece.len());
        let start = Instant::now();
        let analysis = analyse(&lexicon, &text);
        for pattern in patterns() {
            pattern.find(&analysis);
        }
        // Far above what it takes, far below what anything quadratic would.
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{piece:?} took {:?}",
            start.elapsed()
        );
    }
}
