//! What a ledger line says, and the commitment that stands for it.

use std::fmt;

use aws_lc_rs::digest;

use crate::encoding::{Reader, Undecodable, Writer};

/// What kind of thing happened to a customer's data. The number is part of the record's form and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Details were opened within the shop.
    Opened = 1,
    /// Details were handed over to a partner or an authority.
    HandedOver = 2,
    /// Someone asked for details and the policy refused.
    Refused = 3,
    /// Details were changed.
    Changed = 4,
    /// Details were collected.
    Collected = 5,
    /// Details were erased, or the key that opened them destroyed.
    Erased = 6,
    /// The customer made or withdrew a choice.
    Choice = 7,
    /// Something else the customer should know of.
    Note = 8,
}

impl Kind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 8] = [
        Self::Opened,
        Self::HandedOver,
        Self::Refused,
        Self::Changed,
        Self::Collected,
        Self::Erased,
        Self::Choice,
        Self::Note,
    ];

    fn from_number(number: u8) -> Result<Self, Undecodable> {
        Self::ALL.into_iter().find(|&kind| kind as u8 == number).ok_or(Undecodable)
    }
}

/// What was done with a customer's details. It names leaves of the vocabulary ("contact.phone"), never their values.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// When: microseconds since 1970, UTC.
    pub at: i64,
    /// What kind of thing happened.
    pub kind: Kind,
    /// Who did it: `shop`, `customer`, or `advisor:` and the pseudonym of a member of staff.
    pub actor: String,
    /// Who received or used the details, as the policy names the party.
    pub party: String,
    /// What was done, as the policy names it.
    pub verb: String,
    /// What it was for, as the policy names the purpose.
    pub purpose: String,
    /// Which leaves of the vocabulary it was about.
    pub leaves: Vec<String>,
    /// The legal ground, as the policy names it.
    pub ground: String,
    /// The paragraph of the policy that allowed or refused it.
    pub paragraph: String,
    /// The version of the policy in force.
    pub policy_version: String,
    /// The hash of that version's text.
    pub policy_hash: String,
    /// What it was about, such as an order or case number.
    pub about: Option<String>,
    /// Which firm the party was, by name.
    pub recipient: Option<String>,
}

/// Shows nothing: what happened to a customer's details is itself about the customer, and belongs in no log.
impl fmt::Debug for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Entry(..)")
    }
}

/// An entry at its place in a chain: what is sealed and stored as the body of a ledger line.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The number of the line in its chain, from 1.
    pub seq: u64,
    /// What happened.
    pub entry: Entry,
    /// The hash of the head before this line.
    pub prev: [u8; 32],
    /// Randomness that keeps the leaf from being guessed.
    pub salt: [u8; 32],
}

/// Shows the number of the line only, for the same reason as [`Entry`].
impl fmt::Debug for Record {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Record({}, ..)", self.seq)
    }
}

const VERSION: u8 = 1;

impl Record {
    /// The one encoding of this record, version 1.
    ///
    /// # Panics
    /// If one of its texts has 4 GiB or more.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let entry = &self.entry;
        let mut writer = Writer::default();
        writer.byte(VERSION);
        writer.number(self.seq);
        writer.time(entry.at);
        writer.byte(entry.kind as u8);
        for text in [&entry.actor, &entry.party, &entry.verb, &entry.purpose] {
            writer.text(text);
        }
        writer.texts(&entry.leaves);
        for text in [&entry.ground, &entry.paragraph, &entry.policy_version, &entry.policy_hash] {
            writer.text(text);
        }
        writer.maybe_text(entry.about.as_deref());
        writer.maybe_text(entry.recipient.as_deref());
        writer.hash(&self.prev);
        writer.hash(&self.salt);
        writer.finish()
    }

    /// The record that [`Record::encode`] encoded.
    ///
    /// # Errors
    /// [`Undecodable`] if these bytes are not the one encoding of a record of version 1.
    pub fn decode(bytes: &[u8]) -> Result<Self, Undecodable> {
        let mut reader = Reader::new(bytes);
        if reader.byte()? != VERSION {
            return Err(Undecodable);
        }
        let record = Self {
            seq: reader.number()?,
            entry: read_entry(&mut reader)?,
            prev: reader.hash()?,
            salt: reader.hash()?,
        };
        reader.finish().map(|()| record)
    }
}

/// Struct fields are evaluated in the order they are written, which here is the order of the encoding.
fn read_entry(reader: &mut Reader) -> Result<Entry, Undecodable> {
    Ok(Entry {
        at: reader.time()?,
        kind: Kind::from_number(reader.byte()?)?,
        actor: reader.text()?,
        party: reader.text()?,
        verb: reader.text()?,
        purpose: reader.text()?,
        leaves: reader.texts()?,
        ground: reader.text()?,
        paragraph: reader.text()?,
        policy_version: reader.text()?,
        policy_hash: reader.text()?,
        about: reader.maybe_text()?,
        recipient: reader.maybe_text()?,
    })
}

/// The commitment to a record: SHA-256 over `cloakroom ledger leaf 1` and the record's encoding. The salt at the
/// record's end hides it; the previous head in it ties it to its place.
#[must_use]
pub fn leaf(record: &Record) -> [u8; 32] {
    sha256(&[b"cloakroom ledger leaf 1", &record.encode()])
}

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}
