//! What goes wrong, as `application/problem+json` (RFC 9457): what happened, what was kept, what to do next. Causes go
//! to the log, never to the client.

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::session::{MessageError, SubmitError};
use crate::store::StoreError;
use crate::web::error::Error;

/// What a problem is sent as.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, by a name that stays.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Code {
    #[serde(rename = "urn:greenroom:problem:unauthorized")]
    Unauthorized,
    #[serde(rename = "urn:greenroom:problem:scope")]
    Scope,
    #[serde(rename = "urn:greenroom:problem:cross-site")]
    CrossSite,
    #[serde(rename = "urn:greenroom:problem:not-found")]
    NotFound,
    #[serde(rename = "urn:greenroom:problem:no-scenario")]
    NoScenario,
    #[serde(rename = "urn:greenroom:problem:method-not-allowed")]
    MethodNotAllowed,
    #[serde(rename = "urn:greenroom:problem:finished")]
    Finished,
    #[serde(rename = "urn:greenroom:problem:unfinished")]
    Unfinished,
    #[serde(rename = "urn:greenroom:problem:other-content")]
    OtherContent,
    #[serde(rename = "urn:greenroom:problem:contended")]
    Contended,
    #[serde(rename = "urn:greenroom:problem:too-long")]
    TooLong,
    #[serde(rename = "urn:greenroom:problem:media-type")]
    MediaType,
    #[serde(rename = "urn:greenroom:problem:no-key")]
    NoKey,
    #[serde(rename = "urn:greenroom:problem:invalid")]
    Invalid,
    #[serde(rename = "urn:greenroom:problem:too-many")]
    TooMany,
    #[serde(rename = "urn:greenroom:problem:wrong-host")]
    WrongHost,
    #[serde(rename = "urn:greenroom:problem:too-slow")]
    TooSlow,
    #[serde(rename = "urn:greenroom:problem:busy")]
    Busy,
    #[serde(rename = "urn:greenroom:problem:outdated")]
    Outdated,
    #[serde(rename = "urn:greenroom:problem:broken")]
    Broken,
    #[serde(rename = "urn:greenroom:problem:disk-full")]
    DiskFull,
}

/// What is said about a code wherever it comes from.
struct Said {
    status: StatusCode,
    title: &'static str,
    kept: &'static str,
    next: &'static str,
}

const NOTHING: &str = "Nothing was saved.";

impl Code {
    /// Its status.
    pub fn status(self) -> StatusCode {
        self.said().status
    }

    /// What happened, in a few words.
    pub fn title(self) -> &'static str {
        self.said().title
    }

    /// What a layer before the operations meant by a status.
    pub fn of_status(status: StatusCode) -> Code {
        match status {
            StatusCode::FORBIDDEN => Code::CrossSite,
            StatusCode::NOT_FOUND => Code::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Code::TooLong,
            StatusCode::TOO_MANY_REQUESTS => Code::TooMany,
            StatusCode::SERVICE_UNAVAILABLE => Code::Busy,
            StatusCode::MISDIRECTED_REQUEST => Code::WrongHost,
            StatusCode::REQUEST_TIMEOUT => Code::TooSlow,
            status if status.is_client_error() => Code::Invalid,
            _ => Code::Broken,
        }
    }

    fn said(self) -> Said {
        let (status, title, kept, next) = match self {
            Code::Unauthorized => (
                StatusCode::UNAUTHORIZED,
                "No valid token",
                NOTHING,
                "Send `Authorization: Bearer TOKEN` with a token from `greenroom token add`; one that was revoked or renewed opens nothing.",
            ),
            Code::Scope => (
                StatusCode::FORBIDDEN,
                "The token may only read",
                NOTHING,
                "Use a token that was added with `--scope write`.",
            ),
            Code::CrossSite => (
                StatusCode::FORBIDDEN,
                "The request came from another site's page",
                NOTHING,
                "Ask from a program, or from a page of this server.",
            ),
            Code::NotFound => (
                StatusCode::NOT_FOUND,
                "There is nothing here",
                NOTHING,
                "Check the address; a token sees its own sessions only.",
            ),
            Code::NoScenario => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "There is no such scenario",
                NOTHING,
                "Choose a `slug` from /api/v1/scenarios.",
            ),
            Code::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "That can't be done here",
                NOTHING,
                "See /api/v1/openapi.json for the methods of each address.",
            ),
            Code::Finished => (
                StatusCode::CONFLICT,
                "The interview has ended",
                "Nothing was added; what was said before is kept.",
                "Read its report, or start another session.",
            ),
            Code::Unfinished => (
                StatusCode::CONFLICT,
                "The interview is still going on",
                "Everything said so far is kept.",
                "Finish it first: `{\"press\": \"finish\"}`.",
            ),
            Code::OtherContent => (
                StatusCode::CONFLICT,
                "The key was used before, for something else",
                "What came first with this key stands; nothing was added.",
                "Use a new key for new content.",
            ),
            Code::Contended => (
                StatusCode::CONFLICT,
                "Another client is writing to this session",
                NOTHING,
                "Send it again with the same key.",
            ),
            Code::TooLong => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "The message is too long",
                NOTHING,
                "Send it in parts of at most 10,000 characters.",
            ),
            Code::MediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body has another media type",
                NOTHING,
                "Send `Content-Type: application/json`, or what the operation lists.",
            ),
            Code::NoKey => (
                StatusCode::BAD_REQUEST,
                "There is no usable idempotency key",
                NOTHING,
                "Send `Idempotency-Key` with 1 to 64 letters, digits, `-` and `_`: a new one for each new thing, the same one to try again.",
            ),
            Code::Invalid => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The request can't be understood",
                NOTHING,
                "Change it as `detail` says; /api/v1/openapi.json has the form.",
            ),
            Code::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                NOTHING,
                "Wait as long as `Retry-After` says, then send it again with the same key.",
            ),
            Code::WrongHost => (
                StatusCode::MISDIRECTED_REQUEST,
                "The server doesn't go by this name",
                NOTHING,
                "Use the server's own name, or have it added to the server's `hosts`.",
            ),
            Code::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "The request took too long",
                "Whether it was saved isn't known.",
                "Send it again with the same key.",
            ),
            Code::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The server has too much to do, or is stopping",
                NOTHING,
                "Send it again in a moment with the same key.",
            ),
            Code::Outdated => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The session's scenario doesn't fit today's prompts",
                "What was said before is kept; nothing was added.",
                "Ask whoever runs the server to restore the prompts.",
            ),
            Code::Broken => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server could not do it",
                "What was said before is kept. Whether this was kept isn't known.",
                "Send it again in a moment with the same key; the cause is in the server's log.",
            ),
            Code::DiskFull => (
                StatusCode::INSUFFICIENT_STORAGE,
                "The server's disk is full",
                "Not saved. What was said before is kept.",
                "Keep the text, and send it again with the same key once there is room.",
            ),
        };
        Said {
            status,
            title,
            kept,
            next,
        }
    }
}

/// Why a request did not get what it asked for.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    detail: String,
}

/// A problem as it is sent.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct ProblemBody {
    /// Which problem; the names stay.
    r#type: Code,
    /// What happened, in a few words.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What happened this time.
    detail: String,
    /// What was kept.
    kept: &'static str,
    /// What to do next.
    next: &'static str,
}

impl Problem {
    /// A problem that its code says all about.
    pub fn new(code: Code) -> Problem {
        Problem {
            code,
            detail: format!("{}.", code.title()),
        }
    }

    /// A problem with what happened this time, in a sentence.
    pub fn with(code: Code, detail: impl Into<String>) -> Problem {
        Problem {
            code,
            detail: detail.into(),
        }
    }

    /// A fault of ours; the cause goes to the log.
    pub fn broken(cause: impl std::fmt::Display) -> Problem {
        tracing::error!(%cause, "a request of the API failed");
        Problem::new(Code::Broken)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Said {
            status,
            title,
            kept,
            next,
        } = self.code.said();
        let body = ProblemBody {
            r#type: self.code,
            title,
            status: status.as_u16(),
            detail: self.detail,
            kept,
            next,
        };
        let json = serde_json::to_string(&body).unwrap_or_default();
        let kind = HeaderValue::from_static(MEDIA_TYPE);
        let mut response = (status, [(CONTENT_TYPE, kind)], json).into_response();
        if self.code == Code::Unauthorized {
            let challenge = HeaderValue::from_static("Bearer realm=\"greenroom\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        match error {
            StoreError::NotFound => Problem::new(Code::NotFound),
            StoreError::Full => Problem::new(Code::DiskFull),
            StoreError::Refused(_)
            | StoreError::Locked(_)
            | StoreError::NotWritable(_)
            | StoreError::Newer(_)
            | StoreError::Foreign(_)
            | StoreError::Empty(_)
            | StoreError::Damaged(..)
            | StoreError::Unavailable(_) => Problem::broken(error),
        }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Problem {
        match error {
            SubmitError::NoScenario => Problem::new(Code::NoScenario),
            SubmitError::NotFound => Problem::new(Code::NotFound),
            SubmitError::Finished => Problem::new(Code::Finished),
            SubmitError::OtherText => Problem::new(Code::OtherContent),
            SubmitError::Contended => Problem::new(Code::Contended),
            SubmitError::Outdated(problem) => {
                tracing::error!(%problem, "a session's scenario no longer fits the prompts");
                Problem::new(Code::Outdated)
            }
            // Files and the interviewer's chair are for the pages and the terminal.
            SubmitError::NotInChair | SubmitError::Unreadable(_) | SubmitError::Differs(_) => {
                Problem::broken(error)
            }
            SubmitError::Store(error) => error.into(),
        }
    }
}

/// The view models that the pages share fail as pages do.
impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error {
            Error::NotFound => Problem::new(Code::NotFound),
            Error::Full => Problem::new(Code::DiskFull),
            Error::Outdated(problem) => SubmitError::Outdated(problem).into(),
            Error::MethodNotAllowed
            | Error::CrossSite
            | Error::Form(..)
            | Error::NotTaken { .. }
            | Error::UnknownHost(_)
            | Error::NoHost
            | Error::TooSlow
            | Error::NoSeat(_)
            | Error::Broken(_) => Problem::broken(format!("{error:?}")),
        }
    }
}

impl From<MessageError> for Problem {
    fn from(error: MessageError) -> Problem {
        let code = match error {
            MessageError::TooLong(_) => Code::TooLong,
            MessageError::Empty | MessageError::Control(_) => Code::Invalid,
        };
        Problem::with(code, error.to_string())
    }
}
