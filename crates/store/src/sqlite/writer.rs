//! The writer: one thread, one connection, and one commit for all that wait at the time.
//!
//! A commit costs a write to the disk, whatever is in it. So whoever comes while the disk is busy shares the next
//! one, and nobody hears that it is done before it is.

use std::collections::VecDeque;
use std::iter;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use tokio::sync::oneshot;

use super::files::Files;
use super::job::{Answer, Waiting};
use super::{Line, line};
use crate::Error;
use crate::tx::{self, Mode, Tx};

/// The most that share a commit; the last of them waits for the first.
const GROUP: usize = 512;

pub(super) struct Writer(Sender<Order>);

pub(super) enum Order {
    Work(Box<dyn Waiting>),
    Checkpoint(oneshot::Sender<Result<(), Error>>),
}

impl Writer {
    pub(super) fn start(line: Line, files: Arc<Files>) -> Result<Writer, Error> {
        let (orders, received) = channel();
        let tx = Tx::new(tx::Line::Sqlite(line), Mode::Write);
        let thread = thread::Builder::new()
            .name(String::from("sqlite-writer"))
            .spawn(move || serve(tx, &files, &received));
        thread.map_err(|error| Error::Unavailable(format!("no thread for the writer: {}", error.kind())))?;
        Ok(Writer(orders))
    }

    pub(super) fn order(&self, order: Order) -> Result<(), Error> {
        self.0.send(order).map_err(|_| gone())
    }
}

pub(super) fn gone() -> Error {
    Error::Unavailable(String::from("the writer has stopped"))
}

fn serve(mut tx: Tx, files: &Files, orders: &Receiver<Order>) {
    while let Ok(first) = orders.recv() {
        let (mut group, mut emptying) = (VecDeque::new(), Vec::new());
        for order in iter::once(first).chain(orders.try_iter().take(GROUP - 1)) {
            match order {
                Order::Work(job) => group.push_back(job),
                Order::Checkpoint(answer) => emptying.push(answer),
            }
        }
        commit_all(&mut tx, files, &mut group);
        empty_log(&mut tx, emptying);
    }
}

/// Empties the log once for all who asked, behind everything that was written before they did.
fn empty_log(tx: &mut Tx, asked: Vec<oneshot::Sender<Result<(), Error>>>) {
    if asked.is_empty() {
        return;
    }
    let done = line(tx).and_then(|line| line.checkpoint());
    asked.into_iter().for_each(|answer| drop(answer.send(done.clone())));
}

fn commit_all(tx: &mut Tx, files: &Files, group: &mut VecDeque<Box<dyn Waiting>>) {
    while !group.is_empty() {
        match files.are_in_place().and_then(|()| line(tx)?.run("BEGIN IMMEDIATE")) {
            Ok(()) => commit_together(tx, files, group),
            // Outside a transaction a savepoint would open one of its own, and its release would commit it.
            Err(error) => group.drain(..).for_each(|job| job.refuse(&error)),
        }
    }
}

/// Runs the jobs in order and commits them. When the disk fails, SQLite drops the whole transaction: those who were
/// in it hear so, those behind them get the next. What was written to a file that was taken away meanwhile is not kept.
fn commit_together(tx: &mut Tx, files: &Files, group: &mut VecDeque<Box<dyn Waiting>>) {
    let mut answers: Vec<Answer> = Vec::with_capacity(group.len());
    let mut fate = Ok(());
    while fate.is_ok() {
        let Some(job) = group.pop_front() else { break };
        answers.push(job.run(tx));
        fate = still_open(tx);
    }
    let fate = fate.and_then(|()| commit(tx)).and_then(|()| files.are_in_place());
    answers.into_iter().for_each(|answer| answer(&fate));
}

fn still_open(tx: &mut Tx) -> Result<(), Error> {
    if line(tx)?.in_transaction() {
        return Ok(());
    }
    Err(tx
        .failure()
        .cloned()
        .unwrap_or_else(|| Error::Broken(String::from("a work ended the common transaction"))))
}

fn commit(tx: &mut Tx) -> Result<(), Error> {
    let line = line(tx)?;
    let done = line.run("COMMIT");
    if line.in_transaction() {
        line.run("ROLLBACK")?;
    }
    done
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::sqlite::job::Job;
    use crate::testing::fresh;
    use crate::{Engine, sql, work};

    fn waiting(text: &'static str) -> (Box<dyn Waiting>, oneshot::Receiver<Result<(), Error>>) {
        let (answer, heard) = oneshot::channel();
        (Box::new(Job::new(work!(|tx| { tx.put(sql!(text)) }), answer)), heard)
    }

    #[tokio::test]
    async fn when_a_transaction_cannot_begin_every_caller_hears_it_and_nothing_is_kept() {
        let (store, guard) = fresh(Engine::Sqlite).await;
        let path = Path::new(guard.url().trim_start_matches("sqlite:"));
        let line = Line::writing(path).unwrap();
        line.run("BEGIN").unwrap();
        let mut tx = Tx::new(tx::Line::Sqlite(line), Mode::Write);
        let (first, first_heard) = waiting("CREATE TABLE first (x BIGINT)");
        let (second, second_heard) = waiting("CREATE TABLE second (x BIGINT)");
        commit_all(&mut tx, &Files::opened(path), &mut VecDeque::from([first, second]));
        assert!(first_heard.await.unwrap().is_err());
        assert!(second_heard.await.unwrap().is_err());
        drop(tx);
        let tables = work!(|tx| -> Result<usize, Error> {
            Ok(tx.rows(sql!("SELECT 1 FROM sqlite_schema")).await?.len())
        });
        assert_eq!(store.read(tables).await, Ok(0));
    }
}
