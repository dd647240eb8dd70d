//! What the candidate says about the interview in words that no cue knows.

use super::Reader;
use super::likened::states;
use crate::interview::interpretation::{Gets, Interpretation, Request, Termed, Unanswered};
use crate::interview::opinion::{self, Opinion};
use crate::interview::questions;
use crate::language::Span;
use crate::language::talk::{self, Talk};
use crate::scenario::Step;

/// Longer statements say something besides; a question may be longer.
const SHORT: usize = 12;
/// Who says more than so many words in all doesn't end the interview with them, unless it is at its end.
const FAREWELL: usize = 25;

/// Words of who asks how an interview goes.
const OF_RULES: [&str; 16] = [
    "how", "work", "works", "start", "begin", "format", "rules", "process", "expect", "expected",
    "goes", "supposed", "should", "first", "steps", "need",
];

/// Words of who asks again what got no answer.
const PASSED_OVER: [&str; 9] = [
    "skipped my question",
    "ignored my question",
    "missed my question",
    "didn't answer",
    "didnt answer",
    "did not answer",
    "no answer to my",
    "i asked you",
    "my question was",
];

/// Words of who speaks of what they do next, or of its order.
const OF_INTERVIEWS: [&str; 22] = [
    "i", "we", "me", "us", "you", "u", "your", "my", "im", "ill", "id", "first", "next", "now",
    "start", "begin", "order", "priority", "skip", "deeper", "detail", "focus",
];

impl Reader<'_> {
    /// Looks at the sentences that brought nothing and asked for nothing known. What they say about the interview becomes
    /// a wish, a word that is looked for, or a view that is wanted.
    pub(super) fn talk(&self, found: &mut Interpretation) {
        if found.term.as_ref().is_some_and(|term| term.own.is_some()) {
            found.request.get_or_insert(Request::Restate);
        }
        for sentence in &self.analysis.reading.sentences {
            let span = sentence.span;
            if found.term.as_ref().is_some_and(|term| term.span == span) {
                continue;
            }
            // "You skipped my question: …?" skips nothing.
            let marked = self.words(span).trim_end().ends_with('?');
            let passed_over = || {
                let lower = self.words(span).to_lowercase().replace('\u{2019}', "'");
                PASSED_OVER.iter().any(|known| lower.contains(known))
            };
            if marked && passed_over() {
                found.request = None;
                self.take(found, Talk::Unanswered, span);
                continue;
            }
            // "Next", "a hint?": such an act says by itself what is wanted.
            let wish = !states(sentence.act) && !sentence.act.is_question();
            if wish || self.is_taken(found, span) {
                continue;
            }
            let asks = marked || sentence.act.is_question();
            let words = self.words(span).split_whitespace().count();
            if !asks && words > SHORT {
                continue;
            }
            let misses = asks && words <= SHORT && self.asks_what_is_missing(span);
            let talk = match talk::of(self.tokens(span), asks) {
                _ if misses => Some(Talk::Missed),
                // "Is there anything that you'd do differently?"
                Some(Talk::Missed) if found.unanswered.iter().any(|u| u.view && u.span == span) => {
                    Some(Talk::View)
                }
                // "Do you think I'm wrong?" wants an opinion, and no score; "what would break first?" no objection.
                Some(Talk::Standing) if opinion::of(self.words(span)).is_some() => Some(Talk::View),
                Some(Talk::Object)
                    if opinion::of(self.words(span)).is_some_and(|of| of != Opinion::Hole) =>
                {
                    Some(Talk::View)
                }
                // "Is it okay if I choose Cassandra for tweets?" is about the design.
                Some(Talk::Lead) if found.unanswered.iter().any(|u| u.view && u.span == span) => {
                    Some(Talk::View)
                }
                // "Who is using this?" asks for no rules.
                Some(Talk::How) if !self.says(span, &OF_RULES) => None,
                // "Should the client retry?" asks nothing of the interview.
                Some(Talk::Lead) if !self.says(span, &OF_INTERVIEWS) => None,
                talk => talk,
            };
            if let Some(talk) = talk {
                self.take(found, talk, span);
            }
        }
    }

    /// "What did I miss?", "anything I forgot?"
    fn asks_what_is_missing(&self, span: Span) -> bool {
        const MISSING: [&str; 7] = [
            "miss",
            "missed",
            "forget",
            "forgot",
            "forgotten",
            "overlook",
            "overlooked",
        ];
        const ONES: [&str; 6] = ["i", "ive", "we", "anything", "something", "smth"];
        self.says(span, &MISSING) && self.says(span, &ONES)
    }

    /// Whether something else was found in a sentence: talk that a cue knows, an answer, a fact asked for.
    fn is_taken(&self, found: &Interpretation, span: Span) -> bool {
        let inside = |other: Span| span.start <= other.start && other.start < span.end;
        let reading = &self.analysis.reading;
        let mut asides = reading.asides.iter();
        let mut questions = found.questions.iter();
        asides.any(|aside| inside(aside.span))
            || questions.any(|question| !is_bare(&question.gets) && inside(question.span))
            || found.credits.iter().any(|credit| inside(credit.span))
            || found.estimates.iter().any(|figure| inside(figure.span))
            || found.costs.iter().any(|cost| inside(cost.span))
            || found.components.iter().any(|part| inside(part.span))
            || found.pushback.iter().any(|answer| inside(answer.span))
    }

    fn take(&self, found: &mut Interpretation, talk: Talk, span: Span) {
        let inside = |other: Span| span.start <= other.start && other.start < span.end;
        let decides = |gets: &Gets| *gets == Gets::Decide && talk == Talk::View;
        found.questions.retain(|question| {
            !is_bare(&question.gets) || decides(&question.gets) || !inside(question.span)
        });
        let open = found.questions.iter().any(|question| inside(question.span));
        let left = found.unanswered.iter().find(|left| inside(left.span));
        let left = left.cloned();
        found.unanswered.retain(|left| !inside(left.span));
        // "You didn't answer me, is 4 MB too big?" asks it again.
        const NOD: usize = 6;
        let long = self.words(span).split_whitespace().count() > NOD;
        let talk = match talk {
            // "Is it okay if I choose Cassandra for the tweets?" seeks more than a nod.
            Talk::Nod if long && left.as_ref().is_some_and(|left| left.view) => Talk::View,
            Talk::Unanswered if questions::weighs(self.words(span)) => Talk::View,
            // "Postgres, I know it. Honestly not sure, what would u pick?", behind an answer.
            Talk::Hint
                if found.gains()
                    && !self.says(span, &["hint", "hints", "help", "stuck", "clue"])
                    && opinion::of(self.words(span)).is_some() =>
            {
                Talk::View
            }
            talk => talk,
        };
        let request = match talk {
            Talk::View if open => None,
            Talk::View => {
                found.unanswered.push(Unanswered {
                    span,
                    figure: false,
                    view: true,
                    may: false,
                });
                None
            }
            Talk::Term => {
                found.term.get_or_insert(Termed {
                    span,
                    concept: None,
                    own: None,
                    fits: false,
                    unknown: false,
                });
                None
            }
            Talk::How => Some(Request::How),
            Talk::Nod => Some(Request::Nod),
            Talk::Change => Some(Request::Change),
            Talk::Explain => self.is_of_explaining(span).then_some(Request::Explain),
            Talk::Object => Some(Request::Pushback),
            Talk::Lead => Some(Request::Lead),
            Talk::Next => Some(Request::Rest),
            Talk::Missed => Some(Request::Missed),
            Talk::Standing => Some(Request::Standing),
            Talk::Hint => Some(Request::Hint),
            Talk::Repeat => (!found.gains()).then_some(Request::Repeat),
            Talk::Already => Some(Request::Already),
            Talk::Unanswered => self.complains(span).then_some(Request::Unheard),
            Talk::Finish if self.has_asked_out() => Some(Request::Next),
            Talk::Finish => self.is_farewell().then_some(Request::Finish),
            Talk::Time => Some(Request::Time),
            Talk::Nerves | Talk::Thanks | Talk::Design => None,
        };
        // What no wish came of is still a question without a word.
        if request.is_none() && !found.unanswered.iter().any(|left| inside(left.span)) && !open {
            found.unanswered.extend(left);
        }
        // What asks about the whole interview is the point of a message that also says "as I said".
        let over = matches!(request, Some(Request::Missed | Request::Finish));
        let under = matches!(
            found.request,
            Some(Request::Already | Request::Meant | Request::Nod)
        );
        found.request = match over && under {
            true => request,
            false => found.request.or(request),
        };
    }

    /// Whether a sentence speaks of an explanation: "or do you need order?" is too much like "do you need a summary?".
    fn is_of_explaining(&self, span: Span) -> bool {
        const OF_EXPLAINING: [&str; 25] = [
            "explain",
            "explaining",
            "explanation",
            "explained",
            "summary",
            "summarize",
            "summarise",
            "sum",
            "recap",
            "overview",
            "teammate",
            "colleague",
            "newcomer",
            "newbie",
            "joiner",
            "team",
            "teams",
            "owns",
            "owner",
            "walk",
            "tell",
            "present",
            "pitch",
            "wrap",
            "whole",
        ];
        self.says(span, &OF_EXPLAINING)
    }

    /// Whether a sentence speaks of a question or an answer: "my other two got lost" is too much like a part of the design.
    fn complains(&self, span: Span) -> bool {
        const OF_ANSWERS: [&str; 9] = [
            "question",
            "questions",
            "answer",
            "answered",
            "reply",
            "replied",
            "asked",
            "ask",
            "response",
        ];
        self.says(span, &OF_ANSWERS)
    }

    fn is_farewell(&self) -> bool {
        let short = self.text.split_whitespace().count() <= FAREWELL;
        short || self.state.step == Step::Iterate
    }
}

/// Whether a question gets nothing that was known of it.
fn is_bare(gets: &Gets) -> bool {
    match gets {
        Gets::NoFact | Gets::Outside | Gets::Decide => true,
        Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Estimate(_) => false,
    }
}
