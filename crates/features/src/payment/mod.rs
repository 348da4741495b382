//! A payment settles once, whoever tells us of it first, and a remembered card is a stand-in and four digits.

mod begin;
mod cards;
pub mod mails;
mod partner;
pub(crate) mod queries;
pub(crate) mod refunds;
mod returning;
mod rules;
mod settle;
#[cfg(test)]
mod tests;
pub(crate) mod webhook;

use store::{Error, Id, Tx, work};
use web::{Door, House, Routes, Stop};

pub(crate) use cards::cards;
pub use cards::{Detached, detach};
pub(crate) use queries::{Payment, is_kept};

use self::settle::Outcome;
use crate::{needs, shop::Shop};

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .post("/checkout/pay", Door::Public, "order.pay", begin::create)
        .needs(needs::TO_CHECK_OUT)
        .uses([&needs::CARD_PICK, &needs::CARD_KEEP, &needs::REFUND])
        .get("/checkout/return", Door::Public, "order.pay", returning::show)
        .needs([&needs::CHECKOUT_USE, &needs::ORDER_PLACE])
        .uses([&needs::BASKET_USE, &needs::CARD_KEEP, &needs::REFUND])
        .post("/webhooks/payment", Door::Partner, "order.pay", webhook::create)
        .needs([&needs::CHECKOUT_USE, &needs::ORDER_PLACE])
        .uses([&needs::CARD_KEEP, &needs::REFUND])
}

/// Settles or lets go of payments that nobody told us about in time, gives back what is to be given back, and has
/// removed cards forgotten.
pub async fn sweep(shop: &Shop) -> Result<(), Stop> {
    for (customer, payment) in due(shop, "payment").await? {
        report(look_after(shop, customer, payment).await);
    }
    for (customer, payment) in due(shop, refunds::DUE).await? {
        report(refunds::give_back(shop, customer, payment).await);
    }
    for (customer, card) in due(shop, cards::DUE).await? {
        report(detach(shop, customer, card).await.map(drop));
    }
    crate::checkout::forget_left(shop).await
}

/// One payment that cannot be settled now keeps no other waiting.
fn report(done: Result<(), Stop>) {
    if let Err(Stop::Fault(broken)) = done {
        tracing::warn!(causes = %broken.causes(), "a payment's work failed; it is tried again");
    }
}

async fn due(shop: &Shop, kind: &'static str) -> Result<Vec<(Id, Id)>, Stop> {
    let now = shop.house.clock.now();
    Ok(shop.house.store().read(work!(|tx| [now] { queries::all_due(tx, kind, now).await })).await?)
}

/// Settles one payment and decides when to look again, if ever.
async fn look_after(shop: &Shop, customer: Id, id: Id) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let found = shop.house.store().read(work!(|tx| [customer, id] { queries::find(tx, customer, id).await }));
    let Some(payment) = found.await? else { return look_again(shop, customer, id, None).await };
    if payment.state == "new" {
        return give_up(shop, &payment).await;
    }
    let outcome = settle::settle(shop, customer, id).await?;
    // Money can come after a session was given up, so the partner is asked once more a day later.
    let once_more = now < payment.expires_at.plus_days(1);
    match outcome {
        Outcome::Pending => look_again(shop, customer, id, Some(60)).await,
        Outcome::Over if once_more => look_again(shop, customer, id, Some(86_400)).await,
        _ => look_again(shop, customer, id, None).await,
    }
}

async fn look_again(shop: &Shop, customer: Id, payment: Id, after: Option<i64>) -> Result<(), Stop> {
    let at = after.map(|seconds| shop.house.clock.now().plus_seconds(seconds));
    let noted = shop.house.store().write(work!(|tx| [customer, payment, at] -> Result<(), Error> {
        match at {
            Some(at) => queries::due(tx, "payment", customer, payment, at),
            None => queries::done(tx, "payment", customer, payment),
        }
    }));
    Ok(noted.await?)
}

/// Gives up an attempt for which the partner has no page: the checkout is open again.
pub(crate) async fn give_up(shop: &Shop, payment: &Payment) -> Result<(), Stop> {
    let (payment, now) = (payment.clone(), shop.house.clock.now());
    let given_up = shop.house.store().write(work!(|tx| [payment, now] -> Result<(), Error> {
        if queries::moved(tx, &payment, "failed").await? {
            crate::delivery::release(tx, payment.id)?;
            queries::checkout_to(tx, &payment, "open", now)?;
        }
        queries::done(tx, "payment", payment.customer, payment.id)
    }));
    Ok(given_up.await?)
}

/// Ends the payment under way, if there is one, and opens the checkout again. The way to the order, when the payment
/// turns out to have gone through.
pub(crate) async fn withdraw(shop: &Shop, customer: Id) -> Result<Option<String>, Stop> {
    let found = shop.house.store().read(work!(|tx| [customer] -> Result<Option<Payment>, Error> {
        let Some(checkout) = crate::checkout::queries::current(tx, customer).await? else { return Ok(None) };
        if checkout.state != "paying" {
            return Ok(None);
        }
        queries::latest(tx, customer, checkout.id).await
    }));
    let Some(payment) = found.await? else { return Ok(None) };
    if let Some(session) = &payment.partner_ref {
        partner::end(&shop.partners.payment.wire, session).await.map_err(Stop::fault)?;
    }
    match settle::settle(shop, customer, payment.id).await? {
        Outcome::Placed => Ok(Some(order_of(shop, customer, payment.id).await?)),
        _ => Ok(None),
    }
}

/// While a payment under way cannot be looked up, its checkout stays as it is, and the customer reads so.
pub(crate) fn or_away<T>(done: Result<T, Stop>) -> Result<T, Stop> {
    done.map_err(|stop| match stop {
        Stop::Fault(broken) => {
            tracing::warn!(causes = %broken.causes(), "a payment under way cannot be looked up");
            Stop::Elsewhere("/checkout/review?said=payment-away".to_owned())
        }
        stop => stop,
    })
}

/// The page of the order that a payment placed.
pub(crate) async fn order_of(shop: &Shop, customer: Id, payment: Id) -> Result<String, Stop> {
    Ok(format!("/orders/{}", returning::number_of(shop, customer, payment).await?))
}

/// What the customer reads about the last attempt to pay a checkout; empty when nothing went wrong.
pub(crate) async fn what_went_wrong(tx: &mut Tx, customer: Id, checkout: Id) -> Result<&'static str, Error> {
    let latest = queries::latest(tx, customer, checkout).await?;
    Ok(latest.map_or("", |payment| rules::in_words(&payment.state)))
}
