//! The statements about orders.

use gate::{Column, Sealed};
use store::{Error, Id, Row, Time, Tx, sql};

use crate::columns;

/// An order as it stands in the store: what is known of it without opening anything, and the sealed rest.
pub struct OrderRow {
    /// Its id; the id of the checkout it came from.
    pub id: Id,
    /// Its number, as people say it.
    pub number: String,
    /// `open`, `cancelled` or `closed`.
    pub state: String,
    /// `paid`, `refunding` or `refunded`.
    pub payment_state: String,
    /// How far its parcel is: see [`super::Step`].
    pub fulfilment_state: String,
    /// Why it waits, if it does; nothing personal.
    pub waits: Option<String>,
    /// When it was placed.
    pub placed_at: Time,
    /// When its parcel was delivered.
    pub delivered_at: Option<Time>,
    /// When it was closed: from then on nobody at the desk sees it.
    pub closed_at: Option<Time>,
    /// What it cost, in minor units.
    pub total_minor: i64,
    /// Of which currency.
    pub currency: String,
    /// `standard` or `express`.
    pub service: String,
    /// Who it is for.
    pub name: Option<Sealed>,
    /// Where its mails go.
    pub email: Option<Sealed>,
    /// Whom the driver rings.
    pub phone: Option<Sealed>,
    /// Where it goes.
    pub shipping: Option<Sealed>,
    /// Where the card is registered.
    pub billing: Option<Sealed>,
    /// What is in it: [`super::Items`] as JSON.
    pub items: Option<Sealed>,
    /// How it was paid, in words.
    pub payment: Option<Sealed>,
    /// How it is delivered, in words.
    pub delivery: Option<Sealed>,
}

const OF: &str = "SELECT order_id, number, state, payment_state, fulfilment_state, waits, placed_at, delivered_at, closed_at,
    total_minor, currency, service, name, email, phone, shipping, billing, items, payment, delivery,
    (SELECT MAX(placed_at) FROM orders WHERE customer_id = $1)
    FROM orders WHERE customer_id = $2 ORDER BY placed_at DESC, order_id DESC";
const FIND: &str = "SELECT order_id, number, state, payment_state, fulfilment_state, waits, placed_at, delivered_at, closed_at,
    total_minor, currency, service, name, email, phone, shipping, billing, items, payment, delivery,
    (SELECT MAX(placed_at) FROM orders WHERE customer_id = $1)
    FROM orders WHERE customer_id = $2 AND order_id = $3";

/// A customer's orders, newest first.
pub async fn of(tx: &mut Tx, customer: Id) -> Result<Vec<OrderRow>, Error> {
    tx.rows(sql!(OF, customer, customer)).await?.into_iter().map(read).collect()
}

/// One of a customer's orders.
pub async fn find(tx: &mut Tx, customer: Id, order: Id) -> Result<Option<OrderRow>, Error> {
    tx.row(sql!(FIND, customer, customer, order)).await?.map(read).transpose()
}

fn read(mut r: Row) -> Result<OrderRow, Error> {
    let id = r.take(0)?;
    let last: Option<Time> = r.take(20)?;
    let mut kept = |column: &'static Column, place| {
        Ok::<_, Error>(column.maybe(id, r.take(place)?).map(|sealed| sealed.since(last)))
    };
    let (items, payment) = (kept(&columns::ORDER_ITEMS, 17)?, kept(&columns::ORDER_PAYMENT, 18)?);
    let delivery = kept(&columns::ORDER_DELIVERY, 19)?;
    Ok(OrderRow {
        id,
        number: r.take(1)?,
        state: r.take(2)?,
        payment_state: r.take(3)?,
        fulfilment_state: r.take(4)?,
        waits: r.take(5)?,
        placed_at: r.take(6)?,
        delivered_at: r.take(7)?,
        closed_at: r.take(8)?,
        total_minor: r.take(9)?,
        currency: r.take(10)?,
        service: r.take(11)?,
        name: columns::ORDER_NAME.maybe(id, r.take(12)?),
        email: columns::ORDER_EMAIL.maybe(id, r.take(13)?),
        phone: columns::ORDER_PHONE.maybe(id, r.take(14)?),
        shipping: columns::ORDER_SHIPPING.maybe(id, r.take(15)?),
        billing: columns::ORDER_BILLING.maybe(id, r.take(16)?),
        items,
        payment,
        delivery,
    })
}

const LED_TO: &str = "SELECT customer_id, order_id FROM order_number WHERE number = $1";

/// Whose order has this number.
pub async fn led_to(tx: &mut Tx, number: &str) -> Result<Option<(Id, Id)>, Error> {
    let Some(mut row) = tx.row(sql!(LED_TO, number)).await? else { return Ok(None) };
    Ok(Some((row.take(0)?, row.take(1)?)))
}

const NEXT_NUMBER: &str = "INSERT INTO counter (name, value) VALUES ('order', 10480)
    ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value";

/// The next order's number. Counted in the commit that places the order, so that no number is left out.
pub async fn next_number(tx: &mut Tx) -> Result<String, Error> {
    let row = tx.row(sql!(NEXT_NUMBER)).await?;
    let mut row = row.ok_or_else(|| Error::Broken(String::from("the counter of orders gives no number")))?;
    Ok(row.take::<i64>(0)?.to_string())
}

/// A new order, sealed.
pub struct NewOrder {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// When it is placed.
    pub at: Time,
    /// What it costs.
    pub total_minor: i64,
    /// Of which currency.
    pub currency: String,
    /// `standard` or `express`.
    pub service: String,
    /// The version of the policy it was placed under.
    pub policy_version: String,
    /// Sealed name.
    pub name: Vec<u8>,
    /// Sealed address for mails.
    pub email: Vec<u8>,
    /// Sealed number, if one was given.
    pub phone: Option<Vec<u8>>,
    /// Sealed delivery address.
    pub shipping: Vec<u8>,
    /// Sealed billing address.
    pub billing: Vec<u8>,
    /// Sealed items.
    pub items: Vec<u8>,
    /// Sealed words on how it was paid.
    pub payment: Vec<u8>,
    /// Sealed words on how it is delivered.
    pub delivery: Vec<u8>,
}

const NEW: &str = "INSERT INTO orders (customer_id, order_id, number, state, payment_state, fulfilment_state, placed_at,
    total_minor, currency, service, policy_version, name, email, phone, shipping, billing, items, payment, delivery)
    VALUES ($1, $2, $3, 'open', 'paid', 'placed', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
const NEW_NUMBER: &str = "INSERT INTO order_number (number, customer_id, order_id) VALUES ($1, $2, $3)";
const NEW_WORK: &str = "INSERT INTO fulfilment (order_id, customer_id, number, placed_at, state) VALUES ($1, $2, $3, $4, 'to-pack')";

/// Writes the order, the way in by its number, and the work it makes at the desk.
pub fn place(tx: &mut Tx, customer: Id, order: &NewOrder) -> Result<(), Error> {
    let o = order;
    tx.put(sql!(
        NEW,
        customer,
        o.id,
        &o.number,
        o.at,
        o.total_minor,
        &o.currency,
        &o.service,
        &o.policy_version,
        &o.name,
        &o.email,
        o.phone,
        &o.shipping,
        &o.billing,
        &o.items,
        &o.payment,
        &o.delivery
    ))?;
    tx.put(sql!(NEW_NUMBER, &o.number, customer, o.id))?;
    tx.put(sql!(NEW_WORK, o.id, customer, &o.number, o.at))
}

/// Something that happened to an order.
pub struct Event {
    /// What: the word of a [`super::Step`], `packed`, `waits`, `cancelled`.
    pub what: String,
    /// When.
    pub at: Time,
}

const HAPPENED: &str =
    "INSERT INTO order_event (customer_id, order_id, event_id, at, what) VALUES ($1, $2, $3, $4, $5)";
const EVENTS: &str =
    "SELECT what, at FROM order_event WHERE customer_id = $1 AND order_id = $2 ORDER BY at, event_id";
const EVENT: &str = "SELECT order_id, what FROM order_event WHERE customer_id = $1 AND event_id = $2";

/// Notes what happened to an order.
pub fn happened(tx: &mut Tx, customer: Id, order: Id, event: Id, at: Time, what: &str) -> Result<(), Error> {
    tx.put(sql!(HAPPENED, customer, order, event, at, what))
}

/// Everything that happened to an order, oldest first.
pub async fn events(tx: &mut Tx, customer: Id, order: Id) -> Result<Vec<Event>, Error> {
    let rows = tx.rows(sql!(EVENTS, customer, order)).await?;
    rows.into_iter().map(|mut r| Ok(Event { what: r.take(0)?, at: r.take(1)? })).collect()
}

/// The order that an event happened to, and what it was.
pub async fn event(tx: &mut Tx, customer: Id, event: Id) -> Result<Option<(Id, String)>, Error> {
    let Some(mut row) = tx.row(sql!(EVENT, customer, event)).await? else { return Ok(None) };
    Ok(Some((row.take(0)?, row.take(1)?)))
}

const TRACKING: &str = "SELECT tracking FROM shipment WHERE customer_id = $1 AND order_id = $2";

/// The number on the parcel's label, once there is one.
pub async fn tracking(tx: &mut Tx, customer: Id, order: Id) -> Result<Option<String>, Error> {
    let row = tx.row(sql!(TRACKING, customer, order)).await?;
    Ok(row.map(|mut row| row.take::<Option<String>>(0)).transpose()?.flatten())
}
