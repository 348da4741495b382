//! Handles: secrets other than sessions that lead to one person's thing: a guest's basket, an order's receipt, a joining.

use store::{Error, Id, Time, Tx, sql};

use crate::hash::sha256;

/// Where a handle leads.
#[derive(Clone, Copy, Debug)]
pub struct Handle {
    /// Whose thing it is.
    pub customer: Id,
    /// Which, when there may be several: an order.
    pub reference: Option<Id>,
    /// The hash of the secret, which tells one sitting from another.
    pub secret: [u8; 32],
}

/// Handles of all kinds; a secret of one kind is worthless for another.
pub struct Handles;

const NEW: &str =
    "INSERT INTO handle (token, kind, customer_id, reference, expires_at) VALUES ($1, $2, $3, $4, $5)";
const FIND: &str =
    "SELECT customer_id, reference FROM handle WHERE token = $1 AND kind = $2 AND expires_at > $3";
const BURN: &str = "DELETE FROM handle WHERE token = $1";
const BURN_KIND: &str = "DELETE FROM handle WHERE customer_id = $1 AND kind = $2";
const SWEEP: &str = "DELETE FROM handle WHERE expires_at <= $1";

impl Handles {
    /// Stores the hash of a secret that the caller gives to the person.
    pub fn put(
        tx: &mut Tx,
        kind: &'static str,
        secret: &str,
        customer: Id,
        reference: Option<Id>,
        expires: Time,
    ) -> Result<(), Error> {
        tx.put(sql!(NEW, hash(kind, secret), kind, customer, reference, expires))
    }

    /// Where the secret leads, while it lasts.
    pub async fn find(
        tx: &mut Tx,
        kind: &'static str,
        secret: &str,
        now: Time,
    ) -> Result<Option<Handle>, Error> {
        let token = hash(kind, secret);
        let Some(mut row) = tx.row(sql!(FIND, token, kind, now)).await? else { return Ok(None) };
        Ok(Some(Handle { customer: row.take(0)?, reference: row.take(1)?, secret: token }))
    }

    /// Makes a secret worthless.
    pub fn burn(tx: &mut Tx, kind: &'static str, secret: &str) -> Result<(), Error> {
        tx.put(sql!(BURN, hash(kind, secret)))
    }

    /// Makes every secret of one kind worthless.
    pub fn burn_kind(tx: &mut Tx, kind: &'static str, customer: Id) -> Result<(), Error> {
        tx.put(sql!(BURN_KIND, customer, kind))
    }

    /// Removes handles that are over.
    pub fn sweep(tx: &mut Tx, now: Time) -> Result<(), Error> {
        tx.put(sql!(SWEEP, now))
    }
}

/// The hash under which a secret of this kind is stored. Secrets have 256 random bits, so a plain hash suffices.
pub(crate) fn hash(kind: &str, secret: &str) -> [u8; 32] {
    sha256(&[kind.as_bytes(), b"\0", secret.as_bytes()])
}
