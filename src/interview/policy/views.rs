//! What the interviewer says to who asks for an opinion: in one clause, of the kind that was asked for, and no verdict.

use super::Turn;
use crate::interview::interpret::pronouns;
use crate::interview::interpretation::{Gets, Request};
use crate::interview::opinion::{self, Opinion};
use crate::interview::reply::capital;
use crate::interview::words_in;
use crate::language::lexicon::Role;
use crate::language::{Span, Unit};

impl Turn<'_> {
    /// The answer to a question for an opinion.
    pub(super) fn view(&mut self, question: Span) -> String {
        // What can be said is what the rules found: "is this safe?"
        let holds =
            self.coach() && (!self.found.credits.is_empty() || self.found.pushback.is_some());
        let trouble = self.coach()
            && (!self.found.misconceptions.is_empty()
                || self
                    .state
                    .misconceptions
                    .iter()
                    .any(|held| held.settled.is_none() && !held.corrected)
                || !self.found.contradictions.is_empty()
                || self.found.estimates.iter().any(|figure| !figure.right));
        let lower = question.of(self.text).to_lowercase();
        let hear = [
            "like to hear",
            "want to hear",
            "prefer to hear",
            "rather hear",
        ]
        .iter()
        .any(|words| lower.contains(words));
        // "I could go deeper into one part, or we go on to the change. Which would you prefer?"
        let said = self.text.to_lowercase();
        let ways = [
            "go deeper",
            "go on",
            "go into",
            "move on",
            "the change",
            "explain",
        ];
        let way = lower.contains("which") && ways.iter().any(|words| said.contains(words));
        let mind = lower.contains("which")
            && ["have in mind", "had in mind"]
                .iter()
                .any(|words| lower.contains(words));
        let key = match opinion::of(question.of(self.text)) {
            _ if mind => "any-of-them",
            _ if way && opinion::of(question.of(self.text)) == Some(Opinion::Choice) => {
                "go-on-then"
            }
            // "I see two parts. Which one do you like to hear?"
            _ if hear && words_in(&lower).contains(&"which") => "your-pick",
            _ if self.found.request == Some(Request::Finish) => "view-report",
            Some(Opinion::Verdict) => "view-report",
            Some(Opinion::Own) => "view-own",
            Some(Opinion::Yours) => "view-yours",
            _ if self.weighs_figures(question) => match trouble || self.has_wrong_figure() {
                true => "figures-doubted",
                false => "figures-hold",
            },
            Some(Opinion::Choice) => "view-choice",
            Some(Opinion::Breaks) => "view-breaks",
            Some(Opinion::Worth) => "view-worth",
            // "Does that seem ok, or do you want a hard bound?"
            Some(Opinion::Too) | None
                if opinion::seeks_approval(question.of(self.text))
                    && question.of(self.text).contains(" or ") =>
            {
                "view-yours"
            }
            // "Is it posting too that spikes, or just reading?" asks for no opinion.
            None if !opinion::is_wanted(question.of(self.text)) => "left-to-you",
            // What isn't measured is held against nothing.
            Some(Opinion::Too) if self.measures(question) => "view-too",
            Some(Opinion::Wrong | Opinion::Hole | Opinion::Too) | None if trouble => "view-trouble",
            Some(Opinion::Hole) => "view-hole",
            Some(Opinion::Wrong) if holds => "view-wrong",
            Some(Opinion::Wrong) => "view-wrong-open",
            Some(Opinion::Too) | None if holds => "view-gains",
            Some(Opinion::Too) | None if self.coach() => "view-open",
            Some(Opinion::Too) | None => "view-later",
        };
        self.named_view(key, question)
            .unwrap_or_else(|| self.reply.word(key, &[]))
    }

    /// Whether a question is for figures of which some were held against the facts: "did the storage numbers look sane?".
    fn weighs_figures(&self, question: Span) -> bool {
        const FIGURES: [&str; 9] = [
            "number",
            "numbers",
            "figure",
            "figures",
            "math",
            "maths",
            "estimate",
            "estimates",
            "calculation",
        ];
        let words = question.of(self.text).to_lowercase();
        let named = words_in(&words).iter().any(|word| FIGURES.contains(word));
        let quantities = self.reading.map(|reading| &*reading.quantities);
        let has = |span: Span| span.begins_in(question);
        let given = quantities
            .unwrap_or_default()
            .iter()
            .filter(|figure| has(figure.span));
        let known = !self.state.estimates.is_empty();
        known && (named || given.count() >= 2 && opinion::seeks_approval(&words))
    }

    fn has_wrong_figure(&self) -> bool {
        self.state.estimates.iter().any(|figure| !figure.right)
    }

    /// Whether the message leaves a choice to the interviewer: "A, or B? Which would you take?".
    pub(super) fn leaves_a_choice(&self) -> bool {
        let choice = |span: Span| opinion::of(span.of(self.text)) == Some(Opinion::Choice);
        let left = self.found.unanswered.last();
        let decide = self.found.questions.last();
        left.is_some_and(|left| left.view && choice(left.span))
            || decide.is_some_and(|asked| asked.gets == Gets::Decide && choice(asked.span))
    }

    /// Whether a question, or the sentence before it, has a figure that can be held against what a machine takes: a load or
    /// a size, and no time.
    fn measures(&self, question: Span) -> bool {
        let Some(reading) = self.reading else {
            return false;
        };
        let home = reading.sentence_of(question);
        reading.quantities.iter().any(|figure| {
            let at = usize::from(figure.sentence);
            home.is_some_and(|home| at == home || at + 1 == home)
                && (figure.unit == Unit::Bytes || figure.unit == Unit::Count)
        })
    }

    /// The same answer with the name of what the question is about; none where it names nothing.
    fn named_view(&mut self, key: &str, question: Span) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for mention in &self.reading?.mentions {
            let role = self.engine.lexicon.role(&mention.concept);
            let choice = matches!(role, Some(Role::Component | Role::Store | Role::Technique));
            // "Is there something in that you're not convinced by?"
            let pointed = pronouns::is_pronoun(mention.span.of(self.text));
            if choice && !pointed && mention.span.begins_in(question) {
                let name = self.reply.own_name(&mention.concept);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        match (key, names.as_slice()) {
            ("view-choice", [first, second]) => {
                let capital = capital(first);
                let values = [("first", &**first), ("second", second), ("First", &capital)];
                Some(self.reply.word("view-choice-named", &values))
            }
            ("view-too", [thing]) => Some(self.reply.word("view-too-named", &[("thing", thing)])),
            ("view-worth", [thing]) => {
                Some(self.reply.word("view-worth-named", &[("thing", thing)]))
            }
            ("view-gains" | "view-open", [thing]) => {
                let capital = capital(thing);
                let values = [("thing", &**thing), ("Thing", &capital)];
                Some(self.reply.word(&format!("{key}-named"), &values))
            }
            _ => None,
        }
    }
}
