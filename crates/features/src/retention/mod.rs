//! What is due to be forgotten is forgotten at its minute, by destroying its key.

pub mod belongings;
mod covers;
pub mod forgetting;
mod guests;
mod over;
mod people;
mod queries;
pub mod returned;
pub mod tonight;
mod traces;

use web::{House, Routes, Stop};

use crate::shop::Shop;

pub(crate) use people::forget_contact;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

/// Forgets whatever is due. One trouble does not keep the rest from being forgotten; the first one is reported.
pub async fn run(shop: &Shop) -> Result<(), Stop> {
    let done = [
        forgetting::finish(shop).await,
        people::clearances(shop).await,
        people::unconfirmed(shop).await,
        people::visitors(shop).await,
        people::baskets(shop).await,
        people::orders_over(shop).await,
        people::records_over(shop).await,
        covers::strew(shop).await,
        traces::requests(shop).await,
        traces::checkouts(shop).await,
        traces::seen_webhooks(shop).await,
    ];
    done.into_iter().collect()
}

#[cfg(test)]
mod returned_tests;
#[cfg(test)]
mod terms_tests;
#[cfg(test)]
mod tests;
