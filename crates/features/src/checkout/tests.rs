//! Stories of the checkout, told through the router.

use http::StatusCode;
use policy::{Facts, Verb};

use super::form::ASKED;
use crate::{
    needs,
    testing::{delivery, in_town},
};

in_town! {
    async fn without_pieces_there_is_nothing_to_pay(town: Town) {
        let mut visitor = town.visitor();
        for path in ["/checkout", "/checkout/delivery", "/checkout/payment", "/checkout/review"] {
            let answer = visitor.get(path).await.expect(StatusCode::SEE_OTHER);
            assert_eq!(answer.location().as_deref(), Some("/basket"), "{path}");
        }
    }

    async fn the_age_question_comes_first(town: Town) {
        let mut visitor = town.visitor();
        town.takes_a_piece(&mut visitor).await;
        let answer = visitor.get("/checkout/delivery").await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location().as_deref(), Some("/checkout/age"));
        let refused = visitor.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(refused.location().as_deref(), Some("/checkout/age"));
    }

    async fn p13_the_form_asks_what_the_policy_lists_and_nothing_else(town: Town) {
        let policy = town.shop.house.policy();
        let need = &needs::CHECKOUT_KEEP;
        let cleared = Facts::EMPTY.with(policy.fact("cleared").unwrap());
        let (party, purpose) = (policy.party(need.party).unwrap(), policy.purpose(need.purpose).unwrap());
        let allowed = policy.mask(party, Verb::Collect, purpose, cleared);
        let contact = policy.leaves("contact").unwrap();
        let mut listed: Vec<&str> = allowed.iter().filter(|leaf| contact.contains(*leaf)).map(|leaf| policy.leaf_name(leaf)).collect();
        listed.push("identity.name");
        listed.sort_unstable();
        let mut asked = ASKED.to_vec();
        asked.sort_unstable();
        assert_eq!(asked, listed);
        assert!(crate::checkout::asked_against(&policy).is_empty());
    }

    async fn p13_each_thing_that_is_asked_says_why(town: Town) {
        let mut guest = town.guest().await;
        let page = guest.get("/checkout/delivery").await.expect(StatusCode::OK);
        assert_eq!(page.body.matches("Why we ask").count(), ASKED.len());
        for name in ["name", "email", "phone", "home-street", "ship-street", "bill-street"] {
            assert!(page.says(&format!("name=\"{name}\"")), "{name}");
        }
        for never in ["birth", "gender", "card-number", "title"] {
            assert!(!page.says(&format!("name=\"{never}\"")), "{never}");
        }
    }

    async fn p18_standard_delivery_does_without_a_telephone_number(town: Town) {
        let mut guest = town.guest().await;
        let without = delivery(&[("phone", "")]);
        guest.post_and_go("/checkout/delivery", &without).await.expect(StatusCode::OK).expect_words("<h1>Payment</h1>");
    }

    async fn p18_express_needs_a_telephone_number_and_says_why(town: Town) {
        let mut guest = town.guest().await;
        let without = delivery(&[("phone", ""), ("service", "express")]);
        let page = guest.post("/checkout/delivery", &without).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        page.expect_words("the driver rings you before the stop").expect_words("id=\"phone-error\"");
    }

    async fn what_was_typed_comes_back_with_words_beside_it(town: Town) {
        let mut guest = town.guest().await;
        let slip = delivery(&[("email", "ada at example"), ("home-postcode", "")]);
        let page = guest.post("/checkout/delivery", &slip).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let page = page.expect_words("value=\"Ada Amsel\"").expect_words("value=\"7 Quilt Yard\"").expect_words("ada at example");
        page.expect_words("2 things to mend");
    }

    async fn a_town_without_postcodes_needs_none(town: Town) {
        let mut guest = town.guest().await;
        let cork = delivery(&[("home-town", "Cork"), ("home-postcode", ""), ("home-country", "IE")]);
        guest.post("/checkout/delivery", &cork).await.expect(StatusCode::SEE_OTHER);
    }

    async fn what_was_told_is_still_there_on_the_way_back(town: Town) {
        let mut guest = town.guest().await;
        let other = delivery(&[("ship", "other"), ("ship-street", "1 Mill Lane"), ("ship-town", "York"), ("ship-postcode", "YO1 7AA"), ("ship-country", "GB"), ("bill", "ship")]);
        town.goes_to_review(&mut guest, &other).await.expect_words("1 Mill Lane").expect_words("Ada Amsel");
        let page = guest.get("/checkout/delivery").await.expect(StatusCode::OK);
        page.expect_words("value=\"1 Mill Lane\"").expect_words("value=\"7 Quilt Yard\"");
    }

    async fn a_checkout_that_was_left_is_forgotten_with_the_basket(town: Town) {
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        town.pass_days(31).await;
        let left = town.shop.house.store().read(store::work!(|tx| -> Result<usize, store::Error> {
            Ok(tx.rows(store::sql!("SELECT 1 FROM checkout")).await?.len())
        }));
        assert_eq!(left.await.unwrap(), 0);
    }

    async fn the_button_says_what_happens(town: Town) {
        let mut guest = town.guest().await;
        let review = town.goes_to_review(&mut guest, &delivery(&[])).await;
        let button = review.body.split("Place order and pay £").nth(1).unwrap();
        let amount = button.split('<').next().unwrap();
        assert!(review.body.contains(&format!("<dd>£{amount}</dd>")), "{amount}");
    }

    async fn an_account_fills_the_form_and_keeps_new_addresses_when_told_to(town: Town) {
        let mut ada = town.ada().await;
        town.takes_a_piece(&mut ada).await;
        let page = ada.get("/checkout/delivery").await.expect(StatusCode::OK);
        page.expect_words("value=\"Ada Amsel\"").expect_words("value=\"ada@example.org\"");
        let other = delivery(&[("ship", "other"), ("ship-street", "1 Mill Lane"), ("ship-town", "York"), ("ship-postcode", "YO1 7AA"), ("ship-country", "GB"), ("keep-addresses", "yes")]);
        town.goes_to_review(&mut ada, &other).await;
        let page = ada.get("/checkout/delivery").await.expect(StatusCode::OK);
        page.expect_words("1 Mill Lane, York, YO1 7AA, United Kingdom");
    }

    async fn remembering_a_card_is_asked_of_accounts_only_and_starts_off(town: Town) {
        let mut guest = town.guest().await;
        guest.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        assert!(!guest.get("/checkout/payment").await.expect(StatusCode::OK).says("keep-card"));
        let mut ada = town.ada().await;
        town.takes_a_piece(&mut ada).await;
        ada.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        let page = ada.get("/checkout/payment").await.expect(StatusCode::OK).expect_words("Remember this card for next time");
        assert!(!page.says("name=\"keep-card\" value=\"yes\" checked"));
    }

    async fn p39_a_checkout_uses_the_data_for_its_own_purposes_only(town: Town) {
        let (_, page) = town.guest_order(&delivery(&[])).await;
        page.expect(StatusCode::OK);
        for entry in town.ledger().await {
            let purpose = entry.purpose.as_str();
            let named = ["site.run", "check.age", "order.process", "order.pay", "order.tell-status", "account.manage"];
            assert!(named.contains(&purpose), "{purpose}");
        }
    }
}
