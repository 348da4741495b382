//! A receipt for the person whose answer it is.

use axum::{
    extract::{Path, State},
    response::Response,
};
use consent::{choices, clearance, wording};
use gate::Ask;
use store::{Error, Id, Time, Tx};
use web::{Ctx, Stop};

use super::{Yes, of_guardian};
use crate::{account::attachment, needs, shop::Shop};

/// The word in the address for a guardian's yes.
const GUARDIAN: &str = "guardian";

/// Hands over the receipt of one answer of theirs; that they took it is a line of their record.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(record): Path<String>) -> Result<Response, Stop> {
    let (customer, now) = (ctx.signed_in()?, ctx.now());
    let ask = Ask::new(&needs::RECEIPT, ctx.actor(), customer);
    let fetched = ctx.house.gate.admit(ask, move |tx| {
        let record = record.clone();
        Box::pin(async move { Ok::<_, Stop>(find(tx, customer, &record, now).await?) })
    });
    let (_, found) = fetched.await?;
    let receipt = found.ok_or(Stop::NotFound)?.receipt(&ctx.house, &shop.contact, now);
    let text = serde_json::to_string_pretty(&receipt).map_err(Stop::fault)?;
    Ok(attachment("receipt.json", "application/ld+json", text))
}

async fn find(tx: &mut Tx, customer: Id, record: &str, now: Time) -> Result<Option<Yes>, Error> {
    if record == GUARDIAN {
        let Some(approval) = clearance::approval(tx, customer, now).await? else { return Ok(None) };
        let words = wording::find(tx, approval.wording_hash).await?;
        return Ok(words.map(|words| of_guardian(customer, approval, words)));
    }
    let events = choices::events(tx, customer).await?;
    let Some(made) = events.iter().find(|made| made.event.to_string() == record) else { return Ok(None) };
    let earlier = events.iter().filter(|other| other.name == made.name && other.at < made.at);
    let before = earlier.max_by_key(|other| other.at).is_some_and(|other| other.on);
    let words = wording::find(tx, made.wording_hash).await?;
    Ok(words.map(|words| Yes::of_choice(made, before, words)))
}
