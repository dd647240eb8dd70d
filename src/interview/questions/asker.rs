//! One sentence that asks: its questions, and what each of them is after.

use std::ops::Range;

use super::sentence::{asks_with, gets_answer, is_other};
use super::{CLEAR, PLAIN, VAGUE};
use crate::interview::Engine;
use crate::interview::interpretation::{Gets, Question};
use crate::language::likeness::{Likeness, telling_words};
use crate::language::token::{Token, TokenKind, Word};
use crate::language::topic::{self, Opening};
use crate::language::{Act, Analysis, Id, Span, Stance, TopicHit};
use crate::scenario::questions::Target;
use crate::scenario::{Fact, OpenQuestion};

/// How far a fact is ahead of the next one weighs so much against how near it is.
const LEAD: f64 = 2.0;
/// What is no nearer than this isn't meant, however far behind the rest is.
const FAR: f64 = 0.5;
/// The same where a question weighs a plan: it is about some fact, and the words of the plan say which.
const FAR_BESIDE_A_PLAN: f64 = 0.4;
const SURE_BESIDE_A_PLAN: f64 = 0.55;
/// How much it counts that the words of a question are words of a fact's samples at all.
const COVERED: f64 = 0.5;
/// So near a sample nothing has to tell.
const ALIKE: f64 = 0.75;
/// How much it counts that the shared topics say the same.
const TOPIC: f64 = 0.6;
/// A fact with fewer samples than this leans on them for the rest; with more they still break a tie.
const ENOUGH: usize = 16;
const HINT: f64 = 0.3;
/// In so few telling words likeness knows little: the topics say more.
const BRIEF: usize = 2;
const HINT_BRIEF: f64 = 0.6;
/// Two facts that are as near as this, and nearly as near as each other, are both offered.
const BOTH: f64 = 0.5;
const MARGIN: f64 = 0.03;
/// Less than this is not worth an offer.
const UNSURE: f64 = 0.5;
/// As near as this are the words of a sample itself, which count so much more.
const VERBATIM: f64 = 0.9;
const SAME: f64 = 0.3;

/// A lead of more words than this names no topic: it tells something.
const NAMING: usize = 6;

/// One question of a sentence.
struct Asked {
    /// With what it is asked under.
    whole: Range<u16>,
    /// Without.
    core: Range<u16>,
    /// Whether the other side is put as a question of its own: then the first says what it is about.
    weighed: bool,
}

impl Asked {
    fn of(clause: Range<u16>) -> Asked {
        Asked {
            whole: clause.clone(),
            core: clause,
            weighed: false,
        }
    }

    /// What to hold against the samples: the whole, and where it has an addition, each side of it too. What it is asked
    /// under may be beside the point ("can they get a refund if they change their mind?"), and the other side may be the one
    /// that is known ("do orders get cancelled or sent back?").
    fn ways(&self) -> Vec<Range<u16>> {
        let mut ways = vec![self.whole.clone()];
        if self.core.end < self.whole.end {
            ways.push(self.core.clone());
            ways.push(self.core.end..self.whole.end);
        }
        ways
    }
}

/// What a stretch of a sentence gets, and how sure that is; see [`SURE`].
pub(super) struct Judged {
    pub question: Question,
    pub sure: f64,
}

impl Judged {
    /// Whether it gets an answer.
    pub fn is_told(&self) -> bool {
        gets_answer(&self.question.gets)
    }
}

/// A fact or an open question, as far as a stretch of a sentence may be after it.
struct Ranked {
    target: Target,
    /// Its support, and what the topics add.
    near: f64,
    /// What decides whether it is told; see [`SURE`].
    sure: f64,
}

/// One sentence that asks.
#[derive(Clone)]
pub(super) struct Asker<'a> {
    pub engine: &'a Engine,
    pub analysis: &'a Analysis,
    /// The facts told so far.
    pub told: &'a [(Id, u32)],
    /// Whether the first step is over.
    pub designing: bool,
    /// Whether it weighs the candidate's own choice.
    pub weighs: bool,
    /// How sure it has to be that a fact is meant.
    pub least: f64,
    /// Whether it ends in a question mark.
    pub marked: bool,
    /// The token that its question begins with.
    pub from: u16,
    pub sentence: usize,
    pub act: Act,
    pub span: Span,
    /// Whether what stands before it is left out of account.
    pub alone: bool,
}

impl Asker<'_> {
    /// Each clause of the sentence that asks is a question, and so are the items of a list that are after different facts.
    /// A sentence in which no clause is after a fact, or that is clearer as a whole, is one question.
    pub fn find(&self, hits: &[&TopicHit]) -> Vec<Judged> {
        let clauses = self.clauses();
        let asks = |clause: &Range<u16>| topic::opening(self.tokens(clause)) == Opening::Asks;
        if hits.is_empty() && !self.marked && !self.act.is_question() && !clauses.iter().any(asks) {
            return Vec::new();
        }
        let asked = self.asked(&clauses, hits);
        let strict = asked.len() > 1;
        let mut found: Vec<Judged> = Vec::new();
        for asked in &asked {
            let judge = |way| self.judge(way, hits, strict);
            let core = asked.weighed.then(|| judge(asked.core.clone())).flatten();
            let best = core.filter(Judged::is_told).or_else(|| {
                // "Is it ok", "how long", "what does it do" say nothing without what they are asked under.
                const NOTHING: usize = 2;
                let lexicon = &self.engine.lexicon;
                let telling = |way: &Range<u16>| {
                    let own = self.tokens(way);
                    let few = own.iter().filter(|token| token.is_wordlike()).count() <= NOTHING;
                    *way == asked.whole || !few && !telling_words(lexicon, own).is_empty()
                };
                let ways = asked.ways().into_iter().filter(telling).filter_map(judge);
                ways.reduce(|best, other| if best.sure < other.sure { other } else { best })
            });
            let listed = self.listed(&asked.whole, hits, best.as_ref());
            let listed = match listed.is_empty() {
                true => self.sides(&asked.whole, hits, best.as_ref()),
                false => listed,
            };
            match listed.is_empty() {
                true => found.extend(best),
                false => found.extend(listed),
            }
        }
        let told = found.iter().filter(|judged| judged.is_told());
        let surest = told.map(|judged| judged.sure).fold(0.0, f64::max);
        if let ([first, .., last], true) = (clauses.as_slice(), found.len() < 2 || surest == 0.0) {
            let whole = self.judge(first.start..last.end, hits, false);
            if let Some(whole) = whole
                && (found.is_empty() || whole.is_told() && surest < whole.sure)
            {
                found = vec![whole];
            }
        }
        found
    }

    /// The clauses of the sentence.
    fn clauses(&self) -> Vec<Range<u16>> {
        let clauses = self.analysis.clauses.iter();
        let own = clauses.filter(|clause| usize::from(clause.sentence) == self.sentence);
        // What is said to be polite asks nothing, nor does a heading: "Next: devices?".
        own.map(|clause| clause.tokens.start.max(self.from)..clause.tokens.end)
            .filter(|clause| !clause.is_empty())
            .map(|clause| self.past_heading(clause))
            .collect()
    }

    /// A clause without the word or two that head it, where words follow their colon; without more of them where what
    /// follows asks: "for the notification part: is ten seconds ok?".
    fn past_heading(&self, clause: Range<u16>) -> Range<u16> {
        const HEADING: usize = 2;
        let tokens = self.tokens(&clause);
        let colon = tokens.iter().position(|token| token.exact == Word::of(":"));
        let Some((head, rest)) = colon.and_then(|at| tokens.split_at_checked(at)) else {
            return clause;
        };
        let asks = || {
            rest.get(1..)
                .is_some_and(|rest| topic::opening(rest) == Opening::Asks)
        };
        let heads = (head.len() <= HEADING || asks()) && rest.iter().any(Token::is_wordlike);
        match heads {
            true => clause.end - rest.len() as u16 + 1..clause.end,
            false => clause,
        }
    }

    fn tokens(&self, range: &Range<u16>) -> &[Token] {
        &self.analysis.tokens[usize::from(range.start)..usize::from(range.end)]
    }

    /// The questions of the sentence, each with what it is asked under. What leads to a question asks nothing, nor does a
    /// reason given for it.
    fn asked(&self, clauses: &[Range<u16>], hits: &[&TopicHit]) -> Vec<Asked> {
        let own = |tokens: &Range<u16>| self.tokens(tokens);
        let opening = |clause: &Range<u16>| match topic::opening(own(clause)) {
            // "I'm wondering how long we keep them"
            Opening::Plain | Opening::Condition | Opening::Other
                if own(clause)
                    .iter()
                    .any(|token| token.stance == Stance::Asked)
                    && !self.act.is_question() =>
            {
                Opening::Asks
            }
            opening => opening,
        };
        let openings: Vec<Opening> = clauses.iter().map(opening).collect();
        let first = openings
            .iter()
            .position(|opening| *opening == Opening::Asks);
        let mut whole: Vec<Asked> = Vec::new();
        let mut under: Option<u16> = None;
        for (at, (clause, opening)) in clauses.iter().zip(&openings).enumerate() {
            let asked = first.is_some_and(|first| first < at) && !whole.is_empty();
            let leads = first.is_some_and(|first| at < first);
            let joins = match opening {
                Opening::Condition | Opening::Other => asked,
                // "what if nobody completes it, | do I need to care about that"
                // "…, or is a few seconds ok?"
                Opening::Asks => {
                    asked && (self.only_points_back(own(clause)) || is_other(own(clause)))
                }
                Opening::Reason | Opening::Plain => asked && self.is_in_brackets(clause.start),
            };
            let happens = whole
                .last()
                .is_some_and(|last| self.asks_what_happens(&last.whole));
            // "Reads and writes, do we have a number?"
            let few = own(clause).iter().filter(|token| token.is_wordlike());
            let names = leads
                && few.count() <= NAMING
                && hits.iter().any(|hit| self.overlaps(clause, hit.span));
            if joins || happens {
                if let Some(before) = whole.last_mut() {
                    before.whole.end = clause.end;
                    before.weighed |= *opening == Opening::Asks && is_other(own(clause));
                }
            } else if names {
                whole.push(Asked::of(clause.clone()));
            } else if leads && *opening == Opening::Condition {
                under = under.or(Some(clause.start));
            } else if leads || asked && *opening == Opening::Reason {
                under = None;
            } else {
                let start = under.take().unwrap_or(clause.start);
                whole.push(Asked::of(start..clause.end));
            }
        }
        whole
    }

    /// The hits inside a stretch.
    fn within<'h>(&self, stretch: &Range<u16>, hits: &[&'h TopicHit]) -> Vec<&'h TopicHit> {
        let inside = |hit: &&TopicHit| self.overlaps(stretch, hit.span);
        hits.iter().copied().filter(inside).collect()
    }

    /// Whether a bracket is open at this token, or opens with it.
    fn is_in_brackets(&self, at: u16) -> bool {
        let own = &self.analysis.tokens[..=usize::from(at)];
        let count = |sign: &str| {
            own.iter()
                .filter(|token| token.exact == Word::of(sign))
                .count()
        };
        count("(") > count(")")
    }

    /// Whether a short clause ends in a word that stands for the question before it.
    fn only_points_back(&self, clause: &[Token]) -> bool {
        const SHORT: usize = 8;
        let mut words = clause.iter().filter(|token| token.is_wordlike());
        let many = words.clone().count() > SHORT;
        let last = words.next_back().map(|token| token.exact);
        !many && (last == Some(Word::of("that")) || last == Some(Word::of("it")))
    }

    /// Whether a clause asks what happens, and leaves it to the next one to say when.
    fn asks_what_happens(&self, clause: &Range<u16>) -> bool {
        let tokens = self.tokens(clause);
        let mut words = tokens.iter().rev().filter(|token| token.is_wordlike());
        let last = words.next().map(|token| token.exact);
        let before = words.next().map(|token| token.exact);
        let is = |word: Option<Word>, known: &str| word == Some(Word::of(known));
        (is(last, "happens") || is(last, "happen"))
            && (is(before, "what") || is(before, "should") || is(before, "will"))
    }

    /// The items of a clause that lists what is asked for, where they are after different facts: "how many and how large?".
    /// Nothing where it is one question, `whole`.
    fn listed(
        &self,
        clause: &Range<u16>,
        hits: &[&TopicHit],
        whole: Option<&Judged>,
    ) -> Vec<Judged> {
        let tokens = &self.analysis.tokens;
        let cuts = clause.clone().filter(|at| {
            let token = &tokens[usize::from(*at)];
            let sign = token.kind == TokenKind::Sign && token.span.end - token.span.start == 1;
            sign || token.exact == Word::of("and")
        });
        let mut items: Vec<Judged> = Vec::new();
        let mut start = clause.start;
        for end in cuts.chain([clause.end]) {
            // "…, or do I have to guess that?" is no item of its own, nor is "if the author edits it, …".
            let own = &tokens[usize::from(start)..usize::from(end)];
            let words = !telling_words(&self.engine.lexicon, own).is_empty()
                && (topic::opening(own) != Opening::Condition || own.iter().any(asks_with));
            let item = words.then(|| self.judge(start..end, hits, true)).flatten();
            start = end;
            items.extend(item.filter(|item| {
                item.is_told()
                    && !items
                        .iter()
                        .any(|known| known.question.gets == item.question.gets)
            }));
        }
        let one = whole.is_some_and(|whole| {
            whole.is_told()
                && !items
                    .iter()
                    .any(|item| item.question.gets == whole.question.gets)
        });
        // "What should it do, just tweets and a timeline?" lists what may be meant by one question.
        let own = &tokens[usize::from(clause.start)..usize::from(clause.end)];
        let just = |token: &Token| {
            ["just", "only"]
                .iter()
                .any(|word| token.exact == Word::of(word))
        };
        let narrows = own.windows(2).enumerate().any(|(at, two)| {
            two[0].kind == TokenKind::Sign && just(&two[1]) && !own[at..].iter().any(asks_with)
        });
        if one || items.len() < 2 || narrows && whole.is_some_and(Judged::is_told) {
            items.clear();
        }
        items
    }

    /// The sides of a question that says "or" between different things: "can we lose stuff or be down?". Each is clear, and
    /// about a topic of its own. Nothing where it is one question, `whole`.
    fn sides(
        &self,
        clause: &Range<u16>,
        hits: &[&TopicHit],
        whole: Option<&Judged>,
    ) -> Vec<Judged> {
        const MOST: usize = 3;
        let tokens = &self.analysis.tokens;
        let or = Word::of("or");
        let cuts: Vec<u16> = clause
            .clone()
            .filter(|at| tokens[usize::from(*at)].exact == or)
            .collect();
        let alone = Asker {
            alone: true,
            ..self.clone()
        };
        let starts = std::iter::once(clause.start).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain([clause.end]);
        let mut sides: Vec<Judged> = Vec::new();
        for (start, end) in starts.zip(ends).take(MOST) {
            let own = self.within(&(start..end), hits);
            let side = alone.judge(start..end, hits, true);
            sides.extend(side.filter(|side| {
                let known = sides
                    .iter()
                    .any(|known| known.question.gets == side.question.gets);
                side.is_told() && side.sure >= CLEAR && !own.is_empty() && !known
            }));
        }
        let kept = whole.is_none_or(|whole| {
            !whole.is_told()
                || sides
                    .iter()
                    .any(|side| side.question.gets == whole.question.gets)
        });
        if cuts.is_empty() || sides.len() < 2 || !kept {
            sides.clear();
        }
        sides
    }

    fn overlaps(&self, clause: &Range<u16>, span: Span) -> bool {
        self.tokens(clause)
            .iter()
            .any(|token| token.span.start < span.end && span.start < token.span.end)
    }

    /// What a stretch of the sentence gets; none where it does not ask for anything by itself.
    fn judge(&self, tokens: Range<u16>, hits: &[&TopicHit], strict: bool) -> Option<Judged> {
        let scenario = &self.engine.scenario;
        let hits = self.within(&tokens, hits);
        let stretch = self.tokens(&tokens);
        let lexicon = &self.engine.lexicon;
        let alone = scenario.asked(lexicon).liken(lexicon, stretch, 0.0);
        let around = self.around(&tokens);
        let brief = telling_words(lexicon, stretch).len() <= BRIEF;
        // Who asks in the words of a sample leans on nothing: "retention?"
        let leans =
            !self.alone && !around.is_empty() && alone.iter().all(|known| known.value < ALIKE);
        let mut likenesses = match leans {
            true => scenario
                .asked(lexicon)
                .liken_in(lexicon, stretch, around, 0.0),
            false => alone,
        };
        let checks = self.checks(&tokens);
        let checked: Vec<Target> = checks.iter().map(|check| check.target.clone()).collect();
        for check in checks {
            let known = likenesses
                .iter_mut()
                .find(|known| known.target == check.target);
            match known {
                Some(known) if known.support < check.support => *known = check,
                Some(_) => {}
                None => likenesses.push(check),
            }
        }
        let far = if checked.is_empty() {
            FAR
        } else {
            FAR_BESIDE_A_PLAN
        };
        let ranked = self.rank(&likenesses, &hits, far, brief);
        let topic = hits.first().copied().or_else(|| {
            let mut likely = self.analysis.reading.topics.iter();
            likely.find(|hit| self.overlaps(&tokens, hit.span))
        });
        let topic = topic.map(|hit| hit.topic.clone());
        let span = self.span_of(stretch);
        let known = |target: &Target| target.id(&scenario.facts, &scenario.opens);
        let id = |target: &Target| known(target).cloned().unwrap_or_else(|| Id::from(""));
        let told = |target: &Target| {
            let mut told = self.told.iter();
            known(target).is_some_and(|id| told.any(|(told, _)| told == id))
        };
        let sure = ranked.first().map_or(0.0, |best| best.sure);
        // A plan with a question behind it is put as a question, whatever else it may be.
        let plan = ranked
            .first()
            .is_some_and(|best| checked.contains(&best.target));
        let least = if plan {
            self.least.min(SURE_BESIDE_A_PLAN)
        } else {
            self.least
        };
        // What was told is told again only to who clearly asks for it.
        let again = ranked.first().is_some_and(|best| told(&best.target));
        let asks = self.act.is_question();
        if again && (!asks || self.weighs || self.designing && sure < PLAIN) {
            return None;
        }
        let gets = match ranked.as_slice() {
            [
                Ranked {
                    target: best @ Target::Fact(_),
                    near,
                    ..
                },
                Ranked {
                    target: second @ Target::Fact(_),
                    near: next,
                    ..
                },
                ..,
            ] if near - next < MARGIN && *next >= BOTH && (UNSURE..CLEAR).contains(&sure) => {
                // What was told already is not what is asked again beside something new.
                match (told(best), told(second)) {
                    (false, false) => Gets::Either(id(best), id(second)),
                    (true, false) => Gets::Fact(id(second)),
                    (_, true) => Gets::Fact(id(best)),
                }
            }
            [
                Ranked {
                    target: best @ Target::Fact(_),
                    ..
                },
                ..,
            ] if sure >= least => Gets::Fact(id(best)),
            [
                Ranked {
                    target: best @ Target::Open(_),
                    ..
                },
                ..,
            ] if sure >= least => Gets::Open(id(best)),
            // What nobody has an answer to, whatever is being designed.
            [
                Ranked {
                    target: Target::Beside(_),
                    ..
                },
                ..,
            ] if sure >= least && self.marked => Gets::NoFact,
            _ if self.act == Act::DesignQuestion => {
                if strict {
                    return None;
                }
                Gets::Decide
            }
            _ if topic.is_some() => Gets::NoFact,
            _ if strict => return None,
            _ if self.act != Act::ClarifyingQuestion && self.act != Act::Confirmation => {
                return None;
            }
            _ if self.is_about_the_design(stretch, &likenesses) => Gets::NoFact,
            _ => Gets::Outside,
        };
        // A topic that facts have, and none of them was near enough, says more than is known of the question.
        let topic = match gets {
            Gets::NoFact => topic.filter(|topic| {
                let facts = scenario.facts.iter().map(|fact| &fact.topics);
                let mut topics = facts.chain(scenario.opens.iter().map(|open| &open.topics));
                !VAGUE.contains(&&**topic) && !topics.any(|topics| topics.contains(topic))
            }),
            Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Decide | Gets::Outside => {
                topic
            }
        };
        Some(Judged {
            question: Question { span, topic, gets },
            sure,
        })
    }

    /// What a stretch that weighs a plan is like, with the plan that it stands beside: "I'd keep a year. Is that fine?".
    fn checks(&self, stretch: &Range<u16>) -> Vec<Likeness<Target>> {
        const BEFORE: u16 = 30;
        const WEIGHING: [&str; 32] = [
            "ok",
            "okay",
            "fine",
            "alright",
            "allright",
            "acceptable",
            "accepted",
            "allowed",
            "enough",
            "problem",
            "matter",
            "matters",
            "bad",
            "tolerable",
            "permitted",
            "possible",
            "mind",
            "good",
            "promised",
            "expect",
            "scope",
            "should",
            "need",
            "want",
            "care",
            "bother",
            "wrong",
            "trouble",
            "hurt",
            "right",
            "too",
            "issue",
        ];
        let words = self.analysis.tokens.iter();
        let mut words = words.filter(|token| token.span.begins_in(self.span));
        let weighs = words.any(|token| WEIGHING.iter().any(|word| token.exact == Word::of(word)));
        if !self.marked || !weighs {
            return Vec::new();
        }
        let from = stretch.start.saturating_sub(BEFORE);
        let own = self.tokens(&(from..stretch.end));
        let lexicon = &self.engine.lexicon;
        let samples = self.engine.scenario.checked(lexicon);
        samples.liken(lexicon, own, 0.0)
    }

    /// What was said before a stretch that leans on it: it has a word that stands for something, or says next to nothing.
    fn around(&self, stretch: &Range<u16>) -> &[Token] {
        const FEW: usize = 2;
        const BEFORE: u16 = 40;
        const STANDING: [&str; 15] = [
            "it", "they", "them", "that", "those", "this", "one", "ones", "he", "she", "his",
            "her", "their", "its", "these",
        ];
        let tokens = &self.analysis.tokens;
        let own = &tokens[usize::from(stretch.start)..usize::from(stretch.end)];
        let stands = |token: &Token| STANDING.iter().any(|word| token.exact == Word::of(word));
        let leans = own.iter().any(stands) || telling_words(&self.engine.lexicon, own).len() <= FEW;
        match leans {
            true => {
                let from = stretch.start.saturating_sub(BEFORE);
                &tokens[usize::from(from)..usize::from(stretch.start)]
            }
            false => &[],
        }
    }

    /// What a stretch may be after, most likely first: by its likeness to the samples and, where a fact has few of them, by
    /// the shared topics.
    fn rank(
        &self,
        likenesses: &[Likeness<Target>],
        hits: &[&TopicHit],
        far: f64,
        brief: bool,
    ) -> Vec<Ranked> {
        let scenario = &self.engine.scenario;
        let hint = if brief { HINT_BRIEF } else { HINT };
        let clear = hits
            .iter()
            .any(|hit| hit.score >= 900 && !VAGUE.contains(&&*hit.topic));
        let targets = (0..scenario.facts.len())
            .map(Target::Fact)
            .chain((0..scenario.opens.len()).map(Target::Open))
            .chain((0..self.engine.lexicon.beside().len()).map(Target::Beside));
        let mut ranked: Vec<Ranked> = targets
            // Who asks what every problem has an answer to isn't beside it.
            .filter(|target| !matches!(target, Target::Beside(_)) || !clear)
            .filter_map(|target| {
                let likeness = likenesses.iter().find(|known| known.target == target);
                let questions = match target {
                    Target::Fact(index) => scenario.facts[index].questions.len(),
                    Target::Open(index) => scenario.opens[index].questions.len(),
                    Target::Beside(_) => ENOUGH,
                };
                let few = 1.0 - questions.min(ENOUGH) as f64 / ENOUGH as f64;
                let topic = self.topic_bonus(&target, hits, likeness.is_some());
                let support = likeness.map_or(0.0, |known| known.support + COVERED * known.covered);
                let same = likeness.is_some_and(|known| known.value >= VERBATIM);
                let topics = few.max(hint) * topic;
                let near = support + topics + if same { SAME } else { 0.0 };
                (near > 0.0).then_some(Ranked {
                    target,
                    near,
                    // Everyday words alone mean nothing: "when does it have to go live?".
                    sure: match likeness {
                        Some(known) if known.words == 0 && known.value < ALIKE => 0.0,
                        _ => near + TOPIC * topic,
                    },
                })
            })
            .collect();
        ranked.sort_by(|a, b| {
            b.near
                .total_cmp(&a.near)
                .then_with(|| a.target.cmp(&b.target))
        });
        let next = ranked.get(1).map_or(0.0, |second| second.near);
        if let Some(best) = ranked.first_mut() {
            match best.near < far {
                true => best.sure = 0.0,
                false => best.sure += LEAD * (best.near - next),
            }
        }
        ranked
    }

    /// How much the shared topics of a stretch speak for a fact: 0 to 0.6.
    fn topic_bonus(&self, target: &Target, hits: &[&TopicHit], alike: bool) -> f64 {
        let scenario = &self.engine.scenario;
        let topics = |target: &Target| -> &[Id] {
            match target {
                Target::Fact(index) => {
                    let fact: &Fact = &scenario.facts[*index];
                    &fact.topics
                }
                Target::Open(index) => {
                    let open: &OpenQuestion = &scenario.opens[*index];
                    &open.topics
                }
                Target::Beside(_) => &[],
            }
        };
        let own = topics(target);
        let Some(hit) = hits.iter().find(|hit| own.contains(&hit.topic)) else {
            return 0.0;
        };
        let strength = f64::from(hit.score) / 1000.0;
        if VAGUE.contains(&&*hit.topic) {
            return if alike { 0.2 } else { 0.0 };
        }
        let others = (0..scenario.facts.len())
            .map(Target::Fact)
            .chain((0..scenario.opens.len()).map(Target::Open))
            .filter(|other| other != target && topics(other).contains(&hit.topic));
        // The first topic of a fact is what it is mainly about; one that nothing else has is better.
        let share = match (others.count() == 0, own.first() == Some(&hit.topic)) {
            (true, _) => 0.6,
            (false, true) => 0.4,
            (false, false) => 0.24,
        };
        share * (0.7 + 0.3 * strength)
    }

    /// Whether a question that fits nothing is at least about what is being designed.
    fn is_about_the_design(&self, stretch: &[Token], likenesses: &[Likeness<Target>]) -> bool {
        let mentions = self
            .analysis
            .reading
            .mentions
            .iter()
            .any(|mention| usize::from(mention.sentence) == self.sentence);
        let near = likenesses
            .first()
            // "Do you like …?" is like many questions, and like none in what it asks.
            .is_some_and(|nearest| nearest.value >= 0.2 && nearest.words > 0);
        let words = stretch
            .iter()
            .filter(|token| token.kind == TokenKind::Word)
            .count();
        words > 0 && (mentions || near)
    }

    fn span_of(&self, stretch: &[Token]) -> Span {
        let words: Vec<Span> = stretch
            .iter()
            .filter(|token| token.kind != TokenKind::Stop)
            .map(|token| token.span)
            .collect();
        match (words.first(), words.last()) {
            (Some(first), Some(last)) => first.join(*last),
            _ => self.span,
        }
    }
}
