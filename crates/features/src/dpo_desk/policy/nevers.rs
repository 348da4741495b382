//! What the page says never happens cannot be brought in by an edit: whoever tries is told at the desk which line forbids
//! it. Each edit here is forbidden by one rule of the page alone, so none of these rules can go unnoticed.

use http::StatusCode;

use crate::testing::{Town, in_town};

/// Types each of these rules into the file in force and reads what the desk says.
async fn kept_out(town: &Town, rules: &[&str]) {
    let mut olu = town.staff("olu", "officer").await;
    let text = olu.get("/privacy/policy.md").await.expect(StatusCode::OK).body;
    let (before, words) = text.rsplit_once("```rules\n").expect("a file with rules");
    for rule in rules {
        let edit = format!("{before}```rules\n{rule}\n{words}");
        let answer = olu.post("/desk/dpo/policy/problems", &[("text", &edit)]).await.expect(StatusCode::OK);
        assert!(answer.says("\"sound\":false"), "taken in: {rule}");
        assert!(answer.says("rule allows what line"), "nothing forbids it: {rule}\n{}", answer.body);
    }
}

in_town! {
    async fn p6_no_edit_lets_details_be_taken_from_somebody_who_is_not_cleared(town: Town) {
        kept_out(&town, &["customer may collect identity.name for order.process as legal-obligation"]).await;
    }

    async fn p9_no_edit_gives_another_site_anything(town: Town) {
        kept_out(&town, &["linked-site may receive identity.name for site.run as legal-obligation if agreement"]).await;
    }

    async fn p14_no_edit_lets_a_card_reach_another_firm(town: Town) {
        kept_out(&town, &[
            "partner may receive card.stand-in for order.pay as legal-obligation if agreement",
            "payment-partner may receive identity.name for order.pay as legal-obligation if agreement",
            "customer may receive card.stand-in for rights as legal-obligation if signed-in",
        ]).await;
    }

    async fn p15_no_edit_lets_a_card_be_used_for_anything_but_paying(town: Town) {
        kept_out(&town, &[
            "shop may use card.stand-in for site.measure as legal-obligation",
            "shop may see card.last-digits for order.pay as legal-obligation",
        ]).await;
    }

    async fn p19_no_edit_gives_the_courier_more_or_for_longer(town: Town) {
        kept_out(&town, &[
            "courier may receive contact.email for order.deliver as legal-obligation if agreement and order-open",
            "courier may receive identity.name for order.deliver as legal-obligation if agreement",
        ]).await;
    }

    async fn no_edit_opens_stored_chats_for_anything_but_coaching(town: Town) {
        kept_out(&town, &[
            "chat-provider may receive identity.name for care.answer as legal-obligation if agreement",
            "coach may see identity.name for care.train as legal-obligation",
            "shop may see chat.transcript for care.train as legal-obligation",
            "coach may see chat.transcript for order.process as legal-obligation",
        ]).await;
    }

    async fn p41_no_edit_shows_the_packing_room_more_or_for_longer(town: Town) {
        kept_out(&town, &[
            "fulfilment may see contact.phone for order.process as legal-obligation if order-open",
            "fulfilment may see identity.name for order.process as legal-obligation",
        ]).await;
    }

    async fn p1_no_edit_sends_a_cookie_that_nobody_chose(town: Town) {
        kept_out(&town, &[
            "advisor may use cookie.functionality for care.answer as legal-obligation",
            "partner may receive cookie.functionality for order.process as legal-obligation if agreement",
            "shop may use cookie.analytics for site.measure as legal-obligation",
            "shop may use cookie.preference for site.remember as legal-obligation",
            "shop may use cookie.advertising for advert as legal-obligation",
        ]).await;
    }

    async fn no_edit_gives_an_agency_a_sister_company_or_an_authority_more(town: Town) {
        kept_out(&town, &[
            "check-agency may receive identity.username for order.process as legal-obligation if agreement",
            "advisor may see account.choices for check.fraud as legal-obligation if asked",
            "group-company may receive chat.message for care.answer as legal-obligation if agreement",
            "authority may receive identity.name for rights as legal-obligation",
        ]).await;
    }

    async fn p47_no_edit_sells_anything_or_gives_it_to_a_marketing_firm(town: Town) {
        kept_out(&town, &[
            "shop may use orders.items for sell as legal-obligation",
            "marketing-company may see identity.name for order.process as legal-obligation if agreement",
        ]).await;
    }

    async fn no_edit_lets_figures_or_studies_name_anybody(town: Town) {
        kept_out(&town, &[
            "figures-partner may see identity.name for order.process as legal-obligation if agreement",
            "analyst may use identity.name for study as legal-obligation",
        ]).await;
    }

    async fn p52_no_edit_lets_a_partner_begin_without_an_agreement(town: Town) {
        kept_out(&town, &["payment-partner may see orders.payment for order.pay as legal-obligation"]).await;
    }

    async fn p53_no_edit_sends_news_without_a_yes_or_through_somebody_else(town: Town) {
        kept_out(&town, &[
            "marketer may use contact.email for marketing.email as legal-obligation",
            "marketer may use contact.home for marketing.post as legal-obligation",
            "authority may see identity.name for marketing.email as legal-obligation",
        ]).await;
    }

    async fn p66_no_edit_opens_an_account_to_whoever_is_not_signed_in(town: Town) {
        kept_out(&town, &[
            "customer may see orders.items for account.manage as legal-obligation",
            "shop may erase contact.phone for account.manage as legal-obligation",
            "shop may receive contact.phone for account.manage as legal-obligation",
            "shop may change contact.phone for account.manage as legal-obligation",
            "shop may see account.password for site.run as legal-obligation",
        ]).await;
    }

    async fn p67_no_edit_lets_staff_look_at_somebody_who_did_not_ask(town: Town) {
        kept_out(&town, &[
            "advisor may see contact.phone for care.answer as legal-obligation",
            "marketer may see contact.phone for account.manage as legal-obligation",
        ]).await;
    }
}
