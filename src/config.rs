//! The settings, told in one way: a flag over a variable over the file over the default.
//!
//! A setting is one [`Setting`] in the list of its topic. Its key gives it its flag (`log_format`: `--log-format`), its
//! variable (`GREENROOM_LOG_FORMAT`), a variable that names a file to read the value from
//! (`GREENROOM_LOG_FORMAT_FILE`, for secrets), and its place in the file. To add one: the constant, a field of the
//! topic's struct, and the line that reads it.
//!
//! A command flattens the topics that have flags with it; all topics are read whatever the command is, so that a
//! mistake in the file is found at once and not by the command that comes to need the value.

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

mod file;
mod limits;
mod logging;
mod serving;
mod setting;
mod storage;
mod values;

pub use limits::Limits;
pub use logging::{LogFormat, Logging};
pub use serving::{HostName, Network, PublicUrl, Serving};
pub use setting::Setting;
pub use storage::{Database, PromptsFolder, Retention};
pub use values::{InForce, Source};

use values::Values;

/// The file that is read if there is one and no other is named.
pub const FILE: &str = "greenroom.toml";
/// The flag that names another file; it goes with every command.
pub const FILE_FLAG: &str = "config";
/// The variable that names another file.
pub const FILE_VARIABLE: &str = "GREENROOM_CONFIG";

/// Every topic's settings, in the order in which they are shown.
pub const TOPICS: &[&[Setting]] = &[
    Database::SETTINGS,
    PromptsFolder::SETTINGS,
    Serving::SETTINGS,
    Limits::SETTINGS,
    Retention::SETTINGS,
    Logging::SETTINGS,
];

/// Everything that can be set, as it is in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the sessions are.
    pub database: Database,
    /// Where the prompts are.
    pub prompts: PromptsFolder,
    /// How the pages are served.
    pub serving: Serving,
    /// How much anybody may do.
    pub limits: Limits,
    /// How long sessions are kept.
    pub retention: Retention,
    /// What is logged, and how.
    pub logging: Logging,
    /// The file that was read.
    pub file: Option<String>,
    /// Each setting with its value and where that comes from.
    pub in_force: Vec<InForce>,
}

impl Config {
    /// Reads the settings: the flags from `matches`, of a command and not of the program around it; the variables; the
    /// file. What is wrong is told in an error of the kind [`UNREADABLE`].
    pub fn read(matches: &ArgMatches) -> Result<Config, clap::Error> {
        let told = |message| clap::Error::raw(UNREADABLE, message);
        let file = file::File::find(matches).map_err(told)?;
        let (document, name) = (file.document(), file.name.clone());
        let table = document.root();
        let mut values = Values::new(matches, &table, &file);
        let mut config = Config {
            database: Database::read(&mut values),
            prompts: PromptsFolder::read(&mut values),
            serving: Serving::read(&mut values),
            limits: Limits::read(&mut values),
            retention: Retention::read(&mut values),
            logging: Logging::read(&mut values),
            file: name,
            in_force: Vec::new(),
        };
        let (in_force, mut problems) = values.finish();
        config.in_force = in_force;
        // The table reports what nobody asked for as it goes.
        drop(table);
        problems.extend(file.problems(document));
        match problems.is_empty() {
            true => Ok(config),
            false => Err(told(problems.join("\n"))),
        }
    }
}

/// The kind of error that says that a setting can't be read; clap itself never makes one.
pub const UNREADABLE: ErrorKind = ErrorKind::Io;

/// What an error of the kind [`UNREADABLE`] says, a problem a line, with a line break at its end.
pub fn problems(error: &clap::Error) -> String {
    // `clap` writes this before what it was given.
    let text = error.to_string();
    let text = text.trim_start_matches("error: ").trim_end();
    format!("{text}\n")
}

/// Makes a topic a part of a command: its settings become flags, and its value is what is in force.
macro_rules! flags {
    ($topic:ident, $field:ident) => {
        impl Args for $topic {
            fn augment_args(command: Command) -> Command {
                command.args($topic::SETTINGS.iter().map(Arg::from))
            }

            fn augment_args_for_update(command: Command) -> Command {
                $topic::augment_args(command)
            }
        }

        impl FromArgMatches for $topic {
            fn from_arg_matches(matches: &ArgMatches) -> Result<$topic, clap::Error> {
                Ok(Config::read(matches)?.$field)
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = $topic::from_arg_matches(matches)?;
                Ok(())
            }
        }
    };
}

flags!(Database, database);
flags!(PromptsFolder, prompts);
flags!(Serving, serving);
flags!(Limits, limits);
flags!(Retention, retention);
flags!(Logging, logging);

#[cfg(test)]
mod tests;
