//! Somebody who came by a link: what the link lets them see, for as long as it lasts.

use super::error::Error;
use super::owner::Browser;
use crate::session::App;
use crate::store::{Link, Role, Session};

/// A browser that opened a link to this session.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The session.
    pub session: Session,
    /// The link that lets it in.
    pub link: Link,
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
