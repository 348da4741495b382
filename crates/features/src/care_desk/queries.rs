//! Statements of the care desk.

use gate::Sealed;
use store::{Error, Id, Row, Time, Tx, sql};

use crate::columns;

/// A request that waits for an advisor: ids, kind and time, nothing that is sealed.
pub struct Open {
    /// Whose.
    pub customer: Id,
    /// Which.
    pub request: Id,
    /// `help` or `complaint`.
    pub kind: String,
    /// Since when.
    pub opened_at: Time,
}

// The one statement here that is about all customers: the queue. It reads an index of open requests and no value.
const OPEN: &str = "SELECT customer_id, request_id, kind, opened_at FROM request WHERE state = 'open' AND kind <> 'line' ORDER BY opened_at, request_id LIMIT 500";

/// Requests that are open, oldest first.
pub async fn requests_open(tx: &mut Tx) -> Result<Vec<Open>, Error> {
    let rows = tx.rows(sql!(OPEN)).await?;
    rows.into_iter()
        .map(|mut r| {
            Ok(Open { customer: r.take(0)?, request: r.take(1)?, kind: r.take(2)?, opened_at: r.take(3)? })
        })
        .collect()
}

const BY_NUMBER: &str = "SELECT customer_id FROM order_number WHERE number = $1";

/// Whose order has this number.
pub async fn customer_by_number(tx: &mut Tx, number: &str) -> Result<Option<Id>, Error> {
    tx.row(sql!(BY_NUMBER, number)).await?.map(|mut row| row.take(0)).transpose()
}

/// Name and contact, sealed.
pub struct Contact {
    /// Name.
    pub name: Option<Sealed>,
    /// E-mail address.
    pub email: Option<Sealed>,
    /// Telephone.
    pub phone: Option<Sealed>,
}

const CONTACT: &str = "SELECT name, email, phone FROM customer WHERE customer_id = $1";

/// A customer's name and contact; `None` when there is no such customer.
pub async fn contact_find(tx: &mut Tx, customer: Id) -> Result<Option<Contact>, Error> {
    tx.row(sql!(CONTACT, customer)).await?.map(|row| contact(customer, row)).transpose()
}

fn contact(customer: Id, mut row: Row) -> Result<Contact, Error> {
    Ok(Contact {
        name: columns::CUSTOMER_NAME.maybe(customer, row.take(0)?),
        email: columns::CUSTOMER_EMAIL.maybe(customer, row.take(1)?),
        phone: columns::CUSTOMER_PHONE.maybe(customer, row.take(2)?),
    })
}

/// An order as the desk shows it: its state in the clear, to whom and where it goes sealed.
pub struct Order {
    /// Its number.
    pub number: String,
    /// How far along it is.
    pub state: String,
    /// Why it waits, if it does.
    pub waits: Option<String>,
    /// When it was placed.
    pub placed_at: Time,
    /// The sum.
    pub total_minor: i64,
    /// Its currency.
    pub currency: String,
    /// Who gets it.
    pub name: Option<Sealed>,
    /// Where it goes.
    pub shipping: Option<Sealed>,
}

const ORDERS: &str = "SELECT order_id, number, fulfilment_state, waits, placed_at, total_minor, currency, name, shipping FROM orders
    WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 50";

/// A customer's orders, newest first.
pub async fn orders_of(tx: &mut Tx, customer: Id) -> Result<Vec<Order>, Error> {
    tx.rows(sql!(ORDERS, customer)).await?.into_iter().map(order).collect()
}

fn order(mut row: Row) -> Result<Order, Error> {
    let id: Id = row.take(0)?;
    Ok(Order {
        number: row.take(1)?,
        state: row.take(2)?,
        waits: row.take(3)?,
        placed_at: row.take(4)?,
        total_minor: row.take(5)?,
        currency: row.take(6)?,
        name: columns::ORDER_NAME.maybe(id, row.take(7)?),
        shipping: columns::ORDER_SHIPPING.maybe(id, row.take(8)?),
    })
}
