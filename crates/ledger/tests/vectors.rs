//! The committed chain pins the forms of record, leaf, head and chain file.

use ledger::{Kind, from_chain_file, to_chain_file, verify};

const FILE: &str = include_str!("vectors/chain.json");

#[test]
fn the_committed_chain_verifies_though_one_record_is_gone() {
    let (lines, known) = from_chain_file(FILE).unwrap();
    assert!(lines[1].record.is_none());
    let verified = verify(lines, known).unwrap();
    assert_eq!((verified.count, Some(verified.head)), (4, known));
}

#[test]
fn the_committed_chain_says_what_happened() {
    let (lines, _) = from_chain_file(FILE).unwrap();
    let entry = &lines[2].record.as_ref().unwrap().entry;
    assert_eq!(entry.kind, Kind::HandedOver);
    assert_eq!((entry.party.as_str(), entry.purpose.as_str()), ("courier", "order.deliver"));
    assert_eq!(entry.leaves, ["identity.name", "contact.phone"]);
    assert_eq!((entry.about.as_deref(), entry.recipient.as_deref()), (Some("order A-1001"), None));
}

#[test]
fn the_committed_chain_is_written_in_the_same_letters() {
    let (lines, known) = from_chain_file(FILE).unwrap();
    assert_eq!(to_chain_file(&lines, known), FILE.trim_end());
}
