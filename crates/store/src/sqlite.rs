//! SQLite: one writer thread that commits for everybody who waits, and readers that run where they are called.

mod failure;
mod files;
mod job;
mod line;
mod readers;
mod writer;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::store::Work;
use crate::{Error, Row, Sql, Tx};
use files::Files;
use job::Job;
pub(crate) use line::Line;
use readers::Readers;
use writer::{Order, Writer};

/// An open database file.
pub(crate) struct Base {
    writer: Writer,
    readers: Readers,
}

impl Base {
    /// Opens the file, and makes it and its folder when they are not there, for this user alone.
    pub(crate) fn open(path: &Path) -> Result<Base, Error> {
        files::prepare(path)?;
        let line = Line::writing(path)?;
        let files = Arc::new(Files::opened(path));
        let writer = Writer::start(line, Arc::clone(&files))?;
        Ok(Base { writer, readers: Readers::new(files) })
    }

    pub(crate) fn read<T, E>(&self, work: &impl Work<T, E>) -> Result<T, E>
    where
        E: From<Error>,
    {
        let mut tx = self.readers.lend()?;
        let outcome = job::look(&mut tx, work);
        self.readers.take_back(tx);
        outcome
    }

    /// Looks with one statement, which is a transaction of its own.
    pub(crate) fn ask(&self, sql: &Sql) -> Result<Vec<Row>, Error> {
        let mut tx = self.readers.lend()?;
        let rows = line(&mut tx).and_then(|line| line.fetch(sql, usize::MAX));
        self.readers.take_back(tx);
        rows
    }

    pub(crate) async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, heard) = oneshot::channel();
        self.writer.order(Order::Work(Box::new(Job::new(work, answer))))?;
        heard.await.unwrap_or_else(|_| Err(writer::gone().into()))
    }

    pub(crate) async fn checkpoint(&self) -> Result<(), Error> {
        let (answer, heard) = oneshot::channel();
        self.writer.order(Order::Checkpoint(answer))?;
        heard.await.unwrap_or_else(|_| Err(writer::gone()))
    }
}

/// The line of a transaction that this module began.
fn line(tx: &mut Tx) -> Result<&mut Line, Error> {
    match &mut tx.line {
        crate::tx::Line::Sqlite(line) => Ok(line),
        crate::tx::Line::Postgres(_) => Err(Error::Broken(String::from("a transaction of the other engine"))),
    }
}
