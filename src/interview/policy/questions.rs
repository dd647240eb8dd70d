//! Tiers 7 and 8: what follows from what was just said, and the next thing on the agenda.

use super::{CLARIFY_DEMANDS, Turn, agenda, inside_quotes};
use crate::interview::{Move, ledger, words_in};
use crate::language::Id;
use crate::language::token::Word;
use crate::scenario::{Condition, PartRef, Step};

/// Longer words of the candidate, in characters, lead to no question.
const LONGEST_BRIDGE: usize = 120;
/// Fewer of their words say too little to come back to.
const SHORTEST_BRIDGE: usize = 5;

impl Turn<'_> {
    /// A choice made in this message: its trade-off; something reached in it: its consequence.
    pub(super) fn tier_7_consequences(&mut self) -> bool {
        // Who ends by asking which to take has chosen nothing yet.
        let tradeoffs = match self.leaves_a_choice() {
            true => &[],
            false => &*self.scenario.tradeoffs,
        };
        let choices = tradeoffs.iter().find_map(|known| {
            let hit = self.found.choices.iter().find(|hit| hit.id == known.id)?;
            let chosen = self
                .state
                .choices
                .iter()
                .find(|chosen| chosen.tradeoff == known.id)?;
            let asked = Move::AskTradeoff {
                tradeoff: known.id.clone(),
            };
            let paid = known.credits.as_ref().is_some_and(|part| {
                ledger::is_reached(self.state, part)
                    || ledger::is_touched(self.state, part)
                    || agenda::is_closed(self.scenario, part)
            });
            let unsaid = agenda::unsaid(self.state, &known.ask);
            (chosen.cost.is_none() && !paid && unsaid && !self.is_spent(&asked))
                .then_some((known, hit, asked))
        });
        if let Some((known, hit, asked)) = choices {
            let said = self.quote_of(hit.span);
            let key = format!("tradeoff {}", known.id);
            let words = self.reply.author_text(&key, &known.ask, &said);
            self.reply
                .add(asked, 7, format!("chosen: \"{said}\""), words);
            return true;
        }
        let probe = self.scenario.probes.iter().find(|probe| {
            let fresh = probe.on.iter().any(|condition| match condition {
                Condition::Part(part) => self.credited(part),
                Condition::Design(pattern) => self.found.conditions.contains(&pattern.text),
            });
            fresh && agenda::probe_is_due(self.scenario, self.state, probe)
        });
        if let Some(probe) = probe {
            self.ask_probe(probe.id.clone(), 7, "a consequence of what was just said");
            return true;
        }
        false
    }

    pub(super) fn credited(&self, part: &PartRef) -> bool {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let id = &expectation.parts[usize::from(part.part)].id;
        self.found
            .credits
            .iter()
            .any(|credit| credit.expectation == expectation.id && credit.part == *id)
    }

    pub(super) fn ask_probe(&mut self, id: Id, tier: u8, because: &str) {
        let Some(probe) = self.scenario.probes.iter().find(|probe| probe.id == id) else {
            return;
        };
        let key = format!("probe {id}");
        let words = self.reply.author_text(&key, &probe.ask, "");
        let near = probe.credits.as_ref().and_then(|part| {
            let (expectation, part) = (usize::from(part.expectation), usize::from(part.part));
            self.near_words(expectation, part, &words)
        });
        self.lead_from(near);
        self.reply
            .add(Move::AskProbe { probe: id }, tier, because, words);
    }

    /// Asks for the next thing on the agenda, or goes on to the next step where nothing is left.
    pub(super) fn next_question(&mut self, item: Option<agenda::Item>) {
        let item = item.or_else(|| agenda::next(self.scenario, self.state, self.found, self.step));
        let Some(item) = item.or_else(|| self.figure_left()) else {
            self.tier_9_advance("nothing is left to ask in this step");
            return;
        };
        if self.step == Step::Clarify && self.state.demands[0] >= CLARIFY_DEMANDS {
            self.tier_9_advance("enough was asked about the problem");
            return;
        }
        match item {
            agenda::Item::Part(index, part) => self.ask_part(index, part),
            agenda::Item::Expectation(index) => self.ask_expectation(index),
            agenda::Item::Probe(id) => self.ask_probe(id, 8, "what it asks for is still missing"),
            agenda::Item::Estimate(id) => self.ask_estimate(&id),
            agenda::Item::Contract(index) => self.ask_contract(index),
            agenda::Item::Pushback(id) => self.push_back(&id),
            agenda::Item::Curveball(id) => self.throw(&id, "the next change fits the design"),
        }
    }

    /// A figure of the first step that nobody gave, nor was asked for, before the design is left behind.
    fn figure_left(&self) -> Option<agenda::Item> {
        if self.step != Step::Design {
            return None;
        }
        agenda::figure_left(self.scenario, self.state).map(agenda::Item::Estimate)
    }

    pub(super) fn ask_part(&mut self, index: usize, part: usize) {
        let expectation = &self.scenario.expectations[index];
        let wanted = &expectation.parts[part];
        let key = format!("part {}/{}", expectation.id, wanted.id);
        let question = self.reply.author_text(&key, &wanted.probe, "");
        // A return to something said a while ago names it; a follow-up on the last message needs no bridge.
        let earlier = self.state.ledger[index]
            .parts
            .iter()
            .filter_map(|line| line.reached.as_ref())
            // To quote a question back at the one who asked it says nothing.
            .filter(|reached| reached.by != crate::interview::interpret::ASKED)
            .map(|reached| &reached.quote)
            .max_by_key(|quote| quote.seq)
            .filter(|quote| quote.seq < self.state.seq && quote.text.chars().count() <= 90)
            .filter(|quote| self.belongs(&quote.text, &question));
        let asked_before = self.focus_expectation() == Some(index);
        let near = self.near_words(index, part, &question);
        let bridge = match (near, earlier) {
            (Some((key, quote)), _) => self.reply.word(key, &[("quote", &quote)]),
            (None, Some(quote)) if !asked_before => {
                let quote = inside_quotes(&quote.text);
                self.reply.word("recall", &[("quote", &quote)])
            }
            (None, _) => String::new(),
        };
        let because = format!("partly reached; missing: {}", wanted.label);
        let asked = Move::AskPart {
            expectation: expectation.id.clone(),
            part: wanted.id.clone(),
        };
        self.reply.say(bridge);
        self.reply.add(asked, 8, because, question);
    }

    /// What the candidate said that came near to a part, with the wording that leads from it to a question about it.
    fn near_words(
        &self,
        index: usize,
        part: usize,
        question: &str,
    ) -> Option<(&'static str, String)> {
        let near = self.state.ledger[index].parts[part].near.as_ref()?;
        let words = near.text.split_whitespace().count();
        if near.text.chars().count() > LONGEST_BRIDGE || words < SHORTEST_BRIDGE {
            return None;
        }
        if !self.belongs(&near.text, question) {
            return None;
        }
        let key = match near.seq == self.state.seq {
            true => "just-said",
            false => "recall",
        };
        let quote = inside_quotes(near.text.trim_end_matches(['.', '!']));
        // What the acknowledgement has just quoted isn't quoted again.
        const HEAD: usize = 20;
        let head: String = quote.chars().take(HEAD).collect();
        (!self.reply.has_said(&head)).then_some((key, quote))
    }

    /// Says the words that lead to a question, where there are any.
    fn lead_from(&mut self, near: Option<(&'static str, String)>) -> bool {
        let Some((key, quote)) = near else {
            return false;
        };
        let bridge = self.reply.word(key, &[("quote", &quote)]);
        self.reply.say(bridge);
        true
    }

    /// Whether a quote leads to a question: it says something, and shares two telling words with it. One is chance: "doing
    /// it twice", and a machine of twice the size.
    pub(super) fn belongs(&self, quote: &str, question: &str) -> bool {
        const SAYING: usize = 4;
        const SHARED: usize = 2;
        // Said of everything: they lead nowhere.
        const SMALL: [&str; 36] = [
            "read", "reads", "write", "writes", "data", "user", "users", "people", "system",
            "design", "part", "parts", "that", "this", "what", "when", "with", "from", "have",
            "they", "then", "than", "where", "which", "does", "your", "there", "their", "about",
            "would", "could", "will", "into", "once", "each", "some",
        ];
        let stems = |text: &str| -> Vec<Word> {
            crate::language::token::tokens(text)
                .iter()
                .filter(|token| {
                    let word = token.span.of(text);
                    token.is_wordlike()
                        && word.len() >= 4
                        && !SMALL.contains(&word.to_lowercase().as_str())
                })
                .map(|token| token.stem)
                .collect()
        };
        const ASKING: [&str; 3] = ["how", "what", "whats"];
        let lower = quote.to_lowercase();
        let asks = lower.trim_end().ends_with('?')
            || words_in(&lower).iter().any(|word| ASKING.contains(word));
        if asks {
            return false;
        }
        let asked = stems(question);
        let mut shared: Vec<Word> = stems(quote);
        shared.retain(|stem| asked.contains(stem));
        shared.sort_unstable();
        shared.dedup();
        quote.split_whitespace().count() >= SAYING && shared.len() >= SHARED
    }

    pub(super) fn ask_expectation(&mut self, index: usize) {
        let expectation = &self.scenario.expectations[index];
        let key = format!("expectation {}", expectation.id);
        let question = self.reply.author_text(&key, &expectation.open, "");
        // Every other time: a bridge before each question would be a tic.
        let every_other = self.state.demands[self.step as usize] % 2 == 1;
        let near =
            (0..expectation.parts.len()).find_map(|part| self.near_words(index, part, &question));
        if self.lead_from(near) {
            // The candidate's own words are bridge enough.
        } else if self.reply.moves().is_empty() && every_other && self.step != Step::Clarify {
            let bridge = self.reply.word("turn-to", &[]);
            self.reply.say(bridge);
        }
        let because = format!(
            "not raised yet, risk {}: {}",
            expectation.risk, expectation.why
        );
        let asked = Move::AskExpectation {
            expectation: expectation.id.clone(),
        };
        self.reply.add(asked, 8, because, question);
    }

    pub(super) fn ask_estimate(&mut self, id: &Id) {
        let Some(estimate) = self.scenario.estimate(id) else {
            return;
        };
        for fact in &estimate.facts {
            let fact = &self.scenario.facts[usize::from(*fact)];
            if !self.state.told.iter().any(|(told, _)| *told == fact.id) {
                let told = Move::Answer {
                    fact: fact.id.clone(),
                    again: false,
                };
                self.reply
                    .add(told, 8, "the figure needs it", fact.answer.clone());
            }
        }
        let key = format!("estimate {id}");
        let words = self.reply.author_text(&key, &estimate.ask, "");
        let asked = Move::AskEstimate {
            estimate: id.clone(),
        };
        self.reply
            .add(asked, 8, "the figure hasn't been worked out", words);
    }

    pub(super) fn ask_contract(&mut self, index: usize) {
        let contract = &self.scenario.contracts[index];
        let key = format!("contract {index}");
        let words = self.reply.author_text(&key, &contract.ask, "");
        let asked = Move::AskContract {
            contract: u16::try_from(index).unwrap_or(u16::MAX),
        };
        self.reply.add(
            asked,
            8,
            "both lanes were named, and no contract between them",
            words,
        );
    }

    pub(super) fn push_back(&mut self, id: &Id) {
        let Some(pushback) = self.scenario.pushbacks.iter().find(|known| known.id == *id) else {
            return;
        };
        let words = self.reply.fill_author(&pushback.text, "");
        let because = match pushback.sound {
            true => "a good argument against the design",
            false => "a bad argument against the design",
        };
        let asked = Move::Pushback {
            pushback: id.clone(),
        };
        self.reply.add(asked, 8, because, words);
    }

    pub(super) fn throw(&mut self, id: &Id, because: &str) {
        let Some(curveball) = self
            .scenario
            .curveballs
            .iter()
            .find(|known| known.id == *id)
        else {
            return;
        };
        let words = self.reply.fill_author(&curveball.text, "");
        let asked = Move::Curveball {
            curveball: id.clone(),
        };
        self.reply.add(asked, 5, because, words);
    }
}
