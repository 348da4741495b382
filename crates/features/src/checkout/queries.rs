//! The statements about checkouts.

use gate::Sealed;
use store::{Error, Id, Row, Time, Tx, sql};

use crate::columns;

/// A checkout as it stands in the store.
pub(crate) struct Checkout {
    pub id: Id,
    /// `open`, `locked`, `paying`, `held` or `placed`.
    pub state: String,
    pub attempt: i64,
    pub service: Option<String>,
    pub keep_card: bool,
    pub card: Option<Id>,
    pub totals_hash: Option<Vec<u8>>,
    pub name: Option<Sealed>,
    pub email: Option<Sealed>,
    pub phone: Option<Sealed>,
    pub home: Option<Sealed>,
    pub shipping: Option<Sealed>,
    pub billing: Option<Sealed>,
    pub items: Option<Sealed>,
}

impl Checkout {
    /// Whether the customer told everything that the first step asks for.
    pub fn is_told(&self) -> bool {
        self.service.is_some() && self.name.is_some() && self.shipping.is_some() && self.billing.is_some()
    }
}

const CURRENT: &str = "SELECT checkout_id, state, attempt, service, keep_card, card_id, totals_hash,
    name, email, phone, home, shipping, billing, items, updated_at FROM checkout
    WHERE customer_id = $1 AND state IN ('open', 'locked', 'paying', 'held') ORDER BY created_at DESC LIMIT 1";
const FIND: &str = "SELECT checkout_id, state, attempt, service, keep_card, card_id, totals_hash,
    name, email, phone, home, shipping, billing, items, updated_at FROM checkout WHERE customer_id = $1 AND checkout_id = $2";

/// The checkout a customer is in, if any.
pub(crate) async fn current(tx: &mut Tx, customer: Id) -> Result<Option<Checkout>, Error> {
    tx.row(sql!(CURRENT, customer)).await?.map(read).transpose()
}

/// One of a customer's checkouts.
pub(crate) async fn find(tx: &mut Tx, customer: Id, checkout: Id) -> Result<Option<Checkout>, Error> {
    tx.row(sql!(FIND, customer, checkout)).await?.map(read).transpose()
}

fn read(mut r: Row) -> Result<Checkout, Error> {
    let (id, state): (Id, String) = (r.take(0)?, r.take(1)?);
    // Before an order is placed the term of its pieces has not begun.
    let placed: Option<Time> = if state == "placed" { Some(r.take(14)?) } else { None };
    Ok(Checkout {
        id,
        state,
        attempt: r.take(2)?,
        service: r.take(3)?,
        keep_card: r.take(4)?,
        card: r.take(5)?,
        totals_hash: r.take(6)?,
        name: columns::CHECKOUT_NAME.maybe(id, r.take(7)?),
        email: columns::CHECKOUT_EMAIL.maybe(id, r.take(8)?),
        phone: columns::CHECKOUT_PHONE.maybe(id, r.take(9)?),
        home: columns::CHECKOUT_HOME.maybe(id, r.take(10)?),
        shipping: columns::CHECKOUT_SHIPPING.maybe(id, r.take(11)?),
        billing: columns::CHECKOUT_BILLING.maybe(id, r.take(12)?),
        items: columns::CHECKOUT_ITEMS.maybe(id, r.take(13)?).map(|sealed| sealed.since(placed)),
    })
}

/// What the first step writes, sealed.
pub(crate) struct Told {
    pub id: Id,
    pub service: &'static str,
    pub name: Vec<u8>,
    pub email: Vec<u8>,
    pub phone: Option<Vec<u8>>,
    pub home: Vec<u8>,
    pub shipping: Vec<u8>,
    pub billing: Vec<u8>,
}

const TELL: &str = "INSERT INTO checkout (customer_id, checkout_id, state, attempt, created_at, updated_at, service, keep_card,
    total_minor, currency, name, email, phone, home, shipping, billing)
    VALUES ($1, $2, 'open', 0, $3, $4, $5, 0, 0, 'GBP', $6, $7, $8, $9, $10, $11)
    ON CONFLICT (customer_id, checkout_id) DO UPDATE SET updated_at = excluded.updated_at, service = excluded.service,
    name = excluded.name, email = excluded.email, phone = excluded.phone, home = excluded.home,
    shipping = excluded.shipping, billing = excluded.billing
    WHERE checkout.state = 'open' RETURNING checkout_id";

/// Keeps what was told; false when the checkout is being paid or was placed.
pub(crate) async fn tell(tx: &mut Tx, customer: Id, told: &Told, now: Time) -> Result<bool, Error> {
    let t = told;
    let put = sql!(
        TELL,
        customer,
        t.id,
        now,
        now,
        t.service,
        &t.name,
        &t.email,
        t.phone,
        &t.home,
        &t.shipping,
        &t.billing
    );
    Ok(tx.row(put).await?.is_some())
}

const CHOOSE: &str = "UPDATE checkout SET card_id = $1, keep_card = $2, updated_at = $3
    WHERE customer_id = $4 AND checkout_id = $5 AND state = 'open' RETURNING checkout_id";

/// Keeps how it shall be paid; false when it is being paid or was placed.
pub(crate) async fn choose(
    tx: &mut Tx,
    customer: Id,
    checkout: Id,
    card: Option<Id>,
    keep_card: bool,
    now: Time,
) -> Result<bool, Error> {
    Ok(tx.row(sql!(CHOOSE, card, keep_card, now, customer, checkout)).await?.is_some())
}

const ACCOUNT: &str = "SELECT name, email, phone FROM customer WHERE customer_id = $1 AND kind = 'account'";

/// Name, e-mail address and telephone number of an account.
pub(crate) struct Account {
    pub name: Option<Sealed>,
    pub email: Option<Sealed>,
    pub phone: Option<Sealed>,
}

/// What the account knows of the customer.
pub(crate) async fn account(tx: &mut Tx, customer: Id) -> Result<Option<Account>, Error> {
    let Some(mut r) = tx.row(sql!(ACCOUNT, customer)).await? else { return Ok(None) };
    Ok(Some(Account {
        name: columns::CUSTOMER_NAME.maybe(customer, r.take(0)?),
        email: columns::CUSTOMER_EMAIL.maybe(customer, r.take(1)?),
        phone: columns::CUSTOMER_PHONE.maybe(customer, r.take(2)?),
    }))
}

/// An entry of the address book.
pub(crate) struct Entry {
    pub id: Id,
    pub kind: String,
    pub lines: Option<Sealed>,
}

const BOOK: &str = "SELECT address_id, kind, lines FROM address WHERE customer_id = $1 ORDER BY is_default DESC, updated_at DESC";

/// The address book, the usual addresses first.
pub(crate) async fn book(tx: &mut Tx, customer: Id) -> Result<Vec<Entry>, Error> {
    tx.rows(sql!(BOOK, customer)).await?.into_iter().map(entry).collect()
}

fn entry(mut r: Row) -> Result<Entry, Error> {
    let (id, kind): (Id, String) = (r.take(0)?, r.take(1)?);
    Ok(Entry { id, lines: columns::address_lines(&kind).maybe(id, r.take(2)?), kind })
}

const KEEP: &str =
    "INSERT INTO address (customer_id, address_id, kind, is_default, updated_at, version, recipient, lines)
    VALUES ($1, $2, $3, 0, $4, 1, $5, $6)";

/// Puts an address into the address book.
pub(crate) fn keep(
    tx: &mut Tx,
    customer: Id,
    id: Id,
    kind: &str,
    recipient: &[u8],
    lines: &[u8],
    now: Time,
) -> Result<(), Error> {
    tx.put(sql!(KEEP, customer, id, kind, now, recipient, lines))
}

const GONE: &str = "DELETE FROM checkout WHERE customer_id = $1 AND checkout_id = $2 AND state = 'open'";

/// Removes a checkout that was left, unless it is being paid.
pub(crate) fn remove(tx: &mut Tx, customer: Id, checkout: Id) -> Result<(), Error> {
    tx.put(sql!(GONE, customer, checkout))
}
