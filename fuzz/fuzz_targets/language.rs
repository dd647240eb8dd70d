//! Any text has a reading, whose every place can be quoted from the text; with the knowledge that candidates meet.

#![no_main]

use std::sync::{Arc, LazyLock};

use greenroom::language::lexicon::Lexicon;
use greenroom::language::{Span, analyse, understand};
use greenroom::prompts::Prompts;
use libfuzzer_sys::fuzz_target;

static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| {
    Prompts::load(None, None)
        .expect("the built-in prompts")
        .lexicon
});

/// Panics where the span is no stretch of the text.
fn quote(text: &str, span: Span) {
    let quoted = text.get(span.start as usize..span.end as usize);
    assert!(quoted.is_some(), "{span:?} is no place in {text:?}");
}

fuzz_target!(|text: &str| {
    let analysis = analyse(&LEXICON, text);
    let reading = &analysis.reading;
    for token in &analysis.tokens {
        quote(text, token.span);
    }
    for sentence in &reading.sentences {
        quote(text, sentence.span);
    }
    for mention in &reading.mentions {
        quote(text, mention.span);
        if let Some(cause) = mention.cause {
            quote(text, cause);
        }
    }
    for quantity in &reading.quantities {
        quote(text, quantity.span);
    }
    for topic in &reading.topics {
        quote(text, topic.span);
    }
    for repair in &reading.repairs {
        quote(text, repair.span);
    }
    for link in &reading.links {
        for span in [link.choice, link.given, link.cue] {
            quote(text, span);
        }
    }
    assert_eq!(*reading, understand(&LEXICON, text));
});
