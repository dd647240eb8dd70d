//! The door: what every request passes before a page sees it, and every answer on its way out. One place, so that no
//! address can be added that forgets it.
//!
//! In: who comes and under which id; whether the name is ours; whether they have something left of what anybody may do;
//! cookies under their plain names. Out: the id, cookies under their safe names, redirects under the site's path, a place
//! for an event stream; the numbers and the line in the log. Neither ever has the path that was asked for, which may
//! hold a secret, only the route's.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Form;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::error::{Error, Kind, Refusal};
use super::limits::{Limits, Place, TooMuch};
use super::metrics::{Meters, RouteIndex};
use super::owner::Browser;
use super::routes::{ROUTES, Route};
use super::site::{self, Site};
use super::streams::Streams;
use super::visit::{Id, REQUEST_ID, Visit};
use super::{FRAGMENT, api, cookies};
use crate::config::{self, Serving};
use crate::store::Owner;

/// How long a request may take until its answer begins, its body included; an event stream goes on after that.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the door goes by. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Door {
    pub site: Site,
    pub limits: Limits,
    pub streams: Streams,
    pub meters: Meters,
    /// Whether the numbers are shown.
    pub metrics: bool,
}

impl Door {
    /// The door of these settings.
    pub fn new(serving: &Serving, limits: &config::Limits) -> Door {
        Door {
            site: Site::new(serving),
            limits: Limits::new(limits),
            streams: Streams::new(*limits),
            meters: Meters::default(),
            metrics: serving.metrics,
        }
    }

    fn visit(&self, request: &Request) -> Visit {
        let headers = request.headers();
        let peer = request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip());
        let sender = self.site.sender(peer, headers);
        let trusted = peer.is_some_and(|peer| self.site.trusts(peer.to_canonical()));
        let https = sender.https
            || site::host(request.uri(), headers).is_some_and(|host| {
                // A browser says where a form came from; from elsewhere it says nothing about us.
                let ours = |origin: &HeaderValue| {
                    origin.as_bytes().strip_prefix(b"https://") == Some(host.as_bytes())
                };
                self.site.is_tls(host) || headers.get(ORIGIN).is_some_and(ours)
            });
        Visit {
            id: Id::of(headers).filter(|_| trusted).unwrap_or_default(),
            address: sender.address,
            forwarded: sender.forwarded,
            https,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Visit, Error> {
        let visit = parts.extensions.get::<Visit>().cloned();
        visit.ok_or_else(|| Error::Broken("a request came past the door".into()))
    }
}

/// The layer around all routes.
pub async fn pass(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let visit = door.visit(&request);
    let matched = request
        .extensions()
        .get::<MatchedPath>()
        .map(MatchedPath::as_str);
    let route = RouteIndex::of(request.method(), matched);
    let session = matched.and_then(|matched| parameter(matched, request.uri().path(), "{id}"));
    let span = tracing::error_span!("request", id = visit.id.as_str());
    let old = match visit.https {
        true => cookies::take_in(request.headers_mut()),
        false => None,
    };
    request.extensions_mut().insert(visit.clone());
    let method = log_name(request.method());
    let answer = async {
        let answer = door.admit(route, &visit, request, next);
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(response) => door.seat(&visit, session, response),
            Err(_) => Error::TooSlow.into_response(),
        }
    };
    let mut response = answer.instrument(span.clone()).await;
    let headers = response.headers_mut();
    if visit.https {
        cookies::send_out(headers, old);
    }
    under_root(headers);
    if let Some(id) = visit.id.to_header() {
        headers.insert(REQUEST_ID, id);
    }
    let took = began.elapsed();
    let status = response.status();
    door.meters.answered(route, status, took);
    if let Some(kind) = Kind::of(&response) {
        door.meters.failed(kind);
    }
    span.in_scope(|| {
        tracing::info!(
            target: "greenroom::requests",
            method,
            route = route.path(),
            status = status.as_u16(),
            ms = took.as_secs_f64() * 1000.0,
            from = %visit.address,
        );
    });
    response
}

impl Door {
    async fn admit(
        &self,
        route: RouteIndex,
        visit: &Visit,
        request: Request,
        next: Next,
    ) -> Response {
        // Whatever looks after the program asks by any name it likes, and learns nothing.
        if !route.is_health() {
            match site::host(request.uri(), request.headers()) {
                Some(host) if self.site.knows(host) => {}
                Some(host) => return Error::UnknownHost(host.to_owned()).into_response(),
                None => return Error::NoHost.into_response(),
            }
        }
        if let Some(deed) = route.deed()
            && let Err(too_much) = self.limits.take(deed, visit, who(&request).as_ref())
        {
            return refused(request, too_much).await;
        }
        next.run(request).await
    }

    /// Gives an event stream its place, or turns it away.
    fn seat(&self, visit: &Visit, session: Option<String>, response: Response) -> Response {
        let kind = response.headers().get(CONTENT_TYPE);
        if kind.is_none_or(|kind| kind.as_bytes() != b"text/event-stream") {
            return response;
        }
        let place = (!visit.is_local()).then(|| Place::of(visit.address));
        match self.streams.take(place, session) {
            Ok(seat) => seat.hold(response),
            Err(full) => Error::NoSeat(full).into_response(),
        }
    }
}

/// Whose deed it is: a browser's by its cookie, a program's by its token.
fn who(request: &Request) -> Option<Owner> {
    match request.uri().path().starts_with("/api/") {
        true => api::owner(request.headers()),
        false => Browser::of(request.headers()).owner(),
    }
}

/// The answer to who sends too much. What a form brought is given back, so that nothing is lost but time.
async fn refused(request: Request, too_much: TooMuch) -> Response {
    let after = too_much.retry_after_s;
    let notice = format!(
        "Not saved: too much was sent from here in a short time. Send it again in {after} seconds."
    );
    let status = StatusCode::TOO_MANY_REQUESTS;
    let path = request.uri().path().to_owned();
    let scripted = request
        .headers()
        .get(ACCEPT)
        .is_some_and(|accept| accept.as_bytes() == FRAGMENT.as_bytes());
    let mut response = if path.starts_with("/api/") {
        api::too_many(notice)
    } else if scripted {
        (status, notice).into_response()
    } else {
        Error::NotTaken {
            back: page_at(&path).to_owned(),
            refusal: Refusal::new(status, notice),
            kept: text_of(request).await,
        }
        .into_response()
    };
    retry_after(response.headers_mut(), after);
    response.extensions_mut().insert(Kind("too_much"));
    response
}

/// Where a form came from: the nearest page at the address that it was sent to, or above it.
fn page_at(path: &str) -> &str {
    let is_page = |path: &str| {
        let is_at = |route: &Route| {
            let (ours, theirs) = (route.path.split('/'), path.split('/'));
            route.method == Method::GET
                && ours.clone().count() == theirs.clone().count()
                && ours
                    .zip(theirs)
                    .all(|(our, their)| our == their || our.starts_with('{'))
        };
        ROUTES.iter().any(is_at)
    };
    let mut path = path;
    while !is_page(path) {
        match path.rsplit_once('/') {
            Some((above, _)) if !above.is_empty() => path = above,
            Some(_) | None => return "/",
        }
    }
    path
}

/// The text that a form brings, if it brings one.
async fn text_of(request: Request) -> String {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Sent {
        text: String,
    }
    let sent = Form::<Sent>::from_request(request, &()).await;
    sent.map_or(String::new(), |Form(sent)| sent.text)
}

/// Says after how many seconds it may be tried again.
pub fn retry_after(headers: &mut HeaderMap, seconds: u64) {
    headers.insert(axum::http::header::RETRY_AFTER, HeaderValue::from(seconds));
}

/// Lets a redirect lead to where the site lies.
fn under_root(headers: &mut HeaderMap) {
    let root = site::root();
    if root.is_empty() {
        return;
    }
    if let Some(place) = headers.get(LOCATION)
        && place.as_bytes().starts_with(b"/")
        && let Ok(place) = place.to_str()
        && let Ok(place) = HeaderValue::try_from(format!("{root}{place}"))
    {
        headers.insert(LOCATION, place);
    }
}

/// What stands in a path at the place of a parameter.
fn parameter(matched: &str, path: &str, name: &str) -> Option<String> {
    let mut pairs = matched.split('/').zip(path.split('/'));
    pairs
        .find(|(part, _)| *part == name)
        .map(|(_, value)| value.to_owned())
}

/// A method as it may stand in a log: one that nobody knows could be any text.
fn log_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "(other)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_sent_too_much_is_led_back_to_a_page() {
        let check = |path: &str, page: &str| assert_eq!(page_at(path), page, "{path}");
        check("/sessions", "/");
        check("/sessions/1/turns", "/sessions/1");
        check("/sessions/1/links/2/revoke", "/sessions/1");
        check("/join/secret", "/join/secret");
        check("/classes/1/assignments/2/sessions", "/classes/1");
        check("/desk/classes/1/link/revoke", "/desk/classes/1");
        check("/desk/sign-out", "/desk");
        check("nonsense", "/");
        check("", "/");
    }
}
