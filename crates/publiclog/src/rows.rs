//! Every row of the log, and every statement.

use std::collections::{BTreeMap, BTreeSet};

use store::{Id, Row, Time, Tx, sql};
use tlog::{Head, Name, Published, Tiles};

use crate::trouble::Trouble;

/// The level under which bundles of entries stand.
const ENTRIES: i64 = -1;
/// Bytes of a hash in a tile; and of an entry in a bundle, with its length before it.
const WIDTHS: [usize; 2] = [32, 34];

/// Where the log stands.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub origin: String,
    pub head: Head,
    pub sealed_at: Time,
    /// Size of the checkpoint that is public.
    pub shown: u64,
    pub holder: Option<Id>,
    pub held_until: Time,
}

/// A signed checkpoint.
pub(crate) struct Checkpoint {
    pub at: Time,
    pub note: String,
}

impl Checkpoint {
    pub fn published(&self) -> Result<Published, Trouble> {
        Ok(Published::read(self.note.as_bytes())?)
    }
}

const BEGIN: &str = "INSERT INTO log_state (name, origin, size, root, sealed_at, shown, holder, held_until)
    VALUES ('log', $1, 0, $2, 0, 0, NULL, 0) ON CONFLICT (name) DO NOTHING";
const STATE: &str =
    "SELECT origin, size, root, sealed_at, shown, holder, held_until FROM log_state WHERE name = 'log'";

/// The state of the log; a new one when there is none.
pub(crate) async fn begun(tx: &mut Tx, origin: &str) -> Result<State, Trouble> {
    tx.put(sql!(BEGIN, origin, Head::EMPTY.root.0))?;
    state(tx).await
}

pub(crate) async fn state(tx: &mut Tx) -> Result<State, Trouble> {
    let row = tx.row(sql!(STATE)).await?;
    let mut row = row.ok_or_else(|| store::Error::Broken("the public log was never begun".to_owned()))?;
    Ok(State {
        origin: row.take(0)?,
        head: Head { size: size(row.take(1)?), root: tlog::Hash(row.take(2)?) },
        sealed_at: row.take(3)?,
        shown: size(row.take(4)?),
        holder: row.take(5)?,
        held_until: row.take(6)?,
    })
}

fn size(number: i64) -> u64 {
    number.unsigned_abs()
}

/// Sizes stay below 2⁶³: `tlog` refuses larger trees.
pub(crate) fn number(size: u64) -> i64 {
    size.cast_signed()
}

const TAKE_LEASE: &str = "UPDATE log_state SET holder = $1, held_until = $2
    WHERE name = 'log' AND (held_until <= $3 OR holder = $4) RETURNING size";

/// Whether this server is the one that may seal until that time.
pub(crate) async fn take_lease(tx: &mut Tx, me: Id, now: Time, until: Time) -> Result<bool, Trouble> {
    Ok(tx.row(sql!(TAKE_LEASE, me, until, now, me)).await?.is_some())
}

const GROW: &str = "UPDATE log_state SET size = $1, root = $2, sealed_at = $3
    WHERE name = 'log' AND size = $4 AND holder = $5 RETURNING size";

/// Moves the log from one size to the next; not when somebody else moved it meanwhile.
pub(crate) async fn grow(tx: &mut Tx, (from, to): (u64, Head), now: Time, me: Id) -> Result<(), Trouble> {
    let moved = tx.row(sql!(GROW, number(to.size), to.root.0, now, number(from), me)).await?;
    moved.map(drop).ok_or(Trouble::Overtaken)
}

const WAITING: &str = "SELECT w.customer_id, w.seq, l.head FROM log_waiting AS w
    LEFT JOIN ledger AS l ON l.customer_id = w.customer_id AND l.seq = w.seq
    ORDER BY w.customer_id, w.seq LIMIT $1";

/// A line that is in no checkpoint yet.
pub(crate) struct Waiting {
    pub customer: Id,
    pub seq: i64,
    /// None when the line is gone from the ledger.
    pub head: Option<[u8; 32]>,
}

/// Lines that wait, of one customer together and in their order.
pub(crate) async fn waiting(tx: &mut Tx, most: i64) -> Result<Vec<Waiting>, Trouble> {
    let read = |mut row: Row| Ok(Waiting { customer: row.take(0)?, seq: row.take(1)?, head: row.take(2)? });
    tx.rows(sql!(WAITING, most)).await?.into_iter().map(read).collect()
}

const TAKEN: &str = "DELETE FROM log_waiting WHERE customer_id = $1 AND seq = $2";

pub(crate) fn taken(tx: &mut Tx, line: &Waiting) -> Result<(), Trouble> {
    Ok(tx.put(sql!(TAKEN, line.customer, line.seq))?)
}

const LOGGED: &str = "INSERT INTO log_entry (customer_id, seq, entry) VALUES ($1, $2, $3)";
/// The newest 500: each takes a kilobyte in a customer's file, and the newest binds all before it anyway.
const LOGGED_OF: &str = "SELECT seq, entry, (SELECT note FROM log_checkpoint
        WHERE size > log_entry.entry AND size <= $1 ORDER BY size LIMIT 1) AS first_with
    FROM log_entry WHERE customer_id = $2 AND entry < $3 ORDER BY seq DESC LIMIT 500";

/// Notes which entry a customer's head became.
pub(crate) fn logged(tx: &mut Tx, line: &Waiting, entry: u64) -> Result<(), Trouble> {
    Ok(tx.put(sql!(LOGGED, line.customer, line.seq, number(entry)))?)
}

/// A customer's head in the log.
pub(crate) struct Logged {
    /// The number of the line whose head it is.
    pub seq: u64,
    /// The number of the entry.
    pub entry: u64,
    /// The first public checkpoint whose tree has it.
    pub first: Published,
}

/// The newest heads of a customer in the public tree, the oldest first.
pub(crate) async fn logged_of(tx: &mut Tx, customer: Id, shown: u64) -> Result<Vec<Logged>, Trouble> {
    let rows = tx.rows(sql!(LOGGED_OF, number(shown), customer, number(shown))).await?;
    let read = |mut row: Row| {
        let (seq, entry) = (size(row.take(0)?), size(row.take(1)?));
        let Some(note) = row.take::<Option<String>>(2)? else { return Ok(None) };
        Ok(Some(Logged { seq, entry, first: Published::read(note.as_bytes())? }))
    };
    rows.into_iter().rev().filter_map(|row| read(row).transpose()).collect()
}

const SIGNED: &str = "INSERT INTO log_checkpoint (size, at, note) VALUES ($1, $2, $3)";
const NOTE: &str = "UPDATE log_checkpoint SET note = $1 WHERE size = $2";
const CHECKPOINT: &str = "SELECT at, note FROM log_checkpoint WHERE size = $1";
const SHOW: &str = "UPDATE log_state SET shown = $1 WHERE name = 'log' AND shown < $2 RETURNING size";
const NEVER_SHOWN: &str = "DELETE FROM log_checkpoint WHERE size > $1 AND size < $2";

pub(crate) fn signed(tx: &mut Tx, size: u64, at: Time, note: &str) -> Result<(), Trouble> {
    Ok(tx.put(sql!(SIGNED, number(size), at, note))?)
}

/// Puts a checkpoint with more signatures in the place of the one with fewer.
pub(crate) fn countersigned(tx: &mut Tx, size: u64, note: &str) -> Result<(), Trouble> {
    Ok(tx.put(sql!(NOTE, note, number(size)))?)
}

pub(crate) async fn checkpoint(tx: &mut Tx, size: u64) -> Result<Option<Checkpoint>, Trouble> {
    let Some(mut row) = tx.row(sql!(CHECKPOINT, number(size))).await? else { return Ok(None) };
    Ok(Some(Checkpoint { at: row.take(0)?, note: row.take(1)? }))
}

/// Makes the checkpoint of this size the public one. Those of the same beat that nobody saw go.
pub(crate) async fn show(tx: &mut Tx, size: u64) -> Result<(), Trouble> {
    let before = state(tx).await?.shown;
    if tx.row(sql!(SHOW, number(size), number(size))).await?.is_some() {
        tx.put(sql!(NEVER_SHOWN, number(before), number(size)))?;
    }
    Ok(())
}

const TILE: &str = "SELECT hashes FROM log_tile WHERE level = $1 AND place = $2";
const PUT_TILE: &str = "INSERT INTO log_tile (level, place, hashes) VALUES ($1, $2, $3)
    ON CONFLICT (level, place) DO UPDATE SET hashes = excluded.hashes";

/// Level and place of a tile's row, and how many bytes its width is.
fn place(name: &Name) -> (i64, i64, usize) {
    match name {
        Name::Tile { level, index, .. } => (i64::from(*level), number(*index), name.width() * WIDTHS[0]),
        Name::Entries { index, .. } => (ENTRIES, number(*index), name.width() * WIDTHS[1]),
    }
}

/// The bytes under a name.
pub(crate) async fn tile(tx: &mut Tx, name: &Name) -> Result<Option<Vec<u8>>, Trouble> {
    let (level, index, _) = place(name);
    let Some(mut row) = tx.row(sql!(TILE, level, index)).await? else { return Ok(None) };
    Ok(beginning(&row.take::<Vec<u8>>(0)?, name))
}

/// What a tile was that has grown since: it begins with it.
fn beginning(bytes: &[u8], name: &Name) -> Option<Vec<u8>> {
    bytes.get(..place(name).2).map(<[u8]>::to_vec)
}

pub(crate) fn put_tile(tx: &mut Tx, name: &Name, bytes: &[u8]) -> Result<(), Trouble> {
    let (level, index, _) = place(name);
    Ok(tx.put(sql!(PUT_TILE, level, index, bytes))?)
}

const TILES: &str =
    "SELECT place, hashes FROM log_tile WHERE level = $1 AND place IN ($2, $3, $4, $5, $6, $7, $8, $9)";

/// Tiles as they lie there, for the functions that want them at hand.
pub(crate) struct Rows(BTreeMap<(i64, i64), Vec<u8>>);

impl Tiles for Rows {
    fn read(&self, name: &Name) -> Option<Vec<u8>> {
        let (level, index, _) = place(name);
        self.0.get(&(level, index)).and_then(|bytes| beginning(bytes, name))
    }
}

/// All of these that there are.
pub(crate) async fn tiles(tx: &mut Tx, names: &BTreeSet<Name>) -> Result<Rows, Trouble> {
    let mut levels: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (level, index, _) in names.iter().map(place) {
        levels.entry(level).or_default().insert(index);
    }
    let mut found = BTreeMap::new();
    for (level, places) in levels {
        let places: Vec<i64> = places.into_iter().collect();
        for [a, b, c, d, e, f, g, h] in store::eights(&places) {
            for mut row in tx.rows(sql!(TILES, level, a, b, c, d, e, f, g, h)).await? {
                found.insert((level, row.take(0)?), row.take(1)?);
            }
        }
    }
    Ok(Rows(found))
}

const WITNESS: &str = "SELECT size, at, trouble FROM log_witness WHERE witness = $1";
const PUT_WITNESS: &str = "INSERT INTO log_witness (witness, size, at, trouble) VALUES ($1, $2, $3, $4)
    ON CONFLICT (witness) DO UPDATE SET size = excluded.size, at = excluded.at, trouble = excluded.trouble";

/// What is known of a witness.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The size that it countersigned last, as far as it told us.
    pub size: u64,
    /// When it last countersigned; 0 when it never did.
    pub at: i64,
    /// Why it does not.
    pub trouble: Option<String>,
}

pub(crate) async fn witness(tx: &mut Tx, key: &str) -> Result<Seen, Trouble> {
    let Some(mut row) = tx.row(sql!(WITNESS, key)).await? else { return Ok(Seen::default()) };
    Ok(Seen { size: size(row.take(0)?), at: row.take(1)?, trouble: row.take(2)? })
}

pub(crate) fn put_witness(tx: &mut Tx, key: &str, seen: &Seen) -> Result<(), Trouble> {
    Ok(tx.put(sql!(PUT_WITNESS, key, number(seen.size), seen.at, seen.trouble))?)
}
