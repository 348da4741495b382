//! The right edge of a tree: all that is needed to add leaves one by one and to know the root at any time. For whoever
//! reads a whole log and holds it against a checkpoint.

use crate::{Hash, Head, tiles::fold};

/// The roots of the full subtrees that a tree is made of, at most 64.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    size: u64,
    subtrees: Vec<Hash>,
}

impl Edge {
    /// The edge of an empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the leaf of the next entry.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                node = Hash::node(&left, &node);
            }
        }
        self.subtrees.push(node);
        self.size += 1;
    }

    /// The tree so far.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { size: self.size, root: fold(&self.subtrees) }
    }
}
