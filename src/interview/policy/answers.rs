//! Tier 2: answers to what was asked.

use super::{ANSWERS, Turn};
use crate::interview::interpretation::{Answer, Gets, Question, Request};
use crate::interview::moves::Leftover;
use crate::interview::reply::capital;
use crate::interview::{Move, words_in};
use crate::language::aside::AsideKind;
use crate::language::likeness::telling_words;
use crate::language::token::tokens;
use crate::language::{Act, Id};
use crate::scenario::{Fact, Step};

/// A question of more words than this is not said back.
const QUOTED: usize = 14;

/// How a question for a fact that was told says it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Restated {
    /// It only asks.
    No,
    /// As it is.
    So,
    /// With another figure.
    Otherwise,
}

impl Turn<'_> {
    /// Answers the questions; `owed` facts of the message before were told already.
    pub(super) fn tier_2_answers(&mut self, owed: usize) {
        const LEAST: usize = 2;
        let room = if owed < ANSWERS { ANSWERS } else { LEAST };
        let mut answered = 0;
        let mut left = 0;
        let mut settled = false;
        let mut rest: Vec<Id> = Vec::new();
        let mut open: Vec<Leftover> = Vec::new();
        let mut later: Vec<String> = Vec::new();
        // What stands first has its answer first: "so 10 million a day, right? And how big is a photo?"
        let first = self
            .found
            .questions
            .first()
            .map(|question| question.span.start);
        let before = self
            .found
            .unanswered
            .last()
            .is_some_and(|left| Some(left.span.start) < first);
        if before {
            self.view_wanted();
        } else if self.puts_up_a_figure() {
            let words = self.reply.word("confirm", &[]);
            let because = "the figure that was put up is right";
            self.reply
                .add(Move::Acknowledge { of: None }, 2, because, words);
        }
        for question in &self.found.questions {
            if answered == room {
                left += 1;
                match &question.gets {
                    Gets::Fact(id) => rest.push(id.clone()),
                    Gets::Either(first, second) => rest.extend([first.clone(), second.clone()]),
                    Gets::Estimate(id) => {
                        rest.extend(self.scenario.facts_of(id).map(|fact| fact.id.clone()))
                    }
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
            // "I'd leave out comments, ok?" has settled what is open.
            if matches!(question.gets, Gets::Open(_) | Gets::NoFact) && self.settles(question) {
                if !settled {
                    let words = self.reply.word("nod-scope", &[]);
                    self.reply
                        .add(Move::Acknowledge { of: None }, 2, because, words);
                    answered += 1;
                }
                settled = true;
                continue;
            }
            match &question.gets {
                Gets::Fact(id) => self.answer(id, because),
                Gets::Either(first, second) => self.answer_either(first, second, because),
                Gets::Estimate(id) => self.answer_what_it_takes(id, because),
                Gets::Open(about) => {
                    if self.reply.asks() {
                        self.open_too(&self.phrase(about), because);
                    } else {
                        self.assume(about, because);
                    }
                }
                Gets::NoFact => {
                    let asks = self.reply.asks();
                    match &question.topic {
                        Some(topic) if asks => self.open_too(&self.phrase(topic), because),
                        Some(topic) => self.assume(topic, because),
                        None if asks && self.names(question) => {
                            let quote = format!("\"{}\"", self.quote_of(question.span));
                            self.open_too(&quote, because);
                        }
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
        if !before && !self.found.questions.is_empty() {
            self.view_wanted();
        }
        if self.asks_in_vain() {
            let because = "asked, and nothing is known of it".to_owned();
            let question = self.text.trim().to_owned();
            self.assume_on(&question, because);
        }
        self.settle_what_was_left(room.saturating_sub(answered));
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

    /// Whether the message is one brief question, while the problem is being cleared up, that nothing was found in: "users in
    /// Europe too?", "what about offline".
    fn asks_in_vain(&self) -> bool {
        const BRIEF: usize = 10;
        const LEAST: usize = 3;
        let lower = self.text.trim().to_lowercase();
        let words = lower.split_whitespace().count();
        let asks = lower.ends_with('?')
            || ["what about ", "how about "]
                .iter()
                .any(|lead| lower.starts_with(lead));
        let sentences = self.reading.map_or(0, |reading| reading.sentences.len());
        // "Hey, I'm ready, shall we begin?" asks nothing of the problem.
        let goes = ["we", "i", "me", "ready"];
        let goes = words_in(&lower).iter().any(|word| goes.contains(word));
        let aside = self
            .reading
            .is_some_and(|reading| !reading.asides.is_empty());
        self.said
            && self.step == Step::Clarify
            && asks
            && !aside
            && !goes
            && sentences == 1
            && (words <= BRIEF && (words >= LEAST || self.names_things()))
            && self.found.questions.is_empty()
            && self.found.unanswered.is_empty()
            && self.found.request.is_none()
            && self.found.term.is_none()
            && self.found.estimates.is_empty()
            && !self.found.gains()
    }

    /// Whether the message is a word or two for things: "polls?", and not "really?".
    fn names_things(&self) -> bool {
        let lower = self.text.trim().to_lowercase();
        let name = lower.trim_end_matches(['?', ' ']);
        let plural = name.ends_with('s') && !name.ends_with("ss") && name.chars().count() > 3;
        plural && !telling_words(&self.engine.lexicon, &tokens(self.text)).is_empty()
    }

    /// Whether a figure that is right is put up for a nod before anything is asked: "so 30 TB a day, right? And how often …?"
    fn puts_up_a_figure(&self) -> bool {
        let Some(reading) = self.reading else {
            return false;
        };
        let first = self
            .found
            .questions
            .first()
            .map(|question| question.span.start);
        let right = self.found.estimates.iter().all(|figure| figure.right);
        let mut figures = self.found.estimates.iter();
        right
            && figures.any(|figure| {
                let home = reading
                    .sentence_of(figure.span)
                    .map(|at| reading.sentences[at].span);
                home.is_some_and(|home| {
                    Some(home.start) < first && home.of(self.text).trim_end().ends_with('?')
                })
            })
    }

    /// Whether the sentence of a question that nothing is fixed about says itself what to take: what it leaves out, or assumes.
    fn settles(&self, question: &Question) -> bool {
        const TAKES: [&str; 10] = [
            "assume", "assuming", "suppose", "skip", "ignore", "drop", "exclude", "omit", "leave",
            "leaving",
        ];
        let Some(reading) = self.reading else {
            return false;
        };
        let Some(at) = reading.sentence_of(question.span) else {
            return false;
        };
        let sentence = reading.sentences[at].span;
        let mut mentions = reading.mentions.iter();
        let out = mentions
            .any(|mention| &*mention.concept == "out-of-scope" && mention.span.begins_in(sentence));
        let said = sentence.of(self.text).to_lowercase();
        let words = words_in(&said);
        // "Likes in, ads out, ok?"
        let opens = words
            .first()
            .is_some_and(|first| ["what", "whats", "is", "are", "which", "how"].contains(first));
        let out = out || !opens && words.contains(&"out") && !words.contains(&"find");
        // "Do we need comments, or skip them?" leaves it open.
        let open = words.contains(&"or") || words.contains(&"you");
        (out || words.iter().any(|word| TAKES.contains(word))) && !open
    }

    /// Whether a question is the last thing that was said.
    fn ends_with(&self, question: &Question) -> bool {
        let sentences = self.reading.map(|reading| &*reading.sentences);
        // "Should I pick SQL or NoSQL? i always get stuck on that"
        const TAIL: usize = 8;
        let mut last = sentences.unwrap_or_default().iter().rev();
        let mut behind = last
            .by_ref()
            .take_while(|sentence| sentence.span.start > question.span.start);
        let told: usize = behind
            .by_ref()
            .map(|sentence| sentence.span.of(self.text).split_whitespace().count())
            .sum();
        told <= TAIL
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

    /// Whether what was left over of the message before is still wanted.
    fn wants_the_rest(&self) -> bool {
        let leaves = matches!(
            self.found.request,
            Some(Request::Next | Request::Finish | Request::Change | Request::Skip)
        );
        // "I didn't ask about growth, but yes, tell me about the peaks."
        let lower = self.text.to_lowercase();
        let wants = words_in(&lower)
            .iter()
            .any(|word| ["yes", "tell", "please"].contains(word));
        let misread = self.has(AsideKind::Misread) && !wants;
        // "Oh no, you already answered that."
        let had = [
            "already answered",
            "already told",
            "already said that",
            "you answered that",
        ]
        .iter()
        .any(|known| lower.contains(known));
        self.said && !leaves && self.found.answer != Answer::No && !misread && !had
    }

    /// The facts that were asked for in the message before, beside too many others: all of them, before anything else.
    /// Gives how many.
    pub(super) fn answer_what_was_left(&mut self) -> usize {
        if !self.wants_the_rest() {
            return 0;
        }
        let told = |id: &Id| self.before.told.iter().any(|(told, _)| told == id);
        let rest: Vec<Id> = self
            .before
            .rest
            .iter()
            .filter(|id| !told(id))
            .cloned()
            .collect();
        if !rest.is_empty() && !self.found.questions.is_empty() {
            let words = self.reply.word("rest", &[]);
            self.reply.say(words);
        }
        for id in &rest {
            self.answer(id, "asked for in the message before".to_owned());
        }
        rest.len()
    }

    /// What was asked in the message before and has no fact: to be assumed.
    fn settle_what_was_left(&mut self, room: usize) {
        if !self.wants_the_rest() {
            return;
        }
        let open: Vec<Leftover> = self.before.rest_open.iter().take(room).cloned().collect();
        for left in open {
            let because = format!("asked in the message before: \"{}\"", left.words);
            match (&left.about, self.reply.asks()) {
                (Some(about), true) => self.open_too(&self.phrase(about), because),
                (Some(about), false) => self.assume(about, because),
                (None, true) => {}
                (None, false) => self.assume_on(&left.words, because),
            }
        }
    }

    pub(super) fn answer(&mut self, id: &Id, because: String) {
        let Some(fact) = self.scenario.fact(id) else {
            return;
        };
        if self.gave(id) {
            return;
        }
        let again = self.state.told.iter().any(|(told, _)| told == id);
        let words = match again.then(|| self.restated_as(fact)) {
            None | Some(Restated::Otherwise) => fact.answer.clone(),
            Some(Restated::So) => self.reply.word("answer-stands", &[("answer", &fact.short)]),
            Some(Restated::No) => self.reply.word("answer-again", &[("answer", &fact.short)]),
        };
        let fact = id.clone();
        self.reply
            .add(Move::Answer { fact, again }, 2, because, words);
    }

    /// A figure that is to be worked out: what it takes, told where it wasn't told yet, said again where all of it was.
    fn answer_what_it_takes(&mut self, estimate: &Id, because: String) {
        let known = |id: &Id| self.state.told.iter().any(|(told, _)| told == id);
        let facts = self.scenario.facts_of(estimate);
        let facts = facts.map(|fact| (fact.id.clone(), fact.short.clone()));
        let (told, new): (Vec<_>, Vec<_>) = facts.partition(|(id, _): &(Id, String)| known(id));
        if let (true, Some((fact, _))) = (new.is_empty(), told.first()) {
            let shorts: Vec<&str> = told.iter().map(|(_, short)| &**short).collect();
            let facts = shorts.join("; ");
            let words = self.reply.word("work-out-again", &[("facts", &facts)]);
            let fact = fact.clone();
            let again = true;
            self.reply
                .add(Move::Answer { fact, again }, 2, because, words);
            return;
        }
        let words = self.reply.word("work-out", &[]);
        self.reply.say(words);
        for (id, _) in &new {
            self.answer(id, because.clone());
        }
    }

    /// How a question for a fact that was told says it again.
    fn restated_as(&self, fact: &Fact) -> Restated {
        let mut questions = self.found.questions.iter();
        let asked = questions.find(|question| question.gets == Gets::Fact(fact.id.clone()));
        let (Some(asked), Some(reading)) = (asked, self.reading) else {
            return Restated::No;
        };
        let at = reading.sentence_of(asked.span);
        // "How much downtime is ok": a word that asks isn't a "right?".
        const ASKING: [&str; 8] = ["how", "what", "which", "who", "when", "where", "why", "any"];
        const OPENING: usize = 3;
        let asks = |at: usize| {
            let words = reading.sentences[at].span.of(self.text).to_lowercase();
            let words = words.split(|c: char| !c.is_alphanumeric());
            words.take(OPENING).any(|word| ASKING.contains(&word))
        };
        let restates = |at: &usize| reading.sentences[*at].act == Act::Confirmation && !asks(*at);
        let Some(at) = at.filter(restates) else {
            return Restated::No;
        };
        // "So 100k people come. Right?"
        const TAG: usize = 3;
        let own = reading.sentences[at].span;
        let tag = own.of(self.text).split_whitespace().count() <= TAG;
        let start = match at.checked_sub(1).filter(|_| tag) {
            Some(before) => reading.sentences[before].span.start,
            None => own.start,
        };
        let Some(value) = &fact.value else {
            return Restated::So;
        };
        let mut figures = reading
            .quantities
            .iter()
            .filter(|known| start <= known.span.start && known.span.start < own.end)
            .filter(|known| known.unit == value.unit && known.per == value.per)
            .peekable();
        const NEAR: f64 = 0.1;
        let same = |said: f64| (said - value.amount).abs() <= NEAR * value.amount.abs();
        match figures.peek().is_none() || figures.any(|known| same(known.value)) {
            true => Restated::So,
            false => Restated::Otherwise,
        }
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
    fn open_too(&mut self, phrase: &str, because: String) {
        let words = self.reply.word(
            "open-too",
            &[("about", phrase), ("About", &capital(phrase))],
        );
        self.reply
            .add(Move::Acknowledge { of: None }, 2, because, words);
    }

    /// Whether the words of a question are little more than a name.
    fn names(&self, question: &Question) -> bool {
        const FEW: usize = 4;
        let words = question.span.of(self.text).split_whitespace();
        words.count() <= FEW
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
