//! The mails of this feature.

use gate::Stop;
use mail::{Composed, Waiting};

use crate::shop::Shop;

/// Writes the mail `order-link`.
pub async fn order_link(_shop: &Shop, _mail: &Waiting) -> Result<Composed, Stop> {
    Ok(Composed::Drop("not written yet"))
}
