//! Ada's saved card, removed in her account.

use http::StatusCode;
use serde_json::json;
use web::wire::Wire;

use super::version;
use crate::testing::{HOME, Town, Visitor, in_town};

async fn deleted(town: &Town) -> usize {
    let all = Wire::new(&town.outside.payment_url, "").get("/received.json").await.unwrap();
    all.as_array().unwrap().iter().filter(|call| call["method"] == "DELETE" && call["answer"] != 503).count()
}

async fn outage(town: &Town, on: bool) {
    let line = Wire::new(&town.outside.payment_url, "");
    line.post("/control/outage", "", &json!({ "on": on })).await.unwrap();
}

/// The id of the one saved card, as the address form carries it.
async fn card_on_form(ada: &mut Visitor) -> String {
    let page = ada
        .get("/account/addresses/new")
        .await
        .expect(StatusCode::OK)
        .expect_words("Remove a saved card as well?");
    let (_, rest) = page.body.split_once("name=\"remove-card\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

in_town! {
    async fn a_card_is_removed_here_and_at_the_partner(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        let page = ada.get("/account/cards").await.expect_words("Visa ending in 4242");
        let remove = page.address("/account/cards/0");
        ada.post_and_go(&remove, &[]).await.expect_words("No cards saved");
        assert_eq!(deleted(&town).await, 1);
        ada.get("/account/disclosures").await.expect_words("You removed your");
    }

    async fn while_the_partner_is_away_the_page_says_so(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        let remove = ada.get("/account/cards").await.address("/account/cards/0");
        outage(&town, true).await;
        ada.post_and_go(&remove, &[]).await.expect_words("Removing").expect_words("we keep asking");
        outage(&town, false).await;
        town.pass_seconds(120).await;
        ada.get("/account/cards").await.expect_words("No cards saved");
    }

    async fn p70_a_card_goes_together_with_an_address_or_not_at_all(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        let card = card_on_form(&mut ada).await;
        let mut form = HOME.to_vec();
        form.push(("remove-card", &card));
        form[4] = ("town", "");
        ada.post("/account/addresses", &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.get("/account/cards").await.expect_words("4242");
        form[4] = HOME[4];
        ada.post_and_go("/account/addresses", &form).await.expect_words("Marker Lane 7");
        ada.get("/account/cards").await.expect_words("No cards saved");
        assert_eq!(deleted(&town).await, 1);
        ada.post("/account/addresses", &form).await.expect(StatusCode::CONFLICT);
        let book = ada.get("/account/addresses").await.body;
        assert_eq!(book.matches("Marker Lane 7").count(), 1, "neither card nor address the second time");
    }

    async fn p70_a_card_goes_while_an_address_is_corrected(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        ada.post("/account/addresses", &HOME).await.expect(StatusCode::SEE_OTHER);
        let path = ada.get("/account/addresses").await.address("/account/addresses/0");
        let (card, counted) = (card_on_form(&mut ada).await, version(&ada.get(&path).await.body));
        let mut form = HOME.to_vec();
        form.extend([("remove-card", card.as_str()), ("version", &counted)]);
        form[2] = ("street", "Marker Lane 8");
        ada.post_and_go(&path, &form).await.expect_words("Marker Lane 8");
        ada.get("/account/cards").await.expect_words("No cards saved");
    }
}
