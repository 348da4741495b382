//! Sealing and opening under the key of a retention class.

use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, Tag, UnboundKey};
use aws_lc_rs::constant_time;
use zeroize::Zeroizing;

use crate::envelope::{self, COMMITMENT_LENGTH, Envelope, NONCE_LENGTH};
use crate::key::KEY_LENGTH;
use crate::{Key, Opened, OpenedBytes, Place, Tampered, hkdf};

/// A class key made ready: the cipher's key schedule and the key commitment are computed once, then used for any
/// number of values. See [`envelope`] for what it writes.
pub struct ClassKey {
    cipher: Cipher,
    commitment: Zeroizing<[u8; COMMITMENT_LENGTH]>,
    openings: AtomicU64,
}

impl ClassKey {
    /// This class key, ready to seal and open.
    #[must_use]
    pub fn new(key: &Key) -> Self {
        let material = hkdf::expand::<64>(b"cloakroom seal 1", key.bytes(), &[]);
        let (cipher, rest) = material.split_first_chunk().expect("64 bytes hold a key and a commitment");
        let commitment = rest.try_into().expect("64 bytes hold a key and a commitment");
        Self {
            cipher: Cipher::new(cipher),
            commitment: Zeroizing::new(commitment),
            openings: AtomicU64::new(0),
        }
    }

    /// The value, sealed so that it opens only at this place. The nonce must be fresh randomness.
    ///
    /// # Panics
    /// If the value has 4 GiB or more.
    #[must_use]
    pub fn seal(&self, nonce: [u8; NONCE_LENGTH], place: &Place, plain: &[u8]) -> Vec<u8> {
        let (mut sealed, head_length) =
            envelope::laid_out(place.key_version, &nonce, &self.commitment, plain);
        let tag = self.cipher.seal(nonce, &place.associated_data(), &mut sealed[head_length..]);
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// How often somebody opened or tried to open a value with this key, in this process. Whoever must account for each
    /// opening holds their own count against it.
    #[must_use]
    pub fn openings(&self) -> u64 {
        self.openings.load(Ordering::Acquire)
    }

    /// The text that was sealed at this place.
    ///
    /// # Errors
    /// [`Tampered`] if the envelope, the place or the key is not that of sealing, or what was sealed is not UTF-8.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Opened, Tampered> {
        self.open_bytes(place, sealed)?.into_text()
    }

    /// The bytes that were sealed at this place, for what is not text, such as a ledger record.
    ///
    /// # Errors
    /// [`Tampered`] if the envelope, the place or the key is not that of sealing.
    pub fn open_bytes(&self, place: &Place, sealed: &[u8]) -> Result<OpenedBytes, Tampered> {
        self.openings.fetch_add(1, Ordering::AcqRel);
        let envelope = Envelope::parse(sealed)?;
        if envelope.key_version != place.key_version {
            return Err(Tampered);
        }
        constant_time::verify_slices_are_equal(envelope.commitment, self.commitment.as_slice())
            .map_err(|_| Tampered)?;
        let padded = self.cipher.open(envelope.nonce, &place.associated_data(), envelope.ciphertext)?;
        envelope::unpadded(&padded).map(OpenedBytes::copy_of)
    }
}

/// AES-256-GCM-SIV (RFC 8452) with its key schedule.
pub(crate) struct Cipher(LessSafeKey);

impl Cipher {
    pub(crate) fn new(key: &[u8; KEY_LENGTH]) -> Self {
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, key).expect("a key of 32 bytes fits")))
    }

    pub(crate) fn seal(&self, nonce: [u8; NONCE_LENGTH], associated: &[u8], text: &mut [u8]) -> Tag {
        self.0
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(associated), text)
            .expect("the cipher takes up to 64 GiB")
    }

    pub(crate) fn open(
        &self,
        nonce: [u8; NONCE_LENGTH],
        associated: &[u8],
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Tampered> {
        let mut bytes = Zeroizing::new(ciphertext.to_vec());
        self.0
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(associated), &mut bytes)
            .map_err(|_| Tampered)?;
        let length = bytes.len() - envelope::TAG_LENGTH;
        bytes.truncate(length);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::hex;

    /// RFC 8452, appendix C.2: plaintext, associated data, result; all under one key and nonce.
    const VECTORS: [(&str, &str, &str); 5] = [
        ("", "", "07f5f4169bbf55a8400cd47ea6fd400f"),
        ("0100000000000000", "", "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"),
        ("0200000000000000", "01", "1de22967237a813291213f267e3b452f02d01ae33e4ec854"),
        (
            "01000000000000000000000000000000",
            "",
            "85a01b63025ba19b7fd3ddfc033b3e76c9eac6fa700942702e90862383c6c366",
        ),
        (
            "0100000000000000000000000000000002000000000000000000000000000000",
            "",
            "4a6a9db4c8c6549201b9edb53006cba821ec9cf850948a7c86c68ac7539d027fe819e63abcd020b006a976397632eb5d",
        ),
    ];
    const KEY: &str = "0100000000000000000000000000000000000000000000000000000000000000";
    const NONCE: [u8; 12] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn the_vectors_of_rfc_8452_come_out() {
        for (plain, associated, result) in VECTORS {
            let cipher = Cipher::new(&hex(KEY).try_into().unwrap());
            let mut text = hex(plain);
            let tag = cipher.seal(NONCE, &hex(associated), &mut text);
            text.extend_from_slice(tag.as_ref());
            assert_eq!(text, hex(result));
            assert_eq!(*cipher.open(NONCE, &hex(associated), &text).unwrap(), hex(plain));
        }
    }

    /// No caller can make such an envelope: whoever holds the key could, and it would be a second spelling.
    #[test]
    fn a_value_in_a_larger_bucket_than_its_own_or_with_letters_in_its_padding_is_refused() {
        let mut padded = vec![0; 32];
        padded[3] = 3;
        padded[4..7].copy_from_slice(b"Ada");
        assert_eq!(envelope::unpadded(&padded), Ok(&b"Ada"[..]));
        assert_eq!(envelope::unpadded(&[&padded[..], &[0; 32]].concat()), Err(Tampered));
        padded[31] = 1;
        assert_eq!(envelope::unpadded(&padded), Err(Tampered));
        padded[..4].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(envelope::unpadded(&padded), Err(Tampered));
    }
}
