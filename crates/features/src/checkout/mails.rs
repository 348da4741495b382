//! The mails of this feature.

use gate::Stop;
use mail::{Composed, Waiting};

use crate::shop::Shop;

/// Writes the mail `order-placed`.
pub async fn order_placed(_shop: &Shop, _mail: &Waiting) -> Result<Composed, Stop> {
    Ok(Composed::Drop("not written yet"))
}
