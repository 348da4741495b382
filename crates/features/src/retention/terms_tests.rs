//! What is over answers nothing, whether or not it is destroyed already; and of two editions the shorter term counts.

use http::StatusCode;
use serde_json::Value;
use store::work;

use crate::testing::{ADA, Answer, DEFAULT_POLICY, Town, Visitor, delivery, edited, in_town, under};

const DAY: i64 = 86_400;
const OVER: &str = "Nobody can open";

/// Lets time pass at a shop whose removal does not run.
fn wait(town: &Town, seconds: i64) {
    town.clock.advance(seconds).unwrap();
}

/// Somebody with an account orders one piece; the path of the order is the answer.
async fn orders_a_piece(town: &Town, visitor: &mut Visitor) -> String {
    town.takes_a_piece(visitor).await;
    town.goes_to_review(visitor, &delivery(&[])).await;
    let page = town.presses_pay(visitor).await;
    town.ends(&page, "paid").await;
    let back = town.comes_back(visitor, &page).await.expect(StatusCode::SEE_OTHER);
    back.location().unwrap()
}

async fn copy_of(visitor: &mut Visitor) -> Answer {
    visitor.post("/account/data", &[("form", "json")]).await.expect(StatusCode::OK)
}

/// How many values in the copy are named over, by label.
fn over_in(copy: &Answer, label: &str) -> usize {
    let copy: Value = serde_json::from_str(&copy.body).unwrap();
    let sections = copy["held"].as_array().unwrap().iter();
    let things = sections.flat_map(|section| section["things"].as_array().unwrap());
    things.filter(|thing| thing["values"][label]["over"] == true).count()
}

async fn count(town: &Town, text: &'static str) -> i64 {
    let read = town.shop.house.store().read(work!(|tx| -> Result<i64, store::Error> {
        tx.row(store::sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

async fn filled_orders(town: &Town) -> i64 {
    count(town, "SELECT COUNT(*) FROM orders WHERE items IS NOT NULL").await
}

const ORDERS: &str = "keep orders for 6 years after last-order then anonymise";

/// The page prints the term of the pieces, so that terms of other parts of an order may differ from it.
const PRINTED: (&str, &str) = ("{{keep orders}}", "{{keep orders.items}}");

/// Orders are kept for two days.
const TWO_DAYS: &[(&str, &str)] = &[(ORDERS, "keep orders for 2 days after last-order then anonymise")];

/// Orders are kept for forty days.
const FORTY_DAYS: &[(&str, &str)] = &[(ORDERS, "keep orders for 40 days after last-order then anonymise")];

/// The same page a version later, with orders kept for six years.
fn six_years() -> String {
    DEFAULT_POLICY.replacen("version: 1.0.0", "version: 2.0.0", 1)
}

/// The same, and two people are a crowd.
const TWO_DAYS_AND_TWO_PEOPLE: &[(&str, &str)] =
    &[TWO_DAYS[0], ("figure crowd is 20 people", "figure crowd is 2 people")];

under! {
    TWO_DAYS_AND_TWO_PEOPLE: async fn p49_a_figure_is_shown_when_a_crowd_stands_behind_it(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let row = |page: &Answer| {
            let (_, row) = page.body.split_once("<dt>Orders that nobody has to keep any more</dt><dd>").expect("the row is there");
            row.split(" <a").next().unwrap().to_owned()
        };
        wait(&town, DAY + 60);
        let page = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        assert_eq!(row(&page), "fewer than 2", "one is nobody’s crowd");
        page.expect_words("not counted, because this page lets no figures be made of them");
        town.clock.advance(-DAY).unwrap();
        town.guest_order(&delivery(&[])).await;
        wait(&town, DAY + 180);
        assert_eq!(row(&town.visitor().get("/privacy").await.expect(StatusCode::OK)), "2");
    }

    TWO_DAYS: async fn the_pieces_of_an_order_stay_shut_from_the_minute_their_term_is_over(town: Town) {
        let mut ada = town.ada().await;
        let order = orders_a_piece(&town, &mut ada).await;
        wait(&town, 2 * DAY - 60);
        ada.signs_in(ADA).await;
        let page = ada.get(&order).await.expect(StatusCode::OK).expect_words("One piece").expect_words("Paid");
        assert!(!page.says(OVER));
        assert_eq!(over_in(&copy_of(&mut ada).await, "Pieces"), 0);
        wait(&town, 120);
        let page = ada.get(&order).await.expect(StatusCode::OK);
        let page = page.expect_words("The time we keep the pieces of this order is over").expect_words("2 days after your last order");
        assert!(!page.says("One piece"));
        assert_eq!(over_in(&copy_of(&mut ada).await, "Pieces"), 1);
        assert_eq!(over_in(&copy_of(&mut ada).await, "Payment"), 1);
        ada.get("/account").await.expect(StatusCode::OK).expect_words(OVER);
        let to_read = ada.post("/account/data", &[("form", "page")]).await.expect(StatusCode::OK);
        to_read.expect_words(OVER);
        let mut pim = town.staff("pim", "fulfilment").await;
        let desk = pim.get("/desk/orders/10480").await.expect(StatusCode::OK);
        desk.expect_words("The pieces are shut").expect_words("Ada");
        assert_eq!(filled_orders(&town).await, 1, "it is still there, shut");
        town.work().await;
        assert_eq!(filled_orders(&town).await, 0);
    }

    TWO_DAYS: async fn a_new_order_begins_the_term_of_all_orders_anew(town: Town) {
        let mut ada = town.ada().await;
        let first = orders_a_piece(&town, &mut ada).await;
        wait(&town, DAY);
        ada.signs_in(ADA).await;
        orders_a_piece(&town, &mut ada).await;
        wait(&town, DAY + 60);
        ada.signs_in(ADA).await;
        ada.get(&first).await.expect(StatusCode::OK).expect_words("One piece");
    }

    FORTY_DAYS: async fn of_two_editions_the_shorter_term_counts_until_the_customer_agrees(town: Town) {
        let mut ada = town.ada().await;
        let of_ada = orders_a_piece(&town, &mut ada).await;
        let mut eve = town.customer("Eve Elster", "eve@example.org").await;
        let of_eve = orders_a_piece(&town, &mut eve).await;
        town.another_server(&six_years()).await.unwrap();
        town.pass_days(31).await;
        assert_eq!(town.shop.house.policy().version(), "2.0.0");
        eve.signs_in("eve@example.org").await;
        eve.post_and_go("/privacy/versions/2.0.0/agree", &[]).await.expect(StatusCode::OK);
        let mut late = town.customer("Late Lark", "late@example.org").await;
        let of_late = orders_a_piece(&town, &mut late).await;
        wait(&town, 9 * DAY + 60);
        ada.signs_in(ADA).await;
        let page = ada.get(&of_ada).await.expect(StatusCode::OK);
        page.expect_words("The time we keep the pieces of this order is over");
        for (visitor, email, order) in [(&mut eve, "eve@example.org", &of_eve), (&mut late, "late@example.org", &of_late)] {
            visitor.signs_in(email).await;
            visitor.get(order).await.expect(StatusCode::OK).expect_words("One piece");
        }
        assert_eq!(filled_orders(&town).await, 3);
        town.work().await;
        assert_eq!(filled_orders(&town).await, 2, "Ada’s went by the page she came under");
        town.pass_days(60).await;
        assert_eq!(filled_orders(&town).await, 2);
    }
}

in_town! {
    async fn p49_no_figure_on_the_page_tells_whether_it_is_about_one_or_nobody(town: Town) {
        let row = "<dt>Orders that nobody has to keep any more</dt><dd>fewer than 20 <a";
        assert!(town.visitor().get("/privacy").await.expect(StatusCode::OK).says(row));
        town.guest_order(&delivery(&[])).await;
        // A few hours before six years are over.
        wait(&town, 2_192 * DAY - DAY / 2);
        assert_eq!(filled_orders(&town).await, 1);
        assert!(town.visitor().get("/privacy").await.expect(StatusCode::OK).says(row));
    }

    async fn a_basket_whose_time_is_over_stays_shut_and_no_visit_brings_it_back(town: Town) {
        let mut ada = town.ada().await;
        let [one, two] = [0, 1].map(|at| town.shop.catalogue.products()[at].clone());
        ada.post("/basket/lines", &[("sku", &one.variants[0].sku)]).await.expect(StatusCode::SEE_OTHER);
        ada.get("/basket").await.expect(StatusCode::OK).expect_words(&one.name);
        wait(&town, 30 * DAY + 60);
        ada.signs_in(ADA).await;
        for _ in 0..2 {
            let page = ada.get("/basket").await.expect(StatusCode::OK);
            let page = page.expect_words("What lay here has run out of time").expect_words("30 days after your last visit");
            assert!(!page.says(&one.name));
        }
        ada.get("/wishlist").await.expect(StatusCode::OK).expect_words("has run out of time");
        assert_eq!(over_in(&copy_of(&mut ada).await, "Pieces"), 1);
        ada.post("/basket/lines", &[("sku", &two.variants[0].sku)]).await.expect(StatusCode::SEE_OTHER);
        let page = ada.get("/basket").await.expect(StatusCode::OK).expect_words(&two.name);
        assert!(!page.says(&one.name) && !page.says("run out of time"));
    }

    async fn the_words_of_a_closed_request_stay_shut_when_their_term_is_over(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.post_and_go("/complaints", &[("words", "The seam came open.")]).await.expect(StatusCode::OK);
        let close = page.address("/account/requests/");
        wait(&town, 900 * DAY);
        ada.signs_in(ADA).await;
        ada.get("/account/requests").await.expect(StatusCode::OK).expect_words("The seam came open.");
        ada.post_and_go(&close, &[]).await.expect(StatusCode::OK).expect_words("The seam came open.");
        wait(&town, 731 * DAY);
        ada.signs_in(ADA).await;
        let page = ada.get("/account/requests").await.expect(StatusCode::OK).expect_words(OVER);
        assert!(!page.says("The seam came open."));
        assert_eq!(over_in(&copy_of(&mut ada).await, "What you wrote"), 1);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM request").await, 1, "it is still there, shut");
    }

    async fn a_page_that_counts_from_another_event_keeps_the_shop_shut(town: Town) {
        let policies = [
            (ORDERS, "keep orders for 6 years after account-closure then anonymise", "counts it from `last-order`; write `for 6 years after last-order`"),
            ("keep care for 24 months after request-closed then erase", "keep care while asked then erase", "counts it from `request-closed`"),
            ("keep card while card-kept then erase", "keep card for 1 year after last-order then erase", "write `while card-kept`"),
            (ORDERS, "keep orders.items, orders.payment for 6 years after last-order then anonymise\nkeep orders.delivery for 1 year after last-order then anonymise", "takes it away together with `orders.items`"),
        ];
        for (old, new, said) in policies {
            let Err(shut) = Town::opened_with(&edited(&[(old, new), PRINTED])).await else { panic!("it opened with {new}") };
            assert!(shut.to_string().contains(said), "{shut}");
            // A shop that is open goes on under the page that it can keep.
            let other = town.another_server(&edited(&[(old, new), PRINTED, ("version: 1.0.0", "version: 2.0.0")])).await.unwrap();
            assert_eq!(other.house.policy().version(), "1.0.0");
        }
    }
}
