//! How a log is set up.

use tlog::VerifierKey;

/// Seconds between two checkpoints, unless the shop says otherwise.
const BEAT: i64 = 60;
/// Entries of a beat at least, unless the shop says otherwise.
const BUCKET: u32 = 32;

/// How a log is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who the log is: by custom its address without the scheme. Kept with the first start and never changed after.
    pub origin: String,
    /// Seconds between two checkpoints.
    pub beat: i64,
    /// Entries of a beat at least; a beat with more customers takes twice as many, or four times, and so on.
    pub bucket: u32,
    /// Who countersigns.
    pub witnesses: Vec<Witness>,
}

/// Somebody else's machine that countersigns checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Where it listens; `/add-checkpoint` comes behind.
    pub url: String,
    /// Its public key.
    pub key: VerifierKey,
}

impl Settings {
    /// A log of this origin with the usual beat and bucket, and no witness.
    #[must_use]
    pub fn new(origin: &str) -> Settings {
        Settings { origin: origin.to_owned(), beat: BEAT, bucket: BUCKET, witnesses: Vec::new() }
    }
}
