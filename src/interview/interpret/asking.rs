//! What the message asks of the interviewer: facts, and anything else.

use super::Reader;
use super::likened::states;
use super::tries::is_answering;
use crate::interview::figure;
use crate::interview::interpretation::{Gets, Interpretation, Question, Request, Unanswered};
use crate::interview::opinion::{self, Opinion};
use crate::interview::state::Focus;
use crate::interview::words_in;
use crate::interview::{Move, leaving, ledger, questions};
use crate::language::aside::AsideKind;
use crate::language::likeness::telling_words;
use crate::language::talk::{self, Talk};
use crate::language::token::{self, Token, Word};
use crate::language::topic::{self, Off};
use crate::language::{Act, Analysis, Sentence, Span};
use crate::scenario::Step;

/// From so many words on there is something beside the talk about the interview.
const BESIDE: usize = 6;
/// So many words in other sentences are what the message is about.
const TELLING_BESIDE: usize = 8;
/// Who asks to finish asks it in no more words.
const ASKS_OUT: usize = 7;
/// Who says more than so many words doesn't end the interview with them.
const FINISHING: usize = 20;
/// A remark of no more words may follow it.
const ASKING_OUT: usize = 4;
/// "Is that right, then?" has no more words.
const POINTING: usize = 4;
/// Who puts so many words before it asks about them.
const PLAN: usize = 5;
/// A nod is sought in so few words: "does that make any sense to you?".
const NOD: usize = 8;

impl Reader<'_> {
    /// What is asked of the interviewer. While the design is talked about and a question is open, a statement with a
    /// question mark ("the server?", "it would load all of it each time?") tries an answer and asks nothing. Second: what
    /// only says a question again.
    pub(super) fn questions(&self) -> (Vec<Question>, Vec<Span>) {
        let answering = is_answering(self.state);
        let (mut questions, mut again) = questions::find(
            self.engine,
            self.text,
            self.analysis,
            self.state,
            &self.put,
            answering,
        );
        questions
            .retain(|question| !self.is_aside(question) && !self.is_about_the_interview(question));
        questions.retain(|question| !self.is_about_the_question(question.span));
        // "Which part was my weakest?" is nothing to decide.
        let verdict = |span: Span| opinion::of(self.words(span)) == Some(Opinion::Verdict);
        questions.retain(|question| !verdict(question.span));
        // What nothing is known about is passed over where the message tells something besides.
        let telling = self.beside_questions() >= TELLING_BESIDE;
        questions.retain(|question| match question.gets {
            Gets::NoFact | Gets::Outside => {
                // Who goes on after it has asked it of themselves.
                let rhetorical = question.topic.is_none() || !self.is_last(question.span);
                let passed_over = telling && rhetorical && self.state.step != Step::Clarify;
                !passed_over && !self.is_misread(question)
            }
            Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Estimate(_) | Gets::Decide => {
                true
            }
        });
        // "Could we show a grey box?", when asked what to assume: that is assumed.
        if let Some(Focus {
            asked: Move::Assume { about },
            answered: false,
            ..
        }) = &self.state.focus
        {
            const ASKING: [&str; 6] = ["what", "how", "why", "who", "which", "when"];
            questions.retain(|question| {
                let tried = question.gets == Gets::Open(about.clone())
                    && !self.says(question.span, &ASKING);
                if tried {
                    again.push(question.span);
                }
                !tried
            });
        }
        if answering {
            questions.retain(|question| {
                // "Do it twice is no problem": what has no question mark settles nothing there.
                let marked = self
                    .analysis
                    .reading
                    .sentence_of(question.span)
                    .is_some_and(|at| {
                        let sentence = &self.analysis.reading.sentences[at];
                        self.words(sentence.span).trim_end().ends_with('?')
                    });
                let open = matches!(question.gets, Gets::Decide | Gets::Open(_));
                match self.state.step {
                    Step::Clarify => open || !is_statement(self.analysis, question.span),
                    _ => (open && marked) || !open && !is_statement(self.analysis, question.span),
                }
            });
        }
        (questions, again)
    }

    /// The sentences that ask something and get nothing else: to pass them over in silence would be deaf. Who goes on to
    /// answer it, in the same breath, has asked it of themselves. `again`: what only says another question again.
    pub(super) fn unanswered(&self, found: &Interpretation, again: &[Span]) -> Vec<Unanswered> {
        const ASKING: usize = 3;
        let reading = &self.analysis.reading;
        let inside = |outer: Span, at: u32| outer.start <= at && at < outer.end;
        // "You said that yourself. … Do I have to hold the minute in a burst?" asks all the same.
        let beside = |request: &Request| matches!(request, Request::Already | Request::Meant);
        if !found.request.as_ref().is_none_or(beside) {
            return Vec::new();
        }
        let mut left = Vec::new();
        for (index, sentence) in reading.sentences.iter().enumerate() {
            let words = self.words(sentence.span).trim_end();
            let off = self.put.get(index).map(|put| put.off);
            let marked = words.ends_with('?');
            let kind = opinion::of(words);
            // "I'm not sure which one you would prefer"
            let wonders = kind == Some(Opinion::Choice)
                && self.says(sentence.span, &["you"])
                && self.says(sentence.span, &["sure", "know", "wonder", "wondering"]);
            let weighed = self.state.step != Step::Clarify && questions::weighs(words);
            let approval = marked && opinion::seeks_approval(words);
            let quantities = reading.quantities.iter();
            let mut quantities = quantities.filter(|figure| usize::from(figure.sentence) == index);
            let figure = marked && quantities.any(|known| figure::follows(self.scenario, known));
            let view = off == Some(Off::View)
                || figure
                || approval
                || wonders
                || kind == Some(Opinion::Verdict)
                || kind == Some(Opinion::Own)
                || marked && self.state.step != Step::Clarify && kind == Some(Opinion::Hole)
                || marked
                    && kind == Some(Opinion::Choice)
                    && self.says(sentence.span, &["you", "u"])
                || weighed;
            // "How many clicks a second do you think of?" is after a figure.
            let view = view && (kind.is_some() || approval || !self.wants_a_figure(sentence.span));
            // "Bad like a text too long? The intake checks that": asked of themselves.
            let rhetorical = weighed
                && !approval
                && off != Some(Off::View)
                && kind.is_none_or(|kind| kind == Opinion::Too);
            let told = off == Some(Off::Told);
            // "I'm not experienced with that, is a synchronous standby the usual way?"
            let later = marked
                && self.state.step != Step::Clarify
                && self.is_last(sentence.span)
                && questions::asks_later(self.analysis, index);
            let asks = (sentence.act.is_question() || later || view && (marked || wonders))
                && (marked || view || self.is_inverted(sentence.span))
                && !told
                && words.split_whitespace().count() >= ASKING
                && (view || later || !is_statement(self.analysis, sentence.span));
            let heard = found
                .questions
                .iter()
                .any(|q| inside(sentence.span, q.span.start))
                || again.iter().any(|span| inside(sentence.span, span.start))
                || found
                    .estimates
                    .iter()
                    .any(|e| inside(sentence.span, e.span.start))
                || reading.asides.iter().any(|aside| {
                    let meets = inside(sentence.span, aside.span.start)
                        || inside(aside.span, sentence.span.start);
                    // "I haven't picked one yet, can I do the API first?" asks all the same.
                    // "Is it okay if I choose Cassandra?" seeks more than a nod.
                    let may = aside.kind == AsideKind::Nod
                        && (self.state.step != Step::Clarify
                            || self.beside_questions() >= TELLING_BESIDE)
                        && ["if i ", "if we "]
                            .iter()
                            .any(|known| words.to_lowercase().contains(known));
                    meets && !may && !matches!(aside.kind, AsideKind::Misread | AsideKind::Already)
                })
                || found
                    .term
                    .as_ref()
                    .is_some_and(|term| term.span == sentence.span);
            let goes_on = reading.sentences.get(index + 1).is_some_and(|next| {
                let between = self
                    .text
                    .get(sentence.span.end as usize..next.span.start as usize);
                // "Is one region fine for you? You didn't answer that before." hasn't answered it.
                let complains = reading.asides.iter().any(|aside| {
                    inside(next.span, aside.span.start)
                        && matches!(aside.kind, AsideKind::Misread | AsideKind::Already)
                });
                // "Is it a problem that …? I'm starting to doubt that split."
                let doubts = self.says(next.span, &["doubt", "doubting", "unsure", "wonder"]);
                // "How much more than usual is that? If it's ten times, …" goes on without an answer.
                let open = marked
                    && sentence.act == Act::ClarifyingQuestion
                    && (self.wants_a_figure(sentence.span)
                        || self.says(sentence.span, &["you", "your"]))
                    && !questions::answers_itself(self.words(next.span));
                !next.act.is_question()
                    && !complains
                    && !doubts
                    && !open
                    && !between.is_some_and(|between| between.contains('\n'))
            });
            let itself = questions::answers_in_place(words);
            // "… so wouldn't change much??", to who asked what it would change.
            let assuming = ledger::awaits_assumption(self.state);
            let put = topic::opening(self.tokens(sentence.span)) == topic::Opening::Asks;
            let asks = asks && (view || !assuming || put);
            // "But what happens if the queue itself is down, I am not sure there."
            let wonders = self.state.step != Step::Clarify
                && opinion::is_what_if(words)
                && self.says(
                    sentence.span,
                    &["sure", "idk", "dunno", "know", "care", "wonder", "idea"],
                );
            let follows = self.state.step != Step::Clarify
                && self.is_last(sentence.span)
                && opinion::may_follow(words);
            let asks = asks || wonders || follows;
            if asks && !heard && !itself && (view && !rhetorical || !goes_on) {
                let figure = !view && self.wants_a_figure(sentence.span);
                left.push(Unanswered {
                    span: sentence.span,
                    figure,
                    view,
                    may: false,
                });
            }
        }
        if left.is_empty() && found.questions.is_empty() && self.state.step != Step::Clarify {
            left.extend(self.asks_whether_it_may());
        }
        left
    }

    /// "Could i put the whole page in the CDN too?", at the end of a message.
    fn asks_whether_it_may(&self) -> Option<Unanswered> {
        const LEAD: usize = 3;
        const MAY: [&str; 5] = ["could", "can", "should", "may", "shall"];
        let sentences = &self.analysis.reading.sentences;
        let last = sentences.last()?;
        let words = self.words(last.span).to_lowercase();
        let asked = words_in(&words);
        let may = asked
            .windows(2)
            .take(LEAD + 1)
            .any(|two| MAY.contains(&two[0]) && ["i", "we"].contains(&two[1]));
        let proposes = matches!(last.act, Act::Proposal | Act::DesignQuestion);
        (may && proposes && words.trim_end().ends_with('?')).then_some(Unanswered {
            span: last.span,
            figure: false,
            view: false,
            may: true,
        })
    }

    /// Whether a sentence has its verb, or a word that asks, before its subject.
    fn is_inverted(&self, span: Span) -> bool {
        // While designing, "could clash with random codes" and "has to be the clock of the database" say something.
        self.state.step == Step::Clarify
            && topic::opening(self.tokens(span)) == topic::Opening::Asks
    }

    /// "How many", "how long", "when": something about the problem.
    fn wants_a_figure(&self, span: Span) -> bool {
        const AMOUNTS: [&str; 9] = [
            "many", "much", "big", "large", "long", "often", "fast", "far", "high",
        ];
        let words = self.words(span).to_lowercase();
        let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
        words
            .windows(2)
            .any(|pair| pair[0] == "how" && AMOUNTS.contains(&pair[1]))
    }

    /// How many words stand in sentences that ask nothing.
    fn beside_questions(&self) -> usize {
        let reading = &self.analysis.reading;
        reading
            .sentences
            .iter()
            .filter(|sentence| !sentence.act.is_question())
            .map(|sentence| self.words(sentence.span).split_whitespace().count())
            .sum()
    }

    fn is_last(&self, span: Span) -> bool {
        let last = self.analysis.reading.sentences.last();
        last.is_none_or(|last| last.span.start <= span.start)
    }

    /// Whether it stands in a message that sets a misreading right: it asks back, and not about the problem.
    fn is_misread(&self, question: &Question) -> bool {
        let asides = &self.analysis.reading.asides;
        question.topic.is_none() && asides.iter().any(|a| a.kind == AsideKind::Misread)
    }

    /// Whether a short question is about the interviewer's own, which is open: "which limit?", "how large do I make what?", "who
    /// is gone, the servers?". It wants no fact.
    fn is_about_the_question(&self, span: Span) -> bool {
        const SHORT: usize = 7;
        const ASKING: [&str; 5] = ["which", "what", "who", "where", "how"];
        let Some(focus) = self.state.focus.as_ref().filter(|focus| !focus.answered) else {
            return false;
        };
        let known = !matches!(
            focus.asked,
            Move::Open | Move::InviteQuestions | Move::ClarifyFirst
        );
        let own = self.tokens(span);
        let words: Vec<&Token> = own.iter().filter(|token| token.is_wordlike()).collect();
        let asks = words
            .iter()
            .any(|token| ASKING.iter().any(|word| token.exact == Word::of(word)));
        // While requirements are asked for, "how much time?" is after time; "which limit?" isn't after limits.
        // "Wait, which name?"
        const BEFORE: [&str; 9] = ["wait", "hm", "hmm", "sorry", "so", "ok", "but", "and", "uh"];
        let before = |token: &&&Token| BEFORE.iter().any(|word| token.exact == Word::of(word));
        let which = words
            .iter()
            .find(|token| !before(token))
            .is_some_and(|token| token.exact == Word::of("which"));
        let telling = telling_words(&self.engine.lexicon, own);
        let demand = telling_words(&self.engine.lexicon, &token::tokens(&focus.words));
        known
            && asks
            && (which || self.state.step != Step::Clarify)
            && words.len() <= SHORT
            && !telling.is_empty()
            && telling.iter().all(|word| demand.contains(word))
    }

    /// Whether the message asks what the open question is about, and says nothing besides.
    pub(super) fn asks_back(&self, found: &Interpretation) -> bool {
        let mut sentences = self.analysis.reading.sentences.iter();
        found.request.is_none()
            && found.questions.is_empty()
            && !found.gains()
            && sentences.any(|sentence| {
                self.words(sentence.span).trim_end().ends_with('?')
                    && self.is_about_the_question(sentence.span)
            })
    }

    /// Whether a question asks how the interview goes, as it begins, or whether something was forgotten: whatever fact its
    /// words are near to.
    fn is_about_the_interview(&self, question: &Question) -> bool {
        const MISSED: [&str; 7] = [
            "miss",
            "missed",
            "missing",
            "forget",
            "forgot",
            "forgotten",
            "overlooked",
        ];
        let reading = &self.analysis.reading;
        let Some(home) = reading.sentence_of(question.span) else {
            return false;
        };
        let home = &reading.sentences[home];
        const GOING: [&str; 9] = [
            "work",
            "works",
            "go",
            "goes",
            "rules",
            "format",
            "procedure",
            "proceed",
            "structured",
        ];
        let begins = self.state.messages == 0 && self.says(home.span, &GOING);
        let misses = self.says(home.span, &MISSED);
        (begins || misses)
            && match talk::of(self.tokens(home.span), true) {
                Some(Talk::How) => begins,
                Some(Talk::Missed) => misses,
                Some(_) | None => false,
            }
    }

    /// Whether a question only seeks a nod, or makes sure of what was asked: neither wants a fact.
    fn is_aside(&self, question: &Question) -> bool {
        let told = matches!(question.gets, Gets::Fact(_) | Gets::Either(..));
        self.analysis.reading.asides.iter().any(|aside| {
            let inside =
                aside.span.start <= question.span.start && question.span.start < aside.span.end;
            inside
                && match aside.kind {
                    // "Is that right?" alone is after no fact, whatever stands before it.
                    AsideKind::Nod => {
                        let words = self.words(aside.span).to_lowercase();
                        let few = words.split_whitespace().count() <= POINTING;
                        let points = few && words.contains("that");
                        // Unless a plan stands before it: "I'd keep a year of it. Is that ok?"
                        let plan = self.beside_questions() >= PLAN;
                        !told || (self.state.step != Step::Clarify || points) && !plan
                    }
                    AsideKind::Meant => self.state.step != Step::Clarify,
                    // "What is the change that you wanted to do?" asks for no fact about changes.
                    AsideKind::Change => true,
                    _ => false,
                }
        })
    }

    pub(super) fn request(&self) -> Option<Request> {
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
        // "I'm done from my side, thanks! Was there something you didn't like?"
        let done = reading.sentences.iter().rposition(|s| s.act == Act::Finish);
        let asks_on = |after: usize| {
            let mut rest = reading.sentences.iter().skip(after + 1);
            // "Can we stop here? I'm tired."
            let brief = |span: Span| self.words(span).split_whitespace().count() <= ASKING_OUT;
            rest.all(|s| !states(s.act) && (s.act != Act::Summary) || brief(s.span))
        };
        let by_act = by_act.or(done.filter(|done| asks_on(*done)).map(|_| Request::Finish));
        // "… and thats it" at the end of a long message ends the message.
        let long = self.text.split_whitespace().count() > FINISHING;
        let by_act = by_act.filter(|request| {
            let ends = || self.state.step == Step::Iterate || self.says_goodbye();
            // "Can we finish here?" is as good behind much as alone.
            let last = done.filter(|done| asks_on(*done));
            let last = last.and_then(|done| reading.sentences.get(done));
            let asks = || {
                let last = last.map(|last| last.span);
                last.is_some_and(|last| {
                    let brief = self.words(last).split_whitespace().count() <= ASKS_OUT;
                    brief && self.says(last, &["finish", "stop", "end"])
                })
            };
            *request != Request::Finish || !long || ends() || asks()
        });
        let asked_out = self.has_asked_out();
        if self.state.messages > 0 && !asked_out && leaving::ends_in_goodbye(self.text) {
            return Some(Request::Finish);
        }
        let by_act = match by_act {
            Some(Request::Finish) if asked_out => Some(Request::Next),
            None if asked_out && leaving::ends_in_goodbye(self.text) => Some(Request::Next),
            wish => wish,
        };
        // "I said that. Are we still ok with time?"
        // "… Do we have time left? I'd like to add what I'd monitor."
        let asks_time = |sentence: &Sentence| {
            sentence.act == Act::Time && self.says(sentence.span, &["time", "left", "clock"])
        };
        let mut ending = reading.sentences.iter().rev().take(2);
        let of_time = ending.next().is_some_and(asks_time)
            || ending.next().is_some_and(|before| {
                asks_time(before) && self.words(before.span).trim_end().ends_with('?')
            });
        // "Where should I start?", as the first words: how it goes, and no hint about the problem.
        const FIRST: u32 = 2;
        let lower = self.text.to_lowercase();
        let asks_how = ["what should i", "what do i", "where do i", "how do i"];
        let starts = (by_act == Some(Request::Hint)
            || asks_how.iter().any(|words| lower.contains(words)))
            && self.state.messages < FIRST
            && self.says(self.whole(), &["start", "begin", "first"])
            && !self.says(self.whole(), &["hint", "help", "stuck"]);
        if starts {
            return Some(Request::How);
        }
        // "So one document per person fits. What would you do in my place?" wants an opinion.
        let kind = reading
            .sentences
            .last()
            .and_then(|last| opinion::of(self.words(last.span)));
        let opinion = by_act == Some(Request::Hint)
            && (kind == Some(Opinion::Verdict) || long && kind == Some(Opinion::Own));
        let by_act = by_act.filter(|_| !opinion);
        if matches!(by_act, Some(Request::Hint | Request::Skip)) {
            return by_act;
        }
        if of_time {
            return by_act.or(Some(Request::Time));
        }
        if self.takes_up_offer() {
            return None;
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
        let asks = || reading.sentences.iter().any(|s| s.act.is_question());
        let missed = reading.asides.iter().any(|aside| {
            const MISSED: [&str; 9] = [
                "miss",
                "missed",
                "missing",
                "forget",
                "forgot",
                "forgotten",
                "overlook",
                "overlooked",
                "out",
            ];
            aside.kind == AsideKind::Rest && self.says(aside.span, &MISSED)
        });
        let wish = aside
            .into_iter()
            .find(|(kind, _)| has(*kind))
            .map(|wish| match wish {
                (kind, Request::Rest) if missed => (kind, Request::Missed),
                wish => wish,
            });
        // "I'm done with that, can we go on?" goes on, and nowhere else.
        const ON: [&str; 4] = ["go on", "move on", "carry on", "continue"];
        let whole = lower.trim_end_matches(['?', '.', '!', ' ']);
        let on = ON.iter().any(|words| whole.ends_with(words));
        // "Can we go to the next step? I don't have more"; not so "should I do numbers now or the design?".
        const STEPS: [&str; 5] = [
            "next step",
            "next part",
            "next stage",
            "next phase",
            "next section",
        ];
        let steps = by_act == Some(Request::Next)
            && !lower.contains(" or ")
            && STEPS.iter().any(|words| lower.contains(words));
        match wish {
            Some((_, Request::Lead)) if on || steps => Some(Request::Next),
            // Who asks whether something is missing as they leave has left.
            Some((_, Request::Rest | Request::Missed)) if by_act == Some(Request::Finish) => by_act,
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
            None if has(AsideKind::Leave) && !asks() => {
                let none = asked_out && self.says(self.whole(), &["no", "nothing", "none"]);
                Some(if none { Request::Next } else { Request::Leave })
            }
            None => None,
        }
    }

    /// "That's all I can think of", "I have no more questions", while the problem is cleared up: it goes on with the design.
    pub(super) fn has_asked_out(&self) -> bool {
        const DONE: [&str; 5] = ["all", "questions", "question", "think", "ask"];
        const ENDS: [&str; 7] = ["interview", "finish", "end", "stop", "quit", "leave", "bye"];
        self.state.step == Step::Clarify
            && !self.says_goodbye()
            && self.says(self.whole(), &DONE)
            && !self.says(self.whole(), &ENDS)
    }

    /// "… thats all from me, im done, thanks!"
    fn says_goodbye(&self) -> bool {
        const GOODBYE: [&str; 6] = ["thanks", "thank", "bye", "goodbye", "thx", "cheers"];
        const LAST: usize = 2;
        let sentences = &self.analysis.reading.sentences;
        let mut last = sentences.iter().rev().take(LAST);
        last.any(|sentence| self.says(sentence.span, &GOODBYE))
    }

    /// Whether one of these words stands in a span, as typed.
    pub(super) fn says(&self, span: Span, list: &[&str]) -> bool {
        let words = self.words(span).to_lowercase();
        let mut words = words.split(|c: char| !c.is_alphanumeric());
        words.any(|word| list.contains(&word))
    }

    /// "Yes, go on", after an offer to answer the rest: it doesn't leave the questions behind.
    pub(super) fn takes_up_offer(&self) -> bool {
        let offered = !self.state.rest.is_empty() || !self.state.rest_open.is_empty();
        offered && takes_up(self.text)
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
}

/// Whether a short message agrees to what was offered: "yes please", "go on", "sure, both".
fn takes_up(text: &str) -> bool {
    const SHORT: usize = 7;
    const AGREES: [&str; 16] = [
        "yes", "yeah", "yep", "yup", "yea", "sure", "please", "ok", "okay", "go", "continue",
        "both", "all", "those", "that", "pls",
    ];
    const LEAVES: [&str; 8] = [
        "no", "not", "design", "move", "next", "skip", "start", "build",
    ];
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let first = words
        .first()
        .is_some_and(|word| AGREES.contains(&word.as_str()));
    first && words.len() <= SHORT && !says(&LEAVES)
}

/// Whether the sentence around it is built like a statement: neither a word that asks, nor a verb before its
/// subject.
pub(super) fn is_statement(analysis: &Analysis, span: Span) -> bool {
    const ASKING: [&str; 10] = [
        "what", "how", "why", "who", "whom", "whose", "which", "where", "when", "whether",
    ];
    const SUBJECTS: [&str; 11] = [
        "i", "we", "it", "they", "you", "that", "this", "there", "the", "a", "an",
    ];
    const VERBS: [&str; 20] = [
        "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would", "will",
        "shall", "may", "might", "must", "have", "has", "had", "am",
    ];
    let Some(sentence) = analysis.reading.sentence_of(span) else {
        return false;
    };
    let sentence = &analysis.reading.sentences[sentence];
    let words: Vec<Word> = analysis
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
