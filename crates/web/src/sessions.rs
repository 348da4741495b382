//! Sessions: a secret of 256 bits in a cookie, its hash in a row that can be listed and revoked.

use store::{Error, Id, Time, Tx, sql};

use crate::{door::Who, handles::hash, house::House};

/// Staff sessions end after an hour without a click …
const STAFF_IDLE: i64 = 3_600;
/// … and after twelve hours in any case (ASVS 5.0, 7.3).
const STAFF_LIFE: i64 = 12 * 3_600;
/// The last click is written down at most this often, so that looking at pages does not write.
const SEEN_STEP: i64 = 300;

/// Whose session to start.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// A customer's.
    Customer(Id),
    /// A member of staff's.
    Staff(Id),
}

const NEW: &str = "INSERT INTO session (token, customer_id, staff_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";

/// Starts a session inside a transaction and returns its secret for the cookie.
pub fn start(tx: &mut Tx, house: &House, subject: Subject) -> Result<String, Error> {
    let (secret, now) = (house.dice.token(), house.clock.now());
    let (customer, staff, life) = match subject {
        Subject::Customer(id) => (Some(id), None, customer_life(house)),
        Subject::Staff(id) => (None, Some(id), STAFF_LIFE),
    };
    tx.put(sql!(NEW, hash("session", &secret), customer, staff, now, now, now.plus_seconds(life)))?;
    Ok(secret)
}

/// As long as the policy lets the cookie live.
fn customer_life(house: &House) -> i64 {
    house.policy().cookie("session").map_or(86_400, |cookie| cookie.lasts.to_seconds())
}

const FIND: &str = "SELECT s.customer_id, s.staff_id, s.seen_at, t.username, t.role FROM session s
    LEFT JOIN staff t ON t.staff_id = s.staff_id WHERE s.token = $1 AND s.expires_at > $2";

/// Who holds this secret now.
pub(crate) async fn find(house: &House, secret: &str) -> Result<Who, Error> {
    let (token, now) = (hash("session", secret), house.clock.now());
    let row =
        house.store().read(move |tx| Box::pin(async move { tx.row(sql!(FIND, token, now)).await })).await?;
    let Some(mut row) = row else { return Ok(Who::Nobody) };
    let seen: Time = row.take(2)?;
    let who = match (row.take(0)?, row.take(1)?) {
        (Some(id), _) => Who::Customer { id, session: token },
        (_, Some(id)) => {
            let (name, role): (Option<String>, Option<String>) = (row.take(3)?, row.take(4)?);
            match (name, role) {
                (Some(name), Some(role)) if now < seen.plus_seconds(STAFF_IDLE) => {
                    Who::Staff { id, name, role, session: token }
                }
                _ => Who::Nobody,
            }
        }
        _ => Who::Nobody,
    };
    if who != Who::Nobody && seen.plus_seconds(SEEN_STEP) < now {
        touch(house, token, now).await?;
    }
    Ok(who)
}

const TOUCH: &str = "UPDATE session SET seen_at = $1 WHERE token = $2";

async fn touch(house: &House, token: [u8; 32], now: Time) -> Result<(), Error> {
    house.store().write(move |tx| Box::pin(async move { tx.put(sql!(TOUCH, now, token)) })).await
}

const END: &str = "DELETE FROM session WHERE token = $1";
const END_ALL: &str = "DELETE FROM session WHERE customer_id = $1";

/// Ends one session.
pub fn end(tx: &mut Tx, token: [u8; 32]) -> Result<(), Error> {
    tx.put(sql!(END, token))
}

/// Ends every session of a customer: after recovery, a new password, or closing the account.
pub fn end_all(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(END_ALL, customer))
}

const SWEEP: &str = "DELETE FROM session WHERE expires_at <= $1";

/// Removes sessions that are over.
pub fn sweep(tx: &mut Tx, now: Time) -> Result<(), Error> {
    tx.put(sql!(SWEEP, now))
}
