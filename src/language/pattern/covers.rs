//! Whether one pattern finds whatever another one finds: then the other does nothing.

use super::super::stem::stem;
use super::{Figure, Kind, Node, Pattern};

/// Words that turn others down. A pattern that names one takes it in, so that leaving it out finds less and not more.
const DENYING: [&str; 16] = [
    "no", "not", "never", "none", "nothing", "nobody", "cannot", "without", "avoid", "instead",
    "rather", "skip", "stop", "drop", "remove", "except",
];

/// Two patterns, and which concept is a kind of which.
struct Pair<'p> {
    wide: &'p Pattern,
    narrow: &'p Pattern,
    is_kind_of: &'p dyn Fn(&str, &str) -> bool,
}

impl Pattern {
    /// Whether every message in which `narrow` is found has this pattern in it as well, as far as the notation alone
    /// can tell: a yes is certain, a no is not. `is_kind_of` says whether its first concept is a kind of its second.
    pub fn covers(&self, narrow: &Pattern, is_kind_of: &dyn Fn(&str, &str) -> bool) -> bool {
        let denies = |word: &str| DENYING.contains(&word.to_lowercase().as_str());
        let own: Vec<String> = self.words().into_iter().map(str::to_lowercase).collect();
        let denied: Vec<&str> = narrow
            .words()
            .into_iter()
            .flat_map(str::split_whitespace)
            .filter(|word| denies(word))
            .collect();
        let named = |word: &&str| own.iter().any(|own| own.split(' ').any(|own| own == *word));
        // What a denial turns down has to be found together with it, in one side.
        let apart = self.sides.len() > 1 || narrow.sides.len() > 1;
        if !denied.is_empty() && (apart || !denied.iter().all(named)) {
            return false;
        }
        let pair = Pair {
            wide: self,
            narrow,
            is_kind_of,
        };
        // In the order of the sides: which words a match rests on decides what it is worth.
        let mut from = 0;
        self.sides.iter().all(|side| {
            let rest = narrow.sides.get(from..).unwrap_or_default();
            let Some(at) = rest.iter().position(|other| pair.covers(side, other)) else {
                return false;
            };
            if narrow.sides.len() > 1 {
                from += at + 1;
            }
            true
        })
    }
}

impl Pair<'_> {
    /// Whether `wide` is found wherever `narrow` is.
    fn covers(&self, wide: &Node, narrow: &Node) -> bool {
        if let Kind::Either(alternatives) = &narrow.kind {
            return alternatives.iter().all(|narrow| self.covers(wide, narrow));
        }
        match &wide.kind {
            Kind::Either(alternatives) => {
                alternatives.iter().any(|wide| self.covers(wide, narrow))
                    || self.within(wide, narrow)
            }
            Kind::All(all) => {
                let (parts, absent) = (&all.parts, &all.absent);
                let excluded =
                    |node: &Node| excludes(narrow, self.text(self.wide, node), self.narrow);
                absent.iter().all(excluded) && self.distinct(parts, narrow)
            }
            Kind::Chain(links) => self.follows(links, narrow) || self.within(wide, narrow),
            Kind::Word { .. }
            | Kind::Exact(_)
            | Kind::Phrase { .. }
            | Kind::Concept { .. }
            | Kind::Figure(_) => self.is_same(wide, narrow) || self.within(wide, narrow),
        }
    }

    /// Whether one of the things that `narrow` needs is enough for `wide`.
    fn within(&self, wide: &Node, narrow: &Node) -> bool {
        match &narrow.kind {
            Kind::All(all) => all.parts.iter().any(|narrow| self.covers(wide, narrow)),
            Kind::Chain(links) => links.iter().any(|(_, narrow)| self.covers(wide, narrow)),
            Kind::Word { .. }
            | Kind::Exact(_)
            | Kind::Phrase { .. }
            | Kind::Concept { .. }
            | Kind::Figure(_)
            | Kind::Either(_) => false,
        }
    }

    /// Whether each of `parts` is found in a place of its own in `narrow`: one word serves one part only.
    fn distinct(&self, parts: &[Node], narrow: &Node) -> bool {
        let needs: Vec<&Node> = match &narrow.kind {
            Kind::All(all) => all.parts.iter().collect(),
            Kind::Chain(links) => links.iter().map(|(_, node)| node).collect(),
            Kind::Word { .. }
            | Kind::Exact(_)
            | Kind::Phrase { .. }
            | Kind::Concept { .. }
            | Kind::Figure(_)
            | Kind::Either(_) => vec![narrow],
        };
        let mut taken = vec![false; needs.len()];
        parts.iter().all(|part| {
            let free = (0..needs.len()).find(|&at| !taken[at] && self.covers(part, needs[at]));
            free.is_some_and(|at| !std::mem::replace(&mut taken[at], true))
        })
    }

    /// Whether the links stand in `narrow` in the same order, and no further apart than they may.
    fn follows(&self, links: &[(u16, Node)], narrow: &Node) -> bool {
        let Kind::Chain(others) = &narrow.kind else {
            return false;
        };
        (0..others.len()).any(|from| {
            let rest = &others[from..];
            rest.len() >= links.len()
                && links
                    .iter()
                    .zip(rest)
                    .enumerate()
                    .all(|(at, ((gap, wide), (other, narrow)))| {
                        (at == 0 || other <= gap) && self.covers(wide, narrow)
                    })
        })
    }

    /// Whether the atom `wide` is found wherever the atom `narrow` is.
    fn is_same(&self, wide: &Node, narrow: &Node) -> bool {
        match (&wide.kind, &narrow.kind) {
            (Kind::Word { stem: wide, .. }, Kind::Word { stem: narrow, .. }) => wide == narrow,
            (Kind::Word { stem: wide, .. }, Kind::Exact(_)) => {
                let typed = self.text(self.narrow, narrow).trim_start_matches('=');
                *wide == stem(&typed.to_lowercase())
            }
            (Kind::Exact(wide), Kind::Exact(narrow)) => wide == narrow,
            (Kind::Phrase { .. }, Kind::Phrase { .. }) => {
                self.text(self.wide, wide).to_lowercase()
                    == self.text(self.narrow, narrow).to_lowercase()
            }
            (
                Kind::Concept {
                    id: wide, itself, ..
                },
                Kind::Concept {
                    id: narrow,
                    itself: only,
                    ..
                },
            ) => {
                (wide == narrow && (!itself || *only))
                    || (!itself && (self.is_kind_of)(narrow, wide))
            }
            (Kind::Figure(wide), Kind::Figure(narrow)) => *wide == Figure::Any || wide == narrow,
            _ => false,
        }
    }

    fn text<'t>(&self, pattern: &'t Pattern, node: &Node) -> &'t str {
        node.of(&pattern.text)
    }
}

/// Whether the node excludes what is written so.
fn excludes(node: &Node, text: &str, pattern: &Pattern) -> bool {
    match &node.kind {
        Kind::All(all) => all
            .absent
            .iter()
            .any(|absent| absent.of(&pattern.text) == text),
        Kind::Word { .. }
        | Kind::Exact(_)
        | Kind::Phrase { .. }
        | Kind::Concept { .. }
        | Kind::Figure(_)
        | Kind::Either(_)
        | Kind::Chain(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(wide: &str, narrow: &str) -> bool {
        let parse = |text| Pattern::parse(text).expect("parses");
        parse(wide).covers(&parse(narrow), &|kind, of| (kind, of) == ("redis", "cache"))
    }

    #[test]
    fn a_pattern_that_asks_for_less_covers_one_that_asks_for_more() {
        for (wide, narrow) in [
            ("random", "random > key"),
            ("random key", "random > key"),
            ("random > key", "random > key"),
            ("random > (key | id)", "random > id"),
            ("(key | id) random", "random > (id | key) > long"),
            ("random > key", "random >3 key"),
            ("@cache", "@redis > fast"),
            ("@cache", "@=cache"),
            ("read", "=reads > often"),
            ("#any", "#bytes day"),
            ("a | b", "b"),
            ("cache", "cache & because"),
            ("slow !fast", "slow down !fast"),
            ("not lose", "not > lose > tweet"),
        ] {
            assert!(covers(wide, narrow), "{wide} covers {narrow}");
        }
    }

    #[test]
    fn a_pattern_that_may_miss_something_covers_nothing() {
        for (wide, narrow) in [
            ("random > key", "random"),
            ("random > key", "key > random"),
            ("random >3 key", "random > key"),
            ("@=cache", "@redis"),
            ("@redis", "@cache"),
            ("=reads", "read"),
            ("lose", "never > lose"),
            ("slow !fast", "slow down"),
            ("key key", "key > id"),
            ("a & b", "a"),
            ("random > key", "random > long > key"),
            ("#bytes", "#any"),
            ("key & (not | no) > counter", "no > counter > key"),
            ("cache & because", "because & cache"),
        ] {
            assert!(!covers(wide, narrow), "{wide} does not cover {narrow}");
        }
    }
}
