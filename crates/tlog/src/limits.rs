//! How large a thing from outside may be. Whatever is larger is refused before it is read further.

/// The largest tree: 2⁶³ − 1 entries. A proof in it has at most [`PROOF`] hashes.
pub const SIZE: u64 = i64::MAX as u64;

/// Bytes of one entry: its length has two bytes in a bundle.
pub const ENTRY: usize = 65_535;

/// Hashes in a proof; `c2sp.org/tlog-witness` names the same number.
pub const PROOF: usize = 63;

/// Bytes of an origin and of the name of a key.
pub const NAME: usize = 255;

/// Bytes of a signed note. Sixteen signatures of a kind with 5,000 bytes each, written in base64, fit in it.
pub const NOTE: usize = 128 * 1024;

/// Signatures on a note; `c2sp.org/signed-note` wants at least sixteen to be read.
pub const SIGNATURES: usize = 100;

/// Bytes of a submission to a witness: a note, a proof, and the line before them.
pub const SUBMISSION: usize = NOTE + PROOF * HASH_LINE + 32;

/// Bytes that a proof file may carry beside the proof, before they are written in base64.
pub const EXTRA: usize = 64 * 1024;

/// Bytes of a proof file: what a submission may have, and the extra bytes in base64.
pub const PROOF_FILE: usize = SUBMISSION + EXTRA * 4 / 3 + 128;

/// Bytes of the name of a tile or bundle.
pub const TILE_NAME: usize = 64;

/// Statements of a log that one of its keys comes after another: a turn each year for as long as anybody lives.
pub const SUCCESSIONS: usize = 64;

/// A hash in base64 and the end of its line.
const HASH_LINE: usize = 45;
