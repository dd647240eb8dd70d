//! What people write besides messages: names and remarks, parsed at the edge. Inside, they are never empty, too long, or
//! full of control characters.

use super::message::{is_blank, is_control};

/// The longest name of a link, in characters.
pub const LONGEST_NAME: usize = 60;

/// The longest remark: a comment, a reason, a summary; in characters.
pub const LONGEST_REMARK: usize = 4_000;

/// Whom a link is for: one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// A comment, a reason, or a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark(String);

/// Why a text is neither; each says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Nothing in it.
    #[error("Write something first: it is empty.")]
    Empty,
    /// Longer than it may be.
    #[error("It has {0} characters; {1} are the most. Make it shorter.")]
    TooLong(usize, usize),
    /// A control character.
    #[error("It holds an invisible control character (U+{0:04X}). Remove it and send it again.")]
    Control(u32),
}

impl Name {
    /// Parses what was typed; white space around it is dropped.
    pub fn parse(text: &str) -> Result<Name, WordsError> {
        let text = parse(text, LONGEST_NAME)?;
        match text.chars().find(|c| *c == '\n' || *c == '\t') {
            Some(control) => Err(WordsError::Control(control as u32)),
            None => Ok(Name(text)),
        }
    }

    /// The name.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Remark {
    /// Parses what was typed; white space around it is dropped.
    pub fn parse(text: &str) -> Result<Remark, WordsError> {
        Ok(Remark(parse(text, LONGEST_REMARK)?))
    }

    /// [`Remark::parse`] where nothing may be written; then it is none.
    pub fn parse_optional(text: &str) -> Result<Option<Remark>, WordsError> {
        match Remark::parse(text) {
            Ok(remark) => Ok(Some(remark)),
            Err(WordsError::Empty) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The words.
    pub fn into_string(self) -> String {
        self.0
    }
}

fn parse(text: &str, longest: usize) -> Result<String, WordsError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    let length = text.chars().count();
    if length > longest {
        return Err(WordsError::TooLong(length, longest));
    }
    if let Some(control) = text.chars().find(|c| is_control(*c)) {
        return Err(WordsError::Control(control as u32));
    }
    if text.chars().all(is_blank) {
        return Err(WordsError::Empty);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_readable_line() {
        let check = |text: &str, expected: Result<&str, WordsError>| {
            let parsed = Name::parse(text).map(Name::into_string);
            assert_eq!(parsed, expected.map(str::to_owned), "{text:?}");
        };
        check("  Maya ", Ok("Maya"));
        check("<b>שלום</b>", Ok("<b>שלום</b>"));
        check("", Err(WordsError::Empty));
        check(" \u{200b} ", Err(WordsError::Empty));
        check("a\nb", Err(WordsError::Control(10)));
        check("a\0", Err(WordsError::Control(0)));
        let longest = "ü".repeat(60);
        check(&longest, Ok(&longest));
        check(&"ü".repeat(61), Err(WordsError::TooLong(61, 60)));
    }

    #[test]
    fn a_remark_keeps_its_lines() {
        let parsed = Remark::parse("one\r\n\ttwo\n").map(Remark::into_string);
        assert_eq!(parsed, Ok("one\n\ttwo".to_owned()));
        assert_eq!(Remark::parse_optional(" \n"), Ok(None));
        let long = "a".repeat(4_001);
        assert_eq!(
            Remark::parse_optional(&long),
            Err(WordsError::TooLong(4_001, 4_000))
        );
    }
}
