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
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::session::App;

mod assets;
mod chair;
mod comments;
mod error;
mod events;
mod exports;
mod finish;
mod guest;
mod home;
mod interview;
mod links;
mod moment;
mod operator;
mod overrules;
mod owner;
mod remarks;
mod report;
mod review;
mod scenarios;
mod sessions;
mod suggestions;
mod turns;
mod views;
mod watch;
mod words;

use error::Error;

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
    Router::new()
        .route("/", get(home::show))
        .route("/scenarios/{slug}", get(scenarios::show))
        .route("/sessions", post(sessions::create))
        .route("/sessions/{id}", get(interview::show))
        .route("/sessions/{id}/turns", post(turns::create))
        .route("/sessions/{id}/finish", get(finish::show))
        .route("/sessions/{id}/report", get(report::show))
        .route("/sessions/{id}/events", get(events::show))
        .route("/sessions/{id}/share", get(links::show))
        .route("/sessions/{id}/links", post(links::create))
        .route("/sessions/{id}/links/{link}/revoke", post(links::revoke))
        .route("/sessions/{id}/watch", get(watch::show))
        .route("/sessions/{id}/watch/events", get(watch::events))
        .route("/sessions/{id}/comments", post(comments::create))
        .route("/sessions/{id}/comments/{comment}", post(comments::change))
        .route("/sessions/{id}/review", post(review::create))
        .route("/sessions/{id}/overrules", post(overrules::create))
        .route("/sessions/{id}/suggestions", post(suggestions::create))
        .route("/sessions/{id}/chair", post(chair::create))
        .route("/sessions/{id}/export", get(exports::show))
        .route("/links/{secret}", get(links::open))
        .route("/assets/{name}", get(assets::show))
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
