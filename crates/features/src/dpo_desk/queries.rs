//! Statements of the officer's desk.

use store::{Error, Id, Time, Tx, sql};

const DUE: &str = "SELECT kind, due_at FROM due WHERE kind <> 'cover' ORDER BY due_at LIMIT 12";

/// What becomes due next: kind and time, nobody's name.
pub async fn due_next(tx: &mut Tx) -> Result<Vec<(String, Time)>, Error> {
    tx.rows(sql!(DUE)).await?.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

const USERNAME: &str = "SELECT username FROM staff WHERE staff_id = $1";

/// The user name of a member of staff.
pub async fn username(tx: &mut Tx, staff: Id) -> Result<Option<String>, Error> {
    tx.row(sql!(USERNAME, staff)).await?.map(|mut row| row.take(0)).transpose()
}
