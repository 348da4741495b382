//! Closing an order: when its time is over, desk and courier see nothing of it, and of somebody without an account nothing
//! is left that says who they were.

use gate::{Actor, Ask, Fault};
use store::{Error, Id, Time, Tx, work};
use web::Stop;

use super::queries::{self, Left};
use crate::{needs, orders, payment, retention, shop::Shop};

/// The work of closing an order.
pub(crate) const DUE: &str = "order-close";

/// How many days after delivery an order closes, as the policy says.
pub(super) fn returns_days(shop: &Shop) -> i64 {
    let figure = shop.house.policy().figure("returns").and_then(|figure| figure.span);
    figure.map_or(30, |span| span.to_seconds() / 86_400)
}

/// Notes that an order closes in so many days.
pub(crate) fn close_later(tx: &mut Tx, customer: Id, order: Id, days: i64, now: Time) -> Result<(), Error> {
    payment::queries::due(tx, DUE, customer, order, now.plus_days(days))
}

/// Closes the orders whose time is over: from then on desk and courier see nothing, and who they were for is forgotten. One
/// that cannot be closed does not keep the rest from it; the first trouble is reported.
pub async fn close_orders(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let due = shop.house.store().read(work!(|tx| [now] { payment::queries::all_due(tx, DUE, now).await }));
    let mut done = Ok(());
    for (customer, order) in due.await? {
        done = done.and(close(shop, customer, order, now).await);
    }
    done
}

/// Closes one order. The work stays on the list until what is to be forgotten is forgotten.
async fn close(shop: &Shop, customer: Id, order: Id, now: Time) -> Result<(), Stop> {
    forget_way_in(shop, customer, order).await?;
    let since = now.minus_seconds(86_400);
    let left = shop.house.store().write(work!(|tx| [customer, order, now, since] -> Result<Left, Error> {
        queries::close(tx, customer, order, now)?;
        queries::left(tx, customer, since).await
    }));
    let left = left.await?;
    if left.nameless && !left.open && left.ordering {
        return done(shop, customer, order, Some(now.plus_days(1))).await;
    }
    if left.nameless && !left.open {
        retention::forget_contact(shop, customer).await?;
    }
    done(shop, customer, order, None).await
}

async fn done(shop: &Shop, customer: Id, order: Id, again: Option<Time>) -> Result<(), Stop> {
    let noted = shop.house.store().write(work!(|tx| [customer, order, again] -> Result<(), Error> {
        match again {
            Some(at) => payment::queries::due(tx, DUE, customer, order, at),
            None => payment::queries::done(tx, DUE, customer, order),
        }
    }));
    Ok(noted.await?)
}

/// A closed order is no longer found by its number and address.
async fn forget_way_in(shop: &Shop, customer: Id, order: Id) -> Result<(), Stop> {
    let ask = Ask::new(&needs::ORDER_FIND_MAIL, Actor::Shop, customer).about("closing your order");
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(orders::queries::find(tx, customer, order).await?) })
    });
    let (pass, row) = match asked.await {
        Ok((pass, Some(row))) => (pass, row),
        // Nobody is left whose address could be looked for.
        Ok((_, None)) | Err(Stop::NotFound | Stop::Refused(_)) => return Ok(()),
        Err(stop) => return Err(stop),
    };
    match pass.open_maybe(row.email.as_ref()) {
        Ok(Some(email)) => orders::placing::forget_way_in(shop, customer, &row.number, &email).await,
        Ok(None) | Err(Fault::Forgotten) => Ok(()),
        Err(fault) => Err(fault.into()),
    }
}
