//! Nobody under the policy's age joins without a guardian's yes, and nobody is asked for more than the policy lists.

pub mod mails;

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

