//! The officer's desk, and the clock of the demo.

use http::StatusCode;

use crate::testing::in_town;

in_town! {
    async fn the_officer_sees_how_each_agreement_stands(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        let page = olu.get("/desk/agreements").await.expect(StatusCode::OK);
        page.expect_words("Swift").expect_words("contract 1").expect_words("365 days left").expect_words("none: gets nothing");
    }

    async fn an_agreement_is_renewed_and_ended(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        let terms = [("document", "DPA 14"), ("from", "2027-01-01"), ("until", "2027-03-20")];
        let page = olu.post_and_go("/desk/agreements/courier", &terms).await.expect(StatusCode::OK);
        page.expect_words("DPA 14").expect_words("days left");
        olu.post_and_go("/desk/agreements/courier/end", &[]).await.expect(StatusCode::OK).expect_words("ended less than a day ago");
        olu.post("/desk/agreements/courier/end", &[]).await.expect(StatusCode::NOT_FOUND);
    }

    async fn what_cannot_be_comes_back_with_words_and_what_was_typed(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        let terms = [("document", "DPA 14"), ("from", "2027-03-20"), ("until", "2027-03-19")];
        let page = olu.post("/desk/agreements/courier", &terms).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        page.expect_words("before the first").expect_words("DPA 14");
    }

    async fn p47_no_agreement_can_be_registered_with_a_firm_that_markets_for_itself(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        olu.get("/desk/agreements/marketing-company").await.expect(StatusCode::OK).expect_words("allows this recipient nothing");
        let terms = [("document", "list sale"), ("from", "2027-03-01"), ("until", "2028-03-01")];
        let page = olu.post("/desk/agreements/marketing-company", &terms).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        page.expect_words("allows this recipient nothing");
        assert!(!olu.get("/desk/agreements").await.says("list sale"));
    }

    async fn a_party_that_the_policy_does_not_know_has_no_page(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        olu.get("/desk/agreements/somebody").await.expect(StatusCode::NOT_FOUND);
        olu.get("/desk/agreements/advisor").await.expect(StatusCode::NOT_FOUND);
    }

    async fn the_demo_shows_its_clock_and_moves_it(town: Town) {
        let mut visitor = town.visitor();
        visitor.get("/desk/clock").await.expect(StatusCode::OK).expect_words("1 March 2027, 10:00").expect_words("agreement with the parcel courier ends");
        let moved = visitor.post_and_go("/desk/clock", &[("amount", "13"), ("unit", "months")]).await;
        moved.expect(StatusCode::OK).expect_words("1 April 2028, 10:00");
        let wrong = visitor.post("/desk/clock", &[("amount", "-1"), ("unit", "days")]).await;
        wrong.expect(StatusCode::UNPROCESSABLE_ENTITY).expect_words("forward only");
    }
}
