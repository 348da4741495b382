//! How many customers one member of staff may look at within an hour. Whoever wants more is stopped until the officer has
//! looked at it: a stolen sign-in reads a handful of people and not the whole shop.

use std::collections::BTreeMap;

use store::{Id, Time, Tx, sql};

/// Seconds.
const HOUR: i64 = 3_600;

/// How many customers staff may look at within an hour.
#[derive(Clone, Debug)]
pub struct Caps {
    /// By role, as the policy names the party.
    pub by_role: BTreeMap<String, u32>,
    /// For every other role.
    pub otherwise: u32,
}

impl Default for Caps {
    /// Forty; somebody who packs parcels sees more people than somebody who answers them.
    fn default() -> Caps {
        Caps { by_role: BTreeMap::from([("fulfilment".to_owned(), 200)]), otherwise: 40 }
    }
}

impl Caps {
    /// For that role.
    pub fn of(&self, role: &str) -> u32 {
        self.by_role.get(role).copied().unwrap_or(self.otherwise)
    }
}

/// Whether somebody may look at one more customer.
pub(crate) enum Standing {
    /// Yes.
    Free,
    /// No, from now on.
    Over,
    /// No, since the time they were stopped.
    Frozen,
}

// Two looks at once wait for each other at this row, so that both are counted.
const ASKS: &str = "INSERT INTO staff_guard (staff_id, asked_at) VALUES ($1, $2)
    ON CONFLICT (staff_id) DO UPDATE SET asked_at = excluded.asked_at RETURNING frozen_at";
const OTHERS: &str =
    "SELECT COUNT(*) FROM staff_opening WHERE staff_id = $1 AND customer_id <> $2 AND at > $3";
const FREEZE: &str = "UPDATE staff_guard SET frozen_at = $1 WHERE staff_id = $2";
const LOOKS: &str = "INSERT INTO staff_opening (staff_id, customer_id, at) VALUES ($1, $2, $3)
    ON CONFLICT (staff_id, customer_id) DO UPDATE SET at = excluded.at";
const LONG_AGO: &str = "DELETE FROM staff_opening WHERE staff_id = $1 AND at <= $2";

/// How somebody stands who wants to look at this customer.
pub(crate) async fn standing(
    tx: &mut Tx,
    (staff, customer): (Id, Id),
    cap: u32,
    now: Time,
) -> Result<Standing, store::Error> {
    let frozen =
        tx.row(sql!(ASKS, staff, now)).await?.map(|mut row| row.take::<Option<Time>>(0)).transpose()?;
    if frozen.flatten().is_some() {
        return Ok(Standing::Frozen);
    }
    let since = now.minus_seconds(HOUR);
    let others =
        tx.row(sql!(OTHERS, staff, customer, since)).await?.map(|mut row| row.take::<i64>(0)).transpose()?;
    if others.unwrap_or(0) < i64::from(cap) {
        return Ok(Standing::Free);
    }
    tx.put(sql!(FREEZE, now, staff))?;
    Ok(Standing::Over)
}

/// Writes down that they look at this customer.
pub(crate) fn looks(tx: &mut Tx, (staff, customer): (Id, Id), now: Time) -> Result<(), store::Error> {
    tx.put(sql!(LOOKS, staff, customer, now))?;
    tx.put(sql!(LONG_AGO, staff, now.minus_seconds(HOUR)))
}
