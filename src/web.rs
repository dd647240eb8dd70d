//! The pages. Every action works without script: a form, a redirect, a page. The script asks for the same
//! fragments that the pages include.
//!
//! One file a resource: a page's struct with its handler below it. A browser owns its sessions by a secret in a
//! cookie; to anybody else they don't exist.

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Response};
use axum::middleware;
use axum::response::IntoResponse;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::{Limits, Serving};
use crate::session::App;

mod api;
mod assets;
mod bodies;
mod chair;
mod classes;
mod comments;
mod cookies;
mod delete;
mod desk;
mod door;
mod error;
mod events;
mod exports;
mod finish;
mod guest;
mod health;
mod home;
mod interview;
mod join;
mod limits;
mod links;
mod metrics;
mod moment;
mod operator;
mod overrules;
mod owner;
mod readable;
mod remarks;
mod report;
mod review;
mod routes;
mod scenarios;
mod search;
mod sessions;
mod site;
mod streams;
mod suggestions;
mod takeover;
mod turns;
mod views;
mod visit;
mod watch;
mod words;
mod yours;

use door::Door;
use error::Error;
use site::Site;

pub use api::{OPERATIONS, Operation};
pub use limits::Place;
pub use moment::iso;
pub use routes::{ROUTES, Route};
pub use site::root;

/// The longest body of a request. It is far more than a message may have, so that a message that is too long can be
/// given back in the form.
const LONGEST_BODY: usize = 1024 * 1024;

/// What the script sends as `Accept` when it wants the news and no page.
const FRAGMENT: &str = "text/vnd.greenroom.fragment+html";

/// No inline script or style, nothing from elsewhere, no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the handlers share.
#[derive(Clone, Debug, FromRef)]
struct Web {
    app: App,
    bands: home::Bands,
    door: door::Door,
    rendered: events::Rendered,
    desk: desk::Desk,
}

/// Every address that the program answers, with the default settings.
pub fn router(app: App) -> Router {
    router_for(app, &Serving::default(), &Limits::default())
}

/// Every address that the program answers.
pub fn router_for(app: App, serving: &Serving, limits: &Limits) -> Router {
    let door = Door::new(serving, limits);
    door.site.settle();
    let path = door.site.path().to_owned();
    let origin = door.site.origin();
    let secure = origin.is_some_and(|origin| origin.starts_with("https://"));
    let sign_ins = desk::sign_ins::layer(app.clone(), &path, secure);
    let web = Web {
        app,
        bands: home::Bands::default(),
        door: door.clone(),
        rendered: events::Rendered::default(),
        desk: desk::Desk::default(),
    };
    // One layer, the outermost first: the router would copy each of many for every request, and all that it is around.
    let around = ServiceBuilder::new()
        .layer(middleware::from_fn(api::speak_for_programs))
        .layer(middleware::from_fn_with_state(door.clone(), door::pass))
        .layer(CompressionLayer::new())
        // Pages hold what a person said: no cache keeps them. Assets say otherwise themselves.
        .layer(header(CACHE_CONTROL, "no-store"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(CatchPanicLayer::custom(|_| panicked()))
        .layer(own_forms(&door.site))
        .layer(middleware::from_fn(bodies::hear_out))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(sign_ins);
    let router = ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, route.handler())
        })
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .with_state(web)
        .layer(around);
    match path.is_empty() {
        true => router,
        false => Router::new().fallback_service(
            router.map_request(move |request| site::without_path(&path, request)),
        ),
    }
}

/// Forms from our own pages only; a proxy may have changed the name by which they came.
fn own_forms(site: &Site) -> CsrfLayer<impl Fn(ProtectionError) -> Response<Body> + Clone + use<>> {
    let layer = CsrfLayer::new().with_rejection_response(|_| Error::CrossSite.into_response());
    match site
        .origin()
        .map(|origin| layer.clone().add_trusted_origin(origin))
    {
        Some(Ok(layer)) => layer,
        Some(Err(error)) => {
            tracing::error!(%error, "the public address is no origin of forms");
            layer
        }
        None => layer,
    }
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn panicked() -> Response<Body> {
    Error::Broken("a handler panicked".into()).into_response()
}
