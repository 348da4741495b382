//! Stories of receipts: what was shown is kept, and anyone can check it.

use std::{collections::BTreeSet, fs, path::Path};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use consent::wording::Signed;
use http::StatusCode;
use serde_json::{Value, json};
use store::{sql, work};

use super::multibase::{base58, public_key};
use crate::testing::{ADA, BEN, CLEO, PASSWORD, Town, Visitor, in_town};

async fn receipt(visitor: &mut Visitor, path: &str) -> Value {
    let answer = visitor.get(path).await.expect(StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "application/ld+json");
    serde_json::from_str(&answer.body).unwrap()
}

fn words(receipt: &Value) -> &Value {
    &receipt["dpv:hasRecordOfActivity"]["dpv:hasNotice"]["cloakroom:words"]
}

fn status(receipt: &Value) -> &str {
    receipt["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]["@id"].as_str().unwrap()
}

fn from_hex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Base 58 read back, the slow way.
fn from_base58(text: &str, length: usize) -> Vec<u8> {
    const LETTERS: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = vec![0u8; length];
    for letter in text.strip_prefix('z').unwrap().chars() {
        let mut carry = u32::try_from(LETTERS.find(letter).unwrap()).unwrap();
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
    }
    assert_eq!(base58(&bytes), text);
    bytes
}

/// A key the shop publishes, as it is found in a document.
fn key_of(published: &Value) -> UnparsedPublicKey<[u8; 32]> {
    let text = published["publicKeyMultibase"].as_str().unwrap();
    let key: [u8; 32] = from_base58(text, 34)[2..].try_into().unwrap();
    assert_eq!(public_key(&key), text);
    UnparsedPublicKey::new(&ED25519, key)
}

/// The keys at the shop's public address, the retired ones as well.
async fn published_keys(town: &Town) -> Vec<Value> {
    let body = town.visitor().get("/.well-known/cloakroom-keys.json").await.body;
    let mut keys: Value = serde_json::from_str(&body).unwrap();
    serde_json::from_value(keys["assertionMethod"].take()).unwrap()
}

fn hash(value: &Value) -> [u8; 32] {
    web::sha256(&[value.to_string().as_bytes()])
}

/// Whether the shop signed exactly this, with the key it names.
pub(crate) async fn is_signed(town: &Town, document: &Value) -> bool {
    let published = published_keys(town).await;
    let named = published.iter().find(|key| key["id"] == document["proof"]["verificationMethod"]);
    let key = key_of(named.expect("the shop publishes the key that signed"));
    let (mut document, mut proof) = (document.clone(), document["proof"].clone());
    document.as_object_mut().unwrap().remove("proof");
    let value = proof.as_object_mut().unwrap().remove("proofValue").unwrap();
    let signature = from_base58(value.as_str().unwrap(), 64);
    key.verify(&[hash(&proof), hash(&document)].concat(), &signature).is_ok()
}

/// What `docs/verify_receipt.py` does, done again: both signatures, with the key from its public address.
async fn holds(town: &Town, receipt: &Value) -> bool {
    let notice = &receipt["dpv:hasRecordOfActivity"]["dpv:hasNotice"];
    let shown = hash(&notice["cloakroom:words"]);
    assert_eq!(from_hex(&notice["cloakroom:sha256"]), shown);
    let (message, signature) = (Signed::message(&shown), from_hex(&notice["cloakroom:signature"]));
    let words = published_keys(town).await.iter().any(|key| key_of(key).verify(&message, &signature).is_ok());
    words && is_signed(town, receipt).await
}

fn names(value: &Value, at: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, inner)| {
            into.insert(format!("{at}/{name}"));
            names(inner, &format!("{at}/{name}"), into);
        }),
        Value::Array(items) => items.iter().for_each(|item| names(item, at, into)),
        _ => {}
    }
}

/// The signed file that the script's own tests check is one of today's form; `BLESS=1` writes it anew.
pub(crate) async fn like_the_one_in_docs(town: &Town, document: &Value, what: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/{what}-example.json"));
    if std::env::var_os("BLESS").is_some() {
        let keys: Value =
            serde_json::from_str(&town.visitor().get("/.well-known/cloakroom-keys.json").await.body).unwrap();
        let both = json!({ what: document, "keys": keys });
        fs::write(&file, serde_json::to_string_pretty(&both).unwrap() + "\n").unwrap();
    }
    let example: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let (mut now, mut then) = (BTreeSet::new(), BTreeSet::new());
    names(document, "", &mut now);
    names(&example[what], "", &mut then);
    assert_eq!(now, then);
}

/// The words of a page without its marks.
fn plain(page: &str) -> String {
    let pieces = page.split('<').enumerate();
    let words: String = pieces
        .map(|(at, piece)| if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, rest)| rest) })
        .collect();
    words.replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"")
}

async fn wordings(town: &Town) -> i64 {
    let count = work!(|tx| -> Result<i64, store::Error> {
        tx.row(sql!("SELECT COUNT(*) FROM wording")).await?.expect("a count is a row").take(0)
    });
    town.shop.house.store().read(count).await.unwrap()
}

in_town! {
    async fn p12_a_yes_has_a_receipt_with_the_very_words_and_anyone_can_check_it(town: Town) {
        let mut ada = town.ada().await;
        let shown = ada.get("/account/emails").await.expect(StatusCode::OK).body;
        ada.post("/account/emails", &[("choice", "email-news"), ("answer", "yes")]).await.expect(StatusCode::SEE_OTHER);
        let page = ada.get("/account/emails").await;
        let receipt = receipt(&mut ada, &page.address("/account/receipts/")).await;
        for words in ["label", "beside"].map(|part| words(&receipt)[part].as_str().unwrap()) {
            assert!(words.len() > 5 && plain(&shown).contains(words), "“{words}” was not shown");
        }
        assert_eq!(status(&receipt), "dpv:ConsentGiven");
        let policy = town.shop.house.policy();
        assert_eq!(words(&receipt)["policy"], json!({ "version": policy.version(), "sha256": policy.hash_hex() }));
        let purposes = &receipt["dpv:hasRecordOfActivity"]["dpv:hasProcess"]["dpv:hasPurpose"];
        assert!(purposes.as_array().unwrap().iter().any(|purpose| purpose["dct:identifier"] == "marketing.email"), "{purposes}");
        assert!(holds(&town, &receipt).await);
        assert!(!receipt.to_string().contains(ADA), "a receipt names nobody");
        like_the_one_in_docs(&town, &receipt, "receipt").await;
    }

    async fn receipts_hold_across_a_new_signing_key(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/emails", &[("choice", "email-news"), ("answer", "yes")]).await.expect(StatusCode::SEE_OTHER);
        let address = ada.get("/account/emails").await.address("/account/receipts/");
        let old = receipt(&mut ada, &address).await;
        town.key_desk().await.turn_signing().await.unwrap();
        town.work().await;
        let new = receipt(&mut ada, &address).await;
        assert_ne!(old["proof"]["verificationMethod"], new["proof"]["verificationMethod"]);
        assert!(holds(&town, &old).await, "the key before it stays published");
        assert!(holds(&town, &new).await, "its words were signed with the key before");
    }

    async fn a_receipt_that_was_changed_does_not_hold(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.get("/account/emails").await;
        let receipt = receipt(&mut ada, &page.address("/account/receipts/")).await;
        assert_eq!(status(&receipt), "dpv:ConsentRefused", "nothing was ticked when she joined");
        assert!(holds(&town, &receipt).await);
        let mut turned = receipt.clone();
        turned["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]["@id"] = "dpv:ConsentGiven".into();
        assert!(!holds(&town, &turned).await);
    }

    async fn a_no_after_a_yes_says_that_it_was_taken_back(town: Town) {
        let mut ada = town.ada().await;
        for answer in ["yes", "no"] {
            town.clock.advance(60).unwrap();
            ada.post("/account/emails", &[("choice", "email-news"), ("answer", answer)]).await.expect(StatusCode::SEE_OTHER);
        }
        let page = ada.get("/account/emails").await;
        let receipt = receipt(&mut ada, &page.address("/account/receipts/")).await;
        assert_eq!(status(&receipt), "dpv:ConsentWithdrawn");
    }

    async fn a_yes_to_words_that_are_no_longer_in_force_counts_for_nothing_and_a_no_always_counts(town: Town) {
        let mut ada = town.ada().await;
        let flip = |answer| [("choice", "email-news"), ("answer", answer), ("shown", "0.9.0")];
        ada.post("/account/emails", &flip("yes")).await.expect(StatusCode::CONFLICT).expect_words("changed while this page was open");
        assert!(!ada.get("/account/emails").await.says("You said yes"));
        ada.post("/account/emails", &flip("no")).await.expect(StatusCode::SEE_OTHER);
        let page = ada.get("/account/emails").await;
        assert!(page.says(&format!("name=\"shown\" value=\"{}\"", town.shop.house.policy().version())));
    }

    async fn nobody_gets_the_receipt_of_somebody_else(town: Town) {
        let mut ada = town.ada().await;
        let path = ada.get("/account/emails").await.address("/account/receipts/");
        let mut other = town.customer("Bea", "bea@example.org").await;
        other.get(&path).await.expect(StatusCode::NOT_FOUND);
        other.get("/account/receipts/guardian").await.expect(StatusCode::NOT_FOUND);
        town.visitor().get(&path).await.expect(StatusCode::SEE_OTHER);
    }

    async fn each_text_is_kept_once_whoever_answers_it(town: Town) {
        town.ada().await;
        let kept = wordings(&town).await;
        assert_eq!(kept, 2, "one for each box of the form");
        town.customer("Bea", "bea@example.org").await;
        assert_eq!(wordings(&town).await, kept);
    }

    async fn the_notice_and_the_page_of_cookies_have_their_own_words(town: Town) {
        let mut ada = town.ada().await;
        let mut receipts = Vec::new();
        for back in ["/c/coats", "/privacy/choices"] {
            town.clock.advance(60).unwrap();
            let shown = plain(&ada.get(back).await.body);
            ada.post("/privacy/choices", &[("answer", "all"), ("back", back)]).await.expect(StatusCode::SEE_OTHER);
            let page = ada.get("/account/privacy").await.expect(StatusCode::OK);
            let receipt = receipt(&mut ada, &page.address("/account/receipts/")).await;
            assert!(shown.contains(words(&receipt)["label"].as_str().unwrap()));
            assert!(shown.contains(words(&receipt)["beside"].as_str().unwrap()), "{}", words(&receipt));
            receipts.push(receipt);
        }
        assert_ne!(words(&receipts[0])["beside"], words(&receipts[1])["beside"]);
    }

    async fn p5_the_guardians_yes_keeps_what_the_guardian_was_shown(town: Town) {
        let mut ben = town.visitor();
        let birth = [("day", "5"), ("month", "3"), ("year", "2011"), ("guardian", CLEO)];
        ben.post("/join/age", &birth[..3]).await.expect(StatusCode::OK);
        ben.post("/join/age", &birth).await.expect(StatusCode::SEE_OTHER);
        let path = town.last_mail_to(CLEO).await.path("/guardian/");
        let mut cleo = town.visitor();
        let shown = plain(&cleo.get(&path).await.expect(StatusCode::OK).body);
        cleo.post(&path, &[("answer", "approve")]).await.expect(StatusCode::OK);
        ben.post("/join", &[("name", "Ben"), ("email", BEN), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        let path = town.last_mail_to(BEN).await.path("/verify/");
        ben.post_and_go(&path, &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        ben.get("/account/privacy").await.expect_words("Your parent’s or guardian’s yes");
        let receipt = receipt(&mut ben, "/account/receipts/guardian").await;
        assert!(holds(&town, &receipt).await);
        assert!(shown.contains(words(&receipt)["label"].as_str().unwrap()));
        let texts = words(&receipt)["texts"].as_array().unwrap();
        assert_eq!(texts.len(), 2);
        assert!(texts.iter().all(|text| text["text"].as_str().unwrap().len() > 500), "both texts are there in full");
        assert!(texts.iter().all(|text| shown.contains(text["title"].as_str().unwrap())));
        assert!(!receipt.to_string().contains(CLEO), "a receipt names nobody");
        assert_eq!(receipt["dpv:hasRecordOfActivity"]["dpv:isIndicatedBy"]["@type"], "dpv:GuardianOfDataSubject");
    }
}
