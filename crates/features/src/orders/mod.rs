//! An order can be followed by whoever placed it, and by nobody else.

pub mod mails;

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

