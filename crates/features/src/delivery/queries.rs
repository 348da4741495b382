//! The statements about work at the desk and about parcels.

use store::{Error, Id, Row, Time, Tx, sql};

use crate::orders::Step;

/// Work at the desk: numbers and times, nothing personal.
pub(super) struct Work {
    pub number: String,
    pub placed_at: Time,
    /// `to-pack`, `packed`, `on-its-way` or `delivered`.
    pub state: String,
    pub waits: Option<String>,
}

const OPEN: &str =
    "SELECT number, placed_at, state, waits FROM fulfilment ORDER BY placed_at, number LIMIT 500";

/// Every order that is not closed, the longest waiting first.
pub(super) async fn open(tx: &mut Tx) -> Result<Vec<Work>, Error> {
    let read = |mut r: Row| {
        Ok(Work { number: r.take(0)?, placed_at: r.take(1)?, state: r.take(2)?, waits: r.take(3)? })
    };
    tx.rows(sql!(OPEN)).await?.into_iter().map(read).collect()
}

const HELD: &str = "SELECT due_at FROM due WHERE kind = 'payment-held' ORDER BY due_at LIMIT 100";

/// When payments were held because another amount was paid than was asked for.
pub(super) async fn held(tx: &mut Tx) -> Result<Vec<Time>, Error> {
    tx.rows(sql!(HELD)).await?.into_iter().map(|mut row| row.take(0)).collect()
}

const PACK: &str = "UPDATE orders SET fulfilment_state = 'packed', dispatched_at = $1
    WHERE customer_id = $2 AND order_id = $3 AND state = 'open' AND fulfilment_state = 'placed' RETURNING order_id";
const SHIPMENT: &str =
    "INSERT INTO shipment (customer_id, shipment_id, order_id, state, requested_at, next_at, tries)
    VALUES ($1, $2, $3, 'waiting', $4, $5, 0)";
const WORK_STATE: &str = "UPDATE fulfilment SET state = $1, waits = NULL WHERE order_id = $2";

/// Notes that an order is packed and makes its parcel; false when it was packed or cancelled already.
pub(super) async fn pack(
    tx: &mut Tx,
    customer: Id,
    order: Id,
    shipment: Id,
    now: Time,
) -> Result<bool, Error> {
    if tx.row(sql!(PACK, now, customer, order)).await?.is_none() {
        return Ok(false);
    }
    tx.put(sql!(SHIPMENT, customer, shipment, order, now, now))?;
    tx.put(sql!(WORK_STATE, "packed", order))?;
    Ok(true)
}

/// A parcel that is to be handed over.
#[derive(Clone)]
pub(super) struct Parcel {
    pub customer: Id,
    pub order: Id,
    pub shipment: Id,
    pub number: String,
    pub tries: i64,
    /// Why the order waits, if it does.
    pub waits: Option<String>,
    pub has_phone: bool,
}

const PARCEL: &str = "SELECT s.shipment_id, s.tries, o.number, o.waits, o.phone FROM shipment s
    JOIN orders o ON o.customer_id = s.customer_id AND o.order_id = s.order_id
    WHERE s.customer_id = $1 AND s.order_id = $2 AND s.state = 'waiting'";

/// The parcel of an order, as long as it waits to be handed over.
pub(super) async fn parcel(tx: &mut Tx, customer: Id, order: Id) -> Result<Option<Parcel>, Error> {
    let Some(mut r) = tx.row(sql!(PARCEL, customer, order)).await? else { return Ok(None) };
    Ok(Some(Parcel {
        customer,
        order,
        shipment: r.take(0)?,
        tries: r.take(1)?,
        number: r.take(2)?,
        waits: r.take(3)?,
        has_phone: r.take::<Option<Vec<u8>>>(4)?.is_some(),
    }))
}

const ORDER_WAITS: &str = "UPDATE orders SET waits = $1 WHERE customer_id = $2 AND order_id = $3";
const WORK_WAITS: &str = "UPDATE fulfilment SET waits = $1 WHERE order_id = $2";
const TRIED: &str = "UPDATE shipment SET tries = tries + 1, next_at = $1 WHERE customer_id = $2 AND shipment_id = $3 AND state = 'waiting'";

/// Lets the order wait, with the reason, or lets it go on.
pub(super) fn waits(tx: &mut Tx, parcel: &Parcel, why: Option<&str>) -> Result<(), Error> {
    tx.put(sql!(ORDER_WAITS, why, parcel.customer, parcel.order))?;
    tx.put(sql!(WORK_WAITS, why, parcel.order))
}

/// Counts a try and says when the next one is.
pub(super) fn tried(tx: &mut Tx, parcel: &Parcel, next: Time) -> Result<(), Error> {
    tx.put(sql!(TRIED, next, parcel.customer, parcel.shipment))
}

const HANDED: &str =
    "UPDATE shipment SET state = 'handed-over', handed_at = $1, courier_ref = $2, tracking = $3
    WHERE customer_id = $4 AND shipment_id = $5 AND state = 'waiting' RETURNING shipment_id";
const REF: &str = "INSERT INTO courier_ref (courier_ref, customer_id, shipment_id) VALUES ($1, $2, $3) ON CONFLICT (courier_ref) DO NOTHING";

/// The courier has taken the parcel on; false when that was noted before.
pub(super) async fn handed(
    tx: &mut Tx,
    parcel: &Parcel,
    courier_ref: &str,
    tracking: &str,
    now: Time,
) -> Result<bool, Error> {
    let (customer, shipment) = (parcel.customer, parcel.shipment);
    let handed = tx.row(sql!(HANDED, now, courier_ref, tracking, customer, shipment)).await?.is_some();
    tx.put(sql!(REF, courier_ref, customer, shipment))?;
    Ok(handed)
}

const LED_TO: &str = "SELECT customer_id, shipment_id FROM courier_ref WHERE courier_ref = $1";
const ORDER_OF: &str = "SELECT order_id FROM shipment WHERE customer_id = $1 AND shipment_id = $2";

/// Whose order the courier's parcel holds.
pub(super) async fn led_to(tx: &mut Tx, courier_ref: &str) -> Result<Option<(Id, Id)>, Error> {
    let Some(mut row) = tx.row(sql!(LED_TO, courier_ref)).await? else { return Ok(None) };
    let (customer, shipment): (Id, Id) = (row.take(0)?, row.take(1)?);
    let order = tx.row(sql!(ORDER_OF, customer, shipment)).await?;
    Ok(order.map(|mut row| row.take(0)).transpose()?.map(|order| (customer, order)))
}

const STEP: &str =
    "UPDATE orders SET fulfilment_state = $1, waits = NULL WHERE customer_id = $2 AND order_id = $3";
const DELIVERED: &str = "UPDATE orders SET delivered_at = $1 WHERE customer_id = $2 AND order_id = $3";
const HOW_FAR: &str =
    "SELECT fulfilment_state FROM orders WHERE customer_id = $1 AND order_id = $2 AND state = 'open'";

/// How far an open order is.
pub(super) async fn how_far(tx: &mut Tx, customer: Id, order: Id) -> Result<Option<Step>, Error> {
    let Some(mut row) = tx.row(sql!(HOW_FAR, customer, order)).await? else { return Ok(None) };
    Ok(Step::of(&row.take::<String>(0)?))
}

/// Brings an order to a step.
pub(super) fn reach(tx: &mut Tx, customer: Id, order: Id, step: Step, now: Time) -> Result<(), Error> {
    tx.put(sql!(STEP, step.word(), customer, order))?;
    if step == Step::Delivered {
        tx.put(sql!(DELIVERED, now, customer, order))?;
    }
    let work = if step == Step::Delivered { "delivered" } else { "on-its-way" };
    tx.put(sql!(WORK_STATE, work, order))
}

const CLOSE: &str = "UPDATE orders SET state = CASE WHEN state = 'open' THEN 'closed' ELSE state END, closed_at = $1, waits = NULL
    WHERE customer_id = $2 AND order_id = $3 AND closed_at IS NULL";
const NO_WORK: &str = "DELETE FROM fulfilment WHERE order_id = $1";
const STILL_OPEN: &str = "SELECT 1 FROM orders WHERE customer_id = $1 AND closed_at IS NULL LIMIT 1";
const UNDER_WAY: &str =
    "SELECT 1 FROM checkout WHERE customer_id = $1 AND state IN ('open', 'locked', 'paying', 'held')
    AND name IS NOT NULL AND updated_at > $2 LIMIT 1";
const KIND: &str = "SELECT kind, state FROM customer WHERE customer_id = $1";

/// Closes an order.
pub(super) fn close(tx: &mut Tx, customer: Id, order: Id, now: Time) -> Result<(), Error> {
    tx.put(sql!(CLOSE, now, customer, order))?;
    tx.put(sql!(NO_WORK, order))
}

/// What is left of a customer once an order is closed.
pub(super) struct Left {
    /// Another order is open.
    pub open: bool,
    /// They are in the middle of ordering again.
    pub ordering: bool,
    /// Nobody with an account that is open.
    pub nameless: bool,
}

/// What is left of a customer; ordering counts when it was touched after that time.
pub(super) async fn left(tx: &mut Tx, customer: Id, since: Time) -> Result<Left, Error> {
    let open = tx.row(sql!(STILL_OPEN, customer)).await?.is_some();
    let ordering = tx.row(sql!(UNDER_WAY, customer, since)).await?.is_some();
    let kind = tx.row(sql!(KIND, customer)).await?;
    let kind = kind.map(|mut r| Ok::<_, Error>((r.take::<String>(0)?, r.take::<String>(1)?))).transpose()?;
    let nameless = kind.is_none_or(|(kind, state)| kind == "visitor" || state == "closed");
    Ok(Left { open, ordering, nameless })
}
