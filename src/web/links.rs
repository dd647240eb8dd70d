//! Share links: made, listed and ended by the candidate, opened by whoever got one.
//!
//! The address of a link is shown once, in the answer to the form that made it: the store has only the hash of its
//! secret. The secret stands in that form from the start, so a form that is sent twice makes one link.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::header::{HOST, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::door::Door;
use super::error::{Error, Refusal};
use super::interview::owned;
use super::moment::{Moment, remaining};
use super::owner::{Browser, Secret};
use super::root;
use super::words;
use crate::session::{App, LONGEST_NAME, Name};
use crate::store::{ClassId, Link, LinkId, ListedLink, NewLink, Role, Session};

/// The page.
#[derive(Template)]
#[template(path = "share.html")]
struct SharePage {
    id: String,
    title: String,
    finished: bool,
    /// The class that it was begun for.
    class: Option<ClassId>,
    /// Whether instructors may read what was not understood; none where there are none.
    readable: Option<bool>,
    made: Option<Made>,
    notice: Option<String>,
    name: String,
    role: Role,
    lasts: Lasts,
    longest: usize,
    secret: String,
    open: Vec<Line>,
    ended: Vec<Line>,
}

/// The link that was just made.
struct Made {
    name: String,
    role: &'static str,
    address: String,
}

/// A link in the list.
struct Line {
    id: LinkId,
    name: String,
    role: &'static str,
    /// "for 6 more days"; of an ended one: "ended by you".
    standing: String,
    expires: Moment,
    opened: Option<Opened>,
}

struct Opened {
    /// "in one browser", "in 3 browsers"
    browsers: String,
    moment: Moment,
}

/// The form that makes a link.
#[derive(Debug, Deserialize)]
pub struct LinkForm {
    #[serde(default)]
    name: String,
    role: Role,
    lasts: Lasts,
    secret: String,
}

/// How long a link lasts, a share link or a join link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lasts {
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
}

impl Lasts {
    /// What a form offers.
    pub const ALL: [Lasts; 5] = [
        Lasts::Day,
        Lasts::Week,
        Lasts::Month,
        Lasts::Quarter,
        Lasts::HalfYear,
    ];

    /// The name in a form, as it is read from there.
    pub fn value(self) -> &'static str {
        match self {
            Lasts::Day => "day",
            Lasts::Week => "week",
            Lasts::Month => "month",
            Lasts::Quarter => "quarter",
            Lasts::HalfYear => "half-year",
        }
    }

    /// The name on a page.
    pub fn words(self) -> &'static str {
        match self {
            Lasts::Day => "A day",
            Lasts::Week => "A week",
            Lasts::Month => "30 days",
            Lasts::Quarter => "90 days",
            Lasts::HalfYear => "180 days",
        }
    }

    /// In milliseconds.
    pub fn ms(self) -> i64 {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        match self {
            Lasts::Day => DAY_MS,
            Lasts::Week => 7 * DAY_MS,
            Lasts::Month => 30 * DAY_MS,
            Lasts::Quarter => 90 * DAY_MS,
            Lasts::HalfYear => 180 * DAY_MS,
        }
    }
}

/// `GET /sessions/{id}/share`
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
) -> Result<Html<String>, Error> {
    let session = owned(&app, &browser, &id).await?;
    let page = page(&app, &session, Secret::new()?).await?;
    Ok(Html(page.render()?))
}

/// `POST /sessions/{id}/links`: makes a link, and shows its address this once.
pub async fn create(
    State(app): State<App>,
    State(door): State<Door>,
    browser: Browser,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<LinkForm>, FormRejection>,
) -> Result<Response, Error> {
    let Form(form) = form?;
    let session = owned(&app, &browser, &id).await?;
    let secret = Secret::parse(&form.secret).ok_or_else(|| {
        Error::Form(
            StatusCode::UNPROCESSABLE_ENTITY,
            "The form was incomplete. Nothing was saved: open the page again.".into(),
        )
    })?;
    let made = make(&app, &session, &form, &secret).await;
    // A form that is taken gives way to a new one; one that isn't keeps its secret.
    let next = match made {
        Ok(_) => Secret::new()?,
        Err(_) => secret.clone(),
    };
    let mut page = page(&app, &session, next).await?;
    let status = match made {
        Ok(link) => {
            page.made = Some(Made {
                name: link.name,
                role: words::role_does(link.role),
                address: address(&door, &headers, &format!("/links/{}", secret.as_str())),
            });
            StatusCode::OK
        }
        Err(Refused::By(refusal)) => {
            page.notice = Some(refusal.notice);
            page.name = form.name;
            page.role = form.role;
            page.lasts = form.lasts;
            refusal.status
        }
        Err(Refused::Fault(error)) => return Err(error),
    };
    Ok((status, Html(page.render()?)).into_response())
}

enum Refused {
    By(Refusal),
    Fault(Error),
}

async fn make(
    app: &App,
    session: &Session,
    form: &LinkForm,
    secret: &Secret,
) -> Result<Link, Refused> {
    let name = Name::parse(&form.name).map_err(|error| {
        let notice = format!("Say whom the link is for. {error}");
        Refused::By(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, notice))
    })?;
    let now_ms = app.clock.now_ms();
    let link = Link {
        id: LinkId::new(),
        session: session.id,
        name: name.into_string(),
        role: form.role,
        created_at_ms: now_ms,
        expires_at_ms: now_ms + form.lasts.ms(),
        revoked_at_ms: None,
    };
    let new = NewLink {
        link: link.clone(),
        secret_hash: secret.owner(),
    };
    match app.store.make_link(new).await {
        Ok(true) => Ok(link),
        Ok(false) => Err(Refused::By(Refusal::new(
            StatusCode::CONFLICT,
            "There are 30 open links already. End one that you don't need, then make this one.",
        ))),
        Err(error) => Err(Refused::Fault(error.into())),
    }
}

/// `POST /sessions/{id}/links/{link}/revoke`: ends a link. Whoever watches by it sees nothing more.
pub async fn revoke(
    State(app): State<App>,
    browser: Browser,
    Path((id, link)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    let session = owned(&app, &browser, &id).await?;
    let link = link.parse().map_err(|_| Error::NotFound)?;
    let now_ms = app.clock.now_ms();
    // Ended twice is ended.
    app.store.revoke_link(session.id, link, now_ms).await?;
    app.hub.publish(session.id, session.last_seq);
    Ok(Redirect::to(&format!(
        "/sessions/{}/share#links",
        session.id
    )))
}

/// `GET /links/{secret}`: exchanges the secret for a cookie, and goes on to an address without it.
pub async fn open(
    State(app): State<App>,
    browser: Browser,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let secret = Secret::parse(&secret).ok_or(Error::NotFound)?;
    let now_ms = app.clock.now_ms();
    let link = app.store.link_by_secret(&secret.owner()).await?;
    if !link.is_open(now_ms) {
        return Err(Error::NotFound);
    }
    let session = app.store.session(link.session).await?;
    if session.owner.is_some() && session.owner == browser.owner() {
        return Ok(Redirect::to(&format!("/sessions/{}", session.id)).into_response());
    }
    let browser = browser.secret()?;
    app.store.admit(link.id, &browser.owner(), now_ms).await?;
    let mut response = Redirect::to(&format!("/sessions/{}/watch", link.session)).into_response();
    let answer = response.headers_mut();
    answer.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Some(cookie) = browser.cookie() {
        answer.insert(SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn page(app: &App, session: &Session, secret: Secret) -> Result<SharePage, Error> {
    let now_ms = app.clock.now_ms();
    let links = app.store.links_of(session.id).await?;
    let (open, ended): (Vec<_>, Vec<_>) = links
        .into_iter()
        .partition(|listed| listed.link.is_open(now_ms));
    let readable = match app.store.has_instructors().await? {
        true => Some(app.store.is_readable(session.id).await?),
        false => None,
    };
    let lines = |links: Vec<ListedLink>| -> Vec<Line> {
        links
            .into_iter()
            .map(|listed| Line::new(listed, now_ms))
            .collect()
    };
    Ok(SharePage {
        id: session.id.to_string(),
        title: session.title.clone(),
        finished: session.finished_at_ms.is_some(),
        class: app.store.class_of_session(session.id).await?,
        readable,
        made: None,
        notice: None,
        name: String::new(),
        role: Role::Reviewer,
        lasts: Lasts::Week,
        longest: LONGEST_NAME,
        secret: secret.as_str().into(),
        open: lines(open),
        ended: lines(ended),
    })
}

impl Line {
    fn new(listed: ListedLink, now_ms: i64) -> Line {
        let ListedLink {
            link,
            guests,
            opened_at_ms,
        } = listed;
        Line {
            id: link.id,
            name: link.name,
            role: words::role(link.role),
            standing: match link.revoked_at_ms {
                Some(_) => "ended by you".into(),
                None if now_ms >= link.expires_at_ms => "its time is over".into(),
                None => remaining(link.expires_at_ms - now_ms),
            },
            expires: Moment::new(link.expires_at_ms, now_ms),
            opened: opened_at_ms.map(|at_ms| Opened {
                browsers: match guests {
                    1 => "in one browser".into(),
                    _ => format!("in {guests} browsers"),
                },
                moment: Moment::new(at_ms, now_ms),
            }),
        }
    }
}

/// The whole address of a path: at the configured public address, else by the name that the browser itself used, which the
/// door has let in.
pub fn address(door: &Door, headers: &HeaderMap, path: &str) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let origin = door
        .site
        .origin()
        .or_else(|| Some(format!("http://{}", host?)))
        .unwrap_or_default();
    format!("{origin}{}{path}", root())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_offers_is_what_is_read_from_it() {
        for lasts in Lasts::ALL {
            let read: Lasts = serde_json::from_value(lasts.value().into()).unwrap();
            assert_eq!(read, lasts);
            let days = lasts.ms() / 86_400_000;
            assert!(
                days <= 7 || lasts.words() == format!("{days} days"),
                "{lasts:?}"
            );
        }
    }
}
