//! Every statement of this feature.

use gate::{Column, Sealed};
use store::{Error, Id, Time, Tx, sql};

use crate::columns;

/// A basket's row to be written, sealed.
pub(super) struct Row {
    pub(super) version: i64,
    pub(super) lines: Option<Vec<u8>>,
    pub(super) wishes: Option<Vec<u8>>,
    pub(super) undo: Option<Vec<u8>>,
}

/// A basket as it was found: its values, kept from the last visit on.
pub(super) struct Found {
    pub(super) version: i64,
    pub(super) lines: Option<Sealed>,
    pub(super) wishes: Option<Sealed>,
    pub(super) undo: Option<Sealed>,
}

const FIND: &str = "SELECT version, lines, wishes, undo, updated_at FROM basket WHERE customer_id = $1";

/// A person's basket.
pub(super) async fn find(tx: &mut Tx, customer: Id) -> Result<Option<Found>, Error> {
    let Some(mut r) = tx.row(sql!(FIND, customer)).await? else { return Ok(None) };
    let visited: Time = r.take(4)?;
    let mut held = |column: &'static Column, place| {
        let sealed = column.maybe(customer, r.take(place)?);
        Ok::<_, Error>(sealed.map(|sealed| sealed.since(Some(visited))))
    };
    Ok(Some(Found {
        lines: held(&columns::BASKET_LINES, 1)?,
        wishes: held(&columns::BASKET_WISHES, 2)?,
        undo: held(&columns::BASKET_UNDO, 3)?,
        version: r.take(0)?,
    }))
}

const HOLDS: &str = "SELECT version, CAST(CASE WHEN lines IS NULL AND undo IS NULL THEN 0 ELSE 1 END AS BIGINT),
    CAST(CASE WHEN wishes IS NULL AND undo IS NULL THEN 0 ELSE 1 END AS BIGINT), updated_at FROM basket WHERE customer_id = $1";

/// What can be said of a basket without opening it.
pub(super) struct Outside {
    pub(super) version: i64,
    pub(super) has_lines: bool,
    pub(super) has_wishes: bool,
    pub(super) updated_at: Time,
}

/// A person's basket from outside.
pub(super) async fn outside(tx: &mut Tx, customer: Id) -> Result<Option<Outside>, Error> {
    let row = tx.row(sql!(HOLDS, customer)).await?;
    let outside = row.map(|mut r| {
        Ok(Outside {
            version: r.take(0)?,
            has_lines: r.take(1)?,
            has_wishes: r.take(2)?,
            updated_at: r.take(3)?,
        })
    });
    outside.transpose()
}

const KEEP: &str = "INSERT INTO basket (customer_id, version, updated_at, lines, wishes, undo) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (customer_id) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at, lines = excluded.lines,
    wishes = excluded.wishes, undo = excluded.undo WHERE basket.version = $7 RETURNING version";

/// Keeps a basket that was read as `row.version`; false when somebody else changed it meanwhile.
pub(super) async fn keep(tx: &mut Tx, customer: Id, now: Time, row: Row) -> Result<bool, Error> {
    let (lines, wishes, undo) = (row.lines, row.wishes, row.undo);
    let kept = tx.row(sql!(KEEP, customer, row.version + 1, now, lines, wishes, undo, row.version)).await?;
    Ok(kept.is_some())
}

const VISITOR_NEW: &str =
    "INSERT INTO customer (customer_id, kind, state, policy_version, created_at, version)
    VALUES ($1, 'visitor', 'open', $2, $3, 1)";

/// Somebody of whom the shop knows a basket and nothing else.
pub(super) fn visitor_new(tx: &mut Tx, customer: Id, policy_version: &str, now: Time) -> Result<(), Error> {
    tx.put(sql!(VISITOR_NEW, customer, policy_version, now))
}

const TOUCH: &str = "UPDATE basket SET updated_at = $1 WHERE customer_id = $2";
const PROLONG: &str = "UPDATE handle SET expires_at = $1 WHERE token = $2";

/// A visit: the basket stays as long again.
pub(super) fn touch(tx: &mut Tx, customer: Id, now: Time) -> Result<(), Error> {
    tx.put(sql!(TOUCH, now, customer))
}

/// The secret that leads to it lasts as long again.
pub(super) fn prolong(tx: &mut Tx, token: [u8; 32], until: Time) -> Result<(), Error> {
    tx.put(sql!(PROLONG, until, token))
}

const EMPTY: &str = "UPDATE basket SET lines = NULL, undo = NULL, version = version + 1, updated_at = $1 WHERE customer_id = $2";

/// Takes out of a basket what was ordered: everything to buy; wishes stay.
pub fn emptied(tx: &mut Tx, customer: Id, now: Time) -> Result<(), Error> {
    tx.put(sql!(EMPTY, now, customer))
}

const REMOVE: &str = "DELETE FROM basket WHERE customer_id = $1";

/// Removes a basket.
pub(super) fn remove(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(REMOVE, customer))
}

const PAYING: &str = "SELECT 1 FROM payment WHERE customer_id = $1 AND order_id IS NULL AND expires_at > $2";

/// Whether a payment of theirs is under way.
pub(super) async fn is_paying(tx: &mut Tx, customer: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(PAYING, customer, now)).await?.is_some())
}
