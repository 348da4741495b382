//! Proofs made from tiles: that an entry is in a tree, and that a tree is the beginning of a later one.

use std::{collections::BTreeSet, ops::Range};

use crate::{
    Hash, Name, Tiles, Unread, limits,
    node::{consistency, inclusion, nodes_of},
    tiles::Reader,
};

/// The hashes that lead from an entry to the root of a tree of this size, from the leaf's sibling upwards (RFC 6962
/// section 2.1.1). The tiles are not held against a root here; [`crate::verify_inclusion`] does that with the result.
///
/// # Errors
/// When the entry is outside the tree, or a tile is missing or damaged.
pub fn prove_inclusion(tiles: &dyn Tiles, index: u64, size: u64) -> Result<Vec<Hash>, Unread> {
    Prover::new(tiles).inclusion(index, size)
}

/// Makes many proofs from the same tiles: what several of them need is read and hashed once.
pub struct Prover<'t>(Reader<'t>);

impl<'t> Prover<'t> {
    /// One that reads these.
    pub fn new(tiles: &'t dyn Tiles) -> Self {
        Prover(Reader::new(tiles))
    }

    /// As [`prove_inclusion`]. The sizes may differ, as long as each tree is a beginning of the others.
    ///
    /// # Errors
    /// As for [`prove_inclusion`].
    pub fn inclusion(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, Unread> {
        read(&mut self.0, size, inclusion_ranges(index, size)?)
    }
}

/// The hashes that show that the tree of the size `old` is the beginning of the tree of the size `new` (RFC 6962
/// section 2.1.2). The proof from an empty tree, or from a tree to itself, has no hashes.
///
/// # Errors
/// When the old tree is larger than the new one, or a tile is missing or damaged.
pub fn prove_consistency(tiles: &dyn Tiles, old: u64, new: u64) -> Result<Vec<Hash>, Unread> {
    read(&mut Reader::new(tiles), new, consistency_ranges(old, new)?)
}

/// The root that the tiles give for a tree of this size.
///
/// # Errors
/// When the tree is too large, or a tile is missing or damaged.
pub fn root_of(tiles: &dyn Tiles, size: u64) -> Result<Hash, Unread> {
    if size > limits::SIZE {
        return Err(Unread::Outside);
    }
    Reader::new(tiles).root(0..size, size)
}

/// The tiles that [`prove_inclusion`] will ask for: for storage that is read ahead.
///
/// # Errors
/// When the entry is outside the tree.
pub fn needed_for_inclusion(index: u64, size: u64) -> Result<BTreeSet<Name>, Unread> {
    Ok(names(&inclusion_ranges(index, size)?, size))
}

/// The tiles that [`prove_consistency`] will ask for.
///
/// # Errors
/// When the old tree is larger than the new one.
pub fn needed_for_consistency(old: u64, new: u64) -> Result<BTreeSet<Name>, Unread> {
    Ok(names(&consistency_ranges(old, new)?, new))
}

fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range<u64>>, Unread> {
    if index < size && size <= limits::SIZE { Ok(inclusion(index, size)) } else { Err(Unread::Outside) }
}

fn consistency_ranges(old: u64, new: u64) -> Result<Vec<Range<u64>>, Unread> {
    match old {
        _ if old > new || new > limits::SIZE => Err(Unread::Outside),
        0 => Ok(Vec::new()),
        _ => Ok(consistency(old, new)),
    }
}

fn names(ranges: &[Range<u64>], size: u64) -> BTreeSet<Name> {
    ranges.iter().cloned().flat_map(nodes_of).map(|node| node.place(size).0).collect()
}

fn read(reader: &mut Reader<'_>, size: u64, ranges: Vec<Range<u64>>) -> Result<Vec<Hash>, Unread> {
    ranges.into_iter().map(|range| reader.root(range, size)).collect()
}
