//! Blind indexes: finding a row by a value that the row does not show.

use aws_lc_rs::hmac;

use crate::place::length_prefixed;
use crate::{Key, derive};

/// The key of the blind indexes. Without it a token can be neither made nor guessed from a list of candidates.
///
/// Equal values of one kind have equal tokens: index nothing of which few values exist, such as a birth date.
pub struct IndexKey(hmac::Key);

impl IndexKey {
    /// This key, ready to make tokens.
    #[must_use]
    pub fn new(key: &Key) -> Self {
        Self::of(derive(key, "blind index").bytes())
    }

    /// The token under which a value of this kind is found: HMAC-SHA-256 (RFC 2104) over both, each behind its
    /// length. The caller brings the value into its one spelling first.
    #[must_use]
    pub fn token(&self, kind: &str, value: &str) -> [u8; 32] {
        let message = length_prefixed(&[b"cloakroom index 1", kind.as_bytes(), value.as_bytes()]);
        self.tag(&zeroize::Zeroizing::new(message))
    }

    /// The token that takes another one's place when this key comes after the one that made it. It is made from the
    /// token alone, so nobody's value is opened for it; to make it from a value takes this key and all before it.
    #[must_use]
    pub fn again(&self, token: &[u8; 32]) -> [u8; 32] {
        self.tag(&length_prefixed(&[b"cloakroom index again 1", token]))
    }

    pub(crate) fn tag(&self, message: &[u8]) -> [u8; 32] {
        hmac::sign(&self.0, message).as_ref().try_into().expect("a tag of HMAC-SHA-256 has 32 bytes")
    }

    /// A key that is not derived first.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }
}
