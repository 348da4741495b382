//! Placing: the commit in which a paid checkout becomes an order. It has the checkout's id, so that there can be one only.

use std::sync::Arc;

use consent::clearance;
use gate::{Actor, Ask, Opened, Sealer, Tokens};
use store::{Id, Time, Tx, sql, work};
use web::{Stop, price};

use super::{
    Items,
    queries::{self, NewOrder},
};
use crate::{
    basket,
    checkout::{self, rules as totals, rules::Service},
    columns, delivery,
    forms::Email,
    needs,
    payment::{self, Payment},
    shop::Shop,
};

/// What goes from the checkout into the order.
struct Frozen {
    service: Service,
    name: Opened,
    email: Opened,
    phone: Option<Opened>,
    shipping: Opened,
    billing: Opened,
    items: Items,
    items_sealed: Opened,
    paid: String,
    brought: String,
}

/// Places the order of a payment that went through; false when somebody else settled it meanwhile.
///
/// # Errors
/// Refused when the policy does not allow the order any more.
pub(crate) async fn place(shop: &Shop, payment: &Payment) -> Result<bool, Stop> {
    let Some(frozen) = frozen(shop, payment).await? else { return Ok(false) };
    let placed = write(shop, payment, Arc::new(frozen)).await;
    match placed {
        Ok(()) => Ok(true),
        // Rolled back, the ledger's line too: the order is somebody else's doing, or not to be placed.
        Err(Stop::Conflict(_)) => Ok(false),
        Err(stop) => Err(stop),
    }
}

/// Opens what the checkout holds. The amounts must be those that were frozen.
async fn frozen(shop: &Shop, payment: &Payment) -> Result<Option<Frozen>, Stop> {
    let (customer, id) = (payment.customer, payment.checkout);
    let ask = Ask::new(&needs::CHECKOUT_USE, Actor::Shop, customer).about("placing your order");
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(checkout::queries::find(tx, customer, id).await?) })
    });
    let (pass, kept) = asked.await?;
    let kept = kept.ok_or(Stop::NotFound)?;
    let service = kept.service.as_deref().and_then(Service::of).unwrap_or(Service::Standard);
    let phone = pass.open_maybe(kept.phone.as_ref())?;
    let [Some(name), Some(email), Some(shipping), Some(billing), Some(sealed)] =
        [&kept.name, &kept.email, &kept.shipping, &kept.billing, &kept.items]
            .map(|v| v.as_ref().map(|v| pass.open(v)))
    else {
        return Ok(None);
    };
    let [Some(name), Some(email), Some(shipping), Some(billing), Some(items_sealed)] =
        [name?, email?, shipping?, billing?, sealed?]
    else {
        return Ok(None);
    };
    let items = Items::read(&items_sealed);
    let unchanged = kept.totals_hash.as_deref() == Some(&totals::totals_hash(&items, service)[..]);
    if !unchanged || items.total_minor() != payment.amount_minor {
        return Err(Stop::fault("the amounts of a checkout are not those that were frozen"));
    }
    let paid = format!(
        "By card through {}, {}",
        shop.partners.payment.name,
        price(payment.amount_minor, &payment.currency)
    );
    let brought = format!("{} with {}", service.name(), shop.partners.courier.name);
    Ok(Some(Frozen { service, name, email, phone, shipping, billing, items, items_sealed, paid, brought }))
}

async fn write(shop: &Shop, payment: &Payment, frozen: Arc<Frozen>) -> Result<(), Stop> {
    let customer = payment.customer;
    let ask =
        Ask::new(&needs::ORDER_PLACE, Actor::Shop, customer).about("your order").lacking("contact.home");
    let ask = if frozen.phone.is_none() { ask.lacking("contact.phone") } else { ask };
    let (house, payment, shop) = (&shop.house, payment.clone(), shop.clone());
    let (event, mail) = (Id::new(&house.clock, &house.dice), Id::new(&house.clock, &house.dice));
    let now = house.clock.now();
    let placed = house.gate.record(ask, move |tx, sealer| {
        let (frozen, payment, shop) = (Arc::clone(&frozen), payment.clone(), shop.clone());
        Box::pin(async move {
            take_over(tx, &payment, now).await?;
            let order = order(tx, sealer, &frozen, &payment, &shop, now).await?;
            queries::place(tx, customer, &order)?;
            find_by_email(tx, &shop, customer, &order.number, &frozen.email).await?;
            queries::happened(tx, customer, order.id, event, now, "placed")?;
            mail::queue(tx, mail, customer, "order-placed", Some(order.id), now)?;
            basket::emptied(tx, customer, now)?;
            keep_cleared(tx, customer, now).await
        })
    });
    placed.await
}

const PLACED: &str = "UPDATE checkout SET state = 'placed', updated_at = $1, name = NULL, email = NULL, phone = NULL, home = NULL,
    shipping = NULL, billing = NULL, items = NULL WHERE customer_id = $2 AND checkout_id = $3 AND attempt = $4
    AND state IN ('locked', 'paying') RETURNING checkout_id";
const ORDERED: &str = "UPDATE payment SET order_id = $1 WHERE customer_id = $2 AND payment_id = $3";
const ASIDE: &str = "DELETE FROM reservation WHERE payment_id = $1 RETURNING sku, quantity";

/// Moves payment and checkout on and takes the pieces off the shelf. Whoever comes second finds them moved.
async fn take_over(tx: &mut Tx, payment: &Payment, now: Time) -> Result<(), Stop> {
    let moved = payment::queries::moved(tx, payment, "placed").await?;
    let placed =
        tx.row(sql!(PLACED, now, payment.customer, payment.checkout, payment.attempt)).await?.is_some();
    if !moved || !placed {
        return Err(Stop::Conflict("This payment is settled already."));
    }
    tx.put(sql!(ORDERED, payment.checkout, payment.customer, payment.id))?;
    payment::queries::done(tx, "payment", payment.customer, payment.id)?;
    for mut row in tx.rows(sql!(ASIDE, payment.id)).await? {
        let (sku, quantity): (String, i64) = (row.take(0)?, row.take(1)?);
        delivery::take(tx, &sku, quantity)?;
    }
    Ok(())
}

async fn order(
    tx: &mut Tx,
    sealer: &Sealer,
    frozen: &Frozen,
    payment: &Payment,
    shop: &Shop,
    now: Time,
) -> Result<NewOrder, Stop> {
    let (f, id) = (frozen, payment.checkout);
    Ok(NewOrder {
        id,
        number: queries::next_number(tx).await?,
        at: now,
        total_minor: f.items.total_minor(),
        currency: f.items.currency.clone(),
        service: f.service.word().to_owned(),
        policy_version: shop.house.policy().version().to_owned(),
        name: sealer.carry(&columns::ORDER_NAME, id, &f.name)?,
        email: sealer.carry(&columns::ORDER_EMAIL, id, &f.email)?,
        phone: f.phone.as_ref().map(|phone| sealer.carry(&columns::ORDER_PHONE, id, phone)).transpose()?,
        shipping: sealer.carry(&columns::ORDER_SHIPPING, id, &f.shipping)?,
        billing: sealer.carry(&columns::ORDER_BILLING, id, &f.billing)?,
        items: sealer.carry(&columns::ORDER_ITEMS, id, &f.items_sealed)?,
        payment: sealer.seal(&columns::ORDER_PAYMENT, id, &f.paid)?,
        delivery: sealer.seal(&columns::ORDER_DELIVERY, id, &f.brought)?,
    })
}

/// Lets the order be found by number and address together, without either being readable.
async fn find_by_email(
    tx: &mut Tx,
    shop: &Shop,
    customer: Id,
    number: &str,
    email: &Opened,
) -> Result<(), Stop> {
    let Ok(email) = Email::parse(email.show()) else { return Ok(()) };
    tokens(shop, number, &email).claim(tx, customer).await?;
    Ok(())
}

/// The tokens of a number and an address together.
pub(super) fn tokens(shop: &Shop, number: &str, email: &Email) -> Tokens {
    shop.house.gate.tokens("order", &format!("{number} {}", email.compared()))
}

/// A visitor's answer to the age question lasts as long as the order may be open.
async fn keep_cleared(tx: &mut Tx, customer: Id, now: Time) -> Result<(), Stop> {
    let until = now.plus_days(365);
    match clearance::find(tx, customer, now).await? {
        Some(found) if found.expires_at < until => Ok(clearance::settle(tx, customer, until)?),
        _ => Ok(()),
    }
}

/// Work that nobody needs any more once an order is closed: its way in by number and address stays shut.
pub(crate) async fn forget_way_in(
    shop: &Shop,
    customer: Id,
    number: &str,
    email: &Opened,
) -> Result<(), Stop> {
    let Ok(email) = Email::parse(email.show()) else { return Ok(()) };
    let tokens = tokens(shop, number, &email);
    Ok(shop.house.store().write(work!(|tx| [tokens, customer] { tokens.remove(tx, customer) })).await?)
}
