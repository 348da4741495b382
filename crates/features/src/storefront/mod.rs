//! Browsing asks nothing of anybody: the shop's own pages are the same for all, and leave no trace.

mod window;

use web::{House, Routes};

pub use window::Window;
pub(crate) use window::picture;

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
