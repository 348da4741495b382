//! My Account shows what is held and who used it, and lets its owner set it right, take it along, or leave.

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
