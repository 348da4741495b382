//! Cancelling an order before it is packed: pieces go back to the shelf, the money to the card.

use gate::{Actor, Ask};
use store::{Id, Tx, sql};
use web::Stop;

use super::{Items, queries};
use crate::{delivery, needs, payment, shop::Shop};

const CANCEL: &str = "UPDATE orders SET state = 'cancelled', payment_state = 'refunding', closed_at = NULL
    WHERE customer_id = $1 AND order_id = $2 AND state = 'open' AND fulfilment_state = 'placed' RETURNING order_id";
const NO_WORK: &str = "DELETE FROM fulfilment WHERE order_id = $1";

/// Cancels an order, unless it is packed already.
pub(super) async fn cancel(shop: &Shop, customer: Id, order: Id) -> Result<(), Stop> {
    let items = items(shop, customer, order).await?;
    let (house, now) = (&shop.house, shop.house.clock.now());
    let event = Id::new(&house.clock, &house.dice);
    let paid = house.store().write(store::work!(|tx| [items, customer, order, now, event] -> Result<_, Stop> {
        if tx.row(sql!(CANCEL, customer, order)).await?.is_none() {
            return Err(Stop::Conflict("This order is packed already and cannot be cancelled here any more. You can send it back when it arrives."));
        }
        back_on_the_shelf(tx, &items)?;
        tx.put(sql!(NO_WORK, order))?;
        queries::happened(tx, customer, order, event, now, "cancelled")?;
        delivery::close_later(tx, customer, order, 1, now)?;
        let Some(paid) = payment::queries::paid(tx, customer, order).await? else { return Ok(None) };
        payment::queries::moved(tx, &paid, "refunding").await?;
        payment::queries::due(tx, payment::refunds::DUE, customer, paid.id, now)?;
        Ok(Some(paid.id))
    }));
    match paid.await? {
        Some(payment) => payment::refunds::give_back(shop, customer, payment).await,
        None => Ok(()),
    }
}

async fn items(shop: &Shop, customer: Id, order: Id) -> Result<Items, Stop> {
    let ask = Ask::new(&needs::CHECKOUT_USE, Actor::Shop, customer)
        .about("cancelling your order")
        .lacking("identity.name")
        .lacking("contact")
        .lacking("orders.payment")
        .lacking("orders.delivery");
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::find(tx, customer, order).await?) })
    });
    let (pass, found) = asked.await?;
    let opened = pass.open_maybe(found.ok_or(Stop::NotFound)?.items.as_ref())?;
    Ok(opened.map(|opened| Items::read(&opened)).unwrap_or_default())
}

fn back_on_the_shelf(tx: &mut Tx, items: &Items) -> Result<(), store::Error> {
    items.pieces.iter().try_for_each(|piece| delivery::take(tx, &piece.sku, -piece.quantity))
}
