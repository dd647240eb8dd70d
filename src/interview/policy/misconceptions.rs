//! Tier 4: a wrong belief, challenged by a consequence and corrected only when that brought nothing.

use super::Turn;
use crate::interview::interpretation::Answer;
use crate::interview::moves::Rung;
use crate::interview::{Move, ledger};
use crate::language::Id;

impl Turn<'_> {
    pub(super) fn tier_4_misconceptions(&mut self) -> bool {
        if let Some(Move::Challenge { misconception }) = self.focus_move()
            && self.unanswered_challenge(&misconception)
        {
            return true;
        }
        let next = self
            .state
            .misconceptions
            .iter()
            .find(|held| held.settled.is_none() && !held.challenged);
        let Some(held) = next else {
            return false;
        };
        let Some(known) = self
            .scenario
            .misconceptions
            .iter()
            .find(|known| known.id == held.id)
        else {
            return false;
        };
        let key = format!("challenge {}", known.id);
        let words = self
            .reply
            .author_text(&key, &known.challenge, &held.quote.text);
        let because = format!("\"{}\": {}", held.quote.text, known.title);
        let misconception = known.id.clone();
        self.reply
            .add(Move::Challenge { misconception }, 4, because, words);
        true
    }

    /// The challenge brought nothing: first a smaller question, then what is so. Gives true if it asked something.
    pub(super) fn unanswered_challenge(&mut self, id: &Id) -> bool {
        let open = self
            .state
            .misconceptions
            .iter()
            .any(|held| held.id == *id && held.settled.is_none() && !held.corrected);
        let stuck = self.found.answer == Answer::DontKnow
            || (self.coach()
                && self.said
                && !self.found.gains()
                && self.found.questions.is_empty());
        if !open || !stuck {
            return false;
        }
        let because = "the challenge brought nothing new";
        let linked = self
            .scenario
            .misconceptions
            .iter()
            .find(|known| known.id == *id)
            .and_then(|known| known.expectation)
            .map(usize::from)
            .filter(|index| {
                self.state.ledger[*index].rung.is_none()
                    && !ledger::is_full(self.scenario, self.state, *index)
            });
        match linked {
            Some(index) => {
                self.rung(index, because, Some(Rung::Hint));
                true
            }
            None => {
                self.correct(id, because);
                false
            }
        }
    }

    pub(super) fn correct(&mut self, id: &Id, because: &str) {
        let known = self
            .scenario
            .misconceptions
            .iter()
            .find(|known| known.id == *id);
        if let Some(known) = known {
            let tell = self.reply.fill_author(&known.tell, "");
            let words = self.reply.word("correct", &[("tell", &tell)]);
            let misconception = id.clone();
            self.reply
                .add(Move::Correct { misconception }, 4, because, words);
        }
    }
}
