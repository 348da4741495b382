//! Long streams of bytes, such as a backup, sealed piece by piece.
//!
//! A stream has a key of its own: HKDF-SHA-256 (RFC 5869) over the key that was handed in, with 32 random bytes as salt
//! and the stream's readable head as info, gives 64 bytes. The first 32 are the key of the cipher, AES-256-GCM; the last
//! 32 are the key commitment, which stands in the file and tells at once whether key and head are those of sealing.
//!
//! Each piece has its number and whether it is the last as nonce (the STREAM construction of Hoang, Reyhanitabar, Rogaway
//! and Vizár, 2015), so that pieces cannot be swapped, repeated, left out or cut from the end.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::constant_time;
use zeroize::Zeroizing;

use crate::{Key, Tampered, hkdf};

/// Bytes that a seal adds to a piece.
pub const TAG_LENGTH: usize = 16;

/// The key of one stream.
pub struct StreamKey {
    cipher: LessSafeKey,
    commitment: Zeroizing<[u8; 32]>,
}

impl StreamKey {
    /// The key of the stream with this head. The salt must be fresh randomness when the stream is sealed.
    #[must_use]
    pub fn new(key: &Key, salt: &[u8; 32], head: &[u8]) -> Self {
        let info = [b"cloakroom stream 1".as_slice(), head].concat();
        let material = hkdf::expand::<64>(salt, key.bytes(), &info);
        let (cipher, rest) =
            material.split_first_chunk::<32>().expect("64 bytes hold a key and a commitment");
        let commitment = rest.try_into().expect("64 bytes hold a key and a commitment");
        let unbound = UnboundKey::new(&AES_256_GCM, cipher).expect("a key of 32 bytes fits");
        Self { cipher: LessSafeKey::new(unbound), commitment: Zeroizing::new(commitment) }
    }

    /// What names this key in the file.
    #[must_use]
    pub fn commitment(&self) -> &[u8; 32] {
        &self.commitment
    }

    /// Whether a file names this key.
    #[must_use]
    pub fn is_named_by(&self, commitment: &[u8]) -> bool {
        constant_time::verify_slices_are_equal(commitment, self.commitment.as_slice()).is_ok()
    }

    /// Seals a piece where it lies; its tag is added. No two pieces of a stream may have one number.
    pub fn seal(&self, number: u64, last: bool, piece: &mut Vec<u8>) {
        self.cipher
            .seal_in_place_append_tag(nonce(number, last), Aad::empty(), piece)
            .expect("a piece is far below what the cipher takes");
    }

    /// Opens a piece where it lies.
    ///
    /// # Errors
    /// [`Tampered`] if it is not that piece of the stream.
    pub fn open(&self, number: u64, last: bool, piece: &mut Vec<u8>) -> Result<(), Tampered> {
        let opened =
            self.cipher.open_in_place(nonce(number, last), Aad::empty(), piece).map_err(|_| Tampered)?;
        let length = opened.len();
        piece.truncate(length);
        Ok(())
    }
}

fn nonce(number: u64, last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    Nonce::assume_unique_for_key(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> StreamKey {
        StreamKey::new(&Key::from_bytes([7; 32]), &[1; 32], b"head")
    }

    #[test]
    fn a_piece_opens_at_its_place_alone() {
        let mut piece = b"some rows".to_vec();
        key().seal(3, false, &mut piece);
        assert_eq!(piece.len(), 9 + TAG_LENGTH);
        for (number, last) in [(2, false), (4, false), (3, true)] {
            assert_eq!(key().open(number, last, &mut piece.clone()), Err(Tampered));
        }
        key().open(3, false, &mut piece).unwrap();
        assert_eq!(piece, b"some rows");
    }

    #[test]
    fn another_key_salt_or_head_is_another_stream() {
        let others = [
            StreamKey::new(&Key::from_bytes([8; 32]), &[1; 32], b"head"),
            StreamKey::new(&Key::from_bytes([7; 32]), &[2; 32], b"head"),
            StreamKey::new(&Key::from_bytes([7; 32]), &[1; 32], b"Head"),
        ];
        for other in others {
            assert!(!other.is_named_by(key().commitment()));
        }
        assert!(key().is_named_by(key().commitment()));
    }
}
