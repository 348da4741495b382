//! Signatures that anyone can check: what the shop showed and what was answered, sworn to with a key whose public half
//! is on a page.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

use crate::{Key, derive};

/// A key that signs (Ed25519, RFC 8032). Signing is deterministic: the same words have one signature.
pub struct Signer(Ed25519KeyPair);

impl Signer {
    /// This key, ready to sign.
    #[must_use]
    pub fn new(key: &Key) -> Self {
        Self::of(derive(key, "sign").bytes())
    }

    /// The key that grows from this seed.
    pub(crate) fn of(seed: &[u8; 32]) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(seed).expect("32 bytes are a seed"))
    }

    /// The public half, 32 bytes: whoever has it can check, and nobody can sign with it.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        let mut public = [0; 32];
        public.copy_from_slice(self.0.public_key().as_ref());
        public
    }

    /// The signature of a message, 64 bytes.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut signature = [0; 64];
        signature.copy_from_slice(self.0.sign(message).as_ref());
        signature
    }
}
