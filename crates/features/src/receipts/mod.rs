//! Every answer keeps the exact words it was given to, signed; a receipt shows them, and anyone can check it.

mod grounds;
mod keys;
mod multibase;
mod proof;
mod receipt;
mod show;
#[cfg(test)]
pub(crate) mod tests;
mod wording;

use web::{Door, House, Routes};

pub(crate) use proof::signed;
pub use receipt::{Yes, of_guardian};
pub use wording::{CARD_WORDS, Place, Words, answer, as_shown};

use crate::{needs, shop::Shop};

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/account/receipts/{record}", Door::Customer, "rights", show::show)
        .needs([&needs::RECEIPT])
        .get("/.well-known/cloakroom-keys.json", Door::Public, "site.run", keys::show)
}
