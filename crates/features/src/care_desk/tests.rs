//! The advisor's desk: shut until asked, shut again afterwards.

use http::StatusCode;

use crate::testing::{ADA, Town, Visitor, in_town};

/// The page to which the desk's search leads.
async fn found(dev: &mut Visitor, wanted: &str) -> String {
    let answer = dev.post("/desk/care", &[("wanted", wanted)]).await.expect(StatusCode::SEE_OTHER);
    answer.location().unwrap()
}

async fn asked(town: &Town) -> Visitor {
    let mut ada = town.ada().await;
    ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
    ada
}

in_town! {
    async fn p67_an_advisor_who_was_not_asked_sees_nothing_and_ada_reads_of_the_attempt(town: Town) {
        let (mut ada, mut dev) = (town.ada().await, town.staff("dev", "advisor").await);
        let path = found(&mut dev, ADA).await;
        let page = dev.get(&path).await.expect(StatusCode::FORBIDDEN);
        assert!(!page.says("Amsel") && !page.says(ADA));
        page.expect_words("Our privacy policy does not allow this");
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("Asked and refused");
    }

    async fn p67_an_advisor_who_was_asked_sees_until_the_request_is_closed(town: Town) {
        let (mut ada, mut dev) = (asked(&town).await, town.staff("dev", "advisor").await);
        let path = found(&mut dev, ADA).await;
        dev.get(&path).await.expect(StatusCode::OK).expect_words("Amsel").expect_words("Where is my coat?");
        let close = ada.get("/account/assist").await.address("/account/requests/");
        ada.post_and_go(&close, &[]).await.expect(StatusCode::OK);
        let page = dev.get(&path).await.expect(StatusCode::FORBIDDEN);
        assert!(!page.says("Amsel"));
    }

    async fn p67_an_advisor_who_closes_the_request_shuts_their_own_door(town: Town) {
        let (_ada, mut dev) = (asked(&town).await, town.staff("dev", "advisor").await);
        let path = found(&mut dev, ADA).await;
        let close = dev.get(&path).await.expect(StatusCode::OK).address(&format!("{path}/requests/"));
        dev.post_and_go(&close, &[]).await.expect(StatusCode::OK).expect_words("Nobody waits");
        dev.get(&path).await.expect(StatusCode::FORBIDDEN);
        dev.post(&close, &[]).await.expect(StatusCode::FORBIDDEN);
    }

    async fn the_queue_names_nobody(town: Town) {
        let (_ada, mut dev) = (asked(&town).await, town.staff("dev", "advisor").await);
        let page = dev.get("/desk/care").await.expect(StatusCode::OK);
        assert!(!page.says("Amsel") && !page.says(ADA) && !page.says("coat"));
        page.expect_words("just now");
    }

    async fn the_code_that_ada_reads_out_leads_to_her_request(town: Town) {
        let (mut ada, mut dev) = (asked(&town).await, town.staff("dev", "advisor").await);
        let page = ada.get("/account/assist").await;
        let code = page.body.split("class=\"number\">").nth(1).and_then(|rest| rest.get(..9)).unwrap().to_lowercase();
        let path = found(&mut dev, &code).await;
        dev.get(&path).await.expect(StatusCode::OK).expect_words("Amsel");
    }

    async fn whoever_is_unknown_is_not_found(town: Town) {
        let mut dev = town.staff("dev", "advisor").await;
        let page = dev.post("/desk/care", &[("wanted", "nobody@example.org")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!page.says("nobody@example.org"));
        page.expect_words("Nobody has this");
    }

    async fn the_desk_is_shut_to_customers_and_to_other_roles(town: Town) {
        let (mut ada, mut olu) = (town.ada().await, town.staff("olu", "officer").await);
        assert_eq!(ada.get("/desk/care").await.location().unwrap(), "/desk/signin");
        olu.get("/desk/care").await.expect(StatusCode::FORBIDDEN);
        assert_eq!(olu.get("/desk").await.location().unwrap(), "/desk/agreements");
    }

    async fn an_advisors_look_stands_in_adas_record_with_the_request_it_was_for(town: Town) {
        let (mut ada, mut dev) = (asked(&town).await, town.staff("dev", "advisor").await);
        let path = found(&mut dev, ADA).await;
        dev.get(&path).await.expect(StatusCode::OK);
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("advisor");
    }
}
