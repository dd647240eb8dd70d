//! What the message is as an answer to what was just asked.

use std::collections::BTreeSet;

use super::Reader;
use crate::interview::Move;
use crate::interview::interpretation::{
    Answer, Assumption, Hit, Interpretation, PushbackAnswer, Request,
};
use crate::language::aside::AsideKind;
use crate::language::likeness::telling_words;
use crate::language::token::Word;
use crate::language::{Act, Id, LinkKind, Span, analyse};
use crate::scenario::Pushback;
use crate::scenario::Step;
use crate::scenario::questions::Target;

/// Words that say that something is taken as given.
/// What is left open is what was assumed from this chance on.
const OPEN: f64 = 0.3;
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
        // "And the change?" answers nobody.
        const TELLING: usize = 3;
        let tokens = &self.analysis.tokens;
        if self.text.trim_end().ends_with('?')
            && telling_words(&self.engine.lexicon, tokens).len() < TELLING
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
            // "I'd tell him that … I'd give him that we can drop it for small ones": the reply comes first.
            (None, Some(hit)) if self.rebuts() && self.is_later(hit.span) => {
                let hit = self.first_words(known, "replies, and grants a part");
                return Some(self.take_objection(known, true, &hit, found));
            }
            (None, Some(hit)) => (false, hit),
            (None, None) => return self.generic_pushback(known, found),
            (Some(hit), Some(_)) if self.rebuts() => (true, hit),
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
        // "I thought you wanted to change something now": about the interview, and not about the objection.
        if matches!(found.request, Some(Request::Change | Request::Finish)) {
            return None;
        }
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
        const SAYING: usize = 12;
        let long = self.text.split_whitespace().count() >= SAYING;
        let rebuts = self.rebuts() && (reasons || long);
        let stands = match (says(&KEEPS), says(&AGREES)) {
            (true, _) if reasons => true,
            _ if rebuts => true,
            (false, true) => false,
            (true, _) | (false, false) => return None,
        };
        let by = match stands {
            true => "keeps it, with a reason",
            false => "agrees",
        };
        let hit = self.first_words(known, by);
        Some(self.take_objection(known, stands, &hit, found))
    }

    fn first_words(&self, known: &Pushback, by: &str) -> Hit {
        Hit {
            id: known.id.clone(),
            span: self.widen(self.first_sentence()),
            by: by.to_owned(),
        }
    }

    /// Whether the first sentence replies to an objection: "I'd tell him that …", "I don't agree, …", "No, because …".
    fn rebuts(&self) -> bool {
        const REPLIES: [&str; 7] = [
            "tell", "answer", "reply", "explain", "argue", "disagree", "object",
        ];
        const THEM: [&str; 5] = ["him", "her", "them", "colleague", "to"];
        const AGREES: [&str; 6] = ["yes", "right", "agree", "agreed", "true", "fair"];
        let tokens = self.tokens(self.first_sentence());
        let words: Vec<Word> = tokens
            .iter()
            .filter(|t| t.is_wordlike())
            .map(|t| t.exact)
            .collect();
        let has = |word: &str| words.contains(&Word::of(word));
        let says = |list: &[&str]| list.iter().any(|word| has(word));
        // "No. 30M clients every two seconds are …"
        const NO: [&str; 6] = ["no", "nope", "nah", "never", "hardly", "not"];
        let mut said = self.analysis.tokens.iter();
        let first = said.find(|token| token.is_wordlike());
        let denies = first.is_some_and(|first| NO.iter().any(|no| first.exact == Word::of(no)))
            || has("not") && has("agree") && has("i");
        // "I'd say he has a point for small ones, but …"
        let replies = says(&REPLIES) || has("say") && (says(&THEM) || has("but"));
        denies || has("i") && replies && !says(&AGREES)
    }

    /// Whether words stand after the first sentence.
    fn is_later(&self, span: Span) -> bool {
        self.first_sentence().end <= span.start
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

    /// What is assumed, where it was invited or is said to be. `tried`: questions that try an answer.
    pub(super) fn assumption(&self, found: &Interpretation, tried: &[Span]) -> Option<Assumption> {
        let act = self.analysis.reading.act;
        let wish = found
            .request
            .is_some_and(|request| !matches!(request, Request::Already | Request::Meant));
        // "I never asked about payments" settles nothing.
        let misread = self.analysis.reading.asides.iter();
        let misread = misread
            .clone()
            .any(|aside| aside.kind == AsideKind::Misread);
        // "Payments?? No, I mean the bill."
        let lower = self.text.to_lowercase();
        let puts_right = ["i mean ", "i meant "]
            .iter()
            .any(|words| lower.contains(words));
        let asks = self.analysis.reading.sentences.iter();
        let asks = asks.filter(|sentence| sentence.act.is_question());
        let puts_right = puts_right && asks.count() > 0;
        if !found.questions.is_empty() || wish || misread || puts_right {
            return None;
        }
        // "A spinner, I guess": it needs no word of the trade.
        let speaks = match act {
            Act::DontKnow | Act::Social => false,
            Act::OffTopic => self.guesses(),
            _ => true,
        };
        if let Some(Move::Assume { about }) = self.state.focus.as_ref().map(|focus| &focus.asked)
            && self
                .state
                .focus
                .as_ref()
                .is_some_and(|focus| !focus.answered)
            && speaks
            && let Some(span) = self.settles(found, tried)
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
            .find(|token| {
                // "The old file just stays there, I suppose", while designing: a guess about the design.
                let guess = token.exact == Word::of("suppose");
                ASSUMES.iter().any(|word| token.exact == Word::of(word))
                    && !(guess && self.state.step != Step::Clarify)
            })
            .and_then(|token| self.analysis.reading.sentence_of(token.span))?;
        let sentence = &self.analysis.reading.sentences[sentence];
        let samples = self.scenario.asked(&self.engine.lexicon);
        let text = samples.read(&self.engine.lexicon, self.tokens(sentence.span));
        let likely = samples.of(&text, OPEN).into_iter();
        let mut opens = likely.filter(|chance| matches!(chance.target, Target::Open(_)));
        let about = opens
            .next()
            .and_then(|chance| {
                let id = chance.target.id(&self.scenario.facts, &self.scenario.opens);
                id.cloned()
            })
            .unwrap_or_else(|| Id::from("unknown"));
        Some(Assumption {
            about,
            span: sentence.span,
        })
    }

    /// Whether a guess is put as one, or shares a telling word with what was asked.
    fn guesses(&self) -> bool {
        const GUESSING: [&str; 8] = [
            "guess", "think", "maybe", "probably", "perhaps", "say", "would", "suppose",
        ];
        let mut tokens = self.analysis.tokens.iter();
        tokens.any(|token| GUESSING.iter().any(|word| token.exact == Word::of(word)))
            || !telling_words(&self.engine.lexicon, &self.analysis.tokens)
                .is_disjoint(&self.asked_words())
    }

    /// The telling words of what was asked.
    fn asked_words(&self) -> BTreeSet<Word> {
        let lexicon = &self.engine.lexicon;
        let asked = self.state.focus.as_ref().map(|focus| &*focus.words);
        telling_words(lexicon, &analyse(lexicon, asked.unwrap_or_default()).tokens)
    }

    /// The words that settle what was left to be assumed: those that assume, else a short answer, else a sentence that
    /// shares a telling word with the question. Who goes on with something else has assumed nothing.
    fn settles(&self, found: &Interpretation, tried: &[Span]) -> Option<Span> {
        const SHORT: usize = 24;
        const BOXES: usize = 2;
        let sentences = self.analysis.reading.sentences.iter();
        let tries = |span: Span| {
            tried
                .iter()
                .any(|at| span.start <= at.start && at.start < span.end)
        };
        let told = sentences.filter(|sentence| !sentence.act.is_question() || tries(sentence.span));
        let mut spans = told.map(|sentence| sentence.span);
        let assumes = |span: &Span| {
            let words = ASSUMES.map(Word::of);
            self.tokens(*span)
                .iter()
                .any(|token| words.contains(&token.exact))
        };
        if let Some(span) = spans.clone().find(assumes) {
            return Some(span);
        }
        let built = found.components.iter().filter(|part| part.present).count();
        // "400M tweets a day, so 4.6k a second" works something out, and assumes nothing.
        let worked_out = !found.estimates.is_empty();
        if built < BOXES && !worked_out && self.text.split_whitespace().count() <= SHORT {
            let many = |span: &Span| self.words(*span).split_whitespace().count() > 1;
            return spans.clone().find(many).or_else(|| spans.next());
        }
        let lexicon = &self.engine.lexicon;
        let asked = self.asked_words();
        // Of a design a part or two may come again in the question: "the photos go to S3".
        let least = if built < BOXES { 1 } else { 2 };
        spans.find(|span| {
            let said = telling_words(lexicon, self.tokens(*span));
            said.intersection(&asked).count() >= least
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
