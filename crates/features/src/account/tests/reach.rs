//! Erasing reaches everything: every table, every file of the databases with their logs and free pages, and copies of them. Before
//! it, no value stands anywhere as it was typed, in whatever spelling.

use std::path::Path;

use aho_corasick::AhoCorasick;
use http::StatusCode;
use store::{Engine, Store, Value, work};

use crate::testing::{ADA, PASSWORD, Town, in_town};

/// What Ada types that nobody else would: the canaries.
const CANARIES: [&str; 8] = [
    ADA,
    "Ada Amsel",
    "Marker Lane 7",
    "Markerham",
    "7 Quilt Yard",
    "+442079460991",
    "Where is the wandering canary",
    PASSWORD,
];

/// A text in every spelling that a program may give it.
fn spellings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let hex = text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let url = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        other => format!("%{other:02X}"),
    });
    let url = url.collect::<String>();
    let mut all = vec![
        ("as typed", text.as_bytes().to_vec()),
        ("in capitals", text.to_uppercase().into_bytes()),
        ("in small letters", text.to_lowercase().into_bytes()),
        ("in UTF-16", wide(u16::to_le_bytes)),
        ("in UTF-16, the other way round", wide(u16::to_be_bytes)),
        ("in hexadecimal", hex.clone().into_bytes()),
        ("in hexadecimal capitals", hex.to_uppercase().into_bytes()),
        ("in an address", url.replace('+', "%20").into_bytes()),
        ("in a form", url.into_bytes()),
    ];
    all.extend((0..3).map(|shift| ("in base 64", base64_within(text.as_bytes(), shift))));
    all
}

/// The letters that the text has in base 64 wherever it begins that many bytes after a group of three, without those that it
/// shares with its neighbours.
fn base64_within(text: &[u8], shift: usize) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<bool> =
        text.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    let shared = (6 - shift * 8 % 6) % 6;
    bits[shared..]
        .chunks_exact(6)
        .map(|six| six.iter().fold(0usize, |n, bit| n * 2 + usize::from(*bit)))
        .map(|n| LETTERS[n])
        .collect()
}

/// The first of these that stands somewhere in the bytes.
fn found<'w>(bytes: &[u8], wanted: &'w [(String, Vec<u8>)]) -> Option<&'w str> {
    let search = AhoCorasick::new(wanted.iter().map(|(_, part)| part)).unwrap();
    search.find(bytes).map(|hit| wanted[hit.pattern().as_usize()].0.as_str())
}

/// Every value of every row of a database, as a backup would take it along.
async fn rows(store: &Store) -> Vec<u8> {
    let all = work!(|tx| -> Result<Vec<u8>, store::Error> {
        let mut bytes = Vec::new();
        for table in tx.tables().await? {
            let mut take = |row: Vec<Value>| -> Result<(), store::Error> {
                for value in row {
                    match value {
                        Value::Text(text) => bytes.extend_from_slice(text.as_bytes()),
                        Value::Bytes(inner) => bytes.extend_from_slice(&inner),
                        Value::Int(number) => bytes.extend_from_slice(&number.to_be_bytes()),
                        Value::Null(_) => {}
                    }
                    bytes.push(0);
                }
                Ok(())
            };
            tx.each_row(&table, &mut take).await?;
        }
        Ok(bytes)
    });
    store.read(all).await.unwrap()
}

/// Every file beside an embedded database: the database with its free pages, the log, and whatever else lies there.
fn files(town: &Town) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for address in town.addresses() {
        let Some(path) = address.strip_prefix("sqlite:") else { continue };
        for entry in std::fs::read_dir(Path::new(path).parent().unwrap()).unwrap() {
            let path = entry.unwrap().path();
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

/// Everything that is kept, with the name of where it lies.
async fn everything(town: &Town) -> Vec<(String, Vec<u8>)> {
    let mut all = files(town);
    assert_eq!(all.is_empty(), town.shop.house.store().engine() == Engine::Postgres);
    all.push(("the rows".to_owned(), rows(town.shop.house.store()).await));
    all.push(("the keys".to_owned(), rows(town.keys()).await));
    all
}

async fn no_canary_sings(town: &Town, when: &str) {
    let spelled = |canary: &'static str| {
        spellings(canary).into_iter().map(move |(how, spelling)| (format!("`{canary}` {how}"), spelling))
    };
    let wanted: Vec<_> = CANARIES.into_iter().flat_map(spelled).collect();
    for (place, bytes) in everything(town).await {
        assert_eq!(found(&bytes, &wanted), None, "{when}, in {place}");
    }
}

/// Tokens, wrapped keys and sealed values: what leads to Ada and has to be gone with her.
async fn traces(town: &Town) -> Vec<(String, Vec<u8>)> {
    const DATA: [(&str, &str); 7] = [
        ("her way in by the address", "SELECT token FROM blind_index"),
        ("a session", "SELECT token FROM session WHERE customer_id IS NOT NULL"),
        ("her sealed name", "SELECT name FROM customer WHERE name IS NOT NULL"),
        ("her sealed address", "SELECT lines FROM address"),
        ("the sealed name on an order", "SELECT name FROM orders WHERE name IS NOT NULL"),
        ("the stand-in of her card", "SELECT stand_in FROM card WHERE stand_in IS NOT NULL"),
        ("her question", "SELECT words FROM request WHERE words IS NOT NULL"),
    ];
    const KEYS: [(&str, &str); 1] = [(
        "a key",
        "SELECT wrapped FROM class_key WHERE class IN ('account', 'basket', 'care', 'cards', 'clearance', 'order-contact')",
    )];
    let mut found = Vec::new();
    for (store, texts) in [(town.shop.house.store(), &DATA[..]), (town.keys(), &KEYS[..])] {
        for &(what, text) in texts {
            let read = store.read(work!(|tx| -> Result<Vec<Vec<u8>>, store::Error> {
                tx.rows(store::sql!(text)).await?.into_iter().map(|mut row| row.take(0)).collect()
            }));
            let some = read.await.unwrap();
            assert!(!some.is_empty(), "{what} is there before");
            found.extend(some.into_iter().map(|bytes| (what.to_owned(), bytes)));
        }
    }
    found
}

in_town! {
    async fn erasing_reaches_every_table_file_log_and_free_page(town: Town) {
        let mut ada = town.ada_with_a_past().await;
        town.takes_a_piece(&mut ada).await;
        let question = [("words", "Where is the wandering canary?")];
        ada.post("/account/assist", &question).await.expect(StatusCode::SEE_OTHER);
        no_canary_sings(&town, "before").await;
        let traces = traces(&town).await;
        let before: Vec<u8> = everything(&town).await.into_iter().flat_map(|(_, bytes)| bytes).collect();
        for trace in &traces {
            assert!(found(&before, std::slice::from_ref(trace)).is_some(), "the same search finds {} before", trace.0);
        }
        ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        no_canary_sings(&town, "after").await;
        for (place, bytes) in everything(&town).await {
            assert_eq!(found(&bytes, &traces), None, "still in {place}");
        }
    }
}

#[test]
fn the_search_finds_what_it_looks_for_in_every_spelling() {
    let text = "Ada Amsel";
    let base64 = |before: &str| {
        let bytes = [before.as_bytes(), text.as_bytes(), b"xyz"].concat();
        base64_within(&bytes, 0)
    };
    let wanted: Vec<_> =
        spellings(text).into_iter().map(|(how, spelling)| (how.to_owned(), spelling)).collect();
    for before in ["", "a", "ab"] {
        assert_eq!(found(&base64(before), &wanted), Some("in base 64"), "{before:?}");
    }
    assert_eq!(found(b"x=Ada+Amsel&", &wanted), Some("in a form"));
    assert_eq!(found(b"/Ada%20Amsel", &wanted), Some("in an address"));
    assert_eq!(found(b"\0A\0d\0a\0 \0A\0m\0s\0e\0l", &wanted), Some("in UTF-16, the other way round"));
    assert_eq!(found(b"41646120416d73656c", &wanted), Some("in hexadecimal"));
    assert_eq!(found(b"Ada Bmsel", &wanted), None);
}
