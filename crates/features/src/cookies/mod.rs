//! Four kinds of cookies, each with its own yes or no, and the server sends none that was not chosen.

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
