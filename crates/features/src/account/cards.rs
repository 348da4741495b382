//! Saved cards: a stand-in number, four digits and a date. Removing one removes it at the payment partner too.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use gate::{Ask, Opened};
use store::{Id, Time, work};
use web::{Ctx, Frame, Page, Stop, see_other};

use super::{addresses::number, queries};
use crate::{
    needs,
    payment::{self, Detached},
    shop::Shop,
};

/// A card, opened as far as its owner may see it.
pub(super) struct Card {
    pub(super) id: Id,
    pub(super) removing: bool,
    pub(super) created_at: Time,
    pub(super) digits: Option<Opened>,
}

#[derive(Template)]
#[template(path = "account/cards.html")]
struct Cards {
    frame: Frame,
    cards: Vec<Card>,
    partner: String,
}

/// Shows the cards.
pub async fn index(ctx: Ctx, State(shop): State<Shop>) -> Result<impl IntoResponse, Stop> {
    let cards = all(&ctx, ctx.signed_in()?).await?;
    Page::of(&Cards { frame: ctx.frame(), cards, partner: shop.partners.payment.name.clone() })
}

async fn all(ctx: &Ctx, customer: Id) -> Result<Vec<Card>, Stop> {
    let ask = Ask::new(&needs::CARDS_SEE, ctx.actor(), customer);
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(queries::cards(tx, customer).await?) });
    let (pass, rows) = ctx.house.gate.admit(ask, fetch).await?;
    let opened = rows.into_iter().map(|row| {
        Ok(Card {
            digits: pass.open_maybe(row.digits.as_ref())?,
            id: row.id,
            removing: row.removing,
            created_at: row.created_at,
        })
    });
    opened.collect()
}

/// The cards that may be removed, without those that are on their way out.
pub(super) async fn kept(ctx: &Ctx, customer: Id) -> Result<Vec<Card>, Stop> {
    Ok(all(ctx, customer).await?.into_iter().filter(|card| !card.removing).collect())
}

/// Removes a card: from this moment it pays nothing here, and the partner is asked to let go of it.
pub async fn remove(ctx: Ctx, State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Stop> {
    let (customer, id) = (ctx.signed_in()?, number(&id)?);
    let done = ctx.house.gate.record(Ask::new(&needs::CARD_REMOVE, ctx.actor(), customer), move |tx, _| {
        Box::pin(async move { Ok::<_, Stop>(queries::card_removing(tx, customer, id).await?) })
    });
    if !done.await? {
        return Err(Stop::NotFound);
    }
    let said = match payment::detach(&shop, customer, id).await? {
        Detached::Gone => "card-removed",
        Detached::Asked => "card-removing",
    };
    Ok(see_other("/account/cards", Some(said)))
}

/// Asks the partner to let go of cards. What it does not confirm now is asked again later.
pub(super) async fn detach(shop: &Shop, customer: Id, cards: &[Id]) -> Result<(), Stop> {
    for card in cards {
        payment::detach(shop, customer, *card).await?;
    }
    Ok(())
}
