//! From the author's text to the tree.
//!
//! `|` binds loosest, then `&`, then the blank, then `>`.

use std::sync::LazyLock;

use super::super::Unit;
use super::super::sentence::Words;
use super::super::stem::{stem, stem_text};
use super::super::token::{Token, Word, tokens};
use super::{All, Figure, Kind, Letters, Node, PatternError, PhraseWord, Vocabulary};

/// A pattern longer than this is taken apart into several by its author.
pub(super) const MOST_BYTES: usize = 600;
/// One whose classes of words are written out may be as long as this.
pub(super) const MOST_BYTES_WRITTEN_OUT: usize = 6_000;
/// Groups inside groups.
const DEEPEST: usize = 6;
/// The words between two links of a chain, unless it says otherwise.
const USUAL_GAP: u16 = 8;
/// The widest gap that can be asked for.
const WIDEST_GAP: u16 = 40;

/// Parses a whole pattern into what `&` joins.
pub(super) fn parse(
    text: &str,
    most: usize,
    vocabulary: &mut Vocabulary,
) -> Result<Vec<Node>, PatternError> {
    let mut parser = Parser {
        text,
        vocabulary,
        at: 0,
        depth: 0,
    };
    if text.len() > most {
        return Err(parser.error(
            0,
            text.len(),
            format!("The pattern is longer than {most} bytes: split it into several."),
        ));
    }
    let sides = parser.sides()?;
    match parser.peek() {
        None => Ok(sides),
        Some(_) => Err(parser.error(parser.at, parser.at + 1, "This `)` closes nothing.".into())),
    }
}

/// Whether the word (its stem or its exact form) says nothing of its own.
pub(super) fn is_function_word(word: Word) -> bool {
    const WORDS: &str = "a an the of to in into on at by for from with as than that this these those it they we you i be \
        is are do have can will would should could and or but not no never without none nothing if when so then one some \
        any all each every";
    static HASHED: LazyLock<Words> = LazyLock::new(|| {
        let words = WORDS.split_whitespace();
        words
            .flat_map(|word| [Word::of(word), stem(word)])
            .collect()
    });
    HASHED.contains(&word)
}

struct Parser<'a> {
    text: &'a str,
    vocabulary: &'a mut Vocabulary,
    at: usize,
    depth: usize,
}

/// What stands before or after an atom.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Absent,
    Optional,
}

impl<'a> Parser<'a> {
    fn error(&self, start: usize, end: usize, message: String) -> PatternError {
        let mut end = end.min(self.text.len()).max(start);
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        PatternError {
            message,
            start,
            end,
        }
    }

    /// The next character that is no blank; the position moves to it.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        // Mostly it stands there already.
        if let Some(byte) = rest.bytes().next().filter(u8::is_ascii_graphic) {
            return Some(char::from(byte));
        }
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    /// The whole pattern: alternatives without a group, or sides joined by `&`.
    fn sides(&mut self) -> Result<Vec<Node>, PatternError> {
        let start = self.at;
        let mut sides = vec![self.all()?];
        let mut alternatives = Vec::new();
        loop {
            if self.eat('&') {
                sides.push(self.all()?);
            } else if self.eat('|') {
                if sides.len() > 1 {
                    return Err(self.error(
                        self.at - 1,
                        self.at,
                        "`|` beside `&` is ambiguous: put the alternatives into brackets.".into(),
                    ));
                }
                alternatives.append(&mut sides);
                sides.push(self.all()?);
            } else {
                break;
            }
        }
        if alternatives.is_empty() {
            return Ok(sides);
        }
        if sides.len() > 1 {
            return Err(self.error(
                start,
                self.at,
                "`|` beside `&` is ambiguous: put the alternatives into brackets.".into(),
            ));
        }
        alternatives.append(&mut sides);
        Ok(vec![self.node(Kind::Either(alternatives.into()), start)])
    }

    fn node(&self, kind: Kind, start: usize) -> Node {
        let lead = self.text[start..self.at].len() - self.text[start..self.at].trim_start().len();
        let end = start + self.text[start..self.at].trim_end().len();
        Node {
            kind,
            start: small((start + lead).min(end)),
            end: small(end),
        }
    }

    /// Chains side by side.
    fn all(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let (mut parts, mut absent, mut optional) = (Vec::new(), Vec::new(), Vec::new());
        while !self.ends_all() {
            match self.chain()? {
                // Most are nothing but a word.
                (node, Mark::None) if parts.is_empty() && self.ends_all() => {
                    if absent.is_empty() && optional.is_empty() {
                        return Ok(node);
                    }
                    parts.push(node);
                }
                (node, Mark::None) => parts.push(node),
                (node, Mark::Absent) => absent.push(node),
                (node, Mark::Optional) => optional.push(node),
            }
        }
        if parts.is_empty() {
            let (from, to) = (start, self.at.max(start + 1));
            return Err(if absent.is_empty() && optional.is_empty() {
                self.error(
                    from,
                    to,
                    "A word, a `@concept` or a group is missing here.".into(),
                )
            } else {
                self.error(
                    from,
                    to,
                    "Only `!` and `?` stand here: something that must be there is missing.".into(),
                )
            });
        }
        Ok(self.node(
            Kind::All(Box::new(All {
                parts: parts.into(),
                absent: absent.into(),
                optional: optional.into(),
            })),
            start,
        ))
    }

    /// Whether no more chains stand side by side.
    fn ends_all(&mut self) -> bool {
        matches!(self.peek(), None | Some('&' | '|' | ')'))
    }

    /// Atoms with `>` between them.
    fn chain(&mut self) -> Result<(Node, Mark), PatternError> {
        let start = self.at;
        let (first, mark) = self.item()?;
        if self.peek() != Some('>') {
            return Ok((first, mark));
        }
        let mut links = vec![(0, first)];
        while self.eat('>') {
            let gap = self.gap()?;
            let from = self.at;
            let (node, next) = self.item()?;
            if mark != Mark::None || next != Mark::None {
                return Err(self.error(
                    from,
                    self.at,
                    "`!` and `?` cannot stand in a `>` chain: put them beside it, with a blank."
                        .into(),
                ));
            }
            links.push((gap, node));
        }
        Ok((self.node(Kind::Chain(links.into()), start), Mark::None))
    }

    fn gap(&mut self) -> Result<u16, PatternError> {
        let digits = self.text[self.at..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        if digits == 0 {
            return Ok(USUAL_GAP);
        }
        let start = self.at;
        self.at += digits;
        match self.text[start..self.at].parse() {
            Ok(gap) if gap <= WIDEST_GAP => Ok(gap),
            Ok(_) | Err(_) => Err(self.error(
                start,
                self.at,
                format!("At most {WIDEST_GAP} words can stand between the two."),
            )),
        }
    }

    fn item(&mut self) -> Result<(Node, Mark), PatternError> {
        let absent = self.eat('!');
        let node = self.atom()?;
        let start = self.at;
        if self.text[self.at..].starts_with('?') {
            self.at += 1;
            if absent {
                return Err(self.error(start, self.at, "`!` and `?` exclude each other.".into()));
            }
            return Ok((node, Mark::Optional));
        }
        Ok((node, if absent { Mark::Absent } else { Mark::None }))
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        let Some(c) = self.peek() else {
            let end = self.text.len();
            return Err(self.error(
                end,
                end,
                "The pattern ends where a word is expected.".into(),
            ));
        };
        let start = self.at;
        let kind = match c {
            '(' => self.group()?,
            '"' => {
                self.at += 1;
                self.phrase(start, false)?
            }
            '@' => {
                self.at += 1;
                let itself = self.text[self.at..].starts_with('=');
                self.at += usize::from(itself);
                let id = self.name();
                if id.is_empty() {
                    return Err(self.error(
                        start,
                        self.at + 1,
                        "`@` is followed by the id of a concept.".into(),
                    ));
                }
                Kind::Concept {
                    key: super::index::concept_key(&id),
                    id: id.into(),
                    itself,
                }
            }
            '#' => {
                self.at += 1;
                Kind::Figure(self.figure(start)?)
            }
            '=' if self.text[self.at + 1..].starts_with('"') => {
                self.at += 2;
                self.phrase(start, true)?
            }
            '=' => {
                self.at += 1;
                let word = self.word();
                self.words(start, word, true)?
            }
            '|' | '&' | '>' | ')' | '?' | '!' => {
                return Err(self.error(
                    start,
                    start + 1,
                    format!("A word is missing before this `{c}`."),
                ));
            }
            _ => {
                let word = self.word();
                self.words(start, word, false)?
            }
        };
        Ok(self.node(kind, start))
    }

    fn group(&mut self) -> Result<Kind, PatternError> {
        let start = self.at;
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error(
                start,
                start + 1,
                format!("Groups go {DEEPEST} deep at most: split the pattern."),
            ));
        }
        let mut alternatives = vec![self.all()?];
        while self.eat('|') {
            alternatives.push(self.all()?);
        }
        if !self.eat(')') {
            return Err(match self.peek() {
                Some('&') => self.error(
                    self.at,
                    self.at + 1,
                    "`&` cannot stand inside brackets: write two patterns.".into(),
                ),
                Some(_) | None => self.error(start, start + 1, "This `(` is never closed.".into()),
            });
        }
        self.depth -= 1;
        Ok(Kind::Either(alternatives.into()))
    }

    /// The id after `@` or `#`.
    fn name(&mut self) -> String {
        let rest = &self.text[self.at..];
        let len = rest
            .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
            .unwrap_or(rest.len());
        self.at += len;
        rest[..len].to_owned()
    }

    fn figure(&mut self, start: usize) -> Result<Figure, PatternError> {
        Ok(match self.name().as_str() {
            "any" => Figure::Any,
            "rate" => Figure::Rate,
            "count" => Figure::Of(Unit::Count),
            "bytes" => Figure::Of(Unit::Bytes),
            "seconds" => Figure::Of(Unit::Seconds),
            "percent" => Figure::Of(Unit::Percent),
            "ratio" => Figure::Of(Unit::Ratio),
            "money" => Figure::Of(Unit::Money),
            "metres" => Figure::Of(Unit::Metres),
            _ => {
                return Err(self.error(
                    start,
                    self.at.max(start + 1),
                    "A figure is one of #count #bytes #seconds #percent #ratio #money #metres #rate #any.".into(),
                ));
            }
        })
    }

    /// A plain word: everything up to a blank or a character of the notation.
    fn word(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let len = rest
            .find(|c: char| {
                c.is_whitespace() || matches!(c, '(' | ')' | '|' | '&' | '>' | '!' | '?' | '"')
            })
            .unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    fn phrase(&mut self, start: usize, exact: bool) -> Result<Kind, PatternError> {
        let rest = &self.text[self.at..];
        let Some(len) = rest.find('"') else {
            return Err(self.error(
                start,
                start + 1,
                "This quotation mark is never closed.".into(),
            ));
        };
        self.at += len + 1;
        self.words(start, &rest[..len], exact)
    }

    /// One word, or several that stand next to each other ("load-balancer").
    fn words(&mut self, start: usize, text: &str, exact: bool) -> Result<Kind, PatternError> {
        let key = Word::of(text).then(if exact { b"=" } else { b"" });
        if let Some(known) = self.vocabulary.0.get(&key) {
            return Ok(known.clone());
        }
        let kind = self.read_words(start, text, exact)?;
        self.vocabulary.0.insert(key, kind.clone());
        Ok(kind)
    }

    fn read_words(&self, start: usize, text: &str, exact: bool) -> Result<Kind, PatternError> {
        let found: Vec<Token> = tokens(text)
            .into_iter()
            .filter(Token::is_wordlike)
            .collect();
        let letters = |token: &Token| typo_letters(token.span.of(text));
        if let Some(sign) = text.chars().find(|c| "*[]{}^\\".contains(*c)) {
            return Err(self.error(
                start,
                self.at.max(start + 1),
                format!(
                    "`{sign}` is no sign of this notation, which has no regular expressions: a word is found in every inflection; \
                     `a > b` is one after the other, `(a | b)` one of several."
                ),
            ));
        }
        match found.as_slice() {
            [] => Err(self.error(start, self.at.max(start + 1), "No word stands here.".into())),
            [only] if exact => Ok(Kind::Exact(only.exact)),
            [only] => Ok(Kind::Word {
                stem: only.stem,
                letters: letters(only),
            }),
            several => {
                let run: String = several
                    .iter()
                    .map(|token| token.span.of(text).to_lowercase())
                    .collect();
                Ok(Kind::Phrase {
                    words: several
                        .iter()
                        .map(|token| PhraseWord {
                            word: if exact { token.exact } else { token.stem },
                            exact,
                            letters: letters(token),
                        })
                        .collect(),
                    joined: stem(&run),
                })
            }
        }
    }
}

/// A place in a pattern's text, which is short.
fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The letters that a slip is compared with; none for words too short to be mistaken safely.
fn typo_letters(word: &str) -> Letters {
    let lower = word.to_lowercase();
    let long = lower.len() >= 4 && lower.bytes().all(|byte| byte.is_ascii_lowercase());
    long.then(|| stem_text(&lower).into())
}
