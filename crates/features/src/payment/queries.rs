//! The statements about payments and saved cards.

use gate::Sealed;
use store::{Error, Id, Row, Time, Tx, sql};

use crate::columns;

/// A payment: one attempt to pay one checkout.
#[derive(Clone)]
pub(crate) struct Payment {
    pub customer: Id,
    pub id: Id,
    pub checkout: Id,
    pub attempt: i64,
    /// `new`, `paying`, `placed`, `declined`, `cancelled`, `lapsed`, `failed`, `held`, `refunding` or `refunded`.
    pub state: String,
    pub amount_minor: i64,
    pub currency: String,
    pub partner_ref: Option<String>,
    pub created_at: Time,
    pub expires_at: Time,
}

const FIND: &str = "SELECT customer_id, payment_id, checkout_id, attempt, state, amount_minor, currency, partner_ref, created_at, expires_at
    FROM payment WHERE customer_id = $1 AND payment_id = $2";
const OF_ATTEMPT: &str = "SELECT customer_id, payment_id, checkout_id, attempt, state, amount_minor, currency, partner_ref, created_at, expires_at
    FROM payment WHERE customer_id = $1 AND checkout_id = $2 ORDER BY attempt DESC LIMIT 1";
const PAID: &str = "SELECT customer_id, payment_id, checkout_id, attempt, state, amount_minor, currency, partner_ref, created_at, expires_at
    FROM payment WHERE customer_id = $1 AND checkout_id = $2 AND state = 'placed'";

/// One payment.
pub(crate) async fn find(tx: &mut Tx, customer: Id, payment: Id) -> Result<Option<Payment>, Error> {
    tx.row(sql!(FIND, customer, payment)).await?.map(read).transpose()
}

/// The latest attempt to pay a checkout.
pub(crate) async fn latest(tx: &mut Tx, customer: Id, checkout: Id) -> Result<Option<Payment>, Error> {
    tx.row(sql!(OF_ATTEMPT, customer, checkout)).await?.map(read).transpose()
}

/// The payment that placed an order.
pub(crate) async fn paid(tx: &mut Tx, customer: Id, checkout: Id) -> Result<Option<Payment>, Error> {
    tx.row(sql!(PAID, customer, checkout)).await?.map(read).transpose()
}

fn read(mut r: Row) -> Result<Payment, Error> {
    Ok(Payment {
        customer: r.take(0)?,
        id: r.take(1)?,
        checkout: r.take(2)?,
        attempt: r.take(3)?,
        state: r.take(4)?,
        amount_minor: r.take(5)?,
        currency: r.take(6)?,
        partner_ref: r.take(7)?,
        created_at: r.take(8)?,
        expires_at: r.take(9)?,
    })
}

const LED_TO: &str = "SELECT customer_id, payment_id FROM payment_ref WHERE partner_ref = $1";

/// Whose payment the partner's session is.
pub(crate) async fn led_to(tx: &mut Tx, partner_ref: &str) -> Result<Option<(Id, Id)>, Error> {
    let Some(mut row) = tx.row(sql!(LED_TO, partner_ref)).await? else { return Ok(None) };
    Ok(Some((row.take(0)?, row.take(1)?)))
}

/// The amounts that are frozen for an attempt.
pub(crate) struct Frozen {
    pub total_minor: i64,
    pub currency: String,
    pub hash: [u8; 32],
    pub items: Vec<u8>,
}

// A lock that nobody finished within a minute belongs to a process that died.
const LOCK: &str = "UPDATE checkout SET state = 'locked', attempt = attempt + 1, updated_at = $1, total_minor = $2, currency = $3,
    totals_hash = $4, items = $5 WHERE customer_id = $6 AND checkout_id = $7
    AND (state = 'open' OR (state = 'locked' AND updated_at < $8)) RETURNING attempt";

/// Locks a checkout for one attempt and freezes its amounts; the attempt's number, or `None` when another holds it.
pub(crate) async fn lock(
    tx: &mut Tx,
    customer: Id,
    checkout: Id,
    frozen: &Frozen,
    now: Time,
) -> Result<Option<i64>, Error> {
    let f = frozen;
    let stale = now.minus_seconds(60);
    let lock = sql!(LOCK, now, f.total_minor, &f.currency, f.hash, &f.items, customer, checkout, stale);
    tx.row(lock).await?.map(|mut row| row.take(0)).transpose()
}

const NEW: &str = "INSERT INTO payment (customer_id, payment_id, checkout_id, attempt, state, amount_minor, currency, created_at, expires_at)
    VALUES ($1, $2, $3, $4, 'new', $5, $6, $7, $8)";

/// Writes down a new attempt.
pub(crate) fn new(tx: &mut Tx, payment: &Payment) -> Result<(), Error> {
    let p = payment;
    tx.put(sql!(
        NEW,
        p.customer,
        p.id,
        p.checkout,
        p.attempt,
        p.amount_minor,
        &p.currency,
        p.created_at,
        p.expires_at
    ))
}

const BEGUN: &str = "UPDATE payment SET state = 'paying', partner_ref = $1 WHERE customer_id = $2 AND payment_id = $3 AND state = 'new'
    RETURNING payment_id";
const REF: &str = "INSERT INTO payment_ref (partner_ref, customer_id, payment_id) VALUES ($1, $2, $3) ON CONFLICT (partner_ref) DO NOTHING";
const PAYING: &str =
    "UPDATE checkout SET state = 'paying', updated_at = $1 WHERE customer_id = $2 AND checkout_id = $3
    AND attempt = $4 AND state = 'locked' RETURNING checkout_id";

/// The partner has a page for this attempt; false when the attempt was given up meanwhile.
pub(crate) async fn begun(
    tx: &mut Tx,
    payment: &Payment,
    partner_ref: &str,
    now: Time,
) -> Result<bool, Error> {
    let p = payment;
    let begun = tx.row(sql!(BEGUN, partner_ref, p.customer, p.id)).await?.is_some();
    let paying = tx.row(sql!(PAYING, now, p.customer, p.checkout, p.attempt)).await?.is_some();
    tx.put(sql!(REF, partner_ref, p.customer, p.id))?;
    Ok(begun && paying)
}

const MOVE: &str = "UPDATE payment SET state = $1 WHERE customer_id = $2 AND payment_id = $3 AND state = $4 RETURNING payment_id";

/// Moves a payment on, if it still is where it was; false when somebody else was faster.
pub(crate) async fn moved(tx: &mut Tx, payment: &Payment, to: &str) -> Result<bool, Error> {
    Ok(tx.row(sql!(MOVE, to, payment.customer, payment.id, &payment.state)).await?.is_some())
}

const REOPEN: &str = "UPDATE checkout SET state = $1, updated_at = $2 WHERE customer_id = $3 AND checkout_id = $4 AND attempt = $5
    AND state IN ('locked', 'paying')";

/// Gives a checkout back to its customer (`open`), or holds it, unless a later attempt has it.
pub(crate) fn checkout_to(tx: &mut Tx, payment: &Payment, state: &str, now: Time) -> Result<(), Error> {
    tx.put(sql!(REOPEN, state, now, payment.customer, payment.checkout, payment.attempt))
}

const DUE: &str = "INSERT INTO due (kind, customer_id, reference, due_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (kind, customer_id, reference) DO UPDATE SET due_at = excluded.due_at";
const DONE: &str = "DELETE FROM due WHERE kind = $1 AND customer_id = $2 AND reference = $3";
const ALL_DUE: &str =
    "SELECT customer_id, reference FROM due WHERE kind = $1 AND due_at <= $2 ORDER BY due_at LIMIT 200";

/// Notes work to be done at a time.
pub(crate) fn due(tx: &mut Tx, kind: &str, customer: Id, reference: Id, at: Time) -> Result<(), Error> {
    tx.put(sql!(DUE, kind, customer, reference, at))
}

/// Takes work off the list.
pub(crate) fn done(tx: &mut Tx, kind: &str, customer: Id, reference: Id) -> Result<(), Error> {
    tx.put(sql!(DONE, kind, customer, reference))
}

/// Work of one kind that is due.
pub(crate) async fn all_due(tx: &mut Tx, kind: &str, now: Time) -> Result<Vec<(Id, Id)>, Error> {
    let rows = tx.rows(sql!(ALL_DUE, kind, now)).await?;
    rows.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?))).collect()
}

const SEEN: &str = "SELECT 1 FROM webhook_seen WHERE event_id = $1";
const SEE: &str = "INSERT INTO webhook_seen (event_id, at) VALUES ($1, $2) ON CONFLICT (event_id) DO NOTHING";

/// Whether a partner's message was taken before.
pub(crate) async fn seen(tx: &mut Tx, event: &str) -> Result<bool, Error> {
    Ok(tx.row(sql!(SEEN, event)).await?.is_some())
}

/// Notes that a partner's message was taken.
pub(crate) fn see(tx: &mut Tx, event: &str, now: Time) -> Result<(), Error> {
    tx.put(sql!(SEE, event, now))
}

const CARDS: &str =
    "SELECT card_id, digits FROM card WHERE customer_id = $1 AND state = 'kept' ORDER BY created_at DESC";
const IS_KEPT: &str = "SELECT 1 FROM card WHERE customer_id = $1 AND card_id = $2 AND state = 'kept'";
const STAND_IN: &str = "SELECT stand_in FROM card WHERE customer_id = $1 AND card_id = $2";
const KEEP: &str = "INSERT INTO card (customer_id, card_id, state, created_at, tries, stand_in, digits) VALUES ($1, $2, 'kept', $3, 0, $4, $5)
    ON CONFLICT (customer_id, card_id) DO NOTHING";
const REMOVING: &str = "UPDATE card SET state = 'removing', tries = tries + 1 WHERE customer_id = $1 AND card_id = $2 RETURNING tries";
const REMOVED: &str = "DELETE FROM card WHERE customer_id = $1 AND card_id = $2";
const UNPICK: &str =
    "UPDATE checkout SET card_id = NULL WHERE customer_id = $1 AND card_id = $2 AND state = 'open'";

/// A customer's saved cards, the newest first: id and what may be seen of each.
pub(crate) async fn cards(tx: &mut Tx, customer: Id) -> Result<Vec<(Id, Option<Sealed>)>, Error> {
    let rows = tx.rows(sql!(CARDS, customer)).await?;
    rows.into_iter()
        .map(|mut r| {
            let id = r.take(0)?;
            Ok((id, columns::CARD_DIGITS.maybe(id, r.take(1)?)))
        })
        .collect()
}

/// Whether a card is saved.
pub(crate) async fn is_kept(tx: &mut Tx, customer: Id, card: Id) -> Result<bool, Error> {
    Ok(tx.row(sql!(IS_KEPT, customer, card)).await?.is_some())
}

/// The number that stands in for a card.
pub(crate) async fn stand_in(tx: &mut Tx, customer: Id, card: Id) -> Result<Option<Sealed>, Error> {
    let Some(mut row) = tx.row(sql!(STAND_IN, customer, card)).await? else { return Ok(None) };
    Ok(columns::CARD_STAND_IN.maybe(card, row.take(0)?))
}

/// Keeps a card. Its id is the payment's, so that keeping it twice is keeping it once.
pub(crate) fn keep_card(
    tx: &mut Tx,
    customer: Id,
    card: Id,
    now: Time,
    stand_in: &[u8],
    digits: &[u8],
) -> Result<(), Error> {
    tx.put(sql!(KEEP, customer, card, now, stand_in, digits))
}

/// Takes a card from every page; how often its removal was tried, or `None` when there is no such card.
pub(crate) async fn removing(tx: &mut Tx, customer: Id, card: Id) -> Result<Option<i64>, Error> {
    tx.put(sql!(UNPICK, customer, card))?;
    tx.row(sql!(REMOVING, customer, card)).await?.map(|mut row| row.take(0)).transpose()
}

/// The partner has forgotten the card, and so do we.
pub(crate) fn removed(tx: &mut Tx, customer: Id, card: Id) -> Result<(), Error> {
    tx.put(sql!(REMOVED, customer, card))
}
