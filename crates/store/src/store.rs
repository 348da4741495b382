//! The store: opening it, and running works in it.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::{Error, Row, Sql, Step, Tx, migrate, postgres, sql, sqlite};

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<Base>);

enum Base {
    Sqlite(sqlite::Base),
    Postgres(postgres::Base),
}

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, inside the program.
    Sqlite,
    /// PostgreSQL, on a server.
    Postgres,
}

/// What a work is: see [`work!`](crate::work!).
pub(crate) trait Work<T, E>:
    for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static
{
}

impl<F, T, E> Work<T, E> for F where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static
{
}

impl Store {
    /// Opens a database.
    ///
    /// - `sqlite:/path/file.db`: a file, which is made when it is not there, readable for this user alone, with its
    ///   folder.
    /// - `postgres://user:password@host/database?options=-csearch_path%3Dname`: as libpq writes it, and
    ///   `connections=16` for the most that are open at a time (about 8 for each core of the database's machine), and
    ///   `together=no` for a database that does not take several writes as one statement, such as Citus.
    ///
    /// # Errors
    /// [`Error::Broken`] for an address that cannot be read or a server that does not keep what it confirms,
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open(url: &str) -> Result<Store, Error> {
        let base = if let Some(path) = url.strip_prefix("sqlite:") {
            Base::Sqlite(sqlite::Base::open(Path::new(path.strip_prefix("//").unwrap_or(path)))?)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Base::Postgres(postgres::Base::open(url).await?)
        } else {
            return Err(Error::Broken(String::from(
                "the address of a database begins with `sqlite:` or `postgres://`",
            )));
        };
        Ok(Store(Arc::new(base)))
    }

    /// Which engine runs. Only migrations and tests have reason to ask.
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Base::Sqlite(_) => Engine::Sqlite,
            Base::Postgres(_) => Engine::Postgres,
        }
    }

    /// Applies each step once, in order, and all of a step or nothing.
    ///
    /// # Errors
    /// [`Error::Migration`] when a step that was applied has since been changed.
    pub async fn migrate(&self, steps: &[Step]) -> Result<(), Error> {
        migrate::apply(self, steps).await
    }

    /// Looks. All statements of the work see the same moment.
    ///
    /// On SQLite the work runs on the calling thread, so a read is short: a page, not a table.
    ///
    /// # Errors
    /// What the work returns, and [`Error::Unavailable`], [`Error::Panicked`], [`Error::Broken`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        match &*self.0 {
            Base::Sqlite(base) => base.read(&work),
            Base::Postgres(base) => base.read(&work).await,
        }
    }

    /// Looks with one `SELECT`, which is cheaper on PostgreSQL than a work around it.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn ask(&self, sql: Sql) -> Result<Vec<Row>, Error> {
        // Without a transaction that only reads, nothing else holds it back from writing.
        if !sql.text.starts_with("SELECT ") {
            return Err(Error::Broken(String::from("only what begins with SELECT is asked without a work")));
        }
        match &*self.0 {
            Base::Sqlite(base) => base.ask(&sql),
            Base::Postgres(base) => base.ask(sql).await,
        }
    }

    /// Writes. On disk when it returns `Ok`; once begun it runs to its end, even if nobody waits for it any more.
    /// A work that returns an error leaves nothing behind.
    ///
    /// # Errors
    /// What the work returns, and any [`Error`] but [`Error::Migration`]. After [`Error::Unavailable`] it is not
    /// known whether the write was kept: the connection may have ended between the commit and its answer.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        match &*self.0 {
            Base::Sqlite(base) => base.write(work).await,
            Base::Postgres(base) => base.write(work).await,
        }
    }

    /// After an erasure on SQLite: moves the write-ahead log into the file and empties it, so that no earlier state
    /// of a page is left. PostgreSQL keeps its own log by its own rules; there it does nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when a reader still needs the log.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        match &*self.0 {
            Base::Sqlite(base) => base.checkpoint().await,
            Base::Postgres(_) => Ok(()),
        }
    }

    /// Whether the database answers, and on SQLite the writer too.
    pub async fn alive(&self) -> bool {
        let looked = self
            .read(crate::work!(|tx| -> Result<(), Error> { tx.row(sql!("SELECT 1")).await.map(drop) }))
            .await;
        let writes = match self.engine() {
            Engine::Sqlite => self.write(crate::work!(|_tx| -> Result<(), Error> { Ok(()) })).await,
            Engine::Postgres => Ok(()),
        };
        looked.and(writes).is_ok()
    }
}
