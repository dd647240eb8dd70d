//! Instructors: their accounts, the links by which they set their passwords, and where they are signed in.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use uuid::Uuid;

use super::readers::Readers;
use super::{Store, StoreError};

/// Someone with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instructor {
    /// Their id.
    pub id: InstructorId,
    /// Their name, which is unique whatever its case.
    pub name: String,
    /// The hash of their password, as Argon2id writes it; none until they set one.
    pub password: Option<String>,
    /// When the account was made.
    pub created_at_ms: i64,
}

/// The id of an instructor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstructorId(String);

impl InstructorId {
    /// A new id.
    fn new() -> InstructorId {
        InstructorId(Uuid::now_v7().to_string())
    }

    /// The id as a sign-in keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id that a sign-in kept.
    pub fn kept(text: String) -> InstructorId {
        InstructorId(text)
    }
}

/// A one-time link, known by the hash of its secret.
#[derive(Clone, Debug)]
pub struct PasswordLink {
    /// SHA-256 of the secret, in hexadecimal.
    pub hash: String,
    /// Until when it may be used.
    pub until_ms: i64,
}

/// A browser's sign-in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// SHA-256 of the id in its cookie.
    pub hash: String,
    /// Who is signed in; none while nobody is yet.
    pub instructor: Option<InstructorId>,
    /// What the library for sign-ins keeps.
    pub record: String,
    /// Until when it holds.
    pub until_ms: i64,
}

/// Something to write.
pub(super) enum Write {
    Add {
        instructor: Instructor,
        link: PasswordLink,
    },
    Relink {
        name: String,
        link: PasswordLink,
    },
    SetPassword {
        link_hash: String,
        password: String,
        now_ms: i64,
    },
    ChangePassword {
        instructor: InstructorId,
        password: String,
    },
    Remove {
        name: String,
    },
    /// `new`: else only what is still there is written over, so that a sign-in that was ended meanwhile stays ended.
    Keep {
        sign_in: SignIn,
        new: bool,
        now_ms: i64,
    },
    End {
        hash: String,
    },
    EndAll {
        instructor: InstructorId,
    },
}

impl Store {
    /// Makes an account with a link by which its password is set; [`StoreError::Refused`] where the name is taken.
    pub async fn add_instructor(
        &self,
        name: &str,
        link: PasswordLink,
        now_ms: i64,
    ) -> Result<Instructor, StoreError> {
        let instructor = Instructor {
            id: InstructorId::new(),
            name: name.to_owned(),
            password: None,
            created_at_ms: now_ms,
        };
        let write = Write::Add {
            instructor: instructor.clone(),
            link,
        };
        self.writer.desk(write).await?;
        Ok(instructor)
    }

    /// Gives an account another link, in place of the one it may have; false where there is no such account.
    pub async fn link_instructor(
        &self,
        name: &str,
        link: PasswordLink,
    ) -> Result<bool, StoreError> {
        let name = name.to_owned();
        self.writer.desk(Write::Relink { name, link }).await
    }

    /// Uses a link: sets the password and ends every sign-in of the account. False where the link is none, or is over.
    pub async fn set_password(
        &self,
        link_hash: &str,
        password: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let write = Write::SetPassword {
            link_hash: link_hash.to_owned(),
            password: password.to_owned(),
            now_ms,
        };
        self.writer.desk(write).await
    }

    /// Changes the password and ends every sign-in of the account.
    pub async fn change_password(
        &self,
        instructor: &InstructorId,
        password: &str,
    ) -> Result<bool, StoreError> {
        let write = Write::ChangePassword {
            instructor: instructor.clone(),
            password: password.to_owned(),
        };
        self.writer.desk(write).await
    }

    /// Removes an account with its sign-ins; false where there is none.
    pub async fn remove_instructor(&self, name: &str) -> Result<bool, StoreError> {
        let name = name.to_owned();
        self.writer.desk(Write::Remove { name }).await
    }

    /// Keeps a new sign-in; those that are over go. False where its hash is taken.
    pub async fn add_sign_in(&self, sign_in: SignIn, now_ms: i64) -> Result<bool, StoreError> {
        let new = true;
        self.writer
            .desk(Write::Keep {
                sign_in,
                new,
                now_ms,
            })
            .await
    }

    /// Writes over what was kept of a sign-in; false where it was ended meanwhile.
    pub async fn keep_sign_in(&self, sign_in: SignIn, now_ms: i64) -> Result<bool, StoreError> {
        let new = false;
        self.writer
            .desk(Write::Keep {
                sign_in,
                new,
                now_ms,
            })
            .await
    }

    /// Ends one sign-in.
    pub async fn end_sign_in(&self, hash: &str) -> Result<(), StoreError> {
        let hash = hash.to_owned();
        self.writer.desk(Write::End { hash }).await?;
        Ok(())
    }

    /// Ends every sign-in of an account.
    pub async fn end_sign_ins(&self, instructor: &InstructorId) -> Result<(), StoreError> {
        let instructor = instructor.clone();
        self.writer.desk(Write::EndAll { instructor }).await?;
        Ok(())
    }

    /// The account with this name, whatever its case.
    pub async fn instructor_named(&self, name: &str) -> Result<Option<Instructor>, StoreError> {
        one(
            &self.pool,
            "SELECT id, name, password, created_at_ms FROM instructors WHERE name_key = $1",
            &key(name),
        )
        .await
    }

    /// The account with this id.
    pub async fn instructor(&self, id: &InstructorId) -> Result<Option<Instructor>, StoreError> {
        one(
            &self.pool,
            "SELECT id, name, password, created_at_ms FROM instructors WHERE id = $1",
            &id.0,
        )
        .await
    }

    /// Whose link this is, while it may be used.
    pub async fn linked_instructor(
        &self,
        link_hash: &str,
        now_ms: i64,
    ) -> Result<Option<Instructor>, StoreError> {
        let row = sqlx::query(
            "SELECT id, name, password, created_at_ms FROM instructors JOIN password_links ON instructor_id = id \
             WHERE hash = $1 AND until_ms > $2",
        )
        .bind(link_hash)
        .bind(now_ms)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(to_instructor).transpose()
    }

    /// Whether there is any account.
    pub async fn has_instructors(&self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT EXISTS (SELECT 1 FROM instructors) AS any_there")
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get("any_there")?)
    }

    /// All accounts, by their names.
    pub async fn instructors(&self) -> Result<Vec<Instructor>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, name, password, created_at_ms FROM instructors ORDER BY name_key",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(to_instructor).collect()
    }

    /// What was kept of a sign-in and until when it holds, while it does.
    pub async fn sign_in(
        &self,
        hash: &str,
        now_ms: i64,
    ) -> Result<Option<(String, i64)>, StoreError> {
        let row =
            sqlx::query("SELECT record, until_ms FROM sign_ins WHERE hash = $1 AND until_ms > $2")
                .bind(hash)
                .bind(now_ms)
                .fetch_optional(&self.pool)
                .await?;
        let kept =
            row.map(|row| Ok::<_, StoreError>((row.try_get("record")?, row.try_get("until_ms")?)));
        kept.transpose()
    }
}

/// A name as it is compared.
fn key(name: &str) -> String {
    name.to_lowercase()
}

async fn one(
    pool: &Readers,
    sql: &'static str,
    value: &str,
) -> Result<Option<Instructor>, StoreError> {
    let row = sqlx::query(sql).bind(value).fetch_optional(pool).await?;
    row.as_ref().map(to_instructor).transpose()
}

fn to_instructor(row: &SqliteRow) -> Result<Instructor, StoreError> {
    Ok(Instructor {
        id: InstructorId(row.try_get("id")?),
        name: row.try_get("name")?,
        password: row.try_get("password")?,
        created_at_ms: row.try_get("created_at_ms")?,
    })
}

/// Writes one thing; whether it changed something.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    write: &Write,
) -> Result<bool, StoreError> {
    match write {
        Write::Add { instructor, link } => {
            sqlx::query("INSERT INTO instructors (id, name, name_key, created_at_ms) VALUES ($1, $2, $3, $4)")
                .bind(&instructor.id.0)
                .bind(&instructor.name)
                .bind(key(&instructor.name))
                .bind(instructor.created_at_ms)
                .execute(&mut *connection)
                .await?;
            relink(connection, &instructor.name, link).await
        }
        Write::Relink { name, link } => relink(connection, name, link).await,
        Write::SetPassword {
            link_hash,
            password,
            now_ms,
        } => {
            let row = sqlx::query("DELETE FROM password_links WHERE hash = $1 AND until_ms > $2 RETURNING instructor_id")
                .bind(link_hash)
                .bind(*now_ms)
                .fetch_optional(&mut *connection)
                .await?;
            match row {
                Some(row) => {
                    set_password(connection, row.try_get("instructor_id")?, password).await
                }
                None => Ok(false),
            }
        }
        Write::ChangePassword {
            instructor,
            password,
        } => set_password(connection, instructor.0.clone(), password).await,
        Write::Remove { name } => {
            for sql in [
                "DELETE FROM sign_ins WHERE instructor_id = (SELECT id FROM instructors WHERE name_key = $1)",
                "DELETE FROM password_links WHERE instructor_id = (SELECT id FROM instructors WHERE name_key = $1)",
            ] {
                sqlx::query(sql)
                    .bind(key(name))
                    .execute(&mut *connection)
                    .await?;
            }
            let gone = sqlx::query("DELETE FROM instructors WHERE name_key = $1")
                .bind(key(name))
                .execute(&mut *connection)
                .await?;
            Ok(gone.rows_affected() == 1)
        }
        Write::Keep {
            sign_in,
            new,
            now_ms,
        } => keep(connection, sign_in, *new, *now_ms).await,
        Write::End { hash } => {
            let gone = sqlx::query("DELETE FROM sign_ins WHERE hash = $1")
                .bind(hash)
                .execute(&mut *connection)
                .await?;
            Ok(gone.rows_affected() == 1)
        }
        Write::EndAll { instructor } => {
            let gone = sqlx::query("DELETE FROM sign_ins WHERE instructor_id = $1")
                .bind(&instructor.0)
                .execute(&mut *connection)
                .await?;
            Ok(gone.rows_affected() > 0)
        }
    }
}

async fn relink(
    connection: &mut SqliteConnection,
    name: &str,
    link: &PasswordLink,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO password_links (instructor_id, hash, until_ms) SELECT id, $2, $3 FROM instructors WHERE name_key = $1 \
         ON CONFLICT (instructor_id) DO UPDATE SET hash = excluded.hash, until_ms = excluded.until_ms",
    )
    .bind(key(name))
    .bind(&link.hash)
    .bind(link.until_ms)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn set_password(
    connection: &mut SqliteConnection,
    instructor: String,
    password: &str,
) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE instructors SET password = $2 WHERE id = $1")
        .bind(&instructor)
        .bind(password)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM sign_ins WHERE instructor_id = $1")
        .bind(&instructor)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

async fn keep(
    connection: &mut SqliteConnection,
    sign_in: &SignIn,
    new: bool,
    now_ms: i64,
) -> Result<bool, StoreError> {
    sqlx::query("DELETE FROM sign_ins WHERE until_ms <= $1")
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    let sql = match new {
        true => {
            "INSERT INTO sign_ins (hash, instructor_id, record, until_ms) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (hash) DO NOTHING"
        }
        false => {
            "UPDATE sign_ins SET instructor_id = $2, record = $3, until_ms = $4 WHERE hash = $1"
        }
    };
    let done = sqlx::query(sql)
        .bind(&sign_in.hash)
        .bind(sign_in.instructor.as_ref().map(InstructorId::as_str))
        .bind(&sign_in.record)
        .bind(sign_in.until_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}
