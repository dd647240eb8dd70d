//! What a message means in this scenario and at this point of the interview.

use std::collections::BTreeSet;

use super::interpretation::{
    Answer, Assumption, Component, Credit, Gets, Hit, Interpretation, PushbackAnswer, Question,
    Request, Reversal,
};
use super::{Engine, Move, State, ledger, questions};
use crate::language::lexicon::Role;
use crate::language::pattern::{Match, Pattern};
use crate::language::token::Word;
use crate::language::{Act, Analysis, Id, Mention, Span, Stance};
use crate::scenario::{Condition, Expectation, PartRef, Scenario, Step};

/// What a part that was reached by asking is recorded as resting on.
pub(super) const ASKED: &str = "asked";

mod figures;
mod naming;
mod pronouns;

use naming::Bare;

/// Reads a message in the light of the scenario and of what was asked last. Pronouns are resolved in `analysis`.
pub(super) fn interpret(
    engine: &Engine,
    state: &State,
    text: &str,
    analysis: &mut Analysis,
) -> Interpretation {
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
            Move::AskPart { expectation, part } => {
                if let Some((expectation, part)) = scenario.part_index(expectation, part) {
                    focused.parts.push(PartRef {
                        expectation: expectation as u16,
                        part: part as u16,
                    });
                }
            }
            Move::AskExpectation { expectation } => {
                focused.parts = whole(expectation);
            }
            Move::Help {
                expectation, part, ..
            } => {
                focused.parts = whole(expectation);
                if let Some(part) = part
                    && let Some((_, index)) = scenario.part_index(expectation, part)
                {
                    focused
                        .parts
                        .retain(|known| usize::from(known.part) == index);
                }
            }
            Move::AskTradeoff { tradeoff } => {
                let known = scenario
                    .tradeoffs
                    .iter()
                    .find(|known| known.id == *tradeoff);
                focused
                    .parts
                    .extend(known.and_then(|known| known.credits.clone()));
            }
            Move::AskProbe { probe } => {
                let known = scenario.probes.iter().find(|known| known.id == *probe);
                focused
                    .parts
                    .extend(known.and_then(|known| known.credits.clone()));
            }
            Move::AskContract { contract } => {
                let known = scenario.contracts.get(usize::from(*contract));
                focused
                    .parts
                    .extend(known.map(|known| known.credits.clone()));
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
            _ => {}
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
        found.reversals = self.reversals(&found);
        found.contradictions = self.contradictions();
        found.conditions = self.conditions();
        found.lanes = self.lanes();
        (found.estimates, found.over_design) = figures::find(self);
        if !found.estimates.is_empty() {
            // "about 116 a second, is that right?": the figure is the question, and gets its answer.
            found.questions.retain(|question| {
                !matches!(question.gets, Gets::NoFact | Gets::Outside | Gets::Decide)
            });
        }
        self.beliefs(&mut found);
        self.choices(&mut found);
        self.expectations(&mut found);
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
        if answering {
            questions.retain(|question| {
                !self.is_statement(question.span)
                    || matches!(question.gets, Gets::Decide | Gets::Open(_))
            });
        }
        questions
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

    /// A quote reads better with the whole clause around it, as long as that stays short.
    fn widen(&self, span: Span) -> Span {
        const LONG: usize = 110;
        let clauses: Vec<Span> = self
            .analysis
            .clauses
            .iter()
            .filter_map(|clause| {
                let tokens = &self.analysis.tokens
                    [usize::from(clause.tokens.start)..usize::from(clause.tokens.end)];
                let words: Vec<Span> = tokens
                    .iter()
                    .filter(|token| token.is_wordlike())
                    .map(|token| token.span)
                    .collect();
                Some(words.first()?.join(*words.last()?))
            })
            .filter(|clause| clause.start < span.end && span.start < clause.end)
            .collect();
        let wide = clauses.iter().fold(span, |wide, clause| wide.join(*clause));
        match self.words(wide).chars().count() <= LONG {
            true => wide,
            false => span,
        }
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
        let sentences = &self.analysis.reading.sentences;
        // The last wish counts: "here is the cache. ok, can we move on?"
        of(self.analysis.reading.act).or_else(|| sentences.last().and_then(|last| of(last.act)))
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
                    span: mention.span,
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
                    span: mention.span,
                });
            }
        }
        components
    }

    /// Changes of mind about a component that the candidate does not announce. An announced one is a revision, and
    /// a replacement in the same message explains itself.
    fn reversals(&self, found: &Interpretation) -> Vec<Reversal> {
        const ANNOUNCES: [&str; 10] = [
            "actually", "instead", "change", "changed", "rather", "thought", "wait", "sorry",
            "replace", "switch",
        ];
        let announced = self
            .analysis
            .tokens
            .iter()
            .any(|token| ANNOUNCES.iter().any(|word| token.exact == Word::of(word)));
        if announced {
            return Vec::new();
        }
        let mut reversals = Vec::new();
        for component in &found.components {
            let before = self
                .state
                .turned_down
                .iter()
                .any(|(concept, _)| *concept == component.concept);
            if component.present && before {
                reversals.push(Reversal {
                    concept: component.concept.clone(),
                    now_used: true,
                    span: component.span,
                });
            }
            let replaced = found
                .components
                .iter()
                .any(|other| other.present && other.concept != component.concept);
            if !component.present && !replaced {
                reversals.push(Reversal {
                    concept: component.concept.clone(),
                    now_used: false,
                    span: component.span,
                });
            }
        }
        reversals
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

    fn named(&self, index: usize, expectation: &Expectation) -> Option<Hit> {
        if self.state.ledger[index].named.is_some() {
            return None;
        }
        self.analysis
            .reading
            .mentions
            .iter()
            .find(|mention| {
                mention.stance.is_affirmed()
                    && !pronouns::is_pronoun(self.words(mention.span))
                    && expectation
                        .concepts
                        .iter()
                        .any(|id| mention.concept == *id || mention.ancestors.contains(id))
            })
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
        let concepts = pattern.concepts();
        let names = !concepts.is_empty() && concepts.len() >= pattern.specificity();
        match self.bareness(hit) {
            Bare::Telling => false,
            Bare::Name => names && !focused,
            Bare::List => names || self.is_named(hit),
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
        if !found.questions.is_empty() || found.request.is_some() {
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
