//! The rungs of the key ladder and how one wraps another.

use aws_lc_rs::constant_time;
use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrapPadded};
use base64::{Engine, engine::general_purpose::STANDARD};
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

    /// The key in base64 (RFC 4648, with padding), to hand to a [`Keeper`](crate::Keeper) outside this process.
    #[must_use]
    pub fn for_keeper(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.bytes()))
    }

    /// The key that a keeper answered, in base64 with padding.
    ///
    /// # Errors
    /// [`Tampered`] if these letters are not 32 bytes.
    pub fn from_keeper(letters: &str) -> Result<Self, Tampered> {
        // The decoder asks for room by its own rounding up.
        let mut room = Zeroizing::new([0; KEY_LENGTH + 1]);
        let length = STANDARD.decode_slice(letters, room.as_mut_slice()).map_err(|_| Tampered)?;
        room[..length].try_into().map(Self::from_bytes).map_err(|_| Tampered)
    }

    /// Whether both are the same key, in a time that tells nothing about where they differ.
    #[must_use]
    pub fn same(&self, other: &Key) -> bool {
        constant_time::verify_slices_are_equal(self.bytes(), other.bytes()).is_ok()
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

/// What names a key without leading to it: the first 16 bytes of [`derive`] with the label `id`. It stays the same
/// however often the key is wrapped anew.
#[must_use]
pub fn key_id(key: &Key) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&derive(key, "id").bytes()[..16]);
    id
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

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::from_bytes(hex(text).try_into().unwrap())
    }

    /// Wycheproof's AES-KWP cases 149 to 151: those that wrap 32 bytes under 32.
    #[test]
    fn the_published_vectors_of_key_wrap_with_padding_come_out() {
        let vectors = [
            (
                "38e1b1d075d9d852b9a6c01c8ff6965af01bac457a4e339ae3e1d7b2ffacc0cd",
                "80ad6820f1c90981e2ca42b817a345c1179d0a11d8e23a8adc0505e13d87295a",
                "b63b7e0fec7e315816233db6758fd3e744b9f6a40862bdf866487e53bcb950d8b2649269e51b4475",
            ),
            (
                "c641f1689d81caa8ba37d895272240664054ed974cfffc40e6c5c0cad1b916c7",
                "3fd0ba19955e46749f54d88e99d080b7339d588fe612ec0f4021ca3ca2104270",
                "837cfc316b49299edaf427e0988020ee876204b29d847669daab72c8660b0d860e9de3bd851198ff",
            ),
            (
                "aa0ab9d68ed4a04e723f81b44c0c88d0bcde7a80cfd476eb4b8836d9aa01ec4c",
                "57faa8766f6d6a0aa1cf643f857c150df5b31303b50af480e21c4b5e8c8a15d5",
                "0e9e2e9aa34bbf973d67bc534ac86fc5b5a5f9da5f026866177894ec6077a5c84501510e1bf4afb3",
            ),
        ];
        for (by, plain, wrapped) in vectors {
            assert_eq!(wrap(&key(by), &key(plain)), hex(wrapped));
            assert_eq!(unwrap(&key(by), &hex(wrapped)).ok().unwrap().bytes()[..], hex(plain));
        }
    }

    /// Wycheproof's AES-KWP cases 201 to 206: the integrity check value was altered before wrapping.
    #[test]
    fn a_wrapped_key_with_a_wrong_check_value_is_refused() {
        let by = key("4f710eb6b5e28703becfc3dc52fa8bc1dd44a4a6d38a84b4f94e89ac32d987e7");
        let vectors = [
            "8c5c2ea18125a03d15d2a624c9bfcccdf53709a89ae03d5728c98943b13df72c6f02fc8e1cfcdfa7",
            "8836c5cb2eec2ca2541b18c1259933ebd601bd6763d9f7cebf06ed6abbe37d455aca13a2db87d111",
            "2554e0faf721d77f7dfadaaa90b70c2f242f93bdc4f876cd058a86ccfff33f8fd88736997f505d98",
            "53ee4c8f03212b389f5bc2b26bc898deb91a457f258a22028a688919e12c4da23090c26b5c9ff692",
            "3a63b0283ec071a4d4c32b0f30b384eccb3cd8d7fb12de6806e12fef5da82a7a39aad8128c3e5915",
            "d1cfaaa9adc25f948c0c4720967b01488e06d3dfc5622b5de38a722798d4a3a44fa6194a92c5ede7",
        ];
        for wrapped in vectors {
            assert_eq!(unwrap(&by, &hex(wrapped)).err(), Some(Tampered));
        }
    }
}
