//! What makes a scenario's interviews poor although it can be read.
//!
//! A sample that isn't read as its author says is an error, for a rule that was proved wrong is worse than none.
//! Everything else is a warning.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::reader::Places;
use super::{Curveball, Expectation, Scenario, Step};
use crate::document::Document;
use crate::language::lexicon::Lexicon;
use crate::language::pattern::Pattern;
use crate::language::token::Word;
use crate::language::{Analysis, analyse, analyse_names};

mod everyday;
mod figures;
mod length;
mod overlap;
mod said;
mod samples;
mod weighing;

/// What a whole scenario has at least, by kind.
const LEAST: [(&str, usize); 8] = [
    ("facts", 15),
    ("expectations", 20),
    ("misconceptions", 6),
    ("trade-offs", 5),
    ("curveballs", 4),
    ("estimates", 2),
    ("cases", 10),
    ("dialogues", 3),
];

/// Cases of what must not be understood: fewer, and nobody knows whether the patterns are too wide.
const LEAST_NEGATIVE_CASES: usize = 3;

/// Notes what it finds in `document`.
pub(super) fn lint(
    scenario: &Scenario,
    places: &Places,
    document: &Document<'_>,
    lexicon: &Lexicon,
) {
    let linter = Linter {
        scenario,
        places,
        document,
        lexicon,
        read: RefCell::default(),
    };
    linter.counts();
    linter.facts();
    linter.patterns();
    linter.overlap();
    linter.expectations();
    linter.tradeoffs();
    linter.curveballs();
    linter.cases();
    linter.samples();
    linter.weighing();
    linter.length();
    linter.figures();
}

struct Linter<'l> {
    scenario: &'l Scenario,
    places: &'l Places,
    document: &'l Document<'l>,
    lexicon: &'l Lexicon,
    /// What was read already: several lints look at the same samples.
    read: RefCell<BTreeMap<String, Rc<Analysis>>>,
}

impl Linter<'_> {
    fn analyse(&self, text: &str) -> Rc<Analysis> {
        if let Some(known) = self.read.borrow().get(text) {
            return Rc::clone(known);
        }
        let analysis = Rc::new(analyse(self.lexicon, text));
        self.read
            .borrow_mut()
            .insert(text.to_owned(), Rc::clone(&analysis));
        analysis
    }

    fn at(&self, path: &str) -> Range<usize> {
        self.places.at(path)
    }

    fn warn(&self, path: &str, message: impl Into<String>) {
        self.document.warn(self.at(path), message);
    }

    fn error(&self, path: &str, message: impl Into<String>) {
        self.document.error(self.at(path), message);
    }

    fn counts(&self) {
        let scenario = self.scenario;
        let counts = [
            scenario.facts.len(),
            scenario.expectations.len(),
            scenario.misconceptions.len(),
            scenario.tradeoffs.len(),
            scenario.curveballs.len(),
            scenario.estimates.len(),
            scenario.cases.len(),
            scenario.dialogues.len(),
        ];
        for ((what, least), count) in LEAST.into_iter().zip(counts) {
            if count < least {
                let message = format!("{count} {what}: a whole scenario has {least} or more");
                self.warn("", message);
            }
        }
        for (name, step) in super::brief::STEPS {
            if scenario.expectations.iter().all(|known| known.step != step) {
                let message =
                    format!("0 expectations of the step {name}: a whole scenario has 1 or more");
                self.warn("", message);
            }
        }
    }

    /// Facts that nobody can ask for, and facts that one question can't tell apart.
    fn facts(&self) {
        let facts = self.scenario.facts.iter().map(|fact| {
            let path = format!("fact/{}", fact.id);
            (&fact.id, path, &fact.questions)
        });
        let opens = self.scenario.opens.iter().map(|open| {
            let path = format!("open/{}", open.id);
            (&open.id, path, &open.questions)
        });
        let mut asked: BTreeMap<Vec<Word>, String> = BTreeMap::new();
        for (id, path, questions) in facts.chain(opens) {
            if questions.is_empty() {
                self.warn(&path, format!("no sample question asks for `{id}`"));
            }
            for (i, question) in questions.iter().enumerate() {
                let analysis = self.analyse(question);
                let mut words: Vec<Word> = analysis
                    .tokens
                    .iter()
                    .filter(|token| token.is_wordlike())
                    .map(|token| token.stem)
                    .collect();
                words.sort_unstable();
                let first = asked.entry(words).or_insert_with(|| id.to_string());
                if **first != **id {
                    let place = format!("{path}/questions/{i}");
                    self.warn(&place, format!("the same question asks for `{first}`"));
                }
            }
        }
    }

    /// Patterns that match almost anything.
    fn patterns(&self) {
        for expectation in &self.scenario.expectations {
            for part in &expectation.parts {
                let path = format!("expectation/{}/part/{}", expectation.id, part.id);
                self.weak(&path, "patterns", &part.patterns);
            }
        }
        for fact in &self.scenario.facts {
            self.weak(
                &format!("fact/{}", fact.id),
                "contradicts",
                &fact.contradicts,
            );
        }
        for misconception in &self.scenario.misconceptions {
            let path = format!("misconception/{}", misconception.id);
            self.weak(&path, "patterns", &misconception.patterns);
        }
        for tradeoff in &self.scenario.tradeoffs {
            let path = format!("tradeoff/{}", tradeoff.id);
            self.weak(&path, "choice", &tradeoff.choice);
            self.weak(&path, "cost", &tradeoff.cost);
        }
    }

    fn weak(&self, path: &str, key: &str, patterns: &[Pattern]) {
        for (i, pattern) in patterns.iter().enumerate() {
            let place = format!("{path}/{key}/{i}");
            if pattern.specificity() == 0 {
                self.warn(&place, "this matches almost every sentence");
            } else if let Some(word) = everyday::alone(pattern) {
                let message = format!("`{word}` alone is an everyday word: add a second idea");
                self.warn(&place, message);
            }
        }
    }

    fn expectations(&self) {
        for (index, expectation) in self.scenario.expectations.iter().enumerate() {
            let path = format!("expectation/{}", expectation.id);
            let opened = self.scenario.curveballs.iter().any(|curveball| {
                curveball
                    .opens
                    .iter()
                    .any(|&open| usize::from(open) == index)
            });
            match expectation.step {
                Step::Clarify => {}
                Step::Iterate if !opened => {
                    self.warn(&path, "no curveball opens this");
                }
                Step::Iterate => {}
                Step::Design | Step::Communicate => {
                    let asked = !expectation.open.is_empty()
                        || expectation.parts.iter().any(|part| !part.probe.is_empty());
                    if !asked {
                        self.warn(&path, "nothing brings this up: give it an `open`");
                    }
                }
            }
            for part in &expectation.parts {
                let by_words = !part.patterns.is_empty() && part.asks.is_empty();
                if part.required && by_words && part.probe.is_empty() {
                    let path = format!("{path}/part/{}", part.id);
                    self.warn(&path, "nothing asks for this part: give it a `probe`");
                }
            }
            if expectation.study.is_none() && expectation.concepts.is_empty() {
                let message = "the report has no study note for this: give it a `study`";
                self.warn(&path, message);
            }
            self.gives_away(expectation, &path);
        }
    }

    /// Questions and rungs below the last that hold the answer already.
    fn gives_away(&self, expectation: &Expectation, path: &str) {
        let ladder = &expectation.ladder;
        let rungs = [
            ("pump", &ladder.pump),
            ("hint", &ladder.hint),
            ("prompt", &ladder.prompt),
        ];
        for (rung, text) in rungs {
            let place = format!("{path}/ladder/{rung}");
            self.gives_away_in(&place, text, expectation, |_| true);
        }
        for (i, text) in expectation.open.iter().enumerate() {
            self.gives_away_in(&format!("{path}/open/{i}"), text, expectation, |_| true);
        }
        for (part, known) in expectation.parts.iter().enumerate() {
            for (i, text) in known.probe.iter().enumerate() {
                let place = format!("{path}/part/{}/probe/{i}", known.id);
                self.gives_away_in(&place, text, expectation, |other| other == part);
            }
            if let Some(text) = &known.plainly {
                let place = format!("{path}/part/{}/plainly", known.id);
                self.gives_away_in(&place, text, expectation, |other| other == part);
            }
            for (i, text) in known.acknowledge.iter().enumerate() {
                let place = format!("{path}/part/{}/acknowledge/{i}", known.id);
                self.gives_away_in(&place, text, expectation, |other| other != part);
            }
            if let Some(ladder) = &known.ladder {
                for (rung, text) in [("hint", &ladder.hint), ("prompt", &ladder.prompt)] {
                    let place = format!("{path}/part/{}/ladder/{rung}", known.id);
                    self.gives_away_in(&place, text, expectation, |other| other == part);
                }
            }
        }
    }

    fn gives_away_in(
        &self,
        place: &str,
        text: &str,
        expectation: &Expectation,
        concerns: impl Fn(usize) -> bool,
    ) {
        // A question may describe what it must not name.
        let analysis = analyse_names(self.lexicon, &without_gaps(text));
        for (index, part) in expectation.parts.iter().enumerate() {
            if !concerns(index) {
                continue;
            }
            let found = part
                .patterns
                .iter()
                .find(|pattern| pattern.find_anyhow(&analysis).is_some());
            if let Some(pattern) = found {
                let message = format!(
                    "this gives `{}` away: it matches `{}`",
                    part.id, pattern.text
                );
                self.warn(place, message);
            }
        }
    }

    fn tradeoffs(&self) {
        for tradeoff in &self.scenario.tradeoffs {
            let (Some(ladder), Some(part)) = (&tradeoff.ladder, &tradeoff.credits) else {
                continue;
            };
            let expectation = &self.scenario.expectations[usize::from(part.expectation)];
            for (rung, text) in [("hint", &ladder.hint), ("prompt", &ladder.prompt)] {
                let place = format!("tradeoff/{}/ladder/{rung}", tradeoff.id);
                let asked = usize::from(part.part);
                self.gives_away_in(&place, text, expectation, |other| other == asked);
            }
        }
    }

    fn curveballs(&self) {
        let mut always = false;
        for curveball in &self.scenario.curveballs {
            let path = format!("curveball/{}", curveball.id);
            always |= curveball.when.is_empty() && curveball.unless.is_empty();
            if curveball.opens.is_empty() {
                self.warn(&path, "this curveball expects nothing: give it `opens`");
            }
            if let Some((when, unless)) = self.never_due(curveball) {
                let message =
                    format!("this is never due: what `{when}` finds, `{unless}` finds too");
                self.error(&path, message);
            }
        }
        if !always {
            let message = "no curveball fits every design: a whole scenario has one without `when` and `unless`";
            self.warn("", message);
        }
    }

    /// A condition that excludes what another asks for.
    fn never_due<'c>(&self, curveball: &'c Curveball) -> Option<(&'c str, &'c str)> {
        for when in &curveball.when {
            for unless in &curveball.unless {
                let (wanted, banned) = (when.text.trim(), unless.text.trim());
                let kind_of = match (wanted.strip_prefix('@'), banned.strip_prefix('@')) {
                    (Some(wanted), Some(banned)) => {
                        let wanted = wanted.trim_start_matches('=');
                        let ancestors = self.lexicon.ancestors(wanted);
                        ancestors.iter().any(|ancestor| **ancestor == *banned) || wanted == banned
                    }
                    _ => false,
                };
                if wanted == banned || kind_of {
                    return Some((&when.text, &unless.text));
                }
            }
        }
        None
    }

    fn cases(&self) {
        let cases = &self.scenario.cases;
        let negative = cases.iter().filter(|case| !case.not.is_empty()).count();
        if negative < LEAST_NEGATIVE_CASES {
            let message = format!(
                "{negative} cases say what must not be understood (`not`): a whole scenario has {LEAST_NEGATIVE_CASES} or more"
            );
            self.warn("", message);
        }
        for (i, case) in cases.iter().enumerate() {
            let holds =
                case.reaches.len() + case.not.len() + case.facts.len() + case.misconceptions.len();
            if holds == 0 {
                self.warn(&format!("case/{i}"), "this case checks nothing");
            }
        }
    }
}

/// What the interviewer says, without what the candidate's own words will fill in.
fn without_gaps(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}
