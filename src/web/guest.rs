//! Who may do what in a session: the candidate, whose browser owns it, and whoever came by a link, for as long as the
//! link lasts.

use super::error::Error;
use super::interview::owned;
use super::owner::Browser;
use crate::session::App;
use crate::store::{Author, Link, Role, Session};

/// A browser that opened a link to this session.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The session.
    pub session: Session,
    /// The link that lets it in.
    pub link: Link,
}

/// Somebody who has to do with a session.
#[derive(Clone, Debug)]
pub enum Party {
    /// The one who is interviewed.
    Candidate,
    /// Somebody who came by this link.
    Guest(Box<Link>),
}

impl Party {
    /// Whose words theirs are.
    pub fn author(&self) -> Author {
        match self {
            Party::Candidate => Author::Candidate,
            Party::Guest(link) => Author::Link(link.id),
        }
    }

    /// Whether they comment and score.
    pub fn may_review(&self) -> bool {
        match self {
            Party::Candidate => false,
            Party::Guest(link) => link.role >= Role::Reviewer,
        }
    }

    /// Where they look at the interview.
    pub fn page(&self, session: &Session) -> String {
        match self {
            Party::Candidate if session.finished_at_ms.is_some() => {
                format!("/sessions/{}/report", session.id)
            }
            Party::Candidate => format!("/sessions/{}", session.id),
            Party::Guest(_) => format!("/sessions/{}/watch", session.id),
        }
    }
}

/// The session of this address, if this browser came by an open link that lets it do at least this. All else is "not
/// found", as for anybody.
pub async fn admitted(app: &App, browser: &Browser, id: &str, least: Role) -> Result<Guest, Error> {
    let browser = browser.owner().ok_or(Error::NotFound)?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let link = app
        .store
        .link_of_guest(id, &browser, app.clock.now_ms())
        .await?;
    if link.role < least {
        return Err(Error::NotFound);
    }
    let session = app.store.session(id).await?;
    Ok(Guest { session, link })
}

/// The session of this address, and who this browser is in it: its candidate, or a guest who may do at least this.
pub async fn party(
    app: &App,
    browser: &Browser,
    id: &str,
    least: Role,
) -> Result<(Session, Party), Error> {
    match owned(app, browser, id).await {
        Err(Error::NotFound) => {
            let guest = admitted(app, browser, id, least).await?;
            Ok((guest.session, Party::Guest(Box::new(guest.link))))
        }
        owned => Ok((owned?, Party::Candidate)),
    }
}

/// [`party`] for a form that holds words: where nobody may be let in, the words are given back.
pub async fn party_with_words(
    app: &App,
    browser: &Browser,
    id: &str,
    least: Role,
    words: &str,
) -> Result<(Session, Party), Error> {
    let found = party(app, browser, id, least).await;
    found.map_err(|error| with_words(error, words))
}

/// An error that gives words back where there was nobody to take them.
pub fn with_words(error: Error, words: &str) -> Error {
    match error {
        Error::NotFound if !words.trim().is_empty() => Error::NotTaken {
            back: "/".into(),
            refusal: Error::NotFound.into(),
            kept: words.into(),
        },
        other => other,
    }
}
