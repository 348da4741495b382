//! Every statement of this feature.

use store::{Error, Id, Row, Time, Tx, sql};

/// An account as far as signing in needs it.
pub struct Account {
    /// Whether its address is confirmed.
    pub confirmed: bool,
    /// The password's hash, sealed.
    pub password: Option<Vec<u8>>,
}

const ACCOUNT: &str =
    "SELECT state, password FROM customer WHERE customer_id = $1 AND kind = 'account' AND state <> 'closed'";

/// The account, unless it is closed.
pub async fn account_find(tx: &mut Tx, customer: Id) -> Result<Option<Account>, Error> {
    let row = tx.row(sql!(ACCOUNT, customer)).await?;
    row.map(|mut row| Ok(Account { confirmed: row.take::<String>(0)? == "active", password: row.take(1)? }))
        .transpose()
}

const ADDRESS: &str =
    "SELECT name, email FROM customer WHERE customer_id = $1 AND kind = 'account' AND state <> 'closed'";

/// Name and address of an account, sealed.
pub async fn address_find(
    tx: &mut Tx,
    customer: Id,
) -> Result<Option<(Option<Vec<u8>>, Option<Vec<u8>>)>, Error> {
    tx.row(sql!(ADDRESS, customer)).await?.map(|mut row| Ok((row.take(0)?, row.take(1)?))).transpose()
}

const PASSWORD_SET: &str =
    "UPDATE customer SET password = $1, version = version + 1 WHERE customer_id = $2 AND kind = 'account'";

/// Stores another password, sealed.
pub fn password_set(tx: &mut Tx, customer: Id, sealed: Vec<u8>) -> Result<(), Error> {
    tx.put(sql!(PASSWORD_SET, sealed, customer))
}

/// Somebody asked for a new password for an address.
#[derive(Clone)]
pub struct Question {
    /// The question's own id.
    pub id: Id,
    /// An index token of the address, which may or may not lead to an account.
    pub token: Vec<u8>,
}

const QUESTION: &str =
    "INSERT INTO due (kind, customer_id, reference, due_at) VALUES ('recovery', $1, $2, $3)";

/// Writes down a question. No account is named in it, for none has been looked up.
pub fn question_put(tx: &mut Tx, id: Id, token: Vec<u8>, now: Time) -> Result<(), Error> {
    tx.put(sql!(QUESTION, id, token, now))
}

const QUESTIONS: &str =
    "SELECT customer_id, reference FROM due WHERE kind = 'recovery' AND due_at <= $1 LIMIT 100";

/// Questions that wait.
pub async fn questions_due(tx: &mut Tx, now: Time) -> Result<Vec<Question>, Error> {
    let rows = tx.rows(sql!(QUESTIONS, now)).await?;
    rows.into_iter().map(|mut row| Ok(Question { id: row.take(0)?, token: row.take(1)? })).collect()
}

const QUESTION_TAKE: &str =
    "DELETE FROM due WHERE kind = 'recovery' AND customer_id = $1 AND reference = $2 RETURNING customer_id";

/// Takes a question for answering; false when another server was faster.
pub async fn question_take(tx: &mut Tx, question: &Question) -> Result<bool, Error> {
    Ok(tx.row(sql!(QUESTION_TAKE, question.id, question.token.as_slice())).await?.is_some())
}

const STRANGER: &str = "INSERT INTO counter (name, value) VALUES ($1, 1)
    ON CONFLICT (name) DO UPDATE SET value = counter.value + 1";

/// Counts a try with an address that nobody has.
pub fn stranger_count(tx: &mut Tx, shelf: u8) -> Result<(), Error> {
    tx.put(sql!(STRANGER, format!("sign-in of a stranger {shelf}")))
}

/// A member of staff who may sign in.
pub struct StaffRow {
    /// Their id.
    pub id: Id,
    /// The password's hash.
    pub password: String,
}

const STAFF: &str = "SELECT staff_id, password FROM staff WHERE username = $1";

/// The member of staff of this name.
pub async fn staff_find(tx: &mut Tx, username: &str) -> Result<Option<StaffRow>, Error> {
    let read = |mut row: Row| Ok(StaffRow { id: row.take(0)?, password: row.take(1)? });
    tx.row(sql!(STAFF, username)).await?.map(read).transpose()
}

const STAFF_PUT: &str =
    "INSERT INTO staff (staff_id, username, role, password, created_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (username) DO UPDATE SET role = excluded.role, password = excluded.password";

const STAFF_OUT: &str =
    "DELETE FROM session WHERE staff_id IN (SELECT staff_id FROM staff WHERE username = $1)";

/// Makes a member of staff known, or gives a known one another role and password, which ends where they were signed in.
pub fn staff_put(
    tx: &mut Tx,
    id: Id,
    username: &str,
    role: &str,
    hash: &str,
    now: Time,
) -> Result<(), Error> {
    tx.put(sql!(STAFF_OUT, username))?;
    tx.put(sql!(STAFF_PUT, id, username, role, hash, now))
}
