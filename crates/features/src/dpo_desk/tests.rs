//! The officer's desk, and the clock of the demo.

use http::StatusCode;

use store::{Id, sql, work};

use crate::testing::{ADA, Town, in_town};

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

    async fn the_officer_lets_somebody_look_again_who_was_stopped_for_looking_at_too_many(town: Town) {
        let (mut olu, mut dev) = (town.staff("olu", "officer").await, town.staff("dev", "advisor").await);
        olu.get("/desk/dpo/alarms").await.expect(StatusCode::OK).expect_words("Nothing is wrong");
        let mut ada = town.ada().await;
        ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
        let path = dev.post("/desk/care", &[("wanted", ADA)]).await.location().unwrap();
        dev.get(&path).await.expect(StatusCode::OK);
        has_looked_at_forty_others(&town).await;
        let page = dev.get(&path).await.expect(StatusCode::FORBIDDEN);
        let page = page.expect_words("the data-protection officer’s word").expect_words("more than 40 customers");
        assert!(!page.says("Amsel"));
        let page = olu.get("/desk/dpo/alarms").await.expect_words("Somebody looked at too many people").expect_words("dev, advisor");
        olu.post_and_go(&page.address("/desk/dpo/alarms/"), &[]).await.expect_words("The alarm is settled").expect_words("Nothing is wrong");
        dev.get(&path).await.expect(StatusCode::OK).expect_words("Amsel");
    }

    async fn the_officer_reads_which_copies_were_restored_and_what_spoke_against_it(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        assert!(!olu.get("/desk/dpo/alarms").await.says("Restored from a copy"));
        let (now, id) = (town.clock.now(), Id([4; 16]));
        let restored = gate::Restoration {
            id, at: now, part: "keys".to_owned(), copy_made_at: now.minus_days(9), forced: true,
            objection: "this copy should have been deleted".to_owned(),
        };
        // As the program at the terminal does it; the shop takes it over from the key store when it opens.
        town.keys().write(work!(|tx| [restored] -> Result<(), store::Error> { restored.put(tx) })).await.unwrap();
        town.opens_again(&crate::testing::DEFAULT_POLICY).await.unwrap();
        let page = olu.get("/desk/dpo/alarms").await.expect_words("Restored from a copy").expect_words("20 February 2027");
        page.expect_words("Forced, although this copy should have been deleted");
    }

    async fn a_value_that_was_changed_behind_the_servers_back_stands_among_the_alarms_and_in_adas_record(town: Town) {
        let (mut olu, mut ada) = (town.staff("olu", "officer").await, town.ada().await);
        meddle(&town, "UPDATE customer SET name = email WHERE kind = 'account'").await;
        ada.get("/account/profile").await.expect(StatusCode::INTERNAL_SERVER_ERROR);
        town.work().await;
        let page = olu.get("/desk/dpo/alarms").await.expect_words("A stored value was changed").expect_words("customer.name");
        assert!(!page.says(ADA));
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("a stored value that somebody changed");
        let settle = page.address("/desk/dpo/alarms/");
        olu.post_and_go(&settle, &[]).await.expect(StatusCode::OK);
        olu.post(&settle, &[]).await.expect(StatusCode::CONFLICT);
    }
}

/// Dev's hour, as it would be after forty more customers.
async fn has_looked_at_forty_others(town: &Town) {
    let (now, dice) = (town.shop.house.clock.now(), town.shop.house.dice.clone());
    let done = town.shop.house.store().write(work!(|tx| [now, dice] -> Result<(), store::Error> {
        (0..40).try_for_each(|_| {
            let other = Id(dice.bytes());
            tx.put(sql!("INSERT INTO staff_opening SELECT staff_id, $1, $2 FROM staff WHERE username = 'dev'", other, now))
        })
    }));
    done.await.unwrap();
}

async fn meddle(town: &Town, text: &'static str) {
    let done = town.shop.house.store().write(work!(|tx| -> Result<(), store::Error> { tx.put(sql!(text)) }));
    done.await.unwrap();
}
