//! Backups: everything of one database, as it was at one moment, in one sealed file that either engine can be filled from.
//!
//! A file holds the rows *or* the wrapped keys, never both: [`Part`]. It is written while the server serves, from a
//! snapshot; read back and counted before anybody is told that it is there; and restored into an empty database alone,
//! all of it or nothing. `docs/formats.md` has the form byte by byte.
//!
//! What must not come back with an old copy is not decided here: whoever restores holds the stores against each other
//! afterwards (`gate::Tombstones`).

mod file;
mod making;
mod manifest;
mod reading;
mod record;
mod restoring;

use std::{io, path::Path};

pub use file::{Head, Part};
pub use making::{make, verify};
pub use manifest::{Begin, End, Summary};
pub use reading::each_row;
pub use restoring::{Occupied, occupied, restore};
/// The key that backups are sealed with.
pub use vault::Key;

/// Why a backup was not made, does not hold or was not restored. Never holds a value of a row.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be made, written or read.
    #[error("{0}: {1}")]
    File(String, io::ErrorKind),
    /// It is something else.
    #[error("this is no backup: its first line is not `cloakroom-backup-1`")]
    NotABackup,
    /// It has a form that a later program writes.
    #[error("this backup was written by a later version of the program")]
    LaterVersion,
    /// The key is another, or the readable lines at the beginning were changed.
    #[error("this backup was made with another backup key, or its first lines were changed")]
    WrongKey,
    /// A piece is changed, missing or out of place.
    #[error("this backup is damaged or cut short: piece {0} does not match its seal")]
    Damaged(u64),
    /// The pieces hold, but what is in them does not add up.
    #[error("this backup contradicts itself: {0}")]
    Contradiction(String),
    /// The database that is to be filled holds something.
    #[error("the database is not empty: {0}")]
    NotEmpty(Occupied),
    /// The backup has steps of the schema that this program does not know, or knows otherwise.
    #[error("{0}")]
    Steps(String),
    /// The database.
    #[error("the database failed: {0}")]
    Store(#[from] store::Error),
}

impl Error {
    fn file(path: &Path, error: &io::Error) -> Error {
        Error::File(path.display().to_string(), error.kind())
    }
}
