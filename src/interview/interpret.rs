//! What a message means in this scenario and at this point of the interview.

use std::collections::BTreeSet;

use super::interpretation::{
    Answer, Assumption, Component, Credit, Gets, Hit, Interpretation, PushbackAnswer, Question,
    Request,
};
use super::{Engine, Move, State, ledger, questions};
use crate::language::aside::AsideKind;
use crate::language::lexicon::Role;
use crate::language::pattern::{Match, Pattern};
use crate::language::token::Word;
use crate::language::{Act, Analysis, Id, Mention, Span, Stance};
use crate::scenario::{Condition, Expectation, PartRef, Scenario, Step};

/// Fewer words than this around a loose hit are no statement.
const TELLING: usize = 4;
/// From so many words on there is something beside the talk about the interview.
const BESIDE: usize = 6;
/// A nod is sought in so few words: "does that make any sense to you?".
const NOD: usize = 8;

/// What a part that was reached by asking is recorded as resting on.
pub(super) const ASKED: &str = "asked";

mod arithmetic;
mod figures;
mod naming;
mod particles;
mod pronouns;
mod quoting;
mod remembered;
mod reversals;

use naming::Bare;

/// Reads a message in the light of the scenario and of what was asked last. Pronouns are resolved in `analysis`.
pub(super) fn interpret(
    engine: &Engine,
    state: &State,
    text: &str,
    analysis: &mut Analysis,
) -> Interpretation {
    particles::free_answers(text, analysis);
    pronouns::resolve(engine, state, analysis);
    let reader = Reader {
        engine,
        scenario: &engine.scenario,
        state,
        text,
        bare: naming::bare_sentences(text, analysis),
        analysis,
        focus: Focused::of(&engine.scenario, state),
    };
    reader.read()
}

/// What the last forward move was after: there an answer may leave out what the question supplied.
#[derive(Default)]
struct Focused {
    /// These parts were asked for.
    parts: Vec<PartRef>,
    /// This estimate was asked for, by index.
    estimate: Option<usize>,
}

impl Focused {
    fn of(scenario: &Scenario, state: &State) -> Focused {
        let mut focused = Focused::default();
        let Some(focus) = &state.focus else {
            return focused;
        };
        let whole = |id: &Id| -> Vec<PartRef> {
            let Some(index) = scenario.expectation_index(id) else {
                return Vec::new();
            };
            (0..scenario.expectations[index].parts.len())
                .map(|part| PartRef {
                    expectation: index as u16,
                    part: part as u16,
                })
                .collect()
        };
        let estimate = |id: &Id| scenario.estimates.iter().position(|known| known.id == *id);
        match &focus.asked {
            Move::AskExpectation { expectation } => {
                focused.parts = whole(expectation);
            }
            Move::Help {
                expectation, part, ..
            } => {
                let part = part
                    .as_ref()
                    .and_then(|part| scenario.part_ref(expectation, part));
                focused.parts = match part {
                    Some(part) => vec![part],
                    None => whole(expectation),
                };
            }
            Move::Curveball { curveball } => {
                let known = scenario
                    .curveballs
                    .iter()
                    .find(|known| known.id == *curveball);
                for index in known.iter().flat_map(|known| &known.opens) {
                    focused
                        .parts
                        .extend(whole(&scenario.expectations[usize::from(*index)].id));
                }
            }
            Move::Challenge { misconception } => {
                let linked = scenario
                    .misconceptions
                    .iter()
                    .find(|known| known.id == *misconception)
                    .and_then(|known| known.expectation);
                if let Some(index) = linked {
                    focused.parts = whole(&scenario.expectations[usize::from(index)].id);
                }
            }
            Move::AskEstimate { estimate: id }
            | Move::Recheck { estimate: id }
            | Move::NextFigure { estimate: id } => focused.estimate = estimate(id),
            // Holding or yielding decides here, not looser words.
            Move::Pushback { .. } => {}
            asked => focused.parts.extend(ledger::credited_part(scenario, asked)),
        }
        if matches!(focus.asked, Move::NextFigure { .. }) {
            // The next figure is the one that the author wrote after the figure that led to it.
            focused.estimate = focused
                .estimate
                .map(|index| index + 1)
                .filter(|index| *index < scenario.estimates.len());
        }
        focused
    }

    fn holds(&self, expectation: usize, part: usize) -> bool {
        self.parts.iter().any(|known| {
            usize::from(known.expectation) == expectation && usize::from(known.part) == part
        })
    }
}

/// One message being interpreted.
struct Reader<'a> {
    engine: &'a Engine,
    scenario: &'a Scenario,
    state: &'a State,
    text: &'a str,
    analysis: &'a Analysis,
    /// Per sentence: whether it says something about the names in it.
    bare: Vec<Bare>,
    focus: Focused,
}

impl Reader<'_> {
    fn read(&self) -> Interpretation {
        let mut found = Interpretation {
            request: self.request(),
            questions: self.questions(),
            ..Interpretation::default()
        };
        found.turned_down = self.turned_down();
        found.components = self.components(&found.turned_down);
        found.reversals = reversals::find(self, &found);
        found.contradictions = self.contradictions();
        found.conditions = self.conditions();
        found.lanes = self.lanes();
        (found.estimates, found.over_design) = figures::find(self);
        found.figures = remembered::own_figures(self);
        found.clash = remembered::clash(self);
        found.miscounted = arithmetic::miscounted(self);
        found.recounted = arithmetic::recounted(self);
        if !found.estimates.is_empty() {
            // "about 116 a second, is that right?": the figure is the question, and gets its answer.
            found.questions.retain(|question| {
                !matches!(question.gets, Gets::NoFact | Gets::Outside | Gets::Decide)
            });
        }
        self.beliefs(&mut found);
        self.choices(&mut found);
        self.expectations(&mut found);
        self.loosely_heard(&mut found);
        found.pushback = self.pushback(&mut found);
        found.assumption = self.assumption(&found);
        found.answer = self.answer(&found);
        found.understood = self.understood(&found);
        found
    }

    /// What is asked of the interviewer. While the design is talked about and a question is open, a statement with a
    /// question mark ("the server?", "it would load all of it each time?") tries an answer and asks nothing.
    fn questions(&self) -> Vec<Question> {
        let answering = self.is_answering();
        let mut questions = questions::find(
            self.engine,
            self.text,
            self.analysis,
            &self.state.told,
            answering,
        );
        questions.retain(|question| !self.is_aside(question));
        if answering {
            questions.retain(|question| {
                !self.is_statement(question.span)
                    || matches!(question.gets, Gets::Decide | Gets::Open(_))
            });
        }
        questions
    }

    /// Whether a question only seeks a nod, or makes sure of what was asked: neither wants a fact.
    fn is_aside(&self, question: &Question) -> bool {
        let told = matches!(question.gets, Gets::Fact(_) | Gets::Either(..));
        self.analysis.reading.asides.iter().any(|aside| {
            let inside =
                aside.span.start <= question.span.start && question.span.start < aside.span.end;
            inside
                && match aside.kind {
                    AsideKind::Nod => !told || self.state.step != Step::Clarify,
                    AsideKind::Meant => self.state.step != Step::Clarify,
                    _ => false,
                }
        })
    }

    /// Whether the sentence around it is built like a statement: neither a word that asks, nor a verb before its
    /// subject.
    fn is_statement(&self, span: Span) -> bool {
        const ASKING: [&str; 10] = [
            "what", "how", "why", "who", "whom", "whose", "which", "where", "when", "whether",
        ];
        const SUBJECTS: [&str; 11] = [
            "i", "we", "it", "they", "you", "that", "this", "there", "the", "a", "an",
        ];
        const VERBS: [&str; 20] = [
            "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would",
            "will", "shall", "may", "might", "must", "have", "has", "had", "am",
        ];
        let sentences = &self.analysis.reading.sentences;
        let Some(sentence) = sentences
            .iter()
            .find(|sentence| sentence.span.start <= span.start && span.start < sentence.span.end)
        else {
            return false;
        };
        let words: Vec<Word> = self
            .analysis
            .tokens
            .iter()
            .filter(|token| {
                token.is_wordlike()
                    && sentence.span.start <= token.span.start
                    && token.span.start < sentence.span.end
            })
            .map(|token| token.exact)
            .collect();
        let is = |word: Word, list: &[&str]| list.iter().any(|known| word == Word::of(known));
        let verb_first = words
            .iter()
            .find(|word| is(**word, &SUBJECTS) || is(**word, &VERBS))
            .is_some_and(|word| is(*word, &VERBS));
        !verb_first && !words.iter().any(|word| is(*word, &ASKING))
    }

    /// Whether something about the design was asked and not answered yet.
    fn is_answering(&self) -> bool {
        self.state.focus.as_ref().is_some_and(|focus| {
            !focus.answered
                && !matches!(
                    focus.asked,
                    Move::Open
                        | Move::InviteQuestions
                        | Move::ClarifyFirst
                        | Move::Assume { .. }
                        | Move::Advance { .. }
                )
                && self.state.step != Step::Clarify
        })
    }

    fn words(&self, span: Span) -> &str {
        span.of(self.text)
    }

    fn first_match(&self, patterns: &[Pattern]) -> Option<(Match, String)> {
        patterns.iter().find_map(|pattern| {
            let found = pattern.find(self.analysis)?;
            Some((found, pattern.text.clone()))
        })
    }

    fn hit(&self, id: &Id, patterns: &[Pattern]) -> Option<Hit> {
        let (found, by) = self.first_match(patterns)?;
        Some(Hit {
            id: id.clone(),
            span: self.widen(found.span),
            by,
        })
    }

    /// A quote reads better with the words around it: see [`quoting::around`].
    fn widen(&self, span: Span) -> Span {
        quoting::around(self.text, self.analysis, span)
    }

    fn request(&self) -> Option<Request> {
        let of = |act: Act| match act {
            Act::HintRequest => Some(Request::Hint),
            Act::Repeat => Some(Request::Repeat),
            Act::Skip => Some(Request::Skip),
            Act::Time => Some(Request::Time),
            Act::StepMove => Some(Request::Next),
            Act::StepBack => Some(Request::Back),
            Act::Finish => Some(Request::Finish),
            Act::ClarifyingQuestion
            | Act::DesignQuestion
            | Act::Confirmation
            | Act::Assertion
            | Act::Proposal
            | Act::Estimate
            | Act::TradeOff
            | Act::Summary
            | Act::DontKnow
            | Act::Social
            | Act::OffTopic => None,
        };
        let reading = &self.analysis.reading;
        // The last wish counts: "here is the cache. ok, can we move on?"
        let by_act =
            of(reading.act).or_else(|| reading.sentences.last().and_then(|last| of(last.act)));
        if matches!(by_act, Some(Request::Hint | Request::Skip)) {
            return by_act;
        }
        let has = |kind| reading.asides.iter().any(|aside| aside.kind == kind);
        let alone = self.beside_asides() < BESIDE;
        let aside = [
            (AsideKind::Pushback, Request::Pushback),
            (AsideKind::Change, Request::Change),
            (AsideKind::Explain, Request::Explain),
            (AsideKind::Lead, Request::Lead),
            (AsideKind::Restate, Request::Restate),
            (AsideKind::IsChange, Request::IsChange),
            (AsideKind::Standing, Request::Standing),
            (AsideKind::Rest, Request::Rest),
        ];
        let wish = aside.into_iter().find(|(kind, _)| has(*kind));
        match wish {
            Some((_, request)) => Some(request),
            // "Let's talk about the feed: …" needs no leave.
            None if has(AsideKind::Turn) => alone.then_some(Request::Lead),
            None if by_act.is_some() => by_act,
            None if has(AsideKind::Already) => Some(Request::Already),
            None if has(AsideKind::Meant) && self.state.step != Step::Clarify => {
                Some(Request::Meant)
            }
            None if has(AsideKind::Nod) && alone => {
                let short = reading.asides.iter().any(|aside| {
                    aside.kind == AsideKind::Nod
                        && self.words(aside.span).split_whitespace().count() <= NOD
                });
                short.then_some(Request::Nod)
            }
            None => None,
        }
    }

    /// How many words stand outside the sentences that talk about the interview.
    fn beside_asides(&self) -> usize {
        let reading = &self.analysis.reading;
        self.analysis
            .tokens
            .iter()
            .filter(|token| {
                token.is_wordlike()
                    && !reading.asides.iter().any(|aside| {
                        aside.span.start <= token.span.start && token.span.start < aside.span.end
                    })
            })
            .count()
    }

    // ---- the design ----

    fn turned_down(&self) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for mention in &self.analysis.reading.mentions {
            let also_affirmed = self.analysis.reading.mentions.iter().any(|other| {
                other.stance.is_affirmed()
                    && (other.concept == mention.concept
                        || other.ancestors.contains(&mention.concept))
            });
            if mention.stance == Stance::Rejected
                && !also_affirmed
                && !hits.iter().any(|hit| hit.id == mention.concept)
            {
                hits.push(Hit {
                    id: mention.concept.clone(),
                    span: self.widen(mention.span),
                    by: mention
                        .cause
                        .map(|cause| self.words(cause).to_owned())
                        .unwrap_or_default(),
                });
            }
        }
        hits
    }

    fn is_component(&self, mention: &Mention) -> bool {
        matches!(
            self.engine.lexicon.role(&mention.concept),
            Some(Role::Component | Role::Store)
        )
    }

    fn components(&self, turned_down: &[Hit]) -> Vec<Component> {
        let mut components: Vec<Component> = Vec::new();
        for mention in &self.analysis.reading.mentions {
            let present = mention.stance.is_affirmed();
            let absent = turned_down.iter().any(|hit| hit.id == mention.concept)
                && self
                    .state
                    .design
                    .iter()
                    .any(|placed| placed.component.concept == mention.concept);
            if !self.is_component(mention)
                || !(present || absent)
                || components
                    .iter()
                    .any(|component| component.concept == mention.concept)
                || pronouns::is_pronoun(self.words(mention.span))
            {
                continue;
            }
            let known = present
                && self
                    .state
                    .design
                    .iter()
                    .any(|placed| placed.component.concept == mention.concept);
            if !known {
                components.push(Component {
                    concept: mention.concept.clone(),
                    ancestors: mention.ancestors.clone(),
                    name: self.words(mention.span).to_owned(),
                    present,
                    said: Some(self.widen(mention.span)).filter(|said| *said != mention.span),
                    span: mention.span,
                });
            }
        }
        components
    }

    /// Whether the candidate says that something changes.
    fn announces_a_change(&self) -> bool {
        reversals::announced(self)
    }

    /// Whether a figure was just asked for: then another one is the answer and no contradiction.
    fn asked_for_a_figure(&self) -> bool {
        self.state.focus.as_ref().is_some_and(|focus| {
            matches!(
                focus.asked,
                Move::Recheck { .. }
                    | Move::RecheckWorking { .. }
                    | Move::AskEstimate { .. }
                    | Move::NextFigure { .. }
                    | Move::AskWhichFigure { .. }
            )
        })
    }

    fn contradictions(&self) -> Vec<Hit> {
        self.scenario
            .facts
            .iter()
            .filter_map(|fact| self.hit(&fact.id, &fact.contradicts))
            .collect()
    }

    /// The scenario's conditions over the design that this message meets for the first time.
    fn conditions(&self) -> Vec<String> {
        let scenario = self.scenario;
        let designed = scenario
            .probes
            .iter()
            .flat_map(|probe| probe.on.iter().chain(&probe.unless))
            .filter_map(|condition| match condition {
                Condition::Design(pattern) => Some(pattern),
                Condition::Part(_) => None,
            });
        let mut met: Vec<String> = Vec::new();
        let all = scenario
            .expectations
            .iter()
            .flat_map(|expectation| &expectation.when)
            .chain(
                scenario
                    .curveballs
                    .iter()
                    .flat_map(|curveball| curveball.when.iter().chain(&curveball.unless)),
            )
            .chain(
                scenario
                    .pushbacks
                    .iter()
                    .flat_map(|pushback| &pushback.when),
            )
            .chain(designed);
        for pattern in all {
            if !self.state.conditions.contains(&pattern.text)
                && !met.contains(&pattern.text)
                && pattern.find(self.analysis).is_some()
            {
                met.push(pattern.text.clone());
            }
        }
        met
    }

    fn lanes(&self) -> Vec<Hit> {
        self.scenario
            .lanes
            .iter()
            .filter(|lane| !self.state.lanes.contains(&lane.id))
            .filter_map(|lane| self.hit(&lane.id, &lane.patterns))
            .collect()
    }

    // ---- beliefs and choices ----

    fn beliefs(&self, found: &mut Interpretation) {
        for known in &self.scenario.misconceptions {
            let held = self
                .state
                .misconceptions
                .iter()
                .find(|held| held.id == known.id);
            match held {
                None => {
                    let excused = known
                        .unless
                        .iter()
                        .any(|pattern| pattern.find_anyhow(self.analysis).is_some());
                    if !excused && let Some(hit) = self.hit(&known.id, &known.patterns) {
                        found.misconceptions.push(hit);
                    }
                }
                Some(held) if held.settled.is_none() && !held.corrected => {
                    if let Some(hit) = self.hit(&known.id, &known.resolved) {
                        found.settled.push(hit);
                    }
                }
                Some(_) => {}
            }
        }
    }

    fn choices(&self, found: &mut Interpretation) {
        for known in &self.scenario.tradeoffs {
            let chosen = self
                .state
                .choices
                .iter()
                .find(|chosen| chosen.tradeoff == known.id);
            let mut active = chosen.is_some();
            if !active {
                let pointless = known
                    .unless
                    .iter()
                    .any(|pattern| pattern.find(self.analysis).is_some());
                if !pointless && let Some(hit) = self.hit(&known.id, &known.choice) {
                    found.choices.push(hit);
                    active = true;
                }
            }
            let unpaid = chosen.is_none_or(|chosen| chosen.cost.is_none());
            if active
                && unpaid
                && let Some(hit) = self.hit(&known.id, &known.cost)
            {
                if let Some(part) = &known.credits {
                    let credit = self.credit(part, hit.span, &hit.by, Vec::new());
                    found.credits.push(credit);
                }
                found.costs.push(hit);
            }
        }
    }

    fn credit(&self, part: &PartRef, span: Span, by: &str, concepts: Vec<Id>) -> Credit {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        Credit {
            expectation: expectation.id.clone(),
            part: expectation.parts[usize::from(part.part)].id.clone(),
            span,
            by: by.to_owned(),
            concepts,
        }
    }

    // ---- expectations ----

    fn expectations(&self, found: &mut Interpretation) {
        for (index, expectation) in self.scenario.expectations.iter().enumerate() {
            // What was said before the change was said about something else.
            if ledger::awaits_curveball(self.scenario, self.state, index) {
                continue;
            }
            if let Some(hit) = self.named(index, expectation) {
                found.named.push(hit);
            }
            for part in 0..expectation.parts.len() {
                let line = &self.state.ledger[index].parts[part];
                let held = line.reached.is_some() && line.withdrawn.is_none();
                let credited = found.credits.iter().any(|credit| {
                    credit.expectation == expectation.id
                        && credit.part == expectation.parts[part].id
                });
                if held || credited {
                    continue;
                }
                if let Some(credit) = self.reach(index, part, found) {
                    found.credits.push(credit);
                }
            }
        }
    }

    /// Words that count only as an answer count also where nobody asked, if the same message, there or in the next
    /// sentence, reaches another part of the same expectation. Beside one of the expectation's own concepts they earn
    /// nothing, but it is noted that they were said: asking for it would be deaf.
    fn loosely_heard(&self, found: &mut Interpretation) {
        let sentence_of = |span: Span| {
            self.analysis.reading.sentences.iter().position(|sentence| {
                sentence.span.start <= span.start && span.start < sentence.span.end
            })
        };
        let beside = |one: Option<usize>, other: Option<usize>| match (one, other) {
            (Some(one), Some(other)) => one.abs_diff(other) <= 1,
            (None, _) | (_, None) => false,
        };
        let mut heard: Vec<Credit> = Vec::new();
        for (index, expectation) in self.scenario.expectations.iter().enumerate() {
            if ledger::awaits_curveball(self.scenario, self.state, index) {
                continue;
            }
            let strict: Vec<Span> = found
                .credits
                .iter()
                .filter(|credit| credit.expectation == expectation.id)
                .map(|credit| credit.span)
                .collect();
            let named: Vec<Option<usize>> = self
                .analysis
                .reading
                .mentions
                .iter()
                .filter(|mention| self.names(mention, expectation))
                .map(|mention| sentence_of(mention.span))
                .collect();
            if strict.is_empty() && named.is_empty() {
                continue;
            }
            for (part, wanted) in expectation.parts.iter().enumerate() {
                let at = PartRef {
                    expectation: index as u16,
                    part: part as u16,
                };
                let credited = found
                    .credits
                    .iter()
                    .any(|credit| credit.expectation == expectation.id && credit.part == wanted.id);
                if credited
                    || ledger::is_reached(self.state, &at)
                    || ledger::is_touched(self.state, &at)
                {
                    continue;
                }
                let hit = wanted.answers.iter().find_map(|pattern| {
                    let hit = pattern.find(self.analysis)?;
                    (self.bareness(&hit) != Bare::List && !self.only_points(&hit))
                        .then_some((hit, pattern))
                });
                let Some((hit, pattern)) = hit else {
                    continue;
                };
                let here = sentence_of(hit.span);
                let span = self.widen(hit.span);
                // What was said on purpose is a clause of its own; a word that happens to fit, or a name, is none.
                let telling = self.words(span).split_whitespace().count() >= TELLING
                    && !self.is_only_named(&hit);
                let apart = |other: &Span| span.end <= other.start || other.end <= span.start;
                let next_to_one = strict.iter().any(|other| beside(here, sentence_of(*other)));
                if telling && next_to_one && strict.iter().all(apart) {
                    heard.push(self.credit(&at, span, &pattern.text, pattern.concepts()));
                } else if telling && !self.is_only_named(&hit) && named.contains(&here) {
                    found.touched.push(Hit {
                        id: Id::from(format!("{}/{}", expectation.id, wanted.id).as_str()),
                        span,
                        by: pattern.text.clone(),
                    });
                }
            }
        }
        found.credits.extend(heard);
    }

    /// Whether a mention names, in words of its own, one of the concepts that an expectation is about.
    fn names(&self, mention: &Mention, expectation: &Expectation) -> bool {
        mention.stance.is_affirmed()
            && !pronouns::is_pronoun(self.words(mention.span))
            && expectation
                .concepts
                .iter()
                .any(|id| mention.concept == *id || mention.ancestors.contains(id))
    }

    fn named(&self, index: usize, expectation: &Expectation) -> Option<Hit> {
        if self.state.ledger[index].named.is_some() {
            return None;
        }
        self.analysis
            .reading
            .mentions
            .iter()
            .find(|mention| self.names(mention, expectation))
            .map(|mention| Hit {
                id: expectation.id.clone(),
                span: mention.span,
                by: format!("names {}", mention.concept),
            })
    }

    fn reach(&self, index: usize, part: usize, found: &Interpretation) -> Option<Credit> {
        let expectation = &self.scenario.expectations[index];
        let wanted = &expectation.parts[part];
        let at = PartRef {
            expectation: index as u16,
            part: part as u16,
        };
        let focused = self.focus.holds(index, part);
        for pattern in &wanted.patterns {
            if let Some(hit) = pattern.find(self.analysis)
                && !self.is_bare(pattern, &hit, focused)
                && !self.only_points(&hit)
            {
                return Some(self.credit(
                    &at,
                    self.widen(hit.span),
                    &pattern.text,
                    pattern.concepts(),
                ));
            }
        }
        if focused {
            for pattern in &wanted.answers {
                if let Some(hit) = pattern.find(self.analysis)
                    && self.bareness(&hit) != Bare::List
                    && !self.only_points(&hit)
                {
                    return Some(self.credit(
                        &at,
                        self.widen(hit.span),
                        &pattern.text,
                        pattern.concepts(),
                    ));
                }
            }
        }
        if let Some(credit) = self.asked_for(&at, &wanted.asks, found) {
            return Some(credit);
        }
        if let Some(estimate) = wanted.estimate {
            let id = &self.scenario.estimates[usize::from(estimate)].id;
            if let Some(figure) = found
                .estimates
                .iter()
                .rev()
                .find(|figure| figure.estimate == *id && figure.right)
            {
                return Some(self.credit(
                    &at,
                    self.widen(figure.span),
                    "a figure within the tolerance",
                    Vec::new(),
                ));
            }
        }
        if let Some(count) = wanted.lanes {
            let mut lanes: BTreeSet<&Id> = self.state.lanes.iter().collect();
            lanes.extend(found.lanes.iter().map(|hit| &hit.id));
            if lanes.len() >= count as usize
                && let Some(hit) = found.lanes.last()
            {
                let by = format!("{} lanes named", lanes.len());
                return Some(self.credit(&at, hit.span, &by, Vec::new()));
            }
        }
        if !wanted.steps.is_empty()
            && let Some(span) = naming::path(self.analysis, &self.bare, &wanted.steps)
        {
            return Some(self.credit(&at, span, "a path in this order", Vec::new()));
        }
        None
    }

    /// "It" alone says nothing of what it stands for.
    fn only_points(&self, hit: &Match) -> bool {
        hit.words
            .iter()
            .all(|span| pronouns::is_pronoun(self.words(*span)))
    }

    /// Whether a hit is naming and no more: the pattern consists of names and the sentence says nothing about them; or
    /// it lies in a list of names and says nothing beside them. A name alone answers what was just asked; a list of
    /// them doesn't.
    fn is_bare(&self, pattern: &Pattern, hit: &Match, focused: bool) -> bool {
        let names = || {
            let concepts = pattern.concepts().len();
            concepts > 0 && concepts >= pattern.specificity()
        };
        match self.bareness(hit) {
            Bare::Telling => false,
            Bare::Name => !focused && names(),
            Bare::List => names() || self.is_named(hit),
        }
    }

    /// Whether a hit says nothing beside the names of a list: fewer than two of its words stand outside them.
    fn is_named(&self, hit: &Match) -> bool {
        let outside = hit.words.iter().filter(|word| {
            !self
                .analysis
                .reading
                .mentions
                .iter()
                .any(|mention| mention.span.start <= word.start && word.end <= mention.span.end)
        });
        outside.count() < 2
    }

    /// Whether all words of a hit are names.
    fn is_only_named(&self, hit: &Match) -> bool {
        hit.words.iter().all(|word| {
            self.analysis
                .reading
                .mentions
                .iter()
                .any(|mention| mention.span.start <= word.start && word.end <= mention.span.end)
        })
    }

    fn bareness(&self, hit: &Match) -> Bare {
        self.analysis
            .reading
            .sentences
            .iter()
            .position(|sentence| {
                sentence.span.start <= hit.span.start && hit.span.start < sentence.span.end
            })
            .map_or(Bare::Telling, |index| self.bare[index])
    }

    fn asked_for(&self, at: &PartRef, asks: &[Id], found: &Interpretation) -> Option<Credit> {
        found.questions.iter().find_map(|question| {
            let of = |id: &Id| {
                self.scenario
                    .fact(id)
                    .is_some_and(|fact| fact.topics.iter().any(|topic| asks.contains(topic)))
            };
            let open = |id: &Id| {
                self.scenario.opens.iter().any(|open| {
                    open.id == *id && open.topics.iter().any(|topic| asks.contains(topic))
                })
            };
            let asked = match &question.gets {
                Gets::Fact(id) => of(id),
                Gets::Either(first, second) => of(first) || of(second),
                Gets::Open(id) => open(id),
                Gets::NoFact | Gets::Decide | Gets::Outside => false,
            } || question
                .topic
                .as_ref()
                .is_some_and(|topic| asks.contains(topic));
            asked.then(|| self.credit(at, question.span, ASKED, Vec::new()))
        })
    }

    // ---- what it is as an answer ----

    fn pushback(&self, found: &mut Interpretation) -> Option<PushbackAnswer> {
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
            // Both: a concession and a reason; the reason is what remains.
            (Some(held), Some(yielded)) => {
                let later = held.span.start >= yielded.span.start;
                (later, if later { held } else { yielded })
            }
            (None, None) => return None,
        };
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
        Some(PushbackAnswer {
            id: known.id.clone(),
            holds: stands,
            span: hit.span,
        })
    }

    fn whole(&self) -> Span {
        let trimmed = self.text.trim();
        let start = self.text.len() - self.text.trim_start().len();
        Span {
            start: start as u32,
            end: (start + trimmed.len()) as u32,
        }
    }

    fn assumption(&self, found: &Interpretation) -> Option<Assumption> {
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
        {
            return Some(Assumption {
                about: about.clone(),
                span: self.first_sentence(),
            });
        }
        const ASSUMES: [&str; 5] = ["assume", "assuming", "suppose", "assumption", "presume"];
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
        let tokens: Vec<_> = self
            .analysis
            .tokens
            .iter()
            .filter(|token| {
                sentence.span.start <= token.span.start && token.span.start < sentence.span.end
            })
            .cloned()
            .collect();
        let about = self
            .scenario
            .questions
            .liken(&self.engine.lexicon, &tokens)
            .into_iter()
            .find(|(target, likeness)| {
                matches!(target, crate::scenario::questions::Target::Open(_)) && *likeness >= 0.35
            })
            .map(|(target, _)| {
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

    /// The first sentence that says something: what follows it is another matter.
    fn first_sentence(&self) -> Span {
        self.analysis
            .reading
            .sentences
            .iter()
            .map(|sentence| sentence.span)
            .find(|span| self.words(*span).split_whitespace().count() > 1)
            .unwrap_or_else(|| self.whole())
    }

    fn answer(&self, found: &Interpretation) -> Answer {
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

    fn understood(&self, found: &Interpretation) -> bool {
        let reading = &self.analysis.reading;
        found.gains()
            || found.request.is_some()
            || !found.questions.is_empty()
            || !reading.mentions.is_empty()
            || !reading.quantities.is_empty()
            || !matches!(found.answer, Answer::Nothing)
    }
}
