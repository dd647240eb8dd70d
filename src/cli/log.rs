//! The log, on the error output: a line an event, whatever the event has in it.
//!
//! What somebody sent may be part of an event. A line break in it would make a line that we never wrote, and other
//! control characters would steer the terminal of whoever reads it, so none gets through.

use std::io::{self, IsTerminal, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{LogFormat, Logging};

/// Starts the log.
pub(super) fn start(logging: &Logging) {
    let coloured = io::stderr().is_terminal() && logging.format == LogFormat::Text;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter(&logging.filter))
        .with_writer(Lines {
            format: logging.format,
            coloured,
        })
        // On a full disk a log that goes to a file can't be written either; telling of that on the same way would panic.
        .log_internal_errors(false)
        .with_ansi(coloured);
    match logging.format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
}

/// Crates that write addresses or ids of sign-ins into their events, which may be secrets: they are never heard.
const INDISCREET: [&str; 2] = ["tower_http::csrf=off", "tower_sessions_core=off"];

fn filter(wanted: &str) -> EnvFilter {
    let silenced = INDISCREET
        .iter()
        .filter_map(|directive| directive.parse().ok());
    silenced.fold(EnvFilter::new(wanted), EnvFilter::add_directive)
}

/// Writes events as lines. The subscriber hands over one whole event at a time.
#[derive(Clone, Copy)]
struct Lines {
    format: LogFormat,
    /// Whether there are colours, whose escapes may pass. The subscriber itself lets none pass that stand in a text.
    coloured: bool,
}

impl MakeWriter<'_> for Lines {
    type Writer = Lines;

    fn make_writer(&self) -> Lines {
        *self
    }
}

impl Write for Lines {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        io::stderr().lock().write_all(self.line(&text).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl Lines {
    /// An event as one line.
    fn line(&self, event: &str) -> String {
        let mut line = String::with_capacity(event.len() + 1);
        for c in event.trim_end_matches('\n').chars() {
            if !is_steering(c) || (self.coloured && c == '\u{1b}') {
                line.push(c);
                continue;
            }
            line.push_str(&match self.format {
                LogFormat::Text => c.escape_unicode().to_string(),
                // In JSON these can only stand inside a string.
                LogFormat::Json => format!("\\u{:04x}", c as u32),
            });
        }
        line.push('\n');
        line
    }
}

/// Characters that end a line, move the cursor, or turn the direction of what follows.
fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_without_anything_that_steers() {
        let check = |format, event: &str, expected: &str| {
            let lines = Lines {
                format,
                coloured: false,
            };
            assert_eq!(lines.line(event), expected, "{event:?}");
        };
        check(LogFormat::Text, "plain ä\n", "plain ä\n");
        check(
            LogFormat::Text,
            "a\nWARN forged\r\u{1b}[2J\u{85}\u{202e}b\n",
            "a\\u{a}WARN forged\\u{d}\\u{1b}[2J\\u{85}\\u{202e}b\n",
        );
        check(
            LogFormat::Json,
            "{\"a\":\"\u{7f}\u{2028}\"}\n",
            "{\"a\":\"\\u007f\\u2028\"}\n",
        );
    }
}
