//! Tokens: the words, numbers and signs of a message, each with its place and its stem.
//!
//! What was typed carelessly is levelled here, so that no later stage has to know about it: "don't", "dont" and
//! "do not" all give `do` `not`; "load-balancer", "loadBalancer" and "load_balancer" all give `load` `balancer`.
//! The spans still point at what was typed.

use super::cue::Kinds;
use super::{Span, Stance};

mod scan;
mod shorthand;

use shorthand::ARROWS;

/// A word after stemming, or exactly as typed in lower case: a 64-bit FNV-1a hash of it. Patterns and text are
/// hashed alike, so no table of words has to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub u64);

impl Word {
    /// The word with these letters; usable in constants.
    #[inline]
    pub const fn of(text: &str) -> Word {
        Word::of_bytes(text.as_bytes())
    }

    /// The word with these bytes.
    #[inline]
    pub const fn of_bytes(bytes: &[u8]) -> Word {
        Word(0xcbf2_9ce4_8422_2325).then(bytes)
    }

    /// The word that goes on with these bytes.
    #[inline]
    pub const fn then(self, bytes: &[u8]) -> Word {
        let mut hash = self.0;
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            at += 1;
        }
        Word(hash)
    }
}

/// What kind of characters a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner apostrophes and digits ("don't", "p99", "s3").
    Word,
    /// Part of a figure.
    Number,
    /// A sign inside a sentence: comma, dash, arrow, colon, bracket.
    Sign,
    /// The end of a sentence, a line or a bullet.
    Stop,
}

/// One token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Where it stands in the message.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Its stem (after repair); see [`super::stem::stem`].
    pub stem: Word,
    /// Its exact lower-case form (after repair). The parts of a short form are written out: "won't" is `will` `not`.
    pub exact: Word,
    /// Whether the shared knowledge or the list of common English words has it.
    pub known: bool,
    /// The kinds of cues that list it as a single word; see [`super::cue::Cues::mark`].
    pub lists: Kinds,
    /// How the words around it mean it. A pattern's plain words take part only where this is affirmed, unless the
    /// pattern itself contains the word that caused another stance.
    pub stance: Stance,
    /// Index of the word that caused a stance other than asserted: the `not` of "don't need", the "instead" of
    /// "instead of".
    pub cause: Option<u16>,
}

impl Token {
    /// Whether it is a word or a number, and not a sign.
    pub fn is_wordlike(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Number)
    }
}

/// Tokens beyond this many are not read: a message has 10,000 characters at most, and indexes are 16 bits wide.
pub const MOST_TOKENS: usize = 32_000;

/// Takes a message apart. Total: any text gives tokens whose spans lie on character boundaries, in order, without
/// overlap.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = scan::scan(text);
    tokens.truncate(MOST_TOKENS);
    tokens
}

/// Whether these characters are an arrow.
pub fn is_arrow(text: &str) -> bool {
    ARROWS.contains(&text)
}

fn token(start: usize, end: usize, kind: TokenKind, stem: Word, exact: Word) -> Token {
    Token {
        span: Span {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
        },
        kind,
        stem,
        exact,
        known: false,
        lists: Kinds::default(),
        stance: Stance::Asserted,
        cause: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens as typed, `|` between them; stops as `¶`; a word that reads otherwise as `typed=read`.
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let shown: Vec<String> = tokens(text)
            .iter()
            .map(|token| match token.kind {
                TokenKind::Stop => "¶".to_owned(),
                TokenKind::Word | TokenKind::Number | TokenKind::Sign => {
                    token.span.of(text).to_owned()
                }
            })
            .collect();
        assert_eq!(shown.join("|"), expect, "{text}");
    }

    #[track_caller]
    fn alike(one: &str, other: &str) {
        let words = |text: &str| {
            tokens(text)
                .iter()
                .map(|token| token.exact)
                .collect::<Vec<_>>()
        };
        assert_eq!(words(one), words(other), "{one} / {other}");
    }

    #[test]
    fn words_numbers_and_signs() {
        check("10k rps, p99 < 200ms", "10|k|rps|,|p99|<|200|ms");
        check(
            "1,000,000 users at 3.5 TB/day",
            "1,000,000|users|at|3.5|TB|/|day",
        );
        check("client -> LB => app → db", "client|->|LB|=>|app|→|db");
        check("Node.js. It runs", "Node|js|¶|It|runs");
        check("e.g. S3 etc. and so on", "e.g.|S3|etc|and|so|on");
        check("huge blob.. better?! yes", "huge|blob|¶|better|¶|yes");
        check("- one\n- two\n\n3. three", "one|¶|two|¶|three");
        check("read/write 100:1", "read|/|write|100|:|1");
        check("**bold** `code` 2 * 3", "bold|code|2|*|3");
        check("we run 24/7", "we|run|24/7");
        check(
            "see https://a.example/cache?x=1, or [docs](https://b.example). ok",
            "see|https://a.example/cache?x=1|,|or|[|docs|]|(|https://b.example|)|¶|ok",
        );
        check("the 1st and 10x", "the|1st|and|10|x");
        check("{\"a\": [1, 2]}", "{|\"|a|\"|:|[|1|,|2|]|}");
        check(
            "SELECT * FROM t WHERE id=1;",
            "SELECT|*|FROM|t|WHERE|id|=|1|;",
        );
        check("naïve Übergröße 日本語 🎉", "naïve|Übergröße|日本語");
        check("", "");
    }

    #[test]
    fn what_was_typed_carelessly_is_levelled() {
        for (one, other) in [
            ("don't", "do not"),
            ("dont", "do not"),
            ("can’t", "can not"),
            ("cannot", "can not"),
            ("won't", "wont"),
            ("I'd use it", "id use it"),
            ("so id go", "so I'd go"),
            ("load-balancer", "load balancer"),
            ("loadBalancer", "load balancer"),
            ("load_balancer", "load balancer"),
            ("e-mail", "email"),
            ("that's", "thats"),
            ("users' tweets", "users tweets"),
            ("the user's tweet", "the user tweet"),
            ("w/o it", "without it"),
            ("ppl b/c", "people because"),
            ("R&D", "r and d"),
        ] {
            alike(one, other);
        }
        check(
            "PostgreSQL MySQL NoSQL LinkedIn",
            "PostgreSQL|MySQL|NoSQL|LinkedIn",
        );
        check("the user id is", "the|user|id|is");
    }

    #[test]
    fn a_wrapped_line_goes_on() {
        let long = "a line of prose that somebody wrapped by hand at around sixty columns";
        assert!(
            tokens(&format!("{long}\nand went on"))
                .iter()
                .all(|t| t.kind != TokenKind::Stop)
        );
        assert!(
            tokens(&format!("{long}\nAnd went on"))
                .iter()
                .any(|t| t.kind == TokenKind::Stop)
        );
    }
}
