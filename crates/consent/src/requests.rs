//! Requests for help: an advisor may look only while one of them is open.

use store::{Error, Id, Row, Time, Tx, sql};

/// A request as stored; its words are sealed.
pub struct Request {
    /// Its id.
    pub id: Id,
    /// `help`, `complaint` or [`ABOUT_A_LINE`].
    pub kind: String,
    /// Whether it is still open.
    pub open: bool,
    /// When it was made.
    pub opened_at: Time,
    /// When it was closed.
    pub closed_at: Option<Time>,
    /// What the person wrote, sealed.
    pub words: Vec<u8>,
    /// The line of their record that it is about.
    pub attached: Option<Attached>,
    /// The officer's answer, sealed.
    pub answer: Option<Vec<u8>>,
}

/// The kind of a question about a line of one's own record.
pub const ABOUT_A_LINE: &str = "line";

/// A line of the customer's record, named so that nobody can later say it was another one, and the day of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its number.
    pub seq: u64,
    /// What stands for its words.
    pub leaf: [u8; 32],
    /// What binds it to all lines before.
    pub head: [u8; 32],
    /// By when it is to be answered.
    pub due_at: Time,
}

const OPEN: &str = "SELECT 1 FROM request WHERE customer_id = $1 AND state = 'open' AND kind <> $2 LIMIT 1";

/// Whether a request of this person is open that concerns the party: a question about a line is no business of an
/// advisor, who may be the one it is about, and a call for help is none of the officer.
pub async fn is_open(tx: &mut Tx, customer: Id, party: &str) -> Result<bool, Error> {
    let not = match party {
        "advisor" => ABOUT_A_LINE,
        "officer" => "help",
        _ => "",
    };
    Ok(tx.row(sql!(OPEN, customer, not)).await?.is_some())
}

const NEW: &str = "INSERT INTO request (customer_id, request_id, kind, state, opened_at, words) VALUES ($1, $2, $3, 'open', $4, $5)";

/// Opens a request.
pub fn open(tx: &mut Tx, customer: Id, id: Id, kind: &str, now: Time, words: Vec<u8>) -> Result<(), Error> {
    tx.put(sql!(NEW, customer, id, kind, now, words))
}

const NEW_ABOUT: &str = "INSERT INTO request (customer_id, request_id, kind, state, opened_at, words, line_seq, line_leaf, line_head, due_at)
    VALUES ($1, $2, 'line', 'open', $3, $4, $5, $6, $7, $8)";
const ASKED_ABOUT: &str = "SELECT 1 FROM request WHERE customer_id = $1 AND line_seq = $2 AND state = 'open'";

/// Opens a question about a line; false when one about the same line is open.
pub async fn open_about(
    tx: &mut Tx,
    customer: Id,
    id: Id,
    now: Time,
    words: Vec<u8>,
    line: &Attached,
) -> Result<bool, Error> {
    let seq = line.seq.cast_signed();
    if tx.row(sql!(ASKED_ABOUT, customer, seq)).await?.is_some() {
        return Ok(false);
    }
    tx.put(sql!(NEW_ABOUT, customer, id, now, words, seq, line.leaf, line.head, line.due_at))?;
    Ok(true)
}

const ANSWER: &str = "UPDATE request SET state = 'closed', closed_at = $1, answer = $2
    WHERE customer_id = $3 AND request_id = $4 AND kind = 'line' AND state = 'open' RETURNING request_id";

/// Answers a question about a line, which closes it; false when it was not open.
pub async fn answer(tx: &mut Tx, customer: Id, id: Id, now: Time, answer: Vec<u8>) -> Result<bool, Error> {
    Ok(tx.row(sql!(ANSWER, now, answer, customer, id)).await?.is_some())
}

const CLOSE: &str = "UPDATE request SET state = 'closed', closed_at = $1 WHERE customer_id = $2 AND request_id = $3 AND state = 'open'
    RETURNING request_id";

/// Closes a request; false when it was not open. From that moment the advisor sees nothing.
pub async fn close(tx: &mut Tx, customer: Id, id: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(CLOSE, now, customer, id)).await?.is_some())
}

const ALL: &str = "SELECT request_id, kind, state, opened_at, closed_at, words, answer, line_seq, line_leaf, line_head, due_at
    FROM request WHERE customer_id = $1 ORDER BY opened_at DESC";

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
        answer: r.take(6)?,
        attached: attached(&mut r)?,
    })
}

fn attached(r: &mut Row) -> Result<Option<Attached>, Error> {
    let Some(seq) = r.take::<Option<i64>>(7)? else { return Ok(None) };
    Ok(Some(Attached { seq: seq.unsigned_abs(), leaf: r.take(8)?, head: r.take(9)?, due_at: r.take(10)? }))
}
