//! What several tests need: a log in memory, keys, and RFC 6962 read word for word.
#![allow(dead_code, clippy::unwrap_used, reason = "each test uses some of it")]

use std::collections::BTreeMap;

use tlog::{Checkpoint, Hash, Head, Kind, Name, Published, SeedKey, Signer, append};

pub type Store = BTreeMap<Name, Vec<u8>>;

/// The tree hash of RFC 6962 section 2.1, as its definition reads.
pub fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => tlog::EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(naive_split(leaves.len()));
            Hash::node(&naive_root(left), &naive_root(right))
        }
    }
}

/// PATH(m, D[n]) of RFC 6962 section 2.1.1.
pub fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let cut = naive_split(leaves.len());
    let (left, right) = leaves.split_at(cut);
    let (mut path, sibling) = if index < cut {
        (naive_path(index, left), naive_root(right))
    } else {
        (naive_path(index - cut, right), naive_root(left))
    };
    path.push(sibling);
    path
}

/// PROOF(m, D[n]) of RFC 6962 section 2.1.2.
pub fn naive_consistency(old: usize, leaves: &[Hash]) -> Vec<Hash> {
    naive_subproof(old, leaves, true)
}

fn naive_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let cut = naive_split(leaves.len());
    let (left, right) = leaves.split_at(cut);
    let (mut proof, last) = if old <= cut {
        (naive_subproof(old, left, whole), naive_root(right))
    } else {
        (naive_subproof(old - cut, right, false), naive_root(left))
    };
    proof.push(last);
    proof
}

fn naive_split(size: usize) -> usize {
    let mut cut = 1;
    while cut * 2 < size {
        cut *= 2;
    }
    cut
}

pub fn entries(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|number| format!("entry {number}").into_bytes()).collect()
}

pub fn leaves(count: usize) -> Vec<Hash> {
    entries(count).iter().map(|entry| Hash::leaf(entry)).collect()
}

/// Adds entries to a log in memory.
pub fn grow(store: &mut Store, head: Head, entries: &[Vec<u8>]) -> Head {
    let appended = append(store, &head, entries).unwrap();
    store.extend(appended.files);
    appended.head
}

/// A log in memory with so many entries, written in one batch.
pub fn log(count: usize) -> (Store, Head) {
    let mut store = Store::new();
    let head = grow(&mut store, Head::EMPTY, &entries(count));
    (store, head)
}

pub fn signer(name: &str, kind: Kind, seed: u8) -> Signer<SeedKey> {
    Signer::new(name, kind, SeedKey::new(&[seed; 32]).unwrap()).unwrap()
}

pub const ORIGIN: &str = "shop.example/ledger";

pub fn shop() -> Signer<SeedKey> {
    signer(ORIGIN, Kind::Note, 1)
}

pub fn witness() -> Signer<SeedKey> {
    signer("witness.example/w1", Kind::Cosignature, 2)
}

pub fn published(head: Head) -> Published {
    Checkpoint::new(ORIGIN, head).unwrap().sign(&shop()).unwrap()
}
