//! Where the age question stands: for a device, and for the person it is asked of.
//!
//! The cookie `joining` holds a secret. Its handle leads to the id under which an account would be made. Once somebody said on
//! this device that they are younger, the handle is a mark: it has an id of its own and names the question's beside it, so
//! that it outlives what was told for the question, and whatever is typed afterwards, the guardian is asked.

use consent::clearance::{self, Clearance, State};
use store::{Error, Id, Time, Tx, work};
use web::{Ctx, Handle, Handles, Stop};

use super::rules;

/// The kind of handle that the cookie's secret leads to while joining goes on.
pub const JOINING: &str = "joining";
/// The kind it leads to when the form was sent: the secret opens nothing any more, and a second click finds the right page.
pub const JOINED: &str = "joined";
/// How long a statement of age may wait for the form.
pub const ADULT_LASTS: i64 = 86_400;

/// Where the question stands.
pub enum Standing {
    /// Not answered yet.
    Unasked,
    /// The way is free.
    Cleared(Id),
    /// Younger, and no guardian has been asked, or nobody answered in time.
    Younger(Mark),
    /// Younger, and the guardian has been asked.
    Waiting(Question),
    /// Younger, and the guardian said no.
    Refused(Question),
    /// The form has been sent already.
    Joined,
}

/// Somebody on this device is younger.
#[derive(Clone, Copy)]
pub struct Mark {
    /// When they first said so.
    pub since: Time,
    /// Whether a guardian was asked and did not answer in time.
    pub lapsed: bool,
}

/// A question to a guardian.
#[derive(Clone, Copy)]
pub struct Question {
    /// Who waits for the answer.
    pub customer: Id,
    /// When it was asked.
    pub asked_at: Time,
    /// When it lapses.
    pub until: Time,
}

/// The secret in this device's cookie.
pub fn secret(ctx: &Ctx) -> Option<String> {
    ctx.jar.get(JOINING)
}

/// Where this device stands on the way to an account.
pub async fn of_device(ctx: &Ctx) -> Result<Standing, Stop> {
    let Some(secret) = secret(ctx) else { return Ok(Standing::Unasked) };
    let now = ctx.now();
    let found = ctx.house.store().read(work!(|tx| [secret, now] -> Result<Standing, Error> {
        if Handles::find(tx, JOINED, &secret, now).await?.is_some() {
            return Ok(Standing::Joined);
        }
        joining(tx, &secret, now).await
    }));
    Ok(found.await?)
}

/// Where this visitor stands on the way to an order. What was said on the device counts too.
pub async fn of_visitor(ctx: &Ctx, visitor: Id) -> Result<Standing, Stop> {
    let (secret, now) = (secret(ctx).unwrap_or_default(), ctx.now());
    let found = ctx.house.store().read(work!(|tx| [visitor, secret, now] -> Result<Standing, Error> {
        if let Some(found) = clearance::find(tx, visitor, now).await? {
            return Ok(stands(visitor, &found));
        }
        match joining(tx, &secret, now).await? {
            Standing::Younger(mark) => Ok(Standing::Younger(mark)),
            Standing::Waiting(question) | Standing::Refused(question) => {
                Ok(Standing::Younger(Mark { since: question.asked_at, lapsed: false }))
            }
            _ => Ok(Standing::Unasked),
        }
    }));
    Ok(found.await?)
}

async fn joining(tx: &mut Tx, secret: &str, now: Time) -> Result<Standing, Error> {
    let Some(handle) = Handles::find(tx, JOINING, secret, now).await? else { return Ok(Standing::Unasked) };
    let subject = subject(&handle);
    match clearance::find(tx, subject, now).await? {
        Some(found) => Ok(stands(subject, &found)),
        None => {
            let mark = Mark { since: rules::made_at(handle.customer), lapsed: handle.reference.is_some() };
            Ok(Standing::Younger(mark))
        }
    }
}

/// Whose clearance a device's secret leads to.
pub fn subject(handle: &Handle) -> Id {
    handle.reference.unwrap_or(handle.customer)
}

fn stands(customer: Id, found: &Clearance) -> Standing {
    let question = Question { customer, asked_at: found.asked_at, until: found.expires_at };
    match found.state {
        State::Adult | State::Approved => Standing::Cleared(customer),
        State::Waiting => Standing::Waiting(question),
        State::Refused => Standing::Refused(question),
    }
}
