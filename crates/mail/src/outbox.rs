//! The outbox: what is to be sent, to whom by id, and when.

use store::{Error, Id, Time, Tx, sql};

/// A mail that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its id; also the idempotency key of its sending.
    pub id: Id,
    /// Whose mail it is.
    pub customer: Id,
    /// Which mail, by the name of its folder.
    pub kind: String,
    /// What it is about: an order, a token's row.
    pub reference: Option<Id>,
    /// How often it was tried.
    pub tries: i64,
}

const KEEP: &str = "INSERT INTO message (customer_id, message_id, kind, reference, state, created_at) VALUES ($1, $2, $3, $4, 'waiting', $5)";
const NEW: &str = "INSERT INTO outbox (message_id, customer_id, kind, reference, due_at, tries) VALUES ($1, $2, $3, $4, $5, 0)";

/// Puts a mail into the outbox, inside the transaction that gives rise to it.
pub fn queue(
    tx: &mut Tx,
    id: Id,
    customer: Id,
    kind: &'static str,
    reference: Option<Id>,
    now: Time,
) -> Result<(), Error> {
    queue_at(tx, id, customer, kind, reference, now, now)
}

/// The same, to be sent at a later time.
pub fn queue_at(
    tx: &mut Tx,
    id: Id,
    customer: Id,
    kind: &'static str,
    reference: Option<Id>,
    now: Time,
    due: Time,
) -> Result<(), Error> {
    tx.put(sql!(KEEP, customer, id, kind, reference, now))?;
    tx.put(sql!(NEW, id, customer, kind, reference, due))
}

const DUE: &str = "SELECT message_id, customer_id, kind, reference, tries FROM outbox WHERE due_at <= $1 ORDER BY due_at LIMIT 100";

pub(crate) async fn due(tx: &mut Tx, now: Time) -> Result<Vec<Waiting>, Error> {
    let rows = tx.rows(sql!(DUE, now)).await?;
    rows.into_iter()
        .map(|mut r| {
            let (id, customer, kind) = (r.take(0)?, r.take(1)?, r.take(2)?);
            Ok(Waiting { id, customer, kind, reference: r.take(3)?, tries: r.take(4)? })
        })
        .collect()
}

const CLAIM: &str = "UPDATE outbox SET due_at = $1, tries = tries + 1 WHERE message_id = $2 AND tries = $3 RETURNING message_id";

/// Takes a mail for sending until `again`; false when another server was faster.
pub(crate) async fn claim(tx: &mut Tx, mail: &Waiting, again: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(CLAIM, again, mail.id, mail.tries)).await?.is_some())
}

/// Takes several mails for sending until `again`: those that no other server was faster with.
pub(crate) async fn claim_all(tx: &mut Tx, mails: &[Waiting], again: Time) -> Result<Vec<Waiting>, Error> {
    let mut ours = Vec::new();
    for mail in mails {
        if claim(tx, mail, again).await? {
            ours.push(mail.clone());
        }
    }
    Ok(ours)
}

const GONE: &str = "DELETE FROM outbox WHERE message_id = $1";
const DONE: &str = "UPDATE message SET state = $1, sent_at = $2 WHERE customer_id = $3 AND message_id = $4";

/// Notes how it ended and takes it out of the outbox.
pub(crate) fn settle(
    tx: &mut Tx,
    mail: &Waiting,
    state: &'static str,
    at: Option<Time>,
) -> Result<(), Error> {
    tx.put(sql!(GONE, mail.id))?;
    tx.put(sql!(DONE, state, at, mail.customer, mail.id))
}

const SENT: &str = "SELECT kind, state, created_at, sent_at FROM message WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 200";

/// Every mail this person got or will get: kind, state, when it was written down, when it was sent.
pub async fn sent_to(tx: &mut Tx, customer: Id) -> Result<Vec<(String, String, Time, Option<Time>)>, Error> {
    let rows = tx.rows(sql!(SENT, customer)).await?;
    rows.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?, r.take(2)?, r.take(3)?))).collect()
}
