//! One setting: its key, and all the names that follow from it.

use std::ffi::OsString;

use clap::{Arg, ArgAction, value_parser};

/// Something that can be set.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in the file: lower-case words joined by `_`.
    pub key: &'static str,
    /// What stands for its value in the help: `ADDRESS`.
    pub value: &'static str,
    /// The value where nothing else is said, as one would write it; empty: none.
    pub default: &'static str,
    /// What it means, in a line of the help.
    pub meaning: &'static str,
    /// Whether it is a list.
    pub many: bool,
    /// Whether its value is shown to nobody. Such a setting has no flag: a command line can be read by others.
    pub secret: bool,
}

impl Setting {
    /// Its flag without the dashes before it.
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// Its variable.
    pub fn variable(&self) -> String {
        format!("GREENROOM_{}", self.key.to_uppercase())
    }

    /// The variable that names a file which holds the value.
    pub fn file_variable(&self) -> String {
        format!("{}_FILE", self.variable())
    }
}

impl From<&Setting> for Arg {
    fn from(setting: &Setting) -> Arg {
        let mut help = setting.meaning.to_owned();
        if !setting.default.is_empty() {
            help.push_str(&format!(" [default: {}]", setting.default));
        }
        help.push_str(&format!(" [variable: {}]", setting.variable()));
        let action = match setting.many {
            true => ArgAction::Append,
            false => ArgAction::Set,
        };
        Arg::new(setting.key)
            .long(setting.flag())
            .value_name(setting.value)
            .value_parser(value_parser!(OsString))
            .action(action)
            .hide(setting.secret)
            .help(help)
    }
}
