//! What may go wrong.

/// Why a read or a write did not happen.
///
/// Holds names of tables, columns and constraints and the engine's codes; never a value of a row or a parameter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A row with this key is already there. Holds the table's name.
    #[error("already taken in {0}")]
    Taken(String),
    /// The database cannot be reached or cannot serve now. Try again later: it recovers by itself.
    #[error("the database is away: {0}")]
    Unavailable(String),
    /// The file of the database, or its write-ahead log, is not where it was opened any more. What is written to it would be
    /// gone with the next start.
    #[error(
        "the file of the database was moved, deleted or replaced by another while it was open: put it back, or stop this server and see which is the right one"
    )]
    Moved,
    /// The database has no room left.
    #[error("the database has no room left")]
    Full,
    /// Others wrote the same rows each time it was tried.
    #[error("others kept writing the same rows")]
    Conflict,
    /// The work panicked. Nothing of it was kept.
    #[error("the work panicked")]
    Panicked,
    /// A migration step cannot be applied.
    #[error("migration {number} {reason}")]
    Migration {
        /// The number of the step.
        number: i64,
        /// What is wrong with it.
        reason: String,
    },
    /// A fault of the program or its configuration: a statement, a type, an address.
    #[error("{0}")]
    Broken(String),
}
