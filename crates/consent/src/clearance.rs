//! The age question and a guardian's answer: nobody registers or orders before one of the two has cleared the way.

use store::{Error, Id, Row, Time, Tx, sql};

use crate::wording::{self, Signed};

/// Where the question stands for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Of age by their own statement.
    Adult,
    /// Too young; the guardian has been asked.
    Waiting,
    /// Too young, and the guardian said yes.
    Approved,
    /// Too young, and the guardian said no.
    Refused,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Adult => "adult",
            State::Waiting => "waiting",
            State::Approved => "approved",
            State::Refused => "refused",
        }
    }

    fn of(word: &str) -> State {
        match word {
            "adult" => State::Adult,
            "approved" => State::Approved,
            "waiting" => State::Waiting,
            _ => State::Refused,
        }
    }
}

/// A person's clearance as stored. Birth date and guardian's address are sealed.
pub struct Clearance {
    /// Where the question stands.
    pub state: State,
    /// When the age was asked.
    pub asked_at: Time,
    /// When it lapses: after this moment the row counts as absent.
    pub expires_at: Time,
    /// Sealed birth date, kept only for those who were too young.
    pub birth_date: Option<Vec<u8>>,
    /// Sealed address of the guardian.
    pub guardian: Option<Vec<u8>>,
}

const CLEARED: &str =
    "SELECT 1 FROM clearance WHERE customer_id = $1 AND state IN ('adult', 'approved') AND expires_at > $2";

/// Whether this person may register and order.
pub async fn is_cleared(tx: &mut Tx, customer: Id, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(CLEARED, customer, now)).await?.is_some())
}

const ASK: &str = "INSERT INTO clearance (customer_id, state, asked_at, expires_at, policy_version, birth_date, guardian)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (customer_id) DO UPDATE SET state = excluded.state, asked_at = excluded.asked_at, expires_at = excluded.expires_at,
    policy_version = excluded.policy_version, birth_date = excluded.birth_date, guardian = excluded.guardian, wording_hash = NULL";

/// Writes down the answer to the age question.
pub fn put(tx: &mut Tx, customer: Id, clearance: &Clearance, policy_version: &str) -> Result<(), Error> {
    let c = clearance;
    let state = c.state.word();
    tx.put(sql!(
        ASK,
        customer,
        state,
        c.asked_at,
        c.expires_at,
        policy_version,
        c.birth_date.clone(),
        c.guardian.clone()
    ))
}

const FIND: &str = "SELECT state, asked_at, expires_at, birth_date, guardian FROM clearance WHERE customer_id = $1 AND expires_at > $2";

/// The person's clearance, unless it lapsed.
pub async fn find(tx: &mut Tx, customer: Id, now: Time) -> Result<Option<Clearance>, Error> {
    tx.row(sql!(FIND, customer, now)).await?.map(read).transpose()
}

fn read(mut r: Row) -> Result<Clearance, Error> {
    let state = State::of(&r.take::<String>(0)?);
    Ok(Clearance {
        state,
        asked_at: r.take(1)?,
        expires_at: r.take(2)?,
        birth_date: r.take(3)?,
        guardian: r.take(4)?,
    })
}

const DECIDE: &str = "UPDATE clearance SET state = $1, decided_at = $2, expires_at = $3
    WHERE customer_id = $4 AND state = 'waiting' AND expires_at > $5 RETURNING customer_id";

/// The guardian's answer; false when there was nothing to answer any more.
pub async fn decide(
    tx: &mut Tx,
    customer: Id,
    state: State,
    now: Time,
    expires_at: Time,
) -> Result<bool, Error> {
    Ok(tx.row(sql!(DECIDE, state.word(), now, expires_at, customer, now)).await?.is_some())
}

const GAVE: &str = "UPDATE clearance SET wording_hash = $1 WHERE customer_id = $2";

/// Keeps the words that the guardian answered.
pub fn put_words(tx: &mut Tx, customer: Id, words: &Signed, now: Time) -> Result<(), Error> {
    wording::keep(tx, words, now)?;
    tx.put(sql!(GAVE, words.hash, customer))
}

/// A guardian's yes, as kept.
#[derive(Clone, Copy, Debug)]
pub struct Approval {
    /// When the guardian answered.
    pub at: Time,
    /// SHA-256 of the words that were answered.
    pub wording_hash: [u8; 32],
}

const APPROVAL: &str = "SELECT decided_at, wording_hash FROM clearance
    WHERE customer_id = $1 AND state = 'approved' AND expires_at > $2 AND decided_at IS NOT NULL AND wording_hash IS NOT NULL";

/// The guardian's yes that clears this person, with its words; nothing for those of age.
pub async fn approval(tx: &mut Tx, customer: Id, now: Time) -> Result<Option<Approval>, Error> {
    let Some(mut row) = tx.row(sql!(APPROVAL, customer, now)).await? else { return Ok(None) };
    let (at, hash) = (row.take(0)?, row.take::<Vec<u8>>(1)?);
    Ok(hash.try_into().ok().map(|wording_hash| Approval { at, wording_hash }))
}

const SETTLE: &str = "UPDATE clearance SET expires_at = $1 WHERE customer_id = $2";

/// Lets a clearance last as long as the account or order it was given for.
pub fn settle(tx: &mut Tx, customer: Id, expires_at: Time) -> Result<(), Error> {
    tx.put(sql!(SETTLE, expires_at, customer))
}

const LAPSED: &str = "SELECT customer_id FROM clearance WHERE expires_at <= $1 LIMIT 200";

/// People whose clearance lapsed: whatever was held for them goes.
pub async fn lapsed(tx: &mut Tx, now: Time) -> Result<Vec<Id>, Error> {
    let rows = tx.rows(sql!(LAPSED, now)).await?;
    rows.into_iter().map(|mut r| r.take(0)).collect()
}

const REMOVE: &str = "DELETE FROM clearance WHERE customer_id = $1";

/// Removes the row.
pub fn remove(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(REMOVE, customer))
}
