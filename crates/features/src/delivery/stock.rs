//! Stock: what is on hand, and what is kept aside for payments under way.

use store::{Error, Id, Time, Tx, sql, work};
use web::Stop;

use crate::shop::Shop;

const SEED: &str = "INSERT INTO stock (sku, on_hand) VALUES ($1, $2) ON CONFLICT (sku) DO NOTHING";

/// Writes down the stock of every size that has no row yet.
pub async fn seed_stock(shop: &Shop) -> Result<(), Stop> {
    let sizes = shop.catalogue.products().iter().flat_map(|product| &product.variants);
    let counted: Vec<(String, u32)> = sizes.map(|size| (size.sku.clone(), size.stock)).collect();
    let seeded = shop.house.store().write(work!(|tx| [counted] -> Result<(), Error> {
        counted.iter().try_for_each(|(sku, stock)| tx.put(sql!(SEED, sku, *stock)))
    }));
    Ok(seeded.await?)
}

const ON_HAND: &str = "SELECT on_hand FROM stock WHERE sku = $1";
const ASIDE: &str =
    "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM reservation WHERE sku = $1 AND until_at > $2";

/// How many of a size can be bought now: what is on hand less what is kept aside.
pub async fn stock(tx: &mut Tx, sku: &str, now: Time) -> Result<i64, Error> {
    let on_hand = tx.row(sql!(ON_HAND, sku)).await?.map_or(Ok(0), |mut row| row.take::<i64>(0))?;
    Ok((on_hand - aside(tx, sku, now).await?).max(0))
}

async fn aside(tx: &mut Tx, sku: &str, now: Time) -> Result<i64, Error> {
    tx.row(sql!(ASIDE, sku, now)).await?.map_or(Ok(0), |mut row| row.take(0))
}

// The row is written without being changed, so that of two who keep the last piece aside at once one starts afresh.
const HOLD_ROW: &str = "UPDATE stock SET on_hand = on_hand WHERE sku = $1 RETURNING on_hand";
const KEEP_ASIDE: &str =
    "INSERT INTO reservation (sku, payment_id, quantity, until_at) VALUES ($1, $2, $3, $4)";

/// Keeps a size aside for a payment; false when there are not so many left.
pub(crate) async fn keep_aside(
    tx: &mut Tx,
    payment: Id,
    sku: &str,
    quantity: i64,
    now: Time,
    until: Time,
) -> Result<bool, Error> {
    let Some(mut row) = tx.row(sql!(HOLD_ROW, sku)).await? else { return Ok(false) };
    let left = row.take::<i64>(0)? - aside(tx, sku, now).await?;
    if left < quantity {
        return Ok(false);
    }
    tx.put(sql!(KEEP_ASIDE, sku, payment, quantity, until))?;
    Ok(true)
}

const RELEASE: &str = "DELETE FROM reservation WHERE payment_id = $1";

/// Puts back what was kept aside for a payment.
pub(crate) fn release(tx: &mut Tx, payment: Id) -> Result<(), Error> {
    tx.put(sql!(RELEASE, payment))
}

const TAKE: &str = "UPDATE stock SET on_hand = on_hand - $1 WHERE sku = $2";

/// Takes pieces off the shelf for an order; a negative quantity puts them back.
pub(crate) fn take(tx: &mut Tx, sku: &str, quantity: i64) -> Result<(), Error> {
    tx.put(sql!(TAKE, quantity, sku))
}
