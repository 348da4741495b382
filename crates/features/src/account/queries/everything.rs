//! Every row about a person, shut: what the overview shows and what a copy of it holds come from here alone.

use consent::{choices, choices::Made, clearance, clearance::Clearance, requests, requests::Request};
use gate::{Column, Sealed};
use store::{Error, Id, Row, Time, Tx, sql};

use super::{AddressRow, CardRow, Person, SessionRow, addresses, cards, person_find, sessions};
use crate::{
    account::watches::queries::{self, Watch},
    columns,
};

/// Everything held about one person.
pub struct Everything {
    /// The account.
    pub person: Person,
    /// The age question.
    pub clearance: Option<Clearance>,
    /// The address book.
    pub addresses: Vec<AddressRow>,
    /// Remembered cards.
    pub cards: Vec<CardRow>,
    /// Basket and wish list.
    pub basket: Option<BasketRow>,
    /// Orders, newest first.
    pub orders: Vec<OrderRow>,
    /// Orders that were begun and not placed.
    pub checkouts: Vec<CheckoutRow>,
    /// Payments, newest first.
    pub payments: Vec<PaymentRow>,
    /// Parcels, newest first.
    pub parcels: Vec<ParcelRow>,
    /// Every answer to a choice, oldest first.
    pub answers: Vec<Made>,
    /// Purposes objected to, and when.
    pub objections: Vec<(String, Time)>,
    /// Requests for help and complaints.
    pub requests: Vec<Request>,
    /// Mails: kind, state, written, sent.
    pub mails: Vec<(String, String, Time, Option<Time>)>,
    /// What the customer wants to be told of, and since when.
    pub watches: Vec<(Watch, Time)>,
    /// Editions of the policy that were told or agreed to, oldest first.
    pub editions: Vec<EditionRow>,
    /// Devices that are signed in.
    pub sessions: Vec<SessionRow>,
}

/// Basket and wish list, shut.
pub struct BasketRow {
    /// When it last changed.
    pub updated_at: Time,
    /// Pieces.
    pub lines: Option<Sealed>,
    /// Wishes.
    pub wishes: Option<Sealed>,
    /// As it was before two baskets became one.
    pub before: Option<Sealed>,
}

/// An order, its values shut.
pub struct OrderRow {
    /// Its number.
    pub number: String,
    /// Where it stands: order, payment, fulfilment.
    pub states: [String; 3],
    /// Placed, dispatched, delivered, closed.
    pub times: (Time, Option<Time>, Option<Time>, Option<Time>),
    /// What it cost.
    pub total: (i64, String),
    /// The delivery service.
    pub service: String,
    /// The policy it was placed under.
    pub policy_version: String,
    /// Name, e-mail, phone, delivery address, billing address, pieces, payment, delivery: each with its plain name.
    pub values: Vec<(&'static str, Option<Sealed>)>,
    /// What happened to it, and when.
    pub events: Vec<(String, Time)>,
}

/// An order that was begun.
pub struct CheckoutRow {
    /// Where it stands.
    pub state: String,
    /// When it was begun.
    pub created_at: Time,
    /// Its values, each with its plain name.
    pub values: Vec<(&'static str, Option<Sealed>)>,
}

/// A payment: our side of it.
pub struct PaymentRow {
    /// Where it stands.
    pub state: String,
    /// How much.
    pub amount: (i64, String),
    /// What the payment partner calls it.
    pub partner_ref: Option<String>,
    /// When it was begun.
    pub created_at: Time,
}

/// A parcel: our side of it.
pub struct ParcelRow {
    /// Where it stands.
    pub state: String,
    /// When the courier was asked.
    pub requested_at: Time,
    /// When the courier had it.
    pub handed_at: Option<Time>,
    /// The courier's number to follow it by.
    pub tracking: Option<String>,
}

/// An edition of the policy.
pub struct EditionRow {
    /// Its version.
    pub version: String,
    /// When.
    pub at: Time,
    /// Where the customer agreed to it; nothing when they were told of it.
    pub agreed: Option<String>,
}

/// Reads everything; nothing when the account is closed.
pub async fn find(tx: &mut Tx, customer: Id, now: Time) -> Result<Option<Everything>, Error> {
    let Some(person) = person_find(tx, customer).await? else { return Ok(None) };
    let orders = orders(tx, customer).await?;
    let last = orders.iter().map(|order| order.times.0).max();
    let checkouts = checkouts(tx, customer).await?.into_iter();
    let checkouts = checkouts.map(|row| CheckoutRow { values: dated(row.values, last), ..row }).collect();
    Ok(Some(Everything {
        person,
        clearance: clearance::find(tx, customer, now).await?,
        addresses: addresses(tx, customer).await?,
        cards: cards(tx, customer).await?,
        basket: basket(tx, customer).await?,
        orders,
        checkouts,
        payments: payments(tx, customer).await?,
        parcels: parcels(tx, customer).await?,
        answers: choices::events(tx, customer).await?,
        objections: objections(tx, customer).await?,
        requests: requests::all(tx, customer).await?,
        mails: mails(tx, customer).await?,
        watches: queries::dated(tx, customer).await?,
        editions: editions(tx, customer).await?,
        sessions: sessions(tx, customer, now).await?,
    }))
}

const BASKET: &str = "SELECT updated_at, lines, wishes, undo FROM basket WHERE customer_id = $1";

async fn basket(tx: &mut Tx, customer: Id) -> Result<Option<BasketRow>, Error> {
    let Some(mut r) = tx.row(sql!(BASKET, customer)).await? else { return Ok(None) };
    let updated_at: Time = r.take(0)?;
    let mut held = |column: &'static Column, place| {
        let sealed = column.maybe(customer, r.take(place)?);
        Ok::<_, Error>(sealed.map(|sealed| sealed.since(Some(updated_at))))
    };
    Ok(Some(BasketRow {
        updated_at,
        lines: held(&columns::BASKET_LINES, 1)?,
        wishes: held(&columns::BASKET_WISHES, 2)?,
        before: held(&columns::BASKET_UNDO, 3)?,
    }))
}

const ORDERS: &str = "SELECT order_id, number, state, payment_state, fulfilment_state, placed_at, dispatched_at, delivered_at, closed_at,
    total_minor, currency, service, policy_version, name, email, phone, shipping, billing, items, payment, delivery
    FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC";
const EVENTS: &str =
    "SELECT order_id, what, at FROM order_event WHERE customer_id = $1 ORDER BY at, event_id";

async fn orders(tx: &mut Tx, customer: Id) -> Result<Vec<OrderRow>, Error> {
    let rows = tx.rows(sql!(ORDERS, customer)).await?;
    let events = tx.rows(sql!(EVENTS, customer)).await?;
    let events: Vec<(Id, String, Time)> = events
        .into_iter()
        .map(|mut r| Ok((r.take(0)?, r.take(1)?, r.take(2)?)))
        .collect::<Result<_, Error>>()?;
    let orders = rows.into_iter().map(|row| order(row, &events)).collect::<Result<Vec<_>, Error>>()?;
    let last = orders.iter().map(|order| order.times.0).max();
    Ok(orders.into_iter().map(|order| OrderRow { values: dated(order.values, last), ..order }).collect())
}

/// Values of an order, which are kept from the person's last order on.
fn dated(
    values: Vec<(&'static str, Option<Sealed>)>,
    last: Option<Time>,
) -> Vec<(&'static str, Option<Sealed>)> {
    values.into_iter().map(|(name, sealed)| (name, sealed.map(|sealed| sealed.since(last)))).collect()
}

fn order(mut r: Row, events: &[(Id, String, Time)]) -> Result<OrderRow, Error> {
    let id: Id = r.take(0)?;
    let of_this = events.iter().filter(|(order, ..)| *order == id);
    Ok(OrderRow {
        number: r.take(1)?,
        states: [r.take(2)?, r.take(3)?, r.take(4)?],
        times: (r.take(5)?, r.take(6)?, r.take(7)?, r.take(8)?),
        total: (r.take(9)?, r.take(10)?),
        service: r.take(11)?,
        policy_version: r.take(12)?,
        values: vec![
            ("Name", columns::ORDER_NAME.maybe(id, r.take(13)?)),
            ("E-mail address", columns::ORDER_EMAIL.maybe(id, r.take(14)?)),
            ("Telephone", columns::ORDER_PHONE.maybe(id, r.take(15)?)),
            ("Delivery address", columns::ORDER_SHIPPING.maybe(id, r.take(16)?)),
            ("Billing address", columns::ORDER_BILLING.maybe(id, r.take(17)?)),
            ("Pieces", columns::ORDER_ITEMS.maybe(id, r.take(18)?)),
            ("Payment", columns::ORDER_PAYMENT.maybe(id, r.take(19)?)),
            ("Delivery", columns::ORDER_DELIVERY.maybe(id, r.take(20)?)),
        ],
        events: of_this.map(|(_, what, at)| (what.clone(), *at)).collect(),
    })
}

const CHECKOUTS: &str =
    "SELECT checkout_id, state, created_at, name, email, phone, home, shipping, billing, items
    FROM checkout WHERE customer_id = $1 ORDER BY created_at DESC";

async fn checkouts(tx: &mut Tx, customer: Id) -> Result<Vec<CheckoutRow>, Error> {
    tx.rows(sql!(CHECKOUTS, customer)).await?.into_iter().map(checkout).collect()
}

fn checkout(mut r: Row) -> Result<CheckoutRow, Error> {
    let id: Id = r.take(0)?;
    Ok(CheckoutRow {
        state: r.take(1)?,
        created_at: r.take(2)?,
        values: vec![
            ("Name", columns::CHECKOUT_NAME.maybe(id, r.take(3)?)),
            ("E-mail address", columns::CHECKOUT_EMAIL.maybe(id, r.take(4)?)),
            ("Telephone", columns::CHECKOUT_PHONE.maybe(id, r.take(5)?)),
            ("Home address", columns::CHECKOUT_HOME.maybe(id, r.take(6)?)),
            ("Delivery address", columns::CHECKOUT_SHIPPING.maybe(id, r.take(7)?)),
            ("Billing address", columns::CHECKOUT_BILLING.maybe(id, r.take(8)?)),
            ("Pieces", columns::CHECKOUT_ITEMS.maybe(id, r.take(9)?)),
        ],
    })
}

const PAYMENTS: &str = "SELECT state, amount_minor, currency, partner_ref, created_at FROM payment WHERE customer_id = $1 ORDER BY created_at DESC";

async fn payments(tx: &mut Tx, customer: Id) -> Result<Vec<PaymentRow>, Error> {
    let rows = tx.rows(sql!(PAYMENTS, customer)).await?;
    rows.into_iter()
        .map(|mut r| {
            let (state, amount) = (r.take(0)?, (r.take(1)?, r.take(2)?));
            Ok(PaymentRow { state, amount, partner_ref: r.take(3)?, created_at: r.take(4)? })
        })
        .collect()
}

const PARCELS: &str = "SELECT state, requested_at, handed_at, tracking FROM shipment WHERE customer_id = $1 ORDER BY requested_at DESC";

async fn parcels(tx: &mut Tx, customer: Id) -> Result<Vec<ParcelRow>, Error> {
    let rows = tx.rows(sql!(PARCELS, customer)).await?;
    rows.into_iter()
        .map(|mut r| {
            let (state, requested_at) = (r.take(0)?, r.take(1)?);
            Ok(ParcelRow { state, requested_at, handed_at: r.take(2)?, tracking: r.take(3)? })
        })
        .collect()
}

const OBJECTIONS: &str = "SELECT purpose, at FROM objection WHERE customer_id = $1 ORDER BY at";

/// Purposes objected to, and when.
pub async fn objections(tx: &mut Tx, customer: Id) -> Result<Vec<(String, Time)>, Error> {
    let rows = tx.rows(sql!(OBJECTIONS, customer)).await?;
    rows.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?))).collect()
}

const MAILS: &str =
    "SELECT kind, state, created_at, sent_at FROM message WHERE customer_id = $1 ORDER BY created_at DESC";

/// All of them, however many: a copy that stops at some number would not be everything.
async fn mails(tx: &mut Tx, customer: Id) -> Result<Vec<(String, String, Time, Option<Time>)>, Error> {
    let rows = tx.rows(sql!(MAILS, customer)).await?;
    rows.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?, r.take(2)?, r.take(3)?))).collect()
}

const EDITIONS: &str = "SELECT version, at, NULL FROM edition_told WHERE customer_id = $1
    UNION ALL SELECT version, at, channel FROM edition_agreed WHERE customer_id = $1 ORDER BY 2";

async fn editions(tx: &mut Tx, customer: Id) -> Result<Vec<EditionRow>, Error> {
    let rows = tx.rows(sql!(EDITIONS, customer)).await?;
    rows.into_iter()
        .map(|mut r| Ok(EditionRow { version: r.take(0)?, at: r.take(1)?, agreed: r.take(2)? }))
        .collect()
}
