//! SQLite's errors in our words. Its messages about constraints and texts name tables and columns; others may quote
//! values, so of those only the code is told.

use rusqlite::{Error as Cause, ErrorCode, ffi};

use crate::Error;

/// A statement that could not be prepared. The text is a constant of the program, so it may be quoted.
pub(super) fn preparing(cause: &Cause, text: &str) -> Error {
    match cause {
        Cause::SqlInputError { msg, .. } => Error::Broken(format!("{msg} in `{text}`")),
        Cause::SqliteFailure(code, Some(message)) if code.code == ErrorCode::Unknown => {
            Error::Broken(format!("{message} in `{text}`"))
        }
        other => running(other),
    }
}

/// A statement that failed while it ran.
pub(super) fn running(cause: &Cause) -> Error {
    match cause {
        Cause::SqliteFailure(code, message) if code.code == ErrorCode::ConstraintViolation => {
            constraint(code, message.as_deref().unwrap_or_default())
        }
        Cause::SqliteFailure(code, _) => coded(code),
        _ => Error::Broken(String::from("a fault between the program and SQLite")),
    }
}

fn constraint(code: &ffi::Error, message: &str) -> Error {
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_ROWID => {
            Error::Taken(table(message).to_owned())
        }
        _ => Error::Broken(message.to_owned()),
    }
}

/// The table in `UNIQUE constraint failed: choice.customer_id, choice.name`.
fn table(message: &str) -> &str {
    let columns = message.rsplit_once(": ").map_or(message, |(_, columns)| columns);
    columns.split('.').next().unwrap_or(columns)
}

fn coded(code: &ffi::Error) -> Error {
    match code.code {
        ErrorCode::DiskFull => Error::Full,
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::FileLockingProtocolFailed
        | ErrorCode::OutOfMemory
        | ErrorCode::PermissionDenied
        | ErrorCode::ReadOnly => Error::Unavailable(code.to_string()),
        _ => Error::Broken(code.to_string()),
    }
}
