//! Proofs checked (RFC 9162 sections 2.1.3.2 and 2.1.4.2). Nothing but the proof, the sizes and the roots is needed.

use thiserror::Error;

use crate::{Hash, Head, limits};

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unproven {
    /// The number of the entry is not below the size of the tree, or a tree was to grow backwards.
    #[error("the numbers do not fit: the entry is outside the tree, or the old tree is the larger one")]
    Outside,
    /// More or fewer hashes than this place in a tree of this size has.
    #[error("the proof has too many or too few hashes")]
    Length,
    /// The hashes lead somewhere else.
    #[error("the proof does not lead to the root: something was changed")]
    Root,
}

/// That the entry with this leaf has this number in this tree.
///
/// # Errors
/// When the proof does not show it.
pub fn verify_inclusion(leaf: &Hash, index: u64, head: &Head, proof: &[Hash]) -> Result<(), Unproven> {
    if index >= head.size || head.size > limits::SIZE {
        return Err(Unproven::Outside);
    }
    let (mut at, mut last, mut root) = (index, head.size - 1, *leaf);
    for hash in proof {
        if last == 0 {
            return Err(Unproven::Length);
        }
        if at & 1 == 1 || at == last {
            root = Hash::node(hash, &root);
            climb_past_missing_siblings(&mut at, &mut last);
        } else {
            root = Hash::node(&root, hash);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    ended(last, &[(root, head.root)])
}

/// That the new tree begins with the whole old one, in its order.
///
/// # Errors
/// When the proof does not show it.
pub fn verify_consistency(old: &Head, new: &Head, proof: &[Hash]) -> Result<(), Unproven> {
    if old.size > new.size || new.size > limits::SIZE {
        return Err(Unproven::Outside);
    }
    if old.size == new.size || old.size == 0 {
        return trivially(old, new, proof);
    }
    let (first, rest) = match proof {
        // The root of a full old tree is known to the reader and left out.
        _ if old.size.is_power_of_two() => (&old.root, proof),
        [first, rest @ ..] => (first, rest),
        [] => return Err(Unproven::Length),
    };
    let (mut at, mut last) = (old.size - 1, new.size - 1);
    let full = at.trailing_ones();
    (at, last) = (at >> full, last >> full);
    let (mut old_root, mut new_root) = (*first, *first);
    for hash in rest {
        if last == 0 {
            return Err(Unproven::Length);
        }
        if at & 1 == 1 || at == last {
            old_root = Hash::node(hash, &old_root);
            new_root = Hash::node(hash, &new_root);
            climb_past_missing_siblings(&mut at, &mut last);
        } else {
            new_root = Hash::node(&new_root, hash);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    ended(last, &[(old_root, old.root), (new_root, new.root)])
}

/// On the right edge a node may have no sibling for some levels: its hash stands for all of them.
fn climb_past_missing_siblings(at: &mut u64, last: &mut u64) {
    if *at & 1 == 0 {
        let levels = at.trailing_zeros().min(63);
        *at >>= levels;
        *last >>= levels;
    }
}

fn ended(last: u64, roots: &[(Hash, Hash)]) -> Result<(), Unproven> {
    if last != 0 {
        return Err(Unproven::Length);
    }
    if roots.iter().all(|(found, wanted)| found == wanted) { Ok(()) } else { Err(Unproven::Root) }
}

/// From nothing to anything, and from a tree to itself: there is nothing to prove, but roots must be right.
fn trivially(old: &Head, new: &Head, proof: &[Hash]) -> Result<(), Unproven> {
    if !proof.is_empty() {
        return Err(Unproven::Length);
    }
    let empty = |head: &Head| head.size != 0 || head.root == crate::EMPTY_ROOT;
    let same = old.size != new.size || old.root == new.root;
    if same && empty(old) && empty(new) { Ok(()) } else { Err(Unproven::Root) }
}
