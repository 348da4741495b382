//! Whoever has a question finds an answer or a person, and an advisor may look only when asked.

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
