//! Where things are kept, and the one crate that knows which engine keeps them.
//!
//! The same SQL text runs on embedded SQLite and on PostgreSQL. Work is a closure over a [`Tx`], handed to
//! [`Store::read`] or [`Store::write`]:
//!
//! ```
//! use store::{Error, Id, Store, Time, sql, work};
//!
//! const MOVE: &str = "UPDATE basket SET updated_at = $1 WHERE customer_id = $2 RETURNING version";
//! const LOG: &str = "INSERT INTO basket_log (customer_id, version) VALUES ($1, $2)";
//!
//! async fn touch(store: &Store, customer: Id, now: Time) -> Result<bool, Error> {
//!     store
//!         .write(work!(|tx| [customer, now] -> Result<bool, Error> {
//!             let Some(mut row) = tx.row(sql!(MOVE, now, customer)).await? else { return Ok(false) };
//!             tx.put(sql!(LOG, customer, row.take::<i64>(0)?))?;
//!             Ok(true)
//!         }))
//!         .await
//! }
//! ```
//!
//! What holds on both engines:
//! - A write is on disk when it answers `Ok`, and all of it or nothing.
//! - A write once begun runs to its end, whether or not anybody still waits for it.
//! - A statement that fails fails the whole work, even if the work looks the other way.
//! - A work may run more than once (a conflict starts it afresh), so it changes nothing but the store.
//! - A work waits for its `Tx` and for nothing else.
//! - No error shows a value of a row or of a parameter.
//!
//! Time, chance and ids live here too ([`Clock`], [`Dice`], [`Id`]), because rows are made of them.

mod clock;
mod copying;
mod dice;
mod error;
mod id;
mod migrate;
mod placeholders;
mod postgres;
mod shape;
mod sql;
mod sqlite;
mod store;
pub mod testing;
mod tx;
mod value;
mod work;

pub use clock::{Clock, Time, Unmovable};
pub use copying::{Filler, Table, Tally};
pub use dice::Dice;
pub use error::Error;
pub use futures_util::future::BoxFuture;
pub use id::{Id, NotAnId};
pub use migrate::Step;
pub use shape::Found;
pub use sql::{Row, Sql, eights};
pub use store::{Engine, Store};
pub use tx::Tx;
pub use value::{FromValue, Kind, ToValue, Value};
#[doc(hidden)]
pub use work::as_work;
