//! The shape of a work, made easy to write.

use futures_util::future::BoxFuture;

use crate::Tx;

/// Tells the compiler that a closure is a work, wherever it stands. For [`work!`](crate::work!) alone.
#[doc(hidden)]
pub fn as_work<T, E, F>(work: F) -> F
where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
{
    work
}

/// A closure for [`Store::read`](crate::Store::read) and [`Store::write`](crate::Store::write).
///
/// A work may run more than once, so it owns what it uses and gives each run a clone. Name in the brackets what it
/// keeps: a variable, or `name = expression`. After `->` may stand the type of its result, needed where `?` leaves
/// the error open.
///
/// ```
/// # use store::{Error, Id, Store, sql, work};
/// # struct Person { id: Id, name: String }
/// # async fn rename(store: &Store, person: &Person) -> Result<(), Error> {
/// store
///     .write(work!(|tx| [id = person.id, name = person.name.clone()] {
///         tx.put(sql!("UPDATE customer SET name = $1 WHERE customer_id = $2", name, id))
///     }))
///     .await?;
/// let count = store.read(work!(|tx| -> Result<usize, Error> { Ok(tx.rows(sql!("SELECT 1 FROM customer")).await?.len()) })).await?;
/// # let _ = count; Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! work {
    (|$tx:ident| $([$($kept:ident $(= $from:expr)?),* $(,)?])? -> $result:ty $body:block) => {
        $crate::work!(|$tx| $([$($kept $(= $from)?),*])? { let done: $result = async $body.await; done })
    };
    (|$tx:ident| $body:block) => { $crate::work!(|$tx| [] $body) };
    (|$tx:ident| [$($kept:ident $(= $from:expr)?),* $(,)?] $body:block) => {{
        $(let $kept = $crate::work!(@kept $kept $(= $from)?);)*
        $crate::as_work(move |$tx| {
            $(let $kept = ::std::clone::Clone::clone(&$kept);)*
            ::std::boxed::Box::pin(async move $body)
        })
    }};
    (@kept $kept:ident) => { ::std::clone::Clone::clone(&$kept) };
    (@kept $kept:ident = $from:expr) => { $from };
}
