//! A word that the candidate asks about: what it means, or whether it is the right one.

use std::collections::BTreeSet;

use super::Reader;
use crate::interview::interpretation::Termed;
use crate::interview::ledger;
use crate::language::lexicon::Role;
use crate::language::token::{self, Word};
use crate::language::{Act, Id, Span};
use crate::scenario::Expectation;

/// A word that is asked about is no longer, in words.
const LONGEST: usize = 4;
/// Nor are words of the interviewer's that are said back to ask what they mean.
const LONGEST_BACK: usize = 6;
/// A question for a meaning without a word that says so ("what's a tombstone?") is no longer, in words.
const SHORT: usize = 7;

/// What stands behind a word that is asked for once more.
const AGAIN: [&str; 5] = ["again", "exactly", "tho", "though", "please"];
/// Without one of these a sentence that isn't put as a question asks for no meaning.
const MEANING: [&str; 11] = [
    "mean", "means", "meant", "meaning", "stand", "refer", "again", "exactly", "tho", "though",
    "please",
];

/// How a word is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// For its meaning, and whether the question says so.
    Meaning { plainly: bool },
    /// Whether it is the word.
    Name,
    /// For a word, with none proposed.
    Sought,
}

/// One word of a stretch: as it is held against others, and where it stands.
#[derive(Clone, Debug)]
struct Said {
    word: String,
    span: Span,
    /// Whether a comma, or another sign that sets words apart, stands before it.
    apart: bool,
}

impl Reader<'_> {
    /// The word that a sentence asks about, with what is known of it.
    pub(super) fn word_wanted(&self) -> Option<Termed> {
        let sentences = self.analysis.reading.sentences.iter().enumerate();
        let mut wanted = sentences.filter_map(|(index, sentence)| {
            let marked = self.words(sentence.span).trim_end().ends_with('?');
            let asks = marked || sentence.act.is_question() || sentence.act == Act::Repeat;
            if !asks && !self.says(sentence.span, &MEANING) {
                return None;
            }
            let said = self.said(sentence.span);
            let (asked, word) = asked_word(&said)?;
            // "btw what does idempotent mean exactly, i keep saying it" asks by its words alone.
            let plainly = asked == Asked::Meaning { plainly: true };
            if !asks && !plainly {
                return None;
            }
            self.termed(index, sentence.span, asked, word)
        });
        wanted.next()
    }

    fn said(&self, span: Span) -> Vec<Said> {
        let text = self.words(span);
        let mut said: Vec<Said> = Vec::new();
        let mut apart = false;
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-');
        let mut from: Option<usize> = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match (inside(c), from) {
                (true, None) => from = Some(at),
                (false, Some(start)) => {
                    let word = text.get(start..at).unwrap_or_default().to_lowercase();
                    said.push(Said {
                        word: word.replace(['\'', '\u{2019}'], ""),
                        span: Span {
                            start: span.start + start as u32,
                            end: span.start + at as u32,
                        },
                        apart,
                    });
                    from = None;
                    apart = matches!(c, ',' | ';' | ':' | '(' | '.');
                }
                (false, None) => apart |= matches!(c, ',' | ';' | ':' | '(' | '.'),
                (true, Some(_)) => {}
            }
        }
        said
    }

    fn termed(&self, index: usize, span: Span, asked: Asked, word: &[Said]) -> Option<Termed> {
        let at = word.first()?.span.join(word.last()?.span);
        let termed = Termed {
            span,
            concept: None,
            own: None,
            fits: false,
            unknown: false,
        };
        if asked == Asked::Sought {
            return Some(termed);
        }
        if asked == Asked::Name {
            let fits = self.is_the_word(at);
            let concept = self.concept_begun(word).filter(|_| !fits);
            return Some(Termed {
                fits: fits || concept.is_some(),
                concept,
                ..termed
            });
        }
        // "What are the core features?" asks for facts.
        let plainly = asked == Asked::Meaning { plainly: true };
        let concept = self
            .concept_at(index, at, plainly)
            .or_else(|| self.concept_called(word).filter(|_| plainly));
        if concept.is_some() {
            return Some(Termed { concept, ..termed });
        }
        if self.is_own_word(at) {
            // "…, the synchronous replica?"
            let guess = Span {
                start: at.end + 1,
                end: span.end,
            };
            let fits = guess.start < guess.end && self.is_the_word(guess);
            let own = Some(at);
            return Some(Termed {
                own,
                fits,
                ..termed
            });
        }
        plainly.then_some(Termed {
            unknown: true,
            ..termed
        })
    }

    /// The concept that a stretch names; `any`: not only one of what one builds with.
    fn concept_at(&self, index: usize, at: Span, any: bool) -> Option<Id> {
        let mentions = self.analysis.reading.mentions.iter();
        let mut here = mentions.filter(|mention| {
            usize::from(mention.sentence) == index
                && mention.span.start < at.end
                && at.start < mention.span.end
                && match self.engine.lexicon.role(&mention.concept) {
                    Some(Role::Component | Role::Store | Role::Technique) => true,
                    Some(Role::Property | Role::Practice) => any,
                    None => false,
                }
        });
        here.next_back().map(|last| last.concept.clone())
    }

    /// Whether a concept is one of building, or a property of what is built.
    fn is_built(&self, concept: &Id) -> bool {
        match self.engine.lexicon.role(concept) {
            Some(Role::Component | Role::Store | Role::Technique | Role::Property) => true,
            Some(_) | None => false,
        }
    }

    /// The one concept whose name has this word, or begins with most of it: "presigned", "idempotent". Of several, one that
    /// was named before.
    fn concept_called(&self, word: &[Said]) -> Option<Id> {
        const TELLING: usize = 5;
        const ENDING: usize = 3;
        let [word] = word else {
            return None;
        };
        let word = &word.word;
        if word.len() < TELLING {
            return None;
        }
        let beginning = word
            .get(..word.len().saturating_sub(ENDING))
            .unwrap_or(word);
        let whole = beginning.len() < TELLING;
        let fits = |part: &str| part == word || !whole && part.starts_with(beginning);
        let having: Vec<&Id> = self
            .engine
            .lexicon
            .concepts()
            .iter()
            .map(|concept| &concept.id)
            .filter(|id| id.split('-').any(fits) && self.is_built(id))
            .collect();
        match having.as_slice() {
            [one] => Some((*one).clone()),
            several => {
                let mut named = self.state.last_named.iter();
                named.find(|id| several.contains(id)).cloned()
            }
        }
    }

    /// The one concept whose name begins with what is only tried: "idem something", "idem…".
    fn concept_begun(&self, word: &[Said]) -> Option<Id> {
        const TELLING: usize = 4;
        const STANDING: [&str; 8] = [
            "something",
            "smth",
            "sth",
            "somethin",
            "whatever",
            "like",
            "thingy",
            "or",
        ];
        let stands = |said: &&Said| STANDING.contains(&said.word.as_str());
        let begun: Vec<&str> = word
            .iter()
            .filter(|said| !stands(said))
            .map(|said| said.word.trim_matches('-'))
            .collect();
        let last = word.last()?.span;
        let cut = self.text.get(last.end as usize..).unwrap_or_default();
        let cut = cut.starts_with("..") || cut.starts_with('…') || cut.starts_with('-');
        let tokens = self.tokens(word.first()?.span.join(last));
        let unknown = tokens
            .iter()
            .any(|token| token.is_wordlike() && !token.known);
        if !cut && !unknown && !word.iter().any(|said| stands(&said))
            || begun.first().is_none_or(|first| first.len() < TELLING)
        {
            return None;
        }
        let fits = |id: &Id| {
            let parts: Vec<&str> = id.split('-').collect();
            parts.windows(begun.len()).any(|parts| {
                let mut pairs = parts.iter().zip(&begun);
                pairs.all(|(part, begun)| part.starts_with(begun))
            })
        };
        let concepts = self
            .engine
            .lexicon
            .concepts()
            .iter()
            .map(|concept| &concept.id);
        let mut having: Vec<&Id> = concepts
            .filter(|id| fits(id) && self.is_built(id))
            .collect();
        having.sort_by_key(|id| id.len());
        // "Idempotency" before "idempotency-key".
        let first = having.first()?;
        let one = having.iter().all(|id| id.starts_with(&***first));
        one.then(|| (*first).clone())
    }

    /// Whether words stand in what the interviewer asked last, or in a fact that was told.
    fn is_own_word(&self, at: Span) -> bool {
        let own: Vec<Word> = stems(self.words(at)).collect();
        let said_in = |words: &str| {
            let words: BTreeSet<Word> = stems(words).collect();
            own.iter().all(|word| words.contains(word))
        };
        let asked = self.state.focus.as_ref().map(|focus| &*focus.words);
        let told = self
            .state
            .told
            .iter()
            .filter_map(|(id, _)| self.scenario.fact(id));
        let mut answers = told.map(|fact| &*fact.answer);
        !own.is_empty() && (said_in(asked.unwrap_or_default()) || answers.any(said_in))
    }

    /// Whether a word is one for what is being talked about, now or a moment ago: it is said, or sought, where that counts,
    /// or names its concept.
    fn is_the_word(&self, at: Span) -> bool {
        // Theirs and the interviewer's, twice.
        const MOMENT: u32 = 4;
        let focus = ledger::focus_expectation(self.scenario, self.state);
        let expectations = self.scenario.expectations.iter().enumerate();
        let mut near = expectations.filter(|(index, _)| {
            let mut parts = self.state.ledger[*index].parts.iter();
            Some(*index) == focus
                || parts.any(|part| {
                    let reached = part.reached.as_ref();
                    reached.is_some_and(|part| part.quote.seq + MOMENT >= self.state.seq)
                })
        });
        let own: Vec<Word> = stems(self.words(at)).collect();
        let says = |expectation: &Expectation| {
            let said: BTreeSet<Word> = expectation
                .parts
                .iter()
                .flat_map(|part| {
                    let patterns = part.patterns.iter().chain(&part.answers);
                    let words = patterns.flat_map(|pattern| pattern.words());
                    words
                        .chain(part.says.iter().map(String::as_str))
                        .flat_map(stems)
                })
                .collect();
            own.iter().all(|word| said.contains(word))
        };
        let named = |expectation: &Expectation| {
            let mut mentions = self.analysis.reading.mentions.iter();
            mentions.any(|mention| {
                mention.span.start < at.end
                    && at.start < mention.span.end
                    && expectation.concepts.contains(&mention.concept)
            })
        };
        let lines = self.scenario.expectations.iter().zip(&self.state.ledger);
        let mut begun = lines.filter(|(_, line)| {
            line.named.is_some() || line.parts.iter().any(|part| part.reached.is_some())
        });
        let mentions = self.analysis.reading.mentions.iter();
        let known = mentions
            .filter(|mention| mention.span.start < at.end && at.start < mention.span.end)
            .count();
        !own.is_empty()
            && (near.any(|(_, near)| says(near))
                || begun.any(|(near, _)| named(near) || known > 0 && says(near)))
    }
}

/// The stems of the words that say something.
fn stems(text: &str) -> impl Iterator<Item = Word> {
    const SMALL: [&str; 7] = ["a", "an", "the", "it", "that", "this", "by"];
    let tokens = token::tokens(text).into_iter();
    tokens
        .filter(|token| {
            token.is_wordlike() && !SMALL.iter().any(|word| token.exact == Word::of(word))
        })
        .map(|token| token.stem)
}

/// The word that a question asks about, and how.
fn asked_word(said: &[Said]) -> Option<(Asked, &[Said])> {
    let is = |at: usize, words: &[&str]| {
        said.get(at)
            .is_some_and(|own| words.contains(&own.word.as_str()))
    };
    let find = |words: &[&str]| (0..said.len()).find(|at| is(*at, words));
    // Up to a sign that sets words apart.
    let until_sign = |from: usize| {
        let end = (from + 1..said.len()).find(|at| said[*at].apart);
        from..end.unwrap_or(said.len())
    };
    let words = |range: std::ops::Range<usize>, longest: usize| {
        const AROUND: [&str; 22] = [
            "a",
            "an",
            "the",
            "exactly",
            "again",
            "tho",
            "though",
            "actually",
            "officially",
            "here",
            "then",
            "please",
            "btw",
            "even",
            "really",
            "just",
            "term",
            "word",
            "expression",
            "in",
            "this",
            "by",
        ];
        let mut own = said.get(range)?;
        while let [first, rest @ ..] = own
            && AROUND.contains(&first.word.as_str())
        {
            own = rest;
        }
        while let [rest @ .., last] = own
            && AROUND.contains(&last.word.as_str())
        {
            own = rest;
        }
        (1..=longest).contains(&own.len()).then_some(own)
    };
    let word = |range| words(range, LONGEST);
    let points = |own: &[Said]| {
        const POINTING: [&str; 12] = [
            "it", "that", "this", "you", "these", "those", "they", "your", "u", "next", "up",
            "else",
        ];
        own.iter().any(|own| POINTING.contains(&own.word.as_str()))
    };
    let meaning = |range, plainly| {
        let own = word(range).filter(|own| !points(own))?;
        Some((Asked::Meaning { plainly }, own))
    };
    let name = |range| Some((Asked::Name, word(range).filter(|own| !points(own))?));
    let what = find(&["what", "whats", "wats"]);
    // "What's the word, purge?", "is purge the right word?", "it's called sharding, right?"
    let the = (1..said.len()).find(|at| {
        is(*at, &["word", "term", "name", "vocabulary", "expression"])
            && is(
                at - 1,
                &["the", "right", "correct", "proper", "official", "good", "a"],
            )
    });
    if let Some(at) = the {
        let mean = find(&["mean", "means", "meant", "stand", "meaning"]);
        let last = (at + 1..said.len()).rev().find(|at| said[*at].apart);
        if let Some(last) = last.filter(|_| mean.is_none()) {
            return name(last..said.len());
        }
        let seeks = what.is_some_and(|what| what < at && at <= what + 4);
        if seeks && mean.is_none() && is(at, &["word", "term", "name"]) {
            return Some((Asked::Sought, said.get(at..=at)?));
        }
        if let Some(be) = find(&["is", "are"]).filter(|be| be + 1 < at && what.is_none()) {
            let right = is(at - 1, &["right", "correct", "proper", "official", "good"]);
            return name(be + 1..if right { at - 1 } else { at });
        }
    }
    if let Some(at) = find(&["called", "named"]) {
        let before = what.filter(|what| is(what + 1, &["is", "are"]) || is(*what, &["whats"]));
        let tried = (at + 1..said.len()).rev().find(|at| said[*at].apart);
        return match before {
            // "What's it called, idem something?"
            Some(_) if tried.is_some() => name(tried?..said.len()),
            Some(what) => {
                let from = if is(what + 1, &["is", "are"]) {
                    what + 2
                } else {
                    what + 1
                };
                name(from..at)
            }
            None if what.is_none() && at + 1 < said.len() => name(until_sign(at + 1)),
            None => None,
        };
    }
    // "How does sharding work?", but not "how does the feed work".
    let works = find(&["how"]).filter(|how| is(how + 1, &["does", "do"]));
    if let Some(from) = works.map(|how| how + 2)
        && let Some(end) = find(&["work", "works"]).filter(|end| from < *end)
        && !is(from, &["the", "our", "your"])
    {
        return meaning(from..end, false);
    }
    let what = what.filter(|what| *what < 6 || said[*what].apart)?;
    if is(what + 1, &["does", "do", "did"]) {
        let end = (what + 2..said.len())
            .find(|at| is(*at, &["mean", "means", "stand", "refer", "meant"]))?;
        if is(what + 2, &["you", "u"]) {
            let by = (end..said.len()).find(|at| is(*at, &["by", "with"]));
            // "What do you mean, 'session in the memory'?"
            let from = by.unwrap_or(end) + 1;
            let own = words(until_sign(from), LONGEST_BACK).filter(|own| !points(own))?;
            return Some((Asked::Meaning { plainly: true }, own));
        }
        return meaning(what + 2..end, true);
    }
    if let Some(by) = find(&["by"]).filter(|by| is(by - usize::from(*by > 0), &["meant"])) {
        return meaning(until_sign(by + 1), true);
    }
    let from = match is(what + 1, &["is"]) {
        true => what + 2,
        false if is(what, &["whats", "wats"]) => what + 1,
        false => return None,
    };
    let article = is(from, &["a", "an"]);
    let ends = (from..said.len()).find(|at| is(*at, &["mean", "means", "meaning"]));
    match ends {
        Some(end) => meaning(from..end, true),
        None => {
            let own = until_sign(from);
            let own_word = is(from, &["the"]) && own.len() <= 3 && own.end == said.len();
            // "Whats idempotent again?"
            let again = is(said.len() - 1, &AGAIN);
            let end = said.len() - usize::from(again);
            let alone = own.start + 1 == end && own.end == said.len();
            let asks = article || own_word || alone;
            (said.len() <= SHORT && asks)
                .then(|| meaning(own, again && !is(from, &["the", "our", "your"])))
                .flatten()
        }
    }
}
