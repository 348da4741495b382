//! The proof that a ledger line is on disk: no key opens a value for whoever cannot show it.

use futures_util::future::BoxFuture;
use store::{Id, Store, Tx};

use crate::chain::Written;

/// A line of a person's ledger that is durable. Only [`committed`] makes one, after its commit.
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
