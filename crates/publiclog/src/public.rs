//! What anybody may fetch: the checkpoint, and the tiles and bundles of its tree.

use store::work;
use tlog::Name;

use crate::{log::PublicLog, rows, trouble::Trouble};

impl PublicLog {
    /// The public checkpoint with its signatures; nothing before the first.
    ///
    /// # Errors
    /// When the store is away.
    pub async fn checkpoint(&self) -> Result<Option<String>, Trouble> {
        let found = self.0.store.read(work!(|tx| -> Result<Option<rows::Checkpoint>, Trouble> {
            let shown = rows::state(tx).await?.shown;
            rows::checkpoint(tx, shown).await
        }));
        Ok(found.await?.map(|checkpoint| checkpoint.note))
    }

    /// The bytes of a tile or bundle by its name, such as `tile/0/x001/234.p/5`; nothing when the public tree has none
    /// of this name. They never change.
    ///
    /// # Errors
    /// When the store is away.
    pub async fn file(&self, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let Ok(name) = name.parse::<Name>() else { return Ok(None) };
        let found = self.0.store.read(work!(|tx| [name] -> Result<Option<Vec<u8>>, Trouble> {
            let shown = rows::state(tx).await?.shown;
            if is_of(&name, shown) { rows::tile(tx, &name).await } else { Ok(None) }
        }));
        found.await
    }
}

/// Whether a tree of this size has the tile as wide as it is named: also tiles that have grown since.
fn is_of(name: &Name, size: u64) -> bool {
    let (level, index) = match name {
        Name::Tile { level, index, .. } => (u32::from(*level), *index),
        Name::Entries { index, .. } => (0, *index),
    };
    let hashes = size.checked_shr(8 * level).unwrap_or(0);
    index
        .checked_mul(256)
        .and_then(|before| before.checked_add(name.width() as u64))
        .is_some_and(|end| end <= hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(name: &str, size: u64) -> bool {
        is_of(&name.parse().unwrap(), size)
    }

    #[test]
    fn a_tree_has_its_tiles_as_wide_as_they_ever_were_and_no_wider() {
        assert!(has("tile/0/000.p/5", 5) && has("tile/0/000.p/3", 5) && !has("tile/0/000.p/6", 5));
        assert!(has("tile/0/000", 256) && has("tile/0/000.p/255", 256) && !has("tile/0/001.p/1", 256));
        assert!(has("tile/1/000.p/1", 256) && !has("tile/1/000.p/1", 255));
        assert!(has("tile/entries/001.p/4", 260) && !has("tile/entries/001.p/5", 260));
        assert!(!has("tile/8/000.p/1", 1 << 40) && !has("tile/63/000.p/1", u64::MAX));
    }
}
