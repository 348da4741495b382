//! Giving money back: written down first, then asked of the partner until it is done, then told to the customer.

use gate::{Actor, Ask};
use store::{Id, work};
use web::Stop;

use super::{
    partner,
    queries::{self, Payment},
};
use crate::{delivery, needs, shop::Shop};

/// The work of asking the partner.
pub(crate) const DUE: &str = "refund";

/// Writes down that a payment is to be given back; false when somebody else moved it meanwhile.
pub(super) async fn begin(shop: &Shop, payment: &Payment) -> Result<bool, Stop> {
    let (payment, now) = (payment.clone(), shop.house.clock.now());
    let begun = shop.house.store().write(work!(|tx| [payment, now] -> Result<bool, store::Error> {
        if !queries::moved(tx, &payment, "refunding").await? {
            return Ok(false);
        }
        delivery::release(tx, payment.id)?;
        queries::checkout_to(tx, &payment, "open", now)?;
        queries::done(tx, "payment", payment.customer, payment.id)?;
        queries::due(tx, DUE, payment.customer, payment.id, now)?;
        Ok(true)
    }));
    Ok(begun.await?)
}

/// Asks the partner to give a payment back. When it cannot be reached, the work stays due.
pub(crate) async fn give_back(shop: &Shop, customer: Id, payment: Id) -> Result<(), Stop> {
    // Asked before the gate is: each try would be one more refusal in the customer's record.
    if needs::REFUND.is_refused(&shop.house.policy()) {
        return later(shop, customer, payment, 3_600).await;
    }
    let ask = Ask::new(&needs::REFUND, Actor::Shop, customer)
        .about("a refund")
        .recipient(&shop.partners.payment.name);
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::find(tx, customer, payment).await?) })
    });
    let found = match asked.await {
        Ok((_, found)) => found.ok_or(Stop::NotFound)?,
        Err(Stop::Refused(_)) => return later(shop, customer, payment, 3_600).await,
        Err(stop) => return Err(stop),
    };
    let Some(session) = found.partner_ref.as_deref().filter(|_| found.state == "refunding") else {
        return later(shop, customer, payment, 0).await;
    };
    let given = partner::give_back(&shop.partners.payment.wire, payment, session, found.amount_minor).await;
    match given {
        Ok(()) => given_back(shop, &found).await,
        Err(trouble) => {
            tracing::warn!(%trouble, "a refund is not through yet; it is tried again");
            later(shop, customer, payment, 300).await
        }
    }
}

/// Tries again after some seconds, or never when there is nothing to do.
async fn later(shop: &Shop, customer: Id, payment: Id, seconds: i64) -> Result<(), Stop> {
    let again = shop.house.clock.now().plus_seconds(seconds);
    let noted = shop.house.store().write(work!(|tx| [customer, payment, again] -> Result<(), store::Error> {
        match seconds {
            0 => queries::done(tx, DUE, customer, payment),
            _ => queries::due(tx, DUE, customer, payment, again),
        }
    }));
    Ok(noted.await?)
}

const ORDER_REFUNDED: &str = "UPDATE orders SET payment_state = 'refunded' WHERE customer_id = $1 AND order_id = $2 AND state = 'cancelled'";

async fn given_back(shop: &Shop, payment: &Payment) -> Result<(), Stop> {
    let (payment, now, mail) =
        (payment.clone(), shop.house.clock.now(), Id::new(&shop.house.clock, &shop.house.dice));
    let noted = shop.house.store().write(work!(|tx| [payment, now, mail] -> Result<(), store::Error> {
        queries::done(tx, DUE, payment.customer, payment.id)?;
        if queries::moved(tx, &payment, "refunded").await? {
            tx.put(store::sql!(ORDER_REFUNDED, payment.customer, payment.checkout))?;
            mail::queue(tx, mail, payment.customer, "payment-refunded", Some(payment.id), now)?;
        }
        Ok(())
    }));
    Ok(noted.await?)
}
