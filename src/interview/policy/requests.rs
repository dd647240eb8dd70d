//! Tiers 0 and 1: the time, and what the candidate wants of the interviewer besides facts.

use super::Turn;
use crate::interview::interpretation::Request;
use crate::interview::{Move, leaving};
use crate::language::aside::AsideKind;
use crate::scenario::Step;

/// The wordings for who wants to go on while most of the time of the design is left.
const STAY: &str = "stay-in-design";
const LEAVE: &str = "leave-design";

impl Turn<'_> {
    pub(super) fn is_time_up(&self) -> bool {
        let minutes = self.state.setup.minutes.map(u64::from);
        minutes.is_some_and(|minutes| self.state.elapsed_ms >= minutes * 60_000)
    }

    pub(super) fn tier_0_time_up(&mut self) -> bool {
        let Some(minutes) = self.state.setup.minutes.filter(|_| self.is_time_up()) else {
            return false;
        };
        let words = self.reply.word("time-up", &[]);
        self.reply.add(
            Move::WrapUp,
            0,
            format!("{minutes} minutes are over"),
            words,
        );
        true
    }

    pub(super) fn tier_1_request(&mut self, request: Option<Request>) -> bool {
        let Some(request) = request else {
            return false;
        };
        match request {
            // "I think I'm ready to explain. How much time is left?"
            Request::Time if self.has(AsideKind::Explain) && self.step == Step::Design => {
                self.tell_time();
                return self.explain();
            }
            // "32 minutes left, or used? Anyway: …"
            Request::Time if self.found.gains() => {
                self.tell_time();
                return false;
            }
            Request::Time => self.tell_time(),
            Request::Repeat => self.repeat(),
            Request::Finish => {
                let key = match (self.says_goodbye(), leaving::is_night(self.text)) {
                    (true, true) => "goodbye-night",
                    (true, false) => "goodbye",
                    (false, _) if self.found.gains() => "wrap-up-added",
                    (false, _) if self.is_spent(&Move::WrapUp) => "wrap-up-again",
                    // There would be more to ask.
                    (false, _) if self.step != Step::Iterate => "wrap-up-early",
                    (false, _) => "wrap-up",
                };
                let words = self.reply.word(key, &[]);
                self.reply
                    .add(Move::WrapUp, 1, "the candidate wants to end", words);
            }
            Request::Next if self.has_yet_to_design() => {
                let words = self.reply.word("advance-design-bare", &[]);
                let to = Step::Design;
                let because =
                    "the candidate wants to go on, and the design was never begun in words";
                self.reply.add(Move::Advance { to }, 9, because, words);
            }
            Request::Next if self.leaves_only_the_question() => {
                // What was answered with the same words isn't left.
                let answered = self.state.focus.as_ref().is_none_or(|focus| focus.answered);
                let key = if answered { STAY } else { LEAVE };
                let words = self.reply.word(key, &[]);
                let because = "the candidate wants to go on, early in the design";
                self.reply.add(Move::Leave, 1, because, words);
                self.next_question(None);
            }
            Request::Next => self.tier_9_advance("the candidate wants to go on"),
            Request::Back => self.go_back(),
            Request::Skip => {
                let words = self.reply.word("leave", &[]);
                self.reply
                    .add(Move::Leave, 1, "the candidate leaves the question", words);
                self.next_question(None);
            }
            // "… can I get a hint? oh wait, is it a CDN?"
            Request::Hint if self.went_on_alone() => return false,
            Request::Hint => self.help_on_request(),
            Request::Change
            | Request::Pushback
            | Request::Explain
            | Request::Lead
            | Request::Rest
            | Request::Standing
            | Request::Nod
            | Request::Already
            | Request::Restate
            | Request::Meant
            | Request::IsChange
            | Request::Missed
            | Request::Unheard
            | Request::Leave
            | Request::How => return self.follow(request),
        }
        true
    }

    /// "Can we move on?", typed while a question of the design is open and most of its time is left: to the next question,
    /// and not past all the others. The button, and who names where to go, leave the step.
    fn leaves_only_the_question(&self) -> bool {
        const NAMED: [&str; 16] = [
            "explain",
            "explanation",
            "teammate",
            "summary",
            "summarise",
            "summarize",
            "team",
            "teams",
            "curveball",
            "change",
            "twist",
            "step",
            "phase",
            "part",
            "stage",
            "communicate",
        ];
        const SHARE: u64 = 50;
        let lower = self.text.to_lowercase();
        let names = lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| NAMED.contains(&word));
        // "I think that's my design, can we move on?"
        const DONE: [&str; 9] = [
            "my design",
            "the whole design",
            "with the design",
            "that's the design",
            "thats the design",
            "nothing to add",
            "nothing more",
            "dont have more",
            "don't have more",
        ];
        let names = names || DONE.iter().any(|words| lower.contains(words));
        let open = self
            .before
            .focus
            .as_ref()
            .is_some_and(|focus| !focus.answered);
        let early = self.state.setup.minutes.is_some_and(|minutes| {
            let until: u32 = self.scenario.budget[..=Step::Design as usize].iter().sum();
            self.state.elapsed_ms < u64::from(minutes) * 600 * u64::from(until) * SHARE / 100
        });
        // Who wished it once was told how to leave, and says it again.
        let mut told = [STAY, LEAVE].iter();
        let told = told.any(|key| self.state.wording.contains_key(*key));
        self.said && self.step == Step::Design && open && early && !names && !told
    }

    /// Whether the message ends the interview with a goodbye, or with thanks and no question.
    pub(super) fn says_goodbye(&self) -> bool {
        let thanked = || self.step != Step::Clarify && leaving::thanks(self.text);
        self.said
            && self.found.request == Some(Request::Finish)
            && self.found.unanswered.is_empty()
            && self.found.questions.is_empty()
            && (leaving::ends_in_goodbye(self.text) || thanked())
    }

    pub(super) fn tell_time(&mut self) {
        let spent = self.state.elapsed_ms / 60_000;
        let step = super::steps::step_name(self.step);
        let words = match self.state.setup.minutes {
            Some(minutes) => {
                let left = u64::from(minutes).saturating_sub(spent).to_string();
                self.reply.word(
                    "tell-time",
                    &[
                        ("spent", &spent.to_string()),
                        ("left", &left),
                        ("step", step),
                    ],
                )
            }
            None => self.reply.word(
                "tell-time-untimed",
                &[("spent", &spent.to_string()), ("step", step)],
            ),
        };
        self.reply
            .add(Move::TellTime, 1, "the candidate asked for the time", words);
    }

    pub(super) fn repeat(&mut self) {
        let demand = self
            .before
            .focus
            .as_ref()
            // Past the first step the opening isn't what is open.
            .filter(|focus| self.step == Step::Clarify || focus.asked != Move::Open)
            .map(|focus| focus.words.clone())
            .filter(|words| !words.is_empty());
        match demand {
            Some(demand) => {
                let words = self.reply.word("repeat", &[("demand", &demand)]);
                self.reply
                    .add(Move::Repeat, 1, "the candidate wants it again", words);
            }
            None => {
                let words = self.reply.word("repeat-nothing", &[]);
                self.reply
                    .add(Move::GoOn, 1, "there is nothing to repeat", words);
            }
        }
    }

    pub(super) fn go_back(&mut self) {
        let to = match self.step {
            Step::Clarify | Step::Design => Step::Clarify,
            Step::Communicate => Step::Design,
            Step::Iterate => Step::Communicate,
        };
        let words = self
            .reply
            .word("back", &[("step", super::steps::step_name(to))]);
        self.reply.add(
            Move::Advance { to },
            1,
            "the candidate wants to go back",
            words,
        );
    }
}
