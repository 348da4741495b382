//! The last step: everything once more, and the button that orders and pays.

use askama::Template;
use axum::extract::State;
use gate::{Ask, Opened};
use store::{Id, Time, Tx, work};
use web::{Ctx, Frame, Page, Stop};

use super::{
    Phone, Till, enter,
    pay_with::{self, Stands},
    queries,
    rules::{self, Service},
};
use crate::{
    delivery,
    forms::Address,
    needs,
    orders::{Items, Piece},
    payment,
    shop::Shop,
};

#[derive(Template)]
#[template(path = "checkout/review.html")]
struct Review {
    frame: Frame,
    items: Items,
    service: Service,
    name: Option<Opened>,
    email: Option<Opened>,
    phone: Option<Opened>,
    /// Whether the courier gets that number.
    rung: bool,
    shipping: Option<Opened>,
    billing: Option<Opened>,
    card: Option<Opened>,
    keep_card: bool,
    partner: String,
    courier: String,
    went_wrong: &'static str,
    /// Pieces of which there are no longer so many, with how many are left.
    short: Vec<(String, i64)>,
    /// What the button's amount stands for, so that nobody pays what they did not see.
    seen: String,
}

/// Shows everything once more.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let till = enter(&ctx, &shop).await?;
    let stands = pay_with::stands(&shop, till.customer).await?;
    let items = till.items(&shop, stands.service);
    let short = short(&shop, &items, ctx.now()).await?;
    let card = card(&ctx, stands.card).await?;
    Page::of(&page(&ctx, &shop, &till, stands, items, short, card).await?)
}

async fn page(
    ctx: &Ctx,
    shop: &Shop,
    till: &Till,
    stands: Stands,
    items: Items,
    short: Vec<(String, i64)>,
    card: Option<Opened>,
) -> Result<Review, Stop> {
    let (customer, checkout) = (till.customer, stands.id);
    let ask = Ask::new(&needs::CHECKOUT_USE, till.actor.clone(), customer).about("your checkout");
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::find(tx, customer, checkout).await?) })
    });
    let (pass, found) = asked.await?;
    let kept = found.ok_or(Stop::NotFound)?;
    Ok(Review {
        frame: ctx.frame(),
        seen: seen(&items, stands.service),
        items,
        service: stands.service,
        name: pass.open_maybe(kept.name.as_ref())?,
        email: pass.open_maybe(kept.email.as_ref())?,
        phone: pass.open_maybe(kept.phone.as_ref())?,
        rung: kept.phone.is_some() && Phone::under(&shop.house.policy()).reaches_courier,
        shipping: pass.open_maybe(kept.shipping.as_ref())?,
        billing: pass.open_maybe(kept.billing.as_ref())?,
        card,
        keep_card: stands.keep_card,
        partner: shop.partners.payment.name.clone(),
        courier: shop.partners.courier.name.clone(),
        went_wrong: stands.went_wrong,
        short,
    })
}

/// The mark of what was shown: pieces, prices and service.
pub(crate) fn seen(items: &Items, service: Service) -> String {
    web::hex(&rules::totals_hash(items, service))
}

/// The words on the saved card that was picked.
async fn card(ctx: &Ctx, picked: Option<Id>) -> Result<Option<Opened>, Stop> {
    let (Some(customer), Some(picked)) = (ctx.customer(), picked) else { return Ok(None) };
    let cards = payment::cards(ctx, customer).await?;
    Ok(cards.into_iter().find(|(id, _)| *id == picked.to_string()).and_then(|(_, digits)| digits))
}

/// The pieces of which there are not so many left.
async fn short(shop: &Shop, items: &Items, now: Time) -> Result<Vec<(String, i64)>, Stop> {
    let pieces = items.pieces.clone();
    let found =
        shop.house.store().read(work!(|tx| [pieces, now] -> Result<Vec<(String, i64)>, store::Error> {
            let mut short = Vec::new();
            for piece in &pieces {
                short.extend(missing(tx, piece, now).await?);
            }
            Ok(short)
        }));
    Ok(found.await?)
}

async fn missing(tx: &mut Tx, piece: &Piece, now: Time) -> Result<Option<(String, i64)>, store::Error> {
    let left = delivery::stock(tx, &piece.sku, now).await?;
    Ok((left < piece.quantity).then(|| (format!("{}, {}", piece.name, piece.size), left)))
}

/// An address line by line.
fn lines(sealed: &Opened) -> Vec<String> {
    Address::from_json(sealed.show()).lines()
}
