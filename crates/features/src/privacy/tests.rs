use http::StatusCode;
use store::Engine;

use crate::testing::{DEFAULT_POLICY, Town, in_town};

in_town! {
    async fn p3_the_page_is_the_file_and_shows_the_rule_under_each_promise(town: Town) {
        let page = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        for paragraph in town.shop.house.policy().document().sections.iter().flat_map(|s| &s.paragraphs) {
            assert!(page.says(&paragraph.html), "{}", paragraph.number);
            assert!(page.says(&format!("id=\"{}\"", paragraph.anchor)));
        }
        let page = page.expect_words("courier may receive, use identity.name, contact.shipping, contact.phone");
        page.expect_words("<span class=\"figure\">14 days</span>");
    }

    async fn the_file_that_can_be_downloaded_has_the_hash_that_the_history_names(town: Town) {
        let file = town.visitor().get("/privacy/policy.md").await.expect(StatusCode::OK);
        assert_eq!(file.body, DEFAULT_POLICY);
        let hash = town.shop.house.policy().hash_hex();
        town.visitor().get("/privacy/history").await.expect(StatusCode::OK).expect_words(&hash);
    }

    async fn who_may_receive_what_is_read_from_the_rules_with_the_state_of_the_agreement(town: Town) {
        let page = town.visitor().get("/privacy/partners").await.expect(StatusCode::OK);
        let page = page.expect_words("Swift, our").expect_words("Agreement in date");
        page.expect_words("Who gets nothing of you, ever");
    }
}

#[test]
fn another_figure_in_the_file_is_another_figure_on_the_page() {
    let edited =
        DEFAULT_POLICY.replace("figure guardian-answer is 14 days", "figure guardian-answer is 15 days");
    crate::testing::run(Engine::Sqlite, |mut town| async move {
        town = Town::with_policy(Engine::Sqlite, &edited).await;
        town.visitor().get("/privacy").await.expect_words("<span class=\"figure\">15 days</span>");
    });
}
