//! The questions of a message, each with what it gets: a fact, two close ones, an assumption to be made, or nothing.

use std::ops::Range;

use super::interpretation::{Gets, Question};
use super::{Engine, State};
use crate::language::token::{Token, TokenKind, Word};
use crate::language::topic::{self, Off, Opening};
use crate::language::{Act, Analysis, Id, Span, TopicHit};
use crate::scenario::likeness::{Likeness, telling_words};
use crate::scenario::questions::Target;
use crate::scenario::{Fact, OpenQuestion, Step};

/// From here on a question is answered.
const THRESHOLD: f64 = 0.5;
/// Two facts closer than this are both offered.
const MARGIN: f64 = 0.06;
/// From here on a question is clearly after a fact.
const CLEAR: f64 = 0.85;
/// From here on it is the sample itself.
const VERBATIM: f64 = 0.95;
/// What a fact gains when the shared topics say that it is asked for.
const TOPIC: f64 = 0.4;
/// What it gains besides when no other fact or open question has that topic.
const ONLY: f64 = 0.2;
/// Words alone, where the topics of the sentence speak of something else, or where the interviewer's view of the design
/// is asked for, have to be this much like a sample.
const ALONE: f64 = 0.75;
/// The same where two telling words are shared.
const PAIR: f64 = 0.55;
/// Once the design has begun, a topic less sure than this needs words of a sample beside it.
const SURE: u16 = 640;
/// What is taken off where there are none.
const UNSURE: f64 = 0.25;
/// A shared topic that says only "some feature": the words have to say which.
const VAGUE: [&str; 3] = ["feature-specific", "limits", "failure-handling"];

/// Finds the questions. Questions that are proposals ("could we cache it?") are none.
/// `off` says of each sentence why it asks for no fact. While `answering` what was asked, a statement is an answer, whatever it touches. Once the design has begun, only
/// what is built like a question asks.
pub(super) fn find(
    engine: &Engine,
    text: &str,
    analysis: &Analysis,
    state: &State,
    off: &[Off],
    answering: bool,
) -> Vec<Question> {
    let mut questions = Vec::new();
    let told = &*state.told;
    let designing = state.step != Step::Clarify;
    for (index, sentence) in analysis.reading.sentences.iter().enumerate() {
        let hits: Vec<&TopicHit> = analysis
            .reading
            .topics
            .iter()
            .filter(|hit| usize::from(hit.sentence) == index)
            .collect();
        let asks = match sentence.act {
            Act::ClarifyingQuestion | Act::DesignQuestion | Act::Confirmation => true,
            Act::Assertion
            | Act::Proposal
            | Act::Estimate
            | Act::TradeOff
            | Act::Summary
            | Act::OffTopic
            | Act::Social
            | Act::DontKnow => {
                let marked = sentence.span.of(text).trim_end().ends_with('?');
                !answering && !hits.is_empty() && (marked || !designing)
            }
            Act::StepMove
            | Act::StepBack
            | Act::Finish
            | Act::HintRequest
            | Act::Repeat
            | Act::Skip
            | Act::Time => false,
        };
        let off = off.get(index).copied().unwrap_or(Off::No);
        if asks && !matches!(off, Off::Told | Off::View) {
            let asker = Asker {
                engine,
                analysis,
                told,
                designing,
                off: off == Off::Interview,
                sentence: index,
                act: sentence.act,
                span: sentence.span,
            };
            asker.find(&hits, &mut questions);
        }
    }
    let mut seen: Vec<Gets> = Vec::new();
    questions.retain(|question| {
        let new = !seen.contains(&question.gets);
        seen.push(question.gets.clone());
        new
    });
    // Beside something new, what was told before is not what is asked: "and how often do they read, per tweet?"
    let known = |question: &Question| matches!(&question.gets, Gets::Fact(id) if told.iter().any(|(told, _)| told == id));
    if questions
        .iter()
        .any(|question| matches!(question.gets, Gets::Fact(_)) && !known(question))
    {
        questions.retain(|question| !known(question));
    }
    // Of several questions none is worth two answers; what another one gets, this one didn't mean.
    if questions.len() > 1 {
        let given: Vec<Id> = questions
            .iter()
            .filter_map(|question| match &question.gets {
                Gets::Fact(id) => Some(id.clone()),
                _ => None,
            })
            .collect();
        for question in &mut questions {
            if let Gets::Either(first, second) = &question.gets {
                let meant = if given.contains(first) { second } else { first };
                question.gets = Gets::Fact(meant.clone());
            }
        }
    }
    // A question that got an answer makes a vaguer one in the same sentence needless.
    let home = |question: &Question| {
        let mut sentences = analysis.reading.sentences.iter();
        sentences.position(|sentence| {
            sentence.span.start <= question.span.start && question.span.start < sentence.span.end
        })
    };
    let answered: Vec<Option<usize>> = questions
        .iter()
        .filter(|question| {
            matches!(
                question.gets,
                Gets::Fact(_) | Gets::Either(..) | Gets::Open(_)
            )
        })
        .map(home)
        .collect();
    questions.retain(|question| {
        let vague = question
            .topic
            .as_ref()
            .is_none_or(|topic| VAGUE.contains(&&**topic));
        let bare = match question.gets {
            Gets::NoFact => vague,
            Gets::Outside => true,
            Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Decide => false,
        };
        !bare || !answered.contains(&home(question))
    });
    questions
}

/// A lead of more words than this names no topic: it tells something.
const NAMING: usize = 6;

/// One question of a sentence.
struct Asked {
    /// With what it is asked under.
    whole: Range<u16>,
    /// Without.
    core: Range<u16>,
    /// Whether it has two sides: "… or …".
    alternative: bool,
}

impl Asked {
    fn of(clause: Range<u16>) -> Asked {
        Asked {
            whole: clause.clone(),
            core: clause,
            alternative: false,
        }
    }

    /// What it is without its addition, and the addition; nothing where it has none.
    fn sides(&self) -> Vec<Range<u16>> {
        match self.core.end < self.whole.end {
            true => vec![self.core.clone(), self.core.end..self.whole.end],
            false => Vec::new(),
        }
    }
}

/// One sentence that asks.
struct Asker<'a> {
    engine: &'a Engine,
    analysis: &'a Analysis,
    /// The facts told so far.
    told: &'a [(Id, u32)],
    /// Whether the first step is over.
    designing: bool,
    /// Whether it is about the interview, where a word in common with a sample means nothing.
    off: bool,
    sentence: usize,
    act: Act,
    span: Span,
}

impl Asker<'_> {
    fn find(&self, hits: &[&TopicHit], questions: &mut Vec<Question>) {
        let asked = self.asked(hits);
        let clauses: Vec<Range<u16>> = asked
            .iter()
            .flat_map(|asked| self.listed(asked.whole.clone(), hits))
            .collect();
        // Each clause with a topic of its own, or with a sample of its own, is a question; a sentence in which no
        // clause stands alone is one question as a whole.
        let mut found = Vec::new();
        for clause in &clauses {
            let asked = asked.iter().find(|asked| asked.whole == *clause);
            // What it is asked under says nothing of what is asked.
            let core = asked.map_or(clause, |asked| &asked.core);
            let tokens = &self.analysis.tokens[usize::from(core.start)..usize::from(core.end)];
            // "Is it ok if somebody gets it twice?" asks with what follows.
            let bare = telling_words(&self.engine.lexicon, tokens).is_empty();
            let own = self.within(if bare { clause } else { core }, hits);
            // Beside a topic in another clause, "do we have a number?" is no question of its own.
            let aside = own.is_empty() && !hits.is_empty();
            let strict = clauses.len() > 1;
            let told = |question: &Question| {
                matches!(
                    question.gets,
                    Gets::Fact(_) | Gets::Either(..) | Gets::Open(_)
                )
            };
            // What it is asked under may be beside the point: "can they get a refund if they change their mind?"; and the
            // other side may be the one that is known: "do orders get cancelled or sent back?"
            let whole = self.judge(clause.clone(), &own, strict, aside);
            let sides = asked.map(Asked::sides).unwrap_or_default();
            let mut by_side = sides.into_iter().filter_map(|side| {
                let own = self.within(&side, hits);
                self.judge(side, &own, strict, aside).filter(told)
            });
            let first = asked.is_some_and(|asked| asked.alternative);
            let question = match whole {
                Some(whole) if told(&whole) && !first => Some(whole),
                whole => by_side.next().or(whole),
            };
            found.extend(question);
        }
        let settled = found
            .iter()
            .any(|question| !matches!(question.gets, Gets::NoFact));
        if clauses.len() != 1 && !settled {
            let whole = clauses.first().map_or(0, |clause| clause.start)
                ..clauses.last().map_or(0, |clause| clause.end);
            if let Some(question) = self.judge(whole, hits, false, false) {
                found = vec![question];
            }
        }
        questions.extend(found);
    }

    /// The questions of the sentence, each with what it is asked under. What leads to a question asks nothing, nor does a
    /// reason given for it.
    fn asked(&self, hits: &[&TopicHit]) -> Vec<Asked> {
        let own = |tokens: &Range<u16>| {
            &self.analysis.tokens[usize::from(tokens.start)..usize::from(tokens.end)]
        };
        let clauses: Vec<Range<u16>> = self
            .analysis
            .clauses
            .iter()
            .filter(|clause| usize::from(clause.sentence) == self.sentence)
            .map(|clause| clause.tokens.clone())
            .collect();
        let openings: Vec<Opening> = clauses
            .iter()
            .map(|clause| topic::opening(own(clause)))
            .collect();
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
                Opening::Asks => asked && self.only_points_back(own(clause)),
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
                    before.alternative |= *opening == Opening::Other;
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
        let tokens = &self.analysis.tokens[usize::from(clause.start)..usize::from(clause.end)];
        let mut words = tokens.iter().rev().filter(|token| token.is_wordlike());
        let last = words.next().map(|token| token.exact);
        let before = words.next().map(|token| token.exact);
        let is = |word: Option<Word>, known: &str| word == Some(Word::of(known));
        (is(last, "happens") || is(last, "happen"))
            && (is(before, "what") || is(before, "should") || is(before, "will"))
    }

    /// The items of a clause that lists what is asked for; the clause itself where it is no such list.
    fn listed(&self, clause: Range<u16>, hits: &[&TopicHit]) -> Vec<Range<u16>> {
        let tokens = &self.analysis.tokens;
        let commas = clause.clone().filter(|at| {
            let token = &tokens[usize::from(*at)];
            let sign = token.kind == TokenKind::Sign && token.span.end - token.span.start == 1;
            sign || token.exact == Word::of("and")
        });
        let mut items: Vec<Range<u16>> = Vec::new();
        let mut start = clause.start;
        for at in commas {
            let before = start..at;
            let touches =
                |range: &Range<u16>| hits.iter().any(|hit| self.overlaps(range, hit.span));
            // A cut through a hit ("read:write ratio") is none.
            let place = tokens[usize::from(at)].span.start;
            let inside = hits
                .iter()
                .any(|hit| hit.span.start < place && place < hit.span.end);
            if !inside && touches(&before) && touches(&(at..clause.end)) {
                items.push(before);
                start = at;
            }
        }
        items.push(start..clause.end);
        items
    }

    fn overlaps(&self, clause: &Range<u16>, span: Span) -> bool {
        self.analysis.tokens[usize::from(clause.start)..usize::from(clause.end)]
            .iter()
            .any(|token| token.span.start < span.end && span.start < token.span.end)
    }

    /// What a stretch of the sentence gets; none where it does not ask for anything by itself.
    fn judge(
        &self,
        tokens: Range<u16>,
        hits: &[&TopicHit],
        strict: bool,
        aside: bool,
    ) -> Option<Question> {
        let scenario = &self.engine.scenario;
        let stretch = &self.analysis.tokens[usize::from(tokens.start)..usize::from(tokens.end)];
        let likenesses = scenario.questions.liken(&self.engine.lexicon, stretch, 0.0);
        let mut scores: Vec<(Target, f64)> = Vec::new();
        let targets = (0..scenario.facts.len())
            .map(Target::Fact)
            .chain((0..scenario.opens.len()).map(Target::Open));
        for target in targets {
            let likeness = likenesses.iter().find(|known| known.target == target);
            // One word in common with a longer sample, and no other that tells: "are those the real numbers".
            let slight = likeness.is_some_and(|known| known.own < 2);
            let shared = likeness.map_or(0, |known| known.words);
            let likeness = likeness.map_or(0.0, |known| known.value);
            // Word for word one of its samples: no topic knows better.
            let bonus = if likeness >= VERBATIM {
                VERBATIM
            } else {
                self.topic_bonus(&target, hits, likeness)
            };
            let elsewhere = aside
                || self.off
                || hits.is_empty() && (self.designing || self.act == Act::DesignQuestion)
                || bonus == 0.0 && hits.iter().any(|hit| !VAGUE.contains(&&*hit.topic));
            // Two telling words of a sample weigh more than one.
            let alone = if shared >= 2 && !self.off {
                PAIR
            } else {
                ALONE
            };
            if elsewhere && likeness < alone {
                continue;
            }
            let unsure = self.designing && bonus > 0.0 && !hits.iter().any(|hit| hit.score >= SURE);
            if hits.is_empty() && slight && likeness < ALONE {
                continue;
            }
            let score = likeness + bonus - if unsure { UNSURE } else { 0.0 };
            if score > 0.0 {
                scores.push((target, score));
            }
        }
        scores.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let topic = hits.first().map(|hit| hit.topic.clone());
        let span = self.span_of(stretch);
        let id = |target: &Target| target.id(&scenario.facts, &scenario.opens).clone();
        // What was told is told again only to who clearly asks for it.
        if self.designing
            && let Some((best, score)) = scores.first()
            && *score < CLEAR
            && self.told.iter().any(|(told, _)| *told == id(best))
        {
            return None;
        }
        let gets = match scores.as_slice() {
            [(best, score), rest @ ..] if *score >= THRESHOLD => match (best, rest.first()) {
                (Target::Fact(_), Some((second @ Target::Fact(_), next)))
                    if score - next < MARGIN && *next >= THRESHOLD =>
                {
                    // What was told already is not what is asked again beside something new.
                    let told =
                        |target: &Target| self.told.iter().any(|(told, _)| *told == id(target));
                    match (told(best), told(second)) {
                        (false, false) => Gets::Either(id(best), id(second)),
                        (true, false) => Gets::Fact(id(second)),
                        (_, true) => Gets::Fact(id(best)),
                    }
                }
                (Target::Fact(_), _) => Gets::Fact(id(best)),
                (Target::Open(_), _) => Gets::Open(id(best)),
            },
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
        Some(Question { span, topic, gets })
    }

    fn topic_bonus(&self, target: &Target, hits: &[&TopicHit], likeness: f64) -> f64 {
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
            }
        };
        let own = topics(target);
        let Some(hit) = hits.iter().find(|hit| own.contains(&hit.topic)) else {
            return 0.0;
        };
        let strength = f64::from(hit.score) / 1000.0;
        if VAGUE.contains(&&*hit.topic) {
            return if likeness > 0.0 { TOPIC * 0.5 } else { 0.0 };
        }
        let others = (0..scenario.facts.len())
            .map(Target::Fact)
            .chain((0..scenario.opens.len()).map(Target::Open))
            .filter(|other| other != target && topics(other).first() == Some(&hit.topic))
            .count();
        let sharing = (0..scenario.facts.len())
            .map(Target::Fact)
            .chain((0..scenario.opens.len()).map(Target::Open))
            .filter(|other| other != target && topics(other).contains(&hit.topic))
            .count();
        // The first topic of a fact is what it is mainly about; one that nothing else has is as good.
        let main = own.first() == Some(&hit.topic) || sharing == 0;
        let share = if main { TOPIC } else { TOPIC * 0.6 };
        let only = if main && others == 0 { ONLY } else { 0.0 };
        (share + only) * (0.7 + 0.3 * strength)
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
            .is_some_and(|nearest| nearest.value >= 0.2);
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
