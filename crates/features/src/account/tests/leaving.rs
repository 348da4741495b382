//! Ada leaves: what goes, what stays, and what nobody can read any more.

use std::path::Path;

use http::StatusCode;
use serde_json::json;
use web::wire::Wire;

use super::HOME;
use crate::testing::{ADA, PASSWORD, Town, Visitor, in_town, until};

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
        assert!(page.says("A last mail with this news went to your address"));
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
