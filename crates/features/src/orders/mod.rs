//! An order can be followed by whoever placed it, and by nobody else.

pub mod mails;
pub(crate) mod queries;
mod steps;

use web::{House, Routes};

pub use queries::{OrderRow, of};
pub use steps::{Station, Step, Track, in_words};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
