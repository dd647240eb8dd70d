//! One pass over the characters of a message.

use super::super::stem::stem;
use super::shorthand::{AFTER_I_WOULD, ARROWS, BEFORE_I_WOULD, LEVELLED, Levelled};
use super::{MOST_TOKENS, Token, TokenKind, Word, token};

/// The tokens of a text; a few more than [`MOST_TOKENS`] at most.
pub(super) fn scan(text: &str) -> Vec<Token> {
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
        if self.address(start) || self.dotted(start) || self.slashed(start) {
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

    /// A web address is one word: "https" in it says nothing about encryption.
    fn address(&mut self, start: usize) -> bool {
        let rest = &self.text[start..];
        let scheme = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let is_address = rest[scheme..].starts_with("://")
            || rest
                .get(..4)
                .is_some_and(|four| four.eq_ignore_ascii_case("www."));
        if !is_address {
            return false;
        }
        let len = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"' | '<' | ','))
            .unwrap_or(rest.len());
        let len = rest[..len]
            .trim_end_matches(['.', '!', '?', ';', ':'])
            .len();
        self.at = start + len;
        self.push_word(&rest[..len].to_lowercase(), start, start + len);
        true
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
        let word = match LEVELLED.get(&Word::of(lower)) {
            Some(Levelled::Apart(split, first, second)) if end - start == lower.len() => {
                self.push_word(first, start, start + split);
                self.push_word(second, start + split, end);
                return;
            }
            Some(Levelled::Alone(word)) => word,
            Some(Levelled::Apart(..)) | None => lower,
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
        if word != "id" {
            return false;
        }
        let starts = self.tokens.last().is_none_or(|last| {
            matches!(last.kind, TokenKind::Stop | TokenKind::Sign)
                || BEFORE_I_WOULD
                    .iter()
                    .any(|before| Word::of(before) == last.exact)
        });
        let rest = self.text[self.at..].trim_start();
        let next = rest
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("");
        starts
            && AFTER_I_WOULD
                .iter()
                .any(|after| after.eq_ignore_ascii_case(next))
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
        // "WHERE id = ?", "{url, alias?}": what is filled in, and what may be left out.
        let filled = c == '?'
            && (self.text[..start].trim_end_matches(' ').ends_with('=')
                || self.text[self.at..].starts_with(['}', ']']));
        // "GET /timeline?limit=20": inside an address it opens the parameters.
        let parameters = c == '?'
            && self.char_at(self.at).is_some_and(char::is_alphanumeric)
            && self.text[self.at..]
                .split(char::is_whitespace)
                .next()
                .is_some_and(|rest| rest.contains('='))
            || c == '?'
                && self.char_at(self.at).is_some_and(char::is_alphanumeric)
                && self.text[..start]
                    .rsplit(char::is_whitespace)
                    .next()
                    .is_some_and(|path| path.contains('/'));
        if parameters || filled {
            self.push_sign(start, self.at, TokenKind::Sign);
            return;
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
