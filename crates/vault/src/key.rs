//! The rungs of the key ladder and how one wraps another.

use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrapPadded};
use zeroize::Zeroizing;

use crate::{Tampered, hkdf};

/// Bytes of a key on every rung: AES-256 and HMAC-SHA-256 both take 32.
pub(crate) const KEY_LENGTH: usize = 32;
/// Bytes of a wrapped key: RFC 5649 adds one block of eight.
const WRAPPED_LENGTH: usize = KEY_LENGTH + 8;

/// A key of 256 bits: root, epoch, customer, class or index.
///
/// It is wiped from memory when dropped. It has neither `Debug` nor `Clone` nor `PartialEq`, so it cannot reach a
/// log, be left behind as a copy, or be compared in a time that depends on its bytes. Share it behind an `Arc`.
pub struct Key(Zeroizing<[u8; KEY_LENGTH]>);

impl Key {
    /// A key of these bytes, which must come from the one source of randomness or from another key.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn from_material(material: Zeroizing<[u8; KEY_LENGTH]>) -> Self {
        Self(material)
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }
}

/// A root key from fresh randomness, made once at the first start of a shop.
#[must_use]
pub fn new_root(random: [u8; KEY_LENGTH]) -> Key {
    Key::from_bytes(random)
}

/// `key` wrapped by the key one rung above it: AES-256-KWP (RFC 5649), 40 bytes.
///
/// Wrapping is deterministic, so it needs no nonce; a key is wrapped again under each new epoch.
#[must_use]
pub fn wrap(by: &Key, key: &Key) -> Vec<u8> {
    let mut wrapped = vec![0; WRAPPED_LENGTH];
    let length = AesKek::new(&AES_256, by.bytes())
        .and_then(|kek| kek.wrap_with_padding(key.bytes(), &mut wrapped).map(|filled| filled.len()))
        .expect("32 bytes always wrap into 40");
    wrapped.truncate(length);
    wrapped
}

/// The key that [`wrap`] wrapped.
///
/// # Errors
/// [`Tampered`] if these bytes were not made by [`wrap`] with the same key `by`.
pub fn unwrap(by: &Key, wrapped: &[u8]) -> Result<Key, Tampered> {
    if wrapped.len() != WRAPPED_LENGTH {
        return Err(Tampered);
    }
    let mut room = Zeroizing::new([0; WRAPPED_LENGTH]);
    let key = AesKek::new(&AES_256, by.bytes())
        .and_then(|kek| kek.unwrap_with_padding(wrapped, room.as_mut_slice()))
        .map_err(|_| Tampered)?;
    let key: &[u8; KEY_LENGTH] = (&*key).try_into().map_err(|_| Tampered)?;
    Ok(Key(Zeroizing::new(*key)))
}

/// A key for the use named by `label`, made from `by` with HKDF-SHA-256 (RFC 5869).
///
/// For keys that need not be destroyed alone, such as index and link keys. Keys that are destroyed to erase are
/// random and wrapped instead: a derived one would come back with its parent.
#[must_use]
pub fn derive(by: &Key, label: &str) -> Key {
    Key::from_material(hkdf::expand(b"cloakroom derive 1", by.bytes(), label.as_bytes()))
}

#[cfg(test)]
pub(crate) fn hex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
