//! What is due, and the rows that go. Searches go over all people, in small batches; each change is one person's.

use store::{Error, Id, Row, Time, Tx, sql};

use super::over::{Search, Term};

const DUE: &str =
    "SELECT customer_id, reference FROM due WHERE kind = $1 AND due_at <= $2 ORDER BY due_at LIMIT 200";
const DUE_PUT: &str = "INSERT INTO due (kind, customer_id, reference, due_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (kind, customer_id, reference) DO NOTHING";
const DUE_GONE: &str = "DELETE FROM due WHERE kind = $1 AND customer_id = $2 AND reference = $3";

/// Work of one kind that is due: whose, and about what.
pub async fn due(tx: &mut Tx, kind: &'static str, now: Time) -> Result<Vec<(Id, Id)>, Error> {
    tx.rows(sql!(DUE, kind, now)).await?.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?))).collect()
}

/// Puts work on the list.
pub fn due_put(tx: &mut Tx, kind: &'static str, customer: Id, reference: Id, at: Time) -> Result<(), Error> {
    tx.put(sql!(DUE_PUT, kind, customer, reference, at))
}

const PROMISED: &str = "SELECT kind FROM due WHERE customer_id = $1";

/// The kinds of work on the list that is about somebody.
pub async fn due_of(tx: &mut Tx, customer: Id) -> Result<Vec<String>, Error> {
    tx.rows(sql!(PROMISED, customer)).await?.into_iter().map(|mut row| row.take(0)).collect()
}

/// Takes work off the list.
pub fn due_remove(tx: &mut Tx, kind: &'static str, customer: Id, reference: Id) -> Result<(), Error> {
    tx.put(sql!(DUE_GONE, kind, customer, reference))
}

const WITHOUT_COVER: &str =
    "SELECT c.customer_id FROM customer c WHERE c.kind = 'account' AND c.state = 'active'
    AND NOT EXISTS (SELECT 1 FROM due d WHERE d.kind = 'cover' AND d.customer_id = c.customer_id) LIMIT 200";

/// Accounts of which nobody has said yet when their record gets its next line that stands for nothing.
pub async fn without_cover(tx: &mut Tx) -> Result<Vec<Id>, Error> {
    tx.rows(sql!(WITHOUT_COVER)).await?.into_iter().map(|mut row| row.take(0)).collect()
}

const LAPSED: &str = "SELECT c.customer_id, c.state, p.kind FROM clearance c LEFT JOIN customer p ON p.customer_id = c.customer_id
    WHERE c.expires_at <= $1 LIMIT 200";
const CLEARANCE_GONE: &str = "DELETE FROM clearance WHERE customer_id = $1";

/// A clearance that lapsed.
pub struct Lapsed {
    /// Whose.
    pub customer: Id,
    /// How it stood.
    pub state: String,
    /// What is known of the person besides: an account, a visitor, or nothing.
    pub kind: Option<String>,
}

/// Clearances that lapsed.
pub async fn lapsed(tx: &mut Tx, now: Time) -> Result<Vec<Lapsed>, Error> {
    let rows = tx.rows(sql!(LAPSED, now)).await?;
    rows.into_iter()
        .map(|mut r| Ok(Lapsed { customer: r.take(0)?, state: r.take(1)?, kind: r.take(2)? }))
        .collect()
}

/// Removes a clearance.
pub fn clearance_remove(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(CLEARANCE_GONE, customer))
}

/// Accounts that nobody confirmed.
pub const UNCONFIRMED: Search<Id> = Search {
    term: Term::Figure("unverified"),
    sql: |window| {
        sql!(
            "SELECT created_at, customer_id FROM customer WHERE kind = 'account' AND state = 'unverified' AND created_at <= $1
            AND (CAST($2 AS TEXT) IS NULL OR COALESCE(agreed_version, policy_version) = $2) LIMIT 200",
            window.before,
            window.under
        )
    },
    row: |row| Ok((row.take(0)?, row.take(1)?)),
};

/// Visitors without orders who came back last when their basket was still kept.
pub const VISITORS: Search<Id> = Search {
    term: Term::Data("account.basket"),
    sql: |window| {
        sql!(
            "SELECT COALESCE(b.updated_at, p.created_at), p.customer_id FROM customer p LEFT JOIN basket b ON b.customer_id = p.customer_id
            WHERE p.kind = 'visitor' AND p.created_at <= $1 AND (b.updated_at IS NULL OR b.updated_at <= $1)
            AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = p.customer_id)
            AND NOT EXISTS (SELECT 1 FROM handle h WHERE h.customer_id = p.customer_id AND h.expires_at > $2)
            AND (CAST($3 AS TEXT) IS NULL OR COALESCE(p.agreed_version, p.policy_version) = $3) LIMIT 200",
            window.before,
            window.until,
            window.under
        )
    },
    row: |row| Ok((row.take(0)?, row.take(1)?)),
};

/// Baskets that nobody comes back to: whose, and whether a visitor's or an account's.
pub const BASKETS: Search<(Id, String)> = Search {
    term: Term::Data("account.basket"),
    sql: |window| {
        sql!(
            "SELECT b.updated_at, b.customer_id, p.kind FROM basket b JOIN customer p ON p.customer_id = b.customer_id
            WHERE b.updated_at <= $1 AND NOT EXISTS (SELECT 1 FROM session s WHERE s.customer_id = b.customer_id AND s.expires_at > $2)
            AND (CAST($3 AS TEXT) IS NULL OR COALESCE(p.agreed_version, p.policy_version) = $3) LIMIT 200",
            window.before,
            window.until,
            window.under
        )
    },
    row: |row| Ok((row.take(0)?, (row.take(1)?, row.take(2)?))),
};

const BASKET_GONE: &str = "DELETE FROM basket WHERE customer_id = $1";

/// Removes basket and wish list.
pub fn basket_remove(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(BASKET_GONE, customer))
}

const COMES_BY: &str =
    "SELECT 1 FROM handle WHERE customer_id = $1 AND kind = 'basket' AND expires_at > $2 LIMIT 1";
const BASKET: &str = "SELECT lines, wishes, updated_at FROM basket WHERE customer_id = $1";
const VISITOR_NEW: &str =
    "INSERT INTO customer (customer_id, kind, state, policy_version, created_at, version)
    VALUES ($1, 'visitor', 'open', $2, $3, 1)";
const BASKET_NEW: &str =
    "INSERT INTO basket (customer_id, version, updated_at, lines, wishes) VALUES ($1, 1, $2, $3, $4)";
const HANDLES_MOVE: &str = "UPDATE handle SET customer_id = $1 WHERE customer_id = $2 AND kind = 'basket'";

/// Whether a browser still leads to this person's basket.
pub async fn comes_by(tx: &mut Tx, customer: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(COMES_BY, customer, now)).await?.is_some())
}

/// Sealed pieces and wishes, and when somebody last came for them.
pub async fn basket_find(
    tx: &mut Tx,
    customer: Id,
) -> Result<Option<(Option<Vec<u8>>, Option<Vec<u8>>, Time)>, Error> {
    let Some(mut row) = tx.row(sql!(BASKET, customer)).await? else { return Ok(None) };
    Ok(Some((row.take(0)?, row.take(1)?, row.take(2)?)))
}

/// Somebody of whom the shop knows a basket and nothing else.
pub fn visitor_new(tx: &mut Tx, customer: Id, policy_version: &str, now: Time) -> Result<(), Error> {
    tx.put(sql!(VISITOR_NEW, customer, policy_version, now))
}

/// Keeps a basket for somebody new, from that visit on.
pub fn basket_new(
    tx: &mut Tx,
    customer: Id,
    lines: Option<Vec<u8>>,
    wishes: Option<Vec<u8>>,
    visited: Time,
) -> Result<(), Error> {
    tx.put(sql!(BASKET_NEW, customer, visited, lines, wishes))
}

/// Browsers that led to one person's basket lead to another's.
pub fn basket_handles_move(tx: &mut Tx, from: Id, to: Id) -> Result<(), Error> {
    tx.put(sql!(HANDLES_MOVE, to, from))
}

/// People whose orders still have their content, by the last of them.
pub const LAST_ORDERS: Search<Id> = Search {
    term: Term::Data("orders.items"),
    sql: |window| {
        sql!(
            "SELECT MAX(o.placed_at), o.customer_id FROM orders o LEFT JOIN customer p ON p.customer_id = o.customer_id
            WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(p.agreed_version, p.policy_version) = $1) GROUP BY o.customer_id
            HAVING MAX(o.placed_at) <= $2 AND COUNT(o.items) > 0 LIMIT 200",
            window.under,
            window.before
        )
    },
    row: |row| Ok((row.take(0)?, row.take(1)?)),
};

/// What somebody is to the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody with an open account.
    Account,
    /// Somebody whose account is closed.
    Closed,
    /// Somebody without one.
    Visitor,
}

const KIND: &str = "SELECT kind, state FROM customer WHERE customer_id = $1";

/// What somebody is to the shop now.
pub async fn standing(tx: &mut Tx, customer: Id) -> Result<Standing, Error> {
    let Some(mut row) = tx.row(sql!(KIND, customer)).await? else { return Ok(Standing::Closed) };
    let (kind, state): (String, String) = (row.take(0)?, row.take(1)?);
    Ok(match (kind.as_str(), state.as_str()) {
        ("visitor", _) => Standing::Visitor,
        (_, "closed") => Standing::Closed,
        _ => Standing::Account,
    })
}

/// Accounts that were closed, of which the record is still kept.
pub const CLOSED: Search<Id> = Search {
    term: Term::Data("ledger"),
    sql: |window| {
        sql!(
            "SELECT closed_at, customer_id FROM customer WHERE kind = 'account' AND state = 'closed' AND closed_at <= $1
            AND (CAST($2 AS TEXT) IS NULL OR COALESCE(agreed_version, policy_version) = $2) LIMIT 200",
            window.before,
            window.under
        )
    },
    row: |row| Ok((row.take(0)?, row.take(1)?)),
};

const CARDS: &str = "SELECT card_id FROM card WHERE customer_id = $1";

/// Cards of a person, whatever their state.
pub async fn cards_left(tx: &mut Tx, customer: Id) -> Result<Vec<Id>, Error> {
    tx.rows(sql!(CARDS, customer)).await?.into_iter().map(|mut r: Row| r.take(0)).collect()
}

/// Requests that were closed: whose, and which.
pub const REQUESTS: Search<(Id, Id)> = Search {
    term: Term::Data("care.request"),
    sql: |window| {
        sql!(
            "SELECT r.closed_at, r.customer_id, r.request_id FROM request r LEFT JOIN customer p ON p.customer_id = r.customer_id
            WHERE r.state = 'closed' AND r.closed_at <= $1
            AND (CAST($2 AS TEXT) IS NULL OR COALESCE(p.agreed_version, p.policy_version) = $2) LIMIT 200",
            window.before,
            window.under
        )
    },
    row: |row| Ok((row.take(0)?, (row.take(1)?, row.take(2)?))),
};

const REQUEST_GONE: &str = "DELETE FROM request WHERE customer_id = $1 AND request_id = $2";

/// Removes a request.
pub fn request_remove(tx: &mut Tx, customer: Id, request: Id) -> Result<(), Error> {
    tx.put(sql!(REQUEST_GONE, customer, request))
}

/// Orders begun and never placed, which are kept like a basket: whose, and which.
pub const CHECKOUTS: Search<(Id, Id)> = Search {
    term: Term::Data("account.basket"),
    sql: |window| {
        sql!(
            "SELECT c.updated_at, c.customer_id, c.checkout_id FROM checkout c LEFT JOIN customer p ON p.customer_id = c.customer_id
            WHERE c.state = 'open' AND c.updated_at <= $1
            AND (CAST($2 AS TEXT) IS NULL OR COALESCE(p.agreed_version, p.policy_version) = $2) LIMIT 200",
            window.before,
            window.under
        )
    },
    row: |row| Ok((row.take(0)?, (row.take(1)?, row.take(2)?))),
};

const CHECKOUT_GONE: &str =
    "DELETE FROM checkout WHERE customer_id = $1 AND checkout_id = $2 AND state = 'open'";

/// Removes an order that was begun.
pub fn checkout_remove(tx: &mut Tx, customer: Id, checkout: Id) -> Result<(), Error> {
    tx.put(sql!(CHECKOUT_GONE, customer, checkout))
}

const SEEN_GONE: &str = "DELETE FROM webhook_seen WHERE at <= $1";

/// Forgets calls of partners that cannot be repeated any more.
pub fn seen_webhooks_remove(tx: &mut Tx, before: Time) -> Result<(), Error> {
    tx.put(sql!(SEEN_GONE, before))
}
