//! Stories of the policy page, told through the router.

use http::StatusCode;
use store::Engine;

use crate::testing::{DEFAULT_POLICY, Town, in_town};

in_town! {
    async fn p3_every_paragraph_stands_on_the_page_with_its_rules(town: Town) {
        let page = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        for paragraph in town.shop.house.policy().document().sections.iter().flat_map(|section| &section.paragraphs) {
            assert!(page.says(&format!("id=\"{}\"", paragraph.anchor)), "{}", paragraph.number);
            assert!(page.says(&paragraph.html), "{}", paragraph.number);
        }
        page.expect_words("keep chat.transcript for 13 months").expect_words("class=\"figure\"");
    }

    async fn p2_the_version_page_names_the_file_that_the_server_runs_on(town: Town) {
        let mut visitor = town.visitor();
        let hash = town.shop.house.policy().hash_hex();
        visitor.get("/privacy/history").await.expect(StatusCode::OK).expect_words(&hash);
        let file = visitor.get("/privacy/policy.md").await.expect(StatusCode::OK);
        assert_eq!(file.body, DEFAULT_POLICY);
    }

    async fn p4_visiting_records_no_consent(town: Town) {
        let mut ada = town.ada().await;
        for path in ["/", "/privacy", "/terms", "/c/coats"] {
            ada.get(path).await.expect(StatusCode::OK);
        }
        let given = town.shop.house.store().read(store::work!(|tx| -> Result<usize, store::Error> {
            Ok(tx.rows(store::sql!("SELECT 1 FROM choice WHERE state = 1")).await?.len())
        }));
        assert_eq!(given.await.unwrap(), 0);
    }

    async fn the_partners_page_says_who_gets_what_and_until_when(town: Town) {
        let mut visitor = town.visitor();
        let page = visitor.get("/privacy/partners").await.expect(StatusCode::OK);
        page.expect_words("Swift").expect_words("name, delivery address and phone").expect_words("agreement until");
        town.clock.advance(400 * 86_400).unwrap();
        visitor.get("/privacy/partners").await.expect(StatusCode::OK).expect_words("agreement ended: gets nothing");
    }
}

/// A figure is printed from its rule.
#[test]
fn another_figure_in_the_file_is_another_figure_on_the_page() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let edited =
            DEFAULT_POLICY.replace("figure guardian-answer is 14 days", "figure guardian-answer is 15 days");
        let town = Town::with_policy(Engine::Sqlite, &edited).await;
        town.visitor().get("/privacy").await.expect_words("<span class=\"figure\">15 days</span>");
    });
}

/// Page and behaviour come from one file: a wider rule is on the partners page the moment the server runs on it.
#[test]
fn a_wider_rule_in_the_file_is_on_the_partners_page() {
    let lean = "courier may receive, use identity.name, contact.shipping, contact.phone for order.deliver";
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        assert!(DEFAULT_POLICY.contains(lean));
        let wide = DEFAULT_POLICY
            .replace("contact.shipping, contact.phone", "contact.shipping, contact.phone, contact.email");
        let town = Town::with_policy(Engine::Sqlite, &wide).await;
        let page = town.visitor().get("/privacy/partners").await.expect(StatusCode::OK);
        let courier = page.body.split("Swift").nth(1).unwrap().split("</li>").next().unwrap();
        assert!(courier.contains("e-mail"), "{courier}");
    });
}
