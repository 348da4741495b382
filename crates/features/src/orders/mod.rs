//! An order can be followed by whoever placed it, and by nobody else.

mod cancel;
mod find;
mod items;
pub mod mails;
pub(crate) mod placing;
pub(crate) mod queries;
mod show;
mod steps;
#[cfg(test)]
mod tests;

use web::{Door, House, Routes};

pub use items::{Items, Piece};
pub use queries::{OrderRow, of};
pub use steps::{Station, Step, Track, in_words};

use crate::{needs, shop::Shop};

/// A secret that leads to an order works so many days.
pub(crate) const RECEIPT_DAYS: i64 = 60;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/orders/{number}", Door::Customer, "account.manage", show::own)
        .needs([&needs::ORDERS_SEE])
        .post("/orders/{number}/cancel", Door::Customer, "order.process", show::own_cancel)
        .needs([&needs::ORDERS_SEE, &needs::CHECKOUT_USE])
        .uses([&needs::REFUND])
        .get("/order/find", Door::Public, "order.tell-status", find::new)
        .needs([&needs::ORDER_FIND_MAIL])
        .post("/order/find", Door::Public, "order.tell-status", find::create)
        .needs([&needs::ORDER_FIND_MAIL])
        .get("/order/find/sent", Door::Public, "order.tell-status", find::sent)
        .needs([&needs::ORDER_FIND_MAIL])
        .get("/order/{secret}", Door::Public, "account.manage", show::held)
        .needs([&needs::ORDERS_SEE])
        .post("/order/{secret}/cancel", Door::Public, "order.process", show::held_cancel)
        .needs([&needs::ORDERS_SEE, &needs::CHECKOUT_USE])
        .uses([&needs::REFUND])
}
