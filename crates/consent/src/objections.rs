//! Objections (GDPR article 21): a purpose that rests on the shop's interest stops for the person who objected.

use store::{Error, Id, Time, Tx, sql};

const OBJECTED: &str = "SELECT 1 FROM objection WHERE customer_id = $1 AND purpose = $2";

/// Whether the person objected to the purpose.
pub async fn objected(tx: &mut Tx, customer: Id, purpose: &str) -> Result<bool, Error> {
    Ok(tx.row(sql!(OBJECTED, customer, purpose)).await?.is_some())
}

const ALL: &str = "SELECT purpose FROM objection WHERE customer_id = $1 ORDER BY purpose";

/// Every purpose the person objected to.
pub async fn all(tx: &mut Tx, customer: Id) -> Result<Vec<String>, Error> {
    let rows = tx.rows(sql!(ALL, customer)).await?;
    rows.into_iter().map(|mut r| r.take(0)).collect()
}

const SET: &str = "INSERT INTO objection (customer_id, purpose, at) VALUES ($1, $2, $3) ON CONFLICT (customer_id, purpose) DO NOTHING";
const LIFT: &str = "DELETE FROM objection WHERE customer_id = $1 AND purpose = $2";

/// Records an objection, or takes it back.
pub fn set(tx: &mut Tx, customer: Id, purpose: &str, objects: bool, now: Time) -> Result<(), Error> {
    if objects { tx.put(sql!(SET, customer, purpose, now)) } else { tx.put(sql!(LIFT, customer, purpose)) }
}
