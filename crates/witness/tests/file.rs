//! A person's file, held against itself and the log: what was changed is found and named, also by somebody who has the
//! log's key.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod town;

use serde_json::{Value, json};
use tlog::{Kind, Note, SeedKey, Signer, Succession, VerifierKey};
use town::{ORIGIN, Shop, record, shop_signer};
use witness::{Trusted, check_file};

/// The refusal of a file after it was damaged.
fn refusal(damage: impl FnOnce(&mut Value)) -> String {
    let mut file = record();
    damage(&mut file);
    check_file(&file.to_string(), &Trusted::default()).unwrap_err()
}

fn says(file: &Value, trusted: &Trusted) -> String {
    check_file(&file.to_string(), trusted).unwrap().says.join("\n")
}

#[test]
fn p72_a_record_holds_and_says_what_of_it_is_in_the_log_and_who_signed() {
    let said = says(&record(), &Trusted::default());
    assert!(said.contains("7 lines hold"), "{said}");
    assert!(said.contains("Lines 1 to 5 are in the public log shop.example/log; the 2 after them"), "{said}");
    assert!(
        said.contains("witness.example/w1 saw the log with 24 entries at 2027-01-15T08:03:00Z"),
        "{said}"
    );
    let trusted = Trusted { key: Some(Shop::key()), witnesses: vec![Shop::witness_key()] };
    assert!(!says(&record(), &trusted).contains("came with the file"));
}

#[test]
fn the_example_in_docs_is_this_file() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/record-example.json");
    let text = format!("{:#}\n", record());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
}

#[test]
fn p72_the_first_bad_line_is_named_whatever_was_done_to_it() {
    let line = |at: usize| format!("/lines/{at}");
    let bad = refusal(|file| drop(file["lines"].as_array_mut().unwrap().remove(2)));
    assert!(bad.contains("line 3 of the ledger is bad"), "{bad}");
    let bad = refusal(|file| file["lines"].as_array_mut().unwrap().swap(1, 4));
    assert!(bad.contains("line 2 of the ledger is bad"), "{bad}");
    let bad = refusal(|file| *file.pointer_mut(&format!("{}/seq", line(3))).unwrap() = json!(9));
    assert!(bad.contains("line 4 of the ledger is bad"), "{bad}");
    let leaf = record()["lines"][5]["leaf"].clone();
    let bad = refusal(|file| *file.pointer_mut(&format!("{}/leaf", line(4))).unwrap() = leaf);
    assert!(bad.contains("line 5 of the ledger is bad"), "{bad}");
    let words = record()["lines"][5]["record"].clone();
    let bad = refusal(|file| *file.pointer_mut(&format!("{}/record", line(0))).unwrap() = words);
    assert!(bad.contains("line 1 of the ledger is bad"), "{bad}");
}

#[test]
fn p72_a_chain_cut_at_its_end_is_found_by_the_proofs_of_what_was_cut() {
    let bad = refusal(|file| file["lines"].as_array_mut().unwrap().truncate(4));
    assert!(bad.contains("line 5 is bad: there is a proof for it, but no line"), "{bad}");
}

#[test]
fn p72_a_chain_without_its_newest_lines_is_not_all_that_was_signed() {
    let bad = refusal(|file| file["lines"].as_array_mut().unwrap().truncate(6));
    assert!(bad.contains("line 7 is bad: it was cut off, since 7 lines were signed"), "{bad}");
    let bad = refusal(|file| {
        let note = file["log"]["signed_head"].as_str().unwrap().replacen("\n7\n", "\n6\n", 1);
        file["log"]["signed_head"] = json!(note);
    });
    assert!(bad.contains("the signed head is bad: the signature of shop.example/log is false"), "{bad}");
    let bad = refusal(|file| {
        file["log"]["signed_head"] = Shop::with_another_past().file()["log"]["signed_head"].clone()
    });
    assert!(bad.contains("the lines that were signed are others"), "{bad}");
}

#[test]
fn p72_a_chain_written_anew_does_not_fit_the_proofs_that_were_kept() {
    let bad = refusal(|file| file["lines"] = Shop::with_another_past().file()["lines"].clone());
    assert!(bad.contains("line 2 is bad: the entry is not proven to be in the log"), "{bad}");
}

#[test]
fn a_log_written_anew_with_the_true_key_is_another_history_than_the_one_that_was_kept() {
    let (kept, rewritten) = (Shop::new().file(), Shop::with_another_past().file());
    assert!(check_file(&rewritten.to_string(), &Trusted::default()).is_ok());
    let old = check_file(&kept.to_string(), &Trusted::default()).unwrap().heads;
    let new = check_file(&rewritten.to_string(), &Trusted::default()).unwrap().heads;
    assert!(old.iter().any(|(old, _)| new.iter().any(|(new, _)| old.size == new.size && old != new)));
    // And no witness signs it, which who trusts the witness sees.
    let mut unsigned = rewritten;
    unsigned["log"] = Shop::with_another_past().unwitnessed()["log"].clone();
    let trusted = Trusted { key: None, witnesses: vec![Shop::witness_key()] };
    let bad = check_file(&unsigned.to_string(), &trusted).unwrap_err();
    assert!(bad.contains("0 of the trusted witnesses have signed it, and 1 are wanted"), "{bad}");
}

#[test]
fn proofs_that_are_swapped_moved_or_of_another_log_hold_for_nothing() {
    let bad = refusal(|file| {
        let first = file["log"]["proofs"][0]["proof"].clone();
        file["log"]["proofs"][1]["proof"] = first;
    });
    assert!(bad.contains("line 4 is bad"), "{bad}");
    let bad = refusal(|file| file["log"]["proofs"][0]["seq"] = json!(3));
    assert!(bad.contains("line 3 is bad"), "{bad}");
    let bad = refusal(|file| file["log"]["proofs"][0]["seq"] = json!(0));
    assert!(bad.contains("line 0 is bad"), "{bad}");
    let trusted = Trusted { key: Some(Shop::witness_key()), witnesses: Vec::new() };
    assert!(check_file(&record().to_string(), &trusted).unwrap_err().contains("belongs to another log"));
}

#[test]
fn a_newest_checkpoint_that_is_older_than_a_proof_is_refused() {
    let bad = refusal(|file| {
        let proof = file["log"]["proofs"][0]["proof"].as_str().unwrap().to_owned();
        file["log"]["checkpoint"] = json!(proof.split_once("\n\n").unwrap().1);
    });
    assert!(bad.contains("smaller tree"), "{bad}");
}

#[test]
fn the_copy_of_all_data_is_held_against_the_chain_in_it() {
    let chain = record();
    let shown = |line: &Value| json!({ "line": line["seq"], "leaf": line["leaf"], "head": line["head"] });
    let lines: Vec<Value> = chain["lines"].as_array().unwrap().iter().map(shown).collect();
    let mut copy = json!({ "format": "cloakroom-data-1", "record": { "lines": lines, "chain": chain } });
    assert!(says(&copy, &Trusted::default()).contains("7 lines hold"));
    copy["record"]["lines"].as_array_mut().unwrap().remove(2);
    let bad = check_file(&copy.to_string(), &Trusted::default()).unwrap_err();
    assert!(bad.contains("line 3 is bad: the list to read and the chain differ"), "{bad}");
}

#[test]
fn a_file_without_proofs_says_so_and_is_not_enough_for_who_names_a_key() {
    let mut file = record();
    file["format"] = json!("cloakroom-chain-1");
    file.as_object_mut().unwrap().remove("log");
    assert!(says(&file, &Trusted::default()).contains("The file has no proofs"));
    let trusted = Trusted { key: Some(Shop::key()), witnesses: Vec::new() };
    assert!(check_file(&file.to_string(), &trusted).unwrap_err().contains("no proofs"));
    for text in ["", "{}", "[]", "nothing"] {
        assert!(check_file(text, &Trusted::default()).is_err(), "{text}");
    }
}

#[test]
fn a_line_that_a_witness_saw_long_after_its_time_is_told() {
    let said = says(&Shop::that_wrote_late().file(), &Trusted::default());
    assert!(said.contains("Note: line 2 says that it is of 2027-01-15T03:"), "{said}");
}

/// The file of a log whose key has turned since its last proof, which both keys signed.
fn turned() -> Value {
    let mut file = record();
    let new = Signer::new(ORIGIN, Kind::Note, SeedKey::new(&[3; 32]).unwrap()).unwrap();
    let statement = Succession::sign(&shop_signer(), &new).unwrap().to_text();
    for name in ["checkpoint", "signed_head"] {
        let note = Note::read(file["log"][name].as_str().unwrap().as_bytes()).unwrap();
        let kept = note.signatures().iter().filter(|one| !Shop::key().is_named_by(one)).cloned();
        let signatures = [new.sign(note.text()).unwrap()].into_iter().chain(kept).collect();
        file["log"][name] = json!(Note::new(note.text().to_owned(), signatures).unwrap().to_text());
    }
    file["log"]["key"] = json!(new.verifier().to_string());
    file["log"]["succession"] = json!([statement]);
    file
}

#[test]
fn a_file_from_before_and_after_the_key_of_the_log_turned_holds_by_either_key() {
    let file = turned();
    let new: VerifierKey = file["log"]["key"].as_str().unwrap().parse().unwrap();
    for key in [None, Some(new.clone()), Some(Shop::key())] {
        let said = says(&file, &Trusted { key, witnesses: vec![Shop::witness_key()] });
        assert!(said.contains("The key of the log has turned once"), "{said}");
        assert!(said.contains("Lines 1 to 5 are in the public log shop.example/log"), "{said}");
    }
    let found = check_file(&file.to_string(), &Trusted::default()).unwrap();
    assert_eq!(found.keys, [Shop::key(), new]);
}

#[test]
fn a_file_whose_keys_do_not_vouch_for_each_other_does_not_hold() {
    let mut file = turned();
    file["log"].as_object_mut().unwrap().remove("succession");
    let bad = check_file(&file.to_string(), &Trusted::default()).unwrap_err();
    assert!(bad.contains("none of the keys that are trusted has signed it"), "{bad}");
    let mut file = turned();
    let text = file["log"]["succession"][0].as_str().unwrap().to_owned();
    file["log"]["succession"][0] = json!(text[..text.rfind("— ").unwrap()]);
    let bad = check_file(&file.to_string(), &Trusted::default()).unwrap_err();
    assert!(bad.starts_with("the keys of the log: "), "{bad}");
}
