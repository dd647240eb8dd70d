//! An interview of somebody in a class, as their instructor reads it: once it is finished, and for as long as they stay.

use axum::extract::{Path, State};
use axum::response::Html;

use super::Room;
use crate::session::App;
use crate::store::SessionId;
use crate::web::desk::SignedIn;
use crate::web::error::Error;
use crate::web::report::{self, ClassRoom};

/// `GET /desk/classes/{class}/sessions/{session}`: the report with the transcript.
pub async fn show(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path((class, session)): Path<(String, String)>,
) -> Result<Html<String>, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let id: SessionId = session.parse().map_err(|_| Error::NotFound)?;
    let held = app.store.session_of_class(room.class.id, id).await?;
    if held.session.finished_at_ms.is_none() {
        return Err(Error::NotFound);
    }
    let learner = room.learner(held.under.learner).ok_or(Error::NotFound)?;
    let class_room = ClassRoom {
        id: room.class.id.to_string(),
        name: room.class.name.clone(),
        learner: learner.name(),
        number: learner.number,
    };
    report::for_instructor(&app, &held.session, class_room).await
}
