//! Only the customer's own credentials open the account, and nobody learns from us which addresses have one.

pub mod blocklist;
pub mod mails;
mod passwords;
mod queries;

use web::{House, Routes};

use crate::shop::Shop;

pub use passwords::{hash_password, verify_password};
pub use queries::staff_put;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}
