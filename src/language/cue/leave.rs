//! Leave that is asked before a question: "am I allowed to ask how many users it has?".

use std::ops::Range;

use super::{Cues, Outline};
use crate::language::token::{Token, TokenKind, Word};

/// Whether a sentence asks leave to ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leave {
    /// It doesn't.
    #[default]
    None,
    /// And asks right away: "am I allowed to ask how many users it has?".
    Asks,
    /// And no more than that: "can I ask a few questions first?".
    Only,
}

/// What leave is asked for, at the end of its words: "can I ask one more thing".
const OBJECTS: [&str; 10] = [
    "question",
    "questions",
    "thing",
    "things",
    "something",
    "stuff",
    "one",
    "check",
    "q",
    "more",
];

/// Whether the words before a question ask leave for it, and don't only announce it.
pub(super) fn is_polite(leave: &[Token]) -> bool {
    const ASKING: [&str; 14] = [
        "ask", "asking", "asked", "check", "checked", "know", "confirm", "clarify", "get", "have",
        "got", "mind", "may", "let",
    ];
    const ANNOUNCES: [&str; 17] = [
        "quick", "last", "dumb", "stupid", "silly", "basic", "simple", "small", "random", "short",
        "quickest", "little", "one", "another", "two", "my", "a",
    ];
    let is = |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
    leave.iter().any(|token| is(token, &ASKING))
        && !leave.first().is_some_and(|token| is(token, &ANNOUNCES))
}

impl Outline {
    /// The words that ask leave at the beginning of the sentence.
    pub(super) fn leave_words(&self, cues: &Cues, tokens: &[Token]) -> Option<Range<usize>> {
        let kind = cues.kind("leave")?;
        // "Before I draw anything, can I ask …"
        let opens = |at: usize| {
            const LEAD: usize = 10;
            let start = self.range.start;
            let sign = |at: usize| tokens[at].kind == TokenKind::Sign;
            at == self.opening || start < at && at <= start + LEAD && sign(at - 1)
        };
        let mut hits = self.hits.iter();
        let found = hits.find(|found| found.kind == kind && opens(found.hit.tokens.start));
        found.map(|found| found.hit.tokens.clone())
    }

    /// Where the question begins that follows leave to ask it; none where none does.
    pub(super) fn past_leave(
        &self,
        cues: &Cues,
        tokens: &[Token],
        leave: &Range<usize>,
    ) -> Option<usize> {
        const CHECKS: [&str; 6] = [
            "check",
            "know",
            "confirm",
            "clarify",
            "verify",
            "understand",
        ];
        const WHETHER: [&str; 5] = ["if", "whether", "that", "any", "anything"];
        let is = |at: usize, list: &[&str]| {
            let word = tokens.get(at).map(|token| token.exact);
            list.iter().any(|known| word == Some(Word::of(known)))
        };
        let asks = |at: &usize| {
            let token = &tokens[*at];
            cues.has("wh", token) || cues.has("auxiliary", token)
        };
        // "About" opens an estimate; here it says what the question will be about.
        let word = |at: &usize| {
            let passed = cues.has("opener", &tokens[*at]) && !is(*at, &["about"]);
            tokens[*at].is_wordlike() && !passed
        };
        let next = (leave.end..self.ending).find(word)?;
        let signed = (leave.end..next).any(|at| tokens[at].kind == TokenKind::Sign);
        let last = leave.clone().rev().find(|at| !is(*at, &["first"]))?;
        // "A simple check: no row was touched."
        if !is_polite(&tokens[leave.clone()]) {
            return asks(&next).then_some(next);
        }
        if is(last, &OBJECTS) && !is(last, &CHECKS) {
            // "can I ask one thing about sharing: who sees it?"
            let later = || {
                (next..self.ending)
                    .filter(|at| tokens[*at].kind == TokenKind::Sign)
                    .find_map(|sign| (sign + 1..self.ending).find(word).filter(asks))
            };
            let told = signed && !cues.has("condition-opens", &tokens[next]);
            return (told || asks(&next)).then_some(next).or_else(later);
        }
        // "Could we ask the provider for the status?" designs.
        let we = leave.clone().any(|at| is(at, &["we"]));
        let checks = is(last, &CHECKS) || we;
        (!checks || signed || asks(&next) || is(next, &WHETHER)).then_some(next)
    }

    /// Whether the words of a leave ask for one, and say what for or nothing more: "quick question" doesn't, nor does "could
    /// we ask the provider".
    pub(super) fn is_permission(&self, tokens: &[Token], leave: &Range<usize>) -> bool {
        const ASK: [&str; 5] = ["ask", "asking", "asked", "have", "got"];
        let own = tokens.get(leave.clone()).unwrap_or_default();
        let is =
            |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
        let first = ["first"];
        let object = own.iter().rev().find(|token| !is(token, &first));
        let ends = leave.end >= self.ending || object.is_some_and(|token| is(token, &OBJECTS));
        ends && own.iter().any(|token| is(token, &ASK))
    }
}
