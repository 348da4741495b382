//! The courier gets name, delivery address and phone, for one parcel, while an agreement is in date.

pub mod mails;

use web::{House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

/// Hands over the parcels that are due.
pub async fn hand_over_due(_shop: &Shop) -> Result<(), web::Stop> {
    Ok(())
}


/// Writes down the stock of every size that has no row yet.
pub async fn seed_stock(_shop: &Shop) -> Result<(), web::Stop> {
    Ok(())
}
