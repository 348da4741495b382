//! My Account shows what is held and who used it, and lets its owner set it right, take it along, or leave.

mod addresses;
mod cards;
mod certificate;
mod choices;
mod close;
mod closed;
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
pub mod watches;
mod words;

pub(crate) use data::file::{moment, sections as as_json};
pub(crate) use disclosures::{Told, attachment};
pub(crate) use held::{Section, things_of};
pub use queries::closing;
use web::{Door::Customer, Door::Public, House, Routes};

use crate::{needs, shop::Shop};

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    you(house).merge(things(house)).merge(record(house))
}

const MANAGE: &str = "account.manage";

/// Name, contact, address book.
fn you(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/account", Customer, MANAGE, overview::show)
        .needs([&needs::HELD_SEE, &needs::LEDGER_SEE])
        .get("/account/profile", Customer, MANAGE, profile::show)
        .needs([&needs::PROFILE_SEE])
        .post("/account/profile", Customer, MANAGE, profile::update)
        .needs([&needs::PROFILE_SEE, &needs::NAME_CHANGE])
        .uses([&needs::PHONE_CHANGE])
        .post("/account/profile/email", Customer, MANAGE, new_email::create)
        .needs([&needs::PROFILE_SEE, &needs::EMAIL_CHANGE, &needs::SIGN_IN])
        .post("/account/profile/email/cancel", Customer, MANAGE, new_email::remove)
        .needs([&needs::EMAIL_CHANGE])
        .get("/account/new-email/{secret}", Public, MANAGE, new_email::edit)
        .needs([&needs::EMAIL_CHANGE, &needs::ACCOUNT_MAIL])
        .post("/account/new-email/{secret}", Public, MANAGE, new_email::update)
        .needs([&needs::EMAIL_CHANGE, &needs::ACCOUNT_MAIL])
        .get("/account/addresses", Customer, MANAGE, addresses::index)
        .needs([&needs::ADDRESSES_SEE])
        .get("/account/addresses/new", Customer, MANAGE, addresses::new)
        .needs([&needs::ADDRESSES_SEE])
        .post("/account/addresses", Customer, MANAGE, addresses::create)
        .needs([&needs::ADDRESSES_SEE])
        .uses(needs::TO_CHANGE_ADDRESSES)
        .get("/account/addresses/{id}", Customer, MANAGE, addresses::edit)
        .needs([&needs::ADDRESSES_SEE])
        .post("/account/addresses/{id}", Customer, MANAGE, addresses::update)
        .needs([&needs::ADDRESSES_SEE])
        .uses(needs::TO_CHANGE_ADDRESSES)
        .post("/account/addresses/{id}/default", Customer, MANAGE, addresses::prefer)
        .needs([&needs::ADDRESSES_SEE])
        .uses(needs::TO_CHANGE_ADDRESSES)
        .post("/account/addresses/{id}/remove", Customer, MANAGE, addresses::remove)
        .needs([&needs::ADDRESSES_SEE])
        .uses([&needs::HOME_REMOVE, &needs::SHIPPING_REMOVE, &needs::BILLING_REMOVE])
}

/// Cards, choices and orders.
fn things(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/account/cards", Customer, MANAGE, cards::index)
        .needs([&needs::CARDS_SEE])
        .post("/account/cards/{id}/remove", Customer, MANAGE, cards::remove)
        .needs([&needs::CARD_REMOVE])
        .uses([&needs::CARD_DETACH])
        .get("/account/emails", Customer, "marketing.email", choices::emails)
        .needs([&needs::NEWS_CHOICE])
        .post("/account/emails", Customer, "marketing.email", choices::choose_emails)
        .needs([&needs::NEWS_CHOICE])
        .get("/account/post", Customer, "marketing.post", choices::post)
        .needs([&needs::POST_CHOICE])
        .post("/account/post", Customer, "marketing.post", choices::choose_post)
        .needs([&needs::POST_CHOICE])
        .get("/account/privacy", Customer, MANAGE, choices::privacy)
        .post("/account/privacy", Customer, MANAGE, choices::choose_privacy)
        .uses([
            &needs::MEASURE_CHOICE,
            &needs::COOKIE_CHOICE,
            &needs::ADVERTS_CHOICE,
            &needs::TASTE_CHOICE,
            &needs::OBJECTION,
        ])
        .post("/account/privacy/objections", Customer, MANAGE, choices::object)
        .needs([&needs::OBJECTION])
        .get("/account/orders", Customer, MANAGE, orders::index)
        .needs([&needs::ORDERS_SEE])
}

/// Signing in, the record, the way out.
fn record(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/account/security", Customer, MANAGE, security::show)
        .post("/account/security", Customer, MANAGE, security::update)
        .needs([&needs::SIGN_IN, &needs::PASSWORD_SET])
        .post("/account/security/others", Customer, MANAGE, security::remove_others)
        .get("/account/messages", Customer, MANAGE, messages::index)
        .get("/account/disclosures", Customer, "rights", disclosures::index)
        .needs([&needs::LEDGER_SEE])
        .get("/account/disclosures/chain.json", Customer, "rights", disclosures::file)
        .needs([&needs::LEDGER_SEE])
        .get("/cloakroom-verify.html", Public, "rights", disclosures::verifier)
        .get("/account/disclosures/{seq}", Customer, "rights", disclosures::show)
        .needs([&needs::LEDGER_SEE])
        .post("/account/disclosures/{seq}/ask", Customer, "rights", disclosures::ask)
        .needs([&needs::LEDGER_SEE, &needs::REQUEST_ASK])
        .get("/account/watches", Customer, "rights", watches::index)
        .needs([&needs::WATCH, &needs::WATCH_MAIL])
        .post("/account/watches", Customer, "rights", watches::create)
        .needs([&needs::WATCH_CHOOSE, &needs::WATCH, &needs::WATCH_MAIL])
        .post("/account/watches/{id}/remove", Customer, "rights", watches::remove)
        .needs([&needs::WATCH_CHOOSE])
        .get("/u/watches/{secret}", Public, "rights", watches::edit_stop)
        .post("/u/watches/{secret}", Public, "rights", watches::stop)
        .get("/account/data", Customer, "rights", data::show)
        .needs([&needs::EXPORT, &needs::LEDGER_SEE])
        .post("/account/data", Customer, "rights", data::create)
        .needs([&needs::EXPORT, &needs::LEDGER_SEE])
        .get("/account/close", Customer, MANAGE, close::new)
        .needs([&needs::ACCOUNT_ERASE, &needs::SIGN_IN])
        .post("/account/close", Customer, MANAGE, close::create)
        .needs([&needs::ACCOUNT_ERASE, &needs::SIGN_IN])
        .uses([&needs::ACCOUNT_MAIL])
        .get("/account/closed/{link}", Public, "rights", closed::show)
        .needs([&needs::LEDGER_SEE])
}

#[cfg(test)]
mod tests;
