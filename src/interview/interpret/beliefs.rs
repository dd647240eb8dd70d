//! Facts contradicted, misconceptions shown and settled, choices and their costs.

use super::Reader;
use crate::interview::Move;
use crate::interview::interpretation::{Hit, Interpretation};
use crate::language::Id;
use crate::language::pattern::{Match, Pattern};

impl Reader<'_> {
    pub(super) fn contradictions(&self) -> Vec<Hit> {
        self.scenario
            .facts
            .iter()
            .filter_map(|fact| self.hit(&fact.id, &fact.contradicts))
            .collect()
    }

    pub(super) fn beliefs(&self, found: &mut Interpretation) {
        // "I'd say no. For a hundredth of the traffic he'd be right, one Postgres is fine": what is granted to an objection
        // isn't held.
        let focus = self.state.focus.as_ref();
        let objected = focus
            .is_some_and(|focus| !focus.answered && matches!(focus.asked, Move::Pushback { .. }));
        for known in &self.scenario.misconceptions {
            let held = self
                .state
                .misconceptions
                .iter()
                .find(|held| held.id == known.id);
            match held {
                None => {
                    // "Their tweets stay in a list in Redis", of who has stored them in Postgres: what would settle it is there.
                    let settled = known.resolved.iter().any(|pattern| {
                        let concepts = pattern.concepts();
                        pattern.only_names() && concepts.iter().any(|id| self.is_designed(id))
                    });
                    let excused = settled
                        || known
                            .unless
                            .iter()
                            .any(|pattern| pattern.find_anyhow(self.analysis).is_some());
                    if !excused
                        && !objected
                        && let Some(hit) = self.hit(&known.id, &known.patterns)
                    {
                        found.misconceptions.push(hit);
                    }
                }
                Some(held) if held.settled.is_none() && !held.corrected => {
                    if let Some(hit) = self.hit(&known.id, &known.resolved) {
                        found.settled.push(hit);
                    }
                }
                Some(_) => {}
            }
        }
    }

    pub(super) fn choices(&self, found: &mut Interpretation) {
        for known in &self.scenario.tradeoffs {
            let chosen = self
                .state
                .choices
                .iter()
                .find(|chosen| chosen.tradeoff == known.id);
            let mut active = chosen.is_some();
            if !active {
                let pointless = known
                    .unless
                    .iter()
                    .any(|pattern| pattern.find(self.analysis).is_some());
                if !pointless && let Some(hit) = self.chosen(&known.id, &known.choice) {
                    found.choices.push(hit);
                    active = true;
                }
            }
            let unpaid = chosen.is_none_or(|chosen| chosen.cost.is_none());
            if active
                && unpaid
                && let Some(hit) = self.hit(&known.id, &known.cost)
            {
                if let Some(part) = &known.credits {
                    let credit = self.credit(part, hit.span, &hit.by, Vec::new());
                    found.credits.push(credit);
                }
                found.costs.push(hit);
            }
        }
    }

    /// Whether a part of the design is such a thing.
    fn is_designed(&self, concept: &Id) -> bool {
        self.state.design.iter().any(|placed| {
            let own = &placed.component;
            own.concept == *concept || own.ancestors.contains(concept)
        })
    }

    /// The words that choose something. "I said that" chooses nothing, whatever was asked about.
    fn chosen(&self, id: &Id, patterns: &[Pattern]) -> Option<Hit> {
        // "Cassandra or MySQL, not sure which"; "something like Cassandra would be easier, but I've never run it".
        let weighed = |hit: &Match| {
            let home = self.analysis.reading.sentence_of(hit.span);
            let sentence = home.and_then(|at| self.analysis.reading.sentences.get(at));
            sentence.is_some_and(|sentence| {
                let lower = self.words(sentence.span).to_lowercase();
                [
                    "not sure which",
                    "dont know which",
                    "don't know which",
                    "not sure yet",
                ]
                .iter()
                .any(|words| lower.contains(words))
                    || lower.contains(" would ")
                        && ["never", "but i", "easier", "simpler"]
                            .iter()
                            .any(|words| lower.contains(words))
                        && lower.contains("something like")
            })
        };
        let told = |hit: &Match| !self.only_points(hit) && !weighed(hit);
        patterns.iter().find_map(|pattern| {
            self.first_told(pattern, told).map(|hit| Hit {
                id: id.clone(),
                span: self.widen(hit.span),
                by: pattern.text.clone(),
            })
        })
    }
}
