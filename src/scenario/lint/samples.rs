//! A scenario's samples, played against its patterns.

use super::Linter;
use crate::language::Analysis;
use crate::language::pattern::Pattern;
use crate::scenario::{Estimate, Expectation, Misconception, Part};

/// Whether words alone reach a part.
#[derive(Clone, Debug, PartialEq)]
enum Reach {
    /// By this pattern, or for this reason.
    By(String),
    /// Not.
    No,
    /// It depends on more than the words: a question that only this scenario knows, an explanation of the whole.
    CannotTell,
}

impl Linter<'_> {
    pub(super) fn samples(&self) {
        for expectation in &self.scenario.expectations {
            self.expectation_samples(expectation);
        }
        for misconception in &self.scenario.misconceptions {
            self.misconception_samples(misconception);
        }
        for tradeoff in &self.scenario.tradeoffs {
            let path = format!("tradeoff/{}", tradeoff.id);
            if tradeoff.named.is_empty() {
                self.warn(&path, "no sample shows how its cost is named");
            }
            for (i, text) in tradeoff.named.iter().enumerate() {
                if first(&tradeoff.cost, &self.analyse(text)).is_none() {
                    let place = format!("{path}/named/{i}");
                    self.error(&place, "no `cost` pattern finds this");
                }
            }
            for (i, text) in tradeoff.not.iter().enumerate() {
                if let Some(pattern) = first(&tradeoff.cost, &self.analyse(text)) {
                    let place = format!("{path}/not/{i}");
                    let message = format!("`{}` takes this for the cost", pattern.text);
                    self.error(&place, message);
                }
            }
        }
    }

    fn expectation_samples(&self, expectation: &Expectation) {
        let path = format!("expectation/{}", expectation.id);
        let samples = &expectation.samples;
        // One message that said all of it would have to ask as well, or to explain the whole: cases and dialogues show that.
        let by_words = expectation
            .parts
            .iter()
            .all(|part| !part.required || (part.asks.is_empty() && part.walk.is_none()));
        if by_words && samples.full.is_empty() {
            self.warn(&path, "no sample shows a full answer");
        }
        if by_words && samples.none.is_empty() {
            self.warn(&path, "no sample shows what is no answer");
        }
        for (i, text) in samples.full.iter().enumerate() {
            let place = format!("{path}/full/{i}");
            let analysis = self.analyse(text);
            for part in expectation.parts.iter().filter(|part| part.required) {
                if self.reach(part, &analysis) == Reach::No {
                    let message = format!("this doesn't reach `{}`: {}", part.id, part.label);
                    self.error(&place, message);
                }
            }
            for misconception in &self.scenario.misconceptions {
                if let Some(pattern) = fires(misconception, &analysis) {
                    let message = format!(
                        "the misconception `{}` is seen in this, by `{}`",
                        misconception.id, pattern.text
                    );
                    self.error(&place, message);
                }
            }
        }
        for (i, text) in samples.partial.iter().enumerate() {
            let place = format!("{path}/partial/{i}");
            let analysis = self.analyse(text);
            let reaches: Vec<(bool, Reach)> = expectation
                .parts
                .iter()
                .map(|part| (part.required, self.reach(part, &analysis)))
                .collect();
            if reaches.iter().all(|(_, reach)| *reach == Reach::No) {
                self.error(&place, "this reaches no part");
            }
            let whole = reaches
                .iter()
                .all(|(required, reach)| !required || matches!(reach, Reach::By(_)));
            if whole {
                self.error(&place, "this reaches every required part: it is full");
            }
        }
        for (i, text) in samples.none.iter().enumerate() {
            let place = format!("{path}/none/{i}");
            let analysis = self.analyse(text);
            for part in &expectation.parts {
                if let Reach::By(reason) = self.reach(part, &analysis) {
                    let message = format!("this reaches `{}`, by {reason}", part.id);
                    self.error(&place, message);
                }
            }
        }
    }

    fn misconception_samples(&self, misconception: &Misconception) {
        let path = format!("misconception/{}", misconception.id);
        for (samples, what) in [
            (&misconception.wrong, "no sample shows the wrong belief"),
            (&misconception.safe, "no sample is safe from it"),
        ] {
            if samples.is_empty() {
                self.warn(&path, what);
            }
        }
        for (i, text) in misconception.wrong.iter().enumerate() {
            if fires(misconception, &self.analyse(text)).is_none() {
                let place = format!("{path}/wrong/{i}");
                self.error(&place, "the misconception isn't seen in this");
            }
        }
        for (i, text) in misconception.safe.iter().enumerate() {
            if let Some(pattern) = fires(misconception, &self.analyse(text)) {
                let place = format!("{path}/safe/{i}");
                let message = format!("the misconception is seen in this, by `{}`", pattern.text);
                self.error(&place, message);
            }
        }
    }

    /// Whether a message that stands alone reaches a part.
    fn reach(&self, part: &Part, analysis: &Analysis) -> Reach {
        if let Some(pattern) = first(&part.patterns, analysis) {
            return Reach::By(format!("`{}`", pattern.text));
        }
        let asked = analysis
            .asked
            .iter()
            .find(|hit| part.asks.contains(&hit.topic));
        if let Some(hit) = asked {
            return Reach::By(format!("asking for {}", hit.topic));
        }
        let estimate = part
            .estimate
            .and_then(|index| self.scenario.estimates.get(usize::from(index)));
        if estimate.is_some_and(|estimate| gives(estimate, analysis)) {
            return Reach::By("its figure".to_string());
        }
        if let Some(least) = part.lanes {
            let named = self
                .scenario
                .lanes
                .iter()
                .filter(|lane| first(&lane.patterns, analysis).is_some())
                .count();
            if named >= least as usize {
                return Reach::By(format!("{named} lanes"));
            }
        }
        if !part.steps.is_empty() && follows(part, analysis) {
            return Reach::By("its path".to_string());
        }
        if !part.asks.is_empty() || part.walk.is_some() {
            return Reach::CannotTell;
        }
        Reach::No
    }
}

fn first<'p>(patterns: &'p [Pattern], analysis: &Analysis) -> Option<&'p Pattern> {
    patterns
        .iter()
        .find(|pattern| pattern.find(analysis).is_some())
}

/// The pattern by which a misconception is seen, unless something excuses it.
fn fires<'m>(misconception: &'m Misconception, analysis: &Analysis) -> Option<&'m Pattern> {
    let excused = misconception
        .unless
        .iter()
        .any(|pattern| pattern.find_anyhow(analysis).is_some());
    if excused {
        return None;
    }
    first(&misconception.patterns, analysis)
}

/// Whether a figure of the message is the estimate, within its tolerance.
fn gives(estimate: &Estimate, analysis: &Analysis) -> bool {
    analysis.reading.quantities.iter().any(|quantity| {
        let off = (quantity.value / estimate.expected).ln().abs();
        quantity.unit == estimate.unit
            && quantity.per == estimate.per
            && quantity.value > 0.0
            && off <= estimate.tolerance.ln() + 1e-9
    })
}

/// Whether the components of the part's path are named in their order.
fn follows(part: &Part, analysis: &Analysis) -> bool {
    let mut steps = part.steps.iter();
    let mut wanted = steps.next();
    for mention in &analysis.reading.mentions {
        let Some(step) = wanted else {
            break;
        };
        let is_it = mention.concept == *step || mention.ancestors.contains(step);
        if mention.stance.is_affirmed() && is_it {
            wanted = steps.next();
        }
    }
    wanted.is_none()
}
