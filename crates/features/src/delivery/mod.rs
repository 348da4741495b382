//! The courier gets name, delivery address and phone, for one parcel, while an agreement is in date.

mod closing;
mod courier;
mod desk;
mod hand_over;
pub mod mails;
mod pick;
mod queries;
mod stock;
#[cfg(test)]
mod tests;
mod webhook;

use web::{Door, House, Routes};

pub(crate) use closing::close_later;
pub use closing::close_orders;
pub use hand_over::hand_over_due;
pub(crate) use stock::{keep_aside, release, take};
pub use stock::{seed_stock, stock};

use crate::{needs, shop::Shop};

const DESK: Door = Door::Staff(&["fulfilment"]);

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/desk/orders", DESK, "order.process", desk::index)
        .get("/desk/orders/{number}", DESK, "order.process", pick::show)
        .needs([&needs::PICK])
        .post("/desk/orders/{number}/dispatch", DESK, "order.deliver", pick::dispatch)
        .needs([&needs::PICK])
        .uses([&needs::PARCEL])
        .post("/webhooks/courier", Door::Partner, "order.tell-status", webhook::create)
}
