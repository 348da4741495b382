//! Basket and wish list survive with no cookie but the one the shop needs, as a guest or signed in.
//!
//! What other features call:
//! - [`held`]`(&ctx, &shop)`: the basket of whoever is there, with the customer and the actor to ask the gate as; `None`
//!   for a visitor who keeps nothing. Whoever is signed in always has one, empty perhaps.
//! - [`priced`]`(&shop, &basket)`: its lines with names, pictures and today's prices, and what the goods cost.
//! - [`emptied`]`(tx, customer, now)`: inside the transaction that places an order.
//! - [`shows`]`(&ctx, pieces)`: the count in the head of the page; say 0 on the page that follows an order.
//! - [`claim`]`(&ctx, &shop, customer)`: at sign-in and joining, once the session is set. True when pieces came along; then
//!   lead on with the message `basket-merged`.

mod contents;
mod keeping;
mod page;
mod pricing;
mod queries;
mod rules;
#[cfg(test)]
mod tests;
mod wishes;

pub use contents::{Basket, Held, Line};
pub use keeping::{claim, held, shows};
pub use pricing::{Priced, PricedLine, priced};
pub use queries::emptied;

use web::{Door, House, Routes};

use crate::{needs, shop::Shop};

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/basket", Door::Public, "site.run", page::show)
        .needs([&needs::BASKET_USE])
        .post("/basket/lines", Door::Public, "site.run", page::create)
        .needs([&needs::BASKET_KEEP, &needs::BASKET_USE])
        .post("/basket/lines/{sku}", Door::Public, "site.run", page::update)
        .needs([&needs::BASKET_KEEP, &needs::BASKET_USE])
        .post("/basket/lines/{sku}/remove", Door::Public, "site.run", page::remove)
        .needs([&needs::BASKET_KEEP, &needs::BASKET_USE])
        .post("/basket/lines/{sku}/wish", Door::Public, "site.run", page::wish)
        .needs([&needs::BASKET_KEEP, &needs::BASKET_USE])
        .post("/basket/undo", Door::Public, "site.run", page::undo)
        .needs([&needs::BASKET_KEEP, &needs::BASKET_USE])
        .get("/wishlist", Door::Public, "site.run", wishes::show)
        .needs([&needs::BASKET_USE])
        .post("/wishlist/{slug}", Door::Public, "site.run", wishes::create)
        .needs([&needs::BASKET_KEEP, &needs::BASKET_USE])
        .post("/wishlist/{slug}/remove", Door::Public, "site.run", wishes::remove)
        .needs([&needs::BASKET_KEEP, &needs::BASKET_USE])
}
