//! An advisor sees a customer's details while a request of that customer is open, and not otherwise.

mod customer;
mod desk;
mod queries;
mod queue;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use queue::customer_of;
use web::{Door, House, Routes};

use crate::{needs, shop::Shop};

/// Whose desk this is.
const ADVISOR: Door = Door::Staff(&["advisor"]);

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/desk", Door::Staff(&desk::ROLES), "care.answer", desk::show)
        .get("/desk/care", ADVISOR, "care.answer", queue::index)
        .post("/desk/care", ADVISOR, "care.answer", queue::find)
        .get("/desk/care/{customer}", ADVISOR, "care.answer", customer::show)
        .needs([&needs::ADVISOR_SEE])
        .uses([&needs::REQUEST_READ])
        .post("/desk/care/{customer}/requests/{request}/close", ADVISOR, "care.answer", customer::close)
        .needs([&needs::REQUEST_READ])
}
