//! What has to be so before somebody joins or orders, under pages that ask for more, for less and for nothing.

use http::StatusCode;
use store::{sql, work};

use crate::testing::{ADA, PASSWORD, Town, delivery, under};

const LINE: &str = "before registration, ordering require cleared\n";

/// The way to the form is free, and no detail may be taken of whoever is not cleared.
const NOTHING_BEFORE: &[(&str, &str)] = &[(LINE, "")];

/// The page asks nobody's age.
const NO_AGE: &[(&str, &str)] = &[
    (LINE, ""),
    ("nobody may collect identity.name, identity.username, contact, orders, card unless cleared\n", ""),
    ("for account.manage, order as contract if cleared", "for account.manage, order as contract"),
];

/// Nobody orders without an account.
const MEMBERS_ORDER: &[(&str, &str)] =
    &[(LINE, "before registration require cleared\nbefore ordering require cleared and signed-in\n")];

/// Something that no visitor can bring about.
const NEVER: &[(&str, &str)] =
    &[(LINE, "before registration require cleared and legal-order\nbefore ordering require cleared\n")];

const FORM: [(&str, &str); 3] = [("name", "Ada Amsel"), ("email", ADA), ("password", PASSWORD)];
const OF_AGE: [(&str, &str); 3] = [("day", "14"), ("month", "5"), ("year", "1992")];

async fn count(town: &Town, text: &'static str) -> i64 {
    let counted = town.shop.house.store().read(work!(|tx| -> Result<i64, store::Error> {
        tx.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    counted.await.unwrap()
}

under! {
    NOTHING_BEFORE: async fn without_that_line_the_form_is_shown_and_what_is_typed_is_refused(town: Town) {
        let mut visitor = town.visitor();
        visitor.get("/join").await.expect(StatusCode::OK).expect_words("Open an account");
        visitor.post("/join", &FORM).await.expect(StatusCode::FORBIDDEN);
        assert!(town.mails_to(ADA).await.is_empty());
        for rows in ["SELECT count(*) FROM customer", "SELECT count(*) FROM blind_index", "SELECT count(*) FROM ledger", "SELECT count(*) FROM log_waiting"] {
            assert_eq!(count(&town, rows).await, 0, "nothing of a stranger stays: {rows}");
        }
        let mut guest = town.visitor();
        town.takes_a_piece(&mut guest).await;
        guest.get("/checkout/delivery").await.expect(StatusCode::OK).expect_words("name=\"home-street\"");
        guest.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::FORBIDDEN);
        assert_eq!(count(&town, "SELECT count(*) FROM checkout WHERE name IS NOT NULL").await, 0);
    }

    NO_AGE: async fn where_the_page_asks_no_age_people_join_and_order_without_telling_one(town: Town) {
        let mut ada = town.visitor();
        let answer = ada.post("/join", &FORM).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location().as_deref(), Some("/join/sent"));
        let path = town.last_mail_to(ADA).await.path("/verify/");
        ada.post(&path, &[("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        ada.get("/account").await.expect(StatusCode::OK).expect_words("Ada");
        // Who owns the address hears of a second try, and of whoever tried nothing stays.
        town.visitor().post("/join", &FORM).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.last_mail_to(ADA).await.subject, "You have an account already");
        assert_eq!(count(&town, "SELECT count(DISTINCT customer_id) FROM ledger").await, 1);
        let mut guest = town.visitor();
        town.takes_a_piece(&mut guest).await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        assert_eq!(count(&town, "SELECT count(*) FROM clearance").await, 0, "nobody was asked");
    }

    MEMBERS_ORDER: async fn a_page_may_let_nobody_order_without_an_account(town: Town) {
        let mut guest = town.guest().await;
        assert_eq!(guest.get("/checkout").await.location().as_deref(), Some("/signin?then=/checkout"));
        let mut ada = town.ada().await;
        town.takes_a_piece(&mut ada).await;
        assert_eq!(ada.get("/checkout").await.location().as_deref(), Some("/checkout/delivery"));
    }

    NEVER: async fn what_no_visitor_can_bring_about_is_not_offered(town: Town) {
        let mut visitor = town.visitor();
        visitor.post("/join/age", &OF_AGE).await.expect(StatusCode::SEE_OTHER);
        visitor.get("/join").await.expect(StatusCode::FORBIDDEN).expect_words("We do not offer this");
    }
}
