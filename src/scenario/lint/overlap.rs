//! Patterns that do another's work: what another one finds anyway, what two owners claim, what is found in the samples
//! of others and in none of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Linter;
use crate::language::Analysis;
use crate::language::pattern::Pattern;

/// A pattern that finds samples of so many other expectations, and none of its own, is about something else.
const MANY: usize = 5;

/// A sample of an expectation.
struct Sample {
    /// Index of the expectation.
    owner: usize,
    text: String,
    analysis: Rc<Analysis>,
}

impl Linter<'_> {
    pub(super) fn overlap(&self) {
        for (path, key, patterns) in self.lists() {
            self.subsumed(&path, key, patterns);
        }
        self.owned_twice();
        self.on_others();
    }

    /// All lists of patterns of which one is enough, with their places.
    fn lists(&self) -> Vec<(String, &'static str, &[Pattern])> {
        let scenario = self.scenario;
        let mut lists: Vec<(String, &'static str, &[Pattern])> = Vec::new();
        for fact in &scenario.facts {
            lists.push((
                format!("fact/{}", fact.id),
                "contradicts",
                &fact.contradicts,
            ));
        }
        for expectation in &scenario.expectations {
            for part in &expectation.parts {
                let path = format!("expectation/{}/part/{}", expectation.id, part.id);
                lists.push((path.clone(), "patterns", &part.patterns));
                lists.push((path, "answers", &part.answers));
            }
        }
        for known in &scenario.misconceptions {
            let path = format!("misconception/{}", known.id);
            lists.push((path.clone(), "patterns", &known.patterns));
            lists.push((path.clone(), "unless", &known.unless));
            lists.push((path, "resolved", &known.resolved));
        }
        for known in &scenario.tradeoffs {
            let path = format!("tradeoff/{}", known.id);
            lists.push((path.clone(), "choice", &known.choice));
            lists.push((path, "cost", &known.cost));
        }
        for known in &scenario.estimates {
            lists.push((format!("estimate/{}", known.id), "about", &known.about));
        }
        for known in &scenario.lanes {
            lists.push((format!("lane/{}", known.id), "patterns", &known.patterns));
        }
        for known in &scenario.pushbacks {
            let path = format!("pushback/{}", known.id);
            lists.push((path.clone(), "holds", &known.holds));
            lists.push((path, "yields", &known.yields));
        }
        lists
    }

    /// Patterns that another one of the same list makes needless.
    fn subsumed(&self, path: &str, key: &str, patterns: &[Pattern]) {
        let is_kind_of = |kind: &str, of: &str| self.lexicon.is_kind_of(kind, of);
        for (at, narrow) in patterns.iter().enumerate() {
            let by = patterns.iter().enumerate().find(|(other, wide)| {
                // Of two that find the same, the second is one too many.
                *other != at
                    && wide.covers(narrow, &is_kind_of)
                    && (*other < at || !narrow.covers(wide, &is_kind_of))
            });
            if let Some((_, wide)) = by {
                let place = format!("{path}/{key}/{at}");
                self.warn(&place, format!("`{}` finds all that this finds", wide.text));
            }
        }
    }

    /// Words that would say two things at once: of two lanes, of two parts of one expectation.
    fn owned_twice(&self) {
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        for lane in &self.scenario.lanes {
            for (at, pattern) in lane.patterns.iter().enumerate() {
                let owner = *owners.entry(&pattern.text).or_insert(&lane.id);
                if *owner != *lane.id {
                    let place = format!("lane/{}/patterns/{at}", lane.id);
                    self.warn(
                        &place,
                        format!("this stands for the lane `{owner}` already"),
                    );
                }
            }
        }
        for expectation in &self.scenario.expectations {
            let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
            for part in &expectation.parts {
                for (at, pattern) in part.patterns.iter().enumerate() {
                    let owner = *owners.entry(&pattern.text).or_insert(&part.id);
                    if *owner != *part.id {
                        let place = format!(
                            "expectation/{}/part/{}/patterns/{at}",
                            expectation.id, part.id
                        );
                        self.warn(&place, format!("this reaches the part `{owner}` already"));
                    }
                }
            }
        }
    }

    /// Patterns that find nothing in the samples of their own expectation and something in those of many others: too
    /// wide, or never proved.
    fn on_others(&self) {
        let mut samples = Vec::new();
        for (owner, expectation) in self.scenario.expectations.iter().enumerate() {
            let own = &expectation.samples;
            samples.extend(own.full.iter().chain(&own.partial).map(|text| Sample {
                owner,
                text: text.clone(),
                analysis: self.analyse(text),
            }));
        }
        for (owner, expectation) in self.scenario.expectations.iter().enumerate() {
            let (own, others): (Vec<&Sample>, Vec<&Sample>) =
                samples.iter().partition(|sample| sample.owner == owner);
            for part in &expectation.parts {
                let path = format!("expectation/{}/part/{}", expectation.id, part.id);
                for (at, pattern) in part.patterns.iter().enumerate() {
                    let finds = |sample: &&&Sample| pattern.find(&sample.analysis).is_some();
                    if own.iter().any(|sample| finds(&sample)) {
                        continue;
                    }
                    let found: Vec<&Sample> = others.iter().filter(finds).copied().collect();
                    let whose: BTreeSet<usize> = found.iter().map(|sample| sample.owner).collect();
                    if let Some(first) = found.first()
                        && whose.len() >= MANY
                    {
                        let message = format!(
                            "this finds samples of {} other expectations and none of its own: \"{}\"",
                            whose.len(),
                            first.text
                        );
                        let place = format!("{path}/patterns/{at}");
                        self.document.warn_with(
                            self.at(&place),
                            message,
                            "narrow it, or add the sample that it is for",
                        );
                    }
                }
            }
        }
    }
}
