//! Tier 1: what the candidate asks of the interviewer about the interview itself.

use super::{Turn, agenda, inside_quotes};
use crate::interview::fold::{CHANGE_WANTED, restated};
use crate::interview::interpretation::Request;
use crate::interview::moves::Rung;
use crate::interview::opinion;
use crate::interview::reply::capital;
use crate::interview::{Move, State, ledger, words_in};
use crate::language::aside::AsideKind;
use crate::language::token::{self, Word};
use crate::language::{Act, Id, Span, analyse};
use crate::scenario::{PartRef, Step};

/// From so many words on, a message says more than its wish.
const MORE: usize = 8;
/// So many words behind an offer to explain are the explanation.
const TELLING: usize = 12;
/// Who says back so many words as they ask what is missing has summed it up.
const SUMMARY: usize = 25;
/// Shorter words name nothing to go to.
const NAMING: usize = 4;
/// With so little time left there is no going back to the explanation.
const LAST_MINUTES: u64 = 3;

/// How somebody asks whether to go somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// "Should I take the feed?"
    There,
    /// "The numbers now, or the design?"
    Either,
    /// "Can I do the numbers first?"
    First,
    /// "Anything else on delivery, or shall I take presence?"
    Then,
}

impl Turn<'_> {
    /// Follows a wish about the interview. Gives false where the rest of the message goes on as usual.
    pub(super) fn follow(&mut self, request: Request) -> bool {
        match request {
            Request::Change => self.change(),
            Request::Pushback => self.object(),
            Request::Explain => self.explain(),
            Request::Lead => self.lead(),
            Request::Rest => self.rest(),
            Request::Standing => self.standing(),
            Request::Nod => self.nod(),
            Request::Already => self.said_already(),
            Request::Restate => self.restate(),
            Request::Meant => self.meant(),
            Request::IsChange => self.is_change(),
            Request::Missed => self.missed(),
            Request::Unheard => self.unheard(),
            Request::Leave => self.let_ask(),
            Request::How => self.how_it_goes(),
            Request::Hint
            | Request::Repeat
            | Request::Skip
            | Request::Time
            | Request::Next
            | Request::Back
            | Request::Finish => false,
        }
    }

    /// The words outside the sentences that talk about the interview.
    fn beside(&self) -> usize {
        let Some(reading) = self.reading else {
            return 0;
        };
        reading
            .sentences
            .iter()
            .filter(|sentence| {
                !reading
                    .asides
                    .iter()
                    .any(|aside| aside.span.start == sentence.span.start)
            })
            .map(|sentence| sentence.span.of(self.text).split_whitespace().count())
            .sum()
    }

    pub(super) fn has(&self, kind: AsideKind) -> bool {
        self.reading
            .is_some_and(|reading| reading.asides.iter().any(|aside| aside.kind == kind))
    }

    /// Nothing to change yet: says so, and goes on to the design.
    fn too_early(&mut self) -> bool {
        if self.step != Step::Clarify && !self.state.design.is_empty() {
            return false;
        }
        // Who asks something about the problem beside it hasn't finished with that.
        if self.step == Step::Clarify && !self.found.questions.is_empty() {
            return true;
        }
        let words = self.reply.word("too-early", &[]);
        self.reply.say(words);
        match self.step {
            Step::Clarify => self.tier_9_advance("asked for before there is a design"),
            Step::Design | Step::Communicate | Step::Iterate => self.next_question(None),
        }
        true
    }

    // ---- the change, an objection, the explanation ----

    fn change(&mut self) -> bool {
        if self.too_early() {
            return true;
        }
        let open =
            self.before.focus.as_ref().is_some_and(|focus| {
                matches!(focus.asked, Move::Curveball { .. }) && !focus.answered
            });
        if open && !self.found.gains() {
            self.repeat();
            return true;
        }
        match agenda::curveball(self.scenario, self.state) {
            Some(id) => {
                let because = "the candidate asks for the change";
                let to = Step::Iterate;
                if self.step != to {
                    self.step = to;
                    self.reply
                        .add(Move::Follow { to }, 1, because, String::new());
                }
                self.throw(&id, because);
            }
            None => {
                let thrown = self
                    .state
                    .spent
                    .iter()
                    .any(|key| key.starts_with("curveball "));
                let key = if thrown {
                    "change-none"
                } else {
                    "change-unfit"
                };
                let words = self.reply.word(key, &[]);
                self.reply.say(words);
                self.next_question(None);
            }
        }
        true
    }

    /// The change was asked for together with an objection, which went first.
    pub(super) fn tier_5_change_wanted(&mut self) -> bool {
        if !self.state.spent.contains(CHANGE_WANTED)
            || agenda::curveball(self.scenario, self.state).is_none()
        {
            return false;
        }
        self.change()
    }

    fn object(&mut self) -> bool {
        if self.too_early() {
            return true;
        }
        match agenda::pushback(self.scenario, self.state) {
            Some(id) => {
                if self.has(AsideKind::Change) {
                    let words = self.reply.word("pushback-first", &[]);
                    self.reply.say(words);
                }
                self.push_back(&id);
                true
            }
            None if self.has(AsideKind::Change) => self.change(),
            None => {
                let words = self.reply.word("pushback-none", &[]);
                self.reply.say(words);
                self.next_question(None);
                true
            }
        }
    }

    pub(super) fn explain(&mut self) -> bool {
        let told = self.explains();
        let designed = self.step != Step::Clarify && !self.state.design.is_empty();
        let due = match self.step {
            Step::Design => true,
            Step::Iterate => self.is_unexplained(),
            Step::Clarify | Step::Communicate => false,
        };
        if !designed || !due {
            if told {
                return false;
            }
            let words = self.reply.word("go-ahead-there", &[]);
            self.reply
                .add(Move::GoAhead, 1, "the candidate offers to sum up", words);
            return true;
        }
        if told {
            let because = "the candidate explains it";
            self.enter_communicate(because);
            // In an exam who is explaining is left to it.
            if !self.coach() {
                let words = self.reply.word("go-on", &[]);
                self.reply.add(Move::GoOn, 1, because, words);
                return true;
            }
            if !self.tier_3_figures_and_facts() && !self.tier_4_misconceptions() {
                self.ask_about_the_explanation();
            }
        } else {
            let words = self.reply.word("advance-communicate-asked", &[]);
            let to = Step::Communicate;
            self.reply.add(
                Move::Advance { to },
                1,
                "the candidate offers to explain it",
                words,
            );
        }
        true
    }

    /// Whether the message explains the design, and does not only offer to.
    fn explains(&self) -> bool {
        let Some(reading) = self.reading else {
            return false;
        };
        let offered = reading
            .asides
            .iter()
            .filter(|aside| aside.kind == AsideKind::Explain)
            // "now explain it? the phone calls the server …"
            .map(|aside| {
                let words = aside.span.of(self.text);
                let mark = words.find('?').map_or(words.len(), |mark| mark + 1);
                aside.span.start as usize + mark
            })
            .max();
        let asked = || self.text.find('?').map(|mark| mark + 1);
        // "The explanation to the teammate then." leads to it, in words that no cue knows.
        let led = || {
            reading
                .sentences
                .first()
                .map(|first| first.span.end as usize)
        };
        let after = offered
            .or_else(asked)
            .or_else(led)
            .and_then(|end| self.text.get(end..))
            .unwrap_or("");
        let summary = reading
            .sentences
            .iter()
            .any(|sentence| sentence.act == Act::Summary);
        if after.trim().is_empty() && !summary {
            return false;
        }
        let reached = self.found.credits.iter().any(|credit| {
            self.scenario
                .expectation_index(&credit.expectation)
                .is_some_and(|at| self.scenario.expectations[at].step == Step::Communicate)
        });
        after.split_whitespace().count() >= TELLING || summary && self.beside() >= MORE || reached
    }

    pub(super) fn enter_communicate(&mut self, because: &str) {
        let to = Step::Communicate;
        self.step = to;
        self.reply
            .add(Move::Follow { to }, 1, because, String::new());
    }

    /// The step has only begun, whatever was said in the one before.
    fn ask_about_the_explanation(&mut self) {
        let begun = State {
            step_messages: 0,
            ..self.state.clone()
        };
        let item = agenda::next(self.scenario, &begun, self.found, Step::Communicate);
        self.next_question(item);
    }

    /// Whether nobody has explained the design, nor been asked to.
    pub(super) fn is_unexplained(&self) -> bool {
        let minutes = self.state.setup.minutes.map(u64::from);
        let time = minutes.is_none_or(|minutes| {
            minutes.saturating_sub(self.state.elapsed_ms / 60_000) >= LAST_MINUTES
        });
        time && !ledger::was_asked_to_explain(self.state)
            && self.state.demands[Step::Communicate as usize] == 0
            && !self.is_explained()
    }

    /// Whether the explanation was given before it was asked for: in this message, or two of its points earlier.
    fn is_explained(&self) -> bool {
        let reached = |state: &State| {
            self.scenario
                .expectations
                .iter()
                .zip(&state.ledger)
                .filter(|(expectation, line)| {
                    expectation.step == Step::Communicate
                        && line
                            .parts
                            .iter()
                            .any(|part| part.reached.is_some() && part.withdrawn.is_none())
                })
                .count()
        };
        // Points of it come up in the design as well; who explains it sums it up, or says who does what.
        reached(self.state) >= 2 && (self.state.lanes.len() >= 2 || self.hands_over())
    }

    /// Into the explanation: asked for, unless it was given.
    pub(super) fn advance_to_explanation(&mut self, because: &str) {
        if self.is_explained() {
            self.enter_communicate(because);
            let words = self.reply.word("explained", &[]);
            self.reply.say(words);
            self.ask_about_the_explanation();
            return;
        }
        // Whoever went back to the design in between isn't asked in the same words.
        if ledger::was_asked_to_explain(self.state) {
            self.enter_communicate(because);
            self.ask_about_the_explanation();
            return;
        }
        let to = Step::Communicate;
        let words = match self.minutes_left() {
            Some(left) => self.reply.word("advance-communicate", &[("left", &left)]),
            None => self.reply.word("advance-communicate-untimed", &[]),
        };
        self.reply.add(Move::Advance { to }, 9, because, words);
    }

    // ---- who leads ----

    pub(super) fn lead(&mut self) -> bool {
        // "Can we talk about the celebrities, I'm stuck there" wants help more than leave.
        if words_in(&self.text.to_lowercase()).contains(&"stuck") {
            self.help_on_request();
            return true;
        }
        // "Can I do the numbers for Redis? 50M users x 500 ids …" has gone ahead.
        const GONE: usize = 7;
        let rest = self.text.split_once('?').map_or("", |(_, rest)| rest);
        // "…? author_id or tweet_id, which one would you worry about" asks on.
        let gone = rest.split_whitespace().count() >= GONE
            && !rest.contains('?')
            && opinion::of(rest).is_none();
        if gone && !self.leaves_the_choice() {
            self.note_what_was_gone_to();
            return false;
        }
        let asked = self.has(AsideKind::Lead);
        // "Next: caching, Redis before the timelines" has begun.
        if !asked && self.found.gains() {
            return false;
        }
        // "Next up the feed. Want me to go there?"
        let named = |kind| {
            let asides = self.reading.into_iter().flat_map(|r| &r.asides);
            let mut named = asides.filter(move |a| a.kind == kind);
            named.find_map(|a| Some((a.span, a.about?)))
        };
        let named = named(AsideKind::Lead).or_else(|| named(AsideKind::Turn));
        let way = named.map_or(Way::There, |(sentence, about)| self.way(sentence, about));
        let topic = named
            .map(|(_, about)| self.spelt(about))
            .filter(|topic| topic.chars().count() >= NAMING);
        // "Explain now? Or more on failures?"
        let explains = |topic: &str| {
            ["expla", "summar", "wrap"]
                .iter()
                .any(|word| topic.starts_with(word))
        };
        if topic.as_deref().is_some_and(explains) {
            return self.explain();
        }
        if self.step == Step::Clarify && topic.as_deref().is_some_and(builds) {
            let to = Step::Design;
            self.step = to;
            let because = "the candidate goes to the design";
            self.reply
                .add(Move::Follow { to }, 1, because, String::new());
        }
        let open = self.leaves_the_choice();
        let words = match (topic, self.reply.has_words()) {
            _ if open && way != Way::Then => self.reply.word("your-pick", &[]),
            (Some(topic), _) if way != Way::There => {
                let key = match way {
                    Way::Either => "go-either",
                    Way::First => "go-first",
                    Way::Then | Way::There => "go-then",
                };
                let capital = capital(&topic);
                self.reply
                    .word(key, &[("topic", &topic), ("Topic", &capital)])
            }
            (Some(topic), false) => self.reply.word("go-ahead", &[("topic", &topic)]),
            (Some(topic), true) => self.reply.word("go-ahead-too", &[("topic", &topic)]),
            (None, _) if !asked => self.reply.word("go-ahead-then", &[]),
            (None, false) => self.reply.word("go-ahead-there", &[]),
            (None, true) => self.reply.word("go-ahead-there-too", &[]),
        };
        let because = match asked {
            true => "the candidate asks whether to go there",
            false => "the candidate says where to go",
        };
        self.reply.add(Move::GoAhead, 1, because, words);
        if self.has(AsideKind::Time) {
            let words = match self.minutes_left() {
                Some(left) => self.reply.word("time-left", &[("left", &left)]),
                None => self.reply.word("time-left-untimed", &[]),
            };
            self.reply
                .add(Move::TellTime, 1, "the candidate asked for the time", words);
        }
        true
    }

    /// "Can I do likes now? A table with …": what nothing else is said about is at least noted.
    fn note_what_was_gone_to(&mut self) {
        let asides = self.reading.into_iter().flat_map(|reading| &reading.asides);
        let mut leads = asides.filter(|aside| aside.kind == AsideKind::Lead);
        let about = leads.find_map(|aside| Some((aside.span, aside.about?)));
        let Some((lead, about)) = about else {
            return;
        };
        let mut credits = self.found.credits.iter();
        let told = credits.any(|credit| credit.span.start >= lead.end);
        let topic = self.spelt(about);
        if told || topic.chars().count() < NAMING {
            return;
        }
        let words = self
            .reply
            .word("noted-topic", &[("Topic", &capital(&topic))]);
        let because = "the candidate has gone there";
        self.reply
            .add(Move::Acknowledge { of: None }, 1, because, words);
    }

    /// How a sentence asks whether to go to what it names.
    fn way(&self, sentence: Span, about: Span) -> Way {
        let words = |start: u32, end: u32| -> Vec<String> {
            let span = Span { start, end };
            let words = span.of(self.text).to_lowercase();
            let words = words.split(|c: char| !c.is_alphanumeric());
            words
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let before = words(sentence.start, about.start.max(sentence.start));
        let after = words(about.end.min(sentence.end), sentence.end);
        // "… or not", "… or leave it", "… or is that enough?" offer nothing else to go to.
        const LEAVING: [&str; 9] = [
            "not", "no", "skip", "leave", "is", "are", "drop", "enough", "can",
        ];
        let other = after.iter().position(|word| word == "or");
        let either = other
            .and_then(|at| after.get(at + 1))
            .is_some_and(|next| !LEAVING.contains(&next.as_str()));
        const EARLY: [&str; 3] = ["first", "quick", "quickly"];
        match before.iter().any(|word| word == "or") {
            true => Way::Then,
            false if either => Way::Either,
            false
                if after
                    .first()
                    .is_some_and(|word| EARLY.contains(&word.as_str())) =>
            {
                Way::First
            }
            false => Way::There,
        }
    }

    /// "Is there a part you want me to start with?": it asks where, and a "yes" would say nothing.
    fn leaves_the_choice(&self) -> bool {
        const HEAR: [&str; 4] = [
            "like to hear",
            "want to hear",
            "prefer to hear",
            "rather hear",
        ];
        let lower = self.text.to_lowercase();
        if lower.trim_end().ends_with('?') && HEAR.iter().any(|words| lower.contains(words)) {
            return true;
        }
        const WHERE: [&str; 6] = ["is there", "which", "what", "any ", "anything", "where"];
        let asides = self.reading.into_iter().flat_map(|reading| &reading.asides);
        let mut leads = asides.filter(|aside| aside.kind == AsideKind::Lead);
        // In words that no cue knows: "groups or the database first, what do you want?"
        if !self.has(AsideKind::Lead) && !self.has(AsideKind::Turn) {
            let words = self.text.to_lowercase();
            let mut words = words.split(|c: char| !c.is_alphanumeric());
            return words.any(|word| matches!(word, "or" | "which" | "what" | "where"));
        }
        leads.any(|aside| {
            let words = aside.span.of(self.text).to_lowercase();
            WHERE
                .iter()
                .any(|word| words.trim_start().starts_with(word))
        })
    }

    /// The candidate's words, with slips of the keys put right.
    fn spelt(&self, span: Span) -> String {
        let mut words = String::new();
        let mut at = span.start;
        let repairs = self.reading.into_iter().flat_map(|r| &r.repairs);
        for repair in repairs.filter(|r| span.start <= r.span.start && r.span.end <= span.end) {
            let before = Span {
                start: at,
                end: repair.span.start,
            };
            words.push_str(before.of(self.text));
            words.push_str(&repair.read_as);
            at = repair.span.end;
        }
        let rest = Span {
            start: at,
            end: span.end,
        };
        words.push_str(rest.of(self.text));
        words
    }

    fn rest(&mut self) -> bool {
        if self.found.gains() || !self.found.questions.is_empty() {
            return false;
        }
        // "Next", "go on": there is nothing more that the candidate wants to know.
        let moves = self
            .reading
            .is_some_and(|reading| reading.act == Act::StepMove);
        match self.step {
            Step::Clarify if moves => self.tier_9_advance("the candidate wants to go on"),
            Step::Clarify | Step::Design | Step::Communicate | Step::Iterate => {
                self.next_question(None);
            }
        }
        true
    }

    // ---- how it goes ----

    fn standing(&mut self) -> bool {
        let (mut full, mut all) = (0, 0);
        for (index, expectation) in self.scenario.expectations.iter().enumerate() {
            if expectation.step == self.step && ledger::is_open(self.scenario, self.state, index) {
                all += 1;
                full += usize::from(ledger::is_full(self.scenario, self.state, index));
            }
        }
        if self.text.to_lowercase().contains("what you") {
            let key = match self.found.gains() {
                true => "standing-that",
                false => "standing-not-yet",
            };
            let words = self.reply.word(key, &[]);
            return self.remark_and_go_on("the candidate asks whether that was meant", words);
        }
        // "Am I wrong?", "is that good enough?" is about what was said, and not about how it goes.
        if let Some(question) = self.opinion_wanted() {
            let words = self.view(question);
            return self.remark_and_go_on("the candidate asks for an opinion", words);
        }
        let words = match full {
            // Behind the last question the report is what is left to say.
            _ if self.is_spent(&Move::WrapUp) || self.step == Step::Iterate => {
                self.reply.word("view-report", &[])
            }
            0 => self.reply.word("standing-early", &[]),
            _ => self.reply.word(
                "standing",
                &[("full", &full.to_string()), ("all", &all.to_string())],
            ),
        };
        self.remark_and_go_on("the candidate asks how it goes", words)
    }

    /// The sentence that asks for an opinion of what was said, where it asks how it is going by its words only.
    fn opinion_wanted(&self) -> Option<Span> {
        const GOING: [&str; 12] = [
            "doing", "do", "track", "pass", "going", "far", "points", "score", "progress", "well",
            "today", "level",
        ];
        let asides = self.reading.into_iter().flat_map(|reading| &reading.asides);
        let mut asked = asides.filter(|aside| aside.kind == AsideKind::Standing);
        let sentence = asked.next()?.span;
        let words = sentence.of(self.text).to_lowercase();
        let going = words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| GOING.contains(&word));
        (!going || opinion::of(&words).is_some()).then_some(sentence)
    }

    fn nod(&mut self) -> bool {
        // A figure that was held against the estimates has had its answer.
        let confirmed = self.confirmed().is_some() || self.found.estimates.iter().any(|e| !e.right);
        if confirmed || self.found.recounted.is_some() {
            return false;
        }
        let key = match self.coach() && !self.found.credits.is_empty() {
            // "I'd leave out search, if that's ok": a scope, and no design yet.
            _ if self.step == Step::Clarify => "nod-scope",
            true => "view-gains",
            false => "nod",
        };
        let words = self.reply.word(key, &[]);
        self.remark_and_go_on("the candidate seeks a nod", words)
    }

    /// "Is there anything else I missed?": what comes next is what is missing.
    fn missed(&mut self) -> bool {
        if let Some(topic) = self.named_as_missed().filter(|_| self.coach()) {
            let capital = capital(&topic);
            let words = self.reply.word("missed-named", &[("Topic", &capital)]);
            let because = "the candidate names what may be missing";
            self.reply.add(Move::GoAhead, 1, because, words);
            return true;
        }
        // What was asked last is what is open: no help with it, for nobody asked for any.
        let open = self
            .before
            .focus
            .as_ref()
            .is_some_and(|focus| !focus.answered)
            && self.step != Step::Clarify
            && !self.found.gains()
            && self.found.questions.is_empty();
        let left = agenda::next(self.scenario, self.state, self.found, self.step);
        // In the first step the questions are the candidate's to find; who sums up is asked about that.
        let names = self.step != Step::Clarify && !self.hands_over();
        let point = left
            .as_ref()
            .filter(|_| names)
            .and_then(|item| self.open_point(item));
        let item = left.clone().filter(|_| !open && point.is_some());
        let sums_up = self.step != self.before.step || self.step == Step::Clarify;
        let sums_up = sums_up && self.beside() >= SUMMARY && self.found.contradictions.is_empty();
        let words = match (left, point) {
            _ if sums_up => self.reply.word("missed-summary", &[]),
            _ if open => self.reply.word("missed-open", &[]),
            (Some(_), Some(point)) => self.reply.word("missed-point", &[("point", &point)]),
            (Some(_), None) => self.reply.word("missed-some", &[]),
            (None, _) => self.reply.word("missed-none", &[]),
        };
        self.reply.add(
            Move::Acknowledge { of: None },
            1,
            "the candidate asks what is missing",
            words,
        );
        if item.is_some() {
            self.next_question(item);
            return true;
        }
        open
    }

    /// What a question whether something was forgotten names itself: "did I forget likes?".
    fn named_as_missed(&self) -> Option<String> {
        const MISSED: [&str; 5] = ["forget", "forgot", "miss", "missed", "missing"];
        const BEFORE: [&str; 4] = ["the", "a", "an", "about"];
        const NONE: [&str; 17] = [
            "anything",
            "something",
            "any",
            "some",
            "sth",
            "smth",
            "it",
            "that",
            "this",
            "to",
            "stuff",
            "what",
            "else",
            "much",
            "sometime",
            "here",
            "points",
        ];
        const FEW: usize = 3;
        if self.step == Step::Clarify {
            return None;
        }
        let lower = self.text.trim_end().to_lowercase();
        let last = lower
            .strip_suffix('?')?
            .rsplit(['.', '!', '?', '\n'])
            .next()?;
        let words = words_in(last);
        let at = words.iter().rposition(|word| MISSED.contains(word))?;
        let named: Vec<&str> = words[at + 1..]
            .iter()
            .copied()
            .skip_while(|word| BEFORE.contains(word))
            .collect();
        let names =
            (1..=FEW).contains(&named.len()) && !named.iter().any(|word| NONE.contains(word));
        names.then(|| named.join(" "))
    }

    /// What an item of the agenda is after, in few words that don't give it away.
    fn open_point(&self, item: &agenda::Item) -> Option<String> {
        let index = item.expectation()?;
        let part = match item {
            agenda::Item::Part(_, part) => *part,
            _ => *ledger::missing(self.scenario, self.state, index).first()?,
        };
        let expectation = &self.scenario.expectations[index];
        // "How the work is divided" gives nothing away, "three parts with a team each" does.
        const ASKS: [&str; 9] = [
            "how", "what", "which", "who", "whom", "where", "when", "why", "whether",
        ];
        let label = &expectation.parts[part].label;
        let first = label.split(' ').next().unwrap_or_default();
        if !ASKS.contains(&first) {
            return None;
        }
        self.label_alone(index, part).or_else(|| {
            // "Whom it hurts" says nothing without what "it" is.
            let before = (0..part).rev().find_map(|at| self.label_alone(index, at))?;
            let label = &expectation.parts[part].label;
            let tells = self.gives_away(index, part) || before.contains(',');
            (!tells).then(|| format!("{before}, and {label}"))
        })
    }

    /// "What do you mean by the guard?": the question without that word. It is no help, and nothing hangs on it.
    fn reword(&mut self, own: Span) -> bool {
        let stems = |text: &str| -> Vec<Word> {
            let tokens = token::tokens(text).into_iter();
            let telling = tokens.filter(|token| token.span.of(text).len() > 3);
            telling.map(|token| token.stem).collect()
        };
        let avoided = stems(own.of(self.text));
        let told = self
            .before
            .told
            .iter()
            .rev()
            .filter_map(|(id, _)| self.scenario.fact(id));
        let said_in = |words: &str| {
            let words = stems(words);
            !avoided.is_empty() && avoided.iter().all(|word| words.contains(word))
        };
        let of_a_question = self
            .before
            .focus
            .as_ref()
            .is_some_and(|focus| said_in(&focus.words));
        let fact = told.into_iter().find(|fact| said_in(&fact.answer));
        if let Some(fact) = fact.filter(|_| !of_a_question) {
            let words = self.reply.word("own-word", &[("answer", &fact.short)]);
            let because = "a word of a fact wasn't understood";
            let of = None;
            self.reply.add(Move::Acknowledge { of }, 1, because, words);
            return true;
        }
        let asked = self.focus_move();
        let index = self.focus_expectation();
        let part = asked
            .as_ref()
            .and_then(|asked| self.part_asked(asked))
            .map(|part| usize::from(part.part));
        let mut ways: Vec<String> = Vec::new();
        if let Some(index) = index {
            let expectation = &self.scenario.expectations[index];
            ways.extend(asked.as_ref().and_then(|asked| self.plainly(asked)));
            let own = part.and_then(|part| expectation.parts.get(part));
            ways.extend(own.into_iter().flat_map(|part| part.probe.iter().cloned()));
            if matches!(asked, Some(Move::AskExpectation { .. })) {
                ways.extend(expectation.open.iter().cloned());
            }
        }
        let said = self.before.focus.as_ref().map(|focus| focus.words.clone());
        let other = ways.into_iter().find(|way| {
            let words = stems(way);
            Some(way) != said.as_ref() && !avoided.iter().any(|word| words.contains(word))
        });
        let Some(other) = other else {
            return false;
        };
        if self.found.term.as_ref().is_some_and(|term| term.fits) {
            let words = self.reply.word("meant", &[]);
            self.reply.say(words);
        }
        let because = "a word of the question wasn't understood";
        let words = self.reply.fill_author(&other, "");
        let of = None;
        self.reply.add(Move::Acknowledge { of }, 1, because, words);
        true
    }

    /// The part that a question, or a help with it, is after.
    fn part_asked(&self, asked: &Move) -> Option<PartRef> {
        match asked {
            Move::Help {
                expectation,
                part: Some(part),
                ..
            } => self.scenario.part_ref(expectation, part),
            _ => ledger::credited_part(self.scenario, asked),
        }
    }

    /// "You didn't answer my question": which one can't be told, so it is asked for once more.
    fn unheard(&mut self) -> bool {
        if !self.found.questions.is_empty() {
            return false;
        }
        let because = "the candidate says that a question got no answer";
        if let Some(question) = self.question_in_the_message() {
            let words = self.reply.word("passed-over", &[("question", &question)]);
            let of = None;
            self.reply.add(Move::Acknowledge { of }, 1, because, words);
            return !self.found.gains();
        }
        let words = self.reply.word("unheard", &[]);
        let of = None;
        self.reply.add(Move::Acknowledge { of }, 1, because, words);
        !self.found.gains()
    }

    /// The question that a message repeats: "you skipped my question, is the limit hard?".
    fn question_in_the_message(&self) -> Option<String> {
        const SAYING: usize = 5;
        let sentences = &self.reading?.sentences;
        let mut asked = sentences.iter().rev().filter(|sentence| {
            let words = sentence.span.of(self.text).trim_end();
            words.ends_with('?') && words.split_whitespace().count() >= SAYING
        });
        let question = self.quote_of(asked.next()?.span);
        // "You skipped my question: must …?"
        const LEAD: usize = 8;
        let led = question.split_once([':', ',']).filter(|(lead, asked)| {
            let lower = lead.to_lowercase();
            let complains = ["question", "answer", "asked"]
                .iter()
                .any(|word| lower.contains(word));
            complains
                && lead.split_whitespace().count() <= LEAD
                && asked.split_whitespace().count() >= SAYING
        });
        let question = led.map_or(&*question, |(_, asked)| asked.trim());
        Some(inside_quotes(question.trim_end_matches(['.', '!', ','])))
    }

    /// "Can I ask a few questions first?": what was open stays open.
    fn let_ask(&mut self) -> bool {
        if self.found.gains() {
            return false;
        }
        let words = self.reply.word("leave-to-ask", &[]);
        let because = "the candidate asks leave to ask";
        let of = None;
        self.reply.add(Move::Acknowledge { of }, 1, because, words);
        true
    }

    /// "How does this work?": no hint, and no question beside it.
    fn how_it_goes(&mut self) -> bool {
        if self.found.gains() || !self.found.questions.is_empty() {
            return false;
        }
        let words = self.reply.word("how-it-goes", &[]);
        let because = "the candidate asks how an interview goes";
        let of = None;
        self.reply.add(Move::Acknowledge { of }, 1, because, words);
        true
    }

    /// A word, and then what was open stays open.
    fn remark_and_go_on(&mut self, because: &str, words: String) -> bool {
        self.reply
            .add(Move::Acknowledge { of: None }, 1, because, words);
        if self.found.gains() || !self.found.questions.is_empty() {
            return false;
        }
        let open = self
            .before
            .focus
            .as_ref()
            .is_some_and(|focus| !focus.answered);
        // Who gave an answer and asks whether it was meant isn't left without a question.
        if !open || self.beside() >= SUMMARY {
            self.next_question(None);
        }
        true
    }

    // ---- said already, not understood ----

    fn said_already(&mut self) -> bool {
        if self.found.gains() || !self.found.questions.is_empty() {
            return false;
        }
        let focus = self.focus_expectation();
        let because = "the candidate has said it";
        let says = self.reading.is_some_and(|reading| {
            let mut already = reading.asides.iter();
            already.any(|aside| aside.kind == AsideKind::Already && aside.about.is_some())
        });
        if says || self.beside() >= MORE {
            let words = self.reply.word("said-noted", &[]);
            self.reply
                .add(Move::Acknowledge { of: None }, 1, because, words);
        } else if let Some(quote) = self.said_before() {
            let words = self.reply.word("said", &[("quote", &quote)]);
            self.reply
                .add(Move::Acknowledge { of: None }, 1, because, words);
        } else if let Some(index) = focus
            && self.before.ledger[index].asked < super::FOLLOW_UPS
        {
            let words = self.reply.word("said-unheard", &[]);
            self.reply
                .add(Move::Rephrase, 1, "said, but not understood", words);
            return true;
        } else {
            let words = self.reply.word("leave", &[]);
            self.reply.add(Move::Leave, 1, because, words);
        }
        // "I said it already … what would you do in my place?"
        self.view_wanted();
        let item = agenda::next(self.scenario, self.state, self.found, self.step)
            .filter(|item| focus.is_none() || item.expectation() != focus);
        self.next_question(item);
        true
    }

    /// What the ledger holds of what was asked for.
    fn said_before(&self) -> Option<String> {
        let index = self.focus_expectation()?;
        let line = &self.state.ledger[index];
        let reached = |part: usize| {
            let reached = line.parts.get(part)?.reached.as_ref()?;
            (reached.by != crate::interview::interpret::ASKED).then(|| reached.quote.text.clone())
        };
        let asked = self.focus_move()?;
        match &asked {
            Move::AskPart { part, .. } => {
                let expectation = &self.scenario.expectations[index];
                reached(expectation.parts.iter().position(|own| own.id == *part)?)
            }
            Move::AskExpectation { .. } => (0..line.parts.len()).find_map(reached),
            Move::AskTradeoff { .. } | Move::AskProbe { .. } => {
                let part = ledger::credited_part(self.scenario, &asked)?;
                reached(usize::from(part.part))
            }
            _ => None,
        }
    }

    /// The question in other words; never the same ones.
    fn restate(&mut self) -> bool {
        if self.found.gains() || !self.found.questions.is_empty() {
            return false;
        }
        let own = self.found.term.as_ref().and_then(|term| term.own);
        if let Some(own) = own
            && self.reword(own)
        {
            return true;
        }
        let because = "the question wasn't understood";
        let again = self.focus_move().and_then(|asked| asked.key());
        if again.is_some_and(|key| self.state.spent.contains(&restated(&key))) {
            self.help_on_request();
            return true;
        }
        match self.focus_move() {
            Some(Move::Assume { .. }) => {
                let words = self.reply.word("leave", &[]);
                self.reply.add(Move::Leave, 1, because, words);
                self.next_question(None);
            }
            // Those were the simpler words.
            Some(Move::Help {
                part: Some(_),
                rung: Rung::Pump,
                ..
            }) => self.help_on_request(),
            Some(
                Move::Recheck { estimate }
                | Move::AskEstimate { estimate }
                | Move::NextFigure { estimate },
            ) => self.work_out(&estimate, because),
            Some(Move::AskExpectation { .. })
                if self.focus_expectation().is_some_and(|index| {
                    self.state.ledger[index].rung.is_none()
                        && !ledger::is_full(self.scenario, self.state, index)
                }) =>
            {
                if let Some(index) = self.focus_expectation() {
                    self.rung(index, because, Some(Rung::Pump));
                }
            }
            Some(asked) => match (self.plainly(&asked), self.point_of(&asked)) {
                (Some(question), _) => {
                    let words = self
                        .reply
                        .word("restate-plainly", &[("question", &question)]);
                    self.reply.add(Move::Repeat, 1, because, words);
                }
                (None, Some(point)) => {
                    let words = self.reply.word("restate", &[("point", &point)]);
                    self.reply.add(Move::Repeat, 1, because, words);
                }
                (None, None) => self.repeat(),
            },
            None => self.repeat(),
        }
        true
    }

    /// What was asked last, in its author's simpler words.
    pub(super) fn asked_plainly(&self) -> Option<String> {
        let asked = self.focus_move()?;
        self.plainly(&asked)
    }

    /// A question in its author's simpler words.
    fn plainly(&self, asked: &Move) -> Option<String> {
        let scenario = self.scenario;
        let text = match asked {
            Move::AskPart { .. } | Move::Help { part: Some(_), .. } => {
                let part = self.part_asked(asked)?;
                let expectation = &scenario.expectations[usize::from(part.expectation)];
                let wanted = expectation.parts.get(usize::from(part.part))?;
                wanted.plainly.as_deref()
            }
            Move::AskTradeoff { tradeoff } => {
                let known = scenario
                    .tradeoffs
                    .iter()
                    .find(|known| known.id == *tradeoff);
                known?.plainly.as_deref()
            }
            Move::AskProbe { probe } => {
                let known = scenario.probes.iter().find(|known| known.id == *probe)?;
                let part = || known.credits.as_ref().map(|part| scenario.part(part));
                let own = known.plainly.as_deref();
                own.or_else(|| part()?.plainly.as_deref())
            }
            Move::AskContract { contract } => {
                let known = scenario.contracts.get(usize::from(*contract));
                known?.plainly.as_deref()
            }
            Move::Curveball { curveball } => {
                let known = scenario
                    .curveballs
                    .iter()
                    .find(|known| known.id == *curveball);
                known?.plainly.as_deref()
            }
            _ => None,
        };
        Some(self.reply.fill_author(text?, ""))
    }

    /// What a question is after, as the scenario puts it.
    fn point_of(&self, asked: &Move) -> Option<String> {
        let index = self.focus_expectation()?;
        let parts = &self.scenario.expectations[index].parts;
        let label = |id: &Id| Some(parts.iter().find(|part| part.id == *id)?.label.clone());
        match asked {
            Move::AskPart { part, .. } => label(part),
            Move::Help { part, .. } => label(part.as_ref()?),
            Move::AskTradeoff { .. } | Move::AskProbe { .. } => {
                let part = ledger::credited_part(self.scenario, asked)?;
                Some(parts.get(usize::from(part.part))?.label.clone())
            }
            // What the change opened is known by what is missing of it.
            Move::Curveball { .. } => {
                let missing = ledger::missing(self.scenario, self.state, index);
                Some(parts.get(*missing.first()?)?.label.clone())
            }
            Move::AskContract { contract } => {
                let contract = self.scenario.contracts.get(usize::from(*contract))?;
                Some(parts.get(usize::from(contract.credits.part))?.label.clone())
            }
            _ => None,
        }
    }

    /// "You mean the CDN?"
    fn meant(&mut self) -> bool {
        // "Do you mean how they're assigned, or what keeps them apart?": in other words, then, and neither yes nor no.
        let either = self.reading.is_some_and(|reading| {
            let mut asides = reading.asides.iter();
            asides.any(|aside| {
                aside.kind == AsideKind::Meant && aside.span.of(self.text).contains(" or ")
            })
        });
        if either && !self.found.gains() && self.found.questions.is_empty() {
            return self.restate();
        }
        if self.found.gains() || !self.found.questions.is_empty() || self.beside() >= MORE {
            return false;
        }
        let Some(reading) = self.reading else {
            return false;
        };
        let asked: Vec<Id> = {
            let words = self.before.focus.as_ref().map(|focus| &*focus.words);
            let mut ids: Vec<Id> = analyse(&self.engine.lexicon, words.unwrap_or(""))
                .reading
                .mentions
                .into_iter()
                .map(|mention| mention.concept)
                .collect();
            if let Some(index) = self.focus_expectation() {
                ids.extend(self.scenario.expectations[index].concepts.iter().cloned());
            }
            ids
        };
        let fits = reading.mentions.iter().any(|mention| {
            asked.contains(&mention.concept)
                || mention.ancestors.iter().any(|id| asked.contains(id))
        });
        if !fits {
            let asked = self.focus_move();
            let plainly = asked.as_ref().and_then(|asked| self.plainly(asked));
            let point = asked.as_ref().and_then(|asked| self.point_of(asked));
            let words = match (plainly, point) {
                (Some(question), _) => self
                    .reply
                    .word("meant-otherwise", &[("question", &question)]),
                (None, Some(point)) => self.reply.word("meant-other", &[("point", &point)]),
                (None, None) => return self.restate(),
            };
            let because = "the question was about something else";
            self.reply.add(Move::Repeat, 1, because, words);
            return true;
        }
        let words = self.reply.word("meant", &[]);
        self.reply.add(
            Move::Acknowledge { of: None },
            1,
            "the candidate makes sure of the question",
            words,
        );
        true
    }

    fn is_change(&mut self) -> bool {
        let thrown = matches!(self.focus_move(), Some(Move::Curveball { .. }));
        let key = if thrown { "change-yes" } else { "change-no" };
        let words = self.reply.word(key, &[]);
        let of = None;
        self.reply.add(
            Move::Acknowledge { of },
            1,
            "the candidate asks whether that was the change",
            words,
        );
        if thrown && !self.found.gains() && self.beside() < MORE {
            return true;
        }
        if self.found.gains() || !self.found.questions.is_empty() {
            return false;
        }
        self.next_question(None);
        true
    }
}

/// Whether a topic is one of building: anything but the problem and its figures.
fn builds(topic: &str) -> bool {
    const PROBLEM: [&str; 12] = [
        "require",
        "question",
        "scope",
        "assum",
        "estimat",
        "number",
        "math",
        "scale",
        "capacity",
        "figure",
        "constraint",
        "problem",
    ];
    let topic = topic.to_lowercase();
    !PROBLEM.iter().any(|word| topic.contains(word))
}
