//! Tier 3: what goes against a fact, a figure, or the candidate's own earlier words.

use super::Turn;
use crate::interview::Move;
use crate::interview::interpretation::Reversal;
use crate::interview::reply::capital;

impl Turn<'_> {
    pub(super) fn tier_3_figures_and_facts(&mut self) -> bool {
        let wrong = self
            .found
            .estimates
            .iter()
            .rev()
            .find(|figure| !figure.right);
        if let Some(figure) = wrong {
            let later_right = self
                .found
                .estimates
                .iter()
                .any(|other| other.estimate == figure.estimate && other.right);
            if !later_right {
                let id = figure.estimate.clone();
                let because = format!(
                    "\"{}\" is outside the tolerance",
                    self.quote_of(figure.span)
                );
                let again = self
                    .state
                    .estimates
                    .iter()
                    .any(|estimated| estimated.estimate == id && estimated.before.is_some());
                let asked = Move::Recheck {
                    estimate: id.clone(),
                };
                if !again && !self.is_spent(&asked) {
                    if self.follows(figure.said) && !self.was_told_inputs(&id) {
                        // What nobody asked about, the candidate may assume.
                        let words = self.reply.word("own-figures", &[]);
                        self.reply
                            .add(Move::Acknowledge { of: None }, 3, because, words);
                        return false;
                    } else if self.follows(figure.said) {
                        self.recheck_inputs(&id, because);
                    } else {
                        self.recheck(&id, because);
                    }
                    return true;
                }
                let given = Move::GiveFigure {
                    estimate: id.clone(),
                };
                if !self.is_spent(&given) {
                    self.give_figure(&id, &because);
                }
            }
        } else if let Some(figure) = self.confirmed() {
            let next = Move::NextFigure {
                estimate: figure.estimate.clone(),
            };
            let text = self
                .scenario
                .estimate(&figure.estimate)
                .and_then(|estimate| estimate.next.clone());
            if let Some(text) = text
                && !self.is_spent(&next)
                && !self.next_is_known(&figure.estimate)
                && !self.goes_further(&figure)
                && self.found.components.is_empty()
            {
                let words = self.reply.fill_author(&text, "");
                self.reply.add(next, 3, "one step further", words);
                return true;
            }
        }
        if self.tier_3_shown_sums() {
            return true;
        }
        if let Some(hit) = self.found.contradictions.first()
            && !self.is_spent(&Move::Remind {
                fact: hit.id.clone(),
            })
            && !self.gave(&hit.id)
            && let Some(fact) = self.scenario.fact(&hit.id)
        {
            let said = self.quote_of(hit.span);
            let told = self.state.told.iter().any(|(id, _)| *id == hit.id);
            let words = match (&fact.remind, told) {
                (Some(remind), true) => self.reply.fill_author(remind, &said),
                (None, true) => self
                    .reply
                    .word("remind", &[("said", &said), ("answer", &fact.answer)]),
                (_, false) => self
                    .reply
                    .word("remind-untold", &[("answer", &fact.answer)]),
            };
            let because = format!("\"{said}\" contradicts the fact ({})", hit.by);
            let fact = hit.id.clone();
            self.reply.add(Move::Remind { fact }, 3, because, words);
            return true;
        }
        if let Some(over) = &self.found.over_design
            && !self.is_spent(&Move::CurbScale {
                fact: over.fact.clone(),
            })
            && let Some(fact) = self.scenario.fact(&over.fact)
        {
            let said = self.quote_of(over.span);
            let words = self
                .reply
                .word("curb-scale", &[("said", &said), ("answer", &fact.answer)]);
            let because = format!("\"{said}\" is {:.0} times the stated load", over.factor);
            let fact = over.fact.clone();
            self.reply.add(Move::CurbScale { fact }, 3, because, words);
            return true;
        }
        if let Some(reversal) = self.found.reversals.first() {
            let asked = Move::AskReversal {
                concept: reversal.concept.clone(),
                now_used: reversal.now_used,
                against: reversal.against.clone(),
            };
            let now = self.quote_of(reversal.span);
            let words = match (reversal.now_used, self.before_reversal(reversal)) {
                (true, Some(before)) => Some(
                    self.reply
                        .word("reversal-now-used", &[("before", &before), ("now", &now)]),
                ),
                // A memory that can't be quoted is none.
                (true, None) => None,
                (false, _) => Some(self.reply.word(
                    "reversal-now-out",
                    &[("concept", &now), ("Concept", &capital(&now))],
                )),
            };
            if let Some(words) = words
                && !self.is_spent(&asked)
            {
                self.reply
                    .add(asked, 3, "it goes against an earlier commitment", words);
                return true;
            }
        }
        if let Some(clash) = &self.found.clash {
            let asked = Move::AskWhichFigure {
                of: clash.of.clone(),
            };
            if !self.is_spent(&asked) {
                let (before, now) = (clash.before.text.clone(), self.quote_of(clash.span));
                let words = self
                    .reply
                    .word("which-figure", &[("before", &before), ("now", &now)]);
                let because = format!("\"{now}\" and \"{before}\" are two figures for one thing");
                self.reply.add(asked, 3, because, words);
                return true;
            }
        }
        false
    }

    /// The earlier statement that a reversal goes against.
    pub(super) fn before_reversal(&self, reversal: &Reversal) -> Option<String> {
        let concept = reversal.against.as_ref().unwrap_or(&reversal.concept);
        let turned_down = self
            .before
            .turned_down
            .iter()
            .find(|(known, _)| known == concept)
            .map(|(_, quote)| quote);
        let placed = self
            .before
            .design
            .iter()
            .find(|placed| placed.component.concept == *concept)
            .and_then(|placed| placed.quote.as_ref());
        let quote = turned_down.or(placed)?;
        (quote.text.split_whitespace().count() >= 2).then(|| quote.text.clone())
    }
}
