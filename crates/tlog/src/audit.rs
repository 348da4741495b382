//! A whole log read and built again: every entry, every tile, and the checkpoint over them.

use std::collections::BTreeMap;

use crate::{Head, Name, Tiles, Unread, append::append, bundle, name::FULL};

/// Bundles that are in memory at a time: as many entries as a tile of level 1 stands for.
const STRIDE: u64 = 256;

/// Reads every entry of a log, builds its tiles anew and holds each against what is there, and the tree against the
/// head. It keeps a few megabytes in memory, however large the log is. Of tiles that became full, only the full one is
/// looked at.
///
/// # Errors
/// The first tile or bundle that is missing or has other bytes than its entries give; [`Unread::Disagree`] when all fit
/// each other and the head is another.
pub fn audit(tiles: &dyn Tiles, head: &Head) -> Result<(), Unread> {
    let (mut at, mut open) = (Head::EMPTY, BTreeMap::new());
    while at.size < head.size {
        let entries = stride(tiles, at.size, head.size)?;
        let built = append(&open, &at, &entries)?;
        let last = built.head.size == head.size;
        for (name, bytes) in built.files {
            if last || name.width() == 256 {
                compare(tiles, &name, &bytes)?;
            }
            open.insert(name, bytes);
        }
        open.retain(|name, _| name.width() < 256);
        at = built.head;
    }
    if at == *head { Ok(()) } else { Err(Unread::Disagree) }
}

/// The entries from a full tile of level 1 to the next, or to the end.
fn stride(tiles: &dyn Tiles, from: u64, size: u64) -> Result<Vec<Vec<u8>>, Unread> {
    let mut entries = Vec::new();
    for index in from / FULL..size.div_ceil(FULL).min(from / FULL + STRIDE) {
        let name = Name::entries(index, size);
        let bytes = tiles.read(&name).ok_or(Unread::Missing(name))?;
        let found = bundle::entries(&bytes, name.width()).map_err(|_| Unread::Damaged(name))?;
        entries.extend(found.into_iter().map(<[u8]>::to_vec));
    }
    Ok(entries)
}

fn compare(tiles: &dyn Tiles, name: &Name, bytes: &[u8]) -> Result<(), Unread> {
    let found = tiles.read(name).ok_or(Unread::Missing(*name))?;
    if found == bytes { Ok(()) } else { Err(Unread::Damaged(*name)) }
}
