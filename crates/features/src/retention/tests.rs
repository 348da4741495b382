//! Time passes, and what is due is gone.

use http::StatusCode;
use store::{Id, sql, work};

use super::{
    belongings,
    forgetting::{self, Forgetting},
};
use crate::testing::{ADA, CLEO, PASSWORD, Town, delivery, in_town, until};

async fn count(town: &Town, text: &'static str) -> i64 {
    let read = town.shop.house.store().read(work!(|tx| -> Result<i64, store::Error> {
        tx.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

in_town! {
    async fn an_account_that_nobody_confirms_goes(town: Town) {
        let mut ada = town.visitor();
        ada.post("/join/age", &[("day", "14"), ("month", "5"), ("year", "1992")]).await.expect(StatusCode::SEE_OTHER);
        let form = [("name", "Ada Amsel"), ("email", ADA), ("password", PASSWORD)];
        ada.post_and_go("/join", &form).await.expect(StatusCode::OK);
        town.work().await;
        town.pass_days(13).await;
        assert_eq!(count(&town, "SELECT COUNT(*) FROM customer").await, 1);
        town.pass_days(2).await;
        for table in ["SELECT COUNT(*) FROM customer", "SELECT COUNT(*) FROM blind_index", "SELECT COUNT(*) FROM ledger",
            "SELECT COUNT(*) FROM choice_event", "SELECT COUNT(*) FROM message", "SELECT COUNT(*) FROM clearance"] {
            assert_eq!(count(&town, table).await, 0, "{table}");
        }
        town.ada().await;
    }

    async fn nothing_of_ben_stays_when_cleo_does_not_answer(town: Town) {
        let mut ben = town.visitor();
        let age = [("day", "2"), ("month", "6"), ("year", "2011"), ("guardian", CLEO)];
        ben.post("/join/age", &age).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM clearance WHERE guardian IS NOT NULL").await, 1);
        town.work().await;
        town.pass_days(15).await;
        for table in ["SELECT COUNT(*) FROM clearance", "SELECT COUNT(*) FROM customer", "SELECT COUNT(*) FROM ledger",
            "SELECT COUNT(*) FROM message", "SELECT COUNT(*) FROM outbox", "SELECT COUNT(*) FROM due"] {
            assert_eq!(count(&town, table).await, 0, "{table}");
        }
    }

    async fn a_forgetting_cut_off_half_way_is_finished(town: Town) {
        town.ada().await;
        let read = town.shop.house.store().read(work!(|tx| -> Result<Option<Id>, store::Error> {
            tx.row(sql!("SELECT customer_id FROM customer")).await?.map(|mut row| row.take(0)).transpose()
        }));
        let customer = read.await.unwrap().unwrap();
        let now = town.clock.now();
        let promised = town.shop.house.store().write(work!(|tx| [customer, now] -> Result<(), store::Error> {
            belongings::remove_whole(tx, customer)?;
            forgetting::promise(tx, customer, Forgetting::Person, now)
        }));
        promised.await.unwrap();
        town.work().await;
        assert_eq!(count(&town, "SELECT COUNT(*) FROM due").await, 0);
        let again = forgetting::carry_out(&town.shop, customer, &[Forgetting::Person]).await;
        assert_eq!(again.unwrap().what, [Forgetting::Person]);
    }

    async fn a_basket_waits_as_long_as_the_policy_says(town: Town) {
        let mut guest = town.visitor();
        let product = &town.shop.catalogue.products()[0];
        let sku = product.variants[0].sku.clone();
        guest.post("/basket/lines", &[("sku", &sku)]).await.expect(StatusCode::SEE_OTHER);
        town.pass_days(29).await;
        assert_eq!(count(&town, "SELECT COUNT(*) FROM basket").await, 1);
        town.pass_days(3).await;
        for table in ["SELECT COUNT(*) FROM basket", "SELECT COUNT(*) FROM customer", "SELECT COUNT(*) FROM ledger"] {
            assert_eq!(count(&town, table).await, 0, "{table}");
        }
    }

    async fn a_guest_who_comes_back_may_order_again(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let order = format!("/order/{}", guest.cookies["receipt"]);
        town.packs("10480").await;
        town.parcel_is("delivered").await;
        until("it is delivered", async || guest.get(&order).await.says("Delivered on")).await;
        for _ in 0..4 {
            town.pass_days(10).await;
            guest.get("/basket").await.expect(StatusCode::OK);
        }
        assert_eq!(count(&town, "SELECT COUNT(*) FROM orders WHERE email IS NOT NULL").await, 0);
        town.takes_a_piece(&mut guest).await;
        guest.post("/checkout/age", &[("day", "14"), ("month", "5"), ("year", "1992")]).await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        town.ends(&page, "paid").await;
        town.comes_back(&mut guest, &page).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.orders().await, 2);
    }
}
