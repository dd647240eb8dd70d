//! What is assigned to a class, and the interviews that were held for it: the ones that its instructor may look at.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::classes::parsed;
use super::rows::{from_name, session_columns, to_name, to_session, to_u32};
use super::{
    AssignmentId, Batch, ClassId, Created, InstructorId, LearnerId, NewSession, Session, SessionId,
    Store, StoreError,
};
use crate::interview::Setup;
use crate::language::Id;

/// The most assignments that one class may have.
const ASSIGNMENTS: u32 = 200;

/// A scenario that a class is to be interviewed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// The scenario.
    pub scenario: Id,
    /// The scenario's title when it was assigned.
    pub title: String,
    /// How sessions of it are set up.
    pub setup: Setup,
    /// Whether it is the beginner's short form.
    pub beginner: bool,
    /// Picks the figures; none: each attempt gets other ones.
    pub seed: Option<u32>,
    /// By when it is to be finished.
    pub due_at_ms: Option<i64>,
    /// When it was assigned.
    pub created_at_ms: i64,
    /// Since when nothing new is begun for it.
    pub withdrawn_at_ms: Option<i64>,
}

/// Whose session it is to be, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Under {
    pub learner: LearnerId,
    pub assignment: AssignmentId,
}

/// A session that was begun for a class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassSession {
    /// The session.
    pub session: Session,
    /// Whose, and for what.
    pub under: Under,
}

/// Something to write, to a class of this instructor's or not at all.
pub(super) enum Write {
    Assign(InstructorId, ClassId, Box<Assignment>),
    Due(InstructorId, ClassId, AssignmentId, Option<i64>),
    /// With none it is taken up again.
    Withdraw(InstructorId, ClassId, AssignmentId, Option<i64>),
}

/// The columns of a session of a class.
macro_rules! class_session_columns {
    () => {
        concat!(
            "SELECT ",
            session_columns!(),
            ", learner_id, assignment_id FROM class_sessions JOIN sessions ON sessions.id = session_id "
        )
    };
}

/// An assignment of a class of this instructor's.
macro_rules! of_instructor {
    () => {
        "id = $3 AND class_id = $1 AND EXISTS (SELECT 1 FROM classes WHERE id = $1 AND instructor_id = $2)"
    };
}

pub(super) const SESSIONS_OF_CLASS: &str = concat!(
    class_session_columns!(),
    "WHERE learner_id IN (SELECT learners.id FROM learners WHERE class_id = $1) ORDER BY sessions.id"
);

pub(super) const SESSIONS_OF_LEARNER: &str = concat!(
    class_session_columns!(),
    "WHERE learner_id = $1 ORDER BY sessions.id"
);

impl Store {
    /// Assigns something to a class; false if the instructor has no such class, or it has as much as it may.
    pub async fn assign(
        &self,
        instructor: &InstructorId,
        class: ClassId,
        assignment: Assignment,
    ) -> Result<bool, StoreError> {
        let write = Write::Assign(instructor.clone(), class, Box::new(assignment));
        self.writer.assignment(write).await
    }

    /// Changes by when something is to be finished.
    pub async fn set_due(
        &self,
        instructor: &InstructorId,
        class: ClassId,
        assignment: AssignmentId,
        due_at_ms: Option<i64>,
    ) -> Result<bool, StoreError> {
        let write = Write::Due(instructor.clone(), class, assignment, due_at_ms);
        self.writer.assignment(write).await
    }

    /// Withdraws an assignment as of a time, or with none takes it up again. One that nobody has begun is deleted.
    pub async fn withdraw(
        &self,
        instructor: &InstructorId,
        class: ClassId,
        assignment: AssignmentId,
        at_ms: Option<i64>,
    ) -> Result<bool, StoreError> {
        let write = Write::Withdraw(instructor.clone(), class, assignment, at_ms);
        self.writer.assignment(write).await
    }

    /// What was assigned to a class, in that order.
    pub async fn assignments_of(&self, class: ClassId) -> Result<Vec<Assignment>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, scenario_slug, title, mode, seniority, minutes, beginner, seed, due_at_ms, created_at_ms, \
             withdrawn_at_ms FROM assignments WHERE class_id = $1 ORDER BY id",
        )
        .bind(class.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(to_assignment).collect()
    }

    /// Creates a session for a class. A learner has one under way for each assignment: where there is one,
    /// nothing is created and it is [`Created::AlreadyDone`]. [`StoreError::NotFound`] where the learner left meanwhile,
    /// or nothing may be begun any more.
    pub async fn create_session_under(
        &self,
        session: NewSession,
        opening: Batch,
        under: Under,
    ) -> Result<Created, StoreError> {
        let entries = opening.entries.len() as u64;
        let created = self.writer.create_under(session, opening, under).await?;
        if let Created::Done(_) = created {
            self.meter().started.add(1);
            self.meter().entries.add(entries);
        }
        Ok(created)
    }

    /// The sessions that were begun for a class, in that order.
    pub async fn sessions_of_class(&self, class: ClassId) -> Result<Vec<ClassSession>, StoreError> {
        let rows = sqlx::query(SESSIONS_OF_CLASS)
            .bind(class.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(to_class_session).collect()
    }

    /// A learner's sessions for a class, in that order.
    pub async fn sessions_of_learner(
        &self,
        learner: LearnerId,
    ) -> Result<Vec<ClassSession>, StoreError> {
        let rows = sqlx::query(SESSIONS_OF_LEARNER)
            .bind(learner.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(to_class_session).collect()
    }

    /// A session of a class.
    pub async fn session_of_class(
        &self,
        class: ClassId,
        session: SessionId,
    ) -> Result<ClassSession, StoreError> {
        let row = sqlx::query(concat!(
            class_session_columns!(),
            "WHERE session_id = $2 AND learner_id IN (SELECT learners.id FROM learners WHERE class_id = $1)"
        ))
        .bind(class.to_string())
        .bind(session.to_string())
        .fetch_one(&self.pool)
        .await?;
        to_class_session(&row)
    }

    /// The class that a session was begun for.
    pub async fn class_of_session(
        &self,
        session: SessionId,
    ) -> Result<Option<ClassId>, StoreError> {
        let row = sqlx::query(
            "SELECT class_id FROM class_sessions JOIN learners ON learners.id = learner_id WHERE session_id = $1",
        )
        .bind(session.to_string())
        .fetch_optional(&self.pool)
        .await?;
        let id: Option<String> = row.map(|row| row.try_get("class_id")).transpose()?;
        id.as_deref().map(parsed).transpose()
    }
}

fn to_assignment(row: &SqliteRow) -> Result<Assignment, StoreError> {
    let id: String = row.try_get("id")?;
    let number = |name: &'static str| -> Result<Option<u32>, StoreError> {
        let value: Option<i64> = row.try_get(name)?;
        value.map(|value| to_u32(name, value)).transpose()
    };
    Ok(Assignment {
        id: parsed(&id)?,
        scenario: row.try_get::<String, _>("scenario_slug")?.into(),
        title: row.try_get("title")?,
        setup: Setup {
            mode: to_name("mode", row.try_get("mode")?)?,
            seniority: to_name("seniority", row.try_get("seniority")?)?,
            minutes: number("minutes")?,
        },
        beginner: row.try_get("beginner")?,
        seed: number("seed")?,
        due_at_ms: row.try_get("due_at_ms")?,
        created_at_ms: row.try_get("created_at_ms")?,
        withdrawn_at_ms: row.try_get("withdrawn_at_ms")?,
    })
}

fn to_class_session(row: &SqliteRow) -> Result<ClassSession, StoreError> {
    let learner: String = row.try_get("learner_id")?;
    let assignment: String = row.try_get("assignment_id")?;
    Ok(ClassSession {
        session: to_session(row)?,
        under: Under {
            learner: parsed(&learner)?,
            assignment: parsed(&assignment)?,
        },
    })
}

/// The session that a learner has under way for an assignment.
pub(super) async fn under_way(
    connection: &mut SqliteConnection,
    under: &Under,
) -> Result<Option<SessionId>, StoreError> {
    let row = sqlx::query(
        "SELECT session_id FROM class_sessions JOIN sessions ON sessions.id = session_id \
         WHERE learner_id = $1 AND assignment_id = $2 AND finished_at_ms IS NULL ORDER BY session_id LIMIT 1",
    )
    .bind(under.learner.to_string())
    .bind(under.assignment.to_string())
    .fetch_optional(connection)
    .await?;
    let id: Option<String> = row.map(|row| row.try_get("session_id")).transpose()?;
    id.as_deref().map(parsed).transpose()
}

/// Puts a session under a class, where something may be begun for it.
pub(super) async fn put_under(
    connection: &mut SqliteConnection,
    session: SessionId,
    under: &Under,
) -> Result<(), StoreError> {
    let put = sqlx::query(
        "INSERT INTO class_sessions (session_id, learner_id, assignment_id) \
         SELECT $1, learners.id, assignments.id FROM learners JOIN classes ON classes.id = learners.class_id \
         JOIN assignments ON assignments.class_id = classes.id \
         WHERE learners.id = $2 AND assignments.id = $3 AND archived_at_ms IS NULL AND withdrawn_at_ms IS NULL",
    )
    .bind(session.to_string())
    .bind(under.learner.to_string())
    .bind(under.assignment.to_string())
    .execute(connection)
    .await?;
    match put.rows_affected() {
        1 => Ok(()),
        _ => Err(StoreError::NotFound),
    }
}

/// Writes one thing; whether it was done.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    write: &Write,
) -> Result<bool, StoreError> {
    let query = match write {
        Write::Assign(instructor, class, new) => sqlx::query(
            "INSERT INTO assignments (id, class_id, scenario_slug, title, mode, seniority, minutes, beginner, seed, \
             due_at_ms, created_at_ms) SELECT $3, id, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM classes \
             WHERE id = $1 AND instructor_id = $2 AND (SELECT count(*) FROM assignments WHERE class_id = $1) < $13",
        )
        .bind(class.to_string())
        .bind(instructor.as_str())
        .bind(new.id.to_string())
        .bind(new.scenario.as_ref())
        .bind(&new.title)
        .bind(from_name(new.setup.mode)?)
        .bind(from_name(new.setup.seniority)?)
        .bind(new.setup.minutes.map(i64::from))
        .bind(new.beginner)
        .bind(new.seed.map(i64::from))
        .bind(new.due_at_ms)
        .bind(new.created_at_ms)
        .bind(i64::from(ASSIGNMENTS)),
        Write::Due(instructor, class, assignment, due_at_ms) => sqlx::query(concat!(
            "UPDATE assignments SET due_at_ms = $4 WHERE ",
            of_instructor!()
        ))
        .bind(class.to_string())
        .bind(instructor.as_str())
        .bind(assignment.to_string())
        .bind(*due_at_ms),
        Write::Withdraw(instructor, class, assignment, at_ms) => {
            let unused = sqlx::query(concat!(
                "DELETE FROM assignments WHERE ",
                of_instructor!(),
                " AND $4 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM class_sessions WHERE assignment_id = $3)"
            ))
            .bind(class.to_string())
            .bind(instructor.as_str())
            .bind(assignment.to_string())
            .bind(*at_ms)
            .execute(&mut *connection)
            .await?;
            if unused.rows_affected() == 1 {
                return Ok(true);
            }
            sqlx::query(concat!(
                "UPDATE assignments SET withdrawn_at_ms = $4 WHERE ",
                of_instructor!()
            ))
            .bind(class.to_string())
            .bind(instructor.as_str())
            .bind(assignment.to_string())
            .bind(*at_ms)
        }
    };
    Ok(query.execute(connection).await?.rows_affected() == 1)
}
