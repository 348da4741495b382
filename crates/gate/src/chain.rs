//! A person's ledger in the store: adding a line inside a transaction, and reading all of them back, checked.

use std::sync::Arc;

use ledger::{ChainFile, Entry, Head, Kind, Record as Sealable};
use policy::Verb;
use store::{Dice, Id, Time, Tx, sql};
use vault::Place;

use crate::{column::Class, doorway::Gate, keys::CustomerKeys, pass::Pass, stop::Fault};

/// A line of a person's ledger, opened.
pub struct Line {
    /// Its number, from 1.
    pub seq: u64,
    /// What happened.
    pub entry: Entry,
    /// The commitment to it, which stays when the key is gone.
    pub leaf: [u8; 32],
    /// The hash that binds it to all lines before.
    pub head: [u8; 32],
}

/// A person's whole ledger.
pub struct Record {
    /// Every line that may be shown, oldest first.
    pub lines: Vec<Line>,
    /// How many lines are covered, and until when the last of them.
    pub covered: Option<(usize, Time)>,
    /// The number of the first bad line; none when the chain is complete and unaltered.
    pub broken_at: Option<u64>,
    /// How many values were opened without a line of their own: the ledger does not tell everything then.
    pub unrecorded: u64,
    /// The chain as a file that anybody can check, in the form `cloakroom-chain-1` of docs/formats.md.
    pub file: ChainFile,
}

/// The purpose of a line that stands for nothing.
const COVERING: &str = "cover";

impl Gate {
    /// Puts a line that stands for nothing into a person's ledger, covered until then. Every record has some, so that a
    /// covered line does not tell that an authority forbade to speak of something.
    ///
    /// # Errors
    /// A fault of one of the stores; [`Fault::Forgotten`] when the ledger cannot be written any more.
    pub async fn strew(&self, customer: Id, until: Time) -> Result<(), Fault> {
        let keys = self.keyring().of(customer).await?;
        let gate = self.clone();
        let work = self.store().write(move |tx: &mut Tx| {
            let (gate, keys) = (gate.clone(), Arc::clone(&keys));
            Box::pin(async move {
                let entry = gate.note(COVERING, None);
                Ok::<_, Fault>(append(tx, customer, &keys, entry, gate.dice()).await?.cover(tx, until)?)
            })
        });
        work.await
    }

    /// A line in which the shop says something itself.
    pub(crate) fn note(&self, purpose: &str, about: Option<String>) -> Entry {
        let policy = self.policy();
        Entry {
            at: self.clock().now().0,
            kind: Kind::Note,
            actor: "shop".to_owned(),
            party: "shop".to_owned(),
            verb: "use".to_owned(),
            purpose: purpose.to_owned(),
            leaves: Vec::new(),
            ground: String::new(),
            paragraph: String::new(),
            policy_version: policy.version().to_owned(),
            policy_hash: policy.hash_hex(),
            about,
            recipient: None,
        }
    }
}

impl Record {
    /// Whether it tells of everything and nobody altered it.
    pub fn is_whole(&self) -> bool {
        self.broken_at.is_none() && self.unrecorded == 0
    }
}

/// What kind of line a deed makes.
pub(crate) fn kind_of(verb: Verb) -> Kind {
    match verb {
        Verb::Collect => Kind::Collected,
        Verb::See | Verb::Use => Kind::Opened,
        Verb::Change => Kind::Changed,
        Verb::Erase => Kind::Erased,
        Verb::Receive => Kind::HandedOver,
    }
}

/// A line that a transaction put behind a person's chain: worth nothing until that transaction is committed.
pub(crate) struct Written {
    customer: Id,
    seq: i64,
    last: Last,
}

/// The last line of a chain: its head, and its time.
#[derive(Clone, Copy)]
pub(crate) struct Last {
    head: Head,
    at: i64,
}

impl Written {
    pub(crate) fn customer(&self) -> Id {
        self.customer
    }

    /// Where the next line of the same transaction goes.
    pub(crate) fn last(&self) -> Last {
        self.last
    }

    /// Covers the line in the customer's record until then.
    pub(crate) fn cover(&self, tx: &mut Tx, until: Time) -> Result<(), store::Error> {
        tx.put(sql!(COVER, self.customer, self.seq, until))
    }
}

const COVER: &str = "INSERT INTO embargo (customer_id, seq, until_at) VALUES ($1, $2, $3)";
const HEAD: &str = "SELECT seq, head, at FROM ledger WHERE customer_id = $1 ORDER BY seq DESC LIMIT 1";
const NEW: &str =
    "INSERT INTO ledger (customer_id, seq, at, leaf, head, body) VALUES ($1, $2, $3, $4, $5, $6)";

/// The public log takes the line with its next beat. A row of its own for each line, so that appending waits for nobody.
const WAITS: &str = "INSERT INTO log_waiting (customer_id, seq) VALUES ($1, $2)";

/// Adds a line behind the last one, and never dates it before that: when the clock is put back, a line has the time of the
/// one before it until the clock has caught up. Two at once cannot both stand there: the store starts the later work afresh.
pub(crate) async fn append(
    tx: &mut Tx,
    customer: Id,
    keys: &CustomerKeys,
    entry: Entry,
    dice: &Dice,
) -> Result<Written, Fault> {
    let last = last(tx, customer).await?;
    append_behind(tx, (customer, last), keys, entry, dice)
}

/// The same, behind a line of this transaction.
pub(crate) fn append_behind(
    tx: &mut Tx,
    (customer, last): (Id, Last),
    keys: &CustomerKeys,
    mut entry: Entry,
    dice: &Dice,
) -> Result<Written, Fault> {
    let (nonce, salt): ([u8; 12], [u8; 32]) = drawn(dice);
    entry.at = entry.at.max(last.at);
    let at = entry.at;
    let line = ledger::append(last.head, entry, salt);
    let (seq, row) = (number(line.head.seq)?, line.head.seq.to_be_bytes());
    let body = keys.seal(Class::Ledger, nonce, place(&customer, &row), &line.record.encode())?;
    tx.put(sql!(NEW, customer, seq, at, line.leaf, line.head.hash, body))?;
    tx.put(sql!(WAITS, customer, seq))?;
    Ok(Written { customer, seq, last: Last { head: line.head, at } })
}

const ANY: &str = "SELECT 1 FROM ledger LIMIT 1";

/// Whether there is a line of anybody.
pub(crate) async fn any(tx: &mut Tx) -> Result<bool, store::Error> {
    Ok(tx.row(sql!(ANY)).await?.is_some())
}

const KNOWN: &str = "SELECT 1 FROM ledger WHERE customer_id = $1
    AND NOT EXISTS (SELECT 1 FROM erasure WHERE customer_id = $2 AND class = $3) LIMIT 1";

/// Whether a person has a record, and nobody erased the key to it.
pub(crate) async fn is_known(tx: &mut Tx, customer: Id) -> Result<bool, store::Error> {
    Ok(tx.row(sql!(KNOWN, customer, customer, Class::Ledger.name())).await?.is_some())
}

async fn last(tx: &mut Tx, customer: Id) -> Result<Last, Fault> {
    let Some(mut row) = tx.row(sql!(HEAD, customer)).await? else {
        return Ok(Last { head: Head::GENESIS, at: i64::MIN });
    };
    let seq: i64 = row.take(0)?;
    let head = Head { seq: u64::try_from(seq).map_err(|_| Fault::BrokenLedger(0))?, hash: row.take(1)? };
    Ok(Last { head, at: row.take(2)? })
}

fn number(seq: u64) -> Result<i64, Fault> {
    i64::try_from(seq).map_err(|_| Fault::BrokenLedger(seq))
}

/// Nonce and salt in one draw, which costs less than two.
fn drawn(dice: &Dice) -> ([u8; 12], [u8; 32]) {
    let bytes: [u8; 44] = dice.bytes();
    let (mut nonce, mut salt) = ([0; 12], [0; 32]);
    nonce.copy_from_slice(&bytes[..12]);
    salt.copy_from_slice(&bytes[12..]);
    (nonce, salt)
}

fn place<'a>(customer: &'a Id, row: &'a [u8]) -> Place<'a> {
    Place {
        table: "ledger",
        column: "body",
        customer: &customer.0,
        row,
        class: Class::Ledger.name(),
        key_version: 0,
    }
}

const LINES: &str =
    "SELECT l.seq, l.leaf, l.head, l.body, e.until_at FROM ledger l
    LEFT JOIN embargo e ON e.customer_id = l.customer_id AND e.seq = l.seq WHERE l.customer_id = $1 ORDER BY l.seq";

/// A line as it stands in the store.
pub(crate) struct Stored {
    seq: i64,
    leaf: [u8; 32],
    head: [u8; 32],
    body: Vec<u8>,
    covered_until: Option<Time>,
}

/// Every line of a person, still shut.
pub(crate) async fn stored(tx: &mut Tx, customer: Id) -> Result<Vec<Stored>, store::Error> {
    let rows = tx.rows(sql!(LINES, customer)).await?;
    rows.into_iter()
        .map(|mut r| {
            let covered_until = r.take(4)?;
            Ok(Stored {
                seq: r.take(0)?,
                leaf: r.take(1)?,
                head: r.take(2)?,
                body: r.take(3)?,
                covered_until,
            })
        })
        .collect()
}

/// Opens and checks a person's lines. A line that does not open is named as the first bad one, never left out quietly. What
/// is covered is checked like the rest, and shown to nobody yet.
pub(crate) fn read(pass: &Pass, (stored, unrecorded): (Vec<Stored>, u64)) -> Result<Record, Fault> {
    let mut lines =
        stored.iter().map(|line| opened(pass, line)).collect::<Result<Vec<ledger::Line>, Fault>>()?;
    let shut = lines.iter().find(|line| line.record.is_none()).map(|line| line.seq);
    let broken = ledger::verify(lines.iter().cloned(), None).err().map(|broken| broken.seq);
    let covers: Vec<Time> =
        stored.iter().filter_map(|line| line.covered_until).filter(|until| pass.now < *until).collect();
    for (line, stored) in lines.iter_mut().zip(&stored) {
        line.record.take_if(|_| stored.covered_until.is_some_and(|until| pass.now < until));
    }
    Ok(Record {
        file: ChainFile::of(&lines, None),
        unrecorded,
        covered: covers.iter().max().map(|last| (covers.len(), *last)),
        broken_at: shut.into_iter().chain(broken).min(),
        lines: lines.into_iter().filter_map(shown).collect(),
    })
}

fn opened(pass: &Pass, line: &Stored) -> Result<ledger::Line, Fault> {
    let (customer, row) = (pass.customer(), line.seq.to_be_bytes());
    let bytes = match pass.open_line(place(&customer, &row), &line.body) {
        Ok(bytes) => Some(bytes),
        Err(Fault::Tampered { .. }) => None,
        Err(fault) => return Err(fault),
    };
    let record = bytes.and_then(|bytes| Sealable::decode(bytes.bytes()).ok());
    Ok(ledger::Line { seq: line.seq.unsigned_abs(), leaf: line.leaf, head: line.head, record })
}

fn shown(line: ledger::Line) -> Option<Line> {
    let ledger::Line { seq, leaf, head, record } = line;
    record.filter(|record| record.entry.purpose != COVERING).map(|record| Line {
        seq,
        entry: record.entry,
        leaf,
        head,
    })
}
