//! The mails of this feature.

use gate::Stop;
use mail::{Composed, Waiting};

use crate::shop::Shop;

/// Writes the mail `confirm-address`.
pub async fn confirm_address(_shop: &Shop, _mail: &Waiting) -> Result<Composed, Stop> {
    Ok(Composed::Drop("not written yet"))
}

/// Writes the mail `known-address`.
pub async fn known_address(_shop: &Shop, _mail: &Waiting) -> Result<Composed, Stop> {
    Ok(Composed::Drop("not written yet"))
}

/// Writes the mail `guardian-asked`.
pub async fn guardian_asked(_shop: &Shop, _mail: &Waiting) -> Result<Composed, Stop> {
    Ok(Composed::Drop("not written yet"))
}
