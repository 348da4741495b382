//! Statements of the officer's desk.

use store::{Error, Id, Time, Tx, sql};

const DUE: &str = "SELECT kind, due_at FROM due WHERE kind <> 'cover' ORDER BY due_at LIMIT 12";

/// What becomes due next: kind and time, nobody's name.
pub async fn due_next(tx: &mut Tx) -> Result<Vec<(String, Time)>, Error> {
    tx.rows(sql!(DUE)).await?.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

const USERNAME: &str = "SELECT username FROM staff WHERE staff_id = $1";

/// The user name of a member of staff.
pub async fn username(tx: &mut Tx, staff: Id) -> Result<Option<String>, Error> {
    tx.row(sql!(USERNAME, staff)).await?.map(|mut row| row.take(0)).transpose()
}

/// A question about a line of a record that waits for an answer: ids and times, nothing that is sealed.
pub struct Question {
    /// Whose.
    pub customer: Id,
    /// Which.
    pub request: Id,
    /// Since when.
    pub opened_at: Time,
    /// By when it is to be answered.
    pub due_at: Time,
}

// About all customers, like the advisors' queue: it reads the index of open requests and no value.
const QUESTIONS: &str = "SELECT customer_id, request_id, opened_at, due_at FROM request
    WHERE state = 'open' AND kind = 'line' ORDER BY due_at, request_id LIMIT 500";

/// Questions that wait, the most urgent first.
pub async fn questions_open(tx: &mut Tx) -> Result<Vec<Question>, Error> {
    let rows = tx.rows(sql!(QUESTIONS)).await?;
    rows.into_iter()
        .map(|mut r| {
            Ok(Question {
                customer: r.take(0)?,
                request: r.take(1)?,
                opened_at: r.take(2)?,
                due_at: r.take(3)?,
            })
        })
        .collect()
}

/// That a duty was done.
pub struct Done {
    /// When.
    pub at: Time,
    /// Who wrote it down, by role and pseudonym.
    pub who: String,
}

const DUTY_PUT: &str = "INSERT INTO duty_done (duty, event_id, at, who) VALUES ($1, $2, $3, $4)";

/// Writes down that a duty was done.
pub fn duty_put(tx: &mut Tx, duty: &str, id: Id, at: Time, who: &str) -> Result<(), Error> {
    tx.put(sql!(DUTY_PUT, duty, id, at, who))
}

const DUTY_LAST: &str =
    "SELECT at, who FROM duty_done WHERE duty = $1 ORDER BY at DESC, event_id DESC LIMIT 1";

/// When a duty was last done.
pub async fn duty_last(tx: &mut Tx, duty: &str) -> Result<Option<Done>, Error> {
    let row = tx.row(sql!(DUTY_LAST, duty)).await?;
    row.map(|mut row| Ok(Done { at: row.take(0)?, who: row.take(1)? })).transpose()
}

const DUTIES_DONE: &str = "SELECT duty, at, who FROM duty_done ORDER BY at DESC, event_id DESC LIMIT 50";

/// What was done lately, newest first.
pub async fn duties_done(tx: &mut Tx) -> Result<Vec<(String, Done)>, Error> {
    let rows = tx.rows(sql!(DUTIES_DONE)).await?;
    rows.into_iter().map(|mut r| Ok((r.take(0)?, Done { at: r.take(1)?, who: r.take(2)? }))).collect()
}
