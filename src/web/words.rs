//! The vocabulary as the pages write it.

use crate::assessment::Level;
use crate::interview::Setup;
use crate::interview::state::Help;
use crate::scenario::{Band, Competency, Mode, Seniority, Step};
use crate::store::{Role, Tag};

/// A step's name.
pub fn step(step: Step) -> &'static str {
    match step {
        Step::Clarify => "Clarify",
        Step::Design => "Design",
        Step::Communicate => "Communicate",
        Step::Iterate => "Iterate",
    }
}

/// A competency's name.
pub fn competency(competency: Competency) -> &'static str {
    match competency {
        Competency::ProblemNavigation => "Problem navigation",
        Competency::SolutionDesign => "Solution design",
        Competency::TechnicalExcellence => "Technical excellence",
        Competency::Communication => "Communication",
    }
}

/// "Coach, entry level, 45 minutes"
pub fn setup(setup: &Setup) -> String {
    let mode = match setup.mode {
        Mode::Coach => "Coach",
        Mode::Exam => "Exam",
    };
    let level = match setup.seniority {
        Seniority::Entry => "entry level",
        Seniority::Mid => "mid level",
        Seniority::Senior => "senior level",
    };
    match setup.minutes {
        Some(minutes) => format!("{mode}, {level}, {minutes} minutes"),
        None => format!("{mode}, {level}, untimed"),
    }
}

/// A word with the class that colours it; the colour never says more than the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// The word.
    pub name: &'static str,
    /// `good`, `near`, `far`.
    pub class: &'static str,
}

/// Where a score stands.
pub fn band(band: Band) -> Label {
    let (name, class) = match band {
        Band::WellBelow => ("well below the bar", "far"),
        Band::JustBelow => ("just below the bar", "near"),
        Band::At => ("at the bar", "good"),
        Band::Above => ("above the bar", "good"),
    };
    Label { name, class }
}

/// The same where the bar was named before.
pub fn band_to_it(band: Band) -> &'static str {
    match band {
        Band::WellBelow => "well below",
        Band::JustBelow => "just below",
        Band::At => "at the bar",
        Band::Above => "above",
    }
}

/// How much of an expectation was reached.
pub fn level(level: Level) -> Label {
    let (name, class) = match level {
        Level::None => ("missed", "far"),
        Level::Mention => ("only named", "near"),
        Level::Partial => ("partly", "near"),
        Level::Full => ("in full", "good"),
    };
    Label { name, class }
}

/// With how much help.
pub fn help(help: Help, step: Step) -> &'static str {
    match help {
        Help::Unprompted if matches!(step, Step::Communicate | Step::Iterate) => {
            "without a further question"
        }
        Help::Unprompted => "unprompted",
        Help::Probed => "after a question",
        Help::Hinted => "after a hint",
        Help::Told => "after being told",
    }
}

/// What a tier of the policy is, to somebody who asks "why?".
pub fn tier(tier: u8) -> &'static str {
    match tier {
        0 => "The end",
        1 => "It was asked for",
        2 => "An answer to a question",
        3 => "Held against the facts",
        4 => "A consequence",
        5 => "A change of the task",
        6 => "Help",
        7 => "The price of a choice",
        8 => "Going deeper",
        9 => "Moving on",
        _ => "Not understood",
    }
}

/// What a link is for.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Reader => "reading",
        Role::Reviewer => "reviewing",
        Role::Interviewer => "interviewing",
    }
}

/// What a link lets its holder do.
pub fn role_does(role: Role) -> &'static str {
    match role {
        Role::Reader => "watch and read the report",
        Role::Reviewer => "watch, comment and score",
        Role::Interviewer => "ask the questions, comment and score",
    }
}

/// What kind of remark a comment is.
pub fn tag(tag: Tag) -> Label {
    let (name, class) = match tag {
        Tag::Strong => ("strong", "good"),
        Tag::Unclear => ("unclear", "near"),
        Tag::Wrong => ("wrong", "far"),
        Tag::MissedChance => ("missed chance", "near"),
    };
    Label { name, class }
}

/// The tag as a form sends it.
pub fn tag_value(tag: Tag) -> &'static str {
    match tag {
        Tag::Strong => "strong",
        Tag::Unclear => "unclear",
        Tag::Wrong => "wrong",
        Tag::MissedChance => "missed-chance",
    }
}

/// A competency as a form sends it.
pub fn competency_value(competency: Competency) -> &'static str {
    match competency {
        Competency::ProblemNavigation => "problem-navigation",
        Competency::SolutionDesign => "solution-design",
        Competency::TechnicalExcellence => "technical-excellence",
        Competency::Communication => "communication",
    }
}

/// A band as a form sends it.
pub fn band_value(band: Band) -> &'static str {
    match band {
        Band::WellBelow => "well-below",
        Band::JustBelow => "just-below",
        Band::At => "at",
        Band::Above => "above",
    }
}

/// Every band, lowest first.
pub const BANDS: [Band; 4] = [Band::WellBelow, Band::JustBelow, Band::At, Band::Above];

/// How a person's band stands beside the engine's.
pub fn agreement(person: Band, engine: Band) -> Label {
    let (name, class) = match person as i8 - engine as i8 {
        0 => ("agrees", "good"),
        1 => ("one step higher", "near"),
        -1 => ("one step lower", "near"),
        2.. => ("far higher", "far"),
        ..=-2 => ("far lower", "far"),
    };
    Label { name, class }
}
