//! A candidate's message, parsed at the edge: inside, it is never empty, too long, or full of control characters.

/// The longest message, in characters.
pub const LONGEST_MESSAGE: usize = 10_000;

/// Words of a candidate, fit to be stored and understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(String);

/// Why a text is no message; each says what to do, for the page and the terminal alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Nothing in it.
    #[error("Write something first: the message is empty.")]
    Empty,
    /// Longer than [`LONGEST_MESSAGE`].
    #[error("The message has {0} characters; 10,000 are the most. Send it in two parts.")]
    TooLong(usize),
    /// A control character that isn't a tab or a line break.
    #[error(
        "The message holds an invisible control character (U+{0:04X}). Remove it and send it again."
    )]
    Control(u32),
}

impl Message {
    /// Parses what was typed. Line breaks become `\n`. Control characters, NUL among them, are refused and not
    /// dropped: a text that was silently changed would be quoted wrongly in the report. Marks that steer the
    /// direction of writing and join emoji are part of languages, and stay.
    pub fn parse(text: &str) -> Result<Message, MessageError> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let length = text.chars().count();
        if length > LONGEST_MESSAGE {
            return Err(MessageError::TooLong(length));
        }
        let control = text.chars().find(|c| is_control(*c));
        if let Some(control) = control {
            return Err(MessageError::Control(control as u32));
        }
        if text.chars().all(is_blank) {
            return Err(MessageError::Empty);
        }
        Ok(Message(text))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A control character that isn't a tab or a line break.
pub(super) fn is_control(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// White space, or a mark that shows nothing by itself.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_holds_something_readable_within_bounds() {
        let check = |text: &str, expected: Result<&str, MessageError>| {
            let parsed = Message::parse(text).map(Message::into_string);
            assert_eq!(parsed, expected.map(str::to_string), "{text:?}");
        };
        check("how many users?", Ok("how many users?"));
        check("one\r\ntwo\rthree\tfour", Ok("one\ntwo\nthree\tfour"));
        check("👩‍💻 שלום", Ok("👩‍💻 שלום"));
        check("<b>'; DROP TABLE</b>", Ok("<b>'; DROP TABLE</b>"));
        check("", Err(MessageError::Empty));
        check(" \n\t\u{200b}\u{3000}", Err(MessageError::Empty));
        check("a\0b", Err(MessageError::Control(0)));
        check("a\u{1b}[31mb", Err(MessageError::Control(0x1b)));
        check("a\u{85}b", Err(MessageError::Control(0x85)));
        check(&"ü".repeat(10_001), Err(MessageError::TooLong(10_001)));
        let longest = "ü".repeat(10_000);
        check(&longest, Ok(&longest));
    }
}
