//! People and what is theirs: those who never came back, those who left, and those who may not stay.

use store::{Id, Time, work};
use web::Stop;

use super::{
    belongings,
    forgetting::{self, Forgetting},
    guests,
    queries::{self, Standing},
};
use crate::shop::Shop;

/// Forgets whoever was too young and had no guardian's yes in time: nothing of them stays. Of others only the answer goes.
pub async fn clearances(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let lapsed = shop.house.store().read(work!(|tx| [now] { queries::lapsed(tx, now).await })).await?;
    for lapsed in lapsed {
        let customer = lapsed.customer;
        let orders =
            shop.house.store().read(work!(|tx| [customer] { crate::orders::of(tx, customer).await })).await?;
        let was_asked = matches!(lapsed.state.as_str(), "waiting" | "refused");
        match lapsed.kind.as_deref() {
            None => forgetting::person(shop, customer).await?,
            Some("visitor") if was_asked && orders.is_empty() => forgetting::person(shop, customer).await?,
            Some(_) => clearance_only(shop, customer).await?,
        }
    }
    Ok(())
}

async fn clearance_only(shop: &Shop, customer: Id) -> Result<(), Stop> {
    let gone = shop.house.store().write(work!(|tx| [customer] { queries::clearance_remove(tx, customer) }));
    Ok(gone.await?)
}

/// Forgets accounts whose address nobody confirmed. The way in by the address is found by the customer's number: nobody's
/// address is opened in order to forget it.
pub async fn unconfirmed(shop: &Shop) -> Result<(), Stop> {
    for customer in queries::UNCONFIRMED.over(&shop.house, shop.house.clock.now()).await? {
        forgetting::person(shop, customer).await?;
    }
    Ok(())
}

/// Forgets visitors who ordered nothing and have not been here for as long as the policy keeps a basket.
pub async fn visitors(shop: &Shop) -> Result<(), Stop> {
    for customer in queries::VISITORS.over(&shop.house, shop.house.clock.now()).await? {
        forgetting::person(shop, customer).await?;
    }
    Ok(())
}

/// Forgets baskets that nobody came back to. An account may fill another one, so its key stays.
pub async fn baskets(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    for (customer, kind) in queries::BASKETS.over(&shop.house, now).await? {
        let visitor = kind == "visitor";
        let gone =
            shop.house.store().write(work!(|tx| [customer, now, visitor] -> Result<(), store::Error> {
                queries::basket_remove(tx, customer)?;
                if visitor { forgetting::promise(tx, customer, Forgetting::Basket, now) } else { Ok(()) }
            }));
        gone.await?;
        if visitor {
            forgetting::carry_out(shop, customer, &[Forgetting::Basket]).await?;
        }
    }
    Ok(())
}

/// Forgets who somebody's orders were for, once nobody needs to know any more.
pub async fn forget_contact(shop: &Shop, customer: Id) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    guests::part_from_orders(shop, customer).await?;
    let gone = shop.house.store().write(work!(|tx| [customer, now] -> Result<(), store::Error> {
        forgetting::promise(tx, customer, Forgetting::Contact, now)
    }));
    gone.await?;
    forgetting::carry_out(shop, customer, &[Forgetting::Contact]).await?;
    Ok(())
}

/// Takes the content out of orders that nobody has to keep any more. An open account may order again, so its key stays.
pub async fn orders_over(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    for customer in queries::LAST_ORDERS.over(&shop.house, now).await? {
        for what in empty_orders(shop, customer, now).await? {
            forgetting::carry_out(shop, customer, &[what]).await?;
        }
    }
    Ok(())
}

/// Says which keys are to go too: none of an open account's, and all that is left of a visitor's.
async fn empty_orders(shop: &Shop, customer: Id, now: Time) -> Result<Vec<Forgetting>, Stop> {
    let emptied =
        shop.house.store().write(work!(|tx| [customer, now] -> Result<Vec<Forgetting>, store::Error> {
            belongings::remove(tx, customer, Forgetting::Orders.classes())?;
            let over = match queries::standing(tx, customer).await? {
                Standing::Account => Vec::new(),
                Standing::Closed => vec![Forgetting::Orders],
                Standing::Visitor => vec![Forgetting::Orders, Forgetting::Basket, Forgetting::Record],
            };
            for what in &over {
                belongings::remove(tx, customer, what.classes())?;
                forgetting::promise(tx, customer, *what, now)?;
            }
            Ok(over)
        }));
    Ok(emptied.await?)
}

/// Destroys the key to the record of accounts that were closed long ago: what stays are numbers that name nobody.
pub async fn records_over(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    for customer in queries::CLOSED.over(&shop.house, now).await? {
        let gone = shop.house.store().write(work!(|tx| [customer, now] -> Result<(), store::Error> {
            belongings::remove(tx, customer, Forgetting::Record.classes())?;
            forgetting::promise(tx, customer, Forgetting::Record, now)
        }));
        gone.await?;
        forgetting::carry_out(shop, customer, &[Forgetting::Record]).await?;
    }
    Ok(())
}
