//! Which of the shared question topics a message asks about.
//!
//! Each sentence that asks is tried against the patterns of every topic. A match is the stronger the more words of the
//! sentence it explains. A sentence gives its best topic, and one close behind it; questions of how to build something
//! give none, for they want no fact.

use std::ops::Range;

use super::cue::{CUES, Outline};
use super::lexicon::{Lexicon, Topic};
use super::pattern::{Gates, Pattern};
use super::stance::{Mood, mood};
use super::{Act, Analysis, Span, Stance, TopicHit};

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

/// A topic in one sentence.
#[derive(Clone, Copy)]
struct Candidate {
    topic: usize,
    score: u32,
    patterns: u32,
    span: Span,
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
pub fn find(
    lexicon: &Lexicon,
    text: &str,
    analysis: &Analysis,
    outlines: &[Outline],
) -> Vec<TopicHit> {
    let sentences = analysis.reading.sentences.len();
    let asking = asking(text, analysis, outlines);
    if !asking.contains(&true) {
        return Vec::new();
    }
    let mut best: Vec<Vec<Candidate>> = vec![Vec::new(); sentences];
    let topics = lexicon.topics();
    let Asked { asks, weak } = lexicon.asked();
    let content = content_words(analysis, &asking);
    let pattern = |number: u32| {
        let (topic, at) = asks.topic(number)?;
        topics.get(topic)?.asks.get(at)
    };
    asks.gates.places(analysis, pattern, |number, place| {
        let Some((topic, _)) = asks.topic(number) else {
            return;
        };
        if let Some((sentence, words, span)) = asked(&place, analysis, &asking) {
            let content = content[sentence].max(1);
            let score = BASE + PER_WORD * words.min(4) + COVERAGE * words.min(content) / content;
            record(&mut best[sentence], topic, score, span);
        }
    });
    let pattern = |number: u32| {
        let (topic, at) = weak.topic(number)?;
        topics.get(topic)?.weak.get(at)
    };
    weak.gates.places(analysis, pattern, |number, place| {
        let Some((topic, _)) = weak.topic(number) else {
            return;
        };
        if let Some((sentence, words, span)) = asked(&place, analysis, &asking) {
            let strong = best[sentence].iter().any(|c| c.score >= BASE);
            if !strong {
                record(
                    &mut best[sentence],
                    topic,
                    WEAK + WEAK_WORD * words.min(4),
                    span,
                );
            }
        }
    });
    let mut hits = Vec::new();
    for (sentence, candidates) in best.iter_mut().enumerate() {
        for candidate in candidates.iter_mut() {
            candidate.score += ALSO * candidate.patterns.saturating_sub(1).min(3);
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
                clause_of(analysis, t.span) != clause_of(analysis, candidate.span)
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

/// Per sentence, whether it asks for a fact.
fn asking(text: &str, analysis: &Analysis, outlines: &[Outline]) -> Vec<bool> {
    analysis
        .reading
        .sentences
        .iter()
        .zip(outlines)
        .map(|(sentence, outline)| {
            let passage = &outline.over(&analysis.tokens);
            let builds = CUES.is_in("how-to", passage) || CUES.is_in("beside", passage);
            let asks = match sentence.act {
                Act::ClarifyingQuestion | Act::Confirmation | Act::DesignQuestion => true,
                Act::Assertion | Act::Estimate => {
                    CUES.is_in("assumes", passage) && passage.is_marked(text)
                }
                Act::DontKnow => CUES.is_in("implicit-question", passage),
                Act::Proposal => {
                    (CUES.is_in("what-about", passage) || CUES.is_in("permission", passage))
                        && mood(&CUES, text, passage) == Mood::Proposing
                }
                Act::TradeOff
                | Act::Summary
                | Act::StepMove
                | Act::StepBack
                | Act::Finish
                | Act::HintRequest
                | Act::Repeat
                | Act::Skip
                | Act::Time
                | Act::Social
                | Act::OffTopic => false,
            };
            asks && !builds
        })
        .collect()
}

/// A match in a sentence that asks: the sentence, the number of words, and where; none anywhere else.
fn asked(place: &[Range<u16>], analysis: &Analysis, asking: &[bool]) -> Option<(usize, u32, Span)> {
    let mut tokens = place
        .iter()
        .flat_map(|range| usize::from(range.start)..usize::from(range.end))
        .peekable();
    let first = u16::try_from(*tokens.peek()?).ok()?;
    let clause = super::concept::clause_of(&analysis.clauses, first);
    let sentence = usize::from(analysis.clauses.get(usize::from(clause))?.sentence);
    if !asking.get(sentence).copied().unwrap_or(false) {
        return None;
    }
    let mut words = 0;
    let mut span: Option<Span> = None;
    let mut asked = false;
    for token in tokens.filter_map(|at| analysis.tokens.get(at)) {
        words += u32::from(!CUES.has("empty", token));
        span = Some(span.map_or(token.span, |s| s.join(token.span)));
        asked |= !matches!(token.stance, Stance::Reported | Stance::Rejected);
    }
    asked.then_some((sentence, words.max(1), span?))
}

/// The clause in which a span begins.
fn clause_of(analysis: &Analysis, span: Span) -> Option<u16> {
    let tokens = &analysis.tokens;
    let at = tokens.partition_point(|token| token.span.end <= span.start);
    let begins = tokens
        .get(at)
        .is_some_and(|token| token.span.start <= span.start);
    begins.then(|| super::concept::clause_of(&analysis.clauses, super::sentence::index(at)))
}

/// Per sentence that asks, the number of its words that say what it is about.
fn content_words(analysis: &Analysis, asking: &[bool]) -> Vec<u32> {
    let mut content = vec![0; asking.len()];
    for clause in &analysis.clauses {
        let sentence = usize::from(clause.sentence);
        if !asking.get(sentence).copied().unwrap_or(false) {
            continue;
        }
        let tokens = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
        for token in analysis.tokens.get(tokens).unwrap_or(&[]) {
            let tells =
                token.is_wordlike() && !CUES.has("empty", token) && !CUES.has("filler", token);
            content[sentence] += u32::from(tells);
        }
    }
    content
}

fn record(candidates: &mut Vec<Candidate>, topic: usize, score: u32, span: Span) {
    match candidates.iter_mut().find(|c| c.topic == topic) {
        Some(known) => {
            known.patterns += 1;
            if score > known.score {
                known.score = score;
                known.span = span;
            }
        }
        None => candidates.push(Candidate {
            topic,
            score,
            patterns: 1,
            span,
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
