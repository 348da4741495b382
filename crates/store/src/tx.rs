//! A transaction, as a work sees it.

use crate::sql::{Row, Sql};
use crate::{Error, postgres, sqlite};

/// A transaction on either engine. Everything in it is seen and kept together.
pub struct Tx {
    pub(crate) line: Line,
    mode: Mode,
    failed: Option<Error>,
}

/// The connection a transaction runs on.
pub(crate) enum Line {
    Sqlite(sqlite::Line),
    Postgres(postgres::Line),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
}

impl Tx {
    pub(crate) fn new(line: Line, mode: Mode) -> Tx {
        Tx { line, mode, failed: None }
    }

    /// Writes. On PostgreSQL the statement waits for the next read or the commit and travels with it, so an error may
    /// come from there; on SQLite it runs at once.
    ///
    /// Whether a row was changed is not known here: where that decides something, ask with `RETURNING` through
    /// [`Tx::row`].
    ///
    /// # Errors
    /// As [`Store::write`](crate::Store::write).
    pub fn put(&mut self, sql: Sql) -> Result<(), Error> {
        self.sound()?;
        let done = match (self.mode, &mut self.line) {
            (Mode::Read, _) => Err(Error::Broken(String::from("a read cannot write"))),
            (Mode::Write, Line::Sqlite(line)) => line.put(&sql),
            (Mode::Write, Line::Postgres(line)) => {
                line.queue(sql);
                Ok(())
            }
        };
        self.note(done)
    }

    /// The first row of the answer, or nothing.
    ///
    /// # Errors
    /// As [`Store::read`](crate::Store::read).
    pub async fn row(&mut self, sql: Sql) -> Result<Option<Row>, Error> {
        Ok(self.fetch(sql, 1).await?.into_iter().next())
    }

    /// All rows of the answer.
    ///
    /// # Errors
    /// As [`Store::read`](crate::Store::read).
    pub async fn rows(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        self.fetch(sql, usize::MAX).await
    }

    async fn fetch(&mut self, sql: Sql, most: usize) -> Result<Vec<Row>, Error> {
        self.sound()?;
        let rows = match &mut self.line {
            Line::Sqlite(line) => line.fetch(&sql, most),
            Line::Postgres(line) => line.fetch(sql).await,
        };
        self.note(rows)
    }

    /// Runs several statements without parameters, for migrations.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Error> {
        self.sound()?;
        let done = match &mut self.line {
            Line::Sqlite(line) => line.script(text),
            Line::Postgres(line) => line.script(text).await,
        };
        self.note(done)
    }

    /// The first failure, whether or not the work passed it on.
    pub(crate) fn failure(&self) -> Option<&Error> {
        self.failed.as_ref()
    }

    /// PostgreSQL refuses everything after a failure; on SQLite we do, so that no work can depend on the difference.
    pub(crate) fn sound(&self) -> Result<(), Error> {
        self.failed.clone().map_or(Ok(()), Err)
    }

    pub(crate) fn forget_failure(&mut self) {
        self.failed = None;
    }

    pub(crate) fn note<T>(&mut self, done: Result<T, Error>) -> Result<T, Error> {
        done.inspect_err(|error| {
            self.failed.get_or_insert_with(|| error.clone());
        })
    }
}
