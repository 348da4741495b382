//! Trees, tiles and proofs, held against RFC 6962 read word for word, and against damage.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Store, entries, grow, leaves, log, naive_consistency, naive_path, naive_root};
use proptest::prelude::*;
use tlog::{
    Edge, Hash, Head, Name, Prover, Tiles, Unproven, Unread, append, bundle, needed_for_consistency,
    needed_for_inclusion, needed_to_append, prove_consistency, prove_inclusion, root_of, verify_consistency,
    verify_inclusion,
};

/// Tiles as a store keeps them that writes over a partial one when it grows: each is the beginning of what is there.
struct Grown<'a>(&'a Store);

impl Tiles for Grown<'_> {
    fn read(&self, name: &Name) -> Option<Vec<u8>> {
        let Name::Tile { level, index, .. } = *name else { return None };
        let there = |found: &&Name| matches!(found, Name::Tile { level: l, index: i, .. } if (*l, *i) == (level, index));
        let found = self.0.keys().find(there)?;
        self.0[found].get(..32 * name.width()).map(<[u8]>::to_vec)
    }
}

fn head_of(count: usize) -> Head {
    Head { size: count as u64, root: naive_root(&leaves(count)) }
}

#[test]
fn every_small_tree_has_the_roots_and_proofs_of_the_definition() {
    let all = leaves(40);
    for size in 1..=40 {
        let store = log(size).0;
        let head = head_of(size);
        assert_eq!(root_of(&store, head.size), Ok(head.root));
        for index in 0..size {
            let path = prove_inclusion(&store, index as u64, head.size).unwrap();
            assert_eq!(path, naive_path(index, &all[..size]));
            assert_eq!(verify_inclusion(&all[index], index as u64, &head, &path), Ok(()));
        }
        for old in 1..=size {
            let proof = prove_consistency(&store, old as u64, head.size).unwrap();
            assert_eq!(proof, naive_consistency(old, &all[..size]));
            assert_eq!(verify_consistency(&head_of(old), &head, &proof), Ok(()));
        }
    }
}

#[test]
fn a_tree_of_seventy_thousand_has_the_tiles_that_the_specification_counts() {
    let (store, head) = log(70_000);
    let widths = |level| -> Vec<usize> {
        let of = |name: &&Name| matches!(name, Name::Tile { level: found, .. } if *found == level);
        store.keys().filter(of).map(Name::width).collect()
    };
    let full = |count| vec![256; count];
    assert_eq!(widths(0), [full(273), vec![112]].concat());
    assert_eq!(widths(1), [full(1), vec![17]].concat());
    assert_eq!(widths(2), [1]);
    assert_eq!(store.len(), 2 * 274 + 3);
    let all = leaves(70_000);
    assert_eq!(head.root, naive_root(&all));
    for (old, index) in [(1, 0), (256, 255), (65_535, 65_536), (65_536, 69_999), (69_888, 300)] {
        let path = prove_inclusion(&store, index as u64, head.size).unwrap();
        assert_eq!(verify_inclusion(&all[index], index as u64, &head, &path), Ok(()));
        let proof = prove_consistency(&store, old, head.size).unwrap();
        let before = Head { size: old, root: naive_root(&all[..old as usize]) };
        assert_eq!(verify_consistency(&before, &head, &proof), Ok(()));
    }
}

#[test]
fn a_full_tile_serves_where_a_partial_one_is_gone() {
    struct OnlyFull(Store);
    impl Tiles for OnlyFull {
        fn read(&self, name: &Name) -> Option<Vec<u8>> {
            let Name::Tile { level, index, .. } = *name else { return None };
            self.0.get(&Name::Tile { level, index, width: 256 }).cloned()
        }
    }
    let full = OnlyFull(log(256).0);
    assert_eq!(root_of(&full, 100), Ok(naive_root(&leaves(100))));
    assert_eq!(prove_inclusion(&full, 99, 100).unwrap(), naive_path(99, &leaves(100)));
}

#[test]
fn a_reader_of_all_entries_arrives_at_the_root() {
    let (store, head) = log(600);
    let mut edge = Edge::new();
    for index in 0..3 {
        let width = if index < 2 { 256 } else { 88 };
        let name = Name::Entries { index, width: width as u16 };
        let bytes = store.read(&name).unwrap();
        let found = bundle::leaves(&bytes, width).unwrap();
        let tile = store.read(&Name::Tile { level: 0, index, width: width as u16 }).unwrap();
        assert_eq!(tile, found.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>());
        found.into_iter().for_each(|leaf| edge.push(leaf));
    }
    assert_eq!(edge.head(), head);
}

#[test]
fn a_log_whose_tiles_were_changed_grows_no_further() {
    let (store, head) = log(300);
    let more = entries(1);
    for name in needed_to_append(300) {
        let mut damaged = store.clone();
        damaged.get_mut(&name).unwrap()[5] ^= 1;
        assert!(append(&damaged, &head, &more).is_err(), "{name}");
        damaged.remove(&name);
        assert_eq!(append(&damaged, &head, &more), Err(Unread::Missing(name)));
    }
    let other = Head { root: Hash([7; 32]), ..head };
    assert_eq!(append(&store, &other, &more), Err(Unread::Disagree));
    let cut: Store = store.iter().map(|(name, bytes)| (*name, bytes[..bytes.len() - 1].to_vec())).collect();
    assert!(append(&cut, &head, &more).is_err());
}

#[test]
fn an_entry_that_no_bundle_can_hold_is_refused() {
    assert_eq!(append(&Store::new(), &Head::EMPTY, &[vec![0; 65_536]]), Err(Unread::EntryTooLong));
    let largest = append(&Store::new(), &Head::EMPTY, &[vec![0; 65_535]]).unwrap();
    let (_, bytes) = &largest.files[1];
    assert_eq!(bundle::entries(bytes, 1), Ok(vec![[0; 65_535].as_slice()]));
}

#[test]
fn nothing_is_written_for_an_empty_batch() {
    let (store, head) = log(300);
    let none: [Vec<u8>; 0] = [];
    let appended = append(&store, &head, &none).unwrap();
    assert_eq!((appended.head, appended.files), (head, Vec::new()));
}

#[test]
fn sizes_beyond_the_largest_tree_are_refused() {
    let most = tlog::limits::SIZE;
    let none = Store::new();
    let far = Head { size: most + 1, root: tlog::EMPTY_ROOT };
    assert_eq!(prove_inclusion(&none, 0, u64::MAX), Err(Unread::Outside));
    assert_eq!(prove_consistency(&none, 1, most + 1), Err(Unread::Outside));
    assert_eq!(root_of(&none, u64::MAX), Err(Unread::Outside));
    assert_eq!(append(&none, &Head { size: u64::MAX, ..far }, &entries(1)), Err(Unread::Outside));
    assert_eq!(verify_inclusion(&far.root, 0, &far, &[]), Err(Unproven::Outside));
    assert_eq!(verify_consistency(&Head::EMPTY, &far, &[]), Err(Unproven::Outside));
    // The largest tree itself is only too large to be here.
    assert!(matches!(prove_inclusion(&none, most - 1, most), Err(Unread::Missing(_))));
    assert!(needed_for_inclusion(0, most).unwrap().len() <= tlog::limits::PROOF);
    assert!(needed_to_append(most).len() <= 9);
}

/// Sizes around the edges of tiles, and any others up to 600.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![1..600usize, 254..260usize, 510..515usize]
}

/// A store that has nothing but these names.
fn only(store: &Store, names: impl IntoIterator<Item = Name>) -> Store {
    names.into_iter().map(|name| (name, store[&name].clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn batches_write_what_single_entries_write(cuts in prop::collection::vec(0..200usize, 1..5)) {
        let count = cuts.iter().sum();
        let all = entries(count);
        let (mut batched, mut single) = (Store::new(), Store::new());
        let mut head = Head::EMPTY;
        let mut rest = all.as_slice();
        for cut in cuts {
            let (batch, after) = rest.split_at(cut);
            head = grow(&mut batched, head, batch);
            rest = after;
        }
        let last = all.chunks(1).fold(Head::EMPTY, |head, entry| grow(&mut single, head, entry));
        prop_assert_eq!(head, last);
        prop_assert_eq!(head, head_of(count));
        // One by one leaves more partial tiles behind; all that a batch wrote is among them, byte for byte.
        for (name, bytes) in &batched {
            prop_assert_eq!(single.get(name), Some(bytes));
        }
        let last_of_one_batch = log(count).0;
        for (name, bytes) in &last_of_one_batch {
            prop_assert_eq!(batched.get(name), Some(bytes));
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_inclusion_proof_holds_and_nothing_beside_it_does(size in size(), at in any::<prop::sample::Index>(), bit in 0..256usize, other in any::<prop::sample::Index>()) {
        let (store, head) = log(size);
        let index = at.index(size);
        let leaf = leaves(size)[index];
        let path = prove_inclusion(&store, index as u64, head.size).unwrap();
        prop_assert_eq!(verify_inclusion(&leaf, index as u64, &head, &path), Ok(()));
        prop_assert_eq!(&path, &naive_path(index, &leaves(size)));

        prop_assert!(verify_inclusion(&flipped(leaf, bit), index as u64, &head, &path).is_err());
        let wrong_root = Head { root: flipped(head.root, bit), ..head };
        prop_assert!(verify_inclusion(&leaf, index as u64, &wrong_root, &path).is_err());
        for wrong in (0..size as u64).filter(|wrong| *wrong != index as u64) {
            prop_assert!(verify_inclusion(&leaf, wrong, &head, &path).is_err());
        }
        for beside in damaged(&path, bit, other) {
            prop_assert!(verify_inclusion(&leaf, index as u64, &head, &beside).is_err());
        }
        let beyond = Head { size: head.size * 2, ..head };
        prop_assert!(verify_inclusion(&leaf, index as u64, &beyond, &path).is_err());
        prop_assert_eq!(verify_inclusion(&leaf, head.size, &head, &path), Err(Unproven::Outside));
    }

    #[test]
    fn one_prover_proves_in_trees_of_many_sizes_what_each_proves_alone(size in size(), draws in proptest::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 1..20)) {
        let (store, _) = log(size);
        let grown = Grown(&store);
        let mut prover = Prover::new(&grown);
        for (of, at) in draws {
            let size = of.index(size) + 1;
            let index = at.index(size);
            let path = prover.inclusion(index as u64, size as u64).unwrap();
            prop_assert_eq!(path, naive_path(index, &leaves(size)));
        }
    }

    #[test]
    fn a_consistency_proof_holds_and_nothing_beside_it_does(size in size(), at in any::<prop::sample::Index>(), bit in 0..256usize, other in any::<prop::sample::Index>()) {
        let (store, new) = log(size);
        let old = head_of(at.index(size) + 1);
        let proof = prove_consistency(&store, old.size, new.size).unwrap();
        prop_assert_eq!(verify_consistency(&old, &new, &proof), Ok(()));
        prop_assert_eq!(&proof, &naive_consistency(old.size as usize, &leaves(size)));

        let wrong_old = Head { root: flipped(old.root, bit), ..old };
        prop_assert!(verify_consistency(&wrong_old, &new, &proof).is_err());
        let wrong_new = Head { root: flipped(new.root, bit), ..new };
        prop_assert!(verify_consistency(&old, &wrong_new, &proof).is_err());
        for wrong in (0..=new.size).filter(|wrong| *wrong != old.size) {
            let misnumbered = Head { size: wrong, ..old };
            prop_assert!(verify_consistency(&misnumbered, &new, &proof).is_err());
        }
        for beside in damaged(&proof, bit, other) {
            prop_assert!(verify_consistency(&old, &new, &beside).is_err());
        }
        if old.size < new.size {
            prop_assert_eq!(verify_consistency(&new, &old, &proof), Err(Unproven::Outside));
        }
    }

    #[test]
    fn what_is_said_to_be_needed_suffices(size in size(), at in any::<prop::sample::Index>()) {
        let (store, head) = log(size);
        let number = at.index(size) as u64;
        let some = only(&store, needed_for_inclusion(number, head.size).unwrap());
        prop_assert!(prove_inclusion(&some, number, head.size).is_ok());
        let some = only(&store, needed_for_consistency(number, head.size).unwrap());
        prop_assert!(prove_consistency(&some, number, head.size).is_ok());
        let some = only(&store, needed_to_append(head.size));
        prop_assert!(append(&some, &head, &entries(300)).is_ok());
    }

    #[test]
    fn a_name_is_read_as_it_is_written(level in 0..64u8, index in any::<u64>(), width in 1..=256u16, text in ".{0,40}", path in "tile/[0-9x]{1,3}/[x0-9/.p]{0,12}") {
        for name in [Name::Tile { level, index, width }, Name::Entries { index, width }] {
            prop_assert_eq!(name.to_string().parse(), Ok(name));
        }
        for text in [text, path] {
            if let Ok(name) = text.parse::<Name>() {
                prop_assert_eq!(name.to_string(), text);
            }
        }
    }

    #[test]
    fn a_bundle_is_read_as_it_is_written_or_refused(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..=256), junk in prop::collection::vec(any::<u8>(), 0..2000), width in 0..300usize) {
        let mut bytes = Vec::new();
        entries.iter().for_each(|entry| bundle::push(&mut bytes, entry).unwrap());
        let read: Vec<Vec<u8>> = bundle::entries(&bytes, entries.len()).unwrap().iter().map(|entry| entry.to_vec()).collect();
        prop_assert_eq!(&read, &entries);
        prop_assert!(bundle::entries(&bytes, entries.len() + 1).is_err());
        if let Ok(found) = bundle::entries(&junk, width) {
            prop_assert_eq!(found.len(), width);
            prop_assert_eq!(found.iter().map(|entry| entry.len() + 2).sum::<usize>(), junk.len());
        }
    }
}

fn flipped(mut hash: Hash, bit: usize) -> Hash {
    hash.0[bit / 8] ^= 1 << (bit % 8);
    hash
}

/// The proof with a bit of one hash changed, a hash less at either end, and a hash more at either end.
fn damaged(proof: &[Hash], bit: usize, at: prop::sample::Index) -> Vec<Vec<Hash>> {
    let more = Hash([9; 32]);
    let mut all = vec![[&[more], proof].concat(), [proof, &[more]].concat()];
    if !proof.is_empty() {
        let mut changed = proof.to_vec();
        let place = at.index(proof.len());
        changed[place] = flipped(changed[place], bit);
        all.extend([changed, proof[1..].to_vec(), proof[..proof.len() - 1].to_vec()]);
    }
    all
}
