//! Classes: an instructor's, and the link by which one joins, which is the hash of a secret.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::learners::forget;
use super::readers::Readers;
use super::{ClassId, InstructorId, Owner, Store, StoreError};

/// The most classes that one instructor may have.
const CLASSES: u32 = 200;

/// A class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Its id.
    pub id: ClassId,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub instructor: InstructorId,
    /// Their name.
    pub instructor_name: String,
    /// When it was made.
    pub created_at_ms: i64,
    /// Since when nothing new is begun in it.
    pub archived_at_ms: Option<i64>,
    /// The link by which one joins it; none: nobody can.
    pub link: Option<JoinLink>,
}

impl Class {
    /// Whether somebody who has the link may join.
    pub fn is_joinable(&self, now_ms: i64) -> bool {
        let lasts = self.link.is_some_and(|link| now_ms < link.until_ms);
        self.archived_at_ms.is_none() && lasts
    }
}

/// When a join link was made and until when it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct JoinLink {
    pub made_at_ms: i64,
    pub until_ms: i64,
}

/// A class as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedClass {
    /// The class.
    pub class: Class,
    /// How many are in it.
    pub learners: u32,
    /// How many interviews were finished in it.
    pub finished: u32,
}

/// Something to write. Whatever an instructor does is done to a class of theirs, or not at all.
pub(super) enum Write {
    Make {
        class: ClassId,
        instructor: InstructorId,
        name: String,
        at_ms: i64,
    },
    Rename(InstructorId, ClassId, String),
    Archive(InstructorId, ClassId, Option<i64>),
    Delete(InstructorId, ClassId),
    Link(InstructorId, ClassId, Option<(Owner, JoinLink)>),
}

/// The columns of a class, with its instructor's name.
macro_rules! class_columns {
    () => {
        "classes.id AS id, classes.name AS name, instructor_id, instructors.name AS instructor_name, \
         classes.created_at_ms AS created_at_ms, archived_at_ms, join_made_ms, join_until_ms"
    };
}

/// A class with its instructor, as the statements below begin.
macro_rules! select_class {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            class_columns!(),
            " FROM classes JOIN instructors ON instructors.id = instructor_id ",
            $rest
        )
    };
}

impl Store {
    /// Makes a class; none if the instructor has as many as they may.
    pub async fn make_class(
        &self,
        instructor: &InstructorId,
        name: &str,
        at_ms: i64,
    ) -> Result<Option<ClassId>, StoreError> {
        let class = ClassId::new();
        let write = Write::Make {
            class,
            instructor: instructor.clone(),
            name: name.to_owned(),
            at_ms,
        };
        Ok(self.writer.class(write).await?.then_some(class))
    }

    /// Renames a class; false if the instructor has no such class.
    pub async fn rename_class(
        &self,
        instructor: &InstructorId,
        class: ClassId,
        name: &str,
    ) -> Result<bool, StoreError> {
        let write = Write::Rename(instructor.clone(), class, name.to_owned());
        self.writer.class(write).await
    }

    /// Archives a class as of a time, or with none takes it up again; false if the instructor has no such class.
    pub async fn archive_class(
        &self,
        instructor: &InstructorId,
        class: ClassId,
        at_ms: Option<i64>,
    ) -> Result<bool, StoreError> {
        let write = Write::Archive(instructor.clone(), class, at_ms);
        self.writer.class(write).await
    }

    /// Deletes an archived class with its learners and assignments; the interviews stay with those who held them.
    pub async fn delete_class(
        &self,
        instructor: &InstructorId,
        class: ClassId,
    ) -> Result<bool, StoreError> {
        self.writer
            .class(Write::Delete(instructor.clone(), class))
            .await
    }

    /// Gives a class another join link in place of the one it may have, or with none takes that away.
    pub async fn link_class(
        &self,
        instructor: &InstructorId,
        class: ClassId,
        link: Option<(Owner, JoinLink)>,
    ) -> Result<bool, StoreError> {
        self.writer
            .class(Write::Link(instructor.clone(), class, link))
            .await
    }

    /// An instructor's class.
    pub async fn class_of_instructor(
        &self,
        instructor: &InstructorId,
        class: ClassId,
    ) -> Result<Class, StoreError> {
        let row = sqlx::query(select_class!(
            "WHERE classes.id = $1 AND instructor_id = $2"
        ))
        .bind(class.to_string())
        .bind(instructor.as_str())
        .fetch_one(&self.pool)
        .await?;
        to_class(&row)
    }

    /// An instructor's classes, newest first.
    pub async fn classes_of_instructor(
        &self,
        instructor: &InstructorId,
    ) -> Result<Vec<ListedClass>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            class_columns!(),
            ", (SELECT count(*) FROM learners WHERE class_id = classes.id) AS learners, \
             (SELECT count(*) FROM learners JOIN class_sessions ON learner_id = learners.id \
              JOIN sessions ON sessions.id = session_id \
              WHERE class_id = classes.id AND finished_at_ms IS NOT NULL) AS finished \
             FROM classes JOIN instructors ON instructors.id = instructor_id WHERE instructor_id = $1 ORDER BY classes.id DESC"
        ))
        .bind(instructor.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(ListedClass {
                    class: to_class(row)?,
                    learners: row.try_get("learners")?,
                    finished: row.try_get("finished")?,
                })
            })
            .collect()
    }

    /// The class with this join link, while it can be joined.
    pub async fn class_by_link(&self, secret: &Owner, now_ms: i64) -> Result<Class, StoreError> {
        let row = sqlx::query(select_class!("WHERE join_hash = $1"))
            .bind(secret.as_str())
            .fetch_one(&self.pool)
            .await?;
        let class = to_class(&row)?;
        match class.is_joinable(now_ms) {
            true => Ok(class),
            false => Err(StoreError::NotFound),
        }
    }

    /// The classes that a browser is in, the one joined last first.
    pub async fn classes_of_browser(&self, browser: &Owner) -> Result<Vec<Class>, StoreError> {
        let rows = sqlx::query(select_class!(
            "JOIN learners ON learners.class_id = classes.id WHERE browser_hash = $1 ORDER BY learners.id DESC"
        ))
        .bind(browser.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(to_class).collect()
    }
}

/// A class, whoever asks.
pub(super) async fn by_id(pool: &Readers, class: ClassId) -> Result<Class, StoreError> {
    let row = sqlx::query(select_class!("WHERE classes.id = $1"))
        .bind(class.to_string())
        .fetch_one(pool)
        .await?;
    to_class(&row)
}

fn to_class(row: &SqliteRow) -> Result<Class, StoreError> {
    let id: String = row.try_get("id")?;
    let made: Option<i64> = row.try_get("join_made_ms")?;
    let until: Option<i64> = row.try_get("join_until_ms")?;
    Ok(Class {
        id: parsed(&id)?,
        name: row.try_get("name")?,
        instructor: InstructorId::kept(row.try_get("instructor_id")?),
        instructor_name: row.try_get("instructor_name")?,
        created_at_ms: row.try_get("created_at_ms")?,
        archived_at_ms: row.try_get("archived_at_ms")?,
        link: made.zip(until).map(|(made_at_ms, until_ms)| JoinLink {
            made_at_ms,
            until_ms,
        }),
    })
}

/// An id of ours out of a row.
pub(super) fn parsed<T: std::str::FromStr>(id: &str) -> Result<T, StoreError> {
    id.parse().map_err(|_| super::rows::unreadable("id", id))
}

/// Writes one thing; whether it was done.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    write: &Write,
) -> Result<bool, StoreError> {
    let query = match write {
        Write::Make {
            class,
            instructor,
            name,
            at_ms,
        } => sqlx::query(
            "INSERT INTO classes (id, instructor_id, name, created_at_ms) SELECT $1, $2, $3, $4 \
             WHERE (SELECT count(*) FROM classes WHERE instructor_id = $2) < $5",
        )
        .bind(class.to_string())
        .bind(instructor.as_str())
        .bind(name)
        .bind(*at_ms)
        .bind(i64::from(CLASSES)),
        Write::Rename(instructor, class, name) => {
            sqlx::query("UPDATE classes SET name = $3 WHERE id = $1 AND instructor_id = $2")
                .bind(class.to_string())
                .bind(instructor.as_str())
                .bind(name)
        }
        Write::Archive(instructor, class, at_ms) => sqlx::query(
            "UPDATE classes SET archived_at_ms = $3 WHERE id = $1 AND instructor_id = $2",
        )
        .bind(class.to_string())
        .bind(instructor.as_str())
        .bind(*at_ms),
        Write::Delete(instructor, class) => return delete(connection, instructor, *class).await,
        Write::Link(instructor, class, link) => sqlx::query(
            "UPDATE classes SET join_hash = $3, join_made_ms = $4, join_until_ms = $5 \
             WHERE id = $1 AND instructor_id = $2",
        )
        .bind(class.to_string())
        .bind(instructor.as_str())
        .bind(link.as_ref().map(|(hash, _)| hash.as_str()))
        .bind(link.as_ref().map(|(_, link)| link.made_at_ms))
        .bind(link.as_ref().map(|(_, link)| link.until_ms)),
    };
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

async fn delete(
    connection: &mut SqliteConnection,
    instructor: &InstructorId,
    class: ClassId,
) -> Result<bool, StoreError> {
    let sql =
        "DELETE FROM classes WHERE id = $1 AND instructor_id = $2 AND archived_at_ms IS NOT NULL";
    let gone = sqlx::query(sql)
        .bind(class.to_string())
        .bind(instructor.as_str());
    forget(connection, gone).await
}
