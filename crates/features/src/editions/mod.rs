//! No page that allows more reaches what was given under an earlier one, and none comes into force unannounced.

mod agreement;
pub mod desk;
mod following;
mod queries;
mod rules;
mod shelf;
mod telling;
#[cfg(test)]
mod tests;

use web::{Door, House, Routes, Stop};

use crate::shop::Shop;

pub use agreement::{behind, stands_under};
pub use following::follow;
pub use queries::{Deed, Edition, State};
pub use shelf::{File, InForce, Shelf};
pub use telling::{POLICY_CHANGE, policy_changes, tell};

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .post("/privacy/versions/{version}/agree", Door::Customer, "account.manage", agreement::create)
        .needs([&crate::needs::AGREE])
}

/// The editions that anybody may read: those that came into force, oldest first, and the one that is scheduled.
pub async fn public(shop: &Shop) -> Result<Vec<Edition>, Stop> {
    let mut all = shop.shelf.all().await?;
    all.retain(|edition| edition.place.is_some() || edition.state == State::Scheduled);
    Ok(all)
}

/// The edition that this one took the place of, or is to.
pub fn before<'e>(all: &'e [Edition], edition: &Edition) -> Option<&'e Edition> {
    let place = edition.place.unwrap_or(i64::MAX);
    all.iter().rev().find(|other| other.place.is_some_and(|earlier| earlier < place))
}
