//! Any text is a message or is refused; what is taken is the text with one kind of line break, and taken again unchanged.

#![no_main]

use greenroom::session::{LONGEST_MESSAGE, Message};
use greenroom::store::{MessageId, SessionId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(message) = Message::parse(text) {
        let taken = message.as_str();
        assert_eq!(taken, text.replace("\r\n", "\n").replace('\r', "\n"));
        assert!(!taken.trim().is_empty() && taken.chars().count() <= LONGEST_MESSAGE);
        assert!(!taken.contains('\0'));
        assert_eq!(Message::parse(taken).as_ref(), Ok(&message));
    }
    // The ids that come with it have one writing each.
    if let Some(id) = MessageId::parse(text) {
        assert_eq!(id.as_str(), text);
    }
    if let Ok(id) = text.parse::<SessionId>() {
        assert_eq!(id.to_string(), text);
    }
});
