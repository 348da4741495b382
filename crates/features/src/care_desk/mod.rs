//! An advisor sees a customer's details while a request of that customer is open, and not otherwise.

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
