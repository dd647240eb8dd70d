//! Where things are, and how long they stay.

use std::path::PathBuf;

use super::Setting;
use super::values::Values;

/// Where the sessions are.
#[derive(Clone, Debug)]
pub struct Database {
    /// The SQLite file; others stand beside it.
    pub database: PathBuf,
    /// Whether somebody named it for this run, by flag or by variable.
    pub named: bool,
}

const DATABASE: Setting = Setting {
    key: "database",
    value: "FILE",
    default: "data/greenroom.db",
    meaning: "The file that holds the sessions",
    many: false,
    secret: false,
};

impl Database {
    pub(super) const SETTINGS: &[Setting] = &[DATABASE];

    pub(super) fn read(values: &mut Values<'_>) -> Database {
        let (database, named) = values.path(&DATABASE);
        Database {
            database: database.unwrap_or_default(),
            named,
        }
    }
}

/// Where the prompts are.
#[derive(Clone, Debug)]
pub struct PromptsFolder {
    /// A folder that is laid over the built-in prompts.
    pub prompts: Option<PathBuf>,
}

const PROMPTS: Setting = Setting {
    key: "prompts",
    value: "FOLDER",
    default: "",
    meaning: "A folder laid over the built-in prompts, and reloaded when it changes",
    many: false,
    secret: false,
};

impl PromptsFolder {
    pub(super) const SETTINGS: &[Setting] = &[PROMPTS];

    pub(super) fn read(values: &mut Values<'_>) -> PromptsFolder {
        PromptsFolder {
            prompts: values.path(&PROMPTS).0,
        }
    }
}

/// How long sessions are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Sessions in which nothing was said for so many days are deleted; none: they are kept for ever.
    pub days: Option<u32>,
}

const RETENTION_DAYS: Setting = Setting {
    key: "retention_days",
    value: "DAYS",
    default: "0",
    meaning: "Delete sessions in which nothing was said for so many days; 0 keeps them for ever",
    many: false,
    secret: false,
};

impl Retention {
    pub(super) const SETTINGS: &[Setting] = &[RETENTION_DAYS];

    pub(super) fn read(values: &mut Values<'_>) -> Retention {
        // A hundred years.
        let days = values.number(&RETENTION_DAYS, 0..=36_500);
        Retention {
            days: (days > 0).then_some(days),
        }
    }
}
