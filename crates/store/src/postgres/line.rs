//! A connection to PostgreSQL, lent for one transaction.
//!
//! Statements that write only queue; they travel with the next read or with the commit, in one packet. So a blind
//! write costs one round trip and a read with a write after it two.

use std::pin::Pin;
use std::task::Poll;

use deadpool_postgres::Object;
use futures_util::future::{BoxFuture, MaybeDone, maybe_done};
use futures_util::{FutureExt, TryStreamExt};
use tokio_postgres::Statement;

use super::parameter::{Parameter, type_of};
use super::{failure, reply};
use crate::sql::{Row, Sql};
use crate::tx::Mode;
use crate::{Error, placeholders};

pub(crate) struct Line {
    client: Object,
    queue: Vec<Sql>,
    mode: Mode,
    open: bool,
}

/// A statement under way. Everything but the last read answers with no rows.
type Sent<'c> = MaybeDone<BoxFuture<'c, Result<Vec<Row>, Error>>>;

impl Line {
    pub(super) fn new(client: Object, mode: Mode) -> Line {
        Line { client, queue: Vec::new(), mode, open: false }
    }

    pub(crate) fn queue(&mut self, sql: Sql) {
        self.queue.push(sql);
    }

    pub(crate) async fn fetch(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        self.queue.push(sql);
        self.send(false).await
    }

    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Error> {
        self.send(false).await?;
        plain(&self.client, text).await.map(drop)
    }

    /// Sends what is queued and commits. A single statement is a transaction of its own and needs none around it.
    pub(super) async fn commit(&mut self) -> Result<(), Error> {
        match (self.open, self.queue.len()) {
            (false, 0) => Ok(()),
            (false, 1) => self.send_alone().await,
            _ => self.send(true).await.map(drop),
        }
    }

    async fn send_alone(&mut self) -> Result<(), Error> {
        let queue = std::mem::take(&mut self.queue);
        let statements = prepare(&self.client, &queue).await?;
        for (statement, sql) in statements.iter().zip(&queue) {
            run(&self.client, statement, sql).await?;
        }
        Ok(())
    }

    /// Sends the queue, with `BEGIN` before it when nothing was sent yet and `COMMIT` after it when asked, and
    /// answers with the rows of the last statement.
    async fn send(&mut self, commit: bool) -> Result<Vec<Row>, Error> {
        let queue = std::mem::take(&mut self.queue);
        // Preparing waits for an answer, so it comes before the first statement that is sent without waiting.
        let statements = prepare(&self.client, &queue).await?;
        let mut sent: Vec<Sent<'_>> = Vec::with_capacity(queue.len() + 2);
        if !std::mem::replace(&mut self.open, true) {
            sent.push(maybe_done(plain(&self.client, begin(self.mode)).boxed()));
        }
        let runs = statements.iter().zip(&queue).map(|(statement, sql)| run(&self.client, statement, sql));
        sent.extend(runs.map(|run| maybe_done(run.boxed())));
        post(&mut sent).await?;
        if commit {
            sent.push(maybe_done(plain(&self.client, "COMMIT").boxed()));
            post(&mut sent).await?;
        }
        let answer = answers(sent).await?;
        self.open = !commit;
        Ok(answer)
    }
}

impl Drop for Line {
    /// Whatever ended the work, the next one finds a connection without a transaction. The first poll sends; nobody
    /// waits for the answer, and the pool hands on a connection only in the order of what was sent.
    fn drop(&mut self) {
        if self.open {
            drop(self.client.batch_execute("ROLLBACK").now_or_never());
        }
    }
}

fn begin(mode: Mode) -> &'static str {
    match mode {
        Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        Mode::Write => "BEGIN ISOLATION LEVEL REPEATABLE READ",
    }
}

async fn prepare(client: &Object, queue: &[Sql]) -> Result<Vec<Statement>, Error> {
    let mut statements = Vec::with_capacity(queue.len());
    for sql in queue {
        statements.push(prepare_one(client, sql).await?);
    }
    Ok(statements)
}

async fn prepare_one(client: &Object, sql: &Sql) -> Result<Statement, Error> {
    let types: Vec<_> = sql.values.iter().map(type_of).collect();
    let (wanted, given) = (placeholders::count(sql.text), types.len());
    // PostgreSQL itself would accept one too many, since its type is declared.
    if wanted != given {
        return Err(Error::Broken(format!("{given} parameters for {wanted} in `{}`", sql.text)));
    }
    let statement = client.prepare_typed_cached(sql.text, &types).await;
    statement.map_err(|e| about(failure::running(&e), sql.text))
}

/// The text is a constant of the program, so it may be quoted.
fn about(error: Error, text: &str) -> Error {
    match error {
        Error::Broken(what) => Error::Broken(format!("{what} in `{text}`")),
        other => other,
    }
}

async fn run(client: &Object, statement: &Statement, sql: &Sql) -> Result<Vec<Row>, Error> {
    let rows = client.query_raw(statement, sql.values.iter().map(Parameter)).await;
    let rows = rows.map_err(|e| failure::running(&e))?;
    let rows: Vec<_> = rows.try_collect().await.map_err(|e| failure::running(&e))?;
    rows.iter().map(reply::read).collect()
}

async fn plain(client: &Object, text: &str) -> Result<Vec<Row>, Error> {
    client.batch_execute(text).await.map(|()| Vec::new()).map_err(|e| failure::running(&e))
}

/// Polls each once, which sends them in this order. One that cannot even be sent must hold back the commit, or the
/// others would be kept without it.
async fn post(sent: &mut [Sent<'_>]) -> Result<(), Error> {
    std::future::poll_fn(|cx| {
        sent.iter_mut().for_each(|one| {
            let _sent = Pin::new(one).poll(cx);
        });
        Poll::Ready(sent.iter_mut().try_for_each(|one| match Pin::new(one).output_mut() {
            Some(Err(error)) => Err(error.clone()),
            _ => Ok(()),
        }))
    })
    .await
}

/// Waits for each in turn, and gives the rows of the last.
///
/// Every answer is looked at: after a failed statement the server turns `COMMIT` into `ROLLBACK` and calls that a
/// success. The first failure is the cause of those behind it.
async fn answers(sent: Vec<Sent<'_>>) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for mut one in sent {
        (&mut one).await;
        rows = Pin::new(&mut one).take_output().unwrap_or(Ok(Vec::new()))?;
    }
    Ok(rows)
}
