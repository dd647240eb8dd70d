//! The file of `chat --script`: a candidate's messages, separated by a line `---`.

use crate::interview::Button;
use crate::session::{Action, Message, MessageError};

/// One message of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scripted {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) action: Result<Action, MessageError>,
}

/// The messages of a script. A literal `---` line is written `\---`; a button stands alone, as `[hint]`, `[next]`,
/// `[repeat]` or `[finish]`. What is blank between two separators is no message.
pub(super) fn messages(script: &str) -> Vec<Scripted> {
    let mut texts = vec![String::new()];
    for line in script.trim_start_matches('\u{feff}').lines() {
        if line.trim_end() == "---" {
            texts.push(String::new());
            continue;
        }
        let line = match line.trim_end() {
            r"\---" => "---",
            _ => line,
        };
        if let Some(text) = texts.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    texts
        .iter()
        .map(|text| text.trim_matches(['\n', ' ', '\t', '\r']))
        .filter(|text| !text.is_empty())
        .zip(1..)
        .map(|(text, number)| Scripted {
            number,
            action: action(text),
        })
        .collect()
}

/// A typed message, or the button that it stands for.
pub(super) fn action(text: &str) -> Result<Action, MessageError> {
    let button = match text.trim() {
        "[hint]" => Button::Hint,
        "[next]" => Button::Next,
        "[repeat]" => Button::Repeat,
        "[finish]" => Button::Finish,
        _ => return Message::parse(text).map(Action::Say),
    };
    Ok(Action::Press(button))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_read_message_by_message() {
        let check = |script: &str, expected: &[&str]| {
            let read: Vec<String> = messages(script)
                .into_iter()
                .map(|scripted| match scripted.action {
                    Ok(Action::Say(message)) => message.into_string(),
                    Ok(Action::Press(button)) => format!("{button:?}"),
                    Err(error) => error.to_string(),
                })
                .collect();
            assert_eq!(read, expected, "{script:?}");
        };
        check("", &[]);
        check("\n---\n \n---\n", &[]);
        check("one\n---\ntwo\nlines\n", &["one", "two\nlines"]);
        check("one\r\n---\r\n\r\ntwo", &["one", "two"]);
        check("a\n\\---\nb", &["a\n---\nb"]);
        check(
            "[hint]\n---\n [finish] \n---\nsay [hint]",
            &["Hint", "Finish", "say [hint]"],
        );
        check("\u{feff}one\n---", &["one"]);
        let refused = messages("ok\n---\nbad\0");
        assert_eq!(refused[1].number, 2);
        assert_eq!(refused[1].action, Err(MessageError::Control(0)));
    }
}
