//! Tier 6: the hint ladders, and the help that fits what was just asked.

use std::collections::BTreeSet;

use super::{Turn, agenda};
use crate::interview::interpretation::Answer;
use crate::interview::moves::Rung;
use crate::interview::{Move, ledger, words_in};
use crate::language::likeness::telling_words;
use crate::language::token::{Token, Word, tokens};
use crate::language::{Act, Id, Span, analyse};
use crate::scenario::ideas::Likened;
use crate::scenario::{PartLadder, PartRef};

/// Says that help is wanted, and with what.
const STUCK: &str = "stuck";

impl Turn<'_> {
    pub(super) fn help_on_request(&mut self) {
        if self.is_stuck_elsewhere() {
            let words = self.reply.word("no-hint-there", &[]);
            self.reply.say(words);
            self.next_question(None);
            return;
        }
        if let Some(index) = self.named_for_help() {
            self.rung(index, "a hint on this was asked for", Some(Rung::Hint));
            return;
        }
        // "…, as it gets huge and slow. hint?": the answer was all that was asked for.
        let asked = self.before.focus.as_ref().filter(|focus| !focus.answered);
        let done = asked.is_some() && self.found.gains() && self.said && {
            let index = ledger::focus_expectation(self.scenario, self.before);
            index.is_some_and(|index| ledger::is_full(self.scenario, self.state, index))
        };
        if done {
            let words = self.reply.word("no-hint-there", &[]);
            self.reply.say(words);
            self.next_question(None);
            return;
        }
        if let Some(part) = self.focus_part()
            && self.help_with_part(&part, "a hint was asked for", true)
        {
            return;
        }
        if let Some(index) = self.focus_expectation()
            && !ledger::is_full(self.scenario, self.state, index)
        {
            self.rung(index, "a hint was asked for", Some(Rung::Hint));
            return;
        }
        match self.focus_move() {
            Some(
                Move::Recheck { estimate }
                | Move::AskEstimate { estimate }
                | Move::NextFigure { estimate },
            ) => {
                self.work_out(&estimate, "a hint was asked for");
            }
            Some(Move::RecheckWorking { .. }) => self.work_out_sum("a hint was asked for"),
            Some(Move::Challenge { misconception }) => {
                self.correct(&misconception, "a hint was asked for");
                self.next_question(None);
            }
            _ => match agenda::next(self.scenario, self.state, self.found, self.step) {
                Some(agenda::Item::Expectation(index) | agenda::Item::Part(index, _)) => {
                    self.rung(index, "a hint was asked for", Some(Rung::Hint));
                }
                other => self.next_question(other),
            },
        }
    }

    /// The incomplete expectation of this step that a wish for a hint names in words of its own: "… something with
    /// deleting". A word that several of them share names none.
    fn named_for_help(&self) -> Option<usize> {
        const TELLING: usize = 6;
        const SHARED: usize = 2;
        if !self.said {
            return None;
        }
        let words = |text: &str| -> BTreeSet<Word> {
            tokens(text)
                .iter()
                .filter(|token| token.span.of(text).len() >= TELLING)
                .map(|token| token.stem)
                .collect()
        };
        let said = words(&self.wish_for_help());
        let own: Vec<BTreeSet<Word>> = self
            .scenario
            .expectations
            .iter()
            .map(|expectation| words(&expectation.title))
            .collect();
        let mut named = (0..own.len()).filter(|index| {
            let telling = own[*index]
                .intersection(&said)
                .any(|word| own.iter().filter(|other| other.contains(word)).count() <= SHARED);
            telling
                && self.scenario.expectations[*index].step == self.step
                && ledger::is_open(self.scenario, self.state, *index)
                && !ledger::is_full(self.scenario, self.state, *index)
        });
        let Some(first) = named.next() else {
            return self.likened_for_help();
        };
        // Two of them: then what was asked last is as good a guess.
        named.next().is_none().then_some(first)
    }

    /// Whether the candidate is stuck on something that no open expectation is about: "i am stuck on how the counter would know
    /// that it was a duplicate". A hint on anything else would be deaf, and would cost.
    fn is_stuck_elsewhere(&self) -> bool {
        const TELLING: usize = 5;
        const TELLING_CLEARLY: usize = 4;
        let lexicon = &self.engine.lexicon;
        let said = analyse(lexicon, self.text).tokens;
        if !said.iter().any(|token| token.exact == Word::of(STUCK)) {
            return false;
        }
        let telling = telling_words(lexicon, &said).len();
        let likened = self.scenario.liken(lexicon, &said);
        let open = || {
            self.focus_expectation().is_some_and(|index| {
                !ledger::is_full(self.scenario, self.state, index) && self.is_about(&likened, index)
            })
        };
        telling >= TELLING_CLEARLY && self.is_said(&likened)
            || telling >= TELLING && !open() && self.named_for_help().is_none()
    }

    /// Whether a message may be about an expectation at all.
    fn is_about(&self, likened: &Likened, index: usize) -> bool {
        const LEAST: f64 = 0.05;
        let own = likened.chances.iter();
        let own = own.filter(|chance| usize::from(chance.target.expectation) == index);
        own.map(|chance| chance.value).sum::<f64>() >= LEAST
    }

    /// Whether what the candidate is stuck on is clearly something that all has been said for, other than what was asked.
    fn is_said(&self, likened: &Likened) -> bool {
        const CLEAR: f64 = 0.3;
        let best = likened.chances.first().filter(|best| best.value >= CLEAR);
        best.is_some_and(|best| {
            let index = usize::from(best.target.expectation);
            Some(index) != self.focus_expectation()
                && ledger::is_full(self.scenario, self.state, index)
        })
    }

    /// The same by what the words are like: "i was stuck on the celebrity with 20 million followers".
    fn likened_for_help(&self) -> Option<usize> {
        const CLEAR: f64 = 0.12;
        const TELLING: usize = 2;
        let analysis = analyse(&self.engine.lexicon, self.text);
        // "Can I get a hint for that" says nothing of what for; "stuck on the celebrity" does. Who says next to nothing else
        // means what was asked.
        let stuck = |span: &Span| span.of(self.text).to_lowercase().contains(STUCK);
        let mut asks = self.sentences_for_help();
        asks.retain(|span| !stuck(span));
        let beside = analysis
            .tokens
            .iter()
            .filter(|token| !asks.iter().any(|asks| token.span.begins_in(*asks)));
        let beside: Vec<Token> = beside.cloned().collect();
        let stuck = beside.iter().any(|token| token.exact == Word::of(STUCK));
        if !stuck || telling_words(&self.engine.lexicon, &beside).len() < TELLING {
            return None;
        }
        let likened = self.scenario.liken(&self.engine.lexicon, &beside);
        let best = likened.chances.first().filter(|best| best.value >= CLEAR)?;
        let index = usize::from(best.target.expectation);
        let open = self.scenario.expectations[index].step == self.step
            && ledger::is_open(self.scenario, self.state, index)
            && !ledger::is_full(self.scenario, self.state, index);
        open.then_some(index)
    }

    /// The words that ask for help: what stands beside them is about something else. All of a short message.
    fn wish_for_help(&self) -> String {
        const SHORT: usize = 15;
        let asks = self.sentences_for_help();
        match self.text.split_whitespace().count() <= SHORT || asks.is_empty() {
            true => self.text.to_owned(),
            false => asks
                .iter()
                .map(|span| span.of(self.text))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    /// The sentences that ask for help.
    fn sentences_for_help(&self) -> Vec<Span> {
        let sentences = self.reading.map(|reading| &*reading.sentences);
        let sentences = sentences.unwrap_or_default().iter();
        let asks = sentences.filter(|sentence| sentence.act == Act::HintRequest);
        asks.map(|sentence| sentence.span).collect()
    }

    /// Whether something that is after belongs to what the help was wanted for: "can I get a hint? oh wait, is it a CDN?".
    pub(super) fn went_on_alone(&self) -> bool {
        let Some(end) = self.sentences_for_help().last().map(|span| span.end) else {
            return false;
        };
        let wanted = self.named_for_help().or_else(|| self.focus_expectation());
        let known = wanted.map(|index| &self.scenario.expectations[index]);
        let mentions = self.reading.map(|reading| &*reading.mentions);
        let mut mentions = mentions.unwrap_or_default().iter();
        let mut credits = self.found.credits.iter();
        // "What should I look at to decide which kind of database fits?"
        let asks_at = |place: Span| {
            const ASKING: [&str; 5] = ["what", "which", "how", "where", "whats"];
            let reading = self.reading.filter(|_| self.said);
            let home = reading.and_then(|reading| {
                let at = reading.sentence_of(place)?;
                reading.sentences.get(at)
            });
            home.is_some_and(|sentence| {
                let lower = sentence.span.of(self.text).to_lowercase();
                words_in(&lower)
                    .first()
                    .is_some_and(|first| ASKING.contains(first))
            })
        };
        self.said
            && (credits.any(|credit| credit.span.start >= end)
                || mentions.any(|mention| {
                    let is = |id: &Id| known.is_some_and(|known| known.concepts.contains(id));
                    mention.span.start >= end
                        && !asks_at(mention.span)
                        && (is(&mention.concept) || mention.ancestors.iter().any(is))
                }))
    }

    pub(super) fn tier_6_help(&mut self) -> bool {
        let stuck = match self.found.answer {
            Answer::DontKnow => true,
            Answer::Asks => false,
            Answer::Substance | Answer::Yes | Answer::No | Answer::Nothing => {
                self.said && !self.found.gains() && self.coach()
            }
        };
        // "hmm actually (category_id, created_at)": what was said before is put right, and the open question stays open.
        if stuck && self.found.answer == Answer::Substance && corrects(self.text) {
            let words = self.reply.word("corrected", &[]);
            let because = "the candidate corrects what was said before";
            self.reply
                .add(Move::Acknowledge { of: None }, 6, because, words);
            self.repeat();
            return true;
        }
        // "Could I put it on the CDN?" has got its word; what was asked is still open.
        if stuck && self.found.unanswered.last().is_some_and(|left| left.may) {
            self.repeat();
            return true;
        }
        // Who asks for a word goes on with the question after it.
        if !stuck || self.found.term.is_some() {
            return false;
        }
        let because = match self.found.answer {
            Answer::DontKnow => "\"I don't know\" to what was asked",
            Answer::Substance | Answer::Yes | Answer::No | Answer::Asks | Answer::Nothing => {
                "nothing new to what was asked"
            }
        };
        let Some(index) = self.focus_expectation() else {
            return match self.focus_move() {
                Some(
                    Move::Recheck { estimate }
                    | Move::AskEstimate { estimate }
                    | Move::NextFigure { estimate },
                ) => {
                    self.work_out(&estimate, because);
                    true
                }
                Some(Move::RecheckWorking { .. }) if self.found.answer == Answer::DontKnow => {
                    self.work_out_sum(because);
                    true
                }
                Some(Move::Assume { .. }) if self.found.answer == Answer::DontKnow => {
                    let words = self.reply.word("leave", &[]);
                    self.reply.add(Move::Leave, 6, because, words);
                    false
                }
                _ => false,
            };
        };
        if ledger::is_full(self.scenario, self.state, index) {
            return false;
        }
        self.hear_out();
        let asked = self.focus_part();
        if let Some(part) = &asked
            && self.help_with_part(part, because, false)
        {
            return true;
        }
        // What was asked for narrowly has had its pump.
        let pumped = asked.is_some_and(|part| self.part_rung(&part).is_some());
        let rung = match self.state.ledger[index].rung {
            None if pumped => Some(Rung::Pump),
            rung => rung,
        };
        let next = match (self.found.answer, rung) {
            (Answer::DontKnow, None | Some(Rung::Pump)) => Rung::Hint,
            (_, None) => Rung::Pump,
            (_, Some(Rung::Pump)) => Rung::Hint,
            (Answer::DontKnow, Some(Rung::Hint)) => Rung::Prompt,
            (Answer::DontKnow, Some(Rung::Prompt)) => Rung::Tell,
            (_, Some(Rung::Hint | Rung::Prompt | Rung::Tell)) => return false,
        };
        self.rung(index, because, Some(next));
        true
    }

    /// A word for who said something, though it is no answer: to help as if nothing had been said would be deaf.
    fn hear_out(&mut self) {
        const SAYING: usize = 5;
        let says = self.found.answer == Answer::Substance
            && self.text.split_whitespace().count() >= SAYING;
        if says && !self.reply.has_words() {
            let words = self.reply.word("still-open", &[]);
            self.reply.say(words);
        }
    }

    /// The one part that was just asked for, if it is still missing. The two sides of a pushback are no part to help with.
    pub(super) fn focus_part(&self) -> Option<PartRef> {
        let asked = self.focus_move()?;
        if matches!(asked, Move::Pushback { .. }) {
            return None;
        }
        ledger::credited_part(self.scenario, &asked)
            .filter(|part| !ledger::is_reached(self.state, part))
    }

    pub(super) fn part_rung(&self, part: &PartRef) -> Option<Rung> {
        self.state.ledger[usize::from(part.expectation)].parts[usize::from(part.part)].rung
    }

    /// The ladder for one part alone: of the trade-off that asked for it, else the part's own.
    pub(super) fn own_ladder(&self, part: &PartRef) -> Option<PartLadder> {
        let asked = self.scenario.tradeoffs.iter().find_map(|known| {
            let asked = Move::AskTradeoff {
                tradeoff: known.id.clone(),
            };
            (known.credits.as_ref() == Some(part) && self.is_spent(&asked))
                .then_some(known.ladder.as_ref())?
        });
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        asked
            .or(expectation.parts[usize::from(part.part)].ladder.as_ref())
            .cloned()
    }

    /// Help with what was just asked, and with nothing beside it: the next rung of its own ladder; without one, a
    /// smaller question, or the part in so many words. False once the expectation's own ladder is all that is left.
    pub(super) fn help_with_part(
        &mut self,
        part: &PartRef,
        because: &str,
        requested: bool,
    ) -> bool {
        let rung = self.part_rung(part);
        let stuck = self.found.answer == Answer::DontKnow;
        let next = match rung {
            None if requested || stuck => Rung::Hint,
            None => Rung::Pump,
            Some(Rung::Pump) => Rung::Hint,
            Some(_) if !requested && !stuck => return false,
            Some(Rung::Hint) => Rung::Prompt,
            Some(Rung::Prompt) => Rung::Tell,
            Some(Rung::Tell) => return false,
        };
        if let Some(ladder) = self.own_ladder(part) {
            let text = match next {
                Rung::Pump if self.narrow(part, because) => return true,
                Rung::Pump | Rung::Hint => &ladder.hint,
                Rung::Prompt => &ladder.prompt,
                Rung::Tell => &ladder.tell,
            };
            // A label that can't be said leaves the hint as the first rung.
            let next = next.max(Rung::Hint);
            let text = self.reply.fill_author(text, "");
            let words = match next {
                Rung::Tell => self.reply.word("tell", &[("tell", &text)]),
                Rung::Pump | Rung::Hint | Rung::Prompt => self.leading(text),
            };
            self.add_part_help(part, next, because, words);
            if next == Rung::Tell {
                self.next_question(None);
            }
            return true;
        }
        let from_afar = matches!(
            self.focus_move(),
            Some(Move::AskTradeoff { .. } | Move::AskProbe { .. } | Move::AskContract { .. })
        );
        // A part's own question has just said as much as its description could.
        if !from_afar {
            return false;
        }
        if !requested && self.smaller_question(part, because) {
            return true;
        }
        rung.is_none() && self.narrow(part, because)
    }

    /// The part's own question, where a trade-off's or a probe's brought nothing.
    pub(super) fn smaller_question(&mut self, part: &PartRef, because: &str) -> bool {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let wanted = &expectation.parts[usize::from(part.part)];
        let asked = Move::AskPart {
            expectation: expectation.id.clone(),
            part: wanted.id.clone(),
        };
        if !agenda::unsaid(self.state, &wanted.probe) || self.is_spent(&asked) {
            return false;
        }
        let bridge = self.reply.word("smaller", &[]);
        let key = format!("part {}/{}", expectation.id, wanted.id);
        let question = self.reply.author_text(&key, &wanted.probe, "");
        self.reply.say(bridge);
        self.reply.add(asked, 6, because, question);
        true
    }

    /// The asked part in its author's simpler words; else in the few of its label, where those don't hold the answer
    /// and the expectation has others that the question could be mistaken for.
    pub(super) fn narrow(&mut self, part: &PartRef, because: &str) -> bool {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let wanted = &expectation.parts[usize::from(part.part)];
        if let Some(plainly) = &wanted.plainly {
            let question = self.reply.fill_author(plainly, "");
            let words = self
                .reply
                .word("restate-plainly", &[("question", &question)]);
            self.add_part_help(part, Rung::Pump, because, words);
            return true;
        }
        let label = self.label_alone(usize::from(part.expectation), usize::from(part.part));
        if label.is_none() || expectation.parts.len() < 2 {
            return false;
        }
        let words = self.reply.word("narrow", &[("part", &wanted.label)]);
        self.add_part_help(part, Rung::Pump, because, words);
        true
    }

    /// A part in its author's own few words, where those hold no answer and lean on nothing said before.
    pub(super) fn label_alone(&self, index: usize, part: usize) -> Option<String> {
        // "What follows from it" leans on something that the question has to supply.
        const LEANING: [&str; 9] = [
            "it", "its", "that", "those", "these", "them", "such", "they", "there",
        ];
        let wanted = &self.scenario.expectations[index].parts[part];
        let leans = wanted
            .label
            .split(|c: char| !c.is_alphabetic())
            .skip(1)
            .any(|word| LEANING.contains(&word));
        (!leans && !self.gives_away(index, part)).then(|| wanted.label.clone())
    }

    /// Whether a part's label says what the part wants to hear.
    pub(super) fn gives_away(&self, index: usize, part: usize) -> bool {
        let wanted = &self.scenario.expectations[index].parts[part];
        let label = crate::language::analyse(&self.engine.lexicon, &wanted.label);
        let mut patterns = wanted.patterns.iter().chain(&wanted.answers);
        patterns.any(|pattern| pattern.find_anyhow(&label).is_some())
    }

    /// A hint that asks nothing leaves its reader waiting for a question: it gets a short one.
    fn leading(&mut self, hint: String) -> String {
        if hint.contains('?') {
            return hint;
        }
        let question = self.reply.word("lead-on", &[]);
        format!("{hint} {question}")
    }

    pub(super) fn add_part_help(
        &mut self,
        part: &PartRef,
        rung: Rung,
        because: &str,
        words: String,
    ) {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let help = Move::Help {
            expectation: expectation.id.clone(),
            part: Some(expectation.parts[usize::from(part.part)].id.clone()),
            rung,
            part_only: true,
        };
        self.reply.add(help, 6, because, words);
    }

    /// The next rung of an expectation's ladder, at least `least`; after the last one the interview goes on.
    pub(super) fn rung(&mut self, index: usize, because: &str, least: Option<Rung>) {
        let expectation = &self.scenario.expectations[index];
        let next = match self.state.ledger[index].rung {
            None => Rung::Pump,
            Some(Rung::Pump) => Rung::Hint,
            Some(Rung::Hint) => Rung::Prompt,
            Some(Rung::Prompt | Rung::Tell) => Rung::Tell,
        };
        let next = least.map_or(next, |least| next.max(least));
        let ladder = &expectation.ladder;
        let text = match next {
            Rung::Pump => &ladder.pump,
            Rung::Hint => &ladder.hint,
            Rung::Prompt => &ladder.prompt,
            Rung::Tell => &ladder.tell,
        };
        let text = self.reply.fill_author(text, "");
        let words = match next {
            Rung::Tell => self.reply.word("tell", &[("tell", &text)]),
            Rung::Pump | Rung::Hint | Rung::Prompt => self.leading(text),
        };
        let asked = self
            .focus_part()
            .filter(|part| usize::from(part.expectation) == index)
            .map(|part| usize::from(part.part));
        let missing = ledger::missing(self.scenario, self.state, index);
        let part = asked
            .or_else(|| missing.first().copied())
            .map(|part| expectation.parts[part].id.clone());
        let help = Move::Help {
            expectation: expectation.id.clone(),
            part,
            rung: next,
            part_only: false,
        };
        self.reply.add(help, 6, because, words);
        if next == Rung::Tell {
            let item = agenda::next(self.scenario, self.state, self.found, self.step)
                .filter(|item| item.expectation() != Some(index));
            self.next_question(item);
        }
    }
}

/// Whether a message begins by putting right what was said before.
fn corrects(text: &str) -> bool {
    const LEAD: usize = 3;
    const CORRECTS: [&str; 6] = [
        "actually",
        "correction",
        "rather",
        "meant",
        "wait",
        "scratch",
    ];
    let lower = text.to_lowercase();
    let mut opening = words_in(&lower).into_iter().take(LEAD);
    opening.any(|word| CORRECTS.contains(&word))
}
