//! The shop can be looked at by anybody, and looking leaves nothing behind.

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
