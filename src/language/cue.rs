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

use super::Clause;

mod leave;

use super::sentence::Hashed;
use super::stem::stem;
use super::token::{Token, TokenKind, Word};
pub use leave::Leave;
use leave::is_polite;

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
    /// By a word, as an exact form and as a stem, which kinds list it.
    listed: HashMap<Word, Listed, BuildHasherDefault<Hashed>>,
    /// Those of words alone.
    plain: Beginnings,
    /// Those that have a concept somewhere. They are few, and the only ones that depend on what is known of a sentence
    /// besides its words.
    with_concepts: Beginnings,
    /// What is passed over inside a cue.
    filler: Option<Kind>,
}

/// A kind of cue, as its place among [`MOST_KINDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kind(u8);

/// Kinds fit into the bits of [`Kinds`].
const MOST_KINDS: usize = 192;

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds([u64; MOST_KINDS / 64]);

impl Kinds {
    fn has(self, kind: Kind) -> bool {
        let at = usize::from(kind.0);
        self.0[at / 64] & (1 << (at % 64)) != 0
    }

    fn with(mut self, other: Kinds) -> Kinds {
        for (own, more) in self.0.iter_mut().zip(other.0) {
            *own |= more;
        }
        self
    }

    fn insert(&mut self, kind: Kind) {
        let at = usize::from(kind.0);
        self.0[at / 64] |= 1 << (at % 64);
    }
}

/// What lists a word as a single word: as typed, and in any inflection.
#[derive(Clone, Copy, Debug, Default)]
struct Listed {
    exact: Kinds,
    stem: Kinds,
}

/// Cues by what they begin with.
#[derive(Clone, Debug, Default)]
struct Beginnings {
    /// By a word, as an exact form and as a stem.
    by_word: HashMap<Word, Beginning, BuildHasherDefault<Hashed>>,
    /// Cues that begin with the start of a sentence.
    at_start: Vec<Start>,
    /// Cues that begin with a concept.
    at_concept: Vec<Start>,
    /// Cues that begin with a comma.
    at_comma: Vec<Start>,
    /// Cues that may begin with anything.
    anywhere: Vec<Start>,
}

/// What a word may begin: as typed, and in any inflection.
#[derive(Clone, Debug, Default)]
struct Beginning {
    exact: Vec<Start>,
    stem: Vec<Start>,
}

/// A cue that may begin somewhere.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// Its place among all cues.
    cue: u16,
    /// The bits of the words of which one has to follow the first; all bits where anything may.
    follows: u128,
    /// The bits of the words of which the sentence must have one, and those of others; all bits where it need not.
    needs: [u128; 2],
}

/// Words that begin many cues ("i", "can") would try them all: a bit of the next word, and one of a word that has to come
/// somewhere, turn most of them away.
fn bit(word: Word) -> u128 {
    1 << ((word.0 >> 7) % 128)
}

impl Start {
    fn of(cue: u16, elements: &[Element]) -> Start {
        let bits = |element: &Element| match element {
            Element::Word {
                exact,
                stems,
                optional: false,
            } => exact
                .iter()
                .chain(stems)
                .fold(0, |bits, word| bits | bit(*word)),
            Element::Word { .. }
            | Element::Gap(_)
            | Element::Concept
            | Element::Comma
            | Element::Start
            | Element::End => u128::MAX,
        };
        let mut needs: Vec<u128> = elements.iter().skip(1).map(bits).collect();
        needs.sort_by_key(|bits| bits.count_ones());
        let need = |at: usize| needs.get(at).copied().unwrap_or(u128::MAX);
        Start {
            cue,
            follows: elements.get(1).map_or(u128::MAX, bits),
            needs: [need(0), need(1)],
        }
    }

    /// Whether it may begin where these words follow, in a sentence that has these.
    fn may_be(&self, follows: u128, has: u128) -> bool {
        let meets = |wanted: u128, bits: u128| wanted & bits != 0 || wanted == u128::MAX;
        let [one, other] = self.needs;
        meets(self.follows, follows) && meets(one, has) && meets(other, has)
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
    /// Where what it says begins: past such leave.
    from: usize,
    /// Where its words end, before the signs and stops at its end.
    pub ending: usize,
    /// The number of its words and figures.
    words: usize,
    /// The kinds of the cues in it.
    kinds: Kinds,
    /// The cues in it by their first token: of those of one kind that begin together, the longest.
    hits: Vec<Found>,
}

/// A cue that was found.
#[derive(Clone, Debug)]
struct Found {
    kind: Kind,
    /// Its place among all cues: of two of one length the later counts.
    cue: u16,
    hit: Hit,
}

impl Found {
    /// Whether it isn't over by this token.
    fn ends_past(&self, from: usize) -> bool {
        from < self.hit.tokens.end || self.hit.tokens.is_empty()
    }

    fn is_over(&self, other: &Found) -> bool {
        (self.hit.tokens.end, self.cue) > (other.hit.tokens.end, other.cue)
    }
}

impl Deref for Passage<'_> {
    type Target = Outline;

    fn deref(&self) -> &Outline {
        self.outline
    }
}

impl Outline {
    /// The sentences of a message, with the cues of words alone in them.
    pub fn all(cues: &Cues, tokens: &[Token], clauses: &[Clause]) -> Vec<Outline> {
        clauses
            .chunk_by(|one, next| one.sentence == next.sentence)
            .map(|own| {
                let start = own.first().map_or(0, |first| first.tokens.start);
                let end = own.last().map_or(0, |last| last.tokens.end);
                let range = usize::from(start)..usize::from(end).min(tokens.len());
                Outline::of(cues, tokens, range)
            })
            .collect()
    }

    /// The same sentences, where these concepts are known as well.
    pub fn with(
        plain: &[Outline],
        cues: &Cues,
        tokens: &[Token],
        mentions: impl Iterator<Item = Range<u16>>,
    ) -> Vec<Outline> {
        let mut mentions = mentions
            .map(|at| usize::from(at.start)..usize::from(at.end))
            .peekable();
        let knowing = plain.iter().map(|outline| {
            let end = outline.range.end;
            let own = std::iter::from_fn(|| mentions.next_if(|at| at.start < end));
            outline.knowing(cues, tokens, own.collect())
        });
        knowing.collect()
    }

    /// The same sentence, where these concepts in it are known as well.
    pub fn knowing(&self, cues: &Cues, tokens: &[Token], concepts: Vec<Range<usize>>) -> Outline {
        let mut outline = self.clone();
        outline.longest = concepts.iter().map(Range::len).max().unwrap_or(0);
        outline.concepts = concepts;
        if !outline.concepts.is_empty() {
            let found = cues.read(&cues.with_concepts, outline.over(tokens));
            let found = found.into_iter();
            let found: Vec<Found> = found
                .filter(|found| found.ends_past(outline.from))
                .collect();
            found.into_iter().for_each(|found| outline.put(found));
        }
        outline
    }

    /// Adds a cue, unless a longer one of its kind begins with the same token.
    fn put(&mut self, found: Found) {
        let start = found.hit.tokens.start;
        let place = self
            .hits
            .partition_point(|own| own.hit.tokens.start < start);
        let same = self.hits[place..]
            .iter()
            .take_while(|own| own.hit.tokens.start == start)
            .position(|own| own.kind == found.kind);
        match same.and_then(|same| self.hits.get_mut(place + same)) {
            Some(known) if found.is_over(known) => *known = found,
            Some(_) => {}
            None => {
                self.kinds.insert(found.kind);
                self.hits.insert(place, found);
            }
        }
    }

    fn of(cues: &Cues, tokens: &[Token], range: Range<usize>) -> Outline {
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
            range,
            opening,
            leave: Leave::None,
            ending,
            ..Outline::default()
        };
        outline.hits = cues.read(&cues.plain, outline.over(tokens));
        if let Some(leave) = outline.leave_words(cues, tokens) {
            match outline.past_leave(cues, tokens, &leave) {
                // What is said to be polite says nothing about what is asked.
                Some(from) => {
                    outline.opening = from;
                    outline.from = from;
                    // "One more thing, when a user hits the limit …" may tell.
                    if is_polite(&tokens[leave]) {
                        outline.leave = Leave::Asks;
                    }
                    outline.hits = cues.read(&cues.plain, outline.over(tokens));
                    outline.hits.retain(|found| found.ends_past(from));
                }
                None if outline.is_permission(tokens, &leave) => outline.leave = Leave::Only,
                None => {}
            }
        }
        for found in &outline.hits {
            outline.kinds.insert(found.kind);
        }
        outline
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
        if let [Element::Word { exact, stems, .. }] = elements.as_slice() {
            for word in exact {
                self.listed.entry(*word).or_default().exact.insert(kind);
            }
            for word in stems {
                self.listed.entry(*word).or_default().stem.insert(kind);
            }
        }
        let names = |element: &Element| matches!(element, Element::Concept);
        match elements.iter().any(names) {
            true => self.with_concepts.add(Start::of(at, &elements), &elements),
            false => self.plain.add(Start::of(at, &elements), &elements),
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
                let exact = self.listed.get(&token.exact);
                let stem = self.listed.get(&token.stem);
                let exact = exact.map_or(Kinds::default(), |listed| listed.exact);
                let stem = stem.map_or(Kinds::default(), |listed| listed.stem);
                token.lists = exact.with(stem);
            }
        }
    }

    /// The cues of all kinds in a sentence, by their first token.
    fn read(&self, beginnings: &Beginnings, passage: Passage) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let own = passage.tokens.get(passage.range.clone()).unwrap_or(&[]);
        let has = own.iter().filter(|token| token.is_wordlike());
        let has = has.fold(0, |bits, token| bits | bit(token.exact) | bit(token.stem));
        for at in passage.range.clone() {
            let first = found.len();
            let follows = self.following(passage, at);
            for (starts, follows) in beginnings.at(passage, at, follows) {
                for start in starts.iter().filter(|start| start.may_be(follows, has)) {
                    let cue = &self.cues[usize::from(start.cue)];
                    let Some(hit) = cue.match_at(self, passage, at) else {
                        continue;
                    };
                    let new = Found {
                        kind: cue.kind,
                        cue: start.cue,
                        hit,
                    };
                    let mut here = found[first..].iter_mut();
                    match here.find(|known| known.kind == cue.kind) {
                        None => found.push(new),
                        Some(known) if new.is_over(known) => *known = new,
                        Some(_) => {}
                    }
                }
            }
        }
        found
    }

    /// The bits of the word after this token, and of those after it as long as they are passed over.
    fn following(&self, passage: Passage, at: usize) -> u128 {
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
        let hits: &'p [Found] = match wanted {
            Some(_) => &passage.outline.hits,
            None => &[],
        };
        hits.iter()
            .filter(move |found| Some(found.kind) == wanted)
            .map(|found| found.hit.clone())
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

impl Beginnings {
    fn add(&mut self, start: Start, elements: &[Element]) {
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
            Some(Element::Start) => self.at_start.push(start),
            Some(Element::Concept) => self.at_concept.push(start),
            Some(Element::Comma) => self.at_comma.push(start),
            Some(Element::Word { .. } | Element::Gap(_) | Element::End) => {
                self.anywhere.push(start);
            }
            None => {}
        }
    }

    /// The cues that may begin at a token, in no particular order, each lot with the bits that one of its words has to have
    /// that follow the first: `follows` are those of the words there.
    fn at(&self, passage: Passage, at: usize, follows: u128) -> [(&[Start], u128); 6] {
        const NONE: &[Start] = &[];
        let token = passage.tokens.get(at);
        let word = token.filter(|token| token.is_wordlike());
        let exact = word.and_then(|token| self.by_word.get(&token.exact));
        let stem = word.and_then(|token| self.by_word.get(&token.stem));
        let starts = at == passage.opening || at == passage.range.start;
        let comma = token.is_some_and(is_comma);
        let concept = !self.at_concept.is_empty() && passage.begins_concept(at).is_some();
        [
            (exact.map_or(NONE, |beginning| &beginning.exact), follows),
            (stem.map_or(NONE, |beginning| &beginning.stem), follows),
            (if starts { &self.at_start } else { NONE }, u128::MAX),
            (if comma { &self.at_comma } else { NONE }, u128::MAX),
            (if concept { &self.at_concept } else { NONE }, u128::MAX),
            (&self.anywhere, u128::MAX),
        ]
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
        // A single word led here.
        if let [
            Element::Word {
                optional: false, ..
            },
        ] = self.elements.as_slice()
        {
            return Some(Hit {
                tokens: at..at + 1,
                scope: at + 1,
            });
        }
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
            let outlines = Outline::all(&cues, &tokens, &clauses);
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
