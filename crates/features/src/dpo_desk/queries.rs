//! Statements of the officer's desk.

use store::{Error, Time, Tx, sql};

const DUE: &str = "SELECT kind, due_at FROM due ORDER BY due_at LIMIT 12";

/// What becomes due next: kind and time, nobody's name.
pub async fn due_next(tx: &mut Tx) -> Result<Vec<(String, Time)>, Error> {
    tx.rows(sql!(DUE)).await?.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}
