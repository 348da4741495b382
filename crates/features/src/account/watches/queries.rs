//! Statements about what customers want to be told of.

use store::{Error, Id, Time, Tx, sql};

/// What a customer wants to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Its id.
    pub id: Id,
    /// The kind of data, or [`ANYTHING`].
    pub data: String,
    /// Parties that may have it without a word.
    pub parties: Vec<String>,
}

/// Stands for every kind of data.
pub const ANYTHING: &str = "personal";

const ALL: &str = "SELECT watch_id, data, parties, created_at FROM watch WHERE customer_id = $1 ORDER BY created_at, watch_id";

/// Everything a customer wants to be told of, and since when.
pub async fn dated(tx: &mut Tx, customer: Id) -> Result<Vec<(Watch, Time)>, Error> {
    let rows = tx.rows(sql!(ALL, customer)).await?;
    rows.into_iter()
        .map(|mut r| {
            let (id, data, parties): (Id, String, String) = (r.take(0)?, r.take(1)?, r.take(2)?);
            let parties = parties.split(' ').filter(|party| !party.is_empty()).map(str::to_owned).collect();
            Ok((Watch { id, data, parties }, r.take(3)?))
        })
        .collect()
}

/// Everything a customer wants to be told of.
pub async fn all(tx: &mut Tx, customer: Id) -> Result<Vec<Watch>, Error> {
    Ok(dated(tx, customer).await?.into_iter().map(|(watch, _)| watch).collect())
}

const NEW: &str =
    "INSERT INTO watch (customer_id, watch_id, data, parties, created_at) VALUES ($1, $2, $3, $4, $5)";
const LAST: &str = "SELECT COALESCE(MAX(seq), 0) FROM ledger WHERE customer_id = $1";
const MARK: &str =
    "INSERT INTO watch_mark (customer_id, seen, at) VALUES ($1, $2, $3) ON CONFLICT (customer_id) DO NOTHING";

/// Begins to watch. What the record had before is not told of.
pub async fn put(tx: &mut Tx, customer: Id, watch: &Watch, now: Time) -> Result<(), Error> {
    let seen: i64 = match tx.row(sql!(LAST, customer)).await? {
        Some(mut row) => row.take(0)?,
        None => 0,
    };
    tx.put(sql!(NEW, customer, watch.id, &watch.data, watch.parties.join(" "), now))?;
    tx.put(sql!(MARK, customer, seen, now))
}

const GONE: &str = "DELETE FROM watch WHERE customer_id = $1 AND watch_id = $2";
const ALL_GONE: &str = "DELETE FROM watch WHERE customer_id = $1";
const HITS_GONE: &str = "DELETE FROM watch_hit WHERE customer_id = $1";
const UNMARK: &str = "DELETE FROM watch_mark WHERE customer_id = $1
    AND NOT EXISTS (SELECT 1 FROM watch WHERE watch.customer_id = watch_mark.customer_id)";

/// Stops watching for one thing.
pub fn remove(tx: &mut Tx, customer: Id, id: Id) -> Result<(), Error> {
    tx.put(sql!(GONE, customer, id))?;
    tx.put(sql!(UNMARK, customer))
}

/// Stops watching for anything.
pub fn remove_all(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(ALL_GONE, customer))?;
    tx.put(sql!(HITS_GONE, customer))?;
    tx.put(sql!(UNMARK, customer))
}

// About all customers: it reads two keys and no value. Who has nothing to be told of is in neither table.
const BEHIND: &str = "SELECT m.customer_id, m.seen FROM watch_mark m WHERE m.at <= $1
    AND EXISTS (SELECT 1 FROM ledger l WHERE l.customer_id = m.customer_id AND l.seq > m.seen)
    ORDER BY m.at LIMIT 200";

/// Customers whose record went on since it was last looked through, and how far that was; none looked at after `before`.
pub async fn behind(tx: &mut Tx, before: Time) -> Result<Vec<(Id, i64)>, Error> {
    tx.rows(sql!(BEHIND, before)).await?.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?))).collect()
}

const SEEN: &str =
    "UPDATE watch_mark SET seen = $1, at = $2 WHERE customer_id = $3 AND seen = $4 RETURNING customer_id";

/// Notes how far the record was looked through; false when another server was faster.
pub async fn seen(tx: &mut Tx, customer: Id, from: i64, to: i64, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(SEEN, to, now, customer, from)).await?.is_some())
}

const TOLD: &str = "SELECT DISTINCT telling_id, due_at FROM watch_hit WHERE customer_id = $1 AND due_at > $2";

/// Mails that told of something since then or will: which, and when.
pub async fn tellings(tx: &mut Tx, customer: Id, since: Time) -> Result<Vec<(Id, Time)>, Error> {
    let rows = tx.rows(sql!(TOLD, customer, since)).await?;
    rows.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?))).collect()
}

const HIT: &str = "INSERT INTO watch_hit (customer_id, watch_id, seq, telling_id, at, due_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (customer_id, watch_id, seq) DO NOTHING";

/// Notes a line that somebody is to be told of, for the mail of that number and time.
pub fn hit(tx: &mut Tx, customer: Id, watch: Id, seq: i64, at: Time, mail: (Id, Time)) -> Result<(), Error> {
    tx.put(sql!(HIT, customer, watch, seq, mail.0, at, mail.1))
}

const HITS: &str = "SELECT watch_id, seq, at FROM watch_hit WHERE customer_id = $1 AND telling_id = $2 ORDER BY seq, watch_id";

/// What a mail tells of: which watch, which line, when.
pub async fn hits(tx: &mut Tx, customer: Id, telling: Id) -> Result<Vec<(Id, i64, Time)>, Error> {
    let rows = tx.rows(sql!(HITS, customer, telling)).await?;
    rows.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?, r.take(2)?))).collect()
}

const OLD: &str = "DELETE FROM watch_hit WHERE customer_id = $1 AND due_at <= $2";

/// Forgets what was told long ago; the record itself keeps it.
pub fn forget(tx: &mut Tx, customer: Id, before: Time) -> Result<(), Error> {
    tx.put(sql!(OLD, customer, before))
}
