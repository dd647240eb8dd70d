//! Who is in a class. A learner is known by the hash of their browser's own secret, and leaves without a trace.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::classes::{by_id, parsed};
use super::rows::run_sql;
use super::{Class, ClassId, InstructorId, LearnerId, Owner, Store, StoreError};

/// The most learners that one class may have.
const LEARNERS: u32 = 1000;

/// Somebody in a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// Their id in this class.
    pub id: LearnerId,
    /// As they wish to be called.
    pub nickname: Option<String>,
    /// Counted in the order of joining; nobody else in the class ever has the same.
    pub number: u32,
    /// When they joined.
    pub joined_at_ms: i64,
}

impl Learner {
    /// What they are called: the nickname, or "Learner 3".
    pub fn name(&self) -> String {
        match &self.nickname {
            Some(nickname) => nickname.clone(),
            None => format!("Learner {}", self.number),
        }
    }
}

/// Somebody who joins.
#[derive(Clone, Debug)]
pub struct NewLearner {
    /// The hash of their browser's secret.
    pub browser: Owner,
    /// As they wish to be called.
    pub nickname: Option<String>,
    /// Now.
    pub at_ms: i64,
}

/// Something to write.
pub(super) enum Write {
    /// By the class's instructor.
    Remove(InstructorId, ClassId, LearnerId),
    Join(ClassId, LearnerId, NewLearner),
    Nickname(ClassId, Owner, Option<String>),
    Leave(ClassId, Owner),
    Forget(Owner),
    Sweep(i64),
}

/// Learners who are to be forgotten: whoever joined before a time and has said nothing in the class since.
macro_rules! gone {
    () => {
        "joined_at_ms < $1 AND NOT EXISTS (SELECT 1 FROM class_sessions JOIN sessions ON sessions.id = session_id \
         WHERE learner_id = learners.id AND last_at_ms >= $1)"
    };
}

impl Store {
    /// Takes a learner out of a class, as if they had left.
    pub async fn remove_learner(
        &self,
        instructor: &InstructorId,
        class: ClassId,
        learner: LearnerId,
    ) -> Result<bool, StoreError> {
        self.writer
            .learner(Write::Remove(instructor.clone(), class, learner))
            .await
    }

    /// Puts a browser into a class that can be joined; who is in it already gets the nickname. False if the class is full.
    pub async fn join_class(&self, class: ClassId, new: NewLearner) -> Result<bool, StoreError> {
        self.writer
            .learner(Write::Join(class, LearnerId::new(), new))
            .await
    }

    /// Changes a learner's nickname; false if the browser isn't in the class.
    pub async fn change_nickname(
        &self,
        class: ClassId,
        browser: &Owner,
        nickname: Option<String>,
    ) -> Result<bool, StoreError> {
        self.writer
            .learner(Write::Nickname(class, browser.clone(), nickname))
            .await
    }

    /// Takes a browser out of a class: nothing of it is left there, and its interviews are its own alone again.
    pub async fn leave_class(&self, class: ClassId, browser: &Owner) -> Result<bool, StoreError> {
        self.writer
            .learner(Write::Leave(class, browser.clone()))
            .await
    }

    /// Takes a browser out of every class, and out of every link of others.
    pub async fn forget_browser(&self, browser: &Owner) -> Result<(), StoreError> {
        self.writer.learner(Write::Forget(browser.clone())).await?;
        Ok(())
    }

    /// A class that this browser is in, and who it is there.
    pub async fn class_of_learner(
        &self,
        class: ClassId,
        browser: &Owner,
    ) -> Result<(Class, Learner), StoreError> {
        let learner = sqlx::query(
            "SELECT id, nickname, number, joined_at_ms FROM learners WHERE class_id = $1 AND browser_hash = $2",
        )
        .bind(class.to_string())
        .bind(browser.as_str())
        .fetch_one(&self.pool)
        .await?;
        let class = by_id(&self.pool, class).await?;
        Ok((class, to_learner(&learner)?))
    }

    /// A class's learners, in the order of joining.
    pub async fn learners_of(&self, class: ClassId) -> Result<Vec<Learner>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, nickname, number, joined_at_ms FROM learners WHERE class_id = $1 ORDER BY number",
        )
        .bind(class.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(to_learner).collect()
    }

    /// How many learners [`Store::sweep_classes`] would forget.
    pub async fn count_learners_before(&self, before_ms: i64) -> Result<u64, StoreError> {
        let row = sqlx::query(concat!("SELECT count(*) FROM learners WHERE ", gone!()))
            .bind(before_ms)
            .fetch_one(&self.pool)
            .await?;
        let count: i64 = row.try_get(0)?;
        Ok(count.unsigned_abs())
    }

    /// Forgets learners who joined before `before_ms` and have said nothing in their class since, and deletes classes that
    /// were archived before it and that nobody is in any more; whether there were any.
    pub async fn sweep_classes(&self, before_ms: i64) -> Result<bool, StoreError> {
        self.writer.learner(Write::Sweep(before_ms)).await
    }
}

fn to_learner(row: &SqliteRow) -> Result<Learner, StoreError> {
    let id: String = row.try_get("id")?;
    Ok(Learner {
        id: parsed(&id)?,
        nickname: row.try_get("nickname")?,
        number: row.try_get("number")?,
        joined_at_ms: row.try_get("joined_at_ms")?,
    })
}

/// Writes one thing; whether it was done.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    write: &Write,
) -> Result<bool, StoreError> {
    let query = match write {
        Write::Remove(instructor, class, learner) => {
            let sql = "DELETE FROM learners WHERE id = $1 AND class_id = $2 \
                 AND EXISTS (SELECT 1 FROM classes WHERE id = $2 AND instructor_id = $3)";
            let gone = sqlx::query(sql)
                .bind(learner.to_string())
                .bind(class.to_string())
                .bind(instructor.as_str());
            return forget(connection, gone).await;
        }
        Write::Join(class, learner, new) => return join(connection, *class, *learner, new).await,
        Write::Nickname(class, browser, nickname) => sqlx::query(
            "UPDATE learners SET nickname = $3 WHERE class_id = $1 AND browser_hash = $2",
        )
        .bind(class.to_string())
        .bind(browser.as_str())
        .bind(nickname),
        Write::Leave(class, browser) => {
            let gone =
                sqlx::query("DELETE FROM learners WHERE class_id = $1 AND browser_hash = $2")
                    .bind(class.to_string())
                    .bind(browser.as_str());
            return forget(connection, gone).await;
        }
        Write::Forget(browser) => {
            let mut any = false;
            for sql in [
                "DELETE FROM learners WHERE browser_hash = $1",
                "DELETE FROM guests WHERE browser_hash = $1",
            ] {
                let gone = sqlx::query(sql).bind(browser.as_str());
                any |= forget(connection, gone).await?;
            }
            return Ok(any);
        }
        Write::Sweep(before_ms) => return sweep(connection, *before_ms).await,
    };
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Deletes so that it is gone from the file too, and not only from sight; whether there was anything.
pub(super) async fn forget(
    connection: &mut SqliteConnection,
    gone: Query<'_>,
) -> Result<bool, StoreError> {
    run_sql(connection, "PRAGMA secure_delete = ON").await?;
    let done = gone.execute(&mut *connection).await;
    run_sql(connection, "PRAGMA secure_delete = OFF").await?;
    Ok(done?.rows_affected() > 0)
}

async fn join(
    connection: &mut SqliteConnection,
    class: ClassId,
    learner: LearnerId,
    new: &NewLearner,
) -> Result<bool, StoreError> {
    let known = sqlx::query(
        "UPDATE learners SET nickname = coalesce($3, nickname) WHERE class_id = $1 AND browser_hash = $2",
    )
    .bind(class.to_string())
    .bind(new.browser.as_str())
    .bind(&new.nickname)
    .execute(&mut *connection)
    .await?;
    if known.rows_affected() == 1 {
        return Ok(true);
    }
    let joined = sqlx::query(
        "INSERT INTO learners (id, class_id, browser_hash, nickname, number, joined_at_ms) \
         SELECT $1, id, $3, $4, joined + 1, $5 FROM classes WHERE id = $2 AND archived_at_ms IS NULL \
         AND join_until_ms > $5 AND (SELECT count(*) FROM learners WHERE class_id = $2) < $6",
    )
    .bind(learner.to_string())
    .bind(class.to_string())
    .bind(new.browser.as_str())
    .bind(&new.nickname)
    .bind(new.at_ms)
    .bind(i64::from(LEARNERS))
    .execute(&mut *connection)
    .await?;
    if joined.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("UPDATE classes SET joined = joined + 1 WHERE id = $1")
        .bind(class.to_string())
        .execute(connection)
        .await?;
    Ok(true)
}

async fn sweep(connection: &mut SqliteConnection, before_ms: i64) -> Result<bool, StoreError> {
    let learners = sqlx::query(concat!("DELETE FROM learners WHERE ", gone!())).bind(before_ms);
    let learners = forget(connection, learners).await?;
    let classes = sqlx::query(
        "DELETE FROM classes WHERE archived_at_ms < $1 \
         AND NOT EXISTS (SELECT 1 FROM learners WHERE class_id = classes.id)",
    )
    .bind(before_ms);
    let classes = forget(connection, classes).await?;
    Ok(learners || classes)
}
