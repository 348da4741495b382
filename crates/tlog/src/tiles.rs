//! Where hashes come from: tiles, asked for by name.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    ops::Range,
};

use thiserror::Error;

use crate::{
    EMPTY_ROOT, Hash, Name,
    node::{Node, nodes_of},
};

/// Something that hands over tiles and entry bundles: a folder, a table, a web client. It need not be trusted: what is
/// made of its bytes is held against a root.
pub trait Tiles {
    /// The bytes under a name, or `None` when there are none. Of tiles of hashes, a full one may be
    /// handed over for a partial one.
    fn read(&self, name: &Name) -> Option<Vec<u8>>;
}

impl Tiles for BTreeMap<Name, Vec<u8>> {
    fn read(&self, name: &Name) -> Option<Vec<u8>> {
        self.get(name).cloned()
    }
}

/// Why no root, proof or longer log came out of the tiles.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unread {
    /// A tile or bundle is not there.
    #[error("{0} is missing")]
    Missing(Name),
    /// A tile or bundle has other bytes than its name says.
    #[error("{0} is damaged")]
    Damaged(Name),
    /// The tiles are not those of the tree that was named.
    #[error("the tiles do not have the root of the checkpoint: they were changed, or belong to another log")]
    Disagree,
    /// What was asked for is outside the tree, or the tree would be larger than any may be.
    #[error("no tree has this: the number is outside the tree, or the tree would be too large")]
    Outside,
    /// An entry to add is longer than a bundle can hold.
    #[error("an entry has more than {max} bytes", max = crate::limits::ENTRY)]
    EntryTooLong,
}

/// The hashes in a tile's bytes.
pub(crate) fn hashes(name: &Name, bytes: &[u8]) -> Result<Vec<Hash>, Unread> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    let full = hashes.len() == 256;
    if !rest.is_empty() || (hashes.len() != name.width() && !full) {
        return Err(Unread::Damaged(*name));
    }
    Ok(hashes.iter().take(name.width()).map(|hash| Hash(*hash)).collect())
}

/// Reads hashes of trees, one a beginning of the other: each tile is asked for once, and each subtree hashed once.
pub(crate) struct Reader<'a> {
    tiles: &'a dyn Tiles,
    read: BTreeMap<Name, Vec<Hash>>,
    /// A full subtree has the same root in every tree that has it.
    known: BTreeMap<Node, Hash>,
}

impl<'a> Reader<'a> {
    pub fn new(tiles: &'a dyn Tiles) -> Self {
        Self { tiles, read: BTreeMap::new(), known: BTreeMap::new() }
    }

    /// The root over a range of leaves of a tree of this size.
    pub fn root(&mut self, range: Range<u64>, size: u64) -> Result<Hash, Unread> {
        let mut hashes = Vec::new();
        for node in nodes_of(range) {
            hashes.push(self.node(node, size)?);
        }
        Ok(fold(&hashes))
    }

    fn node(&mut self, node: Node, size: u64) -> Result<Hash, Unread> {
        if let Some(hash) = self.known.get(&node) {
            return Ok(*hash);
        }
        let (name, range) = node.place(size);
        let hash = full_root(self.tile(name)?.get(range).ok_or(Unread::Damaged(name))?);
        self.known.insert(node, hash);
        Ok(hash)
    }

    fn tile(&mut self, name: Name) -> Result<&[Hash], Unread> {
        match self.read.entry(name) {
            Entry::Occupied(read) => Ok(read.into_mut()),
            Entry::Vacant(place) => {
                let bytes = self.tiles.read(&name).ok_or(Unread::Missing(name))?;
                Ok(place.insert(hashes(&name, &bytes)?))
            }
        }
    }
}

/// The root over full subtrees that stand beside each other, the larger ones to the left.
pub(crate) fn fold(hashes: &[Hash]) -> Hash {
    let mut from_right = hashes.iter().rev();
    let Some(last) = from_right.next() else { return EMPTY_ROOT };
    from_right.fold(*last, |right, left| Hash::node(left, &right))
}

/// The root over a power of two of hashes.
pub(crate) fn full_root(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.as_chunks::<2>().0.iter().map(|[left, right]| Hash::node(left, right)).collect();
    }
    row.first().copied().unwrap_or(EMPTY_ROOT)
}
