//! My Account shows what is held and who used it, and lets its owner set it right, take it along, or leave.

mod addresses;
mod cards;
mod choices;
mod close;
mod data;
mod disclosures;
mod held;
pub mod mails;
mod messages;
mod new_email;
mod orders;
mod overview;
mod profile;
mod queries;
mod security;
mod words;

pub(crate) use disclosures::attachment;
use web::{Door::Customer, Door::Public, House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    const MANAGE: &str = "account.manage";
    Routes::new(house)
        .get("/account", Customer, MANAGE, overview::show)
        .get("/account/profile", Customer, MANAGE, profile::show)
        .post("/account/profile", Customer, MANAGE, profile::update)
        .post("/account/profile/email", Customer, MANAGE, new_email::create)
        .post("/account/profile/email/cancel", Customer, MANAGE, new_email::remove)
        .get("/account/new-email/{secret}", Public, MANAGE, new_email::edit)
        .post("/account/new-email/{secret}", Public, MANAGE, new_email::update)
        .get("/account/addresses", Customer, MANAGE, addresses::index)
        .get("/account/addresses/new", Customer, MANAGE, addresses::new)
        .post("/account/addresses", Customer, MANAGE, addresses::create)
        .get("/account/addresses/{id}", Customer, MANAGE, addresses::edit)
        .post("/account/addresses/{id}", Customer, MANAGE, addresses::update)
        .post("/account/addresses/{id}/default", Customer, MANAGE, addresses::prefer)
        .post("/account/addresses/{id}/remove", Customer, MANAGE, addresses::remove)
        .get("/account/cards", Customer, MANAGE, cards::index)
        .post("/account/cards/{id}/remove", Customer, MANAGE, cards::remove)
        .get("/account/emails", Customer, "marketing.email", choices::emails)
        .post("/account/emails", Customer, "marketing.email", choices::choose_emails)
        .get("/account/post", Customer, "marketing.post", choices::post)
        .post("/account/post", Customer, "marketing.post", choices::choose_post)
        .get("/account/privacy", Customer, MANAGE, choices::privacy)
        .post("/account/privacy", Customer, MANAGE, choices::choose_privacy)
        .post("/account/privacy/objections", Customer, MANAGE, choices::object)
        .get("/account/orders", Customer, MANAGE, orders::index)
        .get("/account/security", Customer, MANAGE, security::show)
        .post("/account/security", Customer, MANAGE, security::update)
        .post("/account/security/others", Customer, MANAGE, security::remove_others)
        .get("/account/messages", Customer, MANAGE, messages::index)
        .get("/account/disclosures", Customer, "rights", disclosures::index)
        .get("/account/disclosures/chain.json", Customer, "rights", disclosures::file)
        .get("/account/disclosures/{seq}", Customer, "rights", disclosures::show)
        .get("/account/data", Customer, "rights", data::show)
        .post("/account/data", Customer, "rights", data::create)
        .get("/account/close", Customer, MANAGE, close::new)
        .post("/account/close", Customer, MANAGE, close::create)
}

#[cfg(test)]
mod tests;
