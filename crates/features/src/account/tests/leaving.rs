//! Ada leaves: what goes, what stays, and what nobody can read any more.

use std::{collections::BTreeSet, path::Path};

use http::StatusCode;
use serde_json::{Value, json};
use web::wire::Wire;

use crate::{
    receipts,
    testing::{ADA, Answer, HOME, PASSWORD, Town, Visitor, in_town, until},
};

/// The certificate that the link on the farewell page holds.
fn certificate_on(page: &Answer) -> String {
    let coded = page.address("data:application/ld+json,");
    let mut bytes = Vec::new();
    let mut rest = coded.split_once(',').unwrap().1.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let pair = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
            }
            plain => bytes.push(plain),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Whether a text stands anywhere in the files of the two stores.
fn found_in_files(town: &Town, text: &str) -> bool {
    let folders = town.addresses().into_iter().map(Path::new).filter(|path| path.exists());
    folders.flat_map(files).any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

fn files(path: &Path) -> Vec<Vec<u8>> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap() };
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap()).collect()
}

async fn count(town: &Town, text: &'static str) -> i64 {
    let read = town.shop.house.store().read(store::work!(|tx| -> Result<i64, store::Error> {
        tx.row(store::sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

async fn outage(town: &Town, on: bool) {
    let line = Wire::new(&town.outside.payment_url, "");
    line.post("/control/outage", "", &json!({ "on": on })).await.unwrap();
}

async fn is_delivered(town: &Town, ada: &mut Visitor) {
    town.packs("10480").await;
    town.parcel_is("delivered").await;
    until("it is delivered", async || ada.get("/orders/10480").await.says("Delivered on")).await;
}

const NAMED: &str = "SELECT COUNT(*) FROM orders WHERE name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL OR shipping IS NOT NULL OR billing IS NOT NULL";

in_town! {
    async fn an_account_closed_while_no_key_can_be_destroyed_has_its_certificate_once_it_is_done(town: Town) {
        let mut ada = town.ada().await;
        ada.get("/account/close").await.expect(StatusCode::OK);
        town.key_store_is_there(false).await;
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        let page = page.expect_words("could not be destroyed just now").expect_words("in a last mail");
        assert!(!page.says("Save the signed certificate"));
        let path = town.last_mail_to(ADA).await.path("/account/closed/");
        town.visitor().get(&path).await.expect(StatusCode::OK).expect_words("could not be destroyed just now");
        town.key_store_is_there(true).await;
        town.work().await;
        let page = town.visitor().get(&path).await.expect(StatusCode::OK).expect_words("Save the signed certificate");
        let certificate: Value = serde_json::from_str(&certificate_on(&page)).unwrap();
        let destroyed = certificate["destroyed"].as_array().unwrap();
        assert!(destroyed.iter().any(|key| key["class"] == "account" && key["key"].as_str().unwrap().len() == 32), "{certificate}");
        assert!(receipts::tests::is_signed(&town, &certificate).await);
        town.visitor().get(&path.replace('-', "-a")).await.expect(StatusCode::NOT_FOUND);
        town.pass_days(366 * 10).await;
        town.visitor().get(&path).await.expect(StatusCode::NOT_FOUND);
    }

    async fn closing_needs_the_password(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/close", &[("password", "not this one, surely")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.get("/account").await.expect(StatusCode::OK);
    }

    async fn ada_leaves_and_is_unknown(town: Town) {
        let mut ada = town.ada().await;
        let mut phone = town.visitor();
        phone.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        ada.post("/account/addresses", &HOME).await.expect(StatusCode::SEE_OTHER);
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        assert!(page.says("Your account is closed") && page.says("address book"), "{}", page.body);
        assert!(page.says("A last mail with this news and the file went to your address"));
        assert!(!ada.cookies.contains_key("session"));
        phone.get("/account").await.expect(StatusCode::SEE_OTHER);
        let known = town.visitor().post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        let unknown = town.visitor().post("/signin", &[("email", "nobody@example.org"), ("password", PASSWORD)]).await;
        assert_eq!(known.status, unknown.status);
        assert_eq!(town.last_mail_to(ADA).await.subject, "Your account is closed");
        assert_eq!(count(&town, "SELECT COUNT(*) FROM address").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM blind_index").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM choice_event").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM customer WHERE email IS NOT NULL OR name IS NOT NULL").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM due WHERE kind LIKE 'forget-%'").await, 0);
    }

    async fn whoever_leaves_takes_a_signed_certificate_along_that_names_nobody(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        is_delivered(&town, &mut ada).await;
        town.pass_days(31).await;
        ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        let before = count(&town, "SELECT COUNT(*) FROM ledger").await;
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        let file = certificate_on(&page);
        for word in [ADA, "Ada", "Amsel", "Quilt Yard", "7946"] {
            assert!(!file.contains(word), "{word}");
        }
        let certificate: Value = serde_json::from_str(&file).unwrap();
        let enclosed: Value = serde_json::from_str(&town.last_mail_to(ADA).await.enclosed).unwrap();
        assert_eq!(certificate, enclosed, "the mail has it too");
        let classes: Vec<_> = certificate["destroyed"].as_array().unwrap().iter().map(|one| one["class"].as_str().unwrap()).collect();
        for class in ["account", "basket", "cards", "order-contact"] {
            assert!(classes.contains(&class), "{class}: {classes:?}");
        }
        for one in certificate["destroyed"].as_array().unwrap() {
            assert!(one["key"].as_str().unwrap().len() == 32 && one["paragraph"] != "", "{one}");
            assert!(page.says(one["what"].as_str().unwrap()), "the page says it as well: {one}");
        }
        assert_eq!(certificate["stores"][2]["at"], "2027-04-08T10:00:00Z", "seven days on, the last copy of the keys is gone");
        assert_eq!(certificate["remains"][0]["what"], "Orders, naming nobody");
        assert!(certificate["remains"][0]["until"].as_str().unwrap().starts_with("2033-03-01"), "{certificate}");
        assert_eq!(certificate["waits"], json!([]));
        receipts::tests::like_the_one_in_docs(&town, &certificate, "certificate").await;
        assert!(receipts::tests::is_signed(&town, &certificate).await);
        let mut forged = certificate.clone();
        forged["at"] = "2027-04-02T10:00:00Z".into();
        assert!(!receipts::tests::is_signed(&town, &forged).await);
        assert!(count(&town, "SELECT COUNT(*) FROM ledger").await > before, "the record says that it was erased");
    }

    async fn no_word_of_ada_stands_in_any_file(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/addresses", &HOME).await.expect(StatusCode::SEE_OTHER);
        for marker in [ADA, "Ada Amsel", "Marker Lane", "Markerham"] {
            assert!(!found_in_files(&town, marker), "{marker} is readable before leaving");
        }
        ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        for marker in [ADA, "Ada Amsel", "Marker Lane", "Markerham"] {
            assert!(!found_in_files(&town, marker), "{marker}");
        }
    }

    async fn a_key_that_was_turned_is_named_in_all_its_versions_and_told_of_once(town: Town) {
        let mut ada = town.ada().await;
        town.key_desk().await.turn_classes(Some(gate::Class::Account)).await.unwrap();
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        let certificate: Value = serde_json::from_str(&certificate_on(&page)).unwrap();
        let destroyed = certificate["destroyed"].as_array().unwrap();
        let keys: BTreeSet<_> = destroyed.iter().filter(|one| one["class"] == "account").map(|one| one["key"].as_str().unwrap()).collect();
        assert_eq!(keys.len(), 2, "{certificate}");
        assert_eq!(page.body.matches("<li>Name, e-mail address").count(), 1);
    }

    async fn whoever_never_ordered_is_told_of_no_orders(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        assert!(!page.says("Orders, naming nobody"));
        let certificate: Value = serde_json::from_str(&certificate_on(&page)).unwrap();
        assert_eq!(certificate["remains"].as_array().unwrap().len(), 1, "{certificate}");
    }

    async fn ada_may_come_back_as_somebody_new(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        let mut again = town.ada().await;
        let page = again.get("/account").await.expect(StatusCode::OK);
        assert!(!page.says("Marker Lane"));
    }

    async fn an_order_under_way_is_finished_first_and_then_names_nobody(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        is_delivered(&town, &mut ada).await;
        ada.get("/account/close").await.expect_words("Order 10480 is not done yet");
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        assert!(page.says("Name and address on the order under way"));
        assert_eq!(count(&town, NAMED).await, 1);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM card").await, 0);
        town.pass_days(31).await;
        assert_eq!(count(&town, NAMED).await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM orders WHERE items IS NOT NULL AND closed_at IS NOT NULL").await, 1);
        for marker in [ADA, "Quilt Yard", "+442079460991", "Ada Amsel"] {
            assert!(!found_in_files(&town, marker), "{marker}");
        }
    }

    async fn when_all_orders_are_done_their_names_go_at_once(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        is_delivered(&town, &mut ada).await;
        town.pass_days(31).await;
        assert_eq!(count(&town, NAMED).await, 1, "the account still shows whom it was for");
        ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        assert!(page.says("Name, address and telephone number on every order"));
        assert_eq!(count(&town, NAMED).await, 0);
    }

    async fn a_card_that_the_partner_holds_on_to_is_asked_for_until_it_is_gone(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        outage(&town, true).await;
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        assert!(page.says("did not confirm just now"));
        assert_eq!(count(&town, "SELECT COUNT(*) FROM card").await, 1);
        outage(&town, false).await;
        town.pass_seconds(3_600).await;
        town.pass_seconds(60).await;
        assert_eq!(count(&town, "SELECT COUNT(*) FROM card").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM due WHERE kind = 'forget-cards'").await, 0);
    }

    async fn after_six_years_an_order_says_nothing_and_neither_does_the_record(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        is_delivered(&town, &mut ada).await;
        ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        town.pass_days(31).await;
        town.pass_days(6 * 365).await;
        assert_eq!(count(&town, "SELECT COUNT(*) FROM orders WHERE items IS NOT NULL").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM order_number").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM customer WHERE kind = 'account'").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM orders").await, 1, "the books still count it");
    }
}
