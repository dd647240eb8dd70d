//! Looking for a pattern in a message, clause by clause.

use std::ops::Range;

use super::super::token::Word;
use super::super::{Analysis, Span};
use super::{Figure, Kind, Match, Node, Pattern, PhraseWord};

/// Places kept per node and clause: more than this many in one clause is no language.
const MOST_HITS: usize = 48;

/// A place where a node matches.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    start: u16,
    end: u16,
    /// Most places are one word: it needs no room of its own.
    first: HitWord,
    others: Vec<HitWord>,
}

/// Tokens that matched one atom.
#[derive(Clone, Debug)]
struct HitWord {
    tokens: Range<u16>,
    /// A plain word, which can serve one atom only; a concept's words may also be named one by one.
    plain: bool,
}

impl Hit {
    fn of(tokens: Range<u16>, plain: bool) -> Hit {
        Hit {
            start: tokens.start,
            end: tokens.end,
            first: HitWord { tokens, plain },
            others: Vec::new(),
        }
    }

    /// Its words, in the order in which they were joined.
    fn words(&self) -> impl Iterator<Item = &HitWord> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn join(&mut self, other: &Hit) {
        self.start = self.start.min(other.start);
        self.end = self.end.max(other.end);
        self.others.extend(other.words().cloned());
    }

    fn collides(&self, other: &Hit) -> bool {
        self.words().filter(|word| word.plain).any(|one| {
            other.words().any(|two| {
                two.plain && one.tokens.start < two.tokens.end && two.tokens.start < one.tokens.end
            })
        })
    }

    fn covers(&self, token: u16) -> bool {
        self.words().any(|word| word.tokens.contains(&token))
    }
}

/// What counts as meant.
pub(super) enum Meant<'a> {
    /// Everything.
    Anyhow,
    /// What is affirmed, and what one of these tokens made something else.
    Except(&'a [u16]),
}

/// Finds the pattern; `meant`: only where it is meant.
pub(super) fn find(pattern: &Pattern, analysis: &Analysis, meant: bool) -> Option<Match> {
    if !analysis.index.allows(pattern) {
        return None;
    }
    let search = Search { analysis };
    match &*pattern.sides {
        [side] => {
            let clauses = 0..analysis.clauses.len();
            let hit = clauses
                .into_iter()
                .find_map(|clause| search.best(pattern, side, clause, meant))?;
            Some(search.to_match(std::slice::from_ref(&hit)))
        }
        sides => search
            .neighbours(pattern, sides, meant)
            .map(|hits| search.to_match(&hits)),
    }
}

/// See [`Pattern::find_each`].
pub(super) fn find_each(pattern: &Pattern, analysis: &Analysis) -> Vec<Match> {
    let [side] = &*pattern.sides else {
        return find(pattern, analysis, true).into_iter().collect();
    };
    if !analysis.index.allows(pattern) {
        return Vec::new();
    }
    let search = Search { analysis };
    let clauses = 0..analysis.clauses.len();
    clauses
        .filter_map(|clause| search.best(pattern, side, clause, true))
        .map(|hit| search.to_match(std::slice::from_ref(&hit)))
        .collect()
}

/// See [`Pattern::places`] and [`Pattern::places_in`].
pub(super) fn places(
    pattern: &Pattern,
    analysis: &Analysis,
    clauses: impl Iterator<Item = usize>,
) -> Vec<Vec<Range<u16>>> {
    let search = Search { analysis };
    let tokens = |hit: Hit| hit.words().map(|word| word.tokens.clone()).collect();
    match &*pattern.sides {
        [side] => clauses
            .filter_map(|clause| search.best(pattern, side, clause, false))
            .map(tokens)
            .collect(),
        _ if !analysis.index.allows(pattern) => Vec::new(),
        sides => search
            .neighbours(pattern, sides, false)
            .map(|hits| {
                hits.iter()
                    .flat_map(Hit::words)
                    .map(|word| word.tokens.clone())
                    .collect()
            })
            .into_iter()
            .collect(),
    }
}

pub(super) struct Search<'a> {
    pub(super) analysis: &'a Analysis,
}

impl Search<'_> {
    pub(super) fn to_match(&self, hits: &[Hit]) -> Match {
        let mut words: Vec<Span> = hits
            .iter()
            .flat_map(Hit::words)
            .map(|word| self.span(&word.tokens))
            .collect();
        words.sort_unstable();
        words.dedup();
        let span = words
            .iter()
            .copied()
            .reduce(Span::join)
            .unwrap_or(Span { start: 0, end: 0 });
        Match { span, words }
    }

    fn span(&self, tokens: &Range<u16>) -> Span {
        let first = self.analysis.tokens.get(usize::from(tokens.start));
        let last = self
            .analysis
            .tokens
            .get(usize::from(tokens.end.saturating_sub(1)));
        match (first, last) {
            (Some(first), Some(last)) => first.span.join(last.span),
            (None, _) | (_, None) => Span { start: 0, end: 0 },
        }
    }

    /// All sides inside one sentence or two neighbouring ones.
    fn neighbours(&self, pattern: &Pattern, sides: &[Node], meant: bool) -> Option<Vec<Hit>> {
        let clauses = &self.analysis.clauses;
        let mut found: Vec<Vec<(u16, Hit)>> = Vec::with_capacity(sides.len());
        for side in sides {
            let places = (0..clauses.len()).filter_map(|at| {
                Some((clauses[at].sentence, self.best(pattern, side, at, meant)?))
            });
            let places: Vec<(u16, Hit)> = places.take(MOST_HITS).collect();
            if places.is_empty() {
                return None;
            }
            found.push(places);
        }
        let sentences: Vec<u16> = found
            .iter()
            .flatten()
            .map(|(sentence, _)| *sentence)
            .collect();
        for width in 0..=1 {
            for &first in &sentences {
                let chosen: Option<Vec<Hit>> = found
                    .iter()
                    .map(|side| {
                        side.iter()
                            .find(|(sentence, _)| {
                                (first..=first.saturating_add(width)).contains(sentence)
                            })
                            .map(|(_, hit)| hit.clone())
                    })
                    .collect();
                if let Some(hits) = chosen {
                    return Some(hits);
                }
            }
        }
        None
    }

    /// The tightest place in the clause.
    fn best(&self, pattern: &Pattern, side: &Node, clause: usize, meant: bool) -> Option<Hit> {
        if !self.analysis.index.clause_may_have(clause, side) {
            return None;
        }
        let tightest = |hits: Vec<Hit>| {
            hits.into_iter()
                .min_by_key(|hit| (hit.end - hit.start, hit.start))
        };
        if !meant {
            return tightest(self.hits(side, clause, &Meant::Anyhow));
        }
        if let Some(hit) = tightest(self.hits(side, clause, &Meant::Except(&[]))) {
            return Some(hit);
        }
        let excused = self.named_causes(pattern, clause);
        if excused.is_empty() {
            return None;
        }
        let mut hits = self.hits(side, clause, &Meant::Except(&excused));
        hits.retain(|hit| self.names_its_causes(hit));
        tightest(hits)
    }

    /// The words of the clause that turn others down and that the pattern itself names.
    fn named_causes(&self, pattern: &Pattern, clause: usize) -> Vec<u16> {
        let mut causes: Vec<u16> = self
            .tokens(clause)
            .filter_map(|at| self.analysis.tokens.get(usize::from(at))?.cause)
            .collect();
        causes.sort_unstable();
        causes.dedup();
        causes.retain(|&cause| {
            let mut named = false;
            pattern.visit(&mut |node| {
                named |= match &node.kind {
                    Kind::Word { .. } | Kind::Exact(_) => self.word_at(node, cause).is_some(),
                    Kind::Phrase { words, .. } => {
                        words.iter().any(|word| self.is_phrase_word(word, cause))
                    }
                    Kind::Concept { .. }
                    | Kind::Figure(_)
                    | Kind::Either(_)
                    | Kind::All(_)
                    | Kind::Chain(_) => false,
                };
            });
            named
        });
        causes
    }

    fn names_its_causes(&self, hit: &Hit) -> bool {
        hit.words().flat_map(|word| word.tokens.clone()).all(|at| {
            self.analysis
                .tokens
                .get(usize::from(at))
                .is_none_or(|token| {
                    token.stance.is_affirmed()
                        || token
                            .cause
                            .is_some_and(|cause| hit.covers(cause) || cause == at)
                })
        })
    }

    fn is_meant(&self, tokens: &Range<u16>, meant: &Meant<'_>) -> bool {
        match meant {
            Meant::Anyhow => true,
            Meant::Except(excused) => tokens.clone().all(|at| {
                self.analysis
                    .tokens
                    .get(usize::from(at))
                    .is_none_or(|token| {
                        token.stance.is_affirmed()
                            || excused.contains(&at)
                            || token.cause.is_some_and(|cause| excused.contains(&cause))
                    })
            }),
        }
    }

    /// The tokens of a clause.
    fn tokens(&self, clause: usize) -> Range<u16> {
        let clause = self.analysis.clauses.get(clause);
        clause.map_or(0..0, |clause| clause.tokens.clone())
    }

    pub(super) fn hits(&self, node: &Node, clause: usize, meant: &Meant<'_>) -> Vec<Hit> {
        let mut hits = match &node.kind {
            Kind::Word { .. } | Kind::Exact(_) | Kind::Phrase { .. } => {
                if !self.analysis.index.clause_may_have(clause, node) {
                    return Vec::new();
                }
                let clause = self.tokens(clause);
                let end = clause.end;
                let slips = self.analysis.index.has_unknown();
                clause
                    .filter(|&at| slips || self.begins_at(node, at))
                    .filter_map(|at| self.word_at(node, at))
                    .filter(|tokens| tokens.end <= end && self.is_meant(tokens, meant))
                    .map(|tokens| Hit::of(tokens, true))
                    .take(MOST_HITS)
                    .collect()
            }
            Kind::Concept { key, itself, .. } => self.concept_hits(*key, *itself, clause, meant),
            Kind::Figure(figure) => self.figure_hits(*figure, clause, meant),
            Kind::Either(nodes) => {
                let mut hits = Vec::new();
                for node in nodes {
                    hits.extend(self.hits(node, clause, meant));
                }
                hits.sort_by_key(|hit| (hit.start, hit.end));
                hits
            }
            Kind::All(all) => self.all_hits(&all.parts, &all.absent, &all.optional, clause, meant),
            Kind::Chain(links) => self.chain_hits(links, clause, meant),
        };
        hits.truncate(MOST_HITS);
        hits
    }

    /// Whether a word or phrase may begin at a token, where no token is a slip: most don't.
    fn begins_at(&self, node: &Node, at: u16) -> bool {
        let Some(token) = self.analysis.tokens.get(usize::from(at)) else {
            return false;
        };
        let is = |word: &PhraseWord| word.word == if word.exact { token.exact } else { token.stem };
        match &node.kind {
            Kind::Word { stem, .. } => {
                token.stem == *stem || self.analysis.index.joined(at) == Some(*stem)
            }
            Kind::Exact(word) => token.exact == *word,
            Kind::Phrase { words, joined } => {
                token.stem == *joined || words.first().is_some_and(is)
            }
            Kind::Concept { .. }
            | Kind::Figure(_)
            | Kind::Either(_)
            | Kind::All(_)
            | Kind::Chain(_) => false,
        }
    }

    /// The tokens from `at` on that are this word or phrase.
    fn word_at(&self, node: &Node, at: u16) -> Option<Range<u16>> {
        let token = self
            .analysis
            .tokens
            .get(usize::from(at))
            .filter(|token| token.is_wordlike())?;
        let index = &self.analysis.index;
        let pair = |word: Word| {
            (index.joined(at) == Some(word)).then(|| index.next(at).map(|next| at..next + 1))?
        };
        match &node.kind {
            Kind::Word { stem, letters } => {
                if token.stem == *stem || index.is_slip_at(at, letters) {
                    Some(at..at + 1)
                } else {
                    pair(*stem)
                }
            }
            Kind::Exact(word) => (token.exact == *word).then_some(at..at + 1),
            Kind::Phrase { words, joined } => {
                if token.stem == *joined {
                    return Some(at..at + 1);
                }
                let (first, rest) = words.split_first()?;
                let mut last = at;
                if !self.is_phrase_word(first, at) {
                    return None;
                }
                for word in rest {
                    last = index.next(last)?;
                    if !self.is_phrase_word(word, last) {
                        return None;
                    }
                }
                Some(at..last + 1)
            }
            Kind::Concept { .. }
            | Kind::Figure(_)
            | Kind::Either(_)
            | Kind::All(_)
            | Kind::Chain(_) => None,
        }
    }

    fn is_phrase_word(&self, word: &PhraseWord, at: u16) -> bool {
        self.analysis
            .tokens
            .get(usize::from(at))
            .is_some_and(|token| {
                if word.exact {
                    token.exact == word.word
                } else {
                    token.stem == word.word || self.analysis.index.is_slip_at(at, &word.letters)
                }
            })
    }

    fn concept_hits(&self, key: Word, itself: bool, clause: usize, meant: &Meant<'_>) -> Vec<Hit> {
        self.analysis
            .index
            .mentions(clause, key, itself)
            .filter_map(|at| {
                let mention = self.analysis.reading.mentions.get(usize::from(at))?;
                let tokens = self.analysis.mention_tokens.get(usize::from(at))?;
                let counts = match meant {
                    Meant::Anyhow => true,
                    Meant::Except(excused) => {
                        mention.stance.is_affirmed()
                            || (!excused.is_empty() && self.is_meant(tokens, meant))
                    }
                };
                counts.then(|| Hit::of(tokens.clone(), false))
            })
            .take(MOST_HITS)
            .collect()
    }

    fn figure_hits(&self, figure: Figure, clause: usize, meant: &Meant<'_>) -> Vec<Hit> {
        let index = &self.analysis.index;
        index
            .figures_in(&self.tokens(clause))
            .filter_map(|at| {
                let tokens = index.figures().get(at)?;
                let quantity = self.analysis.reading.quantities.get(at)?;
                let fits = match figure {
                    Figure::Any => true,
                    Figure::Rate => quantity.per.is_some(),
                    Figure::Of(unit) => quantity.unit == unit,
                };
                (fits && self.is_meant(tokens, meant)).then(|| Hit::of(tokens.clone(), false))
            })
            .take(MOST_HITS)
            .collect()
    }

    /// For each place of the rarest part, the nearest places of the others.
    fn all_hits(
        &self,
        parts: &[Node],
        absent: &[Node],
        optional: &[Node],
        clause: usize,
        meant: &Meant<'_>,
    ) -> Vec<Hit> {
        let mut found = Vec::with_capacity(parts.len());
        for part in parts {
            let hits = self.hits(part, clause, meant);
            if hits.is_empty() {
                return Vec::new();
            }
            found.push(hits);
        }
        // Asked last: what must be there is absent from most places.
        if absent
            .iter()
            .any(|node| !self.hits(node, clause, &Meant::Anyhow).is_empty())
        {
            return Vec::new();
        }
        found.sort_by_key(Vec::len);
        let Some((rarest, others)) = found.split_first() else {
            return Vec::new();
        };
        let extras: Vec<Vec<Hit>> = optional
            .iter()
            .map(|node| self.hits(node, clause, meant))
            .collect();
        let distance = |one: &Hit, other: &Hit| {
            u32::from(other.start.saturating_sub(one.end))
                + u32::from(one.start.saturating_sub(other.end))
        };
        rarest
            .iter()
            .filter_map(|first| {
                let mut hit = first.clone();
                for hits in others {
                    let nearest = hits
                        .iter()
                        .filter(|other| !hit.collides(other))
                        .min_by_key(|other| distance(&hit, other))?;
                    hit.join(nearest);
                }
                for hits in &extras {
                    if let Some(nearest) = hits
                        .iter()
                        .filter(|other| !hit.collides(other))
                        .min_by_key(|other| distance(&hit, other))
                    {
                        hit.join(nearest);
                    }
                }
                Some(hit)
            })
            .collect()
    }

    /// From the last link to the first: for each place, the continuation that ends soonest.
    fn chain_hits(&self, links: &[(u16, Node)], clause: usize, meant: &Meant<'_>) -> Vec<Hit> {
        let mut links = links.iter().rev();
        let Some((mut gap, last)) = links.next().map(|(gap, node)| (*gap, node)) else {
            return Vec::new();
        };
        let mut tails = self.hits(last, clause, meant);
        for (before, node) in links {
            if tails.is_empty() {
                return tails;
            }
            tails = self
                .hits(node, clause, meant)
                .into_iter()
                .filter_map(|mut hit| {
                    let tail = tails
                        .iter()
                        .filter(|tail| {
                            tail.start >= hit.end && self.words_between(hit.end, tail.start, gap)
                        })
                        .min_by_key(|tail| tail.end)?;
                    hit.join(tail);
                    Some(hit)
                })
                .collect();
            gap = *before;
        }
        tails
    }

    /// Whether at most `most` words stand between.
    fn words_between(&self, start: u16, end: u16, most: u16) -> bool {
        self.analysis
            .tokens
            .get(usize::from(start)..usize::from(end))
            .is_some_and(|tokens| {
                tokens
                    .iter()
                    .filter(|token| token.is_wordlike())
                    .take(usize::from(most) + 1)
                    .count()
                    <= usize::from(most)
            })
    }
}
