//! What the message asks of the interviewer: facts, and anything else.

use super::Reader;
use crate::interview::interpretation::{Gets, Question, Request};
use crate::interview::{Move, questions};
use crate::language::token::Word;
use crate::language::{Act, Span};
use crate::scenario::Step;

impl Reader<'_> {
    /// What is asked of the interviewer. While the design is talked about and a question is open, a statement with a
    /// question mark ("the server?", "it would load all of it each time?") tries an answer and asks nothing.
    pub(super) fn questions(&self) -> Vec<Question> {
        let answering = self.is_answering();
        let mut questions = questions::find(self.engine, self.analysis, answering);
        if answering {
            questions.retain(|question| {
                !self.is_statement(question.span)
                    || matches!(question.gets, Gets::Decide | Gets::Open(_))
            });
        }
        questions
    }

    /// Whether the sentence around it is built like a statement: neither a word that asks, nor a verb before its
    /// subject.
    pub(super) fn is_statement(&self, span: Span) -> bool {
        const ASKING: [&str; 10] = [
            "what", "how", "why", "who", "whom", "whose", "which", "where", "when", "whether",
        ];
        const SUBJECTS: [&str; 11] = [
            "i", "we", "it", "they", "you", "that", "this", "there", "the", "a", "an",
        ];
        const VERBS: [&str; 20] = [
            "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would",
            "will", "shall", "may", "might", "must", "have", "has", "had", "am",
        ];
        let sentences = &self.analysis.reading.sentences;
        let Some(sentence) = sentences
            .iter()
            .find(|sentence| sentence.span.start <= span.start && span.start < sentence.span.end)
        else {
            return false;
        };
        let words: Vec<Word> = self
            .analysis
            .tokens
            .iter()
            .filter(|token| {
                token.is_wordlike()
                    && sentence.span.start <= token.span.start
                    && token.span.start < sentence.span.end
            })
            .map(|token| token.exact)
            .collect();
        let is = |word: Word, list: &[&str]| list.iter().any(|known| word == Word::of(known));
        let verb_first = words
            .iter()
            .find(|word| is(**word, &SUBJECTS) || is(**word, &VERBS))
            .is_some_and(|word| is(*word, &VERBS));
        !verb_first && !words.iter().any(|word| is(*word, &ASKING))
    }

    /// Whether something about the design was asked and not answered yet.
    pub(super) fn is_answering(&self) -> bool {
        self.state.focus.as_ref().is_some_and(|focus| {
            !focus.answered
                && !matches!(
                    focus.asked,
                    Move::Open
                        | Move::InviteQuestions
                        | Move::ClarifyFirst
                        | Move::Assume { .. }
                        | Move::Advance { .. }
                )
                && self.state.step != Step::Clarify
        })
    }

    pub(super) fn request(&self) -> Option<Request> {
        let of = |act: Act| match act {
            Act::HintRequest => Some(Request::Hint),
            Act::Repeat => Some(Request::Repeat),
            Act::Skip => Some(Request::Skip),
            Act::Time => Some(Request::Time),
            Act::StepMove => Some(Request::Next),
            Act::StepBack => Some(Request::Back),
            Act::Finish => Some(Request::Finish),
            Act::ClarifyingQuestion
            | Act::DesignQuestion
            | Act::Confirmation
            | Act::Assertion
            | Act::Proposal
            | Act::Estimate
            | Act::TradeOff
            | Act::Summary
            | Act::DontKnow
            | Act::Social
            | Act::OffTopic => None,
        };
        let sentences = &self.analysis.reading.sentences;
        // The last wish counts: "here is the cache. ok, can we move on?"
        of(self.analysis.reading.act).or_else(|| sentences.last().and_then(|last| of(last.act)))
    }
}
