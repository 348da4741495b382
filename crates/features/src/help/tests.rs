//! Help, contact and requests, from the visitor's side.

use http::StatusCode;

use super::questions;
use crate::testing::{ADA, PASSWORD, in_town};

in_town! {
    async fn p75_a_search_for_delete_card_leads_to_the_page_of_saved_cards(town: Town) {
        let mut visitor = town.visitor();
        let found = visitor.get("/help?q=delete+card").await.expect(StatusCode::OK);
        assert_eq!(found.address("/account/cards"), "/account/cards");
        found.expect_words("How do I delete a saved card?").expect_words("#p6-3");
    }

    async fn p75_every_answer_cites_a_paragraph_that_stands_in_the_policy(town: Town) {
        let policy = town.shop.house.policy();
        for question in questions::ALL {
            assert!(policy.document().paragraph(question.paragraph).is_some(), "{} cites {}", question.asks, question.paragraph);
        }
    }

    async fn every_answer_leads_to_a_page_of_the_shop(town: Town) {
        let table = crate::all_routes(&town.shop.house).table();
        for question in questions::ALL {
            assert!(table.iter().any(|route| route.method == "GET" && route.path == question.page.0), "{}", question.page.0);
        }
    }

    async fn a_search_that_finds_nothing_leads_to_a_person(town: Town) {
        let mut visitor = town.visitor();
        visitor.get("/help?q=giraffe").await.expect(StatusCode::OK).expect_words("No answer").expect_words("/contact");
    }

    async fn what_is_looked_for_is_shown_as_text(town: Town) {
        let page = town.visitor().get("/help?q=%3Cscript%3Ealert(1)%3C/script%3E").await.expect(StatusCode::OK);
        assert!(!page.says("<script>alert"));
    }

    async fn p77_the_number_of_customer_care_can_be_rung_from_the_contact_page(town: Town) {
        let page = town.visitor().get("/contact").await.expect(StatusCode::OK);
        page.expect_words("href=\"tel:+442079460412\"").expect_words("+44 20 7946 0412");
    }

    async fn p78_the_officers_post_address_is_shown(town: Town) {
        town.visitor().get("/contact/dpo").await.expect(StatusCode::OK).expect_words("12 Hem Lane");
    }

    async fn texts_are_open_to_everybody(town: Town) {
        for path in ["/help", "/contact", "/contact/dpo", "/complaints", "/terms", "/manage"] {
            town.visitor().get(path).await.expect(StatusCode::OK);
        }
    }

    async fn a_complaint_needs_somebody_who_is_signed_in(town: Town) {
        let mut visitor = town.visitor();
        visitor.get("/complaints").await.expect(StatusCode::OK).expect_words("/signin?then=/complaints");
        visitor.post("/complaints", &[("words", "The seam came open.")]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn a_complaint_is_kept_read_again_and_withdrawn(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/complaints", &[("words", " ")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY).expect_words("few words");
        let page = ada.post_and_go("/complaints", &[("words", "The seam came open.")]).await.expect(StatusCode::OK);
        let close = page.expect_words("The seam came open.").address("/account/requests/");
        ada.post_and_go(&close, &[]).await.expect(StatusCode::OK).expect_words("Closed");
        ada.post(&close, &[]).await.expect(StatusCode::CONFLICT);
    }

    async fn a_request_is_gone_two_years_after_it_was_closed(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
        ada.post(&page.address("/account/requests/"), &[]).await.expect(StatusCode::SEE_OTHER);
        for (days, is_there) in [(23 * 30, true), (3 * 30, false)] {
            town.pass_days(days).await;
            ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
            let requests = ada.get("/account/requests").await.expect(StatusCode::OK);
            assert_eq!(requests.says("Where is my coat?"), is_there, "{days} days later");
        }
    }

    async fn people_are_told_how_soon_they_hear_from_the_shop(town: Town) {
        let pages = [("/complaints", "30 days"), ("/contact/dpo", "30 days"), ("/contact", "30 days"), ("/manage", "2 days"), ("/privacy/cookies", "1 minute")];
        for (page, soon) in pages {
            town.visitor().get(page).await.expect(StatusCode::OK).expect_words(&format!("within {soon}"));
        }
    }

    async fn a_request_of_somebody_else_cannot_be_closed(town: Town) {
        let (mut ada, mut eve) = (town.ada().await, town.customer("Eve Elster", "eve@example.org").await);
        let page = ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
        let close = page.address("/account/requests/");
        eve.post(&close, &[]).await.expect(StatusCode::CONFLICT);
        ada.get("/account/assist").await.expect_words("Close my request");
    }
}
