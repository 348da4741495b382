//! Agreements with those who receive data: without one in date, nothing is handed over.

use store::{Error, Id, Time, Tx, sql};

/// An agreement with a recipient, as the data-protection officer registered it.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The recipient, as the policy names it.
    pub party: String,
    /// Where the signed paper is: a reference, not its text.
    pub document: String,
    /// First moment it is in force.
    pub from: Time,
    /// First moment it is no longer in force.
    pub until: Time,
}

const IN_DATE: &str = "SELECT 1 FROM agreement WHERE party = $1 AND from_at <= $2 AND until_at > $3";

/// Whether the party has an agreement in force at that time.
pub async fn in_date(tx: &mut Tx, party: &str, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(IN_DATE, party, now, now)).await?.is_some())
}

const SET: &str = "INSERT INTO agreement (party, document, from_at, until_at, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (party) DO UPDATE SET document = excluded.document, from_at = excluded.from_at, until_at = excluded.until_at,
    set_by = excluded.set_by, set_at = excluded.set_at";

/// Registers an agreement, replacing the party's earlier one.
pub fn set(tx: &mut Tx, agreement: &Agreement, by: Id, now: Time) -> Result<(), Error> {
    let a = agreement;
    tx.put(sql!(SET, &a.party, &a.document, a.from, a.until, by.to_string(), now))
}

const ALL: &str = "SELECT party, document, from_at, until_at FROM agreement ORDER BY party";

/// All agreements, by party.
pub async fn all(tx: &mut Tx) -> Result<Vec<Agreement>, Error> {
    let rows = tx.rows(sql!(ALL)).await?;
    rows.into_iter()
        .map(|mut r| {
            Ok(Agreement { party: r.take(0)?, document: r.take(1)?, from: r.take(2)?, until: r.take(3)? })
        })
        .collect()
}
