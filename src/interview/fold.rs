//! One recorded entry into the state. Only what was recorded is used: the text is never read again.

use super::interpretation::{Component, Interpretation, Request};
use super::policy::FOLLOW_UPS;
use super::shared::Shared;
use super::state::{
    Assumed, Chosen, Estimated, Line, Misheld, PartLine, Placed, Quote, Reached, Remembered,
};
use super::{Author, Entry, EntryKind, Setup, State, ledger};
use crate::language::aside::AsideKind;
use crate::language::{Reading, Span, Stance};
use crate::scenario::{Scenario, Step};

mod moves;

use moves::fold_move;

/// How many of the candidate's figures are remembered.
const FIGURES: usize = 12;

/// Spent until it comes: the change was asked for together with an objection, and the objection goes first.
pub(super) const CHANGE_WANTED: &str = "change wanted";

/// Spent once a question was said again: its words alone don't help.
pub(super) fn restated(key: &str) -> String {
    format!("again {key}")
}

/// How many concepts "it" may reach back over.
const REMEMBERED: usize = 6;

impl State {
    /// The state of a session in which nothing has been said.
    pub fn new(scenario: &Scenario, setup: &Setup) -> State {
        State {
            setup: setup.clone(),
            step: Step::Clarify,
            seq: 0,
            elapsed_ms: 0,
            step_ms: [0; 4],
            messages: 0,
            step_messages: 0,
            demands: [0; 4],
            told: Vec::new(),
            rest: Vec::new(),
            rest_open: Vec::new(),
            topics: Default::default(),
            assumptions: Vec::new(),
            estimates: Vec::new(),
            figures: Vec::new(),
            miscounted: None,
            design: Vec::new(),
            conditions: Default::default(),
            turned_down: Vec::new(),
            lanes: Vec::new(),
            ledger: scenario
                .expectations
                .iter()
                .map(|expectation| Line {
                    parts: vec![PartLine::default(); expectation.parts.len()],
                    ..Line::default()
                })
                .map(Shared::from)
                .collect(),
            misconceptions: Vec::new(),
            choices: Vec::new(),
            focus: None,
            spent: Default::default(),
            wording: Default::default(),
            stuck: 0,
            yielded: 0,
            last_named: Vec::new(),
            partner: None,
            finished: false,
        }
    }
}

/// Folds one entry in.
pub(super) fn fold(scenario: &Scenario, state: &mut State, entry: &Entry) {
    let passed = entry.elapsed_ms.saturating_sub(state.elapsed_ms);
    state.step_ms[state.step as usize] += passed;
    state.elapsed_ms = state.elapsed_ms.max(entry.elapsed_ms);
    state.seq = entry.seq;
    match entry.author {
        Author::Candidate => {
            match entry.kind {
                EntryKind::Finished => state.finished = true,
                EntryKind::LeftChair => state.partner = None,
                EntryKind::Opened
                | EntryKind::Said
                | EntryKind::AskedForHint
                | EntryKind::AskedToRepeat
                | EntryKind::MovedOn
                | EntryKind::TookChair => {}
            }
            if entry.kind == EntryKind::Said {
                state.messages += 1;
                state.step_messages += 1;
            }
            if let Some(interpretation) = &entry.record.interpretation {
                wish(scenario, state, entry, interpretation);
                let mut heard = Heard {
                    scenario,
                    state,
                    entry,
                };
                heard.fold(interpretation);
            }
            if let Some(reading) = &entry.record.reading {
                remember(state, reading);
            }
        }
        Author::Engine => fold_interviewer(scenario, state, entry),
        Author::Partner => match entry.kind {
            EntryKind::TookChair => state.partner = entry.record.by.clone(),
            EntryKind::LeftChair => state.partner = None,
            EntryKind::Opened
            | EntryKind::Said
            | EntryKind::AskedForHint
            | EntryKind::AskedToRepeat
            | EntryKind::MovedOn
            | EntryKind::Finished => {
                // What a person asks in words that say nothing to the engine is still what is answered next.
                state.focus = None;
                fold_interviewer(scenario, state, entry);
            }
        },
        Author::System => {}
    }
}

fn fold_interviewer(scenario: &Scenario, state: &mut State, entry: &Entry) {
    // They came with this reply, or were passed over.
    state.rest_open.clear();
    for done in &entry.record.moves {
        fold_move(scenario, state, done, entry);
    }
    for key in &entry.record.wording {
        *state.wording.entry(key.clone()).or_default() += 1;
    }
}

/// A candidate's entry being folded in.
struct Heard<'a> {
    scenario: &'a Scenario,
    state: &'a mut State,
    entry: &'a Entry,
}

impl Heard<'_> {
    fn quote(&self, span: Span) -> Quote {
        Quote::of(self.entry.seq, &self.entry.text, span)
    }

    fn fold(&mut self, found: &Interpretation) {
        for question in &found.questions {
            self.state.topics.extend(question.topic.clone());
        }
        self.fold_design(found);
        self.fold_ledger(found);
        self.fold_names();
        self.fold_figures(found);
        self.fold_beliefs(found);
        if let Some(assumption) = &found.assumption {
            let quote = self.quote(assumption.span);
            self.state
                .assumptions
                .retain(|assumed| assumed.about != assumption.about);
            self.state.assumptions.push(Assumed {
                about: assumption.about.clone(),
                quote,
            });
        }
        let gains = found.gains();
        if let Some(focus) = &mut self.state.focus
            && gains
        {
            focus.answered = true;
        }
        if gains || !found.questions.is_empty() || found.request.is_some() {
            self.state.stuck = 0;
        } else {
            self.state.stuck += 1;
        }
    }

    fn fold_design(&mut self, found: &Interpretation) {
        for component in &found.components {
            self.place(component);
        }
        self.state
            .conditions
            .extend(found.conditions.iter().cloned());
        for hit in &found.turned_down {
            let quote = self.quote(hit.span);
            self.state.turned_down.push((hit.id.clone(), quote));
            self.state
                .design
                .retain(|placed| placed.component.concept != hit.id);
            self.state.conditions.retain(|text| {
                !text
                    .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '@'))
                    .any(|word| word.strip_prefix('@') == Some(&hit.id))
            });
        }
        for hit in &found.lanes {
            if !self.state.lanes.contains(&hit.id) {
                self.state.lanes.push(hit.id.clone());
            }
        }
    }

    fn place(&mut self, component: &Component) {
        self.state
            .design
            .retain(|placed| placed.component.concept != component.concept);
        if component.present {
            self.state
                .turned_down
                .retain(|(concept, _)| *concept != component.concept);
            let quote = component.said.map(|said| self.quote(said));
            self.state.design.push(Placed {
                component: component.clone(),
                seq: self.entry.seq,
                quote,
            });
        }
    }

    fn fold_ledger(&mut self, found: &Interpretation) {
        for hit in &found.turned_down {
            let quote = self.quote(hit.span);
            // "For those don't fan out", "not in the first month: fan-out": it stands for the rest, and for later.
            // Behind the design, "no fan-out in the first month" plans, and a change is answered: neither takes back.
            if self.state.step == Step::Iterate || is_an_exception(&quote.text) {
                continue;
            }
            for part in self
                .state
                .ledger
                .iter_mut()
                .flat_map(|line| &mut line.parts)
            {
                if let Some(reached) = &part.reached
                    && reached.concepts.contains(&hit.id)
                {
                    part.withdrawn = Some(quote.clone());
                }
            }
        }
        for hit in &found.named {
            let quote = self.quote(hit.span);
            if let Some(index) = self.scenario.expectation_index(&hit.id) {
                self.state.ledger[index].named.get_or_insert(quote);
            }
        }
        for (hits, touches) in [(&found.touched, true), (&found.near, false)] {
            for hit in hits {
                let quote = self.quote(hit.span);
                let part = hit
                    .id
                    .split_once('/')
                    .and_then(|(expectation, part)| self.scenario.part_index(expectation, part));
                let Some((expectation, part)) = part else {
                    continue;
                };
                let line = &mut self.state.ledger[expectation].parts[part];
                if touches {
                    line.touched.get_or_insert(quote);
                } else {
                    line.near = Some(quote);
                }
            }
        }
        for credit in &found.credits {
            let quote = self.quote(credit.span);
            let Some((expectation, part)) =
                self.scenario.part_index(&credit.expectation, &credit.part)
            else {
                continue;
            };
            let line = &mut self.state.ledger[expectation].parts[part];
            if line.reached.is_none() || line.withdrawn.is_some() {
                line.withdrawn = None;
                line.reached = Some(Reached {
                    quote,
                    help: line.help,
                    by: credit.by.clone(),
                    concepts: credit.concepts.clone(),
                });
            }
        }
    }

    /// A name counts once something more is said of the same idea: its reason, its price.
    fn fold_names(&mut self) {
        for (expectation, line) in self
            .scenario
            .expectations
            .iter()
            .zip(&mut self.state.ledger)
        {
            let mut reached = line.parts.iter().filter(|part| part.withdrawn.is_none());
            let more = reached.any(|part| {
                let reached = part.reached.as_ref();
                reached.is_some_and(|reached| reached.by != crate::interview::interpret::ASKED)
            });
            if !more {
                continue;
            }
            for (wanted, part) in expectation.parts.iter().zip(&mut line.parts) {
                let named = part.touched.clone().filter(|_| !wanted.named.is_empty());
                if let Some(quote) = named.filter(|_| part.reached.is_none()) {
                    part.reached = Some(Reached {
                        quote,
                        help: part.help,
                        by: "named, and more said of it".to_owned(),
                        concepts: Vec::new(),
                    });
                }
            }
        }
    }

    fn fold_figures(&mut self, found: &Interpretation) {
        for figure in &found.figures {
            let quote = self.quote(figure.span);
            let figures = &mut self.state.figures;
            figures.retain(|known| {
                known.figure.of != figure.of
                    || known.figure.unit != figure.unit
                    || known.figure.per != figure.per
            });
            figures.push(Remembered {
                figure: figure.clone(),
                quote,
            });
            let most = figures.len().saturating_sub(FIGURES);
            figures.drain(..most);
        }
        if found.miscounted.is_some() || found.recounted.is_some() {
            self.state.miscounted = found.miscounted.clone().or(self.state.miscounted.take());
        }
        for figure in &found.estimates {
            let quote = self.quote(figure.span);
            let rechecked = ledger::is_rechecked(self.state, &figure.estimate);
            let estimates = &mut self.state.estimates;
            // What was right keeps the words that worked it out.
            let kept = estimates
                .iter()
                .any(|known| known.estimate == figure.estimate && known.right);
            if kept && figure.right {
                continue;
            }
            let old = estimates
                .iter()
                .position(|estimated| estimated.estimate == figure.estimate)
                .map(|index| estimates.remove(index));
            estimates.push(Estimated {
                estimate: figure.estimate.clone(),
                said: figure.said,
                right: figure.right,
                before: old.and_then(|old| match old.right {
                    true => old.before,
                    // One that nobody asked to check may have been about something else.
                    false => rechecked.then_some(old.said),
                }),
                quote,
            });
        }
    }

    fn fold_beliefs(&mut self, found: &Interpretation) {
        for hit in &found.misconceptions {
            let quote = self.quote(hit.span);
            if !self
                .state
                .misconceptions
                .iter()
                .any(|held| held.id == hit.id)
            {
                self.state.misconceptions.push(Misheld {
                    id: hit.id.clone(),
                    quote,
                    challenged: false,
                    corrected: false,
                    settled: None,
                });
            }
        }
        for hit in &found.settled {
            let quote = self.quote(hit.span);
            for held in &mut self.state.misconceptions {
                if held.id == hit.id {
                    held.settled.get_or_insert(quote.clone());
                }
            }
        }
        for hit in &found.choices {
            let quote = self.quote(hit.span);
            if !self
                .state
                .choices
                .iter()
                .any(|chosen| chosen.tradeoff == hit.id)
            {
                self.state.choices.push(Chosen {
                    tradeoff: hit.id.clone(),
                    quote,
                    cost: None,
                });
            }
        }
        for hit in &found.costs {
            let quote = self.quote(hit.span);
            for chosen in &mut self.state.choices {
                if chosen.tradeoff == hit.id {
                    chosen.cost.get_or_insert(quote.clone());
                }
            }
        }
    }
}

/// What the candidate asked of the interview, where it outlasts the reply.
fn wish(scenario: &Scenario, state: &mut State, entry: &Entry, found: &Interpretation) {
    match found.request {
        Some(Request::Pushback) => {
            let asides = entry.record.reading.iter().flat_map(|r| &r.asides);
            if asides.into_iter().any(|a| a.kind == AsideKind::Change) {
                state.spent.insert(CHANGE_WANTED.to_owned());
            }
        }
        Some(Request::Already) => {
            // What was asked twice rests from now on.
            let asked = ledger::focus_expectation(scenario, state);
            if let Some(index) = asked
                && !found
                    .credits
                    .iter()
                    .any(|credit| credit.expectation == scenario.expectations[index].id)
            {
                let line = &mut state.ledger[index];
                line.asked = line.asked.max(FOLLOW_UPS);
            }
        }
        _ => {}
    }
}

fn remember(state: &mut State, reading: &Reading) {
    for mention in &reading.mentions {
        if mention.stance != Stance::Rejected {
            state.last_named.retain(|id| *id != mention.concept);
            state.last_named.insert(0, mention.concept.clone());
        }
    }
    state.last_named.truncate(REMEMBERED);
}

impl Quote {
    /// The words of `text` under `span`, cut at a character boundary.
    pub fn of(seq: u32, text: &str, span: Span) -> Quote {
        const LONGEST: usize = 160;
        let words = span.of(text).trim().trim_end_matches([',', ';', ':']);
        let words = words.trim_start_matches([',', ';', ':', '.', ' ']);
        let mut cut: String = words.chars().take(LONGEST).collect();
        if cut.len() < words.len() {
            cut.push('…');
        }
        Quote {
            seq,
            span,
            text: cut,
        }
    }
}

/// Whether words turn something down for a part of the cases only, or for a while.
fn is_an_exception(words: &str) -> bool {
    const FOR_SOME: [&str; 22] = [
        "those",
        "them",
        "these",
        "celeb",
        "celebs",
        "celebrities",
        "stars",
        "except",
        "exception",
        "over",
        "above",
        "big",
        "biggest",
        "huge",
        "largest",
        "yet",
        "later",
        "month",
        "weeks",
        "until",
        "first",
        "mvp",
    ];
    let lower = words.to_lowercase();
    crate::interview::words_in(&lower)
        .iter()
        .any(|word| FOR_SOME.contains(word))
}
