//! Everything the shop does for its customers, under the headings of its policy.
//!
//! What we ask you for: [`register`], [`storefront`], [`basket`], [`checkout`], [`payment`], [`orders`].
//! Cookies: [`cookies`]. What we do with it and who gets it: [`delivery`]. See it and set it right: [`account`].
//! Keeping it safe: [`sign_in`], [`retention`]. Questions and complaints: [`help`], [`care_desk`], [`dpo_desk`].
//! The policy itself: [`privacy`], how it changes: [`editions`], and proof of what was agreed to: [`receipts`]. The log that
//! everybody sees: [`public_log`].

pub mod account;
#[cfg(test)]
mod away_tests;
pub mod basket;
pub mod before;
#[cfg(test)]
mod before_tests;
pub mod care_desk;
pub mod checkout;
#[cfg(test)]
mod clock_tests;
pub mod clockwork;
pub mod columns;
pub mod cookies;
pub mod delivery;
#[cfg(test)]
mod doors;
pub mod dpo_desk;
pub mod editions;
pub mod forms;
pub mod handshake;
pub mod help;
#[cfg(test)]
mod index_turn_tests;
pub mod mails;
pub mod needs;
pub mod opening;
#[cfg(test)]
mod opening_tests;
pub mod orders;
pub mod payment;
pub mod privacy;
pub mod public_log;
pub mod receipts;
pub mod register;
pub mod retention;
pub mod shop;
pub mod sign_in;
pub mod storefront;
#[cfg(test)]
mod switched_off;
#[cfg(test)]
mod testing;
pub mod unsaid;

use web::{House, Routes};

use crate::shop::Shop;

/// Every route of the shop, each with its door and its purpose.
pub fn all_routes(house: &House) -> Routes<Shop> {
    let features = [
        storefront::routes,
        basket::routes,
        cookies::routes,
        privacy::routes,
        receipts::routes,
        public_log::routes,
        editions::routes,
        register::routes,
        sign_in::routes,
        checkout::routes,
        payment::routes,
        orders::routes,
        delivery::routes,
        account::routes,
        help::routes,
        care_desk::routes,
        dpo_desk::routes,
    ];
    features.iter().fold(Routes::new(house), |all, feature| all.merge(feature(house)))
}
