//! The instructors' desk. Nothing of it is reachable without a sign-in, and accounts are made on the command line only.
//!
//! Who is signed in is kept by `tower-sessions` in our own store: the cookie holds a random id, the store its hash.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use tower_sessions::Session;

use super::error::Error;
use crate::session::App;
use crate::store::{Instructor, InstructorId};

pub mod account;
mod attempts;
mod check;
pub mod class;
pub mod classes;
mod compare;
pub mod editor;
pub mod inbox;
pub mod invitation;
mod password;
pub mod play;
pub mod scenarios;
pub mod sign_in;
pub mod sign_ins;
pub mod uploads;
pub mod versions;

pub use attempts::Attempts;
pub use class::assign::{Due, more};

/// Where whoever isn't signed in is sent.
const SIGN_IN: &str = "/desk/sign-in";

/// The longest name of an account, in characters.
pub const LONGEST_NAME: usize = 80;

/// Under this key a sign-in says whose it is.
const WHO: &str = "instructor";

/// Lays what the desk has published over the other scenarios: new interviews begin with it.
pub async fn offer(app: &App) -> Result<(), Error> {
    let offered = app.store.offered().await?;
    let library = app.prompts.clone();
    let read = tokio::task::spawn_blocking(move || library.offer(offered)).await;
    read.map_err(|error| Error::Broken(error.to_string()))?
        .map_err(|error| Error::Broken(error.to_string()))
}

/// The instructor who makes a request; anybody else is sent to the sign-in.
pub struct SignedIn(pub Instructor);

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Away;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<SignedIn, Away> {
        let app = App::from_ref(state);
        match signed_in(parts, &app).await {
            Ok(Some(instructor)) => Ok(SignedIn(instructor)),
            Ok(None) => Err(Away::ToSignIn),
            Err(error) => Err(Away::Failed(error)),
        }
    }
}

/// Why a request doesn't reach the desk.
pub enum Away {
    /// Nobody is signed in.
    ToSignIn,
    /// It can't be told.
    Failed(Error),
}

impl IntoResponse for Away {
    fn into_response(self) -> Response {
        match self {
            Away::ToSignIn => Redirect::to(SIGN_IN).into_response(),
            Away::Failed(error) => error.into_response(),
        }
    }
}

async fn signed_in(parts: &Parts, app: &App) -> Result<Option<Instructor>, Error> {
    let Some(session) = parts.extensions.get::<Session>() else {
        return Ok(None);
    };
    let who: Option<String> = session.get(WHO).await.map_err(broken)?;
    match who {
        // An account that was removed meanwhile has no sign-in left that counts.
        Some(id) => Ok(app.store.instructor(&InstructorId::kept(id)).await?),
        None => Ok(None),
    }
}

fn broken(error: tower_sessions::session::Error) -> Error {
    Error::Broken(format!("a sign-in could not be read or kept: {error}"))
}

/// What the handlers of the desk need besides the application.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Who has tried to sign in, and how often.
    pub attempts: Attempts,
    /// What the figures of classes need of finished sessions.
    pub digests: class::Digests,
}
