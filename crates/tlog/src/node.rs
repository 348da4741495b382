//! Which nodes of the tree a root or a proof is made of. Everything here is about numbers; no hash is touched.

use std::ops::Range;

use crate::Name;

/// The root of a full subtree: 2^height leaves, the `index`-th such group from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Node {
    pub height: u32,
    pub index: u64,
}

impl Node {
    /// The tile that holds this node, or the hashes under it, in a tree of this size; and which of its hashes those are.
    pub fn place(self, size: u64) -> (Name, Range<usize>) {
        let level = u8::try_from(self.height / 8).unwrap_or(u8::MAX);
        let spread = self.height % 8;
        let name = Name::tile(level, self.index >> (8 - spread), size);
        let first = usize::try_from((self.index << spread) % 256).unwrap_or(0);
        (name, first..first + (1 << spread))
    }
}

/// The full subtrees that a range of leaves is made of, from left to right. The range begins where a subtree at least
/// as large as it may begin, as all ranges here do.
pub(crate) fn nodes_of(range: Range<u64>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let height = (range.end - at).ilog2();
        nodes.push(Node { height, index: at >> height });
        at += 1 << height;
    }
    nodes
}

/// The largest power of two below a size of at least 2: where RFC 6962 cuts a tree in two.
pub(crate) fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The ranges whose roots prove that a leaf is in a tree, from the leaf's sibling up.
pub(crate) fn inclusion(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut low, mut high) = (0, size);
    let mut siblings = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            siblings.push(middle..high);
            high = middle;
        } else {
            siblings.push(low..middle);
            low = middle;
        }
    }
    siblings.reverse();
    siblings
}

/// The ranges whose roots prove that a tree of the size `old`, at least 1, is the beginning of one of the size `new`.
pub(crate) fn consistency(old: u64, new: u64) -> Vec<Range<u64>> {
    let (mut low, mut high) = (0, new);
    let mut ranges = Vec::new();
    while old < high {
        let middle = low + split(high - low);
        if old <= middle {
            ranges.push(middle..high);
            high = middle;
        } else {
            ranges.push(low..middle);
            low = middle;
        }
    }
    // When the old tree is this whole left part, its root is known already and is left out.
    if low != 0 {
        ranges.push(low..high);
    }
    ranges.reverse();
    ranges
}
