//! Every statement of this feature.

use store::{Error, Id, Time, Tx, sql};

const VISITOR: &str = "SELECT 1 FROM customer WHERE customer_id = $1 AND kind = 'visitor'";

/// Whether this is a visitor with a basket rather than somebody who wants an account.
pub async fn is_visitor(tx: &mut Tx, customer: Id) -> Result<bool, Error> {
    Ok(tx.row(sql!(VISITOR, customer)).await?.is_some())
}

const MAIL_GONE: &str = "DELETE FROM message WHERE customer_id = $1 AND kind = 'guardian-asked'";
const MAIL_STOPPED: &str = "DELETE FROM outbox WHERE customer_id = $1 AND kind = 'guardian-asked'";

/// Removes what the outbox holds of a question to a guardian.
pub fn guardian_mail_remove(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(MAIL_STOPPED, customer))?;
    tx.put(sql!(MAIL_GONE, customer))
}

/// An account to be, its values sealed.
pub struct NewAccount {
    /// The person's name.
    pub name: Vec<u8>,
    /// Their address.
    pub email: Vec<u8>,
    /// The hash of their password.
    pub password: Vec<u8>,
}

const ACCOUNT_NEW: &str = "INSERT INTO customer
    (customer_id, kind, state, policy_version, created_at, version, name, email, password)
    VALUES ($1, 'account', 'unverified', $2, $3, 1, $4, $5, $6)";

/// Adds an account whose address is still to be confirmed.
pub fn account_new(
    tx: &mut Tx,
    customer: Id,
    policy: &str,
    now: Time,
    new: &NewAccount,
) -> Result<(), Error> {
    tx.put(sql!(ACCOUNT_NEW, customer, policy, now, new.name, new.email, new.password))
}

const STATE: &str = "SELECT state FROM customer WHERE customer_id = $1 AND kind = 'account'";

/// Whether the account's address is confirmed; nothing when there is no such account.
pub async fn is_confirmed(tx: &mut Tx, customer: Id) -> Result<Option<bool>, Error> {
    let row = tx.row(sql!(STATE, customer)).await?;
    row.map(|mut row| Ok(row.take::<String>(0)? == "active")).transpose()
}

const CONFIRM: &str = "UPDATE customer SET state = 'active', verified_at = $1, version = version + 1
    WHERE customer_id = $2 AND kind = 'account' AND state = 'unverified' RETURNING customer_id";

/// Makes an account active whose address was confirmed; false when it was so already.
pub async fn confirm(tx: &mut Tx, customer: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(CONFIRM, now, customer)).await?.is_some())
}

const UNVERIFIED: &str = "SELECT created_at, policy_version FROM customer
    WHERE customer_id = $1 AND kind = 'account' AND state = 'unverified'";

/// When an account that still waits was opened, and under which version of the policy.
pub async fn unverified_find(tx: &mut Tx, customer: Id) -> Result<Option<(Time, String)>, Error> {
    tx.row(sql!(UNVERIFIED, customer)).await?.map(|mut row| Ok((row.take(0)?, row.take(1)?))).transpose()
}
