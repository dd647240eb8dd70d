//! The pattern notation of the lexicon, the questions and the scenarios: parsed, compiled, matched.
//!
//! `docs/scenario-format.md` is the reference for authors; this is its implementation. A pattern is compiled to a
//! small tree. Most patterns have nothing to do with most messages: [`Index`] answers that in nanoseconds. For the
//! rest, the work is bounded by the clause's tokens times the pattern's atoms: there is no backtracking.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::token::Word;
use super::{Analysis, Id, Span};

mod covers;
mod gates;
mod index;
mod miss;
mod parse;
mod search;

pub use gates::Gates;
pub use index::{Index, Place};

/// A compiled pattern, with its text as the author wrote it.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The author's text, for the trace.
    pub text: String,
    /// What `&` joins; one or more.
    sides: Box<[Node]>,
    /// Its number among those that are tried together; see [`Gates::number`].
    number: Option<u32>,
}

/// A part of a pattern, and where it stands in the author's text.
#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    start: u32,
    end: u32,
}

impl Node {
    /// Its part of the author's text.
    fn of<'t>(&self, text: &'t str) -> &'t str {
        let range = self.start as usize..self.end as usize;
        text.get(range).unwrap_or_default()
    }
}

/// What [`Kind::All`] looks for.
#[derive(Clone, Debug)]
struct All {
    parts: Box<[Node]>,
    absent: Box<[Node]>,
    optional: Box<[Node]>,
}

/// What a part of a pattern looks for.
#[derive(Clone, Debug)]
enum Kind {
    /// A word in any inflection.
    Word { stem: Word, letters: Letters },
    /// A word in exactly this form.
    Exact(Word),
    /// Words next to each other, or run together.
    Phrase {
        words: Box<[PhraseWord]>,
        joined: Word,
    },
    /// A concept; `itself`: and none of its kinds.
    Concept { id: Id, key: Word, itself: bool },
    /// A figure of this kind.
    Figure(Figure),
    /// One of these.
    Either(Box<[Node]>),
    /// All of `parts` in any order, nothing of `absent`; `optional` shapes the quote.
    All(Box<All>),
    /// In this order, with at most so many words before each but the first.
    Chain(Box<[(u16, Node)]>),
}

/// A word of a phrase.
#[derive(Clone, Debug)]
struct PhraseWord {
    word: Word,
    /// Compared as typed, and not by its stem.
    exact: bool,
    letters: Letters,
}

/// The letters of a word's stem, for slips of the finger; none where it is too short for them. Patterns that were read with
/// one [`Vocabulary`] share them.
type Letters = Option<Arc<str>>;

/// The words of patterns that were read before: most stand in many.
#[derive(Debug, Default)]
pub struct Vocabulary(BTreeMap<Word, Kind>);

/// A word that a pattern needs; `letters` where a slip will do.
#[derive(Clone, Copy, Debug)]
struct Needed<'p> {
    word: Word,
    letters: &'p Letters,
}

impl<'p> Needed<'p> {
    /// A word that no slip stands for.
    fn whole(word: Word) -> Needed<'p> {
        Needed {
            word,
            letters: &None,
        }
    }
}

/// What `#…` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    Of(super::Unit),
    Rate,
    Any,
}

/// Where and how a pattern was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The smallest span over everything that matched.
    pub span: Span,
    /// The words that matched, in order.
    pub words: Vec<Span>,
}

/// How near a pattern came that did not match.
#[derive(Clone, Debug, PartialEq)]
pub struct NearMiss {
    /// The words that fit.
    pub matched: Vec<Span>,
    /// What was absent, in the pattern's own notation, or as a remark.
    pub absent: Vec<String>,
}

/// What is wrong with a pattern, and where in its text.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// A sentence: what is wrong and what to write instead.
    pub message: String,
    /// Byte range inside the pattern's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Pattern {
    /// Compiles `text`. Concept ids are not checked here: [`Pattern::concepts`] lists them.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        Pattern::parse_in(text, &mut Vocabulary::default())
    }

    /// The same for one of many patterns.
    pub(super) fn parse_in(
        text: &str,
        vocabulary: &mut Vocabulary,
    ) -> Result<Pattern, PatternError> {
        Pattern::of(text, parse::MOST_BYTES, vocabulary)
    }

    /// Compiles a pattern whose classes of words have been written out, which makes it longer than an author's.
    pub(super) fn parse_written_out(
        text: &str,
        vocabulary: &mut Vocabulary,
    ) -> Result<Pattern, PatternError> {
        Pattern::of(text, parse::MOST_BYTES_WRITTEN_OUT, vocabulary)
    }

    fn of(text: &str, most: usize, vocabulary: &mut Vocabulary) -> Result<Pattern, PatternError> {
        Ok(Pattern {
            text: text.into(),
            sides: parse::parse(text, most, vocabulary)?.into(),
            number: None,
        })
    }

    /// The concepts that the pattern names, in its order.
    pub fn concepts(&self) -> Vec<Id> {
        let mut ids = Vec::new();
        self.visit(&mut |node| {
            if let Kind::Concept { id, .. } = &node.kind {
                ids.push(Id::clone(id));
            }
        });
        ids
    }

    /// The texts of the pattern's plain words and phrases, as the author wrote them.
    pub fn words(&self) -> Vec<&str> {
        let mut words = Vec::new();
        self.visit(&mut |node| match &node.kind {
            Kind::Word { .. } | Kind::Exact(_) | Kind::Phrase { .. } => {
                words.push(node.of(&self.text).trim_matches(['=', '"']));
            }
            Kind::Concept { .. }
            | Kind::Figure(_)
            | Kind::Either(_)
            | Kind::All(_)
            | Kind::Chain(_) => {}
        });
        words
    }

    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Node)) {
        fn walk<'a>(node: &'a Node, see: &mut impl FnMut(&'a Node)) {
            see(node);
            match &node.kind {
                Kind::Either(nodes) => nodes.iter().for_each(|node| walk(node, see)),
                Kind::All(all) => {
                    let parts = all.parts.iter().chain(&all.absent).chain(&all.optional);
                    parts.for_each(|node| walk(node, see));
                }
                Kind::Chain(links) => links.iter().for_each(|(_, node)| walk(node, see)),
                Kind::Word { .. }
                | Kind::Exact(_)
                | Kind::Phrase { .. }
                | Kind::Concept { .. }
                | Kind::Figure(_) => {}
            }
        }
        self.sides.iter().for_each(|side| walk(side, see));
    }

    /// Tells `see` every word, run-together phrase and concept's key of the pattern.
    fn visit_words(&self, see: &mut impl FnMut(Word)) {
        self.visit(&mut |node| match &node.kind {
            Kind::Word { stem, .. } => see(*stem),
            Kind::Exact(word) => see(*word),
            Kind::Phrase { words, .. } => words.iter().for_each(|word| see(word.word)),
            Kind::Concept { key, .. } => see(*key),
            Kind::Figure(_) | Kind::Either(_) | Kind::All(_) | Kind::Chain(_) => {}
        });
    }

    /// Whether a message with these keys and no unknown words can get past the pattern's cheapest gate.
    #[cfg(test)]
    pub(super) fn passes(&self, keys: &[Word]) -> bool {
        let gate = self.gate(&|_| 1);
        gate.is_none_or(|gate| gate.iter().any(|needed| keys.contains(&needed.word)))
    }

    /// Whether it consists of names, and says nothing about them.
    pub fn only_names(&self) -> bool {
        let concepts = self.concepts().len();
        concepts > 0 && concepts >= self.specificity()
    }

    /// How many ideas the pattern needs at least: concepts, figures and words that are no mere function words.
    pub fn specificity(&self) -> usize {
        self.least(&|word| usize::from(!parse::is_function_word(word)))
    }

    /// The least weight that the words of a match can have together; a concept or a figure weighs as much as an
    /// unknown word, and a phrase at least as much as one.
    pub fn least(&self, weight: &dyn Fn(Word) -> usize) -> usize {
        fn needs(node: &Node, weight: &dyn Fn(Word) -> usize) -> usize {
            match &node.kind {
                Kind::Word { stem, .. } => weight(*stem),
                Kind::Exact(word) => weight(*word),
                Kind::Phrase { words, .. } => words
                    .iter()
                    .map(|word| weight(word.word))
                    .sum::<usize>()
                    .max(1),
                Kind::Concept { key, .. } => weight(*key),
                Kind::Figure(_) => weight(Word(0)),
                Kind::Either(nodes) => nodes
                    .iter()
                    .map(|node| needs(node, weight))
                    .min()
                    .unwrap_or(0),
                Kind::All(all) => all.parts.iter().map(|node| needs(node, weight)).sum(),
                Kind::Chain(links) => links.iter().map(|(_, node)| needs(node, weight)).sum(),
            }
        }
        self.sides.iter().map(|side| needs(side, weight)).sum()
    }

    /// Words (stems, exact forms, pairs run together, keys of concepts) of which a message must have one, or a slip for
    /// one, to match at all; none where the pattern could match without any. Of all such sets it is the one that costs
    /// least.
    fn gate(&self, cost: &dyn Fn(Word) -> usize) -> Option<Vec<Needed<'_>>> {
        fn gate<'n>(node: &'n Node, cost: &dyn Fn(Word) -> usize) -> Option<Vec<Needed<'n>>> {
            match &node.kind {
                Kind::Word { stem, letters } => Some(vec![Needed {
                    word: *stem,
                    letters,
                }]),
                Kind::Exact(word) => Some(vec![Needed::whole(*word)]),
                Kind::Phrase { words, joined } => {
                    let word = words.iter().min_by_key(|word| cost(word.word))?;
                    let needed = Needed {
                        word: word.word,
                        letters: &word.letters,
                    };
                    Some(vec![needed, Needed::whole(*joined)])
                }
                Kind::Concept { key, .. } => Some(vec![Needed::whole(*key)]),
                Kind::Figure(_) => None,
                Kind::Either(nodes) => {
                    let mut all = Vec::new();
                    for node in nodes {
                        all.extend(gate(node, cost)?);
                    }
                    Some(all)
                }
                Kind::All(all) => cheapest(all.parts.iter(), cost),
                Kind::Chain(links) => cheapest(links.iter().map(|(_, node)| node), cost),
            }
        }
        fn cheapest<'n>(
            nodes: impl Iterator<Item = &'n Node>,
            cost: &dyn Fn(Word) -> usize,
        ) -> Option<Vec<Needed<'n>>> {
            let sum = |set: &Vec<Needed<'_>>| set.iter().map(|needed| cost(needed.word)).sum();
            nodes
                .filter_map(|node| gate(node, cost))
                .min_by_key(|set| -> usize { sum(set) })
        }
        cheapest(self.sides.iter(), cost)
    }

    /// Sets of words as in [`Pattern::gate`], of each of which a message must have one to match; there may be more.
    fn needs(&self) -> Vec<Vec<Needed<'_>>> {
        fn needs<'n>(node: &'n Node, sets: &mut Vec<Vec<Needed<'n>>>) {
            match &node.kind {
                Kind::Word { stem, letters } => sets.push(vec![Needed {
                    word: *stem,
                    letters,
                }]),
                Kind::Exact(word) => sets.push(vec![Needed::whole(*word)]),
                Kind::Phrase { words, joined } => sets.extend(words.iter().map(|word| {
                    let own = Needed {
                        word: word.word,
                        letters: &word.letters,
                    };
                    vec![own, Needed::whole(*joined)]
                })),
                Kind::Concept { key, .. } => sets.push(vec![Needed::whole(*key)]),
                Kind::Figure(_) => {}
                Kind::Either(nodes) => {
                    let mut either = Vec::new();
                    if nodes.iter().all(|node| add_least(node, &mut either)) {
                        sets.push(either);
                    }
                }
                Kind::All(all) => all.parts.iter().for_each(|node| needs(node, sets)),
                Kind::Chain(links) => links.iter().for_each(|(_, node)| needs(node, sets)),
            }
        }
        /// Adds the words of the smallest set of a node; whether it has one.
        fn add_least<'n>(node: &'n Node, words: &mut Vec<Needed<'n>>) -> bool {
            match &node.kind {
                Kind::Word { stem, letters } => words.push(Needed {
                    word: *stem,
                    letters,
                }),
                Kind::Either(nodes) => return nodes.iter().all(|node| add_least(node, words)),
                Kind::Exact(_)
                | Kind::Phrase { .. }
                | Kind::Concept { .. }
                | Kind::Figure(_)
                | Kind::All(_)
                | Kind::Chain(_) => {
                    let mut sets = Vec::new();
                    needs(node, &mut sets);
                    let Some(least) = sets.into_iter().min_by_key(Vec::len) else {
                        return false;
                    };
                    words.extend(least);
                }
            }
            true
        }
        let mut sets = Vec::new();
        self.sides.iter().for_each(|side| needs(side, &mut sets));
        sets
    }

    /// The first place where the pattern matches *and is meant* (see "Meaning it" in the format's documentation).
    pub fn find(&self, analysis: &Analysis) -> Option<Match> {
        search::find(self, analysis, true)
    }

    /// The places where the pattern matches and is meant, one per clause; of a pattern of several sides the first.
    pub fn find_each(&self, analysis: &Analysis) -> Vec<Match> {
        search::find_each(self, analysis)
    }

    /// The first place where the pattern matches, however it was meant: for questions and for near misses.
    pub fn find_anyhow(&self, analysis: &Analysis) -> Option<Match> {
        search::find(self, analysis, false)
    }

    /// Where the pattern matches, once per clause, however it was meant: the tokens of its words.
    pub(crate) fn places(&self, analysis: &Analysis) -> Vec<Vec<Range<u16>>> {
        if !analysis.index.allows(self) {
            return Vec::new();
        }
        search::places(self, analysis, 0..analysis.clauses.len())
    }

    /// [`Pattern::places`] in these clauses only; a pattern that spans clauses is looked for in all of them.
    fn places_in(
        &self,
        analysis: &Analysis,
        clauses: impl Iterator<Item = usize>,
    ) -> Vec<Vec<Range<u16>>> {
        search::places(self, analysis, clauses)
    }

    /// What was there and what was absent, in the clause that came nearest; none where nothing fits or where the
    /// pattern does match.
    pub fn explain_miss(&self, analysis: &Analysis) -> Option<NearMiss> {
        miss::explain_miss(self, analysis)
    }
}

#[cfg(test)]
mod tests {
    use super::super::analyse;
    use super::super::lexicon::Lexicon;
    use super::*;

    /// Plays a file of patterns with messages that must match and messages that must not.
    #[track_caller]
    fn check(lexicon: &Lexicon, file: &str) {
        let mut pattern = Pattern::parse("none").expect("parses");
        let mut failures = Vec::new();
        for (at, line) in file.lines().enumerate() {
            let line = line.trim();
            let (mark, message) = line.split_at(line.len().min(2));
            let (message, words) = match message.split_once(" => ") {
                Some((message, words)) => (message, Some(words)),
                None => (message, None),
            };
            match mark {
                "" | "# " => {}
                "+ " | "- " => {
                    let found = pattern.find(&analyse(lexicon, message));
                    let shown = found.as_ref().map(|found| {
                        let words: Vec<_> =
                            found.words.iter().map(|span| span.of(message)).collect();
                        words.join(" ")
                    });
                    let fits = match words {
                        Some(words) => shown.as_deref() == Some(words),
                        None => shown.is_some() == (mark == "+ "),
                    };
                    if !fits {
                        failures.push(format!(
                            "{}: {} on {line:?} gave {shown:?}",
                            at + 1,
                            pattern.text
                        ));
                    }
                }
                _ => pattern = Pattern::parse(line).expect(line),
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }

    #[test]
    fn patterns_match_what_the_format_says() {
        check(
            &Lexicon::default(),
            include_str!("../../tests/language/patterns.txt"),
        );
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (text, place, says) in [
            ("", "", "missing"),
            ("a | ", "", "missing"),
            ("(a | b", "(", "never closed"),
            ("a)", ")", "closes nothing"),
            ("\"a b", "\"", "never closed"),
            ("a > ", "", "ends where a word"),
            ("> a", ">", "missing before"),
            ("@", "@", "id of a concept"),
            ("a #byte", "#byte", "A figure is one of"),
            ("a >99 b", "99", "At most"),
            ("(a & b)", "&", "inside brackets"),
            ("a & b | c", "|", "ambiguous"),
            ("!a", "!a", "must be there is missing"),
            ("a > !b", "!b", "cannot stand"),
            ("!a?", "?", "exclude"),
            ("((((((((a))))))))", "(", "deep"),
            ("a … b", "…", "No word"),
            ("a > rev.*ew", "rev.*ew", "no regular expressions"),
            ("\"a [bc]\"", "\"a [bc]\"", "no regular expressions"),
        ] {
            let error = Pattern::parse(text).expect_err(text);
            assert!(error.message.contains(says), "{text}: {error}");
            assert_eq!(
                text[error.start..error.end].trim(),
                place,
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn near_misses_say_what_was_absent() {
        let text = "we push the tweet somewhere";
        let pattern = Pattern::parse("push > (every | each) > follower").expect("parses");
        let miss = pattern
            .explain_miss(&analyse(&Lexicon::default(), text))
            .expect("a near miss");
        assert_eq!(miss.absent, ["(every | each)", "follower"]);
        assert_eq!(miss.matched[0].of(text), "push");
        let pattern = Pattern::parse("tweet > push").expect("parses");
        let miss = pattern
            .explain_miss(&analyse(&Lexicon::default(), text))
            .expect("a near miss");
        assert!(miss.absent[0].contains("order"));
    }

    #[test]
    fn specificity_counts_ideas() {
        for (text, ideas) in [
            ("@cache", 1),
            ("the > cache", 1),
            ("(cache | @cdn (fast | near)) & (not | never) lose", 2),
            ("\"load balancer\"", 2),
            ("a b?", 0),
        ] {
            assert_eq!(
                Pattern::parse(text).expect(text).specificity(),
                ideas,
                "{text}"
            );
        }
    }
}
