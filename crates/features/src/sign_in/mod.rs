//! Only the customer's own credentials open the account, and nobody learns from us which addresses have one.

pub mod blocklist;
pub mod mails;

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

