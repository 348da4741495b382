//! Saved cards: what the customer may see of them, and how they are removed, here and at the partner.

use gate::{Actor, Ask, Opened};
use store::{Id, work};
use web::{Ctx, Stop};

use super::{partner, queries};
use crate::{needs, shop::Shop};

/// The work of asking the partner to forget a card.
pub(crate) const DUE: &str = "card-removal";

/// What came of removing a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detached {
    /// Gone here and at the partner.
    Gone,
    /// Gone from every page here; the partner has not confirmed yet and is asked again until it does.
    Asked,
}

/// The saved cards of the signed-in customer at a payment: id and the words on each.
pub(crate) async fn cards(ctx: &Ctx, customer: Id) -> Result<Vec<(String, Option<Opened>)>, Stop> {
    let kept = ctx.house.store().read(work!(|tx| [customer] { queries::cards(tx, customer).await }));
    if kept.await?.is_empty() {
        return Ok(Vec::new());
    }
    let ask = Ask::new(&needs::CARD_PICK, ctx.actor(), customer).about("your saved cards");
    let asked = ctx
        .house
        .gate
        .admit(ask, move |tx| Box::pin(async move { Ok::<_, Stop>(queries::cards(tx, customer).await?) }));
    let (pass, cards) = asked.await?;
    cards.into_iter().map(|(id, digits)| Ok((id.to_string(), pass.open_maybe(digits.as_ref())?))).collect()
}

/// Has a saved card removed at the payment partner, and here; while the partner is away the work waits and is tried again.
pub async fn detach(shop: &Shop, customer: Id, card: Id) -> Result<Detached, Stop> {
    let now = shop.house.clock.now();
    let marked =
        shop.house.store().write(work!(|tx| [customer, card, now] -> Result<Option<i64>, store::Error> {
            let tries = queries::removing(tx, customer, card).await?;
            if let Some(tries) = tries {
                queries::due(tx, DUE, customer, card, now.plus_seconds(60 * tries.min(60)))?;
            }
            Ok(tries)
        }));
    if marked.await?.is_none() {
        return Ok(Detached::Gone);
    }
    ask_partner(shop, customer, card).await
}

async fn ask_partner(shop: &Shop, customer: Id, card: Id) -> Result<Detached, Stop> {
    let ask = Ask::new(&needs::CARD_DETACH, Actor::Shop, customer)
        .about("a card to forget")
        .recipient(&shop.partners.payment.name);
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::stand_in(tx, customer, card).await?) })
    });
    let (pass, sealed) = match asked.await {
        Err(Stop::Refused(_)) => return Ok(Detached::Asked),
        asked => asked?,
    };
    let Some(stand_in) = pass.open_maybe(sealed.as_ref())? else { return Ok(Detached::Asked) };
    if let Err(trouble) = partner::forget(&shop.partners.payment.wire, &stand_in).await {
        tracing::warn!(%trouble, "a card is not forgotten at the partner yet; it is tried again");
        return Ok(Detached::Asked);
    }
    let gone = shop.house.store().write(work!(|tx| [customer, card] -> Result<(), store::Error> {
        queries::removed(tx, customer, card)?;
        queries::done(tx, DUE, customer, card)
    }));
    gone.await?;
    Ok(Detached::Gone)
}
