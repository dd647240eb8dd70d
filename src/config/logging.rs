//! What is logged, and how. The log goes to the error output: whatever runs the program keeps it.

use tracing_subscriber::EnvFilter;

use super::Setting;
use super::values::Values;

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct Logging {
    /// Which events: `warn`, or `info,greenroom=debug`.
    pub filter: String,
    /// In which form.
    pub format: LogFormat,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for people.
    Text,
    /// A JSON object a line.
    Json,
}

const LOG: Setting = Setting {
    key: "log",
    value: "FILTER",
    default: "warn",
    meaning: "What is logged: error, warn, info, debug, or parts such as `warn,greenroom=info`",
    many: false,
    secret: false,
};

const LOG_FORMAT: Setting = Setting {
    key: "log_format",
    value: "FORMAT",
    default: "text",
    meaning: "How it is logged: `text` for people, or `json`, one object a line",
    many: false,
    secret: false,
};

impl Logging {
    pub(super) const SETTINGS: &[Setting] = &[LOG, LOG_FORMAT];

    pub(super) fn read(values: &mut Values<'_>) -> Logging {
        let filter = values.value(&LOG, "warn".into(), |text| {
            EnvFilter::try_new(text)
                .map(|_| text.to_owned())
                .map_err(|error| format!("`{text}` is no filter: {error}"))
        });
        let format = values.value(&LOG_FORMAT, LogFormat::Text, |text| match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            other => Err(format!("`{other}` is none of `text` and `json`")),
        });
        Logging { filter, format }
    }
}
