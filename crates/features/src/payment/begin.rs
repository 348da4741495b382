//! Ordering and paying: freezes the amount, keeps the pieces aside, and leads to the partner's page.

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use gate::{Ask, Class, Opened};
use serde::Deserialize;
use store::{Id, Tx, work};
use web::{Ctx, Handles, Stop, see_other};

use super::{
    partner::{self, Begin, Said},
    queries::{self, Frozen, Payment},
    rules::RESERVED,
    settle::{self, Outcome},
};
use crate::{
    checkout::{self, Till, rules as totals, rules::Service, seen},
    columns, delivery, needs,
    orders::{self, Items},
    shop::Shop,
};

/// A payment that has no page at the partner after so long never gets one: a call to the partner takes half of it at most,
/// so the server must have been cut off. It is given up then, and the customer can press the button again.
const ABANDONED: i64 = 20;

/// What the button sends: the mark of what was shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    seen: String,
}

/// Where the checkout stands when the button is pressed.
struct Stands {
    checkout: Id,
    state: String,
    service: Service,
    card: Option<Id>,
    keep_card: bool,
    hash: Option<Vec<u8>>,
    latest: Option<Payment>,
}

/// Begins to pay, or goes on with a payment under way.
pub async fn create(
    ctx: Ctx,
    State(shop): State<Shop>,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Stop> {
    let till = checkout::enter(&ctx, &shop).await?;
    let stands = stands(&shop, till.customer).await?;
    let items = till.items(&shop, stands.service);
    if pressed.seen != seen(&items, stands.service) {
        return Ok(see_other("/checkout/review", Some("look-again")));
    }
    match stands.state.as_str() {
        "paying" => go_on(&ctx, &shop, &till, stands, items).await,
        _ => begin(&ctx, &shop, &till, &stands, items).await,
    }
}

async fn stands(shop: &Shop, customer: Id) -> Result<Stands, Stop> {
    let found = shop.house.store().read(work!(|tx| [customer] -> Result<Option<Stands>, store::Error> {
        let Some(c) = checkout::queries::current(tx, customer).await?.filter(|c| c.is_told()) else { return Ok(None) };
        let latest = queries::latest(tx, customer, c.id).await?;
        let service = c.service.as_deref().and_then(Service::of).unwrap_or(Service::Standard);
        let (card, keep_card, hash) = (c.card, c.keep_card, c.totals_hash);
        Ok(Some(Stands { checkout: c.id, state: c.state, service, card, keep_card, hash, latest }))
    }));
    found.await?.ok_or_else(|| Stop::Elsewhere("/checkout/delivery".to_owned()))
}

/// A payment is under way: back to the partner's page if it is for the same, otherwise that one is ended first.
async fn go_on(ctx: &Ctx, shop: &Shop, till: &Till, stands: Stands, items: Items) -> Result<Response, Stop> {
    let same = stands.hash.as_deref() == Some(&totals::totals_hash(&items, stands.service)[..]);
    let session = stands.latest.as_ref().and_then(|payment| payment.partner_ref.clone());
    let (Some(payment), Some(session)) = (&stands.latest, session) else {
        return begin(ctx, shop, till, &stands, items).await;
    };
    match super::or_away(settle::settle(shop, till.customer, payment.id).await)? {
        Outcome::Pending if same => {
            let said = partner::ask(&shop.partners.payment.wire, &session).await.map_err(Stop::fault);
            let said = super::or_away(said)?;
            match said.said {
                Said::Open => Ok(Redirect::to(&said.url).into_response()),
                _ => Ok(see_other(&format!("/checkout/return?session={session}"), None)),
            }
        }
        Outcome::Pending => {
            super::or_away(super::withdraw(shop, till.customer).await)?;
            begin(ctx, shop, till, &stands, items).await
        }
        _ => Ok(see_other(&format!("/checkout/return?session={session}"), None)),
    }
}

/// Why no payment was begun.
enum Not {
    /// Another window has the lock.
    Elsewhere,
    /// Not so many pieces are left.
    Short,
}

async fn begin(ctx: &Ctx, shop: &Shop, till: &Till, stands: &Stands, items: Items) -> Result<Response, Stop> {
    let payment = match lock(ctx, shop, till, stands, items).await? {
        Ok(payment) => payment,
        Err(Not::Elsewhere) => return Ok(see_other("/checkout/review", Some("paying-elsewhere"))),
        Err(Not::Short) => return Ok(see_other("/checkout/review", Some("sold-out"))),
    };
    match hand_over(ctx, shop, till, stands, &payment).await? {
        Some(url) => Ok(Redirect::to(&url).into_response()),
        None => {
            super::give_up(shop, &payment).await?;
            Ok(see_other("/checkout/review", Some("payment-away")))
        }
    }
}

/// A payment that has not begun: the number of its attempt comes with the lock.
fn fresh(ctx: &Ctx, till: &Till, checkout: Id, items: &Items) -> Payment {
    let now = ctx.now();
    Payment {
        customer: till.customer,
        id: ctx.id(),
        checkout,
        attempt: 0,
        state: "new".to_owned(),
        amount_minor: items.total_minor(),
        currency: items.currency.clone(),
        partner_ref: None,
        created_at: now,
        expires_at: now.plus_seconds(RESERVED),
    }
}

/// Only the pieces are written down anew.
fn ask_to_freeze(till: &Till) -> Ask {
    Ask::new(&needs::CHECKOUT_KEEP, till.actor.clone(), till.customer)
        .about("your order")
        .lacking("identity")
        .lacking("contact")
        .lacking("orders.payment")
        .lacking("orders.delivery")
}

/// Freezes the amounts, takes the lock, keeps the pieces aside and makes the way back to the order, in one commit.
async fn lock(
    ctx: &Ctx,
    shop: &Shop,
    till: &Till,
    stands: &Stands,
    items: Items,
) -> Result<Result<Payment, Not>, Stop> {
    let (customer, checkout, now) = (till.customer, stands.checkout, ctx.now());
    shop.house.gate.prepare(customer, &[Class::Contact, Class::Orders, Class::Cards]).await?;
    let payment = fresh(ctx, till, checkout, &items);
    let hash = totals::totals_hash(&items, stands.service);
    let receipt = receipt(ctx);
    let for_browser = receipt.clone();
    let locked = shop.house.gate.record(ask_to_freeze(till), move |tx, sealer| {
        let (items, payment, receipt) = (items.clone(), payment.clone(), receipt.clone());
        Box::pin(async move {
            let sealed = sealer.seal(&columns::CHECKOUT_ITEMS, checkout, &items.to_json())?;
            let frozen = Frozen {
                total_minor: items.total_minor(),
                currency: items.currency.clone(),
                hash,
                items: sealed,
            };
            let Some(attempt) = queries::lock(tx, customer, checkout, &frozen, now).await? else {
                return Err(NotBegun::Not(Not::Elsewhere));
            };
            let payment = Payment { attempt, ..payment };
            queries::new(tx, &payment)?;
            queries::due(tx, "payment", customer, payment.id, now.plus_seconds(ABANDONED))?;
            keep_aside(tx, &payment, &items).await?;
            if let Some(secret) = receipt {
                Handles::put(
                    tx,
                    "receipt",
                    &secret,
                    customer,
                    Some(checkout),
                    now.plus_days(orders::RECEIPT_DAYS),
                )?;
            }
            Ok(payment)
        })
    });
    match locked.await {
        Ok(payment) => {
            // Only now does the secret lead anywhere; the one that the browser held before may still be needed.
            if let Some(secret) = for_browser {
                ctx.jar.set("receipt", &secret);
            }
            Ok(Ok(payment))
        }
        Err(NotBegun::Not(not)) => Ok(Err(not)),
        Err(NotBegun::Stop(stop)) => Err(stop),
    }
}

async fn keep_aside(tx: &mut Tx, payment: &Payment, items: &Items) -> Result<(), NotBegun> {
    for piece in &items.pieces {
        let kept = delivery::keep_aside(
            tx,
            payment.id,
            &piece.sku,
            piece.quantity,
            payment.created_at,
            payment.expires_at,
        );
        if !kept.await? {
            return Err(NotBegun::Not(Not::Short));
        }
    }
    Ok(())
}

/// A guest's way back to the order: a secret in a cookie, made before the payment, because the partner's message may
/// place the order while no browser is there to take one.
fn receipt(ctx: &Ctx) -> Option<String> {
    ctx.customer().is_none().then(|| ctx.house.dice.token())
}

/// Rolls the work back and says why.
enum NotBegun {
    Not(Not),
    Stop(Stop),
}

impl<E: Into<Stop>> From<E> for NotBegun {
    fn from(error: E) -> NotBegun {
        NotBegun::Stop(error.into())
    }
}

/// Hands amount, reference and billing address to the partner under the policy; the address of its page, or `None` when
/// it may not or cannot have them.
async fn hand_over(
    ctx: &Ctx,
    shop: &Shop,
    till: &Till,
    stands: &Stands,
    payment: &Payment,
) -> Result<Option<String>, Stop> {
    let (customer, checkout, card) = (till.customer, stands.checkout, stands.card);
    let ask = Ask::new(&needs::PAY, till.actor.clone(), customer)
        .about("paying for an order")
        .recipient(&shop.partners.payment.name);
    let ask = if card.is_none() { ask.lacking("card.stand-in") } else { ask };
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move {
            let billing = checkout::queries::find(tx, customer, checkout).await?.and_then(|c| c.billing);
            let card = match card {
                Some(card) if queries::is_kept(tx, customer, card).await? => {
                    queries::stand_in(tx, customer, card).await?
                }
                _ => None,
            };
            Ok::<_, Stop>((billing, card))
        })
    });
    let (pass, (billing, card)) = match asked.await {
        Err(Stop::Refused(_)) => return Ok(None),
        asked => asked?,
    };
    let Some(billing) = pass.open_maybe(billing.as_ref())? else { return Ok(None) };
    let card = pass.open_maybe(card.as_ref())?;
    session(ctx, shop, payment, &billing, card.as_ref(), stands.keep_card).await
}

async fn session(
    ctx: &Ctx,
    shop: &Shop,
    payment: &Payment,
    billing: &Opened,
    card: Option<&Opened>,
    save_card: bool,
) -> Result<Option<String>, Stop> {
    let begin = Begin {
        payment: payment.id,
        amount_minor: payment.amount_minor,
        currency: &payment.currency,
        billing,
        card,
        save_card: save_card && card.is_none(),
        return_url: format!("{}/checkout/return", ctx.house.setup.base_url),
    };
    let session = match partner::begin(&shop.partners.payment.wire, &begin).await {
        Ok(session) => session,
        Err(trouble) => {
            tracing::warn!(%trouble, "a payment could not be begun");
            return Ok(None);
        }
    };
    let (payment, id, now) = (payment.clone(), session.id.clone(), ctx.now());
    let noted = shop
        .house
        .store()
        .write(work!(|tx| [payment, id, now] { queries::begun(tx, &payment, &id, now).await }));
    Ok(noted.await?.then_some(session.url))
}
