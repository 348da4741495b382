//! The published example: a log of 260 entries as a folder, and a proof file. They pin every format, and
//! `docs/verify_log.py` checks them with code of its own. Written anew with `CLOAKROOM_WRITE_EXAMPLES=1`.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{fs, path::PathBuf};

use common::{log, published, shop, witness};
use tlog::{ProofFile, Published, prove_inclusion};

const TIME: u64 = 1_800_000_000;

/// Each file of the example, by its path under `tests/vectors`.
fn example() -> Vec<(String, Vec<u8>)> {
    let (store, head) = log(260);
    let signed = published(head);
    let signature = witness().cosign(signed.note().text(), TIME).unwrap();
    let checkpoint = signed.with(signature).unwrap();
    let path = prove_inclusion(&store, 7, head.size).unwrap();
    let proof = ProofFile { extra: Some(b"beside".to_vec()), index: 7, path, checkpoint: checkpoint.clone() };
    let keys = format!("{}\n{}\n", shop().verifier(), witness().verifier());
    let mut files = vec![
        ("keys".to_owned(), keys.into_bytes()),
        ("entry-7".to_owned(), b"entry 7".to_vec()),
        ("entry-7.tlog-proof".to_owned(), proof.to_text().into_bytes()),
        ("log/checkpoint".to_owned(), checkpoint.note().to_text().into_bytes()),
    ];
    files.extend(store.into_iter().map(|(name, bytes)| (format!("log/{name}"), bytes)));
    files
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

#[test]
fn the_example_has_the_same_bytes_as_ever() {
    for (path, bytes) in example() {
        let file = folder().join(&path);
        if std::env::var_os("CLOAKROOM_WRITE_EXAMPLES").is_some() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, &bytes).unwrap();
        }
        assert_eq!(fs::read(&file).unwrap(), bytes, "{path}");
    }
}

#[test]
fn the_example_is_read_and_believed() {
    let read = |path: &str| fs::read(folder().join(path)).unwrap();
    let checkpoint = Published::read(&read("log/checkpoint")).unwrap();
    let proof = ProofFile::read(&read("entry-7.tlog-proof")).unwrap();
    assert_eq!(proof.checkpoint, checkpoint);
    let trust = tlog::Trust {
        origin: common::ORIGIN.to_owned(),
        log: vec![shop().verifier().clone()],
        witnesses: vec![witness().verifier().clone()],
        wanted: 1,
    };
    let proven = proof.verify(&read("entry-7"), &trust).unwrap();
    assert_eq!((proven.head.size, proven.index, proven.witnessed), (260, 7, Some(TIME)));
}
