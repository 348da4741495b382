//! The record of uses, as its owner reads it.

use http::StatusCode;

use crate::testing::{in_town, until};

in_town! {
    async fn the_record_says_that_it_is_complete_and_counts_its_lines(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.get("/account/disclosures").await.expect_words("This list is complete and unaltered");
        assert!(page.says("We took in your name") || page.says("We took in your"), "{}", page.body);
        let file = ada.get("/account/disclosures/chain.json").await.expect(StatusCode::OK);
        assert!(file.says("cloakroom-chain-1"));
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    }

    async fn a_filter_says_how_many_lines_it_leaves_out(town: Town) {
        let mut ada = town.ada().await;
        ada.get("/account/disclosures?show=refused").await.expect_words("Refused: 0 of ");
        ada.get("/account/disclosures?show=own&page=99").await.expect(StatusCode::OK);
    }

    async fn one_line_shows_its_proof(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.get("/account/disclosures/1").await.expect_words("Leaf of this line");
        assert!(page.says("fit together, checked just now"));
        ada.get("/account/disclosures/99999").await.expect(StatusCode::NOT_FOUND);
        ada.get("/account/disclosures/first").await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_line_taken_out_behind_our_back_is_seen(town: Town) {
        let mut ada = town.ada().await;
        ada.get("/account").await.expect(StatusCode::OK);
        let taken = town.shop.house.store().write(store::work!(|tx| {
            tx.put(store::sql!("DELETE FROM ledger WHERE seq = $1", 2i64))
        }));
        taken.await.unwrap();
        ada.get("/account/disclosures").await.expect_words("This list was altered");
    }

    async fn ada_reads_who_got_what_for_her_order(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        town.packs("10480").await;
        town.parcel_is("delivered").await;
        until("it is delivered", async || ada.get("/orders/10480").await.says("Delivered on")).await;
        let page = ada.get("/account/disclosures?show=handed").await.expect(StatusCode::OK);
        let sentence = "Parcel courier Swift got your name, delivery address and phone number, to deliver order 10480.";
        assert!(page.says(sentence), "{}", page.body);
        assert!(page.says("to pay for order 10480.") || page.says("to pay for your order."), "{}", page.body);
        let inside = ada.get("/account/disclosures?show=opened").await.expect(StatusCode::OK);
        assert!(inside.says("Our packing room ("), "{}", inside.body);
        let file = ada.get("/account/disclosures/chain.json").await.body;
        let text: serde_json::Value = serde_json::from_str(&file).unwrap();
        let lines = text["lines"].as_array().unwrap().len();
        ada.get("/account/disclosures").await.expect_words(&format!("unaltered: {lines} lines"));
    }
}
