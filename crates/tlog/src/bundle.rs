//! Entry bundles: up to 256 entries, each after its length in two bytes (`c2sp.org/tlog-tiles`).

use crate::{Hash, Malformed, limits};

/// The entries in the bytes of a bundle that is this wide.
///
/// # Errors
/// When the bytes hold more or fewer entries, or end within one.
pub fn entries(bytes: &[u8], width: usize) -> Result<Vec<&[u8]>, Malformed> {
    let mut rest = bytes;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk().ok_or(Malformed::CutOff)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(Malformed::CutOff)?;
        if entries.len() == width.min(256) {
            return Err(Malformed::Length);
        }
        entries.push(entry);
        rest = after;
    }
    if entries.len() == width { Ok(entries) } else { Err(Malformed::Length) }
}

/// The leaves of the entries in a bundle, as its tile of level 0 has them.
///
/// # Errors
/// As [`entries`].
pub fn leaves(bytes: &[u8], width: usize) -> Result<Vec<Hash>, Malformed> {
    Ok(entries(bytes, width)?.into_iter().map(Hash::leaf).collect())
}

/// Puts an entry at the end of a bundle.
///
/// # Errors
/// When it is longer than [`limits::ENTRY`]; the bundle is then as before.
pub fn push(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), Malformed> {
    let length = u16::try_from(entry.len()).map_err(|_| Malformed::TooLong(limits::ENTRY))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}
