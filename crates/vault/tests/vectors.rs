//! The committed vectors pin every format: a change to one is a new version, never a new meaning of the old.

#![expect(clippy::unwrap_used, reason = "a vector that cannot be read is a failed test, in a helper too")]

use serde_json::Value;
use vault::{ClassKey, IndexKey, Key, LinkKey, Place, derive, unwrap, wrap};

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors/vault.json")).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    let digits = text(value).as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn parent(vectors: &Value) -> Key {
    Key::from_bytes(bytes(&vectors["parent_key"]).try_into().unwrap())
}

fn class_key(vectors: &Value) -> ClassKey {
    let root = Key::from_file_text(text(&vectors["root_key_file"])).ok().unwrap();
    let rungs = vectors["wrapped"].as_array().unwrap();
    ClassKey::new(&rungs.iter().try_fold(root, |by, rung| unwrap(&by, &bytes(rung))).ok().unwrap())
}

#[test]
fn the_committed_values_open_and_seal_to_the_same_bytes() {
    let vectors = vectors();
    let class = class_key(&vectors);
    for value in vectors["values"].as_array().unwrap() {
        let place = Place {
            table: text(&value["table"]),
            column: text(&value["column"]),
            customer: &bytes(&value["customer"]).try_into().unwrap(),
            row: &bytes(&value["row"]),
            class: text(&value["class"]),
            key_version: u32::try_from(value["key_version"].as_u64().unwrap()).unwrap(),
        };
        let sealed = bytes(&value["sealed"]);
        let nonce = sealed[5..17].try_into().unwrap();
        assert_eq!(class.seal(nonce, &place, text(&value["text"]).as_bytes()), sealed);
        assert!(class.open(&place, &sealed).ok().unwrap().same(text(&value["text"])));
    }
}

#[test]
fn the_committed_root_key_file_is_written_in_the_same_letters() {
    let vectors = vectors();
    let letters = text(&vectors["root_key_file"]);
    assert_eq!(Key::from_file_text(letters).ok().unwrap().to_file_text().as_str(), letters);
}

#[test]
fn the_committed_keys_are_derived_again() {
    let vectors = vectors();
    let parent = parent(&vectors);
    for key in vectors["derived"].as_array().unwrap() {
        assert_eq!(wrap(&parent, &derive(&parent, text(&key["label"]))), bytes(&key["wrapped"]));
    }
}

#[test]
fn the_committed_index_tokens_come_out() {
    let vectors = vectors();
    let key = IndexKey::new(&parent(&vectors));
    for index in vectors["index"].as_array().unwrap() {
        assert_eq!(key.token(text(&index["kind"]), text(&index["value"]))[..], bytes(&index["token"]));
    }
}

#[test]
fn the_committed_link_tokens_come_out() {
    let vectors = vectors();
    let key = LinkKey::new(&parent(&vectors));
    for link in vectors["links"].as_array().unwrap() {
        let parts: Vec<_> = link["parts"].as_array().unwrap().iter().map(bytes).collect();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        assert_eq!(key.token(text(&link["purpose"]), &parts), text(&link["token"]));
    }
}
