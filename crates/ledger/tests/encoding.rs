//! A record has exactly one form in bytes, and a chain exactly one in a file.

use ledger::{
    BrokenChainFile, Entry, Head, Kind, Line, Record, Undecodable, append, from_chain_file, leaf,
    to_chain_file, verify,
};
use proptest::prelude::*;

fn any_entry() -> impl Strategy<Value = Entry> {
    let texts = prop::array::uniform8(".{0,20}");
    let leaves = prop::collection::vec("[a-z.]{0,12}", 0..5);
    let maybes = (prop::option::of(".{0,9}"), prop::option::of(".{0,9}"));
    let parts = (any::<i64>(), prop::sample::select(&Kind::ALL), texts, leaves, maybes);
    parts.prop_map(|(at, kind, texts, leaves, (about, recipient))| {
        let [actor, party, verb, purpose, ground, paragraph, policy_version, policy_hash] = texts;
        Entry {
            at,
            kind,
            actor,
            party,
            verb,
            purpose,
            leaves,
            ground,
            paragraph,
            policy_version,
            policy_hash,
            about,
            recipient,
        }
    })
}

fn any_record() -> impl Strategy<Value = Record> {
    (any::<u64>(), any_entry(), any::<[u8; 32]>(), any::<[u8; 32]>())
        .prop_map(|(seq, entry, prev, salt)| Record { seq, entry, prev, salt })
}

fn any_chain() -> impl Strategy<Value = (Vec<Line>, Head)> {
    prop::collection::vec((any_entry(), any::<[u8; 32]>(), any::<bool>()), 0..5).prop_map(|parts| {
        let mut head = Head::GENESIS;
        let mut lines = Vec::new();
        for (entry, salt, gone) in parts {
            let new = append(head, entry, salt);
            head = new.head;
            let line = Line::from(new);
            lines.push(if gone { Line { record: None, ..line } } else { line });
        }
        (lines, head)
    })
}

proptest! {
    #[test]
    fn a_record_comes_back_from_its_bytes(record in any_record()) {
        prop_assert!(Record::decode(&record.encode()) == Ok(record));
    }

    #[test]
    fn a_record_cut_or_extended_does_not_decode(record in any_record(), cut: prop::sample::Index, more: u8) {
        let mut bytes = record.encode();
        prop_assert_eq!(Record::decode(&bytes[..cut.index(bytes.len())]).err(), Some(Undecodable));
        bytes.push(more);
        prop_assert_eq!(Record::decode(&bytes).err(), Some(Undecodable));
    }

    #[test]
    fn bytes_that_decode_are_the_encoding_of_what_they_decode_to(
        record in any_record(), at: prop::sample::Index, byte: u8,
    ) {
        let mut bytes = record.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(changed) = Record::decode(&bytes) {
            prop_assert_eq!(changed.encode(), bytes);
        }
    }

    #[test]
    fn different_records_have_different_leaves(one in any_record(), other in any_record()) {
        prop_assert_eq!(leaf(&one) == leaf(&other), one == other);
    }

    #[test]
    fn arbitrary_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        prop_assert!(Record::decode(&bytes).is_err());
    }

    #[test]
    fn a_chain_comes_back_from_its_file_and_verifies((lines, head) in any_chain()) {
        let (read, known) = from_chain_file(&to_chain_file(&lines, Some(head))).unwrap();
        prop_assert!(read == lines);
        prop_assert_eq!(known, Some(head));
        prop_assert!(verify(read, known).is_ok());
    }
}

#[test]
fn a_kind_that_does_not_exist_does_not_decode() {
    let mut bytes = example().encode();
    let kind = 1 + 8 + 8;
    assert_eq!(bytes[kind], Kind::Opened as u8);
    bytes[kind] = 9;
    assert_eq!(Record::decode(&bytes).err(), Some(Undecodable));
    bytes[kind] = 0;
    assert_eq!(Record::decode(&bytes).err(), Some(Undecodable));
}

#[test]
fn a_record_of_another_version_does_not_decode() {
    let mut bytes = example().encode();
    bytes[0] = 2;
    assert_eq!(Record::decode(&bytes).err(), Some(Undecodable));
}

#[test]
fn a_count_of_leaves_beyond_the_bytes_is_refused_without_making_room_for_it() {
    let mut bytes = example().encode();
    let count = 1 + 8 + 8 + 1 + 4 * 4;
    bytes[count..count + 4].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(Record::decode(&bytes).err(), Some(Undecodable));
}

#[test]
fn a_damaged_line_of_a_chain_file_is_named() {
    let line = Line::from(append(Head::GENESIS, example().entry, [1; 32]));
    let hash: String = line.leaf.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = to_chain_file(&[line], None);
    let damaged = [&hash.to_uppercase(), &hash[..62], &format!("{hash}00"), &"g".repeat(64), &"é".repeat(32)];
    for damage in damaged {
        let refusal = from_chain_file(&file.replace(&hash, damage)).err();
        assert_eq!(refusal, Some(BrokenChainFile::Line { seq: 1 }), "{damage}");
    }
}

#[test]
fn a_file_of_another_form_is_no_chain_file() {
    let file = to_chain_file(&[], None);
    for other in ["", "[]", "{}", &file.replace("chain-1", "chain-2"), &file.replace("lines", "rows")] {
        assert_eq!(from_chain_file(other).err(), Some(BrokenChainFile::Form), "{other}");
    }
}

fn example() -> Record {
    let text = String::new;
    let entry = Entry {
        at: 0,
        kind: Kind::Opened,
        actor: text(),
        party: text(),
        verb: text(),
        purpose: text(),
        leaves: Vec::new(),
        ground: text(),
        paragraph: text(),
        policy_version: text(),
        policy_hash: text(),
        about: None,
        recipient: None,
    };
    Record { seq: 1, entry, prev: [0; 32], salt: [1; 32] }
}
