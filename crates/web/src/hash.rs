//! Hashes of what is no secret or has secret randomness of its own: addresses of assets, tokens, totals.

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;

/// SHA-256 over the parts, one after the other.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// The first bytes of a hash in hexadecimal digits: a mark for an address that changes with what stands there.
pub fn mark(bytes: &[u8], length: usize) -> String {
    hex(&sha256(&[bytes])[..length.min(32)])
}

/// Bytes in lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
