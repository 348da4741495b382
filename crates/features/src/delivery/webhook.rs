//! The courier's messages: each moves the order on, never back, and tells the customer.

use axum::{body::Bytes, extract::State, response::IntoResponse};
use http::{HeaderMap, StatusCode};
use store::{Error, Id, Time, Tx, work};
use web::{Ctx, Stop};

use super::{
    closing,
    courier::{self, Told},
    queries,
};
use crate::{
    orders::{self, Step},
    payment,
    shop::Shop,
};

/// What came of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// It is dealt with.
    Yes,
    /// No such parcel is known, perhaps not yet.
    Unknown,
}

/// Takes a message: checks its signature over the very bytes, then moves the order in one commit.
pub async fn create(
    ctx: Ctx,
    State(shop): State<Shop>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, Stop> {
    if !payment::webhook::is_signed(&shop, &shop.partners.courier.webhook_secret, &headers, &body) {
        return Ok(StatusCode::UNAUTHORIZED);
    }
    let told = courier::told(&body).ok_or(Stop::Bad("This message cannot be read."))?;
    let Told { event, parcel, step } = told;
    let (ids, now) = ([ctx.id(), ctx.id()], ctx.now());
    let returns = closing::returns_days(&shop);
    let taken = shop.house.store().write(work!(|tx| [event, parcel, step, ids, now, returns] -> Result<Taken, Error> {
        if payment::queries::seen(tx, &event).await? {
            return Ok(Taken::Yes);
        }
        let Some((customer, order)) = queries::led_to(tx, &parcel).await? else { return Ok(Taken::Unknown) };
        payment::queries::see(tx, &event, now)?;
        if let Some(step) = step {
            reach(tx, customer, order, step, ids, now, returns).await?;
        }
        Ok(Taken::Yes)
    }));
    // A message can be faster than our own note of the parcel; the courier tells it again.
    Ok(if taken.await? == Taken::Yes { StatusCode::OK } else { StatusCode::NOT_FOUND })
}

/// Moves the order on and queues its mail. A message that comes late or again moves nothing.
async fn reach(
    tx: &mut Tx,
    customer: Id,
    order: Id,
    step: Step,
    [event, mail]: [Id; 2],
    now: Time,
    returns: i64,
) -> Result<(), Error> {
    let Some(before) = queries::how_far(tx, customer, order).await? else { return Ok(()) };
    if step <= before {
        return Ok(());
    }
    queries::reach(tx, customer, order, step, now)?;
    orders::queries::happened(tx, customer, order, event, now, step.word())?;
    mail::queue(tx, mail, customer, "order-status", Some(event), now)?;
    if step == Step::Delivered {
        closing::close_later(tx, customer, order, returns, now)?;
    }
    Ok(())
}
