//! What to do next: tiers of rules, in a total order, without priorities and without chance.
//!
//! A reply holds feedback only as strong as the evidence, answers to what was asked, and at most one forward move.
//! The first tier with a rule that applies gives the forward move; the tiers before it add to the reply. The
//! number in each function's name is the tier in the trace.

use super::interpretation::{Answer, Figure, Gets, Interpretation, Request, Reversal};
use super::moves::Rung;
use super::reply::{Reply, capital};
use super::state::Quote;
use super::{Draft, Engine, EntryKind, Move, State, ledger};
use crate::language::lexicon::Role;
use crate::language::token::Word;
use crate::language::{Act, Id, Period, Reading};
use crate::scenario::{Condition, Estimate, Mode, PartLadder, PartRef, Scenario, Step};

mod agenda;
mod asked;

pub(super) use agenda::FOLLOW_UPS;

/// Questions answered in one reply; more are offered for later.
const ANSWERS: usize = 3;

/// In an exam: how often in a row the candidate is left to drive before a question comes.
const YIELDS: u16 = 2;

/// Forward moves per step in an untimed session, after which the interview moves on by itself.
const UNTIMED_DEMANDS: [u32; 4] = [5, 26, 8, 8];

/// Forward moves in the clarify step before the interviewer suggests building.
const CLARIFY_DEMANDS: u32 = 4;

/// The interviewer's first words.
pub(super) fn opening<'a>(engine: &'a Engine, state: &'a State) -> Reply<'a> {
    let scenario = &engine.scenario;
    let mut reply = Reply::new(engine, state);
    let prompt = match &scenario.context {
        Some(context) => format!("{} {context}", scenario.prompt),
        None => scenario.prompt.clone(),
    };
    let words = match state.setup.minutes {
        Some(minutes) => reply.word(
            "open",
            &[("prompt", &prompt), ("minutes", &minutes.to_string())],
        ),
        None => reply.word("open-untimed", &[("prompt", &prompt)]),
    };
    reply.add(Move::Open, 9, "the session begins", words);
    reply
}

/// The reply to what the candidate just did. `before` is the state before it, `state` the state with it folded in.
pub(super) fn respond<'a>(
    engine: &'a Engine,
    before: &'a State,
    state: &'a State,
    heard: &'a Draft,
) -> Reply<'a> {
    static NOTHING: std::sync::LazyLock<Interpretation> =
        std::sync::LazyLock::new(Interpretation::default);
    let mut turn = Turn {
        engine,
        scenario: &engine.scenario,
        before,
        state,
        found: heard.record.interpretation.as_ref().unwrap_or(&NOTHING),
        reading: heard.record.reading.as_ref(),
        text: &heard.text,
        said: heard.kind == EntryKind::Said,
        step: state.step,
        reply: Reply::new(engine, state),
    };
    turn.decide(heard.kind);
    turn.reply
}

/// One reply being decided.
struct Turn<'a> {
    engine: &'a Engine,
    scenario: &'a Scenario,
    before: &'a State,
    state: &'a State,
    found: &'a Interpretation,
    reading: Option<&'a Reading>,
    text: &'a str,
    /// Words, not a button.
    said: bool,
    /// The step, also after a move of this reply that changes it.
    step: Step,
    reply: Reply<'a>,
}

impl Turn<'_> {
    fn decide(&mut self, kind: EntryKind) {
        if self.before.finished {
            let words = self.reply.word("closed", &[]);
            self.reply
                .add(Move::Close, 0, "the session had ended", words);
            return;
        }
        if kind == EntryKind::Finished {
            let words = self.reply.word("close", &[]);
            self.reply
                .add(Move::Close, 0, "the candidate finished", words);
            return;
        }
        let request = match kind {
            EntryKind::AskedForHint => Some(Request::Hint),
            EntryKind::AskedToRepeat => Some(Request::Repeat),
            EntryKind::MovedOn => Some(Request::Next),
            EntryKind::Said | EntryKind::Opened | EntryKind::Finished => self.found.request,
        };
        self.remarks();
        self.tier_2_answers();
        if self.tier_0_time_up() || self.tier_1_request(request) {
            return;
        }
        self.forward();
        if self.reply.moves().is_empty() {
            let words = self.reply.word("go-on", &[]);
            self.reply
                .add(Move::GoOn, 8, "nothing to add, and nothing to ask", words);
        }
    }

    fn coach(&self) -> bool {
        self.state.setup.mode == Mode::Coach
    }

    fn is_spent(&self, done: &Move) -> bool {
        done.key()
            .is_some_and(|key| self.state.spent.contains(&key))
    }

    fn quote_of(&self, span: crate::language::Span) -> String {
        Quote::of(0, self.text, span).text
    }

    // ---- feedback: only as strong as the evidence ----

    /// A word of calm for who says that they are nervous. It is no verdict, so that an exam has it too.
    fn reassure(&mut self) {
        const UNEASY: [&str; 9] = [
            "nervous",
            "anxious",
            "scared",
            "stressed",
            "overwhelmed",
            "panicking",
            "sorry",
            "stupid",
            "embarrassed",
        ];
        let idle = self.reading.is_some_and(|reading| {
            matches!(reading.act, Act::Social | Act::OffTopic | Act::DontKnow)
        });
        let words: Vec<String> = self
            .text
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        if idle && says(&UNEASY) && says(&["i", "im", "me", "my", "sorry"]) {
            let words = self.reply.word("reassure", &[]);
            self.reply.add(
                Move::Acknowledge { of: None },
                8,
                "the candidate is uneasy",
                words,
            );
        }
    }

    fn remarks(&mut self) {
        self.reassure();
        if let Some(assumption) = &self.found.assumption {
            let words = self.reply.word("note-assumption", &[]);
            let because = format!("assumed: \"{}\"", self.quote_of(assumption.span));
            let about = assumption.about.clone();
            self.reply
                .add(Move::NoteAssumption { about }, 2, because, words);
        }
        for hit in &self.found.settled {
            let settle = Move::Settle {
                misconception: hit.id.clone(),
            };
            if self.is_spent(&settle) {
                continue;
            }
            let own = self
                .scenario
                .misconceptions
                .iter()
                .find(|known| known.id == hit.id)
                .and_then(|known| known.settled.clone());
            let words = match own {
                Some(own) if self.coach() => self.reply.fill_author(&own, ""),
                _ => self.reply.word("settle", &[]),
            };
            let because = format!("\"{}\" settles it", self.quote_of(hit.span));
            self.reply.add(settle, 4, because, words);
            return;
        }
        if let Some(counted) = &self.found.recounted
            && counted.right
        {
            let words = self.reply.word("confirm", &[]);
            let because = format!("\"{}\" follows now", self.quote_of(counted.span));
            self.reply
                .add(Move::Acknowledge { of: None }, 3, because, words);
            return;
        }
        if let Some(figure) = self.confirmed() {
            let words = self.reply.word("confirm", &[]);
            let because = format!("\"{}\" is within the tolerance", self.quote_of(figure.span));
            let estimate = figure.estimate.clone();
            self.reply
                .add(Move::Confirm { estimate }, 3, because, words);
            return;
        }
        self.acknowledge();
    }

    /// A right figure that is worth a word: it was asked for, or it is new and the point of the message. One given in
    /// passing gets none.
    fn confirmed(&self) -> Option<Figure> {
        if self.found.estimates.iter().any(|figure| !figure.right) {
            return None;
        }
        let figure = self.found.estimates.last()?;
        let asked = matches!(
            self.focus_move(),
            Some(Move::Recheck { .. } | Move::AskEstimate { .. } | Move::NextFigure { .. })
        );
        let known = self
            .before
            .estimates
            .iter()
            .any(|known| known.estimate == figure.estimate && known.right);
        let point = !known
            && self.found.components.is_empty()
            && self.found.questions.is_empty()
            && self.found.assumption.is_none();
        (asked || point).then(|| figure.clone())
    }

    fn acknowledge(&mut self) {
        if !self.said || self.found.assumption.is_some() {
            return;
        }
        let trouble = !self.found.misconceptions.is_empty()
            || !self.found.contradictions.is_empty()
            || self.found.estimates.iter().any(|figure| !figure.right);
        if trouble {
            return;
        }
        let asks = !self.found.questions.is_empty();
        let completed = self.found.credits.iter().filter(|_| !asks).find(|credit| {
            self.scenario
                .expectation_index(&credit.expectation)
                .is_some_and(|index| {
                    ledger::is_full(self.scenario, self.state, index)
                        && !ledger::is_full(self.scenario, self.before, index)
                        && !self.scenario.expectations[index].acknowledge.is_empty()
                })
        });
        if let (Some(credit), true) = (completed, self.coach())
            && let Some(index) = self.scenario.expectation_index(&credit.expectation)
        {
            let texts = &self.scenario.expectations[index].acknowledge;
            let key = format!("acknowledge {}", credit.expectation);
            let said = self.quote_of(credit.span);
            let words = self.reply.author_text(&key, texts, &said);
            let of = Some(credit.expectation.clone());
            self.reply.add(
                Move::Acknowledge { of },
                8,
                format!("\"{said}\" completes it"),
                words,
            );
            return;
        }
        let asked = self.focus_expectation();
        let reached = self.found.credits.iter().find(|credit| {
            asked.is_some_and(|index| self.scenario.expectations[index].id == credit.expectation)
        });
        if let Some(credit) = reached {
            // Before the answer to a question, a "right" would answer that.
            let words = self
                .reply
                .word(if asks { "heard" } else { "acknowledge" }, &[]);
            let because = format!(
                "\"{}\" reaches {}/{}, which was asked for",
                self.quote_of(credit.span),
                credit.expectation,
                credit.part
            );
            let of = Some(credit.expectation.clone());
            self.reply.add(Move::Acknowledge { of }, 8, because, words);
        } else if !asks && asked.is_some() && self.found.understood && self.found.gains() {
            let words = self.reply.word("heard", &[]);
            self.reply.add(
                Move::Acknowledge { of: None },
                8,
                "heard, though it isn't what was asked for",
                words,
            );
        }
    }

    // ---- tiers 0 to 2: they add to the reply ----

    fn tier_0_time_up(&mut self) -> bool {
        let Some(minutes) = self.state.setup.minutes else {
            return false;
        };
        if self.state.elapsed_ms < u64::from(minutes) * 60_000 {
            return false;
        }
        let words = self.reply.word("time-up", &[]);
        self.reply.add(
            Move::WrapUp,
            0,
            format!("{minutes} minutes are over"),
            words,
        );
        true
    }

    fn tier_1_request(&mut self, request: Option<Request>) -> bool {
        let Some(request) = request else {
            return false;
        };
        match request {
            Request::Time => self.tell_time(),
            Request::Repeat => self.repeat(),
            Request::Finish => {
                let words = self.reply.word("wrap-up", &[]);
                self.reply
                    .add(Move::WrapUp, 1, "the candidate wants to end", words);
            }
            Request::Next => self.tier_9_advance("the candidate wants to go on"),
            Request::Back => self.go_back(),
            Request::Skip => {
                let words = self.reply.word("leave", &[]);
                self.reply
                    .add(Move::Leave, 1, "the candidate leaves the question", words);
                self.next_question(None);
            }
            Request::Hint => self.help_on_request(),
            Request::Change
            | Request::Pushback
            | Request::Explain
            | Request::Lead
            | Request::Rest
            | Request::Standing
            | Request::Nod
            | Request::Already
            | Request::Restate
            | Request::Meant
            | Request::IsChange => return self.follow(request),
        }
        true
    }

    fn tell_time(&mut self) {
        let spent = self.state.elapsed_ms / 60_000;
        let step = step_name(self.step);
        let words = match self.state.setup.minutes {
            Some(minutes) => {
                let left = u64::from(minutes).saturating_sub(spent).to_string();
                self.reply.word(
                    "tell-time",
                    &[
                        ("spent", &spent.to_string()),
                        ("left", &left),
                        ("step", step),
                    ],
                )
            }
            None => self.reply.word(
                "tell-time-untimed",
                &[("spent", &spent.to_string()), ("step", step)],
            ),
        };
        self.reply
            .add(Move::TellTime, 1, "the candidate asked for the time", words);
    }

    fn repeat(&mut self) {
        let demand = self
            .before
            .focus
            .as_ref()
            // Past the first step the opening isn't what is open.
            .filter(|focus| self.step == Step::Clarify || focus.asked != Move::Open)
            .map(|focus| focus.words.clone())
            .filter(|words| !words.is_empty());
        match demand {
            Some(demand) => {
                let words = self.reply.word("repeat", &[("demand", &demand)]);
                self.reply
                    .add(Move::Repeat, 1, "the candidate wants it again", words);
            }
            None => {
                let words = self.reply.word("repeat-nothing", &[]);
                self.reply
                    .add(Move::GoOn, 1, "there is nothing to repeat", words);
            }
        }
    }

    fn go_back(&mut self) {
        let to = match self.step {
            Step::Clarify | Step::Design => Step::Clarify,
            Step::Communicate => Step::Design,
            Step::Iterate => Step::Communicate,
        };
        let words = self.reply.word("back", &[("step", step_name(to))]);
        self.reply.add(
            Move::Advance { to },
            1,
            "the candidate wants to go back",
            words,
        );
    }

    fn help_on_request(&mut self) {
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

    fn tier_2_answers(&mut self) {
        let mut answered = 0;
        let mut left = 0;
        for question in &self.found.questions {
            if answered == ANSWERS {
                left += 1;
                continue;
            }
            let because = format!("asked: \"{}\"", self.quote_of(question.span));
            match &question.gets {
                Gets::Fact(id) => self.answer(id, because),
                Gets::Either(first, second) => self.answer_either(first, second, because),
                Gets::Open(about) => {
                    if self.reply.asks() {
                        left += 1;
                        continue;
                    }
                    self.assume(about, because);
                }
                Gets::NoFact => {
                    if self.reply.asks() {
                        left += 1;
                        continue;
                    }
                    match &question.topic {
                        Some(topic) => self.assume(topic, because),
                        None => {
                            let words = self.reply.word("assume-unknown", &[]);
                            let about = Id::from("unknown");
                            self.reply.add(Move::Assume { about }, 2, because, words);
                        }
                    }
                }
                Gets::Decide => {
                    if self.reply.asks() {
                        left += 1;
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
        if left > 0 {
            let words = self.reply.word("offer-rest", &[]);
            self.reply.add(
                Move::OfferRest { left },
                2,
                format!("{left} more asked"),
                words,
            );
        }
    }

    fn answer(&mut self, id: &Id, because: String) {
        let Some(fact) = self.scenario.fact(id) else {
            return;
        };
        let again = self.state.told.iter().any(|(told, _)| told == id);
        let words = match again {
            true => self.reply.word("answer-again", &[("answer", &fact.answer)]),
            false => fact.answer.clone(),
        };
        let fact = id.clone();
        self.reply
            .add(Move::Answer { fact, again }, 2, because, words);
    }

    fn answer_either(&mut self, first: &Id, second: &Id, because: String) {
        let (Some(one), Some(two)) = (self.scenario.fact(first), self.scenario.fact(second)) else {
            return;
        };
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

    fn assume(&mut self, about: &Id, because: String) {
        let phrase = self
            .scenario
            .opens
            .iter()
            .find(|open| open.id == *about)
            .map(|open| open.about.clone())
            .or_else(|| self.engine.lexicon.topic_name(about).map(str::to_owned))
            .unwrap_or_else(|| "that".to_owned());
        let words = self.reply.word(
            "assume",
            &[("about", &phrase), ("About", &capital(&phrase))],
        );
        let about = about.clone();
        self.reply.add(Move::Assume { about }, 2, because, words);
    }

    // ---- the forward move ----

    fn forward(&mut self) {
        let asked = !self.found.questions.is_empty();
        if self.reply.asks() {
            return;
        }
        self.follow_step();
        if self.reply.asks()
            || self.tier_3_figures_and_facts()
            || self.tier_4_misconceptions()
            || self.tier_5_change_wanted()
        {
            return;
        }
        if asked {
            self.invite_questions();
            return;
        }
        if self.tier_10_not_understood() || self.tier_6_help() {
            return;
        }
        if self.drives() {
            let words = self.reply.word("go-on", &[]);
            self.reply
                .add(Move::GoOn, 7, "the candidate is driving", words);
            return;
        }
        if self.over_budget() {
            self.tier_9_advance("the step's share of the time is used");
            return;
        }
        if self.step != Step::Clarify && self.tier_7_consequences() {
            return;
        }
        let item = agenda::next(self.scenario, self.state, self.found, self.step);
        self.next_question(item);
    }

    /// Boxes before questions are asked about once; then the interview follows the candidate into the design.
    fn follow_step(&mut self) {
        if self.step != Step::Clarify || !self.builds() {
            return;
        }
        let learned = !self.state.told.is_empty()
            || !self.state.topics.is_empty()
            || !self.state.assumptions.is_empty();
        if !learned && !self.is_spent(&Move::ClarifyFirst) {
            let words = self.reply.word("clarify-first", &[]);
            self.reply.add(
                Move::ClarifyFirst,
                9,
                "components before any question",
                words,
            );
            return;
        }
        let to = Step::Design;
        self.step = to;
        self.reply.add(
            Move::Follow { to },
            9,
            "the candidate is building",
            String::new(),
        );
    }

    /// Whether the message puts components to use: new ones, or, once the boxes have begun, also known ones.
    fn builds(&self) -> bool {
        let new = self.found.components.iter().any(|part| part.present);
        let begun = self.is_spent(&Move::ClarifyFirst) && !self.state.design.is_empty();
        let known = self.found.questions.is_empty()
            && self.reading.is_some_and(|reading| {
                reading.mentions.iter().any(|mention| {
                    mention.stance.is_affirmed()
                        && matches!(
                            self.engine.lexicon.role(&mention.concept),
                            Some(Role::Component | Role::Store)
                        )
                })
            });
        new || (begun && known)
    }

    fn invite_questions(&mut self) {
        let only_outside = self
            .found
            .questions
            .iter()
            .all(|question| question.gets == Gets::Outside);
        let first = !self.state.wording.contains_key("invite-questions");
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

    /// Asking is handled before; here: in the middle of something that still gains.
    fn drives(&self) -> bool {
        let unfinished = {
            let text = self.text.trim_end();
            text.ends_with("...") || text.ends_with('…') || text.ends_with(':')
        };
        let gains = self.found.gains();
        let volunteered = gains
            && !self.before.focus.as_ref().is_some_and(|focus| {
                matches!(
                    focus.asked,
                    Move::AskPart { .. }
                        | Move::AskExpectation { .. }
                        | Move::AskProbe { .. }
                        | Move::AskTradeoff { .. }
                        | Move::AskContract { .. }
                        | Move::Challenge { .. }
                        | Move::Pushback { .. }
                        | Move::Help { .. }
                ) && !focus.answered
            });
        let patience = match self.state.setup.mode {
            Mode::Coach => 1,
            Mode::Exam => YIELDS,
        };
        self.state.yielded < patience
            && self.found.request != Some(Request::Rest)
            && gains
            && (unfinished || (volunteered && !self.coach() && self.step != Step::Iterate))
    }

    fn tier_3_figures_and_facts(&mut self) -> bool {
        let wrong = self
            .found
            .estimates
            .iter()
            .rev()
            .find(|figure| !figure.right);
        if let Some(figure) = wrong {
            let later_right = self
                .found
                .estimates
                .iter()
                .any(|other| other.estimate == figure.estimate && other.right);
            if !later_right {
                let id = figure.estimate.clone();
                let because = format!(
                    "\"{}\" is outside the tolerance",
                    self.quote_of(figure.span)
                );
                let again = self
                    .state
                    .estimates
                    .iter()
                    .any(|estimated| estimated.estimate == id && estimated.before.is_some());
                if !again {
                    self.recheck(&id, because);
                    return true;
                }
                let given = Move::GiveFigure {
                    estimate: id.clone(),
                };
                if !self.is_spent(&given) {
                    self.give_figure(&id, &because);
                }
            }
        } else if let Some(figure) = self.confirmed() {
            let next = Move::NextFigure {
                estimate: figure.estimate.clone(),
            };
            let text = self
                .scenario
                .estimate(&figure.estimate)
                .and_then(|estimate| estimate.next.clone());
            if let Some(text) = text
                && !self.is_spent(&next)
                && !self.next_is_known(&figure.estimate)
                && self.found.components.is_empty()
            {
                let words = self.reply.fill_author(&text, "");
                self.reply.add(next, 3, "one step further", words);
                return true;
            }
        }
        if self.tier_3_shown_sums() {
            return true;
        }
        if let Some(hit) = self.found.contradictions.first()
            && !self.is_spent(&Move::Remind {
                fact: hit.id.clone(),
            })
            && let Some(fact) = self.scenario.fact(&hit.id)
        {
            let said = self.quote_of(hit.span);
            let told = self.state.told.iter().any(|(id, _)| *id == hit.id);
            let words = match (&fact.remind, told) {
                (Some(remind), true) => self.reply.fill_author(remind, &said),
                (None, true) => self
                    .reply
                    .word("remind", &[("said", &said), ("answer", &fact.answer)]),
                (_, false) => self
                    .reply
                    .word("remind-untold", &[("answer", &fact.answer)]),
            };
            let because = format!("\"{said}\" contradicts the fact ({})", hit.by);
            let fact = hit.id.clone();
            self.reply.add(Move::Remind { fact }, 3, because, words);
            return true;
        }
        if let Some(over) = &self.found.over_design
            && !self.is_spent(&Move::CurbScale {
                fact: over.fact.clone(),
            })
            && let Some(fact) = self.scenario.fact(&over.fact)
        {
            let said = self.quote_of(over.span);
            let words = self
                .reply
                .word("curb-scale", &[("said", &said), ("answer", &fact.answer)]);
            let because = format!("\"{said}\" is {:.0} times the stated load", over.factor);
            let fact = over.fact.clone();
            self.reply.add(Move::CurbScale { fact }, 3, because, words);
            return true;
        }
        if let Some(reversal) = self.found.reversals.first() {
            let asked = Move::AskReversal {
                concept: reversal.concept.clone(),
                now_used: reversal.now_used,
                against: reversal.against.clone(),
            };
            let now = self.quote_of(reversal.span);
            let words = match (reversal.now_used, self.before_reversal(reversal)) {
                (true, Some(before)) => Some(
                    self.reply
                        .word("reversal-now-used", &[("before", &before), ("now", &now)]),
                ),
                // A memory that can't be quoted is none.
                (true, None) => None,
                (false, _) => Some(self.reply.word(
                    "reversal-now-out",
                    &[("concept", &now), ("Concept", &capital(&now))],
                )),
            };
            if let Some(words) = words
                && !self.is_spent(&asked)
            {
                self.reply
                    .add(asked, 3, "it goes against an earlier commitment", words);
                return true;
            }
        }
        if let Some(clash) = &self.found.clash {
            let asked = Move::AskWhichFigure {
                of: clash.of.clone(),
            };
            if !self.is_spent(&asked) {
                let (before, now) = (clash.before.text.clone(), self.quote_of(clash.span));
                let words = self
                    .reply
                    .word("which-figure", &[("before", &before), ("now", &now)]);
                let because = format!("\"{now}\" and \"{before}\" are two figures for one thing");
                self.reply.add(asked, 3, because, words);
                return true;
            }
        }
        false
    }

    /// The earlier statement that a reversal goes against.
    fn before_reversal(&self, reversal: &Reversal) -> Option<String> {
        let concept = reversal.against.as_ref().unwrap_or(&reversal.concept);
        let turned_down = self
            .before
            .turned_down
            .iter()
            .find(|(known, _)| known == concept)
            .map(|(_, quote)| quote);
        let placed = self
            .before
            .design
            .iter()
            .find(|placed| placed.component.concept == *concept)
            .and_then(|placed| placed.quote.as_ref());
        let quote = turned_down.or(placed)?;
        (quote.text.split_whitespace().count() >= 2).then(|| quote.text.clone())
    }

    /// Whether the figure that would be asked for next was given already.
    fn next_is_known(&self, estimate: &Id) -> bool {
        let estimates = &self.scenario.estimates;
        let next = estimates
            .iter()
            .position(|known| known.id == *estimate)
            .and_then(|index| estimates.get(index + 1));
        next.is_some_and(|next| {
            self.state
                .estimates
                .iter()
                .any(|known| known.estimate == next.id && known.right)
        })
    }

    /// A sum whose result does not follow is asked for again, once, without the result; a second slip is put right.
    fn tier_3_shown_sums(&mut self) -> bool {
        if let Some(counted) = &self.found.recounted {
            if !counted.right {
                self.give_working("the second try is off as well");
            }
            return false;
        }
        let Some(miscounted) = &self.found.miscounted else {
            return false;
        };
        // What is right by the facts needn't have been shown in full.
        let right = self.found.estimates.iter().any(|figure| {
            figure.right
                && miscounted.span.start <= figure.span.start
                && figure.span.end <= miscounted.span.end
        });
        let working = self.quote_of(miscounted.working);
        let asked = Move::RecheckWorking {
            working: working.clone(),
        };
        if right || self.is_spent(&asked) {
            return false;
        }
        let words = self.reply.word("recheck", &[("working", &working)]);
        let because = format!(
            "\"{}\" does not come to that",
            self.quote_of(miscounted.span)
        );
        self.reply.add(asked, 3, because, words);
        true
    }

    fn give_working(&mut self, because: &str) {
        let (Some(Move::RecheckWorking { working }), Some(sum)) =
            (self.focus_move(), &self.before.miscounted)
        else {
            return;
        };
        let per = sum.per.map_or("", |per| match per {
            Period::Second => " a second",
            Period::Minute => " a minute",
            Period::Hour => " an hour",
            Period::Day => " a day",
            Period::Week => " a week",
            Period::Month => " a month",
            Period::Year => " a year",
        });
        let expected = format!("{}{per}", super::in_words(sum.computed, sum.unit));
        let words = self.reply.word(
            "give-figure",
            &[
                ("working", &working),
                ("Working", &capital(&working)),
                ("expected", &expected),
            ],
        );
        self.reply
            .add(Move::GiveWorking { working }, 3, because, words);
    }

    /// The next help with a sum: first how to go about it, then what it comes to.
    fn work_out_sum(&mut self, because: &str) {
        if self.state.wording.contains_key("count-zeros") {
            self.give_working(because);
            self.next_question(None);
        } else {
            let words = self.reply.word("count-zeros", &[]);
            self.reply.add(Move::Repeat, 6, because, words);
        }
    }

    fn recheck(&mut self, id: &Id, because: String) {
        let Some(estimate) = self.scenario.estimate(id) else {
            return;
        };
        let working = estimate.working.clone();
        let words = match estimate.redo.is_empty() {
            true => self.reply.word("recheck", &[("working", &working)]),
            false => super::wording::fill(&estimate.redo, &|slot| {
                (slot == "working").then(|| working.clone())
            }),
        };
        let estimate = id.clone();
        self.reply
            .add(Move::Recheck { estimate }, 3, because, words);
    }

    fn give_figure(&mut self, id: &Id, because: &str) {
        let Some(estimate) = self.scenario.estimate(id) else {
            return;
        };
        let expected = expected_in_words(estimate);
        let words = self.reply.word(
            "give-figure",
            &[
                ("working", &estimate.working),
                ("Working", &capital(&estimate.working)),
                ("expected", &expected),
            ],
        );
        let estimate = id.clone();
        self.reply
            .add(Move::GiveFigure { estimate }, 3, because, words);
    }

    /// The next help with a figure: first its working, then the figure.
    fn work_out(&mut self, id: &Id, because: &str) {
        let shown = matches!(self.focus_move(), Some(Move::Recheck { .. }));
        if shown {
            self.give_figure(id, because);
            let item = agenda::next(self.scenario, self.state, self.found, self.step);
            self.next_question(item);
        } else {
            self.recheck(id, because.to_owned());
        }
    }

    fn tier_4_misconceptions(&mut self) -> bool {
        if let Some(Move::Challenge { misconception }) = self.focus_move()
            && self.unanswered_challenge(&misconception)
        {
            return true;
        }
        let next = self
            .state
            .misconceptions
            .iter()
            .find(|held| held.settled.is_none() && !held.challenged);
        let Some(held) = next else {
            return false;
        };
        let Some(known) = self
            .scenario
            .misconceptions
            .iter()
            .find(|known| known.id == held.id)
        else {
            return false;
        };
        let key = format!("challenge {}", known.id);
        let words = self
            .reply
            .author_text(&key, &known.challenge, &held.quote.text);
        let because = format!("\"{}\": {}", held.quote.text, known.title);
        let misconception = known.id.clone();
        self.reply
            .add(Move::Challenge { misconception }, 4, because, words);
        true
    }

    /// The challenge brought nothing: first a smaller question, then what is so. Gives true if it asked something.
    fn unanswered_challenge(&mut self, id: &Id) -> bool {
        let open = self
            .state
            .misconceptions
            .iter()
            .any(|held| held.id == *id && held.settled.is_none() && !held.corrected);
        let stuck = self.found.answer == Answer::DontKnow
            || (self.coach()
                && self.said
                && !self.found.gains()
                && self.found.questions.is_empty());
        if !open || !stuck {
            return false;
        }
        let because = "the challenge brought nothing new";
        let linked = self
            .scenario
            .misconceptions
            .iter()
            .find(|known| known.id == *id)
            .and_then(|known| known.expectation)
            .map(usize::from)
            .filter(|index| {
                self.state.ledger[*index].rung.is_none()
                    && !ledger::is_full(self.scenario, self.state, *index)
            });
        match linked {
            Some(index) => {
                self.rung(index, because, Some(Rung::Hint));
                true
            }
            None => {
                self.correct(id, because);
                false
            }
        }
    }

    fn correct(&mut self, id: &Id, because: &str) {
        let known = self
            .scenario
            .misconceptions
            .iter()
            .find(|known| known.id == *id);
        if let Some(known) = known {
            let tell = self.reply.fill_author(&known.tell, "");
            let words = self.reply.word("correct", &[("tell", &tell)]);
            let misconception = id.clone();
            self.reply
                .add(Move::Correct { misconception }, 4, because, words);
        }
    }

    fn tier_10_not_understood(&mut self) -> bool {
        if !self.said || self.found.understood || self.found.answer != Answer::Nothing {
            return false;
        }
        let social = self
            .reading
            .is_some_and(|reading| reading.act == Act::Social);
        let reassured = !self.reply.moves().is_empty();
        if social || reassured {
            return false;
        }
        let demand = self.before.focus.as_ref().map(|focus| focus.words.clone());
        let words = match demand {
            Some(demand) if self.state.stuck >= 2 && !demand.is_empty() => {
                self.reply.word("rephrase-concrete", &[("demand", &demand)])
            }
            _ if self.state.stuck <= 2 => self.reply.word("rephrase", &[]),
            _ => return false,
        };
        self.reply
            .add(Move::Rephrase, 10, "nothing in it was understood", words);
        true
    }

    fn tier_6_help(&mut self) -> bool {
        let stuck = match self.found.answer {
            Answer::DontKnow => true,
            Answer::Asks => false,
            Answer::Substance | Answer::Yes | Answer::No | Answer::Nothing => {
                self.said && !self.found.gains() && self.coach()
            }
        };
        if !stuck {
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

    /// The one part that was just asked for, if it is still missing. The two sides of a pushback are no part to help with.
    fn focus_part(&self) -> Option<PartRef> {
        let asked = self.focus_move()?;
        if matches!(asked, Move::Pushback { .. }) {
            return None;
        }
        ledger::credited_part(self.scenario, &asked)
            .filter(|part| !ledger::is_reached(self.state, part))
    }

    fn part_rung(&self, part: &PartRef) -> Option<Rung> {
        self.state.ledger[usize::from(part.expectation)].parts[usize::from(part.part)].rung
    }

    /// The ladder for one part alone: of the trade-off that asked for it, else the part's own.
    fn own_ladder(&self, part: &PartRef) -> Option<PartLadder> {
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
    fn help_with_part(&mut self, part: &PartRef, because: &str, requested: bool) -> bool {
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
                Rung::Pump | Rung::Hint | Rung::Prompt => text,
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
    fn smaller_question(&mut self, part: &PartRef, because: &str) -> bool {
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

    /// The asked part in its author's own few words, where those don't hold the answer and the expectation has others
    /// that the question could be mistaken for.
    fn narrow(&mut self, part: &PartRef, because: &str) -> bool {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let wanted = &expectation.parts[usize::from(part.part)];
        let label = crate::language::analyse(&self.engine.lexicon, &wanted.label);
        let gives_away = wanted
            .patterns
            .iter()
            .chain(&wanted.answers)
            .any(|pattern| pattern.find_anyhow(&label).is_some());
        // "What follows from it" leans on something that the question has to supply.
        const LEANING: [&str; 9] = [
            "it", "its", "that", "those", "these", "them", "such", "they", "there",
        ];
        let leans = wanted
            .label
            .split(|c: char| !c.is_alphabetic())
            .skip(1)
            .any(|word| LEANING.contains(&word));
        if gives_away || leans || expectation.parts.len() < 2 {
            return false;
        }
        let words = self.reply.word("narrow", &[("part", &wanted.label)]);
        self.add_part_help(part, Rung::Pump, because, words);
        true
    }

    fn add_part_help(&mut self, part: &PartRef, rung: Rung, because: &str, words: String) {
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
    fn rung(&mut self, index: usize, because: &str, least: Option<Rung>) {
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
            Rung::Pump | Rung::Hint | Rung::Prompt => text,
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

    /// A choice made in this message: its trade-off; something reached in it: its consequence.
    fn tier_7_consequences(&mut self) -> bool {
        let choices = self.scenario.tradeoffs.iter().find_map(|known| {
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
                ledger::is_reached(self.state, part) || ledger::is_touched(self.state, part)
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
            fresh && agenda::probe_is_due(self.state, probe)
        });
        if let Some(probe) = probe {
            self.ask_probe(probe.id.clone(), 7, "a consequence of what was just said");
            return true;
        }
        false
    }

    fn credited(&self, part: &PartRef) -> bool {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let id = &expectation.parts[usize::from(part.part)].id;
        self.found
            .credits
            .iter()
            .any(|credit| credit.expectation == expectation.id && credit.part == *id)
    }

    fn ask_probe(&mut self, id: Id, tier: u8, because: &str) {
        let Some(probe) = self.scenario.probes.iter().find(|probe| probe.id == id) else {
            return;
        };
        let key = format!("probe {id}");
        let words = self.reply.author_text(&key, &probe.ask, "");
        self.reply
            .add(Move::AskProbe { probe: id }, tier, because, words);
    }

    // ---- tiers 8 and 9: the agenda ----

    /// Asks for the next thing on the agenda, or goes on to the next step where nothing is left.
    fn next_question(&mut self, item: Option<agenda::Item>) {
        let item = item.or_else(|| agenda::next(self.scenario, self.state, self.found, self.step));
        let Some(item) = item else {
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

    fn ask_part(&mut self, index: usize, part: usize) {
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
            .filter(|reached| reached.by != super::interpret::ASKED)
            .map(|reached| &reached.quote)
            .max_by_key(|quote| quote.seq)
            .filter(|quote| quote.seq < self.state.seq && quote.text.chars().count() <= 90)
            .filter(|quote| self.belongs(&quote.text, &question));
        let asked_before = self.focus_expectation() == Some(index);
        let bridge = match earlier {
            Some(quote) if !asked_before => {
                let quote = quote.text.clone();
                self.reply.word("recall", &[("quote", &quote)])
            }
            _ => String::new(),
        };
        let because = format!("partly reached; missing: {}", wanted.label);
        let asked = Move::AskPart {
            expectation: expectation.id.clone(),
            part: wanted.id.clone(),
        };
        self.reply.say(bridge);
        self.reply.add(asked, 8, because, question);
    }

    /// Whether a quote leads to a question: it says something, and shares a telling word with it.
    fn belongs(&self, quote: &str, question: &str) -> bool {
        const SAYING: usize = 4;
        const SMALL: [&str; 24] = [
            "that", "this", "what", "when", "with", "from", "have", "they", "then", "than",
            "where", "which", "does", "your", "there", "their", "about", "would", "could", "will",
            "into", "once", "each", "some",
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
        let asked = stems(question);
        quote.split_whitespace().count() >= SAYING
            && stems(quote).iter().any(|stem| asked.contains(stem))
    }

    fn ask_expectation(&mut self, index: usize) {
        let expectation = &self.scenario.expectations[index];
        let key = format!("expectation {}", expectation.id);
        let question = self.reply.author_text(&key, &expectation.open, "");
        // Every other time: a bridge before each question would be a tic.
        let every_other = self.state.demands[self.step as usize] % 2 == 1;
        if self.reply.moves().is_empty() && every_other && self.step != Step::Clarify {
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

    fn ask_estimate(&mut self, id: &Id) {
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

    fn ask_contract(&mut self, index: usize) {
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

    fn push_back(&mut self, id: &Id) {
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

    fn throw(&mut self, id: &Id, because: &str) {
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

    fn over_budget(&self) -> bool {
        let step = self.step as usize;
        match self.state.setup.minutes {
            Some(minutes) => {
                let share: u32 = self.scenario.budget[..=step].iter().sum();
                let until = u64::from(minutes) * 600 * u64::from(share);
                self.step != Step::Iterate && self.state.elapsed_ms >= until
            }
            None => self.state.demands[step] >= UNTIMED_DEMANDS[step],
        }
    }

    fn tier_9_advance(&mut self, because: &str) {
        match self.step.next() {
            Some(to @ Step::Design) => {
                let recap = self.recap();
                let words = match recap.is_empty() {
                    true => self.reply.word("advance-design-bare", &[]),
                    false => self.reply.word("advance-design", &[("recap", &recap)]),
                };
                self.reply.add(Move::Advance { to }, 9, because, words);
            }
            Some(Step::Communicate) => self.advance_to_explanation(because),
            Some(to) => {
                self.step = to;
                self.reply
                    .add(Move::Follow { to }, 9, because, String::new());
                match agenda::curveball(self.scenario, self.state) {
                    Some(id) => self.throw(&id, "it fits what was designed"),
                    None => self.wrap_up("no change fits the design"),
                }
            }
            None => self.wrap_up(because),
        }
    }

    fn wrap_up(&mut self, because: &str) {
        // Whoever asked for the change early has gone past the explanation.
        if self.step == Step::Iterate && self.is_unexplained() {
            self.advance_to_explanation("the design hasn't been explained yet");
            return;
        }
        let again = self.is_spent(&Move::WrapUp);
        let words = self
            .reply
            .word(if again { "wrap-up-again" } else { "wrap-up" }, &[]);
        self.reply.add(Move::WrapUp, 9, because, words);
    }

    fn recap(&self) -> String {
        let mut told: Vec<&str> = self
            .state
            .told
            .iter()
            .filter_map(|(id, _)| self.scenario.fact(id))
            .map(|fact| fact.short.as_str())
            .collect();
        told.truncate(3);
        told.join("; ")
    }

    fn minutes_left(&self) -> Option<String> {
        let minutes = u64::from(self.state.setup.minutes?);
        let left = minutes.saturating_sub(self.state.elapsed_ms / 60_000);
        Some(left.max(1).to_string())
    }

    // ---- what was asked last ----

    fn focus_move(&self) -> Option<Move> {
        self.before.focus.as_ref().map(|focus| focus.asked.clone())
    }

    /// The expectation that the last forward move was after.
    fn focus_expectation(&self) -> Option<usize> {
        ledger::focus_expectation(self.scenario, self.before)
    }
}

/// A step's name inside a sentence.
fn step_name(step: Step) -> &'static str {
    match step {
        Step::Clarify => "clarifying",
        Step::Design => "design",
        Step::Communicate => "explaining",
        Step::Iterate => "revising",
    }
}

/// "4.6 thousand tweets a second"
fn expected_in_words(estimate: &Estimate) -> String {
    format!(
        "{} {}",
        super::figure::in_words(estimate.expected, estimate.unit),
        estimate.title
    )
}
