//! The proof that a ledger line is on disk: no key opens a value for whoever cannot show it.

use futures_util::future::BoxFuture;
use store::{Id, Store, Tx};

use crate::chain::Written;

/// A line of a person's ledger that is durable. Only [`committed`] and [`all_committed`] make one, after their commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Durable {
    customer: Id,
}

impl Durable {
    /// Whose ledger the line is in.
    pub(crate) fn customer(self) -> Id {
        self.customer
    }
}

/// Carries out a work that writes a line, and says after its commit that the line is durable.
pub(crate) async fn committed<T, E, F>(store: &Store, work: F) -> Result<(Durable, T), E>
where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<(Written, T), E>> + Send + Sync + 'static,
    E: From<store::Error> + Send + 'static,
    T: Send + 'static,
{
    let (written, done) = store.write(work).await?;
    Ok((Durable { customer: written.customer() }, done))
}

/// The same for works that write a line for each of many: all of them are durable, or none is.
pub(crate) async fn all_committed<T, N, E, F>(
    store: &Store,
    work: F,
) -> Result<Vec<Result<(Durable, T), N>>, E>
where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<Vec<Result<(Written, T), N>>, E>>
        + Send
        + Sync
        + 'static,
    E: From<store::Error> + Send + 'static,
    T: Send + 'static,
    N: Send + 'static,
{
    let written = store.write(work).await?;
    let durable = |(written, done): (Written, T)| (Durable { customer: written.customer() }, done);
    Ok(written.into_iter().map(|one| one.map(durable)).collect())
}
