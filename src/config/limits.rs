//! How much anybody may do in a while, and how many may listen at once. The defaults fit a classroom behind one address.

use super::Setting;
use super::values::Values;

/// How much anybody may do; 0: as much as they like. Who sits at the machine itself is not limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Interviews that one address may start in an hour.
    pub sessions_per_address: u32,
    /// Interviews that one browser may start in an hour.
    pub sessions_per_browser: u32,
    /// Messages that one address may send in a minute.
    pub turns_per_address: u32,
    /// Messages that one browser may send in a minute.
    pub turns_per_browser: u32,
    /// Open pages that are kept up to date at once, in all.
    pub streams: u32,
    /// The same, for one address.
    pub streams_per_address: u32,
    /// The same, for one interview.
    pub streams_per_session: u32,
}

const SESSIONS_PER_ADDRESS: Setting = Setting {
    key: "sessions_per_address",
    value: "NUMBER",
    default: "300",
    meaning: "Interviews that one address may start in an hour; 0: any number",
    many: false,
    secret: false,
};

const SESSIONS_PER_BROWSER: Setting = Setting {
    key: "sessions_per_browser",
    value: "NUMBER",
    default: "60",
    meaning: "Interviews that one browser may start in an hour; 0: any number",
    many: false,
    secret: false,
};

const TURNS_PER_ADDRESS: Setting = Setting {
    key: "turns_per_address",
    value: "NUMBER",
    default: "1200",
    meaning: "Messages that one address may send in a minute; 0: any number",
    many: false,
    secret: false,
};

const TURNS_PER_BROWSER: Setting = Setting {
    key: "turns_per_browser",
    value: "NUMBER",
    default: "60",
    meaning: "Messages that one browser may send in a minute; 0: any number",
    many: false,
    secret: false,
};

const STREAMS: Setting = Setting {
    key: "streams",
    value: "NUMBER",
    default: "1500",
    meaning: "Open pages that are kept up to date at once; 0: any number",
    many: false,
    secret: false,
};

const STREAMS_PER_ADDRESS: Setting = Setting {
    key: "streams_per_address",
    value: "NUMBER",
    default: "200",
    meaning: "The same, for one address; 0: any number",
    many: false,
    secret: false,
};

const STREAMS_PER_SESSION: Setting = Setting {
    key: "streams_per_session",
    value: "NUMBER",
    default: "300",
    meaning: "The same, for one interview; 0: any number",
    many: false,
    secret: false,
};

impl Limits {
    pub(super) const SETTINGS: &[Setting] = &[
        SESSIONS_PER_ADDRESS,
        SESSIONS_PER_BROWSER,
        TURNS_PER_ADDRESS,
        TURNS_PER_BROWSER,
        STREAMS,
        STREAMS_PER_ADDRESS,
        STREAMS_PER_SESSION,
    ];

    pub(super) fn read(values: &mut Values<'_>) -> Limits {
        Limits::of(|setting| values.number(setting, 0..=u32::MAX))
    }

    fn of(mut number: impl FnMut(&Setting) -> u32) -> Limits {
        Limits {
            sessions_per_address: number(&SESSIONS_PER_ADDRESS),
            sessions_per_browser: number(&SESSIONS_PER_BROWSER),
            turns_per_address: number(&TURNS_PER_ADDRESS),
            turns_per_browser: number(&TURNS_PER_BROWSER),
            streams: number(&STREAMS),
            streams_per_address: number(&STREAMS_PER_ADDRESS),
            streams_per_session: number(&STREAMS_PER_SESSION),
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::of(|setting| setting.default.parse().unwrap_or(0))
    }
}
