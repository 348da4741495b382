//! Bytes from anywhere: whatever is read is written back as it was, whatever is not is refused with words, and nothing
//! panics or grows.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{ORIGIN, entries, leaves, log, published, shop, signer, witness};
use proptest::prelude::*;
use tlog::{
    Answer, Checkpoint, Forged, Hash, Head, Kind, Malformed, NotProven, Note, ProofFile, Published,
    Submission, Succession, Trust, UnexpectedAnswer, Unproven, VerifierKey, follow, limits,
    prove_consistency, prove_inclusion,
};

fn proof_file(size: usize, index: u64, extra: Option<Vec<u8>>) -> ProofFile {
    let (store, head) = log(size);
    let path = prove_inclusion(&store, index, head.size).unwrap();
    ProofFile { extra, index, path, checkpoint: published(head) }
}

fn trust(wanted: usize) -> Trust {
    let log = vec![shop().verifier().clone()];
    let witnesses = vec![witness().verifier().clone()];
    Trust { origin: ORIGIN.to_owned(), log, witnesses, wanted }
}

fn cosigned(published: Published, time: u64) -> Published {
    let signature = witness().cosign(published.note().text(), time).unwrap();
    published.with(signature).unwrap()
}

#[test]
fn a_proof_file_shows_its_entry_and_no_other() {
    let mut file = proof_file(300, 299, None);
    file.checkpoint = cosigned(file.checkpoint, 1_800_000_000);
    let read = ProofFile::read(file.to_text().as_bytes()).unwrap();
    assert_eq!(read, file);
    let proven = read.verify(b"entry 299", &trust(1)).unwrap();
    assert_eq!((proven.head.size, proven.index, proven.witnessed), (300, 299, Some(1_800_000_000)));
    assert_eq!(read.verify(b"entry 298", &trust(1)), Err(NotProven::Unproven(Unproven::Root)));
    let renumbered = ProofFile { index: 298, ..read.clone() };
    assert!(renumbered.verify(b"entry 299", &trust(1)).is_err());
    let elsewhere = Trust { origin: "other.example/log".to_owned(), ..trust(1) };
    assert_eq!(read.verify(b"entry 299", &elsewhere), Err(NotProven::Forged(Forged::OtherLog)));
    let two = Forged::TooFewWitnesses { found: 1, wanted: 2 };
    assert_eq!(read.verify(b"entry 299", &trust(2)), Err(NotProven::Forged(two)));
    let nobody = Trust { log: Vec::new(), ..trust(0) };
    assert_eq!(read.verify(b"entry 299", &nobody), Err(NotProven::Forged(Forged::Nobody)));
}

#[test]
fn one_witness_counts_once_under_however_many_names() {
    let head = log(5).1;
    let again = common::signer("witness.example/w2", Kind::Cosignature, 2);
    let other = common::signer("witness.example/w1", Kind::Cosignature, 3);
    let plain = common::signer("witness.example/w3", Kind::Note, 4);
    let mut published = cosigned(published(head), 7);
    for signer in [&again, &other] {
        let signature = signer.cosign(published.note().text(), 7).unwrap();
        published = published.with(signature).unwrap();
    }
    let signature = plain.sign(published.note().text()).unwrap();
    published = published.with(signature).unwrap();
    let keys =
        |signers: &[&tlog::Signer<_>]| signers.iter().map(|signer| signer.verifier().clone()).collect();
    let counted = |trusted: Vec<VerifierKey>| match published.witnessed(&trusted, 9) {
        Err(Forged::TooFewWitnesses { found, .. }) => found,
        other => panic!("{other:?}"),
    };
    assert_eq!(counted(keys(&[&witness(), &again])), 1, "one key under two names");
    assert_eq!(counted(keys(&[&witness(), &other])), 1, "two keys under one name");
    assert_eq!(counted(keys(&[&plain])), 0, "a signature without a time is no witness's");
    assert_eq!(counted(keys(&[&witness(), &again, &other, &plain])), 2);
}

#[test]
fn what_is_larger_than_its_limit_is_refused() {
    let long = vec![b'a'; limits::PROOF_FILE + 1];
    assert_eq!(Note::read(&long), Err(Malformed::TooLong(limits::NOTE)));
    assert_eq!(ProofFile::read(&long), Err(Malformed::TooLong(limits::PROOF_FILE)));
    assert_eq!(Submission::read(&long), Err(Malformed::TooLong(limits::SUBMISSION)));
    let name = String::from_utf8(long).unwrap();
    assert!(name.parse::<VerifierKey>().is_err());
    assert_eq!(name.parse::<tlog::Name>(), Err(Malformed::TooLong(limits::TILE_NAME)));
    assert_eq!(VerifierKey::new(&name, Kind::Note, [0; 32]), Err(Malformed::Name));
    assert_eq!(Checkpoint::new(&name, Head::EMPTY), Err(Malformed::Name));
    let far = Head { size: limits::SIZE + 1, root: tlog::EMPTY_ROOT };
    assert_eq!(Checkpoint::new(ORIGIN, far), Err(Malformed::Number));

    let text = proof_file(5, 0, None).to_text();
    let hash = format!("{}\n", tlog::EMPTY_ROOT);
    let many = text.replacen("index 0\n", &format!("index 0\n{}", hash.repeat(64)), 1);
    assert_eq!(ProofFile::read(many.as_bytes()), Err(Malformed::TooManyHashes));
    let fits = proof_file(5, 0, Some(vec![1; limits::EXTRA]));
    assert_eq!(ProofFile::read(fits.to_text().as_bytes()), Ok(fits));
    let too_much = proof_file(5, 0, Some(vec![1; limits::EXTRA + 3]));
    assert_eq!(ProofFile::read(too_much.to_text().as_bytes()), Err(Malformed::Extra));
}

#[test]
fn sixteen_signatures_of_the_largest_kind_fit_into_a_note() {
    let line = |number: usize| format!("— witness{number} {}\n", "A".repeat(6668));
    let lines: String = (0..16).map(line).collect();
    let note = Note::read(format!("text\n\n{lines}").as_bytes()).unwrap();
    assert_eq!(note.signatures().len(), 16);
}

#[test]
fn a_text_has_one_spelling() {
    let file = proof_file(300, 7, Some(b"more".to_vec()));
    let text = file.to_text();
    let submission = format!("old 0\n\n{}", file.checkpoint.note().to_text());
    for (from, to) in [
        ("index 7", "index 07"),
        ("index 7", "index +7"),
        ("index 7", "index 7 "),
        ("index 7", "index"),
        ("index 7", "index 9223372036854775808"),
        ("extra bW9yZQ==", "extra "),
        ("extra bW9yZQ==", "extra bW9yZR=="),
        ("extra bW9yZQ==", "extra bW9yZQ"),
        ("\n300\n", "\n0300\n"),
        ("\n300\n", "\n\n"),
        ("\n300\n", "\n300\r\n"),
        ("@v1", "@v2"),
        ("=\n\n", "=\n"),
        ("— ", "- "),
        ("— ", "—\u{a0}"),
        (ORIGIN, ""),
    ] {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text, "{from}");
        assert!(ProofFile::read(other.as_bytes()).is_err(), "{from} → {to}");
    }
    for (from, to) in
        [("old 0", "old 00"), ("old 0", "old -0"), ("old 0", "0"), ("old 0\n", "old 0"), ("old ", "old  ")]
    {
        assert!(Submission::read(submission.replacen(from, to, 1).as_bytes()).is_err(), "{from} → {to}");
    }
}

#[test]
fn an_answer_is_read_for_what_it_is() {
    let text = published(log(5).1).note().text().to_owned();
    let keys = [witness().verifier().clone()];
    let read = |status, kind: &str, body: &str| Answer::read((status, kind, body.as_bytes()), &text, &keys);
    let good = witness().cosign(&text, 9).unwrap();
    let stranger = common::signer("witness.example/w9", Kind::Cosignature, 9).cosign(&text, 9).unwrap();
    let lines = format!("{}{}", stranger.to_line(), good.to_line());
    assert_eq!(read(200, "text/plain", &lines), Ok(Answer::Cosigned(vec![good.clone()])));
    assert_eq!(read(200, "text/plain", &stranger.to_line()), Err(UnexpectedAnswer::NotSigned));
    let false_one = witness().cosign("something else\n", 9).unwrap();
    assert_eq!(read(200, "text/plain", &false_one.to_line()), Err(UnexpectedAnswer::NotSigned));
    assert!(matches!(read(200, "text/plain", ""), Err(UnexpectedAnswer::Body(_))));
    assert_eq!(read(409, "text/x.tlog.size", "17\n"), Ok(Answer::From(17)));
    for bad in ["17", "017\n", "-1\n", "17\n\n", "99999999999999999999999999999999999\n"] {
        assert!(matches!(read(409, "text/x.tlog.size", bad), Err(UnexpectedAnswer::Body(_))), "{bad}");
    }
    assert_eq!(read(409, "text/plain", "no"), Ok(Answer::OtherRoot));
    assert_eq!(read(422, "", ""), Ok(Answer::Unproven));
    assert_eq!(read(403, "", ""), Ok(Answer::NotSigned));
    assert_eq!(read(404, "", ""), Ok(Answer::UnknownLog));
    assert_eq!(read(400, "", ""), Ok(Answer::Malformed));
    assert_eq!(read(302, "", ""), Err(UnexpectedAnswer::Status(302)));
}

/// A text that is good, with some bytes of it changed, taken out or put in.
fn nearly(good: &str, edits: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = good.as_bytes().to_vec();
    for (at, how, byte) in edits {
        let place = at.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
        match how % 4 {
            0 => bytes[place] = *byte,
            1 => bytes.insert(place, *byte),
            2 if bytes.len() > 1 => drop(bytes.remove(place)),
            _ => bytes[place] ^= 1 << (byte % 8),
        }
    }
    bytes
}

/// Everything that reads text, on the same bytes: read back as written, or refused.
fn read_all(bytes: &[u8]) {
    if let Ok(note) = Note::read(bytes) {
        assert_eq!(note.to_text().as_bytes(), bytes);
        let _ = note.check(&[shop().verifier().clone()]);
    }
    if let Ok(published) = Published::read(bytes) {
        assert_eq!(published.note().to_text().as_bytes(), bytes);
    }
    if let Ok(file) = ProofFile::read(bytes) {
        assert_eq!(file.to_text().as_bytes(), bytes);
    }
    if let Ok(submission) = Submission::read(bytes) {
        assert_eq!(submission.to_body().as_bytes(), bytes);
    }
    if let Ok(succession) = Succession::read(bytes) {
        assert_eq!(succession.to_text().as_bytes(), bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(all) = Succession::read_all(text) {
            assert_eq!(all.iter().map(Succession::to_text).collect::<String>(), text);
        }
        if let Ok(checkpoint) = Checkpoint::read(text) {
            assert_eq!(checkpoint.to_text(), text);
        }
        if let Ok(key) = text.parse::<VerifierKey>() {
            assert_eq!(key.to_string(), text);
        }
        if let Ok(hash) = Hash::from_base64(text) {
            assert_eq!(hash.to_base64(), text);
        }
    }
    let _ = Answer::read((200, "", bytes), "a\n", &[witness().verifier().clone()]);
}

proptest! {
    #[test]
    fn any_bytes_are_refused_or_read_as_they_are(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "[—  \\n+=a-z0-9]{0,200}") {
        read_all(&bytes);
        read_all(text.as_bytes());
    }

    #[test]
    fn texts_that_are_nearly_good_prove_nothing_else(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<u8>()), 1..4)) {
        let mut file = proof_file(20, 7, Some(b"beside".to_vec()));
        file.checkpoint = cosigned(file.checkpoint, 5);
        let proof = prove_consistency(&log(20).0, 13, 20).unwrap();
        let submission = Submission { old: 13, proof, checkpoint: file.checkpoint.clone() };
        let next = signer(shop().verifier().name(), Kind::Note, 77);
        let turn = Succession::sign(&shop(), &next).unwrap();
        for good in [file.to_text(), submission.to_body(), shop().verifier().to_string(), turn.to_text()] {
            read_all(&nearly(&good, &edits));
        }
        // A changed statement leads to the key that the good one names, or nowhere.
        if let Ok(other) = Succession::read(&nearly(&turn.to_text(), &edits))
            && let Ok(keys) = follow(shop().verifier(), &[other])
        {
            let led = [shop().verifier().clone(), next.verifier().clone()];
            prop_assert!(keys == led || keys == led[..1]);
        }
        // Whatever a changed file still proves is what the good one proves: extra data is vouched for by nobody.
        if let Ok(other) = ProofFile::read(&nearly(&file.to_text(), &edits))
            && let Ok(proven) = other.verify(b"entry 7", &trust(1))
        {
            prop_assert_eq!(proven, file.verify(b"entry 7", &trust(1)).unwrap());
            prop_assert_eq!((other.index, other.path), (file.index, file.path));
        }
    }

    #[test]
    fn any_proof_is_checked_without_harm(index in any::<u64>(), old in any::<u64>(), size in any::<u64>(), proof in prop::collection::vec(any::<[u8; 32]>(), 0..70)) {
        let proof: Vec<Hash> = proof.into_iter().map(Hash).collect();
        let root = leaves(1)[0];
        let head = Head { size, root };
        prop_assert!(tlog::verify_inclusion(&Hash::leaf(&entries(2)[1]), index, &head, &proof).is_err());
        let other = Head { size: old, root: tlog::EMPTY_ROOT };
        let shown = tlog::verify_consistency(&other, &head, &proof);
        prop_assert!(shown.is_err() || (old == 0 && proof.is_empty()));
    }
}
