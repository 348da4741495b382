//! The chain of a customer's ledger: adding a line, and checking them all.

use crate::entry::sha256;
use crate::{Entry, GENESIS, Record, leaf};

/// The end of a chain at some time: how many lines it has, and a hash that binds all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last line, which is also their count.
    pub seq: u64,
    /// SHA-256 over `cloakroom ledger head 1`, the hash before, the last line's number and its leaf.
    pub hash: [u8; 32],
}

impl Head {
    /// The head of a chain without lines.
    pub const GENESIS: Self = Self { seq: 0, hash: GENESIS };

    /// The head after one more line with this leaf.
    #[must_use]
    pub fn after(self, leaf: &[u8; 32]) -> Self {
        let seq = self.seq + 1;
        Self { seq, hash: sha256(&[b"cloakroom ledger head 1", &self.hash, &seq.to_be_bytes(), leaf]) }
    }
}

/// A new line of a chain: what its caller stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// What is sealed under the customer's key.
    pub record: Record,
    /// The record's commitment, stored as it is.
    pub leaf: [u8; 32],
    /// The new head, stored as it is.
    pub head: Head,
}

/// The line that puts this entry behind this head. The salt must be fresh randomness.
#[must_use]
pub fn append(head: Head, entry: Entry, salt: [u8; 32]) -> Appended {
    let record = Record { seq: head.seq + 1, entry, prev: head.hash, salt };
    let leaf = leaf(&record);
    Appended { head: head.after(&leaf), leaf, record }
}

/// A stored line of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub seq: u64,
    /// The commitment to its record.
    pub leaf: [u8; 32],
    /// The hash of the head that it made.
    pub head: [u8; 32],
    /// What it says, or nothing once the key to it is destroyed.
    pub record: Option<Record>,
}

impl From<Appended> for Line {
    fn from(new: Appended) -> Self {
        Self { seq: new.head.seq, leaf: new.leaf, head: new.head.hash, record: Some(new.record) }
    }
}

/// A chain that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many lines were checked.
    pub count: u64,
    /// The head at the end.
    pub head: Head,
}

/// A chain that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {seq} of the ledger is bad: {why}")]
pub struct Broken {
    /// The number of the first bad line.
    pub seq: u64,
    /// What is bad about it.
    pub why: Why,
}

/// What is bad about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Another number stands in its place.
    #[error("it is missing, or stands out of order")]
    Order,
    /// Its record has another number, another past or another leaf.
    #[error("its record was changed, or belongs elsewhere")]
    Record,
    /// Its head does not follow from the head before and its leaf.
    #[error("its leaf or its head was changed")]
    Head,
    /// A head known from elsewhere counts this line, but the chain ends before it.
    #[error("it was cut off")]
    CutOff,
    /// A head known from elsewhere has another hash at this line.
    #[error("the chain was written anew up to here")]
    Rewritten,
}

/// Checks a whole chain, in the order of its lines. `known` is a head from elsewhere, such as a checkpoint or the
/// customer's last download; without one, a chain cut at its end or written anew from some line on still verifies.
///
/// # Errors
/// [`Broken`] with the number of the first bad line.
pub fn verify(lines: impl IntoIterator<Item = Line>, known: Option<Head>) -> Result<Verified, Broken> {
    verify_from(Head::GENESIS, lines, known)
}

/// Checks the lines after `start`, a head that was verified before.
///
/// # Errors
/// [`Broken`] with the number of the first bad line.
pub fn verify_from(
    start: Head,
    lines: impl IntoIterator<Item = Line>,
    known: Option<Head>,
) -> Result<Verified, Broken> {
    let mut head = start;
    compare(head, known)?;
    for line in lines {
        head = follow(head, &line).map_err(|why| Broken { seq: head.seq + 1, why })?;
        compare(head, known)?;
    }
    match known {
        Some(known) if known.seq > head.seq => Err(Broken { seq: head.seq + 1, why: Why::CutOff }),
        _ => Ok(Verified { count: head.seq - start.seq, head }),
    }
}

fn compare(head: Head, known: Option<Head>) -> Result<(), Broken> {
    match known {
        Some(known) if known.seq == head.seq && known != head => {
            Err(Broken { seq: head.seq, why: Why::Rewritten })
        }
        _ => Ok(()),
    }
}

fn follow(head: Head, line: &Line) -> Result<Head, Why> {
    let next = head.after(&line.leaf);
    if line.seq != next.seq {
        return Err(Why::Order);
    }
    if line.record.as_ref().is_some_and(|record| !belongs(record, head, line)) {
        return Err(Why::Record);
    }
    (line.head == next.hash).then_some(next).ok_or(Why::Head)
}

fn belongs(record: &Record, head: Head, line: &Line) -> bool {
    record.seq == line.seq && record.prev == head.hash && leaf(record) == line.leaf
}
