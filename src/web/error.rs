//! What goes wrong, and the one page that says so: what happened, what was kept, what to do next. Causes go to the
//! log, never to the page.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::http::header::CONNECTION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use super::door::retry_after;
use super::streams;
use crate::session::SubmitError;
use crate::store::StoreError;

/// Why a request has no page.
#[derive(Debug)]
pub enum Error {
    /// No such address, or not this browser's.
    NotFound,
    /// The address is right, the method isn't.
    MethodNotAllowed,
    /// A form of another site.
    CrossSite,
    /// A form that can't be read; the status and what is wrong with it.
    Form(StatusCode, String),
    /// A message that wasn't taken, with its text.
    NotTaken {
        /// Where to go on.
        back: String,
        /// What is said about it.
        refusal: Refusal,
        /// The text.
        kept: String,
    },
    /// The disk is full.
    Full,
    /// A request by a name that isn't ours.
    UnknownHost(String),
    /// A request that names nobody, or two.
    NoHost,
    /// It took too long to come.
    TooSlow,
    /// No place for another open page.
    NoSeat(streams::Full),
    /// The session can't go on under today's prompts.
    Outdated(String),
    /// Anything else; the cause is for the log.
    Broken(String),
}

/// What kind of error a response tells of: for the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind(pub &'static str);

impl Kind {
    /// The kind of error of a response; none where nothing went wrong, or only the visitor's way.
    pub fn of(response: &Response) -> Option<Kind> {
        let named = response.extensions().get::<Kind>().copied();
        named.or_else(|| match response.status() {
            StatusCode::INSUFFICIENT_STORAGE => Some(Kind("disk_full")),
            status if status.is_server_error() => Some(Kind("broken")),
            _ => None,
        })
    }
}

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status.
    pub status: StatusCode,
    /// What happened and what to do next, for the page.
    pub notice: String,
}

impl Refusal {
    /// A refusal in the words for a page.
    pub fn new(status: StatusCode, notice: impl Into<String>) -> Refusal {
        Refusal {
            status,
            notice: notice.into(),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Error {
        match error {
            StoreError::NotFound => Error::NotFound,
            StoreError::Full => Error::Full,
            StoreError::Refused(_)
            | StoreError::Locked(_)
            | StoreError::NotWritable(_)
            | StoreError::Newer(_)
            | StoreError::Foreign(_)
            | StoreError::Empty(_)
            | StoreError::Damaged(..)
            | StoreError::Unavailable(_) => Error::Broken(error.to_string()),
        }
    }
}

impl From<SubmitError> for Error {
    fn from(error: SubmitError) -> Error {
        match error {
            SubmitError::NoScenario | SubmitError::NotFound => Error::NotFound,
            SubmitError::Store(error) => error.into(),
            SubmitError::Outdated(problem) => Error::Outdated(problem),
            SubmitError::Finished
            | SubmitError::OtherText
            | SubmitError::Contended
            | SubmitError::NotInChair
            | SubmitError::Unreadable(_)
            | SubmitError::Differs(_) => Error::Broken(error.to_string()),
        }
    }
}

impl From<FormRejection> for Error {
    fn from(rejection: FormRejection) -> Error {
        let what = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                "It is far too long; a message may have 10,000 characters. Nothing was saved: go back, your browser still has the text."
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "It was not sent as a form. Nothing was saved.",
            _ => {
                "A field is missing, given twice, or not what it should be. Nothing was saved: go back and send it again."
            }
        };
        Error::Form(rejection.status(), what.into())
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Error {
        Error::Broken(format!("a template failed: {error}"))
    }
}

impl From<getrandom::Error> for Error {
    fn from(error: getrandom::Error) -> Error {
        Error::Broken(format!("the system has no random numbers: {error}"))
    }
}

/// The page of an error.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    title: &'static str,
    what: String,
    kept: Option<String>,
    back: String,
    back_label: &'static str,
    status: StatusCode,
}

impl Error {
    fn kind(&self) -> Option<Kind> {
        match self {
            Error::NotFound | Error::MethodNotAllowed | Error::NotTaken { .. } => None,
            Error::CrossSite => Some(Kind("cross_site")),
            Error::Form(..) => Some(Kind("form")),
            Error::Full => Some(Kind("disk_full")),
            Error::UnknownHost(_) | Error::NoHost => Some(Kind("host")),
            Error::TooSlow => Some(Kind("too_slow")),
            Error::NoSeat(_) => Some(Kind("streams_full")),
            Error::Outdated(_) => Some(Kind("outdated")),
            Error::Broken(_) => Some(Kind("broken")),
        }
    }

    /// What the answer says besides its page.
    fn headers(&self, headers: &mut HeaderMap) {
        match self {
            Error::NoSeat(_) => retry_after(headers, 30),
            // What is still to come of the request is nothing that anybody waits for.
            Error::TooSlow => {
                headers.insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Error::NotFound
            | Error::MethodNotAllowed
            | Error::CrossSite
            | Error::Form(..)
            | Error::NotTaken { .. }
            | Error::Full
            | Error::UnknownHost(_)
            | Error::NoHost
            | Error::Outdated(_)
            | Error::Broken(_) => {}
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let kind = self.kind();
        let mut headers = HeaderMap::new();
        self.headers(&mut headers);
        let mut response = self.page();
        response.headers_mut().extend(headers);
        if let Some(kind) = kind {
            response.extensions_mut().insert(kind);
        }
        response
    }
}

impl Error {
    fn page(self) -> Response {
        let home = || ("/".to_owned(), "To the start");
        let (status, title, what, kept, (back, back_label)) = match self {
            Error::NotFound => (
                StatusCode::NOT_FOUND,
                "There is nothing here",
                "The address leads nowhere, or to an interview that was begun in another browser, or by a link that has ended. Your own interviews are on the start page.".into(),
                None,
                home(),
            ),
            Error::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "That doesn't work here",
                "This address exists, but can't be used in this way. Start from the first page.".into(),
                None,
                home(),
            ),
            Error::CrossSite => (
                StatusCode::FORBIDDEN,
                "That came from another site",
                "Greenroom takes forms only from its own pages. Nothing was saved.".into(),
                None,
                home(),
            ),
            Error::Form(status, what) => (
                status,
                "The form could not be read",
                what,
                None,
                home(),
            ),
            Error::NotTaken {
                back,
                refusal,
                kept,
            } => {
                let label = match back.as_str() {
                    "/" => "To the start",
                    path if path.starts_with("/sessions/") => "Back to the interview",
                    _ => "Back to the page",
                };
                let kept = (!kept.is_empty()).then_some(kept);
                let title = "Your message was not taken";
                (refusal.status, title, refusal.notice, kept, (back, label))
            }
            Error::UnknownHost(host) => (
                StatusCode::MISDIRECTED_REQUEST,
                "Greenroom doesn't go by this name",
                format!("It was asked for as {host:?}, and answers only to names that it was told. Whoever runs it can add the name to the setting `hosts`."),
                None,
                home(),
            ),
            Error::NoHost => (
                StatusCode::BAD_REQUEST,
                "It is not clear whom this is for",
                "The request names no host, or more than one.".into(),
                None,
                home(),
            ),
            Error::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "That took too long",
                "The request did not arrive in time. Nothing was saved: go back, your browser still has what you wrote, and send it again.".into(),
                None,
                home(),
            ),
            Error::NoSeat(full) => {
                let (status, what) = match full {
                    streams::Full::Address => (StatusCode::TOO_MANY_REQUESTS, "From your address, as many pages are open as may be kept up to date at once."),
                    streams::Full::Session => (StatusCode::TOO_MANY_REQUESTS, "As many people follow this interview as may at once."),
                    streams::Full::All => (StatusCode::SERVICE_UNAVAILABLE, "As many pages are open as can be kept up to date at once."),
                };
                let what = format!("{what} Reload the page to see what is new.");
                (status, "Not followed live", what, None, home())
            }
            Error::Full => (
                StatusCode::INSUFFICIENT_STORAGE,
                "Not saved: the disk is full",
                "Nothing was changed. Make some room on the disk and try again.".into(),
                None,
                home(),
            ),
            Error::Outdated(problem) => {
                tracing::error!(%problem, "a session's scenario no longer fits the prompts");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "This interview can't be shown",
                    "Its question was written for other prompts than those in use now. Its words are kept.".into(),
                    None,
                    home(),
                )
            }
            Error::Broken(cause) => {
                tracing::error!(%cause, "a request failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong",
                    "The fault is Greenroom's, not yours; it is in the log. What was saved before is kept. Try again in a moment.".into(),
                    None,
                    home(),
                )
            }
        };
        let page = ErrorPage {
            title,
            what,
            kept,
            back,
            back_label,
            status,
        };
        match page.render() {
            Ok(html) => (status, Html(html)).into_response(),
            Err(_) => (status, title).into_response(),
        }
    }
}
