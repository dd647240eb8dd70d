//! What the interviewer says to who asks for an opinion: in one clause, of the kind that was asked for, and no verdict.

use super::Turn;
use crate::interview::interpretation::Request;
use crate::interview::opinion::{self, Opinion};
use crate::language::Span;

impl Turn<'_> {
    /// The answer to a question for an opinion.
    pub(super) fn view(&mut self, question: Span) -> String {
        // What can be said is what the rules found: "is this safe?"
        let holds =
            self.coach() && (!self.found.credits.is_empty() || self.found.pushback.is_some());
        let trouble = self.coach()
            && (!self.found.misconceptions.is_empty()
                || !self.found.contradictions.is_empty()
                || self.found.estimates.iter().any(|figure| !figure.right));
        let key = match opinion::of(question.of(self.text)) {
            _ if self.found.request == Some(Request::Finish) => "view-report",
            Some(Opinion::Choice) => "view-choice",
            Some(Opinion::Breaks) => "view-breaks",
            Some(Opinion::Worth) => "view-worth",
            Some(Opinion::Wrong | Opinion::Hole) | None if trouble => "view-trouble",
            Some(Opinion::Hole) => "view-hole",
            Some(Opinion::Wrong) if holds => "view-wrong",
            Some(Opinion::Wrong) => "view-wrong-open",
            None if holds => "view-gains",
            None if self.coach() => "view-open",
            None => "view-later",
        };
        self.reply.word(key, &[])
    }
}
