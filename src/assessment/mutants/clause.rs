//! Where a mention stands in its clause, as far as turning it down needs to know.

use crate::language::token::{Token, Word};
use crate::language::{Analysis, Mention, Span};

/// Words that tie a clause to the one before it.
const TIES: &[&str] = &[
    "and", "so", "then", "but", "because", "since", "as", "where", "which", "or", "plus", "also",
    "ok", "okay", "well", "while", "when", "if", "first", "that",
];

/// Words that begin the name of a thing.
const DETERMINERS: &[&str] = &[
    "a", "an", "the", "our", "some", "one", "two", "three", "more", "many", "another", "each",
    "every", "this", "any", "several", "extra",
];

/// Words after which a thing is named, and nothing done.
const LEADS: &[&str] = &[
    "to", "in", "into", "on", "onto", "with", "from", "by", "via", "through", "of", "for",
    "behind", "use", "uses", "using", "add", "adding", "need", "have", "put", "get", "run", "want",
    "pick", "choose", "take", "prefer", "has", "at",
];

/// Words before which something is done: "cache the timelines", "shard by user".
const OBJECTS: &[&str] = &[
    "the", "a", "an", "our", "their", "it", "them", "by", "each", "every", "all", "those", "these",
];

const NEGATIONS: &[&str] = &[
    "not", "no", "never", "without", "nothing", "none", "nobody", "cannot", "neither", "instead",
    "rather",
];

/// Words that may stand between a determiner and its noun.
const MOST_BETWEEN: usize = 2;

/// What a clause does with a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// "a queue takes the writes".
    Subject,
    /// "put a queue in front".
    Object,
    /// "cache the timelines".
    Order,
    /// Anything else: a verb, or too unclear to touch.
    Other,
}

/// A mention in its clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub part: Part,
    /// The name without its determiner.
    pub name: Span,
    /// The name with its determiner.
    pub phrase: Span,
    /// The clause after the words that tie it to the one before, and before its last sign.
    pub clause: Span,
    pub sentence: Span,
    /// Whether the clause says "not" already: a second one would turn nothing down.
    pub negated: bool,
}

impl Place {
    /// Where the mention stands; none where it is no stretch of one clause.
    pub fn of(analysis: &Analysis, mention: &Mention) -> Option<Place> {
        let clause = analysis.clauses.get(usize::from(mention.clause))?;
        let sentence = analysis
            .reading
            .sentences
            .get(usize::from(mention.sentence))?;
        let tokens =
            &analysis.tokens[usize::from(clause.tokens.start)..usize::from(clause.tokens.end)];
        let start = tokens
            .iter()
            .position(|token| token.is_wordlike() && !is(token, TIES))?;
        // "that's why": the word that ties is half of a short form, which isn't cut.
        let glued = |at: &usize| tokens[*at - 1].span.end == tokens[*at].span.start;
        let start = (1..=start).rev().find(|at| !glued(at)).unwrap_or(0);
        let end = tokens.iter().rposition(Token::is_wordlike)?;
        let tokens = tokens.get(start..=end)?;
        let whole = tokens.first()?.span.join(tokens.last()?.span);
        // A paraphrase may begin with a word that ties, or reach into the next clause: there is nothing to cut it from.
        if mention.span.start < whole.start || mention.span.end > whole.end {
            return None;
        }
        let at = tokens
            .iter()
            .position(|token| token.span.start >= mention.span.start)?;
        let after = tokens
            .iter()
            .find(|token| token.span.start >= mention.span.end);
        let determiner = (at.saturating_sub(MOST_BETWEEN + 1)..at)
            .rev()
            .take_while(|before| tokens[*before].is_wordlike() && !is(&tokens[*before], LEADS))
            .find(|before| is(&tokens[*before], DETERMINERS));
        let first = determiner.unwrap_or(at);
        // "cache the timelines", or a paraphrase that holds what is done to what: "push it to every follower".
        let acts = after.is_some_and(|after| is(after, OBJECTS))
            || tokens
                .iter()
                .skip(at + 1)
                .any(|token| token.span.start < mention.span.end && is(token, OBJECTS));
        let led = at
            .checked_sub(1)
            .is_some_and(|before| is(&tokens[before], LEADS));
        let part = match (first, determiner) {
            (0, Some(_)) => Part::Subject,
            (0, None) if acts => Part::Order,
            (0, None) => Part::Subject,
            (_, Some(_)) if !acts => Part::Object,
            (_, Some(_)) => Part::Other,
            (_, None) if led && !acts => Part::Object,
            (_, None) => Part::Other,
        };
        // "one server" may be a name as a whole.
        let bare = match tokens.get(at + 1) {
            Some(next) if is(&tokens[at], DETERMINERS) => Some(Span {
                start: next.span.start,
                ..mention.span
            }),
            Some(_) | None => None,
        };
        Some(Place {
            part,
            name: bare.unwrap_or(mention.span),
            phrase: tokens[first].span.join(mention.span),
            clause: whole,
            sentence: sentence.span,
            negated: tokens.iter().any(|token| is(token, NEGATIONS)),
        })
    }
}

fn is(token: &Token, words: &[&str]) -> bool {
    words.iter().any(|word| token.exact == Word::of(word))
}

/// A clause that says what "we" or "I" do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doing<'t> {
    /// "we wouldn't".
    pub refusal: &'static str,
    /// What is done: "cache the timelines".
    pub done: &'t str,
}

impl<'t> Doing<'t> {
    /// Takes the clause apart: "we'd cache the timelines".
    pub fn of(clause: &'t str) -> Option<Doing<'t>> {
        const WORDS: &[(&str, &str)] = &[
            ("we would ", "we wouldn't"),
            ("i would ", "I wouldn't"),
            ("we'd ", "we wouldn't"),
            ("i'd ", "I wouldn't"),
            ("we will ", "we won't"),
            ("i will ", "I won't"),
            ("we'll ", "we won't"),
            ("i'll ", "I won't"),
            ("we can ", "we can't"),
            ("i can ", "I can't"),
            ("we could ", "we couldn't"),
            ("i could ", "I couldn't"),
            ("we should ", "we shouldn't"),
            ("i should ", "I shouldn't"),
            ("we must ", "we mustn't"),
            ("we ", "we don't"),
            ("i ", "I don't"),
        ];
        // "we just cache" turned down says that we do more; "we are", "we had" are no deeds.
        const NO_DEED: &[&str] = &[
            "just", "also", "only", "then", "still", "always", "already", "now", "never", "not",
            "are", "am", "was", "were", "had", "did", "do", "don't", "might", "may", "have",
            "give", "lose", "think", "mean", "guess", "know", "be", "either",
        ];
        let lower = clause.to_ascii_lowercase();
        let (words, refusal) = WORDS.iter().find(|(words, _)| lower.starts_with(words))?;
        let done = clause[words.len()..].trim_start();
        let verb = lower[clause.len() - done.len()..]
            .split_whitespace()
            .next()?;
        let plain = verb.bytes().all(|byte| byte.is_ascii_lowercase());
        (plain && !NO_DEED.contains(&verb) && !verb.ends_with("ed"))
            .then_some(Doing { refusal, done })
    }
}

/// The text with a word that says nothing in the place of a stretch.
pub(super) fn masked(text: &str, span: Span) -> String {
    replaced(text, span, super::doubt::NOTHING)
}

/// The text with other words in the place of a stretch.
pub(super) fn replaced(text: &str, span: Span, with: &str) -> String {
    let mut other = text.to_owned();
    other.replace_range(span.start as usize..span.end as usize, with);
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_we_do_can_be_refused() {
        let refused = |clause| {
            let doing = Doing::of(clause)?;
            Some(format!("{} {}", doing.refusal, doing.done))
        };
        for (clause, refusal) in [
            (
                "we cache the timelines",
                Some("we don't cache the timelines"),
            ),
            ("I'd shard by user", Some("I wouldn't shard by user")),
            ("we can add a queue", Some("we can't add a queue")),
            ("we just cache", None),
            ("we used a cache", None),
            ("the cache expires", None),
        ] {
            assert_eq!(refused(clause).as_deref(), refusal, "{clause}");
        }
    }
}
