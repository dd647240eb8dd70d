//! Tier 9: from one step to the next.

use super::{Turn, UNTIMED_DEMANDS, agenda};
use crate::interview::Move;
use crate::interview::interpretation::Request;
use crate::scenario::Step;

impl Turn<'_> {
    pub(super) fn over_budget(&self) -> bool {
        let step = self.step as usize;
        match self.state.setup.minutes {
            Some(minutes) => {
                let share: u32 = self.scenario.budget[..=step].iter().sum();
                let until = u64::from(minutes) * 600 * u64::from(share);
                self.step != Step::Iterate && self.state.elapsed_ms >= until
            }
            None => self.state.demands[step] >= UNTIMED_DEMANDS[step],
        }
    }

    /// Whether the interview has followed the candidate into the design without a word, and little of it is there: who wants to go
    /// on then wants to begin it.
    pub(super) fn has_yet_to_design(&self) -> bool {
        const MESSAGES: u32 = 4;
        let said = ["advance-design", "advance-design-bare"];
        let said = said.iter().any(|key| self.state.wording.contains_key(*key));
        self.step == Step::Design && !said && self.state.step_messages <= MESSAGES
    }

    pub(super) fn tier_9_advance(&mut self, because: &str) {
        match self.step.next() {
            Some(to @ Step::Design) => {
                let recap = self.recap();
                let words = match recap.is_empty() {
                    true => self.reply.word("advance-design-bare", &[]),
                    false => self.reply.word("advance-design", &[("recap", &recap)]),
                };
                self.reply.add(Move::Advance { to }, 9, because, words);
            }
            Some(Step::Communicate) => self.advance_to_explanation(because),
            Some(to) => {
                // No interview without an objection, unless the candidate wants to go on.
                let wished = matches!(self.found.request, Some(Request::Next | Request::Change));
                if !wished
                    && self.said
                    && let Some(id) = agenda::pushback(self.scenario, self.state)
                {
                    self.push_back(&id);
                    return;
                }
                self.step = to;
                self.reply
                    .add(Move::Follow { to }, 9, because, String::new());
                match agenda::curveball(self.scenario, self.state) {
                    Some(id) => self.throw(&id, "it fits what was designed"),
                    None => self.wrap_up("no change fits the design"),
                }
            }
            None => self.wrap_up(because),
        }
    }

    pub(super) fn wrap_up(&mut self, because: &str) {
        // Whoever asked for the change early has gone past the explanation.
        if self.step == Step::Iterate && self.is_unexplained() {
            self.advance_to_explanation("the design hasn't been explained yet");
            return;
        }
        // Whoever hurried to the end has not been asked how the work is divided, nor what it rests on.
        if self.step == Step::Iterate
            && self.has_time_for_more()
            && let Some(item) =
                agenda::next(self.scenario, self.state, self.found, Step::Communicate)
        {
            self.next_question(Some(item));
            return;
        }
        let again = self.is_spent(&Move::WrapUp);
        let words = self
            .reply
            .word(if again { "wrap-up-again" } else { "wrap-up" }, &[]);
        self.reply.add(Move::WrapUp, 9, because, words);
    }

    /// Whether there are minutes left for a question about the explanation; untimed, whether few were asked.
    fn has_time_for_more(&self) -> bool {
        const MINUTES: u64 = 5;
        let explain = Step::Communicate as usize;
        match self.state.setup.minutes {
            Some(minutes) => self.state.elapsed_ms + MINUTES * 60_000 < u64::from(minutes) * 60_000,
            None => self.state.demands[explain] < UNTIMED_DEMANDS[explain],
        }
    }

    pub(super) fn recap(&self) -> String {
        let mut told: Vec<&str> = self
            .state
            .told
            .iter()
            .filter_map(|(id, _)| self.scenario.fact(id))
            .map(|fact| fact.short.as_str())
            .collect();
        told.truncate(3);
        told.join("; ")
    }

    pub(super) fn minutes_left(&self) -> Option<String> {
        let minutes = u64::from(self.state.setup.minutes?);
        let left = minutes.saturating_sub(self.state.elapsed_ms / 60_000);
        Some(left.max(1).to_string())
    }
}

/// A step's name inside a sentence.
pub(super) fn step_name(step: Step) -> &'static str {
    match step {
        Step::Clarify => "clarifying",
        Step::Design => "design",
        Step::Communicate => "explaining",
        Step::Iterate => "revising",
    }
}
