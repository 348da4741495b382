//! Requests for help: an advisor may look only while one of them is open.

use store::{Error, Id, Row, Time, Tx, sql};

/// A request as stored; its words are sealed.
pub struct Request {
    /// Its id.
    pub id: Id,
    /// `help` or `complaint`.
    pub kind: String,
    /// Whether it is still open.
    pub open: bool,
    /// When it was made.
    pub opened_at: Time,
    /// When it was closed.
    pub closed_at: Option<Time>,
    /// What the person wrote, sealed.
    pub words: Vec<u8>,
}

const OPEN: &str = "SELECT 1 FROM request WHERE customer_id = $1 AND state = 'open' LIMIT 1";

/// Whether a request of this person is open.
pub async fn is_open(tx: &mut Tx, customer: Id) -> Result<bool, Error> {
    Ok(tx.row(sql!(OPEN, customer)).await?.is_some())
}

const NEW: &str = "INSERT INTO request (customer_id, request_id, kind, state, opened_at, words) VALUES ($1, $2, $3, 'open', $4, $5)";

/// Opens a request.
pub fn open(tx: &mut Tx, customer: Id, id: Id, kind: &str, now: Time, words: Vec<u8>) -> Result<(), Error> {
    tx.put(sql!(NEW, customer, id, kind, now, words))
}

const CLOSE: &str = "UPDATE request SET state = 'closed', closed_at = $1 WHERE customer_id = $2 AND request_id = $3 AND state = 'open'
    RETURNING request_id";

/// Closes a request; false when it was not open. From that moment the advisor sees nothing.
pub async fn close(tx: &mut Tx, customer: Id, id: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(CLOSE, now, customer, id)).await?.is_some())
}

const ALL: &str = "SELECT request_id, kind, state, opened_at, closed_at, words FROM request WHERE customer_id = $1 ORDER BY opened_at DESC";

/// The person's requests, newest first.
pub async fn all(tx: &mut Tx, customer: Id) -> Result<Vec<Request>, Error> {
    tx.rows(sql!(ALL, customer)).await?.into_iter().map(read).collect()
}

fn read(mut r: Row) -> Result<Request, Error> {
    Ok(Request {
        id: r.take(0)?,
        kind: r.take(1)?,
        open: r.take::<String>(2)? == "open",
        opened_at: r.take(3)?,
        closed_at: r.take(4)?,
        words: r.take(5)?,
    })
}
