//! A person's choices: each with the time, the policy version and the exact words it was made under.

use std::collections::{BTreeMap, BTreeSet};

use store::{Error, Id, Row, Time, Tx, sql};

use crate::wording::{self, Signed};

/// One choice as it was made: what is kept as proof.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its number in the record of choices.
    pub event: Id,
    /// The choice, as the policy names it.
    pub name: String,
    /// Yes or no.
    pub on: bool,
    /// When.
    pub at: Time,
    /// The version of the policy that was shown.
    pub policy_version: String,
    /// SHA-256 of the words that stood beside the box: [`wording::find`] has them.
    pub wording_hash: [u8; 32],
    /// Where it was made: registration, account, cookie-banner, checkout, unsubscribe-link …
    pub channel: String,
}

const STATE: &str = "SELECT state FROM choice WHERE customer_id = $1 AND name = $2";

/// Whether the choice is on; `starts_on` is what the policy says of somebody who has not chosen.
pub async fn is_on(tx: &mut Tx, customer: Id, name: &str, starts_on: bool) -> Result<bool, Error> {
    match tx.row(sql!(STATE, customer, name)).await? {
        Some(mut row) => row.take(0),
        None => Ok(starts_on),
    }
}

const STATES: &str = "SELECT name, state FROM choice WHERE customer_id = $1";

/// Every choice this person has made.
pub async fn all(tx: &mut Tx, customer: Id) -> Result<BTreeMap<String, bool>, Error> {
    let rows = tx.rows(sql!(STATES, customer)).await?;
    rows.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?))).collect()
}

const SET: &str = "INSERT INTO choice (customer_id, name, state, at, policy_version, wording_hash, channel)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (customer_id, name) DO UPDATE SET state = excluded.state, at = excluded.at,
    policy_version = excluded.policy_version, wording_hash = excluded.wording_hash, channel = excluded.channel";
const REMEMBER: &str =
    "INSERT INTO choice_event (customer_id, event_id, name, state, at, policy_version, wording_hash, channel)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Records a choice: the state that rules read, an event that stays as proof of what was answered, and the words it was
/// given to. The record points at these words, whatever it said before.
pub fn set(tx: &mut Tx, customer: Id, made: &Made, words: &Signed) -> Result<(), Error> {
    let m = &Made { wording_hash: words.hash, ..made.clone() };
    wording::keep(tx, words, m.at)?;
    tx.put(sql!(SET, customer, &m.name, m.on, m.at, &m.policy_version, m.wording_hash, &m.channel))?;
    remember(tx, customer, m)
}

fn remember(tx: &mut Tx, customer: Id, m: &Made) -> Result<(), Error> {
    tx.put(sql!(
        REMEMBER,
        customer,
        m.event,
        &m.name,
        m.on,
        m.at,
        &m.policy_version,
        m.wording_hash,
        &m.channel
    ))
}

/// The channel of an event that nobody made: a yes that does not cover a new page, taken back until it is asked again.
pub const ASKED_AGAIN: &str = "asked-again";

const TAKE_BACK: &str =
    "DELETE FROM choice WHERE customer_id = $1 AND name = $2 AND state = 1 AND at < $3 RETURNING name";

/// Takes a yes back that was given before that time, so that the question counts as not answered; the event says so.
pub async fn ask_again(tx: &mut Tx, customer: Id, m: &Made, before: Time) -> Result<(), Error> {
    if tx.row(sql!(TAKE_BACK, customer, &m.name, before)).await?.is_none() {
        return Ok(());
    }
    remember(tx, customer, m)
}

const EVENTS: &str =
    "SELECT event_id, name, state, at, policy_version, wording_hash, channel FROM choice_event
    WHERE customer_id = $1 ORDER BY at, event_id";

/// Every choice ever made, oldest first.
pub async fn events(tx: &mut Tx, customer: Id) -> Result<Vec<Made>, Error> {
    let rows = tx.rows(sql!(EVENTS, customer)).await?;
    rows.into_iter().map(read).collect()
}

fn read(mut r: Row) -> Result<Made, Error> {
    Ok(Made {
        event: r.take(0)?,
        name: r.take(1)?,
        on: r.take(2)?,
        at: r.take(3)?,
        policy_version: r.take(4)?,
        wording_hash: r.take::<Vec<u8>>(5)?.try_into().unwrap_or_default(),
        channel: r.take(6)?,
    })
}

const WITH_WORDS: &str = "SELECT e.event_id FROM choice_event e JOIN wording w ON w.wording_hash = e.wording_hash WHERE e.customer_id = $1";

/// Numbers of the choices whose words are kept: all that were made since words are.
pub async fn with_words(tx: &mut Tx, customer: Id) -> Result<BTreeSet<Id>, Error> {
    let rows = tx.rows(sql!(WITH_WORDS, customer)).await?;
    rows.into_iter().map(|mut r| r.take(0)).collect()
}

const MOVE_STATES: &str = "UPDATE choice SET customer_id = $1 WHERE customer_id = $2
    AND name NOT IN (SELECT name FROM choice WHERE customer_id = $3)";
const MOVE_EVENTS: &str = "UPDATE choice_event SET customer_id = $1 WHERE customer_id = $2";

/// Gives a visitor's choices to the account the visitor turned out to be; what the account chose before stays.
pub fn adopt(tx: &mut Tx, visitor: Id, customer: Id) -> Result<(), Error> {
    tx.put(sql!(MOVE_STATES, customer, visitor, customer))?;
    tx.put(sql!(MOVE_EVENTS, customer, visitor))
}
