//! PostgreSQL's errors in our words. `DETAIL` quotes rows and some messages quote values, so only codes and names are
//! told, and the message where it speaks of the statement's text.

use std::error::Error as _;

use tokio_postgres::Error as Cause;
use tokio_postgres::error::{DbError, SqlState};

use crate::Error;

/// A ledger's key is its lock: two who append to one chain meet there. Citus adds the number of the shard.
const LEDGER_KEY: &str = "ledger_pkey";

/// A connection that could not be made. A name, a password or a database that is not known will not be known later.
pub(super) fn connecting(cause: &Cause) -> Error {
    let Some(refusal) = cause.as_db_error() else {
        return Error::Unavailable(String::from("it cannot be reached"));
    };
    let code = refusal.code().code();
    let unknown = code.starts_with("28") || code.starts_with("3D");
    if unknown { Error::Broken(described(refusal)) } else { Error::Unavailable(code.to_owned()) }
}

/// A statement that failed.
pub(super) fn running(cause: &Cause) -> Error {
    match cause.as_db_error() {
        Some(refusal) => refused(refusal),
        None if is_lost(cause) => Error::Unavailable(String::from("the connection was lost")),
        None => Error::Broken(String::from("a fault between the program and PostgreSQL")),
    }
}

fn is_lost(cause: &Cause) -> bool {
    cause.is_closed() || cause.source().is_some_and(|source| source.is::<std::io::Error>())
}

fn refused(refusal: &DbError) -> Error {
    let code = refusal.code();
    if is_conflict(refusal) {
        return Error::Conflict;
    }
    // Two servers that make the same table at once meet at the table's key or at the name of its row type.
    if [SqlState::UNIQUE_VIOLATION, SqlState::DUPLICATE_OBJECT, SqlState::DUPLICATE_TABLE].contains(code) {
        return Error::Taken(refusal.table().unwrap_or_default().to_owned());
    }
    if *code == SqlState::DISK_FULL {
        return Error::Full;
    }
    if is_away(code.code()) {
        Error::Unavailable(code.code().to_owned())
    } else {
        Error::Broken(described(refusal))
    }
}

fn is_conflict(refusal: &DbError) -> bool {
    let code = refusal.code();
    let on_ledger = || refusal.constraint().is_some_and(|name| name.starts_with(LEDGER_KEY));
    *code == SqlState::T_R_SERIALIZATION_FAILURE
        || *code == SqlState::T_R_DEADLOCK_DETECTED
        || (*code == SqlState::UNIQUE_VIOLATION && on_ledger())
}

/// Lost connections (08), read-only for the time being (25006), no resources (53), stopped by the operator (57).
fn is_away(code: &str) -> bool {
    ["08", "25006", "53", "57"].iter().any(|class| code.starts_with(class))
}

/// Class 42 speaks of our own text; every other message might quote a value.
fn described(refusal: &DbError) -> String {
    let code = refusal.code().code();
    if code.starts_with("42") {
        return format!("{code}: {}", refusal.message());
    }
    let names = [refusal.table(), refusal.column(), refusal.constraint()];
    names
        .into_iter()
        .flatten()
        .fold(format!("PostgreSQL refused with {code}"), |text, name| format!("{text} {name}"))
}
