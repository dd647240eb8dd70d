//! Which parts of which expectations the message reaches.

use std::collections::BTreeSet;

use super::naming::Bare;
use super::{ASKED, Reader, TELLING, naming, pronouns};
use crate::interview::interpretation::{Credit, Gets, Hit, Interpretation};
use crate::interview::{Move, ledger};
use crate::language::aside::AsideKind;
use crate::language::lexicon::Role;
use crate::language::likeness::telling_words;
use crate::language::pattern::{Match, Pattern};
use crate::language::token::{Token, Word};
use crate::language::{Act, Id, Mention, Span};
use crate::scenario::{Expectation, Part, PartRef, Step};

impl Reader<'_> {
    pub(super) fn credit(&self, part: &PartRef, span: Span, by: &str, concepts: Vec<Id>) -> Credit {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        Credit {
            expectation: expectation.id.clone(),
            part: expectation.parts[usize::from(part.part)].id.clone(),
            span,
            by: by.to_owned(),
            concepts,
        }
    }

    /// The concepts of a pattern that are named in these words: those of its alternatives that weren't said support nothing.
    pub(super) fn concepts_in(&self, pattern: &Pattern, span: Span) -> Vec<Id> {
        let mut concepts = pattern.concepts();
        concepts.retain(|id| {
            let mut mentions = self.analysis.reading.mentions.iter();
            mentions.any(|mention| {
                mention.span.start < span.end
                    && span.start < mention.span.end
                    && (mention.concept == *id || mention.ancestors.contains(id))
            })
        });
        concepts
    }

    pub(super) fn expectations(&self, found: &mut Interpretation) {
        for (index, expectation) in self.scenario.expectations.iter().enumerate() {
            // What was said before the change was said about something else.
            if ledger::is_untimely(self.scenario, self.state, index) {
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
    pub(super) fn loosely_heard(&self, found: &mut Interpretation) {
        let sentence_of = |span: Span| self.analysis.reading.sentence_of(span);
        let beside = |one: Option<usize>, other: Option<usize>| match (one, other) {
            (Some(one), Some(other)) => one.abs_diff(other) <= 1,
            (None, _) | (_, None) => false,
        };
        let mut heard: Vec<Credit> = Vec::new();
        for (index, expectation) in self.scenario.expectations.iter().enumerate() {
            if ledger::is_untimely(self.scenario, self.state, index) {
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
                // A loose pattern of one idea fits too much to be evidence, unless it stands in the same sentence; elsewhere
                // it only spares the question.
                let precise = pattern.specificity() >= 2
                    || strict.iter().any(|other| sentence_of(*other) == here);
                if telling && precise && next_to_one && strict.iter().all(apart) {
                    heard.push(self.credit(
                        &at,
                        span,
                        &pattern.text,
                        self.concepts_in(pattern, span),
                    ));
                } else if telling && (next_to_one || named.contains(&here)) {
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

    /// "CDN is a must": whoever names what a part asks for isn't asked for it.
    pub(super) fn named_parts(&self, found: &mut Interpretation) {
        for (index, expectation) in self.scenario.expectations.iter().enumerate() {
            let timely = !ledger::is_untimely(self.scenario, self.state, index);
            if timely && expectation.parts.iter().any(|part| !part.named.is_empty()) {
                self.names_parts(index, expectation, found);
            }
        }
    }

    fn names_parts(&self, index: usize, expectation: &Expectation, found: &mut Interpretation) {
        for (part, wanted) in expectation.parts.iter().enumerate() {
            let at = PartRef {
                expectation: index as u16,
                part: part as u16,
            };
            let credited = || {
                let mut credits = found.credits.iter();
                credits
                    .any(|credit| credit.expectation == expectation.id && credit.part == wanted.id)
            };
            if wanted.named.is_empty()
                || ledger::is_reached(self.state, &at)
                || ledger::is_touched(self.state, &at)
                || credited()
            {
                continue;
            }
            let told = |hit: &Match| {
                self.bareness(hit) != Bare::List
                    && !self.only_points(hit)
                    && !self.asks_at(hit.span)
            };
            let hit = wanted.named.iter().find_map(|pattern| {
                let hit = self.first_told(pattern, told)?;
                Some((hit, pattern))
            });
            if let Some((hit, pattern)) = hit {
                found.touched.push(Hit {
                    id: Id::from(format!("{}/{}", expectation.id, wanted.id).as_str()),
                    span: self.widen(hit.span),
                    by: pattern.text.clone(),
                });
            }
        }
    }

    /// Whether the sentence at a place asks.
    fn asks_at(&self, span: Span) -> bool {
        let sentences = &self.analysis.reading.sentences;
        let home = self.analysis.reading.sentence_of(span);
        home.is_some_and(|at| sentences[at].act.is_question())
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

    pub(super) fn named(&self, index: usize, expectation: &Expectation) -> Option<Hit> {
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

    pub(super) fn reach(
        &self,
        index: usize,
        part: usize,
        found: &Interpretation,
    ) -> Option<Credit> {
        let expectation = &self.scenario.expectations[index];
        let wanted = &expectation.parts[part];
        let at = PartRef {
            expectation: index as u16,
            part: part as u16,
        };
        let focused = self.focus.holds(index, part);
        // An explanation needs no pattern, which might be doubted.
        if let Some(count) = wanted.walk
            && let Some(span) = self.walk(usize::from(at.expectation), count as usize)
        {
            let by = format!("{count} or more parts of the design, in one explanation");
            return Some(self.credit(&at, span, &by, Vec::new()));
        }
        for pattern in &wanted.patterns {
            let told = |hit: &Match| !self.is_bare(pattern, hit, focused) && !self.only_points(hit);
            if let Some(hit) = self.first_told(pattern, told) {
                return Some(self.credit(
                    &at,
                    self.widen(hit.span),
                    &pattern.text,
                    self.concepts_in(pattern, hit.span),
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
                        self.concepts_in(pattern, hit.span),
                    ));
                }
            }
        }
        if let Some(credit) = self.asked_for(&at, &wanted.asks, found) {
            return Some(credit);
        }
        if let Some(span) = self.left_out(wanted) {
            return Some(self.credit(&at, span, "something is left out", Vec::new()));
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
            // The author's lanes are examples: another way to divide it counts as well.
            let (owners, span) = self.owners();
            if owners >= count as usize
                && let Some(span) = span
            {
                let by = format!("{owners} owners named");
                return Some(self.credit(&at, span, &by, Vec::new()));
            }
        }
        if !wanted.steps.is_empty()
            && let Some(span) = naming::path(self.analysis, &self.bare, &wanted.steps)
        {
            return Some(self.credit(&at, span, "a path in this order", Vec::new()));
        }
        None
    }

    /// While the problem is cleared up, words that leave something out: for a part with a pattern over `@out-of-scope`,
    /// which can't list all that anybody may leave out.
    fn left_out(&self, wanted: &Part) -> Option<Span> {
        const OUT: &str = "out-of-scope";
        let mut patterns = wanted.patterns.iter();
        let seeks = self.state.step == Step::Clarify
            && patterns.any(|pattern| pattern.concepts().iter().any(|id| &**id == OUT));
        if !seeks {
            return None;
        }
        let mentions = self.analysis.reading.mentions.iter();
        let mut out = mentions.filter(|m| &*m.concept == OUT && m.stance.is_affirmed());
        out.find_map(|mention| {
            let clause = self.analysis.clauses.get(usize::from(mention.clause))?;
            let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
            let own = self.analysis.tokens.get(range)?.iter();
            let beside = own.filter(|token| !token.span.begins_in(mention.span));
            let beside: Vec<Token> = beside.cloned().collect();
            // "You left out how many use it", "I never left it out".
            const OTHERWISE: [&str; 4] = ["you", "your", "u", "never"];
            let otherwise = |token: &Token| OTHERWISE.iter().any(|w| token.exact == Word::of(w));
            let names = !telling_words(&self.engine.lexicon, &beside).is_empty()
                && !beside.iter().any(otherwise);
            names.then(|| self.widen(mention.span))
        })
    }

    /// The stretch of a message that explains the design and names so many of its components, or tells it as a story
    /// after it was asked for. It takes a summary, or the step in which one is given; a list of names is none.
    fn walk(&self, index: usize, count: usize) -> Option<Span> {
        const STORY: usize = 45;
        let reading = &self.analysis.reading;
        let explains = self.state.step == Step::Communicate
            || reading.sentences.iter().any(|s| s.act == Act::Summary)
            || reading.asides.iter().any(|a| a.kind == AsideKind::Explain);
        if !explains {
            return None;
        }
        let mut named: BTreeSet<&Id> = BTreeSet::new();
        // Per sentence, what it names: the one that names most is quoted.
        let mut told: Vec<BTreeSet<&Id>> = vec![BTreeSet::new(); reading.sentences.len()];
        for mention in &reading.mentions {
            let component = matches!(
                self.engine.lexicon.role(&mention.concept),
                Some(Role::Component | Role::Store)
            );
            let list = self.bare.get(usize::from(mention.sentence)) == Some(&Bare::List);
            if component && !list && mention.stance.is_affirmed() {
                named.insert(&mention.concept);
                if let Some(own) = told.get_mut(usize::from(mention.sentence)) {
                    own.insert(&mention.concept);
                }
            }
        }
        let sentences = reading.sentences.iter().zip(&told);
        let most = sentences.reduce(|most, next| match most.1.len() < next.1.len() {
            true => next,
            false => most,
        });
        let span = most
            .filter(|(_, named)| !named.is_empty())
            .map(|(sentence, _)| sentence.span);
        let invited = self.state.focus.as_ref().is_some_and(|focus| {
            matches!(
                focus.asked,
                Move::Advance {
                    to: Step::Communicate
                }
            )
        }) || ledger::focus_expectation(self.scenario, self.state) == Some(index);
        let words = self.text.split_whitespace().count();
        let story = invited && named.len() >= 2 && words >= STORY && reading.sentences.len() >= 3;
        span.filter(|_| named.len() >= count || story)
    }

    /// "It" alone says nothing of what it stands for.
    pub(super) fn only_points(&self, hit: &Match) -> bool {
        hit.words
            .iter()
            .all(|span| pronouns::is_pronoun(self.words(*span)))
    }

    /// Whether a hit is naming and no more: the pattern consists of names and the sentence says nothing about them; or
    /// it lies in a list of names and says nothing beside them. A name alone answers what was just asked; a list of
    /// them doesn't.
    pub(super) fn is_bare(&self, pattern: &Pattern, hit: &Match, focused: bool) -> bool {
        let names = || pattern.only_names();
        match self.bareness(hit) {
            Bare::Telling => false,
            Bare::Name => !focused && names(),
            Bare::List => names() || self.is_named(hit),
        }
    }

    /// Whether a hit says nothing beside the names of a list: fewer than two of its words stand outside them.
    pub(super) fn is_named(&self, hit: &Match) -> bool {
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
    pub(super) fn is_only_named(&self, hit: &Match) -> bool {
        hit.words.iter().all(|word| {
            self.analysis
                .reading
                .mentions
                .iter()
                .any(|mention| mention.span.start <= word.start && word.end <= mention.span.end)
        })
    }

    pub(super) fn bareness(&self, hit: &Match) -> Bare {
        let sentence = self.analysis.reading.sentence_of(hit.span);
        sentence.map_or(Bare::Telling, |index| self.bare[index])
    }

    pub(super) fn asked_for(
        &self,
        at: &PartRef,
        asks: &[Id],
        found: &Interpretation,
    ) -> Option<Credit> {
        found.questions.iter().find_map(|question| {
            let of = |id: &Id| {
                let fact = self.scenario.fact(id);
                let by_topic = fact.is_some_and(|f| f.topics.iter().any(|t| asks.contains(t)));
                by_topic || asks.contains(id)
            };
            let open = |id: &Id| {
                let mut opens = self.scenario.opens.iter();
                let by_topic = opens.any(|open| {
                    open.id == *id && open.topics.iter().any(|topic| asks.contains(topic))
                });
                by_topic || asks.contains(id)
            };
            let asked = match &question.gets {
                Gets::Fact(id) => of(id),
                Gets::Either(first, second) => of(first) || of(second),
                Gets::Open(id) => open(id),
                Gets::Estimate(id) => self.scenario.facts_of(id).any(|fact| of(&fact.id)),
                // Where no fact says what was meant, the topic does.
                Gets::NoFact | Gets::Decide | Gets::Outside => {
                    let topic = question.topic.as_ref();
                    topic.is_some_and(|topic| asks.contains(topic))
                }
            };
            asked.then(|| self.credit(at, question.span, ASKED, Vec::new()))
        })
    }
}
