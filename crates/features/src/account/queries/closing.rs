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
    WHERE customer_id = $2 AND kind = 'account' AND state <> 'closed' AND NOT EXISTS (
        SELECT 1 FROM checkout WHERE customer_id = $3 AND state IN ('locked', 'paying'))
    RETURNING customer_id";

/// Closes the account and empties it; false when it was closed already, or while an order is being paid.
pub async fn account_close(tx: &mut Tx, customer: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(STATE, now, customer, customer)).await?.is_some())
}

const LAST_ORDER: &str = "SELECT MAX(placed_at) FROM orders WHERE customer_id = $1 AND items IS NOT NULL";

/// When somebody ordered last, as far as the books still say what.
pub async fn last_order(tx: &mut Tx, customer: Id) -> Result<Option<Time>, Error> {
    tx.row(sql!(LAST_ORDER, customer)).await?.map_or(Ok(None), |mut row| row.take(0))
}
