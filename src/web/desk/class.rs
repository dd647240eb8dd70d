//! A class as its instructor sees it: who is in it, what was assigned, how it stands, and the link by which one joins.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::classes::{NameForm, counted};
use super::{Desk, SignedIn};
use crate::assessment::class::Digest;
use crate::scenario::Seniority;
use crate::session::{App, LONGEST_NAME, Name};
use crate::store::{
    Assignment, AssignmentId, Class, ClassId, ClassSession, Instructor, JoinLink, Learner,
    LearnerId,
};
use crate::web::door::Door;
use crate::web::error::Error;
use crate::web::links::{self, Lasts};
use crate::web::moment::{Moment, remaining};
use crate::web::owner::Secret;
use crate::web::sessions::Length;

pub mod assign;
pub mod csv;
mod digests;
pub mod figures;
pub mod lines;
mod picture;
mod roster;
pub mod transcript;

use assign::{AssignmentLine, NewAssignment};
pub use digests::Digests;
use roster::Row;

/// A class of an instructor's, with all that is in it.
pub struct Room {
    /// Whose it is.
    pub instructor: Instructor,
    /// The class.
    pub class: Class,
    /// Who is in it, in the order of joining.
    pub learners: Vec<Learner>,
    /// What was assigned, in that order.
    pub assignments: Vec<Assignment>,
    /// What was begun for it, in that order.
    pub sessions: Vec<ClassSession>,
}

impl Room {
    /// The class of this address, if it is this instructor's. All else is "not found": whether it exists is nobody
    /// else's business.
    pub async fn load(app: &App, instructor: Instructor, id: &str) -> Result<Room, Error> {
        let id: ClassId = id.parse().map_err(|_| Error::NotFound)?;
        let class = app.store.class_of_instructor(&instructor.id, id).await?;
        Ok(Room {
            learners: app.store.learners_of(id).await?,
            assignments: app.store.assignments_of(id).await?,
            sessions: app.store.sessions_of_class(id).await?,
            class,
            instructor,
        })
    }

    /// Somebody in it.
    pub fn learner(&self, id: LearnerId) -> Option<&Learner> {
        self.learners.iter().find(|learner| learner.id == id)
    }

    /// The sessions by whose they are and what for, oldest first.
    pub fn held(&self) -> BTreeMap<(LearnerId, AssignmentId), Vec<&ClassSession>> {
        let mut held: BTreeMap<_, Vec<&ClassSession>> = BTreeMap::new();
        for session in &self.sessions {
            let under = (session.under.learner, session.under.assignment);
            held.entry(under).or_default().push(session);
        }
        held
    }

    /// The sessions on a scenario that were finished, with what figures need of them, oldest first.
    pub async fn finished_on(
        &self,
        app: &App,
        digests: &Digests,
        scenario: &str,
    ) -> Vec<(&ClassSession, &Learner, Arc<Digest>)> {
        let mut finished = Vec::new();
        for held in &self.sessions {
            if *held.session.scenario != *scenario || held.session.finished_at_ms.is_none() {
                continue;
            }
            if let Some(learner) = self.learner(held.under.learner)
                && let Some(digest) = digests.of(app, &held.session).await
            {
                finished.push((held, learner, digest));
            }
        }
        finished
    }

    /// The scenarios that were assigned, each once, in that order.
    pub fn scenarios(&self) -> Vec<(String, String)> {
        let mut scenarios: Vec<(String, String)> = Vec::new();
        for assignment in &self.assignments {
            if !scenarios
                .iter()
                .any(|(slug, _)| **slug == *assignment.scenario)
            {
                scenarios.push((assignment.scenario.to_string(), assignment.title.clone()));
            }
        }
        scenarios
    }
}

/// The page.
#[derive(Template)]
#[template(path = "desk/class.html")]
struct ClassPage {
    name: String,
    notice: Option<String>,
    id: String,
    class: String,
    typed: String,
    longest: usize,
    archived: bool,
    /// "12 learners"
    learners: String,
    /// The address of the link that was just made.
    made: Option<String>,
    link: Option<Standing>,
    /// What the form offers first.
    lasts: Lasts,
    columns: Vec<String>,
    rows: Vec<Row>,
    assignments: Vec<AssignmentLine>,
    new: NewAssignment,
}

/// How long the join link still lasts.
struct Standing {
    open: bool,
    text: String,
    until: Moment,
}

/// What a page of the class says besides the class.
#[derive(Default)]
pub struct Said {
    status: StatusCode,
    notice: Option<String>,
    made: Option<String>,
    name: Option<String>,
    new: Option<NewAssignment>,
}

impl Said {
    /// That something was refused, and what to do.
    fn refused(notice: impl Into<String>) -> Said {
        Said {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            notice: Some(notice.into()),
            ..Said::default()
        }
    }
}

/// `GET /desk/classes/{class}`
pub async fn show(
    State(app): State<App>,
    State(desk): State<Desk>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
) -> Result<Response, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    page(&app, &desk, room, Said::default()).await
}

async fn page(app: &App, desk: &Desk, room: Room, said: Said) -> Result<Response, Error> {
    let now_ms = app.clock.now_ms();
    let mut digests: BTreeMap<_, Arc<Digest>> = BTreeMap::new();
    for held in &room.sessions {
        if held.session.finished_at_ms.is_some()
            && let Some(digest) = desk.digests.of(app, &held.session).await
        {
            digests.insert(held.session.id, digest);
        }
    }
    let rows = roster::rows(&room, &digests, now_ms);
    let link = room.class.link.map(|link| Standing {
        open: now_ms < link.until_ms,
        text: match link.until_ms - now_ms {
            left @ 1.. => format!("lasts {}", remaining(left)),
            ..=0 => "is over".into(),
        },
        until: Moment::new(link.until_ms, now_ms),
    });
    let page = ClassPage {
        name: room.instructor.name.clone(),
        notice: said.notice,
        id: room.class.id.to_string(),
        typed: said.name.unwrap_or_else(|| room.class.name.clone()),
        longest: LONGEST_NAME,
        archived: room.class.archived_at_ms.is_some(),
        learners: counted(room.learners.len(), "learner"),
        made: said.made,
        link,
        lasts: Lasts::Week,
        columns: roster::columns(&room),
        rows,
        assignments: assign::lines(app, &room, now_ms),
        new: said.new.unwrap_or_else(|| NewAssignment::fresh(app)),
        class: room.class.name,
    };
    Ok((said.status, Html(page.render()?)).into_response())
}

/// `POST /desk/classes/{class}`: renames it.
pub async fn rename(
    State(app): State<App>,
    State(desk): State<Desk>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
    form: Result<Form<NameForm>, FormRejection>,
) -> Result<Response, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let Form(form) = form?;
    match Name::parse(&form.name) {
        Ok(name) => {
            app.store
                .rename_class(&room.instructor.id, room.class.id, &name.into_string())
                .await?;
            Ok(back(&room.class, "").into_response())
        }
        Err(error) => {
            let notice = format!("The name is as it was: a class needs one. {error}");
            let said = Said {
                name: Some(form.name),
                ..Said::refused(notice)
            };
            page(&app, &desk, room, said).await
        }
    }
}

fn back(class: &Class, place: &str) -> Redirect {
    Redirect::to(&format!("/desk/classes/{}{place}", class.id))
}

/// What is done with a class as a whole.
#[derive(Deserialize)]
pub struct ArchiveForm {
    archived: bool,
}

/// `POST /desk/classes/{class}/archive`: nothing new is begun in it, or something is again.
pub async fn archive(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
    form: Result<Form<ArchiveForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let Form(form) = form?;
    let at_ms = form.archived.then(|| app.clock.now_ms());
    app.store
        .archive_class(&room.instructor.id, room.class.id, at_ms)
        .await?;
    Ok(back(&room.class, ""))
}

/// `POST /desk/classes/{class}/delete`: for good, and only what was archived before.
pub async fn delete(
    State(app): State<App>,
    State(desk): State<Desk>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
) -> Result<Response, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let deleted = app
        .store
        .delete_class(&room.instructor.id, room.class.id)
        .await?;
    match deleted {
        true => Ok(Redirect::to("/desk/classes").into_response()),
        false => {
            let notice = "Nothing was deleted: archive the class first, so that nobody is in the middle of something.";
            page(&app, &desk, room, Said::refused(notice)).await
        }
    }
}

/// The form that makes a join link.
#[derive(Deserialize)]
pub struct LinkForm {
    lasts: Lasts,
}

/// `POST /desk/classes/{class}/link`: makes a join link in place of the one before, and shows its address this once.
pub async fn link(
    State(app): State<App>,
    State(desk): State<Desk>,
    State(door): State<Door>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
    headers: HeaderMap,
    form: Result<Form<LinkForm>, FormRejection>,
) -> Result<Response, Error> {
    let mut room = Room::load(&app, instructor, &class).await?;
    let Form(form) = form?;
    if room.class.archived_at_ms.is_some() {
        let notice = "No link was made: the class is archived. Take it up again first.";
        return page(&app, &desk, room, Said::refused(notice)).await;
    }
    let secret = Secret::new()?;
    let made_at_ms = app.clock.now_ms();
    let link = JoinLink {
        made_at_ms,
        until_ms: made_at_ms + form.lasts.ms(),
    };
    app.store
        .link_class(
            &room.instructor.id,
            room.class.id,
            Some((secret.owner(), link)),
        )
        .await?;
    room.class.link = Some(link);
    let path = format!("/join/{}", secret.as_str());
    let said = Said {
        made: Some(links::address(&door, &headers, &path)),
        ..Said::default()
    };
    page(&app, &desk, room, said).await
}

/// `POST /desk/classes/{class}/link/revoke`: nobody joins by it any more. Who is in the class stays in it.
pub async fn revoke(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path(class): Path<String>,
) -> Result<Redirect, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    app.store
        .link_class(&room.instructor.id, room.class.id, None)
        .await?;
    Ok(back(&room.class, "#join"))
}

/// `POST /desk/classes/{class}/learners/{learner}/remove`: takes somebody out, as if they had left.
pub async fn remove(
    State(app): State<App>,
    SignedIn(instructor): SignedIn,
    Path((class, learner)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    let room = Room::load(&app, instructor, &class).await?;
    let learner = learner.parse().map_err(|_| Error::NotFound)?;
    let removed = app
        .store
        .remove_learner(&room.instructor.id, room.class.id, learner)
        .await?;
    match removed {
        true => Ok(back(&room.class, "#learners")),
        false => Err(Error::NotFound),
    }
}
