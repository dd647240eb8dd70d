//! Connections for reading. Each has a thread of its own, and to ask one and to hear its answer takes longer than most
//! answers do; so a read is one question, and a connection is neither asked beforehand whether it is alive nor afterwards:
//! one that isn't says so, and is not used again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteQueryResult, SqliteRow, SqliteStatement,
    SqliteTypeInfo,
};
use sqlx::{
    ConnectOptions, Connection, Describe, Either, Error, Execute, Executor, SqlStr, Sqlite,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most connections; who comes later waits for one.
const MOST: u32 = 6;
/// How long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections to a database that only read. They are opened when they are needed. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Readers {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: SqliteConnectOptions,
    places: Arc<Semaphore>,
    // A plain mutex: it is held to take one or to give one back, never across an await. The one that was used last is used
    // next, so that what it has read is still there.
    idle: Mutex<Vec<SqliteConnection>>,
}

/// A connection that is in use. It is given back when it is dropped, unless it broke.
struct Reader {
    connection: Option<SqliteConnection>,
    shared: Arc<Shared>,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    /// Opens the first of them, so that what is wrong with the file is known at once.
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Readers, Error> {
        // Only the writer writes; a read that tried to would be a defect.
        let options = options.pragma("query_only", "1");
        let first = options.connect().await?;
        Ok(Readers {
            shared: Arc::new(Shared {
                options,
                places: Arc::new(Semaphore::new(MOST as usize)),
                idle: Mutex::new(vec![first]),
            }),
        })
    }

    /// Waits for those in use, and closes all. Whoever asks afterwards gets [`Error::PoolClosed`].
    pub(super) async fn close(&self) {
        let all = self.shared.places.acquire_many(MOST).await;
        self.shared.places.close();
        let idle = std::mem::take(&mut *self.shared.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a reading connection did not close cleanly");
            }
        }
        drop(all);
    }

    /// Takes one of them.
    async fn take(&self) -> Result<Reader, Error> {
        let place = Arc::clone(&self.shared.places).acquire_owned();
        let place = tokio::time::timeout(PATIENCE, place).await;
        let place = place
            .map_err(|_| Error::PoolTimedOut)?
            .map_err(|_| Error::PoolClosed)?;
        let idle = self.shared.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.shared.options.connect().await?,
        };
        Ok(Reader {
            connection: Some(connection),
            shared: Arc::clone(&self.shared),
            _place: place,
        })
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        self.connection.as_mut().ok_or(Error::PoolClosed)
    }

    /// Lets go of the connection if the error is its own and not the statement's.
    fn keep_unless_broken<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &result
            && !matches!(
                error,
                Error::Database(_) | Error::RowNotFound | Error::Encode(_)
            )
        {
            self.connection = None;
        }
        result
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.shared.idle().push(connection);
        }
    }
}

impl<'c> Executor<'c> for &Readers {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<SqliteQueryResult, SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        // Nothing that is read here is so large that it had to be taken piece by piece.
        let readers = self.clone();
        let all = async move {
            let mut reader = readers.take().await?;
            let all = reader.connection()?.fetch_many(query);
            let all: Result<Vec<_>, Error> = all.try_collect().await;
            let all = reader.keep_unless_broken(all)?;
            Ok::<_, Error>(stream::iter(all).map(Ok))
        };
        stream::once(all).try_flatten().boxed()
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Vec<SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        let readers = self.clone();
        Box::pin(async move {
            let mut reader = readers.take().await?;
            let rows = reader.connection()?.fetch_all(query).await;
            reader.keep_unless_broken(rows)
        })
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        let readers = self.clone();
        Box::pin(async move {
            let mut reader = readers.take().await?;
            let row = reader.connection()?.fetch_optional(query).await;
            reader.keep_unless_broken(row)
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, Error>>
    where
        'c: 'e,
    {
        let readers = self.clone();
        Box::pin(async move {
            let mut reader = readers.take().await?;
            let statement = reader.connection()?.prepare_with(sql, parameters).await;
            reader.keep_unless_broken(statement)
        })
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
    where
        'c: 'e,
    {
        let readers = self.clone();
        Box::pin(async move {
            let mut reader = readers.take().await?;
            let described = reader.connection()?.describe(sql).await;
            reader.keep_unless_broken(described)
        })
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;

    async fn readers(folder: &std::path::Path) -> Readers {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("numbers.db"))
            .create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql(
            "CREATE TABLE numbers AS WITH RECURSIVE n (number) AS \
             (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < 300) SELECT number FROM n",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        connection.close().await.unwrap();
        Readers::open(options).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_read_at_once_over_a_few_connections() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(folder.path()).await;
        let reads = (1..=200).map(|number| {
            let readers = readers.clone();
            tokio::spawn(async move {
                let rows = sqlx::query("SELECT number FROM numbers WHERE number <= $1")
                    .bind(number)
                    .fetch_all(&readers)
                    .await
                    .unwrap();
                assert_eq!(rows.len(), number as usize);
                let last = sqlx::query("SELECT max(number) FROM numbers WHERE number <= $1")
                    .bind(number)
                    .fetch_one(&readers);
                assert_eq!(last.await.unwrap().get::<i32, _>(0), number);
            })
        });
        for read in reads.collect::<Vec<_>>() {
            read.await.unwrap();
        }
        assert!((1..=MOST as usize).contains(&readers.shared.idle().len()));
        readers.close().await;
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_statement_costs_no_connection() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(folder.path()).await;
        for sql in ["SELECT nothing FROM numbers", "DELETE FROM numbers"] {
            let refused = sqlx::query(sql).bind(1).fetch_all(&readers).await;
            assert!(matches!(refused, Err(Error::Database(_))), "{sql}");
        }
        let none = sqlx::query("SELECT number FROM numbers WHERE number = $1").bind(0);
        assert!(none.fetch_optional(&readers).await.unwrap().is_none());
        assert_eq!(readers.shared.idle().len(), 1);
        readers.close().await;
    }

    #[tokio::test]
    async fn once_closed_nothing_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(folder.path()).await;
        let other = readers.clone();
        readers.close().await;
        readers.close().await;
        let read = sqlx::query("SELECT 1").fetch_one(&other).await;
        assert!(matches!(read, Err(Error::PoolClosed)));
    }
}
