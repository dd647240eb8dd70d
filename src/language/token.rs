//! Tokens: the words, numbers and signs of a message, each with its place and its stem.
//!
//! What was typed carelessly is levelled here, so that no later stage has to know about it: "don't", "dont" and
//! "do not" all give `do` `not`; "load-balancer", "loadBalancer" and "load_balancer" all give `load` `balancer`.
//! The spans still point at what was typed.

use super::stem::stem;
use super::{Span, Stance};

/// A word after stemming, or exactly as typed in lower case: a 64-bit FNV-1a hash of it. Patterns and text are
/// hashed alike, so no table of words has to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub u64);

impl Word {
    /// The word with these letters; usable in constants.
    pub const fn of(text: &str) -> Word {
        Word::of_bytes(text.as_bytes())
    }

    /// The word with these bytes.
    pub const fn of_bytes(bytes: &[u8]) -> Word {
        Word(0xcbf2_9ce4_8422_2325).then(bytes)
    }

    /// The word that goes on with these bytes.
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

/// Short forms without their apostrophe, split where the second number says, and the two words they stand for.
const RUN_TOGETHER: &[(&str, usize, &str, &str)] = &[
    ("aint", 2, "is", "not"),
    ("alot", 1, "a", "lot"),
    ("arent", 3, "are", "not"),
    ("cannot", 3, "can", "not"),
    ("cant", 2, "can", "not"),
    ("couldnt", 5, "could", "not"),
    ("didnt", 3, "did", "not"),
    ("doesnt", 4, "does", "not"),
    ("dont", 2, "do", "not"),
    ("gonna", 3, "going", "to"),
    ("gotta", 3, "got", "to"),
    ("hadnt", 3, "had", "not"),
    ("hasnt", 3, "has", "not"),
    ("havent", 4, "have", "not"),
    ("hows", 3, "how", "is"),
    ("im", 1, "i", "am"),
    ("isnt", 2, "is", "not"),
    ("itll", 2, "it", "will"),
    ("ive", 1, "i", "have"),
    ("lemme", 3, "let", "me"),
    ("lets", 3, "let", "us"),
    ("mustnt", 4, "must", "not"),
    ("neednt", 4, "need", "not"),
    ("shouldnt", 6, "should", "not"),
    ("thatll", 4, "that", "will"),
    ("thats", 4, "that", "is"),
    ("theres", 5, "there", "is"),
    ("theyll", 4, "they", "will"),
    ("theyre", 4, "they", "are"),
    ("theyve", 4, "they", "have"),
    ("wanna", 3, "want", "to"),
    ("wasnt", 3, "was", "not"),
    ("werent", 4, "were", "not"),
    ("weve", 2, "we", "have"),
    ("whats", 4, "what", "is"),
    ("wheres", 5, "where", "is"),
    ("whos", 3, "who", "is"),
    ("wont", 2, "will", "not"),
    ("wouldnt", 5, "would", "not"),
    ("youll", 3, "you", "will"),
    ("youre", 3, "you", "are"),
];

/// Shorthand and the word it stands for.
const SHORTHAND: &[(&str, &str)] = &[
    ("abt", "about"),
    ("bc", "because"),
    ("bcoz", "because"),
    ("bcuz", "because"),
    ("cos", "because"),
    ("coz", "because"),
    ("cuz", "because"),
    ("e-mail", "email"),
    ("msg", "message"),
    ("msgs", "messages"),
    ("ppl", "people"),
    ("pic", "picture"),
    ("pics", "pictures"),
    ("pls", "please"),
    ("plz", "please"),
    ("prob", "probably"),
    ("probs", "probably"),
    ("smth", "something"),
    ("thru", "through"),
    ("til", "until"),
    ("till", "until"),
    ("tho", "though"),
    ("u", "you"),
    ("ur", "your"),
    ("vid", "video"),
    ("vids", "videos"),
];

/// Takes a message apart. Total: any text gives tokens whose spans lie on character boundaries, in order, without
/// overlap.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut scan = Scan {
        text,
        at: 0,
        tokens: Vec::with_capacity(text.len() / 4 + 4),
        lower: String::with_capacity(32),
        line_start: true,
    };
    while scan.at < text.len() && scan.tokens.len() < MOST_TOKENS {
        scan.step();
    }
    scan.tokens.truncate(MOST_TOKENS);
    scan.tokens
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// The letters of the word at hand in lower case; kept to save allocations.
    lower: String,
    /// Whether only blanks and bullets were seen on this line.
    line_start: bool,
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`')
}

impl Scan<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text
            .get(..at)
            .and_then(|rest| rest.chars().next_back())
    }

    fn step(&mut self) {
        let Some(c) = self.char_at(self.at) else {
            self.at = self.text.len();
            return;
        };
        if c == '\n' || c == '\r' {
            self.newline(c);
        } else if c.is_whitespace() {
            self.at += c.len_utf8();
        } else if c.is_ascii_digit() {
            if self.line_start && self.skip_list_number() {
                return;
            }
            self.line_start = false;
            self.number();
        } else if c.is_alphanumeric() {
            self.line_start = false;
            self.word();
        } else {
            self.sign(c);
        }
    }

    /// A new line ends the sentence, unless a long line was merely wrapped: then the next goes on in lower case.
    fn newline(&mut self, c: char) {
        let start = self.at;
        self.at += c.len_utf8();
        self.line_start = true;
        let line = self.text[..start].rsplit('\n').next().unwrap_or("");
        let next = self.char_at(self.at);
        if c == '\n' && line.len() >= 60 && next.is_some_and(char::is_lowercase) {
            return;
        }
        if self
            .tokens
            .last()
            .is_some_and(|last| last.kind != TokenKind::Stop)
        {
            self.push_sign(start, self.at, TokenKind::Stop);
        }
    }

    /// Skips "1." or "2)" at the start of a line.
    fn skip_list_number(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let mut after = rest[digits..].chars();
        if digits <= 2
            && matches!(after.next(), Some('.' | ')'))
            && after.next().is_some_and(char::is_whitespace)
        {
            self.at += digits + 1;
            return true;
        }
        false
    }

    fn number(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = start;
        while digit(end) || (matches!(bytes.get(end), Some(b',' | b'.')) && digit(end + 1)) {
            end += 1;
        }
        let rest = &self.text[end..];
        // "1e6" is one number; "1st" and "24/7" are words.
        if matches!(bytes.get(end), Some(b'e' | b'E')) && digit(end + 1) {
            end += 1;
            while digit(end) {
                end += 1;
            }
        } else if &self.text[start..end] == "24" && rest.starts_with("/7") && !digit(end + 2) {
            self.at = end + 2;
            self.push_word("24/7", start, end + 2);
            return;
        } else if let Some(tail) = ["st", "nd", "rd", "th"].iter().find(|tail| {
            rest.get(..2)
                .is_some_and(|two| two.eq_ignore_ascii_case(tail))
                && !rest[2..].starts_with(char::is_alphanumeric)
        }) {
            let word = format!("{}{tail}", &self.text[start..end]);
            self.at = end + 2;
            self.push_word(&word, start, end + 2);
            return;
        }
        self.at = end;
        let word = Word::of(&self.text[start..end]);
        self.tokens
            .push(token(start, end, TokenKind::Number, word, word));
    }

    fn word(&mut self) {
        let start = self.at;
        if self.dotted(start) || self.slashed(start) {
            return;
        }
        let mut lower = std::mem::take(&mut self.lower);
        lower.clear();
        let mut apostrophe = None;
        // Where an inner capital may start another word: "loadBalancer".
        let mut hump = None;
        let mut previous = ' ';
        let mut end = start;
        while let Some(c) = self.char_at(end) {
            let next = end + c.len_utf8();
            if c.is_alphanumeric() {
                if c.is_uppercase()
                    && previous.is_lowercase()
                    && hump.is_none()
                    && end - start >= 3
                    && self.char_at(next).is_some_and(char::is_lowercase)
                {
                    hump = Some(end);
                }
                if c.is_ascii() {
                    lower.push(c.to_ascii_lowercase());
                } else {
                    lower.extend(c.to_lowercase());
                }
            } else if is_apostrophe(c)
                && c != '`'
                && apostrophe.is_none()
                && self.char_at(next).is_some_and(char::is_alphabetic)
            {
                apostrophe = Some((end, next, lower.len()));
                lower.push('\'');
            } else if c == '-'
                && end - start == 1
                && self.char_at(next).is_some_and(char::is_alphanumeric)
                && self
                    .char_before(start)
                    .is_none_or(|before| !before.is_alphanumeric() && before != '-')
            {
                // "e-mail" and "p-99" are one word.
            } else {
                break;
            }
            previous = c;
            end = next;
        }
        // A "word" that starts with a letter but meets digits stays whole: p99, s3, base62.
        self.at = end;
        match (apostrophe, hump) {
            (Some((at, after, before)), _) => {
                self.short_form(&lower, start, at, after, end, before)
            }
            (None, Some(hump)) if self.is_hump(start, hump, end) => {
                let first = self.text[start..hump].to_lowercase();
                self.push_word(&first, start, hump);
                // What follows may have humps of its own.
                self.at = hump;
            }
            (None, _) => self.push_plain(&lower, start, end),
        }
        self.lower = lower;
    }

    /// "GitHub" and "loadBalancer" are two words, "LinkedIn" and "PostgreSQL" one.
    fn is_hump(&self, start: usize, hump: usize, end: usize) -> bool {
        let tail = end - hump;
        let identifier = self.text[start..].starts_with(char::is_lowercase);
        tail >= 3 || (identifier && tail >= 2)
    }

    /// Abbreviations with dots: "e.g.", "i.e.", "a.m.".
    fn dotted(&mut self, start: usize) -> bool {
        let bytes = &self.text.as_bytes()[start..];
        let [first, b'.', second, rest @ ..] = bytes else {
            return false;
        };
        if !first.is_ascii_alphabetic()
            || !second.is_ascii_alphabetic()
            || rest.first().is_some_and(u8::is_ascii_alphanumeric)
        {
            return false;
        }
        let end = start + 3 + usize::from(rest.first() == Some(&b'.'));
        let letters = [first.to_ascii_lowercase(), second.to_ascii_lowercase()];
        self.at = end;
        if let Ok(word) = std::str::from_utf8(&letters) {
            self.push_word(word, start, end);
        }
        true
    }

    /// "w/o", "w/", "b/c".
    fn slashed(&mut self, start: usize) -> bool {
        let bytes = &self.text.as_bytes()[start..];
        let ends = |at: usize| !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        let (word, len) = match bytes {
            [b'w' | b'W', b'/', b'o' | b'O', ..] if ends(3) => ("without", 3),
            [b'b' | b'B', b'/', b'c' | b'C', ..] if ends(3) => ("because", 3),
            [b'w' | b'W', b'/', ..] => ("with", 2),
            _ => return false,
        };
        self.at = start + len;
        self.push_word(word, start, start + len);
        true
    }

    /// A word with an apostrophe: `at..after` in the text, `before` letters of `lower` stand before it.
    fn short_form(
        &mut self,
        lower: &str,
        start: usize,
        at: usize,
        after: usize,
        end: usize,
        before: usize,
    ) {
        let (base, tail) = (&lower[..before], &lower[before + 1..]);
        if tail == "t" && base.len() >= 3 && base.ends_with('n') {
            let base = match &base[..base.len() - 1] {
                "ca" => "can",
                "wo" => "will",
                "sha" => "shall",
                "ai" => "is",
                base => base,
            };
            self.push_word(base, start, at - 1);
            self.push_word("not", at - 1, end);
            return;
        }
        let word = match tail {
            "re" => "are",
            "ve" => "have",
            "ll" => "will",
            "d" => "would",
            "m" => "am",
            "s" => match base {
                "let" => "us",
                "it" | "that" | "there" | "he" | "she" | "what" | "who" | "where" | "how"
                | "here" | "this" | "when" | "everything" | "nothing" | "one" => "is",
                _ => {
                    // A possessive: the base alone is what the word says.
                    self.push_plain(base, start, end);
                    return;
                }
            },
            _ => {
                self.push_word(base, start, at);
                self.push_plain(tail, after, end);
                return;
            }
        };
        self.push_word(base, start, at);
        self.push_word(word, at, end);
    }

    fn push_plain(&mut self, lower: &str, start: usize, end: usize) {
        if let Ok(at) = RUN_TOGETHER.binary_search_by(|(form, ..)| (*form).cmp(lower)) {
            let (form, split, first, second) = RUN_TOGETHER[at];
            if end - start == form.len() {
                self.push_word(first, start, start + split);
                self.push_word(second, start + split, end);
                return;
            }
        }
        let word = match SHORTHAND.iter().find(|(short, _)| *short == lower) {
            Some((_, word)) => word,
            None => lower,
        };
        if self.is_spoken_for_i_would(word) {
            self.push_word("i", start, start + 1);
            self.push_word("would", start + 1, end);
            return;
        }
        self.push_word(word, start, end);
    }

    /// "id use redis": "id" is "I'd" where a verb follows and no noun stands before.
    fn is_spoken_for_i_would(&self, word: &str) -> bool {
        const BEFORE: &[&str] = &[
            "and", "because", "but", "guess", "here", "hmm", "maybe", "now", "ok", "okay", "say",
            "so", "then", "think", "well", "where", "which", "yeah", "yes",
        ];
        const AFTER: &[&str] = &[
            "add",
            "also",
            "ask",
            "assume",
            "avoid",
            "be",
            "build",
            "cache",
            "choose",
            "consider",
            "create",
            "definitely",
            "design",
            "do",
            "expect",
            "first",
            "go",
            "guess",
            "have",
            "just",
            "keep",
            "leave",
            "like",
            "love",
            "make",
            "maybe",
            "move",
            "need",
            "never",
            "partition",
            "pick",
            "prefer",
            "probably",
            "propose",
            "put",
            "rather",
            "recommend",
            "run",
            "say",
            "set",
            "shard",
            "split",
            "start",
            "still",
            "store",
            "suggest",
            "take",
            "then",
            "think",
            "try",
            "use",
            "want",
            "write",
        ];
        if word != "id" {
            return false;
        }
        let starts = self.tokens.last().is_none_or(|last| {
            matches!(last.kind, TokenKind::Stop | TokenKind::Sign)
                || BEFORE.iter().any(|before| Word::of(before) == last.exact)
        });
        let rest = self.text[self.at..].trim_start();
        let next = rest
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("");
        starts && AFTER.iter().any(|after| after.eq_ignore_ascii_case(next))
    }

    fn sign(&mut self, c: char) {
        let start = self.at;
        let rest = &self.text[start..];
        let next = start + c.len_utf8();
        self.at = next;
        let was_line_start = std::mem::replace(&mut self.line_start, false);
        if let Some(arrow) = ARROWS.iter().find(|arrow| rest.starts_with(**arrow)) {
            self.at = start + arrow.len();
            self.push_sign(start, self.at, TokenKind::Sign);
            return;
        }
        match c {
            '.' | '!' | '?' | '…' | '。' | '！' | '？' => self.stop(c, start),
            '-' | '*' | '+' | '•' | '–' | '—' | '·' | '#' | '>' | '◦' | '▪' | '‣'
                if was_line_start =>
            {
                self.line_start = true;
            }
            '-' | '‐' | '‑' => {
                let before = self.char_before(start);
                let after = self.char_at(next);
                let inner = before.is_some_and(char::is_alphanumeric)
                    && after.is_some_and(char::is_alphanumeric);
                let figures = before.is_some_and(|c| c.is_ascii_digit())
                    && after.is_some_and(|c| c.is_ascii_digit());
                if !inner || figures {
                    self.push_sign(start, next, TokenKind::Sign);
                }
            }
            '*' => {
                // Emphasis is no sign; a product is.
                let blank =
                    |c: Option<char>| c.is_some_and(|c| c.is_whitespace() || c.is_ascii_digit());
                if blank(self.char_before(start)) && blank(self.char_at(next)) {
                    self.push_sign(start, next, TokenKind::Sign);
                }
            }
            '&' => {
                let and = Word::of("and");
                self.tokens
                    .push(token(start, next, TokenKind::Word, and, and));
            }
            ',' | ';' | ':' | '/' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | '“' | '”' | '~'
            | '<' | '>' | '=' | '+' | '×' | '%' | '$' | '€' | '£' | '|' | '@' | '–' | '—' | '≤'
            | '≥' | '≈' | '÷' | '^' | '،' | '、' | '，' => {
                self.push_sign(start, next, TokenKind::Sign)
            }
            // Anything else (emoji, control characters, back-ticks) says nothing here.
            _ => {}
        }
    }

    fn stop(&mut self, c: char, start: usize) {
        let before = self.char_before(start);
        let after = self.char_at(self.at);
        if c == '.' {
            let joined = before.is_some_and(char::is_alphanumeric)
                && after.is_some_and(char::is_alphanumeric);
            if joined
                && !(before.is_some_and(char::is_lowercase)
                    && after.is_some_and(char::is_uppercase))
            {
                return;
            }
            let last = self.tokens.last().map(|last| last.span.of(self.text));
            let abbreviation = last.is_some_and(|last| {
                ["vs", "approx", "etc", "eg", "ie", "incl"]
                    .iter()
                    .any(|short| short.eq_ignore_ascii_case(last))
            });
            let goes_on = self.text[self.at..]
                .trim_start_matches(' ')
                .starts_with(char::is_lowercase);
            if abbreviation && goes_on {
                return;
            }
        }
        let mut end = self.at;
        while let Some(c) = self
            .char_at(end)
            .filter(|c| matches!(c, '.' | '!' | '?' | '…'))
        {
            end += c.len_utf8();
        }
        self.at = end;
        self.push_sign(start, end, TokenKind::Stop);
    }

    fn push_word(&mut self, lower: &str, start: usize, end: usize) {
        self.tokens.push(token(
            start,
            end,
            TokenKind::Word,
            stem(lower),
            Word::of(lower),
        ));
    }

    fn push_sign(&mut self, start: usize, end: usize, kind: TokenKind) {
        let word = Word::of(&self.text[start..end]);
        self.tokens.push(token(start, end, kind, word, word));
    }
}

const ARROWS: &[&str] = &[
    "<-->", "<->", "-->", "==>", "->", "=>", "<--", "<-", ">>", "→", "⇒", "➡", "⟶", "↔", "←",
];

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
    fn the_tables_are_sorted() {
        assert!(RUN_TOGETHER.is_sorted_by_key(|(form, ..)| *form));
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
