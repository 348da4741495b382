//! Signed links: what a mail carries so that its reader can act without signing in.

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::place::length_prefixed;
use crate::{Key, derive};

/// 192 bits: above the 128 that RFC 8058 calls hard to forge, and a whole number of base64 groups, so that each
/// token has one spelling.
const TOKEN_LENGTH: usize = 24;

/// The key that signs links. A link is valid for one purpose and the parts it was signed with, and for nothing else.
pub struct LinkKey(hmac::Key);

impl LinkKey {
    /// This key, ready to sign.
    #[must_use]
    pub fn new(key: &Key) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, derive(key, "link").bytes()))
    }

    /// 32 letters of base64url that vouch for the purpose and the parts: HMAC-SHA-256 cut to 192 bits.
    ///
    /// Whatever the link must depend on goes into the parts: whose it is, which list, until when.
    #[must_use]
    pub fn token(&self, purpose: &str, parts: &[&[u8]]) -> String {
        URL_SAFE_NO_PAD.encode(self.tag(purpose, parts))
    }

    /// Whether [`LinkKey::token`] made this token for this purpose and these parts. Compares in constant time.
    #[must_use]
    pub fn verify(&self, purpose: &str, parts: &[&[u8]], token: &str) -> bool {
        constant_time::verify_slices_are_equal(self.token(purpose, parts).as_bytes(), token.as_bytes())
            .is_ok()
    }

    fn tag(&self, purpose: &str, parts: &[&[u8]]) -> [u8; TOKEN_LENGTH] {
        let mut message = length_prefixed(&[b"cloakroom link 1", purpose.as_bytes()]);
        message.extend_from_slice(&length_prefixed(parts));
        let mut tag = [0; TOKEN_LENGTH];
        tag.copy_from_slice(&hmac::sign(&self.0, &message).as_ref()[..TOKEN_LENGTH]);
        tag
    }
}
