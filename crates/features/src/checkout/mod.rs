//! The checkout asks exactly what the policy lists and says why at each field.

pub mod mails;

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
