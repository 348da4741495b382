//! Lines that stand for nothing: every account's record gets one now and then, covered for a while, so that a covered line
//! does not tell that an authority forbade to speak of something.

use gate::Fault;
use store::{Id, Time, work};
use web::Stop;

use super::queries;
use crate::shop::Shop;

const KIND: &str = "cover";
/// The next one comes within so many days.
const APART: u64 = 60;
/// It is covered for at least and at most so many days: as long as orders may be silent.
const COVERED: (u64, u64) = (20, 366);

/// Puts lines where they are due, and says for every account when the next one comes.
pub async fn strew(shop: &Shop) -> Result<(), Stop> {
    let (house, now) = (&shop.house, shop.house.clock.now());
    for (customer, _) in house.store().read(work!(|tx| [now] { queries::due(tx, KIND, now).await })).await? {
        let done = house.gate.strew(customer, now.plus_days(days(shop, COVERED))).await;
        if let Err(fault) = done.or_else(|fault| if is_of_one(&fault) { Ok(()) } else { Err(fault) }) {
            return Err(fault.into());
        }
        let gone =
            house.store().write(work!(|tx| [customer] { queries::due_remove(tx, KIND, customer, customer) }));
        gone.await?;
    }
    for customer in house.store().read(work!(|tx| { queries::without_cover(tx).await })).await? {
        comes(shop, customer, now.plus_days(days(shop, (1, APART)))).await?;
    }
    Ok(())
}

/// Whether there is no record to put it into, which keeps nobody else from theirs.
fn is_of_one(fault: &Fault) -> bool {
    matches!(fault, Fault::Forgotten | Fault::KeysLost)
}

async fn comes(shop: &Shop, customer: Id, at: Time) -> Result<(), Stop> {
    let put = shop
        .house
        .store()
        .write(work!(|tx| [customer, at] { queries::due_put(tx, KIND, customer, customer, at) }));
    Ok(put.await?)
}

/// A number of days by chance.
fn days(shop: &Shop, (least, most): (u64, u64)) -> i64 {
    let drawn = u64::from_be_bytes(shop.house.dice.bytes());
    (least + drawn % (most - least + 1)).cast_signed()
}
