//! The pages. Every action works without script: a form, a redirect, a page. The script asks for the same
//! fragments that the pages include.
//!
//! One file a resource: a page's struct with its handler below it. A browser owns its sessions by a secret in a
//! cookie; to anybody else they don't exist.

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Response};
use axum::response::IntoResponse;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::session::App;

mod assets;
mod error;
mod events;
mod finish;
mod health;
mod home;
mod interview;
mod moment;
mod owner;
mod report;
mod routes;
mod scenarios;
mod sessions;
mod turns;
mod words;

use error::Error;

pub use routes::{ROUTES, Route};

/// The longest body of a request. It is far more than a message may have, so that a message that is too long can be
/// given back in the form.
const LONGEST_BODY: usize = 1024 * 1024;

/// No inline script or style, nothing from elsewhere, no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the handlers share.
#[derive(Clone, Debug, FromRef)]
struct Web {
    app: App,
    bands: home::Bands,
}

/// Every address that the program answers.
pub fn router(app: App) -> Router {
    let web = Web {
        app,
        bands: home::Bands::default(),
    };
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, (route.handler)())
        })
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .with_state(web)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(CsrfLayer::new().with_rejection_response(|_| Error::CrossSite.into_response()))
        .layer(CatchPanicLayer::custom(|_| panicked()))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        // Pages hold what a person said: no cache keeps them. Assets say otherwise themselves.
        .layer(header(CACHE_CONTROL, "no-store"))
        .layer(CompressionLayer::new())
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn panicked() -> Response<axum::body::Body> {
    Error::Broken("a handler panicked".into()).into_response()
}
