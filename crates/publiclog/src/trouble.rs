//! Why the log does not grow, or something in it cannot be read.

use tlog::{Malformed, Unread};

/// Why the log does not grow, or something in it cannot be read. Holds nothing about a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The database is away.
    #[error("the database of the public log cannot be used: {0}")]
    Store(#[from] store::Error),
    /// The tiles do not have the root of the last checkpoint, or one is gone.
    #[error("the public log was changed behind the server's back and grows no further: {0}")]
    Changed(#[from] Unread),
    /// The rows of the log make no sense.
    #[error("the rows of the public log cannot be read: {0}")]
    Broken(#[from] Malformed),
    /// The clock is behind the last checkpoint.
    #[error(
        "the clock is {0} seconds behind the last checkpoint of the public log: nothing is signed until it is right"
    )]
    ClockBehind(i64),
    /// Another server sealed meanwhile: this one was not the elected one any more.
    #[error("another server has sealed the public log meanwhile")]
    Overtaken,
    /// A witness has seen another history than the one in this database.
    #[error(
        "the witness {0} has seen another history of the public log ({1}); nothing is signed until a person has looked: see docs/operating.md, Public log"
    )]
    OtherHistory(String, String),
}
