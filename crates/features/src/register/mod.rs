//! Nobody under the policy's age joins without a guardian's yes, and nobody is asked for more than the policy lists.

pub mod mails;

use consent::clearance;
use store::{Id, work};
use web::{Ctx, House, Routes, Stop};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
}

/// Whether this person may register and order: of age, or with a guardian's yes.
pub async fn is_cleared(ctx: &Ctx, customer: Id) -> Result<bool, Stop> {
    let now = ctx.now();
    let look = ctx
        .house
        .store()
        .read(work!(|tx| [customer, now] { clearance::is_cleared(tx, customer, now).await }));
    Ok(look.await?)
}
/// stub
pub async fn confirmed(_tx: &mut store::Tx, _customer: Id, _now: store::Time) -> Result<bool, store::Error> {
    Ok(false)
}
