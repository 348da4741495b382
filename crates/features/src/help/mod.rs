//! Whoever has a question finds an answer or a person, and an advisor may look only when asked.

mod answers;
mod assist;
mod complaints;
mod contact;
mod questions;
mod requests;
#[cfg(test)]
mod tests;
mod texts;

use web::{Door, House, Routes};

use crate::{needs, shop::Shop};

pub use requests::{Line, Words, ask_about, code_of};
pub use texts::{answer_time, terms_of};

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/help", Door::Public, "care.answer", answers::index)
        .get("/contact", Door::Public, "care.answer", contact::show)
        .get("/contact/dpo", Door::Public, "rights", contact::officer)
        .get("/complaints", Door::Public, "rights", complaints::new)
        .post("/complaints", Door::Customer, "rights", complaints::create)
        .needs([&needs::REQUEST_ASK])
        .get("/terms", Door::Public, "site.run", texts::terms)
        .get("/manage", Door::Public, "rights", texts::manage)
        .get("/account/assist", Door::Customer, "care.answer", assist::new)
        .needs([&needs::REQUEST_ASK])
        .uses([&needs::ADVISOR_SEE])
        .post("/account/assist", Door::Customer, "care.answer", assist::create)
        .needs([&needs::REQUEST_ASK])
        .uses([&needs::ADVISOR_SEE])
        .get("/account/requests", Door::Customer, "account.manage", requests::index)
        .needs([&needs::REQUEST_SEE])
        .post("/account/requests/{id}/close", Door::Customer, "care.answer", requests::close)
        .needs([&needs::REQUEST_ASK])
}
