//! The mails of this feature.

use gate::Stop;
use mail::{Composed, Waiting};

use crate::shop::Shop;

/// Writes the mail `recover`.
pub async fn recover(_shop: &Shop, _mail: &Waiting) -> Result<Composed, Stop> {
    Ok(Composed::Drop("not written yet"))
}

/// Writes the mail `password-changed`.
pub async fn password_changed(_shop: &Shop, _mail: &Waiting) -> Result<Composed, Stop> {
    Ok(Composed::Drop("not written yet"))
}
