//! Closing an account: rows go, what has to stay names nobody.

use store::{Error, Id, Time, Tx, sql};

const PAYING: &str =
    "SELECT 1 FROM checkout WHERE customer_id = $1 AND state IN ('locked', 'paying') LIMIT 1";

/// Whether an order is being paid.
pub async fn is_paying(tx: &mut Tx, customer: Id) -> Result<bool, Error> {
    Ok(tx.row(sql!(PAYING, customer)).await?.is_some())
}

const STATE: &str = "UPDATE customer SET state = 'closed', closed_at = $1, version = version + 1,
    name = NULL, email = NULL, new_email = NULL, phone = NULL, password = NULL
    WHERE customer_id = $2 AND kind = 'account' AND state <> 'closed' RETURNING customer_id";

/// Closes the account and empties it; false when it was closed already.
pub async fn account_close(tx: &mut Tx, customer: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(STATE, now, customer)).await?.is_some())
}

const ROWS: [&str; 13] = [
    "DELETE FROM address WHERE customer_id = $1",
    "DELETE FROM basket WHERE customer_id = $1",
    "DELETE FROM request WHERE customer_id = $1",
    "DELETE FROM clearance WHERE customer_id = $1",
    "DELETE FROM choice WHERE customer_id = $1",
    "DELETE FROM choice_event WHERE customer_id = $1",
    "DELETE FROM objection WHERE customer_id = $1",
    "DELETE FROM edition_told WHERE customer_id = $1",
    "DELETE FROM edition_agreed WHERE customer_id = $1",
    "DELETE FROM message WHERE customer_id = $1",
    "DELETE FROM watch WHERE customer_id = $1",
    "DELETE FROM watch_mark WHERE customer_id = $1",
    "DELETE FROM watch_hit WHERE customer_id = $1",
];

/// Removes every row that belongs to the account alone.
pub fn account_rows_remove(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    ROWS.into_iter().try_for_each(|text| tx.put(sql!(text, customer)))
}

const OUTBOX: &str = "DELETE FROM outbox WHERE customer_id = $1 AND kind NOT IN ('order-placed', 'order-status', 'order-link')";

/// Takes mails about the account out of the outbox; those about an order under way still go.
pub fn account_mails_remove(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(OUTBOX, customer))
}

const LAST_ORDER: &str = "SELECT MAX(placed_at) FROM orders WHERE customer_id = $1 AND items IS NOT NULL";

/// When somebody ordered last, as far as the books still say what.
pub async fn last_order(tx: &mut Tx, customer: Id) -> Result<Option<Time>, Error> {
    tx.row(sql!(LAST_ORDER, customer)).await?.map_or(Ok(None), |mut row| row.take(0))
}
