//! A cookie of a kind that was not chosen does not leave the server, and a no is as easy as a yes.

mod choices;
mod register;
mod rules;
#[cfg(test)]
mod tests;

use web::{Door, House, Routes};

use crate::{needs, shop::Shop};

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/privacy/choices", Door::Public, "site.remember", choices::edit)
        .post("/privacy/choices", Door::Public, "site.remember", choices::update)
        .uses([&needs::COOKIE_CHOICE])
        .get("/privacy/cookies", Door::Public, "site.run", register::show)
        .post("/privacy/cookies/remove", Door::Public, "site.run", register::remove)
}
