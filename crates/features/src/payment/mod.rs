//! A payment settles once, whoever tells us of it first, and a remembered card is a stand-in and four digits.

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

/// Settles or lets go of payments that nobody told us about in time.
pub async fn sweep(_shop: &Shop) -> Result<(), web::Stop> {
    Ok(())
}
