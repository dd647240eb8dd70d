//! All that a scenario says to people, each text with its place.

use crate::scenario::{Ladder, PartLadder, Scenario};

/// A text, and the path of its place in the file.
pub(super) struct Said<'s> {
    pub path: String,
    pub text: &'s str,
}

/// What the interviewer says and what the report shows, in the order of the kinds of things; all but the model answer,
/// which is told as a whole. Two editions of one scenario have the same paths in the same order.
pub(super) fn said(scenario: &Scenario) -> Vec<Said<'_>> {
    let mut all = All::default();
    all.one("prompt/text", &scenario.prompt);
    all.maybe("prompt/context", scenario.context.as_ref());
    for fact in &scenario.facts {
        let path = format!("fact/{}", fact.id);
        all.one(&format!("{path}/answer"), &fact.answer);
        all.one(&format!("{path}/short"), &fact.short);
        all.maybe(&format!("{path}/remind"), fact.remind.as_ref());
    }
    for open in &scenario.opens {
        all.one(&format!("open/{}/about", open.id), &open.about);
    }
    for expectation in &scenario.expectations {
        let path = format!("expectation/{}", expectation.id);
        all.one(&format!("{path}/title"), &expectation.title);
        all.one(&format!("{path}/why"), &expectation.why);
        all.many(&format!("{path}/open"), &expectation.open);
        all.many(&format!("{path}/acknowledge"), &expectation.acknowledge);
        all.ladder(&path, &expectation.ladder);
        for part in &expectation.parts {
            let path = format!("{path}/part/{}", part.id);
            all.one(&format!("{path}/label"), &part.label);
            all.many(&format!("{path}/probe"), &part.probe);
            all.many(&format!("{path}/acknowledge"), &part.acknowledge);
            all.part_ladder(&path, part.ladder.as_ref());
        }
    }
    for known in &scenario.misconceptions {
        let path = format!("misconception/{}", known.id);
        all.one(&format!("{path}/title"), &known.title);
        all.many(&format!("{path}/challenge"), &known.challenge);
        all.maybe(&format!("{path}/settled"), known.settled.as_ref());
        all.one(&format!("{path}/tell"), &known.tell);
    }
    for known in &scenario.tradeoffs {
        let path = format!("tradeoff/{}", known.id);
        all.many(&format!("{path}/ask"), &known.ask);
        all.part_ladder(&path, known.ladder.as_ref());
    }
    for known in &scenario.probes {
        all.many(&format!("probe/{}/ask", known.id), &known.ask);
    }
    for known in &scenario.estimates {
        let path = format!("estimate/{}", known.id);
        all.one(&format!("{path}/title"), &known.title);
        all.one(&format!("{path}/redo"), &known.redo);
        all.one(&format!("{path}/working"), &known.working);
        all.maybe(&format!("{path}/next"), known.next.as_ref());
        all.many(&format!("{path}/ask"), &known.ask);
        all.one(&format!("{path}/lesson"), &known.lesson);
    }
    for known in &scenario.curveballs {
        all.one(&format!("curveball/{}/text", known.id), &known.text);
    }
    for (at, known) in scenario.contracts.iter().enumerate() {
        all.many(&format!("contract/{at}/ask"), &known.ask);
        all.maybe(&format!("contract/{at}/promise"), known.promise.as_ref());
    }
    for known in &scenario.pushbacks {
        all.one(&format!("pushback/{}/text", known.id), &known.text);
    }
    for path in &scenario.paths {
        all.many(&format!("path/{}/steps", path.id), &path.steps);
    }
    all.0
}

#[derive(Default)]
struct All<'s>(Vec<Said<'s>>);

impl<'s> All<'s> {
    fn one(&mut self, path: &str, text: &'s str) {
        self.0.push(Said {
            path: path.to_owned(),
            text,
        });
    }

    fn maybe(&mut self, path: &str, text: Option<&'s String>) {
        if let Some(text) = text {
            self.one(path, text);
        }
    }

    fn many(&mut self, path: &str, texts: &'s [String]) {
        for (at, text) in texts.iter().enumerate() {
            self.one(&format!("{path}/{at}"), text);
        }
    }

    fn ladder(&mut self, path: &str, ladder: &'s Ladder) {
        self.one(&format!("{path}/ladder/pump"), &ladder.pump);
        self.one(&format!("{path}/ladder/hint"), &ladder.hint);
        self.one(&format!("{path}/ladder/prompt"), &ladder.prompt);
        self.one(&format!("{path}/ladder/tell"), &ladder.tell);
    }

    fn part_ladder(&mut self, path: &str, ladder: Option<&'s PartLadder>) {
        if let Some(ladder) = ladder {
            self.one(&format!("{path}/ladder/hint"), &ladder.hint);
            self.one(&format!("{path}/ladder/prompt"), &ladder.prompt);
            self.one(&format!("{path}/ladder/tell"), &ladder.tell);
        }
    }
}
