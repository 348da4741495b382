//! Courts and regulators: two officers, what the order names, and silence with an end.

use http::StatusCode;

use crate::testing::{ADA, Town, Visitor, in_town};

/// The page of an order about Ada, with what it names and until when it is silent.
async fn is_written_down(olu: &mut Visitor, scope: &[&str], silent: &str) -> String {
    let mut fields = vec![
        ("authority", "Central Criminal Court"),
        ("reference", "T2027 0417"),
        ("wanted", ADA),
        ("until", "2027-05-31"),
        ("silent", silent),
        ("called-back", "yes"),
    ];
    fields.extend(scope.iter().map(|key| ("scope", *key)));
    olu.post("/desk/dpo/legal", &fields).await.expect(StatusCode::SEE_OTHER).location().unwrap()
}

fn path_of(place: &str) -> String {
    place.split('?').next().unwrap_or_default().to_owned()
}

/// Olu, and where the order stands that Omar approved too.
async fn is_approved(town: &Town, scope: &[&str], silent: &str) -> (Visitor, String) {
    let (mut olu, mut omar) = (town.staff("olu", "officer").await, town.staff("omar", "officer").await);
    let order = path_of(&is_written_down(&mut olu, scope, silent).await);
    omar.get(&order).await.expect(StatusCode::OK).expect_words("I have read the letter");
    let page = omar.post_and_go(&format!("{order}/approve"), &[]).await;
    page.expect(StatusCode::OK).expect_words("The order is approved");
    (olu, order)
}

in_town! {
    async fn p45_an_authority_gets_nothing_before_a_second_officer_has_approved(town: Town) {
        let _ada = town.ada().await;
        let mut olu = town.staff("olu", "officer").await;
        let order = path_of(&is_written_down(&mut olu, &["contact"], "").await);
        let page = olu.get(&order).await.expect(StatusCode::OK).expect_words("waits for a second officer");
        page.expect_words("another officer has to look at the letter");
        olu.post(&format!("{order}/approve"), &[]).await.expect(StatusCode::CONFLICT);
        let refused = olu.post(&format!("{order}/hand-over"), &[]).await.expect(StatusCode::FORBIDDEN);
        assert!(!refused.says("Amsel") && !refused.says(ADA));
    }

    async fn p45_an_authority_gets_what_its_order_names_and_not_a_line_beyond_it(town: Town) {
        let mut ada = town.ada().await;
        ada.post_and_go("/complaints", &[("words", "The seam came open.")]).await.expect(StatusCode::OK);
        let (mut olu, order) = is_approved(&town, &["requests"], "").await;
        let file = olu.post(&format!("{order}/hand-over"), &[]).await.expect(StatusCode::OK).expect_words("The seam came open.");
        assert!(!file.says("Amsel") && !file.says(ADA), "neither name nor address is named by the order");
        let line = ada.get("/account/disclosures").await.expect(StatusCode::OK);
        line.expect_words("Central Criminal Court").expect_words("because the law demanded it");
    }

    async fn p45_ada_reads_of_it_on_the_day_on_which_the_order_lets_us_tell(town: Town) {
        let mut ada = town.ada().await;
        let (mut olu, order) = is_approved(&town, &["contact"], "2027-03-10").await;
        olu.post(&format!("{order}/hand-over"), &[]).await.expect(StatusCode::OK).expect_words(ADA);
        let page = ada.get("/account/disclosures").await.expect(StatusCode::OK);
        assert!(!page.says("Central Criminal Court"));
        let file = ada.get("/account/disclosures/chain.json").await.expect(StatusCode::OK);
        assert!(file.says("null") && !file.says("Criminal"), "the line is in the chain, and shut");
        town.pass_days(11).await;
        ada.signs_in(ADA).await;
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("Central Criminal Court");
    }

    async fn p67_an_order_that_two_officers_approved_opens_nothing_for_an_advisor_who_was_not_asked(town: Town) {
        let (mut ada, mut dev) = (town.ada().await, town.staff("dev", "advisor").await);
        is_approved(&town, &["contact"], "").await;
        let answer = dev.post("/desk/care", &[("wanted", ADA)]).await.expect(StatusCode::SEE_OTHER);
        let page = dev.get(&answer.location().unwrap()).await.expect(StatusCode::FORBIDDEN);
        assert!(!page.says("Amsel") && !page.says(ADA));
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("Asked and refused");
    }

    async fn an_order_that_is_over_or_ended_opens_nothing(town: Town) {
        let _ada = town.ada().await;
        let (mut olu, order) = is_approved(&town, &["contact"], "").await;
        olu.post_and_go(&format!("{order}/end"), &[]).await.expect(StatusCode::OK).expect_words("opens nothing any more");
        olu.post(&format!("{order}/hand-over"), &[]).await.expect(StatusCode::FORBIDDEN);
        let (_, order) = is_approved(&town, &["contact"], "").await;
        town.pass_days(100).await;
        let mut olu = town.staff("olu", "officer").await;
        olu.post(&format!("{order}/hand-over"), &[]).await.expect(StatusCode::FORBIDDEN);
    }

    async fn what_is_missing_in_an_order_comes_back_with_words(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        let page = olu.post("/desk/dpo/legal", &[("authority", "A court"), ("wanted", "nobody@example.org"), ("silent", "2020-01-01")]).await;
        let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY).expect_words("Nobody has this").expect_words("pick what the order names");
        page.expect_words("call the authority back first").expect_words("This day is over").expect_words("A court");
    }
}
