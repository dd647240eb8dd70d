//! `greenroom config`: every setting with the value that is in force, and why.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Failure, print};
use crate::config::{
    Config, Database, FILE, FILE_VARIABLE, InForce, Logging, PromptsFolder, Retention, Serving,
    Setting, TOPICS,
};
use crate::document::nearest;

#[derive(Clone, Debug, Args)]
pub(super) struct Show {
    /// How to print: as a table, as JSON, or as a file of settings to begin with
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    // The flags of the server, to see what they would do.
    #[command(flatten)]
    _serving: Serving,
    #[command(flatten)]
    _database: Database,
    #[command(flatten)]
    _prompts: PromptsFolder,
    #[command(flatten)]
    _retention: Retention,
    #[command(flatten)]
    _logging: Logging,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    Toml,
}

impl Show {
    pub(super) fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        print(&match self.format {
            Format::Text => text(config),
            Format::Json => format!("{:#}\n", to_json(config)),
            Format::Toml => example(),
        });
        Ok(ExitCode::SUCCESS)
    }
}

fn text(config: &Config) -> String {
    let mut text = match &config.file {
        Some(file) => format!("The file of settings is {file}.\n\n"),
        None => {
            format!("There is no file of settings: none is named, and there is no {FILE} here.\n\n")
        }
    };
    let shown = |in_force: &InForce| match in_force.value.is_empty() {
        true => "(none)".to_owned(),
        false => in_force.value.clone(),
    };
    let width = |cell: fn(&InForce) -> usize| config.in_force.iter().map(cell).max().unwrap_or(0);
    let keys = width(|in_force| in_force.setting.key.len());
    let values = width(|in_force| in_force.value.chars().count().max("(none)".len()));
    for in_force in &config.in_force {
        let (key, value) = (in_force.setting.key, shown(in_force));
        let mut why = in_force.source.to_string();
        if !in_force.overruled.is_empty() {
            let overruled: Vec<String> =
                in_force.overruled.iter().map(ToString::to_string).collect();
            why.push_str(&format!(" (not {})", overruled.join(", nor ")));
        }
        text.push_str(&format!("{key:keys$}  {value:values$}  {why}\n"));
    }
    for (variable, meant) in stray_variables() {
        let meant = meant.map_or_else(String::new, |meant| format!(" (did you mean {meant}?)"));
        text.push_str(&format!(
            "\n{variable} is set, but no setting reads it{meant}\n"
        ));
    }
    text
}

fn to_json(config: &Config) -> Value {
    let settings = config.in_force.iter().map(|in_force| {
        let overruled = in_force.overruled.iter().map(ToString::to_string);
        json!({
            "key": in_force.setting.key,
            "value": in_force.value,
            "source": in_force.source.to_string(),
            "overruled": overruled.collect::<Vec<String>>(),
        })
    });
    let stray = stray_variables().into_iter().map(|(variable, _)| variable);
    json!({
        "file": config.file,
        "settings": settings.collect::<Vec<Value>>(),
        "stray_variables": stray.collect::<Vec<String>>(),
    })
}

/// A file with every setting, each left at its default.
fn example() -> String {
    let mut text = String::from(
        "# Settings of Greenroom. A flag or a variable goes before what stands here; `greenroom config` shows what is\n\
         # in force, and why. Relative paths are relative to this file's folder.\n",
    );
    for setting in settings().filter(|setting| !setting.secret) {
        let value = match (setting.many, setting.default) {
            (true, _) => "[]".to_owned(),
            (false, "on") => "true".to_owned(),
            (false, "off") => "false".to_owned(),
            (false, number) if number.parse::<u32>().is_ok() => number.to_owned(),
            // What has no default shows what it takes.
            (false, "") => format!("{:?}", setting.value),
            (false, text) => format!("{text:?}"),
        };
        text.push_str(&format!(
            "\n# {}\n# {} = {value}\n",
            setting.meaning, setting.key
        ));
    }
    text
}

fn settings() -> impl Iterator<Item = &'static Setting> {
    TOPICS.iter().flat_map(|topic| topic.iter())
}

/// Variables that look like ours and are read by nobody, with the one that is meant.
pub(super) fn stray_variables() -> Vec<(String, Option<String>)> {
    let mut known = vec![FILE_VARIABLE.to_owned()];
    for setting in settings() {
        known.extend([setting.variable(), setting.file_variable()]);
    }
    let mut stray: Vec<(String, Option<String>)> = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("GREENROOM_") && !known.contains(name))
        .map(|name| {
            let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
            (name, meant)
        })
        .collect();
    stray.sort();
    stray
}
