//! What there is of keys, in numbers and moments: never the keys.

use store::{Time, Tx, sql, work};

use super::{
    Keyring,
    epochs::{EPOCH_DAYS, GRACE},
    held::{SERVER_KEYS, version},
};
use crate::stop::Fault;

/// How long a class key serves before a further one is due: two years.
const CLASS_DAYS: i64 = 730;
/// Days after which an epoch that should have turned is worth a warning.
const LATE_DAYS: i64 = EPOCH_DAYS + 1;

/// An epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochState {
    /// Its number, from 1.
    pub number: i64,
    /// When it began.
    pub made_at: Time,
    /// How many customers hang on it.
    pub customers: i64,
}

/// A key of the server's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerKeyState {
    /// What it is for: `index`, `links`, `log`, `signing`.
    pub name: String,
    /// The newest one, or one before it.
    pub newest: bool,
    /// When it was made.
    pub made_at: Time,
}

/// Keys of a class, of everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The class.
    pub class: String,
    /// Which of the class's keys.
    pub version: i64,
    /// Whose newest key of the class has this version, or had it before.
    pub newest: bool,
    /// How many customers have one.
    pub customers: i64,
    /// When the oldest of them was made.
    pub oldest: Time,
}

/// The blind indexes on the way under their newest key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexState {
    /// When the newest key was made.
    pub made_at: Time,
    /// How many rows are not under it yet.
    pub behind: i64,
    /// They wait for a copy of the key store that has it.
    pub waits_for_copy: bool,
}

/// What there is of keys.
#[derive(Clone, Debug)]
pub struct KeyState {
    /// When it was looked at.
    pub at: Time,
    /// Who holds the root key, in words.
    pub root: String,
    /// Epochs, oldest first.
    pub epochs: Vec<EpochState>,
    /// The server's own keys.
    pub server: Vec<ServerKeyState>,
    /// Class keys by class and version.
    pub classes: Vec<Versions>,
    /// Classes of customers that were erased for ever.
    pub tombstones: i64,
    /// How far the blind indexes are, if the data store was looked at.
    pub index: Option<IndexState>,
}

impl KeyState {
    /// How many customers have keys.
    pub fn customers(&self) -> i64 {
        self.epochs.iter().map(|epoch| epoch.customers).sum()
    }

    /// When the next epoch begins.
    pub fn next_epoch(&self) -> Option<Time> {
        self.epochs.last().map(|newest| newest.made_at.plus_days(EPOCH_DAYS))
    }

    /// What somebody should look after, in words.
    pub fn warnings(&self) -> Vec<String> {
        let found = [self.late_epoch(), self.epochs_left(), self.old_classes(), self.late_index()];
        found.into_iter().flatten().collect()
    }

    fn late_index(&self) -> Option<String> {
        let index = self.index.as_ref().filter(|index| index.behind > 0)?;
        if index.waits_for_copy {
            return Some(
                "Rows of the blind index wait for a copy of the key store that has the newest index key: make one with `cloakroom backup keys`.".to_owned(),
            );
        }
        (index.made_at.plus_days(1) <= self.at).then(|| {
            format!(
                "The newest index key was made more than a day ago, and {} rows of the blind index are not under it: does a server run? Look for `keys` in its log.",
                index.behind
            )
        })
    }

    fn late_epoch(&self) -> Option<String> {
        let newest = self.epochs.last()?;
        (newest.made_at.plus_days(LATE_DAYS) <= self.at).then(|| {
            format!(
                "The newest epoch is older than {EPOCH_DAYS} days and no server turned it: does one run, and does it reach the root key? Copies of customers' keys go dark only when their epoch is destroyed."
            )
        })
    }

    fn epochs_left(&self) -> Option<String> {
        let (newest, older) = self.epochs.split_last()?;
        let behind: i64 = older.iter().map(|epoch| epoch.customers).sum();
        let overdue = newest.made_at.plus_seconds(GRACE).plus_days(1) <= self.at && !older.is_empty();
        overdue.then(|| {
            format!(
                "Epoch {} began more than a day ago, and older epochs are still there ({behind} customers hang on them): look for `keys` in the log of a server.",
                newest.number
            )
        })
    }

    fn old_classes(&self) -> Option<String> {
        let old =
            self.classes.iter().filter(|keys| keys.newest && keys.oldest.plus_days(CLASS_DAYS) <= self.at);
        let names: Vec<&str> = old.map(|keys| keys.class.as_str()).collect();
        (!names.is_empty()).then(|| {
            format!(
                "Keys of these classes have sealed for more than two years: {}. `cloakroom keys rotate classes` gives everybody further ones.",
                names.join(", ")
            )
        })
    }
}

const UNDER: &str = "SELECT epoch_key.epoch, epoch_key.made_at, count(customer_key.customer_id)
    FROM epoch_key LEFT JOIN customer_key ON customer_key.epoch = epoch_key.epoch
    GROUP BY epoch_key.epoch, epoch_key.made_at ORDER BY epoch_key.epoch";
const NAMED: &str = "SELECT name, made_at FROM server_key ORDER BY name";
const NEWEST: &str = "SELECT class, version, count(*), min(made_at) FROM class_key
    GROUP BY class, version ORDER BY class, version";
const PAST: &str = "SELECT class, version, count(*), min(made_at) FROM class_key_past
    GROUP BY class, version ORDER BY class, version";
const TOMBSTONES: &str = "SELECT count(*) FROM tombstone";

impl Keyring {
    /// Counts. This looks through whole tables.
    pub(super) async fn state(&self) -> Result<KeyState, Fault> {
        let (at, root) = (self.clock.now(), self.keeper.in_words());
        let look = self.store.read(work!(|tx| [root] -> Result<KeyState, store::Error> {
            let mut classes = versions(tx, NEWEST, true).await?;
            classes.extend(versions(tx, PAST, false).await?);
            classes.sort_by(|one, other| (&one.class, one.version).cmp(&(&other.class, other.version)));
            let tombstones = tx.row(sql!(TOMBSTONES)).await?.map_or(Ok(0), |mut row| row.take(0))?;
            let (epochs, server) = (epochs(tx).await?, server(tx).await?);
            Ok(KeyState { at, root, epochs, server, classes, tombstones, index: None })
        }));
        Ok(look.await?)
    }
}

async fn epochs(tx: &mut Tx) -> Result<Vec<EpochState>, store::Error> {
    let rows = tx.rows(sql!(UNDER)).await?.into_iter();
    rows.map(|mut row| {
        Ok(EpochState { number: row.take(0)?, made_at: row.take(1)?, customers: row.take(2)? })
    })
    .collect()
}

async fn server(tx: &mut Tx) -> Result<Vec<ServerKeyState>, store::Error> {
    let rows = tx.rows(sql!(NAMED)).await?.into_iter();
    let keys = rows.map(|mut row| {
        let (row_name, made_at): (String, Time) = (row.take(0)?, row.take(1)?);
        let name = SERVER_KEYS.into_iter().find(|name| version(&row_name, name).is_some());
        let newest = name == Some(row_name.as_str());
        Ok(ServerKeyState { name: name.unwrap_or(&row_name).to_owned(), newest, made_at })
    });
    keys.collect()
}

async fn versions(tx: &mut Tx, text: &'static str, newest: bool) -> Result<Vec<Versions>, store::Error> {
    let rows = tx.rows(sql!(text)).await?.into_iter();
    rows.map(|mut row| {
        let (class, version) = (row.take(0)?, row.take(1)?);
        Ok(Versions { class, version, newest, customers: row.take(2)?, oldest: row.take(3)? })
    })
    .collect()
}
