//! The private keys of a log, wherever they are kept.

use std::{ops::Range, sync::Arc};

use tlog::{Malformed, Signer, SigningKey, Succession, VerifierKey};

/// The private key of a log, wherever it is kept.
#[derive(Clone)]
pub struct Key(Arc<dyn SigningKey + Send + Sync>);

impl Key {
    /// A key that is kept elsewhere.
    pub fn new(key: impl SigningKey + Send + Sync + 'static) -> Key {
        Key(Arc::new(key))
    }
}

impl SigningKey for Key {
    fn public(&self) -> [u8; 32] {
        self.0.public()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message)
    }
}

/// Whoever keeps the keys of a log, and says which of them sign now.
pub trait Keyholder: Send + Sync {
    /// The keys as they are at this moment.
    fn ring(&self) -> Ring;
}

/// A key that never turns.
impl Keyholder for Key {
    fn ring(&self) -> Ring {
        Ring::new(vec![self.clone()], 0..1)
    }
}

/// The keys of a log at one moment.
pub struct Ring {
    keys: Vec<Key>,
    signing: Range<usize>,
}

impl Ring {
    /// All keys that there were, the first one first, and which of them sign: the newest that every server knows, and
    /// for a while the one before it.
    #[must_use]
    pub fn new(keys: Vec<Key>, signing: Range<usize>) -> Ring {
        let end = signing.end.clamp(1, keys.len().max(1));
        Ring { signing: signing.start.min(end - 1)..end, keys }
    }

    /// Those of the keys that are known to everybody, under the name of this one.
    pub(crate) fn known(&self, name: &VerifierKey) -> Vec<Signer<Key>> {
        self.keys.iter().take(self.signing.end).map(|key| Signer::beside(name, key.clone())).collect()
    }

    /// Those that sign now.
    pub(crate) fn signers(&self, name: &VerifierKey) -> Vec<Signer<Key>> {
        self.known(name).split_off(self.signing.start.min(self.keys.len()))
    }

    /// What each key says of the next.
    pub(crate) fn succession(&self, name: &VerifierKey) -> Result<Vec<Succession>, Malformed> {
        self.known(name).windows(2).map(|pair| Succession::sign(&pair[0], &pair[1])).collect()
    }
}
