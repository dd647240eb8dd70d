//! The small words that decide how something is meant and what a sentence does: "instead of", "let's move on".
//!
//! They are data (`prompts/cues.toml`), in a notation of their own, because they are about exact forms and order where
//! patterns are about ideas: words as typed after repair, `a|b` for one of two, `word*` for any inflection, `word?`
//! for an optional word, `..3` for up to three words, `@` for a concept, `,` for a comma, `^` for the start of a
//! sentence past its openers ("ok so …"), `$` for its end. Fillers ("just", "really", "uh") are passed over.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::{Deref, Range};
use std::sync::LazyLock;

use super::sentence::Hashed;
use super::stem::stem;
use super::token::{Token, TokenKind, Word};
use super::{Clause, Id};

/// The built-in cues.
pub static CUES: LazyLock<Cues> =
    LazyLock::new(|| Cues::parse(include_str!("../../prompts/cues.toml")).unwrap_or_default());

/// All cues, arranged so that a token meets only those that may begin with it, of whatever kind: a sentence is read
/// once, and each kind then takes what is its own.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    /// The kinds by their hashed names.
    kinds: HashMap<Word, Kind, BuildHasherDefault<Hashed>>,
    /// All cues; those of one kind in the order of the file.
    cues: Vec<Cue>,
    /// By a word, as an exact form and as a stem, what may begin with it and which kinds list it.
    by_word: HashMap<Word, Beginning, BuildHasherDefault<Hashed>>,
    /// Cues that begin with the start of a sentence.
    at_start: Vec<u16>,
    /// Cues that begin with a concept.
    at_concept: Vec<u16>,
    /// Cues that begin with a comma.
    at_comma: Vec<u16>,
    /// Cues that may begin with anything.
    anywhere: Vec<u16>,
    /// What is passed over inside a cue.
    filler: Option<Kind>,
}

/// A kind of cue, as its place among [`MOST_KINDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kind(u8);

/// Kinds fit into the bits of [`Kinds`].
const MOST_KINDS: usize = 128;

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u128);

impl Kinds {
    fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind.0) != 0
    }

    fn insert(&mut self, kind: Kind) {
        self.0 |= 1 << kind.0;
    }
}

/// What a word may begin, and what lists it as a single word: as typed, and in any inflection.
#[derive(Clone, Debug, Default)]
struct Beginning {
    exact: Vec<Start>,
    stem: Vec<Start>,
    lists_exact: Kinds,
    lists_stem: Kinds,
}

/// A cue that may begin with a word.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// Its place among all cues.
    cue: u16,
    /// The bits of the words of which one has to follow; all bits where anything may.
    follows: u64,
}

/// Words that begin many cues ("i", "can") would try them all: a bit of the next word turns most of them away.
fn bit(word: Word) -> u64 {
    1 << ((word.0 >> 7) % 64)
}

impl Start {
    fn of(cue: u16, elements: &[Element]) -> Start {
        let follows = match elements.get(1) {
            Some(Element::Word {
                exact,
                stems,
                optional: false,
            }) => exact
                .iter()
                .chain(stems)
                .fold(0, |bits, word| bits | bit(*word)),
            Some(_) | None => u64::MAX,
        };
        Start { cue, follows }
    }
}

#[derive(Clone, Debug)]
struct Cue {
    kind: Kind,
    elements: Vec<Element>,
}

#[derive(Clone, Debug)]
enum Element {
    /// One of these words, by exact form or by stem.
    Word {
        exact: Vec<Word>,
        stems: Vec<Word>,
        optional: bool,
    },
    Gap(usize),
    Concept,
    Comma,
    Start,
    End,
}

/// A cue found: its tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The tokens of the cue.
    pub tokens: Range<usize>,
    /// The last of the cue's own words, for those that end in a gap or a concept: where its scope begins.
    pub scope: usize,
}

/// One sentence with the cues in it.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// The tokens of the whole message.
    pub tokens: &'a [Token],
    outline: &'a Outline,
}

/// What is known about a sentence, as indexes into the tokens of the message: it outlasts changes to their stance.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The tokens of this sentence.
    pub range: Range<usize>,
    /// The concepts in it, by their tokens.
    pub concepts: Vec<Range<usize>>,
    /// The number of tokens of the longest of them: how far back one that covers a token may begin.
    longest: usize,
    /// Where it starts past "ok so", "well,", "and", and past the leave that a question is asked with ("can I ask …").
    pub opening: usize,
    /// Whether leave is asked, and for what.
    pub leave: Leave,
    /// Where its words end, before the signs and stops at its end.
    pub ending: usize,
    /// The number of its words and figures.
    words: usize,
    /// The kinds of the cues in it.
    kinds: Kinds,
    /// The cues in it by their first token: of those of one kind that begin together, the longest.
    hits: Vec<(Kind, Hit)>,
}

/// What leave is asked for, at the end of its words: "can I ask one more thing".
const OBJECTS: [&str; 10] = [
    "question",
    "questions",
    "thing",
    "things",
    "something",
    "stuff",
    "one",
    "check",
    "q",
    "more",
];

/// Whether the words before a question ask leave for it, and don't only announce it.
fn is_polite(leave: &[Token]) -> bool {
    const ASKING: [&str; 14] = [
        "ask", "asking", "asked", "check", "checked", "know", "confirm", "clarify", "get", "have",
        "got", "mind", "may", "let",
    ];
    const ANNOUNCES: [&str; 17] = [
        "quick", "last", "dumb", "stupid", "silly", "basic", "simple", "small", "random", "short",
        "quickest", "little", "one", "another", "two", "my", "a",
    ];
    let is = |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
    leave.iter().any(|token| is(token, &ASKING))
        && !leave.first().is_some_and(|token| is(token, &ANNOUNCES))
}

/// Whether a sentence asks leave to ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leave {
    /// It doesn't.
    #[default]
    None,
    /// And asks right away: "am I allowed to ask how many users it has?".
    Asks,
    /// And no more than that: "can I ask a few questions first?".
    Only,
}

impl Deref for Passage<'_> {
    type Target = Outline;

    fn deref(&self) -> &Outline {
        self.outline
    }
}

impl Outline {
    /// The sentences of a message, with the cues in them.
    pub fn all(
        cues: &Cues,
        tokens: &[Token],
        clauses: &[Clause],
        mentions: &[(Range<u16>, Id)],
    ) -> Vec<Outline> {
        let mut mentions = mentions
            .iter()
            .map(|(at, _)| usize::from(at.start)..usize::from(at.end))
            .peekable();
        clauses
            .chunk_by(|one, next| one.sentence == next.sentence)
            .map(|own| {
                let start = own.first().map_or(0, |first| first.tokens.start);
                let end = own.last().map_or(0, |last| last.tokens.end);
                let range = usize::from(start)..usize::from(end).min(tokens.len());
                let concepts =
                    std::iter::from_fn(|| mentions.next_if(|at| at.start < range.end)).collect();
                Outline::of(cues, tokens, range, concepts)
            })
            .collect()
    }

    fn of(
        cues: &Cues,
        tokens: &[Token],
        range: Range<usize>,
        concepts: Vec<Range<usize>>,
    ) -> Outline {
        let own = &tokens[range.clone()];
        let opening = own
            .iter()
            .position(|token| token.is_wordlike() && !cues.has("opener", token))
            .map_or(range.start, |at| range.start + at);
        let ending = own
            .iter()
            .rposition(Token::is_wordlike)
            .map_or(range.start, |at| range.start + at + 1);
        let mut outline = Outline {
            words: own.iter().filter(|token| token.is_wordlike()).count(),
            longest: concepts.iter().map(Range::len).max().unwrap_or(0),
            range,
            concepts,
            opening,
            leave: Leave::None,
            ending,
            kinds: Kinds::default(),
            hits: Vec::new(),
        };
        let range_start = outline.range.start;
        let read = |outline: &Outline| cues.read(Passage { tokens, outline });
        let mut hits = read(&outline);
        let leave = cues.kind("leave").and_then(|kind| {
            let mut hits = hits.iter();
            // "Before I draw anything, can I ask …"
            let opens = |at: usize| {
                const LEAD: usize = 10;
                let sign = |at: usize| tokens[at].kind == TokenKind::Sign;
                at == opening || range_start < at && at <= range_start + LEAD && sign(at - 1)
            };
            let hit = hits.find(|(own, hit)| *own == kind && opens(hit.tokens.start));
            hit.map(|(_, hit)| hit.tokens.clone())
        });
        if let Some(leave) = leave {
            match outline.past_leave(cues, tokens, &leave) {
                // What is said to be polite says nothing about what is asked.
                Some(from) => {
                    outline.opening = from;
                    // "One more thing, when a user hits the limit …" may tell.
                    if is_polite(&tokens[leave]) {
                        outline.leave = Leave::Asks;
                    }
                    hits = read(&outline);
                    hits.retain(|(_, hit)| from < hit.tokens.end || hit.tokens.is_empty());
                }
                None if outline.is_permission(tokens, &leave) => outline.leave = Leave::Only,
                None => {}
            }
        }
        for (kind, _) in &hits {
            outline.kinds.insert(*kind);
        }
        outline.hits = hits;
        outline
    }

    /// Where the question begins that follows leave to ask it; none where none does.
    fn past_leave(&self, cues: &Cues, tokens: &[Token], leave: &Range<usize>) -> Option<usize> {
        const CHECKS: [&str; 6] = [
            "check",
            "know",
            "confirm",
            "clarify",
            "verify",
            "understand",
        ];
        const WHETHER: [&str; 5] = ["if", "whether", "that", "any", "anything"];
        let is = |at: usize, list: &[&str]| {
            let word = tokens.get(at).map(|token| token.exact);
            list.iter().any(|known| word == Some(Word::of(known)))
        };
        let asks = |at: &usize| {
            let token = &tokens[*at];
            cues.has("wh", token) || cues.has("auxiliary", token)
        };
        // "About" opens an estimate; here it says what the question will be about.
        let word = |at: &usize| {
            let passed = cues.has("opener", &tokens[*at]) && !is(*at, &["about"]);
            tokens[*at].is_wordlike() && !passed
        };
        let next = (leave.end..self.ending).find(word)?;
        let signed = (leave.end..next).any(|at| tokens[at].kind == TokenKind::Sign);
        let last = leave.clone().rev().find(|at| !is(*at, &["first"]))?;
        // "A simple check: no row was touched."
        if !is_polite(&tokens[leave.clone()]) {
            return asks(&next).then_some(next);
        }
        if is(last, &OBJECTS) && !is(last, &CHECKS) {
            // "can I ask one thing about sharing: who sees it?"
            let later = || {
                (next..self.ending)
                    .filter(|at| tokens[*at].kind == TokenKind::Sign)
                    .find_map(|sign| (sign + 1..self.ending).find(word).filter(asks))
            };
            let told = signed && !cues.has("condition-opens", &tokens[next]);
            return (told || asks(&next)).then_some(next).or_else(later);
        }
        // "Could we ask the provider for the status?" designs.
        let we = leave.clone().any(|at| is(at, &["we"]));
        let checks = is(last, &CHECKS) || we;
        (!checks || signed || asks(&next) || is(next, &WHETHER)).then_some(next)
    }

    /// Whether the words of a leave ask for one, and say what for or nothing more: "quick question" doesn't, nor does "could
    /// we ask the provider".
    fn is_permission(&self, tokens: &[Token], leave: &Range<usize>) -> bool {
        const ASK: [&str; 5] = ["ask", "asking", "asked", "have", "got"];
        let own = tokens.get(leave.clone()).unwrap_or_default();
        let is =
            |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
        let first = ["first"];
        let object = own.iter().rev().find(|token| !is(token, &first));
        let ends = leave.end >= self.ending || object.is_some_and(|token| is(token, &OBJECTS));
        ends && own.iter().any(|token| is(token, &ASK))
    }

    /// The sentence over the tokens of its message.
    pub fn over<'a>(&'a self, tokens: &'a [Token]) -> Passage<'a> {
        Passage {
            tokens,
            outline: self,
        }
    }

    /// The concept that covers this token.
    pub fn concept_at(&self, at: usize) -> Option<&Range<usize>> {
        let from = self
            .concepts
            .partition_point(|concept| concept.start + self.longest <= at);
        self.concepts[from..]
            .iter()
            .take_while(|concept| concept.start <= at)
            .find(|concept| concept.contains(&at))
    }

    /// The first of the concepts that begin with this token.
    fn begins_concept(&self, at: usize) -> Option<&Range<usize>> {
        let first = self.concepts.partition_point(|concept| concept.start < at);
        self.concepts
            .get(first)
            .filter(|concept| concept.start == at)
    }

    /// The number of its words and figures.
    pub fn words(&self) -> usize {
        self.words
    }
}

impl Passage<'_> {
    /// Whether it ends in a question mark.
    pub fn is_marked(&self, text: &str) -> bool {
        self.tokens
            .get(self.range.clone())
            .unwrap_or(&[])
            .iter()
            .any(|token| token.kind == TokenKind::Stop && token.span.of(text).contains('?'))
    }
}

impl Cues {
    /// Reads the tables of `text`; the error is a sentence.
    pub fn parse(text: &str) -> Result<Cues, String> {
        let tables: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let mut cues = Cues::default();
        for (at, (name, texts)) in tables.into_values().flatten().enumerate() {
            if at >= MOST_KINDS {
                return Err(format!("there are more than {MOST_KINDS} kinds of cues"));
            }
            let kind = Kind(u8::try_from(at).unwrap_or(u8::MAX));
            if cues.kinds.insert(Word::of(&name), kind).is_some() {
                return Err(format!("there are two lists called `{name}`"));
            }
            for text in &texts {
                cues.add(kind, parse_cue(text)?);
            }
        }
        cues.filler = cues.kind("filler");
        Ok(cues)
    }

    fn add(&mut self, kind: Kind, elements: Vec<Element>) {
        let at = u16::try_from(self.cues.len()).unwrap_or(u16::MAX);
        let start = Start::of(at, &elements);
        match elements.first() {
            Some(Element::Word {
                exact,
                stems,
                optional: false,
            }) => {
                for word in exact {
                    self.by_word.entry(*word).or_default().exact.push(start);
                }
                for word in stems {
                    self.by_word.entry(*word).or_default().stem.push(start);
                }
            }
            Some(Element::Start) => self.at_start.push(at),
            Some(Element::Concept) => self.at_concept.push(at),
            Some(Element::Comma) => self.at_comma.push(at),
            Some(Element::Word { .. } | Element::Gap(_) | Element::End) => self.anywhere.push(at),
            None => {}
        }
        if let [Element::Word { exact, stems, .. }] = elements.as_slice() {
            for word in exact {
                let beginning = self.by_word.entry(*word).or_default();
                beginning.lists_exact.insert(kind);
            }
            for word in stems {
                let beginning = self.by_word.entry(*word).or_default();
                beginning.lists_stem.insert(kind);
            }
        }
        self.cues.push(Cue { kind, elements });
    }

    fn kind(&self, name: &str) -> Option<Kind> {
        self.kinds.get(&Word::of(name)).copied()
    }

    /// Notes with each token which kinds list it as a single word. Until then none does.
    pub fn mark(&self, tokens: &mut [Token]) {
        for token in tokens {
            token.lists = Kinds::default();
            if token.kind == TokenKind::Word {
                let exact = self.by_word.get(&token.exact);
                let stem = self.by_word.get(&token.stem);
                token.lists = Kinds(
                    exact.map_or(0, |beginning| beginning.lists_exact.0)
                        | stem.map_or(0, |beginning| beginning.lists_stem.0),
                );
            }
        }
    }

    /// The cues of all kinds in a sentence, by their first token.
    fn read(&self, passage: Passage) -> Vec<(Kind, Hit)> {
        let mut hits: Vec<(Kind, Hit)> = Vec::new();
        // The best at one token: with the place in the file, because of two of one length the later counts.
        let mut best: Vec<(Kind, u16, Hit)> = Vec::new();
        for at in passage.range.clone() {
            for place in self.candidates(passage, at) {
                let cue = &self.cues[usize::from(place)];
                let Some(hit) = cue.match_at(self, passage, at) else {
                    continue;
                };
                match best.iter_mut().find(|(kind, ..)| *kind == cue.kind) {
                    None => best.push((cue.kind, place, hit)),
                    Some(best) if (best.2.tokens.end, best.1) < (hit.tokens.end, place) => {
                        *best = (cue.kind, place, hit);
                    }
                    Some(_) => {}
                }
            }
            hits.extend(best.drain(..).map(|(kind, _, hit)| (kind, hit)));
        }
        hits
    }

    /// The cues that may begin at a token, in no particular order, as places among all cues.
    fn candidates(&self, passage: Passage, at: usize) -> impl Iterator<Item = u16> {
        let word = passage.tokens.get(at).filter(|token| token.is_wordlike());
        let exact = word.and_then(|token| self.by_word.get(&token.exact));
        let stem = word.and_then(|token| self.by_word.get(&token.stem));
        let following = self.following(passage, at);
        let by_word = [
            exact.map(|beginning| &beginning.exact),
            stem.map(|beginning| &beginning.stem),
        ]
        .into_iter()
        .flatten()
        .flatten()
        .filter(move |start| start.follows & following != 0 || start.follows == u64::MAX)
        .map(|start| start.cue);
        let starts = at == passage.opening || at == passage.range.start;
        let comma = passage.tokens.get(at).is_some_and(is_comma);
        let others = [
            starts.then_some(&self.at_start),
            comma.then_some(&self.at_comma),
            passage.begins_concept(at).map(|_| &self.at_concept),
            Some(&self.anywhere),
        ];
        by_word.chain(others.into_iter().flatten().flatten().copied())
    }

    /// The bits of the word after this token, and of those after it as long as they are passed over.
    fn following(&self, passage: Passage, at: usize) -> u64 {
        let mut bits = 0;
        for token in passage.tokens.get(at + 1..passage.range.end).unwrap_or(&[]) {
            if !token.is_wordlike() {
                break;
            }
            bits |= bit(token.exact) | bit(token.stem);
            if !self.is_filler(token) {
                break;
            }
        }
        bits
    }

    fn is_filler(&self, token: &Token) -> bool {
        self.filler.is_some_and(|filler| token.lists.has(filler))
    }

    /// Every place of a sentence where a cue of this kind is found; of those that begin together, the longest.
    pub fn find<'p>(
        &self,
        kind: &str,
        passage: &Passage<'p>,
    ) -> impl Iterator<Item = Hit> + use<'p> {
        let wanted = self.kind(kind).filter(|kind| passage.kinds.has(*kind));
        let hits: &'p [(Kind, Hit)] = match wanted {
            Some(_) => &passage.outline.hits,
            None => &[],
        };
        hits.iter()
            .filter(move |(kind, _)| Some(*kind) == wanted)
            .map(|(_, hit)| hit.clone())
    }

    /// The first place of a cue of this kind.
    pub fn first(&self, kind: &str, passage: &Passage) -> Option<Hit> {
        self.find(kind, passage).next()
    }

    /// Whether a cue of this kind is anywhere in the sentence.
    pub fn is_in(&self, kind: &str, passage: &Passage) -> bool {
        self.kind(kind).is_some_and(|kind| passage.kinds.has(kind))
    }

    /// Whether a token is one of the single words of this kind; see [`Cues::mark`].
    pub fn has(&self, kind: &str, token: &Token) -> bool {
        self.kind(kind).is_some_and(|kind| token.lists.has(kind))
    }
}

fn is_comma(token: &Token) -> bool {
    const COMMA: Word = Word::of(",");
    token.kind == TokenKind::Sign && token.exact == COMMA
}

fn parse_cue(text: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    for part in text.split_whitespace() {
        elements.push(match part {
            "@" => Element::Concept,
            "," => Element::Comma,
            "^" => Element::Start,
            "$" => Element::End,
            ".." => Element::Gap(3),
            _ => match part.strip_prefix("..") {
                Some(count) => Element::Gap(
                    count
                        .parse()
                        .map_err(|_| format!("\"{text}\": a number belongs after \"..\""))?,
                ),
                None => {
                    let (part, optional) = match part.strip_suffix('?') {
                        Some(part) => (part, true),
                        None => (part, false),
                    };
                    let mut exact = Vec::new();
                    let mut stems = Vec::new();
                    for word in part.split('|') {
                        match word.strip_suffix('*') {
                            Some(word) => stems.push(stem(word)),
                            None => exact.push(Word::of(word)),
                        }
                    }
                    Element::Word {
                        exact,
                        stems,
                        optional,
                    }
                }
            },
        });
    }
    if elements.is_empty() {
        return Err("an empty cue".into());
    }
    Ok(elements)
}

impl Cue {
    fn match_at(&self, cues: &Cues, passage: Passage, at: usize) -> Option<Hit> {
        let mut last = at;
        let end = self.step(cues, passage, at, 0, at, &mut last)?;
        (end > at || matches!(self.elements.first(), Some(Element::Start))).then_some(Hit {
            tokens: at..end,
            scope: last,
        })
    }

    /// Matches the elements from `element` on at token `at`; gives the end. `last` is one past the last word matched.
    fn step(
        &self,
        cues: &Cues,
        passage: Passage,
        at: usize,
        element: usize,
        start: usize,
        last: &mut usize,
    ) -> Option<usize> {
        let Some(current) = self.elements.get(element) else {
            return Some(at);
        };
        let token = passage
            .tokens
            .get(at)
            .filter(|_| passage.range.contains(&at));
        match current {
            Element::Word {
                exact,
                stems,
                optional,
            } => {
                let hit = token.is_some_and(|token| {
                    token.is_wordlike()
                        && (exact.contains(&token.exact) || stems.contains(&token.stem))
                });
                if hit {
                    let before = *last;
                    *last = at + 1;
                    if let Some(end) = self.step(cues, passage, at + 1, element + 1, start, last) {
                        return Some(end);
                    }
                    *last = before;
                }
                if *optional
                    && let Some(end) = self.step(cues, passage, at, element + 1, start, last)
                {
                    return Some(end);
                }
                let filler = at > start
                    && !hit
                    && at - start < 24
                    && token.is_some_and(|token| cues.is_filler(token));
                if filler {
                    return self.step(cues, passage, at + 1, element, start, last);
                }
                None
            }
            Element::Gap(most) => {
                for at in at..=at + *most {
                    if let Some(end) = self.step(cues, passage, at, element + 1, start, last) {
                        return Some(end);
                    }
                    if !passage.range.contains(&at) || !passage.tokens[at].is_wordlike() {
                        return None;
                    }
                }
                None
            }
            Element::Concept => {
                let concept = passage.begins_concept(at)?;
                self.step(cues, passage, concept.end, element + 1, start, last)
            }
            Element::Comma => token
                .is_some_and(is_comma)
                .then(|| self.step(cues, passage, at + 1, element + 1, start, last))
                .flatten(),
            Element::Start => (at == passage.opening || at == passage.range.start)
                .then(|| self.step(cues, passage, at, element + 1, start, last))
                .flatten(),
            Element::End => (at >= passage.ending)
                .then(|| self.step(cues, passage, at, element + 1, start, last))
                .flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_cues_are_well_formed() {
        let text = include_str!("../../prompts/cues.toml");
        assert_eq!(Cues::parse(text).err(), None);
        assert!(!CUES.cues.is_empty());
    }

    #[test]
    fn cues_are_found_with_gaps_and_fillers() {
        let cues = Cues::parse(
            "[a]\nfiller = [\"really\"]\nopener = [\"so\"]\nx = [\"^ do not ..2 need*\", \"leave ..2 out $\"]",
        )
        .expect("parses");
        let check = |text: &str, expect: Option<Range<usize>>| {
            let mut tokens = super::super::token::tokens(text);
            let (_, clauses) = super::super::sentence::split(text, &tokens);
            cues.mark(&mut tokens);
            let outlines = Outline::all(&cues, &tokens, &clauses, &[]);
            let hit = outlines
                .first()
                .and_then(|outline| cues.first("x", &outline.over(&tokens)));
            assert_eq!(hit.map(|h| h.tokens), expect, "{text}");
        };
        check("so don't really need it", Some(1..5));
        check("we do not need it", None);
        check("leave the ads out.", Some(0..4));
        check("leave the ads out there", None);
    }
}
