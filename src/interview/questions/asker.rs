//! One sentence that asks: its questions, and what each of them is after.

use std::ops::Range;

use super::sentence::{asks_with, gets_answer, is_other};
use super::{CLEAR, PLAIN, SURE, VAGUE};
use crate::interview::Engine;
use crate::interview::interpretation::{Gets, Question};
use crate::language::likeness::chances::{Chance, Text};
use crate::language::likeness::telling_words;
use crate::language::token::{Token, TokenKind, Word};
use crate::language::topic::{self, Opening};
use crate::language::{Act, Analysis, Id, Span, Stance, TopicHit};
use crate::scenario::questions::Target;
use crate::scenario::{Fact, OpenQuestion};

/// So near a sample nothing has to tell.
const ALIKE: f64 = 0.75;
/// A fact with fewer samples than this leans on the shared topics for the rest; with more they still break a tie.
const ENOUGH: usize = 16;
/// How much a shared topic that is a fact's own speaks for it, as an exponent; and how much more where it has no samples.
const TOPIC: f64 = 1.5;
const TOPIC_ALONE: f64 = 6.0;
/// What was told is told again, while designing, from this chance on.
const AGAIN: f64 = 0.9;
/// And behind the design, where questions are about the change, only so.
const AGAIN_LATE: f64 = 0.95;
/// So likely by itself a question leans on nothing that stands before it.
const LEANS_ON_NOTHING: f64 = 0.6;
/// So likely by itself, a question that has a word for something before it needs nothing before it.
const SURELY: f64 = 0.9;
/// In so few telling words the samples know little: the topics say more.
const BRIEF: usize = 2;
const TOPIC_BRIEF: f64 = 2.5;
/// Two facts are both offered if the second is as likely as this, and nearly as likely as the first.
const BOTH: f64 = 0.2;
const CLOSE: f64 = 0.7;
/// So near a sample a question is at least about what is being designed.
const ABOUT: f64 = 0.2;

/// From this chance on a question that gets nothing may be after what another one got.
const FAINTLY: f64 = 0.1;

/// An item of a list that is named and no more is after a fact from here on: "max length, media, search".
pub(super) const NAMED: f64 = 0.65;

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
    /// Whether it is one of several that are each put as a question: whatever the others get, it has to be met.
    pub apart: bool,
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
    /// How likely it is meant, 0 to 1; see [`SURE`].
    sure: f64,
}

/// One sentence that asks.
#[derive(Clone)]
pub(super) struct Asker<'a> {
    pub engine: &'a Engine,
    pub text: &'a str,
    pub analysis: &'a Analysis,
    /// The facts told so far.
    pub told: &'a [(Id, u32)],
    /// Whether the first step is over.
    pub designing: bool,
    /// Whether the design is over, too.
    pub late: bool,
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
    /// Whether no more than the last word that tells something counts of what stands before it.
    pub near: bool,
}

impl<'a> Asker<'a> {
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
        let alone = self.by_itself();
        let mut found: Vec<Judged> = Vec::new();
        for asked in &asked {
            // What is put as a question of its own needn't be clearer than one that stands alone: "…, and is there video".
            let own = asks(&asked.core);
            let judge = |way| self.judge(way, hits, strict && !own);
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
                ways.reduce(|best, other| {
                    // The whole question is the better quote.
                    let same = best.is_told() && best.question.gets == other.question.gets;
                    if best.sure < other.sure && !same {
                        other
                    } else {
                        best
                    }
                })
            });
            // "can people delete a photo, and is there video": in the light of the first, the second may seem the same, or
            // none.
            let known = |judged: &Judged| {
                let mut gets = found.iter().map(|known| &known.question.gets);
                gets.any(|gets| *gets == judged.question.gets)
            };
            let best = match best {
                Some(best) if strict && (own && !best.is_told() || known(&best)) => {
                    // "…, and how big is one": what stands for something has to be known in so many words.
                    let stands = stands_for_something(self.tokens(&asked.core));
                    let other = alone.judge(asked.core.clone(), hits, best.is_told());
                    let other = other.filter(|other| !stands || other.sure >= SURELY);
                    let new = other.filter(|other| other.is_told() && !known(other));
                    // "How many carry pictures, and how big are they?"
                    let near = || {
                        let near = self
                            .after_the_last_word()
                            .judge(asked.core.clone(), hits, true);
                        near.filter(|near| {
                            stands && near.is_told() && !known(near) && near.sure >= PLAIN
                        })
                    };
                    Some(new.or_else(near).unwrap_or(best))
                }
                best => best,
            };
            // "The peak factor, is three times reasonable?" weighs what stands before it.
            let weighed = !self.plan(&asked.core).is_empty();
            // "How many followers has one, and what's the worst case?": the same fact, faintly, asks for no other.
            let faint = Asker {
                least: FAINTLY,
                ..alone.clone()
            };
            let same = |best: &Judged| {
                let faintly =
                    (!best.is_told()).then(|| faint.judge(asked.core.clone(), hits, false));
                faintly
                    .flatten()
                    .is_some_and(|other| other.is_told() && known(&other))
            };
            let same = best.as_ref().is_some_and(same);
            let best = best.map(|best| Judged {
                apart: !same
                    && strict
                    && own
                    && !(weighed && found.iter().any(Judged::is_told))
                    && !telling_words(&self.engine.lexicon, self.tokens(&asked.core)).is_empty(),
                ..best
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

    /// The same without what stands before a stretch.
    fn by_itself(&self) -> Asker<'a> {
        Asker {
            alone: true,
            ..self.clone()
        }
    }

    /// The same with no more than the last telling word of what stands before a stretch.
    fn after_the_last_word(&self) -> Asker<'a> {
        Asker {
            near: true,
            ..self.clone()
        }
    }

    /// What a name in the sentence asks for by itself, if that is at least so sure or a topic has it.
    pub fn named(&self, name: Span, hits: &[&TopicHit], least: f64) -> Option<Judged> {
        let tokens = self.analysis.tokens.iter();
        let place = |token: &Token| token.span.begins_in(name);
        let start = tokens.clone().position(place)?;
        let end = tokens.clone().rposition(place)? + 1;
        let range = start as u16..end as u16;
        let topic = !self.within(&range, hits).is_empty();
        let judged = self.by_itself().judge(range, hits, true)?;
        (judged.is_told() && (topic || judged.sure >= least)).then_some(judged)
    }

    /// The clauses of the sentence.
    fn clauses(&self) -> Vec<Range<u16>> {
        let clauses = self.analysis.clauses.iter();
        let own = clauses.filter(|clause| usize::from(clause.sentence) == self.sentence);
        // What is said to be polite asks nothing, nor does a heading: "Next: devices?".
        own.map(|clause| clause.tokens.start.max(self.from)..clause.tokens.end)
            .filter(|clause| !clause.is_empty())
            .map(|clause| self.past_heading(self.past_call(self.up_to_again(clause))))
            .map(|clause| match unsure_of(self.tokens(&clause)) {
                Some(at) => clause.start + at as u16..clause.end,
                None => clause,
            })
            .collect()
    }

    /// A clause without the "again" at its end: "what was the peak again?" asks for the peak, and for nothing that is done twice.
    fn up_to_again(&self, clause: Range<u16>) -> Range<u16> {
        let tokens = self.tokens(&clause);
        let last = tokens.iter().rposition(Token::is_wordlike);
        match last.filter(|at| tokens[*at].exact == Word::of("again")) {
            Some(at) if at > 0 => clause.start..clause.start + at as u16,
            Some(_) | None => clause,
        }
    }

    /// Whether the sentence says that it asks once more.
    fn asks_again(&self) -> bool {
        let own = self.analysis.tokens.iter();
        let mut own = own.filter(|token| token.span.begins_in(self.span) && token.is_wordlike());
        own.next_back()
            .is_some_and(|last| last.exact == Word::of("again"))
    }

    /// A clause without the words that only call for what follows: "tell me about the users, the traffic".
    fn past_call(&self, clause: Range<u16>) -> Range<u16> {
        const CALLS: [&[&str]; 3] = [
            &["tell", "me", "about"],
            &["what", "about"],
            &["how", "about"],
        ];
        let tokens = self.tokens(&clause);
        let begins = |call: &&&[&str]| {
            let mut pairs = tokens.iter().zip(call.iter());
            tokens.len() > call.len() && pairs.all(|(token, word)| token.exact == Word::of(word))
        };
        let call = CALLS.iter().find(begins).map_or(0, |call| call.len());
        clause.start + call as u16..clause.end
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
        // "Follower distribution: avg and max?" says before the colon what it is about.
        let lexicon = &self.engine.lexicon;
        let telling = |tokens: &[Token]| telling_words(lexicon, tokens).len();
        let says = telling(head) > 0 && !asks() && telling(rest) <= BRIEF;
        let heads =
            (head.len() <= HEADING && !says || asks()) && rest.iter().any(Token::is_wordlike);
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
            // "…, and if a user hammers on the button, what do you want to happen?"
            let next = openings.get(at + 1);
            let heads = *opening == Opening::Condition
                && next == Some(&Opening::Asks)
                && own(clause)
                    .first()
                    .is_some_and(|first| first.exact == Word::of("and"));
            if asked && heads {
                under = under.or(Some(clause.start));
                continue;
            }
            let joins = match opening {
                Opening::Condition | Opening::Other => asked,
                // "what if nobody completes it, | do I need to care about that"
                // "…, or is a few seconds ok?"
                // "how do you remember | who's logged in"
                Opening::Asks => {
                    asked
                        && (self.only_points_back(own(clause))
                            || is_other(own(clause))
                            || self.goes_straight_on(clause.start))
                }
                Opening::Reason | Opening::Plain => asked && self.is_in_brackets(clause.start),
            };
            let happens = whole
                .last()
                .is_some_and(|last| self.asks_what_happens(&last.whole));
            // "Reads and writes, do we have a number?"
            let few = own(clause).iter().filter(|token| token.is_wordlike());
            let few = few.count() <= NAMING;
            let named = || {
                let alone = self.by_itself();
                let judged = alone.judge(clause.clone(), &[], true);
                judged.is_some_and(|judged| judged.is_told() && judged.sure >= NAMED)
            };
            let names = leads
                && few
                && *opening == Opening::Plain
                && (hits.iter().any(|hit| self.overlaps(clause, hit.span)) || named());
            let joins = joins || asked && is_example(own(clause));
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

    /// Whether no sign and no "and" stands before this token, nor is the token one.
    fn goes_straight_on(&self, at: u16) -> bool {
        let joins = |token: &Token| {
            !token.is_wordlike()
                || ["and", "plus", "also"]
                    .iter()
                    .any(|word| token.exact == Word::of(word))
        };
        let at = usize::from(at);
        let before = at
            .checked_sub(1)
            .and_then(|before| self.analysis.tokens.get(before));
        !before.is_none_or(joins) && !self.analysis.tokens.get(at).is_none_or(joins)
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
        // "…, or only uploading and viewing?" is one thing.
        let only = |at: &u16| {
            let next = tokens.get(usize::from(*at) + 1);
            tokens[usize::from(*at)].exact == Word::of("or")
                && next.is_some_and(|next| {
                    ["just", "only"]
                        .iter()
                        .any(|word| next.exact == Word::of(word))
                })
        };
        let narrowed = clause.clone().find(only);
        let cuts = clause.clone().filter(|at| {
            let token = &tokens[usize::from(*at)];
            let sign = token.kind == TokenKind::Sign && token.span.end - token.span.start == 1;
            (sign || token.exact == Word::of("and")) && narrowed.is_none_or(|only| *at <= only)
        });
        let alone = self.by_itself();
        let mut items: Vec<Judged> = Vec::new();
        let mut start = clause.start;
        for end in cuts.chain([clause.end]) {
            // "…, or do I have to guess that?" is no item of its own, nor is "if the author edits it, …".
            let own = &tokens[usize::from(start)..usize::from(end)];
            let words = !telling_words(&self.engine.lexicon, own).is_empty()
                && !is_example(own)
                // Nor is the reason for asking.
                && topic::opening(own) != Opening::Reason
                && (topic::opening(own) != Opening::Condition || own.iter().any(asks_with));
            let item = words.then(|| self.judge(start..end, hits, true)).flatten();
            // In the light of the item before, the next may seem the same, or none: "tweet length, media".
            let same = |item: &Judged| {
                let mut gets = items.iter().map(|known| &known.question.gets);
                gets.any(|gets| *gets == item.question.gets)
            };
            let other = words.then(|| alone.judge(start..end, hits, true)).flatten();
            // "How many users, how many uploads per day, and average photo size": what is clear by itself leans on nothing.
            let stands = stands_for_something(own);
            let clear = other.as_ref().is_some_and(|other| {
                let either = item
                    .as_ref()
                    .is_some_and(|item| matches!(item.question.gets, Gets::Either(..)));
                let least = if either { NAMED } else { SURELY };
                !stands && other.is_told() && other.sure >= least
            });
            let item = match item {
                Some(item) if !clear && item.is_told() && !same(&item) => Some(item),
                item => {
                    let topic = !self.within(&(start..end), hits).is_empty();
                    let named = |other: &Judged| topic || other.sure >= NAMED;
                    let other = other.filter(|other| other.is_told() && named(other));
                    other.filter(|other| !same(other)).or(item)
                }
            };
            // "do we need search or messages, and how long do we keep them"
            let sides = self.sides(&(start..end), hits, item.as_ref());
            let sides = if sides.is_empty() {
                item.into_iter().collect()
            } else {
                sides
            };
            start = end;
            for side in sides.into_iter().filter(Judged::is_told) {
                if !items
                    .iter()
                    .any(|known| known.question.gets == side.question.gets)
                {
                    items.push(side);
                }
            }
        }
        let one = whole.is_some_and(|whole| {
            let either = matches!(whole.question.gets, Gets::Either(..));
            whole.is_told()
                && !either
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
        let alone = self.by_itself();
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
                let named = !own.is_empty() || side.sure >= PLAIN;
                side.is_told() && side.sure >= CLEAR && named && !known
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
        let samples = scenario.asked(lexicon);
        let mut read = samples.read(lexicon, stretch);
        let plan = self.plan(&tokens);
        let around = match plan.is_empty() {
            true => self.around(&tokens),
            false => plan,
        };
        let mut ranked = self.rank(&read, &hits, stretch);
        // Who asks for something in so many words leans on nothing: "retention?"
        let least = if plan.is_empty() {
            LEANS_ON_NOTHING
        } else {
            1.0
        };
        let alone = ranked.first().is_some_and(|best| best.sure >= least);
        if !self.alone && !alone && !around.is_empty() {
            read = samples.read_in(lexicon, stretch, around);
            ranked = self.rank(&read, &hits, &[around, stretch].concat());
        }
        let topic = hits.first().copied().or_else(|| {
            let mut likely = self.analysis.reading.topics.iter();
            // What may ask by the odds alone is after no topic that its words don't say.
            let asks = self.act.is_question() || self.marked;
            likely.find(|hit| asks && self.overlaps(&tokens, hit.span))
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
        let least = match plan.is_empty() {
            true => self.least,
            false => self.least.min(SURE),
        };
        // One of several has to be clear by itself.
        let least = if strict { least.max(CLEAR) } else { least };
        // What was told is told again only to who clearly asks for it.
        let again = ranked.first().is_some_and(|best| told(&best.target));
        // A plan that rests on what was told wants a nod.
        if again && (!self.act.is_question() || !plan.is_empty()) {
            return None;
        }
        // What a question shares with something that was told it shares by chance: it is after something else.
        let wanted = if self.asks_again() { self.least } else { AGAIN };
        let wanted = if self.late {
            wanted.max(AGAIN_LATE)
        } else {
            wanted
        };
        // "Would you accept that counts lag in a burst?", "may I relax the thirty seconds?"
        const REQUIRES: [&str; 10] = [
            "accept",
            "accepted",
            "acceptable",
            "allowed",
            "relax",
            "permitted",
            "require",
            "required",
            "tolerate",
            "hard",
        ];
        let requires = self.marked
            && stretch
                .iter()
                .any(|token| REQUIRES.iter().any(|word| token.exact == Word::of(word)));
        let wanted = if requires { self.least } else { wanted };
        if again && (self.weighs && !requires || self.designing && sure < wanted) {
            ranked.clear();
        }
        let gets = match ranked.as_slice() {
            [
                Ranked {
                    target: best @ Target::Fact(_),
                    ..
                },
                Ranked {
                    target: second @ Target::Fact(_),
                    sure: next,
                },
                ..,
            ] if *next >= BOTH && *next >= sure * CLOSE && sure + *next >= least => {
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
            _ if self.is_about_the_design(stretch, &read, &ranked) => Gets::NoFact,
            _ => Gets::Outside,
        };
        // A topic that facts have, and none of them was near enough, says more than is known of the question.
        let topic = match gets {
            Gets::NoFact => topic.filter(|topic| {
                let facts = scenario.facts.iter().map(|fact| &fact.topics);
                let mut topics = facts.chain(scenario.opens.iter().map(|open| &open.topics));
                !VAGUE.contains(&&**topic) && !topics.any(|topics| topics.contains(topic))
            }),
            Gets::Fact(_)
            | Gets::Either(..)
            | Gets::Open(_)
            | Gets::Estimate(_)
            | Gets::Decide
            | Gets::Outside => topic,
        };
        Some(Judged {
            question: Question { span, topic, gets },
            sure,
            apart: false,
        })
    }

    /// What stands before a stretch that weighs a plan: "I'd keep a year. Is that fine?". Nothing where it weighs none.
    fn plan(&self, stretch: &Range<u16>) -> &[Token] {
        const BEFORE: u16 = 30;
        const WEIGHING: [&str; 38] = [
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
            "reasonable",
            "realistic",
            "fair",
            "sensible",
            "plausible",
            "close",
        ];
        let words = self.analysis.tokens.iter();
        let mut words = words.filter(|token| token.span.begins_in(self.span));
        let weighs = words.any(|token| WEIGHING.iter().any(|word| token.exact == Word::of(word)));
        if !self.marked || !weighs {
            return &[];
        }
        self.tokens(&(stretch.start.saturating_sub(BEFORE)..stretch.start))
    }

    /// What was said before a stretch that leans on it: it has a word that stands for something, or says next to nothing.
    fn around(&self, stretch: &Range<u16>) -> &[Token] {
        const FEW: usize = 2;
        const BEFORE: u16 = 40;
        let tokens = &self.analysis.tokens;
        let own = &tokens[usize::from(stretch.start)..usize::from(stretch.end)];
        let leans =
            stands_for_something(own) || telling_words(&self.engine.lexicon, own).len() <= FEW;
        let from = stretch.start.saturating_sub(BEFORE);
        let before = &tokens[usize::from(from)..usize::from(stretch.start)];
        let lexicon = &self.engine.lexicon;
        let tells = |token: &Token| !telling_words(lexicon, std::slice::from_ref(token)).is_empty();
        match (leans, self.near) {
            (false, _) => &[],
            (true, false) => before,
            (true, true) => match before.iter().rposition(tells) {
                Some(last) => &before[last..=last],
                None => &[],
            },
        }
    }

    /// What a stretch may be after, most likely first: by the samples, and by the shared topics where a fact has few.
    fn rank(&self, read: &Text, hits: &[&TopicHit], tokens: &[Token]) -> Vec<Ranked> {
        let scenario = &self.engine.scenario;
        let lexicon = &self.engine.lexicon;
        let samples = scenario.asked(lexicon);
        let clear = hits
            .iter()
            .any(|hit| hit.score >= 900 && !VAGUE.contains(&&*hit.topic));
        let known = samples.of_question(read, 0.001);
        let telling = telling_words(lexicon, tokens).len();
        let mut ranked: Vec<Ranked> = known
            .into_iter()
            // Who asks what every problem has an answer to isn't beside it.
            .filter(|known| !clear || !matches!(known.target, Target::Beside(_) | Target::Nothing))
            .map(|Chance { target, value }| {
                let questions = match target {
                    Target::Fact(index) => scenario.facts[index].questions.len(),
                    Target::Open(index) => scenario.opens[index].questions.len(),
                    Target::Beside(_) | Target::Nothing => ENOUGH,
                };
                let few = 1.0 - questions.min(ENOUGH) as f64 / ENOUGH as f64;
                let topic = self.topic_bonus(&target, hits);
                let topics = if telling <= BRIEF { TOPIC_BRIEF } else { TOPIC };
                let speaks = topic * (topics + few * TOPIC_ALONE);
                Ranked {
                    sure: value * speaks.exp(),
                    target,
                }
            })
            .collect();
        let all: f64 = ranked.iter().map(|ranked| ranked.sure).sum();
        for ranked in &mut ranked {
            ranked.sure /= all;
        }
        ranked.sort_by(|a, b| {
            b.sure
                .total_cmp(&a.sure)
                .then_with(|| a.target.cmp(&b.target))
        });
        // Everyday words alone mean nothing: "when does it have to go live?".
        if let Some(best) = ranked.first()
            && telling == 0
            && samples
                .nearest(read, &best.target)
                .is_none_or(|near| near.value < ALIKE)
        {
            ranked.clear();
        }
        ranked
    }

    /// How much the shared topics of a stretch speak for a fact: 0 to 0.6.
    fn topic_bonus(&self, target: &Target, hits: &[&TopicHit]) -> f64 {
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
                Target::Beside(_) | Target::Nothing => &[],
            }
        };
        let own = topics(target);
        let Some(hit) = hits.iter().find(|hit| own.contains(&hit.topic)) else {
            return 0.0;
        };
        let strength = f64::from(hit.score) / 1000.0;
        if VAGUE.contains(&&*hit.topic) {
            return 0.2;
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
    fn is_about_the_design(&self, stretch: &[Token], read: &Text, ranked: &[Ranked]) -> bool {
        let mut mentions = self.analysis.reading.mentions.iter();
        let mentions = mentions.any(|mention| usize::from(mention.sentence) == self.sentence);
        // "Do you like …?" is like many questions, and like none in what it asks.
        let near = || {
            let samples = self.engine.scenario.asked(&self.engine.lexicon);
            let best = ranked.first();
            let near = best.and_then(|best| samples.nearest(read, &best.target));
            near.is_some_and(|near| near.value >= ABOUT)
                && !telling_words(&self.engine.lexicon, stretch).is_empty()
        };
        let words = stretch
            .iter()
            .filter(|token| token.kind == TokenKind::Word)
            .count();
        words > 0 && (mentions || near())
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

/// Where what its speaker isn't sure about begins in a clause: "I am a bit unsure about | the peak factor".
fn unsure_of(tokens: &[Token]) -> Option<usize> {
    const UNSURE: [&str; 8] = [
        "unsure",
        "sure",
        "uncertain",
        "unclear",
        "certain",
        "wondering",
        "curious",
        "question",
    ];
    const ABOUT: [&str; 3] = ["about", "of", "on"];
    let is = |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
    let mut pairs = tokens.windows(2);
    let at = pairs.position(|pair| is(&pair[0], &UNSURE) && is(&pair[1], &ABOUT))?;
    (at + 2 < tokens.len()).then_some(at + 2)
}

/// Whether a stretch gives an example of what stands before it: "like at night".
fn is_example(tokens: &[Token]) -> bool {
    const LIKE: [&str; 3] = ["like", "eg", "say"];
    let mut words = tokens.iter().filter(|token| token.is_wordlike());
    let first = words.next().map(|token| token.exact);
    let second = words.next().map(|token| token.exact);
    let is = |word: Option<Word>, known: &str| word == Some(Word::of(known));
    LIKE.iter().any(|word| is(first, word))
        || is(first, "for") && (is(second, "example") || is(second, "instance"))
}

/// Whether a word stands for something that was said before.
fn stands_for_something(tokens: &[Token]) -> bool {
    const STANDING: [&str; 15] = [
        "it", "they", "them", "that", "those", "this", "one", "ones", "he", "she", "his", "her",
        "their", "its", "these",
    ];
    let stands = |token: &Token| STANDING.iter().any(|word| token.exact == Word::of(word));
    tokens.iter().any(stands)
}
