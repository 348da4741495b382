//! Back from the partner's page. What is shown is what the partner says of the payment, not what the address claims.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, see_other};

use super::{
    queries,
    settle::{self, Outcome},
};
use crate::{basket, checkout, orders, shop::Shop};

#[derive(Template)]
#[template(path = "payment/return.html")]
struct Waiting {
    frame: Frame,
    held: bool,
    partner: String,
    care_email: String,
    care_phone: String,
}

/// What the partner puts behind the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Came {
    session: String,
}

/// Leads on to the order, back to the payment step, or asks for a little patience.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Query(came): Query<Came>) -> Result<Response, Stop> {
    let (customer, payment) = match theirs(&ctx, &shop, &came.session).await? {
        Some(theirs) => theirs,
        None if came.session.is_empty() => return Ok(see_other(&settled_meanwhile(&ctx), None)),
        None => return Err(Stop::NotFound),
    };
    match settle::settle(&shop, customer, payment).await {
        Ok(Outcome::Placed) => {
            empty_cookie(&ctx);
            Ok(see_other(&way_to_order(&ctx, &shop, customer, payment).await?, Some("order-placed")))
        }
        Ok(Outcome::Over) => Ok(see_other("/checkout/payment", None)),
        Ok(Outcome::Held) => Ok(Page::of(&page(&ctx, &shop, true))?.into_response()),
        // While the partner cannot be asked nothing is known, and the clock asks it again.
        Ok(Outcome::Pending) | Err(Stop::Fault(_)) => {
            Ok(Page::of(&page(&ctx, &shop, false))?.into_response())
        }
        Err(stop) => Err(stop),
    }
}

/// Nothing is under way: while the page asked for patience, the partner's word came and the order was placed.
fn settled_meanwhile(ctx: &Ctx) -> String {
    match (ctx.customer(), ctx.jar.get("receipt")) {
        (Some(_), _) => "/account/orders".to_owned(),
        (None, Some(secret)) => format!("/order/{secret}"),
        (None, None) => "/basket".to_owned(),
    }
}

fn page(ctx: &Ctx, shop: &Shop, held: bool) -> Waiting {
    Waiting {
        frame: ctx.frame(),
        held,
        partner: shop.partners.payment.name.clone(),
        care_email: shop.contact.care_email.clone(),
        care_phone: shop.contact.care_phone.clone(),
    }
}

/// The payment that came back, if it is this visitor's; without a session, the one under way.
async fn theirs(ctx: &Ctx, shop: &Shop, session: &str) -> Result<Option<(Id, Id)>, Stop> {
    let visitor = visitor(ctx, shop).await?;
    let session = session.to_owned();
    let found =
        shop.house.store().read(work!(|tx| [visitor, session] -> Result<Option<(Id, Id)>, store::Error> {
            if !session.is_empty() {
                return queries::led_to(tx, &session).await;
            }
            let Some(customer) = visitor.first().copied() else { return Ok(None) };
            let Some(checkout) = checkout::queries::current(tx, customer).await? else { return Ok(None) };
            Ok(queries::latest(tx, customer, checkout.id).await?.map(|payment| (customer, payment.id)))
        }));
    Ok(found.await?.filter(|(customer, _)| visitor.contains(customer)))
}

/// Everybody this browser can show to be: the signed-in customer, the basket's owner, the last order's.
async fn visitor(ctx: &Ctx, shop: &Shop) -> Result<Vec<Id>, Stop> {
    let held = basket::held(ctx, shop).await?.map(|held| held.customer);
    let receipt = ctx.handle("receipt").await?.map(|handle| handle.customer);
    Ok(ctx.customer().into_iter().chain(held).chain(receipt).collect())
}

/// The pieces are bought: the count in the cookie goes to nothing.
fn empty_cookie(ctx: &Ctx) {
    if let Some(secret) = ctx.jar.get("basket").and_then(|cookie| cookie.split('.').next().map(str::to_owned))
    {
        ctx.jar.set("basket", &format!("{secret}.0"));
    }
}

async fn way_to_order(ctx: &Ctx, shop: &Shop, customer: Id, payment: Id) -> Result<String, Stop> {
    if ctx.customer() != Some(customer)
        && let Some(secret) = ctx.jar.get("receipt")
    {
        return Ok(format!("/order/{secret}"));
    }
    super::order_of(shop, customer, payment).await
}

/// For tests and the sweeper of old tabs: the page of the order that a payment placed.
pub(super) async fn number_of(shop: &Shop, customer: Id, payment: Id) -> Result<String, Stop> {
    let found =
        shop.house.store().read(work!(|tx| [customer, payment] -> Result<Option<String>, store::Error> {
            let Some(payment) = queries::find(tx, customer, payment).await? else { return Ok(None) };
            Ok(orders::queries::find(tx, customer, payment.checkout).await?.map(|order| order.number))
        }));
    found.await?.ok_or(Stop::NotFound)
}
