//! Single things whose time is over, while the person stays.

use store::work;
use web::Stop;

use super::queries;
use crate::shop::Shop;

/// Removes requests that were closed as long ago as the policy keeps them.
pub async fn requests(shop: &Shop) -> Result<(), Stop> {
    for (customer, request) in queries::REQUESTS.over(&shop.house, shop.house.clock.now()).await? {
        let gone = shop
            .house
            .store()
            .write(work!(|tx| [customer, request] { queries::request_remove(tx, customer, request) }));
        gone.await?;
    }
    Ok(())
}

/// Removes orders that were begun and never placed, after as long as a basket is kept.
pub async fn checkouts(shop: &Shop) -> Result<(), Stop> {
    for (customer, checkout) in queries::CHECKOUTS.over(&shop.house, shop.house.clock.now()).await? {
        let gone = shop
            .house
            .store()
            .write(work!(|tx| [customer, checkout] { queries::checkout_remove(tx, customer, checkout) }));
        gone.await?;
    }
    Ok(())
}

/// Partners repeat a call for three days at most; a month of memory is plenty.
const SEEN_DAYS: i64 = 30;

/// Forgets which calls of partners were seen.
pub async fn seen_webhooks(shop: &Shop) -> Result<(), Stop> {
    let before = shop.house.clock.now().minus_days(SEEN_DAYS);
    Ok(shop.house.store().write(work!(|tx| [before] { queries::seen_webhooks_remove(tx, before) })).await?)
}
