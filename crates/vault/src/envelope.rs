//! The envelope of a sealed value, version 1. All numbers are big-endian.
//!
//! | byte | length | what |
//! |---|---|---|
//! | 0 | 1 | the version of this form: 1 |
//! | 1 | 4 | key version: which of the class's keys sealed it |
//! | 5 | 12 | nonce |
//! | 17 | 32 | key commitment: names the one key that opens it |
//! | 49 | bucket + 16 | AES-256-GCM-SIV (RFC 8452) ciphertext, its tag in the last 16 bytes |
//!
//! The plaintext of the cipher is the value's length in four bytes, the value, and zeros up to the next bucket of
//! 32, 64, 128, … bytes: the size of an envelope tells the bucket and nothing finer. The associated data is the
//! [`Place`](crate::Place).
//!
//! The class key never meets the cipher. HKDF-SHA-256 with the salt `cloakroom seal 1` turns it into 64 bytes: the
//! cipher's key, then the commitment. AES-GCM-SIV alone would let someone craft one ciphertext that opens under
//! two keys; the commitment makes that as hard as a collision of SHA-256. GCM-SIV rather than GCM, because a
//! server restored from a snapshot could repeat a nonce, and then only equal values would show as equal.

use crate::Tampered;

pub(crate) const VERSION: u8 = 1;
pub(crate) const NONCE_LENGTH: usize = 12;
pub(crate) const COMMITMENT_LENGTH: usize = 32;
pub(crate) const TAG_LENGTH: usize = 16;
const HEAD_LENGTH: usize = 1 + 4 + NONCE_LENGTH + COMMITMENT_LENGTH;
const PREFIX_LENGTH: usize = 4;
const SMALLEST_BUCKET: usize = 32;

/// The parts of an envelope, borrowed from its bytes.
pub(crate) struct Envelope<'a> {
    pub key_version: u32,
    pub nonce: [u8; NONCE_LENGTH],
    pub commitment: &'a [u8; COMMITMENT_LENGTH],
    pub ciphertext: &'a [u8],
}

impl<'a> Envelope<'a> {
    pub(crate) fn parse(sealed: &'a [u8]) -> Result<Self, Tampered> {
        let (&VERSION, rest) = sealed.split_first().ok_or(Tampered)? else { return Err(Tampered) };
        let (key_version, rest) = rest.split_first_chunk().ok_or(Tampered)?;
        let (nonce, rest) = rest.split_first_chunk().ok_or(Tampered)?;
        let (commitment, ciphertext) = rest.split_first_chunk().ok_or(Tampered)?;
        if ciphertext.len() < SMALLEST_BUCKET + TAG_LENGTH {
            return Err(Tampered);
        }
        Ok(Self { key_version: u32::from_be_bytes(*key_version), nonce: *nonce, commitment, ciphertext })
    }
}

/// Which of its class's keys sealed this envelope. Not yet authenticated: opening checks it against the place.
///
/// # Errors
/// [`Tampered`] if these bytes are not an envelope of version 1.
pub fn key_version(sealed: &[u8]) -> Result<u32, Tampered> {
    Envelope::parse(sealed).map(|envelope| envelope.key_version)
}

/// The bytes of an envelope that holds a value of this length.
#[must_use]
pub fn sealed_length(value_length: usize) -> usize {
    HEAD_LENGTH + bucket(value_length) + TAG_LENGTH
}

/// An envelope whose value is still readable behind its head, and the head's length. The room for the tag is
/// there from the start, so that no growing vector leaves the readable value behind in freed memory.
///
/// # Panics
/// If the value has 4 GiB or more.
pub(crate) fn laid_out(
    key_version: u32,
    nonce: &[u8; NONCE_LENGTH],
    commitment: &[u8; COMMITMENT_LENGTH],
    plain: &[u8],
) -> (Vec<u8>, usize) {
    let length = u32::try_from(plain.len()).expect("a value stays below 4 GiB");
    let mut sealed = Vec::with_capacity(sealed_length(plain.len()));
    sealed.push(VERSION);
    sealed.extend_from_slice(&key_version.to_be_bytes());
    sealed.extend_from_slice(nonce);
    sealed.extend_from_slice(commitment);
    sealed.extend_from_slice(&length.to_be_bytes());
    sealed.extend_from_slice(plain);
    sealed.resize(HEAD_LENGTH + bucket(plain.len()), 0);
    (sealed, HEAD_LENGTH)
}

/// The value behind its length and before its zeros.
pub(crate) fn unpadded(padded: &[u8]) -> Result<&[u8], Tampered> {
    let (length, rest) = padded.split_first_chunk::<PREFIX_LENGTH>().ok_or(Tampered)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Tampered)?;
    let (plain, zeros) = rest.split_at_checked(length).ok_or(Tampered)?;
    let exact = padded.len() == bucket(length) && zeros.iter().all(|&byte| byte == 0);
    exact.then_some(plain).ok_or(Tampered)
}

fn bucket(value_length: usize) -> usize {
    (PREFIX_LENGTH + value_length).next_power_of_two().max(SMALLEST_BUCKET)
}
