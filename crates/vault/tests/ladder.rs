//! Keys under keys, index tokens and link tokens.

use proptest::prelude::*;
use vault::{ClassKey, IndexKey, Key, LinkKey, Place, derive, new_root, unwrap, wrap};

const ADA: [u8; 16] = *b"ada-ada-ada-ada-";
const PLACE: Place =
    Place { table: "account", column: "name", customer: &ADA, row: b"", class: "account", key_version: 1 };

/// Keys cannot be compared, so two are held to be the same when one opens what the other sealed.
fn same_key(one: &Key, other: &Key) -> bool {
    let sealed = ClassKey::new(one).seal([0; 12], &PLACE, b"Ada");
    ClassKey::new(other).open(&PLACE, &sealed).is_ok()
}

proptest! {
    #[test]
    fn a_wrapped_key_comes_back(by: [u8; 32], key: [u8; 32]) {
        let wrapped = wrap(&Key::from_bytes(by), &Key::from_bytes(key));
        let back = unwrap(&Key::from_bytes(by), &wrapped);
        prop_assert_eq!(wrapped.len(), 40);
        prop_assert!(back.is_ok_and(|back| same_key(&back, &Key::from_bytes(key))));
    }

    #[test]
    fn a_wrapped_key_with_any_bit_flipped_stays_wrapped(by: [u8; 32], key: [u8; 32], bit in 0_usize..320) {
        let mut wrapped = wrap(&Key::from_bytes(by), &Key::from_bytes(key));
        wrapped[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(unwrap(&Key::from_bytes(by), &wrapped).is_err());
    }

    #[test]
    fn another_key_does_not_unwrap_it(by: [u8; 32], other: [u8; 32]) {
        prop_assume!(by != other);
        let wrapped = wrap(&Key::from_bytes(by), &Key::from_bytes([9; 32]));
        prop_assert!(unwrap(&Key::from_bytes(other), &wrapped).is_err());
    }

    #[test]
    fn bytes_of_any_other_length_are_no_wrapped_key(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        prop_assume!(bytes.len() != 40);
        prop_assert!(unwrap(&Key::from_bytes([1; 32]), &bytes).is_err());
    }

    #[test]
    fn derived_keys_differ_by_label_and_by_parent(one in "[a-z ]{0,9}", other in "[a-z ]{0,9}") {
        let parent = Key::from_bytes([1; 32]);
        prop_assert_eq!(same_key(&derive(&parent, &one), &derive(&parent, &other)), one == other);
        prop_assert!(!same_key(&derive(&parent, &one), &derive(&Key::from_bytes([2; 32]), &one)));
        prop_assert!(!same_key(&derive(&parent, &one), &parent));
    }

    #[test]
    fn equal_tokens_mean_equal_kind_and_value(
        kind in "[a-c]{0,3}", value in "[a-c]{0,3}", other_kind in "[a-c]{0,3}", other_value in "[a-c]{0,3}",
    ) {
        let index = IndexKey::new(&Key::from_bytes([1; 32]));
        let equal = index.token(&kind, &value) == index.token(&other_kind, &other_value);
        prop_assert_eq!(equal, (kind, value) == (other_kind, other_value));
    }

    #[test]
    fn a_link_holds_for_its_purpose_and_parts_only(
        parts in prop::collection::vec("[ab]{0,2}", 0..4), others in prop::collection::vec("[ab]{0,2}", 0..4),
    ) {
        let links = LinkKey::new(&Key::from_bytes([1; 32]));
        let slices: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
        let other_slices: Vec<&[u8]> = others.iter().map(String::as_bytes).collect();
        let token = links.token("unsubscribe", &slices);
        prop_assert_eq!(links.verify("unsubscribe", &other_slices, &token), parts == others);
        prop_assert!(!links.verify("sign in", &slices, &token));
        prop_assert!(!LinkKey::new(&Key::from_bytes([2; 32])).verify("unsubscribe", &slices, &token));
    }

    #[test]
    fn a_link_token_with_any_letter_changed_is_refused(at in 0_usize..32, letter in "[A-Za-z0-9_=-]") {
        let links = LinkKey::new(&Key::from_bytes([1; 32]));
        let token = links.token("unsubscribe", &[&ADA]);
        let mut changed = token.clone();
        changed.replace_range(at..=at, &letter);
        prop_assert_eq!(links.verify("unsubscribe", &[&ADA], &changed), changed == token);
    }
}

#[test]
fn a_link_token_is_32_letters_that_need_no_escaping() {
    let token = LinkKey::new(&Key::from_bytes([1; 32])).token("unsubscribe", &[&ADA]);
    assert_eq!(token.len(), 32);
    assert!(token.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"-_".contains(&letter)));
}

#[test]
fn a_link_token_that_is_empty_cut_or_extended_is_refused() {
    let links = LinkKey::new(&Key::from_bytes([1; 32]));
    let token = links.token("unsubscribe", &[&ADA]);
    assert!(links.verify("unsubscribe", &[&ADA], &token));
    for wrong in ["", &token[..31], &format!("{token}A"), &format!("{token}=")] {
        assert!(!links.verify("unsubscribe", &[&ADA], wrong), "{wrong}");
    }
}

#[test]
fn an_index_token_needs_its_key() {
    let one = IndexKey::new(&Key::from_bytes([1; 32])).token("email", "ada@example.org");
    let other = IndexKey::new(&Key::from_bytes([2; 32])).token("email", "ada@example.org");
    assert_ne!(one, other);
}

#[test]
fn a_token_made_again_needs_both_keys_and_the_token_before_it() {
    let [one, two, three] = [1, 2, 3].map(|byte| IndexKey::new(&Key::from_bytes([byte; 32])));
    let first = one.token("email", "ada@example.org");
    let again = two.again(&first);
    assert_eq!(two.again(&one.token("email", "ada@example.org")), again);
    assert_ne!(again, first);
    assert_ne!(again, two.token("email", "ada@example.org"));
    assert_ne!(again, three.again(&first));
    assert_ne!(again, two.again(&one.token("email", "ben@example.org")));
    assert_ne!(again, two.again(&two.token("email", "ada@example.org")));
}

#[test]
fn a_value_opens_again_after_the_whole_ladder_was_climbed_from_the_root_key_file() {
    let root = new_root([1; 32]);
    let [epoch, customer, class] = [[2; 32], [3; 32], [4; 32]].map(Key::from_bytes);
    let rungs = [wrap(&root, &epoch), wrap(&epoch, &customer), wrap(&customer, &class)];
    let sealed = ClassKey::new(&class).seal([5; 12], &PLACE, b"Ada");

    let read = Key::from_file_text(&root.to_file_text()).unwrap_or_else(|refused| panic!("{refused}"));
    let bottom = rungs.iter().try_fold(read, |by, rung| unwrap(&by, rung));
    let opened = bottom.and_then(|class| ClassKey::new(&class).open(&PLACE, &sealed));
    assert!(opened.is_ok_and(|opened| opened.same("Ada")));
}
