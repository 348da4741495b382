//! What was erased is known in three places: in the key store (tombstones), in the data store (the table `erasure`), and in the
//! journal, if there is one. Before a shop opens they are held against each other, so that a store which came back
//! from an older copy is told what has to be gone, however it came back.

use std::collections::BTreeSet;

use store::{Error, Id, Store, Time, Tx, sql, work};

use crate::{
    journal::{Erased, Journal},
    keys,
    stop::Fault,
};

/// How long a copy of the key store may be kept, in days: an erased person's keys live on in it and nowhere else.
pub const BACKUPS_OF_KEYS_LIVE_DAYS: i64 = 7;

/// Servers' clocks differ, and an erasure is written down in the three places one after the other.
const MARGIN_DAYS: i64 = 1;
/// How many are taken over in one commit.
const TOGETHER: usize = 500;

/// How far back the places are held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// From a day before the newest erasure that both stores know: an older copy of either knows an older one.
    SinceTheyAgreed,
    /// From the first.
    All,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// Erasures that the data store had to be told of; their rows are still to be removed.
    pub told_data: usize,
    /// Erasures that the key store had to be told of; their keys are destroyed.
    pub told_keys: usize,
    /// Lines of the journal that cannot be read.
    pub damaged: usize,
}

/// A restore, for the officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restoration {
    /// Its number.
    pub id: Id,
    /// When.
    pub at: Time,
    /// `data` or `keys`.
    pub part: String,
    /// When the copy was made that it came from.
    pub copy_made_at: Time,
    /// Whether somebody insisted.
    pub forced: bool,
    /// On what they insisted; empty otherwise.
    pub objection: String,
}

/// Holds data store, key store and journal against each other. Keys that came back are destroyed here; rows that came back
/// are marked, for whoever knows the tables. Restores of the key store become known to the data store.
///
/// # Errors
/// A fault of one of them. Doing it once more does no harm.
pub async fn agree(
    data: &Store,
    keys: &Store,
    journal: Option<(&Journal, bool)>,
    extent: Extent,
) -> Result<Agreed, Fault> {
    let since = match extent {
        Extent::All => Time(i64::MIN),
        Extent::SinceTheyAgreed => agreed_until(data, keys).await?.minus_days(MARGIN_DAYS),
    };
    let (in_data, in_keys) = (erased(data, ERASURES, since).await?, erased(keys, TOMBSTONES, since).await?);
    let (in_journal, damaged) = journal_since(journal, since, &in_data, &in_keys)?;
    let for_data = missing(&in_data, [&in_keys, &in_journal]);
    let for_keys = missing(&in_keys, [&in_data, &in_journal]);
    let agreed = Agreed { told_data: for_data.len(), told_keys: for_keys.len(), damaged };
    tell_keys(keys, for_keys).await?;
    tell_data(data, for_data).await?;
    if let Some((journal, true)) = journal {
        let all = erased(data, ERASURES, Time(i64::MIN)).await?;
        journal.write(all.iter().map(|(customer, class, at)| (*customer, class.as_str(), *at))).await?;
    }
    take_over_restorations(data, keys).await?;
    Ok(agreed)
}

const NEWEST_ERASURE: &str = "SELECT MAX(at) FROM erasure";
const NEWEST_TOMBSTONE: &str = "SELECT MAX(at) FROM tombstone";

async fn agreed_until(data: &Store, keys: &Store) -> Result<Time, Error> {
    let one = newest(data, NEWEST_ERASURE).await?;
    Ok(one.min(newest(keys, NEWEST_TOMBSTONE).await?))
}

async fn newest(store: &Store, text: &'static str) -> Result<Time, Error> {
    let newest: Option<Time> = store
        .read(work!(|tx| -> Result<Option<Time>, Error> {
            tx.row(sql!(text)).await?.map_or(Ok(None), |mut row| row.take(0))
        }))
        .await?;
    Ok(newest.unwrap_or(Time(i64::MIN)))
}

const ERASURES: &str = "SELECT customer_id, class, at FROM erasure WHERE at >= $1";
const TOMBSTONES: &str = "SELECT customer_id, class, at FROM tombstone WHERE at >= $1";

async fn erased(store: &Store, text: &'static str, since: Time) -> Result<Vec<Erased>, Error> {
    store
        .read(work!(|tx| [since] -> Result<Vec<Erased>, Error> {
            let rows = tx.rows(sql!(text, since)).await?;
            rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?, row.take(2)?))).collect()
        }))
        .await
}

/// The journal is read through only when its last line is news to one of the stores.
fn journal_since(
    journal: Option<(&Journal, bool)>,
    since: Time,
    in_data: &[Erased],
    in_keys: &[Erased],
) -> Result<(Vec<Erased>, usize), Fault> {
    let Some((journal, false)) = journal else { return Ok(Default::default()) };
    let known = |last: &Erased| [in_data, in_keys].iter().all(|all| all.iter().any(|one| is_same(one, last)));
    if since.0 > i64::MIN && journal.last()?.is_none_or(|last| known(&last)) {
        return Ok(Default::default());
    }
    let (mut all, damaged) = journal.all()?;
    all.retain(|(.., at)| *at >= since);
    Ok((all, damaged))
}

fn is_same(one: &Erased, other: &Erased) -> bool {
    one.0 == other.0 && one.1 == other.1
}

/// What the others know and this one does not, each once.
fn missing(known: &[Erased], others: [&[Erased]; 2]) -> Vec<Erased> {
    let mut seen: BTreeSet<([u8; 16], &str)> =
        known.iter().map(|(customer, class, _)| (customer.0, class.as_str())).collect();
    let mut missing = Vec::new();
    for one in others.into_iter().flatten() {
        if seen.insert((one.0.0, one.1.as_str())) {
            missing.push(one.clone());
        }
    }
    missing
}

async fn tell_keys(keys: &Store, missing: Vec<Erased>) -> Result<(), Error> {
    for some in missing.chunks(TOGETHER) {
        let told = keys.write(work!(|tx| [some = some.to_vec()] -> Result<(), Error> {
            some.iter().try_for_each(|(customer, class, at)| keys::destroy(tx, *customer, &[class], *at))
        }));
        told.await?;
    }
    if missing.is_empty() { Ok(()) } else { keys.checkpoint().await }
}

const RETURNED: &str = "INSERT INTO erasure (customer_id, class, at) VALUES ($1, $2, $3) ON CONFLICT (customer_id, class) DO NOTHING";
const NOTED: &str = "INSERT INTO erasure (customer_id, class, at, rows_gone_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (customer_id, class) DO UPDATE SET rows_gone_at = excluded.rows_gone_at";

async fn tell_data(data: &Store, missing: Vec<Erased>) -> Result<(), Error> {
    for some in missing.chunks(TOGETHER) {
        let told = data.write(work!(|tx| [some = some.to_vec()] -> Result<(), Error> {
            some.iter().try_for_each(|(customer, class, at)| tx.put(sql!(RETURNED, customer, class, at)))
        }));
        told.await?;
    }
    Ok(())
}

/// Notes an erasure whose rows are gone.
pub(crate) fn note(tx: &mut Tx, customer: Id, class: &str, at: Time) -> Result<(), Error> {
    tx.put(sql!(NOTED, customer, class, at, at))
}

const RESTORATIONS: &str = "SELECT restoration_id, at, part, copy_made_at, forced, objection FROM restoration ORDER BY at DESC, restoration_id LIMIT 200";
const RESTORATION_NEW: &str = "INSERT INTO restoration (restoration_id, at, part, copy_made_at, forced, objection) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (restoration_id) DO NOTHING";

impl Restoration {
    /// The latest restores that a store knows of, newest first.
    ///
    /// # Errors
    /// The store is away.
    pub async fn all(tx: &mut Tx) -> Result<Vec<Restoration>, Error> {
        let rows = tx.rows(sql!(RESTORATIONS)).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(Restoration {
                    id: row.take(0)?,
                    at: row.take(1)?,
                    part: row.take(2)?,
                    copy_made_at: row.take(3)?,
                    forced: row.take(4)?,
                    objection: row.take(5)?,
                })
            })
            .collect()
    }

    /// Writes it down in a store that was restored.
    ///
    /// # Errors
    /// The store is away.
    pub fn put(&self, tx: &mut Tx) -> Result<(), Error> {
        let Restoration { id, at, part, copy_made_at, forced, objection } = self;
        tx.put(sql!(RESTORATION_NEW, id, at, part, copy_made_at, forced, objection))
    }
}

async fn take_over_restorations(data: &Store, keys: &Store) -> Result<(), Error> {
    let all = keys.read(work!(|tx| { Restoration::all(tx).await })).await?;
    if all.is_empty() {
        return Ok(());
    }
    data.write(work!(|tx| [all] -> Result<(), Error> { all.iter().try_for_each(|one| one.put(tx)) })).await
}
