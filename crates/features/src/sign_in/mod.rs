//! Only the customer's own credentials open the account, and nobody learns from us which addresses have one.

pub mod blocklist;
pub mod mails;
mod passwords;
mod queries;
mod recovery;
mod rules;
mod session;
mod staff;
#[cfg(test)]
mod tests;

use web::{Door, House, Routes};

use crate::{needs, shop::Shop};

pub use passwords::{TypedPassword, hash_password, verify_password};
pub use queries::staff_put;
pub use recovery::{answer_due, new_password};
pub use session::{enter, is_password_of};

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/signin", Door::Public, "account.manage", session::new)
        .needs([&needs::SIGN_IN])
        .post("/signin", Door::Public, "account.manage", session::create)
        .needs([&needs::SIGN_IN])
        .uses([&needs::BASKET_KEEP, &needs::BASKET_USE])
        .post("/signout", Door::Public, "account.manage", session::remove)
        .get("/recover", Door::Public, "account.manage", recovery::new)
        .needs([&needs::ACCOUNT_MAIL, &needs::PASSWORD_SET])
        .post("/recover", Door::Public, "account.manage", recovery::create)
        .needs([&needs::ACCOUNT_MAIL, &needs::PASSWORD_SET])
        .get("/recover/sent", Door::Public, "account.manage", recovery::sent)
        .needs([&needs::ACCOUNT_MAIL, &needs::PASSWORD_SET])
        .get("/recover/{token}", Door::Public, "account.manage", recovery::edit)
        .needs([&needs::PASSWORD_SET])
        .uses([&needs::ACCOUNT_MAIL])
        .post("/recover/{token}", Door::Public, "account.manage", recovery::update)
        .needs([&needs::PASSWORD_SET])
        .uses([&needs::ACCOUNT_MAIL])
        .get("/desk/signin", Door::Public, "site.run", staff::new)
        .post("/desk/signin", Door::Public, "site.run", staff::create)
        .post("/desk/signout", Door::Public, "site.run", staff::remove)
}
