//! Ids made here: UUIDv7 in one written form, so that ids sort by creation and a thing has one address.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::NotAnId;

/// Makes an id of its own type for each kind of thing, so that none is taken for another.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<$name, NotAnId> {
                text.parse()
            }
        }

        impl $name {
            /// A new id, later than all before.
            pub fn new() -> $name {
                $name(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> $name {
                $name::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Accepts the one form that [`fmt::Display`] writes.
            fn from_str(text: &str) -> Result<$name, NotAnId> {
                let id = $name(Uuid::try_parse(text).map_err(|_| NotAnId)?);
                if id.to_string() == text {
                    Ok(id)
                } else {
                    Err(NotAnId)
                }
            }
        }
    };
}

id! {
    /// The id of a link, which is no secret: the list of links names it.
    LinkId
}

id! {
    /// The id of a comment.
    CommentId
}

id! {
    /// The id of a suggestion.
    SuggestionId
}

id! {
    /// The id of a class.
    ClassId
}

id! {
    /// The id of somebody in a class.
    LearnerId
}

id! {
    /// The id of something that was assigned to a class.
    AssignmentId
}
