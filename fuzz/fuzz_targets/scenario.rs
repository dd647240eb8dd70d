//! Any text is a scenario or has problems, each at a place that can be shown; what is read can be linted and interviewed.

#![no_main]

use std::sync::{Arc, LazyLock};

use greenroom::interview::{Setup, open};
use greenroom::language::lexicon::Lexicon;
use greenroom::prompts::Prompts;
use greenroom::scenario::{Mode, Scenario, Seniority};
use libfuzzer_sys::fuzz_target;

static PROMPTS: LazyLock<Prompts> =
    LazyLock::new(|| Prompts::load(None, None).expect("the built-in prompts"));

fuzz_target!(|source: &str| {
    let lexicon: &Lexicon = &PROMPTS.lexicon;
    let (inspected, problems) = Scenario::inspect("fuzzed.toml", source, lexicon);
    for problem in &problems {
        assert!(!problem.render(source).is_empty());
    }
    match Scenario::parse("fuzzed.toml", source, lexicon) {
        Ok((scenario, _)) => {
            assert!(inspected.is_some());
            let setup = Setup {
                mode: Mode::Coach,
                seniority: Seniority::Entry,
                minutes: Some(45),
            };
            let engine = PROMPTS.engine_with(Arc::new(scenario));
            let (drafts, _) = open(&engine, &setup);
            assert!(!drafts.is_empty());
        }
        Err(problems) => assert!(!problems.is_empty()),
    }
});
