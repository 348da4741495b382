//! A connection to PostgreSQL, lent for one transaction.
//!
//! Statements that write only queue; they travel with the next read or with the commit, in one packet, and as few
//! statements ([`bundle`](super::bundle)). So a blind write costs one round trip and a read with a write after it two.

use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use deadpool_postgres::Object;
use futures_util::future::{BoxFuture, MaybeDone, maybe_done};
use futures_util::{FutureExt, TryStreamExt};
use tokio_postgres::Statement;

use super::bundle::{Bundle, Texts, bundles};
use super::parameter::{Parameter, type_of};
use super::pool::Pool;
use super::{failure, reply};
use crate::Error;
use crate::sql::{Row, Sql};
use crate::tx::Mode;

pub(crate) struct Line {
    client: Object,
    texts: Arc<Texts>,
    /// Whether writes go together.
    together: bool,
    queue: Vec<Sql>,
    mode: Mode,
    open: bool,
}

/// A statement under way. Everything but the last read answers with no rows.
type Sent<'c> = MaybeDone<BoxFuture<'c, Result<Vec<Row>, Error>>>;

impl Line {
    /// # Errors
    /// [`Error::Unavailable`] when no connection is to be had.
    pub(super) async fn borrowed(pool: &Pool, mode: Mode) -> Result<Line, Error> {
        let (client, texts) = (pool.connection().await?, Arc::clone(&pool.texts));
        Ok(Line { client, texts, together: pool.together, queue: Vec::new(), mode, open: false })
    }

    pub(crate) fn queue(&mut self, sql: Sql) {
        self.queue.push(sql);
    }

    pub(crate) async fn fetch(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        self.queue.push(sql);
        self.send_queue().await
    }

    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Error> {
        self.send_queue().await?;
        plain(&self.client, text).await.map(drop)
    }

    /// Answers a single statement, which is a transaction of its own and needs none around it.
    pub(super) async fn ask(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        let queue = [sql];
        self.send_alone(bundles(&queue, false)).await
    }

    /// Sends what is queued and commits.
    pub(super) async fn commit(&mut self) -> Result<(), Error> {
        let queue = std::mem::take(&mut self.queue);
        let bundles = bundles(&queue, self.together);
        match (self.open, bundles.len()) {
            (false, 0) => Ok(()),
            (false, 1) => self.send_alone(bundles).await.map(drop),
            _ => self.send(bundles, true).await.map(drop),
        }
    }

    async fn send_queue(&mut self) -> Result<Vec<Row>, Error> {
        let queue = std::mem::take(&mut self.queue);
        let bundles = bundles(&queue, self.together);
        self.send(bundles, false).await
    }

    async fn send_alone(&self, bundles: Vec<Bundle<'_>>) -> Result<Vec<Row>, Error> {
        let statements = self.prepare(&bundles).await?;
        let mut rows = Vec::new();
        for (statement, bundle) in statements.iter().zip(&bundles) {
            rows = run(&self.client, statement, bundle).await?;
        }
        Ok(rows)
    }

    /// Sends these, with `BEGIN` before them when nothing was sent yet and `COMMIT` after them when asked, and answers with
    /// the rows of the last statement.
    async fn send(&mut self, bundles: Vec<Bundle<'_>>, commit: bool) -> Result<Vec<Row>, Error> {
        // Preparing waits for an answer, so it comes before the first statement that is sent without waiting.
        let statements = self.prepare(&bundles).await?;
        let mut sent: Vec<Sent<'_>> = Vec::with_capacity(bundles.len() + 2);
        if !std::mem::replace(&mut self.open, true) {
            sent.push(maybe_done(plain(&self.client, begin(self.mode)).boxed()));
        }
        let runs = statements.iter().zip(&bundles).map(|(statement, one)| run(&self.client, statement, one));
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

    async fn prepare(&self, bundles: &[Bundle<'_>]) -> Result<Vec<Statement>, Error> {
        let mut statements = Vec::with_capacity(bundles.len());
        for bundle in bundles {
            let (text, types) = (self.texts.of(bundle)?, bundle.values().map(type_of).collect::<Vec<_>>());
            let statement = self.client.prepare_typed_cached(&text.whole, &types).await;
            statements.push(statement.map_err(|e| about(failure::running(&e), &text.whole))?);
        }
        Ok(statements)
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

/// The text is made of constants of the program, so it may be quoted.
fn about(error: Error, text: &str) -> Error {
    match error {
        Error::Broken(what) => Error::Broken(format!("{what} in `{text}`")),
        other => other,
    }
}

async fn run(client: &Object, statement: &Statement, bundle: &Bundle<'_>) -> Result<Vec<Row>, Error> {
    let rows = client.query_raw(statement, bundle.values().map(Parameter)).await;
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
