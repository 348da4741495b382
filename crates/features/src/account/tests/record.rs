//! The record of uses, as its owner reads it.

use http::StatusCode;

use crate::testing::{in_town, until};

in_town! {
    async fn the_record_says_that_it_is_complete_and_counts_its_lines(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.get("/account/disclosures").await.expect_words("This list is complete and unaltered");
        assert!(page.says("We took in your name") || page.says("We took in your"), "{}", page.body);
        let file = ada.get("/account/disclosures/chain.json").await.expect(StatusCode::OK);
        assert!(file.says("cloakroom-chain-2"));
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    }

    async fn a_filter_says_how_many_lines_it_leaves_out(town: Town) {
        let mut ada = town.ada().await;
        ada.get("/account/disclosures?did=refused").await.expect_words(">0 of ").expect_words("No such line");
        ada.get("/account/disclosures?who=me&before=nonsense").await.expect_words("You looked at");
        let page = ada.get("/account/disclosures?who=me&before=1").await.expect(StatusCode::OK);
        assert!(page.says("No such line") && page.says("rel=\"prev\""));
    }

    async fn the_top_of_the_page_is_one_sentence_that_counts(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.get("/account/disclosures").await.expect_words("In the last 30 days your details were opened");
        page.expect_words("nothing was handed to others.");
        town.pass_days(31).await;
        let mut ada = town.visitor();
        ada.post("/signin", &[("email", crate::testing::ADA), ("password", crate::testing::PASSWORD)]).await;
        let page = ada.get("/account/disclosures?when=30").await;
        assert!(page.says("In the last 30 days your details were opened 2 times, once by yourself"), "{}", page.body);
    }

    async fn the_same_on_one_day_is_told_once_and_each_of_it_can_be_seen(town: Town) {
        let mut ada = town.ada().await;
        ada.get("/account/profile").await.expect(StatusCode::OK);
        ada.get("/account/addresses").await.expect(StatusCode::OK);
        let page = ada.get("/account/disclosures").await.expect_words("<h3 class=\"time-day\">Today</h3>");
        let folded = page.body.split("You looked at your own details ").nth(1).map(|rest| &rest[..7]);
        assert_eq!(folded, Some("4 times"));
        page.expect_words("You looked at your name, e-mail address and phone number, in My Account.");
    }

    async fn older_lines_are_a_page_away_and_stay_there_while_new_ones_come(town: Town) {
        let mut ada = town.ada().await;
        for _ in 0..45 {
            ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
        }
        let page = ada.get("/account/disclosures").await.expect(StatusCode::OK);
        let older = page.address("/account/disclosures?before=");
        let before = ada.get(&older).await.expect(StatusCode::OK);
        ada.post_and_go("/account/assist", &[("words", "And my gloves?")]).await.expect(StatusCode::OK);
        let after = ada.get(&older).await.expect(StatusCode::OK);
        let list = |page: &str| page.split("class=\"used-day\"").skip(1).map(|day| day.split("</section>").next().map(str::to_owned)).collect::<Vec<_>>();
        assert_eq!(list(&before.body), list(&after.body));
        assert!(before.says("rel=\"prev\""));
    }

    async fn the_page_that_checks_the_record_is_a_file_for_everybody(town: Town) {
        let page = town.visitor().get("/cloakroom-verify.html").await.expect_words("default-src 'none'");
        assert!(page.headers["content-disposition"].to_str().unwrap().contains("cloakroom-verify.html"));
        let asks_nobody = ["http:", "https:", "src=", "fetch("].iter().all(|word| !page.says(word));
        assert!(asks_nobody);
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
        ada.get("/account/disclosures").await.expect_words("This list is incomplete: line 2 is missing").expect_words("What is left of your record says").expect_words("Nothing vouches for it");
    }

    async fn ada_reads_who_got_what_for_her_order(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        town.packs("10480").await;
        town.parcel_is("delivered").await;
        until("it is delivered", async || ada.get("/orders/10480").await.says("Delivered on")).await;
        let page = ada.get("/account/disclosures?did=handed").await.expect(StatusCode::OK);
        let sentence = "Parcel courier Swift got your name, delivery address and phone number, to deliver order 10480.";
        assert!(page.says(sentence), "{}", page.body);
        assert!(page.says("to pay for order 10480.") || page.says("to pay for your order."), "{}", page.body);
        let inside = ada.get("/account/disclosures?did=opened&who=shop").await.expect(StatusCode::OK);
        assert!(inside.says("Our packing room ("), "{}", inside.body);
        let file = ada.get("/account/disclosures/chain.json").await.body;
        let text: serde_json::Value = serde_json::from_str(&file).unwrap();
        let lines = text["lines"].as_array().unwrap().len();
        ada.get("/account/disclosures").await.expect_words(&format!("unaltered: {lines} lines"));
    }
}
