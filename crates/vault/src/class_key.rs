//! Sealing and opening under the key of a retention class.

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
}

impl ClassKey {
    /// This class key, ready to seal and open.
    #[must_use]
    pub fn new(key: &Key) -> Self {
        let material = hkdf::expand::<64>(b"cloakroom seal 1", key.bytes(), &[]);
        let (cipher, rest) = material.split_first_chunk().expect("64 bytes hold a key and a commitment");
        let commitment = rest.try_into().expect("64 bytes hold a key and a commitment");
        Self { cipher: Cipher::new(cipher), commitment: Zeroizing::new(commitment) }
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
struct Cipher(LessSafeKey);

impl Cipher {
    fn new(key: &[u8; KEY_LENGTH]) -> Self {
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, key).expect("a key of 32 bytes fits")))
    }

    fn seal(&self, nonce: [u8; NONCE_LENGTH], associated: &[u8], text: &mut [u8]) -> Tag {
        self.0
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(associated), text)
            .expect("the cipher takes up to 64 GiB")
    }

    fn open(
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
