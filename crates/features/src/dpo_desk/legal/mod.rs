//! An authority gets what its order names and not a line beyond it, after one officer has written the order down and another
//! has approved it; the customer reads of it at once, or on the day the order allows.

mod file;
mod list;
mod order;
mod rules;
#[cfg(test)]
mod tests;

use web::{House, Routes};

use super::OFFICER;
use crate::{needs, shop::Shop};

/// The routes of the orders of authorities.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/desk/dpo/legal", OFFICER, "legal", list::index)
        .post("/desk/dpo/legal", OFFICER, "legal", list::create)
        .get("/desk/dpo/legal/{customer}/{order}", OFFICER, "legal", order::show)
        .post("/desk/dpo/legal/{customer}/{order}/approve", OFFICER, "legal", order::approve)
        .post("/desk/dpo/legal/{customer}/{order}/end", OFFICER, "legal", order::end)
        .post("/desk/dpo/legal/{customer}/{order}/hand-over", OFFICER, "legal", order::hand_over)
        .needs([&needs::LEGAL_HAND])
}
