//! A batch of entries put at the end of a log: exactly the tiles and bundles to write come out.

use std::collections::BTreeSet;

use crate::{
    Hash, Head, Name, Tiles, Unread, bundle, limits,
    name::FULL,
    tiles::{fold, full_root, hashes},
};

/// What a batch makes of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The tree with the batch, to be signed once the files are durable.
    pub head: Head,
    /// What to write before the new checkpoint is shown: tiles and bundles that are new or wider, each once.
    pub files: Vec<(Name, Vec<u8>)>,
}

/// Puts entries at the end of a log. The tiles that are read are held against the root of `head` first: a log whose
/// tiles were changed grows no further.
///
/// # Errors
/// When a tile is missing or damaged, the tiles do not have the root, or an entry is too long.
pub fn append(tiles: &dyn Tiles, head: &Head, entries: &[impl AsRef<[u8]>]) -> Result<Appended, Unread> {
    let more = u64::try_from(entries.len()).map_err(|_| Unread::Outside)?;
    let size = head.size.checked_add(more).filter(|size| *size <= limits::SIZE).ok_or(Unread::Outside)?;
    let mut open = Open::read(tiles, head.size)?;
    if open.root() != head.root {
        return Err(Unread::Disagree);
    }
    for entry in entries {
        open.push(entry.as_ref())?;
    }
    Ok(Appended { head: Head { size, root: open.root() }, files: open.close(head.size) })
}

/// The tiles and the bundle that [`append`] will ask for at this size: those that are not full.
#[must_use]
pub fn needed_to_append(size: u64) -> BTreeSet<Name> {
    let mut names: BTreeSet<Name> = (0..8).filter_map(|level| partial(level, size)).collect();
    names.extend((!size.is_multiple_of(FULL)).then(|| Name::entries(size / FULL, size)));
    names
}

/// The partial tile at a level, where there is one.
fn partial(level: u8, size: u64) -> Option<Name> {
    let hashes = size >> (8 * level);
    (!hashes.is_multiple_of(FULL)).then(|| Name::tile(level, hashes / FULL, size))
}

/// The tiles and the bundle that are being filled, and those that became full.
struct Open {
    size: u64,
    levels: [Vec<Hash>; 8],
    bundle: Vec<u8>,
    full: Vec<(Name, Vec<u8>)>,
}

impl Open {
    fn read(tiles: &dyn Tiles, size: u64) -> Result<Self, Unread> {
        let mut open = Self { size, levels: Default::default(), bundle: Vec::new(), full: Vec::new() };
        for (level, row) in (0..).zip(&mut open.levels) {
            if let Some(name) = partial(level, size) {
                *row = hashes(&name, &tiles.read(&name).ok_or(Unread::Missing(name))?)?;
            }
        }
        open.bundle = begun_bundle(tiles, size, &open.levels[0])?;
        Ok(open)
    }

    fn push(&mut self, entry: &[u8]) -> Result<(), Unread> {
        bundle::push(&mut self.bundle, entry).map_err(|_| Unread::EntryTooLong)?;
        self.size += 1;
        if self.size.is_multiple_of(FULL) {
            let name = Name::entries(self.size / FULL - 1, self.size);
            self.full.push((name, std::mem::take(&mut self.bundle)));
        }
        self.carry(Hash::leaf(entry));
        Ok(())
    }

    /// Puts a leaf into its tile, and the root of each tile that it fills into the one above.
    fn carry(&mut self, mut hash: Hash) {
        for (level, row) in (0..8u8).zip(&mut self.levels) {
            row.push(hash);
            if row.len() < 256 {
                return;
            }
            hash = full_root(row);
            let index = (self.size >> (8 * u32::from(level))) / FULL - 1;
            self.full.push((Name::tile(level, index, self.size), bytes(row)));
            row.clear();
        }
    }

    /// The root over what is in the tiles that are not full: that is the whole right edge of the tree.
    fn root(&self) -> Hash {
        let mut subtrees = Vec::new();
        for row in self.levels.iter().rev() {
            let mut rest = row.as_slice();
            while !rest.is_empty() {
                let (left, right) = rest.split_at(1 << rest.len().ilog2());
                subtrees.push(full_root(left));
                rest = right;
            }
        }
        fold(&subtrees)
    }

    /// What is to be written: full tiles and bundles, and those partial ones that changed.
    fn close(self, before: u64) -> Vec<(Name, Vec<u8>)> {
        let mut files = self.full;
        for (level, row) in (0..8u8).zip(&self.levels) {
            let changed = self.size >> (8 * level) != before >> (8 * level);
            files.extend(partial(level, self.size).filter(|_| changed).map(|name| (name, bytes(row))));
        }
        if !self.bundle.is_empty() && self.size != before {
            files.push((Name::entries(self.size / FULL, self.size), self.bundle));
        }
        files
    }
}

/// The bundle that is not full yet. It must have the entries of its tile, or the log would go on with others.
fn begun_bundle(tiles: &dyn Tiles, size: u64, leaves: &[Hash]) -> Result<Vec<u8>, Unread> {
    if size.is_multiple_of(FULL) {
        return Ok(Vec::new());
    }
    let name = Name::entries(size / FULL, size);
    let bytes = tiles.read(&name).ok_or(Unread::Missing(name))?;
    let found = bundle::leaves(&bytes, name.width()).map_err(|_| Unread::Damaged(name))?;
    if found == leaves { Ok(bytes) } else { Err(Unread::Damaged(name)) }
}

fn bytes(row: &[Hash]) -> Vec<u8> {
    row.iter().flat_map(|hash| hash.0).collect()
}
