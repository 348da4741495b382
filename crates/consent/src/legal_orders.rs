//! Orders of courts and other authorities: one officer writes one down, another approves it, and until it ends the law's
//! purposes are open for that one customer.

use store::{Error, Id, Row, Time, Tx, sql};

/// An order.
#[derive(Clone, Debug)]
pub struct LegalOrder {
    /// Its number here.
    pub id: Id,
    /// Whose values it asks for.
    pub customer: Id,
    /// Who ordered.
    pub authority: String,
    /// What the authority calls it.
    pub reference: String,
    /// What it asks for, in the names of the desk's list.
    pub scope: Vec<String>,
    /// Who wrote it down, and when.
    pub recorded: (Id, Time),
    /// Who approved it, and when.
    pub approved: Option<(Id, Time)>,
    /// When it ends by itself.
    pub until: Time,
    /// Until when the customer may not be told.
    pub silent_until: Option<Time>,
    /// When something was handed over under it last.
    pub handed_at: Option<Time>,
    /// When it was ended.
    pub ended_at: Option<Time>,
}

impl LegalOrder {
    /// Whether it opens anything now.
    pub fn is_good(&self, now: Time) -> bool {
        self.approved.is_some() && self.ended_at.is_none() && now < self.until
    }
}

const IN_FORCE: &str = "SELECT 1 FROM legal_order WHERE customer_id = $1 AND approved_at IS NOT NULL AND ended_at IS NULL AND until_at > $2 LIMIT 1";

/// Whether an order about that customer is good now.
///
/// # Errors
/// The store is away.
pub async fn in_force(tx: &mut Tx, customer: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(IN_FORCE, customer, now)).await?.is_some())
}

const NEW: &str = "INSERT INTO legal_order (customer_id, legal_order_id, authority, reference, scope, recorded_by, recorded_at, until_at, silent_until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Writes an order down. It is good for nothing yet.
///
/// # Errors
/// The store is away.
pub fn record(tx: &mut Tx, order: &LegalOrder) -> Result<(), Error> {
    let ((by, at), scope) = (order.recorded, order.scope.join(", "));
    tx.put(sql!(
        NEW,
        order.customer,
        order.id,
        order.authority,
        order.reference,
        scope,
        by,
        at,
        order.until,
        order.silent_until
    ))
}

const APPROVE: &str = "UPDATE legal_order SET approved_by = $1, approved_at = $2
    WHERE customer_id = $3 AND legal_order_id = $4 AND recorded_by <> $1 AND approved_at IS NULL AND ended_at IS NULL RETURNING 1";

/// Approves an order; false for whoever wrote it down themselves, and for one that is approved or ended.
///
/// # Errors
/// The store is away.
pub async fn approve(tx: &mut Tx, (customer, order): (Id, Id), by: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(APPROVE, by, now, customer, order)).await?.is_some())
}

const END: &str = "UPDATE legal_order SET ended_at = $1 WHERE customer_id = $2 AND legal_order_id = $3 AND ended_at IS NULL RETURNING 1";

/// Ends an order: nothing opens under it any more. False when it has ended already.
///
/// # Errors
/// The store is away.
pub async fn end(tx: &mut Tx, (customer, order): (Id, Id), now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(END, now, customer, order)).await?.is_some())
}

const HANDED: &str = "UPDATE legal_order SET handed_at = $1 WHERE customer_id = $2 AND legal_order_id = $3";

/// Notes that something was handed over under it.
///
/// # Errors
/// The store is away.
pub fn handed(tx: &mut Tx, (customer, order): (Id, Id), now: Time) -> Result<(), Error> {
    tx.put(sql!(HANDED, now, customer, order))
}

const FIND: &str = "SELECT customer_id, legal_order_id, authority, reference, scope, recorded_by, recorded_at, approved_by, approved_at, until_at,
    silent_until, handed_at, ended_at FROM legal_order WHERE customer_id = $1 AND legal_order_id = $2";
const ALL: &str = "SELECT customer_id, legal_order_id, authority, reference, scope, recorded_by, recorded_at, approved_by, approved_at, until_at,
    silent_until, handed_at, ended_at FROM legal_order ORDER BY recorded_at DESC LIMIT 200";

/// One order.
///
/// # Errors
/// The store is away.
pub async fn find(tx: &mut Tx, (customer, order): (Id, Id)) -> Result<Option<LegalOrder>, Error> {
    tx.row(sql!(FIND, customer, order)).await?.map(read).transpose()
}

/// The newest orders, newest first.
///
/// # Errors
/// The store is away.
pub async fn all(tx: &mut Tx) -> Result<Vec<LegalOrder>, Error> {
    tx.rows(sql!(ALL)).await?.into_iter().map(read).collect()
}

fn read(mut row: Row) -> Result<LegalOrder, Error> {
    let approved: (Option<Id>, Option<Time>) = (row.take(7)?, row.take(8)?);
    Ok(LegalOrder {
        customer: row.take(0)?,
        id: row.take(1)?,
        authority: row.take(2)?,
        reference: row.take(3)?,
        scope: row.take::<String>(4)?.split(", ").map(str::to_owned).collect(),
        recorded: (row.take(5)?, row.take(6)?),
        approved: approved.0.zip(approved.1),
        until: row.take(9)?,
        silent_until: row.take(10)?,
        handed_at: row.take(11)?,
        ended_at: row.take(12)?,
    })
}
