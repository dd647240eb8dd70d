//! Which of the shared question topics a message asks about.
//!
//! Each sentence that asks is tried against the patterns of every topic. A match is the stronger the more words of the
//! stretch between two commas that it explains. A sentence gives its best topic, one close behind it, and those of its
//! other stretches. What stands in a condition counts for less, what gives a reason for nothing; questions of how to
//! build something, about a tool as such or about the interview give none, for they want no fact.

use std::ops::Range;

use super::cue::{CUES, Leave};
use super::lexicon::{Lexicon, Role, Topic};
use super::likeness::asks::ASKS;
use super::pattern::{Gates, Pattern};
use super::stance::{Mood, mood, tells};
use super::token::{Token, Word};
use super::{Act, Analysis, Span, TopicHit};

/// What a matching pattern is worth before its words are counted.
const BASE: u32 = 420;
/// What each word of a match adds, up to four.
const PER_WORD: u32 = 90;
/// What a match that explains the whole sentence adds.
const COVERAGE: u32 = 180;
/// What a further pattern of the same topic adds, up to three.
const ALSO: u32 = 20;
/// A weak pattern is worth this, whatever it matches.
const WEAK: u32 = 300;
/// A weak pattern of one word scores no more than this.
const WEAK_ALONE: u32 = WEAK + WEAK_WORD;
/// What each word of a weak match adds.
const WEAK_WORD: u32 = 20;
/// Another question in the same sentence, in a clause of its own, scores at least this.
const SECOND: u32 = 560;
/// A second topic of the same sentence is named if it is no further behind than this.
const MARGIN: u32 = 45;

/// What is taken off a match that lies in a condition: "do we ping them when the price drops" is not after prices.
const CIRCUMSTANCE: u32 = 200;

/// What is taken off a broad topic beside a more precise one.
const BROAD: u32 = 100;
/// From this chance on a question is after a topic without a pattern.
const LIKELY: f64 = 0.45;
/// From this chance on it asks for no fact, where no pattern knows better; and so, whatever patterns say.
const NOTHING: f64 = 0.2;
const SURELY_NOTHING: f64 = 0.3;
/// What a sure chance adds to a topic that patterns found, and what a topic that they didn't find starts from.
const WEIGHT: f64 = 250.0;
const AGAINST: u32 = 600;
/// What products are made of: unlike other components, they are asked about.
const PRODUCT: [&str; 13] = [
    "push-notification",
    "analytics",
    "presence",
    "leaderboard",
    "payment",
    "chat",
    "client",
    "mobile-client",
    "web-client",
    "inventory",
    "counter",
    "feed-ranking",
    "crawler",
];

/// A topic in one sentence.
#[derive(Clone, Copy)]
struct Candidate {
    topic: usize,
    score: u32,
    patterns: u32,
    span: Span,
    /// The stretch between two commas in which it begins.
    segment: usize,
}

/// How a clause takes part in a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// It asks nothing, or gives a reason.
    Beside,
    /// It says under which circumstances.
    Circumstance,
    /// It asks.
    Asks,
}

/// The patterns of all topics, found by the words that they need.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    asks: Numbered,
    weak: Numbered,
}

/// Patterns of one sort, numbered through all topics.
#[derive(Clone, Debug, Default)]
struct Numbered {
    gates: Gates,
    /// Per number, the topic and the place among its patterns.
    places: Vec<(usize, usize)>,
}

impl Asked {
    /// Arranges the patterns of these topics.
    pub fn of(topics: &[Topic]) -> Asked {
        Asked {
            asks: Numbered::of(topics, |topic| &topic.asks),
            weak: Numbered::of(topics, |topic| &topic.weak),
        }
    }
}

impl Numbered {
    fn of(topics: &[Topic], patterns: fn(&Topic) -> &[Pattern]) -> Numbered {
        let places = topics.iter().enumerate().flat_map(|(topic, known)| {
            (0..patterns(known).len()).map(move |pattern| (topic, pattern))
        });
        Numbered {
            gates: Gates::of(topics.iter().flat_map(patterns)),
            places: places.collect(),
        }
    }

    fn topic(&self, number: u32) -> Option<(usize, usize)> {
        self.places.get(number as usize).copied()
    }
}

/// The topics, best first; none where no fact is asked for.
#[derive(Debug, Default)]
pub struct Topics {
    /// By the patterns alone.
    pub by_patterns: Vec<TopicHit>,
    /// By the patterns and by likeness to the samples.
    pub all: Vec<TopicHit>,
}

/// Which topics a message asks about.
pub fn find(lexicon: &Lexicon, text: &str, analysis: &Analysis) -> Topics {
    let sentences = analysis.reading.sentences.len();
    let asking = asking(lexicon, text, analysis);
    let parts = parts(analysis, &asking);
    if !parts.contains(&Part::Asks) {
        return Topics::default();
    }
    let segments = Segments::of(text, analysis);
    let mut best: Vec<Vec<Candidate>> = vec![Vec::new(); sentences];
    let topics = lexicon.topics();
    let Asked { asks, weak } = lexicon.asked();
    let pattern = |number: u32| {
        let (topic, at) = asks.topic(number)?;
        topics.get(topic)?.asks.get(at)
    };
    asks.gates.places(analysis, pattern, |number, place| {
        let Some((topic, _)) = asks.topic(number) else {
            return;
        };
        if let Some(found) = asked(&place, analysis, &parts, &segments) {
            let score = BASE
                + PER_WORD * found.words.min(4)
                + COVERAGE * found.words.min(found.content) / found.content
                - found.less;
            record(&mut best[found.sentence], topic, score, &found);
        }
    });
    let strong: Vec<bool> = best
        .iter()
        .map(|candidates| candidates.iter().any(|c| c.score >= BASE))
        .collect();
    let pattern = |number: u32| {
        let (topic, at) = weak.topic(number)?;
        topics.get(topic)?.weak.get(at)
    };
    weak.gates.places(analysis, pattern, |number, place| {
        let Some((topic, _)) = weak.topic(number) else {
            return;
        };
        if let Some(found) =
            asked(&place, analysis, &parts, &segments).filter(|found| !strong[found.sentence])
        {
            let score = WEAK + WEAK_WORD * found.words.min(4);
            record(&mut best[found.sentence], topic, score, &found);
        }
    });
    // What asks by the odds alone may as well be said.
    let surely = |sentence: usize| asking[sentence] == Asking::Surely;
    let mut sure = best.clone();
    for (_, candidates) in sure.iter_mut().enumerate().filter(|(at, _)| !surely(*at)) {
        candidates.clear();
    }
    let by_patterns = hits(lexicon, sure);
    by_likeness(lexicon, analysis, &parts, &mut best);
    Topics {
        by_patterns,
        all: hits(lexicon, best),
    }
}

/// The topics of each sentence that stand out, best first.
fn hits(lexicon: &Lexicon, mut best: Vec<Vec<Candidate>>) -> Vec<TopicHit> {
    let mut hits = Vec::new();
    for (sentence, candidates) in best.iter_mut().enumerate() {
        for candidate in candidates.iter_mut() {
            candidate.score += ALSO * candidate.patterns.saturating_sub(1).min(3);
        }
        if candidates.len() > 1 {
            for candidate in candidates.iter_mut() {
                let broad = lexicon
                    .topics()
                    .get(candidate.topic)
                    .is_some_and(|topic| topic.broad);
                if broad && candidate.score >= BASE {
                    candidate.score -= BROAD;
                }
            }
        }
        candidates.sort_by(|a, b| b.score.cmp(&a.score).then(a.topic.cmp(&b.topic)));
        let Some(top) = candidates.first().copied() else {
            continue;
        };
        // Several topics named by one everyday word each: nothing stands out.
        if top.score <= WEAK_ALONE && candidates.len() > 2 {
            continue;
        }
        let mut taken: Vec<Candidate> = vec![top];
        for candidate in candidates.iter().skip(1) {
            let apart = taken.iter().all(|t| {
                t.segment != candidate.segment
                    && (t.span.end <= candidate.span.start || candidate.span.end <= t.span.start)
            });
            let close = taken.len() == 1 && candidate.score + MARGIN >= top.score;
            if close || apart && candidate.score >= SECOND {
                taken.push(*candidate);
            }
        }
        for candidate in taken {
            let Some(topic) = lexicon.topics().get(candidate.topic) else {
                continue;
            };
            hits.push(TopicHit {
                topic: topic.id.clone(),
                score: u16::try_from(candidate.score.min(1_000)).unwrap_or(1_000),
                sentence: super::sentence::index(sentence),
                span: candidate.span,
            });
        }
    }
    hits.sort_by(|a, b| b.score.cmp(&a.score).then(a.span.cmp(&b.span)));
    let mut seen: Vec<super::Id> = Vec::new();
    hits.retain(|hit| {
        let new = !seen.contains(&hit.topic);
        seen.push(hit.topic.clone());
        new
    });
    hits
}

/// Where no pattern knows what a sentence is after, the topic that it is likeliest after by the samples; what is likelier a
/// question that asks for no fact loses what an everyday word would have given it.
fn by_likeness(
    lexicon: &Lexicon,
    analysis: &Analysis,
    parts: &[Part],
    best: &mut [Vec<Candidate>],
) {
    for (sentence, candidates) in best.iter_mut().enumerate() {
        let clauses = analysis.clauses.iter().zip(parts);
        let asking = clauses.filter(|(clause, part)| {
            usize::from(clause.sentence) == sentence && **part != Part::Beside
        });
        let tokens: Vec<Token> = asking
            .flat_map(|(clause, _)| {
                let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
                analysis.tokens.get(range).unwrap_or_default()
            })
            .cloned()
            .collect();
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            continue;
        };
        let samples = lexicon.topic_samples();
        let likely = samples.of_question(&samples.read(lexicon, &tokens), 0.005);
        let Some(nearest) = likely.first() else {
            continue;
        };
        let sure = nearest.value >= LIKELY;
        // What the patterns found is weighed with what it is like.
        let known = candidates.iter().any(|known| known.score >= BASE);
        if known {
            for candidate in candidates.iter_mut() {
                let mut own = likely.iter();
                let own = own.find(|own| own.target == Some(candidate.topic));
                candidate.score += weight(own.map_or(0.0, |own| own.value));
            }
        }
        match nearest.target {
            Some(topic) if sure && candidates.iter().all(|other| other.topic != topic) => {
                candidates.push(Candidate {
                    topic,
                    score: match known {
                        true => AGAINST + weight(nearest.value),
                        false => BASE,
                    },
                    patterns: 1,
                    span: first.span.join(last.span),
                    segment: usize::MAX,
                });
            }
            None if nearest.value >= NOTHING && !known => candidates.clear(),
            // "Is a websocket better here, or should the phone ask?" names a device, and wants no fact about it.
            None if nearest.value >= SURELY_NOTHING => {
                let against = AGAINST + weight(nearest.value);
                if candidates.iter().all(|known| known.score < against) {
                    candidates.clear();
                }
            }
            Some(_) | None => {}
        }
    }
}

/// What the chance of a topic is worth beside its patterns.
fn weight(chance: f64) -> u32 {
    // Lossless enough: a chance is at most 1.
    (WEIGHT * chance) as u32
}

/// The stretches of a message between commas and clause borders: "DAU, uploads a day, read:write ratio" are three.
struct Segments {
    /// Per token, its stretch.
    of: Vec<usize>,
    /// Per stretch, the words that say what it is about.
    content: Vec<u32>,
    /// Per stretch, whether it begins like a question, even inside a condition: "before I draw: how many users".
    asks: Vec<bool>,
}

impl Segments {
    fn of(text: &str, analysis: &Analysis) -> Segments {
        // The clauses hold every token, in order.
        let mut of = Vec::with_capacity(analysis.tokens.len());
        let mut content = vec![0];
        let mut asks = vec![false];
        for clause in &analysis.clauses {
            content.push(0);
            asks.push(false);
            let mut list = false;
            for at in usize::from(clause.tokens.start)..usize::from(clause.tokens.end) {
                let Some(token) = analysis.tokens.get(at) else {
                    continue;
                };
                let cut = match token.span.of(text) {
                    "," | ";" => true,
                    ":" => text
                        .get(token.span.end as usize..)
                        .is_some_and(|rest| rest.starts_with(char::is_whitespace)),
                    _ => false,
                };
                // The last two of a list: "durability and freshness".
                if cut || list && token.exact == Word::of("and") {
                    list = true;
                    content.push(0);
                    asks.push(
                        analysis.tokens.get(at + 1).is_some_and(|next| {
                            CUES.has("wh", next) || CUES.has("auxiliary", next)
                        }),
                    );
                }
                let segment = content.len() - 1;
                of.push(segment);
                let telling =
                    token.is_wordlike() && !CUES.has("empty", token) && !CUES.has("filler", token);
                content[segment] += u32::from(telling);
            }
        }
        Segments { of, content, asks }
    }
}

/// Why a sentence that is built like a question asks for no fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Off {
    /// Nothing speaks against it.
    No,
    /// It tells: "did it because …".
    Told,
    /// It is about the interview or those who hold it.
    Interview,
    /// It asks for the interviewer's view of what was said.
    View,
}

/// How a sentence asks, if it does.
#[derive(Clone, Copy, Debug)]
pub struct Put {
    /// Why it asks for no fact though it is built like a question.
    pub off: Off,
    /// The token that its question begins with, past the leave to ask it ("can I ask …").
    pub from: u16,
}

/// Per sentence, how it asks.
pub fn put(text: &str, analysis: &Analysis) -> Vec<Put> {
    let outlines = analysis.outlines.iter();
    outlines
        .map(|outline| {
            let passage = &outline.over(&analysis.tokens);
            let from = match outline.leave {
                Leave::Asks => super::sentence::index(outline.opening),
                Leave::None | Leave::Only => 0,
            };
            let off = if !passage.is_marked(text) && CUES.is_in("told", passage) {
                Off::Told
            } else if CUES.is_in("ask-view", passage) {
                Off::View
            } else if CUES.is_in("beside", passage) {
                Off::Interview
            } else {
                Off::No
            };
            Put { off, from }
        })
        .collect()
}

/// How a clause of a question begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// With a word that asks, or a verb before its subject.
    Asks,
    /// With what the question is asked under: "when sales open", "if nobody pays".
    Condition,
    /// With a reason, or an objection to what was just said: "because", "but then".
    Reason,
    /// With another side of the same question: "or from support".
    Other,
    /// With anything else.
    Plain,
}

/// How the clause of these tokens begins.
pub fn opening(tokens: &[super::token::Token]) -> Opening {
    let mut words = tokens.iter().filter(|token| token.is_wordlike()).peekable();
    let mut other = false;
    let mut objects = false;
    while let Some(token) = words.next_if(|token| {
        CUES.has("filler", token) || CUES.has("opener", token) || CUES.has("goes-on", token)
    }) {
        other |= token.exact == Word::of("or");
        objects |= token.exact == Word::of("but");
        if CUES.has("reason-opens", token) {
            return Opening::Reason;
        }
    }
    let (first, next) = (words.next(), words.next());
    let asks = |token: Option<&super::token::Token>| {
        token.is_some_and(|token| CUES.has("auxiliary", token) || CUES.has("wh", token))
    };
    let is = |kind: &str| first.is_some_and(|token| CUES.has(kind, token));
    if is("condition-opens") && !asks(next) {
        Opening::Condition
    } else if asks(first) || is("asked-of") && next.is_some_and(|next| CUES.has("wh", next)) {
        Opening::Asks
    } else if is("reason-opens") || is("reason-follows") || objects {
        Opening::Reason
    } else if other {
        Opening::Other
    } else {
        Opening::Plain
    }
}

/// Per clause, how it takes part.
fn parts(analysis: &Analysis, asking: &[Asking]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(analysis.clauses.len());
    let mut sentence = u16::MAX;
    for clause in &analysis.clauses {
        let first = clause.sentence != sentence;
        sentence = clause.sentence;
        let mut words = analysis.tokens
            [usize::from(clause.tokens.start)..usize::from(clause.tokens.end)]
            .iter()
            .filter(|token| token.is_wordlike() && !CUES.has("filler", token));
        let opening = words.next();
        let next = words.next();
        let asks = |token: Option<&super::token::Token>| {
            token.is_some_and(|token| CUES.has("auxiliary", token) || CUES.has("wh", token))
        };
        let is = |kind: &str| opening.is_some_and(|token| CUES.has(kind, token));
        let before = parts.last().copied();
        let reasons = (is("reason-opens") || !first && is("reason-follows")) && !asks(next);
        parts.push(
            if reasons || asking[usize::from(clause.sentence)] == Asking::Not {
                Part::Beside
            } else if is("condition-opens") && !(first && asks(next)) {
                Part::Circumstance
            } else if !first && is("goes-on") && !asks(next) {
                // "when it is offline and the order is paid": what goes on, goes on in the same way.
                before.unwrap_or(Part::Asks)
            } else {
                Part::Asks
            },
        );
    }
    // A sentence that is nothing but circumstances ("and when it fails?") asks about these.
    for at in 0..parts.len() {
        let own = |other: usize| analysis.clauses[other].sentence == analysis.clauses[at].sentence;
        if parts[at] == Part::Circumstance
            && !(0..parts.len()).any(|other| own(other) && parts[other] == Part::Asks)
        {
            parts[at] = Part::Asks;
        }
    }
    parts
}

/// Whether a sentence asks for a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Not,
    /// By the odds, and by nothing else.
    Likely,
    Surely,
}

/// Per sentence, whether it asks for a fact.
fn asking(lexicon: &Lexicon, text: &str, analysis: &Analysis) -> Vec<Asking> {
    // What one builds with, and not what one builds.
    let tools: Vec<Range<usize>> = analysis
        .mention_tokens
        .iter()
        .zip(&analysis.reading.mentions)
        .filter(|(_, mention)| {
            !PRODUCT.contains(&&*mention.concept)
                && matches!(
                    lexicon.role(&mention.concept),
                    Some(Role::Component | Role::Store | Role::Technique)
                )
        })
        .map(|(tokens, _)| usize::from(tokens.start)..usize::from(tokens.end))
        .collect();
    analysis
        .reading
        .sentences
        .iter()
        .zip(&analysis.outlines)
        .map(|(sentence, outline)| {
            let passage = &outline.over(&analysis.tokens);
            let own = tools
                .iter()
                .filter(|tool| outline.range.contains(&tool.start));
            let textbook = || {
                let tooled =
                    outline.knowing(&CUES, &analysis.tokens, own.clone().cloned().collect());
                CUES.is_in("textbook", &tooled.over(&analysis.tokens))
            };
            // Looked at last: most sentences ask nothing anyway.
            let beside = || {
                CUES.is_in("how-to", passage)
                    || CUES.is_in("beside", passage)
                    || !passage.is_marked(text) && CUES.is_in("told", passage)
                    || textbook()
            };
            let opening = passage.tokens.get(passage.opening);
            let tailed = opening.is_some_and(|token| CUES.has("condition-opens", token))
                && CUES.is_in("asks-on", passage);
            let turned = opening.is_some_and(|token| CUES.has("asks-first", token))
                && passage
                    .tokens
                    .get(passage.opening + 1)
                    .is_some_and(|token| token.is_wordlike() && token.exact != Word::of("not"));
            let unmarked = || {
                !tells(passage, passage.opening)
                    && (turned || tailed || CUES.is_in("unmarked", passage))
            };
            // "phones only or a website too": in words that no cue knows.
            let plainly = || {
                let words = &passage.tokens[passage.range.clone()];
                // What names something of the trade is more often said.
                let least = if sentence.act == Act::Assertion {
                    1.5 * ASKS
                } else {
                    ASKS
                };
                // "the job goes back on the queue" builds.
                !passage.is_marked(text)
                    && own.clone().next().is_none()
                    && lexicon.asks(words) >= least
            };
            let asks = match sentence.act {
                Act::ClarifyingQuestion | Act::Confirmation | Act::DesignQuestion => true,
                Act::Assertion | Act::Estimate | Act::OffTopic | Act::TradeOff => {
                    CUES.is_in("wanted", passage)
                        || sentence.act != Act::Estimate && CUES.is_in("supposed", passage)
                        || unmarked()
                        || CUES.is_in("assumes", passage) && passage.is_marked(text)
                }
                Act::DontKnow => {
                    CUES.is_in("wanted", passage) || CUES.is_in("implicit-question", passage)
                }
                Act::Proposal => {
                    CUES.is_in("wanted", passage)
                        || CUES.is_in("supposed", passage)
                        || (CUES.is_in("what-about", passage) || CUES.is_in("permission", passage))
                            && mood(&CUES, text, passage) == Mood::Proposing
                }
                Act::Summary
                | Act::StepMove
                | Act::StepBack
                | Act::Finish
                | Act::HintRequest
                | Act::Repeat
                | Act::Skip
                | Act::Time
                | Act::Social => false,
            };
            let may = matches!(
                sentence.act,
                Act::Assertion | Act::OffTopic | Act::TradeOff | Act::Time
            );
            match asks {
                true if !beside() => Asking::Surely,
                false if may && plainly() && !beside() => Asking::Likely,
                true | false => Asking::Not,
            }
        })
        .collect()
}

/// One match.
struct Found {
    sentence: usize,
    /// The number of its words that say something.
    words: u32,
    /// The number of such words in the stretches that it touches.
    content: u32,
    /// What is taken off its score.
    less: u32,
    span: Span,
    segment: usize,
}

/// A match in a clause that takes part in a question; none anywhere else.
fn asked(
    place: &[Range<u16>],
    analysis: &Analysis,
    parts: &[Part],
    segments: &Segments,
) -> Option<Found> {
    let mut at: Vec<usize> = place
        .iter()
        .flat_map(|range| usize::from(range.start)..usize::from(range.end))
        .filter(|at| *at < analysis.tokens.len())
        .collect();
    at.sort_unstable();
    at.dedup();
    let first = at.first().copied()?;
    let clause = super::concept::clause_of(&analysis.clauses, u16::try_from(first).ok()?);
    let part = *parts.get(usize::from(clause))?;
    let less = match part {
        Part::Beside => return None,
        Part::Circumstance if !segments.asks[segments.of[first]] => CIRCUMSTANCE,
        Part::Circumstance | Part::Asks => 0,
    };
    let words = at
        .iter()
        .filter(|at| !CUES.has("empty", &analysis.tokens[**at]))
        .count();
    let mut touched: Vec<usize> = at.iter().map(|at| segments.of[*at]).collect();
    touched.dedup();
    let content = touched
        .iter()
        .map(|segment| segments.content[*segment])
        .sum();
    let span = at
        .iter()
        .map(|at| analysis.tokens[*at].span)
        .reduce(Span::join)?;
    Some(Found {
        sentence: usize::from(analysis.clauses.get(usize::from(clause))?.sentence),
        words: u32::try_from(words).unwrap_or(u32::MAX).max(1),
        content: u32::max(content, 1),
        less,
        span,
        segment: segments.of[first],
    })
}

fn record(candidates: &mut Vec<Candidate>, topic: usize, score: u32, found: &Found) {
    match candidates.iter_mut().find(|c| c.topic == topic) {
        Some(known) => {
            known.patterns += 1;
            if score > known.score {
                known.score = score;
                known.span = found.span;
                known.segment = found.segment;
            }
        }
        None => candidates.push(Candidate {
            topic,
            score,
            patterns: 1,
            span: found.span,
            segment: found.segment,
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::language::lexicon::Lexicon;
    use crate::language::understand;

    fn lexicon() -> Lexicon {
        let questions = include_str!("../../prompts/questions.toml");
        let english = include_str!("../../prompts/lexicon/english.txt");
        match Lexicon::compile(&[], ("questions.toml", questions), english) {
            Ok(lexicon) => lexicon,
            Err(problems) => panic!(
                "{}",
                problems
                    .iter()
                    .map(|p| format!("{p:?}"))
                    .collect::<Vec<_>>()
                    .join("\n")
            ),
        }
    }

    #[test]
    fn questions_find_their_topic() {
        let lexicon = lexicon();
        let cases = include_str!("../../tests/language/topics.txt");
        let mut wrong = Vec::new();
        for line in cases
            .lines()
            .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
        {
            let (text, expect) = line.split_once("=>").expect("text => topics");
            let reading = understand(&lexicon, text.trim());
            let mut expected: Vec<&str> = expect.split_whitespace().collect();
            let found: Vec<&str> = reading.topics.iter().map(|t| &*t.topic).collect();
            // The first is the best of its sentence; several are expected where several are asked.
            let fits = match expected.as_mut_slice() {
                [] => found.is_empty(),
                [one] => found.first() == Some(one),
                all => all.iter().all(|t| found.contains(t)),
            };
            if !fits {
                wrong.push(format!(
                    "{}\n   expected {}\n   read     {:?} {:?}",
                    text.trim(),
                    expect.trim(),
                    reading.act,
                    reading
                        .topics
                        .iter()
                        .map(|t| (&*t.topic, t.score))
                        .collect::<Vec<_>>()
                ));
            }
        }
        assert!(
            wrong.is_empty(),
            "{} wrong\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
}
