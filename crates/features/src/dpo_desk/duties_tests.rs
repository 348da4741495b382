//! Tasks that come round: listed with their day, written down when done, and plain to see when late.

use http::StatusCode;

use crate::testing::{Answer, Town, Visitor, edited, in_town, under};

const DAY: i64 = 86_400;
const REVIEW: &str = "agreement and safeguards";

/// A page that gives nobody anything to do.
const NO_DUTY: &[(&str, &str)] = &[(
    "duty partner-review \"Check each partner's agreement and safeguards\" of officer every 12 months\n",
    "",
)];

async fn duties(olu: &mut Visitor) -> Answer {
    olu.get("/desk/dpo/duties").await.expect(StatusCode::OK)
}

async fn later(town: &Town, days: i64) -> Visitor {
    town.clock.advance(days * DAY).unwrap();
    town.staff("olu", "officer").await
}

in_town! {
    async fn the_officer_reads_what_the_page_gives_them_to_do_and_by_when(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        let page = duties(&mut olu).await.expect_words(REVIEW).expect_words("data-protection officer");
        page.expect_words("12 months").expect_words("never").expect_words("1 March 2028").expect_words("366 days left").expect_words("href=\"/privacy#p4-8\"");
        assert!(!olu.get("/desk/agreements").await.says("overdue"));
        let mut dev = town.staff("dev", "advisor").await;
        assert_ne!(dev.get("/desk/dpo/duties").await.status, StatusCode::OK);
        assert_ne!(dev.post("/desk/dpo/duties/partner-review/done", &[]).await.status, StatusCode::SEE_OTHER);
    }

    async fn what_was_done_stays_written_down_with_its_day_and_is_due_again_a_year_later(town: Town) {
        let mut olu = later(&town, 40).await;
        let page = olu.post_and_go("/desk/dpo/duties/partner-review/done", &[]).await.expect(StatusCode::OK);
        let page = page.expect_words("It is written down").expect_words("10 April 2027").expect_words("10 April 2028");
        assert_eq!(page.body.matches(">officer ").count(), 1, "who did it, by role and number");
        let page = olu.post_and_go("/desk/dpo/duties/partner-review/done", &[]).await;
        assert_eq!(page.body.matches(">officer ").count(), 1, "who presses twice means once");
        let mut mia = { town.clock.advance(300 * DAY).unwrap(); town.staff("mia", "officer").await };
        let page = mia.post_and_go("/desk/dpo/duties/partner-review/done", &[]).await.expect(StatusCode::OK);
        assert_eq!(page.body.matches(">officer ").count(), 2);
        page.expect_words("4 February 2029");
        mia.post("/desk/dpo/duties/nothing/done", &[]).await.expect(StatusCode::NOT_FOUND);
    }

    async fn what_is_overdue_shows_plainly_and_on_the_first_page_of_the_desk_too(town: Town) {
        let mut olu = later(&town, 365).await;
        let page = duties(&mut olu).await.expect_words("1 day left");
        assert!(!page.says("overdue"));
        let mut olu = later(&town, 3).await;
        duties(&mut olu).await.expect_words("One duty is overdue").expect_words("2 days overdue");
        let desk = olu.get("/desk/agreements").await.expect(StatusCode::OK);
        desk.expect_words("overdue").expect_words(REVIEW).expect_words("href=\"/desk/dpo/duties\"");
        olu.post("/desk/dpo/duties/partner-review/done", &[]).await.expect(StatusCode::SEE_OTHER);
        assert!(!duties(&mut olu).await.says("overdue"));
        assert!(!olu.get("/desk/agreements").await.says("overdue"));
    }
}

under! {
    NO_DUTY: async fn a_duty_counts_from_the_day_on_which_the_page_first_gave_it(town: Town) {
        let mut olu = later(&town, 31).await;
        duties(&mut olu).await.expect_words("Nothing comes round");
        olu.post("/desk/dpo/duties/partner-review/done", &[]).await.expect(StatusCode::NOT_FOUND);
        let versions = ["version: 2.0.0", "version: 3.0.0"].map(|version| edited(&[("version: 1.0.0", version)]));
        town.another_server(&versions[0]).await.unwrap();
        town.work().await;
        duties(&mut olu).await.expect_words(REVIEW).expect_words("1 April 2028");
        let mut olu = later(&town, 60).await;
        town.another_server(&versions[1]).await.unwrap();
        town.work().await;
        assert_eq!(town.shop.house.policy().version(), "3.0.0");
        duties(&mut olu).await.expect_words("1 April 2028");
    }
}
