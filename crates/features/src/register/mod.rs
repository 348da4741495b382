//! Nobody under the policy's age joins without a guardian's yes, and nobody is asked for more than the policy lists.

mod age;
mod figures;
mod guardian;
mod join;
pub mod mails;
mod queries;
mod rules;
mod standing;
#[cfg(test)]
mod tests;
mod texts;
mod verify;

use web::{Door, House, Routes};

use crate::{needs, shop::Shop};

pub use join::is_guardians;
pub use verify::confirmed;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/join/age", Door::Public, "check.age", age::show)
        .needs([&needs::AGE_ASK])
        .post("/join/age", Door::Public, "check.age", age::create)
        .needs([&needs::AGE_ASK])
        .uses([&needs::AGE_USE, &needs::BASKET_USE])
        .post("/join/age/birthday", Door::Public, "check.age", age::birthday)
        .needs([&needs::AGE_ASK, &needs::AGE_USE])
        .uses([&needs::BASKET_USE])
        .get("/checkout/age", Door::Public, "check.age", age::show)
        .needs([&needs::AGE_ASK])
        .uses([&needs::BASKET_USE])
        .post("/checkout/age", Door::Public, "check.age", age::create)
        .needs([&needs::AGE_ASK])
        .uses([&needs::AGE_USE, &needs::BASKET_USE])
        .post("/checkout/age/birthday", Door::Public, "check.age", age::birthday)
        .needs([&needs::AGE_ASK, &needs::AGE_USE])
        .uses([&needs::BASKET_USE])
        .get("/guardian/{token}", Door::Public, "check.age", guardian::show)
        .needs([&needs::AGE_USE])
        .post("/guardian/{token}", Door::Public, "check.age", guardian::update)
        .needs([&needs::AGE_USE])
        .get("/join/go-on/{token}", Door::Public, "check.age", guardian::go_on)
        .post("/join/go-on/{token}", Door::Public, "check.age", guardian::go_on_here)
        .get("/join", Door::Public, "account.manage", join::new)
        .needs([&needs::AGE_ASK, &needs::JOIN])
        .post("/join", Door::Public, "account.manage", join::create)
        .needs([&needs::AGE_ASK, &needs::JOIN])
        .uses([&needs::AGE_USE, &needs::NEWS_CHOICE, &needs::POST_CHOICE])
        .get("/join/sent", Door::Public, "account.manage", join::sent)
        .get("/verify/{token}", Door::Public, "account.manage", verify::show)
        .needs([&needs::SIGN_IN])
        .post("/verify/{token}", Door::Public, "account.manage", verify::update)
        .needs([&needs::SIGN_IN])
}
