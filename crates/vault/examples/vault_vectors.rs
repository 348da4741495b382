//! Prints the vectors in `tests/vectors/vault.json`: fixed keys and nonces, and what this crate makes of them.
//!
//! `cargo run -p vault --example vault_vectors > crates/vault/tests/vectors/vault.json` after a new version of a format.

use std::io::{self, Write};

use serde_json::{Value, json};
use vault::{ClassKey, IndexKey, Key, LinkKey, Place, derive, new_root, wrap};

const ADA: [u8; 16] = *b"\x01\x9a\xda\x00\x00\x00\x70\x00\x80\x00ada-da";
const PARENT: [u8; 32] = [0x55; 32];

fn main() -> io::Result<()> {
    let root = new_root(std::array::from_fn(|at| u8::try_from(at).unwrap_or(0)));
    let [epoch, customer, class] = [[0x22; 32], [0x33; 32], [0x44; 32]].map(Key::from_bytes);
    let wrapped = [wrap(&root, &epoch), wrap(&epoch, &customer), wrap(&customer, &class)];
    let vectors = json!({
        "root_key_file": root.to_file_text().as_str(),
        "wrapped": wrapped.map(|rung| hex(&rung)),
        "values": values(&ClassKey::new(&class)),
        "parent_key": hex(&PARENT),
        "derived": derived(),
        "index": index(&IndexKey::new(&Key::from_bytes(PARENT))),
        "links": links(&LinkKey::new(&Key::from_bytes(PARENT))),
    });
    writeln!(io::stdout(), "{vectors:#}")
}

fn values(class: &ClassKey) -> Value {
    let long = "Flat 4, 12 Long Row, ".repeat(8);
    let values = [("name", "", 1, "Ada"), ("phone", "7", 2, "07700 900123"), ("address", "7", 1, &long)];
    let sealed = (1_u8..).zip(values).map(|(nonce, (column, row, key_version, text))| {
        let place = Place {
            table: "account",
            column,
            customer: &ADA,
            row: row.as_bytes(),
            class: "account",
            key_version,
        };
        let sealed = class.seal([nonce; 12], &place, text.as_bytes());
        json!({
            "table": place.table, "column": column, "customer": hex(&ADA), "row": hex(place.row),
            "class": place.class, "key_version": key_version, "sealed": hex(&sealed), "text": text,
        })
    });
    sealed.collect()
}

/// Shown wrapped, because a key has no other way out: by the parent key, in the form of RFC 5649.
fn derived() -> Value {
    let parent = Key::from_bytes(PARENT);
    let key = wrap(&parent, &derive(&parent, "session"));
    json!([{ "label": "session", "wrapped": hex(&key) }])
}

fn index(key: &IndexKey) -> Value {
    let values = [("email", "ada@example.org"), ("email", ""), ("phone", "+447700900123")];
    let tokens = values
        .map(|(kind, value)| json!({ "kind": kind, "value": value, "token": hex(&key.token(kind, value)) }));
    json!(tokens)
}

fn links(key: &LinkKey) -> Value {
    let token = key.token("unsubscribe", &[&ADA, b"email-news"]);
    json!([{ "purpose": "unsubscribe", "parts": [hex(&ADA), hex(b"email-news")], "token": token }])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
