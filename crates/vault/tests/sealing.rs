//! What a sealed value promises, held against generated values, places and damage.

use proptest::prelude::*;
use vault::{ClassKey, Key, Place, Tampered, envelope};

const ADA: [u8; 16] = *b"ada-ada-ada-ada-";
const BEN: [u8; 16] = *b"ben-ben-ben-ben-";
const NONCE: [u8; 12] = [3; 12];

fn key() -> ClassKey {
    ClassKey::new(&Key::from_bytes([1; 32]))
}

fn place() -> Place<'static> {
    Place { table: "account", column: "phone", customer: &ADA, row: b"7", class: "account", key_version: 1 }
}

fn opens(at: &Place, sealed: &[u8]) -> bool {
    key().open_bytes(at, sealed).is_ok()
}

proptest! {
    #[test]
    fn what_is_sealed_opens_at_its_place(text in ".{0,300}", nonce: [u8; 12], version: u32) {
        let place = Place { key_version: version, ..place() };
        let sealed = key().seal(nonce, &place, text.as_bytes());
        prop_assert!(key().open(&place, &sealed).is_ok_and(|opened| opened.show() == text));
        prop_assert_eq!(envelope::key_version(&sealed), Ok(version));
    }

    #[test]
    fn bytes_that_are_not_text_open_as_bytes(plain in prop::collection::vec(any::<u8>(), 0..300)) {
        let sealed = key().seal(NONCE, &place(), &plain);
        prop_assert!(key().open_bytes(&place(), &sealed).is_ok_and(|opened| opened.bytes() == plain));
    }

    #[test]
    fn a_value_with_any_bit_flipped_does_not_open(text in ".{0,90}", bit: prop::sample::Index) {
        let mut sealed = key().seal(NONCE, &place(), text.as_bytes());
        let bit = bit.index(sealed.len() * 8);
        sealed[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!opens(&place(), &sealed));
    }

    #[test]
    fn a_value_cut_or_extended_does_not_open(text in ".{0,90}", cut: prop::sample::Index, more: u8) {
        let mut sealed = key().seal(NONCE, &place(), text.as_bytes());
        prop_assert!(!opens(&place(), &sealed[..cut.index(sealed.len())]));
        sealed.push(more);
        prop_assert!(!opens(&place(), &sealed));
    }

    #[test]
    fn another_key_does_not_open_it(text in ".{0,90}", other: [u8; 32]) {
        prop_assume!(other != [1; 32]);
        let sealed = key().seal(NONCE, &place(), text.as_bytes());
        prop_assert!(ClassKey::new(&Key::from_bytes(other)).open(&place(), &sealed).is_err());
    }

    #[test]
    fn letters_moved_from_one_part_of_a_place_to_the_next_are_noticed(
        letters in "[a-z]{2,12}", one: prop::sample::Index, other: prop::sample::Index,
    ) {
        let (table, column) = letters.split_at(one.index(letters.len()));
        let (other_table, other_column) = letters.split_at(other.index(letters.len()));
        let sealed = key().seal(NONCE, &Place { table, column, ..place() }, b"07700 900123");
        let moved = Place { table: other_table, column: other_column, ..place() };
        prop_assert_eq!(opens(&moved, &sealed), table == other_table);
    }

    #[test]
    fn the_length_of_a_sealed_value_tells_its_bucket_only(length in 0_usize..3_000) {
        let sealed = key().seal(NONCE, &place(), &vec![b'x'; length]);
        let buckets = [32, 64, 128, 256, 512, 1_024, 2_048, 4_096];
        let bucket = buckets.into_iter().find(|&bucket| length + 4 <= bucket).unwrap();
        prop_assert_eq!(sealed.len(), 1 + 4 + 12 + 32 + bucket + 16);
        prop_assert_eq!(sealed.len(), envelope::sealed_length(length));
    }

    #[test]
    fn arbitrary_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(!opens(&place(), &bytes));
    }
}

#[test]
fn a_value_moved_to_any_other_place_does_not_open() {
    let sealed = key().seal(NONCE, &place(), b"07700 900123");
    let elsewhere = [
        ("table", Place { table: "address", ..place() }),
        ("column", Place { column: "fax", ..place() }),
        ("customer", Place { customer: &BEN, ..place() }),
        ("row", Place { row: b"8", ..place() }),
        ("no row", Place { row: b"", ..place() }),
        ("class", Place { class: "orders", ..place() }),
        ("key version", Place { key_version: 2, ..place() }),
    ];
    assert!(opens(&place(), &sealed));
    for (changed, place) in elsewhere {
        assert!(!opens(&place, &sealed), "{changed}");
    }
}

#[test]
fn a_rewritten_key_version_does_not_open_at_the_version_it_claims() {
    let mut sealed = key().seal(NONCE, &place(), b"07700 900123");
    sealed[1..5].copy_from_slice(&2_u32.to_be_bytes());
    assert_eq!(envelope::key_version(&sealed), Ok(2));
    assert!(!opens(&Place { key_version: 2, ..place() }, &sealed));
}

#[test]
fn the_commitment_of_another_key_does_not_open() {
    let other = ClassKey::new(&Key::from_bytes([2; 32])).seal(NONCE, &place(), b"07700 900123");
    let mut sealed = key().seal(NONCE, &place(), b"07700 900123");
    sealed[17..49].copy_from_slice(&other[17..49]);
    assert!(!opens(&place(), &sealed));
}

#[test]
fn an_envelope_of_another_version_is_refused() {
    let mut sealed = key().seal(NONCE, &place(), b"07700 900123");
    sealed[0] = 2;
    assert_eq!(envelope::key_version(&sealed), Err(Tampered));
    assert!(!opens(&place(), &sealed));
}

#[test]
fn bytes_that_are_not_text_do_not_open_as_text() {
    let sealed = key().seal(NONCE, &place(), &[0xff, 0xfe]);
    assert_eq!(key().open(&place(), &sealed).err(), Some(Tampered));
}

#[test]
fn an_opened_value_is_the_same_as_itself_and_as_nothing_else() {
    let sealed = key().seal(NONCE, &place(), b"ada@example.org");
    let opened = key().open(&place(), &sealed).unwrap_or_else(|refused| panic!("{refused}"));
    assert!(opened.same("ada@example.org"));
    for other in ["", "ada@example.or", "ada@example.org ", "Ada@example.org", "ben@example.org"] {
        assert!(!opened.same(other), "{other}");
    }
}
