//! Tier 2: answers to what was asked.

use super::{ANSWERS, Turn};
use crate::interview::Move;
use crate::interview::interpretation::{Answer, Gets, Question, Request};
use crate::interview::moves::Leftover;
use crate::interview::reply::capital;
use crate::language::Id;
use crate::scenario::Step;

/// A question of more words than this is not said back.
const QUOTED: usize = 14;

impl Turn<'_> {
    pub(super) fn tier_2_answers(&mut self) {
        let mut answered = 0;
        let mut left = 0;
        let mut rest: Vec<Id> = Vec::new();
        let mut open: Vec<Leftover> = Vec::new();
        let mut later: Vec<String> = Vec::new();
        for question in &self.found.questions {
            if answered == ANSWERS {
                left += 1;
                match &question.gets {
                    Gets::Fact(id) => rest.push(id.clone()),
                    Gets::Either(first, second) => rest.extend([first.clone(), second.clone()]),
                    Gets::Open(_) | Gets::NoFact | Gets::Decide | Gets::Outside => {
                        open.push(self.leftover(question));
                    }
                }
                later.push(self.asked_about(question));
                continue;
            }
            // Who goes on and says what they take has decided it.
            if question.gets == Gets::Decide && self.found.gains() && !self.ends_with(question) {
                continue;
            }
            let because = format!("asked: \"{}\"", self.quote_of(question.span));
            match &question.gets {
                Gets::Fact(id) => self.answer(id, because),
                Gets::Either(first, second) => self.answer_either(first, second, because),
                Gets::Open(about) => {
                    if self.reply.asks() {
                        self.open_too(about, because);
                    } else {
                        self.assume(about, because);
                    }
                }
                Gets::NoFact => {
                    let asks = self.reply.asks();
                    match &question.topic {
                        Some(topic) if asks => self.open_too(topic, because),
                        Some(topic) => self.assume(topic, because),
                        None if asks => {
                            left += 1;
                            open.push(self.leftover(question));
                            later.push(self.asked_about(question));
                            continue;
                        }
                        None => self.assume_on(&self.quote_of(question.span), because),
                    }
                }
                Gets::Decide => {
                    if self.reply.asks() {
                        left += 1;
                        open.push(self.leftover(question));
                        later.push(self.asked_about(question));
                        continue;
                    }
                    let words = self.reply.word("defer", &[]);
                    self.reply.add(Move::Defer, 2, because, words);
                }
                Gets::Outside => {
                    let words = self.reply.word("outside", &[]);
                    self.reply.add(Move::Outside, 2, because, words);
                }
            }
            answered += 1;
        }
        if !self.found.questions.is_empty() {
            self.view_wanted();
        }
        answered += self.answer_the_rest(ANSWERS - answered.min(ANSWERS));
        let still = self.before.rest.iter().filter(|id| !self.gave(id));
        rest.extend(still.filter(|_| answered >= ANSWERS).cloned());
        if left > 0 {
            later.dedup();
            let words = match later.as_slice() {
                names @ ([_] | [_, _] | [_, _, _]) if names.len() == left as usize => {
                    let about = names.join(" and ");
                    self.reply.word("offer-rest-named", &[("about", &about)])
                }
                _ => self.reply.word("offer-rest", &[]),
            };
            self.reply.add(
                Move::OfferRest { left, rest, open },
                2,
                format!("{left} more asked"),
                words,
            );
        }
    }

    /// Whether a question is the last thing that was said.
    fn ends_with(&self, question: &Question) -> bool {
        let sentences = self.reading.map(|reading| &*reading.sentences);
        let last = sentences.unwrap_or_default().last();
        last.is_some_and(|last| last.span.start <= question.span.start)
    }

    /// A question without a fact, for the next reply.
    fn leftover(&self, question: &Question) -> Leftover {
        let about = match &question.gets {
            Gets::Open(about) => Some(about.clone()),
            Gets::NoFact => question.topic.clone(),
            _ => None,
        };
        Leftover {
            about,
            words: self.quote_of(question.span),
        }
    }

    /// Nothing is known about a question: its words come back, to be settled by the candidate.
    fn assume_on(&mut self, question: &str, because: String) {
        let question = question.trim_end_matches(['?', '.', ' ']);
        let words = match question.split_whitespace().count() <= QUOTED {
            true => self.reply.word("assume-on", &[("question", question)]),
            false => self.reply.word("assume-unknown", &[]),
        };
        let about = Id::from("unknown");
        self.reply.add(Move::Assume { about }, 2, because, words);
    }

    /// What a question was about, in few words.
    fn asked_about(&self, question: &Question) -> String {
        const FEW: usize = 8;
        let topic = question.topic.as_ref();
        let name = topic.and_then(|id| self.engine.lexicon.topic_name(id));
        let quote = self.quote_of(question.span);
        match name {
            Some(name) => name.to_owned(),
            None if quote.split_whitespace().count() <= FEW => format!("\"{quote}\""),
            None => "the rest".to_owned(),
        }
    }

    /// What was asked in the message before, beside too many other questions.
    fn answer_the_rest(&mut self, room: usize) -> usize {
        let wanted = !matches!(
            self.found.request,
            Some(Request::Next | Request::Finish | Request::Change)
        );
        let agreed = self.found.answer == Answer::Yes;
        if !self.said || !wanted || self.step != Step::Clarify && !agreed {
            return 0;
        }
        let rest: Vec<Id> = self
            .before
            .rest
            .iter()
            .filter(|id| !self.before.told.iter().any(|(told, _)| told == *id) && !self.gave(id))
            .take(room)
            .cloned()
            .collect();
        let open = self.before.rest_open.iter().take(room - rest.len());
        let open: Vec<Leftover> = open.cloned().collect();
        let some = !rest.is_empty() || !open.is_empty();
        if some && self.reply.has_words() {
            let words = self.reply.word("rest", &[]);
            self.reply.say(words);
        }
        for id in &rest {
            self.answer(id, "asked for in the message before".to_owned());
        }
        let mut answered = rest.len();
        for left in open {
            let because = format!("asked in the message before: \"{}\"", left.words);
            match (&left.about, self.reply.asks()) {
                (Some(about), true) => self.open_too(about, because),
                (Some(about), false) => self.assume(about, because),
                (None, true) => continue,
                (None, false) => self.assume_on(&left.words, because),
            }
            answered += 1;
        }
        answered
    }

    pub(super) fn answer(&mut self, id: &Id, because: String) {
        let Some(fact) = self.scenario.fact(id) else {
            return;
        };
        if self.gave(id) {
            return;
        }
        let again = self.state.told.iter().any(|(told, _)| told == id);
        let words = match again {
            true => self.reply.word("answer-again", &[("answer", &fact.answer)]),
            false => fact.answer.clone(),
        };
        let fact = id.clone();
        self.reply
            .add(Move::Answer { fact, again }, 2, because, words);
    }

    pub(super) fn answer_either(&mut self, first: &Id, second: &Id, because: String) {
        let (Some(one), Some(two)) = (self.scenario.fact(first), self.scenario.fact(second)) else {
            return;
        };
        // One of the two has just been given: then it is no answer to this.
        match (self.gave(first), self.gave(second)) {
            (true, true) => return,
            (true, false) => return self.answer(second, because),
            (false, true) => return self.answer(first, because),
            (false, false) => {}
        }
        let words = self.reply.word(
            "answer-either",
            &[("first", &one.answer), ("second", &two.answer)],
        );
        let told = |id: &Id| self.state.told.iter().any(|(told, _)| told == id);
        let again = [told(first), told(second)];
        self.reply.add(
            Move::Answer {
                fact: first.clone(),
                again: again[0],
            },
            2,
            because,
            words,
        );
        self.reply.add(
            Move::Answer {
                fact: second.clone(),
                again: again[1],
            },
            2,
            "as close as the first",
            String::new(),
        );
    }

    /// Whether this reply holds the fact already.
    pub(super) fn gave(&self, id: &Id) -> bool {
        let moves = self.reply.moves();
        moves
            .iter()
            .any(|done| matches!(done, Move::Answer { fact, .. } if fact == id))
    }

    /// An open question's own words for what it is about, else the topic's name.
    fn phrase(&self, about: &Id) -> String {
        let mut opens = self.scenario.opens.iter();
        opens
            .find(|open| open.id == *about)
            .map(|open| open.about.clone())
            .or_else(|| self.engine.lexicon.topic_name(about).map(str::to_owned))
            .unwrap_or_else(|| "that".to_owned())
    }

    /// A second thing that nothing is settled about: one demand is enough.
    fn open_too(&mut self, about: &Id, because: String) {
        let phrase = self.phrase(about);
        let words = self.reply.word(
            "open-too",
            &[("about", &phrase), ("About", &capital(&phrase))],
        );
        self.reply
            .add(Move::Acknowledge { of: None }, 2, because, words);
    }

    pub(super) fn assume(&mut self, about: &Id, because: String) {
        let phrase = self.phrase(about);
        let words = self.reply.word(
            "assume",
            &[("about", &phrase), ("About", &capital(&phrase))],
        );
        let about = about.clone();
        self.reply.add(Move::Assume { about }, 2, because, words);
    }

    pub(super) fn invite_questions(&mut self) {
        let only_outside = self
            .found
            .questions
            .iter()
            .all(|question| question.gets == Gets::Outside);
        let first = !self.state.wording.contains_key("invite-questions");
        let more = self
            .reply
            .moves()
            .iter()
            .any(|done| matches!(done, Move::OfferRest { .. }));
        if more {
            return;
        }
        if self.step == Step::Clarify && self.coach() && first && !only_outside {
            let words = self.reply.word("invite-questions", &[]);
            self.reply.add(
                Move::InviteQuestions,
                8,
                "the first questions are answered",
                words,
            );
        }
    }
}
