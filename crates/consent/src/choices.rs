//! A person's choices: each with the time, the policy version and the exact words it was made under.

use std::collections::BTreeMap;

use store::{Error, Id, Time, Tx, sql};

/// One choice as it was made: what is kept as proof.
#[derive(Clone, Debug)]
pub struct Made {
    /// The choice, as the policy names it.
    pub name: String,
    /// Yes or no.
    pub on: bool,
    /// When.
    pub at: Time,
    /// The version of the policy that was shown.
    pub policy_version: String,
    /// SHA-256 of the label and paragraph that stood beside the box.
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

/// Records a choice: the state that rules read, and an event that stays as proof of what was asked and answered.
pub fn set(tx: &mut Tx, customer: Id, event: Id, made: &Made) -> Result<(), Error> {
    let m = made;
    tx.put(sql!(SET, customer, &m.name, m.on, m.at, &m.policy_version, m.wording_hash, &m.channel))?;
    tx.put(sql!(
        REMEMBER,
        customer,
        event,
        &m.name,
        m.on,
        m.at,
        &m.policy_version,
        m.wording_hash,
        &m.channel
    ))
}

const EVENTS: &str = "SELECT name, state, at, policy_version, wording_hash, channel FROM choice_event
    WHERE customer_id = $1 ORDER BY at, event_id";

/// Every choice ever made, oldest first.
pub async fn events(tx: &mut Tx, customer: Id) -> Result<Vec<Made>, Error> {
    let rows = tx.rows(sql!(EVENTS, customer)).await?;
    rows.into_iter()
        .map(|mut r| {
            let (name, on, at, policy_version, hash, channel) =
                (r.take(0)?, r.take(1)?, r.take(2)?, r.take(3)?, r.take::<Vec<u8>>(4)?, r.take(5)?);
            Ok(Made {
                name,
                on,
                at,
                policy_version,
                wording_hash: hash.try_into().unwrap_or_default(),
                channel,
            })
        })
        .collect()
}

const MOVE_STATES: &str = "UPDATE choice SET customer_id = $1 WHERE customer_id = $2
    AND name NOT IN (SELECT name FROM choice WHERE customer_id = $3)";
const MOVE_EVENTS: &str = "UPDATE choice_event SET customer_id = $1 WHERE customer_id = $2";

/// Gives a visitor's choices to the account the visitor turned out to be; what the account chose before stays.
pub fn adopt(tx: &mut Tx, visitor: Id, customer: Id) -> Result<(), Error> {
    tx.put(sql!(MOVE_STATES, customer, visitor, customer))?;
    tx.put(sql!(MOVE_EVENTS, customer, visitor))
}
