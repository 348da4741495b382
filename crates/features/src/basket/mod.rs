//! Basket and wish list survive with no cookie but the one the shop needs, as a guest or signed in.

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
