//! What to do next: tiers of rules, in a total order, without priorities and without chance.
//!
//! A reply holds feedback only as strong as the evidence, answers to what was asked, and at most one forward move.
//! The first tier with a rule that applies gives the forward move; the tiers before it add to the reply. The
//! number in each function's name is the tier in the trace.

use super::chair::ProposalKind;
use super::interpretation::{Answer, Component, Gets, Interpretation, Request};
use super::otherwise::{self, Otherwise};
use super::reply::Reply;
use super::state::Quote;
use super::{Draft, Engine, EntryKind, Move, State, ledger};
use crate::language::lexicon::Role;
use crate::language::{Act, Reading};
use crate::scenario::{Mode, Scenario, Step};

mod agenda;
mod answers;
mod asked;
mod contradictions;
mod feedback;
mod figures;
mod help;
mod misconceptions;
mod questions;
mod requests;
mod steps;
mod views;

pub(super) use agenda::FOLLOW_UPS;

/// After so many messages in a row that say nothing, a question is left.
const STUCK: u16 = 5;

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
    let mut turn = Turn::new(engine, before, state, heard);
    turn.decide(heard.kind);
    turn.reply
}

/// What a partner in the interviewer's chair could do now: the reply to what is still unanswered, and whatever the rules
/// allow besides. Some may come to the same words.
pub(super) fn proposals(
    engine: &Engine,
    before: &State,
    state: &State,
    pending: Option<&Draft>,
) -> Vec<(ProposalKind, Draft)> {
    let pressed = |kind: EntryKind| Draft {
        author: super::Author::Candidate,
        kind,
        text: String::new(),
        record: super::Record::default(),
    };
    let mut proposals: Vec<(ProposalKind, Draft)> = Vec::new();
    let mut propose = |kind: ProposalKind, reply: Reply<'_>| {
        proposals.push((kind, reply.into_draft(EntryKind::Said)));
    };
    if let Some(heard) = pending {
        propose(ProposalKind::Reply, respond(engine, before, state, heard));
    }
    let nothing = pressed(EntryKind::Opened);
    let heard = pending.unwrap_or(&nothing);
    let mut ask = Turn::new(engine, before, state, heard);
    ask.next_question(None);
    propose(ProposalKind::Ask, ask.reply);
    let hint = pressed(EntryKind::AskedForHint);
    propose(ProposalKind::Hint, respond(engine, state, state, &hint));
    if let Some(id) = agenda::pushback(&engine.scenario, state) {
        let mut turn = Turn::new(engine, before, state, heard);
        turn.push_back(&id);
        propose(ProposalKind::Object, turn.reply);
    }
    if let Some(id) = agenda::curveball(&engine.scenario, state) {
        let mut turn = Turn::new(engine, before, state, heard);
        turn.throw(&id, "this change fits the design");
        propose(ProposalKind::Change, turn.reply);
    }
    let next = pressed(EntryKind::MovedOn);
    propose(ProposalKind::Advance, respond(engine, state, state, &next));
    for fact in &engine.scenario.facts {
        let mut turn = Turn::new(engine, before, state, heard);
        turn.answer(&fact.id, "a fact of this question".into());
        propose(ProposalKind::Fact(fact.id.clone()), turn.reply);
    }
    proposals
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

impl<'a> Turn<'a> {
    fn new(engine: &'a Engine, before: &'a State, state: &'a State, heard: &'a Draft) -> Turn<'a> {
        static NOTHING: std::sync::LazyLock<Interpretation> =
            std::sync::LazyLock::new(Interpretation::default);
        Turn {
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
        }
    }
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
            EntryKind::Said
            | EntryKind::Opened
            | EntryKind::Finished
            | EntryKind::TookChair
            | EntryKind::LeftChair => self.found.request,
        };
        if self.is_addressed_otherwise() {
            return;
        }
        self.remarks();
        let owed = self.answer_what_was_left();
        // "Can I do the numbers first, how many pages does one person open?"
        let asks_on = !self.found.questions.is_empty();
        let led = request == Some(Request::Lead) && asks_on && !self.is_time_up();
        if led {
            self.lead();
        }
        self.tier_2_answers(owed);
        if led {
            return;
        }
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

    /// Another language, a question about the interviewer itself, the wish to be told the solution: each gets its own word,
    /// and what is open stays open.
    fn is_addressed_otherwise(&mut self) -> bool {
        let told = |gets: &Gets| !matches!(gets, Gets::NoFact | Gets::Outside | Gets::Decide);
        let means_more = self.found.gains()
            || self
                .found
                .questions
                .iter()
                .any(|question| told(&question.gets))
            || self
                .reading
                .is_some_and(|reading| !reading.quantities.is_empty());
        if !self.said || means_more {
            return false;
        }
        let (key, because) = match otherwise::of(self.text) {
            Some(Otherwise::Foreign) => ("foreign", "the message isn't in English"),
            Some(Otherwise::Nature) => ("what-i-am", "the candidate asks what it talks to"),
            Some(Otherwise::Solution) => ("no-solution", "the candidate wants the solution"),
            None => return false,
        };
        let words = self.reply.word(key, &[]);
        let of = None;
        self.reply.add(Move::Acknowledge { of }, 1, because, words);
        true
    }

    fn coach(&self) -> bool {
        self.state.setup.mode == Mode::Coach
    }

    fn is_spent(&self, done: &Move) -> bool {
        ledger::is_spent(self.state, done)
    }

    fn quote_of(&self, span: crate::language::Span) -> String {
        inside_quotes(&Quote::of(0, self.text, span).text)
    }

    fn forward(&mut self) {
        let answers = |done: &Move| {
            matches!(
                done,
                Move::Answer { .. } | Move::Outside | Move::OfferRest { .. }
            )
        };
        let asked = self.reply.moves().iter().any(answers);
        if self.reply.asks() {
            return;
        }
        self.follow_step();
        // "Shall I go on?" is a demand, and one is enough.
        let offered = |done: &Move| matches!(done, Move::OfferRest { .. });
        if self.reply.asks()
            || self.reply.moves().iter().any(offered)
            || self.tier_3_figures_and_facts()
            || self.tier_4_misconceptions()
            || self.tier_5_change_wanted()
        {
            return;
        }
        if asked && self.keeps_asking() {
            self.tier_9_advance("everything that there is to ask was asked");
            return;
        }
        let only_outside = !self.found.questions.is_empty()
            && self
                .found
                .questions
                .iter()
                .all(|question| question.gets == Gets::Outside);
        let outside = self.state.wording.get("outside").copied().unwrap_or(0);
        // Who answers, and asks beside it, has done their part: the next question is the interviewer's.
        let gave = self.step != Step::Clarify && self.found.gains();
        if asked && !gave && !(only_outside && outside >= 2) {
            self.invite_questions();
            return;
        }
        if self.tier_10_not_understood() || self.only_a_word() || self.tier_6_help() {
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
        // Who has just summed it up is asked about that, whatever their words choose.
        let sums_up = self.step == Step::Communicate && self.state.step != self.step;
        if self.step != Step::Clarify && !sums_up && self.tier_7_consequences() {
            return;
        }
        let item = agenda::next(self.scenario, self.state, self.found, self.step);
        self.next_question(item);
    }

    /// Whether the problem has been asked about for so long that the design should begin.
    fn keeps_asking(&self) -> bool {
        const MESSAGES: u32 = 14;
        let nothing_new = self
            .found
            .questions
            .iter()
            .all(|question| match &question.gets {
                Gets::Fact(id) => self.before.told.iter().any(|(told, _)| told == id),
                Gets::Open(id) => self
                    .before
                    .assumptions
                    .iter()
                    .any(|known| known.about == *id),
                Gets::Estimate(id) => self
                    .scenario
                    .facts_of(id)
                    .all(|fact| self.before.told.iter().any(|(told, _)| *told == fact.id)),
                Gets::Either(..) | Gets::NoFact | Gets::Outside | Gets::Decide => true,
            });
        self.step == Step::Clarify
            && !self.reply.asks()
            && (self.state.step_messages >= MESSAGES && nothing_new
                || self.state.step_messages >= 2 * MESSAGES
                || self.over_budget() && self.state.step_messages >= MESSAGES)
    }

    /// Boxes before questions are asked about once; then the interview follows the candidate into the design, and who
    /// splits it between teams or sums it up into the explanation.
    fn follow_step(&mut self) {
        if self.step == Step::Design && !self.state.design.is_empty() && self.hands_over() {
            self.enter_communicate("the candidate explains it, or says who owns what");
            return;
        }
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

    /// Whether the message splits the work between teams, or completes a point of the explanation by itself.
    fn hands_over(&self) -> bool {
        // Who divides the work before there is much to divide goes on designing.
        const DESIGNED: usize = 3;
        let (mut begun, mut open) = (0, 0);
        for (index, expectation) in self.scenario.expectations.iter().enumerate() {
            if expectation.step == Step::Design && ledger::is_open(self.scenario, self.state, index)
            {
                open += 1;
                let line = &self.state.ledger[index];
                begun +=
                    usize::from(line.asked > 0 || line.parts.iter().any(|p| p.reached.is_some()));
            }
        }
        // Nor does who has hardly begun, however much was said of it while the problem was cleared up.
        const MESSAGES: u32 = 4;
        if begun * DESIGNED < open || self.state.step_messages < MESSAGES {
            return false;
        }
        if self.found.lanes.len() >= 2 {
            return true;
        }
        let volunteered = self.found.credits.iter().filter(|credit| {
            self.scenario
                .expectation_index(&credit.expectation)
                .is_some_and(|at| self.scenario.expectations[at].step == Step::Communicate)
        });
        let summary = self
            .reading
            .is_some_and(|reading| reading.sentences.iter().any(|s| s.act == Act::Summary));
        // Who sums up at length explains it, whatever of it is known; who sums up what is required names no boxes.
        const LONG: usize = 25;
        const BOXES: usize = 2;
        let long = self.text.split_whitespace().count() >= LONG;
        let present = self.found.components.iter().filter(|part| part.present);
        if present.count() < BOXES && self.state.step_messages < 2 * MESSAGES {
            return false;
        }
        summary && (long || volunteered.count() > 0)
    }

    /// Whether the message puts components to use: new ones, or, once the boxes have begun, also known ones.
    fn builds(&self) -> bool {
        // Who asks what there is to know names a thing or two: "is it a page where people paste a link?".
        const BOXES: usize = 2;
        let asks = self.found.questions.iter();
        let asks = asks
            .filter(|question| !matches!(question.gets, Gets::Decide))
            .count()
            > 0;
        let all = &self.found.components;
        let present = all.iter().filter(|part| part.present);
        // "Object storage like S3" is one box.
        let said_closer = |part: &Component| {
            all.iter()
                .any(|other| other.ancestors.contains(&part.concept))
        };
        let present = present.filter(|part| !said_closer(part));
        let new = present.count() >= if asks { BOXES } else { 1 };
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

    /// Whether a message asked what a word means and did no more, while a question is open: then that stays open.
    fn only_a_word(&self) -> bool {
        let open = |focus: &super::state::Focus| !focus.answered;
        self.found.term.is_some()
            && !self.found.gains()
            && self.found.request.is_none()
            && self.before.focus.as_ref().is_some_and(open)
    }

    fn tier_10_not_understood(&mut self) -> bool {
        if !self.said || self.found.understood || self.found.answer != Answer::Nothing {
            return false;
        }
        let first = self.state.messages <= 1;
        let social = self
            .reading
            .is_some_and(|reading| reading.act == Act::Social);
        let reassured = !self.reply.moves().is_empty();
        if (social || reassured) && !first {
            return false;
        }
        if first {
            // A greeting is returned; nobody is helped who hasn't begun.
            let text = self.text.to_lowercase();
            let task = [
                "what are we",
                "what is the task",
                "what is the question",
                "what's the",
            ];
            let words = if task.iter().any(|asked| text.contains(asked)) {
                let prompt = self.scenario.prompt.clone();
                self.reply.word("task", &[("prompt", &prompt)])
            } else if social && !reassured {
                self.reply.word("greeting", &[])
            } else {
                self.reply.word("welcome", &[])
            };
            self.reply
                .add(Move::Rephrase, 10, "the first words ask nothing yet", words);
            return true;
        }
        // Enough of this question; there are others.
        if self.state.stuck >= STUCK && self.state.stuck.is_multiple_of(STUCK) {
            let words = self.reply.word("leave", &[]);
            self.reply
                .add(Move::Leave, 10, "nothing was understood for long", words);
            let focus = self.focus_expectation();
            let item = agenda::next(self.scenario, self.state, self.found, self.step)
                .filter(|item| focus.is_none() || item.expectation() != focus);
            match item {
                Some(item) => self.next_question(Some(item)),
                None => self.tier_9_advance("nothing was understood for long"),
            }
            return true;
        }
        // What asks for nothing in particular can't be put more narrowly.
        let opening = matches!(
            self.focus_move(),
            Some(Move::Open | Move::InviteQuestions | Move::Advance { .. })
        );
        let demand = self.before.focus.as_ref().map(|focus| focus.words.clone());
        let words = match demand {
            Some(_) if self.state.stuck >= 2 && opening => self.reply.word("rephrase-open", &[]),
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

    fn focus_move(&self) -> Option<Move> {
        self.before.focus.as_ref().map(|focus| focus.asked.clone())
    }

    /// The expectation that the last forward move was after.
    fn focus_expectation(&self) -> Option<usize> {
        ledger::focus_expectation(self.scenario, self.before)
    }
}

/// Words as they stand inside a pair of quotation marks: their own become single ones, and one without its other is left
/// out.
fn inside_quotes(words: &str) -> String {
    let marks = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}');
    match words.matches(marks).count() % 2 {
        0 => words.replace(marks, "'"),
        _ => words.replace(marks, ""),
    }
}
