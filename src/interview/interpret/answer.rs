//! What the message is as an answer to what was just asked.

use super::Reader;
use crate::interview::Move;
use crate::interview::interpretation::{
    Answer, Assumption, Hit, Interpretation, PushbackAnswer, Request,
};
use crate::language::token::Word;
use crate::language::{Act, Id, LinkKind, Span, analyse};
use crate::scenario::Pushback;
use crate::scenario::likeness::{Likeness, telling_words};
use crate::scenario::questions::Target;

/// Words that say that something is taken as given.
const ASSUMES: [&str; 5] = ["assume", "assuming", "suppose", "assumption", "presume"];

impl Reader<'_> {
    pub(super) fn pushback(&self, found: &mut Interpretation) -> Option<PushbackAnswer> {
        let Some(Move::Pushback { pushback }) = self.state.focus.as_ref().map(|focus| &focus.asked)
        else {
            return None;
        };
        if self
            .state
            .focus
            .as_ref()
            .is_some_and(|focus| focus.answered)
        {
            return None;
        }
        let known = self
            .scenario
            .pushbacks
            .iter()
            .find(|known| known.id == *pushback)?;
        let holds = self.hit(&known.id, &known.holds);
        let yields = self.hit(&known.id, &known.yields);
        let (stands, hit) = match (&holds, &yields) {
            (Some(hit), None) => (true, hit),
            (None, Some(hit)) => (false, hit),
            (None, None) => return self.generic_pushback(known, found),
            // Both: a concession and a reason; the reason is what remains.
            (Some(held), Some(yielded)) => {
                let later = held.span.start >= yielded.span.start;
                (later, if later { held } else { yielded })
            }
        };
        Some(self.take_objection(known, stands, hit, found))
    }

    /// An answer to an objection in words that the author didn't foresee: who keeps the design and gives a reason stands by
    /// it, who agrees and keeps nothing yields. With neither it is left open.
    fn generic_pushback(
        &self,
        known: &Pushback,
        found: &mut Interpretation,
    ) -> Option<PushbackAnswer> {
        const KEEPS: [&str; 9] = [
            "still", "keep", "keeping", "stay", "stick", "disagree", "wouldn't", "rather", "prefer",
        ];
        const AGREES: [&str; 9] = [
            "agree",
            "agreed",
            "convinced",
            "right",
            "true",
            "fair",
            "switch",
            "drop",
            "change",
        ];
        let says = |list: &[&str]| {
            let mut tokens = self.analysis.tokens.iter();
            tokens.any(|token| list.iter().any(|word| token.exact == Word::of(word)))
        };
        let links = &self.analysis.reading.links;
        let reasons = links
            .iter()
            .any(|link| matches!(link.kind, LinkKind::Reason | LinkKind::Consequence));
        let stands = match (says(&KEEPS), says(&AGREES)) {
            (true, _) if reasons => true,
            (false, true) => false,
            (true, _) | (false, false) => return None,
        };
        let hit = Hit {
            id: known.id.clone(),
            span: self.widen(self.first_sentence()),
            by: if stands {
                "keeps it, with a reason"
            } else {
                "agrees"
            }
            .to_owned(),
        };
        Some(self.take_objection(known, stands, &hit, found))
    }

    /// Credits an objection that was taken as it deserves; one that was not takes back what its own patterns credited.
    fn take_objection(
        &self,
        known: &Pushback,
        stands: bool,
        hit: &Hit,
        found: &mut Interpretation,
    ) -> PushbackAnswer {
        if stands != known.sound {
            let credit = self.credit(&known.credits, hit.span, &hit.by, Vec::new());
            if !found
                .credits
                .iter()
                .any(|other| other.expectation == credit.expectation && other.part == credit.part)
            {
                found.credits.push(credit);
            }
        } else {
            // Its own patterns must not credit the wrong way of taking it.
            let wrong = self.credit(&known.credits, hit.span, &hit.by, Vec::new());
            found.credits.retain(|credit| {
                credit.expectation != wrong.expectation || credit.part != wrong.part
            });
        }
        PushbackAnswer {
            id: known.id.clone(),
            holds: stands,
            span: hit.span,
        }
    }

    pub(super) fn whole(&self) -> Span {
        let trimmed = self.text.trim();
        let start = self.text.len() - self.text.trim_start().len();
        Span {
            start: start as u32,
            end: (start + trimmed.len()) as u32,
        }
    }

    pub(super) fn assumption(&self, found: &Interpretation) -> Option<Assumption> {
        let act = self.analysis.reading.act;
        let wish = found
            .request
            .is_some_and(|request| !matches!(request, Request::Already | Request::Meant));
        if !found.questions.is_empty() || wish {
            return None;
        }
        let speaks = !matches!(act, Act::DontKnow | Act::OffTopic | Act::Social);
        if let Some(Move::Assume { about }) = self.state.focus.as_ref().map(|focus| &focus.asked)
            && self
                .state
                .focus
                .as_ref()
                .is_some_and(|focus| !focus.answered)
            && speaks
            && let Some(span) = self.settles()
        {
            return Some(Assumption {
                about: about.clone(),
                span,
            });
        }
        let sentence = self
            .analysis
            .tokens
            .iter()
            .find(|token| ASSUMES.iter().any(|word| token.exact == Word::of(word)))
            .and_then(|token| {
                self.analysis.reading.sentences.iter().find(|sentence| {
                    sentence.span.start <= token.span.start && token.span.start < sentence.span.end
                })
            })?;
        let about = self
            .scenario
            .asked(&self.engine.lexicon)
            .liken(&self.engine.lexicon, self.tokens(sentence.span), 0.0)
            .into_iter()
            .find(
                |Likeness {
                     target,
                     value: likeness,
                     ..
                 }| { matches!(target, Target::Open(_)) && *likeness >= 0.35 },
            )
            .map(|Likeness { target, .. }| {
                target
                    .id(&self.scenario.facts, &self.scenario.opens)
                    .clone()
            })
            .unwrap_or_else(|| Id::from("unknown"));
        Some(Assumption {
            about,
            span: sentence.span,
        })
    }

    /// The words that settle what was left to be assumed: those that assume, else a short answer, else a sentence that
    /// shares a telling word with the question. Who goes on with something else has assumed nothing.
    fn settles(&self) -> Option<Span> {
        const SHORT: usize = 24;
        let sentences = self.analysis.reading.sentences.iter();
        let mut spans = sentences.map(|sentence| sentence.span);
        let assumes = |span: &Span| {
            let words = ASSUMES.map(Word::of);
            self.tokens(*span)
                .iter()
                .any(|token| words.contains(&token.exact))
        };
        if let Some(span) = spans.clone().find(assumes) {
            return Some(span);
        }
        if self.text.split_whitespace().count() <= SHORT {
            return Some(self.first_sentence());
        }
        let lexicon = &self.engine.lexicon;
        let asked = self.state.focus.as_ref().map(|focus| &*focus.words);
        let asked = analyse(lexicon, asked.unwrap_or_default());
        let asked = telling_words(lexicon, &asked.tokens);
        spans.find(|span| {
            let said = telling_words(lexicon, self.tokens(*span));
            !said.is_disjoint(&asked)
        })
    }

    /// The first sentence that says something: what follows it is another matter.
    pub(super) fn first_sentence(&self) -> Span {
        self.analysis
            .reading
            .sentences
            .iter()
            .map(|sentence| sentence.span)
            .find(|span| self.words(*span).split_whitespace().count() > 1)
            .unwrap_or_else(|| self.whole())
    }

    pub(super) fn answer(&self, found: &Interpretation) -> Answer {
        let reading = &self.analysis.reading;
        if reading.act == Act::DontKnow && !found.gains() {
            return Answer::DontKnow;
        }
        if !found.questions.is_empty() {
            return Answer::Asks;
        }
        let mut words = self
            .analysis
            .tokens
            .iter()
            .filter(|token| token.is_wordlike());
        let first = words.next().map(|token| token.exact);
        let short = words.count() < 4;
        let is = |options: &[&str]| {
            first.is_some_and(|first| options.iter().any(|word| first == Word::of(word)))
        };
        if found.questions.is_empty() && self.takes_up_offer() {
            return Answer::Yes;
        }
        if short
            && is(&[
                "yes", "yeah", "yep", "yup", "sure", "correct", "exactly", "right",
            ])
        {
            return Answer::Yes;
        }
        if short && is(&["no", "nope", "nah"]) {
            return Answer::No;
        }
        match reading.act {
            Act::OffTopic | Act::Social if !found.gains() => Answer::Nothing,
            _ => Answer::Substance,
        }
    }

    pub(super) fn understood(&self, found: &Interpretation) -> bool {
        let reading = &self.analysis.reading;
        found.gains()
            || found.request.is_some()
            || !found.questions.is_empty()
            || !reading.mentions.is_empty()
            || !reading.quantities.is_empty()
            || !matches!(found.answer, Answer::Nothing)
    }
}
