//! PostgreSQL: a pool of connections, statements that travel together, and tries again after a conflict.

mod bundle;
mod failure;
mod line;
mod parameter;
mod pool;
mod reply;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;

use crate::store::Work;
use crate::tx::{self, Mode, Tx};
use crate::{Dice, Error, Row, Sql};
pub(crate) use line::Line;
use pool::Pool;

/// Sixteen writers of one customer's ledger take about ten tries each.
const TRIES: u32 = 40;

/// An open database.
pub(crate) struct Base {
    pool: Pool,
    dice: Dice,
}

impl Base {
    pub(crate) async fn open(url: &str) -> Result<Base, Error> {
        let base = Base { pool: Pool::new(url)?, dice: Dice::system() };
        durable(&base.pool).await?;
        Ok(base)
    }

    /// A read that is dropped half way leaves its connection in order: [`Line`] sees to it.
    pub(crate) async fn read<T, E>(&self, work: &impl Work<T, E>) -> Result<T, E>
    where
        E: From<Error> + Send + 'static,
    {
        let mut tx = begin(&self.pool, Mode::Read).await?;
        run(&mut tx, work).await
    }

    /// Looks with one statement, which needs no transaction around it.
    pub(crate) async fn ask(&self, sql: Sql) -> Result<Vec<Row>, Error> {
        Line::borrowed(&self.pool, Mode::Read).await?.ask(sql).await
    }

    /// In a task of its own: a visitor who hangs up drops the future that waits, and not the transaction.
    pub(crate) async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (pool, dice) = (self.pool.clone(), self.dice.clone());
        let task = tokio::spawn(async move { try_to_write(&pool, &dice, &work).await });
        task.await.unwrap_or_else(|_| Err(Error::Panicked.into()))
    }
}

/// A server that confirms before it has written would break the promise that an answer means kept.
async fn durable(pool: &Pool) -> Result<(), Error> {
    let mut tx = begin(pool, Mode::Read).await?;
    let row = tx.row(crate::sql!("SHOW synchronous_commit")).await?;
    let setting = row.map_or(Ok(String::new()), |mut row| row.take::<String>(0))?;
    if setting == "off" {
        return Err(Error::Broken(String::from(
            "the server has synchronous_commit off: it would confirm what it may lose",
        )));
    }
    Ok(())
}

async fn begin(pool: &Pool, mode: Mode) -> Result<Tx, Error> {
    Ok(Tx::new(tx::Line::Postgres(Line::borrowed(pool, mode).await?), mode))
}

async fn try_to_write<T, E: From<Error>>(pool: &Pool, dice: &Dice, work: &impl Work<T, E>) -> Result<T, E> {
    let mut tries = 0;
    loop {
        tries += 1;
        let mut tx = begin(pool, Mode::Write).await?;
        let outcome = write_once(&mut tx, work).await;
        if tx.failure() != Some(&Error::Conflict) || tries == TRIES {
            return outcome;
        }
        drop(tx);
        tokio::time::sleep(pause(dice, tries)).await;
    }
}

async fn write_once<T, E: From<Error>>(tx: &mut Tx, work: &impl Work<T, E>) -> Result<T, E> {
    let done = run(tx, work).await?;
    let committed = match &mut tx.line {
        tx::Line::Postgres(line) => line.commit().await,
        tx::Line::Sqlite(_) => Err(Error::Broken(String::from("a transaction of the other engine"))),
    };
    tx.note(committed)?;
    Ok(done)
}

async fn run<T, E: From<Error>>(tx: &mut Tx, work: &impl Work<T, E>) -> Result<T, E> {
    let outcome = AssertUnwindSafe(work(tx)).catch_unwind().await;
    let done = outcome.map_err(|_| Error::Panicked)??;
    tx.sound()?;
    Ok(done)
}

/// A random part of a span that doubles up to 32 ms, so that those who met do not meet again.
fn pause(dice: &Dice, tries: u32) -> Duration {
    let span = 500u64 << tries.min(6);
    Duration::from_micros(u64::from(u16::from_be_bytes(dice.bytes())) * span / u64::from(u16::MAX))
}
