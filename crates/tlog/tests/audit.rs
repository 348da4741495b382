//! A whole log read and built again: it holds as it is, and no file of it can be changed, cut or missing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use tlog::{EMPTY_ROOT, Head, Name, Unread, append, audit};

type Files = BTreeMap<Name, Vec<u8>>;

fn log(size: u64) -> (Files, Head) {
    let entries: Vec<[u8; 8]> = (0..size).map(u64::to_be_bytes).collect();
    let built = append(&Files::new(), &Head::EMPTY, &entries).unwrap();
    (built.files.into_iter().collect(), built.head)
}

#[test]
fn a_log_of_any_size_holds() {
    for size in [0, 1, 255, 256, 257, 700, 65_537] {
        let (files, head) = log(size);
        assert_eq!(audit(&files, &head), Ok(()), "{size}");
    }
}

#[test]
fn a_log_with_any_file_changed_cut_or_missing_does_not_hold_and_the_file_is_named() {
    let (files, head) = log(66_000);
    let some =
        files.keys().filter(|name| !name.to_string().contains("/1") || name.to_string().contains("tile/1"));
    for name in some.copied().collect::<Vec<_>>() {
        let mut changed = files.clone();
        changed.get_mut(&name).unwrap()[7] ^= 1;
        let named = audit(&changed, &head).unwrap_err();
        let leaves =
            Name::Tile { level: 0, index: index(&name), width: u16::try_from(name.width()).unwrap() };
        assert!(named == Unread::Damaged(name) || named == Unread::Damaged(leaves), "{name}: {named}");
        let mut cut = files.clone();
        cut.get_mut(&name).unwrap().pop();
        assert_eq!(audit(&cut, &head), Err(Unread::Damaged(name)));
        let mut without = files.clone();
        without.remove(&name);
        assert_eq!(audit(&without, &head), Err(Unread::Missing(name)));
    }
}

#[test]
fn a_log_that_was_built_anew_with_one_entry_changed_is_not_that_of_the_checkpoint() {
    let (_, head) = log(700);
    let mut entries: Vec<[u8; 8]> = (0..700).map(u64::to_be_bytes).collect();
    entries[3] = [9; 8];
    let other = append(&Files::new(), &Head::EMPTY, &entries).unwrap();
    let files: Files = other.files.into_iter().collect();
    assert_eq!(audit(&files, &head), Err(Unread::Disagree));
    assert_eq!(audit(&files, &Head { size: 0, root: EMPTY_ROOT }), Ok(()));
}

fn index(name: &Name) -> u64 {
    match name {
        Name::Tile { index, .. } | Name::Entries { index, .. } => *index,
    }
}
