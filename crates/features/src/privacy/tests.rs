//! Stories of the policy page, told through the router.

mod french;

use http::{Method, StatusCode};
use review::Law;
use store::Engine;

use crate::testing::{DEFAULT_POLICY, Town, delivery, in_town};

in_town! {
    async fn p3_every_paragraph_stands_on_the_page_with_its_rules(town: Town) {
        let page = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        for paragraph in town.shop.house.policy().document().sections.iter().flat_map(|section| &section.paragraphs) {
            assert!(page.says(&format!("id=\"{}\"", paragraph.anchor)), "{}", paragraph.number);
            assert!(page.says(&paragraph.html), "{}", paragraph.number);
        }
        if let Ok(path) = std::env::var("CLOAKROOM_TEST_PAGE") {
            std::fs::write(path, &page.body).unwrap();
        }
        page.expect_words("keep chat.transcript for 13 months").expect_words("class=\"figure\"");
    }

    async fn the_page_says_what_came_of_deciding_everything_and_of_breaking_it(town: Town) {
        let page = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        let page = page.expect_words("all 3,317,170,176 situations").expect_words("that let anybody do anything");
        assert!(!page.says("What the law adds"), "no law is laid over this shop");
    }

    async fn p2_the_version_page_names_the_file_that_the_server_runs_on(town: Town) {
        let mut visitor = town.visitor();
        let hash = town.shop.house.policy().hash_hex();
        visitor.get("/privacy/history").await.expect(StatusCode::OK).expect_words(&hash);
        let file = visitor.get("/privacy/policy.md").await.expect(StatusCode::OK);
        assert_eq!(file.body, *DEFAULT_POLICY);
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

    async fn the_policy_is_there_for_programs_in_every_format(town: Town) {
        let mut visitor = town.visitor();
        let page = visitor.get("/privacy/as").await.expect(StatusCode::OK);
        for format in review::Format::ALL {
            assert!(page.says(&format!("href=\"/privacy/as/{format}\"")), "{format}");
            let file = visitor.get(&format!("/privacy/as/{format}")).await.expect(StatusCode::OK);
            assert_eq!(file.headers["content-type"], format.media_type());
            assert!(file.says("courier") || format == review::Format::Cookies, "{format}");
        }
        visitor.get("/privacy/as/smoke-signals").await.expect(StatusCode::NOT_FOUND);
    }

    async fn programs_find_the_policy_as_linked_data_and_keep_it_until_it_changes(town: Town) {
        let mut visitor = town.visitor();
        let page = visitor.get("/privacy").await.expect(StatusCode::OK);
        page.expect_words("type=\"application/ld+json\" href=\"/.well-known/privacy.jsonld\"").expect_words("href=\"/privacy/as\"");
        let file = visitor.get("/.well-known/privacy.jsonld").await.expect(StatusCode::OK);
        assert_eq!(file.headers["content-type"], "application/ld+json");
        assert_eq!(file.headers["cache-control"], "public, no-cache");
        assert!(!file.headers.contains_key("set-cookie"), "what anybody may keep sets no cookie");
        let graph: serde_json::Value = serde_json::from_str(&file.body).unwrap();
        let permissions = |node: &&serde_json::Value| node["@type"] == "odrl:Permission";
        let found = graph["@graph"].as_array().unwrap().iter().filter(permissions).count();
        assert_eq!(found, town.shop.house.policy().rules().permissions.len());
        let tag = file.headers["etag"].to_str().unwrap();
        let again = [("if-none-match", tag)];
        let known = visitor.send(http::Method::GET, "/.well-known/privacy.jsonld", None, &again).await;
        assert!(known.status == StatusCode::NOT_MODIFIED && known.body.is_empty(), "{}", known.status);
        let other = [("if-none-match", "\"something else\"")];
        visitor.send(http::Method::GET, "/.well-known/privacy.jsonld", None, &other).await.expect(StatusCode::OK);
    }

    async fn the_partners_page_says_who_gets_what_and_until_when(town: Town) {
        let mut visitor = town.visitor();
        let page = visitor.get("/privacy/partners").await.expect(StatusCode::OK);
        page.expect_words("Swift").expect_words("name, delivery address and phone").expect_words("agreement until");
        town.clock.advance(400 * 86_400).unwrap();
        visitor.get("/privacy/partners").await.expect(StatusCode::OK).expect_words("agreement ended: gets nothing");
    }
}

/// The stricter of law and promise holds, and the page says so beside the paragraph.
#[test]
fn where_the_law_is_stricter_the_page_keeps_to_it_and_says_so() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let slow =
            DEFAULT_POLICY.replace("answer complaint within 30 days", "answer complaint within 60 days");
        let town = Town::under_law(Engine::Sqlite, &slow, Law::Uk).await;
        let page = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        let page = page
            .expect_words("you have our answer within <span class=\"figure\">30 days</span>")
            .expect_words("What the law adds")
            .expect_words("19 June 2026");
        let paragraph = page.body.split("id=\"p8-1\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(paragraph.contains("Data Protection Act 2018 164A"), "{paragraph}");
        assert!(paragraph.contains("our server keeps to it"), "{paragraph}");
    });
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

/// What stands on the page from one paragraph to the next.
fn under<'p>(page: &'p str, anchor: &str) -> &'p str {
    let rest = page.split(&format!("class=\"paragraph\" id=\"{anchor}\"")).nth(1).expect("the paragraph");
    rest.split("class=\"paragraph\" id=").next().unwrap_or(rest)
}

in_town! {
    async fn p3_under_each_promise_stands_how_often_it_was_applied(town: Town) {
        let before = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        assert!(under(&before.body, "p2-1").contains("Not yet: nothing has come under it."), "{}", under(&before.body, "p2-1"));
        town.guest_order(&delivery(&[])).await;
        town.pass_seconds(2).await;
        let after = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        let first = under(&after.body, "p2-1");
        assert!(first.contains("Allowed ") && first.contains(", last today"), "{first}");
    }

    async fn p3_who_gets_what_stands_on_top_and_is_made_from_the_rules(town: Town) {
        let page = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        let short = page.body.split("id=\"in-short\"").nth(1).unwrap().split("class=\"book\"").next().unwrap();
        for words in ["name, delivery address and phone number, for delivering your order", "Marketing company", "nothing, ever"] {
            assert!(short.contains(words), "{words} is missing in {short}");
        }
        for choice in town.shop.house.policy().choices() {
            assert!(short.contains(&choice.label), "{}", choice.label);
        }
        assert!(short.contains("Forgotten within a day") && short.contains("fewer than 20") && short.contains("lets no figures be made of them"), "{short}");
    }

    async fn p3_each_promise_is_listed_with_what_keeps_it(town: Town) {
        let page = town.visitor().get("/privacy/promises").await.expect(StatusCode::OK);
        let list = include_str!("../../../../docs/promises.tsv");
        for line in list.lines() {
            let (number, title) = line.split_once('\t').unwrap();
            let title = title.split('\t').next().unwrap().replace('\'', "&#39;");
            assert!(page.says(&format!("id=\"{number}\"")) && page.says(&title), "{number} {title}");
        }
        let page = page.expect_words("each promise is listed with what keeps it").expect_words("no test yet").expect_words("/privacy#p2-4");
        let proof = include_str!("../../../../docs/proof.txt");
        let proved = proof.lines().filter(|line| line.starts_with('§')).count();
        let page = page.expect_words(&format!("{proved} prohibitions are proved"));
        let page = page.expect_words("The payment partner may never receive your personal details other than");
        page.expect_words("notices. Broken on purpose in ").expect_words("Paragraph 2.4. Broken on purpose in ");
    }

    async fn whoever_has_the_page_already_is_told_so(town: Town) {
        let mut visitor = town.visitor();
        let first = visitor.get("/privacy").await.expect(StatusCode::OK);
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let again = visitor.send(Method::GET, "/privacy", None, &[("if-none-match", &tag)]).await.expect(StatusCode::NOT_MODIFIED);
        assert!(again.body.is_empty());
        let weak = format!("\"other\", W/{tag}");
        visitor.send(Method::GET, "/privacy", None, &[("if-none-match", &weak)]).await.expect(StatusCode::NOT_MODIFIED);
        let mut other = town.guest().await;
        other.send(Method::GET, "/privacy", None, &[("if-none-match", &tag)]).await.expect(StatusCode::OK);
    }

    async fn a_page_in_ones_own_frame_is_nobody_elses(town: Town) {
        town.visitor().get("/privacy").await.expect(StatusCode::OK);
        let page = town.ada().await.get("/privacy").await.expect(StatusCode::OK);
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(page.says("href=\"/account\""));
        assert!(!town.visitor().get("/privacy").await.says("tool-wide\">My "));
    }
}
