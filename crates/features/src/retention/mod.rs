//! What is due to be forgotten is forgotten at its minute, by destroying its key.

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

/// Forgets whatever is due.
pub async fn run(_shop: &Shop) -> Result<(), web::Stop> {
    Ok(())
}
