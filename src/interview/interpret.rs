//! What a message means in this scenario and at this point of the interview.

use super::interpretation::{Answer, Gets, Hit, Interpretation, Request};
use super::{Engine, State};
use crate::language::pattern::{Match, Pattern};
use crate::language::token::Token;
use crate::language::topic::{self, Put};
use crate::language::{Analysis, Id, Span};
use crate::scenario::{Scenario, Step};

/// Fewer words than this around a loose hit are no statement.
const TELLING: usize = 4;

/// What a part that was reached by asking is recorded as resting on.
pub(super) const ASKED: &str = "asked";

mod answer;
mod arithmetic;
mod asking;
mod beliefs;
mod design;
mod expectations;
mod figures;
mod focus;
mod given;
mod greeting;
mod likened;
mod naming;
mod particles;
pub(super) mod pronouns;
mod quoting;
mod remembered;
mod reversals;
mod talk;
mod terms;
mod tries;

use focus::Focused;
use naming::Bare;

/// Reads a message in the light of the scenario and of what was asked last. Pronouns are resolved in `analysis`.
pub(super) fn interpret(
    engine: &Engine,
    state: &State,
    text: &str,
    analysis: &mut Analysis,
) -> Interpretation {
    particles::free_answers(text, analysis);
    let put = topic::put(text, analysis);
    tries::take_up(engine, state, text, &put, analysis);
    pronouns::resolve(engine, state, analysis);
    engine.scenario.turn_away(analysis);
    let reader = Reader {
        engine,
        scenario: &engine.scenario,
        state,
        text,
        bare: naming::bare_sentences(text, analysis),
        put,
        analysis,
        focus: Focused::of(engine, state),
    };
    reader.read()
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
    /// Per sentence: how it asks.
    put: Vec<Put>,
    focus: Focused,
}

impl Reader<'_> {
    fn read(&self) -> Interpretation {
        if self.greets() {
            return Interpretation {
                answer: Answer::Nothing,
                ..Interpretation::default()
            };
        }
        let term = self.word_wanted();
        let (mut questions, again) = self.questions();
        if let Some(term) = &term {
            let inside = |span: Span| term.span.start <= span.start && span.start < term.span.end;
            let told = &self.state.told;
            let again = |gets: &Gets| matches!(gets, Gets::Fact(id) if told.iter().any(|(told, _)| told == id));
            // "What do you mean by session? Like the cookie?"
            questions.retain(|question| !inside(question.span) && !again(&question.gets));
        }
        let mut found = Interpretation {
            request: self.request(),
            questions,
            term,
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
            // "evening peak maybe 5x, so 500/s?" works something out, and asks for no fact about the evening.
            let reading = &self.analysis.reading;
            let home = |span: Span| reading.sentence_of(span);
            let worked_out = |span: Span| {
                let mut right = found.estimates.iter().filter(|figure| figure.right);
                self.state.step != Step::Clarify
                    && right.any(|figure| home(figure.span) == home(span))
            };
            found
                .questions
                .retain(|question| !worked_out(question.span));
        }
        found.unanswered = self.unanswered(&found, &again);
        self.beliefs(&mut found);
        self.choices(&mut found);
        self.expectations(&mut found);
        self.loosely_heard(&mut found);
        self.likened(&mut found);
        self.named_parts(&mut found);
        self.given(&mut found);
        found.pushback = self.pushback(&mut found);
        self.talk(&mut found);
        found.assumption = self.assumption(&found, &again);
        found.answer = self.answer(&found);
        if self.asks_back(&found) {
            found.request = Some(Request::Restate);
        }
        found.understood = self.understood(&found);
        // Last, because what was found elsewhere is told apart by where it stands.
        for credit in found.credits.iter_mut().filter(|credit| credit.by != ASKED) {
            credit.span = quoting::as_evidence(self.text, self.analysis, credit.span);
        }
        found
    }

    fn words(&self, span: Span) -> &str {
        span.of(self.text)
    }

    /// The tokens that begin inside a span.
    fn tokens(&self, span: Span) -> &[Token] {
        let tokens = &self.analysis.tokens;
        let before = |end: u32| tokens.partition_point(|token| token.span.start < end);
        &tokens[before(span.start)..before(span.end).max(before(span.start))]
    }

    /// The first place of a pattern that tells something. Most patterns are found at no place, or at one: all of them are
    /// looked for only where the first doesn't do.
    fn first_told(&self, pattern: &Pattern, told: impl Fn(&Match) -> bool) -> Option<Match> {
        let first = pattern.find(self.analysis)?;
        match told(&first) {
            true => Some(first),
            false => pattern
                .find_each(self.analysis)
                .into_iter()
                .find(|hit| told(hit)),
        }
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
}
