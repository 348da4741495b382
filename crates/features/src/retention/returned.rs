//! Rows that came back with an older copy of the data store, of people and classes that had been erased since: they go again,
//! with every way in that leads to them, before the shop opens. Their keys are gone already, so nothing in them opens.
//!
//! Whole sets at a time, because a copy of a month ago may bring back thousands; all of them in one commit.

use store::{Error, Store, Time, Tx, sql, work};

use super::belongings;

/// Whose account came back.
macro_rules! whose {
    () => {
        "customer_id IN (SELECT customer_id FROM erasure WHERE class = 'account' AND rows_gone_at IS NULL)"
    };
}

/// An account that was closed is closed again, from the moment at which it was; and its cards wait again for the partner.
const ACCOUNT: [&str; 3] = [
    concat!("UPDATE customer SET state = 'closed', version = version + 1, name = NULL, email = NULL, new_email = NULL, phone = NULL, password = NULL,
     closed_at = (SELECT e.at FROM erasure e WHERE e.customer_id = customer.customer_id AND e.class = 'account') WHERE kind = 'account' AND state <> 'closed' AND ", whose!()),
    concat!("UPDATE customer SET name = NULL, email = NULL, new_email = NULL, phone = NULL, password = NULL WHERE ", whose!()),
    concat!("UPDATE card SET state = 'removing' WHERE ", whose!()),
];

const PENDING: &str = "SELECT COUNT(*) FROM erasure WHERE rows_gone_at IS NULL";
const DONE: &str = "UPDATE erasure SET rows_gone_at = $1 WHERE rows_gone_at IS NULL";

/// Removes whatever came back of what was erased; says of how many classes of people.
///
/// # Errors
/// The store is away; then nothing was removed.
pub async fn remove(data: &Store, now: Time) -> Result<i64, Error> {
    let pending = data
        .read(work!(|tx| -> Result<i64, Error> {
            tx.row(sql!(PENDING)).await?.map_or(Ok(0), |mut row| row.take(0))
        }))
        .await?;
    if pending > 0 {
        data.write(work!(|tx| [now] -> Result<(), Error> { everything(tx, now) })).await?;
        data.checkpoint().await?;
    }
    Ok(pending)
}

fn everything(tx: &mut Tx, now: Time) -> Result<(), Error> {
    ACCOUNT.into_iter().try_for_each(|text| tx.put(sql!(text)))?;
    belongings::remove_returned(tx)?;
    tx.put(sql!(DONE, now))
}
