//! The officer reads the policy, tries changes on it, and sees what each would do before anybody is bound by it.

mod ask;
mod compare;
mod edit;
mod edition;
mod live;
#[cfg(test)]
mod mays;
#[cfg(test)]
mod nevers;
mod read;
#[cfg(test)]
mod tests;
mod trial;

use web::{House, Routes};

use super::OFFICER;
use crate::shop::Shop;

/// The routes of the policy's own desk.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/desk/dpo/policy", OFFICER, "rights", read::show)
        .get("/desk/dpo/policy/edit", OFFICER, "rights", edit::new)
        .post("/desk/dpo/policy/edit", OFFICER, "rights", edit::check)
        .post("/desk/dpo/policy/compare", OFFICER, "rights", compare::show)
        .get("/desk/dpo/policy/ask", OFFICER, "rights", ask::show)
        .get("/desk/dpo/policy/table.html", OFFICER, "rights", ask::table)
        .post("/desk/dpo/policy/editions", OFFICER, "rights", edition::create)
        .get("/desk/dpo/policy/editions/{version}", OFFICER, "rights", edition::show)
        .post("/desk/dpo/policy/editions/{version}/approve", OFFICER, "rights", edition::approve)
        .post("/desk/dpo/policy/editions/{version}/schedule", OFFICER, "rights", edition::schedule)
        .post("/desk/dpo/policy/editions/{version}/activate", OFFICER, "rights", edition::activate)
        .post("/desk/dpo/policy/editions/{version}/withdraw", OFFICER, "rights", edition::withdraw)
        .post("/desk/dpo/policy/problems", OFFICER, "rights", live::check)
}
