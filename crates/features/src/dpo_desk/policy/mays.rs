//! What the page says somebody may do, the server decides so: the officer asks at the desk, once with everything that has
//! to hold and once without. These are the permissions that no other part of the shop exercises by itself; without a
//! question here they could be taken out of the page, and nobody would notice before that part is built.

use http::StatusCode;

use crate::testing::{Town, Visitor, in_town};

/// Of each pair the desk says yes to the first and no to the second.
async fn decided(town: &Town, pairs: &[(&str, &str)]) {
    let mut olu = town.staff("olu", "officer").await;
    for (yes, no) in pairs {
        assert_eq!(said(&mut olu, yes).await, "allowed", "{yes}");
        assert_eq!(said(&mut olu, no).await, "not allowed", "{no}");
    }
}

/// What every answer to a question says.
async fn said(olu: &mut Visitor, question: &str) -> &'static str {
    let asked = format!("/desk/dpo/policy/ask?q=may+the+{}", question.replace(' ', "+"));
    let page = olu.get(&asked).await.expect(StatusCode::OK);
    match (page.says(">allowed<"), page.says(">not allowed<")) {
        (true, false) => "allowed",
        (false, true) => "not allowed",
        _ => "no clear answer",
    }
}

in_town! {
    async fn the_fraud_desk_looks_at_open_orders_alone(town: Town) {
        decided(&town, &[
            ("fraud-desk see identity.name for check.fraud if order-open", "fraud-desk see identity.name for check.fraud"),
            ("fraud-desk see orders.items for check.identity if order-open", "fraud-desk see orders.items for check.identity if order-open and objected"),
        ]).await;
    }

    async fn a_chat_is_for_its_answer_and_afterwards_for_coaching(town: Town) {
        decided(&town, &[
            ("shop use chat.message for care.answer", "shop use chat.message for study"),
            ("chat-provider receive chat.message for care.answer if agreement", "chat-provider receive chat.message for care.answer"),
            ("advisor see chat.message for care.answer if asked", "advisor see chat.message for care.answer"),
            ("coach see chat.transcript for care.train", "coach see chat.transcript for care.train if objected"),
            ("customer receive chat.transcript for rights if signed-in", "customer receive chat.transcript for rights"),
            ("shop use chat.transcript for rights if asked", "shop use chat.transcript for rights"),
        ]).await;
    }

    async fn what_a_visitor_chose_decides_what_is_measured_remembered_and_suggested(town: Town) {
        decided(&town, &[
            ("shop collect behaviour.browsing for site.measure if measure", "shop collect behaviour.browsing for site.measure"),
            ("analyst use behaviour.browsing for site.measure if measure", "analyst use behaviour.browsing for site.measure if remember"),
            ("shop use account.preferences for site.remember if remember", "shop use account.preferences for site.remember if measure"),
            ("shop use behaviour.interests for advert if adverts", "shop use behaviour.interests for advert if measure"),
            ("customer erase behaviour.browsing for rights", "analyst erase behaviour.browsing for rights"),
        ]).await;
    }

    async fn agencies_sister_companies_and_partners_receive_under_an_agreement(town: Town) {
        decided(&town, &[
            ("check-agency receive identity.name for check.credit if agreement and order-open", "check-agency receive identity.name for check.credit if order-open"),
            ("group-company receive contact.email for care.answer if agreement", "group-company receive contact.email for care.answer"),
            ("partner use contact.email for order.process if agreement and cleared", "partner use contact.email for order.process if cleared"),
        ]).await;
    }

    async fn an_authority_receives_under_a_legal_order_alone(town: Town) {
        decided(&town, &[
            ("officer see contact.email for legal if legal-order", "officer see contact.email for legal"),
            ("authority receive identity.name for legal if legal-order", "authority receive identity.name for legal if agreement"),
            ("shop use ledger for rights", "shop use ledger for study"),
        ]).await;
    }

    async fn figures_and_studies_have_their_own_readers(town: Town) {
        decided(&town, &[
            ("figures-partner receive figures.sales for publish", "figures-partner receive orders.items for publish"),
            ("shop use demographics.age-band for study", "shop use demographics.age-band for study if objected"),
            ("analyst use orders.items for study", "analyst use orders.items for study if objected"),
        ]).await;
    }

    async fn news_goes_to_whoever_said_yes_by_that_way(town: Town) {
        decided(&town, &[
            ("shop use contact.email for marketing.email if email-news", "shop use contact.email for marketing.email if post-news"),
            ("marketer use contact.home for marketing.post if post-news", "marketer use contact.home for marketing.post if email-news"),
        ]).await;
    }

    async fn the_officer_sees_what_a_request_needs(town: Town) {
        decided(&town, &[
            ("officer see care.request for rights if asked", "officer see care.request for rights"),
            ("officer see ledger for rights if asked", "officer see ledger for rights"),
        ]).await;
    }
}
