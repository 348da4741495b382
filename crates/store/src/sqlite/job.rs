//! One work on SQLite: alone when it reads, in a savepoint of the common transaction when it writes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt;
use tokio::sync::oneshot;

use super::{Line, line};
use crate::store::Work;
use crate::{Error, Tx};

/// Looks, in a transaction of its own.
pub(super) fn look<T, E: From<Error>>(tx: &mut Tx, work: &impl Work<T, E>) -> Result<T, E> {
    tx.forget_failure();
    line(tx)?.run("BEGIN")?;
    let outcome = run(tx, work);
    line(tx)?.run("ROLLBACK")?;
    outcome
}

/// A work that waits for its turn, whatever its types.
pub(super) trait Waiting: Send {
    /// Runs in the transaction that is open; what it returns tells the caller, once the commit is known.
    fn run(self: Box<Self>, tx: &mut Tx) -> Answer;

    /// Tells the caller that it never ran.
    fn refuse(self: Box<Self>, error: &Error);
}

/// Tells a caller how its work ended, given how the common commit ended.
pub(super) type Answer = Box<dyn FnOnce(&Result<(), Error>)>;

pub(super) struct Job<W, T, E> {
    work: W,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> Job<W, T, E> {
    pub(super) fn new(work: W, answer: oneshot::Sender<Result<T, E>>) -> Job<W, T, E> {
        Job { work, answer }
    }
}

impl<W: Work<T, E>, T: Send + 'static, E: From<Error> + Send + 'static> Waiting for Job<W, T, E> {
    fn run(self: Box<Self>, tx: &mut Tx) -> Answer {
        let Job { work, answer } = *self;
        let outcome = apart(tx, &work);
        // A caller that hung up has nobody listening; its work stands all the same.
        Box::new(move |durable| drop(answer.send(durable.clone().map_err(E::from).and(outcome))))
    }

    fn refuse(self: Box<Self>, error: &Error) {
        drop(self.answer.send(Err(error.clone().into())));
    }
}

/// Runs a work in a savepoint, so that its failure undoes its own statements and nobody else's.
fn apart<T, E: From<Error>>(tx: &mut Tx, work: &impl Work<T, E>) -> Result<T, E> {
    tx.forget_failure();
    line(tx)?.run("SAVEPOINT job")?;
    let outcome = run(tx, work);
    close(line(tx)?, outcome.is_ok())?;
    outcome
}

/// Where a savepoint cannot be closed, the common transaction holds half a work: better none of it.
fn close(line: &Line, keep: bool) -> Result<(), Error> {
    let undone = if keep { Ok(()) } else { line.run("ROLLBACK TO job") };
    let closed = undone.and_then(|()| line.run("RELEASE job"));
    if closed.is_err() && line.in_transaction() {
        line.run("ROLLBACK")?;
    }
    if keep { closed } else { Ok(()) }
}

/// SQLite never waits, so a work that does waits for something else, and would hold up everybody.
fn run<T, E: From<Error>>(tx: &mut Tx, work: &impl Work<T, E>) -> Result<T, E> {
    let outcome = catch_unwind(AssertUnwindSafe(|| work(tx).now_or_never())).map_err(|_| Error::Panicked)?;
    let done = outcome
        .ok_or_else(|| Error::Broken(String::from("a work waits for something other than its store")))??;
    tx.sound()?;
    Ok(done)
}
