//! The vocabulary as the API spells it. It is a promise of its own: a new word of the domain must be given a spelling
//! here, and one that is renamed there keeps the spelling that it has here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An enum of the API that mirrors one of the domain.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident of $domain:path: $($variant:ident = $spelling:literal,)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $(#[serde(rename = $spelling)] $variant,)+
        }

        impl From<$domain> for $name {
            fn from(domain: $domain) -> $name {
                use $domain as Domain;
                match domain {
                    $(Domain::$variant => $name::$variant,)+
                }
            }
        }

        impl From<$name> for $domain {
            fn from(name: $name) -> $domain {
                use $domain as Domain;
                match name {
                    $($name::$variant => Domain::$variant,)+
                }
            }
        }
    };
}

mirror! {
    /// How the interviewer behaves: `coach` gives feedback at once and hints, `exam` gives neither unless asked.
    Mode of crate::scenario::Mode:
    Coach = "coach",
    Exam = "exam",
}

mirror! {
    /// The level that the answers are held against.
    Seniority of crate::scenario::Seniority:
    Entry = "entry",
    Mid = "mid",
    Senior = "senior",
}

mirror! {
    /// One of the four parts of an interview, in their order.
    Step of crate::scenario::Step:
    Clarify = "clarify",
    Design = "design",
    Communicate = "communicate",
    Iterate = "iterate",
}

mirror! {
    /// What the report judges.
    Competency of crate::scenario::Competency:
    ProblemNavigation = "problem-navigation",
    SolutionDesign = "solution-design",
    TechnicalExcellence = "technical-excellence",
    Communication = "communication",
}

mirror! {
    /// Where a score stands against the level's bar.
    Band of crate::scenario::Band:
    WellBelow = "well-below",
    JustBelow = "just-below",
    At = "at",
    Above = "above",
}

mirror! {
    /// How much of an expectation was reached: nothing, only named, at least one part, every required part.
    Level of crate::assessment::Level:
    None = "none",
    Mention = "mention",
    Partial = "partial",
    Full = "full",
}

mirror! {
    /// The strongest help that was given before something was reached.
    Help of crate::interview::state::Help:
    Unprompted = "unprompted",
    Probed = "probed",
    Hinted = "hinted",
    Told = "told",
}

mirror! {
    /// Who a turn is from: `engine` is the interviewer, `partner` a person in the interviewer's chair.
    Author of crate::interview::Author:
    Candidate = "candidate",
    Engine = "engine",
    Partner = "partner",
    System = "system",
}

mirror! {
    /// What a turn is: words, the first words, a button, or a change in the interviewer's chair.
    Kind of crate::interview::EntryKind:
    Opened = "opened",
    Said = "said",
    AskedForHint = "asked-for-hint",
    AskedToRepeat = "asked-to-repeat",
    MovedOn = "moved-on",
    Finished = "finished",
    TookChair = "took-chair",
    LeftChair = "left-chair",
}

mirror! {
    /// A button: a hint, the last question again, on to the next step, the end.
    Button of crate::interview::Button:
    Hint = "hint",
    Repeat = "repeat",
    Next = "next",
    Finish = "finish",
}

mirror! {
    /// What a token may do.
    Scope of crate::store::Scope:
    Read = "read",
    Write = "write",
}
