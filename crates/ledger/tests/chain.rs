//! What a chain promises: any line deleted, changed, moved, renumbered or cut off is found and named.

use ledger::{Appended, Broken, Entry, Head, Kind, Line, Record, Why, append, leaf, verify, verify_from};
use proptest::prelude::*;

fn entry(at: i64) -> Entry {
    Entry {
        at,
        kind: Kind::HandedOver,
        actor: "shop".into(),
        party: "courier".into(),
        verb: "use".into(),
        purpose: "order.deliver".into(),
        leaves: vec!["identity.name".into(), "contact.shipping".into()],
        ground: "contract".into(),
        paragraph: "2.4".into(),
        policy_version: "3".into(),
        policy_hash: "c0ffee".into(),
        about: Some("A-1001".into()),
        recipient: None,
    }
}

fn salt(seq: u64) -> [u8; 32] {
    [seq.to_le_bytes()[0]; 32]
}

/// Ada's chain of this many lines.
fn chain(count: u64) -> Vec<Line> {
    let mut head = Head::GENESIS;
    let mut next = |seq: u64| {
        let new = append(head, entry(seq.cast_signed()), salt(seq));
        head = new.head;
        Line::from(new)
    };
    (1..=count).map(&mut next).collect()
}

fn end(lines: &[Line]) -> Option<Head> {
    lines.last().map(|line| Head { seq: line.seq, hash: line.head })
}

fn erased(lines: Vec<Line>) -> Vec<Line> {
    lines.into_iter().map(|line| Line { record: None, ..line }).collect()
}

fn first_bad(lines: Vec<Line>, known: Option<Head>) -> Option<(u64, Why)> {
    verify(lines, known).err().map(|Broken { seq, why }| (seq, why))
}

/// A chain of 2 to 12 lines, erased or not, and the index of one of its lines.
fn any_chain() -> impl Strategy<Value = (Vec<Line>, usize)> {
    (2_u64..=12, any::<bool>(), any::<prop::sample::Index>()).prop_map(|(count, gone, index)| {
        let lines = if gone { erased(chain(count)) } else { chain(count) };
        let index = index.index(lines.len());
        (lines, index)
    })
}

proptest! {
    #[test]
    fn an_untouched_chain_verifies((lines, index) in any_chain()) {
        let (known, last) = (end(&lines[..=index]), end(&lines).unwrap());
        let verified = verify(lines, known);
        prop_assert_eq!(verified.map(|verified| (verified.count, verified.head)), Ok((last.seq, last)));
    }

    #[test]
    fn a_deleted_line_is_named((mut lines, index) in any_chain()) {
        let known = end(&lines);
        let seq = lines.remove(index).seq;
        let why = if index == lines.len() { Why::CutOff } else { Why::Order };
        prop_assert_eq!(first_bad(lines, known), Some((seq, why)));
    }

    #[test]
    fn a_doubled_line_is_named((mut lines, index) in any_chain()) {
        lines.insert(index, lines[index].clone());
        prop_assert_eq!(first_bad(lines, None), Some((index as u64 + 2, Why::Order)));
    }

    #[test]
    fn the_first_of_two_swapped_lines_is_named((mut lines, index) in any_chain(), other: prop::sample::Index) {
        let other = other.index(lines.len());
        prop_assume!(index != other);
        lines.swap(index, other);
        prop_assert_eq!(first_bad(lines, None), Some((index.min(other) as u64 + 1, Why::Order)));
    }

    #[test]
    fn two_lines_swapped_and_renumbered_are_named((mut lines, index) in any_chain()) {
        prop_assume!(index > 0);
        lines.swap(index - 1, index);
        lines[index - 1].seq = index as u64;
        lines[index].seq = index as u64 + 1;
        let why = if lines[index].record.is_some() { Why::Record } else { Why::Head };
        prop_assert_eq!(first_bad(lines, None), Some((index as u64, why)));
    }

    #[test]
    fn a_renumbered_line_is_named((mut lines, index) in any_chain(), number: u64) {
        prop_assume!(number != lines[index].seq);
        lines[index].seq = number;
        prop_assert_eq!(first_bad(lines, None), Some((index as u64 + 1, Why::Order)));
    }

    #[test]
    fn a_line_with_any_bit_of_its_leaf_flipped_is_named((mut lines, index) in any_chain(), bit in 0_usize..256) {
        lines[index].leaf[bit / 8] ^= 1 << (bit % 8);
        let why = if lines[index].record.is_some() { Why::Record } else { Why::Head };
        prop_assert_eq!(first_bad(lines, None), Some((index as u64 + 1, why)));
    }

    #[test]
    fn a_line_with_any_bit_of_its_head_flipped_is_named((mut lines, index) in any_chain(), bit in 0_usize..256) {
        lines[index].head[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(first_bad(lines, None), Some((index as u64 + 1, Why::Head)));
    }

    #[test]
    fn a_changed_record_is_named(count in 1_u64..12, index: prop::sample::Index, at: i64, salt: [u8; 32]) {
        let mut lines = chain(count);
        let index = index.index(lines.len());
        let record = lines[index].record.as_mut().unwrap();
        prop_assume!(record.entry.at != at);
        record.entry.at = at;
        record.salt = salt;
        prop_assert_eq!(first_bad(lines, None), Some((index as u64 + 1, Why::Record)));
    }

    #[test]
    fn a_line_replaced_with_all_that_belongs_to_it_is_named_by_the_next((lines, index) in any_chain()) {
        let known = end(&lines);
        let mut lines = erased(lines);
        let before = if index == 0 { Head::GENESIS } else { end(&lines[..index]).unwrap() };
        lines[index] = Line { record: None, ..append(before, entry(-1), salt(0)).into() };
        let last = index + 1 == lines.len();
        let next = (!last).then_some((index as u64 + 2, Why::Head));
        prop_assert_eq!(first_bad(lines.clone(), None), next);
        prop_assert_eq!(first_bad(lines, known), next.or(Some((index as u64 + 1, Why::Rewritten))));
    }

    #[test]
    fn a_chain_cut_anywhere_is_named_at_the_cut((mut lines, index) in any_chain()) {
        let known = end(&lines);
        lines.truncate(index);
        prop_assert_eq!(first_bad(lines, known), Some((index as u64 + 1, Why::CutOff)));
    }

    #[test]
    fn a_chain_written_anew_from_any_line_fails_against_a_known_head((lines, index) in any_chain()) {
        let known = end(&lines).unwrap();
        let mut forged = lines[..index].to_vec();
        while forged.len() < lines.len() {
            let head = end(&forged).unwrap_or(Head::GENESIS);
            forged.push(append(head, entry(-1), salt(0)).into());
        }
        prop_assert_eq!(first_bad(forged.clone(), None), None);
        prop_assert_eq!(first_bad(forged, Some(known)), Some((known.seq, Why::Rewritten)));
    }

    #[test]
    fn a_checked_beginning_need_not_be_checked_again((lines, index) in any_chain()) {
        let (start, last) = (end(&lines[..=index]).unwrap(), end(&lines).unwrap());
        let rest = lines[index + 1..].to_vec();
        let count = rest.len() as u64;
        let verified = verify_from(start, rest, Some(last));
        prop_assert_eq!(verified.map(|verified| (verified.count, verified.head)), Ok((count, last)));
    }

    #[test]
    fn a_rest_that_follows_another_beginning_is_named(count in 2_u64..12, hash: [u8; 32]) {
        let lines = chain(count);
        let start = Head { seq: 1, hash };
        prop_assume!(end(&lines[..1]) != Some(start));
        let broken = verify_from(start, lines[1..].to_vec(), None).err();
        prop_assert_eq!(broken.map(|broken| broken.seq), Some(2));
    }
}

#[test]
fn a_chain_without_lines_verifies_and_ends_at_genesis() {
    let verified = verify(Vec::new(), None).unwrap();
    assert_eq!((verified.count, verified.head), (0, Head::GENESIS));
    let known = end(&chain(1));
    assert_eq!(first_bad(Vec::new(), known), Some((1, Why::CutOff)));
}

#[test]
fn a_chain_with_some_records_gone_verifies() {
    let mut lines = chain(6);
    let known = end(&lines);
    for line in lines.iter_mut().step_by(2) {
        line.record = None;
    }
    assert_eq!(first_bad(lines, known), None);
}

#[test]
fn a_record_moved_to_another_line_is_named_there() {
    let mut lines = chain(4);
    lines[2].record = lines[1].record.clone();
    assert_eq!(first_bad(lines, None), Some((3, Why::Record)));
}

#[test]
fn equal_entries_have_leaves_that_differ_by_their_salt_and_by_their_past() {
    let Appended { record, leaf: first, .. } = append(Head::GENESIS, entry(1), salt(1));
    let salted = leaf(&Record { salt: salt(2), ..record.clone() });
    let elsewhere = leaf(&Record { prev: [1; 32], ..record.clone() });
    assert_eq!(leaf(&record), first);
    assert_ne!(salted, first);
    assert_ne!(elsewhere, first);
}

#[test]
fn a_broken_chain_is_described_in_words_with_its_line() {
    let mut lines = chain(3);
    lines.remove(1);
    let said = verify(lines, None).unwrap_err().to_string();
    assert_eq!(said, "line 2 of the ledger is bad: it is missing, or stands out of order");
}

#[test]
fn printing_a_record_for_a_developer_shows_nothing_of_what_happened() {
    let Appended { record, .. } = append(Head::GENESIS, entry(1), salt(1));
    assert_eq!(format!("{record:?} {:?}", record.entry), "Record(1, ..) Entry(..)");
}
